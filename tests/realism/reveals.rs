//! The queries of the answer key, run by DuckDB on the exported files, find what the answer key says.

use std::fs;

use crmgen_core::vocabulary::Story;
use crmgen_tests::{crmgen, python};
use serde_json::Value;

#[test]
fn the_query_of_every_story_gives_the_effect_in_the_answer_key() {
    let folder = tempfile::tempdir().unwrap();
    for story in Story::NAMES {
        let data = folder.path().join(story);
        fs::create_dir(&data).unwrap();
        let made = crmgen(&["generate", "--customers", "1000", "--seed", "11", "--as-of", "2026-06-30"])
            .args(["--stories", story, "--format", "csv", "--out"])
            .arg(&data)
            .arg("--answer-key")
            .arg(folder.path().join(format!("{story}.json")))
            .output()
            .unwrap();
        assert!(made.status.success(), "{story}: {}", String::from_utf8_lossy(&made.stderr));
        let files: Vec<String> =
            fs::read_dir(&data).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
        assert!(files.iter().all(|file| !file.contains("answer")), "{files:?}");
    }
    let Some(mut command) = python() else { return };
    let output = command.arg("tests/realism/run_reveals.py").arg(folder.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    for story in Story::NAMES {
        let (query, key) = (found[story]["query"].as_f64().unwrap(), found[story]["key"].as_f64().unwrap());
        // The key is rounded to four places, and logs of hours before they are summed.
        assert!((query - key).abs() < 3e-4, "{story}: the query gives {query}, the answer key {key}");
    }
}
