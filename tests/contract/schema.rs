//! A small checker of values against the schemas of the description. Knows what they use, and refuses the rest.

use serde_json::{Map, Value};

/// Everything in `value` that is not as `schema` says, as sentences; `whole` is the description.
pub(crate) fn mismatches(schema: &Value, value: &Value, whole: &Value) -> Vec<String> {
    let mut found = Vec::new();
    check(schema, value, whole, "", &mut found);
    found
}

fn check(schema: &Value, value: &Value, whole: &Value, at: &str, found: &mut Vec<String>) {
    if let Some(reference) = schema["$ref"].as_str() {
        let target =
            whole.pointer(reference.trim_start_matches('#')).unwrap_or_else(|| panic!("{reference} is missing"));
        return check(target, value, whole, at, found);
    }
    if let Some(choices) = schema["oneOf"].as_array().or(schema["anyOf"].as_array()) {
        if !choices.iter().any(|choice| mismatches(choice, value, whole).is_empty()) {
            found.push(format!("{at}: {value} fits none of the choices"));
        }
        return;
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        other => panic!("{at}: a schema of type {other}"),
    };
    if !types.iter().any(|kind| is(kind, value)) {
        found.push(format!("{at}: {value} is not {types:?}"));
        return;
    }
    if let Some(allowed) = schema["enum"].as_array().filter(|allowed| !allowed.contains(value)) {
        found.push(format!("{at}: {value} is not in {allowed:?}"));
    }
    match value {
        Value::Object(fields) => object(schema, fields, whole, at, found),
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                check(&schema["items"], item, whole, &format!("{at}/{i}"), found);
            }
        }
        _ => {}
    }
}

fn object(schema: &Value, fields: &Map<String, Value>, whole: &Value, at: &str, found: &mut Vec<String>) {
    let Some(properties) = schema["properties"].as_object() else { return };
    for required in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if !fields.contains_key(required) {
            found.push(format!("{at}/{required} is missing"));
        }
    }
    for (name, value) in fields {
        match properties.get(name) {
            Some(property) => check(property, value, whole, &format!("{at}/{name}"), found),
            None => found.push(format!("{at}/{name} is not described")),
        }
    }
}

fn is(kind: &str, value: &Value) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("an unknown type {other}"),
    }
}

#[test]
fn the_checker_sees_what_is_wrong() {
    let whole = serde_json::json!({"s": {"type": "object", "required": ["a"], "properties": {
        "a": {"type": ["integer", "null"]}, "b": {"type": "array", "items": {"type": "string", "enum": ["x"]}}}}});
    let check = |value: Value| mismatches(&serde_json::json!({"$ref": "#/s"}), &value, &whole).len();
    assert_eq!(check(serde_json::json!({"a": 1, "b": ["x"]})), 0);
    assert_eq!(check(serde_json::json!({"a": null})), 0);
    assert_eq!(check(serde_json::json!({"a": 1.5, "b": ["x", "y", 3], "c": 0})), 4);
    assert_eq!(check(serde_json::json!({})), 1);
}
