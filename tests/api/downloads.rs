//! Files: the same bytes from everywhere, cached by their tag, and never made for nobody.

use std::io::{Cursor, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crmgen_tests::Server;
use serde_json::json;

use crate::fixed;

const STATELESS: &str = "seed=7&customers=1500&as_of=2026-06-30";
/// Far more than any test reads.
const ENDLESS: &str = "/api/v1/tables/feedback.csv?seed=7&customers=10000000&as_of=2026-06-30";

/// A connection that asked for a path, and has read nothing yet.
fn asked(server: &Server, path: &str) -> TcpStream {
    let mut stream = TcpStream::connect(server.address.trim_start_matches("http://")).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nhost: test\r\n\r\n").unwrap();
    stream
}

#[test]
fn stored_and_stateless_tables_are_the_same_file() {
    let server = Server::start();
    let dataset = server.dataset(&fixed());
    for table in ["customers", "deals", "feedback"] {
        let stored = server.get(&format!("{}/{table}.csv", dataset["links"]["tables"].as_str().unwrap()));
        let stateless = server.get(&format!("/api/v1/tables/{table}.csv?{STATELESS}&name=Other"));
        assert_eq!(stored.body, stateless.body, "{table}");
        assert_eq!(stored.header("etag"), stateless.header("etag"), "{table}");
        assert!(stored.header("content-type").starts_with("text/csv"), "{}", stored.header("content-type"));
        assert_eq!(stored.header("content-disposition"), format!("attachment; filename=\"{table}.csv\""));
        assert_eq!(stored.text().lines().count() as u64, dataset["rows"][table].as_u64().unwrap() + 1);
    }
}

#[test]
fn the_archive_holds_the_same_tables() {
    let server = Server::start();
    let dataset = server.dataset(&fixed());
    let exports = server.get(dataset["links"]["exports"].as_str().unwrap()).json();
    let first = &exports["exports"][0];
    assert_eq!(first["file"], "csv.zip");
    let total: u64 = ["customers", "deals", "feedback"].iter().map(|t| dataset["rows"][t].as_u64().unwrap()).sum();
    assert_eq!(first["rows"].as_u64(), Some(total));
    let answer = server.get(first["href"].as_str().unwrap());
    assert_eq!(answer.header("content-type"), first["media_type"]);
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"fixed-csv.zip\"");
    let mut archive = zip::ZipArchive::new(Cursor::new(answer.body)).unwrap();
    for export in exports["exports"].as_array().unwrap() {
        if !export["file"].as_str().unwrap().ends_with(".csv") {
            continue;
        }
        let mut unpacked = Vec::new();
        archive.by_name(export["file"].as_str().unwrap()).unwrap().read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked, server.get(export["href"].as_str().unwrap()).body, "{export}");
    }
}

#[test]
fn a_file_is_sent_once_and_then_only_its_tag() {
    let server = Server::start();
    let path = format!("/api/v1/tables/deals.csv?{STATELESS}");
    let first = server.get(&path);
    let tag = first.header("etag").to_owned();
    assert!(tag.starts_with('"') && tag.len() > 20, "{tag}");
    for sent in [tag.clone(), format!("\"other\", {tag}"), format!("W/{tag}"), "*".to_owned()] {
        let again = server.get_with(&path, &[("if-none-match", &sent)]);
        assert_eq!((again.status, again.body.len(), again.header("etag")), (304, 0, tag.as_str()), "{sent}");
    }
    assert_eq!(server.get_with(&path, &[("if-none-match", "\"other\"")]).status, 200);
    for other in ["&columns=amount", "&months=12", "&regions=Europe"] {
        assert_ne!(server.get(&format!("{path}{other}")).header("etag"), tag, "{other}");
    }
}

#[test]
fn head_answers_like_get_without_making_anything() {
    let server = Server::start();
    let head = server.head(ENDLESS);
    assert_eq!((head.status, head.body.len(), head.header("content-length")), (200, 0, ""));
    assert!(head.header("etag").starts_with('"') && head.header("content-type").starts_with("text/csv"));
    let options = server.head("/api/v1/options");
    assert_eq!((options.status, options.body.len()), (200, 0));
    assert_eq!(options.header("content-length"), server.get("/api/v1/options").body.len().to_string());
    assert_eq!(server.head("/api/v1/nothing").status, 404);
    assert!(!server.log().iter().any(|line| line.contains("crmgen::stream")), "{:#?}", server.log());
}

#[test]
fn a_client_that_leaves_stops_the_work_within_a_second() {
    let server = Server::start();
    for path in [ENDLESS.to_owned(), {
        let dataset = server.dataset(&json!({"customers": 200_000, "seed": 7, "as_of": "2026-06-30"}));
        format!("{}/csv.zip", dataset["links"]["exports"].as_str().unwrap())
    }] {
        let mut stream = asked(&server, &path);
        let mut some = vec![0; 200_000];
        stream.read_exact(&mut some).unwrap();
        assert!(some.starts_with(b"HTTP/1.1 200"));
        drop(stream);
        let left = Instant::now();
        let file = path.split('?').next().unwrap();
        let line = server.wait_for_log(&format!("stopped {file}"), Duration::from_secs(10));
        assert!(left.elapsed() < Duration::from_secs(1), "{:?} {line}", left.elapsed());
    }
}

#[test]
fn a_client_that_does_not_read_holds_the_work_back() {
    let server = Server::start_with(&[("DOWNLOADS", "1")]);
    let mut slow = asked(&server, ENDLESS);
    let mut some = [0; 1_000];
    slow.read_exact(&mut some).unwrap();
    // The one place is taken, so the next client is told to come back.
    let refused = server.get(&format!("/api/v1/tables/deals.csv?{STATELESS}"));
    insta::assert_json_snapshot!("too_many_downloads", refused.json());
    assert_eq!((refused.status, refused.header("retry-after")), (503, "5"));
    assert_eq!(server.get("/api/v1/options").status, 200, "all else goes on");
    drop(slow);
    let line = server.wait_for_log("stopped", Duration::from_secs(10));
    let bytes: u64 = line.split(" after ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
    assert!(bytes < 100 << 20, "made {bytes} bytes for a client that read 1,000");
    assert_eq!(server.get(&format!("/api/v1/tables/deals.csv?{STATELESS}")).status, 200);
}

/// What was packed with gzip.
fn unpacked(body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(body).read_to_end(&mut bytes).unwrap();
    bytes
}

#[test]
fn tables_are_packed_for_clients_that_ask() {
    let server = Server::start();
    let json = server.get_with("/api/v1/options", &[("accept-encoding", "gzip")]);
    assert_eq!(json.header("content-encoding"), "gzip");
    for file in ["deals.csv", "feedback.ndjson", "customers.csv"] {
        let path = format!("/api/v1/tables/{file}?{STATELESS}");
        let plain = server.get(&path);
        for accepted in ["gzip", "deflate, gzip;q=0.5", "br, gzip, identity;q=0.1"] {
            let packed = server.get_with(&path, &[("accept-encoding", accepted)]);
            assert_eq!((packed.status, packed.header("content-encoding")), (200, "gzip"), "{accepted}");
            assert!(packed.body.len() * 2 < plain.body.len(), "{file}: {} bytes", packed.body.len());
            assert!(unpacked(&packed.body) == plain.body, "{file} unpacks to other bytes");
            assert_eq!(packed.header("content-disposition"), plain.header("content-disposition"));
            assert_eq!((packed.header("vary"), plain.header("vary")), ("accept-encoding", "accept-encoding"));
            // Other bytes, another tag; each is known again by its own.
            let tag = packed.header("etag").to_owned();
            assert_ne!(tag, plain.header("etag"));
            for (accepted, known) in [(accepted, tag.as_str()), ("identity", plain.header("etag"))] {
                let again = server.get_with(&path, &[("accept-encoding", accepted), ("if-none-match", known)]);
                assert_eq!((again.status, again.header("vary")), (304, "accept-encoding"), "{accepted}");
            }
            let other = server.get_with(&path, &[("accept-encoding", "gzip"), ("if-none-match", plain.header("etag"))]);
            assert_eq!(other.status, 200, "the plain bytes are not the packed ones");
            let head = server.send("HEAD", &path, &[("accept-encoding", accepted)], b"");
            assert_eq!((head.status, head.body.len()), (200, 0));
            for name in ["content-encoding", "content-type", "etag", "vary"] {
                assert_eq!(head.header(name), packed.header(name), "{name}");
            }
        }
        for accepted in ["identity", "gzip;q=0", "br", "gzip;q=0.5, identity", ""] {
            let plain_too = server.get_with(&path, &[("accept-encoding", accepted)]);
            assert_eq!(plain_too.header("content-encoding"), "", "{accepted}");
            assert!(plain_too.body == plain.body, "{accepted}");
        }
    }
    let parquet = server.get_with(&format!("/api/v1/tables/deals.parquet?{STATELESS}"), &[("accept-encoding", "gzip")]);
    assert_eq!((parquet.header("content-encoding"), parquet.header("vary")), ("", ""), "it is compressed already");
    assert!(parquet.body.starts_with(b"PAR1"));
}
