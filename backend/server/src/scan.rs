//! Finding the rows that a query keeps: all blocks are looked at, on all threads, and only what fits the page is kept.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crmgen_core::batch::Values;
use crmgen_core::block::{Block, Depth, Plan};
use crmgen_core::columns::{ColumnSet, Table};
use crmgen_core::query::{Columns, Entry, Found, Made, Query, Top};
use crmgen_io::json::Rows as JsonRows;
use crmgen_io::pipeline::{Pool, Reuse, ordered};

use crate::cache::{Cache, ColumnOf, Kept};
use crate::dataset::{Built, Dataset};
use crate::problem::ApiError;

/// How deep into a sorted table a page may lie, from either end. Chosen: each row on the way takes about 50 bytes.
pub(crate) const DEEPEST_SORTED: u64 = 250_000;
/// Customers that are looked at by themselves, where a query can only be about so few.
const FEW: u64 = 64;

/// How long an answer may take, and whether anybody still waits for it.
#[derive(Clone, Debug)]
pub(crate) struct Patience {
    until: Instant,
    left: Arc<AtomicBool>,
}

/// Marks that nobody waits any more when it is dropped.
#[derive(Debug)]
pub(crate) struct Waiting(Arc<AtomicBool>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Patience {
    /// From now on for so long, or until the second value is dropped.
    pub(crate) fn new(limit: Duration) -> (Self, Waiting) {
        let left = Arc::new(AtomicBool::new(false));
        (Self { until: Instant::now() + limit, left: Arc::clone(&left) }, Waiting(left))
    }

    /// # Errors
    /// When the time is over, or nobody waits any more.
    pub(crate) fn check(&self) -> Result<(), ApiError> {
        if self.left.load(Ordering::Relaxed) || Instant::now() > self.until { Err(ApiError::TooSlow) } else { Ok(()) }
    }
}

/// A row of a table: its customer, and which of the customer's rows it is, from 0.
type RowKey = (u64, u32);

/// The rows of one page, and how many there are in all.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) total: u64,
    rows: Vec<RowKey>,
}

/// What was found in one block.
#[derive(Default)]
struct Part {
    kept: u64,
    rows: Vec<RowKey>,
    entries: Vec<Entry>,
}

impl Reuse for Part {
    fn reset(&mut self) {
        *self = Self::default();
    }
}

/// The columns of a block of a dataset, from the cache where they are there.
struct CachedColumns<'a> {
    made: Made<'a>,
    block: u64,
    rows: usize,
    table: Table,
    kept: &'a [(usize, Arc<Kept>)],
}

impl Columns for CachedColumns<'_> {
    fn rows(&mut self) -> usize {
        self.rows
    }

    fn column(&mut self, index: usize, rows: &[u32]) -> Found {
        let Some((_, place)) = self.kept.iter().find(|(column, _)| *column == index) else {
            return self.made.column(index, rows);
        };
        if let Some(values) = place.get(self.block) {
            return Found::Whole(Arc::new(values));
        }
        let columns = ColumnSet::NONE.with(index);
        let block = self.made.block(Depth::needed(self.table, columns));
        let mut batch = block.batch(self.table, columns, 0..self.rows);
        let values = batch.values.remove(0);
        place.put(self.block, &values);
        Found::Whole(Arc::new(values))
    }
}

/// Looks for rows of one dataset.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scan<'a> {
    pub(crate) pool: &'a Pool,
    pub(crate) cache: &'a Cache,
    pub(crate) dataset: &'a Arc<Dataset>,
    pub(crate) patience: &'a Patience,
}

impl Scan<'_> {
    /// The rows from `offset` on, at most `limit`, that the query keeps, in its order.
    ///
    /// # Errors
    /// When the dataset is not built, the page lies too deep in a sorted table, or it takes too long.
    pub(crate) fn page(&self, query: &Query, offset: u64, limit: u64) -> Result<Page, ApiError> {
        let built = self.dataset.built()?;
        if !query.sorts() {
            return self.unsorted(built, query, offset, limit);
        }
        let end = offset.saturating_add(limit);
        let all = built.index.rows(query.table());
        if end.min(all) <= DEEPEST_SORTED {
            return self.sorted(built, query, end, false, |total| (offset.min(total), end.min(total)));
        }
        // Deep in a table, the way from the other end may be shorter.
        let total = if query.keeps_all() { all } else { self.unsorted(built, query, 0, 0)?.total };
        let (start, end) = (offset.min(total), end.min(total));
        if end <= DEEPEST_SORTED {
            return self.sorted(built, query, end, false, |_| (start, end));
        }
        if total - start > DEEPEST_SORTED {
            return Err(ApiError::TooDeep { offset });
        }
        self.sorted(built, query, total - start, true, |_| (0, end - start))
    }

    fn unsorted(&self, built: &Built, query: &Query, offset: u64, limit: u64) -> Result<Page, ApiError> {
        let (mut total, mut rows) = (0, Vec::new());
        let end = offset.saturating_add(limit);
        self.parts(built, query, 0, false, |part| {
            for &row in part.rows.iter().skip(offset.saturating_sub(total) as usize) {
                if rows.len() as u64 == end - offset {
                    break;
                }
                rows.push(row);
            }
            total += part.kept;
        })?;
        Ok(Page { total, rows })
    }

    /// The kept rows that come first (or last), and of them those that `window` names, given the total.
    fn sorted(
        &self,
        built: &Built,
        query: &Query,
        most: u64,
        from_end: bool,
        window: impl Fn(u64) -> (u64, u64),
    ) -> Result<Page, ApiError> {
        let most = most.min(built.index.rows(query.table())) as usize;
        let mut top = Top::new(most, from_end);
        let mut total = 0;
        self.parts(built, query, most, from_end, |part| {
            total += part.kept;
            top.add(std::mem::take(&mut part.entries));
        })?;
        let (start, end) = window(total);
        let rows = top.finish()[start as usize..end as usize].iter().map(|entry| (entry.customer, entry.row)).collect();
        Ok(Page { total, rows })
    }

    /// What is kept of each block, in block order. With sorting, only the first (or last) `most` rows of each.
    fn parts(
        &self,
        built: &Built,
        query: &Query,
        most: usize,
        from_end: bool,
        mut take: impl FnMut(&mut Part),
    ) -> Result<(), ApiError> {
        let table = query.table();
        let (first, last) = query.customers();
        let last = last.min(built.plan.customers());
        if first > last {
            return Ok(());
        }
        if last - first < FEW {
            let mut made = Made::new(&built.plan, table, first..=last, query.depth_at_first());
            let mut part = Part::default();
            fill(query, &mut made, most, from_end, &mut part);
            take(&mut part);
            return Ok(());
        }
        let size = u64::from(crmgen_core::BLOCK_CUSTOMERS);
        let blocks = (first - 1) / size..(last - 1) / size + 1;
        let key = ColumnSet::NONE.with(0);
        let wanted = query.columns().iter().chain(key.iter());
        let kept: Vec<(usize, Arc<Kept>)> = wanted
            .filter_map(|column| {
                let of = ColumnOf { dataset: self.dataset.id, table, column };
                self.cache.place(of, built.plan.blocks(), built.index.rows(table)).map(|place| (column, place))
            })
            .collect();
        let (dataset, query) = (Arc::clone(self.dataset), query.clone());
        let make = move |block: u64, part: &mut Part| {
            let Ok(built) = dataset.built() else { return };
            let customers = Made::customers_of(&built.plan, block);
            let mut columns = CachedColumns {
                made: Made::new(&built.plan, table, customers, query.depth_at_first()),
                block,
                rows: built.index.rows_of(table, block) as usize,
                table,
                kept: &kept,
            };
            fill(&query, &mut columns, most, from_end, part);
        };
        for part in ordered::<Part>(self.pool, blocks, self.pool.window(), Arc::new(make)) {
            let mut part = part.map_err(|error| {
                log::error!("looking through {} of {} failed: {error}", table.name(), self.dataset.id);
                ApiError::Internal
            })?;
            self.patience.check()?;
            take(&mut part);
        }
        Ok(())
    }
}

/// Looks through one block.
fn fill(query: &Query, columns: &mut dyn Columns, most: usize, from_end: bool, part: &mut Part) {
    let rows = query.select(columns);
    part.kept = rows.len() as u64;
    if rows.is_empty() {
        return;
    }
    // The key of a row names its customer, and which of the customer's rows it is.
    let keys: Vec<RowKey> = match columns.column(0, &rows) {
        Found::Whole(values) => rows.iter().map(|&row| row_key(&values, row as usize)).collect(),
        Found::Asked(values) => (0..rows.len()).map(|k| row_key(&values, k)).collect(),
    };
    if query.sorts() {
        let mut top = Top::new(most, from_end);
        top.add(query.entries(&rows, &keys, columns, (most, from_end)));
        part.entries = top.into_entries();
    } else {
        part.rows = keys;
    }
}

fn row_key(values: &Values, row: usize) -> RowKey {
    match values {
        Values::Key { numbers, ordinals, .. } => (numbers[row], ordinals.as_ref().map_or(0, |o| o[row] - 1)),
        _ => unreachable!("the first column of every table is its key"),
    }
}

/// Rows of one table, as a JSON array has them between its brackets.
#[derive(Default)]
struct JsonArray {
    json: Vec<u8>,
}

impl Reuse for JsonArray {
    fn reset(&mut self) {
        self.json.clear();
    }
}

impl JsonArray {
    fn append(&mut self, more: &Self) {
        if !self.json.is_empty() && !more.json.is_empty() {
            self.json.push(b',');
        }
        self.json.extend_from_slice(&more.json);
    }

    fn rows(&mut self, block: &Block, table: Table, columns: ColumnSet, rows: std::ops::Range<usize>) {
        let batch = block.batch(table, columns, rows);
        let rows = JsonRows::new(&batch);
        for row in 0..batch.rows {
            if !self.json.is_empty() {
                self.json.push(b',');
            }
            rows.push(row, &mut self.json);
        }
    }

    fn finish(mut self) -> Vec<u8> {
        self.json.insert(0, b'[');
        self.json.push(b']');
        self.json
    }
}

/// Rows of a page that are made by one thread in one go. Chosen: some milliseconds of work.
const ROWS_AT_ONCE: usize = 32;

/// The rows of a page as a JSON array: their customers are made again, and nobody else, on all threads.
///
/// # Errors
/// When they could not be made.
pub(crate) fn rows_as_json(
    pool: &Pool,
    plan: &Arc<Plan>,
    (table, columns): (Table, ColumnSet),
    page: &Page,
) -> Result<Vec<u8>, ApiError> {
    let parts: Arc<[Vec<RowKey>]> = page.rows.chunks(ROWS_AT_ONCE).map(<[RowKey]>::to_vec).collect();
    let tasks = 0..parts.len() as u64;
    let plan = Arc::clone(plan);
    let make = move |part: u64, json: &mut JsonArray| {
        let depth = Depth::needed(table, columns);
        let mut last: Option<(u64, Block)> = None;
        for &(customer, row) in &parts[part as usize] {
            if last.as_ref().is_none_or(|(number, _)| *number != customer) {
                last = Some((customer, Block::simulate_customers(&plan, customer..=customer, depth)));
            }
            if let Some((_, block)) = &last {
                json.rows(block, table, columns, row as usize..row as usize + 1);
            }
        }
    };
    let mut all = JsonArray::default();
    for part in ordered::<JsonArray>(pool, tasks, pool.window(), Arc::new(make)) {
        all.append(&*part.map_err(|error| {
            log::error!("making rows of {} failed: {error}", table.name());
            ApiError::Internal
        })?);
    }
    Ok(all.finish())
}

/// Rows of a table in file order as a JSON array. Makes only the customers near them.
pub(crate) fn window_as_json(built: &Built, table: Table, columns: ColumnSet, offset: u64, limit: u64) -> Vec<u8> {
    let depth = Depth::needed(table, columns);
    let mut json = JsonArray::default();
    let (mut offset, end) = (offset, offset.saturating_add(limit));
    while let Some(found) = built.index.locate(table, offset).filter(|_| offset < end) {
        let block = Block::simulate_customers(&built.plan, found.customers, depth);
        let stop = block.rows(table).min(found.row + (end - offset) as usize);
        json.rows(&block, table, columns, found.row..stop);
        offset += (stop - found.row) as u64;
    }
    json.finish()
}
