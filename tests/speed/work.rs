//! A piece of work, named on the command line with a number of customers, for a program that counts instructions: see `main.rs` beside it.

use std::hint::black_box;

use crmgen_core::block::{Block, Depth, Plan};
use crmgen_core::calendar::Day;
use crmgen_core::columns::{ColumnSet, Table};
use crmgen_core::cube::Partial;
use crmgen_core::insight::Gathered;
use crmgen_core::recipe::{Limits, Recipe, RecipeDraft};
use crmgen_io::csv::Csv;
use crmgen_io::encode::Encode;
use crmgen_io::json::Ndjson;
use crmgen_io::parquet::Parquet;

fn plan(customers: &str) -> Plan {
    let fields = [("customers", customers), ("seed", "7"), ("as_of", "2026-06-30")];
    let draft = RecipeDraft::from_pairs(fields.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let today = Day::parse("2026-06-30").expect("a day");
    Plan::new(&Recipe::from_draft(&draft, &Limits::default(), today, || 0).expect("a valid recipe"))
}

fn encode(plan: &Plan, encoder: &dyn Encode) -> usize {
    let mut out = Vec::new();
    let mut bytes = 0;
    for index in 0..plan.blocks() {
        let block = Block::simulate(plan, index);
        for &table in Table::ALL {
            out.clear();
            encoder.rows(&block.batch(table, ColumnSet::all(table), 0..block.rows(table)), &mut out);
            bytes += out.len();
        }
    }
    bytes
}

/// Counts blocks as a server does that gets a large dataset ready.
fn count(plan: &Plan) {
    let large = self::plan("1000000");
    let (mut sums, mut evidence) = (Partial::new(&large), Gathered::new(&large));
    for index in 0..plan.blocks() {
        let block = Block::simulate_to(plan, index, Depth::Scored);
        // Of the first block the rows are kept.
        sums.add(index + 1, &block);
        evidence.add(index + 1, &block);
    }
    drop(black_box((sums, evidence)));
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let work = arguments.next().unwrap_or_default();
    let plan = plan(&arguments.next().unwrap_or_default());
    let blocks = || 0..plan.blocks();
    match work.as_str() {
        "lives" => blocks().for_each(|index| drop(black_box(Block::simulate_to(&plan, index, Depth::WithoutText)))),
        "scores" => blocks().for_each(|index| drop(black_box(Block::simulate_to(&plan, index, Depth::Scored)))),
        "texts" => blocks().for_each(|index| drop(black_box(Block::simulate(&plan, index)))),
        "counts" => count(&plan),
        "csv" => println!("{} bytes", encode(&plan, &Csv)),
        "ndjson" => println!("{} bytes", encode(&plan, &Ndjson)),
        "parquet" => println!("{} bytes", encode(&plan, &Parquet)),
        // What every piece with texts begins with: the first, for which the phrase banks are read.
        "first text" => drop(black_box(Block::simulate_customers(&plan, 1..=1, Depth::Full))),
        // What every piece begins with.
        _ => drop(black_box(&plan)),
    }
}
