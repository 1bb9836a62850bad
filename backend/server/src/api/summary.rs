//! The numbers behind the dashboard.

use actix_web::get;
use actix_web::web::{Data, Json};
use crmgen_core::calendar::Month;
use crmgen_core::cube::Filter;
use crmgen_core::recipe::Recipe;
use crmgen_core::vocabulary::{Industry, Region, Segment};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::summary_charts::{Charts, charts};
use super::summary_kpis::{ComparisonDto, Kpis, PeriodDto, kpis};
use super::vocabulary::{IndustryName, RegionName, SegmentName, wrapped};
use super::{Named, compute};
use crate::app::Shared;
use crate::dataset::Dataset;
use crate::input::{QueryPairs, QueryReader};
use crate::problem::{ApiError, Problem};

/// The numbers of a dashboard.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Summary)]
pub(crate) struct SummaryDto {
    /// Which dataset.
    dataset: SummaryDataset,
    /// What part of it was asked for. An empty list restricts nothing.
    filter: FilterDto,
    /// The months that the numbers cover.
    period: PeriodDto,
    /// What changes are measured between: the period asked for and the one before it, or else the last three whole
    /// months and the three before; null where the earlier one is not in the data.
    #[schema(required)]
    comparison: Option<ComparisonDto>,
    /// The key figures.
    kpis: Kpis,
    /// The series behind the charts.
    charts: Charts,
}

/// Which dataset a summary is of.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SummaryDataset {
    /// Its id.
    #[schema(example = "6f1b4bb0-91f7-4f5a-8b3e-5f4dbf4f5a01")]
    id: Uuid,
    /// What people call it.
    #[schema(example = "Spring training")]
    name: String,
    /// Its seed.
    #[schema(example = 7)]
    seed: u64,
    /// Its last day.
    #[schema(example = "2026-06-30", format = Date)]
    as_of: String,
    /// Its customers, unfiltered.
    #[schema(example = 500)]
    customers: u64,
}

/// What part of a dataset was asked for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Filter)]
pub(crate) struct FilterDto {
    /// Regions kept; empty for all.
    region: Vec<RegionName>,
    /// Segments kept; empty for all.
    segment: Vec<SegmentName>,
    /// Industries kept; empty for all.
    industry: Vec<IndustryName>,
    /// First month; null for the beginning.
    #[schema(required, example = "2026-01")]
    from: Option<String>,
    /// Last month; null for the end.
    #[schema(required, example = "2026-06")]
    to: Option<String>,
}

impl From<&Filter> for FilterDto {
    fn from(filter: &Filter) -> Self {
        Self {
            region: wrapped(&filter.regions, RegionName),
            segment: wrapped(&filter.segments, SegmentName),
            industry: wrapped(&filter.industries, IndustryName),
            from: filter.from.map(|month| month.to_string()),
            to: filter.to.map(|month| month.to_string()),
        }
    }
}

/// What part of the dataset to look at.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "a description: parameters are read by `QueryReader`, which names all that is wrong")]
pub(crate) struct FilterParameters {
    /// Regions to keep, as repeated parameters. Left out: all.
    region: Option<Vec<RegionName>>,
    /// Segments to keep, as repeated parameters. Left out: all.
    segment: Option<Vec<SegmentName>>,
    /// Industries to keep, as repeated parameters. Left out: all.
    industry: Option<Vec<IndustryName>>,
    /// First month to keep, YYYY-MM, not after the last of the data. Left out: from the beginning.
    #[param(pattern = "^([0-9]{4}-(0[1-9]|1[0-2]))?$", example = "2026-01")]
    from: Option<String>,
    /// Last month to keep, YYYY-MM, not before the first of the data. Left out: to the end.
    #[param(pattern = "^([0-9]{4}-(0[1-9]|1[0-2]))?$", example = "2026-06")]
    to: Option<String>,
}

/// Reads the part of a dataset of this recipe that the address asks for.
fn read_filter(query: QueryPairs, recipe: &Recipe) -> Result<Filter, ApiError> {
    const MONTH: &str = "a month, written YYYY-MM";
    let mut reader = QueryReader::new(query);
    let kept = |positions: Vec<usize>| positions.into_iter();
    let filter = Filter {
        regions: kept(reader.positions("region", Region::NAMES, false)).map(|i| Region::ALL[i]).collect(),
        segments: kept(reader.positions("segment", Segment::NAMES, false)).map(|i| Segment::ALL[i]).collect(),
        industries: kept(reader.positions("industry", Industry::NAMES, false)).map(|i| Industry::ALL[i]).collect(),
        from: reader.optional("from", MONTH, Month::parse),
        to: reader.optional("to", MONTH, Month::parse),
    };
    if let (Some(from), Some(to)) = (filter.from, filter.to)
        && from > to
    {
        let allowed = format!("a month not before {from}");
        let message = format!("to is {to}, which is before from ({from}); it must be {allowed}.");
        reader.refuse("to", &to.to_string(), allowed, &message);
    }
    let last = recipe.as_of().month();
    let first = last.plus(1 - recipe.months() as i32);
    let outside = |given: Month, allowed: &str| {
        format!("is {given}; the data goes from {first} to {last}, so it must be {allowed}.")
    };
    if let Some(from) = filter.from.filter(|from| *from > last) {
        let allowed = format!("a month not after {last}");
        reader.refuse("from", &from.to_string(), allowed.clone(), &format!("from {}", outside(from, &allowed)));
    }
    if let Some(to) = filter.to.filter(|to| *to < first) {
        let allowed = format!("a month not before {first}");
        reader.refuse("to", &to.to_string(), allowed.clone(), &format!("to {}", outside(to, &allowed)));
    }
    reader.finish()?;
    Ok(filter)
}

/// Get the numbers of the dashboard
///
/// Every key figure and every chart series, for the part of the dataset asked for. All parameters narrow it down;
/// repeated ones are alternatives. Computed from counts, so it is quick at any size.
#[utoipa::path(tag = "summary", params(("id" = Uuid, Path, description = "Id of the dataset."), FilterParameters), responses(
    (status = 200, description = "The numbers.", body = SummaryDto),
    (status = 404, description = "There is no such dataset.", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "The dataset is not ready.", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Parameters are wrong.", body = Problem, content_type = "application/problem+json"),
))]
#[get("/datasets/{id}/summary")]
pub(crate) async fn get_summary(
    shared: Data<Shared>,
    dataset: Named,
    query: QueryPairs,
) -> Result<Json<SummaryDto>, ApiError> {
    let dataset = dataset.0;
    let filter = read_filter(query, &dataset.recipe)?;
    dataset.built()?;
    compute(&shared, move |_| summarise(&dataset, &filter)).await.map(Json)
}

fn summarise(dataset: &Dataset, filter: &Filter) -> Result<SummaryDto, ApiError> {
    let summary = dataset.built()?.index.summary(filter);
    let recipe = &dataset.recipe;
    Ok(SummaryDto {
        dataset: SummaryDataset {
            id: dataset.id,
            name: recipe.name().to_owned(),
            seed: recipe.seed(),
            as_of: recipe.as_of().to_string(),
            customers: recipe.customers(),
        },
        filter: filter.into(),
        period: summary.period.into(),
        comparison: summary.comparison.map(Into::into),
        kpis: kpis(&summary),
        charts: charts(summary),
    })
}
