//! Files that are wrong, and policies that go wrong for a case.

use super::{BUILT_IN, case, owed};
use crate::compensation::policy::{Policy, Situation};
use rust_decimal::Decimal;
use serde_json::{Value, json};

/// The built-in file, changed.
fn changed(change: impl FnOnce(&mut Value)) -> String {
    let mut file: Value = serde_json::from_str(BUILT_IN).unwrap();
    change(&mut file);
    file.to_string()
}

/// The contents of the table that writes there.
fn table<'a>(file: &'a mut Value, key: &str) -> &'a mut Value {
    let nodes = file["nodes"].as_array_mut().unwrap();
    let node = nodes.iter_mut().find(|node| node["content"]["outputPath"] == key);
    &mut node.unwrap()["content"]
}

fn in_table(key: &str, change: impl FnOnce(&mut Value)) -> String {
    changed(|file| change(table(file, key)))
}

/// A cell of the table; rows count from 1.
fn cell(key: &str, row: usize, column: &str, text: &str) -> String {
    in_table(key, |table| table["rules"][row - 1][column] = json!(text))
}

fn refused(text: &str) -> String {
    format!("{:#}", Policy::read(text).unwrap_err())
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table of cases")]
fn a_broken_cell_is_named_with_its_table_and_row() {
    for (text, message) in [
        (cell("approval", 7, "in-6", "> > 600"), "table “Approval”, row 7, column “Amount”: > > 600: "),
        (cell("approval", 7, "in-6", "> 'x'"), "table “Approval”, row 7, column “Amount”: > 'x': "),
        (
            cell("approval", 7, "in-6", "\"much\""),
            "table “Approval”, row 7, column “Amount”: \"much\": “amount” is a number, not text",
        ),
        (
            cell("miles", 4, "in-2", "\"cancelation\""),
            "table “Goodwill miles”, row 4, column “Kind”: there is no kind “cancelation”; expected one of cancellation, ",
        ),
        (
            cell("approval", 7, "in-6", "> limit"),
            "table “Approval”, row 7, column “Amount”: there is no field “limit”",
        ),
        (cell("meal", 1, "out-1", "amount *"), "table “Meals”, row 1, column “value”: amount *: "),
        (
            cell("meal", 1, "out-1", "\"ten\""),
            "table “Meals”, row 1, column “value”: \"ten\": expected a number, got string",
        ),
        (
            cell("meal", 1, "out-1", "wait / 10"),
            "table “Meals”, row 1, column “value”: there is no field “wait”",
        ),
        (
            cell("meal", 1, "out-3", "12"),
            "table “Meals”, row 1, column “reason”: 12: expected text, got number",
        ),
        (
            cell("travel_voucher", 3, "out-2", "\"euro\""),
            "table “Travel voucher”, row 3: “currency”: expected three capital letters, such as EUR, got euro",
        ),
        (
            cell("lounge", 2, "out-1", "1.5"),
            "table “Lounge”, row 2: “quantity”: expected a whole number from 0 to 1000000, got 1.5",
        ),
        (
            cell("meal", 1, "out-1", "-30"),
            "table “Meals”, row 1: “value”: expected more than 0, at most 1000000 and no more than two decimals, got -30",
        ),
        (cell("lounge", 2, "out-1", ""), "table “Lounge”, row 2: it has a reason and gives nothing"),
        (cell("lounge", 2, "out-2", ""), "table “Lounge”, row 2: “reason”: the customer must be told why"),
        (
            cell("approval", 1, "out-1", "3"),
            "table “Approval”, row 1: “approvals”: expected a whole number from 0 to 2, got 3",
        ),
        (
            cell("approval", 1, "out-1", ""),
            "table “Approval”, row 1: “approvals”: expected 0, 1 or 2, got nothing",
        ),
        (
            cell("approval", 1, "out-2", ""),
            "table “Approval”, row 1: “reason”: a supervisor must be told why",
        ),
        (
            cell("notifications", 1, "out-1", "\"Sorry!\""),
            "table “Notifications”, row 1: “template”: expected small letters, digits and -, got Sorry!",
        ),
        (cell("hotel", 1, "in-9", "true"), "table “Hotel”, row 1: the cell “in-9” belongs to no column"),
        (
            in_table("hotel", |table| table["rules"][0]["in-1"] = json!(true)),
            "table “Hotel”, row 1: the cell “in-1” is not written as text",
        ),
        (
            in_table("hotel", |table| table["rules"][1] = json!("x")),
            "table “Hotel”, row 2: it is not a row of cells",
        ),
    ] {
        let refused = refused(&text);
        let refused = refused.replace(": row ", ", row ").replace(": column ", ", column ");
        assert!(refused.starts_with(message), "{refused}\n{message}");
        assert!(!refused.contains('\n'));
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table of cases")]
fn a_broken_table_is_named() {
    for (text, message) in [
        (
            in_table("meal", |table| {
                table["rules"].as_array_mut().unwrap().pop();
            }),
            "table “Meals”: row 4: no catch-all: the last row must match every case",
        ),
        (
            cell("hotel", 1, "in-1", ""),
            "table “Hotel”: row 2: it can never match, since row 1 matches every case",
        ),
        (in_table("hotel", |table| table["rules"] = json!([])), "table “Hotel”: it has no rows"),
        (
            in_table("hotel", |table| table["hitPolicy"] = json!("any")),
            "table “Hotel”: “hitPolicy”: expected first or collect, got any",
        ),
        (in_table("hotel", |table| table["passThrough"] = json!(true)), "table “Hotel”: “inputField”, "),
        (
            in_table("hotel", |table| table["inputs"][0]["field"] = json!("care.bed")),
            "table “Hotel”: column “Hotel due by law”: there is no field “care.bed”",
        ),
        (
            in_table("hotel", |table| table["inputs"][0]["field"] = json!("approval.approvals")),
            "table “Hotel”: column “Hotel due by law”: there is no field “approval.approvals”",
        ),
        (
            in_table("hotel", |table| table["outputs"][0]["field"] = json!("why")),
            "table “Hotel”: column “why”: it is not written by this table; expected reason, value, currency",
        ),
        (
            in_table("meal", |table| {
                table["outputs"].as_array_mut().unwrap().remove(1);
                for row in table["rules"].as_array_mut().unwrap() {
                    row.as_object_mut().unwrap().remove("out-2");
                }
            }),
            "table “Meals”: column “currency” is missing",
        ),
        (
            in_table("meal", |table| table["outputs"][1]["field"] = json!("value")),
            "table “Meals”: column “value” is there twice",
        ),
        (
            in_table("meal", |table| table["outputPath"] = json!("dinner")),
            "table “Meals”: it writes to “dinner”; expected one of approval, meal, ",
        ),
        (
            in_table("meal", |table| table["outputPath"] = json!(null)),
            "table “Meals”: “outputPath” is missing; ",
        ),
        (
            in_table("meal", |table| table["outputPath"] = json!("approval")),
            "table “Meals”: table “Approval” writes “approval” already",
        ),
        (
            in_table("meal", |table| {
                table.as_object_mut().unwrap().remove("rules");
            }),
            "table “Meals”: “rules” is missing",
        ),
    ] {
        let refused = refused(&text);
        assert!(refused.starts_with(message), "{refused}\n{message}");
    }
}

#[test]
fn a_broken_file_is_named() {
    let without = |what: &str, edge: &str| {
        changed(|file| {
            file[what].as_array_mut().unwrap().retain(|one| one["id"] != edge);
        })
    };
    for (text, message) in [
        (String::new(), "line 1, column 0: it is not JSON"),
        ("{\"nodes\": [\n}".to_owned(), "line 2, column 1: it is not JSON"),
        ("{}".to_owned(), "“nodes” is missing: not a decision model"),
        ("{\"nodes\": []}".to_owned(), "not a decision model: missing field `edges`"),
        ("{\"nodes\": [], \"edges\": []}".to_owned(), "no table writes “approval”"),
        (
            changed(|file| file["nodes"][1]["type"] = json!("functionNode")),
            "node “Approval”: a policy is made of decision tables, and this is “functionNode”",
        ),
        (without("nodes", "table-meal"), "no table writes “meal”"),
        (without("edges", "to-meal"), "table “Meals”: it is not connected with the input"),
        (without("edges", "from-meal"), "table “Meals”: it is not connected with the output"),
        (
            without("edges", "approval-to-notifications"),
            "table “Notifications”: it asks for “approval.approvals” and is not connected with that table",
        ),
    ] {
        let refused = refused(&text);
        assert!(refused.starts_with(message), "{refused}\n{message}");
    }
}

/// What only a case can show: a supervisor looks, and is told where.
#[test]
fn what_goes_wrong_for_a_case_is_never_automatic() {
    let divided = cell("approval", 3, "in-6", "> 100 / (arrival_delay_min - 200)");
    let collected = in_table("approval", |table| {
        table["hitPolicy"] = json!("collect");
        table["rules"].as_array_mut().unwrap().pop();
    });
    let slip = cell("meal", 4, "out-1", "arrival_delay_min - 500");
    for (text, situation, message) in [
        (&divided, case(), "Row 3 of the policy's table “Approval” could not be evaluated for this case."),
        (&collected, owed(10, "XAU"), "The policy's table “Approval” has no row for this case."),
        (&slip, case(), "The policy's table “Meals”: “value”: expected more than 0, "),
    ] {
        let ruling = Policy::read(text).unwrap().rule(&situation);
        assert_eq!(ruling.approvals_needed, 1, "{ruling:?}");
        assert!(ruling.review.iter().any(|why| why.starts_with(message)), "{ruling:?}");
    }
    let policy = Policy::read(&divided).unwrap();
    let fine = Situation { arrival_delay_min: Some(300), amount: Some(Decimal::from(250)), ..case() };
    assert!(policy.rule(&fine).review.is_empty());
}
