//! Parts of a dataset, made on different machines, that together are the whole.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use crmgen_core::columns::Table;
use serde::{Deserialize, Serialize};

/// Part `index` of `of`, both counted from 1. Parts put together in order are the whole, byte for byte: only the first
/// has the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Numbers", into = "Numbers")]
pub struct Partition {
    index: u32,
    of: u32,
}

#[derive(Serialize, Deserialize)]
struct Numbers {
    index: u32,
    of: u32,
}

/// What was given is no partition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the partition is {given}; write it as K/N, such as 3/64: part K, from 1 to N, of N parts")]
pub struct PartitionError {
    given: String,
}

impl Partition {
    /// Everything in one part.
    pub const WHOLE: Self = Self { index: 1, of: 1 };

    /// Part `index` (from 1) of `of`.
    ///
    /// # Errors
    /// When `index` is 0 or greater than `of`.
    pub fn new(index: u32, of: u32) -> Result<Self, PartitionError> {
        if index == 0 || index > of {
            return Err(PartitionError { given: format!("{index}/{of}") });
        }
        Ok(Self { index, of })
    }

    /// Which part, from 1.
    #[must_use]
    pub const fn index(self) -> u32 {
        self.index
    }

    /// Of how many parts.
    #[must_use]
    pub const fn of(self) -> u32 {
        self.of
    }

    /// Whether the file header belongs to this part.
    #[must_use]
    pub const fn is_first(self) -> bool {
        self.index == 1
    }

    /// Its blocks, of a dataset of so many. Empty for some parts when there are more parts than blocks.
    #[must_use]
    pub fn blocks(self, blocks: u64) -> Range<u64> {
        let cut = |parts: u32| (u128::from(blocks) * u128::from(parts) / u128::from(self.of)) as u64;
        cut(self.index - 1)..cut(self.index)
    }

    /// The name of a table's file: `customers.csv`, or `customers-0003-of-0064.csv`.
    #[must_use]
    pub fn table_file(self, table: Table, extension: &str) -> String {
        self.file(table.name(), extension)
    }

    /// The name of the manifest: `manifest.json`, or `manifest-0003-of-0064.json`.
    #[must_use]
    pub fn manifest_file(self) -> String {
        self.file("manifest", "json")
    }

    fn file(self, stem: &str, extension: &str) -> String {
        if self == Self::WHOLE { format!("{stem}.{extension}") } else { format!("{stem}-{self}.{extension}") }
    }
}

/// As in file names: `0003-of-0064`, which sorts in order.
impl fmt::Display for Partition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.of.to_string().len().max(4);
        write!(f, "{:0width$}-of-{:0width$}", self.index, self.of)
    }
}

/// From `3/64`.
impl FromStr for Partition {
    type Err = PartitionError;

    fn from_str(text: &str) -> Result<Self, PartitionError> {
        text.split_once('/')
            .and_then(|(index, of)| Self::new(index.trim().parse().ok()?, of.trim().parse().ok()?).ok())
            .ok_or_else(|| PartitionError { given: format!("\"{text}\"") })
    }
}

impl TryFrom<Numbers> for Partition {
    type Error = PartitionError;

    fn try_from(numbers: Numbers) -> Result<Self, PartitionError> {
        Self::new(numbers.index, numbers.of)
    }
}

impl From<Partition> for Numbers {
    fn from(partition: Partition) -> Self {
        Self { index: partition.index, of: partition.of }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn partitions_cover_every_block_once_and_in_order(blocks in 0u64..100_000, of in 1u32..300) {
            let mut next = 0;
            for index in 1..=of {
                let range = Partition::new(index, of).unwrap().blocks(blocks);
                prop_assert_eq!(range.start, next);
                prop_assert!(range.end - range.start <= blocks / u64::from(of) + 1);
                next = range.end;
            }
            prop_assert_eq!(next, blocks);
        }
    }

    #[test]
    fn a_partition_is_written_as_k_of_n() {
        assert_eq!("3/64".parse(), Partition::new(3, 64));
        for bad in ["0/4", "5/4", "4", "a/b", "1/", "-1/3", "1/0", ""] {
            let error = bad.parse::<Partition>().unwrap_err().to_string();
            assert!(error.contains(&format!("\"{bad}\"")) && error.contains("3/64"), "{error}");
        }
    }

    #[test]
    fn files_of_partitions_sort_in_order() {
        let name = |index, of| Partition::new(index, of).unwrap().table_file(Table::Customers, "csv");
        assert_eq!(name(1, 1), "customers.csv");
        assert_eq!(name(3, 64), "customers-0003-of-0064.csv");
        assert_eq!(name(3, 20_000), "customers-00003-of-20000.csv");
        assert_eq!(Partition::new(64, 64).unwrap().manifest_file(), "manifest-0064-of-0064.json");
    }
}
