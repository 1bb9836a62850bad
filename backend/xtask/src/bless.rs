//! `cargo xtask bless`: rewrite what the tests compare with, and say what changed.
//!
//! Golden sums and snapshots are rewritten by the very tests that read them, told so by
//! `CRMGEN_BLESS=1` and `INSTA_UPDATE=always`.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::process::Command;

use crate::shell::{self, Failure, cargo};
use crate::{node, test};

/// Rewrites the weights of the phrase banks, golden sums, snapshots, `openapi.yaml` and the TypeScript schema.
pub(crate) fn bless(args: &[String]) -> Result<(), Failure> {
    if let Some(arg) = args.first() {
        return Err(Failure::Usage(format!("bless takes no arguments; {arg} was given.")));
    }
    let before = fingerprints()?;
    // They are a part of the program that is built next.
    let mut weights = cargo(["test", "--package", "crmgen-core", "--lib", "weights"]);
    weights.env("CRMGEN_BLESS", "1");
    shell::run(weights)?;
    test::build(&[])?;
    let description = shell::output({
        let mut command = Command::new(shell::crmgen("debug"));
        command.arg("openapi");
        command
    })?;
    let openapi = shell::root().join("openapi.yaml");
    fs::write(&openapi, description).map_err(Failure::file(&openapi))?;
    node::install_packages()?;
    node::script("schema")?;
    let mut test = cargo(["test", "--workspace", "--no-fail-fast"]);
    test.env("CRMGEN_BIN", shell::crmgen("debug"))
        .env("CRMGEN_BLESS", "1")
        .env("INSTA_UPDATE", "always")
        .env("INSTA_FORCE_PASS", "1");
    let tests = shell::run(test);
    report(&before, &fingerprints()?);
    tests
}

/// A number for each file's contents, for every file of the project that is not ignored.
fn fingerprints() -> Result<BTreeMap<String, u64>, Failure> {
    let mut list = Command::new("git");
    list.current_dir(shell::root()).args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"]);
    let names = shell::output(list)?;
    let files = names.split('\0').filter(|name| !name.is_empty());
    Ok(files
        .filter_map(|name| {
            let bytes = fs::read(shell::root().join(name)).ok()?; // deleted, but not committed yet
            let mut hasher = DefaultHasher::new();
            bytes.hash(&mut hasher);
            Some((name.to_owned(), hasher.finish()))
        })
        .collect())
}

fn report(before: &BTreeMap<String, u64>, after: &BTreeMap<String, u64>) {
    let changed: Vec<&String> =
        after.iter().filter(|(name, sum)| before.get(*name) != Some(sum)).map(|f| f.0).collect();
    let gone: Vec<&String> = before.keys().filter(|name| !after.contains_key(*name)).collect();
    println!();
    if changed.is_empty() && gone.is_empty() {
        println!("Nothing changed.");
        return;
    }
    for name in &changed {
        println!("{}  {name}", if before.contains_key(*name) { "changed" } else { "new    " });
    }
    for name in gone {
        println!("gone     {name}");
    }
    if changed.iter().any(|name| name.contains("golden")) {
        println!("\nGolden sums changed: raise GENERATOR_VERSION and say why in the commit.");
    }
}
