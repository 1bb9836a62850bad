//! A recipe as a source of rows for exports.

use std::sync::Arc;

use crmgen_core::batch::Batch;
use crmgen_core::block::{Block, Depth, Plan};
use crmgen_core::columns::{ColumnSet, Table};
use crmgen_core::recipe::Recipe;
use crmgen_io::source::Source;

use crate::api::recipe::RecipeDto;

/// The blocks of a plan, made when they are asked for.
#[derive(Debug)]
pub(crate) struct Blocks {
    plan: Arc<Plan>,
    name: String,
    recipe_json: String,
}

impl Blocks {
    pub(crate) fn new(plan: Arc<Plan>, recipe: &Recipe) -> Self {
        // A recipe is numbers, names and dates: JSON can say all of it.
        let recipe_json = serde_json::to_string(&RecipeDto::from(recipe)).unwrap_or_default();
        Self { plan, name: recipe.name().to_owned(), recipe_json }
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
        let full = tables.iter().any(|&(table, columns)| Depth::needed(table, columns) == Depth::Full);
        let block = Block::simulate_to(&self.plan, block, if full { Depth::Full } else { Depth::WithoutText });
        for &(table, columns) in tables {
            visit(block.batch(table, columns, 0..block.rows(table)));
        }
    }
}
