//! What the README says is true: its commands run, and its links lead somewhere.
//!
//! Blocks marked `sh` are run, in order, in one shell, against the built program; blocks marked `bash`
//! (which build or start everything) are not.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use crmgen_tests::{Server, program, repository};

/// The address in the README, for which the started server's is put.
const ADDRESS: &str = "http://127.0.0.1:8080";

/// Printed before each block, to tell their outputs apart.
const MARKER: &str = "=== block of the README";

#[test]
fn the_commands_in_the_readme_work() {
    let server = Server::start();
    let blocks = blocks_to_run(&read("README.md"));
    assert!(blocks.len() >= 6, "the README shows less than it should: {blocks:?}");
    let mut script = String::from("set -euo pipefail\n");
    for block in &blocks {
        script += &format!("echo '{MARKER}'\n{}\n", block.replace(ADDRESS, &server.address));
    }

    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = env::join_paths(
        std::iter::once(program().parent().expect("a file lies in a folder").to_path_buf())
            .chain(env::split_paths(&env::var_os("PATH").expect("a shell needs a PATH"))),
    )
    .expect("paths without colons");
    let output = Command::new("bash")
        .args(["-c", &script])
        .current_dir(folder.path())
        .env("PATH", path)
        .output()
        .expect("bash is installed");
    let stdout = String::from_utf8_lossy(&output.stdout);
    let said: Vec<&str> = stdout.split(MARKER).skip(1).map(str::trim).collect();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{}, in this block:\n{}\nwhich printed: {}\n{complaint}",
        output.status,
        blocks[said.len().saturating_sub(1)],
        said.last().unwrap_or(&""),
    );
    assert_eq!(said.len(), blocks.len());
    for (block, printed) in blocks.iter().zip(said) {
        assert!(!printed.is_empty(), "this block prints nothing:\n{block}");
    }
    for file in files_under(folder.path()) {
        let size = fs::metadata(&file).expect("it was listed").len();
        assert!(size > 0, "{} is empty", file.display());
    }
    let zip = fs::read(folder.path().join("crm-data.zip")).expect("the README downloads it");
    assert!(zip.starts_with(b"PK\x03\x04"), "the ZIP does not begin like one");
}

#[test]
fn every_link_in_the_documents_leads_to_a_file() {
    let mut documents =
        vec![repository().join("README.md"), repository().join("CONTRIBUTING.md"), repository().join("THIRD-PARTY.md")];
    documents.extend(
        files_under(&repository().join("docs")).into_iter().filter(|file| file.extension().is_some_and(|e| e == "md")),
    );
    let mut broken = Vec::new();
    for document in &documents {
        let text = fs::read_to_string(document).unwrap_or_else(|error| panic!("{}: {error}", document.display()));
        let links = text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link);
        for link in links.filter(|link| !link.contains("://") && !link.starts_with('#')) {
            let file = link.split('#').next().unwrap_or(link);
            if !document.parent().expect("a file lies in a folder").join(file).exists() {
                broken.push(format!("{} -> {link}", document.display()));
            }
        }
    }
    assert!(broken.is_empty(), "these links lead nowhere: {broken:#?}");
}

#[test]
fn nginx_protects_the_page_with_the_same_headers_as_the_program() {
    let server = Server::start();
    let output = Command::new("curl")
        .args(["-sf", "-o", "/dev/null", "-D", "-", &format!("{}/health/live", server.address)])
        .output()
        .expect("curl is installed");
    let answer = String::from_utf8_lossy(&output.stdout).to_ascii_lowercase();
    let nginx = read("docker/nginx.conf").to_ascii_lowercase();
    for name in ["content-security-policy", "x-content-type-options", "referrer-policy", "cross-origin-opener-policy"] {
        let value = answer.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).map(str::trim);
        let value = value.unwrap_or_else(|| panic!("the program sends no {name}: {answer}"));
        let line = format!("add_header {name} \"{value}\" always;");
        assert!(nginx.contains(&line), "docker/nginx.conf lacks: {line}");
    }
}

/// The contents of the blocks marked `sh`.
fn blocks_to_run(markdown: &str) -> Vec<String> {
    let after = markdown.split("\n```sh\n").skip(1);
    after.map(|rest| rest.split_once("\n```").expect("every block ends").0.to_owned()).collect()
}

fn read(name: &str) -> String {
    fs::read_to_string(repository().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn files_under(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder that can be read") {
            let path = entry.expect("an entry that can be read").path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files
}
