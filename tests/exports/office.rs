//! The Excel workbook in LibreOffice: it opens, and its formulas come to the values that are written beside them.

use std::env;
use std::process::Command;

use calamine::Reader;
use crmgen_tests::Server;

use crate::{download_into, fixed, run, script};

#[test]
fn libreoffice_opens_the_workbook_and_agrees_with_every_formula() {
    let office =
        ["soffice", "libreoffice"].into_iter().find(|name| Command::new(name).arg("--version").output().is_ok());
    let Some(office) = office else {
        let why = "LibreOffice is not installed; `cargo xtask test office` installs it.";
        assert!(env::var("CI").map_or(true, |ci| ci != "true" && ci != "1"), "{why}");
        println!("skipped: {why}");
        return;
    };
    let server = Server::start();
    let dataset = server.dataset(&fixed());
    let folder = tempfile::tempdir().unwrap();
    download_into(&server, &dataset, &["excel.xlsx"], folder.path());
    let profile = format!("-env:UserInstallation=file://{}", folder.path().join("profile").display());
    // Formulas without their values, so that each is worked out anew.
    let (ours, bare) = (folder.path().join("excel.xlsx"), folder.path().join("bare.xlsx"));
    let (Some(_), Some(before)) = (script("check_excel.py", &[&ours, &bare]), script("check_excel.py", &[&ours]))
    else {
        return;
    };
    let again = folder.path().join("again");
    let mut command = Command::new(office);
    command.args([&profile, "--headless", "--convert-to", "xlsx", "--outdir"]).arg(&again).arg(&bare);
    run(&mut command);
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(again.join("bare.xlsx")).unwrap();
    let sheet = book.worksheet_range("Summary").unwrap();
    for (cell, line) in before["summary"].as_object().unwrap() {
        let (column, row) = cell.split_at(1);
        let place = (row.parse::<u32>().unwrap() - 1, u32::from(column.as_bytes()[0] - b'A'));
        let found = match sheet.get_value(place) {
            Some(calamine::Data::Float(number)) => serde_json::json!(number),
            Some(calamine::Data::Int(number)) => serde_json::json!(number),
            other => panic!("{cell}: {line} is {other:?}"),
        };
        assert!(crate::close(&found, &line[1]), "{cell}: {line} is {found}");
    }
}
