//! Does a folder hold another export? One that is written into it would leave files there that no manifest speaks of.

use std::io;
use std::path::{Path, PathBuf};

use crate::manifest::Manifest;
use crate::partition::Partition;
use crate::verify::{VerifyError, read_manifests};

/// Why an export cannot be written into a folder.
#[derive(Debug, thiserror::Error)]
pub enum Occupied {
    /// Files of another export are there, and would stay.
    #[error("{path} holds another export ({names}): give an empty folder, or remove it first",
        path = directory.display(), names = shortened(files))]
    OtherExport {
        /// The folder.
        directory: PathBuf,
        /// The files that would stay.
        files: Vec<String>,
    },
    /// A manifest is there that cannot be read, so nobody knows what would be lost with it.
    #[error("{0}: give an empty folder, or remove it first")]
    Unknown(VerifyError),
}

/// At most three names.
fn shortened(files: &[String]) -> String {
    let more = if files.len() > 3 { ", …" } else { "" };
    format!("{}{more}", files[..files.len().min(3)].join(", "))
}

/// Looks for manifests of other exports in a folder. What is written again is no hindrance, nor is another part of the same
/// data: `ours` is the manifest to be written, and `files` gives the names of its files, as they are for a part.
///
/// # Errors
/// When there is another export, or a manifest that cannot be read.
pub fn check_folder(
    directory: &Path,
    ours: &Manifest,
    files: impl Fn(Partition) -> Vec<String>,
) -> Result<(), Occupied> {
    let manifests = match read_manifests(directory) {
        Ok(manifests) => manifests,
        Err(VerifyError::NoManifest { .. }) => return Ok(()),
        // No folder yet, or none that can be looked into: writing into it will tell.
        Err(VerifyError::Io { path, cause }) if path == directory || cause.kind() == io::ErrorKind::NotFound => {
            return Ok(());
        }
        Err(error) => return Err(Occupied::Unknown(error)),
    };
    let again = files(ours.partition.unwrap_or(Partition::WHOLE));
    for theirs in manifests.values() {
        let names = || theirs.files.iter().map(|file| file.file.clone());
        let is_sibling = theirs.partition.is_some_and(|part| {
            ours.partition.is_some_and(|own| own.of() == part.of())
                && theirs.recipe.get() == ours.recipe.get()
                && theirs.generator_version == ours.generator_version
                && names().eq(files(part))
        });
        let stay: Vec<String> = names().filter(|name| !again.contains(name)).collect();
        if !is_sibling && !stay.is_empty() {
            return Err(Occupied::OtherExport { directory: directory.to_owned(), files: stay });
        }
    }
    Ok(())
}
