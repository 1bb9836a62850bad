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

/// The file `data_dictionary.csv`: one row a column of every table, in file order.
#[must_use]
pub fn dictionary_csv() -> Vec<u8> {
    let mut out = Vec::new();
    push_record(["table", "column", "type", "unit", "nullable", "meaning"], &mut out);
    for table in Table::ALL {
        for Column { name, kind, unit, nullable, meaning } in table.columns() {
            let nullable = if *nullable { "true" } else { "false" };
            push_record([table.name(), name, type_name(kind), unit, nullable, meaning], &mut out);
        }
    }
    out
}
