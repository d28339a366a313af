//! The one place of the desktop that reads the wall clock. Everything that decides gets the time passed in.

use jiff::Timestamp;

/// Now, UTC.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the clock")]
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// Now, in microseconds since the Unix epoch, as the stamps of a pop are written.
#[must_use]
pub fn epoch_micros() -> i64 {
    now().as_microsecond()
}
