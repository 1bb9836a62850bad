//! What is measured, in which unit, and the smallest effect worth telling.

pub use crate::vocabulary::Metric;

impl Metric {
    /// The unit of its values and effects, for people who read numbers.
    #[must_use]
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Sentiment => "points of the sentiment score, which goes from -1 to 1",
            Self::Nps => "points of the net promoter score, which goes from -100 to 100",
            Self::CategoryShare | Self::UnresolvedShare | Self::WinRate | Self::LossReasonShare => "share, from 0 to 1",
            Self::ResponseTime | Self::CycleLength => {
                "natural logarithm of hours or days; effects: 0.69 is twice as long, -0.69 half"
            }
            Self::ChurnRate | Self::ExpansionRate | Self::FeedbackVolume => {
                "events a customer and month; effects are natural logarithms of ratios: 0.69 is twice as often"
            }
            Self::Discount => "percent",
        }
    }

    /// Whether it is a share of rows: each is in it or not.
    pub(crate) const fn is_share(self) -> bool {
        matches!(self, Self::CategoryShare | Self::UnresolvedShare | Self::WinRate | Self::LossReasonShare)
    }

    /// The smallest effect worth telling: the specification's, in the metric's own unit; the last four are chosen.
    pub(super) const fn least(self) -> f64 {
        match self {
            Self::Sentiment => 0.12,
            Self::CategoryShare | Self::UnresolvedShare | Self::LossReasonShare => 0.08,
            Self::ResponseTime => 0.25,
            Self::ChurnRate | Self::ExpansionRate => 0.40,
            Self::WinRate => 0.10,
            Self::Nps => 7.0,
            Self::FeedbackVolume => 0.25,
            Self::CycleLength => 0.20,
            Self::Discount => 3.0,
        }
    }
}
