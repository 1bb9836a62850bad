//! One pass over all blocks of a plan, on all threads: whatever is counted of a dataset is counted here.

use std::sync::{Arc, Mutex, PoisonError};

use crmgen_core::block::{Block, Depth, Plan};
use crmgen_core::cube::{Index, Partial};
use crmgen_core::world::stories::reveal::Tally;
use crmgen_io::pipeline::{AtOnce, Pool, Reuse, TaskPanicked, ordered};

/// A block is counted; what was counted is kept elsewhere.
#[derive(Default)]
struct Counted;

impl Reuse for Counted {
    fn reset(&mut self) {}
}

/// Simulates every block once, this deep, and hands each to `add` with one of some counts that `new` makes; gives the counts,
/// to be put together. There are as many as blocks are counted at the same time: sums of integers, so it plays no part
/// who counted what. `go_on` is asked after each block; nothing is given when it says no.
///
/// # Errors
/// When a block could not be made or counted.
pub(crate) fn over_blocks<T: Send + 'static>(
    pool: &Pool,
    plan: &Arc<Plan>,
    depth: Depth,
    new: impl Fn(&Plan) -> T + Send + Sync + 'static,
    add: impl Fn(&mut T, u64, &Block) + Send + Sync + 'static,
    mut go_on: impl FnMut() -> bool,
) -> Result<Option<Vec<T>>, TaskPanicked> {
    let counts: Arc<Mutex<Vec<T>>> = Arc::default();
    // A thread that has no block of its own helps with another's.
    let few = plan.blocks() < pool.threads() as u64;
    let count = {
        let (plan, counts) = (Arc::clone(plan), Arc::clone(&counts));
        move |block, _: &mut Counted| {
            let simulated = if few {
                Block::simulate_halves(&plan, block, depth, &AtOnce)
            } else {
                Block::simulate_to(&plan, block, depth)
            };
            let free = counts.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut count = free.unwrap_or_else(|| new(&plan));
            add(&mut count, block, &simulated);
            counts.lock().unwrap_or_else(PoisonError::into_inner).push(count);
        }
    };
    for counted in ordered::<Counted>(pool, 0..plan.blocks(), pool.window(), Arc::new(count)) {
        counted?;
        if !go_on() {
            return Ok(None);
        }
    }
    let counts = std::mem::take(&mut *counts.lock().unwrap_or_else(PoisonError::into_inner));
    Ok(Some(counts))
}

/// Counts a whole plan: where its rows are, its sums, and what its stories came to. `go_on` as in [`over_blocks`].
///
/// # Errors
/// As [`over_blocks`].
pub(crate) fn count(
    pool: &Pool,
    plan: &Arc<Plan>,
    go_on: impl FnMut() -> bool,
) -> Result<Option<(Index, Tally)>, TaskPanicked> {
    let add = |(partial, tally): &mut (Partial, Tally), block, simulated: &Block| {
        partial.add(block, simulated);
        tally.add(simulated);
    };
    let new = |plan: &Plan| (Partial::new(plan), Tally::new(plan.stories()));
    let Some(counts) = over_blocks(pool, plan, Depth::Scored, new, add, go_on)? else { return Ok(None) };
    let mut tally = Tally::new(plan.stories());
    let mut partials = Vec::new();
    for (partial, part) in counts {
        tally.merge(&part);
        partials.push(partial);
    }
    Ok(Some((Index::new(plan, partials), tally)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crmgen_core::calendar::Day;
    use crmgen_core::columns::Table;
    use crmgen_core::cube::Filter;
    use crmgen_core::recipe::{Given, Limits, Recipe, RecipeDraft};

    fn plan() -> Arc<Plan> {
        let draft = RecipeDraft::default().with("customers", Given::Integer(5_000));
        let recipe = Recipe::from_draft(&draft, &Limits::default(), Day(20_000), || 7);
        Arc::new(Plan::new(&recipe.expect("it is a recipe")))
    }

    #[test]
    fn many_threads_count_what_one_counts() {
        let plan = plan();
        let alone = Index::of(&plan);
        let (index, _) = count(&Pool::new(3).unwrap(), &plan, || true).unwrap().unwrap();
        assert!(Table::ALL.iter().all(|&table| index.rows(table) == alone.rows(table)));
        let summary = |index: &Index| format!("{:?}", index.summary(&Filter::default()));
        assert_eq!(summary(&index), summary(&alone));
    }

    #[test]
    fn a_count_that_is_not_wanted_any_more_ends() {
        let mut left = 2;
        let stop = || {
            left -= 1;
            left > 0
        };
        let (pool, add) = (Pool::new(2).unwrap(), |count: &mut u64, _, _: &Block| *count += 1);
        let counts = over_blocks(&pool, &plan(), Depth::WithoutText, |_| 0, add, stop);
        assert_eq!(counts, Ok(None));
    }
}
