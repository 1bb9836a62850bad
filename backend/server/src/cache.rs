//! Columns of blocks, kept while there is room, so that looking through a table is quick.
//!
//! The columns of a dataset that is not too large are gathered while it is built, as its blocks are made then anyway;
//! those of larger ones, and those that had to go, are kept as queries come by them. What is kept can be made again at any
//! time, so it may be dropped at any time. A column of a dataset is kept or dropped as a whole, and one that would fill
//! more than half of the room is never kept: a scan of a large table throws nothing out.

mod packed;

use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crmgen_core::batch::Values;
use crmgen_core::block::Block;
use crmgen_core::columns::{ColumnSet, Kind, Table};
use uuid::Uuid;

use self::packed::Packed;

/// How many blocks a dataset has whose columns are gathered while it is built. Chosen: with fewer the first query makes them
/// as quickly as people notice; more, above 131,072 customers, would take more than some 100 MB.
const GATHERED: RangeInclusive<u64> = 8..=128;

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
    blocks: Arc<Blocks>,
    /// Bytes that it will take when it is whole, about.
    expected: u64,
    used: AtomicU64,
}

/// A column, block by block.
#[derive(Debug)]
struct Blocks {
    packed: Box<[OnceLock<Packed>]>,
    bytes: AtomicU64,
}

impl Blocks {
    fn new(blocks: u64) -> Self {
        let packed: Box<[OnceLock<Packed>]> = (0..blocks).map(|_| OnceLock::new()).collect();
        let bytes = AtomicU64::new(0);
        Self { packed, bytes }
    }

    fn place(&self, block: u64) -> Option<&OnceLock<Packed>> {
        self.packed.get(usize::try_from(block).ok()?)
    }

    /// Keeps the values of a block; gives the bytes they take.
    fn put(&self, block: u64, values: &Values) -> u64 {
        let packed = Packed::new(values);
        let bytes = packed.bytes();
        match self.place(block).map(|place| place.set(packed)) {
            Some(Ok(())) => {
                self.bytes.fetch_add(bytes, Ordering::Relaxed);
                bytes
            }
            _ => 0,
        }
    }

    fn bytes(&self) -> u64 {
        size_of_val(&*self.packed) as u64 + self.bytes.load(Ordering::Relaxed)
    }
}

impl Kept {
    /// The values of a block, if they are there.
    pub(crate) fn get(&self, block: u64) -> Option<Values> {
        self.blocks.place(block)?.get().map(Packed::unpack)
    }

    /// Keeps the values of a block.
    pub(crate) fn put(&self, block: u64, values: &Values) {
        self.blocks.put(block, values);
    }

    fn bytes(&self) -> u64 {
        self.blocks.bytes().max(self.expected)
    }
}

/// Bytes that a packed value of a column takes, about.
fn bytes_a_row(table: Table, column: usize) -> u64 {
    match table.columns()[column].kind {
        Kind::Key | Kind::Number { .. } => 4,
        // Texts of feedback are the only long ones.
        Kind::Text if table == Table::Feedback => 50,
        Kind::Text => 16,
        Kind::Label(_) | Kind::Flag => 1,
        Kind::Date => 2,
    }
}

/// All columns of a dataset that is being built.
#[derive(Debug)]
pub(crate) struct Gathering {
    /// Table after table.
    columns: Vec<(Table, usize, Arc<Blocks>)>,
    /// Bytes that may be gathered, and that were.
    room: u64,
    bytes: AtomicU64,
}

impl Gathering {
    /// Keeps the columns of a block, which is simulated whole, as long as there is room.
    pub(crate) fn add(&self, block: u64, simulated: &Block) {
        for &table in Table::ALL {
            if self.is_over() {
                return;
            }
            let batch = simulated.batch(table, ColumnSet::all(table), 0..simulated.rows(table));
            let columns = self.columns.iter().filter(|(of, ..)| *of == table);
            for ((.., blocks), values) in columns.zip(&batch.values) {
                self.bytes.fetch_add(blocks.put(block, values), Ordering::Relaxed);
            }
        }
    }

    /// Whether it turned out to be too large.
    fn is_over(&self) -> bool {
        self.bytes.load(Ordering::Relaxed) > self.room
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
        let expected = rows * bytes_a_row(of.table, of.column) + blocks * size_of::<OnceLock<Packed>>() as u64;
        if expected > self.room / 2 {
            return None;
        }
        self.make_room(&mut kept, expected);
        let place = Arc::new(Kept { of, blocks: Arc::new(Blocks::new(blocks)), expected, used: AtomicU64::new(now) });
        kept.push(Arc::clone(&place));
        Some(place)
    }

    /// Drops what was used least recently until there is room for so many bytes.
    fn make_room(&self, kept: &mut Vec<Arc<Kept>>, bytes: u64) {
        while kept.iter().map(|kept| kept.bytes()).sum::<u64>() + bytes > self.room {
            let used = |(_, kept): &(usize, &Arc<Kept>)| kept.used.load(Ordering::Relaxed);
            let Some((oldest, _)) = kept.iter().enumerate().min_by_key(used) else { return };
            kept.swap_remove(oldest);
        }
    }

    /// For the columns of a dataset that is built now; none if it is too large, or so small that it is not worth it.
    pub(crate) fn gathering(&self, blocks: u64) -> Option<Gathering> {
        if !GATHERED.contains(&blocks) || self.room == 0 {
            return None;
        }
        let of = |&table: &Table| (0..table.columns().len()).map(move |at| (table, at, Arc::new(Blocks::new(blocks))));
        let columns = Table::ALL.iter().flat_map(of).collect();
        Some(Gathering { columns, room: self.room / 2, bytes: AtomicU64::new(0) })
    }

    /// Keeps what was gathered of a dataset, unless it is too large after all.
    pub(crate) fn adopt(&self, dataset: Uuid, gathering: &Gathering) {
        if gathering.is_over() {
            return;
        }
        let now = self.clock.fetch_add(1, Ordering::Relaxed);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        for (table, column, blocks) in &gathering.columns {
            let of = ColumnOf { dataset, table: *table, column: *column };
            self.make_room(&mut kept, blocks.bytes());
            kept.push(Arc::new(Kept { of, blocks: Arc::clone(blocks), expected: 0, used: AtomicU64::new(now) }));
        }
    }

    /// Drops what is kept of a dataset.
    pub(crate) fn forget(&self, dataset: Uuid) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).retain(|kept| kept.of.dataset != dataset);
    }

    /// Columns found and not found so far, and about how many bytes are kept.
    pub(crate) fn figures(&self) -> (u64, u64, u64) {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = kept.iter().map(|kept| kept.bytes()).sum();
        (self.hits.load(Ordering::Relaxed), self.misses.load(Ordering::Relaxed), bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crmgen_core::block::Plan;
    use crmgen_core::calendar::Day;
    use crmgen_core::recipe::{Given, Limits, Recipe, RecipeDraft};

    fn of(dataset: u128, column: usize) -> ColumnOf {
        ColumnOf { dataset: Uuid::from_u128(dataset), table: Table::Customers, column }
    }

    #[test]
    fn what_was_used_last_stays_and_what_is_too_large_never_comes_in() {
        // A date of 2,000 rows takes 4,000 bytes and a little.
        let date = Table::Customers.column_index("created_date").unwrap();
        let cache = Cache::new(10_000);
        let first = cache.place(of(1, date), 1, 2_000).unwrap();
        first.put(0, &Values::Flag(vec![true]));
        assert!(cache.place(of(2, date), 1, 2_000).is_some());
        assert!(cache.place(of(1, date), 1, 2_000).unwrap().get(0).is_some(), "it is still there");
        assert!(cache.place(of(3, date), 1, 2_000).is_some(), "and pushes out the second");
        assert!(cache.place(of(1, date), 1, 2_000).unwrap().get(0).is_some());
        assert!(cache.place(of(4, date), 1, 20_000).is_none());
        cache.forget(Uuid::from_u128(1));
        assert!(cache.place(of(1, date), 1, 2_000).unwrap().get(0).is_none());
        assert!(cache.figures().2 <= 10_000);
        assert!(Cache::new(0).place(of(1, date), 1, 1).is_none());
    }

    fn gathered(cache: &Cache, plan: &Plan) -> Option<Gathering> {
        let gathering = cache.gathering(plan.blocks())?;
        (0..plan.blocks()).rev().for_each(|block| gathering.add(block, &Block::simulate(plan, block)));
        Some(gathering)
    }

    #[test]
    fn what_is_gathered_during_a_build_is_what_a_query_would_make() {
        let draft = RecipeDraft::default().with("customers", Given::Integer(8_000));
        let recipe = Recipe::from_draft(&draft, &Limits::default(), Day(20_000), || 7).unwrap();
        let plan = Plan::new(&recipe);
        let id = Uuid::from_u128(1);
        let cache = Cache::new(32 << 20);
        cache.adopt(id, &gathered(&cache, &plan).unwrap());
        let block = Block::simulate(&plan, 1);
        for &table in Table::ALL {
            let batch = block.batch(table, ColumnSet::all(table), 0..block.rows(table));
            for (column, values) in batch.values.iter().enumerate() {
                let kept = cache.place(ColumnOf { dataset: id, table, column }, 8, 0).unwrap();
                assert_eq!(format!("{:?}", kept.get(1).unwrap()), format!("{values:?}"));
            }
        }
        let (hits, misses, bytes) = cache.figures();
        assert!(hits > 40 && misses == 0 && bytes > 100_000, "{hits} {misses} {bytes}");
        // Where it takes more than half of the room, nothing is kept.
        let small = Cache::new(bytes);
        small.adopt(id, &gathered(&small, &plan).unwrap());
        assert_eq!(small.figures().2, 0);
        assert!(cache.gathering(7).is_none() && cache.gathering(129).is_none());
        assert!(Cache::new(0).gathering(8).is_none());
    }
}
