//! Writes a composition as text.

use super::bank::bank;
use super::{Composition, EXCLAIM, LOWER, MOST_PARTS, OPEN_END, Page};

impl Composition {
    /// The text by itself.
    #[must_use]
    pub fn text(&self) -> String {
        let mut page = Page::default();
        self.render(&mut page);
        String::from_utf8(page.into_bytes()).expect("a text is put together from whole pieces of text")
    }

    /// Appends the text, as UTF-8.
    pub fn render(&self, page: &mut Page) {
        let bank = bank();
        let clause = |id: u16| &bank.clauses[id as usize];
        page.make_room(MOST_PARTS * (bank.longest + 1));
        let from = page.len();
        // After these a sentence goes on.
        let mut goes_on = false;
        for (i, &id) in self.parts().iter().enumerate() {
            let clause = clause(id);
            if i > 0 {
                page.push(b' ');
            }
            let start = page.len();
            let firsts = bank.values.firsts(self.product, id == self.named);
            if id == self.typo_in {
                let typo = bank.details[id as usize].typos()[usize::from(self.typo)];
                bank.push_slipped(clause, self.digits(id), firsts, typo, page);
            } else {
                bank.push(clause, self.digits(id), firsts, page);
            }
            let said = page.from(start);
            // "I" keeps its capital.
            let is_i = matches!(said, [b'I', b' ' | b'\'', ..]);
            if let Some(first) = said.first_mut() {
                if goes_on && clause.lowerable && !is_i {
                    first.make_ascii_lowercase();
                } else if !goes_on && clause.is_sentence {
                    first.make_ascii_uppercase();
                }
            }
            if i + 1 == usize::from(self.last) && self.flags & (OPEN_END | EXCLAIM) != 0 {
                page.pop();
                if self.flags & EXCLAIM != 0 {
                    page.push(b'!');
                }
            }
            goes_on = matches!(clause.ends, b',' | b':');
        }
        if self.flags & LOWER != 0 {
            page.from(from).make_ascii_lowercase();
        }
    }
}
