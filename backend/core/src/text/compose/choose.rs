//! Which clause comes next: near the wanted feeling, on the topic, new to the text, and short enough.

use super::super::Brief;
use super::super::bank::{
    NANO, Role,
    shelves::{List, above, below, not_below},
};
use super::single::PLAIN;
use super::{Composer, NEUTRAL, Taken};
use core::hint::select_unpredictable;
use core::ops::Range;

/// A clause with a greater share of the feeling than this is no plain fact; chosen.
const FELT: f64 = 0.4;
/// How far a clause may lie from its fair share of the valence, up and down; chosen.
const FREEDOM: f64 = 0.8;
/// The same in a neutral text, which neither praises nor blames; chosen.
const NEUTRAL_FREEDOM: f64 = 0.05;
/// Texts of more valence than this, up or down, hold no clause of the other sign, as far as the bank allows; chosen.
const CLEAR: f64 = 0.8;
/// What a clause may say against the mood of a text, in valence: a mild remark; chosen.
const MILD: f64 = 1.5;
/// How far from the wanted compound score the last clause may leave the text.
const TOLERANCE: f64 = 0.045;
/// At least this many clauses to choose from.
const LEAST_CHOICE: usize = 12;

/// Where clauses near a valence are: some of those on the topic of the text, and a list of all.
struct Look {
    near: Range<usize>,
    whole: List,
    from: f64,
    to: f64,
}

/// Some keys, and those nearest to `share` on both sides of them until there are [`LEAST_CHOICE`], or all of `bounds`.
fn nearest(keys: &[f32], share: f64, some: &Range<usize>, bounds: Range<usize>) -> Range<usize> {
    let count = bounds.len().min(LEAST_CHOICE);
    // The first place from where on the key that is left behind at the start is the nearer of the two at the ends.
    let (mut first, mut last) = (bounds.start.max(some.end.saturating_sub(count)), some.start.min(bounds.end - count));
    while first < last {
        let place = first.midpoint(last);
        let (under, over) = (share - f64::from(keys[place]), f64::from(keys[place + count]) - share);
        // Either is as likely: no branch foresees it.
        let is_nearer = under < over;
        (first, last) =
            (select_unpredictable(is_nearer, first, place + 1), select_unpredictable(is_nearer, place, last));
    }
    first..first + count
}

impl Composer<'_> {
    /// Between which valences a clause with this share of the feeling may lie.
    pub(super) fn reach(&self, share: f64) -> (f64, f64) {
        if self.mood == NEUTRAL {
            return (share - NEUTRAL_FREEDOM, share + NEUTRAL_FREEDOM);
        }
        let (mut from, mut to) = (share - FREEDOM, share + FREEDOM);
        // A happy text tells nothing bad, unless it is mixed, and the reverse.
        if share > 0.0 && self.want > CLEAR {
            from = from.max(0.0);
        }
        if share < 0.0 && self.want < -CLEAR {
            to = to.min(0.0);
        }
        // There are more plain facts than anything else: where feeling is wanted they would crowd it out.
        if share > FELT {
            from = from.max(f64::from(PLAIN));
        } else if share < -FELT {
            to = to.min(-f64::from(PLAIN));
        }
        (from, to)
    }

    /// Where to look for a clause near this valence: among those on the topic first.
    fn look(&self, role: Role, from: f64, to: f64) -> Look {
        let Brief { channel, category, product, .. } = *self.brief;
        let whole = self.bank.list(category, role, channel, product);
        let thread = self.topic.map(|topic| self.bank.thread_of(category, topic, role, channel, product));
        let near = thread.filter(|list| list.len > 0).map(|list| self.window(list, from, to)).unwrap_or_default();
        Look { near, whole, from, to }
    }

    /// A clause near this valence that is new to the text and has room.
    pub(super) fn pick(&mut self, role: Role, from: f64, to: f64, taken: &Taken) -> Option<u16> {
        let look = self.look(role, from, to);
        self.find(&look, taken)
    }

    /// A clause from where it was looked for that is new to the text and has room.
    fn find(&mut self, look: &Look, taken: &Taken) -> Option<u16> {
        self.one_of(&look.near, taken).or_else(|| self.one_of(&self.window(look.whole, look.from, look.to), taken))
    }

    /// One of a part of a list, if it is soon found.
    fn one_of(&mut self, window: &Range<usize>, taken: &Taken) -> Option<u16> {
        let ids = &self.bank.ids[window.clone()];
        if ids.is_empty() {
            return None;
        }
        for _ in 0..6 {
            let id = ids[self.draws.below(ids.len() as u32) as usize];
            if self.is_free(id, taken) {
                return Some(id);
            }
        }
        None
    }

    /// Whether a clause is new to the text and there is room for it.
    fn is_free(&self, id: u16, taken: &Taken) -> bool {
        let is_new = taken.iter().fold(true, |is_new, &other| is_new & (other != id));
        is_new & (usize::from(self.bank.clauses[id as usize].longest) < self.room)
    }

    /// The part of a list between two valences, and the nearest few at least.
    pub(super) fn window(&self, list: List, from: f64, to: f64) -> Range<usize> {
        let keys = &self.bank.keys[list.range()];
        let share = (from + to) / 2.0;
        let bounds = self.bounds();
        // Where feeling is wanted, the nearest few are not plain facts, if there is anything else.
        let plain = f64::from(PLAIN);
        let felt = (if from >= plain { plain } else { bounds.0 }, if to <= -plain { -plain } else { bounds.1 });
        let key = |(from, to): (f64, f64)| [not_below(from), above(to)];
        let ([felt_from, felt_to], [wanted_from, wanted_to]) = (key(felt), key((from, to)));
        let [mut least, mut most, low, high] = below(keys, [felt_from, felt_to, wanted_from, wanted_to]);
        if least >= most {
            [least, most] = below(keys, key(bounds));
        }
        let wanted = low.clamp(least, most)..high.clamp(least, most);
        let choice = if wanted.len() < LEAST_CHOICE { nearest(keys, share, &wanted, least..most) } else { wanted };
        list.range().start + choice.start..list.range().start + choice.end
    }

    /// One of the topics a clause speaks of: texts keep to it, while praise and blame together may be for anything.
    pub(super) fn some_topic(&mut self, id: u16) -> Option<usize> {
        let mut topics = self.bank.clauses[id as usize].topics;
        for _ in 0..self.draws.below(topics.count_ones().max(1)) {
            topics &= topics - 1;
        }
        (topics != 0).then_some(topics.trailing_zeros() as usize)
    }

    /// Valences a clause must lie between, whatever else is to choose from: nobody praises and curses in one letter.
    pub(super) fn bounds(&self) -> (f64, f64) {
        match self.want {
            _ if self.brief.mixed => (f64::NEG_INFINITY, f64::INFINITY),
            _ if self.mood == NEUTRAL => (-MILD, MILD),
            want if want > CLEAR => (-MILD / 3.0, f64::INFINITY),
            want if want > 0.0 => (-MILD, want + MILD),
            want if want < -CLEAR => (f64::NEG_INFINITY, MILD / 3.0),
            want => (want - MILD, MILD),
        }
    }

    /// The clause, and its alternatives, that bring the sum to the wanted one.
    pub(super) fn fitting(&mut self, role: Role, taken: &Taken) -> Option<u16> {
        let need = self.need();
        // d compound / d sum = 15 / (S² + 15)^1.5
        let spread = self.want * self.want + 15.0;
        let width = (TOLERANCE * spread * spread.sqrt() / 15.0).min(FREEDOM);
        let (mut best, mut best_miss) = (None, f64::INFINITY);
        let look = self.look(role, need - width, need + width);
        for _ in 0..3 {
            let Some(id) = self.find(&look, taken) else { continue };
            let clause = &self.bank.clauses[id as usize];
            let named = clause.has_product && self.may_name && self.bank.values.feeling_in(self.brief.product) == 0.0;
            for tries in 0..4 {
                let digits = self.made.retried(id, tries);
                let value = self.bank.weigh(clause, digits, self.brief.product, named);
                let miss = libm::fabs(need - value as f64 / NANO);
                if miss < best_miss {
                    best_miss = miss;
                    best = Some((id, tries, named, value));
                }
                if best_miss < 0.5 * width || !clause.feels {
                    break;
                }
            }
            if best_miss < width {
                break;
            }
        }
        let (id, tries, named, valence) = best?;
        (self.made.fit, self.made.tries) = (id, tries);
        self.may_name &= named || !self.bank.clauses[id as usize].has_product;
        self.book_weighed(id, named, valence);
        Some(id)
    }

    /// What follows from the clauses before, whatever they told: new to the text, and there is room for it.
    pub(super) fn follow(&mut self, taken: &Taken) -> Option<u16> {
        let list = self.bank.common(self.mood, Role::Follow, self.brief.channel, self.brief.product);
        for _ in 0..if list.len == 0 { 0 } else { 6 } {
            let id = self.bank.ids[(list.start + self.draws.below(list.len)) as usize];
            let clause = &self.bank.clauses[id as usize];
            let calm = self.mood != NEUTRAL || !clause.feels;
            if calm && self.is_free(id, taken) {
                self.book(id);
                return Some(id);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The nearer of the two neighbours, one by one.
    fn one_by_one(keys: &[f32], share: f64, some: &Range<usize>, bounds: &Range<usize>) -> Range<usize> {
        let (mut low, mut high) = (some.start, some.end);
        while high - low < bounds.len().min(LEAST_CHOICE) {
            let under = if low > bounds.start { share - f64::from(keys[low - 1]) } else { f64::INFINITY };
            let over = if high < bounds.end { f64::from(keys[high]) - share } else { f64::INFINITY };
            if under < over {
                low -= 1;
            } else {
                high += 1;
            }
        }
        low..high
    }

    proptest! {
        #[test]
        fn the_nearest_keys_are_those_found_one_by_one(
            mut keys in proptest::collection::vec(-40_i32..40, 1..60),
            share in -20.0..20.0_f64,
            ends in proptest::array::uniform4(0.0..1.0_f64),
        ) {
            keys.sort_unstable();
            let keys: Vec<f32> = keys.iter().map(|&key| key as f32 * 0.37).collect();
            let mut at = ends.map(|part| (part * (keys.len() + 1) as f64) as usize);
            at.sort_unstable();
            let [least, low, high, most] = at;
            // What is wanted lies around the share, and what is nearest to it comes from both sides.
            let share = if low > 0 { share.max(keys[low - 1].into()) } else { share };
            let share = if high < keys.len() { share.min(keys[high].into()) } else { share };
            let some = low..high.min(low + LEAST_CHOICE - 1);
            let bounds = least..most.max(some.end);
            prop_assert_eq!(nearest(&keys, share, &some, bounds.clone()), one_by_one(&keys, share, &some, &bounds));
        }
    }
}
