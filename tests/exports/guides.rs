//! Guides: what they tell people to paste is pasted, and what they promise is what comes out.

use std::fs;
use std::process::Command;

use crmgen_tests::{Server, python};

use crate::{fixed, run};

/// The fenced blocks of a text: language and content.
fn blocks(text: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(language) = line.trim_start().strip_prefix("```") {
            let block: Vec<&str> = lines.by_ref().take_while(|line| !line.trim_start().starts_with("```")).collect();
            blocks.push((language.to_owned(), block.join("\n") + "\n"));
        }
    }
    blocks
}

/// Blocks of one language, each with the text block right after it, if one is there: what it should print.
fn with_answers(text: &str, language: &str) -> Vec<(String, Option<String>)> {
    let blocks = blocks(text);
    let answer = |at: usize| blocks.get(at + 1).filter(|next| next.0 == "text").map(|next| next.1.clone());
    let found = blocks.iter().enumerate().filter(|(_, block)| block.0 == language);
    found.map(|(at, block)| (block.1.clone(), answer(at))).collect()
}

#[test]
fn there_is_a_guide_for_every_tool_with_the_datasets_own_numbers() {
    let server = Server::start();
    let dataset = server.dataset(&fixed());
    let list = server.get("/api/v1/guides").json();
    let tools: Vec<&str> = list["guides"].as_array().unwrap().iter().map(|g| g["tool"].as_str().unwrap()).collect();
    assert_eq!(tools, ["tableau", "power-bi", "excel", "looker-studio", "python", "r", "duckdb"]);
    for guide in list["guides"].as_array().unwrap() {
        let href = guide["href"].as_str().unwrap();
        let own = server.get(&format!("{href}?dataset={}", dataset["id"].as_str().unwrap()));
        assert_eq!((own.status, own.header("content-type")), (200, "text/markdown; charset=utf-8"));
        assert!(own.text().starts_with(&format!("# {}\n", guide["title"].as_str().unwrap())));
        assert!(own.text().contains("1,500") || own.text().contains("1500"), "{href}");
        // Every address in it leads somewhere.
        let mut addresses: Vec<&str> = own.text().split(&server.address).skip(1).collect();
        addresses.dedup();
        assert!(!addresses.is_empty(), "{href}");
        for rest in addresses {
            let end = rest.find(['"', ')', '\n', ' ']).unwrap();
            assert_eq!(server.head(&rest[..end]).status, 200, "{}", &rest[..end]);
        }
        assert_eq!(server.get(href).status, 200, "also without a dataset");
    }
    assert_eq!(server.get("/api/v1/guides/cobol").status, 404);
    assert_eq!(server.get("/api/v1/guides/r?dataset=nothing").status, 404);
}

#[test]
fn the_python_guide_does_what_it_says() {
    let Some(mut interpreter) = python() else { return };
    let server = Server::start();
    let dataset = server.dataset(&fixed());
    for guide in [
        format!("/api/v1/guides/python?dataset={}", dataset["id"].as_str().unwrap()),
        "/api/v1/guides/python".to_owned(),
    ] {
        let text = server.get(&guide).text().to_owned();
        let blocks = with_answers(&text, "python");
        assert!(blocks.len() >= 4);
        let code: String = blocks.iter().map(|(code, _)| code.as_str()).collect();
        let answers: String = blocks.iter().filter_map(|(_, answer)| answer.clone()).collect();
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("guide.py"), code).unwrap();
        assert_eq!(run(interpreter.arg(folder.path().join("guide.py"))), answers);
        interpreter = python().unwrap();
    }
}

#[test]
fn the_duckdb_guide_does_what_it_says() {
    let Some(mut interpreter) = python() else { return };
    let server = Server::start();
    let dataset = server.dataset(&fixed());
    let text =
        server.get(&format!("/api/v1/guides/duckdb?dataset={}", dataset["id"].as_str().unwrap())).text().to_owned();
    let folder = tempfile::tempdir().unwrap();
    for (commands, _) in with_answers(&text, "sh") {
        run(Command::new("bash").arg("-euc").arg(commands).current_dir(folder.path()));
    }
    let mut program = "import duckdb\n".to_owned();
    let mut answers = String::new();
    for (query, answer) in with_answers(&text, "sql") {
        program += &format!("for row in duckdb.sql({query:?}).fetchall(): print(*row, sep=',')\n");
        answers += &answer.expect("every question has an answer");
    }
    fs::write(folder.path().join("guide.py"), program).unwrap();
    assert_eq!(run(interpreter.arg(folder.path().join("guide.py")).current_dir(folder.path())), answers);
}
