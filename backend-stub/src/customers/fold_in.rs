//! Two records that turned out to be one person: everything of both, newest fact wins.
//!
//! Deliberately not here: taking them apart again.

use super::{
    learn::{Origin, is_newer, keep_newest_identifiers, learn_identity, learn_interaction, outranks},
    learn_signs,
    record::{BagRecord, BookingRecord, CustomerRecord, Line},
};
use crate::projection::order::Moment;
use litemap::LiteMap;
use purser_contract::Fact;
use serde::Serialize;
use std::cmp::Reverse;

/// Takes all of `other` into `record`; gives back the timeline's lines that are too old to stay in it.
pub fn fold_in(record: &mut CustomerRecord, other: CustomerRecord) -> Vec<Line> {
    for name in other.names {
        learn_identity(record, Some(&name.value), &[], Origin { source: &name.source, at: name.as_of });
    }
    newer(&mut record.menu_language, other.menu_language);
    newer(&mut record.birth_date, other.birth_date);
    newer(&mut record.address, other.address);
    record.merges.extend(other.merges);
    newest_of(&mut record.differences, other.differences);
    newest_of(&mut record.loyalty, other.loyalty);
    newest_of(&mut record.preferences, other.preferences);
    for (kind, values) in other.identifiers {
        let known = record.identifiers.entry(kind).or_default();
        for (value, new) in values {
            if known
                .get(&value)
                .is_none_or(|old| outranks((&new.source, new.as_of), (&old.source, old.as_of)))
            {
                known.insert(value, new);
            }
        }
        keep_newest_identifiers(known);
    }
    for consent in other.consents {
        match record
            .consents
            .iter_mut()
            .find(|c| c.purpose == consent.purpose && c.channel == consent.channel)
        {
            Some(known) if is_newer(&consent.state, &known.state) => known.state = consent.state,
            Some(_) => {}
            None => record.consents.push(consent),
        }
    }
    record.consents.sort_by_key(|consent| (consent.purpose, consent.channel.map(|channel| channel as u8)));
    for (pnr, booking) in other.bookings {
        fold_booking(record.bookings.entry(pnr).or_default(), booking);
    }
    for (tag, bag) in other.bags {
        match record.bags.get_mut(&tag) {
            Some(known) => fold_bag(known, bag),
            None => {
                record.bags.insert(tag, bag);
            }
        }
    }
    for interaction in other.interactions {
        learn_interaction(record, interaction);
    }
    record.feedback.extend(other.feedback);
    record.feedback.sort_by_key(|entry| Reverse(entry.at));
    record.feedback.truncate(10);
    record.orders.extend(other.orders);
    record.orders.sort_by_key(|entry| Reverse(entry.at));
    record.orders.truncate(10);
    for compensation in other.compensations {
        record.owe(compensation);
    }
    learn_signs::fold_in(record, other.searches, other.moods, other.sightings);
    fold_moments(record, (other.shaped, other.without_booking));
    other.recent.into_iter().filter_map(|line| record.note(line)).flatten().collect()
}

fn fold_moments(record: &mut CustomerRecord, (shaped, without_booking): (Moment, Moment)) {
    record.shaped = record.shaped.max(shaped);
    record.without_booking = record.without_booking.max(without_booking);
}

fn newer<T: Serialize>(slot: &mut Option<Fact<T>>, other: Option<Fact<T>>) {
    if let Some(other) = other
        && slot.as_ref().is_none_or(|known| is_newer(&other, known))
    {
        *slot = Some(other);
    }
}

fn newest_of<K: Ord, T: Serialize>(known: &mut LiteMap<K, Fact<T>>, other: LiteMap<K, Fact<T>>) {
    for (key, new) in other {
        if known.get(&key).is_none_or(|old| is_newer(&new, old)) {
            known.insert(key, new);
        }
    }
}

fn fold_booking(known: &mut BookingRecord, other: BookingRecord) {
    newer(&mut known.status, other.status);
    newer(&mut known.booked_at, other.booked_at);
    newer(&mut known.channel, other.channel);
    newer(&mut known.corporate, other.corporate);
    newer(&mut known.total, other.total);
    newer(&mut known.passengers, other.passengers);
    newer(&mut known.segments, other.segments);
    newest_of(&mut known.seen, other.seen);
    for (flight, checkin) in other.checkins {
        let known = known.checkins.entry(flight).or_default();
        newer(&mut known.seat, checkin.seat);
        newer(&mut known.bags, checkin.bags);
    }
    newest_of(&mut known.denied, other.denied);
    newest_of(&mut known.cabins, other.cabins);
}

fn fold_bag(known: &mut BagRecord, other: BagRecord) {
    newer(&mut known.pnr, other.pnr);
    newer(&mut known.flight, other.flight);
    newer(&mut known.airport, other.airport);
    known.astray = [known.astray, other.astray].into_iter().flatten().min();
    if is_newer(&other.status, &known.status) {
        known.status = other.status;
        known.reason = other.reason;
    }
}
