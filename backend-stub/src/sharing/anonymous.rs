//! k-anonymity: groups of equal traits, made coarser until nobody is in a small one, or left out. Pure.
//!
//! What comes of it depends on the groups alone and not on who was read first.

use super::traits::{LEVELS, Traits, Words, coarser};
use std::collections::BTreeMap;

/// The fewest that may have the same traits.
pub const LEAST: u32 = 10;

/// How many have which traits.
pub type Groups = BTreeMap<Traits, u32>;

/// A segment as it may be given away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Anonymous {
    /// How many have which traits; never fewer than the least.
    pub groups: Groups,
    /// How many of them stand in coarser words than they could.
    pub generalised: u64,
    /// How many were left out, because all that is coarse enough would be too few.
    pub suppressed: u64,
}

/// Makes groups coarser, level by level, until each has `least` members. Those that are large enough stay as they are.
#[must_use]
pub fn anonymous(words: &mut Words, groups: Groups, least: u32) -> Anonymous {
    let mut made = Anonymous::default();
    let mut left = groups;
    for level in 0..=LEVELS {
        let mut coarse = Groups::new();
        for (traits, count) in left {
            *coarse.entry(coarser(words, traits, level)).or_default() += count;
        }
        let (large, small): (Groups, Groups) = coarse.into_iter().partition(|(_, count)| *count >= least);
        if level > 0 {
            made.generalised += large.values().map(|count| u64::from(*count)).sum::<u64>();
        }
        for (traits, count) in large {
            *made.groups.entry(traits).or_default() += count;
        }
        left = small;
    }
    made.suppressed = left.values().map(|count| u64::from(*count)).sum();
    made
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn groups(words: &mut Words, people: &[[u8; 6]]) -> Groups {
        let lists: [&[&str]; 6] = [
            &["", "18-29", "30-39", "40-49", "70+"],
            &["", "DE", "SE", "US"],
            &["", "Gold", "Silver", "other"],
            &["0-19", "20-39", "80-100"],
            &["", "FRA", "MUC", "LHR", "JFK"],
            &["0", "1-2", "8+"],
        ];
        let mut groups = Groups::new();
        for person in people {
            let mut traits = Traits::default();
            for (column, choice) in person.iter().enumerate() {
                let list = lists[column];
                traits[column] = words.number(list[usize::from(*choice) % list.len()]);
            }
            *groups.entry(traits).or_default() += 1;
        }
        groups
    }

    proptest! {
        #[test]
        fn nobody_stands_alone_and_nobody_gets_lost(
            people in proptest::collection::vec(any::<[u8; 6]>(), 0..400),
            least in 2u32..20,
        ) {
            let mut words = Words::default();
            let groups = groups(&mut words, &people);
            let made = anonymous(&mut words, groups.clone(), least);
            prop_assert!(made.groups.values().all(|count| *count >= least));
            let given: u64 = made.groups.values().map(|count| u64::from(*count)).sum();
            prop_assert_eq!(given + made.suppressed, people.len() as u64);
            prop_assert!(made.suppressed < u64::from(least));
            // Who is in a group that is large enough is given as they are.
            let fine: u64 = groups.values().filter(|count| **count >= least).map(|count| u64::from(*count)).sum();
            prop_assert_eq!(made.generalised + made.suppressed + fine, people.len() as u64);
        }
    }
}
