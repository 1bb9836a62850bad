//! Files: whole tables, and all of them together.

use std::sync::Arc;

use actix_web::web::{Data, Json, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use crmgen_core::columns::Table;
use crmgen_io::csv::Csv;
use crmgen_io::csv_zip::{ArchiveError, write_csv_zip};
use crmgen_io::encode::Encode;
use crmgen_io::zip::ZipError;
use serde::Serialize;
use utoipa::ToSchema;

use super::datasets::address;
use super::{Named, short};
use crate::app::Shared;
use crate::input::{QueryPairs, QueryReader};
use crate::problem::{ApiError, Problem};
use crate::source::Blocks;
use crate::stream::{self, File, MakeError};

/// The archive of everything.
const CSV_ZIP: &str = "csv.zip";
const ZIP: &str = "application/zip";

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
))]
#[get("/datasets/{id}/exports")]
pub(crate) async fn list_exports(dataset: Named) -> Result<Json<ExportList>, ApiError> {
    let built = dataset.0.built()?;
    let home = address(dataset.0.id);
    let mut exports = vec![ExportDto {
        file: CSV_ZIP.to_owned(),
        media_type: ZIP,
        title: "All tables as CSV in one ZIP".to_owned(),
        description: "Customers, deals and feedback as three CSV files, with a description of every column and a note \
            on how to open them."
            .to_owned(),
        rows: Table::ALL.iter().map(|&table| built.index.rows(table)).sum(),
        href: format!("{home}/exports/{CSV_ZIP}"),
    }];
    exports.extend(Table::ALL.iter().map(|&table| ExportDto {
        file: format!("{}.csv", table.name()),
        media_type: Csv.media_type(),
        title: format!("The table of {} as CSV", table.name()),
        description: table.meaning().to_owned(),
        rows: built.index.rows(table),
        href: format!("{home}/tables/{}.csv", table.name()),
    }));
    Ok(Json(ExportList { exports }))
}

/// Download all tables
///
/// One file with everything. `csv.zip` holds a CSV file for each table, a description of the columns, a README, and a manifest
/// with check sums. The ETag is the same as long as the bytes are.
#[utoipa::path(tag = "exports",
    params(("id" = Uuid, Path, description = "Id of the dataset."),
        ("file" = String, Path, description = "Name of the file, as in the list of files.", example = "csv.zip")),
    responses(
        (status = 200, description = "The file.", body = String, content_type = "application/zip",
            headers(("ETag" = String, description = "Changes only when the bytes do."),
                ("Content-Disposition" = String, description = "The name to save it under."))),
        (status = 304, description = "The client has it already (If-None-Match)."),
        (status = 404, description = "There is no such dataset or file.", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The dataset is not ready.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Too many files are being downloaded.", body = Problem, content_type = "application/problem+json"),
    ))]
#[get("/datasets/{id}/exports/{file}")]
pub(crate) async fn download_export(
    request: HttpRequest,
    shared: Data<Shared>,
    dataset: Named,
    path: Path<(String, String)>,
    query: QueryPairs,
) -> Result<HttpResponse, ApiError> {
    QueryReader::new(query).finish()?;
    let (_, file) = path.into_inner();
    if file != CSV_ZIP {
        return Err(ApiError::ExportNotFound { file: short(&file), known: CSV_ZIP.to_owned() });
    }
    let (dataset, pool) = (dataset.0, shared.pool.clone());
    let source = Arc::new(Blocks::new(Arc::clone(&dataset.built()?.plan), &dataset.recipe).counted(&shared.metrics));
    let file = File {
        name: format!("{}-csv.zip", file_stem(dataset.recipe.name())),
        media_type: ZIP,
        // The name is written into the archive, so it belongs to what the bytes depend on.
        identity: format!("{};{CSV_ZIP};name={}", dataset.recipe.identity(), dataset.recipe.name()),
    };
    stream::send(&request, &shared.downloads, &file, move |sink| match write_csv_zip(&pool, source, sink) {
        Ok(_) => Ok(()),
        Err(ArchiveError::Zip(ZipError::Closed(_))) => Err(MakeError::Closed),
        Err(error) => Err(MakeError::Broken(error.to_string())),
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
