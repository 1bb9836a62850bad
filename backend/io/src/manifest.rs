//! What an export holds, and how to know that it is whole: `manifest.json`.

use crmgen_core::GENERATOR_VERSION;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use crate::partition::Partition;
use crate::source::Source;

/// The layout of the manifest itself.
pub const MANIFEST_VERSION: u32 = 1;

/// What was exported. The same recipe and generator version give the same manifest.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// [`MANIFEST_VERSION`].
    pub manifest_version: u32,
    /// The name people gave the dataset.
    pub name: String,
    /// [`GENERATOR_VERSION`] of the program that made it.
    pub generator_version: u32,
    /// The recipe, as it was given: post it again to get the same data.
    pub recipe: Box<RawValue>,
    /// Which part of the dataset this is, if it is not the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition: Option<Partition>,
    /// Every file beside the manifest, in the order they were written.
    pub files: Vec<FileSum>,
}

/// One file of an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileSum {
    /// Its name, without a folder.
    pub file: String,
    /// Rows of a table it holds, the header not counted; absent where it holds no table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    /// Its size in bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes, 64 hexadecimal digits in lower case.
    pub sha256: String,
}

impl Manifest {
    /// The manifest of a source, with no file yet.
    ///
    /// # Errors
    /// When the source's recipe is not JSON.
    pub fn new(source: &dyn Source, partition: Partition) -> Result<Self, serde_json::Error> {
        Ok(Self {
            manifest_version: MANIFEST_VERSION,
            name: source.name().to_owned(),
            generator_version: GENERATOR_VERSION,
            recipe: RawValue::from_string(source.recipe_json())?,
            partition: (partition != Partition::WHOLE).then_some(partition),
            files: Vec::new(),
        })
    }

    /// The text of the file: indented, one line feed at the end.
    ///
    /// # Panics
    /// Never: a manifest has nothing that JSON cannot say.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("a manifest is plain data");
        text.push('\n');
        text
    }
}

/// Counts and sums the bytes of a file as they pass.
#[derive(Clone, Default)]
pub(crate) struct Summing {
    sha256: Sha256,
    bytes: u64,
    rows: u64,
}

impl Summing {
    pub(crate) fn add(&mut self, bytes: &[u8], rows: u64) {
        self.sha256.update(bytes);
        self.bytes += bytes.len() as u64;
        self.rows += rows;
    }

    pub(crate) const fn bytes(&self) -> u64 {
        self.bytes
    }

    pub(crate) const fn rows(&self) -> u64 {
        self.rows
    }

    /// The entry of a file of table rows.
    pub(crate) fn table_file(self, file: String) -> FileSum {
        FileSum { rows: Some(self.rows), ..self.file(file) }
    }

    /// The entry of any other file.
    pub(crate) fn file(self, file: String) -> FileSum {
        let sha256 = self.sha256.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        FileSum { file, rows: None, bytes: self.bytes, sha256 }
    }
}
