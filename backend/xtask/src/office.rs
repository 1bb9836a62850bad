//! LibreOffice, for the test that opens the Excel workbook with it: the one installed, or Debian's.

use crate::debian;
use crate::shell::{self, Failure};

/// Names it goes by.
const NAMES: [&str; 2] = ["soffice", "libreoffice"];

/// What Debian needs for a LibreOffice that opens workbooks without a screen: 90 MB to fetch.
const PACKAGES: [&str; 1] = ["libreoffice-calc-nogui"];

/// Installs it, unless it is there.
pub(crate) fn install() -> Result<(), Failure> {
    if shell::find_program(&NAMES).is_some() {
        println!("LibreOffice is installed already.");
        return Ok(());
    }
    debian::install(&PACKAGES, missing)
}

fn missing() -> Failure {
    let packages = PACKAGES.join(" ");
    Failure::Missing(format!("The workbook is not opened in LibreOffice (Debian: sudo apt-get install {packages})."))
}
