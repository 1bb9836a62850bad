//! Which words tell what a text is about (`data/category_words.txt`).

use std::sync::LazyLock;

use crmgen_core::vocabulary::Category;

/// A word of a category, in small letters; several words have single spaces between them.
struct Stem {
    letters: &'static str,
    /// A word begins with the letters, and need not end there.
    open: bool,
}

static STEMS: LazyLock<Vec<Vec<Stem>>> = LazyLock::new(|| parse(include_str!("../../data/category_words.txt")));

/// `[Category]`, then its stems, with commas or ends of lines between them; a line that begins with `#` is a comment.
fn parse(file: &'static str) -> Vec<Vec<Stem>> {
    let mut stems: Vec<Vec<Stem>> = Category::ALL.iter().map(|_| Vec::new()).collect();
    let mut at = 0;
    for line in file.lines().map(str::trim).filter(|line| !line.starts_with('#')) {
        match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')).and_then(Category::from_name) {
            Some(category) => at = category.index(),
            None => stems[at].extend(line.split(',').map(str::trim).filter(|stem| !stem.is_empty()).map(Stem::new)),
        }
    }
    stems
}

impl Stem {
    fn new(text: &'static str) -> Self {
        let letters = text.trim_start_matches('=');
        Self { letters, open: letters.len() == text.len() }
    }

    /// Whether a text, from the start of a word on, begins with it.
    fn begins(&self, text: &str) -> bool {
        let Some(rest) = text.strip_prefix(self.letters) else { return false };
        self.open || !rest.starts_with(char::is_alphanumeric)
    }

    /// Whether a text, from the start of a word on, begins with it but for one slip: a letter too many, too few, wrong, or
    /// two that changed places, and not the first. Short stems are too near to other words for that.
    fn nearly_begins(&self, text: &str) -> bool {
        let length = self.letters.len();
        length >= LEAST_LETTERS
            && text.as_bytes()[0] == self.letters.as_bytes()[0]
            && (length - 1..=length + 1).any(|end| {
                let whole = text.get(end..).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
                (self.open || whole)
                    && text.get(..end).is_some_and(|start| strsim::osa_distance(start, self.letters) == 1)
            })
    }
}

/// Stems this long are known in spite of a slip.
const LEAST_LETTERS: usize = 5;

/// Whether a text in small letters has a word of the category. People mistype: one slip in a word is forgiven.
pub(super) fn speaks_about(category: Category, text: &str) -> bool {
    let stems = &STEMS[category.index()];
    starts_of_words(text).any(|rest| stems.iter().any(|stem| stem.begins(rest)))
        || starts_of_words(text).any(|rest| stems.iter().any(|stem| stem.nearly_begins(rest)))
}

/// The rest of the text from the start of each word on; `$` counts as one.
fn starts_of_words(text: &str) -> impl Iterator<Item = &str> {
    let mut inside = false;
    text.char_indices().filter_map(move |(at, c)| {
        let letter = c.is_alphanumeric();
        let starts = (letter && !inside) || c == '$';
        inside = letter || (inside && matches!(c, '\'' | '’'));
        starts.then(|| &text[at..])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_category_has_words_and_no_line_is_lost() {
        for (category, stems) in Category::ALL.iter().zip(STEMS.iter()) {
            assert!(stems.len() > 20, "{category} has {} words", stems.len());
            for stem in stems {
                assert!(stem.letters.len() > 1 || stem.letters == "$", "{category}: {}", stem.letters);
                assert_eq!(stem.letters, stem.letters.to_lowercase(), "{category}");
                assert!(!stem.letters.contains(['[', ']', '=', '#']), "{category}: {}", stem.letters);
            }
        }
    }

    #[test]
    fn words_are_known_by_their_beginning_or_whole_and_in_spite_of_a_slip() {
        for (category, text) in [
            (Category::Pricing, "the invoices of may"),
            (Category::Pricing, "only $30"),
            (Category::Training, "two webianrs for new people"),
            (Category::Training, "a cousre on monday"),
            (Category::Pricing, "we are compraing plans"),
            (Category::Implementation, "our go-live is near"),
            (Category::Features, "we use it"),
        ] {
            assert!(speaks_about(category, text), "{category}: {text}");
        }
        for (category, text) in [
            (Category::Pricing, "the course on monday was fun"),
            (Category::Training, "a fair price"),
            (Category::Implementation, "245 users, sales"),
            (Category::Features, "245 users, sales"),
        ] {
            assert!(!speaks_about(category, text), "{category}: {text}");
        }
    }
}
