//! scratch
use crmgen_core::block::Plan;
use crmgen_core::calendar::Day;
use crmgen_core::insight::{Evidence, findings};
use crmgen_core::recipe::{Limits, Recipe, RecipeDraft};
use rayon::prelude::*;

fn plan(seed: u64, customers: u64) -> Plan {
    let fields = [("customers", customers.to_string()), ("seed", seed.to_string()), ("as_of", "2026-06-30".to_owned())];
    let draft = RecipeDraft::from_pairs(fields.map(|(name, value)| (name.to_owned(), value)));
    let today = Day::parse("2026-06-30").expect("a day");
    Plan::new(&Recipe::from_draft(&draft, &Limits::default(), today, || 0).expect("a valid recipe"))
}

fn main() {
    for customers in [500, 1000, 2000] {
        let begun = std::time::Instant::now();
        let all: Vec<_> = (1..=100u64)
            .into_par_iter()
            .map(|seed| {
                let e = Evidence::of(&plan(seed, customers));
                let t = std::time::Instant::now();
                let f = findings(&e);
                (seed, f, t.elapsed())
            })
            .collect();
        let any = all.iter().filter(|(_, (f, _), _)| !f.is_empty()).count();
        println!(
            "{customers}: {any} of {} have findings, checked {} took {:?}, one {:?}",
            all.len(),
            all[0].1.1,
            begun.elapsed(),
            all[0].2
        );
        let mut by: std::collections::BTreeMap<String, usize> = Default::default();
        for (_, (f, _), _) in &all {
            for f in f {
                *by.entry(format!(
                    "{} {:?} {}",
                    f.metric.name(),
                    f.place.iter().map(|p| p.0).collect::<Vec<_>>(),
                    f.onset.is_some()
                ))
                .or_default() += 1;
            }
        }
        for (k, n) in by {
            println!("   {n} {k}");
        }
        if std::env::args().count() > 1 {
            for (seed, (f, _), _) in &all {
                for f in f {
                    println!(
                        "  {seed} {:?} {:?} {:?} q {:.4} effect {:.3} ci {:?} n {}",
                        f.metric,
                        f.place,
                        f.onset.map(|m| m.to_string()),
                        f.q_value,
                        f.effect,
                        f.interval,
                        f.n
                    );
                }
            }
        }
    }
}
