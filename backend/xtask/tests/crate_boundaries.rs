//! The arrows between the crates: `core ← io ← server ← tests`, and nothing points the other way.

use std::path::Path;
use std::process::Command;

/// The names of all crates that `package` is built from, however deep, its own included.
fn built_from(package: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let output = Command::new(env!("CARGO"))
        .current_dir(root)
        .args(["tree", "--offline", "--edges", "normal", "--prefix", "none", "--format", "{p}", "--package", package])
        .output()
        .expect("cargo runs, as it runs this test");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).expect("cargo writes UTF-8");
    let mut names: Vec<String> = tree.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect();
    names.sort();
    names.dedup();
    names
}

fn assert_free_of(package: &str, banned: &[&str]) {
    let names = built_from(package);
    assert!(names.iter().any(|name| name == package), "{package} must list itself: {names:?}");
    let found: Vec<&String> = names
        .iter()
        .filter(|name| banned.iter().any(|ban| *name == ban || name.starts_with(&format!("{ban}-"))))
        .collect();
    assert!(found.is_empty(), "{package} must not depend on {found:?}");
}

#[test]
fn core_knows_no_files_threads_json_or_http() {
    assert_free_of(
        "crmgen-core",
        &["crmgen-io", "crmgen-server", "actix", "utoipa", "serde_json", "rayon", "tokio", "dashmap", "zip", "parquet"],
    );
}

#[test]
fn io_knows_no_http_and_no_store() {
    assert_free_of("crmgen-io", &["crmgen-server", "actix", "utoipa", "tokio", "dashmap"]);
}

#[test]
fn only_the_program_needs_the_program() {
    assert_free_of("xtask", &["crmgen-core", "crmgen-io", "crmgen-server"]);
}
