//! The data dictionary: the column table, as a CSV file for people and tools.

use crmgen_core::columns::{Column, Kind, Table};

use crate::csv::push_record;

/// The word for a column's type, the same in every description: `key`, `text`, `label`, `integer`, `decimal`, `date`
/// or `boolean`.
#[must_use]
pub const fn type_name(kind: &Kind) -> &'static str {
    match kind {
        Kind::Key => "key",
        Kind::Text => "text",
        Kind::Label(_) => "label",
        Kind::Number { places: 0 } => "integer",
        Kind::Number { .. } => "decimal",
        Kind::Date => "date",
        Kind::Flag => "boolean",
    }
}

/// What a column means, with what to mind when it is summed up.
pub(crate) fn meaning(table: Table, column: &Column) -> String {
    let mind = match (table, column.name) {
        (Table::Customers, "lifetime_value") => " Each of these deals is in the deals table.",
        (Table::Deals, "stage") => {
            " For win rates, count only deals closed in the months of the history: see closed_date."
        }
        (Table::Deals, "closed_date") => {
            " Deals closed before the first month of the history are in the table only if they were won: they are the first deals of customers who joined before. Take win rates, and revenue by year, from that month on."
        }
        _ => "",
    };
    format!("{}{mind}", column.meaning)
}

/// The file `data_dictionary.csv`: one row a column of every table, in file order.
#[must_use]
pub fn dictionary_csv() -> Vec<u8> {
    let mut out = Vec::new();
    push_record(["table", "column", "type", "unit", "nullable", "meaning"], &mut out);
    for table in Table::ALL {
        for column in table.columns() {
            let Column { name, kind, unit, nullable, .. } = column;
            let nullable = if *nullable { "true" } else { "false" };
            push_record([table.name(), name, type_name(kind), unit, nullable, &meaning(*table, column)], &mut out);
        }
    }
    out
}
