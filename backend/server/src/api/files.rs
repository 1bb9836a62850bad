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
use crmgen_io::excel_csv::ExcelCsv;
use crmgen_io::gzip::write_table_gzip;
use crmgen_io::json::Ndjson;
use crmgen_io::parquet::Parquet;
use crmgen_io::sink::Sink;
use crmgen_io::tables::{TableError, write_table};
use utoipa::IntoParams;

use super::selection::{FILTER_PARAMETERS, FilterParameters, Selection};
use super::vocabulary::{FileFormat, TableName};
use super::{Named, NamedTable, short};
use crate::app::Shared;
use crate::input::{QueryPairs, QueryReader};
use crate::problem::{ApiError, Problem};
use crate::source::Blocks;
use crate::stream::{self, File, MakeError, Packing};

/// What whole tables can be downloaded as: each format, and who writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// Comma-separated values.
    Csv,
    /// One JSON object a line.
    Ndjson,
    /// Typed columns, compressed.
    Parquet,
}

/// Whom a CSV file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flavor {
    /// Data tools.
    Plain,
    /// Excel, by a double click.
    Excel,
}

/// How a file is written.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "a description: parameters are read by `QueryReader`, which names all that is wrong")]
pub(crate) struct FlavorParameter {
    /// `excel`: a CSV file for a double click in Excel. It begins with a byte order mark, and an apostrophe stands before
    /// every text that Excel would take for a formula, a number or a date (phone numbers, sizes such as `11-50`). Numbers
    /// and dates are as always. For `csv` only.
    #[param(example = "excel", pattern = "^(plain|excel)?$")]
    flavor: Option<String>,
}

impl Format {
    /// All of them.
    pub(crate) const ALL: &'static [Self] = &[Self::Csv, Self::Ndjson, Self::Parquet];

    fn encoder(self) -> Arc<dyn Encode> {
        match self {
            Self::Csv => Arc::new(Csv),
            Self::Ndjson => Arc::new(Ndjson),
            Self::Parquet => Arc::new(Parquet),
        }
    }

    /// What file names end with.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
            Self::Parquet => "parquet",
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
/// needed, line feeds. `ndjson`: one JSON object a line. `parquet`: typed columns, compressed with zstd. The same recipe gives
/// the same bytes, and the same ETag, for ever.
/// CSV and NDJSON are packed with gzip for clients that take it (`Accept-Encoding: gzip`, `curl --compressed`).
#[utoipa::path(tag = "exports",
    params(("id" = Uuid, Path, description = "Id of the dataset."),
        ("table" = inline(TableName), Path, description = "Name of the table."),
        ("format" = inline(FileFormat), Path, description = "What kind of file."), FilterParameters, FlavorParameter),
    responses(
        (status = 200, description = "The table.",
            content((String = "text/csv", example = json!("customer_id,segment,lifetime_value\nCUST-0000001,SMB,12400\n")),
                (String = "application/x-ndjson", example = json!("{\"customer_id\":\"CUST-0000001\",\"segment\":\"SMB\"}\n")),
                (String = "application/vnd.apache.parquet")),
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

/// Whether a parameter is about the file, and not part of a recipe.
pub(super) fn is_file_parameter(name: &str) -> bool {
    name == "flavor" || FILTER_PARAMETERS.contains(&name)
}

/// What is to be written into a file.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    format: Format,
    flavor: Flavor,
    selection: Selection,
}

impl Wanted {
    /// Reads the parameters of a file.
    pub(super) fn read(reader: &mut QueryReader, table: Table, format: Format) -> Self {
        let selection = Selection::unsorted(reader, table);
        let parse = |text: &str| match text {
            "plain" => Some(Flavor::Plain),
            "excel" => Some(Flavor::Excel),
            _ => None,
        };
        let flavor = reader.optional("flavor", "excel or plain", parse).unwrap_or(Flavor::Plain);
        if flavor == Flavor::Excel && format != Format::Csv {
            let message = format!("flavor is excel, which is a kind of CSV; a {} file has no flavors.", format.name());
            reader.refuse("flavor", "excel", "plain, or a csv file".to_owned(), &message);
        }
        Self { format, flavor, selection }
    }
}

/// Sends a table, of a dataset in the store or of a recipe in the address.
pub(super) fn send_table(
    request: &HttpRequest,
    shared: &Shared,
    recipe: &Recipe,
    plan: Arc<Plan>,
    Wanted { format, flavor, selection }: Wanted,
) -> Result<HttpResponse, ApiError> {
    let table = selection.query.table();
    let (encoder, flavored) = match flavor {
        Flavor::Plain => (format.encoder(), ""),
        Flavor::Excel => (Arc::new(ExcelCsv) as Arc<dyn Encode>, ";flavor=excel"),
    };
    let packing = if encoder.is_compressed() { Packing::Fixed } else { Packing::for_client(request) };
    let file = File {
        name: format!("{}.{}", table.name(), format.name()),
        media_type: encoder.media_type(),
        identity: format!(
            "{};{}.{};{}{flavored}",
            recipe.identity(),
            table.name(),
            format.name(),
            selection.identity()
        ),
        packing,
        reproducible: true,
    };
    let (pool, columns) = (shared.pool.clone(), selection.columns);
    let source = Arc::new(Blocks::new(plan, recipe).keeping(selection.query).counted(&shared.metrics));
    stream::send(request, &shared.downloads, &file, move |sink: &mut dyn Sink| {
        let write = if packing == Packing::Gzip { write_table_gzip } else { write_table };
        write(&pool, source, (table, columns), encoder, sink).map_err(|error| match error {
            TableError::Closed(_) => MakeError::Closed,
            broken @ TableError::Task(_) => MakeError::Broken(broken.to_string()),
        })
    })
}
