//! Builds: a few at a time, a few waiting, and no more.
//!
//! A build simulates every block once and keeps only what was counted, and for a while the columns of a dataset that is
//! not too large. The blocks are spread over the shared pool of
//! threads; the threads here only gather results, in block order.

use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use crmgen_core::block::{Block, Depth, Plan};
use crmgen_core::calendar::Day;
use crmgen_core::columns::{ColumnSet, Table};
use crmgen_core::cube::{Index, Partial};
use crmgen_core::insight::{Evidence, Gathered};
use crmgen_core::recipe::{Given, Limits, Recipe, RecipeDraft};
use crmgen_core::world::stories::reveal::Tally;
use crmgen_io::pipeline::Pool;

use crate::cache::Cache;
use crate::count::over_blocks;
use crate::dataset::{Built, Dataset, Failed};
use crate::metrics::{Metrics, add, take};

/// The most customers of a dataset that is built again before anybody asks. Chosen: a few seconds of work.
const MOST_UNASKED: u64 = 1_000_000;

/// The queue in front of the builds.
#[derive(Debug)]
pub(crate) struct Jobs {
    queue: SyncSender<Arc<Dataset>>,
    builder: Builder,
}

/// What a build needs beside the dataset.
#[derive(Clone, Debug)]
pub(crate) struct Builder {
    pub(crate) pool: Pool,
    pub(crate) metrics: Arc<Metrics>,
    /// Where columns are kept.
    pub(crate) cache: Arc<Cache>,
}

/// As many builds as may wait are waiting.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct QueueFull;

impl Jobs {
    /// Starts `concurrent` builders with room for `waiting` builds before them.
    ///
    /// # Errors
    /// When the system refuses to start a thread.
    pub(crate) fn start(concurrent: NonZeroUsize, waiting: usize, builder: Builder) -> std::io::Result<Self> {
        let (queue, jobs) = sync_channel(waiting);
        let jobs = Arc::new(Mutex::new(jobs));
        for number in 0..concurrent.get() {
            let (jobs, builder) = (Arc::clone(&jobs), builder.clone());
            let work = move || work(&jobs, &builder);
            std::thread::Builder::new().name(format!("crmgen-build-{number}")).spawn(work)?;
        }
        std::thread::Builder::new().name("crmgen-warm-up".to_owned()).spawn(warm_up)?;
        Ok(Self { queue, builder })
    }

    /// Builds datasets that were there before the program was started again, one after the other, on a thread of their own,
    /// as far as nobody has asked for them before. The largest are left until somebody asks.
    ///
    /// # Errors
    /// When the system refuses to start the thread.
    pub(crate) fn restore(&self, datasets: Vec<Arc<Dataset>>) -> std::io::Result<()> {
        let builder = self.builder.clone();
        let work = move || {
            for dataset in datasets.iter().filter(|dataset| dataset.recipe.customers() <= MOST_UNASKED) {
                if dataset.take_on() {
                    builder.run(dataset);
                }
            }
        };
        std::thread::Builder::new().name("crmgen-restore".to_owned()).spawn(work).map(drop)
    }

    /// Sees to it that a dataset is built, if it was not asked for since the program was started again.
    pub(crate) fn wake(&self, dataset: &Arc<Dataset>) {
        if dataset.take_on() && self.enqueue(Arc::clone(dataset)).is_err() {
            // The next one who asks tries again.
            dataset.give_back();
        }
    }

    /// Puts a dataset in the queue.
    ///
    /// # Errors
    /// When the queue is full; the dataset stays unbuilt.
    pub(crate) fn submit(&self, dataset: Arc<Dataset>) -> Result<(), QueueFull> {
        dataset.take_on();
        self.enqueue(dataset)
    }

    fn enqueue(&self, dataset: Arc<Dataset>) -> Result<(), QueueFull> {
        add(&self.builder.metrics.builds_queued, 1);
        self.queue.try_send(dataset).map_err(|error| {
            if matches!(error, TrySendError::Disconnected(_)) {
                log::error!("no builder is alive");
            }
            take(&self.builder.metrics.builds_queued, 1);
            QueueFull
        })
    }
}

/// Makes a few customers for nobody (one alone may be a prospect, who writes nothing), so that the word lists and tables
/// of the model are ready before the first client asks.
fn warm_up() {
    let draft = RecipeDraft::default().with("customers", Given::Integer(64));
    let limits = Limits::default();
    // Any day and seed will do: nobody sees the rows.
    if let Ok(recipe) = Recipe::from_draft(&draft, &limits, Day(20_000), || 0) {
        let begun = Instant::now();
        let block = Block::simulate(&Plan::new(&recipe), 0);
        for &table in Table::ALL {
            drop(block.batch(table, ColumnSet::all(table), 0..block.rows(table)));
        }
        log::debug!("warmed up in {:.3} s", begun.elapsed().as_secs_f64());
    }
}

fn work(jobs: &Mutex<Receiver<Arc<Dataset>>>, builder: &Builder) {
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(dataset) = job else { return };
        take(&builder.metrics.builds_queued, 1);
        builder.run(&dataset);
    }
}

impl Builder {
    /// Builds one dataset, unless nobody wants it any more.
    fn run(&self, dataset: &Dataset) {
        let metrics = &*self.metrics;
        if dataset.is_cancelled() {
            log::info!("build of {} cancelled before it began", dataset.id);
            add(&metrics.builds_cancelled, 1);
            return;
        }
        let begun = Instant::now();
        add(&metrics.builds_running, 1);
        let built = catch_unwind(AssertUnwindSafe(|| self.build(dataset)));
        take(&metrics.builds_running, 1);
        match built {
            Ok(Some(outcome)) => {
                if let Ok(built) = &outcome {
                    log::info!("built {} in {:.3} s", dataset.id, begun.elapsed().as_secs_f64());
                    add(&metrics.builds_ready, 1);
                    add(&metrics.rows, Table::ALL.iter().map(|&table| built.index.rows(table)).sum());
                } else {
                    add(&metrics.builds_failed, 1);
                }
                dataset.finished(outcome);
            }
            Ok(None) => {
                log::info!("build of {} cancelled", dataset.id);
                add(&metrics.builds_cancelled, 1);
            }
            Err(_) => {
                log::error!("the build of {} panicked; recipe: {}", dataset.id, dataset.recipe.identity());
                add(&metrics.builds_failed, 1);
                dataset.finished(Err(Failed));
            }
        }
        if dataset.is_cancelled() {
            // Deleted at the last moment: whoever did it may have emptied the cache too early.
            self.cache.forget(dataset.id);
        }
    }

    /// Counts every block; nothing if the build was cancelled.
    fn build(&self, dataset: &Dataset) -> Option<Result<Built, Failed>> {
        let plan = Arc::new(Plan::new(&dataset.recipe));
        let blocks = plan.blocks();
        dataset.started(blocks);
        let gathering = Arc::new(self.cache.gathering(blocks));
        let add = {
            let gathering = Arc::clone(&gathering);
            move |(partial, tally, gathered): &mut (Partial, Tally, Gathered), block, simulated: &Block| {
                partial.add(block, simulated);
                tally.add(simulated);
                gathered.add(block, simulated);
                if let Some(gathering) = &*gathering {
                    gathering.add(block, simulated);
                }
            }
        };
        let new = |plan: &Plan| (Partial::new(plan), Tally::new(plan.stories()), Gathered::new(plan));
        let go_on = || {
            dataset.advanced();
            !dataset.is_cancelled()
        };
        let depth = if gathering.is_some() { Depth::Full } else { Depth::Scored };
        let parts = match over_blocks(&self.pool, &plan, depth, new, add, go_on) {
            Ok(parts) => parts?,
            Err(error) => {
                log::error!("the build of {} failed: {error}; recipe: {}", dataset.id, dataset.recipe.identity());
                return Some(Err(Failed));
            }
        };
        let mut tally = Tally::new(plan.stories());
        let (mut counts, mut gathered) = (Vec::new(), Vec::new());
        for (count, part, evidence) in parts {
            tally.merge(&part);
            counts.push(count);
            gathered.push(evidence);
        }
        let index = Index::new(&plan, counts);
        let evidence = Evidence::new(&plan, gathered);
        if let Some(gathering) = &*gathering {
            self.cache.adopt(dataset.id, gathering);
        }
        Some(Ok(Built::new(plan, index, tally, evidence)))
    }
}
