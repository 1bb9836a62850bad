//! Archives and whole files: complete, explained, and the same with any number of threads.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read};

use crmgen_tests::{Server, crmgen};
use serde_json::Value;
use sha2::{Digest, Sha256};
use zip::ZipArchive;

use crate::{download, fixed, generate, run};

/// Every file of an archive.
fn contents(archive: Vec<u8>) -> BTreeMap<String, Vec<u8>> {
    let mut zip = ZipArchive::new(Cursor::new(archive)).unwrap();
    let mut files = BTreeMap::new();
    for index in 0..zip.len() {
        let mut file = zip.by_index(index).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        files.insert(file.name().unwrap().into_owned(), bytes);
    }
    files
}

#[test]
fn archives_hold_what_their_manifest_says_and_what_explains_it() {
    let server = Server::start();
    let dataset = server.dataset(&fixed());
    for format in ["csv", "ndjson", "parquet"] {
        let files = contents(download(&server, &dataset, &format!("{format}.zip")));
        let manifest: Value = serde_json::from_slice(&files["manifest.json"]).unwrap();
        let listed = manifest["files"].as_array().unwrap();
        assert_eq!(listed.len() + 1, files.len(), "all but the manifest itself");
        for file in listed {
            let name = file["file"].as_str().unwrap();
            let sum: String = Sha256::digest(&files[name]).iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(
                (file["sha256"].as_str(), file["bytes"].as_u64()),
                (Some(&*sum), Some(files[name].len() as u64))
            );
        }
        for table in ["customers", "deals", "feedback"] {
            let name = format!("{table}.{format}");
            let served = server.get(&format!("{}/{name}", dataset["links"]["tables"].as_str().unwrap()));
            assert!(files[&name] == served.body, "{name} is the file of the table's own address");
            let rows = listed.iter().find(|file| file["file"] == *name).unwrap()["rows"].as_u64();
            assert_eq!(rows, dataset["rows"][table].as_u64());
        }
        let readme = String::from_utf8(files["README.txt"].clone()).unwrap();
        assert!(readme.starts_with("Fixed & <first>") && readme.contains(&format!("customers.{format}: 1,500 rows")));
        assert!(files["data_dictionary.csv"].starts_with(b"table,column,type,unit,nullable,meaning\n"));
        assert_eq!(files.contains_key("guide-tableau.md"), format == "csv");
    }
}

#[test]
fn every_format_is_the_same_with_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    for format in ["ndjson", "parquet", "excel", "tableau", "powerbi"] {
        let made = ["1", "3"].map(|threads| {
            let out = folder.path().join(format!("{format}-{threads}"));
            // More than one row group of Parquet; two blocks are enough for the others.
            let customers = if matches!(format, "parquet" | "powerbi") { "9000" } else { "1500" };
            generate(customers, format, threads, &out);
            assert!(run(crmgen(&["verify"]).arg(&out)).contains("complete and unchanged"));
            let files: BTreeMap<_, _> = fs::read_dir(&out)
                .unwrap()
                .map(|file| file.unwrap())
                .map(|file| (file.file_name(), Sha256::digest(fs::read(file.path()).unwrap())))
                .collect();
            files
        });
        assert!(made[0].len() >= 2 && made[0] == made[1], "{format}");
    }
}

#[test]
fn every_file_of_the_list_can_be_had_and_says_what_it_is_good_for() {
    let server = Server::start();
    let dataset = server.dataset(&fixed());
    let list = server.get(dataset["links"]["exports"].as_str().unwrap()).json();
    let mut names = Vec::new();
    for file in list["exports"].as_array().unwrap() {
        assert_eq!((&file["available"], file.get("why_not")), (&Value::Bool(true), None));
        assert!(file["good_for"].as_str().unwrap().ends_with('.'), "{file}");
        let answer = server.get(file["href"].as_str().unwrap());
        assert_eq!((answer.status, answer.header("content-type")), (200, file["media_type"].as_str().unwrap()));
        assert!(answer.header("content-disposition").starts_with("attachment; filename=\""));
        names.push(file["file"].as_str().unwrap().to_owned());
    }
    let whole = ["csv.zip", "excel.xlsx", "tableau.twbx", "tableau.tdsx", "powerbi.zip", "parquet.zip", "ndjson.zip"];
    assert_eq!(names[..7], whole);
}

#[test]
fn excel_says_no_kindly_before_anything_is_made() {
    let server = Server::start();
    // Busy customers: more than a sheet of feedback, from few blocks.
    let recipe =
        serde_json::json!({"seed": 7, "customers": 50_000, "as_of": "2026-06-30", "activity": {"feedback": 5}});
    let dataset = server.dataset(&recipe);
    assert!(dataset["rows"]["feedback"].as_u64().unwrap() > 1_048_575, "{}", dataset["rows"]);
    let list = server.get(dataset["links"]["exports"].as_str().unwrap()).json();
    let excel = &list["exports"][1];
    assert_eq!((&excel["file"], &excel["available"]), (&"excel.xlsx".into(), &Value::Bool(false)));
    let why = excel["why_not"].as_str().unwrap();
    assert!(why.contains("1,048,575") && why.contains("parquet.zip"), "{why}");
    let refused = server.get(excel["href"].as_str().unwrap());
    assert_eq!((refused.status, refused.header("content-type")), (409, "application/problem+json"));
    assert_eq!(
        (&refused.json()["type"], &refused.json()["detail"]),
        (&"/problems/export-too-large".into(), &why.into())
    );
}
