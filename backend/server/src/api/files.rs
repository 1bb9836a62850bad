//! Whole tables as files, made while they are sent: of a dataset in the store, or of a recipe in the address.

use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, HttpResponse, get};
use crmgen_core::block::Plan;
use crmgen_core::columns::Table;
use crmgen_core::recipe::Recipe;
use crmgen_io::csv::Csv;
use crmgen_io::encode::Encode;
use crmgen_io::json::Ndjson;
use crmgen_io::sink::Sink;
use crmgen_io::tables::stream_table;

use super::selection::{FilterParameters, Selection};
use super::vocabulary::{FileFormat, TableName};
use super::{Named, NamedTable, short};
use crate::app::Shared;
use crate::input::{QueryPairs, QueryReader};
use crate::problem::{ApiError, Problem};
use crate::source::Blocks;
use crate::stream::{self, File, MakeError};

/// What whole tables can be downloaded as: each format, and who writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// Comma-separated values.
    Csv,
    /// One JSON object a line.
    Ndjson,
}

impl Format {
    /// All of them.
    pub(crate) const ALL: &'static [Self] = &[Self::Csv, Self::Ndjson];

    fn encoder(self) -> Arc<dyn Encode> {
        match self {
            Self::Csv => Arc::new(Csv),
            Self::Ndjson => Arc::new(Ndjson),
        }
    }

    /// What file names end with.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
        }
    }
}

/// The format that `{format}` in the path names.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NamedFormat(pub(crate) Format);

impl FromRequest for NamedFormat {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let name = request.match_info().get("format").unwrap_or_default();
        let known = || Format::ALL.iter().map(|format| format.name()).collect::<Vec<_>>().join(", ");
        let found = Format::ALL.iter().copied().find(|format| format.name() == name);
        ready(found.map(Self).ok_or_else(|| ApiError::FormatNotFound { name: short(name), known: known() }))
    }
}

/// Download a table
///
/// The whole table, or the rows that fit, made while it is sent. `csv`: UTF-8, one header line, commas, quotation marks where
/// needed, line feeds. `ndjson`: one JSON object a line. The same recipe gives the same bytes, and the same ETag, for ever.
#[utoipa::path(tag = "exports",
    params(("id" = Uuid, Path, description = "Id of the dataset."),
        ("table" = inline(TableName), Path, description = "Name of the table."),
        ("format" = inline(FileFormat), Path, description = "What kind of file."), FilterParameters),
    responses(
        (status = 200, description = "The table.",
            content((String = "text/csv", example = json!("customer_id,segment,lifetime_value\nCUST-0000001,SMB,12400\n")),
                (String = "application/x-ndjson", example = json!("{\"customer_id\":\"CUST-0000001\",\"segment\":\"SMB\"}\n"))),
            headers(("ETag" = String, description = "Changes only when the bytes do."),
                ("Content-Disposition" = String, description = "The name to save it under."))),
        (status = 304, description = "The client has it already (If-None-Match)."),
        (status = 404, description = "There is no such dataset, table or format.", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The dataset is not ready.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Parameters are wrong.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Too many files are being downloaded.", body = Problem, content_type = "application/problem+json"),
    ))]
#[get("/datasets/{id}/tables/{table}.{format}")]
pub(crate) async fn download_table(
    request: HttpRequest,
    shared: Data<Shared>,
    dataset: Named,
    table: NamedTable,
    format: NamedFormat,
    query: QueryPairs,
) -> Result<HttpResponse, ApiError> {
    let mut reader = QueryReader::new(query);
    let wanted = Wanted::read(&mut reader, table.0, format.0);
    reader.finish()?;
    let plan = Arc::clone(&dataset.0.built()?.plan);
    send_table(&request, &shared, &dataset.0.recipe, plan, wanted)
}

/// What is to be written into a file.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    format: Format,
    selection: Selection,
}

impl Wanted {
    /// Reads the parameters of a file.
    pub(super) fn read(reader: &mut QueryReader, table: Table, format: Format) -> Self {
        Self { format, selection: Selection::unsorted(reader, table) }
    }
}

/// Sends a table, of a dataset in the store or of a recipe in the address.
pub(super) fn send_table(
    request: &HttpRequest,
    shared: &Shared,
    recipe: &Recipe,
    plan: Arc<Plan>,
    Wanted { format, selection }: Wanted,
) -> Result<HttpResponse, ApiError> {
    let (table, encoder) = (selection.query.table(), format.encoder());
    let file = File {
        name: format!("{}.{}", table.name(), format.name()),
        media_type: encoder.media_type(),
        identity: format!("{};{}.{};{}", recipe.identity(), table.name(), format.name(), selection.identity()),
    };
    let (pool, columns) = (shared.pool.clone(), selection.columns);
    let source = Arc::new(Blocks::new(plan, recipe).keeping(selection.query).counted(&shared.metrics));
    stream::send(request, &shared.downloads, &file, move |sink: &mut dyn Sink| {
        for chunk in stream_table(&pool, source, table, columns, encoder) {
            sink.send_chunk(chunk.map_err(|error| MakeError::Broken(error.to_string()))?)?;
        }
        Ok(())
    })
}
