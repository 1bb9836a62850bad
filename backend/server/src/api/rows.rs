//! Rows of the tables, described: made from the one table of columns, like everything else about them.

use std::borrow::Cow;

use crmgen_core::columns::{Column, Kind, Table};
use utoipa::openapi::schema::{AnyOfBuilder, ArrayBuilder, ObjectBuilder, Schema, SchemaType, Type};
use utoipa::openapi::{KnownFormat, Ref, RefOr, SchemaFormat};
use utoipa::{PartialSchema, ToSchema};

macro_rules! rows {
    ($($(#[$doc:meta])+ $name:ident = $table:expr;)+) => {$(
        $(#[$doc])+
        #[derive(Clone, Copy, Debug)]
        pub(crate) struct $name;

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                row($table)
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed(stringify!($name))
            }
        }
    )+};
}

rows! {
    /// One row of the table of customers.
    CustomerRow = Table::Customers;
    /// One row of the table of deals.
    DealRow = Table::Deals;
    /// One row of the table of feedback.
    FeedbackRow = Table::Feedback;
}

/// The rows of a page: all of one table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rows;

impl PartialSchema for Rows {
    fn schema() -> RefOr<Schema> {
        let of = |name: &str| ArrayBuilder::new().items(Ref::from_schema_name(name));
        AnyOfBuilder::new()
            .item(of("CustomerRow"))
            .item(of("DealRow"))
            .item(of("FeedbackRow"))
            .description(Some("The rows, each an object with the columns asked for, in table order."))
            .into()
    }
}

impl ToSchema for Rows {}

fn row(table: Table) -> RefOr<Schema> {
    let meaning = format!("One row. {} Only the columns asked for are there.", table.meaning());
    let row = ObjectBuilder::new().schema_type(Type::Object).description(Some(meaning));
    table.columns().iter().fold(row, |row, column| row.property(column.name, cell(column))).into()
}

fn cell(column: &Column) -> RefOr<Schema> {
    let plain = match column.kind {
        Kind::Key | Kind::Text | Kind::Label(_) | Kind::Date => Type::String,
        Kind::Number { places: 0 } => Type::Integer,
        Kind::Number { .. } => Type::Number,
        Kind::Flag => Type::Boolean,
    };
    let kind = if column.nullable { SchemaType::from_iter([plain, Type::Null]) } else { SchemaType::Type(plain) };
    let unit = if column.unit.is_empty() { String::new() } else { format!(" Unit: {}.", column.unit) };
    let cell = ObjectBuilder::new().schema_type(kind).description(Some(format!("{}{unit}", column.meaning)));
    match column.kind {
        Kind::Date => cell.format(Some(SchemaFormat::KnownFormat(KnownFormat::Date))).into(),
        Kind::Label(names) if !names.is_empty() => {
            let null = column.nullable.then_some(serde_json::Value::Null);
            cell.enum_values(Some(names.iter().map(|name| serde_json::Value::from(*name)).chain(null))).into()
        }
        _ => cell.into(),
    }
}
