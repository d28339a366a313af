//! Who is calling: exact, several or unknown. Pure.
//!
//! Deliberately not here: the 360 that goes with the answer.

use super::record::{caller, dialled_country};
use crate::ingest::{
    envelope::{Identifier, IdentifierKind},
    normal,
};
use purser_contract::{CustomerId, payload::ContactRinging, realtime::Match};

/// What the caller may be known by, in the order it is tried.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallerKeys {
    /// The number or address itself.
    pub direct: Vec<Identifier>,
    /// The booking reference keyed into the voice menu.
    pub pnr: Option<Identifier>,
    /// Ends of a national spelling whose country nobody said; looked up under [`tail_key`].
    pub tails: Vec<String>,
}

/// How many digits from the end of a phone number are indexed for national spellings.
const TAIL: usize = 7;

/// The key under which a phone number's end is indexed.
#[must_use]
pub fn tail_key(digits: &str) -> Option<String> {
    let start = digits.len().checked_sub(TAIL)?;
    digits.get(start..).map(|end| format!("tail:{end}"))
}

/// The keys to look a caller up by.
#[must_use]
pub fn keys(ringing: &ContactRinging, home: &str) -> CallerKeys {
    let pnr = ringing
        .ivr
        .as_ref()
        .and_then(|ivr| ivr.pnr.as_deref())
        .and_then(normal::code)
        .map(|value| Identifier { kind: IdentifierKind::Pnr, value });
    let Some(from) = caller(ringing, home) else { return CallerKeys { pnr, ..CallerKeys::default() } };
    let phone = normal::phone(&from, &dialled_country(ringing, home));
    let tails = normal::national_tails(ringing.from.as_deref().unwrap_or_default());
    let direct = [
        (IdentifierKind::Phone, phone),
        (IdentifierKind::Email, normal::email(&from)),
        (IdentifierKind::Loyalty, normal::code(&from)),
        (IdentifierKind::IdpSubject, Some(from)),
    ];
    let direct =
        direct.into_iter().filter_map(|(kind, value)| Some(Identifier { kind, value: value? })).collect();
    CallerKeys { direct, pnr, tails }
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Exact, several or unknown.
    pub outcome: Match,
    /// By what, in words.
    pub matched_by: Option<String>,
    /// Best first; the oldest record first among equals.
    pub customers: Vec<CustomerId>,
}

/// At most this many candidates: more than that is a switchboard, and the agent asks anyway.
pub const MOST_CANDIDATES: usize = 12;

/// Decides from who holds which key. `holders` gives ids in any order; `tail_holders` those whose number really ends so.
pub fn identify(
    keys: &CallerKeys,
    holders: impl Fn(&Identifier) -> Vec<CustomerId>,
    tail_holders: impl Fn(&str) -> Vec<CustomerId>,
) -> Caller {
    let sorted = |mut ids: Vec<CustomerId>| {
        ids.sort_unstable();
        ids.dedup();
        ids
    };
    let direct = keys
        .direct
        .iter()
        .map(|key| (word(key.kind), sorted(holders(key))))
        .find(|(_, ids)| !ids.is_empty())
        .or_else(|| {
            let ids = sorted(keys.tails.iter().flat_map(|tail| tail_holders(tail)).collect());
            (!ids.is_empty()).then_some(("phone", ids))
        });
    let on_booking = keys.pnr.as_ref().map(|pnr| sorted(holders(pnr))).unwrap_or_default();
    let Some((by, ids)) = direct else { return answer("booking reference", on_booking) };
    let both: Vec<CustomerId> = ids.iter().copied().filter(|id| on_booking.contains(id)).collect();
    if ids.len() > 1 && !both.is_empty() {
        return answer(&format!("{by} and booking reference"), both);
    }
    answer(by, ids)
}

fn answer(by: &str, mut customers: Vec<CustomerId>) -> Caller {
    customers.truncate(MOST_CANDIDATES);
    let outcome = match customers.len() {
        0 => Match::Unknown,
        1 => Match::Exact,
        _ => Match::Several,
    };
    Caller { outcome, matched_by: (outcome != Match::Unknown).then(|| by.to_owned()), customers }
}

fn word(kind: IdentifierKind) -> &'static str {
    match kind {
        IdentifierKind::Loyalty => "loyalty number",
        IdentifierKind::IdpSubject => "sign-in",
        IdentifierKind::Email => "e-mail",
        IdentifierKind::Phone => "phone",
        IdentifierKind::Pnr => "booking reference",
        IdentifierKind::Bag => "bag tag",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use purser_contract::payload::{Channel, Ivr};
    use uuid::Uuid;

    fn ringing(from: Option<&str>, to: Option<&str>, pnr: Option<&str>) -> ContactRinging {
        ContactRinging {
            contact_id: "c".into(),
            channel: Channel::Voice,
            from: from.map(str::to_owned),
            to: to.map(str::to_owned),
            agent_id: None,
            queue: None,
            ivr: pnr.map(|pnr| Ivr { pnr: Some(pnr.to_owned()), ..Ivr::default() }),
        }
    }

    fn id(n: u128) -> CustomerId {
        CustomerId(Uuid::from_u128(n))
    }

    /// 1 and 2 share +36301234567; 2 is on booking Q7KX2M; 3 is alone on AB12CD; 4 writes from an address.
    fn who(ringing: &ContactRinging) -> (Match, Vec<u128>, Option<String>) {
        let known = [
            ("phone:+36301234567", vec![1, 2]),
            ("pnr:Q7KX2M", vec![2, 9]),
            ("pnr:AB12CD", vec![3]),
            ("email:z@example.org", vec![4]),
        ];
        let of = |key: &str| -> Vec<CustomerId> {
            known.iter().filter(|(k, _)| *k == key).flat_map(|(_, ids)| ids.iter().map(|n| id(*n))).collect()
        };
        let found = identify(
            &keys(ringing, "DE"),
            |identifier| of(&identifier.key()),
            |tail| if "+36301234567".ends_with(tail) { of("phone:+36301234567") } else { Vec::new() },
        );
        (found.outcome, found.customers.iter().map(|id| id.0.as_u128()).collect(), found.matched_by)
    }

    #[test]
    fn a_caller_is_exact_several_or_unknown() {
        let hu = Some("+3612345678");
        for (call, outcome, customers) in [
            (ringing(Some("+36 30 123 4567"), None, None), Match::Several, vec![1, 2]),
            (ringing(Some("06 30 123 4567"), hu, None), Match::Several, vec![1, 2]),
            (ringing(Some("06301234567"), None, None), Match::Several, vec![1, 2]),
            (ringing(Some("+36301234567"), None, Some("q7kx2m")), Match::Exact, vec![2]),
            (ringing(Some("+4915112345678"), None, Some("AB12CD")), Match::Exact, vec![3]),
            (ringing(None, None, Some("AB12CD")), Match::Exact, vec![3]),
            (ringing(Some("anonymous"), None, None), Match::Unknown, vec![]),
            (ringing(Some("+4915112345678"), None, None), Match::Unknown, vec![]),
            (ringing(Some("z@example.org"), None, None), Match::Exact, vec![4]),
        ] {
            let (found, ids, by) = who(&call);
            assert_eq!((found, ids), (outcome, customers), "{call:?}");
            assert_eq!(by.is_none(), outcome == Match::Unknown);
        }
    }
}
