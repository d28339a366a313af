//! Where the desktop finds its backend, its data and its token: flag, then environment, then file, then default.
//!
//! Deliberately not here: settings that the agent changes in the window (theme, presence); the cache keeps those.

use crate::token::AccessToken;
use reqwest::Url;
use serde::Deserialize;
use std::{
    env, fmt, fs, io,
    net::IpAddr,
    path::{Path, PathBuf},
};

/// The backend's address.
pub const BACKEND_VARIABLE: &str = "PURSER_BACKEND";
/// The folder of the cache, the log and `desktop.toml`.
pub const DATA_DIR_VARIABLE: &str = "PURSER_DATA_DIR";
/// An access token, for automation.
pub const TOKEN_VARIABLE: &str = "PURSER_TOKEN";
/// `1`: print one line of times for each painted pop.
pub const STAMPS_VARIABLE: &str = "PURSER_STAMPS";
/// The settings file, in the data folder or in `purser` under the system's configuration folder.
pub const FILE_NAME: &str = "desktop.toml";

const DEFAULT_BACKEND: &str = "http://127.0.0.1:8420";

/// What the command line gave.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    /// `--backend`.
    pub backend: Option<String>,
    /// `--data-dir`.
    pub data_dir: Option<PathBuf>,
}

/// Everything the desktop needs to start.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the backend is.
    pub backend: Backend,
    /// The folder of the cache and the log.
    pub data_dir: PathBuf,
    /// Where letters to customers are put; absent means a folder beside the cache.
    pub letters: Option<PathBuf>,
    /// Who is signed in; absent shows the sign-in page.
    pub token: Option<AccessToken>,
    /// Whether to print the times of each pop.
    pub stamps: bool,
    /// Whether the cache's key may be kept in the operating system's keyring.
    pub keyring: bool,
}

/// An `http` or `https` address without a trailing slash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backend(Url);

/// A wrong setting: one line that names it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{setting}: {problem}")]
pub struct SettingError {
    setting: String,
    problem: String,
}

/// Where settings come from besides the flags; real ones in [`Settings::load`], tables in tests.
pub struct Sources<'a> {
    /// A variable of the environment.
    pub variable: &'a dyn Fn(&str) -> Option<String>,
    /// The text of a file.
    pub file: &'a dyn Fn(&Path) -> io::Result<String>,
    /// The system's configuration folder.
    pub config_dir: Option<PathBuf>,
    /// The system's folder for a program's data.
    pub data_dir: Option<PathBuf>,
    /// The user's own folder for what programs hand them.
    pub download_dir: Option<PathBuf>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct SettingsFile {
    backend: Option<String>,
    data_dir: Option<PathBuf>,
}

impl Settings {
    /// Reads the environment and the files of this computer.
    pub fn load(flags: &Flags) -> Result<Self, SettingError> {
        Self::resolve(
            flags,
            &Sources {
                variable: &|name| env::var_os(name).map(|value| value.to_string_lossy().into_owned()),
                file: &|path| fs::read_to_string(path),
                config_dir: dirs::config_dir(),
                data_dir: dirs::data_local_dir(),
                download_dir: dirs::download_dir(),
            },
        )
    }

    /// The rule: flag, then environment, then file, then default.
    pub fn resolve(flags: &Flags, sources: &Sources<'_>) -> Result<Self, SettingError> {
        let variable = |name: &str| (sources.variable)(name).filter(|value| !value.is_empty());
        let machine_file = sources.config_dir.as_ref().map(|dir| dir.join("purser").join(FILE_NAME));
        let machine =
            machine_file.as_deref().map_or(Ok(SettingsFile::default()), |path| read_file(path, sources))?;
        let data_dir = flags
            .data_dir
            .clone()
            .or_else(|| variable(DATA_DIR_VARIABLE).map(PathBuf::from))
            .or(machine.data_dir)
            .or_else(|| sources.data_dir.as_ref().map(|dir| dir.join("purser")))
            .ok_or_else(|| wrong(DATA_DIR_VARIABLE, "is needed: this computer names no folder for data"))?;
        let own_file = data_dir.join(FILE_NAME);
        let own = read_file(&own_file, sources)?;
        let named = |name: &str, value: String| (name.to_owned(), value);
        let (setting, address) = flags
            .backend
            .clone()
            .map(|value| named("--backend", value))
            .or_else(|| variable(BACKEND_VARIABLE).map(|value| named(BACKEND_VARIABLE, value)))
            .or_else(|| own.backend.map(|value| named(&in_file(&own_file, "backend"), value)))
            .or_else(|| {
                let path = machine_file.unwrap_or_default();
                machine.backend.map(|value| named(&in_file(&path, "backend"), value))
            })
            .unwrap_or_else(|| named("default", DEFAULT_BACKEND.to_owned()));
        let backend = Backend::read(&address).map_err(|problem| wrong(&setting, &problem))?;
        let token = match variable(TOKEN_VARIABLE) {
            None => None,
            Some(_) if !backend.is_loopback() => {
                return Err(wrong(TOKEN_VARIABLE, "is accepted only when the backend is on this computer"));
            }
            Some(text) => Some(AccessToken::read(&text).map_err(|problem| wrong(TOKEN_VARIABLE, problem))?),
        };
        let stamps = variable(STAMPS_VARIABLE).is_some_and(|value| value == "1");
        let letters = sources.download_dir.clone();
        Ok(Self { backend, data_dir, letters, token, stamps, keyring: true })
    }
}

impl Backend {
    /// Reads an address; the error says what is wrong with it.
    pub fn read(address: &str) -> Result<Self, String> {
        let url = Url::parse(address.trim_end_matches('/'))
            .map_err(|_| format!("{address:?} is not an address such as {DEFAULT_BACKEND}"))?;
        let backend = Self(url);
        match backend.0.scheme() {
            _ if !backend.0.username().is_empty() || backend.0.password().is_some() => {
                Err("must not carry a user name or password".to_owned())
            }
            _ if backend.0.query().is_some() || backend.0.fragment().is_some() => {
                Err(format!("{address:?} must end with the path"))
            }
            "https" => Ok(backend),
            "http" if backend.is_loopback() => Ok(backend),
            "http" => Err(format!("{address:?} must be https, because it is not on this computer")),
            _ => Err(format!("{address:?} must begin with http:// or https://")),
        }
    }

    /// Whether it can only be reached on this computer.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        let host = self.0.host_str().unwrap_or_default().trim_matches(['[', ']']);
        host.eq_ignore_ascii_case("localhost")
            || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    }

    /// The address of `path`, which begins with a slash, under the backend.
    #[must_use]
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.0.as_str().trim_end_matches('/'))
    }

    /// The address of `path` for a WebSocket.
    #[must_use]
    pub fn socket_at(&self, path: &str) -> String {
        // Both schemes begin with "http"; the "s" of a secure one stays.
        self.at(path).replacen("http", "ws", 1)
    }
}

impl fmt::Display for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

fn read_file(path: &Path, sources: &Sources<'_>) -> Result<SettingsFile, SettingError> {
    let text = match (sources.file)(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(SettingsFile::default()),
        Err(error) => return Err(wrong(&path.display().to_string(), &format!("cannot be read ({error})"))),
    };
    toml::from_str(&text).map_err(|error| wrong(&path.display().to_string(), error.message()))
}

fn in_file(path: &Path, key: &str) -> String {
    format!("{key} in {}", path.display())
}

fn wrong(setting: &str, problem: &str) -> SettingError {
    SettingError { setting: setting.to_owned(), problem: problem.replace('\n', " ") }
}

#[cfg(test)]
mod tests;
