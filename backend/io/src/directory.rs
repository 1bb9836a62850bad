//! All tables as files in a folder, each block made once.

use std::fs::{self, File};
use std::io::{self, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crmgen_core::batch::Batch;
use crmgen_core::columns::{ColumnSet, Table};
use crmgen_core::cube::Index;

use crate::encode::Encode;
use crate::hyper::Hyper;
use crate::manifest::{Manifest, Summing};
use crate::parquet::RowGroup;
use crate::partition::Partition;
use crate::pipeline::{Pool, Reuse, TaskPanicked, ordered};
use crate::sink::{Closed, Sink};
use crate::source::Source;
use crate::tables::Piece;
use crate::whole::{Whole, WholeError};

/// Why the files could not be made. No half-made file is left behind under its final name.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// A file or folder could not be written.
    #[error("cannot write {path}: {cause}", path = path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// Making the rows failed.
    #[error(transparent)]
    Task(#[from] TaskPanicked),
    /// A file that holds all tables could not be made.
    #[error(transparent)]
    Whole(#[from] WholeError),
    /// The recipe is not JSON.
    #[error("the recipe is not valid JSON: {0}")]
    Recipe(#[from] serde_json::Error),
    /// It was asked to stop.
    #[error("stopped before it was done")]
    Cancelled,
}

/// How far an export has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Blocks written.
    pub blocks_done: u64,
    /// Blocks to write in all.
    pub blocks: u64,
    /// Rows written, of all tables together.
    pub rows: u64,
    /// Bytes written, of all files together.
    pub bytes: u64,
}

/// What to write and where.
#[derive(Clone)]
pub struct DirectoryExport {
    /// The dataset.
    pub source: Arc<dyn Source>,
    /// The format.
    pub encoder: Arc<dyn Encode>,
    /// The folder; made if it is not there. Files of the same names are replaced.
    pub directory: PathBuf,
    /// Which part of the dataset.
    pub partition: Partition,
}

/// All tables of one piece, encoded.
#[derive(Default)]
struct Encoded([Piece; TABLES]);

const TABLES: usize = Table::ALL.len();

impl Reuse for Encoded {
    fn reset(&mut self) {
        self.0.iter_mut().for_each(Reuse::reset);
    }
}

impl DirectoryExport {
    /// Writes one file a table, then the manifest; gives the manifest.
    ///
    /// Each file is written under its name with `.part` added, and renamed when all are complete. `progress` is called
    /// after every block. Setting `cancel` stops the work after the blocks that are being made.
    /// Blocks until done: call it on a thread that is not one of the pool's.
    ///
    /// # Errors
    /// When a file cannot be written, making the rows failed, or `cancel` was set.
    pub fn write(
        &self,
        pool: &Pool,
        progress: &mut dyn FnMut(Progress),
        cancel: &AtomicBool,
    ) -> Result<Manifest, DirectoryError> {
        let mut manifest = Manifest::new(&*self.source, self.partition)?;
        fs::create_dir_all(&self.directory)
            .map_err(|cause| DirectoryError::Io { path: self.directory.clone(), cause })?;
        let mut files = Table::ALL
            .iter()
            .map(|&table| PartFile::create(&self.directory, self.partition.table_file(table, self.encoder.extension())))
            .collect::<Result<Vec<_>, _>>()?;

        let blocks = self.partition.blocks(self.source.blocks());
        let total = blocks.end - blocks.start;
        let blocks_a_piece = self.encoder.blocks_a_piece();
        // Files with an end are complete by themselves, each part of them too.
        if self.partition.is_first() || self.encoder.has_end() {
            for (&table, file) in Table::ALL.iter().zip(&mut files) {
                let mut header = Vec::new();
                self.encoder.header(table, ColumnSet::all(table), &mut header);
                file.write(&header, 0)?;
            }
        }
        let pieces = 0..total.div_ceil(blocks_a_piece);
        let encoded = ordered(pool, pieces, pool.window(), Arc::new(self.encode_blocks(blocks)));
        for (done, piece) in (1..).zip(encoded) {
            if cancel.load(Ordering::Relaxed) {
                return Err(DirectoryError::Cancelled);
            }
            let mut piece = piece?;
            for (file, piece) in files.iter_mut().zip(&mut piece.0) {
                file.groups.extend(piece.group.take().map(|group| (file.sum.bytes(), group)));
                file.write(&piece.bytes, piece.rows)?;
            }
            let rows = files.iter().map(|file| file.sum.rows()).sum();
            let bytes = files.iter().map(|file| file.sum.bytes()).sum();
            progress(Progress { blocks_done: total.min(done * blocks_a_piece), blocks: total, rows, bytes });
        }
        for (&table, file) in Table::ALL.iter().zip(&mut files) {
            let mut end = Vec::new();
            self.encoder.end(table, ColumnSet::all(table), &file.groups, &mut end);
            file.write(&end, 0)?;
        }
        for file in &mut files {
            file.rename()?;
            manifest.files.push(file.sum.clone().table_file(file.name.clone()));
        }
        let mut file = PartFile::create(&self.directory, self.partition.manifest_file())?;
        file.write(manifest.to_json().as_bytes(), 0)?;
        file.rename()?;
        Ok(manifest)
    }

    fn encode_blocks(&self, all: Range<u64>) -> impl Fn(u64, &mut Encoded) + Send + Sync + 'static {
        let (source, encoder) = (Arc::clone(&self.source), Arc::clone(&self.encoder));
        let tables: Vec<_> = Table::ALL.iter().map(|&table| (table, ColumnSet::all(table))).collect();
        let size = encoder.blocks_a_piece();
        move |piece, encoded| {
            let start = all.start + piece * size;
            let mut batches: [Vec<Batch>; TABLES] = Default::default();
            for block in start..(start + size).min(all.end) {
                source.visit(block, &tables, &mut |batch| {
                    let Piece { bytes, rows, .. } = &mut encoded.0[batch.table as usize];
                    *rows += batch.rows as u64;
                    if size == 1 {
                        encoder.rows(&batch, bytes);
                    } else {
                        batches[batch.table as usize].push(batch);
                    }
                });
            }
            for ((&(table, columns), batches), piece) in tables.iter().zip(&batches).zip(&mut encoded.0) {
                if size > 1 {
                    let mut each = |visit: &mut dyn FnMut(&Batch)| batches.iter().for_each(visit);
                    piece.group = encoder.piece(table, columns, &mut each, &mut piece.bytes);
                }
            }
        }
    }
}

/// Writes files that hold all tables into a folder, under their own names, then the manifest; gives the manifest.
///
/// `index` is what was counted of the same source. Setting `cancel` stops the work at the next bytes. Blocks until done: call
/// it on a thread that is not one of the pool's.
///
/// # Errors
/// When a file cannot be written, the dataset is too large for it, or `cancel` was set.
pub fn write_files(
    pool: &Pool,
    source: &Arc<dyn Source>,
    index: &Index,
    files: &[Whole],
    hyper: Option<&Hyper>,
    directory: &Path,
    cancel: &AtomicBool,
) -> Result<Manifest, DirectoryError> {
    let mut manifest = Manifest::new(&**source, Partition::WHOLE)?;
    fs::create_dir_all(directory).map_err(|cause| DirectoryError::Io { path: directory.to_owned(), cause })?;
    for whole in files {
        let mut file = PartFile::create(directory, whole.name().to_owned())?;
        let mut sink = FileSink { file: &mut file, error: None, cancel };
        let written = whole.write(pool, Arc::clone(source), index, hyper, &mut sink);
        if let Some(error) = sink.error {
            return Err(error);
        }
        if cancel.load(Ordering::Relaxed) {
            return Err(DirectoryError::Cancelled);
        }
        written?;
        file.rename()?;
        manifest.files.push(file.sum.clone().file(file.name.clone()));
    }
    let mut file = PartFile::create(directory, Partition::WHOLE.manifest_file())?;
    file.write(manifest.to_json().as_bytes(), 0)?;
    file.rename()?;
    Ok(manifest)
}

/// A file as a place for bytes; keeps the error.
struct FileSink<'f> {
    file: &'f mut PartFile,
    error: Option<DirectoryError>,
    cancel: &'f AtomicBool,
}

impl Sink for FileSink<'_> {
    fn is_open(&self) -> bool {
        !self.cancel.load(Ordering::Relaxed)
    }

    fn send(&mut self, bytes: Vec<u8>) -> Result<(), Closed> {
        self.send_copy(&bytes)
    }

    fn send_copy(&mut self, bytes: &[u8]) -> Result<(), Closed> {
        if !self.is_open() {
            return Err(Closed);
        }
        self.file.write(bytes, 0).map_err(|error| {
            self.error = Some(error);
            Closed
        })
    }
}

/// A file under way; removed again unless it was renamed.
struct PartFile {
    name: String,
    target: PathBuf,
    part: PathBuf,
    file: Option<File>,
    sum: Summing,
    /// What the end of the file must know of each piece, and where that begins.
    groups: Vec<(u64, RowGroup)>,
}

impl PartFile {
    fn create(directory: &Path, name: String) -> Result<Self, DirectoryError> {
        let target = directory.join(&name);
        let part = directory.join(format!("{name}.part"));
        let file = File::create(&part).map_err(|cause| DirectoryError::Io { path: part.clone(), cause })?;
        Ok(Self { name, target, part, file: Some(file), sum: Summing::default(), groups: Vec::new() })
    }

    /// Writes straight to the file: what comes here are whole blocks, larger than any buffer would be.
    fn write(&mut self, bytes: &[u8], rows: u64) -> Result<(), DirectoryError> {
        self.sum.add(bytes, rows);
        match &mut self.file {
            Some(file) => file.write_all(bytes).map_err(|cause| DirectoryError::Io { path: self.part.clone(), cause }),
            None => Ok(()),
        }
    }

    fn rename(&mut self) -> Result<(), DirectoryError> {
        drop(self.file.take());
        fs::rename(&self.part, &self.target).map_err(|cause| DirectoryError::Io { path: self.target.clone(), cause })
    }
}

impl Drop for PartFile {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            // It may be gone already, or the disk may be; the error that brought us here is the one to tell.
            let _ = fs::remove_file(&self.part);
        }
    }
}
