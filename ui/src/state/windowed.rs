//! Which rows of a long list stand on the screen, so that ten thousand cost no more than forty.
//!
//! Deliberately not here: the page; heights and places are passed in, in pixels.

use std::ops::Range;

/// Rows kept ready above and below what is seen.
const SPARE: usize = 8;

/// The rows to draw for a view `tall` pixels high that is scrolled to `top`.
#[must_use]
pub fn shown(top: f64, tall: f64, row: f64, count: usize) -> Range<usize> {
    if row <= 0.0 {
        return 0..0;
    }
    let first = whole(top / row).min(count);
    let last = whole((top + tall) / row).saturating_add(1).min(count);
    first.saturating_sub(SPARE)..last.saturating_add(SPARE).min(count)
}

/// Where to scroll so that row `at` is seen; nothing when it is.
#[must_use]
pub fn reveal(at: usize, top: f64, tall: f64, row: f64) -> Option<f64> {
    let start = place(at, row);
    let end = start + row;
    if start < top {
        Some(start)
    } else if end > top + tall {
        Some(end - tall)
    } else {
        None
    }
}

/// Where row `at` begins.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "rows of a list are few for a double")]
pub fn place(at: usize, row: f64) -> f64 {
    at as f64 * row
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast stops at both ends, and the list is shorter"
)]
fn whole(rows: f64) -> usize {
    rows as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_seen_is_drawn() {
        for (top, count, expected) in [
            (0.0, 10_000, 0..29),
            (0.0, 5, 0..5),
            (0.0, 0, 0..0),
            (3_600.0, 10_000, 92..129),
            (359_280.0, 10_000, 9_972..10_000),
            (999_999.0, 10_000, 9_992..10_000),
            (-40.0, 10_000, 0..27),
        ] {
            assert_eq!(shown(top, 720.0, 36.0, count), expected, "{top} of {count}");
        }
        assert_eq!(shown(0.0, 720.0, 0.0, 9), 0..0, "before anything is measured");
    }

    #[test]
    fn a_row_is_brought_into_view_and_no_further() {
        for (at, top, expected) in [
            (0, 0.0, None),
            (19, 0.0, None),
            (20, 0.0, Some(36.0)),
            (5, 720.0, Some(180.0)),
            (25, 720.0, None),
        ] {
            assert_eq!(reveal(at, top, 720.0, 36.0), expected, "{at} at {top}");
        }
    }
}
