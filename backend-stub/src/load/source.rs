//! A file as UTF-8 text, from a place on: which file it is, unpacking it, recognising its encoding, decoding it.
//!
//! Places are counted in the text as it is read here, which is the file itself when that is plain UTF-8. Deliberately not
//! here: lines and what they mean (`lines`, `record`).

use anyhow::{Context, Result, bail};
use encoding_rs::{Encoding, UTF_8};
use encoding_rs_io::DecodeReaderBytesBuilder;
use flate2::read::MultiGzDecoder;
use serde::{Deserialize, Serialize};
use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::UNIX_EPOCH,
};
use xxhash_rust::xxh3::xxh3_64;

/// How much of a file's beginning and end is looked at.
const LOOKED_AT: usize = 64 * 1024;
const BUFFER: usize = 1 << 20;
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// What a file was when its load began. One that is anything else is another file, and is read from its beginning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    size: u64,
    /// Microseconds.
    modified: u64,
    beginning: u64,
    end: u64,
}

/// An open file.
pub struct Source {
    /// Its text.
    pub text: Box<dyn BufRead + Send>,
    /// Bytes of the file that were read.
    pub read: Arc<AtomicU64>,
    /// Its size.
    pub size: u64,
}

/// Counts what goes through.
struct Counted {
    file: File,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// Says which file this is.
///
/// # Errors
/// When it cannot be read.
pub fn identity(path: &Path) -> Result<Identity> {
    let named = || format!("read {}", path.display());
    let mut file = File::open(path).with_context(named)?;
    let about = file.metadata().with_context(named)?;
    let size = about.len();
    let modified = about.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    let beginning = xxh3_64(&part(&mut file, 0).with_context(named)?);
    let end = xxh3_64(&part(&mut file, size.saturating_sub(LOOKED_AT as u64)).with_context(named)?);
    let modified = modified.and_then(|since| u64::try_from(since.as_micros()).ok()).unwrap_or(0);
    Ok(Identity { size, modified, beginning, end })
}

fn part(file: &mut File, from: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    file.take(LOOKED_AT as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Opens a file at `place` of its text.
///
/// # Errors
/// When it cannot be read, or is in an encoding that was not named; the message says which to name.
pub fn open(path: &Path, encoding: Option<&'static Encoding>, place: u64) -> Result<Source> {
    let named = || format!("read {}", path.display());
    let mut file = File::open(path).with_context(named)?;
    let size = file.metadata().with_context(named)?.len();
    let packed = part(&mut file, 0).with_context(named)?.starts_with(&GZIP);
    let decoded = match encoding {
        Some(encoding) if encoding == UTF_8 => None,
        Some(encoding) => Some(encoding),
        None => {
            let beginning = beginning(&mut file, packed).with_context(named)?;
            if let Some(guess) = foreign(&beginning) {
                bail!("{}: {guess}", path.display());
            }
            None
        }
    };
    let plain = !packed && decoded.is_none();
    let from = if plain { place.min(size) } else { 0 };
    file.seek(SeekFrom::Start(from)).with_context(named)?;
    let read = Arc::new(AtomicU64::new(from));
    let counted = BufReader::with_capacity(BUFFER, Counted { file, read: Arc::clone(&read) });
    let unpacked: Box<dyn Read + Send> =
        if packed { Box::new(MultiGzDecoder::new(counted)) } else { Box::new(counted) };
    let text: Box<dyn Read + Send> = match decoded {
        None => unpacked,
        Some(encoding) => {
            let mut builder = DecodeReaderBytesBuilder::new();
            Box::new(builder.encoding(Some(encoding)).bom_override(true).build(unpacked))
        }
    };
    let mut text = BufReader::with_capacity(BUFFER, text);
    if !plain {
        io::copy(&mut (&mut text).take(place), &mut io::sink()).with_context(named)?;
    }
    Ok(Source { text: Box::new(text), read, size })
}

fn beginning(file: &mut File, packed: bool) -> io::Result<Vec<u8>> {
    if !packed {
        return part(file, 0);
    }
    file.seek(SeekFrom::Start(0))?;
    let mut bytes = Vec::new();
    // A torn file is found out when it is read to its end.
    match MultiGzDecoder::new(BufReader::new(file)).take(LOOKED_AT as u64).read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(bytes),
        Err(error) => Err(error),
    }
}

/// What to say about a beginning that is not in UTF-8. A single broken line is not another encoding.
fn foreign(bytes: &[u8]) -> Option<String> {
    let say = |seems: &str, name: &str| {
        Some(format!(
            "this seems to be {seems}, and UTF-8 is expected: name it with --encoding {name}, or say --encoding utf-8 \
             to refuse each line that is not"
        ))
    };
    if bytes.starts_with(&[0xff, 0xfe]) {
        return say("UTF-16", "utf-16le");
    }
    if bytes.starts_with(&[0xfe, 0xff]) {
        return say("UTF-16", "utf-16be");
    }
    // Without a mark: every other byte of what is mostly ASCII is zero.
    let pairs = bytes.as_chunks::<2>().0;
    let zero = |place: usize| pairs.iter().filter(|pair| pair[place] == 0).count();
    if pairs.len() >= 8 && zero(1) * 2 > pairs.len() {
        return say("UTF-16", "utf-16le");
    }
    if pairs.len() >= 8 && zero(0) * 2 > pairs.len() {
        return say("UTF-16", "utf-16be");
    }
    let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    // The last one may be cut in the middle of a letter.
    let whole = lines.iter().filter(|line| line.ends_with(b"\n") || lines.len() == 1);
    let beyond: Vec<&&[u8]> = whole.filter(|line| !line.is_ascii()).collect();
    let western = beyond.iter().filter(|line| std::str::from_utf8(line).is_err() && is_western(line)).count();
    if western * 2 > beyond.len() { say("Latin-1", "windows-1252") } else { None }
}

/// Whether all that is beyond ASCII could be accented letters within words.
fn is_western(line: &[u8]) -> bool {
    line.iter().enumerate().filter(|(_, byte)| !byte.is_ascii()).all(|(place, byte)| {
        let letter = |at: Option<usize>| at.and_then(|at| line.get(at)).is_some_and(u8::is_ascii_alphabetic);
        *byte >= 0xc0 && (letter(place.checked_sub(1)) || letter(Some(place + 1)))
    })
}

#[cfg(test)]
mod tests {
    use super::foreign;

    #[test]
    fn other_encodings_are_recognised_and_broken_lines_are_not() {
        let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let marked = [vec![0xff, 0xfe], utf16("a;b\n")].concat();
        for (bytes, names) in [
            (b"name;town\nM\xfcller;K\xf6ln\n".to_vec(), Some("windows-1252")),
            (utf16("name;town\nSmith;Leeds\n"), Some("utf-16le")),
            (marked, Some("utf-16le")),
            (b"\xfe\xff\0a\0;".to_vec(), Some("utf-16be")),
            ("name;town\nMüller;Köln\n".as_bytes().to_vec(), None),
            (b"\xef\xbb\xbfname;town\nSmith;Leeds\n".to_vec(), None),
            (b"name;town\n\xff\xfe{broken\nSmith;Leeds\n".to_vec(), None),
            (b"name;town\nM\xc3\xbcller;K\xc3".to_vec(), None),
            (Vec::new(), None),
        ] {
            let said = foreign(&bytes);
            assert_eq!(said.is_some(), names.is_some(), "{said:?} of {bytes:?}");
            assert!(said.unwrap_or_default().contains(names.unwrap_or_default()));
        }
    }
}
