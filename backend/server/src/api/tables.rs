//! Tables of a dataset: what their columns mean, and their rows page by page.

use std::sync::Arc;

use actix_web::http::header;
use actix_web::web::{Data, Json};
use actix_web::{HttpResponse, get};
use crmgen_core::columns::{Column, Kind, Table};
use crmgen_io::dictionary::type_name;
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};

use super::datasets::address;
use super::paging::{MOST_SKIPPED, PageLinks, Window};
use super::rows::Rows;
use super::selection::{FilterParameters, Selection};
use super::vocabulary::TableName;
use super::{Named, NamedTable, compute};
use crate::app::Shared;
use crate::dataset::{Built, Dataset};
use crate::input::{NoParameters, QueryPairs, QueryReader};
use crate::problem::{ApiError, Problem};
use crate::scan::{Patience, Scan, rows_as_json, window_as_json};

/// The tables of a dataset.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TableList {
    /// Customers, deals and feedback.
    tables: Vec<TableDto>,
}

/// One table: what it is, and what its columns mean.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Table)]
pub(crate) struct TableDto {
    /// Its name in addresses and file names.
    name: TableName,
    /// What it is, in one sentence.
    #[schema(example = "The companies and people we sell to, one row each, with how they stand today.")]
    meaning: &'static str,
    /// How many rows it has.
    #[schema(example = 500)]
    rows: u64,
    /// Its columns, in file order.
    columns: Vec<ColumnDto>,
    /// Where its rows are.
    links: TableLinks,
}

/// One column.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Column)]
pub(crate) struct ColumnDto {
    /// Its name, the same in every format.
    #[schema(example = "monthly_recurring_revenue")]
    name: &'static str,
    /// What its values look like.
    #[serde(rename = "type")]
    #[schema(value_type = ColumnType)]
    kind: &'static str,
    /// Digits after the point of a decimal; null for all others.
    #[schema(required, example = 2)]
    places: Option<u8>,
    /// The unit of a number; null for all others.
    #[schema(required, example = "USD per month")]
    unit: Option<&'static str>,
    /// Whether it may be empty.
    #[schema(example = false)]
    nullable: bool,
    /// What it means, in plain words.
    #[schema(example = "What the customer pays us a month today. 0 for prospects and customers who left.")]
    meaning: &'static str,
    /// Every value of a short closed list, in the order to show them; null for all others.
    #[schema(required)]
    values: Option<&'static [&'static str]>,
}

/// What the values of a column look like.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "a description only: the names come from the writer of the data dictionary")]
pub(crate) enum ColumnType {
    /// A key, such as `CUST-0000001`.
    Key,
    /// Free text.
    Text,
    /// One of a list.
    Label,
    /// A whole number.
    Integer,
    /// A number with a fixed count of digits after the point.
    Decimal,
    /// A day, `YYYY-MM-DD`.
    Date,
    /// `true` or `false`.
    Boolean,
}

/// Where the rows of a table are.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TableLinks {
    /// The first page of rows.
    #[schema(example = "/api/v1/datasets/6f1b4bb0-91f7-4f5a-8b3e-5f4dbf4f5a01/tables/customers")]
    page: String,
    /// All rows as a file.
    #[schema(example = "/api/v1/datasets/6f1b4bb0-91f7-4f5a-8b3e-5f4dbf4f5a01/tables/customers.csv")]
    csv: String,
}

impl ColumnDto {
    fn new(column: &'static Column) -> Self {
        Self {
            name: column.name,
            kind: type_name(&column.kind),
            places: match column.kind {
                Kind::Number { places } if places > 0 => Some(places),
                _ => None,
            },
            unit: Some(column.unit).filter(|unit| !unit.is_empty()),
            nullable: column.nullable,
            meaning: column.meaning,
            values: match column.kind {
                Kind::Label(names) if !names.is_empty() => Some(names),
                _ => None,
            },
        }
    }
}

impl TableDto {
    fn new(dataset: &Dataset, built: &Built, table: Table) -> Self {
        let page = format!("{}/tables/{}", address(dataset.id), table.name());
        Self {
            name: TableName(table),
            meaning: table.meaning(),
            rows: built.index.rows(table),
            columns: table.columns().iter().map(ColumnDto::new).collect(),
            links: TableLinks { csv: format!("{page}.csv"), page },
        }
    }
}

/// List the tables
///
/// The data dictionary: every table with its rows counted, and every column with its type, unit and meaning.
#[utoipa::path(tag = "tables", params(("id" = Uuid, Path, description = "Id of the dataset.")), responses(
    (status = 200, description = "The tables.", body = TableList),
    (status = 404, description = "There is no such dataset.", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "The dataset is not ready.", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "The address has parameters; it takes none.", body = Problem, content_type = "application/problem+json"),
))]
#[get("/datasets/{id}/tables")]
pub(crate) async fn list_tables(dataset: Named, _: NoParameters) -> Result<Json<TableList>, ApiError> {
    let built = dataset.0.built()?;
    let tables = Table::ALL.iter().map(|&table| TableDto::new(&dataset.0, built, table)).collect();
    Ok(Json(TableList { tables }))
}

/// Which part of the rows, in which order.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "a description: parameters are read by `QueryReader`, which names all that is wrong")]
pub(crate) struct PageParameters {
    /// How many rows at most.
    #[param(minimum = 1, maximum = 1000, default = 50, example = 50)]
    limit: Option<u32>,
    /// How many rows to skip.
    #[param(minimum = 0, maximum = 9_007_199_254_740_991_u64, default = 0, example = 0)]
    offset: Option<u64>,
    /// Columns to sort by, with commas between them; a `-` before one turns it round. Empty cells come last either way;
    /// labels sort in the order of their list (Low, Medium, High), texts without regard to case.
    #[param(example = "-lifetime_value,created_date")]
    sort: Option<String>,
}

/// One page of rows.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TablePage {
    /// The table.
    table: TableName,
    /// The columns of the rows, in order.
    #[schema(example = json!(["customer_id", "segment", "lifetime_value"]))]
    columns: Vec<&'static str>,
    /// The rows, each an object with these columns as names.
    #[schema(value_type = Rows, example = json!([{"customer_id": "CUST-0000001", "segment": "SMB", "lifetime_value": 12400}]))]
    rows: Box<RawValue>,
    /// How many rows there are in all.
    #[schema(example = 500)]
    total: u64,
    /// How many were asked for at most.
    #[schema(example = 50)]
    limit: u64,
    /// How many were skipped.
    #[schema(example = 0)]
    offset: u64,
    /// The pages around this one.
    links: PageLinks,
}

/// Look at rows of a table
///
/// A page of rows as JSON objects. Numbers are JSON numbers with the digits they have in the CSV, dates are strings, and
/// what is empty is null. Any page of any dataset takes about the same time as long as nothing is filtered or sorted: only
/// the rows asked for are made. With filters, `q` or `sort` every row is looked at; `total` counts those that fit, exactly.
/// Rows that are equal in the order come by their key.
#[utoipa::path(tag = "tables",
    params(("id" = Uuid, Path, description = "Id of the dataset."),
        ("table" = inline(TableName), Path, description = "Name of the table."), PageParameters, FilterParameters),
    responses(
        (status = 200, description = "The rows.", body = TablePage,
            headers(("Link" = String, description = "The pages around this one (RFC 8288)."))),
        (status = 404, description = "There is no such dataset or table.", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The dataset is not ready.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Parameters are wrong, or the page lies too deep in a sorted table.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Looking through the table took too long.", body = Problem, content_type = "application/problem+json"),
    ))]
#[get("/datasets/{id}/tables/{table}")]
pub(crate) async fn get_table_page(
    shared: Data<Shared>,
    dataset: Named,
    table: NamedTable,
    query: QueryPairs,
) -> Result<HttpResponse, ApiError> {
    let mut reader = QueryReader::new(query);
    let limit = reader.integer("limit", 1..=1_000, 50);
    let offset = reader.integer("offset", 0..=MOST_SKIPPED, 0);
    let selection = Selection::sorted(&mut reader, table.0);
    reader.finish()?;
    let path = format!("{}/tables/{}", address(dataset.0.id), table.0.name());
    let (columns, rest) = (selection.columns, selection.in_links());
    dataset.0.built()?;
    let (rows, total) = compute(&shared, {
        let (shared, dataset) = (shared.clone(), Arc::clone(&dataset.0));
        move |patience| page_of_rows(&shared, &dataset, &selection, (offset, limit), patience)
    })
    .await?;
    let rows = String::from_utf8(rows).ok().and_then(|rows| RawValue::from_string(rows).ok()).ok_or_else(|| {
        log::error!("the rows of a page of {} are not JSON", table.0.name());
        ApiError::Internal
    })?;
    let links = PageLinks::new(&path, &rest, Window { limit, offset }, total);
    Ok(HttpResponse::Ok().insert_header((header::LINK, links.header())).json(TablePage {
        table: TableName(table.0),
        columns: columns.iter().map(|index| table.0.columns()[index].name).collect(),
        rows,
        total,
        limit,
        offset,
        links,
    }))
}

/// The rows of the page as a JSON array, and how many rows there are in all.
fn page_of_rows(
    shared: &Shared,
    dataset: &Arc<Dataset>,
    selection: &Selection,
    (offset, limit): (u64, u64),
    patience: &Patience,
) -> Result<(Vec<u8>, u64), ApiError> {
    let built = dataset.built()?;
    let Selection { query, columns } = selection;
    let table = query.table();
    if query.keeps_all() && !query.sorts() {
        return Ok((window_as_json(built, table, *columns, offset, limit), built.index.rows(table)));
    }
    let scan = Scan { pool: &shared.pool, cache: &shared.cache, dataset, patience };
    let page = scan.page(query, offset, limit)?;
    let rows = rows_as_json(&shared.pool, &built.plan, (table, *columns), &page)?;
    Ok((rows, page.total))
}
