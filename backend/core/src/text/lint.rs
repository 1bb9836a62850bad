//! Checks every clause of every bank, and says what to do.

use super::bank::parse::cut;
use super::bank::{Bank, NANO, Piece, Role, Slot, Stance, bank, sample};
use super::sentiment::{analyser, compound};
use crate::vocabulary::{Category, Product};
use std::collections::BTreeMap;

/// Compound scores a clause of this stance may have, in all its forms; chosen.
const fn band(stance: Stance) -> (f64, f64) {
    match stance {
        Stance::VeryNegative => (-1.0, -0.45),
        Stance::Negative => (-0.75, -0.03),
        Stance::Neutral => (-0.15, 0.15),
        Stance::Positive => (0.03, 0.75),
        Stance::VeryPositive => (0.45, 1.0),
    }
}

/// Least number of clauses in each stance of a category.
const LEAST: [(Role, usize); 6] =
    [(Role::Short, 14), (Role::Evidence, 14), (Role::Impact, 7), (Role::Ask, 6), (Role::Note, 9), (Role::Story, 4)];

/// Most bytes of what may stand in a post of 280 characters: greeting, lead or tag, hashtags and emoji take the rest.
const LONGEST_SHORT: u16 = 150;

/// Combinations of a clause that are tried.
const TRIED: usize = 400;

/// Names that only the row's product may put into a text.
const PRODUCT_WORDS: [&str; 6] = [
    "crm platform",
    "analytics suite",
    "integration package",
    "premium support",
    "custom development",
    "training services",
];

fn is_content(role: Role) -> bool {
    matches!(role, Role::Sarcasm | Role::Follow) || LEAST.iter().any(|&(r, _)| r == role)
}

/// Some choices of alternatives: all, or a spread of them.
fn choices(pieces: &[Piece]) -> Vec<Vec<usize>> {
    let radices: Vec<usize> = pieces
        .iter()
        .filter_map(|p| match p {
            Piece::Text(_) => None,
            Piece::Choice(options) => Some(options.len()),
            Piece::Slot(_) => Some(1),
        })
        .collect();
    let all: usize = radices.iter().product();
    let step = all.div_ceil(TRIED) | 1;
    (0..all)
        .step_by(step)
        .map(|mut n| {
            radices
                .iter()
                .map(|&radix| {
                    let digit = n % radix;
                    n /= radix;
                    digit
                })
                .collect()
        })
        .collect()
}

fn sum(text: &str) -> f64 {
    analyser().sum(text)
}

/// What is wrong with one form of a clause.
fn faults_of_form(role: Role, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let lower = text.to_lowercase();
    if text.contains("  ") || text.contains(" .") || text.contains(" ,") || text.trim() != text {
        faults.push("has a space too many".into());
    }
    if lower.split(|c: char| !c.is_alphanumeric()).any(|word| word == "but") {
        faults.push("says \"but\", which changes the score of the whole text: use \"though\" or a full stop".into());
    }
    if is_content(role) && !text.ends_with(['.', '!', '?']) {
        faults.push("must end in . ! or ?".into());
    }
    if is_content(role)
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && !text.starts_with("the desk")
        && !text.starts_with("desk")
    {
        faults.push("must begin with a capital".into());
    }
    // The words before and after must neither change this clause nor be changed by it.
    let alone = sum(text);
    if alone != 0.0 && alone.abs() < 1e-9 {
        // A text of clauses without feeling is taken to score 0.
        faults.push("has feelings that cancel, and not to the last bit: change one of them".into());
    }
    for around in ["The desk was by the door.", "Great great great great."] {
        let wanted = alone + 2.0 * sum(around);
        if (sum(&format!("{around} {text} {around}")) - wanted).abs() > 1e-9 {
            faults.push(
                "scores differently among other clauses: no booster or negation in the last three words, no \"this\" or \
                 \"so\" last, no \"least\" or idiom at the edge"
                    .into(),
            );
        }
    }
    let kind = "That was kind.";
    if (sum(&format!("{kind} {text}")) - sum(kind) - alone).abs() > 1e-9 {
        faults.push("begins with \"of\", which takes its feeling from a \"kind\" before it".into());
    }
    let unmarked = text.trim_end_matches(['.', '!']);
    if is_content(role) && ((sum(unmarked) - alone).abs() > 1e-9 || (sum(&format!("{unmarked}!")) - alone).abs() > 1e-9)
    {
        faults.push("scores differently without its full stop: lengthen the last word".into());
    }
    if (sum(&text.to_lowercase()) - alone).abs() > 1e-9 && role != Role::Opener {
        faults.push("a word of feeling stands in capitals".into());
    }
    faults
}

/// What is wrong with a clause, each said once.
fn faults(bank: &Bank, id: u16) -> Vec<String> {
    let source = &bank.sources[id as usize];
    let clause = &bank.clauses[id as usize];
    let pieces = cut(source.text).expect("compiled before");
    let mut faults = Vec::new();
    // Sarcasm praises in words, however much.
    let (low, high) = match (source.role, source.stance) {
        (Role::Sarcasm, _) => (0.05, 1.0),
        // What follows rounds a letter off and leaves its tone to the rest.
        (Role::Follow, Stance::Negative) => (-0.60, 0.15),
        (Role::Follow, Stance::Positive) => (-0.15, 0.60),
        // Told over several sentences, moderate things add up.
        (Role::Story, Stance::Negative) => (-0.90, -0.03),
        (Role::Story, Stance::Positive) => (0.03, 0.90),
        (_, stance) => band(stance),
    };
    let first: Vec<usize> = vec![0; pieces.len()];
    let plain = |choice: &[usize]| sample(&pieces, |g| choice[g], "the desk door");
    let base = sum(&plain(&first));
    let (mut least, mut most) = (f64::MAX, f64::MIN);
    for choice in choices(&pieces) {
        let text = plain(&choice);
        faults.extend(faults_of_form(source.role, &text).into_iter().map(|f| format!("{f}: {text}")));
        let total = sum(&text);
        let score = compound(total + total.signum() * f64::from(clause.exclamations) * 0.292);
        least = least.min(score);
        most = most.max(score);
        // Alternatives must add.
        let added: f64 = (0..choice.len())
            .map(|g| {
                let one: Vec<usize> = (0..choice.len()).map(|k| if k == g { choice[g] } else { 0 }).collect();
                sum(&plain(&one)) - base
            })
            .sum();
        if (base + added - total).abs() > 1e-9 {
            faults.push(format!(
                "two alternatives change each other's score; put booster or negation and its word into one {{..|..}}: {text}"
            ));
        }
        // A slot's value may have one, two or three words; a product's name may carry feeling.
        for name in ["desk", "desk door", "the desk door of", "the Premium Support plan", "Premium Support"] {
            let named = sample(&pieces, |g| choice[g], name);
            let wanted = total - base + sum(&sample(&pieces, |_| 0, name));
            if (sum(&named) - wanted).abs() > 1e-9 {
                faults.push(format!("the product's name and an alternative change each other's score: {named}"));
            }
        }
        let longer = ["desk door", "37"].iter().fold(text.clone(), |t, slot| t.replace(slot, "desk door desk"));
        let shorter = text.replace("desk door", "desk");
        if clause.has_product || pieces.iter().any(|p| matches!(p, Piece::Slot(_))) {
            // A slot of one word brings others nearer to the end.
            faults.extend(faults_of_form(source.role, &shorter).into_iter().map(|f| format!("{f}: {shorter}")));
            for other in [longer, shorter] {
                if (sum(&other) - total).abs() > 1e-9 {
                    faults.push(format!("a slot stands between a booster or negation and its word: {other}"));
                }
            }
        }
    }
    if is_content(source.role) && (least < low - 1e-9 || most > high + 1e-9) {
        faults
            .push(format!("{:?} wants {low:+.2} to {high:+.2}, this scores {least:+.3} to {most:+.3}", source.stance));
    }
    for piece in &pieces {
        let Piece::Choice(options) = piece else { continue };
        if options.iter().any(|o| o.contains(['!', '?'])) {
            faults.push("! and ? may not stand in an alternative: their number must be fixed".into());
        }
        let mut sorted = options.clone();
        sorted.sort_unstable();
        if sorted.windows(2).any(|w| w[0] == w[1]) {
            faults.push("the same alternative twice".into());
        }
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || " .,!?':%&()/;+#$-{}|".contains(c);
    if source.role != Role::Emoji && source.text.chars().any(|c| !allowed(c)) {
        faults.push("has a character outside letters, digits and . , ! ? ' : % & ( ) / ; + # $ -".into());
    }
    if source.text.starts_with(['=', '+', '-', '@', '\t', '\r']) && source.role != Role::Tag {
        faults.push("begins with a character that spreadsheets take for a formula".into());
    }
    let lower = source.text.to_lowercase();
    for (product, words) in Product::ALL.iter().zip(PRODUCT_WORDS) {
        if lower.contains(words) && source.products != 1 << product.index() {
            faults.push(format!("names {product}: write {{product}}, or put it under a heading for that product"));
        }
    }
    if matches!(source.role, Role::Short) && clause.longest > LONGEST_SHORT {
        faults.push(format!("can take {} characters, a short clause at most {LONGEST_SHORT}", clause.longest));
    }
    if matches!(source.role, Role::Lead | Role::Tag) {
        let undecided = clause.feels || source.products != u8::MAX || source.stance != Stance::Neutral;
        if undecided && pieces.iter().all(|p| !matches!(p, Piece::Slot(Slot::Product))) {
            faults.push("a lead or tag has no feeling and is neutral, for all products".into());
        }
        if clause.longest > 70 {
            faults.push(format!("can take {} characters, a lead or tag at most 70", clause.longest));
        }
    }
    let base_now = (bank.clauses[id as usize].base as f64) / NANO;
    if (base_now - base).abs() > 1e-8 {
        faults.push("is weighed wrongly when the banks are loaded".into());
    }
    faults.sort();
    faults.dedup_by(|a, b| a.split(':').next() == b.split(':').next());
    faults
}

#[test]
fn every_clause_adds_up_and_means_what_its_heading_says() {
    let bank = bank();
    let mut complaints = Vec::new();
    for id in 0..bank.clauses.len() as u16 {
        let text = bank.sources[id as usize].text;
        complaints.extend(faults(bank, id).into_iter().map(|fault| format!("{}: {fault}\n    {text}", bank.place(id))));
    }
    assert!(complaints.is_empty(), "{} complaints\n{}", complaints.len(), complaints.join("\n"));
}

#[test]
fn no_clause_is_written_twice() {
    let bank = bank();
    let mut seen = BTreeMap::new();
    let mut complaints = Vec::new();
    for (id, source) in bank.sources.iter().enumerate().filter(|(_, s)| is_content(s.role)) {
        if let Some(first) = seen.insert(source.text, id as u16) {
            complaints.push(format!("{}: as {}: {}", source.place, bank.place(first), source.text));
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn every_bucket_has_enough_clauses() {
    let bank = bank();
    let mut complaints = Vec::new();
    for category in Category::ALL {
        for (role, least) in LEAST {
            for stance in Stance::ALL {
                let has = bank
                    .sources
                    .iter()
                    .filter(|s| s.category == Some(*category) && s.role == role && s.stance == *stance)
                    .count();
                if has < least {
                    complaints.push(format!(
                        "{category} [{role:?} {stance:?}] has {has} clauses, write {} more",
                        least - has
                    ));
                }
            }
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

/// Least number of clauses of a role that keep to a topic, whatever their stance; chosen.
const LEAST_ON_TOPIC: [(Role, usize); 4] = [(Role::Evidence, 12), (Role::Impact, 7), (Role::Ask, 8), (Role::Note, 8)];

#[test]
fn every_topic_has_something_to_say() {
    let bank = bank();
    let mut complaints = Vec::new();
    for (at, topic) in bank.topics.iter().enumerate() {
        let nth = bank.topics[..at].iter().filter(|t| t.category == topic.category).count();
        for (role, least) in LEAST_ON_TOPIC {
            let speaks = |id: usize| {
                let mask = bank.clauses[id].topics;
                mask == 0 || mask & (1 << nth) != 0
            };
            let mine = |s: &super::bank::parse::Source| s.category == Some(topic.category) && s.role == role;
            let has = (0..bank.clauses.len()).filter(|&id| mine(&bank.sources[id]) && speaks(id)).count();
            if has < least {
                complaints.push(format!("{}: topic {} has {has} of {role:?}, wants {least}", topic.place, topic.name));
            }
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

/// Slots whose values begin with a vowel or with a consonant, so that no article goes before them.
const NO_ARTICLE: [Slot; 8] =
    [Slot::Role, Slot::Feature, Slot::Team, Slot::Number, Slot::Count, Slot::Percent, Slot::Hours, Slot::Integration];

#[test]
fn no_article_stands_before_a_slot_that_may_want_the_other() {
    let mut complaints = Vec::new();
    for source in &bank().sources {
        let pieces = cut(source.text).expect("compiled before");
        for pair in pieces.windows(2) {
            let article =
                |text: &str| text.trim_end().rsplit(' ').next().is_some_and(|w| matches!(w, "a" | "an" | "A" | "An"));
            let before = match &pair[0] {
                Piece::Text(text) => article(text),
                Piece::Choice(options) => options.iter().any(|o| article(o)),
                Piece::Slot(_) => false,
            };
            if let (true, Piece::Slot(slot)) = (before, &pair[1])
                && NO_ARTICLE.contains(slot)
            {
                complaints.push(format!("{}: a or an before {slot:?}: {}", source.place, source.text));
            }
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn slot_values_carry_no_feeling_and_are_complete() {
    let mut complaints = Vec::new();
    for (name, list, wanted) in bank().values.lists() {
        if wanted.map_or(list.is_empty(), |n| list.len() != n as usize) {
            complaints.push(format!("[values {name}] has {} entries, not {wanted:?}", list.len()));
        }
        for value in list {
            let feels = value.split(' ').any(|word| word != "the" && !analyser().is_inert(word));
            if feels && !value.contains("Premium Support") {
                complaints
                    .push(format!("[values {name}] \"{value}\" carries feeling or belongs to a rule of the analyser"));
            }
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn numbers_carry_no_feeling() {
    let values = &bank().values;
    for &slot in Slot::ALL {
        for digit in 0..values.radix(slot) {
            for product in Product::ALL {
                let text = bank().value(slot, digit, *product);
                assert_eq!(sum(&text), 0.0, "{text}");
                assert!(text.len() <= values.longest(slot), "{text}");
            }
        }
    }
}

#[test]
fn slips_change_no_score() {
    let bank = bank();
    let mut tried = 0;
    for (detail, source) in bank.details.iter().zip(&bank.sources) {
        let pieces = cut(source.text).expect("compiled before");
        let plain = sum(&sample(&pieces, |_| 0, "desk"));
        for typo in detail.typos() {
            let slipped = sample_with(&pieces, *typo);
            assert!((sum(&slipped) - plain).abs() < 1e-12, "{slipped}");
            tried += 1;
        }
    }
    assert!(tried > 2_000, "{tried}");
}

fn sample_with(pieces: &[Piece], typo: super::bank::typos::Typo) -> String {
    let mut text = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Text(fixed) if at == usize::from(typo.piece) => {
                typo.write(fixed.as_bytes(), |bytes| text.extend_from_slice(bytes));
            }
            other => text.extend(sample(core::slice::from_ref(other), |_| 0, "desk").bytes()),
        }
    }
    String::from_utf8(text).expect("slips are among letters of one byte")
}
