//! The datasets there are. The only file that knows how they are kept.
//!
//! A guard of the map never leaves this file: callers get an `Arc`, or nothing.

use std::sync::{Arc, Mutex, PoisonError};

use dashmap::DashMap;
use uuid::Uuid;

use crate::dataset::Dataset;

/// All datasets, by id. Holds at most `capacity`, and never drops one on its own.
#[derive(Debug)]
pub(crate) struct Store {
    datasets: DashMap<Uuid, Arc<Dataset>>,
    capacity: usize,
    /// How many were ever admitted. Held while admitting, so that the capacity is exact.
    admitted: Mutex<u64>,
}

/// There is no room.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Full {
    pub(crate) capacity: usize,
}

impl Store {
    pub(crate) fn new(capacity: usize) -> Self {
        Self { datasets: DashMap::new(), capacity, admitted: Mutex::new(0) }
    }

    /// Admits the dataset that `make` makes of its place in the order.
    pub(crate) fn admit(&self, make: impl FnOnce(u64) -> Dataset) -> Result<Arc<Dataset>, Full> {
        let mut admitted = self.admitted.lock().unwrap_or_else(PoisonError::into_inner);
        if self.datasets.len() >= self.capacity {
            return Err(Full { capacity: self.capacity });
        }
        let dataset = Arc::new(make(*admitted));
        *admitted += 1;
        self.datasets.insert(dataset.id, Arc::clone(&dataset));
        Ok(dataset)
    }

    /// Takes back a dataset that was there before the server was started again, even beyond the capacity.
    pub(crate) fn restore(&self, make: impl FnOnce(u64) -> Dataset) -> Arc<Dataset> {
        let mut admitted = self.admitted.lock().unwrap_or_else(PoisonError::into_inner);
        let dataset = Arc::new(make(*admitted));
        *admitted += 1;
        self.datasets.insert(dataset.id, Arc::clone(&dataset));
        dataset
    }

    /// Puts a renamed dataset in the place of the one it was; nothing if that has been deleted.
    pub(crate) fn replace(&self, dataset: Dataset) -> Option<Arc<Dataset>> {
        let mut entry = self.datasets.get_mut(&dataset.id)?;
        *entry = Arc::new(dataset);
        Some(Arc::clone(&entry))
    }

    pub(crate) fn get(&self, id: Uuid) -> Option<Arc<Dataset>> {
        self.datasets.get(&id).map(|entry| Arc::clone(entry.value()))
    }

    pub(crate) fn remove(&self, id: Uuid) -> Option<Arc<Dataset>> {
        self.datasets.remove(&id).map(|(_, dataset)| dataset)
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.datasets.len()
    }

    /// All datasets, newest first.
    pub(crate) fn newest_first(&self) -> Vec<Arc<Dataset>> {
        let mut all: Vec<_> = self.datasets.iter().map(|entry| Arc::clone(entry.value())).collect();
        all.sort_unstable_by_key(|dataset| std::cmp::Reverse(dataset.order));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crmgen_core::calendar::Day;
    use crmgen_core::recipe::{Limits, Recipe, RecipeDraft};
    use jiff::Timestamp;

    fn dataset(number: u128, order: u64) -> Dataset {
        let recipe = Recipe::from_draft(&RecipeDraft::default(), &Limits::default(), Day(20_000), || 1).unwrap();
        Dataset::new(Uuid::from_u128(number), recipe, Timestamp::UNIX_EPOCH, order, None)
    }

    #[test]
    fn a_full_store_refuses_and_keeps_what_it_has() {
        let store = Store::new(2);
        for number in [7, 3] {
            store.admit(|order| dataset(number, order)).unwrap();
        }
        assert_eq!(store.admit(|order| dataset(9, order)).unwrap_err(), Full { capacity: 2 });
        assert_eq!(store.newest_first().iter().map(|d| d.id.as_u128()).collect::<Vec<_>>(), [3, 7]);
        assert!(store.remove(Uuid::from_u128(7)).is_some() && store.remove(Uuid::from_u128(7)).is_none());
        store.admit(|order| dataset(1, order)).unwrap();
        assert_eq!(store.newest_first().iter().map(|d| d.id.as_u128()).collect::<Vec<_>>(), [1, 3]);
        assert!(store.get(Uuid::from_u128(7)).is_none());
    }

    #[test]
    fn many_at_once_cannot_overfill_it() {
        let store = Store::new(10);
        std::thread::scope(|scope| {
            for thread in 0..8u128 {
                let store = &store;
                scope.spawn(move || (0..10).for_each(|i| drop(store.admit(|o| dataset(thread * 100 + i, o)))));
            }
        });
        assert_eq!(store.newest_first().len(), 10);
    }
}
