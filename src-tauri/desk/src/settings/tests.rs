//! The order of the sources, and the one line for each wrong setting.

use super::*;
use crate::token::tests::unsigned;
use std::collections::BTreeMap;

#[derive(Default)]
struct Given<'a> {
    backend: Option<&'a str>,
    data_dir: Option<&'a str>,
    variables: &'a [(&'a str, &'a str)],
    files: &'a [(&'a str, &'a str)],
}

fn resolve(given: &Given<'_>) -> Result<Settings, SettingError> {
    let variables: BTreeMap<&str, &str> = given.variables.iter().copied().collect();
    let files: BTreeMap<PathBuf, &str> =
        given.files.iter().map(|(path, text)| (PathBuf::from(path), *text)).collect();
    let flags = Flags { backend: given.backend.map(Into::into), data_dir: given.data_dir.map(Into::into) };
    Settings::resolve(
        &flags,
        &Sources {
            variable: &|name| variables.get(name).map(ToString::to_string),
            file: &|path| {
                files.get(path).map(ToString::to_string).ok_or_else(|| io::ErrorKind::NotFound.into())
            },
            config_dir: Some("/etc".into()),
            data_dir: Some("/data".into()),
            download_dir: Some("/downloads".into()),
        },
    )
}

fn check(given: &Given<'_>, backend: &str, data_dir: &str) {
    let settings = resolve(given).expect("right settings");
    assert_eq!(settings.backend.to_string(), backend);
    assert_eq!(settings.data_dir, PathBuf::from(data_dir));
    assert_eq!(settings.letters, Some("/downloads".into()));
}

#[test]
fn flag_then_environment_then_file_then_default() {
    let files: &[(&str, &str)] = &[
        ("/etc/purser/desktop.toml", "backend = 'https://machine.example'\ndata_dir = '/machine'"),
        ("/machine/desktop.toml", "backend = 'https://own.example'"),
    ];
    let variables = &[(BACKEND_VARIABLE, "https://env.example/"), (DATA_DIR_VARIABLE, "/env")];
    check(&Given::default(), "http://127.0.0.1:8420", "/data/purser");
    check(&Given { files: &files[..1], ..Given::default() }, "https://machine.example", "/machine");
    check(&Given { files, ..Given::default() }, "https://own.example", "/machine");
    check(&Given { files, variables, ..Given::default() }, "https://env.example", "/env");
    let flags = Given { backend: Some("http://[::1]:1/base/"), data_dir: Some("/flag"), files, variables };
    check(&flags, "http://[::1]:1/base", "/flag");
    // An empty variable is as good as none.
    check(
        &Given { variables: &[(BACKEND_VARIABLE, "")], ..Given::default() },
        "http://127.0.0.1:8420",
        "/data/purser",
    );
}

fn refuses(given: &Given<'_>, names: &str) {
    let line = resolve(given).expect_err(names).to_string();
    assert!(line.starts_with(names), "{line:?} should begin with {names:?}");
    assert!(!line.contains('\n'), "{line:?} should be one line");
}

#[test]
fn a_wrong_setting_is_named_in_one_line() {
    let files: &[(&str, &str)] = &[("/data/purser/desktop.toml", "backend = 'ftp://x'")];
    refuses(&Given { backend: Some("nonsense"), ..Given::default() }, "--backend");
    refuses(&Given { backend: Some("http://user:pw@localhost"), ..Given::default() }, "--backend");
    refuses(
        &Given { variables: &[(BACKEND_VARIABLE, "http://remote.example")], ..Given::default() },
        BACKEND_VARIABLE,
    );
    refuses(&Given { files, ..Given::default() }, "backend in /data/purser/desktop.toml");
    let unknown = &[("/data/purser/desktop.toml", "backnd = 'x'")];
    refuses(&Given { files: unknown, ..Given::default() }, "/data/purser/desktop.toml");
    let broken = &[("/etc/purser/desktop.toml", "= =")];
    refuses(&Given { files: broken, ..Given::default() }, "/etc/purser/desktop.toml");
    refuses(&Given { variables: &[(TOKEN_VARIABLE, "garbage")], ..Given::default() }, TOKEN_VARIABLE);
}

#[test]
fn a_token_from_the_environment_stays_on_this_computer() {
    let token = unsigned(r#"{"sub":"a1"}"#);
    let with = |backend| {
        resolve(&Given {
            backend: Some(backend),
            variables: &[(TOKEN_VARIABLE, token.as_str())],
            ..Given::default()
        })
    };
    for local in ["http://127.0.0.1:1", "http://127.9.9.9", "https://localhost", "http://[::1]:2"] {
        assert!(with(local).expect(local).token.is_some());
    }
    for remote in ["https://purser.example", "https://10.0.0.1", "https://localhost.example"] {
        let line = with(remote).expect_err(remote).to_string();
        assert!(line.starts_with(TOKEN_VARIABLE) && !line.contains(&token), "{line}");
    }
}

#[test]
fn addresses() {
    let backend = Backend::read("https://purser.example/base/").expect("an address");
    assert_eq!(backend.at("/v1/events"), "https://purser.example/base/v1/events");
    assert_eq!(backend.socket_at("/v1/realtime"), "wss://purser.example/base/v1/realtime");
    let local = Backend::read("http://127.0.0.1:8420").expect("an address");
    assert_eq!(local.socket_at("/v1/realtime"), "ws://127.0.0.1:8420/v1/realtime");
}
