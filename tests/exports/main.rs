//! The files of a dataset, read back by other people's programs.

mod archives;
mod excel;
mod guides;
mod office;
mod tableau;
mod tables;

use std::fs;
use std::path::Path;
use std::process::Command;

use crmgen_core::columns::{Column, Kind, Table};
use crmgen_tests::{Server, crmgen, python};
use serde_json::{Value, json};

/// A small recipe whose every field that matters is fixed: two blocks, so that order matters.
fn fixed() -> Value {
    json!({"name": "Fixed & <first>", "seed": 7, "customers": 1500, "as_of": "2026-06-30"})
}

/// What the types of a column are called in the scripts.
fn kind(column: &Column) -> &'static str {
    match column.kind {
        Kind::Key | Kind::Text | Kind::Label(_) => "string",
        Kind::Number { places: 0 } => "integer",
        Kind::Number { .. } => "real",
        Kind::Date => "date",
        Kind::Flag => "boolean",
    }
}

/// All columns, for the scripts.
fn columns() -> Value {
    let of = |table: &Table| {
        let columns: Vec<Value> = table.columns().iter().map(|c| json!([c.name, kind(c), c.nullable])).collect();
        (table.name().to_owned(), Value::from(columns))
    };
    Value::Object(Table::ALL.iter().map(of).collect())
}

/// Runs a script of this folder and gives what it printed, as JSON; `None` where there is no Python for it.
fn script(name: &str, arguments: &[&Path]) -> Option<Value> {
    let mut command = python()?;
    command.arg(format!("tests/exports/{name}")).args(arguments);
    Some(serde_json::from_str(&run(&mut command)).unwrap())
}

/// Runs a command to a good end, and gives what it printed.
fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// A file of a dataset.
fn download(server: &Server, dataset: &Value, file: &str) -> Vec<u8> {
    let answer = server.get(&format!("{}/{file}", dataset["links"]["exports"].as_str().unwrap()));
    assert_eq!(answer.status, 200, "{file}: {}", String::from_utf8_lossy(&answer.body));
    answer.body
}

/// Puts files of a dataset into a folder.
fn download_into(server: &Server, dataset: &Value, files: &[&str], folder: &Path) {
    for file in files {
        fs::write(folder.join(file), download(server, dataset, file)).unwrap();
    }
}

/// The numbers of the dashboard.
fn summary(server: &Server, dataset: &Value, query: &str) -> Value {
    server.get(&format!("{}{query}", dataset["links"]["summary"].as_str().unwrap())).json()
}

/// Whether two numbers are the same but for the last bits of a sum.
fn close(left: &Value, right: &Value) -> bool {
    let (left, right) = (left.as_f64().unwrap(), right.as_f64().unwrap());
    (left - right).abs() <= 1e-9 * right.abs().max(1.0)
}

/// Makes a dataset on the command line in one format.
fn generate(customers: &str, format: &str, threads: &str, out: &Path) {
    let arguments = ["generate", "--seed", "7", "--customers", customers, "--as-of", "2026-06-30", "--name", "Fixed"];
    run(crmgen(&arguments).args(["--format", format, "--threads", threads, "--out"]).arg(out));
}
