//! How fast blocks are made: the simulation alone, with texts chosen, and with every column rendered.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use crmgen_core::BLOCK_CUSTOMERS;
use crmgen_core::block::{Block, Depth, Plan};
use crmgen_core::calendar::Day;
use crmgen_core::columns::{ColumnSet, Table};
use crmgen_core::cube::{Filter, Index, Partial};
use crmgen_core::insight::{Evidence, Gathered, recommend};
use crmgen_core::recipe::{Limits, Recipe, RecipeDraft};

fn plan(customers: u64) -> Plan {
    let fields = [("customers", customers.to_string()), ("seed", "7".to_owned()), ("as_of", "2026-06-30".to_owned())];
    let draft = RecipeDraft::from_pairs(fields.map(|(name, value)| (name.to_owned(), value)));
    let today = Day::parse("2026-06-30").expect("a day");
    Plan::new(&Recipe::from_draft(&draft, &Limits::default(), today, || 0).expect("a valid recipe"))
}

/// One block over and over, counted in rows of all three tables.
fn blocks(c: &mut Criterion) {
    let plan = plan(u64::from(BLOCK_CUSTOMERS));
    let whole = Block::simulate(&plan, 0);
    let rows: usize = Table::ALL.iter().map(|&table| whole.rows(table)).sum();
    let mut group = c.benchmark_group("block");
    group.throughput(Throughput::Elements(rows as u64));
    group.bench_function("simulate without text", |b| {
        b.iter(|| black_box(Block::simulate_to(&plan, 0, Depth::WithoutText)));
    });
    group.bench_function("simulate with scores", |b| {
        b.iter(|| black_box(Block::simulate_to(&plan, 0, Depth::Scored)));
    });
    group.bench_function("simulate with text chosen", |b| b.iter(|| black_box(Block::simulate(&plan, 0))));
    group.bench_function("count into the cube", |b| {
        let mut sums = Partial::new(&plan);
        b.iter(|| sums.add(0, &whole));
    });
    // Beside the simulation, this is what recommendations cost while a dataset is built: at most a tenth of it.
    group.bench_function("keep the rows as evidence", |b| {
        b.iter_batched_ref(|| Gathered::new(&plan), |evidence| evidence.add(0, &whole), BatchSize::SmallInput);
    });
    let many = self::plan(1_000_000);
    let mut counts = Gathered::new(&many);
    // Not one of the blocks whose rows are kept.
    group.bench_function("count the rows as evidence", |b| b.iter(|| counts.add(1, &whole)));
    for &table in Table::ALL {
        group.throughput(Throughput::Elements(whole.rows(table) as u64));
        group.bench_function(format!("render {}", table.name()), |b| {
            b.iter(|| black_box(whole.batch(table, ColumnSet::all(table), 0..whole.rows(table))));
        });
    }
    group.finish();
}

/// The dashboard's numbers, from the cube alone.
fn summary(c: &mut Criterion) {
    let index = Index::of(&plan(50_000));
    c.bench_function("summary of everything", |b| b.iter(|| black_box(index.summary(&Filter::default()))));
}

/// Everything that is said about 1,000 customers, on one thread; a server uses two.
fn recommendations(c: &mut Criterion) {
    let plan = plan(1_000);
    let evidence = Evidence::of(&plan);
    let mut group = c.benchmark_group("recommendations");
    group.sample_size(20);
    group.bench_function("for 1,000 customers", |b| b.iter(|| black_box(recommend(&plan, &evidence))));
    group.finish();
}

criterion_group!(benches, blocks, summary, recommendations);
criterion_main!(benches);
