//! One dataset: its recipe, and what was counted while it was built. Never its rows.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use crmgen_core::block::Plan;
use crmgen_core::cube::Index;
use crmgen_core::insight::{Evidence, Recommendations, recommend_with};
use crmgen_core::recipe::Recipe;
use crmgen_core::world::stories::reveal::Tally;
use crmgen_io::pipeline::AtOnce;
use jiff::Timestamp;
use tokio::sync::watch;
use uuid::Uuid;

use crate::problem::ApiError;

/// A dataset, from the moment its recipe was accepted.
#[derive(Debug)]
pub(crate) struct Dataset {
    pub(crate) id: Uuid,
    pub(crate) recipe: Recipe,
    pub(crate) created_at: Timestamp,
    /// How many datasets came before it: newest first is by this, as two may share a second.
    pub(crate) order: u64,
    /// Whose it is; nobody's where no keys are needed.
    pub(crate) owner: Owner,
    /// It was there before the program was started again.
    restored: bool,
    build: Arc<Build>,
}

/// The name of the key that a dataset was made with.
pub(crate) type Owner = Option<Arc<str>>;

/// The building of a dataset; shared by all its names.
#[derive(Debug)]
struct Build {
    built: OnceLock<Result<Built, Failed>>,
    over: watch::Sender<bool>,
    cancelled: AtomicBool,
    /// Somebody has taken it on.
    taken: AtomicBool,
    progress: Progress,
}

/// What a finished build leaves behind.
#[derive(Debug)]
pub(crate) struct Built {
    pub(crate) plan: std::sync::Arc<Plan>,
    pub(crate) index: Index,
    pub(crate) tally: Tally,
    evidence: Evidence,
    recommendations: OnceLock<Recommendations>,
}

impl Built {
    pub(crate) fn new(plan: std::sync::Arc<Plan>, index: Index, tally: Tally, evidence: Evidence) -> Self {
        Self { plan, index, tally, evidence, recommendations: OnceLock::new() }
    }

    /// What can be said about the dataset: worked out when first asked for, then kept.
    pub(crate) fn recommendations(&self) -> &Recommendations {
        self.recommendations.get_or_init(|| recommend_with(&self.plan, &self.evidence, &AtOnce))
    }
}

/// The build broke; the log says why.
#[derive(Debug)]
pub(crate) struct Failed;

/// How far a build is.
#[derive(Debug, Default)]
struct Progress {
    started: OnceLock<Instant>,
    done: AtomicU64,
    total: AtomicU64,
}

/// Where a dataset stands.
#[derive(Debug)]
pub(crate) enum State<'a> {
    Building { started: bool, done: u64, total: u64, seconds_left: Option<u64> },
    Ready(&'a Built),
    Failed,
}

impl Dataset {
    pub(crate) fn new(id: Uuid, recipe: Recipe, created_at: Timestamp, order: u64, owner: Owner) -> Self {
        let total = recipe.customers().div_ceil(u64::from(crmgen_core::BLOCK_CUSTOMERS));
        let build = Build {
            built: OnceLock::new(),
            over: watch::Sender::new(false),
            cancelled: AtomicBool::new(false),
            taken: AtomicBool::new(false),
            progress: Progress { total: AtomicU64::new(total), ..Progress::default() },
        };
        Self { id, recipe, created_at, order, owner, restored: false, build: Arc::new(build) }
    }

    /// The same dataset with another recipe, which differs in the name alone. The build is one and the same.
    pub(crate) fn renamed(&self, recipe: Recipe) -> Self {
        let Self { id, created_at, order, restored, .. } = *self;
        Self { id, recipe, created_at, order, owner: self.owner.clone(), restored, build: Arc::clone(&self.build) }
    }

    /// The same dataset as one that was there before the program was started again.
    pub(crate) fn into_restored(self) -> Self {
        Self { restored: true, ..self }
    }

    pub(crate) fn is_restored(&self) -> bool {
        self.restored
    }

    /// Takes its build on; false if somebody has before.
    pub(crate) fn take_on(&self) -> bool {
        !self.build.taken.swap(true, Ordering::Relaxed)
    }

    /// Gives its build back, for lack of room in the queue.
    pub(crate) fn give_back(&self) {
        self.build.taken.store(false, Ordering::Relaxed);
    }

    /// Where it stands now.
    pub(crate) fn state(&self) -> State<'_> {
        match self.build.built.get() {
            Some(Ok(built)) => State::Ready(built),
            Some(Err(Failed)) => State::Failed,
            None => {
                let (done, total) = (
                    self.build.progress.done.load(Ordering::Relaxed),
                    self.build.progress.total.load(Ordering::Relaxed),
                );
                let elapsed = self.build.progress.started.get().map(|start| start.elapsed().as_secs_f64());
                let seconds_left = elapsed
                    .filter(|_| done > 0)
                    .map(|elapsed| (elapsed / done as f64 * total.saturating_sub(done) as f64).ceil() as u64);
                State::Building { started: elapsed.is_some(), done, total, seconds_left }
            }
        }
    }

    /// What was built.
    ///
    /// # Errors
    /// While it is being built, and when that failed.
    pub(crate) fn built(&self) -> Result<&Built, ApiError> {
        match self.state() {
            State::Ready(built) => Ok(built),
            State::Building { .. } => Err(ApiError::DatasetNotReady),
            State::Failed => Err(ApiError::DatasetFailed),
        }
    }

    /// The build begins.
    pub(crate) fn started(&self, blocks: u64) {
        self.build.progress.total.store(blocks, Ordering::Relaxed);
        let _ = self.build.progress.started.set(Instant::now());
    }

    /// One more block is counted.
    pub(crate) fn advanced(&self) {
        self.build.progress.done.fetch_add(1, Ordering::Relaxed);
    }

    /// The build is over. Only the first call counts.
    pub(crate) fn finished(&self, outcome: Result<Built, Failed>) {
        let _ = self.build.built.set(outcome);
        self.build.over.send_replace(true);
    }

    /// Returns once the build is over, or nobody wants it any more.
    pub(crate) async fn wait(&self) {
        // The sender lives in `self`, so the channel cannot close before.
        let _ = self.build.over.subscribe().wait_for(|over| *over).await;
    }

    /// Nobody wants it any more: a build stops at the next block.
    pub(crate) fn cancel(&self) {
        self.build.cancelled.store(true, Ordering::Relaxed);
        self.build.over.send_replace(true);
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        self.build.cancelled.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crmgen_core::calendar::Day;
    use crmgen_core::recipe::{Limits, RecipeDraft};

    fn dataset() -> Dataset {
        let recipe = Recipe::from_draft(&RecipeDraft::default(), &Limits::default(), Day(20_000), || 1).unwrap();
        Dataset::new(Uuid::nil(), recipe, Timestamp::UNIX_EPOCH, 0, None)
    }

    #[test]
    fn a_dataset_waits_is_built_and_is_ready() {
        let dataset = dataset();
        assert!(matches!(dataset.state(), State::Building { started: false, done: 0, total: 1, seconds_left: None }));
        dataset.started(1);
        dataset.advanced();
        assert!(matches!(dataset.state(), State::Building { started: true, done: 1, seconds_left: Some(0), .. }));
        assert!(matches!(dataset.built(), Err(ApiError::DatasetNotReady)));
        let plan = std::sync::Arc::new(Plan::new(&dataset.recipe));
        let index = Index::of(&plan);
        let tally = Tally::new(plan.stories());
        let evidence = Evidence::of(&plan);
        dataset.finished(Ok(Built::new(plan, index, tally, evidence)));
        assert!(dataset.built().is_ok());
    }

    #[test]
    fn a_failed_build_says_so_and_not_that_it_is_still_going_on() {
        let dataset = dataset();
        dataset.finished(Err(Failed));
        assert!(matches!(dataset.state(), State::Failed));
        let error = dataset.built().unwrap_err();
        assert_eq!((error.kind().status, error.kind().slug), (409, "dataset-failed"));
    }
}
