//! The work of making and writing rows takes no more instructions than it did.
//!
//! Instructions are counted by valgrind's callgrind: unlike seconds they are the same on a busy machine. They are those of the
//! build that is tested, which is less optimised than a release; what makes either slower shows in both. Faster is written down with
//! `CRMGEN_BLESS=1 cargo test -p crmgen-tests --test speed`.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::thread;

use crmgen_tests::repository;

/// The pieces of work in `work.rs`, what each begins with (which is not counted), and of how many customers it is.
const WORK: [(&str, &str, u64); 8] = [
    ("first text", "plan", 1),
    ("lives", "plan", CUSTOMERS),
    ("texts", "first text", CUSTOMERS),
    ("scores", "first text", CUSTOMERS),
    ("counts", "scores", CUSTOMERS),
    ("csv", "first text", CUSTOMERS),
    ("ndjson", "first text", CUSTOMERS),
    ("parquet", "first text", CUSTOMERS),
];
const CUSTOMERS: u64 = 2_048;
/// How far a count may lie from the one written down: other versions of valgrind and the C library differ a little.
const TOLERANCE: f64 = 0.05;

fn is_ci() -> bool {
    env::var("CI").is_ok_and(|ci| ci == "true" || ci == "1")
}

/// Instructions that the program takes for a piece of work; nothing where there is no valgrind.
fn instructions(work: &str) -> Option<u64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(env!("CARGO_BIN_EXE_crmgen-work"))
        .args([work, &CUSTOMERS.to_string()])
        .output()
        .ok()?;
    let report = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{work}: {report}");
    let count = report.lines().find_map(|line| line.split("Collected : ").nth(1));
    Some(count.unwrap_or_else(|| panic!("{report}")).trim().parse().unwrap())
}

#[test]
fn no_piece_of_work_takes_more_instructions_than_it_did() {
    let Some(plan) = instructions("plan") else {
        let why = "There is no valgrind to count instructions with; `cargo xtask test valgrind` installs it.";
        assert!(!is_ci(), "{why}");
        println!("{why}");
        return;
    };
    let mut whole: BTreeMap<&str, u64> = thread::scope(|scope| {
        let running = WORK.map(|(work, ..)| (work, scope.spawn(move || instructions(work).unwrap())));
        running.into_iter().map(|(work, count)| (work, count.join().unwrap())).collect()
    });
    whole.insert("plan", plan);
    let counts: BTreeMap<&str, u64> =
        WORK.into_iter().map(|(work, begins, customers)| (work, (whole[work] - whole[begins]) / customers)).collect();
    let path: PathBuf = repository().join("tests/speed/instructions.json");
    if env::var_os("CRMGEN_BLESS").is_some() {
        fs::write(&path, serde_json::to_string_pretty(&counts).unwrap() + "\n").unwrap();
        return;
    }
    let written: BTreeMap<String, u64> = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let mut slower = Vec::new();
    for (work, &count) in &counts {
        let ratio = count as f64 / written[*work] as f64;
        println!("{work:<12} {count:>12} instructions, {ratio:.3} times what is written down");
        if ratio > 1.0 + TOLERANCE {
            slower.push(format!("{work}: {count} instead of {} instructions", written[*work]));
        }
        assert!(ratio > 1.0 - 3.0 * TOLERANCE, "{work} takes {ratio:.2} of what it did: write it down (see above)");
    }
    assert!(slower.is_empty(), "slower than it was: {slower:?}");
}
