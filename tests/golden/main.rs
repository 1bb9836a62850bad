//! The bytes that recipes make, as SHA-256 sums: any change of any byte is noticed here.
//!
//! `CRMGEN_BLESS=1` (see `cargo xtask bless`) writes the sums anew. That needs a new
//! `GENERATOR_VERSION` and a reason in the commit.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use crmgen_core::GENERATOR_VERSION;
use crmgen_core::block::{Block, Plan};
use crmgen_core::calendar::Day;
use crmgen_core::columns::{ColumnSet, Table};
use crmgen_core::recipe::{Limits, Recipe, RecipeDraft};
use crmgen_io::csv::Csv;
use crmgen_io::encode::Encode;
use sha2::{Digest, Sha256};

/// Recipes that together reach every branch of the model worth guarding.
const RECIPES: [(&str, &[(&str, &str)]); 9] = [
    ("plain", &[]),
    ("two blocks", &[("customers", "1500")]),
    ("another seed", &[("seed", "9007199254740991")]),
    ("leap day", &[("as_of", "2024-02-29")]),
    ("six months, busy", &[("months", "6"), ("feedback_activity", "5"), ("deal_activity", "5")]),
    ("sixty months, quiet", &[("months", "60"), ("feedback_activity", "0.1"), ("deal_activity", "0.1")]),
    ("one region, one segment", &[("regions", "Latin America"), ("segments", "Enterprise")]),
    (
        "three stories",
        &[("customers", "1200"), ("stories", "price-rise"), ("stories", "star-rep"), ("stories", "outage")],
    ),
    ("two industries", &[("industries", "Government"), ("industries", "Media"), ("regions", "Europe")]),
];

fn plan(fields: &[(&str, &str)]) -> Plan {
    let defaults = [("seed", "42"), ("as_of", "2026-06-30"), ("customers", "300")];
    let fields = defaults.iter().filter(|(name, _)| fields.iter().all(|(given, _)| given != name)).chain(fields);
    let draft = RecipeDraft::from_pairs(fields.map(|&(name, value)| (name.to_owned(), value.to_owned())));
    let today = Day::parse("2026-06-30").unwrap();
    Plan::new(&Recipe::from_draft(&draft, &Limits::default(), today, || 0).unwrap())
}

fn sums() -> BTreeMap<String, String> {
    let mut sums = BTreeMap::new();
    sums.insert("generator version".to_owned(), GENERATOR_VERSION.to_string());
    for (name, fields) in RECIPES {
        let plan = plan(fields);
        for &table in Table::ALL {
            let columns = ColumnSet::all(table);
            let mut bytes = Vec::new();
            Csv.header(table, columns, &mut bytes);
            for index in 0..plan.blocks() {
                let block = Block::simulate(&plan, index);
                Csv.rows(&block.batch(table, columns, 0..block.rows(table)), &mut bytes);
            }
            let sum: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            sums.insert(format!("{name}: {}.csv", table.name()), sum);
        }
    }
    sums
}

#[test]
fn the_same_recipe_still_gives_the_same_bytes() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("golden/sums.json");
    let now = sums();
    if std::env::var_os("CRMGEN_BLESS").is_some() {
        fs::write(&file, serde_json::to_string_pretty(&now).unwrap() + "\n").unwrap();
        return;
    }
    let golden: BTreeMap<String, String> = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    let changed: Vec<&String> = now.iter().filter(|&(name, sum)| golden.get(name) != Some(sum)).map(|s| s.0).collect();
    assert!(
        changed.is_empty() && golden.len() == now.len(),
        "other bytes than before: {changed:#?}\nIf that is meant, raise GENERATOR_VERSION and run `cargo xtask bless`."
    );
}
