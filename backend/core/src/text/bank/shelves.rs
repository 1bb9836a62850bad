//! Which clauses suit which text: lists by category, role, channel and product, in order of their feeling.

use super::parse::{BankError, Source, TopicSource};
use super::{Bank, NANO, Role, Stance};
use crate::vocabulary::{Category, Channel, Product};
use core::hint::select_unpredictable;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Clauses of one use, by ascending base valence.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct List {
    pub(crate) start: u32,
    pub(crate) len: u32,
}

impl List {
    /// Where it lies in [`Bank::ids`] and [`Bank::keys`].
    pub(crate) fn range(self) -> Range<usize> {
        self.start as usize..(self.start + self.len) as usize
    }
}

/// How many of some keys in ascending order are below each of the bounds. They are sought side by side: none waits for
/// another, and how long the list is surprises the processor once.
#[inline]
pub(crate) fn below<const N: usize>(keys: &[f32], bounds: [f32; N]) -> [usize; N] {
    let mut at = [0; N];
    let mut left = keys.len();
    if left == 0 {
        return at;
    }
    while left > 1 {
        let half = left / 2;
        for (at, bound) in at.iter_mut().zip(bounds) {
            *at = select_unpredictable(keys[*at + half] < bound, *at + half, *at);
        }
        left -= half;
    }
    for (at, bound) in at.iter_mut().zip(bounds) {
        *at += usize::from(keys[*at] < bound);
    }
    at
}

/// The least key that is not below `bound`: keys below either are the same.
#[inline]
pub(crate) fn not_below(bound: f64) -> f32 {
    let near = bound as f32 + 0.0;
    raised(near, f64::from(near) < bound)
}

/// The least key above `bound`: keys below it are those up to the bound.
#[inline]
pub(crate) fn above(bound: f64) -> f32 {
    let near = bound as f32 + 0.0;
    raised(near, f64::from(near) <= bound)
}

/// A number that is not −0, or the next larger one; infinity stays. Without a branch, unlike [`f32::next_up`].
#[inline]
fn raised(number: f32, to_next: bool) -> f32 {
    // Integers in the order of the numbers whose bits they are, and back.
    let turned = |bits: i32| bits ^ (((bits >> 31) as u32) >> 1) as i32;
    let next = turned(number.to_bits() as i32) + i32::from(to_next);
    f32::from_bits(turned(next.min(f32::INFINITY.to_bits() as i32)) as u32)
}

/// Leads and tags of a channel.
#[derive(Debug, Default)]
pub(crate) struct Decorations {
    /// Clause, and how many combinations of it and those before are used.
    pub(crate) upto: Vec<(u16, u32)>,
}

impl Decorations {
    /// How many different decorations there are.
    pub(crate) fn combinations(&self) -> u32 {
        self.upto.last().map_or(0, |&(_, upto)| upto)
    }

    /// The clause of a decoration, and which of its combinations.
    pub(crate) fn pick(&self, at: u32) -> (u16, u32) {
        let i = self.upto.partition_point(|&(_, upto)| upto <= at);
        (self.upto[i].0, at - if i > 0 { self.upto[i - 1].1 } else { 0 })
    }
}

/// Most words of a clause for very short texts; chosen.
const FEW_WORDS: u8 = 7;
/// Combinations of one decoration that are used, so that long-winded ones are not told most often; chosen.
const DECORATION_CAP: u64 = 5_000;

/// Most one-clause texts made of one clause: five of these exceed the numbers of 8,000 customers.
pub(crate) const CLAUSE_CAP: u64 = 215_000;
/// Least forms of a short clause that stands alone, without lead or tag: eight of these exceed the same numbers.
const CRISP_LEAST: u64 = 128_200;
/// Most words of it, where slots count as two; chosen.
const CRISP_WORDS: u8 = 14;
/// Most topics of a category.
pub(crate) const MOST_TOPICS: usize = 6;
/// Roles that keep to a topic: those of content, which stand first.
const THREADED: usize = 6;

/// The eight categories, then the common clauses for texts of negative, neutral and positive mood.
const SHELVES: usize = Category::COUNT + 3;

/// The lists of those of `clauses` that fit, by channel and product; those of the same clauses are asked for once.
fn by_use(clauses: &[u16], sources: &[Source], mut list: impl FnMut(Vec<u16>) -> List) -> Vec<List> {
    let uses = |&i: &u16| (sources[i as usize].channels, sources[i as usize].products);
    let kinds: BTreeSet<(u8, u8)> = clauses.iter().map(uses).collect();
    let mut made: BTreeMap<Vec<(u8, u8)>, List> = BTreeMap::new();
    let pairs = (0..Channel::COUNT).flat_map(|channel| (0..Product::COUNT).map(move |product| (channel, product)));
    pairs
        .map(|(channel, product)| {
            let fits =
                |(channels, products): &(u8, u8)| channels & (1 << channel) != 0 && products & (1 << product) != 0;
            let fitting = kinds.iter().copied().filter(fits).collect();
            *made.entry(fitting).or_insert_with(|| list(clauses.iter().copied().filter(|i| fits(&uses(i))).collect()))
        })
        .collect()
}

/// The stems of the topics of a category with the bit of their topic, by their first byte: most words begin with another.
struct Stems([Vec<(&'static str, u8)>; 256]);

impl Stems {
    fn new(topics: &[&TopicSource]) -> Self {
        let mut stems = [const { Vec::new() }; 256];
        for (i, topic) in topics.iter().enumerate() {
            for &stem in &topic.stems {
                if let Some(&first) = stem.as_bytes().first() {
                    stems[usize::from(first)].push((stem, 1 << i));
                }
            }
        }
        Self(stems)
    }

    /// Bit of each topic of which a stem begins a word of this text.
    fn topics(&self, text: &str) -> u8 {
        let lower = text.to_lowercase();
        let words = lower.split(|c: char| !c.is_alphanumeric() && c != '-');
        words.fold(0, |topics, word| {
            let stems = word.as_bytes().first().map_or(&[][..], |&first| &self.0[usize::from(first)]);
            stems.iter().filter(|(stem, _)| word.starts_with(stem)).fold(topics, |topics, (_, topic)| topics | topic)
        })
    }
}

impl Bank {
    /// Sorts the clauses into lists by use; equal lists are kept once.
    pub(super) fn shelve(&mut self, sources: &[Source]) {
        let on_shelf = |source: &Source, shelf: usize| match source.category {
            Some(category) => category.index() == shelf,
            None => match shelf.checked_sub(Category::COUNT) {
                None => false,
                Some(mood) => match source.stance {
                    Stance::VeryNegative | Stance::Negative => mood == 0,
                    Stance::Neutral => true,
                    Stance::Positive | Stance::VeryPositive => mood == 2,
                },
            },
        };
        let mut known: BTreeMap<Vec<u16>, List> = BTreeMap::new();
        let by_role = Role::ALL.iter().map(|&role| {
            let all = 0..sources.len() as u16;
            all.filter(|&i| sources[i as usize].role == role).collect()
        });
        let by_role: Vec<Vec<u16>> = by_role.collect();
        for shelf in 0..SHELVES {
            for (&role, of_role) in Role::ALL.iter().zip(&by_role) {
                let mut mine = of_role.clone();
                mine.retain(|&i| on_shelf(&sources[i as usize], shelf));
                mine.sort_by_key(|&i| (self.clauses[i as usize].base, i));
                let mut intern =
                    |bank: &mut Self, ids: Vec<u16>| *known.entry(ids.clone()).or_insert_with(|| bank.keep(&ids));
                let open = |i: &&u16| sources[**i as usize].channels & sources[**i as usize].products == u8::MAX;
                let crisp = |i: &u16| {
                    let clause = &self.details[*i as usize];
                    role == Role::Short && clause.words <= CRISP_WORDS && clause.combinations >= CRISP_LEAST
                };
                let few = |i: &u16| role == Role::Short && self.details[*i as usize].words <= FEW_WORDS;
                let (crisp, rest): (Vec<u16>, Vec<u16>) = mine.iter().filter(open).copied().partition(crisp);
                let (brief, lengthy) = rest.into_iter().partition(few);
                let lists = [intern(self, lengthy), intern(self, brief), intern(self, crisp)];
                self.general.push(lists[0]);
                self.brief.push(lists[1]);
                if role == Role::Short {
                    self.crisp.push(lists[2]);
                }
                let special: Vec<u16> = mine.iter().filter(|i| !open(i)).copied().collect();
                let lists = by_use(&mine, sources, |ids| intern(self, ids));
                self.lists.extend(lists);
                let lists = by_use(&special, sources, |ids| intern(self, ids));
                self.special.extend(lists);
            }
        }
    }

    /// Sorts what keeps to a topic into lists of their own.
    pub(super) fn thread(&mut self, sources: &[Source], topics: &[TopicSource]) -> Result<(), BankError> {
        let mut known: BTreeMap<Vec<u16>, List> = BTreeMap::new();
        for &category in Category::ALL {
            let topics: Vec<&TopicSource> = topics.iter().filter(|t| t.category == category).collect();
            if let Some(beyond) = topics.get(MOST_TOPICS) {
                let problem = format!("a category has {MOST_TOPICS} topics at most");
                return Err(BankError { place: beyond.place, problem });
            }
            let stems = Stems::new(&topics);
            for (clause, source) in self.clauses.iter_mut().zip(sources).filter(|(_, s)| s.category == Some(category)) {
                clause.topics = stems.topics(source.text);
            }
            let of_category = (0..sources.len() as u16).filter(|&i| sources[i as usize].category == Some(category));
            let of_category: Vec<u16> = of_category.collect();
            for topic in 0..MOST_TOPICS {
                for &role in &Role::ALL[..THREADED] {
                    let mut mine = of_category.clone();
                    mine.retain(|&i| {
                        let mask = self.clauses[i as usize].topics;
                        sources[i as usize].role == role && (mask == 0 || mask & (1 << topic) != 0)
                    });
                    mine.sort_by_key(|&i| (self.clauses[i as usize].base, i));
                    let lists = by_use(&mine, sources, |ids| match known.get(&ids) {
                        Some(&list) => list,
                        None => {
                            let list = self.keep(&ids);
                            known.insert(ids, list);
                            list
                        }
                    });
                    self.threads.extend(lists);
                }
            }
        }
        Ok(())
    }

    /// Stores a list.
    fn keep(&mut self, ids: &[u16]) -> List {
        let list = List { start: self.ids.len() as u32, len: ids.len() as u32 };
        let keys = ids.iter().map(|&i| (self.clauses[i as usize].base as f64 / NANO) as f32);
        self.keys.extend(keys);
        self.ids.extend(ids);
        list
    }

    /// Collects the leads and tags each channel may use.
    pub(super) fn collect_decorations(&mut self, sources: &[Source]) {
        for channel in 0..Channel::COUNT {
            for (i, (source, (clause, detail))) in
                sources.iter().zip(self.clauses.iter().zip(&self.details)).enumerate()
            {
                if !matches!(source.role, Role::Lead | Role::Tag) || source.channels & (1 << channel) == 0 {
                    continue;
                }
                for after_greeting in [false, true] {
                    if source.role == Role::Tag || !after_greeting {
                        let which = usize::from(clause.has_product) + 2 * usize::from(after_greeting);
                        let mine = &mut self.decorations[channel][which];
                        let upto = mine.combinations() + detail.combinations.min(DECORATION_CAP) as u32;
                        mine.upto.push((i as u16, upto));
                    }
                }
            }
        }
    }

    /// Leads and tags of a channel that speak of the product, or that do not; only tags after a greeting.
    #[inline]
    pub(crate) fn decorations(&self, channel: Channel, with_product: bool, after_greeting: bool) -> &Decorations {
        &self.decorations[channel.index()][usize::from(with_product) + 2 * usize::from(after_greeting)]
    }

    /// Clauses of a category for this role that are not open to every channel and product.
    #[inline]
    pub(crate) fn special(&self, category: Category, role: Role, channel: Channel, product: Product) -> List {
        self.special[Self::shelf(category.index(), role, channel, product)]
    }

    /// Clauses of a category for this role, channel and product.
    #[inline]
    pub(crate) fn list(&self, category: Category, role: Role, channel: Channel, product: Product) -> List {
        self.lists[Self::shelf(category.index(), role, channel, product)]
    }

    /// Common clauses for a text of this mood: 0 negative, 1 neutral, 2 positive.
    #[inline]
    pub(crate) fn common(&self, mood: usize, role: Role, channel: Channel, product: Product) -> List {
        self.lists[Self::shelf(Category::COUNT + mood, role, channel, product)]
    }

    fn shelf(shelf: usize, role: Role, channel: Channel, product: Product) -> usize {
        ((shelf * Role::ALL.len() + role as usize) * Channel::COUNT + channel.index()) * Product::COUNT
            + product.index()
    }

    /// Clauses of a category for this role that suit every channel and product, without the brief ones.
    #[inline]
    pub(crate) fn general(&self, category: Category, role: Role) -> List {
        self.general[category.index() * Role::ALL.len() + role as usize]
    }

    /// Clauses of a category for this role, channel and product that speak of one topic, or of none in particular.
    #[inline]
    pub(crate) fn thread_of(
        &self,
        category: Category,
        topic: usize,
        role: Role,
        channel: Channel,
        product: Product,
    ) -> List {
        let shelf = (category.index() * MOST_TOPICS + topic) * THREADED + role as usize;
        self.threads[(shelf * Channel::COUNT + channel.index()) * Product::COUNT + product.index()]
    }

    /// Short clauses of a category that stand alone and are one of many all the same.
    #[inline]
    pub(crate) fn crisp(&self, category: Category) -> List {
        self.crisp[category.index()]
    }

    /// Short clauses of few words of a category that suit every channel and product.
    #[inline]
    pub(crate) fn brief(&self, category: Category, role: Role) -> List {
        self.brief[category.index() * Role::ALL.len() + role as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn keys_below_some_bounds_are_those_that_a_search_for_each_finds(
            mut keys in proptest::collection::vec(-40_i32..40, 0..70),
            bounds in proptest::array::uniform3(-50.0..50.0_f64),
        ) {
            keys.sort_unstable();
            let keys: Vec<f32> = keys.iter().map(|&key| key as f32 * 0.37).collect();
            let found = below(&keys, bounds.map(not_below));
            prop_assert_eq!(found, bounds.map(|bound| keys.partition_point(|&key| f64::from(key) < bound)));
            let key = keys.get(keys.len() / 2).map_or(bounds[0], |&key| f64::from(key));
            for most in [key, key.next_up(), key.next_down(), bounds[1], -0.0, 0.0, 1e-300, -1e-300, f64::INFINITY, f64::NEG_INFINITY] {
                let found = below(&keys, [not_below(most), above(most)]);
                let is_below = keys.partition_point(|&key| f64::from(key) < most);
                prop_assert_eq!(found, [is_below, keys.partition_point(|&key| f64::from(key) <= most)]);
            }
        }
    }
}
