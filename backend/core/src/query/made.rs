//! Columns that are made when they are asked for.

use core::ops::RangeInclusive;
use std::sync::Arc;

use super::{Columns, Found, Query};
use crate::BLOCK_CUSTOMERS;
use crate::block::{Block, Depth, Plan};
use crate::columns::{ColumnSet, Table};

/// Some customers of a plan (a block, or part of one), simulated no deeper than the columns asked for need.
#[derive(Debug)]
pub struct Made<'a> {
    plan: &'a Plan,
    table: Table,
    customers: RangeInclusive<u64>,
    block: Option<(Depth, Block)>,
    expected: Depth,
}

impl Query {
    /// How deep blocks must be simulated before anything can be said about their rows.
    #[must_use]
    pub fn depth_at_first(&self) -> Depth {
        let first = self.conditions.first().map(|condition| condition.column);
        let column = first.or_else(|| super::text_columns(self.table).next().filter(|_| self.search.is_some()));
        let column = column.or_else(|| self.sort.first().map(|key| key.column));
        column.map_or(Depth::WithoutText, |column| Depth::needed(self.table, ColumnSet::NONE.with(column)))
    }
}

impl<'a> Made<'a> {
    /// These customers, none of which is simulated yet. `expected` is how deep they are simulated at first.
    #[must_use]
    pub const fn new(plan: &'a Plan, table: Table, customers: RangeInclusive<u64>, expected: Depth) -> Self {
        Self { plan, table, customers, block: None, expected }
    }

    /// The customers of a block of a plan.
    #[must_use]
    pub fn customers_of(plan: &Plan, block: u64) -> RangeInclusive<u64> {
        let first = block * u64::from(BLOCK_CUSTOMERS) + 1;
        first..=(first + u64::from(BLOCK_CUSTOMERS) - 1).min(plan.customers())
    }

    /// The block, at least this deep.
    pub fn block(&mut self, depth: Depth) -> &Block {
        if self.block.as_ref().is_none_or(|&(had, _)| had < depth) {
            let depth = self.expected.max(depth);
            self.block = None;
            let made = Block::simulate_customers(self.plan, self.customers.clone(), depth);
            return &self.block.insert((depth, made)).1;
        }
        match &self.block {
            Some((_, block)) => block,
            None => unreachable!("made above"),
        }
    }
}

impl Columns for Made<'_> {
    fn rows(&mut self) -> usize {
        let table = self.table;
        self.block(Depth::WithoutText).rows(table)
    }

    fn column(&mut self, index: usize, rows: &[u32]) -> Found {
        let (table, column) = (self.table, ColumnSet::NONE.with(index));
        let block = self.block(Depth::needed(table, column));
        let all = block.rows(table);
        // Chosen: below a quarter, making rows one by one is quicker than making all.
        let batch =
            if rows.len() * 4 < all { block.batch_of(table, column, rows) } else { block.batch(table, column, 0..all) };
        let whole = batch.rows == all;
        match batch.values.into_iter().next() {
            Some(values) if whole => Found::Whole(Arc::new(values)),
            Some(values) => Found::Asked(values),
            None => unreachable!("one column was asked for"),
        }
    }
}
