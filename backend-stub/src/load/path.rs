//! Dotted paths into an event: `data.passengers[0].customer.name.family`.
//!
//! Deliberately not here: what is put there.

use serde_json::{Map, Value};
use std::{fmt, str::FromStr};

/// No list is longer, and no mapping needs it.
const MOST_ELEMENTS: usize = 99;

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Into an object.
    Name(String),
    /// Into a list, from 0.
    Element(usize),
}

/// A path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(pub Vec<Step>);

impl FromStr for Path {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text}: expected a path such as data.passengers[0].ticket");
        let mut steps = Vec::new();
        for part in text.split('.') {
            let (name, mut rest) = part.split_at(part.find('[').unwrap_or(part.len()));
            if name.is_empty() || name.contains(']') {
                return Err(wrong());
            }
            steps.push(Step::Name(name.to_owned()));
            while !rest.is_empty() {
                let inner = rest.strip_prefix('[').ok_or_else(wrong)?;
                let (number, after) = inner.split_once(']').ok_or_else(wrong)?;
                let number: usize = number.parse().map_err(|_| wrong())?;
                if number > MOST_ELEMENTS {
                    return Err(format!("{text}: at most {MOST_ELEMENTS}"));
                }
                steps.push(Step::Element(number));
                rest = after;
            }
        }
        Ok(Self(steps))
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, step) in self.0.iter().enumerate() {
            match step {
                Step::Name(name) if place == 0 => write!(f, "{name}")?,
                Step::Name(name) => write!(f, ".{name}")?,
                Step::Element(number) => write!(f, "[{number}]")?,
            }
        }
        Ok(())
    }
}

impl Path {
    /// What it leads through, from the outermost.
    pub fn around(&self) -> impl Iterator<Item = Self> {
        (1..self.0.len()).map(|count| Self(self.0[..count].to_vec()))
    }

    /// Whether its last step is into a list.
    #[must_use]
    pub fn is_element(&self) -> bool {
        matches!(self.0.last(), Some(Step::Element(_)))
    }

    /// Puts a value there, making what it leads through. Elements before it that nothing was put into are `null`.
    pub fn put(&self, into: &mut Map<String, Value>, value: Value) {
        let Some((Step::Name(first), rest)) = self.0.split_first() else { return };
        let mut place = into.entry(first.clone()).or_insert(Value::Null);
        for step in rest {
            place = match step {
                Step::Name(name) => {
                    if !place.is_object() {
                        *place = Value::Object(Map::new());
                    }
                    let Value::Object(object) = place else { return };
                    object.entry(name.clone()).or_insert(Value::Null)
                }
                Step::Element(number) => {
                    if !place.is_array() {
                        *place = Value::Array(Vec::new());
                    }
                    let Value::Array(list) = place else { return };
                    if list.len() <= *number {
                        list.resize(number + 1, Value::Null);
                    }
                    &mut list[*number]
                }
            };
        }
        *place = value;
    }
}

/// Takes out of all lists what nothing was put into.
pub fn close_gaps(value: &mut Value) {
    match value {
        Value::Array(list) => {
            list.retain(|element| !element.is_null());
            list.iter_mut().for_each(close_gaps);
        }
        Value::Object(object) => object.values_mut().for_each(close_gaps),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_are_put_where_paths_lead_and_gaps_close() {
        let mut event = Map::new();
        for (path, value) in [("data.a.b", 1), ("data.list[2].x", 2), ("data.list[0].x", 3), ("data.a.c", 4)]
        {
            let parsed: Path = path.parse().unwrap();
            assert_eq!(parsed.to_string(), path);
            parsed.put(&mut event, json!(value));
        }
        let mut event = Value::Object(event);
        close_gaps(&mut event);
        assert_eq!(event, json!({"data": {"a": {"b": 1, "c": 4}, "list": [{"x": 3}, {"x": 2}]}}));
    }

    #[test]
    fn wrong_paths_are_refused() {
        for wrong in ["", "a..b", "a[", "a[x]", "a[0", "a[0]b", "[0]", "a[100]", "a]"] {
            assert!(wrong.parse::<Path>().is_err(), "{wrong}");
        }
    }
}
