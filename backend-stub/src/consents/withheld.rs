//! What a withheld consent hides: a record as it may be shown, and which events may not be. Pure.
//!
//! - `social` (on all channels, or on the social one): what social networks told us, and what was written there.
//! - `personalisation`: stated preferences, but not language, pronunciation and needs, without which nobody is served well.
//! - `profiling`: what the customer looked for and left unfinished, and what would be concluded about them: value, sentiment,
//!   segments.
//!
//! The other purposes govern what is done, not what is shown. Deliberately not here: deleting anything.

use super::standing::withheld;
use crate::{
    customers::{needs::SERVED_BY, record::CustomerRecord},
    ingest::catalogue::Event,
    projection::SOCIAL,
};
use purser_contract::payload::{Channel, ConsentPurpose};
use std::borrow::Cow;

/// What a customer's consents hide.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hidden {
    social: bool,
    personalisation: bool,
    /// Also what is concluded from many events: value, sentiment, segments.
    pub profiling: bool,
}

impl Hidden {
    /// What the consents of a record hide.
    #[must_use]
    pub fn by(record: &CustomerRecord) -> Self {
        let withheld = |purpose, channel| withheld(&record.consents, purpose, channel);
        Self {
            social: withheld(ConsentPurpose::Social, Some(Channel::Social)),
            personalisation: withheld(ConsentPurpose::Personalisation, None),
            profiling: withheld(ConsentPurpose::Profiling, None),
        }
    }

    /// Whether an event may not be seen on the timeline.
    #[must_use]
    pub fn hides(self, event: &Event) -> bool {
        match event {
            Event::SocialMentioned(_) => self.social,
            Event::ContactRinging(ringing) => self.social && ringing.channel == Channel::Social,
            Event::MessageReceived(message) | Event::MessageSent(message) => {
                self.social && message.channel == Channel::Social
            }
            Event::PreferenceStated(preference) => {
                self.personalisation && !SERVED_BY.contains(&preference.key.as_str())
            }
            Event::SearchPerformed(_) | Event::BookingAbandoned(_) => self.profiling,
            Event::ContactAnswered(_)
            | Event::ContactEnded(_)
            | Event::Booking(..)
            | Event::OrderPlaced(_)
            | Event::AncillaryPurchased(_)
            | Event::LoyaltyUpdated(_)
            | Event::IdentityLinked(_)
            | Event::Flight(..)
            | Event::CheckinCompleted(_)
            | Event::SeatChanged(_)
            | Event::Bag(..)
            | Event::SecurityDelayed(_)
            | Event::ServiceProvided(_)
            | Event::Passage(..)
            | Event::RetailPurchased(_)
            | Event::OnboardCaseRaised(_)
            | Event::FeedbackReceived(_)
            | Event::ConsentStated(_)
            | Event::MergeDecided(_)
            | Event::UnmergeDecided(_)
            | Event::DifferenceDecided(_)
            | Event::ErasureDecided(_)
            | Event::BoardingDenied(_)
            | Event::CabinChanged(_)
            | Event::CompensationDecided(_)
            | Event::Unknown => false,
        }
    }
}

/// A record without what its own consents hide.
#[must_use]
pub fn shown(record: &CustomerRecord) -> Cow<'_, CustomerRecord> {
    let hidden = Hidden::by(record);
    if !hidden.social && !hidden.personalisation && (!hidden.profiling || record.searches.is_empty()) {
        return Cow::Borrowed(record);
    }
    let mut record = record.clone();
    if hidden.social {
        record.names.retain(|name| name.source != SOCIAL);
        record.interactions.retain(|entry| entry.channel != Channel::Social);
        record.moods.retain(|mood| mood.source != SOCIAL && mood.channel != Some(Channel::Social));
        let kinds: Vec<String> = record.identifiers.keys().cloned().collect();
        for kind in kinds {
            if let Some(values) = record.identifiers.get_mut(&kind) {
                values.retain(|_, origin| origin.source != SOCIAL);
            }
        }
    }
    if hidden.personalisation {
        record.preferences.retain(|key, _| SERVED_BY.contains(&key.as_str()));
    }
    if hidden.profiling {
        record.searches.clear();
    }
    Cow::Owned(record)
}
