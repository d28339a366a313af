//! German.
//!
//! Deliberately not here: the other languages.

use crate::letter::{
    Language,
    case::{Case, Event, Kind, WhyNot},
    figures,
    places::place,
};
use purser_contract::{
    compensation::{CompensationStatus as Status, Extra, ExtraKind},
    payload::Money,
};

const HERE: Language = Language::German;

pub(in crate::letter) fn subject(case: &Case<'_>) -> String {
    let booking = case.booking.map(|booking| format!(", Buchung {booking}")).unwrap_or_default();
    format!("Ihr Flug {} am {}{booking}", case.flight, date(case))
}

pub(in crate::letter) fn paragraphs(case: &Case<'_>) -> Vec<String> {
    vec![
        format!("Guten Tag {},", case.passenger),
        happened(case),
        outcome(case),
        basis(case),
        care(case),
        extras(case),
        objection(case),
        "Mit freundlichen Grüßen\nIhr Kundendienst".to_owned(),
    ]
}

fn date(case: &Case<'_>) -> String {
    figures::date(case.date, HERE)
}

fn sum(money: &Money) -> String {
    figures::sum(money, HERE)
}

fn sums(all: &[Money]) -> String {
    figures::list(&all.iter().map(sum).collect::<Vec<_>>(), HERE)
}

fn happened(case: &Case<'_>) -> String {
    let route = case.ends.map(|(from, to)| format!(" von {} nach {}", place(from, HERE), place(to, HERE)));
    let flight = format!("Flug {} am {}{}", case.flight, date(case), route.unwrap_or_default());
    let late = case.late.map(|minutes| figures::span(minutes, HERE));
    let told = match (case.event, late) {
        (Event::Delay, Some(late)) if case.expected_only() => {
            format!("Ihr {flight} wird sein Ziel voraussichtlich {late} später als geplant erreichen.")
        }
        (Event::Delay, Some(late)) => {
            format!("Ihr {flight} hat sein Ziel {late} später als geplant erreicht.")
        }
        (Event::Delay, None) => format!("Ihr {flight} war verspätet."),
        (Event::Cancellation, _) => format!("Ihr {flight} wurde gestrichen."),
        (Event::DeniedBoarding, _) => format!("Auf Ihrem {flight} konnten wir Sie nicht mitnehmen."),
        (Event::MissedConnection, Some(late)) => format!(
            "Auf Ihrem {flight} haben Sie Ihren Anschluss verpasst und Ihr Ziel {late} später als geplant erreicht."
        ),
        (Event::MissedConnection, None) => {
            format!("Auf Ihrem {flight} haben Sie Ihren Anschluss verpasst.")
        }
        (Event::Downgrade, _) => {
            format!("Auf Ihrem {flight} saßen Sie in einer niedrigeren Klasse als gebucht.")
        }
        (Event::Retimed, _) => format!("Ihr {flight} wurde auf eine andere Zeit verlegt."),
        (Event::Diversion, _) => format!("Ihr {flight} wurde zu einem anderen Flughafen umgeleitet."),
        (Event::Return, _) => format!("Ihr {flight} musste zum Abflughafen zurückkehren."),
        (Event::BagLate, _) => format!("Auf Ihrem {flight} kam Ihr Gepäck verspätet an."),
        (Event::BagLost, _) => format!("Auf Ihrem {flight} ging Ihr Gepäck verloren."),
        (Event::BagDamaged, _) => format!("Auf Ihrem {flight} wurde Ihr Gepäck beschädigt."),
        (Event::Other, _) => format!("Ihr {flight} verlief nicht wie geplant."),
    };
    format!("{told} Die Unannehmlichkeiten, die Ihnen dadurch entstanden sind, tun uns leid.")
}

/// After „nach“, in the dative.
fn law(case: &Case<'_>) -> String {
    let name = match case.regime {
        Some("EU261") => "der Verordnung (EG) Nr. 261/2004",
        Some("UK261") => "der im Vereinigten Königreich geltenden Verordnung (EG) Nr. 261/2004",
        Some("MC99") => "dem Übereinkommen von Montreal von 1999",
        Some("US_DOT") => "den Vorschriften des Verkehrsministeriums der Vereinigten Staaten",
        Some("CA_APPR") => "der kanadischen Verordnung zum Schutz von Fluggästen (SOR/2019-150)",
        Some("TR_SHY") => "der türkischen Verordnung SHY-YOLCU",
        Some("BR_ANAC400") => "der brasilianischen Resolution ANAC 400",
        Some("IN_DGCA") => "den Vorschriften der indischen Luftfahrtbehörde DGCA",
        Some("SA_GACA") => "den Vorschriften der saudi-arabischen Luftfahrtbehörde GACA",
        Some("IL_ASL") => "dem israelischen Gesetz über Luftfahrtdienste",
        Some(_) | None => "dem anwendbaren Recht",
    };
    format!("{name}{}", case.cited())
}

/// In the accusative.
fn noun(case: &Case<'_>) -> &'static str {
    match case.kind() {
        Kind::Compensation => "eine Ausgleichszahlung",
        Kind::FareRefund => "eine teilweise Erstattung des Flugpreises",
        Kind::Baggage => "eine Entschädigung für Ihr Gepäck",
    }
}

fn outcome(case: &Case<'_>) -> String {
    let law = law(case);
    let owed = case.owed.map(|owed| format!("{} in Höhe von {}", noun(case), sum(owed)));
    match (case.status, owed) {
        (Status::NothingDue, _) => nothing(case),
        (Status::Proposed, Some(owed)) => format!(
            "Wenn es so kommt, wie wir es jetzt erwarten, ist nach {law} {owed} vorgesehen. Das ist eine Schätzung \
             und noch keine Entscheidung; wir entscheiden, sobald feststeht, was geschehen ist, und schreiben Ihnen \
             dann wieder."
        ),
        (Status::Proposed, None) => {
            "Noch steht nicht fest, was Ihnen zusteht. Wir entscheiden, sobald feststeht, was geschehen ist, und \
             schreiben Ihnen dann wieder."
                .to_owned()
        }
        (Status::PendingApproval, Some(owed)) => format!(
            "Wir prüfen, ob Sie nach {law} Anspruch auf {owed} haben. Sie brauchen nichts zu tun; wir schreiben \
             Ihnen, sobald darüber entschieden ist."
        ),
        (Status::PendingApproval, None) => format!(
            "Wir prüfen, was Ihnen nach {law} zusteht. Sie brauchen nichts zu tun; wir schreiben Ihnen, sobald \
             darüber entschieden ist."
        ),
        (Status::Approved, owed) => format!(
            "Wir haben Ihren Anspruch{} nach {law} geprüft. Die erste Freigabe liegt vor; bevor wir die Zahlung \
             anweisen können, ist eine zweite nötig. Wir schreiben Ihnen, sobald sie vorliegt.",
            owed.map(|owed| format!(" auf {owed}")).unwrap_or_default()
        ),
        (Status::Rejected, owed) => rejected(case, owed),
        (Status::Issued, owed) => issued(case, owed),
        (Status::Adjusted, owed) => adjusted(case, owed),
    }
}

fn nothing(case: &Case<'_>) -> String {
    let why = match case.why_not {
        WhyNot::TooShort(minutes) => format!(
            "Eine Ausgleichszahlung ist frühestens ab einer Verspätung von drei Stunden am Ziel vorgesehen; bei Ihnen \
             waren es {}.",
            figures::span(minutes, HERE)
        ),
        WhyNot::ToldEarly => {
            "Sie wurden mehr als zwei Wochen vor dem Abflug über die Streichung unterrichtet; in diesem Fall ist keine \
             Ausgleichszahlung vorgesehen."
                .to_owned()
        }
        WhyNot::Extraordinary => {
            "Ursache waren außergewöhnliche Umstände, die sich auch mit allen zumutbaren Maßnahmen nicht hätten \
             vermeiden lassen; in diesem Fall ist keine Ausgleichszahlung vorgesehen."
                .to_owned()
        }
        WhyNot::Unsaid => "Wir haben alle Vorschriften geprüft, die für Ihre Reise gelten können.".to_owned(),
    };
    format!(
        "{why} Wir bedauern daher, Ihnen mitteilen zu müssen, dass Ihnen nach {} in diesem Fall kein Geld zusteht.",
        law(case)
    )
}

fn rejected(case: &Case<'_>, owed: Option<String>) -> String {
    let what = owed.map(|owed| format!(" auf {owed}")).unwrap_or_default();
    let note = case.note.map(|note| format!(" Die Begründung der Entscheidung lautet: „{}“", note.trim()));
    format!(
        "Wir haben Ihren Anspruch{what} nach {} geprüft. Wir bedauern, Ihnen mitteilen zu müssen, dass wir ihm nicht \
         nachkommen können.{}",
        law(case),
        note.unwrap_or_default()
    )
}

fn issued(case: &Case<'_>, owed: Option<String>) -> String {
    let (law, by) = (law(case), by(case));
    match owed {
        Some(owed) if case.issued.is_empty() => format!("Nach {law} haben Sie Anspruch auf {owed}.{by}"),
        Some(owed) => format!(
            "Nach {law} haben Sie Anspruch auf {owed}. Wir haben die Zahlung von {} angewiesen. Sie erhalten das Geld, \
             ohne etwas tun zu müssen.{by}",
            sums(case.issued)
        ),
        None => "Was wir Ihnen geben, steht weiter unten.".to_owned(),
    }
}

fn by(case: &Case<'_>) -> String {
    let by = case.pay_by.map(|by| format!(" Gezahlt wird spätestens am {}.", figures::date(by, HERE)));
    by.unwrap_or_default()
}

fn adjusted(case: &Case<'_>, owed: Option<String>) -> String {
    let (law, paid) = (law(case), sums(case.issued));
    let now = owed.map_or("kein Anspruch auf Geld".to_owned(), |owed| format!("ein Anspruch auf {owed}"));
    if case.kept_more() {
        return format!(
            "Wir wissen mehr über das Geschehene als zu der Zeit, als wir die Zahlung von {paid} angewiesen haben. Nach \
             heutigem Stand besteht nach {law} {now}. Sie behalten, was angewiesen wurde; nichts wird zurückgefordert."
        );
    }
    let ordered = if case.issued.is_empty() {
        String::new()
    } else {
        format!(
            " Insgesamt haben wir die Zahlung von {paid} angewiesen; Sie brauchen nichts zu tun.{}",
            by(case)
        )
    };
    format!(
        "Wir wissen mehr über das Geschehene als bei unserem ersten Schreiben. Nach heutigem Stand besteht nach {law} \
         {now}.{ordered}"
    )
}

fn basis(case: &Case<'_>) -> String {
    let told = case.owed.and(case.sum_by_distance()).filter(|_| case.status != Status::NothingDue);
    told.map_or(String::new(), |distance| {
        format!(
            "Der Betrag richtet sich nach der Entfernung zwischen dem ersten Abflugort und dem Endziel: {}\u{a0}km.",
            figures::count(distance, HERE)
        )
    })
}

fn care(case: &Case<'_>) -> String {
    let due = [
        (case.care.meals, "Mahlzeiten und Erfrischungen"),
        (case.care.communications, "zwei Anrufe oder Nachrichten"),
        (case.care.hotel, "eine Übernachtung im Hotel mit Hin- und Rückweg"),
    ];
    let due: Vec<String> =
        due.iter().filter(|(due, _)| *due == Some(true)).map(|(_, what)| (*what).to_owned()).collect();
    if due.is_empty() {
        return String::new();
    }
    format!(
        "Während der Wartezeit stehen Ihnen unentgeltlich zu: {}. Wenn Sie etwas davon selbst bezahlt haben, senden Sie \
         uns bitte die Belege.",
        figures::list(&due, HERE)
    )
}

fn extras(case: &Case<'_>) -> String {
    let named = |issued: bool| {
        let these = case.extras.iter().filter(|extra| extra.issued == issued).map(extra);
        figures::list(&these.collect::<Vec<_>>(), HERE)
    };
    let (ordered, intended) = (named(true), named(false));
    let mut told = Vec::new();
    if !ordered.is_empty() {
        told.push(format!("Darüber hinaus ist, unbeschadet Ihrer Rechte, für Sie veranlasst: {ordered}."));
    }
    if !intended.is_empty() {
        told.push(format!("Noch nicht veranlasst, aber in Prüfung: {intended}."));
    }
    told.join(" ")
}

fn extra(extra: &Extra) -> String {
    let worth = extra.value.as_ref().map(|value| format!(" über {}", sum(value))).unwrap_or_default();
    let many = figures::count(i64::from(extra.quantity), HERE);
    match extra.kind {
        ExtraKind::MealVoucher => format!("ein Essensgutschein{worth}"),
        ExtraKind::HotelVoucher => format!("ein Hotelgutschein{worth}"),
        ExtraKind::TravelVoucher => format!("ein Reisegutschein{worth}"),
        ExtraKind::Miles => format!("{many} Meilen"),
        ExtraKind::LoungeAccess if extra.quantity == 1 => "ein Besuch der Lounge".to_owned(),
        ExtraKind::LoungeAccess => format!("{many} Besuche der Lounge"),
    }
}

fn objection(case: &Case<'_>) -> String {
    if case.expected_only() {
        return String::new();
    }
    let body = if case.kind() == Kind::Baggage {
        "Sie können auch das zuständige Gericht anrufen."
    } else {
        "Sie können sich auch an die Behörde wenden, die im betreffenden Land die Fluggastrechte durchsetzt, an eine \
         Schlichtungsstelle oder an das zuständige Gericht."
    };
    format!(
        "Wenn Sie nicht einverstanden sind, schreiben Sie uns bitte und nennen Sie Flug und Buchung; eine Mitarbeiterin \
         oder ein Mitarbeiter sieht sich Ihren Fall dann noch einmal an. {body}"
    )
}
