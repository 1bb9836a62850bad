//! Some rows of a block, wherever they stand in it.

use crate::batch::{Batch, Strings, Values};
use crate::block::Block;
use crate::columns::{ColumnSet, Table};

/// Rows nobody asked for that are made on the way to the next one. Chosen: about what starting anew costs.
const GAP: u32 = 16;

impl Block {
    /// Values of these columns of these rows, which ascend. The block is deep enough for the columns.
    #[must_use]
    pub fn batch_of(&self, table: Table, columns: ColumnSet, rows: &[u32]) -> Batch {
        let (Some(&first), Some(&last)) = (rows.first(), rows.last()) else {
            return self.batch(table, columns, 0..0);
        };
        if (last - first) as usize + 1 == rows.len() {
            return self.batch(table, columns, first as usize..last as usize + 1);
        }
        let mut all: Option<Batch> = None;
        let mut rest = rows;
        while let Some(&start) = rest.first() {
            let run = 1 + rest.windows(2).take_while(|pair| pair[1] - pair[0] <= GAP).count();
            let (near, far) = rest.split_at(run);
            rest = far;
            let batch = self.batch(table, columns, start as usize..near[run - 1] as usize + 1);
            let all = all.get_or_insert_with(|| Batch {
                table,
                columns,
                rows: 0,
                values: batch.values.iter().map(empty).collect(),
            });
            all.rows += near.len();
            for (into, from) in all.values.iter_mut().zip(&batch.values) {
                append(into, from, near.iter().map(|&row| (row - start) as usize));
            }
        }
        all.unwrap_or_else(|| self.batch(table, columns, 0..0))
    }

    /// The number of the customer a row belongs to, from 1, and which of the customer's rows it is, from 0.
    #[must_use]
    pub fn whose(&self, table: Table, row: u32) -> (u64, u32) {
        let of =
            |customers: &[u32], ordinals: &[u32]| (self.number(customers[row as usize]), ordinals[row as usize] - 1);
        match table {
            Table::Customers => (self.number(row), 0),
            Table::Deals => of(&self.deals.customer, &self.deals.ordinal),
            Table::Feedback => of(&self.feedback.customer, &self.feedback.ordinal),
        }
    }
}

/// No value, of the same kind.
fn empty(values: &Values) -> Values {
    match values {
        Values::Key { prefix, ordinals, .. } => {
            Values::Key { prefix, numbers: Vec::new(), ordinals: ordinals.as_ref().map(|_| Vec::new()) }
        }
        Values::Text(_) => Values::Text(Strings::default()),
        Values::Label { labels, .. } => Values::Label { codes: Vec::new(), labels },
        Values::Number { places, .. } => Values::Number { values: Vec::new(), places: *places },
        Values::Date(_) => Values::Date(Vec::new()),
        Values::Flag(_) => Values::Flag(Vec::new()),
    }
}

/// Appends values of these rows. Both are of one column, so of one kind.
fn append(into: &mut Values, from: &Values, rows: impl Iterator<Item = usize> + Clone) {
    match (into, from) {
        (Values::Key { numbers, ordinals, .. }, Values::Key { numbers: n, ordinals: o, .. }) => {
            if let (Some(ordinals), Some(o)) = (ordinals, o) {
                ordinals.extend(rows.clone().map(|row| o[row]));
            }
            numbers.extend(rows.map(|row| n[row]));
        }
        (Values::Text(into), Values::Text(from)) => {
            for row in rows {
                into.push_with(|out| out.push_str(from.get(row)));
            }
        }
        (Values::Label { codes, .. }, Values::Label { codes: from, .. }) => codes.extend(rows.map(|row| from[row])),
        (Values::Number { values, .. }, Values::Number { values: from, .. }) => {
            values.extend(rows.map(|row| from[row]));
        }
        (Values::Date(into), Values::Date(from)) => into.extend(rows.map(|row| from[row])),
        (Values::Flag(into), Values::Flag(from)) => into.extend(rows.map(|row| from[row])),
        _ => debug_assert!(false, "the values of one column are of one kind"),
    }
}
