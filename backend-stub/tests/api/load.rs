//! Bulk load: CSV by a mapping, bad rows, encodings, packed files, and going on where it stopped.

use super::test_app::TestApp;
use encoding_rs::Encoding;
use flate2::{Compression, write::GzEncoder};
use purser_backend::load::{self, Loaded, Outcome, mapping::Mapping, reader::Options};
use serde_json::{Value, json};
use std::{
    io::Write,
    path::{Path, PathBuf},
    sync::Arc,
};

fn options(app: &TestApp) -> Options {
    Options { mapping: None, encoding: None, home: "DE".to_owned(), now: app.clock.now() }
}

async fn load(app: &TestApp, file: &Path, options: &Options) -> Outcome {
    load::load(&app.state, file, options, false, |_| ()).await.unwrap()
}

fn event(n: usize) -> String {
    json!({"specversion": "1.0", "id": format!("l-{n}"), "source": "/load", "time": "2026-11-01T10:00:00Z",
        "type": "purser.preference.stated.v1",
        "data": {"customer": {"identifiers": {"loyalty": format!("L{}", n % 50)}}, "key": format!("k{}", n % 7), "value": n}})
    .to_string()
}

fn rejects(file: &Path) -> Vec<Value> {
    let path = PathBuf::from(format!("{}.rejects.ndjson", file.display()));
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A folder with copies of the documentation's example.
fn example() -> (tempfile::TempDir, PathBuf, Arc<Mapping>) {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/loading");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bookings.csv");
    std::fs::copy(docs.join("bookings.csv"), &file).unwrap();
    (folder, file, Arc::new(Mapping::read(&docs.join("bookings.toml")).unwrap()))
}

#[tokio::test]
async fn the_documented_mapping_loads_the_documented_file() {
    let app = TestApp::start().await;
    let (_folder, file, mapping) = example();
    let options = Options { mapping: Some(mapping), ..options(&app) };
    let outcome = load(&app, &file, &options).await;
    assert_eq!(outcome.loaded, Loaded { accepted: 3, duplicates: 0, rejected: 0 }, "{:?}", rejects(&file));
    let found: Value = app.get("/v1/customers?email=astrid@work.example").await.json().await.unwrap();
    let id = found["items"][0]["id"].as_str().unwrap();
    let view: Value = app.get(&format!("/v1/customers/{id}/360")).await.json().await.unwrap();
    assert_eq!(view["customer"]["name"]["value"], json!({"given": "Astrid", "family": "Lindqvist"}));
    let booking = &view["bookings"][0];
    assert_eq!(booking["pnr"], "K7QX2M");
    assert_eq!(booking["total"], json!({"amount": "1249.50", "currency": "EUR"}), "{booking}");
    assert_eq!(view["relationships"].as_array().unwrap().len(), 1, "Nils comes with her");
    // Once more from the beginning: the ids are those of before.
    let again = load::load(&app.state, &file, &options, true, |_| ()).await.unwrap();
    assert_eq!(again.loaded, Loaded { accepted: 0, duplicates: 3, rejected: 0 });
}

#[tokio::test]
async fn bad_rows_cost_only_themselves_and_are_told_once() {
    let app = TestApp::start().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("e.ndjson");
    let mut bytes = b"\xef\xbb\xbf".to_vec();
    for n in 1..=1_000 {
        let text = match n {
            100 => b"{\"specversion\":\"1.0\"".to_vec(),
            200 => b"\xff\xfe\x00broken".to_vec(),
            300 => event(n).replace("L0", "").replace("loyalty", "shoe").into_bytes(),
            400 => event(n).replace("preference.stated", "profile.erased").into_bytes(),
            500 => event(499).replace("499}", "0}").into_bytes(),
            600 => Vec::new(),
            _ => event(n).into_bytes(),
        };
        bytes.extend(text);
        bytes.push(b'\n');
    }
    let whole = bytes.clone();
    bytes.extend(&event(1_001).as_bytes()[..60]);
    std::fs::write(&file, &bytes).unwrap();
    let outcome = load(&app, &file, &options(&app)).await;
    assert_eq!(outcome.loaded, Loaded { accepted: 994, duplicates: 0, rejected: 6 });
    let told = rejects(&file);
    let lines: Vec<u64> = told.iter().map(|told| told["line_number"].as_u64().unwrap()).collect();
    assert_eq!(lines, [100, 200, 300, 400, 500, 1_001]);
    let codes: Vec<&str> = told.iter().map(|told| told["code"].as_str().unwrap()).collect();
    let expected = [
        "malformed-json",
        "malformed-json",
        "invalid-data",
        "invalid-envelope",
        "id-conflict",
        "malformed-json",
    ];
    assert_eq!(codes, expected);
    assert_eq!(told[0]["line"], "{\"specversion\":\"1.0\"");
    assert_eq!(told[1]["line_base64"], "//4AYnJva2Vu");
    assert!(told[5]["detail"].as_str().unwrap().contains("the file ends in the middle"), "{}", told[5]);
    // Nothing is done twice, and nothing told twice.
    let again = load(&app, &file, &options(&app)).await;
    assert!(again.was_complete);
    assert_eq!((again.loaded, rejects(&file).len()), (outcome.loaded, 6));
    // The rest of the last line has come: another file, of which most is known.
    let grown = [whole, format!("{}\n", event(1_001)).into_bytes()].concat();
    std::fs::write(&file, grown).unwrap();
    let grown = load(&app, &file, &options(&app)).await;
    assert_eq!(grown.loaded, Loaded { accepted: 1, duplicates: 994, rejected: 5 });
    assert_eq!(rejects(&file).len(), 5);
}

#[tokio::test]
async fn other_encodings_are_named_or_refused() {
    let app = TestApp::start().await;
    let (folder, file, mapping) = example();
    let text = std::fs::read_to_string(&file).unwrap().replace("Lindqvist", "Sjöström");
    let latin: Vec<u8> = text.chars().map(|sign| u8::try_from(u32::from(sign)).unwrap()).collect();
    let wide: Vec<u8> =
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let options = Options { mapping: Some(mapping), ..options(&app) };
    for (name, bytes, encoding, version) in
        [("latin", latin, "windows-1252", "7"), ("wide", wide, "utf-16le", "8")]
    {
        let path = folder.path().join(format!("{name}.csv"));
        std::fs::write(&path, bytes).unwrap();
        let refused = load::load(&app.state, &path, &options, false, |_| ()).await.unwrap_err().to_string();
        assert!(refused.contains(&format!("--encoding {encoding}")), "{refused}");
        let named = Options { encoding: Encoding::for_label(encoding.as_bytes()), ..options.clone() };
        let outcome = load(&app, &path, &named).await;
        assert_eq!(outcome.loaded.accepted + outcome.loaded.duplicates, 3, "{version} {:?}", rejects(&path));
    }
    let found: Value = app.get("/v1/customers?email=astrid@work.example").await.json().await.unwrap();
    assert_eq!(found["items"][0]["name"]["family"], "Sjöström");
}

#[tokio::test]
async fn a_packed_file_is_unpacked_and_a_check_writes_nothing() {
    let app = TestApp::start().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("e.ndjson.gz");
    let mut packed = GzEncoder::new(std::fs::File::create(&file).unwrap(), Compression::fast());
    for n in 0..5_000 {
        writeln!(packed, "{}", if n == 17 { "{".to_owned() } else { event(n) }).unwrap();
    }
    packed.finish().unwrap();
    let report = load::check::check(&file, &options(&app), |_| ()).unwrap();
    assert_eq!((report.events["purser.preference.stated.v1"], report.refused), (4_999, 1));
    assert_eq!(report.first_refused, [(18, "not JSON at column 1".to_owned())]);
    assert!(rejects(&file).is_empty(), "a check tells, and writes nothing");
    let mut steps = Vec::new();
    let outcome =
        load::load(&app.state, &file, &options(&app), false, |step| steps.push(step)).await.unwrap();
    assert_eq!(outcome.loaded, Loaded { accepted: 4_999, duplicates: 0, rejected: 1 });
    let lines: Vec<u64> = steps.iter().map(|step| step.lines).collect();
    assert_eq!(lines, [2_000, 4_000, 5_000]);
    assert!(steps.iter().all(|step| step.read <= step.size));
}
