//! The contract's closed words as an agent reads them.

use crate::words::{fill, t};
use purser_contract::{
    journey::{FlightStatus, JourneyStatus, StepState},
    payload::{Channel, ConsentPurpose, ConsentState},
    realtime::{Match, Presence},
    view::{BagStatus, BookingStatus, RelationshipKind},
};

/// The kind of system a value came from.
#[must_use]
pub fn source(kind: &str) -> &str {
    match kind {
        "contact" | "ivr" | "telephony" => t("source.contact"),
        "booking" | "reservation" => t("source.booking"),
        "bag" | "baggage" => t("source.bag"),
        "flight" | "operations" => t("source.flight"),
        "checkin" => t("source.checkin"),
        "onboard" => t("source.onboard"),
        "message" => t("source.message"),
        other => other,
    }
}

/// `Call`, `Chat`, …
#[must_use]
pub fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Voice => t("channel.voice"),
        Channel::Chat => t("channel.chat"),
        Channel::Email => t("channel.email"),
        Channel::Sms => t("channel.sms"),
        Channel::Social => t("channel.social"),
    }
}

/// How the caller was matched, in a tag. Contains the contract's word.
#[must_use]
pub fn matched(outcome: Match, by: Option<&str>) -> String {
    match outcome {
        Match::Exact => fill("match.exact", &[("what", identifier(by))]),
        Match::Several => fill("match.several", &[("what", identifier(by))]),
        Match::Unknown => t("match.unknown").to_owned(),
    }
}

/// The kind of identifier, at the beginning of a sentence.
#[must_use]
pub fn identifier(kind: Option<&str>) -> &'static str {
    match kind {
        Some("email") => t("identifier.email"),
        Some("pnr") => t("identifier.pnr"),
        Some("loyalty") => t("identifier.loyalty"),
        Some("idp_subject") => t("identifier.idp"),
        Some("phone") => t("identifier.phone"),
        Some(_) | None => t("identifier.other"),
    }
}

/// What the agent is doing.
#[must_use]
pub fn presence(presence: Presence) -> &'static str {
    match presence {
        Presence::Available => t("presence.available"),
        Presence::Busy => t("presence.busy"),
        Presence::AfterCall => t("presence.after-call"),
        Presence::Away => t("presence.away"),
    }
}

/// The one word about a journey.
#[must_use]
pub fn journey(status: JourneyStatus) -> &'static str {
    match status {
        JourneyStatus::Planned => t("journey.planned"),
        JourneyStatus::OnTime => t("journey.on-time"),
        JourneyStatus::Delayed => t("journey.delayed"),
        JourneyStatus::MissedConnection => t("journey.missed"),
        JourneyStatus::Cancelled => t("journey.cancelled"),
        JourneyStatus::Diverted => t("journey.diverted"),
        JourneyStatus::BagMissing => t("journey.bag-missing"),
        JourneyStatus::Completed => t("journey.completed"),
    }
}

/// How far a step is, for those who do not see the dot.
#[must_use]
pub fn step(state: StepState) -> &'static str {
    match state {
        StepState::Done => t("step.done"),
        StepState::Now => t("step.now"),
        StepState::Upcoming => t("step.upcoming"),
        StepState::Failed => t("step.failed"),
    }
}

/// How a flight is doing.
#[must_use]
pub fn flight(status: FlightStatus) -> &'static str {
    match status {
        FlightStatus::Scheduled => t("flight.scheduled"),
        FlightStatus::Delayed => t("flight.delayed"),
        FlightStatus::Departed => t("flight.departed"),
        FlightStatus::Arrived => t("flight.arrived"),
        FlightStatus::Diverted => t("flight.diverted"),
        FlightStatus::Cancelled => t("flight.cancelled"),
    }
}

/// Where a bag is.
#[must_use]
pub fn bag(status: BagStatus) -> &'static str {
    match status {
        BagStatus::Checked => t("bag.checked"),
        BagStatus::Loaded => t("bag.loaded"),
        BagStatus::Mishandled => t("bag.mishandled"),
        BagStatus::Delivered => t("bag.delivered"),
    }
}

/// Whether a booking stands.
#[must_use]
pub fn booking(status: BookingStatus) -> &'static str {
    match status {
        BookingStatus::Confirmed => t("booking.confirmed"),
        BookingStatus::Cancelled => t("booking.cancelled"),
    }
}

/// What ties a person to the customer.
#[must_use]
pub fn relationship(kind: RelationshipKind) -> &'static str {
    match kind {
        RelationshipKind::Companion => t("people.companion"),
        RelationshipKind::Child => t("people.child"),
        RelationshipKind::Family => t("people.family"),
        RelationshipKind::Corporate => t("people.corporate"),
    }
}

/// A purpose in a word or two.
#[must_use]
pub fn purpose(purpose: ConsentPurpose) -> &'static str {
    match purpose {
        ConsentPurpose::Service => t("purpose.service"),
        ConsentPurpose::Personalisation => t("purpose.personalisation"),
        ConsentPurpose::Marketing => t("purpose.marketing"),
        ConsentPurpose::Social => t("purpose.social"),
        ConsentPurpose::Profiling => t("purpose.profiling"),
        ConsentPurpose::PartnerSharing => t("purpose.partner-sharing"),
    }
}

/// A consent as a plain sentence: what the airline may or may not do.
#[must_use]
pub fn consent(purpose: ConsentPurpose, state: Option<ConsentState>, by: Option<Channel>) -> String {
    let may = match state {
        Some(ConsentState::Given) => t("consent.may"),
        Some(ConsentState::Refused | ConsentState::Withdrawn) | None => t("consent.may-not"),
    };
    let what = match purpose {
        ConsentPurpose::Service => t("consent.service"),
        ConsentPurpose::Personalisation => t("consent.personalisation"),
        ConsentPurpose::Marketing => t("consent.marketing"),
        ConsentPurpose::Social => t("consent.social"),
        ConsentPurpose::Profiling => t("consent.profiling"),
        ConsentPurpose::PartnerSharing => t("consent.partner-sharing"),
    };
    match by {
        None => fill("consent.sentence", &[("may", may), ("what", what)]),
        Some(channel) => fill(
            "consent.sentence-by",
            &[("may", may), ("what", what), ("channel", consent_channel(channel))],
        ),
    }
}

fn consent_channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Voice => t("by.voice"),
        Channel::Chat => t("by.chat"),
        Channel::Email => t("by.email"),
        Channel::Sms => t("by.sms"),
        Channel::Social => t("by.social"),
    }
}

/// A preference's key in words: `contact_by` becomes `Contact by`.
#[must_use]
pub fn sentence_case(key: &str) -> String {
    let text = key.replace(['_', '-'], " ");
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn match_tags_contain_the_contracts_word() {
        assert_eq!(matched(Match::Exact, Some("phone")), "Number matched exactly");
        assert_eq!(matched(Match::Exact, Some("pnr")), "Booking reference matched exactly");
        assert!(matched(Match::Several, Some("phone")).contains("several"));
        assert!(matched(Match::Unknown, None).to_lowercase().contains("unknown"));
    }

    #[test]
    fn consents_are_sentences() {
        assert_eq!(
            consent(ConsentPurpose::Marketing, Some(ConsentState::Given), Some(Channel::Email)),
            "May send offers by e-mail"
        );
        assert_eq!(
            consent(ConsentPurpose::PartnerSharing, Some(ConsentState::Withdrawn), None),
            "May not share data with partners"
        );
        assert_eq!(consent(ConsentPurpose::Social, None, None), "May not use the social profile");
    }

    #[test]
    fn keys_become_words() {
        assert_eq!(sentence_case("contact_by"), "Contact by");
        assert_eq!(sentence_case("meal"), "Meal");
        assert_eq!(sentence_case(""), "");
    }
}
