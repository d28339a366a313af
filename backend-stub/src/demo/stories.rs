//! A handful of customers with a story, always in the demonstration: one for each thing an agent sees first.
//!
//! Deliberately not here: their flights' fates (`stories::flights`) and the crowd around them.

mod cast;
mod connection;
pub(super) mod flights;
mod others;
mod page;
mod telling;
mod tight;

use super::{sheet, world::World};
use jiff::Timestamp;
use purser_contract::{
    event::CloudEvent,
    payload::{Channel, ContactRinging, Ivr},
};
use std::ops::Range;

/// How many customers the stories bring.
pub(super) const CUSTOMERS: u64 = 9;

/// The booking references of the stories; no other booking has them.
pub(super) const REFERENCES: [&str; 10] =
    ["Q7KX2M", "T4HC7V", "U9DK5A", "V6YM3R", "W3NB8T", "X5RD4J", "Y2TE9P", "Z8SL6K", "S6GB4W", "R8VN3C"];

/// Somebody with a story, as the outside knows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Given name.
    pub given: &'static str,
    /// Family name.
    pub family: &'static str,
    /// Loyalty number.
    pub loyalty: &'static str,
    /// Telephone number, as its country groups it.
    pub phone: &'static str,
    /// E-mail address.
    pub email: &'static str,
    /// The booking the story is about.
    pub pnr: &'static str,
    /// The language they speak, BCP 47.
    pub language: &'static str,
}

/// Missed the connection to New York at Frankfurt, with husband and infant; stuck there right now.
pub const CONNECTION: Caller = Caller {
    given: "Zsófia",
    family: "Kovács",
    loyalty: "ZX1001",
    phone: "+36 30 123 4567",
    email: "zsofia@example.org",
    pnr: "Q7KX2M",
    language: "hu",
};
/// Shares a telephone number with his daughter.
pub const FATHER: Caller = Caller {
    given: "Yusuf",
    family: "Demir",
    loyalty: "ZX1003",
    phone: "+90 532 123 45 67",
    email: "yusuf.demir@example.com",
    pnr: "V6YM3R",
    language: "tr",
};
/// Shares a telephone number with her father; flies to Istanbul tomorrow.
pub const DAUGHTER: Caller = Caller {
    given: "Elif",
    family: "Demir",
    loyalty: "ZX1004",
    phone: "+90 532 123 45 67",
    email: "elif.demir@example.com",
    pnr: "Y2TE9P",
    language: "de",
};
/// The onward flight to London is cancelled.
pub const CANCELLED: Caller = Caller {
    given: "Idris",
    family: "Bello",
    loyalty: "ZX1005",
    phone: "+234 803 123 4567",
    email: "idris.bello@example.net",
    pnr: "W3NB8T",
    language: "en",
};
/// Arrived at Budapest without the bag.
pub const LATE_BAG: Caller = Caller {
    given: "Chiara",
    family: "Rinaldi",
    loyalty: "ZX1006",
    phone: "+39 347 123 4567",
    email: "chiara.rinaldi@example.org",
    pnr: "X5RD4J",
    language: "it",
};
/// Flies home to Oslo tomorrow; nothing is wrong.
pub const CALM: Caller = Caller {
    given: "Ingrid",
    family: "Solberg",
    loyalty: "ZX1007",
    phone: "+47 912 34 567",
    email: "ingrid.solberg@example.com",
    pnr: "Z8SL6K",
    language: "no",
};

/// In the air to Frankfurt, late, with half an hour to change there; the bag stayed behind.
pub const TIGHT: Caller = Caller {
    given: "Aoife",
    family: "Brennan",
    loyalty: "ZX1008",
    phone: "+353 85 123 4567",
    email: "aoife.brennan@example.org",
    pnr: "R8VN3C",
    language: "en",
};

/// The stories' callers, the demonstration call's first.
pub const CALLERS: [Caller; 7] = [CONNECTION, FATHER, DAUGHTER, CANCELLED, LATE_BAG, CALM, TIGHT];

/// All stories' events of a period.
pub(super) fn events(world: &World, period: Range<i64>) -> Vec<CloudEvent> {
    let mut page = page::Page::new(world, period);
    connection::write(&mut page);
    others::shared_number(&mut page);
    others::cancelled(&mut page);
    others::late_bag(&mut page);
    others::calm(&mut page);
    tight::write(&mut page);
    page.finish()
}

/// The call that the demonstration rings with: Zsófia Kovács, from the hub where she is stuck. Each second has its
/// own call; `agent_id` is the token subject of the agent it rings for.
#[must_use]
pub fn demonstration_call(now: Timestamp, agent_id: &str) -> Option<CloudEvent> {
    let contact_id = format!("demo-call-{}", now.as_second());
    let ringing = ContactRinging {
        contact_id: contact_id.clone(),
        channel: Channel::Voice,
        from: Some("+36301234567".to_owned()),
        to: Some("+49692200220".to_owned()),
        agent_id: Some(agent_id.to_owned()),
        queue: Some("irregularities".to_owned()),
        ivr: Some(Ivr {
            intent: Some("missed connection".to_owned()),
            language: Some(CONNECTION.language.to_owned()),
            authenticated: Some(false),
            pnr: None,
        }),
    };
    sheet::event(sheet::source::CONTACT_CENTRE, "contact.ringing", contact_id, now.as_second(), &ringing)
}
