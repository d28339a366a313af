//! Reads a file of decision tables (JSON Decision Model) and says what is wrong with it: which table, which row, which column.
//!
//! Only decision tables between one input and one output are taken: a policy is read by people, and code in it would run
//! in the service. Deliberately not here: one table (`table`), and ruling.

mod cell;
mod table;

use super::{
    rows::{Rows, TableRows},
    tables::{APPROVALS, Table},
};
use anyhow::{Context, Result, anyhow, bail, ensure};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use zen_engine::{
    Decision,
    model::{DecisionNodeKind, GraphContent},
};

/// A file that is right.
pub struct Checked {
    /// Its name and version, and a hash of its bytes.
    pub version: String,
    /// For the engine, compiled.
    pub graph: Arc<GraphContent>,
    /// For a second look.
    pub rows: Rows,
}

/// Checks the text of a file.
///
/// # Errors
/// One line that names the table and the row.
pub fn check(text: &str) -> Result<Checked> {
    let file: Value = serde_json::from_str(text)
        .map_err(|error| anyhow!("line {}, column {}: it is not JSON", error.line(), error.column()))?;
    let nodes = list(&file, "nodes")?;
    for node in nodes {
        known_kind(node)?;
        if kind(node) == "decisionTableNode" {
            table::shape(node).with_context(|| name(node))?;
        }
    }
    let mut graph: GraphContent =
        serde_json::from_value(file.clone()).map_err(|error| anyhow!("not a decision model: {error}"))?;
    let mut tables: Vec<TableRows> = Vec::new();
    for node in &graph.nodes {
        let DecisionNodeKind::DecisionTableNode { content } = &node.kind else { continue };
        let title = format!("table “{}”", node.name);
        let table = place(content.transform_attributes.output_path.as_deref()).context(title.clone())?;
        if let Some(other) = tables.iter().find(|other| other.table == table) {
            bail!("{title}: table “{}” writes “{}” already", other.name, table.key());
        }
        table::check(table, content).context(title.clone())?;
        connected(&graph, &node.id, table::asks_for(content, APPROVALS)).context(title)?;
        tables.push(TableRows::new(table, node.name.to_string(), content.clone()));
    }
    for table in Table::ALL {
        ensure!(tables.iter().any(|rows| rows.table == table), "no table writes “{}”", table.key());
    }
    graph.compile();
    let compiled = graph.compiled_cache.clone();
    let graph = Arc::new(graph);
    Decision::from(Arc::clone(&graph))
        .validate()
        .map_err(|error| anyhow!("not a decision model: {error}"))?;
    Ok(Checked { version: version(&file, text), graph, rows: Rows::new(tables, compiled) })
}

fn list<'a>(file: &'a Value, field: &str) -> Result<&'a Vec<Value>> {
    file.get(field)
        .and_then(Value::as_array)
        .ok_or_else(|| anyhow!("“{field}” is missing: not a decision model"))
}

fn kind(node: &Value) -> &str {
    node.get("type").and_then(Value::as_str).unwrap_or_default()
}

fn name(node: &Value) -> String {
    let name =
        node.get("name").or_else(|| node.get("id")).and_then(Value::as_str).unwrap_or("without a name");
    let what = if kind(node) == "decisionTableNode" { "table" } else { "node" };
    format!("{what} “{name}”")
}

fn known_kind(node: &Value) -> Result<()> {
    match kind(node) {
        "inputNode" | "outputNode" | "decisionTableNode" => Ok(()),
        other => bail!("{}: a policy is made of decision tables, and this is “{other}”", name(node)),
    }
}

fn place(path: Option<&str>) -> Result<Table> {
    let wanted = || Table::ALL.map(Table::key).join(", ");
    match path {
        Some(path) => {
            Table::of(path).ok_or_else(|| anyhow!("it writes to “{path}”; expected one of {}", wanted()))
        }
        None => bail!("“outputPath” is missing; expected one of {}", wanted()),
    }
}

/// It has the case, it is heard, and what it asks about was said before.
fn connected(graph: &GraphContent, id: &str, asks_approval: bool) -> Result<()> {
    let kind_of = |id: &str| graph.nodes.iter().find(|node| &*node.id == id).map(|node| &node.kind);
    let before: Vec<_> = graph.edges.iter().filter(|edge| &*edge.target_id == id).collect();
    let mut after = graph.edges.iter().filter(|edge| &*edge.source_id == id);
    let input = |kind: Option<&DecisionNodeKind>| matches!(kind, Some(DecisionNodeKind::InputNode { .. }));
    let output = |kind: Option<&DecisionNodeKind>| matches!(kind, Some(DecisionNodeKind::OutputNode { .. }));
    let approval = |kind: Option<&DecisionNodeKind>| match kind {
        Some(DecisionNodeKind::DecisionTableNode { content }) => {
            content.transform_attributes.output_path.as_deref() == Some(Table::Approval.key())
        }
        _ => false,
    };
    ensure!(before.iter().any(|edge| input(kind_of(&edge.source_id))), "it is not connected with the input");
    ensure!(after.any(|edge| output(kind_of(&edge.target_id))), "it is not connected with the output");
    ensure!(
        !asks_approval || before.iter().any(|edge| approval(kind_of(&edge.source_id))),
        "it asks for “{APPROVALS}” and is not connected with that table"
    );
    Ok(())
}

/// What is stored with each award: the file's own words, and a hash, since words are not always changed with the rows.
fn version(file: &Value, text: &str) -> String {
    let word = |field: &str| match file.get(field) {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let hash: String =
        Sha256::digest(text.as_bytes()).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let words = [word("name"), word("version"), format!("#{hash}")];
    words.iter().filter(|word| !word.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" ")
}
