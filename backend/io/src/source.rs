//! What exports are made from.

use crmgen_core::batch::Batch;
use crmgen_core::columns::{ColumnSet, Table};

/// A dataset, as far as its bytes are concerned: numbered blocks, each with rows of all three tables.
///
/// Pure: the same block gives the same rows at any time, on any thread. A filtered view of a dataset is a source too.
pub trait Source: Send + Sync {
    /// The name people gave it.
    fn name(&self) -> &str;

    /// The whole recipe as a JSON object: what is needed to make the same data again.
    fn recipe_json(&self) -> String;

    /// How many blocks there are.
    fn blocks(&self) -> u64;

    /// Makes the block once, and hands over the asked columns of the asked tables.
    ///
    /// A table's rows come in file order; they may come in several batches.
    fn visit(&self, block: u64, tables: &[(Table, ColumnSet)], visit: &mut dyn FnMut(Batch));
}
