//! The only place in the window that reads the time.

use jiff::Timestamp;

/// What the machine's clock says.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit an i64 and are whole")]
pub fn now() -> Timestamp {
    Timestamp::from_millisecond(js_sys::Date::now() as i64).unwrap_or(Timestamp::UNIX_EPOCH)
}
