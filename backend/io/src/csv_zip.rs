//! `csv.zip`, `parquet.zip`, `ndjson.zip`: all tables in one format, with all that is needed to understand and check
//! them, in one archive.

use std::sync::Arc;

pub use crate::archive::ArchiveError;
use crate::archive::{add_file, add_tables};
use crate::csv::Csv;
use crate::dictionary::dictionary_csv;
use crate::encode::Encode;
use crate::manifest::Manifest;
use crate::partition::Partition;
use crate::pipeline::Pool;
use crate::readme::readme;
use crate::sink::Sink;
use crate::source::Source;
use crate::zip::ZipWriter;

/// Writes `csv.zip`: [`write_table_zip`] of CSV.
///
/// # Errors
/// As [`write_table_zip`].
pub fn write_csv_zip<S: Sink + ?Sized>(
    pool: &Pool,
    source: Arc<dyn Source>,
    sink: &mut S,
) -> Result<Manifest, ArchiveError> {
    write_table_zip(pool, source, &(Arc::new(Csv) as Arc<dyn Encode>), None, sink)
}

/// Writes the archive into a sink, front to back; gives the manifest that is in it. `guide` is the name and text of a guide to
/// be put in.
///
/// Blocks until done: call it on a thread of its own, not on one of the pool's. When the sink is closed the work stops. Tables
/// are encoded and deflated on the pool, in order; memory does not grow with the size of the dataset.
///
/// # Errors
/// When the sink is closed, or making the rows failed; what was sent until then is no archive.
pub fn write_table_zip<S: Sink + ?Sized>(
    pool: &Pool,
    source: Arc<dyn Source>,
    encoder: &Arc<dyn Encode>,
    guide: Option<(&str, &str)>,
    sink: &mut S,
) -> Result<Manifest, ArchiveError> {
    let mut manifest = Manifest::new(&*source, Partition::WHOLE)?;
    let mut zip = ZipWriter::new(sink);
    manifest.files = add_tables(&mut zip, pool, source, encoder, "")?;
    let readme = readme(&manifest, &manifest.files, encoder.extension());
    let files = [("data_dictionary.csv", dictionary_csv()), ("README.txt", readme.into_bytes())];
    for (name, bytes) in files.into_iter().chain(guide.map(|(name, text)| (name, text.as_bytes().to_vec()))) {
        manifest.files.push(add_file(&mut zip, name, &bytes)?);
    }
    zip.file(&Partition::WHOLE.manifest_file(), manifest.to_json().as_bytes())?;
    zip.finish()?;
    Ok(manifest)
}
