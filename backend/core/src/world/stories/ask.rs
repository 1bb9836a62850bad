//! What a recipe says about stories.

use core::fmt;

use crate::calendar::Month;
use crate::vocabulary::{Industry, Product, Region, Segment, Story, Strength};

/// One entry of a recipe's list of stories.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Wanted {
    /// Some stories that the seed picks.
    Surprise,
    /// This story.
    Story(Ask),
}

/// A story, with what somebody fixed about it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ask {
    /// Which story.
    pub story: Story,
    /// How clearly it shows.
    pub strength: Strength,
    /// Where it happens; what is open is drawn from the seed.
    pub place: Place,
    /// The month it begins; drawn from the seed if open.
    pub onset: Option<Month>,
}

impl Ask {
    /// A story with nothing fixed about it.
    #[must_use]
    pub const fn new(story: Story, strength: Strength) -> Self {
        Self { story, strength, place: Place::ANYWHERE, onset: None }
    }
}

/// Where a story happens: columns with a value. What is not set is drawn, or has no part in the story.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Customers of this region.
    pub region: Option<Region>,
    /// Customers of this segment.
    pub segment: Option<Segment>,
    /// Customers of this industry.
    pub industry: Option<Industry>,
    /// Feedback about this product.
    pub product: Option<Product>,
}

impl Place {
    /// Nothing is fixed.
    pub const ANYWHERE: Self = Self { region: None, segment: None, industry: None, product: None };

    /// Columns and values, in the order of the columns.
    pub fn columns(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        [
            ("region", self.region.map(Region::name)),
            ("segment", self.segment.map(Segment::name)),
            ("industry", self.industry.map(Industry::name)),
            ("product", self.product.map(Product::name)),
        ]
        .into_iter()
        .filter_map(|(column, value)| Some((column, value?)))
    }

    /// The values set here, and those of `other` where nothing is set here.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            region: self.region.or(other.region),
            segment: self.segment.or(other.segment),
            industry: self.industry.or(other.industry),
            product: self.product.or(other.product),
        }
    }
}

/// As a form or an address has it: `price-rise:obvious:region=Europe:onset=2026-01`.
impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Story(ask) = self else { return f.write_str(SURPRISE) };
        write!(f, "{}:{}", ask.story, ask.strength)?;
        for (column, value) in ask.place.columns() {
            write!(f, ":{column}={value}")?;
        }
        ask.onset.map_or(Ok(()), |onset| write!(f, ":onset={onset}"))
    }
}

/// The word that asks for stories picked by the seed.
pub const SURPRISE: &str = "surprise";
