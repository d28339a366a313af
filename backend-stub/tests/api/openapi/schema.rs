//! Whether a value fits a schema of the description: the part of JSON Schema that is used there, and no more.
//!
//! A keyword that is not known here fails the test that asks, so that nothing is passed over in silence.

use serde_json::Value;

/// Keywords that say nothing about what is valid.
const NOTES: [&str; 5] = ["description", "example", "examples", "default", "title"];

/// What is wrong with a value, at most three of it.
pub fn complaints(api: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    check(api, schema, value, "", &mut found);
    found.truncate(3);
    found
}

fn check(api: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    let Some(keywords) = schema.as_object() else { return };
    for (keyword, says) in keywords {
        let fits = match keyword.as_str() {
            "$ref" => {
                let inner = api.pointer(says.as_str().unwrap().trim_start_matches('#')).unwrap();
                check(api, inner, value, at, found);
                true
            }
            "allOf" => {
                says.as_array().unwrap().iter().for_each(|inner| check(api, inner, value, at, found));
                true
            }
            "oneOf" => fitting(api, says, value) == 1,
            "anyOf" => fitting(api, says, value) >= 1,
            "type" => is_of(says, value),
            "enum" => says.as_array().unwrap().contains(value),
            "format" => value.as_str().is_none_or(|text| has_format(says.as_str().unwrap(), text)),
            "required" => value.as_object().is_none_or(|object| {
                says.as_array().unwrap().iter().all(|name| object.contains_key(name.as_str().unwrap()))
            }),
            "minimum" => value.as_f64().is_none_or(|number| number >= says.as_f64().unwrap()),
            "maximum" => value.as_f64().is_none_or(|number| number <= says.as_f64().unwrap()),
            "minLength" => {
                value.as_str().is_none_or(|text| text.chars().count() as u64 >= says.as_u64().unwrap())
            }
            "minItems" => value.as_array().is_none_or(|list| list.len() as u64 >= says.as_u64().unwrap()),
            "maxItems" => value.as_array().is_none_or(|list| list.len() as u64 <= says.as_u64().unwrap()),
            "items" => {
                for (place, inner) in value.as_array().into_iter().flatten().enumerate() {
                    check(api, says, inner, &format!("{at}/{place}"), found);
                }
                true
            }
            "properties" => {
                members((api, value, at), found, |name| says.get(name));
                true
            }
            "additionalProperties" if says.is_object() => {
                members((api, value, at), found, |name| {
                    schema["properties"].get(name).is_none().then_some(says)
                });
                true
            }
            "additionalProperties" => {
                *says == true
                    || value.as_object().is_none_or(|object| {
                        object.keys().all(|name| schema["properties"].get(name).is_some())
                    })
            }
            // Names of properties and a discriminator only tell a reader which of several it is.
            "propertyNames" | "discriminator" | "pattern" | "contentMediaType" => true,
            note => {
                assert!(NOTES.contains(&note), "{note} is not known here");
                true
            }
        };
        if !fits {
            let shown: String = value.to_string().chars().take(80).collect();
            found.push(format!("{at}: {keyword} {says}: {shown}"));
        }
    }
}

/// Checks each member of an object for which there is a schema.
fn members<'a>(
    (api, value, at): (&Value, &Value, &str),
    found: &mut Vec<String>,
    schema: impl Fn(&str) -> Option<&'a Value>,
) {
    for (name, inner) in value.as_object().into_iter().flatten() {
        if let Some(schema) = schema(name) {
            check(api, schema, inner, &format!("{at}/{name}"), found);
        }
    }
}

fn fitting(api: &Value, schemas: &Value, value: &Value) -> usize {
    let fits = |schema: &&Value| complaints(api, schema, value).is_empty();
    schemas.as_array().unwrap().iter().filter(fits).count()
}

fn is_of(kinds: &Value, value: &Value) -> bool {
    let is = |kind: &Value| match kind.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("{other} is no type"),
    };
    kinds.as_array().map_or_else(|| is(kinds), |kinds| kinds.iter().any(is))
}

fn has_format(format: &str, text: &str) -> bool {
    match format {
        "date-time" => text.parse::<jiff::Timestamp>().is_ok(),
        "date" => text.parse::<jiff::civil::Date>().is_ok(),
        "uuid" => uuid::Uuid::parse_str(text).is_ok(),
        _ => true,
    }
}
