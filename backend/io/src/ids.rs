//! Ids that follow from the recipe: the same data gives the same file.

use sha2::{Digest, Sha256};

/// Makes ids out of what they are for.
#[derive(Debug)]
pub(crate) struct Ids {
    recipe: String,
}

impl Ids {
    pub(crate) const fn new(recipe: String) -> Self {
        Self { recipe }
    }

    fn digest(&self, kind: &str, name: &str) -> [u8; 16] {
        let sum = Sha256::digest(format!("{kind}\n{name}\n{}", self.recipe));
        let mut id = [0; 16];
        id.copy_from_slice(&sum[..16]);
        id
    }

    /// `{891FF84E-5FB7-4AE6-8B29-5BEECE50BAD5}`, as Tableau writes ids.
    pub(crate) fn braced(&self, kind: &str, name: &str) -> String {
        format!("{{{}}}", self.uuid(kind, name).to_uppercase())
    }

    /// `891ff84e-5fb7-4ae6-8b29-5beece50bad5`: version 8 (RFC 9562), made from whatever the maker likes.
    pub(crate) fn uuid(&self, kind: &str, name: &str) -> String {
        let mut id = self.digest(kind, name);
        id[6] = id[6] & 0x0f | 0x80;
        id[8] = id[8] & 0x3f | 0x80;
        let hex: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
    }

    /// `customers.csv_DDC89C913A7547479DCFCA160131B4D3`.
    pub(crate) fn object(&self, file: &str) -> String {
        let hex: String = self.digest("object", file).iter().map(|byte| format!("{byte:02X}")).collect();
        format!("{file}_{hex}")
    }
}
