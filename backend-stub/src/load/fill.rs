//! A row by its mapping to the event it is: pure.
//!
//! Where all columns of a list's element are empty, the element is left out with everything the mapping has for it; where all
//! columns of an object are, its constants and defaults are. Deliberately not here: whether the event is acceptable.

use super::{
    mapping::{Field, IdBy, Mapping, Origin},
    path::{Path, close_gaps},
};
use anyhow::{Result, bail, ensure};
use serde_json::{Map, Value};
use std::{collections::HashMap, sync::Arc};
use xxhash_rust::xxh3::Xxh3;

/// A mapping and where the columns it names are in a file.
#[derive(Clone, Debug)]
pub struct Filler {
    mapping: Arc<Mapping>,
    /// The file's name.
    file: String,
    places: Vec<Placed>,
    /// Columns the id is made of.
    id: Vec<(String, usize)>,
    /// How many groups there are.
    groups: usize,
}

/// A field's column, and what it stands in.
#[derive(Clone, Debug)]
struct Placed {
    column: Option<usize>,
    /// Elements of lists around it that have columns.
    elements: Vec<usize>,
    /// Objects around it that have columns.
    objects: Vec<usize>,
}

impl Filler {
    /// Finds the mapping's columns among those of a file.
    ///
    /// # Errors
    /// When one is not there, or is there twice.
    pub fn new(mapping: Arc<Mapping>, columns: &[String], file: &str) -> Result<Self> {
        let place = |name: &String| -> Result<usize> {
            let mut found = columns.iter().enumerate().filter(|(_, column)| column.trim() == name.trim());
            match (found.next(), found.next()) {
                (Some((place, _)), None) => Ok(place),
                (Some(_), Some(_)) => bail!("the column {name} is there twice"),
                (None, _) => bail!("there is no column {name}; there are {}", columns.join(", ")),
            }
        };
        let mut groups: HashMap<Path, usize> = HashMap::new();
        for field in mapping.fields.iter().filter(|field| matches!(field.from, Origin::Column(_))) {
            for around in field.to.around() {
                let next = groups.len();
                groups.entry(around).or_insert(next);
            }
        }
        let placed = |field: &Field| -> Result<Placed> {
            let column = match &field.from {
                Origin::Column(name) => Some(place(name)?),
                Origin::Constant(_) => None,
            };
            let (elements, objects): (Vec<Path>, Vec<Path>) = field.to.around().partition(Path::is_element);
            let known = |paths: &[Path]| paths.iter().filter_map(|path| groups.get(path).copied()).collect();
            // `data` is always there.
            Ok(Placed {
                column,
                elements: known(&elements),
                objects: known(objects.get(1..).unwrap_or_default()),
            })
        };
        let places = mapping.fields.iter().map(placed).collect::<Result<_>>()?;
        let id = match &mapping.id.by {
            IdBy::Columns(names) => {
                names.iter().map(|name| Ok((name.clone(), place(name)?))).collect::<Result<_>>()?
            }
            IdBy::Row | IdBy::Content => Vec::new(),
        };
        ensure!(!columns.is_empty(), "there are no columns");
        Ok(Self { places, id, groups: groups.len(), file: file.to_owned(), mapping })
    }

    /// The event of a row, structured JSON.
    ///
    /// # Errors
    /// What is wrong with the row, by column.
    pub fn event(&self, row: &[String], line: u64) -> Result<String, String> {
        let cell = |column: Option<usize>| {
            column.and_then(|column| row.get(column)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
        };
        let mut there = vec![false; self.groups];
        for placed in self.places.iter().filter(|placed| cell(placed.column).is_some()) {
            placed.elements.iter().chain(&placed.objects).for_each(|group| there[*group] = true);
        }
        let mut event = Map::new();
        event.insert("specversion".to_owned(), Value::String("1.0".to_owned()));
        event.insert("id".to_owned(), Value::String(self.id(row, line)?));
        for (field, placed) in self.mapping.fields.iter().zip(&self.places) {
            if !placed.elements.iter().all(|group| there[*group]) {
                continue;
            }
            let within = placed.objects.iter().all(|group| there[*group]);
            let value = match (&field.from, cell(placed.column)) {
                (Origin::Constant(value), _) => within.then(|| value.clone()),
                (Origin::Column(name), Some(cell)) => {
                    Some(read(field, cell).map_err(|wrong| format!("{name}: {wrong}"))?)
                }
                (Origin::Column(name), None) if field.required => {
                    return Err(format!("{name}: empty, and required"));
                }
                (Origin::Column(_), None) => field.default.clone().filter(|_| within),
            };
            if let Some(value) = value {
                field.to.put(&mut event, value);
            }
        }
        let mut event = Value::Object(event);
        close_gaps(&mut event);
        Ok(event.to_string())
    }

    fn id(&self, row: &[String], line: u64) -> Result<String, String> {
        let own = match &self.mapping.id.by {
            IdBy::Columns(_) => {
                let mut parts = Vec::with_capacity(self.id.len());
                for (name, column) in &self.id {
                    let cell = row.get(*column).map(|cell| cell.trim()).unwrap_or_default();
                    if cell.is_empty() {
                        return Err(format!("{name}: empty, and part of the id"));
                    }
                    parts.push(cell);
                }
                parts.join(":")
            }
            IdBy::Row => format!("{}#{line}", self.file),
            IdBy::Content => {
                let mut hash = Xxh3::new();
                for cell in row {
                    hash.update(cell.as_bytes());
                    hash.update(&[0]);
                }
                format!("{:032x}", hash.digest128())
            }
        };
        Ok(format!("{}{own}", self.mapping.id.prefix))
    }
}

fn read(field: &Field, cell: &str) -> Result<Value, String> {
    let one = |text: &str| match &field.values {
        None => field.kind.read(text),
        Some(values) => match values.get(text) {
            Some(meant) => field.kind.read(meant),
            None => Err("not one of the values that the mapping knows".to_owned()),
        },
    };
    match &field.separator {
        None => one(cell),
        Some(separator) => {
            let parts = cell.split(separator.as_str()).map(str::trim).filter(|part| !part.is_empty());
            parts.map(one).collect::<Result<Vec<_>, _>>().map(Value::Array)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const BOOKINGS: &str = r#"
        type = "purser.booking.created.v1"
        source = "/pss"
        [id]
        prefix = "b-"
        columns = ["PNR", "VER"]
        [[field]]
        to = "time"
        column = "CREATED"
        type = "timestamp"
        format = "%d.%m.%Y %H:%M"
        zone = "Europe/Berlin"
        [[field]]
        to = "data.pnr"
        column = "PNR"
        required = true
        [[field]]
        to = "data.passengers[0].customer.name.family"
        column = "P1"
        required = true
        [[field]]
        to = "data.passengers[0].ssrs"
        column = "SSR1"
        separator = "|"
        [[field]]
        to = "data.passengers[1].customer.name.family"
        column = "P2"
        required = true
        [[field]]
        to = "data.passengers[1].ticket"
        column = "T2"
        [[field]]
        to = "data.passengers[1].kind"
        constant = "companion"
        [[field]]
        to = "data.total.amount"
        column = "TOTAL"
        type = "decimal"
        decimal-comma = true
        [[field]]
        to = "data.total.currency"
        constant = "EUR"
        [[field]]
        to = "data.channel"
        column = "CHANNEL"
        values = { W = "web", A = "agency" }
        default = "unknown"
    "#;

    fn fill(cells: [&str; 9]) -> Result<Value, String> {
        let names = ["PNR", "VER", "CREATED", "P1", "SSR1", "P2", "T2", "TOTAL", "CHANNEL"];
        let texts = |given: [&str; 9]| given.map(str::to_owned).to_vec();
        let mapping = Arc::new(Mapping::parse(BOOKINGS).unwrap());
        let filler = Filler::new(mapping, &texts(names), "b.csv").unwrap();
        filler.event(&texts(cells), 2).map(|body| serde_json::from_str(&body).unwrap())
    }

    #[test]
    fn a_row_is_an_event() {
        let event =
            fill(["ABC123", "1", "05.11.2026 12:00", "Sato", "WCHR|VGML", "Ito", "", "1.249,50", "W"])
                .unwrap();
        assert_eq!(
            event,
            json!({"specversion": "1.0", "id": "b-ABC123:1", "source": "/pss", "type": "purser.booking.created.v1",
                "time": "2026-11-05T11:00:00Z", "data": {"pnr": "ABC123", "channel": "web",
                "passengers": [{"customer": {"name": {"family": "Sato"}}, "ssrs": ["WCHR", "VGML"]},
                    {"customer": {"name": {"family": "Ito"}}, "kind": "companion"}],
                "total": {"amount": "1249.50", "currency": "EUR"}}})
        );
    }

    #[test]
    fn what_has_no_cells_is_left_out() {
        let event = fill(["ABC123", "1", "05.11.2026 12:00", "Sato", "", "", "", "", ""]).unwrap();
        assert_eq!(
            event["data"],
            json!({"pnr": "ABC123", "channel": "unknown", "passengers": [{"customer": {"name": {"family": "Sato"}}}]})
        );
    }

    #[test]
    fn a_wrong_cell_is_named_and_not_shown() {
        for (cells, says) in [
            (
                ["ABC123", "", "05.11.2026 12:00", "Sato", "", "", "", "", ""],
                "VER: empty, and part of the id",
            ),
            (
                ["ABC123", "1", "soon", "Sato", "", "", "", "", ""],
                "CREATED: expected a time as %d.%m.%Y %H:%M",
            ),
            (["ABC123", "1", "05.11.2026 12:00", "Sato", "", "", "T", "", ""], "P2: empty, and required"),
            (
                ["ABC123", "1", "05.11.2026 12:00", "Sato", "", "", "", "", "X"],
                "CHANNEL: not one of the values that the mapping knows",
            ),
        ] {
            assert_eq!(fill(cells).unwrap_err(), says);
        }
    }
}
