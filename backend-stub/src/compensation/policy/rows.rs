//! The rows of a policy, looked at once more beside the engine: it passes over a row that it cannot evaluate, and the next
//! row, or the catch-all, would answer in its place. Here such a row is noticed.
//!
//! Deliberately not here: the answer, which is the engine's.

use super::tables::Table;
use std::sync::Arc;
use zen_engine::{
    Variable,
    model::{DecisionTableContent, DecisionTableHitPolicy},
};
use zen_expression::{Isolate, OpcodeCache};

/// Every table's rows, and their expressions compiled.
#[derive(Clone, Debug)]
pub struct Rows {
    tables: Arc<Vec<TableRows>>,
    compiled: Option<Arc<OpcodeCache>>,
}

/// One table's rows.
#[derive(Clone, Debug)]
pub struct TableRows {
    /// Which.
    pub table: Table,
    /// As the file calls it.
    pub name: String,
    content: DecisionTableContent,
}

/// A row that the engine looks at for a case.
enum Looked {
    Matches,
    Not,
    Fails,
}

impl TableRows {
    /// Of a checked table.
    #[must_use]
    pub fn new(table: Table, name: String, content: DecisionTableContent) -> Self {
        Self { table, name, content }
    }

    /// One row always answers: the catch-all of a table of which the first row counts, and a word on who approves.
    #[must_use]
    pub fn needs_a_row(&self) -> bool {
        self.table == Table::Approval || self.first_counts()
    }

    fn first_counts(&self) -> bool {
        self.content.hit_policy == DecisionTableHitPolicy::First
    }

    /// The number of the first row that cannot be evaluated and could have been the answer.
    #[must_use]
    pub fn failing(&self, isolate: &mut Isolate) -> Option<usize> {
        for place in 0..self.content.rules.len() {
            match self.look(place, isolate) {
                Looked::Fails => return Some(place + 1),
                Looked::Matches if self.first_counts() => return None,
                Looked::Matches | Looked::Not => {}
            }
        }
        None
    }

    fn look(&self, place: usize, isolate: &mut Isolate) -> Looked {
        let row = &self.content.rules[place];
        for column in self.content.inputs.iter() {
            let Some(cell) = row.get(&column.id).filter(|cell| !cell.is_empty()) else { continue };
            let passed = match &column.field {
                Some(field) => {
                    if isolate.set_reference(field).is_err() {
                        return Looked::Fails;
                    }
                    let known = !matches!(isolate.get_reference(field), None | Some(Variable::Null));
                    match isolate.run_unary(cell) {
                        Ok(passed) => passed,
                        // What is not known is neither more nor less than anything.
                        Err(_) if !known => false,
                        Err(_) => return Looked::Fails,
                    }
                }
                None => match isolate.run_standard(cell).map(|value| value.as_bool()) {
                    Ok(Some(passed)) => passed,
                    Ok(None) | Err(_) => return Looked::Fails,
                },
            };
            if !passed {
                return Looked::Not;
            }
        }
        let cells = self.content.outputs.iter().filter_map(|column| row.get(&column.id));
        let mut cells = cells.filter(|cell| !cell.is_empty());
        if cells.any(|cell| isolate.run_standard(cell).is_err()) { Looked::Fails } else { Looked::Matches }
    }
}

impl Rows {
    /// Of a checked policy.
    #[must_use]
    pub fn new(tables: Vec<TableRows>, compiled: Option<Arc<OpcodeCache>>) -> Self {
        Self { tables: Arc::new(tables), compiled }
    }

    /// The tables in the order in which they are written.
    pub fn tables(&self) -> impl Iterator<Item = (Table, &TableRows)> {
        self.tables.iter().map(|rows| (rows.table, rows))
    }

    /// Something that evaluates expressions for a case.
    #[must_use]
    pub fn isolate(&self, case: Variable) -> Isolate {
        Isolate::with_environment(case).with_cache(self.compiled.clone())
    }
}
