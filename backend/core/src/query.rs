//! Which rows of a table, in which order: filters, search and sorting over blocks.
//!
//! A [`Query`] is read from texts such as `segment:eq:SMB`, with everything that is wrong named at once. [`Query::select`]
//! finds the rows of one block that it keeps, asking only for the columns it needs, cheap ones first; [`Top`] keeps the
//! rows that come first in its order. Nothing here knows where columns come from, or how many threads look at blocks.
//!
//! What compares with what:
//!
//! - Numbers are compared as numbers, however many digits they are written with; days as days; `false` comes before `true`.
//! - Labels of a short list compare in the order of the list (Low, Medium, High); cities and countries by the alphabet.
//! - Texts compare without regard to case. Keys compare by their numbers.
//! - `contains` looks into the text of a cell as it stands in a CSV file, without regard to case.
//! - An empty cell fits `null:true` and every `ne`, and nothing else. In sorting it comes last, up or down.

mod condition;
mod gather;
mod literal;
mod made;
mod order;
mod read;

use std::sync::Arc;

use crate::batch::Values;
use crate::block::Depth;
use crate::columns::{ColumnSet, Kind, Table};
use crate::world::geography::{city_names, country_names};

use condition::{Condition, Needle};
pub use made::Made;
use order::SortKey;
pub use order::{Entry, Top};
pub use read::QueryText;

/// Rows of one table to keep, and their order. Read with [`Query::read`].
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    table: Table,
    /// Cheap ones first.
    conditions: Vec<Condition>,
    search: Option<Needle>,
    sort: Vec<SortKey>,
    /// The same for two queries that keep the same rows in the same order because they say the same.
    text: Vec<(&'static str, String)>,
}

/// Values of a column of a block.
#[derive(Debug)]
pub enum Found {
    /// Of every row.
    Whole(Arc<Values>),
    /// Of the rows asked for alone, in their order.
    Asked(Values),
}

/// The columns of one block, made or found when they are asked for.
pub trait Columns {
    /// How many rows the block has.
    fn rows(&mut self) -> usize;

    /// Values of a column, of these rows (ascending) at least.
    fn column(&mut self, index: usize, rows: &[u32]) -> Found;
}

impl Found {
    /// The values, and where the value of the `k`-th row asked for stands.
    fn at(&self, k: usize, row: u32) -> (&Values, usize) {
        match self {
            Self::Whole(values) => (values, row as usize),
            Self::Asked(values) => (values, k),
        }
    }
}

impl Query {
    /// All rows, in file order.
    #[must_use]
    pub const fn all(table: Table) -> Self {
        Self { table, conditions: Vec::new(), search: None, sort: Vec::new(), text: Vec::new() }
    }

    /// The table it is about.
    #[must_use]
    pub const fn table(&self) -> Table {
        self.table
    }

    /// Whether it keeps every row.
    #[must_use]
    pub const fn keeps_all(&self) -> bool {
        self.conditions.is_empty() && self.search.is_none()
    }

    /// Whether rows come in another order than in files.
    #[must_use]
    pub const fn sorts(&self) -> bool {
        !self.sort.is_empty()
    }

    /// It as parameters of an address, in an order of its own.
    #[must_use]
    pub fn to_pairs(&self) -> &[(&'static str, String)] {
        &self.text
    }

    /// The columns that finding and sorting rows needs.
    #[must_use]
    pub fn columns(&self) -> ColumnSet {
        let searched = self.search.iter().flat_map(|_| text_columns(self.table));
        self.conditions.iter().map(|c| c.column).chain(self.sort.iter().map(|k| k.column)).chain(searched).collect()
    }

    /// Customers that rows can belong to, by the conditions on keys: first and last number.
    #[must_use]
    pub fn customers(&self) -> (u64, u64) {
        self.conditions
            .iter()
            .filter_map(Condition::customers)
            .fold((1, u64::MAX), |(first, last), (low, high)| (first.max(low), last.min(high)))
    }

    /// The rows of a block that are kept, ascending.
    #[must_use]
    pub fn select(&self, block: &mut dyn Columns) -> Vec<u32> {
        let mut rows: Vec<u32> = (0..block.rows() as u32).collect();
        for condition in &self.conditions {
            if rows.is_empty() {
                return rows;
            }
            let found = block.column(condition.column, &rows);
            let mut k = 0;
            rows.retain(|&row| {
                let (values, at) = found.at(k, row);
                k += 1;
                condition.keeps(values, at)
            });
        }
        match &self.search {
            Some(needle) => self.search(needle, rows, block),
            None => rows,
        }
    }

    fn search(&self, needle: &Needle, mut rows: Vec<u32>, block: &mut dyn Columns) -> Vec<u32> {
        let mut hits = Vec::new();
        let mut scratch = String::new();
        for column in text_columns(self.table) {
            if rows.is_empty() {
                break;
            }
            let found = block.column(column, &rows);
            let mut k = 0;
            rows.retain(|&row| {
                let (values, at) = found.at(k, row);
                k += 1;
                let hit = needle.is_in(values.cell(at), &mut scratch);
                if hit {
                    hits.push(row);
                }
                !hit
            });
        }
        hits.sort_unstable();
        hits
    }
}

/// How dear a column is to come by: codes, what is drawn or written anew, scores (all texts of a block are composed),
/// written texts.
fn cost(table: Table, column: usize) -> u8 {
    const DRAWN: [&str; 3] = ["company_size", "employees", "annual_revenue"];
    let about = &table.columns()[column];
    let scored = Depth::needed(table, ColumnSet::NONE.with(column)) >= Depth::Scored;
    match about.kind {
        Kind::Text if scored => 3,
        _ if scored => 2,
        Kind::Text => 1,
        _ if DRAWN.contains(&about.name) => 1,
        _ => 0,
    }
}

/// The columns that a search looks into, cheap ones first.
fn text_columns(table: Table) -> impl Iterator<Item = usize> {
    let mut columns: Vec<usize> =
        (0..table.columns().len()).filter(|&i| table.columns()[i].kind == Kind::Text).collect();
    columns.sort_by_key(|&i| cost(table, i));
    columns.into_iter()
}

/// Every label a column can have, in the order of its codes; empty if it holds no labels.
#[must_use]
pub fn labels(table: Table, column: usize) -> &'static [&'static str] {
    let about = &table.columns()[column];
    match (about.kind, about.name) {
        (Kind::Label(&[]), "country") => country_names(),
        (Kind::Label(&[]), "city") => city_names(),
        (Kind::Label(names), _) => names,
        _ => &[],
    }
}

/// For each label of a column, its place when sorted: the order of a short list, the alphabet for others.
fn ranks(table: Table, column: usize) -> Vec<u16> {
    let labels = labels(table, column);
    let short = matches!(table.columns()[column].kind, Kind::Label(names) if !names.is_empty());
    if short {
        return (0..labels.len() as u16).collect();
    }
    let mut sorted: Vec<String> = labels.iter().map(|label| label.to_lowercase()).collect();
    sorted.sort_unstable();
    sorted.dedup();
    let place = |label: &str| sorted.binary_search(&label.to_lowercase()).unwrap_or(0) as u16;
    labels.iter().map(|label| place(label)).collect()
}

#[cfg(test)]
mod tests;
