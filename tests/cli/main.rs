//! The command line of the built program.

mod rules;

use std::fs;
use std::path::Path;
use std::process::{Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crmgen_tests::program::PATIENCE;
use crmgen_tests::{Server, crmgen};
use serde_json::json;

const RECIPE: [&str; 6] = ["--seed", "7", "--customers", "2500", "--as-of", "2026-06-30"];
const TABLES: [&str; 3] = ["customers", "deals", "feedback"];

fn generate(out: &Path, more: &[&str]) -> Output {
    crmgen(&["generate", "--out"]).arg(out).args(more).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn files_are_the_same_as_those_of_the_api_with_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start();
    for threads in ["1", "3"] {
        let out = folder.path().join(threads);
        let output = generate(&out, &[&RECIPE[..], &["--threads", threads]].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
        for table in TABLES {
            let served = server.get(&format!("/api/v1/tables/{table}.csv?seed=7&customers=2500&as_of=2026-06-30"));
            assert_eq!(fs::read(out.join(format!("{table}.csv"))).unwrap(), served.body, "{table}");
        }
    }
}

#[test]
fn parts_one_after_the_other_are_the_whole() {
    let folder = tempfile::tempdir().unwrap();
    let (whole, parts) = (folder.path().join("whole"), folder.path().join("parts"));
    assert!(generate(&whole, &RECIPE).status.success());
    for part in ["1/4", "2/4", "3/4", "4/4"] {
        let output = generate(&parts, &[&RECIPE[..], &["--partition", part]].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
    }
    for table in TABLES {
        let mut files: Vec<_> = fs::read_dir(&parts)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.file_name().unwrap().to_string_lossy().starts_with(table))
            .collect();
        files.sort();
        assert_eq!(files.len(), 4);
        let together: Vec<u8> = files.iter().flat_map(|file| fs::read(file).unwrap()).collect();
        assert_eq!(together, fs::read(whole.join(format!("{table}.csv"))).unwrap(), "{table}");
    }
    assert!(crmgen(&["verify"]).arg(&parts).status().unwrap().success());
}

#[test]
fn a_part_needs_a_seed_and_a_day_so_that_all_parts_fit() {
    let folder = tempfile::tempdir().unwrap();
    let output = generate(folder.path(), &["--partition", "1/2"]);
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(said.contains("seed is missing") && said.contains("as_of is missing"), "{said}");
}

#[test]
fn a_seed_that_is_not_given_is_drawn_and_printed() {
    let folder = tempfile::tempdir().unwrap();
    let output = generate(folder.path(), &["--customers", "20", "--as-of", "2026-06-30"]);
    let said = text(&output.stderr);
    let seed = said.split("with seed ").nth(1).and_then(|rest| rest.split('.').next()).expect("the seed is printed");
    let again = tempfile::tempdir().unwrap();
    assert!(generate(again.path(), &["--customers", "20", "--as-of", "2026-06-30", "--seed", seed]).status.success());
    let customers = |folder: &Path| fs::read(folder.join("customers.csv")).unwrap();
    assert_eq!(customers(folder.path()), customers(again.path()));
}

#[test]
fn a_pipe_sees_no_progress_bar() {
    let folder = tempfile::tempdir().unwrap();
    let output = generate(folder.path(), &RECIPE);
    for stream in [&output.stdout, &output.stderr] {
        assert!(!stream.iter().any(|byte| matches!(byte, b'\r' | 0x1b)), "{}", text(stream));
    }
    assert!(text(&output.stdout).contains("customers.csv: "), "{}", text(&output.stdout));
}

#[test]
fn flags_win_over_the_recipe_file_and_the_file_over_the_defaults() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("recipe.json");
    let recipe = json!({"name": "From a file", "seed": 3, "customers": 30, "as_of": "2026-06-30", "months": 12,
        "regions": ["Europe"], "activity": {"feedback": 2, "deals": 3}});
    fs::write(&file, recipe.to_string()).unwrap();
    let arguments = [
        "--recipe",
        file.to_str().unwrap(),
        "--customers",
        "40",
        "--feedback-activity",
        "0.5",
        "--regions",
        "APAC,Europe",
    ];
    let output = generate(folder.path(), &arguments);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.path().join("manifest.json")).unwrap()).unwrap();
    let used = &manifest["recipe"];
    assert_eq!((&used["name"], &used["seed"], &used["customers"]), (&json!("From a file"), &json!(3), &json!(40)));
    assert_eq!(used["activity"], json!({"feedback": 0.5, "deals": 3.0}));
    assert_eq!((&used["regions"], &used["months"]), (&json!(["Europe", "APAC"]), &json!(12)));
    // The recipe of a manifest makes the same files again.
    let (file, again) = (folder.path().join("again.json"), folder.path().join("again"));
    fs::write(&file, used.to_string()).unwrap();
    assert!(generate(&again, &["--recipe", file.to_str().unwrap()]).status.success());
    assert_eq!(fs::read(again.join("deals.csv")).unwrap(), fs::read(folder.path().join("deals.csv")).unwrap());
}

#[test]
fn a_byte_order_mark_before_a_recipe_is_skipped() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("recipe.json");
    fs::write(&file, "\u{feff}{\"customers\": 30, \"seed\": 7, \"as_of\": \"2026-06-30\"}").unwrap();
    let output = generate(&folder.path().join("out"), &["--recipe", file.to_str().unwrap()]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("customers.csv: ") && text(&output.stdout).contains(", 30 rows"));
}

#[test]
fn verify_finds_what_was_changed_and_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    assert!(generate(folder.path(), &RECIPE).status.success());
    let verify = || crmgen(&["verify"]).arg(folder.path()).output().unwrap();
    let good = verify();
    assert!(good.status.success() && text(&good.stdout).contains("complete and unchanged"), "{}", text(&good.stdout));

    let deals = folder.path().join("deals.csv");
    let mut bytes = fs::read(&deals).unwrap();
    let last = bytes.len() - 2;
    bytes[last] ^= 1;
    fs::write(&deals, bytes).unwrap();
    fs::remove_file(folder.path().join("feedback.csv")).unwrap();
    let bad = verify();
    assert_eq!(bad.status.code(), Some(1));
    let said = text(&bad.stderr);
    assert!(said.contains("deals.csv") && said.contains("feedback.csv") && !said.contains("customers.csv"), "{said}");
}

#[test]
fn exit_codes_tell_bad_usage_from_failure() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "in the way").unwrap();
    let code = |output: Output| output.status.code();
    assert_eq!(code(crmgen(&[]).output().unwrap()), Some(2));
    assert_eq!(code(crmgen(&["generate"]).output().unwrap()), Some(2));
    assert_eq!(code(generate(folder.path(), &["--partition", "5/4"])), Some(2));
    assert_eq!(code(generate(folder.path(), &["--recipe", "/nowhere.json"])), Some(2));
    assert_eq!(code(generate(&file, &RECIPE)), Some(1));
    assert_eq!(code(crmgen(&["verify"]).arg(folder.path()).output().unwrap()), Some(1));
    assert_eq!(code(crmgen(&["--version"]).output().unwrap()), Some(0));
    let wrong = generate(folder.path(), &["--customers", "0", "--months", "99", "--regions", "Eurpe"]);
    assert_eq!(wrong.status.code(), Some(2));
    insta::assert_snapshot!("a_wrong_recipe", text(&wrong.stderr));
}

#[test]
fn a_part_alone_is_called_a_part_and_not_the_whole() {
    let folder = tempfile::tempdir().unwrap();
    let verify = || {
        let output = crmgen(&["verify"]).arg(folder.path()).output().unwrap();
        (output.status.code(), text(&output.stdout) + &text(&output.stderr))
    };
    let part =
        |part| assert!(generate(folder.path(), &[&RECIPE[..], &["--partition", part]].concat()).status.success());
    part("2/3");
    let (code, said) = verify();
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("holds part 2 of 3, complete and unchanged; the other 2 parts are not in"), "{said}");
    part("3/3");
    let (code, said) = verify();
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("part 1 is missing"), "{said}");
    part("1/3");
    let (code, said) = verify();
    assert!(code == Some(0) && said.contains(" is complete and unchanged."), "{said}");
}

#[test]
fn a_folder_with_another_export_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("data");
    let run = |more: &[&str]| generate(&out, &[&RECIPE[..], more].concat());
    let all = || {
        let mut files: Vec<_> = fs::read_dir(&out).unwrap().map(|file| file.unwrap().path()).collect();
        files.sort();
        files.into_iter().map(|path| (fs::read(&path).unwrap(), path)).collect::<Vec<_>>()
    };
    assert!(run(&[]).status.success());
    let before = all();
    for more in [&["--format", "ndjson"][..], &["--format", "excel"], &["--partition", "1/2"]] {
        let refused = run(more);
        let said = text(&refused.stderr);
        assert_eq!(refused.status.code(), Some(2), "{said}");
        assert!(said.contains("data holds another export (customers.csv, deals.csv, feedback.csv): give an"), "{said}");
        assert!(all() == before, "{more:?} changed something");
    }
    assert!(run(&[]).status.success() && all() == before, "the same again is no other export");
    fs::remove_dir_all(&out).unwrap();

    // Parts of other data, or of the same data cut in another way, do not mix; the same part again does.
    let part =
        |part: &str, seed: &str| generate(&out, &[&["--seed", seed], &RECIPE[2..], &["--partition", part]].concat());
    assert!(
        part("1/4", "7").status.success() && part("2/4", "7").status.success() && part("2/4", "7").status.success()
    );
    for (refused, what) in [(part("3/4", "8"), "another seed"), (part("3/5", "7"), "five parts")] {
        assert_eq!(refused.status.code(), Some(2), "{what}");
        assert!(text(&refused.stderr).contains("(customers-0001-of-0004.csv, "), "{what}: {}", text(&refused.stderr));
    }

    fs::remove_dir_all(&out).unwrap();
    fs::create_dir(&out).unwrap();
    fs::write(out.join("manifest.json"), "{\"name\": \"a page\"}").unwrap();
    let refused = run(&[]);
    assert!(refused.status.code() == Some(2) && all().len() == 1, "{}", text(&refused.stderr));
    assert!(
        text(&refused.stderr).contains("is not a manifest that this version can read"),
        "{}",
        text(&refused.stderr)
    );
}

#[test]
fn an_answer_key_in_the_way_or_out_of_reach_is_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("data");
    let run = |key: &Path| {
        generate(&out, &[&RECIPE[..], &["--stories", "surprise", "--answer-key", key.to_str().unwrap()]].concat())
    };
    for (key, why) in [
        (out.join("customers.csv"), "customers.csv is written there"),
        (folder.path().join("nowhere/../data/manifest.json"), ""),
        (out.join("deals.csv.part"), "deals.csv is written there"),
        (folder.path().join("nowhere/key.json"), "cannot write"),
        (folder.path().to_owned(), "cannot write"),
    ] {
        let refused = run(&key);
        let said = text(&refused.stderr);
        assert_eq!(refused.status.code(), Some(2), "{said}");
        assert!(said.contains("--answer-key") && said.contains(why) && !out.exists(), "{key:?}: {said}");
    }
    for key in [folder.path().join("key.json"), out.join("key.json")] {
        let made = run(&key);
        assert!(made.status.success(), "{}", text(&made.stderr));
        assert!(fs::read_to_string(&key).unwrap().contains("\"stories\""), "{key:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_run_that_is_told_to_stop_takes_its_unfinished_files_away() {
    for signal in ["-INT", "-TERM"] {
        let folder = tempfile::tempdir().unwrap();
        let arguments = ["generate", "--seed", "7", "--as-of", "2026-06-30", "--customers", "100000000", "--out"];
        let mut command = crmgen(&arguments);
        let run = command.arg(folder.path()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let begun = Instant::now();
        while !folder.path().join("customers.csv.part").exists() {
            assert!(begun.elapsed() < PATIENCE, "nothing was begun");
            thread::sleep(Duration::from_millis(5));
        }
        let id = run.id().to_string();
        assert!(std::process::Command::new("kill").args([signal, &id]).status().unwrap().success());
        let output = run.wait_with_output().unwrap();
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(130), "{said}");
        assert!(said.ends_with("\ncrmgen: stopped; no unfinished file is left behind\n"), "{said}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "{signal}");
    }
}

#[test]
fn more_threads_than_make_sense_are_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    for threads in ["100000", "-1", "two"] {
        let output = generate(folder.path(), &[&RECIPE[..], &[&format!("--threads={threads}")]].concat());
        assert_eq!(output.status.code(), Some(2), "{threads}");
        let said = text(&output.stderr);
        assert!(said.contains(threads) && said.contains("from 0 to 256"), "{said}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_port_that_is_taken_is_a_failure_in_plain_words() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = crmgen(&["serve", "--port", &port]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    assert!(said.contains(&format!("cannot listen on 127.0.0.1:{port}")), "{said}");
}
