//! How long to wait before the next attempt to connect: exponential, fully jittered, quick at first.
//!
//! Deliberately not here: clocks, timers and dice; they are passed in.

use std::time::Duration;

/// The first ceiling; it doubles with each attempt.
const BASE: Duration = Duration::from_millis(250);
/// The ceiling that doubling stops at.
const CAP: Duration = Duration::from_secs(15);
/// The ceiling while the link has been down for less than [`QUICK_FOR`]: a restarted backend is found at once.
const QUICK_CAP: Duration = Duration::from_secs(1);
const QUICK_FOR: Duration = Duration::from_secs(10);
/// A link that lived this long was a good one: the next break starts from the first ceiling.
const GOOD_LIFE: Duration = Duration::from_secs(30);

/// The pause before attempt number `attempt` (0 is the first) when the link has been down for `down_for`.
/// `dice` is uniform in 0..=1.
pub(crate) fn delay(attempt: u32, down_for: Duration, dice: f64) -> Duration {
    let cap = if down_for < QUICK_FOR { QUICK_CAP } else { CAP };
    let doubled = 2_u32.checked_pow(attempt).and_then(|factor| BASE.checked_mul(factor)).unwrap_or(CAP);
    doubled.min(cap).mul_f64(dice.clamp(0.0, 1.0))
}

/// How many attempts count as made, after a link that lived for `lived` broke.
pub(crate) fn attempts_after(attempts: u32, lived: Duration) -> u32 {
    if lived >= GOOD_LIFE { 0 } else { attempts }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ceilings_double_up_to_the_cap() {
        let long_down = Duration::from_mins(1);
        let ceilings: Vec<u128> = (0..9).map(|attempt| delay(attempt, long_down, 1.0).as_millis()).collect();
        assert_eq!(ceilings, [250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
    }

    #[test]
    fn the_first_ten_seconds_are_quick() {
        assert_eq!(delay(8, Duration::from_millis(9_999), 1.0), QUICK_CAP);
        assert_eq!(delay(8, Duration::from_secs(10), 1.0), CAP);
    }

    #[test]
    fn only_a_good_life_resets() {
        assert_eq!(attempts_after(7, Duration::from_secs(29)), 7);
        assert_eq!(attempts_after(7, Duration::from_secs(30)), 0);
    }

    proptest! {
        #[test]
        fn never_above_the_cap(attempt: u32, down_ms in 0_u64..10_000_000, dice in -1.0_f64..2.0) {
            let down_for = Duration::from_millis(down_ms);
            let cap = if down_for < QUICK_FOR { QUICK_CAP } else { CAP };
            prop_assert!(delay(attempt, down_for, dice) <= cap);
        }

        #[test]
        fn jitter_is_full_and_monotone(attempt in 0_u32..64, low in 0.0_f64..=1.0, high in 0.0_f64..=1.0) {
            prop_assume!(low <= high);
            let down_for = Duration::from_mins(5);
            prop_assert_eq!(delay(attempt, down_for, 0.0), Duration::ZERO);
            prop_assert!(delay(attempt, down_for, low) <= delay(attempt, down_for, high));
        }

        #[test]
        fn a_later_attempt_never_has_a_lower_ceiling(attempt in 0_u32..200) {
            let down_for = Duration::from_mins(5);
            prop_assert!(delay(attempt, down_for, 1.0) <= delay(attempt + 1, down_for, 1.0));
        }
    }
}
