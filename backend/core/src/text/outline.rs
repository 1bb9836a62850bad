//! What texts of a few clauses look like: worked out while this is compiled, as there are few plans and many texts.

use super::bank::Role::{self, Ask, Evidence, Follow, Impact, Note, Short, Story};

/// Most clauses of content in a text.
pub(crate) const MOST_CLAUSES: usize = 8;

/// Which clauses to take, in this order, until the text is long enough; the number says where each stands.
pub(super) type Plan = [(Role, u8); MOST_CLAUSES];

/// A plan, and what texts of so many of its clauses look like.
#[derive(Clone, Copy)]
pub(crate) struct Outline {
    /// In the order they are taken.
    pub(crate) roles: [Role; MOST_CLAUSES],
    /// For texts of one clause, of two, and so on.
    pub(crate) shapes: [Shape; MOST_CLAUSES],
}

/// What a text of a few clauses of content looks like.
#[derive(Clone, Copy)]
pub(crate) struct Shape {
    /// The clauses in the order they stand in; only the first [`Self::count`] count.
    pub(crate) order: [Role; MOST_CLAUSES],
    pub(crate) count: usize,
    /// Places in the order they are chosen. The clause that is chosen last makes the feeling of the whole come out: a
    /// pliable one if there is any.
    pub(crate) turns: [u8; MOST_CLAUSES],
    /// The same for texts of praise and blame, which both come first.
    pub(crate) turns_mixed: [u8; MOST_CLAUSES],
    /// How many share the feeling of the text: what follows from others has none of its own.
    pub(crate) feeling: usize,
    /// The place of the second thing that is told, if any.
    pub(crate) second: Option<usize>,
}

impl Shape {
    const fn of(plan: &Plan, count: usize) -> Self {
        let mut order = *plan;
        // By the place where they stand.
        let mut i = 1;
        while i < count {
            let mut j = i;
            while j > 0 && order[j - 1].1 > order[j].1 {
                (order[j - 1], order[j]) = (order[j], order[j - 1]);
                j -= 1;
            }
            i += 1;
        }
        let none = [0; MOST_CLAUSES];
        let mut shape =
            Self { order: [Short; MOST_CLAUSES], count, turns: none, turns_mixed: none, feeling: 0, second: None };
        let (mut told, mut i) = (0, 0);
        while i < MOST_CLAUSES {
            let role = order[i].0;
            shape.order[i] = role;
            if i < count {
                shape.feeling += !matches!(role, Follow) as usize;
                told += matches!(role, Story | Evidence | Note) as usize;
                if told == 2 && shape.second.is_none() {
                    shape.second = Some(i);
                }
            }
            i += 1;
        }
        shape.turns = shape.turns_with_last(shape.fitting_from(0));
        shape.turns_mixed = shape.turns_with_last(shape.fitting_from(if count > 2 { 2 } else { count - 1 }));
        shape
    }

    /// All places in order, but for the one that comes last.
    const fn turns_with_last(&self, last: usize) -> [u8; MOST_CLAUSES] {
        let mut turns = [0; MOST_CLAUSES];
        let (mut place, mut turn) = (0, 0);
        while place < self.count {
            if place != last {
                turns[turn] = place as u8;
                turn += 1;
            }
            place += 1;
        }
        turns[turn] = last as u8;
        turns
    }

    /// The last pliable clause from this place on, or else the last with a feeling of its own, or else the last.
    const fn fitting_from(&self, first: usize) -> usize {
        let mut found = self.count - 1;
        let (mut pliable, mut i) = (false, first);
        while i < self.count {
            let bends = matches!(self.order[i], Impact | Ask);
            if bends || (!pliable && !matches!(self.order[i], Follow)) {
                found = i;
            }
            pliable |= bends;
            i += 1;
        }
        found
    }
}

/// Works out what texts of these plans look like.
pub(super) const fn outlines<const N: usize>(plans: [Plan; N]) -> [Outline; N] {
    let unknown = Shape::of(&[(Short, 0); MOST_CLAUSES], 1);
    let mut outlines = [Outline { roles: [Short; MOST_CLAUSES], shapes: [unknown; MOST_CLAUSES] }; N];
    let mut p = 0;
    while p < N {
        let mut i = 0;
        while i < MOST_CLAUSES {
            outlines[p].roles[i] = plans[p][i].0;
            outlines[p].shapes[i] = Shape::of(&plans[p], i + 1);
            i += 1;
        }
        p += 1;
    }
    outlines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_stands_in_the_order_of_the_plan_and_knows_its_clauses() {
        let plan = [
            (Evidence, 10),
            (Ask, 90),
            (Impact, 30),
            (Follow, 60),
            (Evidence, 20),
            (Follow, 70),
            (Evidence, 40),
            (Impact, 50),
        ];
        let [outline] = outlines([plan]);
        let shape = |count: usize| {
            let Shape { order, turns, turns_mixed, feeling, second, .. } = outline.shapes[count - 1];
            (order[..count].to_vec(), turns[count - 1], turns_mixed[count - 1], feeling, second)
        };
        assert_eq!(shape(1), (vec![Evidence], 0, 0, 1, None));
        assert_eq!(shape(2), (vec![Evidence, Ask], 1, 1, 2, None));
        assert_eq!(shape(4), (vec![Evidence, Impact, Follow, Ask], 3, 3, 3, None));
        // Something pliable that comes later is better than what comes last.
        assert_eq!(shape(6), (vec![Evidence, Evidence, Impact, Follow, Follow, Ask], 5, 5, 4, Some(1)));
        let [calm] = outlines([[
            (Story, 10),
            (Follow, 90),
            (Follow, 80),
            (Impact, 30),
            (Story, 50),
            (Follow, 95),
            (Follow, 85),
            (Ask, 70),
        ]]);
        assert_eq!([1, 2, 3].map(|i| calm.shapes[i].turns[i]), [0, 0, 1]);
        assert_eq!((calm.shapes[4].second, calm.shapes[4].turns_mixed), (Some(2), [0, 1, 3, 4, 2, 0, 0, 0]));
    }
}
