//! Slips of the finger, only where no word of feeling and no rule of the analyser can notice.

use super::Piece;
use crate::text::sentiment::analyser;

/// One possible slip in a clause.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Typo {
    /// Which piece of the clause, a fixed text.
    pub(crate) piece: u8,
    /// Which byte of it.
    pub(crate) at: u16,
    pub(crate) slip: Slip,
}

/// What happens to a letter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Slip {
    /// It swaps places with the next.
    Swap,
    /// It is left out.
    Drop,
}

impl Typo {
    /// Writes `text` with the slip, piece by piece. Slips are among letters of one byte.
    pub(crate) fn write(self, text: &[u8], mut push: impl FnMut(&[u8])) {
        let at = self.at as usize;
        push(&text[..at]);
        match self.slip {
            Slip::Swap => push(&[text[at + 1], text[at]]),
            Slip::Drop => {}
        }
        push(&text[at + if self.slip == Slip::Swap { 2 } else { 1 }..]);
    }
}

/// The slips a clause allows: inside words of six or more small letters whose right and wrong spelling are both
/// unknown to the analyser and stand free in fixed text.
pub(crate) fn find(pieces: &[Piece]) -> Vec<Typo> {
    let mut typos = Vec::new();
    for (piece, fixed) in pieces.iter().enumerate().filter_map(|(i, p)| match p {
        Piece::Text(fixed) => Some((i, *fixed)),
        _ => None,
    }) {
        let mut start = 0;
        for word in fixed.split(' ') {
            let end = start + word.len();
            // A word that touches a choice may go on there.
            let touches = (start == 0 && piece > 0) || (end == fixed.len() && piece + 1 < pieces.len());
            let plain = word.len() >= 6 && word.is_ascii() && word.bytes().all(|b| b.is_ascii_lowercase());
            if plain && !touches && analyser().is_inert(word) {
                let middle = start + word.len() / 2;
                let letters = fixed.as_bytes();
                let slips = [(Slip::Swap, middle), (Slip::Drop, middle - 1)];
                typos.extend(slips.into_iter().filter_map(|(slip, at)| {
                    let typo = Typo { piece: piece as u8, at: at as u16, slip };
                    let mut wrong = Vec::new();
                    Typo { at: (at - start) as u16, ..typo }
                        .write(word.as_bytes(), |bytes| wrong.extend_from_slice(bytes));
                    let changes = letters[at] != letters[at + 1];
                    let inert = str::from_utf8(&wrong).is_ok_and(|wrong| analyser().is_inert(wrong));
                    (changes && inert).then_some(typo)
                }));
            }
            start = end + 1;
        }
    }
    typos
}

/// First words that keep their capital wherever they stand.
const PROPER: &[&str] = &[
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
    "Excel",
    "Outlook",
    "Gmail",
    "Slack",
    "Teams",
    "Christmas",
    "Easter",
    "English",
    "French",
    "German",
    "Spanish",
    "European",
    "American",
    "Europe",
    "Google",
    "Microsoft",
    "Salesforce",
    "Safari",
    "Chrome",
    "Android",
    "Windows",
    "Black",
];

/// Whether the first word may take a small letter, unless it is "I": known only for fixed first words.
pub(crate) fn is_lowerable(pieces: &[Piece]) -> bool {
    let common = |text: &str| {
        let word = text.split([' ', '\'', ',', '.', ':']).next().unwrap_or("");
        let capitals = word.bytes().filter(u8::is_ascii_uppercase).count();
        capitals == 1 && !PROPER.contains(&word)
    };
    match pieces.first() {
        Some(Piece::Text(fixed)) => common(fixed),
        Some(Piece::Choice(options)) => options.iter().all(|o| common(o)),
        _ => false,
    }
}
