//! The only place that reads the clock.

/// Now, in microseconds since the Unix epoch: the stamps of several processes on one machine compare.
#[expect(clippy::disallowed_methods, reason = "this is the clock")]
pub fn micros() -> i64 {
    jiff::Timestamp::now().as_microsecond()
}
