//! Many clients at once: a small version of `cargo xtask bench load`.

use std::thread;

use crmgen_tests::Server;
use serde_json::json;

/// Clients at the same time.
const CLIENTS: usize = 16;

#[test]
fn thousands_of_requests_by_many_clients_leave_no_error_and_no_memory_behind() {
    let server = Server::start_with(&[("BUILD_QUEUE", "64")]);
    let dataset = server.dataset(&json!({"customers": 2_000, "seed": 7, "as_of": "2026-06-30"}));
    let home = dataset["links"]["self"].as_str().unwrap();
    let paths = [
        format!("{home}/tables/customers?limit=50&offset=1000"),
        format!("{home}/tables/deals?filter=amount:gt:5000&sort=-amount"),
        format!("{home}/summary?region=Europe"),
        format!("{home}/tables/customers.csv?columns=customer_id,segment"),
        "/api/v1/options".to_owned(),
    ];
    let client = |requests: usize| {
        for number in 0..requests {
            if number % 20 == 19 {
                let made = server.dataset(&json!({"customers": 5, "seed": 7}));
                assert_eq!(server.delete(made["links"]["self"].as_str().unwrap()).status, 204);
            }
            let path = &paths[number % paths.len()];
            let answer = server.get(path);
            assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        }
    };
    let clients = |requests| thread::scope(|scope| (0..CLIENTS).for_each(|_| drop(scope.spawn(|| client(requests)))));
    // What is kept for connections and caches is there after the first requests.
    clients(60);
    let before = server.memory_mb();
    clients(240);
    // Chosen: a fifth of what a leak of 10 kB a request would take.
    if let (Some(before), Some(after)) = (before, server.memory_mb()) {
        assert!(after < before + 8.0, "memory grew from {before:.1} MB to {after:.1} MB");
    }
}
