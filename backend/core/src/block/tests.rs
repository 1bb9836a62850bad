use std::collections::HashSet;

use proptest::prelude::*;

use super::*;
use crate::batch::{Cell, Values};
use crate::columns::Kind;
use crate::recipe::{Limits, Recipe, RecipeDraft};
use crate::text::sentiment::analyser;
use crate::vocabulary::Channel;

/// A recipe of these fields; seed 7 and `as_of` 2026-06-30 unless given.
pub(crate) fn recipe(fields: &[(&str, &str)]) -> Recipe {
    let pairs = [("seed", "7"), ("as_of", "2026-06-30")]
        .iter()
        .filter(|(name, _)| fields.iter().all(|(given, _)| given != name))
        .chain(fields)
        .map(|&(name, value)| (name.to_owned(), value.to_owned()));
    let today = Day::parse("2026-11-23").unwrap();
    Recipe::from_draft(&RecipeDraft::from_pairs(pairs), &Limits::default(), today, || unreachable!("seed is given"))
        .unwrap_or_else(|problems| panic!("{problems:?}"))
}

fn plan(fields: &[(&str, &str)]) -> Plan {
    Plan::new(&recipe(fields))
}

/// All rows of a table of a block as text, cell by cell.
pub(crate) fn rows(block: &Block, table: Table) -> Vec<String> {
    let batch = block.batch(table, ColumnSet::all(table), 0..block.rows(table));
    (0..batch.rows)
        .map(|row| batch.values.iter().map(|values| format!("{:?}|", values.cell(row))).collect::<String>())
        .collect()
}

fn column(block: &Block, table: Table, name: &str) -> Values {
    let index = table.column_index(name).unwrap();
    let batch = block.batch(table, ColumnSet::NONE.with(index), 0..block.rows(table));
    batch.values.into_iter().next().unwrap()
}

#[test]
fn the_first_customers_do_not_depend_on_how_many_there_are() {
    let (small, large) = (plan(&[("customers", "500")]), plan(&[("customers", "1000")]));
    let (small, large) = (Block::simulate(&small, 0), Block::simulate(&large, 0));
    for &table in Table::ALL {
        let (few, many) = (rows(&small, table), rows(&large, table));
        assert!(few.len() < many.len());
        assert_eq!(few[..], many[..few.len()], "{}", table.name());
    }
}

#[test]
fn stars_in_public_do_not_say_the_reverse_of_strong_words() {
    let plan = plan(&[("customers", "8000")]);
    let (mut harsh, mut praised_all_the_same) = (0, 0);
    for index in 0..plan.blocks() {
        let f = Block::simulate_to(&plan, index, Depth::Scored).feedback;
        for i in (0..f.day.len()).filter(|&i| matches!(f.channel[i], Channel::Review | Channel::SocialMedia)) {
            harsh += u32::from(f.score_e4[i] <= -6_000);
            praised_all_the_same += u32::from(f.score_e4[i] <= -6_000 && f.rating[i].is_some_and(|stars| stars > 3));
        }
    }
    // Some mean the reverse of what they say.
    assert!(harsh > 400 && praised_all_the_same * 12 < harsh, "{praised_all_the_same} of {harsh}");
}

#[test]
fn feedback_comes_on_all_working_days_alike() {
    let plan = plan(&[("customers", "8000")]);
    let mut by_weekday = [0.0; 7];
    for index in 0..plan.blocks() {
        let days = Block::simulate_to(&plan, index, Depth::WithoutText).feedback.day;
        days.iter().for_each(|day| by_weekday[day.weekday() as usize] += 1.0);
    }
    let usual = by_weekday[..5].iter().sum::<f64>() / 5.0;
    assert!(by_weekday[..5].iter().all(|&rows| (rows / usual - 1.0).abs() < 0.05), "{by_weekday:?}");
    assert!(by_weekday[5..].iter().all(|&rows| rows < 0.4 * usual), "{by_weekday:?}");
}

#[test]
fn two_halves_are_the_whole() {
    for customers in ["1", "2", "301", "1500"] {
        let plan = plan(&[("customers", customers)]);
        for index in 0..plan.blocks() {
            let whole = Block::simulate(&plan, index);
            let halves = Block::simulate_halves(&plan, index, Depth::Full, &crate::both::InTurn);
            for &table in Table::ALL {
                assert_eq!(rows(&whole, table), rows(&halves, table), "{customers} customers, {}", table.name());
            }
        }
    }
    let plan = plan(&[("customers", "100")]);
    let halves = Block::simulate_halves(&plan, 0, Depth::WithoutText, &crate::both::InTurn);
    assert_eq!(halves.rows(Table::Feedback), Block::simulate(&plan, 0).rows(Table::Feedback));
}

#[test]
fn every_column_has_values_of_its_kind() {
    let block = Block::simulate(&plan(&[("customers", "300")]), 0);
    for &table in Table::ALL {
        let batch = block.batch(table, ColumnSet::all(table), 0..block.rows(table));
        for (column, values) in table.columns().iter().zip(&batch.values) {
            let mut filled = 0;
            for row in 0..batch.rows {
                match (column.kind, values.cell(row)) {
                    (_, Cell::Null) => assert!(column.nullable, "{}.{} is empty", table.name(), column.name),
                    (Kind::Key, Cell::Key { .. }) | (Kind::Date, Cell::Date(_)) | (Kind::Flag, Cell::Flag(_)) => {
                        filled += 1;
                    }
                    (Kind::Text, Cell::Text(text)) => {
                        assert!(!text.trim().is_empty());
                        assert!(
                            !text.starts_with(['=', '+', '-', '@', '\t', '\r']) || column.name == "phone",
                            "{text}"
                        );
                        filled += 1;
                    }
                    (Kind::Label(labels), Cell::Text(text)) => {
                        assert!(labels.is_empty() || labels.contains(&text));
                        filled += 1;
                    }
                    (Kind::Number { places }, Cell::Number { places: got, .. }) => {
                        assert_eq!(places, got);
                        filled += 1;
                    }
                    (kind, cell) => panic!("{}.{} is {kind:?} and holds {cell:?}", table.name(), column.name),
                }
            }
            assert!(filled > 0, "{}.{} is always empty", table.name(), column.name);
        }
    }
}

#[test]
fn another_seed_makes_another_dataset() {
    let (one, other) = (plan(&[("customers", "50")]), plan(&[("customers", "50"), ("seed", "8")]));
    let (one, other) = (Block::simulate(&one, 0), Block::simulate(&other, 0));
    assert_ne!(rows(&one, Table::Customers), rows(&other, Table::Customers));
}

#[test]
fn stored_scores_are_what_the_analyser_says() {
    let block = Block::simulate(&plan(&[("customers", "1024")]), 0);
    let Values::Text(texts) = column(&block, Table::Feedback, "feedback_text") else { panic!("not text") };
    for (row, &score) in block.feedback.score_e4.iter().enumerate() {
        assert_eq!(analyser().score(texts.get(row)), score, "{:?}", texts.get(row));
    }
}

#[test]
fn nothing_in_one_column_contradicts_another() {
    let varied: [&[(&str, &str)]; 6] = [
        &[],
        &[("months", "6")],
        &[("months", "60"), ("regions", "Europe")],
        &[("segments", "Enterprise"), ("deal_activity", "5")],
        &[("segments", "SMB"), ("feedback_activity", "5"), ("as_of", "2024-02-29")],
        &[("industries", "Healthcare"), ("feedback_activity", "0.1"), ("seed", "99")],
    ];
    for fields in varied {
        let mut fields = fields.to_vec();
        fields.push(("customers", "1024"));
        let plan = plan(&fields);
        check_rules(&plan, &Block::simulate(&plan, 0));
    }
}

/// The rules of the model that can be read off one block.
fn check_rules(plan: &Plan, block: &Block) {
    let c = &block.customers;
    let as_of = plan.as_of;
    let mut overdue = (0, 0);
    let mut latest: Vec<Day> = c.created.clone();
    let mut won_sum = vec![0; c.created.len()];
    let mut first_win = vec![Day::NONE; c.created.len()];
    for (d, &of) in block.deals.deal.iter().zip(&block.deals.customer) {
        let of = of as usize;
        let who = || format!("CUST {} of {plan:?}: {d:?}", of + 1);
        assert!(d.created >= c.created[of] && d.created <= as_of, "{}", who());
        assert!(d.expected >= d.created, "{}", who());
        assert!(d.amount > 0 && d.discount <= 40, "{}", who());
        let closed = d.closed != Day::NONE;
        assert_eq!(closed, d.stage >= Stage::ClosedWon, "{}", who());
        assert_eq!(d.loss_reason.is_some(), d.stage == Stage::ClosedLost, "{}", who());
        if closed {
            assert!(d.closed >= d.created && d.closed <= as_of, "{}", who());
            assert!(c.churned[of] == Day::NONE || d.closed <= c.churned[of], "{}", who());
        } else {
            assert_ne!(c.status[of], Status::Churned, "{}", who());
            overdue.1 += 1;
            overdue.0 += u32::from(d.expected < as_of);
        }
        if d.won() {
            won_sum[of] += d.amount;
            if first_win[of] == Day::NONE || d.closed < first_win[of] {
                first_win[of] = d.closed;
            }
        }
        latest[of] = latest[of].max(d.created).max(d.closed);
    }
    assert!(overdue.0 * 4 <= overdue.1.max(40), "{overdue:?} open deals are overdue");
    for (d, &of) in block.deals.deal.iter().zip(&block.deals.customer) {
        if d.kind != DealType::New {
            assert!(first_win[of as usize] != Day::NONE && first_win[of as usize] <= d.created.plus(400), "{d:?}");
        }
    }

    let f = &block.feedback;
    let (mut counts, mut sums) = (vec![0; c.created.len()], vec![0; c.created.len()]);
    for (i, &of) in f.customer.iter().enumerate() {
        let of = of as usize;
        let day = f.day[i];
        assert!(day >= c.created[of] && day <= as_of);
        assert!(first_win[of] != Day::NONE && day >= first_win[of], "feedback before the first win");
        assert!(c.churned[of] == Day::NONE || day <= c.churned[of].plus(30));
        assert!(
            block
                .deals
                .deal
                .iter()
                .zip(&block.deals.customer)
                .any(|(d, &owner)| { owner as usize == of && d.won() && d.product == f.product[i] && d.closed <= day })
        );
        assert_eq!(f.nps[i].is_some(), f.channel[i] == Channel::Survey);
        assert_eq!(f.rating[i].is_none(), f.channel[i] == Channel::Survey);
        if let Some(resolution) = f.resolution[i] {
            assert!(f.resolved[i] && f.response[i].is_some_and(|response| response <= resolution));
            assert!(day.plus(resolution / 2_400) <= as_of);
        }
        counts[of] += 1;
        sums[of] += i64::from(f.score_e4[i]);
        latest[of] = latest[of].max(day);
    }
    assert_eq!(counts, c.feedback_count);
    assert_eq!(sums, c.score_sum_e4);
    assert_eq!(won_sum, c.lifetime_value);
    assert_eq!(latest, c.last_activity);
    for (i, first_win) in first_win.iter().enumerate() {
        let active = as_of.since(c.last_activity[i]) <= 180;
        let status = c.status[i];
        assert_eq!(status == Status::Churned, c.churned[i] != Day::NONE);
        assert_eq!(status == Status::Prospect, *first_win == Day::NONE);
        assert!(status != Status::Active || active);
        assert!(status != Status::Inactive || !active);
        assert_eq!(c.risk_e4[i] >= 0, matches!(status, Status::Active | Status::Inactive));
    }
}

#[test]
fn ids_and_addresses_are_unique_across_blocks() {
    let plan = plan(&[("customers", "4096")]);
    let mut seen = HashSet::new();
    for index in 0..plan.blocks() {
        let block = Block::simulate(&plan, index);
        let Values::Text(emails) = column(&block, Table::Customers, "email") else { panic!("not text") };
        for row in 0..emails.len() {
            let domain = emails.get(row).split('@').nth(1).unwrap();
            assert!(
                [".example", ".test", "example.com", "example.net", "example.org"]
                    .iter()
                    .any(|safe| domain.ends_with(safe)),
                "{domain}"
            );
            assert!(seen.insert(domain.to_owned()), "{domain} twice");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// A page, a projection or a shallow pass sees the same cells as the whole block.
    #[test]
    fn rows_do_not_depend_on_projection_depth_or_range(
        seed in 0u64..1 << 53,
        index in 0u64..3,
        picks in proptest::collection::vec(0usize..64, 1..8),
        cut in 0.0f64..1.0,
    ) {
        let plan = plan(&[("customers", "2500"), ("seed", &seed.to_string())]);
        let whole = Block::simulate(&plan, index);
        for &table in Table::ALL {
            let all = whole.batch(table, ColumnSet::all(table), 0..whole.rows(table));
            let columns: ColumnSet = picks.iter().map(|p| p % table.columns().len()).collect();
            let some = Block::simulate_to(&plan, index, Depth::needed(table, columns));
            prop_assert_eq!(some.rows(table), whole.rows(table));
            let start = (cut * whole.rows(table) as f64) as usize;
            let part = some.batch(table, columns, start..whole.rows(table));
            for (values, column) in part.values.iter().zip(columns.iter()) {
                for row in 0..part.rows {
                    prop_assert_eq!(values.cell(row), all.values[column].cell(start + row));
                }
            }
        }
    }
}
