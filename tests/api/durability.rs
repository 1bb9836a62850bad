//! Datasets outlive the program, however it ends.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use crmgen_tests::program::PATIENCE;
use crmgen_tests::{Server, crmgen};
use serde_json::{Value, json};

fn server(folder: &Path) -> Server {
    Server::start_with(&[("DATA_DIR", folder.to_str().unwrap()), ("MAX_DATASETS", "1000")])
}

/// One request, which the end of the server may cut off.
fn ask(address: &str, head: &str, body: &str) -> io::Result<(u16, Value)> {
    let mut stream = TcpStream::connect(address.trim_start_matches("http://"))?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    let length = body.len();
    write!(stream, "{head} HTTP/1.0\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (head, body) = answer.split_once("\r\n\r\n").ok_or(io::ErrorKind::UnexpectedEof)?;
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or(io::ErrorKind::InvalidData)?;
    let body = if body.is_empty() { Value::Null } else { serde_json::from_str(body).map_err(io::Error::other)? };
    Ok((status, body))
}

fn ids(server: &Server) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    let mut next = json!("/api/v1/datasets?limit=200");
    while let Some(path) = next.as_str() {
        let page = server.get(path).json();
        ids.extend(page["datasets"].as_array().unwrap().iter().map(|d| d["id"].as_str().unwrap().to_owned()));
        next = page["links"]["next"].clone();
    }
    ids
}

#[test]
fn what_was_acknowledged_survives_being_killed_at_any_moment() {
    let folder = tempfile::tempdir().unwrap();
    let (made, deleted) = (Arc::<Mutex<BTreeSet<String>>>::default(), Arc::<Mutex<BTreeSet<String>>>::default());
    for round in 0..8 {
        let mut server = server(folder.path()).expecting("damaged lines");
        let over = Arc::new(AtomicBool::new(false));
        let clients: Vec<_> = (0..3)
            .map(|client| {
                let (address, over) = (server.address.clone(), Arc::clone(&over));
                let (made, deleted) = (Arc::clone(&made), Arc::clone(&deleted));
                thread::spawn(move || {
                    for number in 0.. {
                        let recipe =
                            json!({"customers": 5, "seed": number, "name": format!("{round} {client} {number}")});
                        let Ok((status, dataset)) = ask(&address, "POST /api/v1/datasets", &recipe.to_string()) else {
                            break;
                        };
                        if !matches!(status, 201 | 202) {
                            assert_eq!(status, 503, "{dataset}");
                            continue;
                        }
                        let id = dataset["id"].as_str().unwrap().to_owned();
                        if number % 3 == 0 {
                            // From here on either may have happened, until the answer is there.
                            if !matches!(ask(&address, &format!("DELETE /api/v1/datasets/{id}"), ""), Ok((204, _))) {
                                break;
                            }
                            deleted.lock().unwrap().insert(id);
                        } else {
                            made.lock().unwrap().insert(id);
                        }
                        if over.load(Ordering::Relaxed) {
                            break;
                        }
                    }
                })
            })
            .collect();
        // Not before something was acknowledged, or there would be nothing to lose.
        let known = made.lock().unwrap().len();
        let begun = Instant::now();
        while made.lock().unwrap().len() < known + 4 && begun.elapsed() < PATIENCE {
            thread::sleep(Duration::from_millis(1));
        }
        thread::sleep(Duration::from_millis(round * 37 % 110));
        server.kill();
        over.store(true, Ordering::Relaxed);
        clients.into_iter().for_each(|client| client.join().unwrap());
    }
    let server = server(folder.path()).expecting("damaged lines");
    let there = ids(&server);
    let (made, deleted) = (made.lock().unwrap(), deleted.lock().unwrap());
    let lost: Vec<_> = made.difference(&there).collect();
    let risen: Vec<_> = deleted.intersection(&there).collect();
    assert!(lost.is_empty() && risen.is_empty(), "lost {lost:?}, risen {risen:?}");
    assert!(made.len() > 20 && deleted.len() > 5, "{} made, {} deleted", made.len(), deleted.len());
}

#[test]
fn a_restarted_server_has_the_same_datasets_with_the_same_rows() {
    let folder = tempfile::tempdir().unwrap();
    let mut first = server(folder.path());
    let kept = first.dataset(&json!({"name": "Kept", "customers": 300, "seed": 7, "as_of": "2026-06-30",
        "regions": ["Europe"], "activity": {"deals": 2}}));
    let gone = first.dataset(&json!({"customers": 10}));
    let large = first.dataset(&json!({"customers": 20_000, "seed": 2}));
    let path = kept["links"]["self"].as_str().unwrap().to_owned();
    let json = [("content-type", "application/json")];
    let renamed = first.send("PATCH", &path, &json, br#"{"name": "Renamed"}"#);
    assert_eq!((renamed.status, &renamed.json()["name"]), (200, &json!("Renamed")));
    assert_eq!(renamed.json()["recipe"]["name"], "Renamed");
    assert_eq!(first.delete(gone["links"]["self"].as_str().unwrap()).status, 204);
    let csv = first.get(&format!("{path}/tables/deals.csv"));
    first.kill();

    let second = server(folder.path());
    let list = second.get("/api/v1/datasets").json();
    let names: Vec<&str> = list["datasets"].as_array().unwrap().iter().map(|d| d["name"].as_str().unwrap()).collect();
    assert_eq!(names, [large["name"].as_str().unwrap(), "Renamed"]);
    let _ = second.when_ready(&path);
    let again = second.get(&format!("{path}/tables/deals.csv"));
    assert_eq!((again.status, &again.body, again.header("etag")), (200, &csv.body, csv.header("etag")));
    let dataset = second.get(&path).json();
    for field in ["id", "created_at", "recipe", "rows", "status"] {
        let before = if field == "recipe" { &renamed.json()[field] } else { &kept[field] };
        assert_eq!(&dataset[field], before, "{field}");
    }
    let large = second.when_ready(large["links"]["self"].as_str().unwrap());
    assert_eq!(large["rows"]["customers"], 20_000);
}

#[test]
fn a_damaged_journal_gives_back_all_but_the_damaged_lines() {
    let folder = tempfile::tempdir().unwrap();
    let mut first = server(folder.path());
    let kept: Vec<String> = (0..4)
        .map(|seed| first.dataset(&json!({"customers": 5, "seed": seed}))["id"].as_str().unwrap().to_owned())
        .collect();
    first.kill();
    let journal = folder.path().join("datasets.journal");
    let text = fs::read_to_string(&journal).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines[1] = lines[1].replace("\"seed\":1", "\"seed\":9");
    fs::write(&journal, format!("{}\n{}", lines.join("\n"), &lines[0][..50])).unwrap();
    let second = server(folder.path()).expecting("damaged lines");
    let there = ids(&second);
    assert_eq!(there, [0, 2, 3].map(|i| kept[i].clone()).into());
    assert!(
        second.log().iter().any(|line| line.contains("damaged lines") && line.contains(": 2, 5")),
        "{:?}",
        second.log()
    );
    assert_eq!(second.get(&format!("/api/v1/datasets/{}", kept[1])).status, 404);
}

#[test]
fn two_servers_do_not_write_into_one_folder() {
    let folder = tempfile::tempdir().unwrap();
    let _first = server(folder.path());
    let second = crmgen(&["serve", "--port", "0", "--data-dir"]).arg(folder.path()).output().unwrap();
    assert_eq!(second.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&second.stderr).contains("another server uses"), "{second:?}");
}

#[test]
fn a_name_is_changed_and_nothing_else() {
    let server = Server::start();
    let dataset = server.dataset(&json!({"customers": 10, "seed": 7}));
    let path = dataset["links"]["self"].as_str().unwrap();
    let json = [("content-type", "application/json")];
    for (name, body) in [
        ("of other fields", r#"{"seed": 8, "nme": "x"}"#),
        ("that is too long", &json!({"name": "x".repeat(81)}).to_string()),
        ("of broken JSON", "{"),
        ("given twice", r#"{"name": "a", "name": "b"}"#),
    ] {
        let refused = server.send("PATCH", path, &json, body.as_bytes());
        insta::assert_json_snapshot!(format!("rename_{}", name.replace(' ', "_")), refused.json());
    }
    assert_eq!(server.send("PATCH", path, &[], b"name=x").status, 415);
    assert_eq!(server.get(path).json(), dataset);
}
