//! Values from schemas: mostly right, sometimes at the edge, sometimes wrong in one place.
//!
//! Deliberately not here: asking (`fuzz`).

use rand::{Rng, rngs::StdRng, seq::IndexedRandom};
use serde_json::{Map, Value, json};

/// Texts that have broken other programs.
const TEXTS: [&str; 16] = [
    "",
    " ",
    "\0",
    "a\0b",
    "'; DROP TABLE customers; --",
    "%",
    "_%",
    "\u{feff}",
    "\u{202e}evil",
    "👩‍👩‍👧‍👦",
    "e\u{301}\u{301}\u{301}\u{301}",
    "محمد",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "null",
    "-1",
];

const NUMBERS: [&str; 12] = [
    "0",
    "-1",
    "1",
    "200",
    "201",
    "2147483648",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "1e400",
    "0.1",
    "1e-400",
];

/// Bodies that are no JSON, or hardly.
const BROKEN: [&str; 10] =
    ["", "{", "[", "nul", "\"", "{\"a\":\"\\ud800\"}", "{\"a\":1,\"a\":2}", "[]", "\u{feff}{}", "1 2"];

/// Makes values by the schemas of a description.
pub struct Derive<'a> {
    api: &'a Value,
}

impl<'a> Derive<'a> {
    pub fn of(api: &'a Value) -> Self {
        Self { api }
    }

    /// The text of a parameter.
    pub fn parameter(&self, random: &mut StdRng, described: &Value, ids: &[String]) -> String {
        let long = "x".repeat(5_000);
        match random.random_range(0..10) {
            0 => (*TEXTS.choose(random).unwrap()).to_owned(),
            1 => (*NUMBERS.choose(random).unwrap()).to_owned(),
            2 => long,
            3..6 if described["name"] == "id" => ids.choose(random).unwrap().clone(),
            6..8 => {
                let value = self.value(random, &described["schema"], 0, ids);
                value.as_str().map_or_else(|| value.to_string(), str::to_owned)
            }
            _ => {
                described["example"].as_str().map_or_else(|| described["example"].to_string(), str::to_owned)
            }
        }
    }

    /// The text of a body.
    pub fn body(&self, random: &mut StdRng, described: &Value, ids: &[String]) -> String {
        let mut value = if random.random_ratio(1, 2) {
            described["example"].clone()
        } else {
            self.value(random, &described["schema"], 0, ids)
        };
        match random.random_range(0..10) {
            0 => return (*BROKEN.choose(random).unwrap()).to_owned(),
            1 => return "[".repeat(5_000),
            2..6 => self.spoil(random, &mut value),
            _ => {}
        }
        let text = value.to_string();
        // Half of a pair of surrogates, which JSON can write and no text can hold.
        if random.random_ratio(1, 15) { text.replacen(":\"", ":\"\\ud83d", 1) } else { text }
    }

    /// A value that fits a schema.
    fn value(&self, random: &mut StdRng, schema: &Value, depth: usize, ids: &[String]) -> Value {
        if let Some(name) = schema["$ref"].as_str() {
            let pointer = name.trim_start_matches('#');
            return self.value(random, self.api.pointer(pointer).unwrap(), depth, ids);
        }
        for key in ["oneOf", "anyOf", "enum"] {
            if let Some(choices) = schema[key].as_array() {
                let chosen = choices.choose(random).unwrap();
                return if key == "enum" { chosen.clone() } else { self.value(random, chosen, depth, ids) };
            }
        }
        let kind = match &schema["type"] {
            Value::Array(kinds) => kinds.choose(random).unwrap().clone(),
            kind => kind.clone(),
        };
        match kind.as_str().unwrap_or("any") {
            "object" => self.object(random, schema, depth, ids),
            "array" => {
                let count = random.random_range(0..4);
                (0..count).map(|_| self.value(random, &schema["items"], depth + 1, ids)).collect()
            }
            "integer" => json!(random.random_range(0..300)),
            "number" => json!(random.random_range(-2.0..2.0)),
            "boolean" => json!(random.random_bool(0.5)),
            "null" => Value::Null,
            "string" => match schema["format"].as_str() {
                Some("uuid") => json!(ids.choose(random).unwrap()),
                Some("date-time") => json!("2026-11-20T10:00:00Z"),
                Some("date") => json!("2026-11-20"),
                _ => json!(
                    ["a", "ZX402", "Lindqvist", "purser.preference.stated.v1", "1.0"].choose(random).unwrap()
                ),
            },
            _ => {
                json!({"customer": {"identifiers": {"loyalty": "ZX70010042"}}, "key": "seat", "value": "aisle"})
            }
        }
    }

    fn object(&self, random: &mut StdRng, schema: &Value, depth: usize, ids: &[String]) -> Value {
        let mut object = Map::new();
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
            if required.contains(&name.as_str()) || (depth < 4 && random.random_bool(0.5)) {
                object.insert(name.clone(), self.value(random, schema, depth + 1, ids));
            }
        }
        Value::Object(object)
    }

    /// Makes one place of a value wrong.
    fn spoil(&self, random: &mut StdRng, value: &mut Value) {
        let places = count(value);
        let mut place = random.random_range(0..places);
        let wrong = match random.random_range(0..8) {
            0 => Value::Null,
            1 => json!([]),
            2 => json!({"unknown": 1}),
            3 => json!("y".repeat(20_000)),
            4 => serde_json::from_str(NUMBERS.choose(random).unwrap()).unwrap_or(json!(1)),
            _ => json!(TEXTS.choose(random).unwrap()),
        };
        replace(value, &mut place, &wrong);
    }
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(list) => list.iter().map(count).sum(),
        Value::Object(object) => object.values().map(count).sum(),
        _ => 0,
    }
}

fn replace(value: &mut Value, place: &mut usize, wrong: &Value) {
    if *place == 0 {
        *value = wrong.clone();
        *place = usize::MAX;
        return;
    }
    *place -= 1;
    match value {
        Value::Array(list) => list.iter_mut().for_each(|inner| step(inner, place, wrong)),
        Value::Object(object) => object.values_mut().for_each(|inner| step(inner, place, wrong)),
        _ => {}
    }
}

fn step(value: &mut Value, place: &mut usize, wrong: &Value) {
    // Beyond every place once it was done.
    if *place < usize::MAX / 2 {
        replace(value, place, wrong);
    }
}
