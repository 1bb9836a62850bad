//! Prints texts to read aloud: what those who write the phrase banks need.
//!
//! ```text
//! cargo run -p crmgen-core --example texts                            forty of all kinds
//! cargo run -p crmgen-core --example texts 20 Chat Pricing            twenty of this channel and category
//! cargo run -p crmgen-core --example texts 20 Email seed=7            other texts
//! cargo run -p crmgen-core --example texts 20 mixed                   those that praise and blame; also urgent, sarcastic
//! cargo run -p crmgen-core --example texts 20 below=-0.5              by score; also above=
//! ```
//! Before each text stand channel, category, product and score.

#![expect(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    reason = "a program for people, not a part of the core: it has arguments and prints"
)]

use crmgen_core::rng::{Draws, Stream};
use crmgen_core::text::{Brief, compose};
use crmgen_core::vocabulary::{Category, Channel, Product};

/// Shares of the channels, and positive and neutral share in each, from the model.
const CHANNELS: [f64; 7] = [0.28, 0.54, 0.69, 0.81, 0.88, 0.94, 1.0];
const MOODS: [(f64, f64); 7] =
    [(0.58, 0.17), (0.25, 0.30), (0.40, 0.30), (0.35, 0.35), (0.78, 0.08), (0.35, 0.30), (0.33, 0.22)];

/// What is asked for.
struct Wish {
    count: usize,
    seed: u64,
    above: f64,
    below: f64,
    channel: Option<Channel>,
    category: Option<Category>,
    product: Option<Product>,
    mixed: bool,
    urgent: bool,
    sarcastic: bool,
}

fn parse(arguments: impl Iterator<Item = String>) -> Result<Wish, String> {
    let mut wish = Wish {
        count: 40,
        seed: 1,
        above: -1.0,
        below: 1.0,
        channel: None,
        category: None,
        product: None,
        mixed: false,
        urgent: false,
        sarcastic: false,
    };
    for argument in arguments {
        let number = |text: &str| text.parse::<f64>().map_err(|_| format!("{text} is no number"));
        match argument.split_once('=') {
            Some(("seed", seed)) => wish.seed = number(seed)? as u64,
            Some(("above", score)) => wish.above = number(score)?,
            Some(("below", score)) => wish.below = number(score)?,
            _ if argument == "mixed" => wish.mixed = true,
            _ if argument == "urgent" => wish.urgent = true,
            _ if argument == "sarcastic" => wish.sarcastic = true,
            _ => {
                let known = (
                    Channel::from_name(&argument),
                    Category::from_name(&argument),
                    Product::from_name(&argument),
                    argument.parse().ok(),
                );
                match known {
                    (Some(channel), ..) => wish.channel = Some(channel),
                    (_, Some(category), ..) => wish.category = Some(category),
                    (_, _, Some(product), _) => wish.product = Some(product),
                    (.., Some(count)) => wish.count = count,
                    _ => return Err(format!("\"{argument}\" is no channel, category, product, number or setting")),
                }
            }
        }
    }
    Ok(wish)
}

fn main() {
    let wish = parse(std::env::args().skip(1)).unwrap_or_else(|problem| {
        eprintln!("{problem}");
        std::process::exit(2);
    });
    let mut printed = 0;
    for customer in 0..2_000_000_u64 {
        let unique = customer * 4_096;
        let mut draws = Draws::at(wish.seed, Stream::Feedback, unique);
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
            category: Category::ALL[draws.below(Category::COUNT as u32) as usize],
            product: Product::ALL[draws.below(Product::COUNT as u32) as usize],
            tone,
            mixed: matches!(channel, Channel::Survey | Channel::Review) && draws.chance(0.15),
            urgent: draws.chance(0.04),
            sarcastic: wish.sarcastic,
        };
        let fits = wish.channel.is_none_or(|c| c == brief.channel)
            && wish.category.is_none_or(|c| c == brief.category)
            && wish.product.is_none_or(|p| p == brief.product)
            && brief.mixed >= wish.mixed
            && brief.urgent >= wish.urgent;
        if !fits {
            continue;
        }
        let words = compose(&brief, Draws::at(wish.seed, Stream::Text, unique), unique);
        let score = f64::from(words.score_e4()) / 1e4;
        if !(wish.above..=wish.below).contains(&score) {
            continue;
        }
        let text = words.text();
        println!("[{} / {} / {} / {score:+.2}]\n{text}\n", brief.channel, brief.category, brief.product);
        printed += 1;
        if printed == wish.count {
            return;
        }
    }
}
