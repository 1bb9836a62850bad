//! What is written, beside Python's analysers: the score of a text is what `vaderSentiment` says of it, and a second
//! opinion agrees on which texts are happy.

mod nasty;

use std::process::Command;

use crmgen_core::text::sentiment::analyser;
use crmgen_tests::{crmgen, python};

/// A row of the exported feedback.
struct Row {
    text: String,
    /// Ten-thousandths.
    score: i32,
}

/// The feedback of a small dataset with this seed, as the program exports it.
fn feedback(seed: u64) -> Vec<Row> {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let out = folder.path().to_string_lossy().into_owned();
    let seed = seed.to_string();
    let made = crmgen(&[
        "generate",
        "--customers",
        "1600",
        "--seed",
        &seed,
        "--as-of",
        "2026-06-30",
        "--format",
        "csv",
        "--out",
        &out,
    ])
    .output()
    .expect("the program starts");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let mut reader = csv::Reader::from_path(folder.path().join("feedback.csv")).expect("the feedback is there");
    let header = reader.headers().expect("a header").clone();
    let at = |name: &str| header.iter().position(|column| column == name).expect(name);
    let (text, score) = (at("feedback_text"), at("sentiment_score"));
    let rows = reader.records().map(|row| {
        let row = row.expect("a row of CSV");
        let value: f64 = row[score].parse().expect("a score is a number");
        Row { text: row[text].to_owned(), score: (value * 1e4).round() as i32 }
    });
    rows.collect()
}

/// What `tests/python/sentiment.py` says of each text.
fn ask(mut python: Command, flags: &[&str], texts: &[&str]) -> Vec<f64> {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = folder.path().join("texts.json");
    std::fs::write(&file, serde_json::to_vec(texts).expect("texts are JSON")).expect("a file can be written");
    let output = python.arg("tests/python/sentiment.py").args(flags).arg(file).output().expect("Python starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let scores: Vec<f64> = serde_json::from_slice(&output.stdout).expect("a list of numbers");
    assert_eq!(scores.len(), texts.len());
    scores
}

fn in_ten_thousandths(score: f64) -> i32 {
    (score * 1e4).round() as i32
}

#[test]
fn the_score_of_every_exported_text_is_that_of_python_vader() {
    let Some(python) = python() else { return };
    let rows: Vec<Row> = (1..=4).flat_map(feedback).collect();
    assert!(rows.len() > 20_000, "only {} texts", rows.len());
    let scores = ask(python, &[], &rows.iter().map(|row| row.text.as_str()).collect::<Vec<_>>());
    let differ = |(row, score): &(&Row, &f64)| row.score != in_ten_thousandths(**score);
    let wrong: Vec<String> = (rows.iter().zip(&scores).filter(differ))
        .map(|(row, score)| format!("{} and not {score}: {}", row.score, row.text))
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of {}, such as\n{}",
        wrong.len(),
        rows.len(),
        wrong[..wrong.len().min(10)].join("\n")
    );
}

#[test]
fn our_analyser_agrees_with_python_vader_on_whatever_people_type() {
    let Some(python) = python() else { return };
    let texts = nasty::texts(20_000);
    let scores = ask(python, &[], &texts.iter().map(String::as_str).collect::<Vec<_>>());
    let wrong: Vec<String> = (texts.iter().zip(&scores))
        .map(|(text, score)| (text, *score, analyser().score(text)))
        .filter(|(_, score, ours)| in_ten_thousandths(*score) != *ours)
        .map(|(text, score, ours)| format!("ours {ours}, theirs {score}: {text:?}"))
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of {}, such as\n{}",
        wrong.len(),
        texts.len(),
        wrong[..wrong.len().min(10)].join("\n")
    );
}

/// Scores beyond this, up or down, are clearly signed (model, section 4).
const CLEAR: i32 = 5_000;

#[test]
fn textblob_agrees_on_the_sign_of_clear_texts() {
    let Some(python) = python() else { return };
    let rows: Vec<Row> = feedback(11).into_iter().filter(|row| row.score.abs() >= CLEAR).collect();
    let scores = ask(python, &["--textblob"], &rows.iter().map(|row| row.text.as_str()).collect::<Vec<_>>());
    let agree = rows.iter().zip(&scores).filter(|(row, score)| f64::from(row.score) * **score > 0.0).count();
    let share = agree as f64 / rows.len() as f64;
    println!("TextBlob agrees on the sign of {:.1}% of {} clear texts", share * 100.0, rows.len());
    assert!(rows.len() > 2_000 && share >= 0.80, "{share:.3} of {}", rows.len());
}
