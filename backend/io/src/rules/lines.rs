//! Where rows come from: CSV files, or batches of a block.

use std::io::Read;

use crmgen_core::batch::{Batch, Cell};
use crmgen_core::columns::{ColumnSet, Table};

use super::RulesError;
use super::cells;

/// Rows of one table, one after the other.
pub(super) trait Lines: Send {
    /// Hands the cells of the next row, of all columns in order, to `then`; `None` after the last row.
    fn next<T>(&mut self, then: impl FnOnce(&[Cell<'_>]) -> T) -> Result<Option<T>, RulesError>;
}

/// The rows of a CSV file.
pub(super) struct CsvLines<R> {
    table: Table,
    reader: csv::Reader<R>,
    record: csv::StringRecord,
    /// The record holds a row that was read to see whether it is the header.
    ahead: bool,
    /// Where each column of the table stands in the file.
    places: Vec<usize>,
}

impl<R: Read + Send> CsvLines<R> {
    /// Reads the header. The columns may be in any order, but must be those of the table. A part of a dataset other than
    /// the first has no header: its columns are in the order of the table.
    ///
    /// # Errors
    /// When the file cannot be read, or has other columns than the table.
    pub(super) fn new(table: Table, file: R) -> Result<Self, RulesError> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).buffer_capacity(1 << 18).from_reader(file);
        let mut record = csv::StringRecord::new();
        let columns = table.columns();
        let some = reader.read_record(&mut record).map_err(|cause| RulesError::Csv { table, cause })?;
        let mut places = (0..columns.len()).collect();
        let is_header = record.iter().any(|field| table.column_index(field).is_some());
        if is_header {
            let place = |name: &str| record.iter().position(|field| field == name);
            let names = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect::<Vec<_>>();
            let missing = columns.iter().map(|c| c.name).filter(|name| place(name).is_none()).collect();
            let unknown = record.iter().filter(|field| table.column_index(field).is_none()).collect();
            let (missing, unknown) = (names(missing), names(unknown));
            if !missing.is_empty() || !unknown.is_empty() {
                return Err(RulesError::Columns { table, missing, unknown });
            }
            places = columns.iter().filter_map(|column| place(column.name)).collect();
        } else if some && record.len() != columns.len() {
            return Err(RulesError::NoHeader { table, found: record.len(), expected: columns.len() });
        }
        Ok(Self { table, reader, record, ahead: some && !is_header, places })
    }
}

impl<R: Read + Send> Lines for CsvLines<R> {
    fn next<T>(&mut self, then: impl FnOnce(&[Cell<'_>]) -> T) -> Result<Option<T>, RulesError> {
        let table = self.table;
        let some = std::mem::take(&mut self.ahead)
            || self.reader.read_record(&mut self.record).map_err(|cause| RulesError::Csv { table, cause })?;
        if !some {
            return Ok(None);
        }
        let columns = table.columns().iter().zip(&self.places);
        let cells: Vec<Cell<'_>> =
            columns.map(|(column, &at)| cells::parse(column, self.record.get(at).unwrap_or(""))).collect();
        Ok(Some(then(&cells)))
    }
}

/// The rows of batches, as a block gives them.
pub(super) struct BatchLines<'a> {
    batch: &'a Batch,
    next: usize,
}

impl<'a> BatchLines<'a> {
    /// The rows of a batch that has all columns of its table.
    pub(super) fn new(batch: &'a Batch) -> Self {
        debug_assert_eq!(batch.columns, ColumnSet::all(batch.table), "a batch of all columns");
        Self { batch, next: 0 }
    }
}

impl Lines for BatchLines<'_> {
    fn next<T>(&mut self, then: impl FnOnce(&[Cell<'_>]) -> T) -> Result<Option<T>, RulesError> {
        if self.next == self.batch.rows {
            return Ok(None);
        }
        let cells: Vec<Cell<'_>> = self.batch.values.iter().map(|values| values.cell(self.next)).collect();
        self.next += 1;
        Ok(Some(then(&cells)))
    }
}
