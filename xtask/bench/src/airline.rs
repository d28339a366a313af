//! The traffic of an airline: events of many types about the same customers again and again, the n-th always the same.
//!
//! Deliberately not here: a world that makes sense, as the demonstration airline is; only sizes and mixture must be right.

use crate::clock;
use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use serde_json::{Value, json};

const GIVEN: [&str; 12] = [
    "Aoife", "Björn", "Chidi", "Dilnoza", "Emeka", "Fatima", "Giulia", "Hiroshi", "Ines", "Jürgen", "Katya",
    "Lin",
];
const FAMILY: [&str; 12] = [
    "Okafor",
    "Müller",
    "O’Brien",
    "Tanaka",
    "Ferreira",
    "Nowak",
    "Haddad",
    "Svensson",
    "Kaplan",
    "Rossi",
    "Zhang",
    "Dubois",
];
const TIERS: [&str; 4] = ["Blue", "Silver", "Gold", "Platinum"];
const SEATS: [&str; 2] = ["window", "aisle"];
const AIRPORTS: [&str; 8] = ["LHR", "FRA", "CDG", "AMS", "MAD", "FCO", "VIE", "JFK"];

/// The traffic of one run.
#[derive(Clone)]
pub struct Airline {
    run: String,
    now: Timestamp,
    today: Date,
    customers: usize,
}

impl Airline {
    /// `run` keeps the events of two runs apart; the dates are around today.
    pub fn new(run: &str, customers: usize) -> anyhow::Result<Self> {
        let now = Timestamp::from_microsecond(clock::micros())?;
        Ok(Self { run: run.to_owned(), now, today: now.to_zoned(TimeZone::UTC).date(), customers })
    }

    /// The n-th event as structured JSON. The first of each customer is a booking.
    pub fn event(&self, n: usize) -> String {
        let customer = self.shuffled(n);
        let (source, kind, data) =
            if n < self.customers { self.booking(customer) } else { self.later(n, customer) };
        json!({
            "specversion": "1.0",
            "id": format!("{}-{n}", self.run),
            "source": format!("/bench/{source}"),
            "type": format!("purser.{kind}.v1"),
            "time": self.at(n).to_string(),
            "datacontenttype": "application/json",
            "data": data,
        })
        .to_string()
    }

    /// No two events are of the same instant.
    fn at(&self, n: usize) -> Timestamp {
        self.now - i64::try_from(2_000_000 - n.min(2_000_000)).unwrap_or_default().milliseconds()
    }

    /// Every customer once in each round, not in order.
    fn shuffled(&self, n: usize) -> usize {
        (n % self.customers * 7_919 + n / self.customers) % self.customers
    }

    fn later(&self, n: usize, customer: usize) -> (&'static str, &'static str, Value) {
        match (n / self.customers * 31 + n) % 20 {
            kind @ 0..=11 => self.shopping(kind, n, customer),
            kind => self.travelling(kind, n, customer),
        }
    }

    fn shopping(&self, kind: usize, n: usize, customer: usize) -> (&'static str, &'static str, Value) {
        let person = person(customer);
        let (_, date, from, _) = self.flight(customer);
        match kind {
            0..=4 => {
                let price = json!({"amount": format!("{}.00", 80 + n % 900), "currency": "EUR"});
                let to = AIRPORTS[n % 8];
                let depart_date = date.to_string();
                let data = json!({
                    "customer": person, "from": from, "to": to, "depart_date": depart_date, "cabin": "economy",
                    "price": price,
                });
                ("web", "search.performed", data)
            }
            5..=7 => {
                let tier = TIERS[customer % 4];
                let data = json!({
                    "customer": person, "programme": "Meridian", "number": loyalty(customer), "tier": tier,
                    "balance": n % 250_000,
                });
                ("loyalty", "loyalty.updated", data)
            }
            8..=9 => {
                let item = json!({
                    "sku": "SEAT-XL", "name": "Extra legroom seat", "price": {"amount": "39.00", "currency": "EUR"},
                });
                let data = json!({"customer": person, "order_id": format!("O{n}"), "items": [item]});
                ("order-management", "ancillary.purchased", data)
            }
            10 => {
                let seat = SEATS[n % 2];
                ("profile", "preference.stated", json!({"customer": person, "key": "seat", "value": seat}))
            }
            _ => {
                let text = "Your gate is now open.";
                let thread = format!("T{customer}");
                let data = json!({"customer": person, "channel": "sms", "text": text, "thread": thread});
                ("messaging", "message.sent", data)
            }
        }
    }

    fn travelling(&self, kind: usize, n: usize, customer: usize) -> (&'static str, &'static str, Value) {
        let person = person(customer);
        let (flight, date, from, _) = self.flight(customer);
        let date = date.to_string();
        match kind {
            12..=14 => {
                let seat = format!("{}{}", 1 + n % 38, char::from(b"ACDF"[n % 4]));
                let data = json!({
                    "customer": person, "pnr": pnr(customer), "flight": flight, "date": date, "seat": seat,
                    "bags": n % 3,
                });
                ("dcs", "checkin.completed", data)
            }
            15..=17 => {
                let data = json!({
                    "customer": person, "tag": format!("0125{:06}", n % 1_000_000), "pnr": pnr(customer),
                    "flight": flight, "date": date, "airport": from,
                });
                ("baggage", "bag.checked", data)
            }
            18 => {
                let text = "Boarding took long, but the crew was kind.";
                let data = json!({"customer": person, "score": n % 11, "text": text, "about": flight});
                ("feedback", "feedback.received", data)
            }
            _ => {
                let item = json!({"name": "Coffee", "price": {"amount": "4.50", "currency": "EUR"}});
                let data = json!({"customer": person, "flight": flight, "date": date, "items": [item]});
                ("inflight-retail", "retail.purchased", data)
            }
        }
    }

    fn booking(&self, customer: usize) -> (&'static str, &'static str, Value) {
        let (flight, date, from, to) = self.flight(customer);
        let departs =
            date.at(8, 30, 0, 0).to_zoned(TimeZone::UTC).map_or(self.now, |zoned| zoned.timestamp());
        let data = json!({
            "pnr": pnr(customer), "booked_at": self.now.to_string(), "channel": "web",
            "passengers": [{"customer": person(customer), "ticket": format!("125-24{customer:08}"), "ssrs": []}],
            "segments": [{
                "flight": flight, "date": date.to_string(), "from": from, "to": to,
                "departs": departs.to_string(), "arrives": (departs + 3.hours()).to_string(), "cabin": "economy",
            }],
            "total": {"amount": format!("{}.00", 120 + customer % 900), "currency": "EUR"},
        });
        ("reservation", "booking.created", data)
    }

    fn flight(&self, customer: usize) -> (String, Date, &'static str, &'static str) {
        let day = i64::try_from(customer % 7).unwrap_or_default() - 2;
        let date = self.today.saturating_add(day.days());
        let from = AIRPORTS[customer % 8];
        (format!("ZX{}", 100 + customer % 240), date, from, AIRPORTS[(customer + 3) % 8])
    }
}

fn person(customer: usize) -> Value {
    json!({
        "name": {"given": GIVEN[customer % 12], "family": FAMILY[customer / 12 % 12]},
        "identifiers": {
            "loyalty": loyalty(customer),
            "email": format!("passenger{customer}@example.com"),
            "phone": format!("+447700{:06}", customer % 1_000_000),
        },
    })
}

fn loyalty(customer: usize) -> String {
    format!("ZX{customer:08}")
}

/// Six letters and digits, as booking references are.
fn pnr(customer: usize) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let mut rest = customer * 1_000_003 + 33_554_432;
    let mut text = String::new();
    for _ in 0..6 {
        text.push(char::from(LETTERS[rest % LETTERS.len()]));
        rest /= LETTERS.len();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::Airline;
    use std::collections::BTreeSet;

    #[test]
    fn each_customer_books_once_and_no_event_comes_twice() {
        let airline = Airline::new("test", 1_000).expect("the clock works");
        let booked: BTreeSet<usize> = (0..1_000).map(|n| airline.shuffled(n)).collect();
        assert_eq!(booked.len(), 1_000);
        let events: BTreeSet<String> = (0..3_000).map(|n| airline.event(n)).collect();
        assert_eq!(events.len(), 3_000);
        assert!(events.iter().all(|event| (200..1_500).contains(&event.len())));
    }
}
