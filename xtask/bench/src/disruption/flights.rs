//! Full flights of an airline that nobody else has, and what is said of them.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde_json::{Value, json};

/// Its designator.
pub const CARRIER: &str = "QX";
/// Events a batch.
const BATCH: usize = 200;
/// People on one booking.
const TOGETHER: usize = 2;

/// See the module.
pub struct Flights {
    /// Passengers of each.
    pub passengers: usize,
    /// When they were to leave.
    pub departs: Timestamp,
}

impl Flights {
    /// Carrier and number.
    pub fn name(&self, number: usize) -> String {
        format!("{CARRIER}{}", 1_000 + number)
    }

    /// Everybody on one flight, in batches; 60 of 400 travel on.
    pub fn bookings(&self, number: usize) -> Vec<Vec<Value>> {
        let connecting = self.passengers * 60 / 400;
        let bookings = (0..self.passengers).step_by(TOGETHER).map(|first| {
            let people: Vec<Value> = (first..(first + TOGETHER).min(self.passengers))
                .map(|passenger| {
                    json!({"customer": {"name": {"given": format!("G{passenger}"), "family": format!("F{number}x{passenger}")},
                        "identifiers": {"loyalty": format!("QX{number:04}{passenger:04}"),
                            "email": format!("p{passenger}.{number}@bench.example")}}, "ssrs": []})
                })
                .collect();
            let mut segments = vec![json!({"flight": self.name(number), "date": self.date(), "from": "FRA", "to": "BUD",
                "departs": self.after(0), "arrives": self.after(100), "cabin": "economy"})];
            if first < connecting {
                segments.push(json!({"flight": format!("{CARRIER}{}", 5_000 + first % 20), "date": self.date(), "from": "BUD",
                    "to": "JFK", "departs": self.after(240), "arrives": self.after(720), "cabin": "economy"}));
            }
            self.event(&format!("b-{number}-{first}"), "booking.created", &json!({"pnr": format!("Q{number:03}{first:03}"),
                "passengers": people, "segments": segments, "total": {"amount": "640.00", "currency": "EUR"}}))
        });
        let bookings: Vec<Value> = bookings.collect();
        bookings.chunks(BATCH).map(<[Value]>::to_vec).collect()
    }

    /// It does not fly.
    pub fn cancelled(&self, number: usize) -> Value {
        let data = json!({"flight": self.name(number), "date": self.date(), "from": "FRA", "to": "BUD",
            "scheduled_departure": self.after(0), "scheduled_arrival": self.after(100),
            "cause": "technical fault", "operating_carrier": CARRIER, "carrier_country": "DE"});
        self.event(&format!("c-{number}"), "flight.cancelled", &data)
    }

    /// So many minutes after the departure.
    fn after(&self, minutes: i64) -> String {
        (self.departs + SignedDuration::from_mins(minutes)).to_string()
    }

    fn date(&self) -> String {
        self.departs.to_zoned(TimeZone::UTC).date().to_string()
    }

    fn event(&self, id: &str, kind: &str, data: &Value) -> Value {
        // Booked a month before, cancelled three hours before.
        let minutes = if kind.starts_with("flight") { -180 } else { -30 * 24 * 60 };
        let time = self.after(minutes);
        json!({"specversion": "1.0", "id": id, "source": "/bench/operations", "type": format!("purser.{kind}.v1"),
            "time": time, "datacontenttype": "application/json", "data": data})
    }
}
