//! No row breaks a rule of the model, whatever the recipe; and the checker that says so notices when one does.

mod broken;
mod tables;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crmgen_core::batch::Batch;
use crmgen_core::block::{Block, Plan};
use crmgen_core::calendar::Day;
use crmgen_core::columns::{ColumnSet, Table};
use crmgen_core::recipe::{Limits, Recipe, RecipeDraft};
use crmgen_io::csv::Csv;
use crmgen_io::directory::DirectoryExport;
use crmgen_io::partition::Partition;
use crmgen_io::pipeline::Pool;
use crmgen_io::rules::{Check, Report, Rule, RulesError, check_directory};
use crmgen_io::source::Source;
use rayon::prelude::*;

use tables::Tables;

/// What a recipe is called here, and its fields; the rest are [`DEFAULTS`].
type Named = (&'static str, &'static [(&'static str, &'static str)]);

const DEFAULTS: &[(&str, &str)] = &[("seed", "7"), ("as_of", "2026-06-30"), ("customers", "20000")];

const RECIPES: &[Named] = &[
    ("everything as usual", &[]),
    ("another seed", &[("seed", "9007199254740991")]),
    ("one region, small companies", &[("regions", "North America"), ("segments", "SMB"), ("seed", "11")]),
    ("one segment", &[("segments", "Enterprise"), ("customers", "6000"), ("seed", "12")]),
    ("one industry", &[("industries", "Non-Profit"), ("seed", "13")]),
    ("the smallest region", &[("regions", "Latin America"), ("seed", "14")]),
    ("two regions", &[("regions", "Europe"), ("regions", "APAC"), ("segments", "Mid-Market"), ("seed", "15")]),
    ("six months", &[("months", "6"), ("seed", "16")]),
    ("sixty months", &[("months", "60"), ("customers", "6000"), ("seed", "17")]),
    (
        "sixty months, sold to a lot",
        &[("months", "60"), ("deal_activity", "5"), ("feedback_activity", "0.1"), ("seed", "18")],
    ),
    ("talkative", &[("feedback_activity", "5"), ("customers", "3000"), ("seed", "19")]),
    ("quiet", &[("feedback_activity", "0.1"), ("deal_activity", "0.1"), ("seed", "20")]),
    ("up to a leap day", &[("as_of", "2024-02-29"), ("months", "13"), ("seed", "21")]),
    ("up to New Year's Eve", &[("as_of", "2025-12-31"), ("months", "12"), ("seed", "22")]),
    ("up to a Sunday, the first of a month", &[("as_of", "2026-02-01"), ("months", "36"), ("seed", "23")]),
    ("a price rise and a star rep", &[("stories", "price-rise"), ("stories", "star-rep"), ("seed", "25")]),
    (
        "a bad release and a new competitor",
        &[("stories", "bad-release"), ("stories", "new-competitor"), ("seed", "26")],
    ),
    ("slow support and better referrals", &[("stories", "slow-support"), ("stories", "referral-edge"), ("seed", "27")]),
    ("a hand-over and an integration", &[("stories", "handover"), ("stories", "integration-launch"), ("seed", "28")]),
    ("an outage and a false alarm", &[("stories", "outage"), ("stories", "survey-wording"), ("seed", "29")]),
    ("quiet accounts and a paradox", &[("stories", "silent-decline"), ("stories", "simpsons-paradox"), ("seed", "30")]),
    (
        "a better start and large discounts, as clear as can be",
        &[("stories", "onboarding-fix:obvious"), ("stories", "quarter-end-discounts:obvious"), ("seed", "31")],
    ),
    ("three surprises", &[("stories", "surprise"), ("customers", "3000"), ("seed", "33")]),
    ("long ago", &[("as_of", "1990-01-01"), ("months", "24"), ("seed", "24")]),
];

fn plan(fields: &[(&str, &str)]) -> Plan {
    let fields = DEFAULTS.iter().filter(|(name, _)| fields.iter().all(|(given, _)| given != name)).chain(fields);
    let draft = RecipeDraft::from_pairs(fields.map(|&(name, value)| (name.to_owned(), value.to_owned())));
    let today = Day::parse("2026-06-30").unwrap();
    Plan::new(&Recipe::from_draft(&draft, &Limits::default(), today, || 0).unwrap())
}

fn check_block(plan: &Plan, index: u64) -> Check {
    let block = Block::simulate(plan, index);
    let [customers, deals, feedback] = [Table::Customers, Table::Deals, Table::Feedback]
        .map(|table| block.batch(table, ColumnSet::all(table), 0..block.rows(table)));
    let mut check = Check::new(plan.as_of());
    check.add_batches(&customers, &deals, &feedback);
    check
}

fn check(plan: &Plan) -> Report {
    let parts: Vec<Check> = (0..plan.blocks()).into_par_iter().map(|index| check_block(plan, index)).collect();
    let mut whole = Check::new(plan.as_of());
    parts.into_iter().for_each(|part| whole.then(part));
    whole.finish()
}

#[test]
fn no_row_breaks_a_rule_whatever_the_recipe() {
    let reports: Vec<(&str, Report)> = RECIPES.iter().map(|&(name, fields)| (name, check(&plan(fields)))).collect();
    let mut broken = String::new();
    for (name, report) in &reports {
        if report.broken().next().is_some() {
            broken += &format!("\n== {name}\n{report}");
        }
        for &rule in Rule::ALL {
            assert!(report.of(rule).checked > 0, "{name}: nothing was there to check rule {} with", rule.number());
        }
    }
    assert!(broken.is_empty(), "rules are broken:{broken}");
}

#[test]
fn files_and_blocks_give_the_same_report() {
    let plan = plan(&[("customers", "2500"), ("seed", "32")]);
    assert_eq!(Tables::of(&plan).check().unwrap(), check(&plan));
}

/// A plan as what exports are made from.
struct Dataset(Plan);

impl Source for Dataset {
    fn name(&self) -> &str {
        "Dataset"
    }

    fn recipe_json(&self) -> String {
        format!(r#"{{"as_of":"{}"}}"#, self.0.as_of())
    }

    fn blocks(&self) -> u64 {
        self.0.blocks()
    }

    fn visit(&self, block: u64, tables: &[(Table, ColumnSet)], visit: &mut dyn FnMut(Batch)) {
        let block = Block::simulate(&self.0, block);
        tables.iter().for_each(|&(table, columns)| visit(block.batch(table, columns, 0..block.rows(table))));
    }
}

fn export(plan: &Plan, directory: &Path, parts: impl IntoIterator<Item = (u32, u32)>) {
    let pool = Pool::new(2).unwrap();
    for (index, of) in parts {
        let export = DirectoryExport {
            source: Arc::new(Dataset(plan.clone())),
            encoder: Arc::new(Csv),
            directory: directory.to_owned(),
            partition: Partition::new(index, of).unwrap(),
        };
        export.write(&pool, &mut |_| (), &AtomicBool::new(false)).unwrap();
    }
}

#[test]
fn a_folder_is_checked_whole_in_parts_and_part_by_part() {
    let plan = plan(&[("customers", "2500"), ("seed", "32")]);
    let expected = check(&plan);
    let folder = || tempfile::tempdir().unwrap();
    let (whole, parts, last) = (folder(), folder(), folder());
    export(&plan, whole.path(), [(1, 1)]);
    assert_eq!(check_directory(whole.path()).unwrap(), expected);
    export(&plan, parts.path(), (1..=11).map(|index| (index, 11)));
    assert_eq!(check_directory(parts.path()).unwrap(), expected);

    // A part without a header, on its own.
    export(&plan, last.path(), [(3, 3)]);
    assert_eq!(check_directory(last.path()).unwrap(), check_block(&plan, 2).finish());
}

#[test]
fn a_folder_that_cannot_be_checked_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let error = check_directory(folder.path()).unwrap_err();
    assert!(matches!(error, RulesError::Manifest(_)), "{error}");
    export(&plan(&[("customers", "20")]), folder.path(), [(1, 1)]);
    std::fs::remove_file(folder.path().join("deals.csv")).unwrap();
    let error = check_directory(folder.path()).unwrap_err().to_string();
    assert!(error.contains("deals.csv"), "{error}");
}
