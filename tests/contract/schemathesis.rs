//! The description against the running server, by a program of other people: schemathesis sends what the description
//! allows and what it does not, follows what belongs together, and compares every answer with what is promised.

use crmgen_tests::{Server, python, repository};

/// How long it may go on asking, in seconds. It uses all of it.
const SECONDS: &str = "60";

#[test]
fn schemathesis_finds_no_difference_between_the_description_and_the_server() {
    let Some(mut python) = python() else { return };
    // Large enough for everything it makes, small enough that no dataset takes long.
    let settings = [("MAX_CUSTOMERS", "2000"), ("MAX_DATASETS", "100000"), ("BUILD_QUEUE", "1000")];
    let server = Server::start_with(&settings);
    // It keeps notes where it is started.
    let notes = tempfile::tempdir().unwrap();
    python.current_dir(notes.path()).args(["-m", "schemathesis.cli", "--no-color", "--config-file"]);
    python.arg(repository().join("tests/contract/schemathesis.toml")).arg("run");
    // From the file: an address of the description would not be asked itself.
    python
        .args(["--checks", "all", "--max-time", SECONDS, "--url", &server.address])
        .arg(repository().join("openapi.yaml"));
    let output = python.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    let tested = said.lines().find_map(|line| line.trim().strip_prefix("Tested: "));
    let described =
        server.get("/openapi.json").json()["paths"].as_object().unwrap().values().map(operations).sum::<usize>();
    assert_eq!(tested, Some(described.to_string().as_str()), "{said}");
}

fn operations(path: &serde_json::Value) -> usize {
    path.as_object()
        .unwrap()
        .keys()
        .filter(|key| ["get", "post", "put", "patch", "delete"].contains(&key.as_str()))
        .count()
}
