//! A recipe as a source of rows for exports.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crmgen_core::batch::Batch;
use crmgen_core::block::{Block, Depth, Plan};
use crmgen_core::columns::{ColumnSet, Table};
use crmgen_core::query::{Made, Query};
use crmgen_core::recipe::Recipe;
use crmgen_io::source::Source;

use crate::api::recipe::RecipeDto;
use crate::metrics::{Metrics, add};

/// The blocks of a plan, made when they are asked for; all rows of them, or those that a query keeps.
#[derive(Debug)]
pub(crate) struct Blocks {
    plan: Arc<Plan>,
    kept: Option<Query>,
    /// Where made rows are counted, if anywhere.
    counts: Option<Arc<Metrics>>,
    /// Blocks looked at so far, and those of them with rows that are kept.
    looked: AtomicU64,
    hit: AtomicU64,
    name: String,
    recipe_json: String,
}

impl Blocks {
    pub(crate) fn new(plan: Arc<Plan>, recipe: &Recipe) -> Self {
        // A recipe is numbers, names and dates: JSON can say all of it.
        let recipe_json = serde_json::to_string(&RecipeDto::from(recipe)).unwrap_or_default();
        let (looked, hit) = Default::default();
        Self { plan, kept: None, counts: None, looked, hit, name: recipe.name().to_owned(), recipe_json }
    }

    /// The same with only the rows that a query keeps in its table; its order plays no part.
    pub(crate) fn keeping(mut self, query: Query) -> Self {
        self.kept = Some(query).filter(|query| !query.keeps_all());
        self
    }

    /// The same, with its rows counted.
    pub(crate) fn counted(mut self, metrics: &Arc<Metrics>) -> Self {
        self.counts = Some(Arc::clone(metrics));
        self
    }

    fn count(&self, batch: &Batch) {
        if let Some(metrics) = &self.counts {
            add(&metrics.rows, batch.rows as u64);
        }
    }

    /// Hands over the rows of a block that the query keeps, if there are any.
    fn visit_kept(&self, query: &Query, block: u64, columns: ColumnSet, visit: &mut dyn FnMut(Batch)) {
        let table = query.table();
        let customers = Made::customers_of(&self.plan, block);
        let (first, last) = query.customers();
        let customers = first.max(*customers.start())..=last.min(*customers.end());
        if customers.is_empty() {
            return;
        }
        // Where most blocks have rows to write, they are made in one go; where few have, only as deep as the query needs.
        let depth = Depth::needed(table, columns);
        let (looked, hit) = (self.looked.fetch_add(1, Ordering::Relaxed), self.hit.load(Ordering::Relaxed));
        let expected = if hit * 2 > looked { depth } else { query.depth_at_first() };
        let mut made = Made::new(&self.plan, table, customers, expected);
        let rows = query.select(&mut made);
        if !rows.is_empty() {
            self.hit.fetch_add(1, Ordering::Relaxed);
            let batch = made.block(depth).batch_of(table, columns, &rows);
            self.count(&batch);
            visit(batch);
        }
    }
}

impl Source for Blocks {
    fn name(&self) -> &str {
        &self.name
    }

    fn recipe_json(&self) -> String {
        self.recipe_json.clone()
    }

    fn blocks(&self) -> u64 {
        self.plan.blocks()
    }

    fn visit(&self, block: u64, tables: &[(Table, ColumnSet)], visit: &mut dyn FnMut(Batch)) {
        if let (Some(query), [(table, columns)]) = (&self.kept, tables)
            && query.table() == *table
        {
            return self.visit_kept(query, block, *columns, visit);
        }
        let depth = tables.iter().map(|&(table, columns)| Depth::needed(table, columns)).max();
        let block = Block::simulate_to(&self.plan, block, depth.unwrap_or(Depth::WithoutText));
        for &(table, columns) in tables {
            let batch = block.batch(table, columns, 0..block.rows(table));
            self.count(&batch);
            visit(batch);
        }
    }
}
