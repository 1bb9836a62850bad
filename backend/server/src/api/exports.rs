//! Files: whole tables, and all of them together.

use std::sync::Arc;

use actix_web::web::{Data, Json, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use crmgen_core::columns::Table;
use crmgen_io::csv::Csv;
use crmgen_io::encode::Encode;
use crmgen_io::whole::{Whole, WholeError};
use serde::Serialize;
use utoipa::ToSchema;

use super::datasets::address;
use super::{Named, short};
use crate::app::Shared;
use crate::input::NoParameters;
use crate::problem::{ApiError, Problem};
use crate::source::Blocks;
use crate::stream::{self, File, MakeError, Packing};

/// The files a dataset can be downloaded as.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExportList {
    /// Files, the most useful first.
    exports: Vec<ExportDto>,
}

/// One file.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Export)]
pub(crate) struct ExportDto {
    /// Its name.
    #[schema(example = "csv.zip")]
    file: String,
    /// Its media type.
    #[schema(example = "application/zip")]
    media_type: &'static str,
    /// What to call it on a button.
    #[schema(example = "All tables as CSV in one ZIP")]
    title: String,
    /// What is in it, in one or two sentences.
    #[schema(example = "Customers, deals and feedback as three CSV files.")]
    description: String,
    /// What it is good for, in one plain sentence.
    #[schema(example = "Opens everywhere: Tableau, Power BI, Excel, Looker Studio, and every notebook.")]
    good_for: &'static str,
    /// Whether this dataset can be had as this file.
    #[schema(example = true)]
    available: bool,
    /// Why it cannot, and what to take instead; left out if it can.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    why_not: Option<String>,
    /// How many rows it has, of all its tables together.
    #[schema(example = 4972)]
    rows: u64,
    /// Where it is.
    #[schema(example = "/api/v1/datasets/6f1b4bb0-91f7-4f5a-8b3e-5f4dbf4f5a01/exports/csv.zip")]
    href: String,
}

/// List the files
///
/// Every file that the dataset can be downloaded as. Files are made while they are sent, so there is nothing to wait for.
#[utoipa::path(tag = "exports", params(("id" = Uuid, Path, description = "Id of the dataset.")), responses(
    (status = 200, description = "The files.", body = ExportList),
    (status = 404, description = "There is no such dataset.", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "The dataset is not ready.", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "The address has parameters; it takes none.", body = Problem, content_type = "application/problem+json"),
))]
#[get("/datasets/{id}/exports")]
pub(crate) async fn list_exports(dataset: Named, _: NoParameters) -> Result<Json<ExportList>, ApiError> {
    let built = dataset.0.built()?;
    let home = address(dataset.0.id);
    let whole = Whole::ALL.iter().map(|file| {
        let why_not = file.why_not(&built.index);
        ExportDto {
            file: file.name().to_owned(),
            media_type: file.media_type(),
            title: file.title().to_owned(),
            description: file.description().to_owned(),
            good_for: file.good_for(),
            available: why_not.is_none(),
            why_not,
            rows: Table::ALL.iter().map(|&table| built.index.rows(table)).sum(),
            href: format!("{home}/exports/{}", file.name()),
        }
    });
    let tables = Table::ALL.iter().map(|&table| ExportDto {
        file: format!("{}.csv", table.name()),
        media_type: Csv.media_type(),
        title: format!("The table of {} as CSV", table.name()),
        description: table.meaning().to_owned(),
        good_for: "One table for a quick look, or to read from its address.",
        available: true,
        why_not: None,
        rows: built.index.rows(table),
        href: format!("{home}/tables/{}.csv", table.name()),
    });
    let exports = whole.chain(tables).collect();
    Ok(Json(ExportList { exports }))
}

/// Download all tables
///
/// One file with everything, made while it is sent: `csv.zip`, `parquet.zip` and `ndjson.zip` hold a file for each table, a
/// description of the columns, a README, and a manifest with check sums; `excel.xlsx` and `tableau.twbx` are workbooks with a
/// dashboard, `tableau.tdsx` is a data source with the tables related, `powerbi.zip` a project with a model and a page. The
/// list of files says what each is good for, and whether this dataset can be had as it: an Excel sheet holds 1,048,576
/// rows. The ETag is the same as long as the bytes are.
#[utoipa::path(tag = "exports",
    params(("id" = Uuid, Path, description = "Id of the dataset."),
        ("file" = String, Path, description = "Name of the file, as in the list of files.", example = "csv.zip")),
    responses(
        (status = 200, description = "The file.",
            content((String = "application/zip"),
                (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
                (String = "application/twbx"), (String = "application/tdsx")),
            headers(("ETag" = String, description = "Changes only when the bytes do."),
                ("Content-Disposition" = String, description = "The name to save it under."))),
        (status = 304, description = "The client has it already (If-None-Match)."),
        (status = 404, description = "There is no such dataset or file.", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The dataset is not ready, or is too large for this kind of file.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The address has parameters; it takes none.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Too many files are being downloaded.", body = Problem, content_type = "application/problem+json"),
    ))]
#[get("/datasets/{id}/exports/{file}")]
pub(crate) async fn download_export(
    request: HttpRequest,
    shared: Data<Shared>,
    dataset: Named,
    path: Path<(String, String)>,
    _: NoParameters,
) -> Result<HttpResponse, ApiError> {
    let (_, name) = path.into_inner();
    let whole = Whole::from_name(&name).ok_or_else(|| {
        let known = Whole::ALL.iter().map(|file| file.name()).collect::<Vec<_>>().join(", ");
        ApiError::ExportNotFound { file: short(&name), known }
    })?;
    let (dataset, pool) = (dataset.0, shared.pool.clone());
    let built = dataset.built()?;
    if let Some(why) = whole.why_not(&built.index) {
        return Err(ApiError::ExportTooLarge(why));
    }
    let source = Arc::new(Blocks::new(Arc::clone(&built.plan), &dataset.recipe).counted(&shared.metrics));
    let file = File {
        name: format!("{}{}", file_stem(dataset.recipe.name()), whole.suffix()),
        media_type: whole.media_type(),
        // The name is written into the file, so it belongs to what the bytes depend on.
        identity: format!("{};{};name={}", dataset.recipe.identity(), whole.name(), dataset.recipe.name()),
        packing: Packing::Fixed,
        reproducible: whole.is_reproducible(shared.hyper.as_ref()),
    };
    let hyper = shared.hyper.clone();
    stream::send(&request, &shared.downloads, &file, move |sink| {
        let built = dataset.built().map_err(|error| MakeError::Broken(error.to_string()))?;
        whole.write(&pool, source, &built.index, hyper.as_ref(), sink).map_err(|error| match error {
            WholeError::Closed => MakeError::Closed,
            other => MakeError::Broken(other.to_string()),
        })
    })
}

/// A name as the beginning of a file name: lower-case ASCII letters, digits and hyphens.
fn file_stem(name: &str) -> String {
    let mut stem = String::new();
    for c in name.chars() {
        match c.to_ascii_lowercase() {
            c @ ('a'..='z' | '0'..='9') => stem.push(c),
            _ if stem.is_empty() || stem.ends_with('-') => {}
            _ => stem.push('-'),
        }
    }
    let stem = stem.trim_end_matches('-');
    if stem.is_empty() { "dataset".to_owned() } else { stem.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::file_stem;

    #[test]
    fn file_names_hold_no_surprises() {
        assert_eq!(file_stem("Spring training, 2026!"), "spring-training-2026");
        assert_eq!(file_stem("Übung \"mit\"\r\nKunden"), "bung-mit-kunden");
        assert_eq!(file_stem("データ"), "dataset");
    }
}
