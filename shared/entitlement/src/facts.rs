//! The facts of one disruption, as senders write them: one JSON object, the same over HTTP, on the command
//! line and in the desktop. An unknown field is an error that names it.
//!
//! Deliberately not here: whether the facts can be true (`check`) and what follows from them (`case`).

use crate::{
    amount::{Amount, Currency, Money, Sum},
    cause::Cause,
    codes::{Carrier, ClockTime, Country, Iata},
    vocabulary::{Cabin, CarrierSize, Control, Disruption},
};
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A length on the ground, in metres; kilometres in JSON. A part of a metre counts as a whole one: the law pays
/// beyond a limit, so what is beyond it by a hair must stay so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Metres(pub i64);

impl Serialize for Metres {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Amount::from_thousandths(self.0).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Metres {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the cast stops at the ends, which the checks refuse"
    )]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Millimetres first: the digits that were written are then rounded up, not those of a double.
        let millimetres = libm::round(f64::deserialize(deserializer)? * 1_000_000.0) as i64;
        Ok(Self(millimetres.saturating_add(999).div_euclid(1_000)))
    }
}

/// The other flight that was offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reroute {
    /// Whether one was offered at all.
    #[serde(default = "yes")]
    pub offered: bool,
    /// Minutes by which it departs before the booked departure; negative when after.
    #[serde(default)]
    pub departs_earlier_min: Option<i64>,
    /// Minutes by which it arrives after the booked arrival; negative when before.
    #[serde(default)]
    pub arrives_later_min: Option<i64>,
}

const fn yes() -> bool {
    true
}

/// One flight of the journey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Leg {
    pub from: Iata,
    pub to: Iata,
    #[serde(default)]
    pub carrier: Option<Carrier>,
    /// A country, `EU`, or `non-EU`.
    #[serde(default)]
    pub carrier_licence: Option<String>,
    /// However the sender tells tickets apart: a number, a name.
    #[serde(default)]
    pub ticket: Option<serde_json::Value>,
    #[serde(default)]
    pub arrival_delay_min: Option<i64>,
    #[serde(default)]
    pub missed: Option<bool>,
}

/// What was paid to an agency and what of it reached the carrier (C-601/17).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Fare {
    #[serde(default)]
    pub amount: Option<Amount>,
    #[serde(default)]
    pub paid_by_passenger: Option<Amount>,
    #[serde(default)]
    pub received_by_carrier: Option<Amount>,
    pub currency: Currency,
}

/// The price of a ticket, with the taxes that do not depend on the class (C-255/15 para 43).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say it")]
pub struct TicketPrice {
    pub amount: Amount,
    #[serde(default)]
    pub taxes_class_independent: Option<Amount>,
    pub currency: Currency,
}

/// A list that may be null, as every other field that may be left out.
fn or_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Leg>, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// Everything a law may ask about one disruption of one passenger's journey, bag or parcel. Times are
/// minutes.
///
/// The default has no journey; it stands for the fields that a program leaves out: `Facts { origin, …,
/// ..Facts::default() }`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the page of facts names the fields; those that need more say it here")]
pub struct Facts {
    /// First departure of the booking.
    pub origin: Iata,
    /// Final destination of the booking.
    pub destination: Iata,
    pub origin_country: Option<Country>,
    pub destination_country: Option<Country>,
    pub operating_carrier: Carrier,
    /// Country of the operating licence.
    pub carrier_country: Country,
    pub single_booking: bool,
    /// Local date of the scheduled flight.
    pub event_date: Date,
    pub disruption: Disruption,

    /// Great circle, first departure to final destination; computed when left out.
    pub distance_km: Option<Metres>,
    /// The same on the WGS84 ellipsoid: shows whether the method decides.
    pub distance_km_wgs84: Option<Metres>,
    pub flown_distance_km: Option<Metres>,
    pub leg_distance_km: Option<Metres>,
    pub ticket_total_distance_km: Option<Metres>,

    pub departure_delay_min: Option<i64>,
    /// At the final destination, doors open.
    pub arrival_delay_min: Option<i64>,
    pub scheduled_arrival: Option<ClockTime>,
    pub touchdown: Option<ClockTime>,
    pub on_block: Option<ClockTime>,
    pub doors_open: Option<ClockTime>,
    pub advanced_min: Option<i64>,
    pub postponed_min: Option<i64>,
    pub departs_earlier_min: Option<i64>,
    pub announced_departure_delay_min: Option<i64>,
    pub departure_next_day: Option<bool>,
    pub block_time_min: Option<i64>,
    pub diverted_to: Option<String>,

    /// Between telling the passenger and the scheduled departure; negative when told after it.
    pub notice_min: Option<i64>,
    pub notice_to_agent_min: Option<i64>,
    pub reroute: Option<Reroute>,
    /// How late the re-routing itself arrived.
    pub reroute_arrival_delay_min: Option<i64>,
    pub self_rerouted: Option<bool>,

    pub cause: Option<Cause>,
    pub reasonable_measures_proven: Option<bool>,
    pub extraordinary_minutes: Option<i64>,
    pub carrier_took_all_measures: Option<bool>,

    #[serde(default, deserialize_with = "or_none")]
    pub legs: Vec<Leg>,
    pub claim_against: Option<Carrier>,
    pub booking: Option<String>,

    pub presented_for_checkin: Option<bool>,
    pub checkin_min_before_std: Option<i64>,
    pub checkin_deadline_min: Option<i64>,
    pub complied_checkin: Option<bool>,
    pub travelled: Option<bool>,
    pub voluntary: Option<bool>,
    /// In words, or as an amount.
    pub agreed_benefit: Option<serde_json::Value>,
    /// `refund`, `reroute` or another word of the passenger's choice.
    pub passenger_choice: Option<String>,
    pub accepted: Option<bool>,

    pub fare_type: Option<String>,
    pub fare: Option<Fare>,
    pub one_way_fare: Option<Sum>,
    pub lowest_cash_fare_same_class: Option<Sum>,
    pub fare_difference: Option<Sum>,
    pub ticket_price: Option<TicketPrice>,
    pub flight_price: Option<Money>,
    pub basic_fare_plus_fuel: Option<Sum>,
    pub payment: Option<String>,
    pub paid_by_third_party: Option<bool>,
    pub package_tour: Option<bool>,
    pub package_cancelled_other_reason: Option<bool>,
    pub passenger: Option<String>,
    pub proof: Option<String>,
    pub booked_cabin: Option<Cabin>,
    pub flown_cabin: Option<Cabin>,

    pub carrier_size: Option<CarrierSize>,
    pub control: Option<Control>,
    pub claim_filed_days_after: Option<i64>,

    pub aircraft_seats: Option<i64>,
    pub seats: Option<i64>,
    pub alternate_arrives_later_min: Option<i64>,
    pub alternate_departs_later_min: Option<i64>,
    pub extra_connections: Option<i64>,
    pub arrival_airport_changed_to: Option<Iata>,
    pub bag_delay_min: Option<i64>,
    /// A mishandled baggage report was filed.
    pub mbr_filed: Option<bool>,
    pub bag_fee: Option<Sum>,
    pub longest_us_foreign_segment_min: Option<i64>,
    pub proven_damage: Option<Sum>,
    pub carrier_limit: Option<Sum>,

    pub proven_damage_sdr: Option<Amount>,
    pub proven_damage_sdr_per_passenger: Option<Vec<Amount>>,
    pub declared_interest_sdr: Option<Amount>,
    pub bags: Option<i64>,
    pub weight_kg: Option<Amount>,
    pub complaint_days_after_receipt: Option<i64>,
    pub action_days_after_arrival: Option<i64>,
}

impl Facts {
    /// The passenger asked for the money back.
    #[must_use]
    pub fn takes_refund(&self) -> bool {
        self.passenger_choice.as_deref() == Some("refund")
    }

    /// Another flight was offered.
    #[must_use]
    pub fn offered(&self) -> Option<Reroute> {
        self.reroute.filter(|reroute| reroute.offered)
    }
}
