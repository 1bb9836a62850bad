//! What must hold for every text.

use super::*;
use crate::rng::{Draws, Stream};
use sentiment::analyser;

/// Feedbacks as the simulator asks for them: channels, categories and tones of the model.
pub(super) struct Sampler {
    seed: u64,
    customer: u64,
    ordinal: u64,
    left: u32,
}

/// Shares of the channels, from the model.
const CHANNELS: [f64; 7] = [0.28, 0.54, 0.69, 0.81, 0.88, 0.94, 1.0];
/// Positive and neutral share by channel, from the model.
const MOODS: [(f64, f64); 7] =
    [(0.58, 0.17), (0.25, 0.30), (0.40, 0.30), (0.35, 0.35), (0.78, 0.08), (0.35, 0.30), (0.33, 0.22)];

impl Sampler {
    pub(super) fn new(seed: u64) -> Self {
        Self { seed, customer: 0, ordinal: 0, left: 0 }
    }
}

impl Iterator for Sampler {
    type Item = (Brief, Composition);

    fn next(&mut self) -> Option<Self::Item> {
        while self.left == 0 {
            self.customer += 1;
            self.ordinal = 0;
            // About 14 feedbacks a customer, some none, some many.
            let mut draws = Draws::at(self.seed, Stream::Volume, self.customer);
            self.left = if draws.chance(0.13) { 0 } else { draws.exponential(15.0) as u32 };
        }
        self.left -= 1;
        self.ordinal += 1;
        let unique = self.customer * 4_096 + self.ordinal;
        let mut draws = Draws::at(self.seed, Stream::Feedback, unique);
        let channel = Channel::ALL[draws.pick(&CHANNELS)];
        let (positive, neutral) = MOODS[channel.index()];
        let mood = draws.unit();
        let tone = if mood < positive {
            0.05 + 0.9 * draws.unit().max(draws.unit())
        } else if mood < positive + neutral {
            0.08 * (draws.unit() - 0.5)
        } else {
            -0.05 - 0.9 * draws.unit()
        };
        let brief = Brief {
            channel,
            category: Category::ALL[draws.below(8) as usize],
            product: Product::ALL[draws.below(6) as usize],
            tone,
            mixed: matches!(channel, Channel::Survey | Channel::Review) && draws.chance(0.15),
            urgent: draws.chance(0.04),
            sarcastic: false,
        };
        Some((brief, compose(&brief, Draws::at(self.seed, Stream::Text, unique), unique)))
    }
}

pub(super) fn text_of(composition: &Composition) -> String {
    composition.text()
}

#[test]
fn the_score_of_a_million_texts_is_the_analysers() {
    scores_are_exact(1, 1_000_000);
}

fn scores_are_exact(seed: u64, rows: usize) {
    let reference = vader_parity::SentimentIntensityAnalyzer::new();
    let mut wrong = Vec::new();
    for (brief, composition) in Sampler::new(seed).take(rows) {
        let text = text_of(&composition);
        let wanted = (reference.polarity_scores(&text).compound * 1e4).round() as i32;
        if composition.score_e4() != wanted || analyser().score(&text) != wanted {
            wrong.push(format!("{} wanted {wanted}: {text} {brief:?}", composition.score_e4()));
        }
    }
    assert!(wrong.is_empty(), "{} of {rows}, such as\n{}", wrong.len(), wrong[..wrong.len().min(10)].join("\n"));
}

#[test]
fn no_text_comes_twice_in_100_000_rows_of_any_of_23_seeds() {
    twins_in(&(1..24).collect::<Vec<u64>>());
}

fn twins_in(seeds: &[u64]) {
    for &seed in seeds {
        let mut texts: Vec<String> = Sampler::new(seed).take(100_000).map(|(_, c)| text_of(&c)).collect();
        texts.sort_unstable();
        let twins: Vec<&String> = texts.windows(2).filter(|w| w[0] == w[1]).map(|w| &w[0]).collect();
        assert!(
            twins.is_empty(),
            "seed {seed}: {} come twice, such as {:#?}",
            twins.len(),
            &twins[..twins.len().min(20)]
        );
    }
}

#[test]
fn texts_come_near_the_asked_tone() {
    let mut all = Vec::new();
    for channel in Channel::ALL {
        let mut misses: Vec<f64> = Sampler::new(5)
            .take(40_000)
            .filter(|(brief, _)| brief.channel == *channel)
            .map(|(brief, c)| (f64::from(c.score_e4()) / 1e4 - brief.tone).abs())
            .collect();
        misses.sort_by(f64::total_cmp);
        let at = |q: f64| misses[(q * (misses.len() - 1) as f64) as usize];
        println!(
            "{channel:15} n {:6}  |miss| p50 {:.3} p75 {:.3} p90 {:.3} p99 {:.3}",
            misses.len(),
            at(0.5),
            at(0.75),
            at(0.9),
            at(0.99)
        );
        all.extend(misses);
    }
    all.sort_by(f64::total_cmp);
    let at = |q: f64| all[(q * (all.len() - 1) as f64) as usize];
    println!("all: p50 {:.3} p90 {:.3} p99 {:.3}", at(0.5), at(0.9), at(0.99));
    assert!(at(0.5) <= 0.08, "{}", at(0.5));
    assert!(at(0.9) <= 0.25, "{}", at(0.9));
}

#[test]
fn about_half_of_the_texts_name_the_product_and_only_that_of_the_row() {
    let (mut named, mut all) = (0, 0);
    for (brief, composition) in Sampler::new(6).take(20_000) {
        let text = text_of(&composition).to_lowercase();
        for product in Product::ALL {
            let says = text.contains(&product.name().to_lowercase());
            assert!(!says || *product == brief.product, "{text} is about {}", brief.product);
            named += u32::from(says);
        }
        all += 1;
    }
    let share = f64::from(named) / f64::from(all);
    assert!((0.42..0.58).contains(&share), "{share}");
}

#[test]
fn texts_keep_their_channels_cap_and_never_begin_like_a_formula() {
    for (brief, composition) in Sampler::new(7).take(50_000) {
        let text = text_of(&composition);
        assert!(text.chars().count() <= cap(brief.channel), "{} {}: {text}", brief.channel, text.len());
        assert!(!text.is_empty() && !text.starts_with(['=', '+', '-', '@', '\t', '\r', ' ']), "{text}");
        assert!(!text.contains("  ") && !text.contains(['{', '}', '|', '\n', '"']), "{text}");
    }
}

#[test]
fn a_text_is_a_function_of_its_arguments() {
    for (brief, composition) in Sampler::new(8).take(2_000) {
        let again = compose(&brief, Draws::at(8, Stream::Text, 5), 5);
        assert_eq!(again, compose(&brief, Draws::at(8, Stream::Text, 5), 5));
        let mut page = Page::default();
        composition.render(&mut page);
        composition.render(&mut page);
        assert_eq!(page.into_bytes(), composition.text().repeat(2).into_bytes());
    }
}

#[test]
fn lengths_are_those_of_the_channel() {
    // Medians of the model, in words; longer where people are unhappy.
    let wanted = [(9.0, 0.6), (40.0, 0.3), (55.0, 0.3), (10.0, 0.5), (13.0, 0.5), (25.0, 0.35), (15.0, 0.5)];
    for (channel, (median, slack)) in Channel::ALL.iter().zip(wanted) {
        let mine = Sampler::new(9).take(40_000).filter(|(brief, _)| brief.channel == *channel);
        let mut words: Vec<usize> = mine.map(|(_, c)| text_of(&c).split(' ').count()).collect();
        words.sort_unstable();
        let at = |q: f64| words[(q * (words.len() - 1) as f64) as usize];
        println!("{channel:15} words p10 {} p50 {} p90 {} p99 {}", at(0.1), at(0.5), at(0.9), at(0.99));
        let ratio = at(0.5) as f64 / median;
        assert!((1.0 - slack..1.0 + slack).contains(&ratio), "{channel}: {} words, wanted {median}", at(0.5));
    }
}
