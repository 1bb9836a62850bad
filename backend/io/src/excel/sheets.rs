//! Sheets of rows: the tables, the days, the columns.

use std::sync::Arc;

use crmgen_core::batch::{Batch, NULL_LABEL, NULL_NUMBER, Values};
use crmgen_core::calendar::{Day, MONTH_NAMES};
use crmgen_core::columns::{Column, ColumnSet, Kind, Table};
use rust_xlsxwriter::{Format, TableColumn, TableStyle, Worksheet, XlsxError};

use super::ExcelError;
use crate::cells::push_key;
use crate::dictionary::type_name;
use crate::pipeline::{Pool, Reuse, ordered};
use crate::sink::Closed;
use crate::source::Source;

/// Excel's number of 1970-01-01: days since the last day of 1899, counting a 29 February 1900 that never was.
const EPOCH: i32 = 25_569;
/// 1970-01-01 was a Thursday.
const WEEKDAYS: [&str; 7] = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];

/// A day as Excel counts.
pub(super) fn serial(day: Day) -> f64 {
    f64::from(day.0 + EPOCH)
}

/// First and last day seen in any table.
#[derive(Debug, Default)]
pub(super) struct Days(Option<(Day, Day)>);

impl Days {
    fn see(&mut self, day: Day) {
        let (first, last) = self.0.unwrap_or((day, day));
        self.0 = Some((first.min(day), last.max(day)));
    }
}

/// Batches of one block.
#[derive(Default)]
struct Batches(Vec<Batch>);

impl Reuse for Batches {
    fn reset(&mut self) {
        self.0.clear();
    }
}

/// Writes a table of so many rows as an Excel table of its name.
pub(super) fn write_table(
    sheet: &mut Worksheet,
    pool: &Pool,
    source: Arc<dyn Source>,
    (table, rows): (Table, u64),
    days: &mut Days,
    stay: &dyn Fn() -> bool,
) -> Result<(), ExcelError> {
    let columns = table.columns();
    for (at, column) in (0..).zip(columns) {
        sheet.set_column_width(at, width(column))?;
        sheet.set_column_format(at, &number_format(column))?;
    }
    sheet.set_freeze_panes(1, 1)?;
    let headers: Vec<&str> = columns.iter().map(|column| column.name).collect();
    // Announced before the rows: in constant-memory mode there is no way back.
    add_table(sheet, &title(table), &headers, rows as u32)?;
    let blocks = 0..source.blocks();
    let make = move |block, batches: &mut Batches| {
        source.visit(block, &[(table, ColumnSet::all(table))], &mut |batch| batches.0.push(batch));
    };
    let mut row = 1;
    let mut key = Vec::new();
    for batches in ordered(pool, blocks, pool.window(), Arc::new(make)) {
        if !stay() {
            return Err(Closed.into());
        }
        for batch in &batches?.0 {
            for at in 0..batch.rows {
                for (column, values) in (0..).zip(&batch.values) {
                    write_cell(sheet, (row, column), values, at, days, &mut key)?;
                }
                row += 1;
            }
        }
    }
    Ok(())
}

fn write_cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    values: &Values,
    at: usize,
    days: &mut Days,
    key: &mut Vec<u8>,
) -> Result<(), XlsxError> {
    match values {
        Values::Key { prefix, numbers, ordinals } => {
            key.clear();
            push_key(prefix, numbers[at], ordinals.as_ref().map(|ordinals| ordinals[at]), key);
            sheet.write_string(row, column, String::from_utf8_lossy(key))?;
        }
        Values::Text(strings) => {
            sheet.write_string(row, column, strings.get(at))?;
        }
        Values::Label { codes, labels } => {
            if codes[at] != NULL_LABEL {
                sheet.write_string(row, column, labels[usize::from(codes[at])])?;
            }
        }
        Values::Number { values, places } => {
            if values[at] != NULL_NUMBER {
                sheet.write_number(row, column, values[at] as f64 / 10f64.powi(i32::from(*places)))?;
            }
        }
        Values::Date(all) => {
            if all[at] != Day::NONE {
                days.see(all[at]);
                sheet.write_number(row, column, serial(all[at]))?;
            }
        }
        Values::Flag(flags) => {
            sheet.write_boolean(row, column, flags[at])?;
        }
    }
    Ok(())
}

/// Makes the first `rows` rows below a header an Excel table, and writes the header.
fn add_table(sheet: &mut Worksheet, name: &str, headers: &[&str], rows: u32) -> Result<(), XlsxError> {
    let columns: Vec<TableColumn> = headers.iter().map(|header| TableColumn::new().set_header(*header)).collect();
    let table = rust_xlsxwriter::Table::new().set_name(name).set_style(TableStyle::Medium2).set_columns(&columns);
    // A table has one row at least, even where there is nothing to put into it.
    sheet.add_table(0, 0, rows.max(1), headers.len() as u16 - 1, &table)?;
    Ok(())
}

/// The name of a table's sheet and Excel table: its own, with a capital letter.
pub(super) fn title(table: Table) -> String {
    let name = table.name();
    name[..1].to_uppercase() + &name[1..]
}

/// How wide a column is shown, in characters: its header with the filter's button, and the usual length of its values.
fn width(column: &Column) -> f64 {
    let values = match column.kind {
        Kind::Key => 16,
        Kind::Text if column.name.ends_with("_text") => 80,
        Kind::Text => 24,
        Kind::Label(_) => 18,
        Kind::Number { .. } => 12,
        Kind::Date => 12,
        Kind::Flag => 9,
    };
    (column.name.len() + 4).max(values) as f64
}

/// How the values of a column are shown.
fn number_format(column: &Column) -> Format {
    let format = match (&column.kind, column.unit) {
        (Kind::Date, _) => "yyyy-mm-dd",
        (Kind::Number { places: 0 }, "USD") => "$#,##0",
        (Kind::Number { .. }, unit) if unit.starts_with("USD") => "$#,##0.00",
        (Kind::Number { places: 0 }, "percent") => "0\"%\"",
        (Kind::Number { places: 0 }, _) => "#,##0",
        (Kind::Number { .. }, unit) if unit.starts_with("probability") => "0.0%",
        (Kind::Number { .. }, "hours") => "#,##0.0",
        (Kind::Number { .. }, _) => "0.0000",
        // "@" keeps phone numbers and keys as the text they are when a cell is edited.
        (Kind::Key | Kind::Text, _) => "@",
        (Kind::Label(_) | Kind::Flag, _) => "General",
    };
    Format::new().set_num_format(format)
}

/// One row a day from the first to the last day of the data: for pivot tables and for joining by date.
pub(super) fn write_days(sheet: &mut Worksheet, days: &Days) -> Result<(), XlsxError> {
    let (first, last) = days.0.unwrap_or((Day(0), Day(0)));
    let headers = ["date", "year", "quarter", "month", "month_name", "week_starts", "weekday"];
    add_table(sheet, "Dates", &headers, (last.0 - first.0 + 1) as u32)?;
    sheet.set_freeze_panes(1, 1)?;
    let date = Format::new().set_num_format("yyyy-mm-dd");
    let month_format = Format::new().set_num_format("yyyy-mm");
    for (column, format) in [(0, &date), (3, &month_format), (5, &date)] {
        sheet.set_column_format(column, format)?;
    }
    sheet.set_column_range_width(0, 6, 14)?;
    for (row, number) in (1..).zip(first.0..=last.0) {
        let day = Day(number);
        let (year, month, _) = day.ymd();
        let weekday = number.rem_euclid(7);
        // Monday is three days before Thursday, the day of number 0.
        let monday = Day(number - (number + 3).rem_euclid(7));
        sheet.write_number(row, 0, serial(day))?;
        sheet.write_number(row, 1, year)?;
        sheet.write_string(row, 2, format!("{year}-Q{}", (month - 1) / 3 + 1))?;
        sheet.write_number(row, 3, serial(day.month().day(1)))?;
        sheet.write_string(row, 4, MONTH_NAMES[month as usize - 1])?;
        sheet.write_number(row, 5, serial(monday))?;
        sheet.write_string(row, 6, WEEKDAYS[weekday as usize])?;
    }
    Ok(())
}

/// The data dictionary.
pub(super) fn write_columns(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let headers = ["table", "column", "type", "unit", "may_be_empty", "meaning"];
    let all = Table::ALL.iter().flat_map(|table| table.columns().iter().map(move |column| (table, column)));
    add_table(sheet, "Columns", &headers, all.clone().count() as u32)?;
    sheet.set_freeze_panes(1, 2)?;
    for (column, width) in (0..).zip([12, 26, 10, 24, 16, 110]) {
        sheet.set_column_width(column, width)?;
    }
    for (row, (table, column)) in (1..).zip(all) {
        for (at, text) in (0..).zip([table.name(), column.name, type_name(&column.kind), column.unit]) {
            sheet.write_string(row, at, text)?;
        }
        sheet.write_boolean(row, 4, column.nullable)?;
        sheet.write_string(row, 5, column.meaning)?;
    }
    Ok(())
}
