//! The shorter stories: a shared telephone number, a cancelled flight, a late bag, and one where all is well.
//!
//! Deliberately not here: Zsófia Kovács.

use super::{
    CALM, CANCELLED, DAUGHTER, FATHER, LATE_BAG,
    cast::{known, on_booking, passenger},
    flights::{FROM_LAGOS, FROM_ROME, NEXT_TO_LONDON, TO_ISTANBUL, TO_LONDON, TO_OSLO},
    page::{On, Page},
};
use crate::demo::sheet::source;
use jiff::civil::date;
use purser_contract::payload::{
    Channel, ConsentPurpose, ConsentState, CustomerRef, IdentifiersIn, IdentityLinked, Name, OneOrMany,
    ServiceIn, ServiceKind,
};

/// Father and daughter call from one number; only she is about to fly.
pub(super) fn shared_number(page: &mut Page<'_>) {
    page.loyalty(FATHER, "Silver", 41_900, 33);
    page.loyalty(DAUGHTER, "Blue", 3_120, 60);
    page.prefers(FATHER, 200, &[("language", "tr"), ("meal", "Halal"), ("seat", "Window")]);
    page.prefers(DAUGHTER, 61, &[("language", "de"), ("contact_by", "Chat")]);
    page.consents(FATHER, ConsentPurpose::Marketing, ConsentState::Refused, 200);
    for (days, hour) in [(2, 19), (1, 7), (1, 18)] {
        let at = page.days_ago(days, hour, 44);
        page.searches(at, DAUGHTER, ("FRA", "JFK"));
    }
    for (caller, days, total) in [(DAUGHTER, 1, "189.00"), (FATHER, 3, "214.50")] {
        let booked = page.days_ago(9, 17, 2);
        let segment = page.segment(&On(TO_ISTANBUL, days), "economy");
        let going = vec![passenger(on_booking(caller, caller.pnr), "2202417740001", &[])];
        let booking = page.booking(caller.pnr, booked, going, vec![segment], (total, None));
        page.tell(source::RESERVATION, "booking.created", booked, booking);
    }
}

/// Came in from Lagos; the flight on to London is cancelled and nothing is offered yet.
pub(super) fn cancelled(page: &mut Page<'_>) {
    page.loyalty(CANCELLED, "Silver", 52_340, 12);
    page.prefers(CANCELLED, 150, &[("seat", "Exit row"), ("contact_by", "Phone"), ("home_airport", "LOS")]);
    page.consents(CANCELLED, ConsentPurpose::Marketing, ConsentState::Given, 150);
    let booked = page.days_ago(31, 8, 15);
    let (first, second) = (On(FROM_LAGOS, 0), On(TO_LONDON, 0));
    let segments = vec![page.segment(&first, "economy"), page.segment(&second, "economy")];
    let customer = || on_booking(CANCELLED, CANCELLED.pnr);
    let booking = page.booking(
        CANCELLED.pnr,
        booked,
        vec![passenger(customer(), "2202417750001", &[])],
        segments,
        ("742.60", None),
    );
    page.tell(source::RESERVATION, "booking.created", booked, booking);
    let at = page.minutes(-760);
    page.check_in(at, customer(), CANCELLED.pnr, &first, ("21A", 1));
    page.check_in(at, customer(), CANCELLED.pnr, &second, ("11F", 1));
    let at = page.minutes(-640);
    page.bag("bag.checked", at, customer(), "0220417750", &first, ("LOS", None));
    let at = page.minutes(-585);
    page.bag("bag.loaded", at, customer(), "0220417750", &first, ("LOS", None));
    let at = page.minutes(-38);
    let words =
        "Your flight ZX612 is cancelled. We are looking for another way and will write again shortly.";
    page.message("message.sent", at, CANCELLED, Channel::Sms, words);
    let words = format!("Can I take ZX{} instead? I have a meeting tonight.", NEXT_TO_LONDON.number);
    let at = page.minutes(-12);
    page.message("message.received", at, CANCELLED, Channel::Sms, &words);
}

/// Arrived two hours ago; the bag stayed in Rome.
pub(super) fn late_bag(page: &mut Page<'_>) {
    page.loyalty(LATE_BAG, "Blue", 18_700, 25);
    page.prefers(LATE_BAG, 90, &[("language", "it"), ("meal", "Gluten-free")]);
    let booked = page.days_ago(14, 20, 48);
    let on = On(FROM_ROME, 0);
    let segment = page.segment(&on, "economy");
    let customer = || on_booking(LATE_BAG, LATE_BAG.pnr);
    let going = vec![passenger(customer(), "2202417760001", &["GFML"])];
    let booking = page.booking(LATE_BAG.pnr, booked, going, vec![segment], ("164.20", None));
    page.tell(source::RESERVATION, "booking.created", booked, booking);
    let at = page.minutes(-420);
    page.check_in(at, customer(), LATE_BAG.pnr, &on, ("17D", 1));
    let at = page.minutes(-325);
    page.bag("bag.checked", at, customer(), "0220417801", &on, ("FCO", None));
    let at = page.minutes(-228);
    page.bag(
        "bag.mishandled",
        at,
        customer(),
        "0220417801",
        &on,
        ("FCO", Some("not loaded, conveyor fault")),
    );
    let at = page.minutes(-96);
    page.message(
        "message.received",
        at,
        LATE_BAG,
        Channel::Chat,
        "My bag did not come out. What do I do now?",
    );
    let at = page.minutes(-70);
    page.contact(at, LATE_BAG, Channel::Voice, ("bag", "bag traced"), 380);
}

/// Flies home tomorrow.
pub(super) fn calm(page: &mut Page<'_>) {
    page.loyalty(CALM, "Platinum", 312_480, 8);
    page.prefers(CALM, 400, &[("language", "no"), ("seat", "Window, front"), ("contact_by", "E-mail")]);
    page.consents(CALM, ConsentPurpose::Personalisation, ConsentState::Given, 400);
    page.consents(CALM, ConsentPurpose::Marketing, ConsentState::Given, 400);
    let booked = page.days_ago(22, 7, 31);
    let segment = page.segment(&On(TO_OSLO, 1), "business");
    let going = vec![passenger(on_booking(CALM, CALM.pnr), "2202417770001", &[])];
    let booking =
        page.booking(CALM.pnr, booked, going, vec![segment], ("588.00", Some("Fjordkraft Offshore AS")));
    page.tell(source::RESERVATION, "booking.created", booked, booking);
    let customer = || CustomerRef { birth_date: Some(date(1979, 3, 22)), ..known(CALM) };
    let at = page.days_ago(300, 11, 5);
    page.tell(source::IDENTITY, "identity.linked", at, IdentityLinked { customer: customer() });
    // A lounge partner wrote her name as it heard it, and an address at work; perhaps the same person.
    let email = Some(OneOrMany::One("ingrid.solberg@fjordkraft.example".to_owned()));
    let customer = CustomerRef {
        name: Some(Name { given: "INGRID".to_owned(), family: "SOLBERGH".to_owned() }),
        identifiers: IdentifiersIn { email, ..IdentifiersIn::default() },
        birth_date: Some(date(1979, 3, 22)),
        address: None,
    };
    let at = page.days_ago(41, 6, 20);
    let details = Some(serde_json::json!({"lounge": "Oslo, pier D"}));
    page.tell(
        source::GROUND,
        "service.provided",
        at,
        ServiceIn { customer, kind: ServiceKind::Lounge, details },
    );
    let at = page.days_ago(5, 18, 0);
    page.feedback(at, CALM, 10.0, "cabin crew ZX657");
}
