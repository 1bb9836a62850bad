//! VADER's rules over the words of a text: what stands before a word changes what it adds.

use super::tables::{IDIOMS, Tables, Valence};
use std::borrow::Cow;

/// What a booster adds (`B_INCR`).
pub(super) const BOOST: f64 = 0.293;
/// What capitals add to a word among small letters (`C_INCR`).
pub(super) const CAPITALS: f64 = 0.733;
/// What a negation multiplies with (`N_SCALAR`).
pub(super) const NEGATION: f64 = -0.74;
/// What "never so" and, by a slip of precedence kept for parity, a bare "so" or "this" multiply with.
pub(super) const NEVER_SO: f64 = 1.25;
/// How much of a booster is left one, two and three words away.
pub(super) const FADE: [f64; 3] = [1.0, 0.95, 0.9];

/// One word: its place in the text, its small letters, whether it is in capitals.
pub(super) struct Word<'t> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) lower: Cow<'t, str>,
    pub(super) capitals: bool,
}

/// Python's `str.isspace`: White_Space and the four separator controls.
fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

/// Python's `str.isupper`: some capital, nothing small, no title case.
fn is_upper(word: &str) -> bool {
    let title_case = |c: char| {
        matches!(u32::from(c), 0x1c5 | 0x1c8 | 0x1cb | 0x1f2 | 0x1f88..=0x1f8f | 0x1f98..=0x1f9f | 0x1fa8..=0x1faf
            | 0x1fbc | 0x1fcc | 0x1ffc)
    };
    word.chars().any(char::is_uppercase) && !word.chars().any(|c| c.is_lowercase() || title_case(c))
}

/// Splits at white space; outer punctuation goes unless two or fewer characters would be left (":)").
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::with_capacity(text.len() / 5 + 1);
    for piece in text.split(is_space).filter(|piece| !piece.is_empty()) {
        let bare = piece.trim_matches(|c: char| c.is_ascii_punctuation());
        let word = if bare.chars().nth(2).is_none() { piece } else { bare };
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        let small = word.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase());
        let lower = if small { Cow::Borrowed(word) } else { Cow::Owned(word.to_lowercase()) };
        words.push(Word { start, end: start + word.len(), lower, capitals: !small && is_upper(word) });
    }
    words
}

/// What each word adds, in order: the reference's `sentiments` after its "but" rule.
pub(super) fn valences(tables: &Tables, words: &[Word<'_>]) -> Vec<Valence> {
    let shouting = words.iter().any(|w| w.capitals) && words.iter().any(|w| !w.capitals);
    let mut valences: Vec<Valence> = (0..words.len()).map(|i| valence(tables, words, i, shouting)).collect();
    if let Some(turn) = words.iter().position(|w| w.lower == "but") {
        weigh_sides(&mut valences, turn);
    }
    valences
}

fn valence(tables: &Tables, words: &[Word<'_>], i: usize, shouting: bool) -> Valence {
    let lower = |k: usize| words[k].lower.as_ref();
    let word = lower(i);
    let next = words.get(i + 1).map(|w| w.lower.as_ref());
    if tables.boost(word).is_some() || (word == "kind" && next == Some("of")) {
        return Valence::NONE;
    }
    let Some(plain) = tables.valence(word) else { return Valence::NONE };

    let back = |distance: usize| i.checked_sub(distance).map(lower);
    let mut value = plain;
    if word == "no" && next.is_some_and(|next| tables.valence(next).is_some()) {
        value = 0.0;
    }
    let after_no = back(1) == Some("no")
        || back(2) == Some("no")
        || (back(3) == Some("no") && matches!(back(1), Some("or" | "nor")));
    if after_no {
        value = plain * NEGATION;
    }
    if words[i].capitals && shouting {
        value += if value > 0.0 { CAPITALS } else { -CAPITALS };
    }

    let mut whole = false;
    for distance in 1..=3.min(i) {
        let before = &words[i - distance];
        if tables.valence(&before.lower).is_some() {
            continue;
        }
        let mut boost = tables.boost(&before.lower).map_or(0.0, |boost| if value < 0.0 { -boost } else { boost });
        if boost != 0.0 && before.capitals && shouting {
            boost += if value > 0.0 { CAPITALS } else { -CAPITALS };
        }
        value += boost * FADE[distance - 1];
        value *= turned(tables, distance, &before.lower, back(1).unwrap_or(""), back(2).unwrap_or(""));
        if distance == 3 {
            (value, whole) = idiom(tables, words, i, value);
        }
    }
    if back(1) == Some("least") && !matches!(back(2), Some("at" | "very")) {
        return Valence { value: value * NEGATION, whole: false };
    }
    Valence { value, whole }
}

/// What a word `distance` before the feeling word multiplies it with; `back1` and `back2` stand between.
pub(super) fn turned(tables: &Tables, distance: usize, before: &str, back1: &str, back2: &str) -> f64 {
    let so = |word: &str| word == "so" || word == "this";
    let (never_so, no_doubt) = match distance {
        1 => (false, false),
        2 => (before == "never" && so(back1), before == "without" && back1 == "doubt"),
        // Python's `a and b or c`: a bare "so" or "this" counts, whatever stands three words back.
        _ => (
            (before == "never" && so(back2)) || so(back1),
            before == "without" && (back2 == "doubt" || back1 == "doubt"),
        ),
    };
    if never_so {
        NEVER_SO
    } else if !no_doubt && tables.negates(before) {
        NEGATION
    } else {
        1.0
    }
}

/// Idioms around the word at `i`, which has at least three words before it, then two-word boosters.
pub(super) fn idiom(tables: &Tables, words: &[Word<'_>], i: usize, value: f64) -> (f64, bool) {
    let joined = |from: usize, len: usize| {
        let run = words.get(from..from + len)?;
        Some(run.iter().map(|w| w.lower.as_ref()).collect::<Vec<_>>().join(" "))
    };
    // Idioms and two-word boosters are few: most windows are ruled out by their words alone.
    let near = &words[i - 3..(i + 3).min(words.len())];
    let known = |w: &Word<'_>| IDIOMS.iter().any(|(idiom, _)| idiom.ends_with(w.lower.as_ref()));
    let mut result = (value, false);
    if near.iter().any(known) {
        let find = |run: Option<String>| {
            let run = run?;
            IDIOMS.iter().find(|(idiom, _)| *idiom == run).map(|&(_, v)| (v.value, v.whole))
        };
        let behind = [(i - 1, 2), (i - 2, 3), (i - 2, 2), (i - 3, 3), (i - 3, 2)];
        if let Some(found) = behind.iter().find_map(|&(from, len)| find(joined(from, len))) {
            result = found;
        }
        for len in [2, 3] {
            result = find(joined(i, len)).unwrap_or(result);
        }
    }
    if near[..3].iter().any(|w| matches!(w.lower.as_ref(), "of" | "enough")) {
        for (from, len) in [(i - 3, 3), (i - 3, 2), (i - 2, 2)] {
            if let Some(boost) = joined(from, len).and_then(|run| tables.boost(&run)) {
                result = (result.0 + boost, false);
            }
        }
    }
    result
}

/// Words before the first "but" count half, words after it half as much again.
///
/// The reference looks each value up again in the list it is changing and so hits the first equal one;
/// parity needs the same. Quadratic in the number of words, as there.
fn weigh_sides(valences: &mut [Valence], turn: usize) {
    for at in 0..valences.len() {
        let value = valences[at].value;
        let first = valences.iter().position(|v| v.value == value).unwrap_or(at);
        let weight = match first.cmp(&turn) {
            core::cmp::Ordering::Less => 0.5,
            core::cmp::Ordering::Equal => continue,
            core::cmp::Ordering::Greater => 1.5,
        };
        valences[first] = Valence { value: value * weight, whole: false };
    }
}

/// CPython's `sum` (3.12 on): ints exactly, floats with Neumaier's compensation.
pub(super) fn sum(valences: &[Valence]) -> f64 {
    let ints = valences.iter().take_while(|v| v.whole).count();
    let mut total: f64 = valences[..ints].iter().map(|v| v.value).sum();
    let Some(first) = valences.get(ints) else { return total };
    total += first.value;
    let mut lost = 0.0;
    for &Valence { value, .. } in &valences[ints + 1..] {
        let next = total + value;
        lost += if total.abs() >= value.abs() { (total - next) + value } else { (value - next) + total };
        total = next;
    }
    total + lost
}

/// What `!` (up to four) and `?` (from the second on) add in the direction of the whole.
pub(crate) fn emphasis(exclamations: usize, questions: usize) -> f64 {
    let asked = match questions {
        0 | 1 => 0.0,
        2 | 3 => questions as f64 * 0.18,
        _ => 0.96,
    };
    exclamations.min(4) as f64 * 0.292 + asked
}
