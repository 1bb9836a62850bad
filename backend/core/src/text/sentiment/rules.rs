//! VADER's rules over the words of a text: what stands before a word changes what it adds.

use super::tables::{IDIOMS, Known, Tables, Valence};
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

/// One word: its place in the text, its small letters, whether it is in capitals, and what is known of it.
#[derive(Clone)]
pub(crate) struct Word<'t> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) lower: Cow<'t, str>,
    pub(super) capitals: bool,
    pub(super) known: Option<&'t Known>,
}

impl Word<'_> {
    /// How much feeling it has by itself.
    pub(super) fn valence(&self) -> Option<f64> {
        self.known?.valence
    }

    /// How much it strengthens what follows.
    pub(super) fn boost(&self) -> Option<f64> {
        self.known?.boost
    }

    fn negates(&self) -> bool {
        self.known.is_some_and(|known| known.negates) || self.lower.contains("n't")
    }
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

/// What stands between white space.
fn for_each_piece<'t>(text: &'t str, mut piece: impl FnMut(&'t str)) {
    if !text.is_ascii() {
        return text.split(is_space).filter(|piece| !piece.is_empty()).for_each(piece);
    }
    let mut from = 0;
    for (at, byte) in text.bytes().chain([b' ']).enumerate() {
        if is_space(char::from(byte)) {
            if from < at {
                piece(&text[from..at]);
            }
            from = at + 1;
        }
    }
}

/// A piece without its outer punctuation, unless two or fewer characters would be left (":)").
fn bare(piece: &str) -> &str {
    let is_inner = |b: u8| !b.is_ascii_punctuation();
    let from = piece.bytes().position(is_inner).unwrap_or(piece.len());
    let to = piece.bytes().rposition(is_inner).map_or(from, |last| last + 1);
    let bare = &piece[from..to];
    if bare.chars().nth(2).is_none() { piece } else { bare }
}

/// A word in small letters, and whether it had none but small ones.
fn lowered(word: &str) -> (Cow<'_, str>, bool) {
    let small = word.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase());
    (if small { Cow::Borrowed(word) } else { Cow::Owned(word.to_lowercase()) }, small)
}

/// Splits at white space, and takes the outer punctuation off.
pub(super) fn words<'t>(tables: &'t Tables, text: &'t str) -> Vec<Word<'t>> {
    let mut words = Vec::with_capacity(text.len() / 5 + 1);
    for_each_piece(text, |piece| {
        let word = bare(piece);
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        let (lower, small) = lowered(word);
        let known = tables.known(&lower);
        words.push(Word { start, end: start + word.len(), lower, capitals: !small && is_upper(word), known });
    });
    words
}

/// Whether any word of a text without emoji has a feeling by itself.
#[cfg(test)]
pub(super) fn feels(tables: &Tables, text: &str) -> bool {
    let mut any = false;
    for_each_piece(text, |piece| {
        any = any || tables.known(&lowered(bare(piece)).0).is_some_and(|known| known.valence.is_some());
    });
    any
}

/// A text without emoji as the rules hear it: a dot for each word that can neither carry feeling nor change that of its neighbours.
pub(super) fn heard(tables: &Tables, text: &str) -> String {
    let mut heard = String::with_capacity(text.len());
    for_each_piece(text, |piece| {
        let word = bare(piece);
        let (lower, _) = lowered(word);
        let is_inert = tables.known(&lower).is_none() && !lower.contains("n't");
        heard.push_str(if is_inert { "." } else { word });
        heard.push(' ');
    });
    heard
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
    let Some(plain) = words[i].valence() else { return Valence::NONE };
    let lower = |k: usize| words[k].lower.as_ref();
    let word = lower(i);
    let next = words.get(i + 1);
    if words[i].boost().is_some() || (word == "kind" && next.is_some_and(|next| next.lower == "of")) {
        return Valence::NONE;
    }

    let back = |distance: usize| i.checked_sub(distance).map(lower);
    let mut value = plain;
    if word == "no" && next.is_some_and(|next| next.valence().is_some()) {
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
        if before.valence().is_some() {
            continue;
        }
        let mut boost = before.boost().map_or(0.0, |boost| if value < 0.0 { -boost } else { boost });
        if boost != 0.0 && before.capitals && shouting {
            boost += if value > 0.0 { CAPITALS } else { -CAPITALS };
        }
        value += boost * FADE[distance - 1];
        value *= turned(distance, before, back(1).unwrap_or(""), back(2).unwrap_or(""));
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
pub(super) fn turned(distance: usize, word: &Word<'_>, back1: &str, back2: &str) -> f64 {
    let so = |word: &str| word == "so" || word == "this";
    let before = word.lower.as_ref();
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
    } else if !no_doubt && word.negates() {
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
    let mut result = (value, false);
    if near.iter().any(|w| w.known.is_some_and(|known| known.ends_idiom)) {
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
            if let Some(boost) = joined(from, len).and_then(|run| tables.known(&run)?.boost) {
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
