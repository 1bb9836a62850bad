//! A table straight from a recipe in the address: nothing is stored.

use std::sync::Arc;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use crmgen_core::block::Plan;
use crmgen_core::recipe::{Recipe, RecipeDraft};
use utoipa::IntoParams;

use super::NamedTable;
use super::files::{FlavorParameter, NamedFormat, Wanted, is_file_parameter, send_table};
use super::selection::FilterParameters;
use super::vocabulary::{FileFormat, IndustryName, RegionName, SegmentName, TableName};
use crate::app::Shared;
use crate::input::{QueryPairs, QueryReader};
use crate::problem::{ApiError, Problem};

/// A recipe as parameters of an address. Lists are repeated parameters.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "a description: parameters are read by the recipe parser of the core")]
pub(crate) struct RecipeParameters {
    /// The number that all chance comes from. Required, so that the address always means the same rows.
    #[param(minimum = 0, maximum = 9_007_199_254_740_991_u64, example = 7)]
    seed: u64,
    /// The last day of the data. Required, for the same reason.
    #[param(format = Date, pattern = "^(199[0-9]|20[0-9]{2}|2100)-[0-9]{2}-[0-9]{2}$", example = "2026-06-30")]
    as_of: String,
    /// How many customers.
    #[param(minimum = 1, default = 500, example = 1000)]
    customers: Option<u64>,
    /// Regions that customers may be in, as repeated parameters. Left out: all.
    regions: Option<Vec<RegionName>>,
    /// Segments that customers may be of, as repeated parameters. Left out: all.
    segments: Option<Vec<SegmentName>>,
    /// Industries that customers may be of, as repeated parameters. Left out: all.
    industries: Option<Vec<IndustryName>>,
    /// Months of history up to the last day.
    #[param(minimum = 6, maximum = 60, default = 24, example = 24)]
    months: Option<u32>,
    /// How much customers write, compared with the usual.
    #[param(minimum = 0.1, maximum = 5, default = 1, example = 1)]
    feedback_activity: Option<f64>,
    /// How many deals there are, compared with the usual.
    #[param(minimum = 0.1, maximum = 5, default = 1, example = 1)]
    deal_activity: Option<f64>,
    /// Stories to plant, as repeated parameters: `price-rise`, `price-rise:obvious`,
    /// `price-rise:clear:region=Europe:onset=2026-01`, or `surprise` for three that the seed picks. Left out: none.
    #[param(example = json!(["price-rise:obvious", "star-rep"]))]
    stories: Option<Vec<String>>,
    /// A name; has no part in the rows.
    name: Option<String>,
}

/// Make a table from a recipe in the address
///
/// Nothing is stored: the same address gives the same bytes for ever, here and on any other machine, and they are the same
/// as those of a stored dataset with this recipe. For `curl`, notebooks and tools that read from a URL. CSV and NDJSON are
/// packed with gzip for clients that take it.
#[utoipa::path(tag = "exports",
    params(("table" = inline(TableName), Path, description = "Name of the table."),
        ("format" = inline(FileFormat), Path, description = "What kind of file."), RecipeParameters, FilterParameters, FlavorParameter),
    responses(
        (status = 200, description = "The table.",
            content((String = "text/csv", example = json!("customer_id,segment,lifetime_value\nCUST-0000001,SMB,12400\n")),
                (String = "application/x-ndjson", example = json!("{\"customer_id\":\"CUST-0000001\",\"segment\":\"SMB\"}\n")),
                (String = "application/vnd.apache.parquet")),
            headers(("ETag" = String, description = "Changes only when the bytes do."),
                ("Content-Disposition" = String, description = "The name to save it under."))),
        (status = 304, description = "The client has it already (If-None-Match)."),
        (status = 404, description = "There is no such table or format.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Parameters are wrong or missing; all of them are named.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Too many files are being downloaded.", body = Problem, content_type = "application/problem+json"),
    ))]
#[get("/tables/{table}.{format}")]
pub(crate) async fn make_table(
    request: HttpRequest,
    shared: Data<Shared>,
    table: NamedTable,
    format: NamedFormat,
    query: QueryPairs,
) -> Result<HttpResponse, ApiError> {
    let (of_file, recipe): (Vec<_>, Vec<_>) = query.0.into_iter().partition(|(name, _)| is_file_parameter(name));
    let mut reader = QueryReader::new(QueryPairs(of_file));
    let wanted = Wanted::read(&mut reader, table.0, format.0);
    let draft = RecipeDraft::from_pairs(recipe).requiring(&["seed", "as_of"]);
    let around = shared.surroundings;
    let recipe = Recipe::from_draft(&draft, &shared.limits, around.today(), around.seed);
    let recipe = reader.finish_with(recipe)?;
    send_table(&request, &shared, &recipe, Arc::new(Plan::new(&recipe)), wanted)
}
