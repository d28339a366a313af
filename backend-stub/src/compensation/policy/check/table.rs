//! One table: its columns, its rows, and whether something always answers.
//!
//! Deliberately not here: single expressions (`cell`).

use super::cell;
use crate::compensation::policy::{
    answer,
    tables::{Table, Type},
};
use anyhow::{Context, Result, anyhow, bail, ensure};
use serde_json::Value;
use std::collections::HashMap;
use std::hash::BuildHasher;
use std::sync::Arc;
use zen_engine::{
    Variable,
    model::{DecisionTableContent, DecisionTableHitPolicy, TransformExecutionMode},
};
use zen_expression::Isolate;

type Row<S> = HashMap<Arc<str>, Arc<str>, S>;

/// What the engine's own reader would refuse without saying where.
///
/// # Errors
/// The row and the column.
pub fn shape(node: &Value) -> Result<()> {
    let content = node.get("content").context("“content” is missing")?;
    for part in ["inputs", "outputs", "rules"] {
        ensure!(content.get(part).is_some_and(Value::is_array), "“{part}” is missing");
    }
    let rows = content.get("rules").and_then(Value::as_array).into_iter().flatten();
    for (place, row) in rows.enumerate() {
        let cells = row.as_object().ok_or_else(|| anyhow!("row {}: it is not a row of cells", place + 1))?;
        for (column, cell) in cells {
            ensure!(cell.is_string(), "row {}: the cell “{column}” is not written as text", place + 1);
        }
    }
    for column in ["inputs", "outputs"].iter().filter_map(|part| content.get(part)?.as_array()).flatten() {
        ensure!(column.get("id").is_some_and(Value::is_string), "a column has no “id”");
    }
    match content.get("hitPolicy").and_then(Value::as_str) {
        Some("first" | "collect") => Ok(()),
        Some(other) => bail!("“hitPolicy”: expected first or collect, got {other}"),
        None => bail!("“hitPolicy” is missing"),
    }
}

/// Checks columns and rows.
///
/// # Errors
/// The row and the column.
pub fn check(table: Table, content: &DecisionTableContent) -> Result<()> {
    let how = &content.transform_attributes;
    let plain = how.input_field.is_none()
        && how.execution_mode == TransformExecutionMode::Single
        && !how.pass_through;
    ensure!(plain, "“inputField”, “executionMode” loop and “passThrough” are not for a policy");
    columns(table, content)?;
    ensure!(!content.rules.is_empty(), "it has no rows");
    let mut isolate = Isolate::with_environment(cell::sample());
    for (place, row) in content.rules.iter().enumerate() {
        check_row(table, content, row, &mut isolate).with_context(|| format!("row {}", place + 1))?;
    }
    if content.hit_policy == DecisionTableHitPolicy::First {
        let catches = |row: &Row<_>| content.inputs.iter().all(|column| written(row, &column.id).is_none());
        let last = content.rules.len();
        match content.rules.iter().position(catches) {
            None => bail!("row {last}: no catch-all: the last row must match every case"),
            Some(place) if place + 1 < last => {
                bail!("row {}: it can never match, since row {} matches every case", place + 2, place + 1)
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// Whether any column or cell of it asks for a field.
#[must_use]
pub fn asks_for(content: &DecisionTableContent, field: &str) -> bool {
    let columns = content.inputs.iter().filter_map(|column| column.field.as_deref());
    let cells = content.rules.iter().flat_map(HashMap::values).map(|cell| &**cell);
    columns.chain(cells).any(|text| text.contains(field))
}

fn columns(table: Table, content: &DecisionTableContent) -> Result<()> {
    for column in content.inputs.iter() {
        if let Some(field) = &column.field {
            cell::reads_known(table, field, false, false).with_context(|| titled(&column.name, field))?;
        }
    }
    let known = table.columns();
    for (place, column) in content.outputs.iter().enumerate() {
        let field = &*column.field;
        let wanted = || known.iter().map(|known| known.field).collect::<Vec<_>>().join(", ");
        ensure!(
            known.iter().any(|known| known.field == field),
            "column “{field}”: it is not written by this table; expected {}",
            wanted()
        );
        ensure!(
            !content.outputs.iter().take(place).any(|other| other.field == column.field),
            "column “{field}” is there twice"
        );
    }
    let missing = known
        .iter()
        .find(|known| known.required && !content.outputs.iter().any(|column| &*column.field == known.field));
    missing.map_or(Ok(()), |column| Err(anyhow!("column “{}” is missing", column.field)))
}

fn titled(name: &str, field: &str) -> String {
    if name.is_empty() { format!("column “{field}”") } else { format!("column “{name}”") }
}

fn written<'a, S: BuildHasher>(row: &'a Row<S>, column: &str) -> Option<&'a str> {
    row.get(column).map(|cell| &**cell).filter(|cell| !cell.is_empty())
}

fn check_row<S: BuildHasher>(
    table: Table,
    content: &DecisionTableContent,
    row: &Row<S>,
    isolate: &mut Isolate,
) -> Result<()> {
    let ids = content.inputs.iter().map(|column| &column.id);
    let ids: Vec<&Arc<str>> = ids.chain(content.outputs.iter().map(|column| &column.id)).collect();
    if let Some(stray) = row.keys().find(|key| !key.starts_with('_') && !ids.contains(key)) {
        bail!("the cell “{stray}” belongs to no column");
    }
    for column in content.inputs.iter() {
        let Some(text) = written(row, &column.id) else { continue };
        let field = column.field.as_deref();
        cell::condition(table, field, text, isolate)
            .with_context(|| titled(&column.name, field.unwrap_or(&column.id)))?;
    }
    let (answer, mut fixed) = (Variable::empty_object(), true);
    for column in content.outputs.iter() {
        let Some(text) = written(row, &column.id) else { continue };
        let holds = table.columns().iter().find(|known| known.field == &*column.field);
        let holds = holds.map_or(Type::Text, |known| known.holds);
        let value =
            cell::value(table, holds, text, isolate).with_context(|| format!("column “{}”", column.field))?;
        // A currency or a reason that hangs on the case: what is given can be judged all the same.
        let stand_in = match &*column.field {
            "currency" => Some("EUR"),
            "reason" => Some("why"),
            _ => None,
        };
        let stand_in = stand_in.filter(|_| cell::depends(text));
        fixed &= stand_in.is_some() || !cell::depends(text);
        answer.dot_insert(&column.field, stand_in.map_or(value, |text| Variable::String(text.into())));
    }
    // What hangs on the case cannot be judged without one; ruling looks again.
    if fixed {
        answer::read(table, &answer).map_err(anyhow::Error::msg)?;
    }
    Ok(())
}
