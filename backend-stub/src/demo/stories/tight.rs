//! Aoife Brennan flies from Vienna to Istanbul. Her first flight left late; at Frankfurt there is half an hour to change,
//! less than it takes, and nobody loaded her bag.
//!
//! Deliberately not here: the flights; they are told with all others.

use super::{
    TIGHT,
    cast::{on_booking, passenger},
    flights::{FROM_VIENNA, TO_ISTANBUL},
    page::{On, Page},
};
use crate::demo::sheet::source;
use purser_contract::payload::PassageIn;

const BAG: &str = "0220417860";

/// The whole story.
pub(super) fn write(page: &mut Page<'_>) {
    page.loyalty(TIGHT, "Gold", 61_300, 19);
    page.prefers(TIGHT, 110, &[("language", "en"), ("seat", "Aisle")]);
    let booked = page.days_ago(27, 19, 12);
    let (first, second) = (On(FROM_VIENNA, 0), On(TO_ISTANBUL, 0));
    let segments = vec![page.segment(&first, "economy"), page.segment(&second, "economy")];
    let customer = || on_booking(TIGHT, TIGHT.pnr);
    let going = vec![passenger(customer(), "2202417780001", &[])];
    let booking = page.booking(TIGHT.pnr, booked, going, segments, ("318.90", None));
    page.tell(source::RESERVATION, "booking.created", booked, booking);
    let at = page.minutes(-300);
    page.check_in(at, customer(), TIGHT.pnr, &first, ("9C", 1));
    page.check_in(at + 20, customer(), TIGHT.pnr, &second, ("12D", 0));
    let at = page.minutes(-165);
    page.bag("bag.checked", at, customer(), BAG, &first, ("VIE", None));
    for (kind, minutes) in [("security.passed", -148), ("boarding.completed", -66)] {
        let at = page.minutes(minutes);
        let passed = PassageIn {
            customer: customer(),
            pnr: Some(TIGHT.pnr.to_owned()),
            flight: Some(format!("ZX{}", FROM_VIENNA.number)),
            date: Some(page.date(&first)),
            airport: Some("VIE".to_owned()),
        };
        page.tell("/demo/access-control", kind, at, passed);
    }
}
