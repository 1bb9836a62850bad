//! `cargo xtask bench recommendations`: every story, three at once and none, over many seeds and sizes.
//!
//! Thresholds were chosen while looking at seeds 1 to 50, 1001 to 1050 and 2001 to 2056; what is reported, and held against
//! the goals, are seeds nobody looked at before, 3001 to 3050. Arguments: first seed, last seed, then optionally the name of one story to look
//! at closely.

#[path = "measure.rs"]
mod measure;

use std::collections::BTreeMap;
use std::process::ExitCode;

use crmgen_core::insight::{Evidence, Group, recommend};
use measure::{Planted, Score, run};

const SIZES: [u64; 3] = [500, 1_000, 2_000];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |i: usize, default: u64| arguments.get(i).and_then(|text| text.parse().ok()).unwrap_or(default);
    let seeds = number(0, 3_001)..=number(1, 3_050);
    if arguments.first().is_some_and(|word| word == "read") {
        read(number(1, 1), number(2, 1_000), arguments.get(3).map_or("(none)", String::as_str));
        return ExitCode::SUCCESS;
    }
    let only = arguments.get(2).cloned();
    println!("seeds {} to {}; recall and errors where z is 5.5 or more", seeds.start(), seeds.end());
    println!("{}", Score::HEAD);
    let (mut all, mut none) = (Score::default(), Score::default());
    let mut wrong = Vec::new();
    for planted in Planted::all() {
        if only.as_ref().is_some_and(|name| !planted.name().contains(name.as_str())) {
            continue;
        }
        for size in SIZES {
            let measured = run(seeds.clone(), size, planted);
            let mut score = Score::default();
            score.add(&measured);
            println!("{}", score.line(planted.name(), size));
            wrong.extend(measured.iter().flat_map(|m| m.wrong.iter().map(|w| shape(planted.name(), w))));
            if planted == Planted::None {
                none.add(&measured);
            } else {
                all.add(&measured);
            }
            if only.is_some() {
                measured.iter().for_each(|m| print!("{}", m.details()));
            }
        }
    }
    println!("\nwrong findings, by kind:");
    for (n, text) in common(wrong.into_iter()).into_iter().take(25) {
        println!("{n:>5}  {text}");
    }
    let shown = all.shown + none.shown;
    println!("with a story planted, {:.3} of what is shown is false", all.false_share());
    let false_share = (all.wrong + none.wrong) as f64 / shown.max(1) as f64;
    let any = none.with_findings as f64 / none.datasets.max(1) as f64;
    println!("\nrecall where z >= 5.5: {:.3} of {} (goal .95)", all.recall(), all.clear);
    println!("false among {shown} findings shown: {false_share:.3} (goal .05)");
    println!("story-free datasets with any finding: {any:.3} of {} (goal .05)", none.datasets);
    let met = all.recall() >= 0.95 && false_share <= 0.05 && any <= 0.05;
    if met { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A wrong finding without its numbers.
fn shape(planted: &str, text: &str) -> String {
    let head: Vec<&str> = text.split(' ').take(2).collect();
    let columns: Vec<&str> = text
        .split(['[', ']'])
        .nth(1)
        .unwrap_or_default()
        .split(", ")
        .map(|place| place.split('=').next().unwrap_or_default())
        .collect();
    format!("{planted}: {} [{}]", head.join(" "), columns.join(", "))
}

/// Counts of texts, commonest first.
fn common(texts: impl Iterator<Item = String>) -> Vec<(usize, String)> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    texts.for_each(|text| *counts.entry(text).or_default() += 1);
    let mut all: Vec<(usize, String)> = counts.into_iter().map(|(text, n)| (n, text)).collect();
    all.sort_by_key(|(n, _)| std::cmp::Reverse(*n));
    all
}

/// Prints the recommendations of one dataset, for reading aloud: `read SEED SIZE STORY`.
fn read(seed: u64, size: u64, story: &str) {
    let planted = Planted::all().into_iter().find(|p| p.name() == story).unwrap_or(Planted::None);
    let Some(plan) = measure::plan(seed, size, planted) else { return println!("{size} customers cannot carry it") };
    let evidence = Evidence::of(&plan);
    let begun = std::time::Instant::now();
    let all = recommend(&plan, &evidence);
    println!("{:.0} ms", begun.elapsed().as_secs_f64() * 1e3);
    for (group, items) in Group::ALL.iter().zip(&all.groups) {
        println!("\n## {group:?}");
        for item in items {
            println!(
                "- {} ({})\n    {}\n    {}",
                item.headline,
                item.confidence.name(),
                item.what_we_see,
                item.why_we_believe_it
            );
            println!("    {} {}\n    {}", item.worth.text, item.worth.how, item.what_to_do.join(" "));
            println!("    {} {:?} n {}", item.select.table.name(), item.select.filter(), item.proof.n);
        }
    }
    all.call_first
        .calls
        .iter()
        .take(5)
        .for_each(|c| println!("{} {:.0}% {:?}", c.company_name, c.chance * 100.0, c.reasons));
}
