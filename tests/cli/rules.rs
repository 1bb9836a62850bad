//! `crmgen verify DIR --rules`.

use std::fs;

use crmgen_tests::crmgen;

use super::{RECIPE, generate, text};

#[test]
fn verify_tells_every_rule_and_fails_when_one_is_broken() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("data");
    assert!(generate(&out, &RECIPE).status.success());

    let good = crmgen(&["verify", "--rules"]).arg(&out).output().unwrap();
    let told = text(&good.stdout);
    assert_eq!(good.status.code(), Some(0), "{told}{}", text(&good.stderr));
    for rule in 0..=27 {
        assert!(told.lines().any(|line| line.starts_with(&format!("{rule:>2} ok: "))), "rule {rule} in {told}");
    }

    let file = out.join("customers.csv");
    let rows = fs::read_to_string(&file).unwrap();
    let (header, first) = rows.split_once('\n').unwrap();
    assert!(first.starts_with("CUST-0000001,"), "{header}");
    // The first customer's rows lose their customer.
    let without = first.split_once('\n').unwrap().1;
    fs::write(&file, format!("{header}\n{without}")).unwrap();
    let broken = crmgen(&["verify", "--rules"]).arg(&out).output().unwrap();
    let (told, error) = (text(&broken.stdout), text(&broken.stderr));
    assert_eq!(broken.status.code(), Some(1), "{told}{error}");
    assert!(told.contains("\n 2 ") && told.contains("broken: every deal and feedback belongs"), "{told}");
    assert!(told.contains("\nrule 2, DEAL-0000001-01: customer_id CUST-0000001; expected"), "{told}");
    assert!(error.contains("1 rule is broken") && error.contains("customers.csv"), "{error}");

    // Without --rules only the sums are compared.
    let sums = crmgen(&["verify"]).arg(&out).output().unwrap();
    assert_eq!((sums.status.code(), text(&sums.stdout).as_str()), (Some(1), ""));
}

#[test]
fn rules_are_checked_in_csv_files_only() {
    let folder = tempfile::tempdir().unwrap();
    for (format, file) in [("ndjson", "customers.ndjson"), ("parquet", "deals.parquet"), ("powerbi", "powerbi.zip")] {
        let out = folder.path().join(format);
        assert!(generate(&out, &["--customers", "20", "--seed", "7", "--format", format]).status.success());
        let output = crmgen(&["verify", "--rules"]).arg(&out).output().unwrap();
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("in CSV files only") && said.contains(file), "{said}");
        assert!(text(&output.stdout).contains("complete and unchanged"), "the sums are compared all the same");
    }
}
