use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Barrier, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use crmgen_core::both::Both;
use crmgen_io::pipeline::{AtOnce, Chunk, Ordered, Pool, TaskPanicked, ordered};
use proptest::prelude::*;

/// Some bytes that depend on the task, made after a moment that depends on it too, so that tasks end out of order.
fn work(task: u64, out: &mut Vec<u8>) {
    for _ in 0..task * 7_919 % 5 {
        thread::yield_now();
    }
    out.extend((0..task % 17).map(|i| (task * 31 + i) as u8));
    out.extend_from_slice(&task.to_le_bytes());
}

fn pool(threads: usize) -> Pool {
    Pool::new(threads).unwrap()
}

fn wait_until(what: &str, condition: impl Fn() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < Duration::from_secs(10), "{what} did not come about in time");
        thread::sleep(Duration::from_millis(1));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn order_and_content_do_not_depend_on_threads_or_window(
        start in 0u64..100, count in 0u64..200, threads in 1usize..6, window in 0usize..20,
    ) {
        let mut expected = Vec::new();
        (start..start + count).for_each(|task| work(task, &mut expected));
        let mut found = Vec::new();
        let mut chunks = 0;
        for chunk in ordered::<Vec<u8>>(&pool(threads), start..start + count, window, Arc::new(work)) {
            found.extend_from_slice(&chunk.unwrap());
            chunks += 1;
        }
        prop_assert_eq!(chunks, count);
        prop_assert_eq!(found, expected);
    }
}

/// Starts a pipeline that counts the tasks it starts.
fn counted(pool: &Pool, window: usize) -> (Ordered<Vec<u8>>, Arc<AtomicU64>) {
    let started = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&started);
    let make = move |task, out: &mut Vec<u8>| {
        count.fetch_add(1, Ordering::SeqCst);
        work(task, out);
    };
    (ordered(pool, 0..u64::MAX, window, Arc::new(make)), started)
}

#[test]
fn nothing_runs_before_the_first_chunk_is_asked_for() {
    let pool = pool(2);
    let (stream, started) = counted(&pool, 4);
    thread::sleep(Duration::from_millis(20));
    assert_eq!(started.load(Ordering::SeqCst), 0);
    drop(stream);
}

#[test]
fn a_slow_consumer_bounds_the_tasks_in_flight() {
    let pool = pool(4);
    let (mut stream, started) = counted(&pool, 5);
    for taken in 1..=20 {
        stream.next().unwrap().unwrap();
        wait_until("a full window", || started.load(Ordering::SeqCst) == taken + 5);
        thread::sleep(Duration::from_millis(2));
        assert_eq!(started.load(Ordering::SeqCst), taken + 5, "no task beyond the window may start");
    }
}

#[test]
fn dropping_the_stream_stops_the_work() {
    let pool = pool(1);
    let gate = Arc::new((Mutex::new(false), Condvar::new()));
    let started = Arc::new(AtomicU64::new(0));
    let make = {
        let (gate, started) = (Arc::clone(&gate), Arc::clone(&started));
        move |task, _: &mut Vec<u8>| {
            started.fetch_add(1, Ordering::SeqCst);
            if task > 0 {
                drop(gate.1.wait_while(gate.0.lock().unwrap(), |open| !*open).unwrap());
            }
        }
    };
    let mut stream = ordered(&pool, 0..1_000, 50, Arc::new(make));
    stream.next().unwrap().unwrap();
    wait_until("the second task", || started.load(Ordering::SeqCst) == 2);
    drop(stream);
    *gate.0.lock().unwrap() = true;
    gate.1.notify_all();
    // Work asked for later comes after all that was waiting: when it is done, the rest has been passed over.
    let mut after = ordered::<Vec<u8>>(&pool, 0..1, 1, Arc::new(work));
    assert!(after.next().unwrap().is_ok());
    assert_eq!(started.load(Ordering::SeqCst), 2, "only the running task may go on");
}

#[test]
fn what_a_task_holds_is_let_go_when_the_stream_is_dropped() {
    let pool = pool(2);
    let held = Arc::new(());
    let make = {
        let held = Arc::clone(&held);
        move |_, out: &mut Vec<u8>| out.push(Arc::strong_count(&held) as u8)
    };
    let mut stream = ordered::<Vec<u8>>(&pool, 0..1_000, 8, Arc::new(make));
    stream.next().unwrap().unwrap();
    drop(stream);
    wait_until("letting go", || Arc::strong_count(&held) == 1);
}

#[test]
fn a_panic_is_an_error_where_it_belongs_and_the_end() {
    let make = |task, out: &mut Vec<u8>| {
        assert!(task != 3, "block {task} is broken");
        out.push(task as u8);
    };
    let mut stream = ordered(&pool(2), 0..100, 4, Arc::new(make));
    for task in 0..3 {
        assert_eq!(stream.next().unwrap().unwrap().as_slice(), [task]);
    }
    let error: TaskPanicked = stream.next().unwrap().unwrap_err();
    assert_eq!(error.to_string(), "task 3 failed: block 3 is broken");
    assert!(stream.next().is_none());
}

#[test]
fn the_pool_outlives_a_panic() {
    let pool = pool(1);
    let make = |_, _: &mut Vec<u8>| panic!("always");
    assert!(ordered(&pool, 0..5, 2, Arc::new(make)).next().unwrap().is_err());
    let good: Result<Vec<Chunk<Vec<u8>>>, _> = ordered(&pool, 0..5, 2, Arc::new(work)).collect();
    assert_eq!(good.unwrap().len(), 5);
}

#[test]
fn buffers_are_used_again() {
    let fresh = Arc::new(AtomicU64::new(0));
    let make = {
        let fresh = Arc::clone(&fresh);
        move |_, out: &mut Vec<u8>| {
            assert!(out.is_empty(), "a buffer comes back empty");
            fresh.fetch_add(u64::from(out.capacity() == 0), Ordering::SeqCst);
            out.resize(1_000, 1);
        }
    };
    for chunk in ordered(&pool(2), 0..500, 4, Arc::new(make)) {
        assert_eq!(chunk.unwrap().len(), 1_000);
    }
    // A window of tasks, and the chunk in the consumer's hand.
    assert!(fresh.load(Ordering::SeqCst) <= 5, "{fresh:?} buffers for 500 tasks");
}

#[test]
fn a_small_export_is_not_stuck_behind_a_large_one() {
    let pool = pool(1);
    let slow = |_, _: &mut Vec<u8>| thread::sleep(Duration::from_millis(1));
    let mut large = ordered(&pool, 0..1_000_000, 4, Arc::new(slow));
    let large_taken = Arc::new(AtomicU64::new(0));
    thread::scope(|scope| {
        let done = Arc::new(AtomicU64::new(0));
        let (taken, stop) = (Arc::clone(&large_taken), Arc::clone(&done));
        scope.spawn(move || {
            while stop.load(Ordering::SeqCst) == 0 {
                large.next().unwrap().unwrap();
                taken.fetch_add(1, Ordering::SeqCst);
            }
        });
        wait_until("the large export", || large_taken.load(Ordering::SeqCst) > 2);
        let before = large_taken.load(Ordering::SeqCst);
        assert_eq!(ordered(&pool, 0..10, 4, Arc::new(slow)).filter(Result::is_ok).count(), 10);
        let during = large_taken.load(Ordering::SeqCst) - before;
        done.store(1, Ordering::SeqCst);
        assert!(during <= 40, "the large export got {during} turns while the small one needed 10");
    });
}

/// Two pieces of work each of which waits for the other to begin.
fn meet() -> (&'static str, u64) {
    let gate = Barrier::new(2);
    let meet = |name| {
        gate.wait();
        name
    };
    AtOnce.both(|| meet("one"), || meet("other").len() as u64)
}

#[test]
fn two_pieces_of_work_run_at_the_same_time() {
    assert_eq!(meet(), ("one", 5));
    // And inside a task, on another thread of the pool.
    let task = |_, out: &mut Vec<u8>| out.push(meet().1 as u8);
    let done: Vec<u8> = ordered(&pool(2), 0..1, 1, Arc::new(task)).flat_map(|chunk| chunk.unwrap().to_vec()).collect();
    assert_eq!(done, [5]);
}

#[test]
#[should_panic(expected = "no more")]
fn the_panic_of_one_of_two_pieces_is_the_panic_of_both() {
    AtOnce.both(|| 1, || panic!("no more"));
}
