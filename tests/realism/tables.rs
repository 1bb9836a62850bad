//! A dataset as the text of its cells, to change one and look what the checker says.

use crmgen_core::block::{Block, Plan};
use crmgen_core::calendar::Day;
use crmgen_core::columns::{ColumnSet, Table};
use crmgen_io::csv::Csv;
use crmgen_io::encode::Encode as _;
use crmgen_io::rules::{Report, RulesError, check_csv};

use Table::{Customers, Deals, Feedback};

/// The text of every cell of the three tables.
#[derive(Clone)]
pub(crate) struct Tables {
    pub(crate) as_of: Day,
    pub(crate) rows: [Vec<csv::StringRecord>; 3],
}

/// One row, by table and place.
pub(crate) type At = (Table, usize);

impl Tables {
    pub(crate) fn of(plan: &Plan) -> Self {
        let rows = [Customers, Deals, Feedback].map(|table| {
            let mut bytes = Vec::new();
            for index in 0..plan.blocks() {
                let block = Block::simulate(plan, index);
                Csv.rows(&block.batch(table, ColumnSet::all(table), 0..block.rows(table)), &mut bytes);
            }
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&bytes[..]);
            reader.records().map(Result::unwrap).collect()
        });
        Self { as_of: plan.as_of(), rows }
    }

    /// A table as a CSV file.
    pub(crate) fn csv(&self, table: Table) -> Vec<u8> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(table.columns().iter().map(|column| column.name)).unwrap();
        self.rows[table as usize].iter().for_each(|row| writer.write_record(row).unwrap());
        writer.into_inner().unwrap()
    }

    pub(crate) fn check(&self) -> Result<Report, RulesError> {
        let [customers, deals, feedback] = [Customers, Deals, Feedback].map(|table| self.csv(table));
        check_csv(self.as_of, &customers[..], &deals[..], &feedback[..])
    }

    pub(crate) fn get(&self, (table, row): At, column: &str) -> &str {
        &self.rows[table as usize][row][table.column_index(column).unwrap()]
    }

    pub(crate) fn day(&self, at: At, column: &str) -> Day {
        Day::parse(self.get(at, column)).unwrap_or(Day::NONE)
    }

    pub(crate) fn number(&self, at: At, column: &str) -> f64 {
        self.get(at, column).parse().unwrap_or(f64::NAN)
    }

    #[expect(clippy::needless_pass_by_value, reason = "what is set reads better without a reference")]
    pub(crate) fn set(&mut self, (table, row): At, column: &str, value: impl ToString) {
        let at = table.column_index(column).unwrap();
        let old = &self.rows[table as usize][row];
        let new = value.to_string();
        assert_ne!(&old[at], new, "nothing would change");
        self.rows[table as usize][row] =
            old.iter().enumerate().map(|(i, cell)| if i == at { new.as_str() } else { cell }).collect();
    }

    /// All rows for which this holds.
    pub(crate) fn all(&self, table: Table, holds: impl Fn(&Self, At) -> bool) -> Vec<At> {
        (0..self.rows[table as usize].len()).map(|row| (table, row)).filter(|&at| holds(self, at)).collect()
    }

    /// The first of these.
    pub(crate) fn first(&self, table: Table, holds: impl Fn(&Self, At) -> bool) -> At {
        *self.all(table, holds).first().expect("the dataset has such a row")
    }

    /// The customer of a row.
    pub(crate) fn customer(&self, at: At) -> At {
        let row = self.rows[Customers as usize]
            .binary_search_by(|customer| customer[0].cmp(self.get(at, "customer_id")))
            .expect("every row has its customer");
        (Customers, row)
    }

    /// A value of the row's customer.
    pub(crate) fn of_customer(&self, at: At, column: &str) -> &str {
        self.get(self.customer(at), column)
    }

    pub(crate) fn is_open(&self, at: At) -> bool {
        self.get(at, "closed_date").is_empty()
    }

    /// A lost deal of a prospect, opened after the account was made and before the last thing that happened.
    pub(crate) fn lost(&self) -> At {
        self.first(Deals, |t, at| {
            t.of_customer(at, "status") == "Prospect"
                && t.get(at, "stage") == "Closed Lost"
                && t.day(at, "closed_date") < t.day(t.customer(at), "last_activity_date")
        })
    }

    /// An open first deal, opened before the last thing that happened with the customer.
    pub(crate) fn open(&self) -> At {
        self.first(Deals, |t, at| {
            t.is_open(at)
                && t.get(at, "deal_type") == "New"
                && t.day(at, "created_date") < t.day(t.customer(at), "last_activity_date")
        })
    }
}
