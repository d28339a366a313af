//! The table of fields: for each kind of disruption the facts that decide it, with the words of the law's vocabulary.

/// How a fact is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A span of time, `4 h 12`.
    Span,
    /// A number, with the key of its unit.
    Number(&'static str),
    /// One of these: the vocabulary's word and the key of ours.
    Choice(&'static [(&'static str, &'static str)]),
    /// Yes, no, or not known.
    YesNo,
    /// So many letters.
    Code(usize),
    /// A day.
    Day,
}

/// One field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub struct Field {
    pub path: &'static str,
    /// The key of its label.
    pub label: &'static str,
    pub form: Form,
}

const fn field(path: &'static str, label: &'static str, form: Form) -> Field {
    Field { path, label, form }
}

/// The path of what happened.
pub const DISRUPTION: &str = "disruption";

const KIND: Field = field(
    DISRUPTION,
    "facts.disruption",
    Form::Choice(&[
        ("delay", "facts.delay"),
        ("cancellation", "facts.cancellation"),
        ("missed_connection", "facts.missed-connection"),
        ("denied_boarding", "facts.denied-boarding"),
        ("diversion_same_region", "facts.diversion-same"),
        ("diversion_other_region", "facts.diversion-other"),
        ("brought_forward", "facts.brought-forward"),
        ("downgrade", "facts.downgrade"),
        ("baggage_delay", "facts.bag-late"),
        ("baggage_lost", "facts.bag-lost"),
        ("baggage_damage", "facts.bag-damaged"),
    ]),
);

const CABINS: Form = Form::Choice(&[
    ("economy", "facts.economy"),
    ("premium_economy", "facts.premium-economy"),
    ("business", "facts.business"),
    ("first", "facts.first"),
]);

const ARRIVAL: Field = field("arrival_delay_min", "facts.arrival-delay", Form::Span);
const DEPARTURE: Field = field("departure_delay_min", "facts.departure-delay", Form::Span);
const NOTICE: Field = field("notice_min", "facts.notice", Form::Span);
const OFFERED: Field = field("reroute.offered", "facts.reroute-offered", Form::YesNo);
const EARLIER: Field = field("reroute.departs_earlier_min", "facts.reroute-earlier", Form::Span);
const LATER: Field = field("reroute.arrives_later_min", "facts.reroute-later", Form::Span);
const ADVANCED: Field = field("advanced_min", "facts.advanced", Form::Span);
const VOLUNTARY: Field = field("voluntary", "facts.voluntary", Form::YesNo);
const BOOKED: Field = field("booked_cabin", "facts.booked-cabin", CABINS);
const FLOWN: Field = field("flown_cabin", "facts.flown-cabin", CABINS);
const PRICE: Field = field("flight_price.amount", "facts.price", Form::Number("unit.money"));
const CURRENCY: Field = field("flight_price.currency", "facts.currency", Form::Code(3));
const BAG_LATE: Field = field("bag_delay_min", "facts.bag-delay", Form::Span);
const DAMAGE: Field = field("proven_damage_sdr", "facts.damage", Form::Number("unit.sdr"));
const COMPLAINT: Field = field("complaint_days_after_receipt", "facts.complaint", Form::Number("unit.days"));
const REPORTED: Field = field("mbr_filed", "facts.reported", Form::YesNo);
const PROVEN: Field = field("reasonable_measures_proven", "facts.measures", Form::YesNo);
const DISTANCE: Field = field("distance_km", "facts.distance", Form::Number("unit.km"));

const CAUSE: Field = field(
    "cause",
    "facts.cause",
    Form::Choice(&[
        ("technical_fault", "cause.technical"),
        ("crew_sickness", "cause.crew-sick"),
        ("own_staff_strike", "cause.own-strike"),
        ("operational_rotation", "cause.rotation"),
        ("overbooking", "cause.overbooking"),
        ("weather", "cause.weather"),
        ("snow", "cause.snow"),
        ("air_traffic_control", "cause.atc"),
        ("airport_staff_strike", "cause.airport-strike"),
        ("airport_closed", "cause.airport-closed"),
        ("bird_strike", "cause.bird"),
        ("lightning", "cause.lightning"),
        ("medical_emergency", "cause.medical"),
        ("unruly_passenger", "cause.unruly"),
        ("security_alert", "cause.security"),
        ("hidden_manufacturing_defect", "cause.hidden"),
    ]),
);

/// Who flew where, and when: the same for every kind.
const JOURNEY: [Field; 5] = [
    field("origin", "facts.origin", Form::Code(3)),
    field("destination", "facts.destination", Form::Code(3)),
    field("event_date", "facts.date", Form::Day),
    field("operating_carrier", "facts.carrier", Form::Code(2)),
    field("carrier_country", "facts.carrier-country", Form::Code(2)),
];

/// What only some laws ask.
const ABROAD: [Field; 5] = [
    field(
        "control",
        "facts.control",
        Form::Choice(&[
            ("within_control", "facts.within-control"),
            ("safety", "facts.for-safety"),
            ("outside_control", "facts.outside-control"),
        ]),
    ),
    field(
        "carrier_size",
        "facts.carrier-size",
        Form::Choice(&[("large", "facts.large"), ("small", "facts.small")]),
    ),
    field("alternate_arrives_later_min", "facts.alternate-later", Form::Span),
    field("single_booking", "facts.single-booking", Form::YesNo),
    field(
        "passenger_choice",
        "facts.choice",
        Form::Choice(&[("refund", "facts.refund"), ("reroute", "facts.reroute")]),
    ),
];

/// The fields for a kind of disruption: those that decide it, the journey, and what only some laws ask.
#[must_use]
pub fn fields(disruption: &str) -> [Vec<Field>; 3] {
    let own: &[Field] = match disruption {
        "cancellation" | "return_to_departure" | "diversion_other_region" => {
            &[NOTICE, OFFERED, EARLIER, LATER, ARRIVAL, CAUSE, PROVEN, DISTANCE]
        }
        "denied_boarding" => &[VOLUNTARY, OFFERED, LATER, CAUSE, DISTANCE],
        "brought_forward" | "retimed_later" | "schedule_change" => {
            &[ADVANCED, NOTICE, OFFERED, LATER, CAUSE, PROVEN, DISTANCE]
        }
        "downgrade" | "upgrade" | "seat_change_same_cabin" => &[BOOKED, FLOWN, PRICE, CURRENCY, DISTANCE],
        "baggage_delay" => &[BAG_LATE, REPORTED, DAMAGE, COMPLAINT],
        "baggage_lost" | "baggage_damage" | "cargo_lost" | "cargo_damage" => &[DAMAGE, COMPLAINT, REPORTED],
        _ => &[ARRIVAL, DEPARTURE, CAUSE, PROVEN, DISTANCE],
    };
    let mut first = vec![KIND];
    first.extend_from_slice(own);
    [first, JOURNEY.to_vec(), ABROAD.to_vec()]
}
