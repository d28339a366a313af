//! The cache's key: 32 random bytes in the operating system's keyring when there is one, else in a file that only
//! this user can read.
//!
//! Deliberately not here: anything derived from a password.

use rand::{TryRngCore as _, rngs::OsRng};
use std::{
    fmt, fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::mpsc,
    thread,
    time::Duration,
};

const FILE_NAME: &str = "cache.key";
const KEYRING_SERVICE: &str = "purser";
/// A keyring that asks the user for a password, or does not answer, must not hold up the start.
const KEYRING_PATIENCE: Duration = Duration::from_secs(1);

/// 64 hexadecimal digits. `Debug` hides them.
#[derive(Clone, PartialEq, Eq)]
pub struct CacheKey(String);

/// Where a key may be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyPlace {
    /// The keyring, or a file when it cannot be had.
    KeyringThenFile,
    /// Tests, and machines whose keyring must not be touched.
    FileOnly,
}

/// Where a key is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeptIn {
    /// The operating system's keyring.
    Keyring,
    /// A file readable only by this user, and why not the keyring.
    File(PathBuf, String),
}

impl CacheKey {
    fn generate() -> io::Result<Self> {
        let mut bytes = [0_u8; 32];
        OsRng.try_fill_bytes(&mut bytes).map_err(io::Error::other)?;
        Ok(Self(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
    }

    fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        (text.len() == 64 && text.bytes().all(|digit| digit.is_ascii_hexdigit()))
            .then(|| Self(text.to_owned()))
    }

    /// As `PRAGMA key` takes raw bytes, with no derivation, so that opening is fast.
    pub(super) fn as_pragma(&self) -> String {
        format!("\"x'{}'\"", self.0)
    }
}

impl fmt::Debug for CacheKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CacheKey(hidden)")
    }
}

/// The key of this data folder, made when there is none. Blocks for up to about a second.
pub fn obtain_key(data_dir: &Path, place: KeyPlace) -> io::Result<(CacheKey, KeptIn)> {
    let path = data_dir.join(FILE_NAME);
    let why_not = match place {
        KeyPlace::FileOnly => "the keyring is switched off".to_owned(),
        KeyPlace::KeyringThenFile => {
            let kept = read_file(&path)?;
            match in_keyring(data_dir, kept) {
                Ok(key) => {
                    remove(&path)?;
                    return Ok((key, KeptIn::Keyring));
                }
                Err(reason) => reason,
            }
        }
    };
    let key = match read_file(&path)? {
        Some(key) => key,
        None => write_file(&path)?,
    };
    Ok((key, KeptIn::File(path, why_not)))
}

/// The keyring's key; when it has none, `kept` or a new one is put there. The error says why there is no keyring.
fn in_keyring(data_dir: &Path, kept: Option<CacheKey>) -> Result<CacheKey, String> {
    if !keyring_may_answer() {
        return Err("there is no session bus".to_owned());
    }
    let user = data_dir.display().to_string();
    let (sender, receiver) = mpsc::sync_channel(1);
    // The thread is let go when it takes too long: there is no way to interrupt a keyring, and it ends by itself.
    thread::Builder::new()
        .name("keyring".to_owned())
        .spawn(move || sender.send(ask_keyring(&user, kept)))
        .map_err(|error| error.to_string())?;
    receiver.recv_timeout(KEYRING_PATIENCE).map_err(|_| "the keyring did not answer in time".to_owned())?
}

fn ask_keyring(user: &str, kept: Option<CacheKey>) -> Result<CacheKey, String> {
    let words = |error: keyring::Error| error.to_string().replace('\n', " ");
    let entry = keyring::Entry::new(KEYRING_SERVICE, user).map_err(words)?;
    match entry.get_password() {
        Ok(text) => {
            if let Some(key) = CacheKey::read(&text) {
                return Ok(key);
            }
        }
        Err(keyring::Error::NoEntry) => {}
        Err(error) => return Err(words(error)),
    }
    let key = match kept {
        Some(key) => key,
        None => CacheKey::generate().map_err(|error| error.to_string())?,
    };
    entry.set_password(&key.0).map_err(words)?;
    Ok(key)
}

/// Without a session bus a Linux keyring would be waited for in vain.
#[cfg(target_os = "linux")]
fn keyring_may_answer() -> bool {
    let runtime_dir = std::env::var_os("XDG_RUNTIME_DIR");
    std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some_and(|address| !address.is_empty())
        || runtime_dir.is_some_and(|dir| Path::new(&dir).join("bus").exists())
}

#[cfg(not(target_os = "linux"))]
fn keyring_may_answer() -> bool {
    true
}

fn read_file(path: &Path) -> io::Result<Option<CacheKey>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(CacheKey::read(&text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn write_file(path: &Path) -> io::Result<CacheKey> {
    let key = CacheKey::generate()?;
    // Made anew, so that the mode below is the file's from its first byte on.
    remove(path)?;
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(key.0.as_bytes())?;
    file.sync_all()?;
    Ok(key)
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_hidden() {
        let dir = tempfile::tempdir().expect("a folder");
        let (first, kept_in) = obtain_key(dir.path(), KeyPlace::FileOnly).expect("a key");
        let (second, _) = obtain_key(dir.path(), KeyPlace::FileOnly).expect("the key");
        assert_eq!(first, second);
        assert!(matches!(kept_in, KeptIn::File(path, _) if path == dir.path().join(FILE_NAME)));
        assert!(!format!("{first:?}").contains(&first.0));
    }

    #[test]
    fn a_damaged_file_is_replaced() {
        let dir = tempfile::tempdir().expect("a folder");
        fs::write(dir.path().join(FILE_NAME), "not a key").expect("written");
        let (key, _) = obtain_key(dir.path(), KeyPlace::FileOnly).expect("a key");
        assert_eq!(read_file(&dir.path().join(FILE_NAME)).expect("readable"), Some(key));
    }

    #[cfg(unix)]
    #[test]
    fn only_this_user_can_read_the_file() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().expect("a folder");
        obtain_key(dir.path(), KeyPlace::FileOnly).expect("a key");
        let mode = fs::metadata(dir.path().join(FILE_NAME)).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
