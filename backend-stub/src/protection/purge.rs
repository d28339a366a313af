//! Making sure that the files hold nothing any more: the write-ahead log is emptied, the database is searched for what was
//! erased, and written anew when a page that was split long ago still has something of it.
//!
//! What SQLite deletes it overwrites (`secure_delete`), but not what it left behind when it moved rows from one page to
//! another; so the file is searched, and hardly ever has to be written anew. Deliberately not here: the blocks that a file
//! system has given back, and copies made elsewhere; of those, the sealed events cannot be opened any more.
//!
//! A PostgreSQL server's files are not ours to search, and it leaves the bytes of dead rows in its pages: there, the tables
//! are written anew after each erasure. Its write-ahead log is beyond us: what was written stands in it until the server
//! recycles the segment, and in an archive of it for as long as that is kept.

use crate::db::Db;
use aho_corasick::AhoCorasick;
use anyhow::{Context, Result};
use std::{
    fs::File,
    io::{ErrorKind, Read},
    path::Path,
    time::Duration,
};

/// How long a reader may hold up the emptying of the write-ahead log.
const PATIENCE: usize = 100;
const PAUSE: Duration = Duration::from_millis(50);
/// Read at once while searching.
const CHUNK: usize = 1 << 20;

/// Moves everything from the write-ahead log into the database and empties it.
///
/// # Errors
/// Those of the database; when somebody reads for too long.
pub async fn empty_log(db: &Db) -> Result<()> {
    for _ in 0..PATIENCE {
        if db.empty_log().await? {
            return Ok(());
        }
        tokio::time::sleep(PAUSE).await;
    }
    anyhow::bail!("a reader keeps the write-ahead log from being emptied")
}

/// Whether the database file has one of these texts anywhere.
///
/// # Errors
/// When it cannot be read.
pub async fn is_found(db: &Db, needles: Vec<String>) -> Result<bool> {
    let Some(file) = db.file.clone().filter(|_| !needles.is_empty()) else { return Ok(false) };
    tokio::task::spawn_blocking(move || search(&file, &needles)).await.context("search the database file")?
}

fn search(file: &Path, needles: &[String]) -> Result<bool> {
    let longest = needles.iter().map(String::len).max().unwrap_or(0);
    let any = AhoCorasick::new(needles).context("prepare the search")?;
    let mut file = File::open(file).context("open the database file")?;
    let mut buffer = vec![0; CHUNK + longest];
    let mut kept = 0;
    loop {
        let read = match file.read(&mut buffer[kept..]) {
            Ok(0) => return Ok(false),
            Ok(read) => read,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error).context("read the database file"),
        };
        let filled = kept + read;
        if any.is_match(&buffer[..filled]) {
            return Ok(true);
        }
        // What begins here may go on in the next piece.
        let from = filled.saturating_sub(longest);
        buffer.copy_within(from..filled, 0);
        kept = filled - from;
    }
}

/// What a server need not write anew after an erasure, since there is nothing in it that could be read: bodies of events
/// whose keys are gone, and tables about nobody.
const SEALED: [&str; 3] = ["_sqlx_migrations", "events", "flights"];

/// Writes the database anew, without anything that was deleted. Nothing else is written meanwhile.
///
/// # Errors
/// Those of the database; a full disk.
pub async fn rewrite(db: &Db) -> Result<()> {
    db.rewrite(&[]).await.context("write the database anew")?;
    empty_log(db).await
}

/// The same after an erasure, without what was sealed.
///
/// # Errors
/// Those of the database; a full disk.
pub async fn rewrite_people(db: &Db) -> Result<()> {
    db.rewrite(&SEALED).await.context("write the database anew")?;
    empty_log(db).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_wherever_it_stands() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("f");
        let needles = vec!["ada@example.com".to_owned(), "+4930123456".to_owned()];
        for place in [0, CHUNK - 7, CHUNK, CHUNK + 8, 3 * CHUNK] {
            let mut bytes = vec![b'.'; place];
            bytes.extend_from_slice(b"+4930123456");
            std::fs::write(&file, &bytes).unwrap();
            assert!(search(&file, &needles).unwrap(), "{place}");
            bytes[place] = b'-';
            std::fs::write(&file, &bytes).unwrap();
            assert!(!search(&file, &needles).unwrap(), "{place}");
        }
    }
}
