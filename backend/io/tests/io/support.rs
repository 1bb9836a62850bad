//! A dataset that looks like the real one to an encoder, made from nothing but row numbers.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crmgen_core::batch::{Batch, NULL_LABEL, NULL_NUMBER, Strings, Values};
use crmgen_core::calendar::Day;
use crmgen_core::columns::{Column, ColumnSet, Kind, Table};
use crmgen_io::source::Source;

/// Blocks of customers with 0 to 5 deals and 0 to 11 feedbacks each.
#[derive(Clone)]
pub(crate) struct Fake {
    pub(crate) blocks: u64,
    pub(crate) customers_a_block: u64,
    /// How many blocks were made so far.
    pub(crate) visits: Arc<AtomicU64>,
}

impl Fake {
    pub(crate) fn new(blocks: u64, customers_a_block: u64) -> Self {
        Self { blocks, customers_a_block, visits: Arc::new(AtomicU64::new(0)) }
    }

    /// Some columns of one block of one table.
    pub(crate) fn batch(&self, table: Table, columns: ColumnSet, block: u64) -> Batch {
        let first = block * self.customers_a_block + 1;
        let keys: Vec<(u64, u32)> = (first..first + self.customers_a_block)
            .flat_map(|customer| {
                let count = match table {
                    Table::Customers => 1,
                    Table::Deals => mix(customer, 1) % 6,
                    Table::Feedback => mix(customer, 2) % 12,
                };
                (1..=count as u32).map(move |ordinal| (customer, ordinal))
            })
            .collect();
        let values = columns.iter().map(|index| values(table, &table.columns()[index], index as u64, &keys)).collect();
        Batch { table, columns, rows: keys.len(), values }
    }
}

impl Source for Fake {
    fn name(&self) -> &str {
        "Practice data"
    }

    fn recipe_json(&self) -> String {
        format!(r#"{{"seed":7,"customers":{}}}"#, self.blocks * self.customers_a_block)
    }

    fn blocks(&self) -> u64 {
        self.blocks
    }

    fn visit(&self, block: u64, tables: &[(Table, ColumnSet)], visit: &mut dyn FnMut(Batch)) {
        self.visits.fetch_add(1, Ordering::Relaxed);
        for &(table, columns) in tables {
            visit(self.batch(table, columns, block));
        }
    }
}

/// A number that looks random and depends on the arguments alone (Steele et al. 2014, SplitMix64's finaliser).
fn mix(a: u64, b: u64) -> u64 {
    let mut z = a.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(b.wrapping_mul(0xD1B5_4A32_D192_ED03));
    z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ z >> 31
}

fn values(table: Table, column: &Column, index: u64, keys: &[(u64, u32)]) -> Values {
    let draws = keys.iter().map(|&(customer, ordinal)| mix(mix(customer, ordinal.into()), index));
    let null = |draw: u64| column.nullable && draw.is_multiple_of(3);
    match column.kind {
        Kind::Key => {
            let own = index == 0 && table != Table::Customers;
            let prefix = match table {
                Table::Deals if own => "DEAL",
                Table::Feedback if own => "FB",
                _ => "CUST",
            };
            let ordinals = own.then(|| keys.iter().map(|key| key.1).collect());
            Values::Key { prefix, numbers: keys.iter().map(|key| key.0).collect(), ordinals }
        }
        Kind::Text => {
            let mut strings = Strings::default();
            for draw in draws {
                strings.push_with(|out| text(column.name, draw, out));
            }
            Values::Text(strings)
        }
        Kind::Label(labels) => {
            let labels = if labels.is_empty() { PLACES } else { labels };
            let code = |draw| if null(draw) { NULL_LABEL } else { (draw / 3 % labels.len() as u64) as u16 };
            Values::Label { codes: draws.map(code).collect(), labels }
        }
        Kind::Number { places } => {
            let range = if places == 4 { 20_001 } else { 10u64.pow(2 + (index % 5) as u32) };
            let negative = if places == 4 { 10_000 } else { 0 };
            let value = |draw| if null(draw) { NULL_NUMBER } else { (draw / 3 % range) as i64 - negative };
            Values::Number { values: draws.map(value).collect(), places }
        }
        Kind::Date => {
            let day = |draw| if null(draw) { Day::NONE } else { Day(19_700 + (draw / 3 % 730) as i32) };
            Values::Date(draws.map(day).collect())
        }
        Kind::Flag => Values::Flag(draws.map(|draw| draw.is_multiple_of(2)).collect()),
    }
}

fn text(column: &str, draw: u64, out: &mut String) {
    let pick = |words: &[&'static str], by: u64| words[(draw / by % words.len() as u64) as usize];
    let (first, last) = (pick(FIRST, 3), pick(LAST, 31));
    let mut push = |pieces: &[&str]| pieces.iter().for_each(|piece| out.push_str(piece));
    match column {
        "email" => push(&[first, ".", last, "@", pick(LAST, 7), ".example"]),
        "phone" => push(&["+1 555 01", pick(&["00", "17", "42", "99"], 5), " ext. ", pick(&["1", "22", "333"], 3)]),
        "company_name" => push(&[last, pick(&[", ", " & ", " "], 11), pick(LAST, 13), pick(&[" GmbH", " Inc", ""], 5)]),
        "deal_name" => push(&[last, " ", pick(LAST, 13), ": Analytics Suite, ", pick(FIRST, 5)]),
        "feedback_text" => {
            push(&["The ", pick(NOUNS, 3), " was ", pick(VIEWS, 17), ", and "]);
            push(&["the ", pick(NOUNS, 91), " is ", pick(VIEWS, 5), ". "]);
            for step in 0..draw % 4 {
                push(&["We told support that the ", pick(NOUNS, 7 + step), " felt ", pick(VIEWS, 23 + step), ". "]);
            }
            push(&[pick(&["Thanks!", "Please call me.", "I said \"never again\".", "See you next quarter."], 41)]);
        }
        _ => push(&[first, " ", last]),
    }
}

const PLACES: &[&str] =
    &["Berlin", "São Paulo", "Washington, D.C.", "Llanfairpwllgwyngyllgogerychwyrndrobwyll", "Oslo"];
const FIRST: &[&str] = &["Ana", "Björn", "Chidi", "Daniela", "Emre", "Fatima", "Goran", "Hana", "Ines", "Jun"];
const LAST: &[&str] = &["Almeida", "Brandt", "Castillo", "Doğan", "Eriksen", "Fujita", "Grant", "Hassan", "O'Neil"];
const NOUNS: &[&str] = &["dashboard", "import", "price", "answer from support", "mobile app", "training", "new report"];
const VIEWS: &[&str] = &["great", "slow", "hard to find", "just right", "better than before", "broken", "fine"];
