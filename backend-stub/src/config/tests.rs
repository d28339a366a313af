//! Where settings come from, and which comes first.

use super::*;

#[test]
fn durations() {
    for (text, seconds) in [("30s", Some(30)), ("15m", Some(900)), ("1h", Some(3600)), ("2d", Some(172_800))]
    {
        assert_eq!(duration(text).ok().map(|found| found.as_secs()), seconds);
    }
    for wrong in ["", "h", "1", "1x", "-1h", "0s", "9999999d", "1é"] {
        assert!(duration(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn flags_come_before_the_file_and_wrong_settings_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("backend.toml");
    std::fs::write(&file, "home-country = \"HU\"\ndemo-customers = 5\ndev-idp = true\ndemo = true\n")
        .unwrap();
    let store = Store { data_dir: Some(folder.path().to_owned()), ..Store::default() };
    let serve = Serve { store: store.clone(), demo_customers: Some(7), ..Serve::default() };
    let decided = serve.decide().unwrap();
    assert_eq!((decided.store.home.as_str(), decided.demo), ("HU", Some((7, 1))));
    for (text, named) in
        [("home-county = \"HU\"", "home-county"), ("home-country = \"Hungary\"", "--home-country")]
    {
        std::fs::write(&file, text).unwrap();
        let error = store.decide().unwrap_err().to_string();
        assert!(error.contains(named), "{error}");
        assert_eq!(error.lines().count(), 1);
    }
}

fn serve(flags: &[&str]) -> Serve {
    let asked = ["purser-backend", "serve"].iter().chain(flags);
    match Cli::try_parse_from(asked).unwrap().command {
        Command::Serve(serve) => *serve,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_switch_says_yes_or_no_and_comes_before_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().to_str().unwrap();
    let file = "dev-idp = true\ndemo = true\nwebhook-allow-private = true\n";
    std::fs::write(folder.path().join("backend.toml"), file).unwrap();
    let on = |flags: &[&str]| {
        let decided = serve(&[&["--data-dir", dir], flags].concat()).decide().unwrap();
        (decided.dev_idp, decided.demo.is_some(), decided.webhooks.reach.private)
    };
    assert_eq!(on(&[]), (true, true, true));
    assert_eq!(on(&["--dev-idp", "--demo=false", "--webhook-allow-private=off"]), (true, false, false));
    assert_eq!(on(&["--demo", "false", "--listen", "127.0.0.1:0"]), (true, false, true));
    // Named alone, whatever follows.
    std::fs::write(folder.path().join("backend.toml"), "dev-idp = false\ndemo = false\n").unwrap();
    assert_eq!(on(&["--dev-idp", "--demo", "--listen", "127.0.0.1:0"]), (true, true, false));
    assert!(serve(&["--data-dir", dir]).decide().unwrap_err().to_string().contains("--jwks"));
    let wrong = Cli::try_parse_from(["purser-backend", "serve", "--demo=perhaps"]).unwrap_err();
    assert!(wrong.to_string().contains("--demo"), "{wrong}");
}

#[test]
fn a_key_document_may_stand_beside_an_issuer_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().to_str().unwrap();
    std::fs::write(folder.path().join("backend.toml"), "issuer = \"https://id.example.org\"\n").unwrap();
    let decided = serve(&["--data-dir", dir, "--jwks", "keys.json"]).decide().unwrap();
    let provider = decided.identity_provider.unwrap();
    assert_eq!((provider.0.as_str(), provider.1.as_str()), ("keys.json", "https://id.example.org"));
    std::fs::write(folder.path().join("backend.toml"), "").unwrap();
    let alone = serve(&["--data-dir", dir, "--jwks", "keys.json"]).decide().unwrap_err();
    assert_eq!(alone.to_string(), "--jwks and --issuer: one needs the other");
}
