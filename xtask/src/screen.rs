//! A screen where there is none (Xvfb on a free display), and pictures of it.
//!
//! Xvfb keeps its frame buffer in a file of the X window dump format, so a picture needs no further program.

use crate::{children::Running, place::Place, shell};
use anyhow::{Context, Result, bail, ensure};
use std::{
    collections::HashSet,
    fs,
    io::BufWriter,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

const WIDTH: u32 = 1440;
const HEIGHT: u32 = 900;
const TOP_ROWS: usize = 56;
const COLOURS_OF_LETTERS: usize = 48;

/// A running Xvfb. It ends when this is dropped.
pub struct Screen {
    _server: Running,
    display: String,
    buffer: PathBuf,
}

impl Screen {
    /// Starts Xvfb on a display of its own choice.
    pub fn start(place: &Place) -> Result<Self> {
        let directory = place.scratch("screen")?.join(std::process::id().to_string());
        fs::create_dir_all(&directory)?;
        let mut command = shell::command("Xvfb");
        command
            .args(["-displayfd", "1", "-screen", "0", &format!("{WIDTH}x{HEIGHT}x24")])
            .args(["-nolisten", "tcp", "-noreset", "-fbdir"])
            .arg(&directory)
            .stderr(Stdio::null());
        let mut server = Running::start("Xvfb", &mut command)?;
        let number = server.await_line(Duration::from_secs(20), |line| line.trim().parse::<u32>().ok())?;
        Ok(Self { _server: server, display: format!(":{number}"), buffer: directory.join("Xvfb_screen0") })
    }

    /// Makes a program draw here, in software, whatever screen the person sits at.
    pub fn show(&self, command: &mut Command) {
        command
            .env("DISPLAY", &self.display)
            .env("GDK_BACKEND", "x11")
            .env_remove("WAYLAND_DISPLAY")
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            // Nobody reads this screen aloud, and looking for the bus that would is noise.
            .env("NO_AT_BRIDGE", "1");
    }

    /// Whether something with letters is drawn at the top, where the window has its tabs and its search: an empty page
    /// has one colour, letters have many.
    pub fn drawn(&self) -> bool {
        let picture = fs::read(&self.buffer).ok().and_then(|dump| Dump::read(&dump).ok());
        picture.is_some_and(|picture| {
            let top = picture.rgb.chunks_exact(3).take(picture.width as usize * TOP_ROWS);
            top.collect::<HashSet<_>>().len() > COLOURS_OF_LETTERS
        })
    }

    /// Saves what the screen shows now as PNG.
    pub fn picture(&self, file: &Path) -> Result<()> {
        let dump = fs::read(&self.buffer).with_context(|| format!("read {}", self.buffer.display()))?;
        let picture = Dump::read(&dump)?;
        if let Some(parent) = file.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            fs::create_dir_all(parent).with_context(|| format!("make {}", parent.display()))?;
        }
        let out = fs::File::create(file).with_context(|| format!("write {}", file.display()))?;
        let mut encoder = png::Encoder::new(BufWriter::new(out), picture.width, picture.height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::High);
        encoder.write_header()?.write_image_data(&picture.rgb)?;
        Ok(())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        if let Some(directory) = self.buffer.parent() {
            let _gone = fs::remove_dir_all(directory);
        }
    }
}

/// The pixels of an X window dump: 24 bit colour in 32 bit little-endian words, as Xvfb writes it.
struct Dump {
    width: u32,
    height: u32,
    rgb: Vec<u8>,
}

impl Dump {
    fn read(dump: &[u8]) -> Result<Self> {
        // The header is big-endian words; the colour map follows it, 12 bytes an entry.
        let word = |index: usize| -> Result<usize> {
            let bytes = dump.get(index * 4..index * 4 + 4).context("the frame buffer is cut short")?;
            Ok(u32::from_be_bytes(bytes.try_into()?) as usize)
        };
        let (header, width, height) = (word(0)?, word(4)?, word(5)?);
        let (order, bits, line, colours) = (word(7)?, word(11)?, word(12)?, word(19)?);
        ensure!(order == 0 && bits == 32, "the frame buffer has {bits} bits a pixel in byte order {order}");
        let pixels = dump.get(header + colours * 12..).context("the frame buffer has no pixels")?;
        let mut rgb = Vec::with_capacity(width * height * 3);
        for row in pixels.chunks(line).take(height) {
            for pixel in row.chunks_exact(4).take(width) {
                rgb.extend([pixel[2], pixel[1], pixel[0]]);
            }
        }
        if rgb.len() != width * height * 3 {
            bail!("the frame buffer is cut short");
        }
        Ok(Self { width: u32::try_from(width)?, height: u32::try_from(height)?, rgb })
    }
}

#[cfg(test)]
mod tests {
    use super::Dump;

    #[test]
    fn a_dump_becomes_rows_of_red_green_blue() {
        let mut header = [0_u32; 25];
        (header[0], header[4], header[5]) = (100, 2, 1);
        (header[11], header[12], header[19]) = (32, 12, 1);
        let mut dump: Vec<u8> = header.iter().flat_map(|word| word.to_be_bytes()).collect();
        dump.extend([9; 12]);
        dump.extend([3, 2, 1, 0, 6, 5, 4, 0, 7, 7, 7, 7]);
        let picture = Dump::read(&dump).expect("a whole dump");
        assert_eq!((picture.width, picture.height), (2, 1));
        assert_eq!(picture.rgb, [1, 2, 3, 4, 5, 6]);
        assert!(Dump::read(&dump[..110]).is_err(), "cut short");
    }
}
