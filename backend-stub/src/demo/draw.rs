//! Repeatable chance: a generator for every (seed, stream, index), and permutations that scatter running numbers.
//!
//! Deliberately not here: any state. Two parts of the demonstration that need the same household or the same
//! flight derive it again from its key instead of passing it along; that keeps the stream small in memory.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What a generator is used for, so that changing one part does not reshuffle the others.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stream {
    Household = 1,
    Person,
    Profile,
    Trip,
    Course,
    Commerce,
    Ground,
    Bags,
    Fate,
    Contact,
    Security,
    Particulars,
    Double,
}

/// One generator.
pub(super) struct Draw(ChaCha8Rng);

impl Draw {
    /// The generator of this key; the key is the cipher's key, so no two streams overlap.
    pub(super) fn new(seed: u64, stream: Stream, index: u64) -> Self {
        let mut key = [0_u8; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8] = stream as u8;
        key[16..24].copy_from_slice(&index.to_le_bytes());
        Self(ChaCha8Rng::from_seed(key))
    }

    /// A whole number from `low` up to and including `high`.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        self.0.random_range(low..=high.max(low))
    }

    /// True in `permille` of 1,000 draws.
    pub(super) fn permille(&mut self, permille: u32) -> bool {
        self.0.random_range(0..1000_u32) < permille
    }

    /// An index below `count`; 0 when there is nothing to choose from.
    pub(super) fn below(&mut self, count: usize) -> usize {
        turn(self.0.random_range(0..count.max(1) as u64), count)
    }

    /// One of these.
    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// An index, chosen by weight.
    pub(super) fn weighted(&mut self, weights: impl Iterator<Item = u32> + Clone) -> usize {
        let total: u32 = weights.clone().sum();
        let mut left = self.0.random_range(0..total.max(1));
        for (index, weight) in weights.enumerate() {
            if left < weight {
                return index;
            }
            left -= weight;
        }
        0
    }

    /// A delay-like number of minutes: many small ones, few large ones, never above `most`.
    pub(super) fn long_tail(&mut self, least: i64, most: i64) -> i64 {
        let unit: f64 = self.0.random();
        #[expect(clippy::cast_possible_truncation, reason = "a fraction of an i64 range of minutes")]
        let extra = ((most - least) as f64 * unit.powi(4)) as i64;
        least + extra
    }
}

/// Which of `count` things it is the turn of: `number` counted around them.
pub(super) fn turn(number: u64, count: usize) -> usize {
    usize::try_from(number % count.max(1) as u64).unwrap_or(0)
}

/// Telephone endings that belong to the story customers.
const RESERVED_ENDINGS: [u64; 2] = [1_234_567, 7_654_321];
const ENDINGS: u64 = 10_000_000;
const SERIALS: u64 = 1_000_000;
/// Letters and digits of a booking reference: 32, without the ones people mix up.
const REFERENCE: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// The seven last digits of the telephone number of customer `index`; different for each below 1,234,567.
pub(super) fn phone_ending(seed: u64, index: u64) -> u64 {
    let mut ending = index;
    loop {
        ending = (ending * 7_368_787 + 2_718_281 + seed % ENDINGS) % ENDINGS;
        if !RESERVED_ENDINGS.contains(&ending) {
            return ending;
        }
    }
}

/// The loyalty number of customer `index`: `ZX` and seven digits, so never one of the stories' four.
pub(super) fn loyalty_number(seed: u64, index: u64) -> String {
    format!("ZX{:07}", 1_000_000 + (index * 7_368_787 + seed % 9_000_000) % 9_000_000)
}

/// A ten-digit bag tag: a leading digit, the airline's 220, a serial number scattered over six digits.
pub(super) fn bag_tag(slot: u64) -> String {
    let serial = (slot % SERIALS * 387_419 + 12_347) % SERIALS;
    // The stories' tags are 0220417733, …734 and …801; the leading digit keeps the rest apart from them.
    format!("{}220{serial:06}", 1 + slot / SERIALS % 9)
}

/// A thirteen-digit ticket number.
pub(super) fn ticket(slot: u64) -> String {
    format!("2202{:09}", (slot * 618_033_989 + 271_828_183) % 1_000_000_000)
}

/// The booking reference number `slot`, different for each, and never one of `reserved`.
pub(super) fn booking_reference(seed: u64, slot: u64, reserved: &[&str]) -> String {
    const MASK: u64 = (1 << 30) - 1;
    let mut code = slot & MASK;
    loop {
        code = code.wrapping_add(seed).wrapping_mul(0x1F35_8C4D) & MASK;
        code ^= code >> 15;
        code = code.wrapping_mul(0x2545_F491) & MASK;
        code ^= code >> 13;
        let text: String =
            (0..6).rev().map(|place| char::from(REFERENCE[(code >> (place * 5) & 31) as usize])).collect();
        if !reserved.contains(&text.as_str()) {
            return text;
        }
    }
}
