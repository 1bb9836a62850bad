//! What must hold of whatever anybody sends: the targets of fuzzing.
//!
//! Each takes any bytes, and panics if a parser does, or if what it made of them is not what it should be. The tests below
//! run them for some seconds; `fuzz/README.md` tells how to run them for as long as one likes.

use crmgen_core::block::Plan;
use crmgen_core::calendar::Day;
use crmgen_core::columns::Table;
use crmgen_core::query::{Columns, Made, Query, QueryText};
use crmgen_core::recipe::{FieldProblem, Limits, Recipe, RecipeDraft};

use crate::api::paging::MOST_SKIPPED;
use crate::api::recipe::RecipeDto;
use crate::api::selection::Selection;
use crate::input::{QueryPairs, QueryReader, draft_from_form, draft_from_json};

/// The day that recipes without one end on.
const TODAY: Day = Day(20_000);

/// A recipe as JSON.
pub fn recipe_json(bytes: &[u8]) {
    if let Ok(draft) = draft_from_json(bytes) {
        recipe(&draft);
    }
}

/// A recipe as a form.
pub fn recipe_form(bytes: &[u8]) {
    if let Ok(draft) = draft_from_form(bytes) {
        recipe(&draft);
    }
}

/// A recipe is refused with reasons, or can be echoed and read again as the same.
fn recipe(draft: &RecipeDraft) {
    match Recipe::from_draft(draft, &Limits::default(), TODAY, || 7) {
        Err(problems) => check_problems(&problems),
        Ok(recipe) => {
            assert!((1..=10_000_000).contains(&recipe.customers()));
            let echo = serde_json::to_vec(&RecipeDto::from(&recipe)).expect("a recipe is JSON");
            let draft = draft_from_json(&echo).expect("what is echoed is JSON");
            let again = Recipe::from_draft(&draft, &Limits::default(), Day(0), || unreachable!("it has a seed"));
            assert_eq!(again.as_ref(), Ok(&recipe), "{}", String::from_utf8_lossy(&echo));
            assert_eq!(again.map(|again| again.identity()), Ok(recipe.identity()));
        }
    }
}

/// A filter of each table, alone and with a search and an order made of the same bytes.
pub fn filter(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes).into_owned();
    for &table in Table::ALL {
        for query in [
            QueryText { filters: vec![text.clone()], ..QueryText::default() },
            QueryText { filters: vec![text.clone(); 2], search: Some(text.clone()), sort: None },
            QueryText { sort: Some(text.clone()), ..QueryText::default() },
        ] {
            match Query::read(table, &query) {
                Err(problems) => check_problems(&problems),
                Ok(query) => look_through(&query),
            }
        }
    }
}

/// The parameters of a page and of a file.
pub fn query_string(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Ok(pairs) = serde_html_form::from_str::<Vec<(String, String)>>(&text) else { return };
    for &table in Table::ALL {
        let mut reader = QueryReader::new(QueryPairs(pairs.clone()));
        let limit = reader.integer("limit", 1..=1_000, 50);
        let offset = reader.integer("offset", 0..=MOST_SKIPPED, 0);
        let selection = Selection::sorted(&mut reader, table);
        assert!((1..=1_000).contains(&limit), "{limit} {offset}");
        match reader.finish() {
            Ok(()) => {
                look_through(&selection.query);
                // What stands in links is read again as the same.
                let links = selection.in_links();
                let again = serde_html_form::from_str(links.trim_start_matches('&')).expect("links are read again");
                let mut reader = QueryReader::new(QueryPairs(again));
                let again = Selection::sorted(&mut reader, table);
                assert!(reader.finish().is_ok(), "{links}");
                assert_eq!((again.query, again.columns), (selection.query, selection.columns), "{links}");
            }
            Err(error) => assert_eq!(error.kind().status, 422),
        }
    }
}

/// A query keeps rows that are there, in ascending order, and has a place for each of them.
fn look_through(query: &Query) {
    use std::sync::OnceLock;
    static PLAN: OnceLock<Plan> = OnceLock::new();
    let plan = PLAN.get_or_init(|| {
        let recipe = Recipe::from_draft(&RecipeDraft::default(), &Limits::default(), TODAY, || 7);
        Plan::new(&recipe.expect("the defaults are a recipe"))
    });
    let mut made = Made::new(plan, query.table(), 1..=8, query.depth_at_first());
    let rows = query.select(&mut made);
    assert!(rows.is_sorted_by(|a, b| a < b) && rows.last().is_none_or(|row| (*row as usize) < made.rows()));
    let whose: Vec<(u64, u32)> = rows.iter().map(|&row| (1, row)).collect();
    assert_eq!(query.entries(&rows, &whose, &mut made, (usize::MAX, false)).len(), rows.len());
}

/// Every refusal says where, what was given, what is allowed, and not too much of anything.
fn check_problems(problems: &[FieldProblem]) {
    assert!(!problems.is_empty());
    for problem in problems {
        assert!(problem.pointer.starts_with('/'), "{problem:?}");
        assert!(!problem.allowed.is_empty() && problem.message.len() > 10, "{problem:?}");
        assert!(problem.given.chars().count() <= 200 && problem.message.len() < 4_000, "{problem:?}");
        assert!(!problem.message.chars().any(|c| c.is_control() && c != '\n'), "{problem:?}");
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    /// Valid inputs, to be damaged.
    const JSON: &[&str] = &[
        r#"{"name": "Spring", "customers": 500, "seed": 7, "regions": ["Europe", "APAC"], "as_of": "2026-06-30"}"#,
        r#"{"months": 24, "activity": {"feedback": 1.5, "deals": 0.1}, "stories": [], "segments": ["SMB"]}"#,
        r#"{"seed": 9007199254740991, "customers": 1e3, "industries": ["Retail", "retail"], "name": null}"#,
    ];
    const FORMS: &[&str] = &[
        "name=Spring&customers=500&seed=7&regions=Europe&regions=APAC&as_of=2026-06-30",
        "months=24&feedback_activity=1.5&deal_activity=0.1&segments=SMB&stories=",
    ];
    const FILTERS: &[&str] = &[
        "customer_id:eq:CUST-0000001",
        "deal_id:in:DEAL-0000001-01,\"DEAL-0000002-02\"",
        "amount:gte:1000.5",
        "created_date:lt:2026-01-01",
        "resolved:ne:true",
        "churn_risk:gte:Medium",
        "city:contains:\"a\"",
        "loss_reason:null:false",
        "-amount,created_date",
    ];
    const QUERIES: &[&str] = &[
        "limit=50&offset=100&sort=-amount,created_date&columns=deal_id,amount&filter=amount%3Agt%3A5",
        "q=price&filter=region:in:Europe,APAC&filter=segment:eq:SMB&limit=1000",
    ];

    /// Any bytes; or a valid input with a few bytes replaced, cut out or put in.
    fn input(valid: &'static [&'static str]) -> impl Strategy<Value = Vec<u8>> {
        const MARKS: &[u8] = b":,\"{}[]=&%-.+0123456789eE\\/\x00\x1f\xff ";
        let change = (any::<prop::sample::Index>(), 0..3_u8, prop_oneof![any::<u8>(), prop::sample::select(MARKS)]);
        let damaged = (prop::sample::select(valid), prop::collection::vec(change, 0..5)).prop_map(|(text, changes)| {
            let mut bytes = text.as_bytes().to_vec();
            for (at, how, byte) in changes {
                let at = at.index(bytes.len() + 1);
                match how {
                    0 => bytes.insert(at, byte),
                    1 if at < bytes.len() => bytes[at] = byte,
                    _ => drop(bytes.drain(at.min(bytes.len())..(at + usize::from(byte % 9)).min(bytes.len()))),
                }
                bytes.truncate(4_096);
            }
            bytes
        });
        prop_oneof![1 => prop::collection::vec(any::<u8>(), 0..300), 4 => damaged]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_json_is_a_recipe_or_is_refused(bytes in input(JSON)) {
            super::recipe_json(&bytes);
        }

        #[test]
        fn any_form_is_a_recipe_or_is_refused(bytes in input(FORMS)) {
            super::recipe_form(&bytes);
        }

        #[test]
        fn any_filter_is_understood_or_refused(bytes in input(FILTERS)) {
            super::filter(&bytes);
        }

        #[test]
        fn any_query_string_is_understood_or_refused(bytes in input(QUERIES)) {
            super::query_string(&bytes);
        }
    }
}
