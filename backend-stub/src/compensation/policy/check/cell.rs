//! One cell: whether it can be parsed, asks only for what there is, and is of the right type.
//!
//! Types are tried on a case of which everything is known. Deliberately not here: rows and tables.

use crate::compensation::policy::tables::{APPROVALS, FIELDS, KINDS, Table, Type};
use anyhow::{Result, anyhow, bail, ensure};
use rust_decimal::Decimal;
use zen_engine::Variable;
use zen_expression::{
    Isolate, IsolateError,
    intellisense::{ArmTest, IntelliSense, ReadDependency},
};

/// A case of which everything is known.
#[must_use]
pub fn sample() -> Variable {
    let case = Variable::empty_object();
    for (field, holds) in FIELDS.into_iter().chain([(APPROVALS, Type::Number)]) {
        let value = match holds {
            Type::Text if field == "kind" => Variable::String(KINDS[0].into()),
            Type::Text => Variable::String("EUR".into()),
            Type::Number => Variable::Number(Decimal::from(240)),
            Type::YesNo => Variable::Bool(true),
        };
        case.dot_insert(field, value);
    }
    case
}

/// A condition under a column of this field, or a free one.
///
/// # Errors
/// What is wrong with it.
pub fn condition(table: Table, field: Option<&str>, text: &str, isolate: &mut Isolate) -> Result<()> {
    reads_known(table, text, field.is_some(), true)?;
    let Some(field) = field else {
        let value = isolate.run_standard(text).map_err(|error| unreadable(text, &error))?;
        ensure!(value.as_bool().is_some(), "{text}: expected true or false, got {}", value.type_name());
        return Ok(());
    };
    isolate.compile_unary(text).map_err(|error| unreadable(text, &error))?;
    if let Some(holds) = table.asks(field) {
        compares(field, holds, text)?;
    }
    isolate.set_reference(field).map_err(|error| unreadable(field, &error))?;
    isolate.run_unary(text).map(drop).map_err(|error| unreadable(text, &error))
}

/// An answer of this type; also nothing.
///
/// # Errors
/// What is wrong with it.
pub fn value(table: Table, holds: Type, text: &str, isolate: &mut Isolate) -> Result<Variable> {
    reads_known(table, text, false, false)?;
    let value = isolate.run_standard(text).map_err(|error| unreadable(text, &error))?;
    let right = match holds {
        Type::Text => matches!(value, Variable::String(_) | Variable::Null),
        Type::Number => matches!(value, Variable::Number(_) | Variable::Null),
        Type::YesNo => matches!(value, Variable::Bool(_) | Variable::Null),
    };
    ensure!(right, "{text}: expected {}, got {}", called(holds), value.type_name());
    Ok(value.deep_clone())
}

/// Whether an answer hangs on the case.
#[must_use]
pub fn depends(text: &str) -> bool {
    !IntelliSense::new().reads(text).is_empty()
}

/// It asks only for what there is.
///
/// # Errors
/// The field that there is not.
pub fn reads_known(table: Table, text: &str, in_column: bool, unary: bool) -> Result<()> {
    let mut reader = IntelliSense::new();
    let reads = if unary && in_column { reader.reads_unary(text) } else { reader.reads(text) };
    reads.iter().try_for_each(|read| known(table, read, in_column))
}

fn known(table: Table, read: &ReadDependency, in_column: bool) -> Result<()> {
    let path = match read {
        ReadDependency::Direct { path, .. } | ReadDependency::Unresolved { path, .. } => path,
        ReadDependency::Iteration { collection, reads, .. } => {
            reads.iter().try_for_each(|read| known(table, read, in_column))?;
            collection
        }
    };
    let path = path.join(".");
    let itself = in_column && (path.is_empty() || path == "$");
    ensure!(itself || table.asks(&path).is_some(), "there is no field “{path}”");
    Ok(())
}

/// A text is not compared with a number, and a kind is one that there is.
fn compares(field: &str, holds: Type, text: &str) -> Result<()> {
    let with = match IntelliSense::new().cell_test(text) {
        ArmTest::Enum { values, .. } => {
            let strange = values.iter().find(|value| !KINDS.contains(&value.as_ref()));
            if let (Some(strange), "kind") = (strange, field) {
                bail!("there is no kind “{strange}”; expected one of {}", KINDS.join(", "));
            }
            Type::Text
        }
        ArmTest::Number { .. } => Type::Number,
        ArmTest::Bool { .. } => Type::YesNo,
        ArmTest::Default | ArmTest::Unrecognized => return Ok(()),
    };
    ensure!(with == holds, "{text}: “{field}” is {}, not {}", called(holds), called(with));
    Ok(())
}

const fn called(holds: Type) -> &'static str {
    match holds {
        Type::Text => "text",
        Type::Number => "a number",
        Type::YesNo => "true or false",
    }
}

fn unreadable(text: &str, error: &IsolateError) -> anyhow::Error {
    anyhow!("{text}: {}", error.to_string().replace('\n', " "))
}
