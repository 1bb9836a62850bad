//! Whether texts repeat each other: the measures of the field, on samples as large as those of the model.

use super::tests::{Sampler, text_of};
use std::collections::{HashMap, HashSet};

const SAMPLE: usize = 2_000;
/// Texts each text is compared with for self-BLEU; chosen.
const REFERENCES: usize = 100;

/// Words in small letters, without punctuation.
fn tokens(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

fn sample(seed: u64) -> Vec<Vec<String>> {
    // Every ninth row, so that one customer is not read in full.
    Sampler::new(seed).step_by(9).take(SAMPLE).map(|(_, c)| tokens(&text_of(&c))).collect()
}

/// Different pairs of neighbouring words as a share of all pairs (Li et al. 2016).
fn distinct_2(texts: &[Vec<String>]) -> f64 {
    let all: Vec<&[String]> = texts.iter().flat_map(|t| t.windows(2)).collect();
    let distinct: HashSet<&[String]> = all.iter().copied().collect();
    distinct.len() as f64 / all.len() as f64
}

/// Mean BLEU-4 of texts of a sample against others of it (self-BLEU, Zhu et al. 2018), with add-one smoothing above
/// single words (Lin & Och 2004) and the brevity penalty. More references find more hits.
fn self_bleu_4(texts: &[Vec<String>], references: usize) -> f64 {
    let step = texts.len().div_ceil(400);
    let mut all = Vec::new();
    for i in (0..texts.len()).step_by(step) {
        let others: Vec<&Vec<String>> = (1..=references).map(|k| &texts[(i + k) % texts.len()]).collect();
        all.push(bleu_4(&texts[i], &others));
    }
    all.iter().sum::<f64>() / all.len() as f64
}

fn bleu_4(text: &[String], references: &[&Vec<String>]) -> f64 {
    let mut log = 0.0;
    for n in 1..=4 {
        let mut mine: HashMap<&[String], u32> = HashMap::new();
        text.windows(n).for_each(|w| *mine.entry(w).or_default() += 1);
        let mut most: HashMap<&[String], u32> = HashMap::new();
        for reference in references {
            let mut theirs: HashMap<&[String], u32> = HashMap::new();
            reference.windows(n).filter(|w| mine.contains_key(w)).for_each(|w| *theirs.entry(w).or_default() += 1);
            theirs.into_iter().for_each(|(w, count)| {
                let best = most.entry(w).or_default();
                *best = (*best).max(count);
            });
        }
        let hits: u32 = mine.iter().map(|(w, &count)| count.min(most.get(w).copied().unwrap_or(0))).sum();
        let all = text.len().saturating_sub(n - 1) as f64;
        let smooth = if n > 1 { 1.0 } else { 0.0 };
        let precision = (f64::from(hits) + smooth) / (all + smooth);
        if precision == 0.0 {
            return 0.0;
        }
        log += libm::log(precision) / 4.0;
    }
    let nearest = references.iter().map(|r| r.len()).min_by_key(|&len| len.abs_diff(text.len())).unwrap_or(0);
    let brevity = if text.len() >= nearest { 0.0 } else { 1.0 - nearest as f64 / text.len() as f64 };
    libm::exp(log + brevity)
}

/// Share of texts with a near twin: word triples with Jaccard similarity above .8, found by banded MinHash.
fn near_duplicates(texts: &[Vec<String>]) -> f64 {
    let shingles = |t: &Vec<String>| -> HashSet<u64> {
        t.windows(3.min(t.len().max(1)))
            .map(|w| w.iter().flat_map(|s| s.bytes()).fold(7, |h, b| crate::rng::mix(h ^ u64::from(b))))
            .collect()
    };
    let sets: Vec<HashSet<u64>> = texts.iter().map(shingles).collect();
    let mut bands: HashMap<(u64, [u64; 3]), Vec<usize>> = HashMap::new();
    for (i, set) in sets.iter().enumerate() {
        for band in 0..16u64 {
            let key = [0, 1, 2].map(|row| {
                set.iter().map(|&s| crate::rng::mix(s ^ crate::rng::mix(band * 3 + row))).min().unwrap_or(0)
            });
            bands.entry((band, key)).or_default().push(i);
        }
    }
    let mut twins = HashSet::new();
    for group in bands.values() {
        for (k, &a) in group.iter().enumerate() {
            for &b in &group[k + 1..] {
                let both = sets[a].intersection(&sets[b]).count() as f64;
                if both / ((sets[a].len() + sets[b].len()) as f64 - both) > 0.8 {
                    twins.extend([a, b]);
                }
            }
        }
    }
    twins.len() as f64 / texts.len() as f64
}

#[test]
fn texts_do_not_repeat_each_other() {
    for seed in [1, 2] {
        let texts = sample(seed);
        let (distinct, bleu, near) = (distinct_2(&texts), self_bleu_4(&texts, REFERENCES), near_duplicates(&texts));
        println!("seed {seed}: distinct-2 {distinct:.3}, self-BLEU-4 {bleu:.3}, near duplicates {:.2}%", near * 100.0);
        assert!(distinct >= 0.35, "distinct-2 {distinct:.3}");
        assert!(bleu <= 0.25, "self-BLEU-4 {bleu:.3}");
        assert!(near < 0.01, "near duplicates {near:.4}");
    }
}

#[test]
fn the_measures_know_extremes() {
    let one = vec![tokens("The export fails every Monday morning."); 50];
    assert!(distinct_2(&one) < 0.03 && self_bleu_4(&one, 5) > 0.99 && near_duplicates(&one) == 1.0);
    let other = vec![tokens("Billing took my card twice"), tokens("nobody answered our letter for ages")];
    assert!(distinct_2(&other) == 1.0 && self_bleu_4(&other, 1) < 0.1 && near_duplicates(&other) == 0.0);
}
