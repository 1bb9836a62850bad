//! Is an exported folder whole? Compares every file with its manifest.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::manifest::{FileSum, MANIFEST_VERSION, Manifest, Summing};
use crate::partition::Partition;

/// Why a folder could not be checked at all.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The folder, or a manifest in it, could not be read.
    #[error("cannot read {path}: {cause}", path = path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// A manifest is not what this program writes.
    #[error("{path} is not a manifest that this version can read: {reason}", path = path.display())]
    BadManifest {
        /// Which.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// There is nothing to compare with.
    #[error("there is no manifest.json (and no manifest of a part) in {path}", path = directory.display())]
    NoManifest {
        /// Where it was looked for.
        directory: PathBuf,
    },
}

/// One thing that is not as a manifest says.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Difference {
    /// A file is not there.
    #[error("{file} is missing")]
    Missing {
        /// Its name.
        file: String,
    },
    /// A file is there and cannot be read.
    #[error("{file} cannot be read: {cause}")]
    Unreadable {
        /// Its name.
        file: String,
        /// What the system says.
        cause: String,
    },
    /// A file is too short or too long.
    #[error("{file} has {found} bytes; the manifest says {expected}")]
    Size {
        /// Its name.
        file: String,
        /// By the manifest.
        expected: u64,
        /// In the folder.
        found: u64,
    },
    /// A file has the right size and other bytes.
    #[error("{file} was changed: its SHA-256 is {found}; the manifest says {expected}")]
    Sum {
        /// Its name.
        file: String,
        /// By the manifest.
        expected: String,
        /// In the folder.
        found: String,
    },
    /// Some parts of the dataset are here and this one is not.
    #[error("part {part} is missing: there is no {file}")]
    MissingPart {
        /// Which part, from 1.
        part: u32,
        /// The manifest it would have.
        file: String,
    },
    /// Two manifests are of different datasets, or cut them differently.
    #[error("{second} does not belong to the same data as {first}")]
    Mixed {
        /// One manifest.
        first: String,
        /// The other.
        second: String,
    },
}

/// Reads every file the manifests of a folder name; gives all differences, none if the folder is whole.
///
/// All parts of a partitioned dataset may lie in the folder together: with the manifests of two or more of them, none may
/// be missing. A folder with the manifest of a single part is checked as that part.
///
/// # Errors
/// When the folder or a manifest cannot be read, or there is no manifest.
pub fn verify(directory: &Path) -> Result<Vec<Difference>, VerifyError> {
    let manifests = read_manifests(directory)?;
    let mut differences = compare_manifests(&manifests);
    for file in manifests.values().flat_map(|manifest| &manifest.files) {
        differences.extend(compare(directory, file));
    }
    Ok(differences)
}

/// The part of a dataset that a folder holds, where it holds one part and no other.
///
/// # Errors
/// As [`verify`].
pub fn lone_part(directory: &Path) -> Result<Option<Partition>, VerifyError> {
    let manifests = read_manifests(directory)?;
    Ok(manifests.values().next().filter(|_| manifests.len() == 1).and_then(|manifest| manifest.partition))
}

/// The manifests of the folder, by file name.
pub(crate) fn read_manifests(directory: &Path) -> Result<BTreeMap<String, Manifest>, VerifyError> {
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        move |cause| VerifyError::Io { path, cause }
    };
    let mut manifests = BTreeMap::new();
    for file in fs::read_dir(directory).map_err(unreadable(directory))? {
        let file = file.map_err(unreadable(directory))?;
        let Ok(name) = file.file_name().into_string() else { continue };
        if name != "manifest.json" && !(name.starts_with("manifest-") && name.ends_with(".json")) {
            continue;
        }
        let text = fs::read_to_string(file.path()).map_err(unreadable(&file.path()))?;
        let manifest = parse(&text).map_err(|reason| VerifyError::BadManifest { path: file.path(), reason })?;
        manifests.insert(name, manifest);
    }
    if manifests.is_empty() {
        return Err(VerifyError::NoManifest { directory: directory.to_owned() });
    }
    Ok(manifests)
}

fn parse(text: &str) -> Result<Manifest, String> {
    let manifest: Manifest = serde_json::from_str(text).map_err(|error| error.to_string())?;
    if manifest.manifest_version != MANIFEST_VERSION {
        return Err(format!("its manifest_version is {}, not {MANIFEST_VERSION}", manifest.manifest_version));
    }
    // A manifest may come from anywhere: it must not lead out of its folder.
    match manifest.files.iter().find(|file| Path::new(&file.file).file_name() != Some(file.file.as_ref())) {
        Some(file) => Err(format!("\"{}\" is not a plain file name", file.file)),
        None => Ok(manifest),
    }
}

fn compare_manifests(manifests: &BTreeMap<String, Manifest>) -> Vec<Difference> {
    let mut parts = manifests.iter().filter_map(|(name, manifest)| Some((name, manifest, manifest.partition?)));
    let Some((first_name, first, partition)) = parts.next() else { return Vec::new() };
    let others: Vec<_> = parts.collect();
    let belongs = |manifest: &Manifest, other: Partition| {
        other.of() == partition.of()
            && manifest.recipe.get() == first.recipe.get()
            && manifest.generator_version == first.generator_version
    };
    let mixed: Vec<_> = others
        .iter()
        .filter(|(_, manifest, other)| !belongs(manifest, *other))
        .map(|(name, ..)| Difference::Mixed { first: first_name.clone(), second: (*name).clone() })
        .collect();
    if others.is_empty() || !mixed.is_empty() {
        return mixed;
    }
    (1..=partition.of())
        .filter_map(|part| {
            let file = Partition::new(part, partition.of()).ok()?.manifest_file();
            (!manifests.contains_key(&file)).then_some(Difference::MissingPart { part, file })
        })
        .collect()
}

fn compare(directory: &Path, expected: &FileSum) -> Option<Difference> {
    let file = expected.file.clone();
    match sum(&directory.join(&file), expected.bytes) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Some(Difference::Missing { file }),
        Err(error) => Some(Difference::Unreadable { file, cause: error.to_string() }),
        Ok(Err(found)) => Some(Difference::Size { file, expected: expected.bytes, found }),
        Ok(Ok(found)) if found.sha256 != expected.sha256 => {
            Some(Difference::Sum { file, expected: expected.sha256.clone(), found: found.sha256 })
        }
        Ok(Ok(_)) => None,
    }
}

/// The sum of a file, or its size if that is not the expected one: then there is no need to read it.
fn sum(path: &Path, size: u64) -> io::Result<Result<FileSum, u64>> {
    let mut file = File::open(path)?;
    let found = file.metadata()?.len();
    if found != size {
        return Ok(Err(found));
    }
    let mut sum = Summing::default();
    let mut buffer = vec![0; 1 << 18];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(Ok(sum.file(String::new()))),
            read => sum.add(&buffer[..read], 0),
        }
    }
}
