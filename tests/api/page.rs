//! The page, and the headers that protect its readers.

use std::fs;

use crmgen_tests::{Server, crmgen};

#[test]
fn the_page_is_served_with_a_strict_policy() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("assets")).unwrap();
    fs::write(folder.path().join("index.html"), "<!doctype html><title>page</title>").unwrap();
    fs::write(folder.path().join("assets/main-1a2b3c.js"), "export {};").unwrap();
    let server = Server::start_with(&[("PAGE", folder.path().to_str().unwrap())]);

    let page = server.get("/");
    assert_eq!(page.status, 200);
    assert!(page.header("content-type").starts_with("text/html") && page.text().contains("<title>page"));
    assert_eq!(
        page.header("content-security-policy"),
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; \
         base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    );
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    assert_eq!(page.header("cache-control"), "no-cache");
    let script = server.get("/assets/main-1a2b3c.js");
    assert_eq!(script.header("cache-control"), "public, max-age=31536000, immutable");
    assert!(script.header("content-type").contains("javascript"), "{}", script.header("content-type"));

    let missing = server.get("/assets/other.js");
    assert_eq!((missing.status, missing.header("content-type")), (404, "application/problem+json"));
    assert_eq!(missing.header("cache-control"), "no-cache");
    assert_eq!(server.get("/../Cargo.toml").status, 404);
    assert_eq!(server.get("/%2e%2e/Cargo.toml").status, 404);
    assert_eq!(server.head("/").status, 200);
    assert_eq!(server.put("/").status, 404);
    assert_eq!(server.get("/api/v1/options").status, 200, "the page does not hide the API");
}

#[test]
fn a_folder_without_a_page_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let output = crmgen(&["serve", "--port", "0", "--page"]).arg(folder.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("has no index.html"));
}
