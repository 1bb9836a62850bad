//! Business stories that a dataset can carry: a price rise, a bad release, a star rep.
//!
//! [`catalogue`] tells people what each is, [`ask`] is what a recipe says about it, `cast` decides where and when it
//! happens, the planner how large it has to be to be seen in a dataset of this size, `levers` are what the
//! model consults while accounts live, [`reveal`] measures the finished rows, and [`key`] puts it all into the answer
//! key. A dataset without stories takes none of these paths, and has the bytes it would have without them.

pub mod ask;
pub(crate) mod cast;
pub mod catalogue;
mod expect;
pub mod key;
pub(crate) mod levers;
mod moments;
pub mod planner;
pub mod reveal;
mod sql;

use crate::calendar::Day;
use crate::vocabulary::{Competitor, Story, Strength};
use crate::world::account::{Profile, StaffId};
pub use ask::{Ask, Place, Wanted};

/// One story as it happens in one dataset.
#[derive(Clone, Debug, PartialEq)]
pub struct Planted {
    pub(crate) story: Story,
    pub(crate) strength: Strength,
    pub(crate) place: Place,
    /// The first day of it; [`Day::NONE`] where it has no start.
    pub(crate) from: Day,
    /// How far the levers of the table in the model are pulled: 1 as they stand there.
    pub(crate) lift: f64,
    /// The block of the colleague it is about.
    pub(crate) block: u64,
    /// The colleague it is about.
    pub(crate) owner: Option<StaffId>,
    /// Share of the deals in reach that go to this colleague: of Enterprise customers, and of the others.
    pub(crate) share: [f64; 2],
    /// The rival it is about.
    pub(crate) competitor: Competitor,
    /// What the reveal should find, and what it would find without the story.
    pub(crate) expected_effect: f64,
    pub(crate) usual_effect: f64,
    pub(crate) expected_z: f64,
}

/// The stories of a dataset, with what they need to know of its dates.
#[derive(Clone, Debug, PartialEq)]
pub struct Stories {
    pub(crate) seed: u64,
    pub(crate) start: Day,
    pub(crate) as_of: Day,
    pub(crate) planted: Vec<Planted>,
}

impl Stories {
    /// No story, in a dataset of these dates.
    pub(crate) fn none(seed: u64, start: Day, as_of: Day) -> Self {
        Self { seed, start, as_of, planted: Vec::new() }
    }

    /// Whether none is planted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.planted.is_empty()
    }

    /// The stories, in the order of the recipe; surprises last.
    #[must_use]
    pub fn planted(&self) -> &[Planted] {
        &self.planted
    }

    /// The stories that reach an account.
    #[inline]
    pub(crate) fn reaching(&self, who: &Profile) -> Reach<'_> {
        let mut mask = 0;
        for (i, planted) in self.planted.iter().enumerate() {
            mask |= u32::from(planted.reaches(who)) << i;
        }
        Reach { stories: self, mask }
    }

    /// The day a planted hand-over gives an account to another manager, if one does.
    #[inline]
    pub(crate) fn handed_over(&self, who: &Profile) -> Option<Day> {
        self.planted
            .iter()
            .find(|planted| planted.story == Story::Handover && planted.reaches(who))
            .and_then(|planted| planted.handover_day(self.seed, who))
    }
}

impl Planted {
    /// Which story.
    #[must_use]
    pub fn story(&self) -> Story {
        self.story
    }

    /// The effect its reveal should find, in the unit of the story.
    #[must_use]
    pub fn expected_effect(&self) -> f64 {
        self.expected_effect
    }

    /// The z its reveal should have, by the planner.
    #[must_use]
    pub fn expected_z(&self) -> f64 {
        self.expected_z
    }

    /// How far the levers are pulled, 1 being the table of the model.
    #[must_use]
    pub fn lift(&self) -> f64 {
        self.lift
    }
}

/// The stories that reach one account: cheap to pass on, and cheap to ask when there are none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reach<'a> {
    pub(crate) stories: &'a Stories,
    mask: u32,
}

impl<'a> Reach<'a> {
    /// Whether no story reaches the account.
    #[inline]
    pub(crate) fn none(self) -> bool {
        self.mask == 0
    }

    /// The stories that do.
    #[inline]
    pub(crate) fn iter(self) -> impl Iterator<Item = &'a Planted> {
        let Self { stories, mask } = self;
        stories.planted.iter().enumerate().filter(move |(i, _)| mask >> i & 1 == 1).map(|(_, planted)| planted)
    }
}
