//! Which rows and columns of a table: the parameters that pages, files and tables without a store have in common.

use crmgen_core::columns::{ColumnSet, Table};
use crmgen_core::query::{Query, QueryText};
use utoipa::IntoParams;

use crate::input::QueryReader;

/// What to keep of a table.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "a description: parameters are read by `QueryReader`, which names all that is wrong")]
pub(crate) struct FilterParameters {
    /// Names of columns, with commas between them or as repeated parameters. Left out: all. They come in table order.
    #[param(example = "customer_id,segment,lifetime_value")]
    columns: Option<String>,
    /// Conditions as `column:operator:value`; repeated ones must all hold. Operators: `eq` (is), `ne` (is not), `in` (one of
    /// several, with commas between them; a value that holds a comma stands in quotation marks), `lt`, `lte`, `gt`, `gte`
    /// (smaller, at most, greater, at least), `contains` (has this text in it), `null` (`true`: is empty, `false`: is not).
    /// Numbers are compared as numbers, days as days, labels in the order of their list, texts without regard to case. An
    /// empty cell fits `null:true` and `ne` only.
    #[param(example = json!(["region:in:Europe,APAC", "segment:eq:SMB"]))]
    filter: Option<Vec<String>>,
    /// A text to look for in all text columns, without regard to case.
    #[param(max_length = 200, example = "price")]
    q: Option<String>,
}

/// The names of [`FilterParameters`].
pub(super) const FILTER_PARAMETERS: [&str; 3] = ["columns", "filter", "q"];

/// What was asked for of a table, checked.
#[derive(Clone, Debug)]
pub(crate) struct Selection {
    /// Which rows, in which order.
    pub(crate) query: Query,
    /// Which columns.
    pub(crate) columns: ColumnSet,
}

impl Selection {
    /// Reads `columns`, `filter` and `q`.
    pub(crate) fn unsorted(reader: &mut QueryReader, table: Table) -> Self {
        Self::read(reader, table, false)
    }

    /// Reads `columns`, `filter`, `q` and `sort`.
    pub(crate) fn sorted(reader: &mut QueryReader, table: Table) -> Self {
        Self::read(reader, table, true)
    }

    fn read(reader: &mut QueryReader, table: Table, sortable: bool) -> Self {
        let columns = read_columns(reader, table);
        let mut filters = reader.all("filter");
        filters.retain(|filter| !filter.is_empty());
        let search = reader.single("q");
        let sort = if sortable { reader.single("sort") } else { None };
        let query = Query::read(table, &QueryText { filters, search, sort }).unwrap_or_else(|problems| {
            reader.refuse_all(problems);
            Query::all(table)
        });
        Self { query, columns }
    }

    /// What the address of a page says beside its window, to be kept in links.
    pub(crate) fn in_links(&self) -> String {
        let table = self.query.table();
        let mut pairs = self.query.to_pairs().to_vec();
        if self.columns != ColumnSet::all(table) {
            pairs.push(("columns", self.column_names().join(",")));
        }
        let text = serde_html_form::to_string(&pairs).unwrap_or_default();
        if text.is_empty() { text } else { format!("&{text}") }
    }

    /// What bytes depend on beside the recipe.
    pub(super) fn identity(&self) -> String {
        let mut line = format!("columns={}", self.column_names().join(","));
        for (name, value) in self.query.to_pairs() {
            line.push_str(&format!(";{name}={value}"));
        }
        line
    }

    fn column_names(&self) -> Vec<&'static str> {
        let table = self.query.table();
        self.columns.iter().map(|index| table.columns()[index].name).collect()
    }
}

/// The columns asked for; all if none is named.
fn read_columns(reader: &mut QueryReader, table: Table) -> ColumnSet {
    let names: Vec<&str> = table.columns().iter().map(|column| column.name).collect();
    let positions = reader.positions("columns", &names, true);
    if positions.is_empty() { ColumnSet::all(table) } else { positions.into_iter().collect() }
}
