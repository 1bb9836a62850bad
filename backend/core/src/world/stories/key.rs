//! The answer key: what is planted in a dataset, and what the finished rows show of it.

use super::reveal::Tally;
use super::sql;
use crate::calendar::{Day, Month};
use crate::vocabulary::{Metric, Segment, Story, Strength};
use crate::world::staff::write_staff_name;

/// One story of the answer key.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Which story, with its words: see [`Story::entry`].
    pub story: Story,
    /// How clearly it was to show.
    pub strength: Strength,
    /// Columns of the tables and the value that says where it is.
    pub place: Vec<(&'static str, String)>,
    /// The month it begins; none where it was always so.
    pub onset: Option<Month>,
    /// The first day of it.
    pub begins: Option<Day>,
    /// The effect it was to have, in the unit of the story.
    pub planted_effect: f64,
    /// What the same comparison gives without the story, on average.
    pub usual_effect: f64,
    /// The effect in the finished rows; none where too few rows are there to say.
    pub achieved_effect: Option<f64>,
    /// How many standard errors the effect lies from the usual, positive in the story's direction.
    pub z: Option<f64>,
    /// A query that shows it, in DuckDB's dialect, over the CSV files.
    pub sql: String,
}

/// The answers of a dataset whose blocks were all counted.
#[must_use]
pub fn answers(tally: &Tally) -> Vec<Answer> {
    let stories = tally.stories();
    let answer = |index: usize| {
        let planted = &stories.planted[index];
        let found = tally.found(index);
        let mut owner = String::new();
        if let Some(colleague) = planted.owner {
            write_staff_name(stories.seed, colleague.id(), colleague.region(), &mut owner);
        }
        let mut place: Vec<(&'static str, String)> = Vec::new();
        if planted.owner.is_some() {
            place.push(("owner", owner.clone()));
        } else {
            place.extend(planted.place.columns().map(|(column, value)| (column, value.to_owned())));
        }
        let also = match planted.story {
            Story::BadRelease => Some(("category", "Product Quality")),
            Story::ReferralEdge => Some(("source", "Referral")),
            Story::Outage => Some(("channel", "Support Ticket")),
            Story::SurveyWording => Some(("channel", "Survey")),
            Story::SimpsonsParadox => Some(("segment", Segment::Enterprise.name())),
            _ => None,
        };
        place.extend(also.map(|(column, value)| (column, value.to_owned())));
        Answer {
            story: planted.story,
            strength: planted.strength,
            place,
            onset: (planted.from != Day::NONE).then(|| planted.from.month()),
            begins: (planted.from != Day::NONE).then_some(planted.from),
            planted_effect: planted.expected_effect,
            usual_effect: planted.usual_effect,
            achieved_effect: found.map(|found| found.effect),
            z: found.map(|found| found.z),
            sql: sql::query(stories, planted, &owner),
        }
    };
    (0..stories.planted.len()).map(answer).collect()
}

impl Answer {
    /// What it moves most.
    #[must_use]
    pub fn metric(&self) -> Metric {
        self.story.entry().metric
    }
}
