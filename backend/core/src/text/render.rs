//! Writes a composition as text.

use super::bank::{Part, bank};
use super::{Composition, EXCLAIM, LOWER, OPEN_END};

impl Composition {
    /// Appends the text.
    pub fn render(&self, out: &mut String) {
        let bank = bank();
        let from = out.len();
        // After these a sentence goes on.
        let mut goes_on = false;
        for (i, &id) in self.parts().iter().enumerate() {
            let clause = &bank.clauses[id as usize];
            if i > 0 {
                out.push(' ');
            }
            let start = out.len();
            let mut digits = self.digits(id, clause.combinations);
            let pieces = &bank.pieces[clause.pieces.start as usize..clause.pieces.end as usize];
            for (at, piece) in pieces.iter().enumerate() {
                match *piece {
                    Part::Text(text) => {
                        let typo = (id == self.typo_in)
                            .then(|| bank.typos[clause.typos.start as usize + usize::from(self.typo)]);
                        match typo.filter(|t| usize::from(t.piece) == at) {
                            None => out.push_str(text),
                            Some(typo) => typo.push(out, text),
                        }
                    }
                    Part::Choice(first, radix) => out.push_str(bank.options[(first + digits.next(radix)) as usize]),
                    Part::Slot(slot) => {
                        let digit = digits.next(bank.values.radix(slot));
                        bank.values.push(out, slot, digit, self.product, id == self.named);
                    }
                }
            }
            if let Some(first) = out.get_mut(start..start + 1) {
                if goes_on && clause.lowerable {
                    first.make_ascii_lowercase();
                } else if !goes_on && clause.is_sentence {
                    first.make_ascii_uppercase();
                }
            }
            if i + 1 == usize::from(self.last) && self.flags & (OPEN_END | EXCLAIM) != 0 {
                out.pop();
                if self.flags & EXCLAIM != 0 {
                    out.push('!');
                }
            }
            goes_on = matches!(clause.ends, b',' | b':');
        }
        if self.flags & LOWER != 0 {
            out[from..].make_ascii_lowercase();
        }
    }
}
