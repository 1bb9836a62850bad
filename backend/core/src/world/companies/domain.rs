//! Domains made of the company's name, unique by the customer's number.
//!
//! A domain's first label is words of the name, in small letters, and a code of the customer's number:
//! `keller-brandt47`, later `keller-brandt-4f2kd`. No two customers share a domain, whatever they are called, because the
//! number can be read back from it: words hold no digits; a label whose last `-` is followed by a digit ends in a
//! long code, any other in a short one, which is all digits; and each length of a code is a bijection of its own range of numbers.

use super::{Company, Piece};
use crate::rng::mix;
use crate::world::people::{Culture, Spelling, push_run};
use crate::world::shuffle::shuffle;

/// Words stop being added beyond this many letters (chosen: longer domains look odd). One word is always there.
const MOST_LETTERS: usize = 22;

/// Words that say nothing in a domain.
fn is_small(word: &str) -> bool {
    matches!(
        word,
        "a" | "co"
            | "da"
            | "de"
            | "del"
            | "der"
            | "des"
            | "di"
            | "do"
            | "du"
            | "e"
            | "en"
            | "et"
            | "for"
            | "i"
            | "ja"
            | "la"
            | "le"
            | "les"
            | "of"
            | "og"
            | "och"
            | "st"
            | "the"
            | "und"
            | "van"
            | "von"
            | "y"
    )
}

/// Appends the first label of the domain.
pub(super) fn write(company: &Company, number: u64, out: &mut String) {
    let culture = company.city().culture;
    let taste = company.picks.iter().fold(0, |sum, &p| sum * 31 + u64::from(p));
    // German and French firms like hyphens; others seldom (shares chosen).
    let share = match culture {
        Culture::De | Culture::At | Culture::Ch | Culture::Fr | Culture::FrCa | Culture::BeFr => 75,
        _ => 15,
    };
    let start = out.len();
    let mut words = Words { out, start, word: start, letters: 0, full: false, hyphenated: mix(taste) % 100 < share };
    let spelling = Spelling::of(culture);
    company.for_each_piece(|piece| {
        if let Piece::Name(text) = piece {
            words.push(text, spelling);
        }
    });
    words.end_word();
    write_code(number, out);
}

/// The words of a label as they are written.
struct Words<'a> {
    out: &'a mut String,
    start: usize,
    word: usize,
    letters: usize,
    full: bool,
    hyphenated: bool,
}

impl Words<'_> {
    /// More of the name: it may go on with a word, end it, and begin others.
    fn push(&mut self, text: &str, spelling: Spelling) {
        let mut rest = text;
        while !self.full
            && let Some((sign, after)) = push_run(rest, spelling, self.out)
        {
            // An apostrophe joins: O'Neill is oneill.
            if sign != '\'' {
                self.end_word();
            }
            rest = after;
        }
    }

    fn end_word(&mut self) {
        let length = self.out.len() - self.word;
        if length == 0 {
            return;
        }
        self.full = self.letters > 0 && self.letters + length > MOST_LETTERS;
        if self.full || is_small(&self.out[self.word..]) {
            self.out.truncate(self.word);
            return;
        }
        self.letters += length;
        if self.hyphenated && self.word > self.start {
            self.out.insert(self.word, '-');
        }
        self.word = self.out.len();
    }
}

/// The letters and digits of long codes: no vowels, so no words; 2 to 9 first, so that a first digit is one of them.
const SIGNS: &[u8; 27] = b"23456789bcdfghjkmnpqrstvwxz";
/// How many of [`SIGNS`] are digits.
const DIGITS: u64 = 8;

/// Appends the code of a customer's number, from 1.
///
/// Numbers to 90 get two digits, the next 900 three, the next 9,000 four. Then come a hyphen, a digit of 2–9 and
/// three or more of [`SIGNS`]. Within each length the numbers are shuffled, so neighbours do not look like neighbours.
fn write_code(number: u64, out: &mut String) {
    let mut rest = number.wrapping_sub(1);
    for digits in 2..=4 {
        let least = 10u64.pow(digits - 1);
        let size = 9 * least;
        if rest < size {
            push_code(least + shuffle(rest, size, size), digits as usize, b"0123456789", out);
            return;
        }
        rest -= size;
    }
    out.push('-');
    let mut signs = 3;
    let mut size = DIGITS * 27u64.pow(signs);
    while rest >= size {
        rest -= size;
        signs += 1;
        size = DIGITS * 27u64.pow(signs);
    }
    push_code(shuffle(rest, size, size), signs as usize + 1, SIGNS, out);
}

fn push_code<const BASE: usize>(value: u64, length: usize, signs: &[u8; BASE], out: &mut String) {
    let mut code = [0; 16];
    let mut rest = value;
    for sign in code[..length].iter_mut().rev() {
        *sign = signs[(rest % BASE as u64) as usize];
        rest /= BASE as u64;
    }
    code[..length].iter().for_each(|&sign| out.push(char::from(sign)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn code(number: u64) -> String {
        let mut out = String::new();
        write_code(number, &mut out);
        out
    }

    #[test]
    fn codes_are_all_different_and_short_first() {
        let codes: BTreeSet<String> = (1..=200_000).map(code).collect();
        assert_eq!(codes.len(), 200_000);
        assert!((1..=90).all(|n| code(n).len() == 2) && (91..=990).all(|n| code(n).len() == 3));
        assert!(code(1_000_000_000).len() <= 9, "{}", code(1_000_000_000));
    }

    #[test]
    fn long_codes_begin_with_a_digit_and_short_ones_are_digits() {
        for number in [1, 90, 991, 5_000, 9_990] {
            assert!(code(number).bytes().all(|b| b.is_ascii_digit()), "{}", code(number));
        }
        for number in [9_991, 12_345, 1_000_000, 123_456_789, 1_000_000_000] {
            let code = code(number);
            assert!(code.starts_with('-') && code.as_bytes()[1].is_ascii_digit(), "{code}");
        }
    }
}
