//! `excel.xlsx`: a workbook to double-click. A sheet a table, each a real Excel table; the days as a table of their own;
//! what the columns mean; and a dashboard whose charts are fed by formulas over those tables.
//!
//! Rows are written in the library's constant-memory mode, through a temporary file: the format needs to know sizes
//! before it can be sent. The numbers beside the formulas are those of [`Summary`], so that the dashboard is right before
//! anything is calculated, and the same as in the API.

mod dashboard;
mod sheets;

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::sync::Arc;

use crmgen_core::columns::Table;
use crmgen_core::cube::{Filter, Index, Summary};
use crmgen_core::recipe::grouped;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use crate::pipeline::{Pool, TaskPanicked};
use crate::sink::{Closed, Sink};
use crate::source::Source;

/// Rows an Excel sheet holds (Microsoft, "Excel specifications and limits"), less the header.
pub const EXCEL_ROWS: u64 = 1_048_576 - 1;

/// Why a workbook could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ExcelError {
    /// A table has more rows than a sheet can hold.
    #[error("{0}")]
    TooManyRows(String),
    /// The reader has gone.
    #[error(transparent)]
    Closed(#[from] Closed),
    /// Making the rows failed.
    #[error(transparent)]
    Task(#[from] TaskPanicked),
    /// The workbook could not be written.
    #[error("cannot write the workbook: {0}")]
    Workbook(#[from] XlsxError),
    /// The temporary file could not be made, written or read.
    #[error("cannot use a temporary file: {0}")]
    Io(#[from] std::io::Error),
}

/// Why Excel cannot take this dataset, in plain words; `None` if it can.
#[must_use]
pub fn excel_limit(index: &Index) -> Option<String> {
    let (table, rows) = Table::ALL.iter().map(|&table| (table, index.rows(table))).max_by_key(|(_, rows)| *rows)?;
    (rows > EXCEL_ROWS).then(|| {
        format!(
            "The table of {} has {} rows, and an Excel sheet holds at most {}. Take parquet.zip or csv.zip instead, or \
             make a dataset with fewer customers.",
            table.name(),
            grouped(rows),
            grouped(EXCEL_ROWS)
        )
    })
}

/// Writes the workbook into a sink. `index` is what was counted of the same source.
///
/// The same dataset gives the same bytes, with any number of threads. Blocks until done: call it on a thread that is not
/// one of the pool's.
///
/// # Errors
/// When a table is too long (before anything is made), the sink is closed, or a file cannot be written.
pub fn write_excel<S: Sink + ?Sized>(
    pool: &Pool,
    source: &Arc<dyn Source>,
    index: &Index,
    sink: &mut S,
) -> Result<(), ExcelError> {
    if let Some(why) = excel_limit(index) {
        return Err(ExcelError::TooManyRows(why));
    }
    let summary = index.summary(&Filter::default());
    let mut workbook = Workbook::new();
    let name = source.name().to_owned();
    workbook.set_properties(&properties(&name, &summary)?);
    let about = source.recipe_json();
    // Sheets in the order people see them; filled in the order they are known.
    let names = ["Dashboard", "Summary", "Customers", "Deals", "Feedback", "Dates", "Columns"];
    for name in names {
        let sheet = match name {
            "Customers" | "Deals" | "Feedback" => workbook.add_worksheet_with_constant_memory()?,
            _ => workbook.add_worksheet(),
        };
        sheet.set_name(name)?;
    }
    let mut days = sheets::Days::default();
    for (&table, name) in Table::ALL.iter().zip(&names[2..]) {
        let sheet = workbook.worksheet_from_name(name)?;
        let stay = || sink.is_open();
        sheets::write_table(sheet, pool, Arc::clone(source), (table, index.rows(table)), &mut days, &stay)?;
    }
    sheets::write_days(workbook.worksheet_from_name("Dates")?, &days)?;
    sheets::write_columns(workbook.worksheet_from_name("Columns")?)?;
    let ranges = dashboard::write_summary(workbook.worksheet_from_name("Summary")?, &summary)?;
    dashboard::write_dashboard(workbook.worksheet_from_name("Dashboard")?, &name, &about, &summary, &ranges)?;

    let mut file = tempfile::tempfile()?;
    workbook.save_to_writer(&mut file)?;
    send(file, sink)
}

/// Fixed times: the day the data ends.
fn properties(name: &str, summary: &Summary) -> Result<DocProperties, XlsxError> {
    let (year, month, _) = summary.period.to.day(1).ymd();
    let made = ExcelDateTime::from_ymd(u16::try_from(year).unwrap_or(2000), month as u8, 1)?;
    Ok(DocProperties::new()
        .set_title(name)
        .set_author("crmgen")
        .set_comment("Practice data made by a program. No person or company in it is real.")
        .set_creation_datetime(&made))
}

fn send<S: Sink + ?Sized>(mut file: File, sink: &mut S) -> Result<(), ExcelError> {
    file.seek(SeekFrom::Start(0))?;
    loop {
        let mut bytes = vec![0; 1 << 20];
        let read = file.read(&mut bytes)?;
        if read == 0 {
            return Ok(());
        }
        bytes.truncate(read);
        sink.send(bytes)?;
    }
}
