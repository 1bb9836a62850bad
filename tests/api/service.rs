//! Health, description, explorer.

use crmgen_tests::Server;
use serde_json::json;

#[test]
fn a_started_server_is_alive_and_ready() {
    let server = Server::start();
    for path in ["/health/live", "/health/ready"] {
        let answer = server.get(path);
        assert_eq!((answer.status, answer.json()), (200, json!({"status": "ok"})));
    }
}

#[test]
fn the_explorer_works_without_internet() {
    let server = Server::start();
    let moved = server.get("/docs");
    assert_eq!((moved.status, moved.header("location")), (307, "/docs/"));
    let index = server.get("/docs/");
    assert_eq!(index.status, 200);
    assert!(index.header("content-security-policy").contains("style-src 'self' 'unsafe-inline'"));
    assert!(index.header("content-security-policy").contains("script-src 'self';"));
    // Everything it loads comes from here.
    let text = index.text();
    let loaded: Vec<&str> = ["src=\"", "href=\""]
        .iter()
        .flat_map(|attribute| text.split(attribute).skip(1).filter_map(|rest| rest.split('"').next()))
        .collect();
    assert!(loaded.len() >= 5, "{loaded:?}");
    for file in loaded {
        assert!(!file.contains("//"), "{file} is elsewhere");
        assert_eq!(server.get(&format!("/docs/{}", file.trim_start_matches("./"))).status, 200, "{file}");
    }
    assert!(!text.contains("<script>"), "an inline script would be blocked by the policy");
    let script = server.get("/docs/swagger-initializer.js");
    assert!(script.text().contains("\"url\": \"/openapi.json\""), "{}", script.text());
    assert!(script.text().contains("\"validatorUrl\": \"none\""), "{}", script.text());
}

#[test]
fn options_hold_what_a_form_needs() {
    let options = Server::start().get("/api/v1/options").json();
    assert_eq!(options["regions"], json!(["North America", "Europe", "APAC", "Latin America"]));
    assert_eq!(options["segments"], json!(["SMB", "Mid-Market", "Enterprise"]));
    assert_eq!(options["industries"].as_array().unwrap().len(), 10);
    let stories = options["stories"].as_array().unwrap();
    assert_eq!(stories.len(), 14);
    for story in stories {
        let size = |strength: &str| story["smallest"][strength].as_u64().unwrap();
        assert!(size("subtle") <= size("clear") && size("clear") <= size("obvious"), "{story}");
    }
    assert_eq!(options["strengths"], json!(["subtle", "clear", "obvious"]));
    assert_eq!(options["limits"]["seed"], json!({"min": 0, "max": 9_007_199_254_740_991_u64}));
    assert_eq!(options["limits"]["months"], json!({"min": 6, "max": 60}));
    assert_eq!(options["limits"]["activity"], json!({"min": 0.1, "max": 5.0}));
    assert_eq!(options["defaults"]["customers"], 500);
}
