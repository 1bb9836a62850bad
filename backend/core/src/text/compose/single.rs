//! Texts of one clause, made so that none comes twice.
//!
//! A short text has few forms: by chance alone, hundreds of 100,000 would meet. So the number of the feedback,
//! which no other has, decides the form: within a bin of neighbouring clauses it is spread over all forms of clause
//! and lead or tag by a permutation.

use super::super::bank::{
    Role,
    shelves::{CLAUSE_CAP, List, above, below},
};
use super::super::outline::MOST_CLAUSES;
use super::super::{Brief, NOBODY};
use super::{Composer, PRIME, Taken};
use crate::rng::mix;
use core::hint::select_unpredictable;

/// One-clause texts are told apart by their number within this many neighbours in valence.
const BIN: usize = 5;
/// The same for crisp ones, which have fewer forms.
const CRISP_BIN: usize = 8;
/// Feedbacks of a customer that are numbered in one row with those of the next; later ones are numbered at random.
const NUMBERED: u64 = 128;
/// Clauses with less valence than this, up or down, count as neutral; a label changes at .19 (compound .05). Chosen.
pub(super) const PLAIN: f32 = 0.15;
/// Texts of fewer words than this take a clause of few; chosen.
const BRIEF: f64 = 15.0;
/// Texts of fewer words than this take a clause that needs no lead or tag; chosen.
const CRISP: f64 = 17.0;
/// Such texts may lie this much further from the wanted score, in parts of the usual; chosen.
const CRISP_SLACK: f32 = 0.25;
/// Clauses for a text of one are taken from a list that has a bin of them this near the wanted compound score, and
/// not further away than this in valence; chosen.
const NEAR: f32 = 0.13;
const FAR: f32 = 2.5;

/// Most forms that the numbers are spread over: the golden section of [`PRIME`], which so sends neighbours far apart.
const SPREAD: u64 = 2_654_435_769;

/// A clause by itself.
fn alone(id: u16) -> Taken {
    let mut content = [NOBODY; MOST_CLAUSES];
    content[0] = id;
    content
}

impl Composer<'_> {
    /// One clause of content. It and its lead or tag are the `unique`-th of their kind, so none comes twice.
    pub(super) fn single(&mut self, role: Role, unique: u64) {
        // The name of the product comes in the clause or in its lead or tag, with what feeling it has.
        let name = self.bank.values.feeling_in(self.brief.product);
        // A name with feeling must not call for a clause of the other sign.
        let plain = f64::from(PLAIN);
        let distorts = name != 0.0 && self.need() > -plain && self.need() - name < plain;
        self.may_name &= !distorts;
        let names = self.may_name;
        let need = (self.need() - if names { name } else { 0.0 }) as f32;
        let (list, is_crisp) = self.single_list(role, need);
        let ids = &self.bank.ids[self.bin(list, need, if is_crisp { CRISP_BIN } else { BIN })];

        let bank = self.bank;
        let greeted = self.made.len > 0;
        let decorations = |id: u16| {
            let with_product = names & !bank.clauses[id as usize].has_product;
            bank.decorations(self.brief.channel, with_product, greeted)
        };
        let is_brief = self.words < BRIEF;
        // Asked of several clauses for each that is taken: no branch foresees the answers.
        let bare = |id: u16, own: u64, decorations: u32| {
            let is_named = bank.clauses[id as usize].has_product | !names;
            (is_crisp & (is_named | is_brief)) | ((own >= CLAUSE_CAP) & is_named) | (decorations == 0)
        };
        let kinds = |id: u16| {
            let (own, decorations) = (bank.details[id as usize].combinations, decorations(id).combinations());
            own.saturating_mul(select_unpredictable(bare(id, own, decorations), 1, u64::from(decorations)))
        };
        let (customer, ordinal) = (unique >> 12, unique & 4_095);
        let number = if ordinal < NUMBERED { customer * NUMBERED + ordinal } else { mix(unique) };
        // The last bin of a list takes what is left: it is less than two.
        let mut shares = [0; 2 * CRISP_BIN];
        shares.iter_mut().zip(ids).for_each(|(share, &id)| *share = kinds(id).min(CLAUSE_CAP));
        let total: u64 = shares.iter().sum();
        let index = (number % total) * PRIME % total;
        // Whose share it falls into, and how many come before that.
        let (mut at, mut before, mut sum) = (0, 0, 0);
        for share in shares {
            sum += share;
            let is_beyond = sum <= index;
            at += usize::from(is_beyond);
            before = select_unpredictable(is_beyond, sum, before);
        }
        let (id, index) = (ids[at], index - before);

        let own = bank.details[id as usize].combinations;
        let spread = index * PRIME % kinds(id).min(SPREAD);
        if own < PRIME {
            self.made.content = id;
        }
        self.made.content_index = (spread % own) as u32;
        let decorations = decorations(id);
        if bare(id, own, decorations.combinations()) {
            self.book(id);
            self.push_decorated((&alone(id), 1), None, None);
            return;
        }
        // A clause of very many forms needs no other mark: its decoration is drawn.
        let which = if own >= CLAUSE_CAP {
            self.draws.below(decorations.combinations())
        } else {
            ((spread / own) as u32).min(decorations.combinations() - 1)
        };
        let (decoration, at) = decorations.pick(which);
        let all = bank.details[decoration as usize].combinations;
        let kinds = all.min(SPREAD);
        if all < PRIME {
            self.made.decoration = decoration;
        }
        self.made.decoration_index = (u64::from(at) * PRIME % kinds) as u32;
        self.book(id);
        self.book(decoration);
        self.push_decorated((&alone(id), 1), Some(decoration), None);
    }

    /// The few neighbours in a list that are nearest to the wanted valence, of its sign if there are any.
    fn bin(&mut self, list: List, need: f32, size: usize) -> core::ops::Range<usize> {
        let keys = &self.bank.keys[list.range()];
        // Equal ones share the bins they span.
        let [bad, good, low, high] = below(keys, [-PLAIN, PLAIN.next_up(), need - 1e-3, above((need + 1e-3).into())]);
        let side = if need < -PLAIN {
            0..bad
        } else if need <= PLAIN {
            bad..good
        } else {
            good..keys.len()
        };
        let side = if side.is_empty() { 0..keys.len() } else { side };
        let mine = &keys[side.clone()];
        let place = |at: usize| at.clamp(side.start, side.end) - side.start;
        let (low, high) = (place(low), place(high));
        let at = if high > low { low + self.draws.below((high - low) as u32) as usize } else { low };
        let bins = (mine.len() / size).max(1);
        let bin = (at / size).min(bins - 1);
        let start = list.range().start + side.start;
        start + bin * size..start + if bin + 1 == bins { mine.len() } else { (bin + 1) * size }
    }

    /// Clauses for a text of one: crisp ones, brief ones, those for anyone, or those for this channel or product only;
    /// and whether they are crisp.
    fn single_list(&mut self, role: Role, need: f32) -> (List, bool) {
        let Brief { channel, category, product, .. } = *self.brief;
        let bank = self.bank;
        // Those within reach and of the wanted sign.
        let spread = need * need + 15.0;
        let far = (NEAR * spread * spread.sqrt() / 15.0).min(FAR);
        let (from, to) = match need {
            n if n < -PLAIN => (n - far, (n + far).min(-PLAIN)),
            n if n > PLAIN => ((n - far).max(PLAIN), n + far),
            _ => (-PLAIN, PLAIN),
        };
        let near = |list: List, slack: f32| {
            let keys = &bank.keys[list.range()];
            // Never beyond the sign.
            let (from, to) =
                (from - if from > PLAIN { slack } else { 0.0 }, to + if to < -PLAIN { slack } else { 0.0 });
            let (from, to) =
                (if need < -PLAIN { from - slack } else { from }, if need > PLAIN { to + slack } else { to });
            let [first, end] = below(keys, [from, above(to.into())]);
            end - first
        };
        let (general, special) = (bank.general(category, role), bank.special(category, role, channel, product));
        let drawn = if self.draws.below(general.len + special.len) < general.len { general } else { special };
        let brief = bank.brief(category, Role::Short);
        if role == Role::Sarcasm {
            return (general, false);
        }
        let crisp = bank.crisp(category);
        if role == Role::Short && self.words < CRISP && near(crisp, CRISP_SLACK * far) >= CRISP_BIN / 2 {
            return (crisp, true);
        }
        let wanted = if role == Role::Short && self.words < BRIEF { brief } else { drawn };
        if near(wanted, 0.0) >= BIN {
            return (wanted, false);
        }
        if role == Role::Note {
            return (general, false);
        }
        // None has enough: the one whose nearest bin comes nearest.
        let lists = [bank.general(category, Role::Short), brief, general];
        let misses = lists.map(|list| {
            let bin = &bank.keys[self.bin(list, need, BIN)];
            bin.iter().map(|&k| (k - need).abs()).fold(0.0, f32::max)
        });
        let best = (0..lists.len()).min_by(|&a, &b| misses[a].total_cmp(&misses[b])).unwrap_or(0);
        (lists[best], false)
    }
}
