//! The closed lists of words, as JSON strings with their own schemas.

use std::borrow::Cow;

use crmgen_core::columns::Table;
use crmgen_core::vocabulary as core;
use serde::{Serialize, Serializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::files::Format;

macro_rules! names {
    ($($(#[doc = $meaning:literal])+ $name:ident($inner:ty) = $schema:literal;)+) => {$(
        $(#[doc = $meaning])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) struct $name(pub(crate) $inner);

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.0.name())
            }
        }

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .description(Some(concat!($($meaning),+).trim()))
                    .enum_values(Some(<$inner>::ALL.iter().map(|value| value.name())))
                    .into()
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed($schema)
            }
        }
    )+};
}

names! {
    /// A part of the world.
    RegionName(core::Region) = "Region";
    /// A size class of companies.
    SegmentName(core::Segment) = "Segment";
    /// What a company does.
    IndustryName(core::Industry) = "Industry";
    /// A business story that can be planted.
    StoryName(core::Story) = "Story";
    /// How clearly a story shows.
    StrengthName(core::Strength) = "Strength";
    /// What a story moves, or a finding is about.
    MetricName(core::Metric) = "Metric";
    /// One of the three tables.
    TableName(Table) = "TableName";
    /// A kind of file for one table.
    FileFormat(Format) = "FileFormat";
}

/// The names of a list of core values.
pub(crate) fn wrapped<T: Copy, N>(values: &[T], wrap: impl Fn(T) -> N) -> Vec<N> {
    values.iter().map(|value| wrap(*value)).collect()
}
