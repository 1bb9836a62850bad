//! Settings are documented, with their defaults and the variables that set them.

use std::fs;

use crmgen_tests::{Server, crmgen, repository};

#[test]
fn every_setting_is_in_the_help_with_its_variable_and_default() {
    let source = fs::read_to_string(repository().join("backend/server/src/config.rs")).unwrap();
    let help = String::from_utf8(crmgen(&["serve", "--help"]).output().unwrap().stdout).unwrap();
    let variables: Vec<&str> = source.split("env = \"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(variables.len() >= 10, "{variables:?}");
    for variable in variables {
        let flag = format!("--{}", variable.trim_start_matches("CRMGEN_").to_lowercase().replace('_', "-"));
        let at = help.find(&format!("{flag} <")).unwrap_or_else(|| panic!("{flag} is not in the help"));
        let entry = help[at..].split("\n\n").next().unwrap();
        assert!(help[at..].contains(&format!("[env: {variable}")), "{flag} does not name {variable}");
        let says_default = help[at..].split("      --").next().unwrap();
        let says_default: String = says_default.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            says_default.contains("[default: ") || says_default.contains("Without it:"),
            "{flag} does not say its default: {entry}"
        );
    }
}

#[test]
fn flags_win_over_the_environment_and_the_environment_over_the_defaults() {
    let server = Server::start_with(&[("PORT", "1"), ("MAX_CUSTOMERS", "50")]);
    // The harness gives --port 0, which the variable must not override.
    assert!(!server.address.ends_with(":1"), "{}", server.address);
    assert_eq!(server.get("/api/v1/options").json()["limits"]["customers"]["max"], 50);
}

#[test]
fn wrong_settings_are_refused_in_plain_words() {
    for (name, value) in [
        ("PORT", "http"),
        ("MAX_CUSTOMERS", "0"),
        ("HOST", "localhost:80"),
        ("BUILDS", "0"),
        ("THREADS", "257"),
        ("HYPERD", "/nothing/here"),
    ] {
        let output = crmgen(&["serve"]).env(format!("CRMGEN_{name}"), value).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{name}={value}");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains(value), "{said}");
    }
}
