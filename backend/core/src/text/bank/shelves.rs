//! Which clauses suit which text: lists by category, role, channel and product, in order of their feeling.

use super::parse::Source;
use super::{Bank, NANO, Role, Stance};
use crate::vocabulary::{Category, Channel, Product};
use std::collections::BTreeMap;
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

/// The eight categories, then the common clauses for texts of negative, neutral and positive mood.
const SHELVES: usize = Category::COUNT + 3;

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
        for shelf in 0..SHELVES {
            for &role in Role::ALL {
                let mut mine: Vec<u16> = (0..sources.len() as u16)
                    .filter(|&i| sources[i as usize].role == role && on_shelf(&sources[i as usize], shelf))
                    .collect();
                mine.sort_by_key(|&i| (self.clauses[i as usize].base, i));
                let mut intern = |bank: &mut Self, ids: Vec<u16>| {
                    *known.entry(ids.clone()).or_insert_with(|| {
                        let list = List { start: bank.ids.len() as u32, len: ids.len() as u32 };
                        bank.keys.extend(ids.iter().map(|&i| (bank.clauses[i as usize].base as f64 / NANO) as f32));
                        bank.ids.extend(ids);
                        list
                    })
                };
                let open = |i: &&u16| sources[**i as usize].channels & sources[**i as usize].products == u8::MAX;
                let few = |i: &u16| role == Role::Short && self.clauses[*i as usize].words <= FEW_WORDS;
                let (brief, lengthy) = mine.iter().filter(open).copied().partition(few);
                let lists = [intern(self, lengthy), intern(self, brief)];
                self.general.push(lists[0]);
                self.brief.push(lists[1]);
                for channel in 0..Channel::COUNT {
                    for product in 0..Product::COUNT {
                        let fits = |i: &&u16| {
                            let source = &sources[**i as usize];
                            source.channels & (1 << channel) != 0 && source.products & (1 << product) != 0
                        };
                        let list = intern(self, mine.iter().filter(fits).copied().collect());
                        self.lists.push(list);
                        let list = intern(self, mine.iter().filter(fits).filter(|i| !open(i)).copied().collect());
                        self.special.push(list);
                    }
                }
            }
        }
    }

    /// Collects the leads and tags each channel may use.
    pub(super) fn collect_decorations(&mut self, sources: &[Source]) {
        for channel in 0..Channel::COUNT {
            for (i, (source, clause)) in sources.iter().zip(&self.clauses).enumerate() {
                if matches!(source.role, Role::Lead | Role::Tag) && source.channels & (1 << channel) != 0 {
                    let mine = &mut self.decorations[channel][usize::from(clause.has_product)];
                    let upto = mine.combinations() + clause.combinations.min(DECORATION_CAP) as u32;
                    mine.upto.push((i as u16, upto));
                }
            }
        }
    }

    /// Leads and tags of a channel that speak of the product, or that do not.
    #[inline]
    pub(crate) fn decorations(&self, channel: Channel, with_product: bool) -> &Decorations {
        &self.decorations[channel.index()][usize::from(with_product)]
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

    /// Short clauses of few words of a category that suit every channel and product.
    #[inline]
    pub(crate) fn brief(&self, category: Category, role: Role) -> List {
        self.brief[category.index() * Role::ALL.len() + role as usize]
    }
}
