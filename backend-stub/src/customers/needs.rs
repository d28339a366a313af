//! Special needs: service request codes and stated needs in words an agent understands.
//!
//! Deliberately not here: who may see them; every agent who may see the 360 may.

use super::record::{BookingRecord, CustomerRecord};
use jiff::Timestamp;
use purser_contract::{Fact, Pnr, view::Need};

/// The keys of stated preferences without which nobody is served well: language, how to say the name, and needs.
pub const SERVED_BY: [&str; 7] =
    ["language", "pronunciation", "allergy", "medical", "assistance", "mobility", "need"];

/// IATA special service request codes, the gravest first, with the agent's words.
const CODES: [(&str, &str); 41] = [
    ("MEDA", "Medical case, clearance needed"),
    ("STCR", "Stretcher passenger"),
    ("OXYG", "Needs oxygen on board"),
    ("WCHC", "Wheelchair to the seat, cannot walk"),
    ("WCHS", "Wheelchair, cannot climb stairs"),
    ("WCHR", "Wheelchair for distances"),
    ("WCMP", "Own manual wheelchair"),
    ("WCBD", "Own wheelchair, dry battery"),
    ("WCBW", "Own wheelchair, wet battery"),
    ("WCLB", "Own wheelchair, lithium battery"),
    ("BLND", "Blind or with impaired vision"),
    ("DEAF", "Deaf or hard of hearing"),
    ("DPNA", "Needs assistance, disability not visible"),
    ("MAAS", "Meet and assist"),
    ("UMNR", "Unaccompanied child"),
    ("INFT", "Travels with an infant"),
    ("CHLD", "Travels with a child"),
    ("BSCT", "Bassinet asked for"),
    ("SVAN", "Assistance dog in the cabin"),
    ("ESAN", "Support animal in the cabin"),
    ("PETC", "Pet in the cabin"),
    ("AVIH", "Animal in the hold"),
    ("EXST", "Extra seat"),
    ("CBBG", "Cabin baggage on a seat"),
    ("SPEQ", "Sports equipment"),
    ("VGML", "Vegan meal"),
    ("AVML", "Asian vegetarian meal"),
    ("VLML", "Vegetarian meal with milk and eggs"),
    ("KSML", "Kosher meal"),
    ("MOML", "Muslim meal"),
    ("HNML", "Hindu meal"),
    ("GFML", "Gluten-free meal"),
    ("DBML", "Diabetic meal"),
    ("NLML", "Lactose-free meal"),
    ("LSML", "Low-salt meal"),
    ("LCML", "Low-calorie meal"),
    ("CHML", "Child's meal"),
    ("BBML", "Baby meal"),
    ("SPML", "Special meal"),
    // On places where they say nothing an agent must heed: a loyalty number, an infant's own line.
    ("FQTV", ""),
    ("INF", ""),
];

/// Preference keys that are needs and not wishes.
const STATED: [&str; 5] = ["allergy", "medical", "assistance", "mobility", "need"];

/// The needs of a customer, the gravest first. Those of bookings that are over count no more.
#[must_use]
pub fn needs(
    record: &CustomerRecord,
    name_matches: impl Fn(&BookingRecord) -> Option<usize>,
    now: Timestamp,
) -> Vec<Need> {
    let mut found: Vec<(usize, Need)> = Vec::new();
    for key in STATED {
        if let Some(fact) = record.preferences.get(key) {
            let text = fact.clone().map(|value| match key == "need" || value.to_lowercase().contains(key) {
                true => value,
                false => format!("{}: {value}", capital(key)),
            });
            found.push((0, Need { code: key.to_owned(), text, pnr: None }));
        }
    }
    for (pnr, booking) in record.bookings.iter().filter(|(_, booking)| !is_over(booking, now)) {
        let Some(passengers) = &booking.passengers else { continue };
        let Some(own) = name_matches(booking).and_then(|place| passengers.value.get(place)) else { continue };
        let infant = passengers.value.iter().any(|other| other.ssrs.iter().any(|ssr| ssr.trim() == "INFT"));
        let with_infant = infant && !own.ssrs.iter().any(|ssr| ssr.starts_with("INFT"));
        for ssr in own.ssrs.iter().map(String::as_str).chain(with_infant.then_some("INFT")) {
            if let Some((rank, need)) = need_of(ssr, pnr, &passengers.source, passengers.as_of) {
                found.push((rank, need));
            }
        }
    }
    found.sort_by(|a, b| (a.0, &a.1.code).cmp(&(b.0, &b.1.code)));
    found.dedup_by(|a, b| a.1.code == b.1.code && a.1.text.value == b.1.text.value);
    found.into_iter().map(|(_, need)| need).collect()
}

/// `VGML`, or `INFT Lili 8 months`: a code and, perhaps, free text.
fn need_of(ssr: &str, pnr: &Pnr, source: &str, as_of: Timestamp) -> Option<(usize, Need)> {
    let code = ssr.trim().get(..4).unwrap_or(ssr.trim()).to_uppercase();
    let free = ssr.trim().get(4..).unwrap_or_default().trim();
    let rank = CODES.iter().position(|(known, _)| *known == code);
    let words = rank.map_or(code.as_str(), |rank| CODES[rank].1);
    if words.is_empty() || code.is_empty() {
        return None;
    }
    let value = if free.is_empty() { words.to_owned() } else { format!("{words}: {free}") };
    let text = Fact { value, source: source.to_owned(), as_of };
    Some((rank.map_or(CODES.len(), |rank| rank + 1), Need { code, text, pnr: Some(pnr.clone()) }))
}

/// A booking whose last flight should have arrived two days ago.
fn is_over(booking: &BookingRecord, now: Timestamp) -> bool {
    let last = booking.current().iter().filter_map(|segment| segment.arrives.or(segment.departs)).max();
    last.is_some_and(|last| last.as_second() + 2 * 86_400 < now.as_second())
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
