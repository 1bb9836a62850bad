//! Writes a composition as text.

use super::bank::{Part, bank};
use super::{Composition, EXCLAIM, LOWER, OPEN_END};

impl Composition {
    /// The text by itself.
    #[must_use]
    pub fn text(&self) -> String {
        let mut bytes = Vec::new();
        self.render(&mut bytes);
        String::from_utf8(bytes).expect("a text is put together from whole pieces of text")
    }

    /// Appends the text, as UTF-8.
    pub fn render(&self, out: &mut Vec<u8>) {
        let bank = bank();
        let from = out.len();
        // After these a sentence goes on.
        let mut goes_on = false;
        for (i, &id) in self.parts().iter().enumerate() {
            let clause = &bank.clauses[id as usize];
            if i > 0 {
                out.push(b' ');
            }
            let start = out.len();
            let mut digits = self.digits(id, clause.combinations);
            let pieces = &bank.pieces[clause.pieces.start as usize..clause.pieces.end as usize];
            for (at, piece) in pieces.iter().enumerate() {
                match *piece {
                    Part::Text(text) => {
                        let typo = (id == self.typo_in).then(|| clause.typos()[usize::from(self.typo)]);
                        match typo.filter(|t| usize::from(t.piece) == at) {
                            None => bank.blob.push(text, out),
                            Some(typo) => typo.push(out, bank.blob.get(text)),
                        }
                    }
                    Part::Choice(first, radix) => {
                        bank.blob.push(bank.options[(first + digits.next(radix)) as usize], out);
                    }
                    Part::Slot(slot, begins) => {
                        let (at, digit) = (out.len(), digits.next(bank.values.radix(slot)));
                        bank.values.push(&bank.blob, out, slot, digit, self.product, id == self.named);
                        if begins {
                            out[at..=at].make_ascii_uppercase();
                        }
                    }
                }
            }
            // "I" keeps its capital.
            let is_i = out.get(start) == Some(&b'I') && matches!(out.get(start + 1), Some(b' ' | b'\''));
            if let Some(first) = out.get_mut(start) {
                if goes_on && clause.lowerable && !is_i {
                    first.make_ascii_lowercase();
                } else if !goes_on && clause.is_sentence {
                    first.make_ascii_uppercase();
                }
            }
            if i + 1 == usize::from(self.last) && self.flags & (OPEN_END | EXCLAIM) != 0 {
                out.pop();
                if self.flags & EXCLAIM != 0 {
                    out.push(b'!');
                }
            }
            goes_on = matches!(clause.ends, b',' | b':');
        }
        if self.flags & LOWER != 0 {
            out[from..].make_ascii_lowercase();
        }
    }
}
