//! Brazil: ANAC Resolution 400/2016.
//!
//! Deliberately not here: damages for delay, which courts award case by case.

use crate::{
    amount::{Amount, Currency},
    case::Case,
    cause::Nature,
    change::Axis,
    finding::{Care, Finding, Unit, Value},
    vocabulary::{Disruption, Subject},
};
use jiff::civil::date;

/// Where the law counts.
pub(crate) const AXES: &[(Axis, &[i64])] = &[(Axis::Departure, &[61, 121, 241])];

const RULESET: &str = "BR_ANAC400_2017";
/// Art. 24 I and II: SDR, domestic and international.
const REFUSED: [i64; 2] = [250, 500];
/// Art. 27 I, II, III: longer than this at the airport.
const CALLS_AFTER_MIN: i64 = 60;
const MEALS_AFTER_MIN: i64 = 120;
const HOTEL_AFTER_MIN: i64 = 240;

/// Decides a case under the Resolution.
#[must_use]
pub fn decide(case: &Case<'_>) -> Finding {
    let outside = |why| Finding::outside(RULESET, Currency::BRL, "Res. 400 Art. 1", why);
    if !case.touches(*b"BR") {
        return outside("The journey neither begins nor ends in Brazil.");
    }
    if case.date < date(2017, 3, 14) || case.disruption.subject() == Subject::Cargo {
        return outside("The Resolution does not cover this.");
    }
    match case.disruption {
        Disruption::DeniedBoarding => refused(case),
        _ if case.disruption.subject() == Subject::Journey => waiting(case),
        _ => Finding::under(RULESET, Currency::BRL)
            .cite("Res. 400")
            .because("No fixed sum is provided for this."),
    }
}

/// Art. 22 to 24: refusal against the passenger's will, paid at once.
fn refused(case: &Case<'_>) -> Finding {
    let mut finding = Finding::under(RULESET, Currency::XDR);
    if case.facts.voluntary == Some(true) {
        return finding
            .cite("Res. 400 Art. 23")
            .because("The passenger gave the seat up for an agreed benefit.");
    }
    if matches!(case.nature(), Nature::Refusal | Nature::Passenger)
        || case.facts.presented_for_checkin == Some(false)
    {
        return finding.cite("Res. 400 Art. 22").because("The passenger did not come in time or in order.");
    }
    finding = finding.due("immediately", 0, Unit::Hours);
    finding.remedy = Some("choice (Art. 21)");
    let abroad = usize::from(!case.domestic());
    finding
        .cite(["Res. 400 Art. 24 I", "Res. 400 Art. 24 II"][abroad])
        .because("The passenger came in time and was refused against his or her will.")
        .pays(Amount::whole(REFUSED[abroad]))
}

/// Art. 21, 27: care by the hour, whatever the cause; a choice from four hours on.
fn waiting(case: &Case<'_>) -> Finding {
    let mut finding = Finding::under(RULESET, Currency::BRL)
        .because("The Resolution gives care and a choice, but no fixed sum, for delay and cancellation.");
    if case.disruption.is_cancellation() {
        finding.remedy = Some("choice (Art. 21)");
        finding = finding.cite("Res. 400 Art. 21");
    }
    let Some(delay) = case.departure_delay else { return finding.cite("Art. 27") };
    let overnight = delay > HOTEL_AFTER_MIN && case.facts.departure_next_day == Some(true);
    finding.care = Care {
        meals: Some(delay > MEALS_AFTER_MIN),
        communications: Some(delay > CALLS_AFTER_MIN),
        hotel: Some(overnight),
    };
    finding = finding.cite("Res. 400 Art. 27").because_of("The departure was {}.", Value::late(delay));
    if delay > HOTEL_AFTER_MIN {
        finding.remedy = Some("choice (Art. 21)");
        finding = finding.cite("Res. 400 Art. 21");
    }
    finding
}
