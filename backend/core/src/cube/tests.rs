use proptest::prelude::*;

use super::*;
use crate::batch::Cell;
use crate::block::Depth;
use crate::block::tests::{recipe, rows};
use crate::columns::ColumnSet;
use crate::vocabulary::SentimentLabel;

fn index_of(fields: &[(&str, &str)]) -> (Plan, Index) {
    let plan = Plan::new(&recipe(fields));
    let index = Index::of(&plan);
    (plan, index)
}

#[test]
fn any_row_is_found_among_the_rows_of_few_customers() {
    let (plan, index) = index_of(&[("customers", "3000")]);
    for &table in Table::ALL {
        let whole: Vec<String> = (0..plan.blocks()).flat_map(|b| rows(&Block::simulate(&plan, b), table)).collect();
        assert_eq!(index.rows(table), whole.len() as u64);
        for offset in (0..whole.len()).step_by(97).chain([whole.len() - 1]) {
            let found = index.locate(table, offset as u64).unwrap();
            assert!(found.customers.clone().count() <= 64);
            let few = Block::simulate_customers(&plan, found.customers, Depth::Full);
            assert_eq!(rows(&few, table)[found.row], whole[offset]);
        }
        assert_eq!(index.locate(table, whole.len() as u64), None);
    }
}

#[test]
fn it_does_not_matter_who_counted_which_block() {
    let (plan, one) = index_of(&[("customers", "5000")]);
    let mut parts = [Partial::new(&plan), Partial::new(&plan), Partial::new(&plan)];
    for index in (0..plan.blocks()).rev() {
        parts[index as usize % 3].add(index, &Block::simulate(&plan, index));
    }
    let many = Index::new(&plan, parts.into());
    let filter = Filter { regions: vec![Region::Europe, Region::Apac], ..Filter::default() };
    assert_eq!(format!("{:?}", one.summary(&filter)), format!("{:?}", many.summary(&filter)));
    assert_eq!(one.before, many.before);
}

#[test]
fn an_empty_part_gives_nothing_rather_than_wrong_numbers() {
    let (_, index) = index_of(&[("customers", "20"), ("regions", "Europe")]);
    let summary = index.summary(&Filter { regions: vec![Region::Apac], ..Filter::default() });
    assert_eq!(summary.customers.value, Some(0.0));
    assert_eq!((summary.win_rate.value, summary.win_rate.interval), (None, None));
    assert_eq!((summary.avg_sentiment.value, summary.nps.value, summary.response_time.value), (None, None, None));
}

#[test]
fn the_comparison_stays_inside_the_history() {
    let (_, index) = index_of(&[("customers", "20"), ("months", "24")]);
    let month = |text| Month::parse(text).unwrap();
    let asked = |from, to| index.summary(&Filter { from: Some(from), to: Some(to), ..Filter::default() }).comparison;
    let half = asked(month("2026-01"), month("2026-06")).unwrap();
    assert_eq!(half.previous, Period { from: month("2025-07"), to: month("2025-12") });
    assert_eq!(asked(month("2025-01"), month("2026-06")), None);
    let default = index.summary(&Filter::default()).comparison.unwrap();
    assert_eq!(default.current, Period { from: month("2026-04"), to: month("2026-06") });
    let (_, partial) = index_of(&[("customers", "20"), ("as_of", "2026-06-29")]);
    let default = partial.summary(&Filter::default()).comparison.unwrap();
    assert_eq!(default.current, Period { from: month("2026-03"), to: month("2026-05") }, "a month that is not over");
}

/// The numbers again, the slow way: from the cells of the tables, as somebody with the CSV would.
fn recount(plan: &Plan, filter: &Filter) -> (u64, i64, u64, u64, u64, i64) {
    let keep = |region: &str, segment: &str, industry: &str| {
        let among = |names: Vec<&str>, name: &str| names.is_empty() || names.contains(&name);
        among(filter.regions.iter().map(|r| r.name()).collect(), region)
            && among(filter.segments.iter().map(|s| s.name()).collect(), segment)
            && among(filter.industries.iter().map(|i| i.name()).collect(), industry)
    };
    let inside = |day: Day| {
        filter.from.is_none_or(|from| day.month() >= from)
            && filter.to.is_none_or(|to| day.month() <= to)
            && day.month() >= plan.first_month()
    };
    let (mut customers, mut revenue, mut won, mut closed, mut negative, mut scores) = (0, 0, 0, 0, 0, 0);
    for b in 0..plan.blocks() {
        let block = Block::simulate(plan, b);
        let table = |t: Table| block.batch(t, ColumnSet::all(t), 0..block.rows(t));
        let (c, d, f) = (table(Table::Customers), table(Table::Deals), table(Table::Feedback));
        let text = |batch: &crate::batch::Batch, row: usize, name: &str| match batch.values
            [batch.table.column_index(name).unwrap()]
        .cell(row)
        {
            Cell::Text(text) => text.to_owned(),
            _ => String::new(),
        };
        let kept: Vec<bool> = (0..c.rows)
            .map(|r| keep(&text(&c, r, "region"), &text(&c, r, "segment"), &text(&c, r, "industry")))
            .collect();
        let date = |batch: &crate::batch::Batch, row: usize, name: &str| match batch.values
            [batch.table.column_index(name).unwrap()]
        .cell(row)
        {
            Cell::Date(day) => Some(day),
            _ => None,
        };
        let number = |batch: &crate::batch::Batch, row: usize, name: &str| match batch.values
            [batch.table.column_index(name).unwrap()]
        .cell(row)
        {
            Cell::Number { value, .. } => value,
            cell => panic!("{cell:?}"),
        };
        let owner = |batch: &crate::batch::Batch, row: usize| match batch.values[1].cell(row) {
            Cell::Key { number, .. } => kept[((number - 1) % u64::from(crate::BLOCK_CUSTOMERS)) as usize],
            cell => panic!("{cell:?}"),
        };
        customers += (0..c.rows)
            .filter(|&r| kept[r] && filter.to.is_none_or(|to| date(&c, r, "created_date").unwrap().month() <= to))
            .count() as u64;
        for r in (0..d.rows).filter(|&r| owner(&d, r)) {
            if date(&d, r, "closed_date").is_some_and(inside) {
                closed += 1;
                if text(&d, r, "stage") == "Closed Won" {
                    won += 1;
                    revenue += number(&d, r, "amount");
                }
            }
        }
        for r in (0..f.rows).filter(|&r| owner(&f, r) && inside(date(&f, r, "feedback_date").unwrap())) {
            negative += u64::from(text(&f, r, "sentiment_label") == "Negative");
            scores += number(&f, r, "sentiment_score");
        }
    }
    (customers, revenue, won, closed, negative, scores)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn the_cube_agrees_with_the_rows_under_any_filter(
        regions in proptest::sample::subsequence(Region::ALL.to_vec(), 0..=3),
        segments in proptest::sample::subsequence(Segment::ALL.to_vec(), 0..=2),
        industries in proptest::sample::subsequence(Industry::ALL.to_vec(), 0..=4),
        span in proptest::option::of((0i32..24, 0i32..24)),
        seed in 0u64..1_000,
    ) {
        let (plan, index) = index_of(&[("customers", "1500"), ("seed", &seed.to_string())]);
        let month = |m: i32| plan.first_month().plus(m);
        let filter = Filter {
            regions,
            segments,
            industries,
            from: span.map(|(a, b)| month(a.min(b))),
            to: span.map(|(a, b)| month(a.max(b))),
        };
        let summary = index.summary(&filter);
        let (customers, revenue, won, closed, negative, scores) = recount(&plan, &filter);
        prop_assert_eq!(summary.customers.value, Some(customers as f64));
        prop_assert_eq!(summary.won_revenue.value, Some(revenue as f64));
        prop_assert_eq!((summary.won_revenue.n, summary.win_rate.n), (won, closed));
        let label = SentimentLabel::Negative.index();
        prop_assert_eq!(summary.sentiment_labels[label].n, negative);
        let n: u64 = summary.sentiment_labels.iter().map(|l| l.n).sum();
        let mean = (n > 0).then(|| scores as f64 / n as f64 / 1e4);
        prop_assert_eq!(summary.avg_sentiment.value, mean);
        // Parts add up to the whole.
        prop_assert_eq!(summary.sentiment_by_region.iter().map(|m| m.n).sum::<u64>(), n);
        prop_assert_eq!(summary.sentiment_by_month.iter().map(|m| m.counts.iter().sum::<u64>()).sum::<u64>(), n);
        prop_assert_eq!(summary.won_revenue_by_month.iter().map(|m| m.amount).sum::<i64>(), revenue);
        prop_assert_eq!(summary.win_rate_by_source.iter().map(|r| r.closed).sum::<u64>(), closed);
    }
}

#[test]
fn rows_come_in_the_order_of_customers() {
    let plan = Plan::new(&recipe(&[("customers", "30")]));
    let block = Block::simulate(&plan, 0);
    for &table in Table::ALL {
        let all = rows(&block, table);
        let mut sorted = all.clone();
        sorted.sort();
        sorted.dedup();
        assert_eq!(all.len(), sorted.len(), "{}", table.name());
    }
}
