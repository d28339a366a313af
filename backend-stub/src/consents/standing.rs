//! Where a consent stands: the newest word about a purpose on a channel, else the purpose's default. Pure.

use crate::customers::record::ConsentRecord;
use purser_contract::{
    CustomerId, Fact,
    consent::{ConsentStanding, Standing as WireStanding, StandingValue},
    payload::{Channel, ConsentPurpose, ConsentState},
};

/// Where one consent stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing<'a> {
    /// Somebody said so.
    Stated(&'a Fact<ConsentState>),
    /// Nobody said anything; the purpose's default holds.
    Default,
}

/// Whether a purpose may be pursued while nobody said anything: service is what the customer came for.
#[must_use]
pub const fn granted_by_default(purpose: ConsentPurpose) -> bool {
    match purpose {
        ConsentPurpose::Service => true,
        ConsentPurpose::Personalisation
        | ConsentPurpose::Marketing
        | ConsentPurpose::Social
        | ConsentPurpose::Profiling
        | ConsentPurpose::PartnerSharing => false,
    }
}

/// Where `purpose` stands on `channel`, or on all of them. What was said about all channels counts for each: the newer
/// word holds, and of two of the same instant the more careful one.
#[must_use]
pub fn standing(
    consents: &[ConsentRecord],
    purpose: ConsentPurpose,
    channel: Option<Channel>,
) -> Standing<'_> {
    consents
        .iter()
        .filter(|known| known.purpose == purpose && (known.channel.is_none() || known.channel == channel))
        .map(|known| &known.state)
        .max_by_key(|state| (state.as_of, state.value))
        .map_or(Standing::Default, Standing::Stated)
}

/// Whether `purpose` may be pursued on `channel`.
#[must_use]
pub fn granted(consents: &[ConsentRecord], purpose: ConsentPurpose, channel: Option<Channel>) -> bool {
    standing(consents, purpose, channel).granted(purpose)
}

/// Whether the customer refused or withdrew `purpose` on `channel`.
#[must_use]
pub fn withheld(consents: &[ConsentRecord], purpose: ConsentPurpose, channel: Option<Channel>) -> bool {
    matches!(standing(consents, purpose, channel), Standing::Stated(fact) if fact.value != ConsentState::Given)
}

impl Standing<'_> {
    /// Whether `purpose`, which stands so, may be pursued.
    #[must_use]
    pub fn granted(self, purpose: ConsentPurpose) -> bool {
        match self {
            Self::Stated(fact) => fact.value == ConsentState::Given,
            Self::Default => granted_by_default(purpose),
        }
    }

    fn value(self, purpose: ConsentPurpose) -> StandingValue {
        match self {
            Self::Stated(fact) => fact.value.into(),
            Self::Default if granted_by_default(purpose) => StandingValue::Given,
            Self::Default => StandingValue::NotStated,
        }
    }
}

/// Every purpose on all channels, then what was said about single channels, as the API answers it.
#[must_use]
pub fn standings(consents: &[ConsentRecord]) -> Vec<ConsentStanding> {
    let everywhere = ConsentPurpose::ALL.into_iter().map(|purpose| (purpose, None));
    let single = consents.iter().filter_map(|known| Some((known.purpose, Some(known.channel?))));
    everywhere.chain(single).map(|(purpose, channel)| wire(consents, purpose, channel)).collect()
}

fn wire(consents: &[ConsentRecord], purpose: ConsentPurpose, channel: Option<Channel>) -> ConsentStanding {
    let stands = standing(consents, purpose, channel);
    let (source, as_of) = match stands {
        Standing::Stated(fact) => (fact.source.clone(), Some(fact.as_of)),
        Standing::Default => ("default".to_owned(), None),
    };
    ConsentStanding {
        id: channel.map_or(purpose.word().to_owned(), |on| format!("{}.{}", purpose.word(), on.word())),
        purpose,
        channel,
        state: WireStanding { value: stands.value(purpose), source, as_of },
        granted: stands.granted(purpose),
        default: stands == Standing::Default,
    }
}

/// A consent that stands otherwise than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Whose.
    pub customer: CustomerId,
    /// What for.
    pub purpose: ConsentPurpose,
    /// The channels on which it stands otherwise, first the one for all.
    pub cells: Vec<Cell>,
}

/// One channel of a [`Change`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The channel; absent means all.
    pub channel: Option<Channel>,
    /// What holds now.
    pub now: StandingValue,
    /// Whether the purpose may be pursued now.
    pub granted: bool,
    /// What held before.
    pub before: StandingValue,
}

/// What stands otherwise in `now` than in `before`, purpose by purpose.
#[must_use]
pub fn changes(customer: CustomerId, before: &[ConsentRecord], now: &[ConsentRecord]) -> Vec<Change> {
    if before == now {
        return Vec::new();
    }
    let change = |purpose| {
        let channels = std::iter::once(None).chain(Channel::ALL.map(Some));
        let cells: Vec<Cell> = channels
            .map(|channel| {
                let (was, is) = (standing(before, purpose, channel), standing(now, purpose, channel));
                let granted = is.granted(purpose);
                Cell { channel, now: is.value(purpose), granted, before: was.value(purpose) }
            })
            .filter(|cell| cell.now != cell.before)
            .collect();
        (!cells.is_empty()).then_some(Change { customer, purpose, cells })
    };
    ConsentPurpose::ALL.into_iter().filter_map(change).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    fn said(
        purpose: ConsentPurpose,
        channel: Option<Channel>,
        state: ConsentState,
        second: i64,
    ) -> ConsentRecord {
        let as_of = Timestamp::from_second(second).unwrap();
        ConsentRecord { purpose, channel, state: Fact { value: state, source: "consent".to_owned(), as_of } }
    }

    #[test]
    fn the_newest_word_holds_and_silence_stands_at_the_default() {
        use ConsentPurpose::{Marketing, Service};
        use ConsentState::{Given, Withdrawn};
        let email = Some(Channel::Email);
        for (consents, purpose, channel, is_granted, is_withheld) in [
            (vec![], Service, None, true, false),
            (vec![], Marketing, None, false, false),
            (vec![said(Service, None, Withdrawn, 1)], Service, email, false, true),
            (vec![said(Marketing, email, Given, 1)], Marketing, email, true, false),
            (vec![said(Marketing, email, Given, 1)], Marketing, None, false, false),
            (
                vec![said(Marketing, None, Withdrawn, 2), said(Marketing, email, Given, 1)],
                Marketing,
                email,
                false,
                true,
            ),
            (
                vec![said(Marketing, None, Withdrawn, 1), said(Marketing, email, Given, 2)],
                Marketing,
                email,
                true,
                false,
            ),
            (
                vec![said(Marketing, None, Withdrawn, 1), said(Marketing, email, Given, 1)],
                Marketing,
                email,
                false,
                true,
            ),
        ] {
            assert_eq!(
                granted(&consents, purpose, channel),
                is_granted,
                "{consents:?} {purpose:?} {channel:?}"
            );
            assert_eq!(
                withheld(&consents, purpose, channel),
                is_withheld,
                "{consents:?} {purpose:?} {channel:?}"
            );
        }
    }

    #[test]
    fn a_change_names_the_channels_on_which_something_else_holds() {
        let id = CustomerId(uuid::Uuid::from_u128(1));
        let before = [said(ConsentPurpose::Social, Some(Channel::Email), ConsentState::Withdrawn, 1)];
        let mut now = before.to_vec();
        now.push(said(ConsentPurpose::Social, None, ConsentState::Withdrawn, 2));
        let found = changes(id, &before, &now);
        assert_eq!(found.len(), 1);
        let channels: Vec<_> = found[0].cells.iter().map(|cell| cell.channel).collect();
        let expected =
            [None, Some(Channel::Voice), Some(Channel::Chat), Some(Channel::Sms), Some(Channel::Social)];
        assert_eq!(channels, expected);
        assert!(found[0].cells.iter().all(|cell| !cell.granted && cell.before == StandingValue::NotStated));
        now[1].state.as_of = Timestamp::from_second(9).unwrap();
        now.push(said(ConsentPurpose::Service, None, ConsentState::Given, 3));
        assert_eq!(changes(id, &before, &now).len(), 1, "service stood at given before");
    }
}
