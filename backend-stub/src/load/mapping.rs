//! The mapping file: which event a row of a CSV file is, and which column goes where in it. TOML; `docs/loading.md` tells it.
//!
//! Deliberately not here: applying it to a row (`fill`).

use super::{
    path::{Path, Step},
    table::Style,
    value::Kind,
};
use anyhow::{Context, Result, bail, ensure};
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use xxhash_rust::xxh3::xxh3_64;

/// A mapping as it is used.
#[derive(Clone, Debug)]
pub struct Mapping {
    /// How the file is written.
    pub style: Style,
    /// What the event's id is made of.
    pub id: Id,
    /// What goes where.
    pub fields: Vec<Field>,
    /// Changes with the file.
    pub fingerprint: u64,
}

/// What an event's id is made of, so that the same row is the same event.
#[derive(Clone, Debug)]
pub struct Id {
    /// Stands before it.
    pub prefix: String,
    /// The rest.
    pub by: IdBy,
}

/// See [`Id`].
#[derive(Clone, Debug)]
pub enum IdBy {
    /// The cells of these columns.
    Columns(Vec<String>),
    /// The file's name and the number of the line.
    Row,
    /// A hash of all cells.
    Content,
}

/// What goes to one place.
#[derive(Clone, Debug)]
pub struct Field {
    /// The place.
    pub to: Path,
    /// Where it comes from.
    pub from: Origin,
    /// What it is.
    pub kind: Kind,
    /// What stands between several in one cell.
    pub separator: Option<String>,
    /// What cells mean, where they are codes.
    pub values: Option<BTreeMap<String, String>>,
    /// What an empty cell means.
    pub default: Option<Value>,
    /// Whether an empty cell spoils the row.
    pub required: bool,
}

/// Where a value comes from.
#[derive(Clone, Debug)]
pub enum Origin {
    /// A column of this name.
    Column(String),
    /// The mapping itself.
    Constant(Value),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    #[serde(rename = "type", default)]
    kind: Option<String>,
    source: String,
    #[serde(default)]
    csv: Style,
    #[serde(default)]
    id: WrittenId,
    #[serde(default)]
    field: Vec<Written>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct WrittenId {
    prefix: String,
    columns: Option<Vec<String>>,
    by: Option<By>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum By {
    Row,
    Content,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Written {
    to: String,
    #[serde(default)]
    column: Option<String>,
    #[serde(default)]
    constant: Option<toml::Value>,
    #[serde(rename = "type", default)]
    kind: Option<WrittenKind>,
    #[serde(default)]
    format: Option<String>,
    #[serde(default)]
    zone: Option<String>,
    #[serde(default)]
    decimal_comma: bool,
    #[serde(default)]
    yes: Option<Vec<String>>,
    #[serde(default)]
    no: Option<Vec<String>>,
    #[serde(default)]
    separator: Option<String>,
    #[serde(default)]
    values: Option<BTreeMap<String, String>>,
    #[serde(default)]
    default: Option<toml::Value>,
    #[serde(default)]
    required: bool,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum WrittenKind {
    Text,
    Integer,
    Number,
    Decimal,
    Boolean,
    Date,
    Timestamp,
}

/// Attributes of an event that a field may give, besides what is in `data`.
const ATTRIBUTES: [&str; 4] = ["type", "time", "subject", "dataschema"];

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// When it cannot be read or is wrong; the message names the place.
    pub fn read(path: &std::path::Path) -> Result<Self> {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("--mapping: read {}", path.display()))?;
        Self::parse(&text).with_context(|| format!("--mapping: {}", path.display()))
    }

    /// Reads a mapping.
    ///
    /// # Errors
    /// When it is wrong; the message names the place.
    pub fn parse(text: &str) -> Result<Self> {
        let file: File = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1);
            anyhow::anyhow!("line {line}: {}", error.message())
        })?;
        file.csv.check().map_err(anyhow::Error::msg)?;
        ensure!(!file.source.is_empty(), "source: empty");
        let mut fields = vec![constant("source", &file.source)];
        fields.extend(file.kind.as_deref().map(|kind| constant("type", kind)));
        for (place, written) in file.field.into_iter().enumerate() {
            let at = format!("field {} ({})", place + 1, written.to);
            let field = field(written).with_context(|| at.clone())?;
            if let Some(other) = fields.iter().find(|other| collide(&other.to, &field.to)) {
                bail!("{at}: {} is given before", other.to);
            }
            fields.push(field);
        }
        for (name, why) in [
            ("type", "type: missing: say it for the file, or with a field"),
            ("time", "time: missing: a field must say when it happened, for the newest fact wins"),
        ] {
            ensure!(fields.iter().any(|field| field.to.to_string() == name), why);
        }
        Ok(Self { style: file.csv, id: id(file.id)?, fields, fingerprint: xxh3_64(text.as_bytes()) })
    }
}

fn constant(to: &str, text: &str) -> Field {
    Field {
        to: Path(vec![Step::Name(to.to_owned())]),
        from: Origin::Constant(Value::String(text.to_owned())),
        kind: Kind::Text,
        separator: None,
        values: None,
        default: None,
        required: true,
    }
}

/// Whether one place is the other, or within it.
fn collide(one: &Path, other: &Path) -> bool {
    one.0.starts_with(&other.0) || other.0.starts_with(&one.0)
}

fn id(written: WrittenId) -> Result<Id> {
    let by = match (written.columns, written.by) {
        (Some(_), Some(_)) => bail!("id: columns or by, not both"),
        (Some(columns), None) if columns.is_empty() => bail!("id: columns: expected at least one"),
        (Some(columns), None) => IdBy::Columns(columns),
        (None, Some(By::Content)) => IdBy::Content,
        (None, Some(By::Row) | None) => IdBy::Row,
    };
    Ok(Id { prefix: written.prefix, by })
}

fn field(written: Written) -> Result<Field> {
    let kind = kind(&written)?;
    let to: Path = written.to.parse().map_err(anyhow::Error::msg)?;
    let attribute = matches!(to.0.as_slice(), [Step::Name(name)] if ATTRIBUTES.contains(&name.as_str()));
    let within_data = matches!(to.0.first(), Some(Step::Name(name)) if name == "data") && to.0.len() > 1;
    ensure!(attribute || within_data, "expected data.… or one of {}", ATTRIBUTES.join(", "));
    let from = match (written.column, written.constant) {
        (Some(column), None) => Origin::Column(column),
        (None, Some(value)) => Origin::Constant(json(value)?),
        (Some(_), Some(_)) | (None, None) => bail!("expected either column or constant"),
    };
    let only_columns = written.separator.is_some() || written.values.is_some() || written.default.is_some();
    ensure!(
        matches!(from, Origin::Column(_)) || !only_columns,
        "separator, values and default are for columns"
    );
    ensure!(written.separator.as_deref() != Some(""), "separator: empty");
    ensure!(!(written.required && written.default.is_some()), "required or default, not both");
    Ok(Field {
        to,
        from,
        kind,
        separator: written.separator,
        values: written.values,
        default: written.default.map(json).transpose()?,
        required: written.required,
    })
}

fn kind(written: &Written) -> Result<Kind> {
    let kind = written.kind.unwrap_or(WrittenKind::Text);
    let (dated, instant) =
        (matches!(kind, WrittenKind::Date | WrittenKind::Timestamp), matches!(kind, WrittenKind::Timestamp));
    ensure!(dated || written.format.is_none(), "format: only for dates and timestamps");
    ensure!(instant || written.zone.is_none(), "zone: only for timestamps");
    let truth = matches!(kind, WrittenKind::Boolean);
    ensure!(truth || (written.yes.is_none() && written.no.is_none()), "yes and no: only for booleans");
    let fraction = matches!(kind, WrittenKind::Number | WrittenKind::Decimal);
    ensure!(fraction || !written.decimal_comma, "decimal-comma: only for numbers and decimals");
    let words = |given: &Option<Vec<String>>, usual: &[&str]| {
        given.clone().unwrap_or_else(|| usual.iter().map(|word| (*word).to_owned()).collect())
    };
    Ok(match kind {
        WrittenKind::Text => Kind::Text,
        WrittenKind::Integer => Kind::Integer,
        WrittenKind::Number => Kind::Number { comma: written.decimal_comma },
        WrittenKind::Decimal => Kind::Decimal { comma: written.decimal_comma },
        WrittenKind::Boolean => Kind::Boolean {
            yes: words(&written.yes, &["true", "yes", "y", "1"]),
            no: words(&written.no, &["false", "no", "n", "0"]),
        },
        WrittenKind::Date => Kind::Date { format: written.format.clone() },
        WrittenKind::Timestamp => {
            let zone = written.zone.as_deref().unwrap_or("UTC");
            let zone = TimeZone::get(zone).map_err(|_| anyhow::anyhow!("zone: there is no {zone}"))?;
            Kind::Timestamp { format: written.format.clone(), zone }
        }
    })
}

fn json(value: toml::Value) -> Result<Value> {
    match value {
        toml::Value::Datetime(at) => Ok(Value::String(at.to_string())),
        other => serde_json::to_value(other).context("not a JSON value"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_mapping_is_named() {
        let time = "[[field]]\nto = \"time\"\ncolumn = \"AT\"\n";
        let head = "type = \"t\"\nsource = \"/s\"\n";
        for (text, named) in [
            ("type = \"t\"", "source"),
            (head, "time: missing"),
            (&format!("source = \"/s\"\n{time}"), "type: missing"),
            (&format!("{head}colour = 1\n{time}"), "line 3: unknown field `colour`"),
            (&format!("{head}[csv]\ndelimiter = \"€\"\n{time}"), "delimiter"),
            (&format!("{head}[id]\ncolumns = [\"A\"]\nby = \"row\"\n{time}"), "not both"),
            (&format!("{head}{time}{time}"), "field 2 (time): time is given before"),
            (&format!("{head}{time}[[field]]\nto = \"data.a[\"\ncolumn = \"A\""), "field 2 (data.a[)"),
            (&format!("{head}{time}[[field]]\nto = \"id\"\ncolumn = \"A\""), "expected data."),
            (&format!("{head}{time}[[field]]\nto = \"data.a\""), "either column or constant"),
            (&format!("{head}{time}[[field]]\nto = \"data.a\"\ncolumn = \"A\"\nzone = \"UTC\""), "zone"),
            (
                &format!(
                    "{head}{time}[[field]]\nto = \"data.a\"\ncolumn = \"A\"\ntype = \"timestamp\"\nzone = \"Mars\""
                ),
                "there is no Mars",
            ),
        ] {
            let error = format!("{:#}", Mapping::parse(text).unwrap_err());
            assert!(error.contains(named), "{error}: {named} is not in it");
            assert_eq!(error.lines().count(), 1, "{error}");
        }
    }
}
