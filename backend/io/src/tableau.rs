//! Files for Tableau: a packaged workbook with a finished dashboard, and a packaged data source with the tables related.
//!
//! `tableau.twbx` is a ZIP with `CRM Overview.twb` at its root and the CSV files in `Data/crm`. Its dashboard stands on two
//! data sources of two joined files each; `tableau.tdsx` has one data source with all three tables related, as files or as
//! an extract. Everything
//! about columns comes from the one column table.
//!
//! Both are valid against the schemas that Tableau publishes for 2026.1 and 2026.2 (the tests fetch and apply them), with
//! the one exception that Tableau's own files have too: `explain-data` is left out. What the schemas cannot see, that every
//! field, sheet and file that is named exists, and that the numbers are right, is checked in the tests too. Nobody has
//! opened them in Tableau Desktop yet.

mod fields;
mod relations;
mod sheets;
mod source;
mod workbook;
mod xml;

use std::fs::File;
use std::io::Read as _;
use std::sync::Arc;

use crmgen_core::cube::Summary;

use crate::archive::{ArchiveError, add_file, add_tables};
use crate::csv::Csv;
use crate::deflate::Part;
use crate::dictionary::dictionary_csv;
use crate::encode::Encode;
use crate::hyper::Extract;
use crate::ids::Ids;
use crate::pipeline::{Pool, Reuse as _};
use crate::sink::Sink;
use crate::source::Source;
use crate::zip::ZipWriter;
use relations::Rows;

/// Writes the packaged workbook into a sink. `summary` is that of the same source, unfiltered.
///
/// # Errors
/// When the sink is closed, or making the rows failed.
pub fn write_twbx<S: Sink + ?Sized>(
    pool: &Pool,
    source: Arc<dyn Source>,
    summary: &Summary,
    sink: &mut S,
) -> Result<(), ArchiveError> {
    let ids = Ids::new(source.recipe_json());
    let regions: Vec<&str> =
        summary.sentiment_by_region.iter().filter(|mean| mean.n > 0).map(|mean| mean.label).collect();
    let days = format!(
        "{} to {}. Practice data: no person or company in it is real.",
        summary.period.from.day(1),
        summary.period.to.last_day()
    );
    let workbook = workbook::workbook(source.name(), (&summary.period.from.day(1).to_string(), &days), &regions, &ids);
    let mut zip = ZipWriter::new(sink);
    zip.file("CRM Overview.twb", workbook.as_bytes())?;
    finish(zip, pool, source)
}

/// Writes the packaged data source into a sink.
///
/// # Errors
/// When the sink is closed, or making the rows failed.
pub fn write_tdsx<S: Sink + ?Sized>(pool: &Pool, source: Arc<dyn Source>, sink: &mut S) -> Result<(), ArchiveError> {
    let ids = Ids::new(source.recipe_json());
    let datasource = relations::datasource(source.name(), Rows::Files, &ids);
    let mut zip = ZipWriter::new(sink);
    zip.file("CRM Data.tds", datasource.as_bytes())?;
    finish(zip, pool, source)
}

/// Writes the packaged data source with an extract in place of the CSV files.
///
/// # Errors
/// When the sink is closed, or the extract cannot be read.
pub fn write_extracted_tdsx<S: Sink + ?Sized>(
    source: &dyn Source,
    extract: &Extract,
    sink: &mut S,
) -> Result<(), ArchiveError> {
    let datasource = relations::datasource(source.name(), Rows::Extract, &Ids::new(source.recipe_json()));
    let mut zip = ZipWriter::new(sink);
    zip.file("CRM Data.tds", datasource.as_bytes())?;
    let mut file = File::open(extract.path())?;
    let mut entry = zip.entry(source::EXTRACT, file.metadata()?.len())?;
    let mut part = Part::default();
    // In pieces, for the sake of memory.
    while (&mut file).take(1 << 20).read_to_end(&mut part.plain)? > 0 {
        part.deflate();
        entry.part(&part)?;
        part.reset();
    }
    entry.finish()?;
    add_file(&mut zip, &format!("{}/data_dictionary.csv", source::FOLDER), &dictionary_csv())?;
    zip.finish()?;
    Ok(())
}

/// Adds the CSV files, and what their columns mean.
fn finish<S: Sink + ?Sized>(
    mut zip: ZipWriter<'_, S>,
    pool: &Pool,
    source: Arc<dyn Source>,
) -> Result<(), ArchiveError> {
    let folder = format!("{}/", source::FOLDER);
    let encoder: Arc<dyn Encode> = Arc::new(Csv);
    add_tables(&mut zip, pool, source, &encoder, &folder)?;
    add_file(&mut zip, &format!("{folder}data_dictionary.csv"), &dictionary_csv())?;
    zip.finish()?;
    Ok(())
}
