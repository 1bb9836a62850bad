//! The stories in words for people, and which parts of a dataset each is about.

use crate::vocabulary::{Metric, Story};

/// What a story is, for people who choose one and for people who look for it.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// A few words.
    pub title: &'static str,
    /// Two plain sentences.
    pub what_happened: &'static str,
    /// Where to look, in plain words.
    pub what_to_look_for: &'static str,
    /// What it moves most.
    pub metric: Metric,
    /// Whether that goes up.
    pub up: bool,
    /// What else it moves, and whether that goes up.
    pub also_moves: &'static [(Metric, bool)],
    /// The unit of its effect.
    pub unit: &'static str,
    /// The chart of the dashboard that shows it best.
    pub chart: &'static str,
    /// Columns whose value can be chosen.
    pub place: &'static [&'static str],
    /// Whether it begins in some month.
    pub has_onset: bool,
}

impl Story {
    /// What it is.
    #[must_use]
    pub const fn entry(self) -> &'static Entry {
        &CATALOGUE[self as usize]
    }

    /// 1 where its metric goes up, −1 where it goes down.
    pub(crate) const fn sign(self) -> f64 {
        if self.entry().up { 1.0 } else { -1.0 }
    }
}

const SCORE: &str = "points of the sentiment score, which goes from -1 to 1";
const SHARE: &str = "share, from 0 to 1";
const LOG: &str = "natural logarithm of a ratio: 0.69 is twice as much, -0.69 half";

/// In the order of [`Story::ALL`].
const CATALOGUE: [Entry; Story::COUNT] = [
    Entry {
        title: "A price rise",
        what_happened: "Prices went up for one segment in one region. Two months later these customers began to leave.",
        what_to_look_for: "Sentiment of this region and segment falls and stays low, talk about pricing grows, and more customers leave; the others stay as they were.",
        metric: Metric::Sentiment,
        up: false,
        also_moves: &[(Metric::ChurnRate, true), (Metric::CategoryShare, true), (Metric::Nps, false)],
        unit: SCORE,
        chart: "sentiment-by-region-and-month",
        place: &["region", "segment"],
        has_onset: true,
    },
    Entry {
        title: "A bad release",
        what_happened: "A new version of one product had many faults. It took three months to repair them.",
        what_to_look_for: "For three months, far more feedback on this product is about product quality, and it sounds worse; then both return.",
        metric: Metric::CategoryShare,
        up: true,
        also_moves: &[(Metric::Sentiment, false), (Metric::Nps, false), (Metric::ChurnRate, true)],
        unit: SHARE,
        chart: "topics-by-month",
        place: &["product"],
        has_onset: true,
    },
    Entry {
        title: "A star rep",
        what_happened: "One sales person wins far more of their deals than the colleagues. It is no luck: there are many deals, of all kinds.",
        what_to_look_for: "In a chart of the win rate by owner, look at those with many closed deals: one of them wins a far larger share than all others taken together.",
        metric: Metric::WinRate,
        up: true,
        also_moves: &[],
        unit: SHARE,
        chart: "win-rate-by-owner",
        place: &["region"],
        has_onset: false,
    },
    Entry {
        title: "Slow support",
        what_happened: "In one region the support team lost people, and first answers take about twice as long. Customers there notice.",
        what_to_look_for: "The usual time to the first answer jumps in one region in one month and stays high; sentiment there sinks a little.",
        metric: Metric::ResponseTime,
        up: true,
        also_moves: &[(Metric::Sentiment, false), (Metric::Nps, false), (Metric::UnresolvedShare, true)],
        unit: LOG,
        chart: "response-time-by-month",
        place: &["region"],
        has_onset: true,
    },
    Entry {
        title: "Better onboarding",
        what_happened: "From one month on, new customers get a better start. They are happier than those who started before, and fewer leave early.",
        what_to_look_for: "Group customers by the quarter they started in: the later groups sound better in their first year, and lose fewer customers.",
        metric: Metric::Sentiment,
        up: true,
        also_moves: &[(Metric::ChurnRate, false), (Metric::Nps, true)],
        unit: SCORE,
        chart: "churn-by-cohort",
        place: &[],
        has_onset: true,
    },
    Entry {
        title: "A new competitor",
        what_happened: "A rival began to sell to one industry. We win fewer deals there, and lose half of the others to competitors.",
        what_to_look_for: "The win rate of one industry drops from one month on, one competitor's name turns up in most of its deals, and the loss reason Competitor grows.",
        metric: Metric::WinRate,
        up: false,
        also_moves: &[(Metric::LossReasonShare, true)],
        unit: SHARE,
        chart: "win-rate-by-month",
        place: &["industry"],
        has_onset: true,
    },
    Entry {
        title: "Discounts at the end of the quarter",
        what_happened: "To reach their targets, sales people give large discounts in the last days of each quarter. Customers who were bought that way leave sooner.",
        what_to_look_for: "Customers whose first deal was won in the last two weeks of a quarter with 10% off or more leave more often than all others.",
        metric: Metric::ChurnRate,
        up: true,
        also_moves: &[(Metric::Discount, true), (Metric::WinRate, true)],
        unit: LOG,
        chart: "churn-by-cohort",
        place: &[],
        has_onset: false,
    },
    Entry {
        title: "Referrals are better",
        what_happened: "Deals that come from a referral are won more often than others. They also take less time.",
        what_to_look_for: "By source, referrals have by far the highest win rate and the shortest sales cycle.",
        metric: Metric::WinRate,
        up: true,
        also_moves: &[(Metric::CycleLength, false)],
        unit: SHARE,
        chart: "win-rate-by-source",
        place: &[],
        has_onset: false,
    },
    Entry {
        title: "Accounts change hands",
        what_happened: "The teams of one region were put together anew, and most customers got another account manager within a month. For three months many questions stayed open.",
        what_to_look_for: "Count days from account_manager_since: after the change, sentiment falls for 90 days and more matters stay unresolved.",
        metric: Metric::Sentiment,
        up: false,
        also_moves: &[(Metric::UnresolvedShare, true), (Metric::ChurnRate, true), (Metric::Nps, false)],
        unit: SCORE,
        chart: "sentiment-by-region-and-month",
        place: &["region"],
        has_onset: true,
    },
    Entry {
        title: "An outage",
        what_happened: "The service was down for two days. For five days support got several times the usual number of tickets, and answers took three times as long.",
        what_to_look_for: "Count support tickets by day: a few days stand out, most of these tickets are about performance, and their answers are slow.",
        metric: Metric::FeedbackVolume,
        up: true,
        also_moves: &[(Metric::ResponseTime, true), (Metric::Sentiment, false), (Metric::CategoryShare, true)],
        unit: LOG,
        chart: "feedback-volume",
        place: &[],
        has_onset: true,
    },
    Entry {
        title: "The largest accounts go quiet",
        what_happened: "From one month on, the largest customers write far less and buy little more. They do not complain: they are losing interest.",
        what_to_look_for: "Feedback by month for the largest segment drops although its customers are still there; set the last activity date beside the revenue.",
        metric: Metric::FeedbackVolume,
        up: false,
        also_moves: &[(Metric::ExpansionRate, false), (Metric::Sentiment, false)],
        unit: LOG,
        chart: "feedback-volume",
        place: &["segment"],
        has_onset: true,
    },
    Entry {
        title: "An integration that sells",
        what_happened: "An integration for one industry came out. Customers of this industry buy more of what they have.",
        what_to_look_for: "Won expansions for each customer and month grow in one industry from one month on, and in no other.",
        metric: Metric::ExpansionRate,
        up: true,
        also_moves: &[],
        unit: LOG,
        chart: "won-revenue",
        place: &["industry"],
        has_onset: true,
    },
    Entry {
        title: "Another wording in the survey",
        what_happened: "The question of the survey was worded differently, and people give fewer points. Nothing else changed: this one is a false alarm.",
        what_to_look_for: "The net promoter score drops in one month, while sentiment, churn and everything else stay as they were.",
        metric: Metric::Nps,
        up: false,
        also_moves: &[],
        unit: "points of the net promoter score, which goes from -100 to 100",
        chart: "nps-trend",
        place: &[],
        has_onset: true,
    },
    Entry {
        title: "The rep who only looks weak",
        what_happened: "One sales person works mostly on large companies, where everybody wins less. Within each segment they do better than their colleagues.",
        what_to_look_for: "Compare win rates by owner, first over all deals, then for Enterprise and the other segments apart: the order turns around.",
        metric: Metric::WinRate,
        up: true,
        also_moves: &[],
        unit: SHARE,
        chart: "win-rate-by-owner",
        place: &["region"],
        has_onset: false,
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_story_is_told_in_two_plain_sentences() {
        for &story in Story::ALL {
            let entry = story.entry();
            let sentences = entry.what_happened.matches(['.', '!']).count();
            assert!(entry.what_happened.ends_with('.') && sentences == 2, "{story}: {sentences}");
            assert!(entry.what_to_look_for.ends_with('.') && entry.title.len() < 40, "{story}");
            assert!(entry.also_moves.iter().all(|&(metric, _)| metric != entry.metric), "{story}");
        }
    }
}
