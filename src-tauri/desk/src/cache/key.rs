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
/// A keyring that asks the user for a password, or does not answer, must not hold up the start for long; but without
/// its key an existing cache is lost.
const PATIENCE: Duration = Duration::from_secs(2);
/// While there is no cache there is nothing to lose: the key goes into the file, and to the keyring later.
const PATIENCE_WITHOUT_CACHE: Duration = Duration::from_millis(300);

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

/// The key of this data folder, made when there is none. Blocks while the keyring thinks about it.
pub fn obtain_key(data_dir: &Path, place: KeyPlace) -> io::Result<(CacheKey, KeptIn)> {
    let path = data_dir.join(FILE_NAME);
    let kept = read_file(&path)?;
    let why_not = match (place, &kept) {
        (KeyPlace::FileOnly, _) => "the keyring is switched off".to_owned(),
        (KeyPlace::KeyringThenFile, _) if !keyring_may_answer() => "there is no session bus".to_owned(),
        (KeyPlace::KeyringThenFile, Some(key)) => {
            move_to_keyring(data_dir, key.clone(), path.clone());
            "it moves there once the keyring answers".to_owned()
        }
        (KeyPlace::KeyringThenFile, None) => match in_keyring(data_dir) {
            Ok(key) => return Ok((key, KeptIn::Keyring)),
            Err(reason) => reason,
        },
    };
    let key = match kept {
        Some(key) => key,
        None => write_file(&path)?,
    };
    Ok((key, KeptIn::File(path, why_not)))
}

/// The keyring's key, made when there is none. The error says why it cannot be had.
fn in_keyring(data_dir: &Path) -> Result<CacheKey, String> {
    let has_cache = data_dir.join(super::FILE_NAME).exists();
    let patience = if has_cache { PATIENCE } else { PATIENCE_WITHOUT_CACHE };
    let user = data_dir.display().to_string();
    let (sender, receiver) = mpsc::sync_channel(1);
    // The thread is let go when it takes too long: there is no way to interrupt a keyring, and it ends by itself.
    let asking = move || {
        let answer = ask_keyring(&user);
        // Whoever asked may have given up.
        let _ = sender.send(answer);
    };
    thread::Builder::new().name("keyring".to_owned()).spawn(asking).map_err(|error| error.to_string())?;
    receiver.recv_timeout(patience).map_err(|_| "it did not answer in time".to_owned())?
}

fn ask_keyring(user: &str) -> Result<CacheKey, String> {
    let entry = keyring::Entry::new(KEYRING_SERVICE, user).map_err(in_words)?;
    match entry.get_password() {
        Ok(text) => {
            if let Some(key) = CacheKey::read(&text) {
                return Ok(key);
            }
        }
        Err(keyring::Error::NoEntry) => {}
        Err(error) => return Err(in_words(error)),
    }
    let key = CacheKey::generate().map_err(|error| error.to_string())?;
    entry.set_password(&key.0).map_err(in_words)?;
    Ok(key)
}

/// Puts the file's key, which is the one in use, into the keyring and removes the file, when the keyring answers at
/// all. Nobody waits for it.
fn move_to_keyring(data_dir: &Path, key: CacheKey, path: PathBuf) {
    let user = data_dir.display().to_string();
    let moving = move || {
        let entry = keyring::Entry::new(KEYRING_SERVICE, &user)?;
        entry.set_password(&key.0)?;
        if entry.get_password()? == key.0 {
            remove(&path).map_err(|error| keyring::Error::PlatformFailure(error.into()))?;
            tracing::info!("the cache's key is in the keyring now");
        }
        Ok::<_, keyring::Error>(())
    };
    let tried = move || {
        if let Err(error) = moving() {
            tracing::debug!(reason = in_words(error), "the cache's key stays in its file");
        }
    };
    if let Err(error) = thread::Builder::new().name("keyring".to_owned()).spawn(tried) {
        tracing::warn!(%error, "the keyring cannot be asked");
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it stands where errors are mapped")]
fn in_words(error: keyring::Error) -> String {
    error.to_string().replace('\n', " ")
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
