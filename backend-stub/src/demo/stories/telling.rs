//! The sentences the stories are told in, one for each kind of event they use.
//!
//! Deliberately not here: any story.

use super::{
    Caller,
    cast::known,
    page::{On, Page},
};
use crate::demo::{profile::PROGRAMME, sheet::source, world::stamp};
use purser_contract::payload::{
    BagIn, Channel, CheckinIn, ConsentIn, ConsentPurpose, ConsentState, ContactRinging, ContactUpdate,
    CustomerRef, FeedbackIn, Ivr, LoyaltyIn, MessageIn, PreferenceIn, SearchIn,
};

impl Page<'_> {
    pub(super) fn loyalty(&mut self, caller: Caller, tier: &str, balance: i64, days: i64) {
        let at = self.days_ago(days, 3, 12);
        self.tell(
            source::LOYALTY,
            "loyalty.updated",
            at,
            LoyaltyIn {
                customer: known(caller),
                programme: Some(PROGRAMME.to_owned()),
                number: caller.loyalty.to_owned(),
                tier: Some(tier.to_owned()),
                balance: Some(balance),
            },
        );
    }

    pub(super) fn prefers(&mut self, caller: Caller, days: i64, stated: &[(&str, &str)]) {
        for (key, value) in stated {
            let at = self.days_ago(days, 15, 20);
            self.tell(
                source::LOYALTY,
                "preference.stated",
                at,
                PreferenceIn {
                    customer: known(caller),
                    key: (*key).to_owned(),
                    value: serde_json::Value::from(*value),
                },
            );
        }
    }

    pub(super) fn consents(
        &mut self,
        caller: Caller,
        purpose: ConsentPurpose,
        state: ConsentState,
        days: i64,
    ) {
        let at = self.days_ago(days, 9, 41);
        let customer = known(caller);
        self.tell(
            source::CONSENT,
            "consent.stated",
            at,
            ConsentIn { customer, purpose, channel: None, state, customer_id: None, stated_by: None },
        );
    }

    pub(super) fn check_in(&mut self, at: i64, customer: CustomerRef, pnr: &str, on: &On, seat: (&str, u32)) {
        let date = self.date(on);
        self.tell(
            source::CHECKIN,
            "checkin.completed",
            at,
            CheckinIn {
                customer,
                pnr: Some(pnr.to_owned()),
                flight: format!("ZX{}", on.0.number),
                date,
                seat: (!seat.0.is_empty()).then(|| seat.0.to_owned()),
                bags: Some(seat.1),
            },
        );
    }

    pub(super) fn bag(
        &mut self,
        kind: &str,
        at: i64,
        customer: CustomerRef,
        tag: &str,
        on: &On,
        seen: (&str, Option<&str>),
    ) {
        let date = self.date(on);
        self.tell(
            source::BAGGAGE,
            kind,
            at,
            BagIn {
                pnr: customer.identifiers.pnr.as_ref().and_then(|pnr| pnr.as_slice().first().cloned()),
                customer: Some(customer),
                tag: tag.to_owned(),
                flight: Some(format!("ZX{}", on.0.number)),
                date: Some(date),
                airport: Some(seen.0.to_owned()),
                reason: seen.1.map(str::to_owned),
            },
        );
    }

    pub(super) fn message(&mut self, kind: &str, at: i64, caller: Caller, channel: Channel, text: &str) {
        self.tell(
            "/demo/messaging",
            kind,
            at,
            MessageIn {
                customer: known(caller),
                channel,
                text: Some(text.to_owned()),
                thread: Some(format!("story-{}", caller.loyalty)),
            },
        );
    }

    pub(super) fn searches(&mut self, at: i64, caller: Caller, (from, to): (&str, &str)) {
        self.tell(
            source::BOOKING_ENGINE,
            "search.performed",
            at,
            SearchIn {
                customer: known(caller),
                from: from.to_owned(),
                to: to.to_owned(),
                depart_date: None,
                cabin: Some("economy".to_owned()),
                price: None,
            },
        );
    }

    pub(super) fn feedback(&mut self, at: i64, caller: Caller, score: f64, about: &str) {
        self.tell(
            source::SURVEY,
            "feedback.received",
            at,
            FeedbackIn {
                customer: known(caller),
                score: Some(score),
                text: None,
                about: Some(about.to_owned()),
            },
        );
    }

    /// A contact that rang in a queue, was answered and ended.
    pub(super) fn contact(
        &mut self,
        rang: i64,
        caller: Caller,
        channel: Channel,
        words: (&str, &str),
        seconds: u64,
    ) {
        let contact_id = format!("story-{}-{}", caller.loyalty, self.written);
        let from =
            if channel == Channel::Voice { caller.phone.replace(' ', "") } else { caller.email.to_owned() };
        self.tell(
            source::CONTACT_CENTRE,
            "contact.ringing",
            rang,
            ContactRinging {
                contact_id: contact_id.clone(),
                channel,
                from: Some(from),
                to: None,
                agent_id: None,
                queue: Some("general".to_owned()),
                ivr: Some(Ivr {
                    intent: Some(words.0.to_owned()),
                    language: Some(caller.language.to_owned()),
                    authenticated: Some(channel == Channel::Chat),
                    pnr: None,
                }),
            },
        );
        let agent_id = Some("zx-agent-017".to_owned());
        for (kind, after, duration_s, disposition) in [
            ("contact.answered", 40, None, None),
            ("contact.ended", 40 + seconds.cast_signed(), Some(seconds), Some(words.1)),
        ] {
            let at = rang + after;
            self.tell(
                source::CONTACT_CENTRE,
                kind,
                at,
                ContactUpdate {
                    contact_id: contact_id.clone(),
                    agent_id: agent_id.clone(),
                    at: Some(stamp(at)),
                    duration_s,
                    disposition: disposition.map(str::to_owned),
                },
            );
        }
    }
}
