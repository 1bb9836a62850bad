//! Columns of blocks that queries came by, kept while there is room: the second look at a table is quick.
//!
//! What is kept can be made again at any time, so it may be dropped at any time. A column of a dataset is kept or dropped
//! as a whole, and one that would fill more than half of the room is never kept: a scan of a large table throws nothing
//! out.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crmgen_core::batch::Values;
use crmgen_core::columns::{Kind, Table};
use uuid::Uuid;

/// Which column of which dataset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ColumnOf {
    pub(crate) dataset: Uuid,
    pub(crate) table: Table,
    /// Position in the table.
    pub(crate) column: usize,
}

/// The columns kept. Cheap to ask from many threads.
#[derive(Debug)]
pub(crate) struct Cache {
    /// Bytes.
    room: u64,
    kept: Mutex<Vec<Arc<Kept>>>,
    /// Counts uses, to know what was used last.
    clock: AtomicU64,
    hits: AtomicU64,
    misses: AtomicU64,
}

/// One column of a dataset, block by block, as far as it was needed so far.
#[derive(Debug)]
pub(crate) struct Kept {
    of: ColumnOf,
    blocks: Box<[OnceLock<Arc<Values>>]>,
    bytes: u64,
    used: AtomicU64,
}

impl Kept {
    /// The values of a block, if they are there.
    pub(crate) fn get(&self, block: u64) -> Option<Arc<Values>> {
        self.blocks.get(usize::try_from(block).ok()?)?.get().cloned()
    }

    /// Keeps the values of a block.
    pub(crate) fn put(&self, block: u64, values: &Arc<Values>) {
        if let Some(place) = usize::try_from(block).ok().and_then(|block| self.blocks.get(block)) {
            let _ = place.set(Arc::clone(values));
        }
    }
}

/// Bytes that a value of a column takes, about.
fn bytes_a_row(table: Table, column: usize) -> u64 {
    match table.columns()[column].kind {
        Kind::Key => 12,
        // Texts of feedback are the only long ones.
        Kind::Text if table == Table::Feedback => 128,
        Kind::Text => 32,
        Kind::Label(_) => 2,
        Kind::Number { .. } => 8,
        Kind::Date => 4,
        Kind::Flag => 1,
    }
}

impl Cache {
    /// Room for this many bytes; 0 keeps nothing.
    pub(crate) fn new(bytes: u64) -> Self {
        let (clock, hits, misses) = Default::default();
        Self { room: bytes, kept: Mutex::default(), clock, hits, misses }
    }

    /// The place of a column of a dataset with this many blocks and rows; none if it is too large to be kept.
    pub(crate) fn place(&self, of: ColumnOf, blocks: u64, rows: u64) -> Option<Arc<Kept>> {
        let now = self.clock.fetch_add(1, Ordering::Relaxed);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = kept.iter().find(|kept| kept.of == of) {
            found.used.store(now, Ordering::Relaxed);
            self.hits.fetch_add(1, Ordering::Relaxed);
            return Some(Arc::clone(found));
        }
        self.misses.fetch_add(1, Ordering::Relaxed);
        let bytes = rows * bytes_a_row(of.table, of.column) + blocks * size_of::<OnceLock<Arc<Values>>>() as u64;
        if bytes > self.room / 2 {
            return None;
        }
        while kept.iter().map(|kept| kept.bytes).sum::<u64>() + bytes > self.room {
            let oldest = kept.iter().enumerate().min_by_key(|(_, kept)| kept.used.load(Ordering::Relaxed))?.0;
            kept.swap_remove(oldest);
        }
        let blocks = (0..blocks).map(|_| OnceLock::new()).collect();
        let place = Arc::new(Kept { of, blocks, bytes, used: AtomicU64::new(now) });
        kept.push(Arc::clone(&place));
        Some(place)
    }

    /// Drops what is kept of a dataset.
    pub(crate) fn forget(&self, dataset: Uuid) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).retain(|kept| kept.of.dataset != dataset);
    }

    /// Columns found and not found so far, and about how many bytes are kept.
    pub(crate) fn figures(&self) -> (u64, u64, u64) {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = kept.iter().map(|kept| kept.bytes).sum();
        (self.hits.load(Ordering::Relaxed), self.misses.load(Ordering::Relaxed), bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(dataset: u128, column: usize) -> ColumnOf {
        ColumnOf { dataset: Uuid::from_u128(dataset), table: Table::Customers, column }
    }

    #[test]
    fn what_was_used_last_stays_and_what_is_too_large_never_comes_in() {
        // A date of 1,000 rows takes 4,000 bytes and a little.
        let date = Table::Customers.column_index("created_date").unwrap();
        let cache = Cache::new(10_000);
        let first = cache.place(of(1, date), 1, 1_000).unwrap();
        first.put(0, &Arc::new(Values::Flag(vec![true])));
        assert!(cache.place(of(2, date), 1, 1_000).is_some());
        assert!(cache.place(of(1, date), 1, 1_000).unwrap().get(0).is_some(), "it is still there");
        assert!(cache.place(of(3, date), 1, 1_000).is_some(), "and pushes out the second");
        assert!(cache.place(of(1, date), 1, 1_000).unwrap().get(0).is_some());
        assert!(cache.place(of(4, date), 1, 10_000).is_none());
        cache.forget(Uuid::from_u128(1));
        assert!(cache.place(of(1, date), 1, 1_000).unwrap().get(0).is_none());
        assert!(cache.figures().2 <= 10_000);
        assert!(Cache::new(0).place(of(1, date), 1, 1).is_none());
    }
}
