//! The Excel workbook in LibreOffice: it opens, and its formulas come to the values that are written beside them.

use std::process::Command;

use crmgen_tests::Server;

use crate::{download_into, fixed, run, script};

#[test]
fn libreoffice_opens_the_workbook_and_agrees_with_every_formula() {
    let office =
        ["soffice", "libreoffice"].into_iter().find(|name| Command::new(name).arg("--version").output().is_ok());
    let Some(office) = office else {
        println!("skipped: LibreOffice is not installed (Debian: apt-get install libreoffice-calc).");
        return;
    };
    let server = Server::start();
    let dataset = server.dataset(&fixed());
    let folder = tempfile::tempdir().unwrap();
    download_into(&server, &dataset, &["excel.xlsx"], folder.path());
    let profile = format!("-env:UserInstallation=file://{}", folder.path().join("profile").display());
    let convert = |to: &str, out: &str| {
        let mut command = Command::new(office);
        command.args([&profile, "--headless", "--convert-to", to, "--outdir"]).arg(folder.path().join(out));
        run(command.arg(folder.path().join("excel.xlsx")));
    };
    // Through its own format and back, so that all formulas are worked out anew.
    convert("ods", "ods");
    let mut command = Command::new(office);
    command.args([&profile, "--headless", "--convert-to", "xlsx", "--outdir"]).arg(folder.path().join("again"));
    run(command.arg(folder.path().join("ods/excel.ods")));
    let before = script("check_excel.py", &[&folder.path().join("excel.xlsx")]);
    let after = script("check_excel.py", &[&folder.path().join("again/excel.xlsx")]);
    let (Some(before), Some(after)) = (before, after) else { return };
    for (cell, line) in before["summary"].as_object().unwrap() {
        assert!(crate::close(&after["summary"][cell][2], &line[2]), "{cell}: {line} {}", after["summary"][cell]);
    }
}
