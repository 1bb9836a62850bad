//! What the API promises of recommendations.

use crmgen_tests::Server;
use serde_json::{Value, json};

const GROUPS: [&str; 8] = [
    "priority_actions",
    "churn_prevention",
    "revenue_opportunities",
    "operational_insights",
    "segment_insights",
    "regional_insights",
    "pain_points",
    "success_metrics",
];

fn recommendations(server: &Server, recipe: &Value) -> (String, Value) {
    let dataset = server.dataset(recipe);
    let id = dataset["id"].as_str().expect("it has an id").to_owned();
    let answer = server.get(&format!("/api/v1/datasets/{id}/recommendations"));
    assert_eq!(answer.status, 200, "{}", answer.text());
    (id, answer.json())
}

fn items(answer: &Value) -> impl Iterator<Item = (&'static str, &Value)> {
    GROUPS.into_iter().flat_map(|group| {
        let list = answer["groups"][group].as_array().unwrap_or_else(|| panic!("{group} is not there"));
        list.iter().map(move |item| (group, item))
    })
}

/// Rows that a filter selects, by the tables' own address.
fn selected(server: &Server, id: &str, table: &str, filters: &Value) -> u64 {
    let mut address = format!("/api/v1/datasets/{id}/tables/{table}?limit=1");
    for filter in filters.as_array().expect("filters are a list") {
        address.push_str("&filter=");
        for byte in filter.as_str().expect("a filter is text").bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b':' | b',' => address.push(byte as char),
                _ => address.push_str(&format!("%{byte:02X}")),
            }
        }
    }
    let answer = server.get(&address);
    assert_eq!(answer.status, 200, "{address}: {}", answer.text());
    answer.json()["total"].as_u64().expect("a total")
}

#[test]
fn all_eight_groups_are_there_whatever_the_size() {
    let server = Server::start();
    for customers in [1, 40, 600] {
        let (_, answer) = recommendations(&server, &json!({"customers": customers, "seed": 7, "as_of": "2026-06-30"}));
        for group in GROUPS {
            assert!(!answer["groups"][group].as_array().unwrap().is_empty(), "{group} of {customers}");
        }
        for (group, item) in items(&answer) {
            for field in ["id", "headline", "what_we_see", "why_we_believe_it"] {
                assert!(!item[field].as_str().unwrap().is_empty(), "{group}: {field} of {item:#}");
            }
            assert!(!item["what_to_do"].as_array().unwrap().is_empty(), "{item:#}");
            assert!(!item["worth"]["text"].as_str().unwrap().is_empty(), "{item:#}");
            assert!(!item["worth"]["how"].as_str().unwrap().is_empty(), "{item:#}");
            let unknown = item["confidence"] == "not enough data yet";
            assert_eq!(unknown, item["enough"].is_string(), "{item:#}");
        }
        assert!(answer["method"].as_str().unwrap().len() > 100);
    }
}

#[test]
fn every_filter_selects_exactly_the_rows_it_counts() {
    let server = Server::start();
    let recipes = [
        json!({"customers": 900, "seed": 21, "as_of": "2026-06-30"}),
        json!({"customers": 300, "seed": 5, "as_of": "2026-05-14", "months": 9, "regions": ["Europe", "APAC"]}),
    ];
    for recipe in &recipes {
        let (id, answer) = recommendations(&server, recipe);
        for (group, item) in items(&answer) {
            let n = item["evidence"]["n"].as_u64().unwrap();
            let table = item["table"].as_str().unwrap();
            let found = selected(&server, &id, table, &item["filter"]);
            assert_eq!(found, n, "{group}: {} of {table}: {}", item["id"], item["filter"]);
        }
        for finding in answer["findings"].as_array().unwrap() {
            let found = selected(&server, &id, finding["table"].as_str().unwrap(), &finding["filter"]);
            assert_eq!(Some(found), finding["n"].as_u64(), "{finding:#}");
        }
    }
}

#[test]
fn the_customers_to_call_are_customers_who_pay_and_the_model_is_honest() {
    let server = Server::start();
    let (id, answer) = recommendations(&server, &json!({"customers": 2_000, "seed": 3, "as_of": "2026-06-30"}));
    let model = &answer["call_first"]["model"];
    let auc = model["auc"].as_f64().unwrap();
    assert!((0.6..0.95).contains(&auc), "{model:#}");
    let bands = model["calibration"].as_array().unwrap();
    assert_eq!(bands.len(), 5);
    let looks: u64 = bands.iter().map(|band| band["n"].as_u64().unwrap()).sum();
    assert_eq!(Some(looks), model["n_test"].as_u64());
    // Who is said to leave more, leaves more: the last band against the first.
    assert!(bands[4]["actual"].as_f64() > bands[0]["actual"].as_f64(), "{model:#}");
    let calls = answer["call_first"]["customers"].as_array().unwrap();
    assert_eq!(calls.len(), 25);
    for call in calls {
        let key = call["customer_id"].as_str().unwrap();
        let page =
            server.get(&format!("/api/v1/datasets/{id}/tables/customers?filter=customer_id:eq:{key}&limit=2")).json();
        let row = &page["rows"][0];
        assert_eq!(page["total"], 1);
        assert_eq!((&row["company_name"], &row["customer_name"]), (&call["company_name"], &call["customer_name"]));
        assert!(row["status"] == "Active" || row["status"] == "Inactive", "{row:#}");
        assert_eq!(row["monthly_recurring_revenue"].as_f64(), call["monthly_recurring_revenue"].as_f64());
        assert!(!call["reasons"].as_array().unwrap().is_empty());
    }
}

#[test]
fn too_few_who_left_are_said_to_be_too_few() {
    let server = Server::start();
    let (_, answer) = recommendations(&server, &json!({"customers": 60, "seed": 3, "as_of": "2026-06-30"}));
    assert!(answer["call_first"]["model"].is_null());
}

#[test]
fn the_same_recipe_gives_the_same_recommendations() {
    let server = Server::start();
    let recipe = json!({"customers": 3_000, "seed": 11, "as_of": "2026-06-30"});
    let (one, other) = (recommendations(&server, &recipe).1, recommendations(&server, &recipe).1);
    assert_eq!(one, other);
}

#[test]
fn a_dataset_that_is_not_there_has_none() {
    let server = Server::start();
    let answer = server.get("/api/v1/datasets/00000000-0000-4000-8000-000000000000/recommendations");
    assert_eq!(answer.status, 404);
}
