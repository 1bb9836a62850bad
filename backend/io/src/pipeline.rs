//! Work done on many threads, handed over in order: the engine under every stream and file.
//!
//! A [`Pool`] is shared by everything that runs at once. Each user of it holds an [`Ordered`], an
//! iterator that keeps at most `window` tasks going and gives their results in task order. The pool
//! takes tasks first come, first served, and nobody has more than a window of them waiting, so a
//! small export is not stuck behind a large one. Memory is bounded by the window, never by the number of tasks.
//!
//! Must never know what the bytes mean.

use std::any::Any;
use std::collections::VecDeque;
use std::fmt;
use std::mem;
use std::ops::{Deref, DerefMut, Range};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use crmgen_core::both::Both;

/// Threads shared by all exports. Cheap to clone; the threads end when the last clone is dropped.
#[derive(Clone, Debug)]
pub struct Pool {
    threads: Arc<rayon::ThreadPool>,
}

/// The threads could not be started.
#[derive(Debug, thiserror::Error)]
#[error("cannot start {threads} worker threads: {cause}")]
pub struct PoolError {
    threads: usize,
    cause: rayon::ThreadPoolBuildError,
}

impl Pool {
    /// Starts this many threads; 0 means one for each core.
    ///
    /// # Errors
    /// When the system refuses to start them.
    pub fn new(threads: usize) -> Result<Self, PoolError> {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .thread_name(|index| format!("crmgen-worker-{index}"))
            .build()
            .map(|threads| Self { threads: Arc::new(threads) })
            .map_err(|cause| PoolError { threads, cause })
    }

    /// How many threads there are.
    #[must_use]
    pub fn threads(&self) -> usize {
        self.threads.current_num_threads()
    }

    /// A window that keeps all threads busy while the consumer is at work: two tasks a thread and two to spare (chosen).
    #[must_use]
    pub fn window(&self) -> usize {
        2 * self.threads() + 2
    }
}

/// Two pieces of work at the same time: inside a task of a [`Pool`] on its threads, as far as one is free, else on a thread
/// of its own.
#[derive(Clone, Copy, Debug, Default)]
pub struct AtOnce;

impl Both for AtOnce {
    fn both<A: Send, B: Send>(&self, one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B + Send) -> (A, B) {
        if rayon::current_thread_index().is_some() {
            return rayon::join(one, other);
        }
        std::thread::scope(|scope| {
            let other = scope.spawn(other);
            let one = one();
            (one, other.join().unwrap_or_else(|panic| resume_unwind(panic)))
        })
    }
}

/// What a task fills, and what is used again for a later task once the consumer is done with it.
pub trait Reuse: Default + Send + 'static {
    /// Forgets the values, keeps the memory.
    fn reset(&mut self);
}

impl Reuse for Vec<u8> {
    fn reset(&mut self) {
        self.clear();
    }
}

/// A task panicked. The work is over: nothing comes after this.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("task {task} failed: {message}")]
pub struct TaskPanicked {
    /// Which task.
    pub task: u64,
    /// What it said.
    pub message: String,
}

/// The work of a task: gets its number and an empty (perhaps used before) place for the result.
pub type Make<T> = dyn Fn(u64, &mut T) + Send + Sync;

/// Starts an ordered pipeline: the results of `make` for each of `tasks`, in order.
///
/// At most `window` (at least 1) tasks are in flight, that is waiting, running, or done and not yet taken; beside
/// them only what the consumer holds is in memory. Work is started by taking: nothing runs before the first `next`.
/// Must be consumed off the pool's own threads, which would wait for themselves.
pub fn ordered<T: Reuse>(pool: &Pool, tasks: Range<u64>, window: usize, make: Arc<Make<T>>) -> Ordered<T> {
    Ordered {
        pool: pool.clone(),
        tasks,
        window: window.max(1),
        make,
        in_flight: VecDeque::new(),
        shared: Arc::new(Shared { stop: AtomicBool::new(false), spare: Mutex::new(Vec::new()) }),
    }
}

struct Shared<T> {
    stop: AtomicBool,
    spare: Mutex<Vec<T>>,
}

impl<T: Reuse> Shared<T> {
    fn take(&self) -> T {
        self.spare.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    fn put_back(&self, mut value: T) {
        if !self.stop.load(Ordering::Relaxed) {
            value.reset();
            self.spare.lock().unwrap_or_else(PoisonError::into_inner).push(value);
        }
    }
}

/// Results in task order; see [`ordered`]. Dropping it stops the work: tasks already running end, no other starts.
pub struct Ordered<T: Reuse> {
    pool: Pool,
    tasks: Range<u64>,
    window: usize,
    make: Arc<Make<T>>,
    in_flight: VecDeque<(u64, Receiver<Result<T, String>>)>,
    shared: Arc<Shared<T>>,
}

impl<T: Reuse> Ordered<T> {
    fn fill_window(&mut self) {
        while self.in_flight.len() < self.window {
            let Some(task) = self.tasks.next() else { return };
            let (sender, receiver) = sync_channel(1);
            self.in_flight.push_back((task, receiver));
            let (make, shared) = (Arc::clone(&self.make), Arc::clone(&self.shared));
            self.pool.threads.spawn_fifo(move || run(task, &*make, &shared, &sender));
        }
    }

    fn stop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        self.tasks.start = self.tasks.end;
        self.in_flight.clear();
    }
}

fn run<T: Reuse>(task: u64, make: &Make<T>, shared: &Shared<T>, sender: &SyncSender<Result<T, String>>) {
    if shared.stop.load(Ordering::Relaxed) {
        return;
    }
    let made = catch_unwind(AssertUnwindSafe(|| {
        let mut value = shared.take();
        make(task, &mut value);
        value
    }));
    // The consumer may be gone; then nobody misses the result.
    let _ = sender.send(made.map_err(|panic| message(&*panic)));
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no message").to_owned()
}

impl<T: Reuse> Iterator for Ordered<T> {
    type Item = Result<Chunk<T>, TaskPanicked>;

    fn next(&mut self) -> Option<Self::Item> {
        self.fill_window();
        let (task, receiver) = self.in_flight.pop_front()?;
        let outcome = receiver.recv().unwrap_or_else(|_| Err("the worker thread ended".to_owned()));
        match outcome {
            Ok(value) => {
                self.fill_window();
                Some(Ok(Chunk { value, shared: Arc::clone(&self.shared) }))
            }
            Err(message) => {
                self.stop();
                Some(Err(TaskPanicked { task, message }))
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.in_flight.len() as u64 + (self.tasks.end.saturating_sub(self.tasks.start));
        (0, usize::try_from(left).ok())
    }
}

impl<T: Reuse> Drop for Ordered<T> {
    fn drop(&mut self) {
        self.stop();
    }
}

impl<T: Reuse> fmt::Debug for Ordered<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ordered")
            .field("tasks", &self.tasks)
            .field("window", &self.window)
            .field("in_flight", &self.in_flight.len())
            .finish_non_exhaustive()
    }
}

/// The result of one task. Its memory goes back to the pipeline when it is dropped.
pub struct Chunk<T: Reuse> {
    value: T,
    shared: Arc<Shared<T>>,
}

impl<T: Reuse> Chunk<T> {
    /// The result itself; its memory does not go back to the pipeline.
    #[must_use]
    pub fn into_inner(mut self) -> T {
        mem::take(&mut self.value)
    }
}

impl<T: Reuse> Deref for Chunk<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: Reuse> DerefMut for Chunk<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl AsRef<[u8]> for Chunk<Vec<u8>> {
    fn as_ref(&self) -> &[u8] {
        &self.value
    }
}

impl<T: Reuse> Drop for Chunk<T> {
    fn drop(&mut self) {
        self.shared.put_back(mem::take(&mut self.value));
    }
}

impl<T: Reuse + fmt::Debug> fmt::Debug for Chunk<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Chunk").field(&self.value).finish()
    }
}
