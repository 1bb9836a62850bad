//! Programs that single tests need: the ones installed, or Debian's. Those tests do without where that cannot be done.

use crate::debian;
use crate::shell::{self, Failure};

/// LibreOffice, for the test that opens the Excel workbook with it.
pub(crate) fn install_office() -> Result<(), Failure> {
    // Without a screen: 90 MB to fetch.
    install(&["soffice", "libreoffice"], &["libreoffice-calc-nogui"], || {
        Failure::Missing(
            "The workbook is not opened in LibreOffice (Debian: sudo apt-get install libreoffice-calc-nogui).".into(),
        )
    })
}

/// Valgrind, for the test that counts instructions.
pub(crate) fn install_valgrind() -> Result<(), Failure> {
    install(&["valgrind"], &["valgrind"], || {
        Failure::Missing("Instructions are not counted (Debian: sudo apt-get install valgrind).".into())
    })
}

/// Installs packages, unless a program of one of these names is there.
fn install(names: &[&str], packages: &[&str], missing: fn() -> Failure) -> Result<(), Failure> {
    if shell::find_program(names).is_some() {
        println!("{} is installed already.", names[0]);
        return Ok(());
    }
    debian::install(packages, missing)
}
