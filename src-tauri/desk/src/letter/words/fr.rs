//! French.
//!
//! Deliberately not here: the other languages.

use crate::letter::{
    Language,
    case::{Case, Event, Kind, WhyNot},
    figures, places,
};
use purser_contract::{
    compensation::{CompensationStatus as Status, Extra, ExtraKind},
    payload::Money,
};

const HERE: Language = Language::French;

pub(in crate::letter) fn subject(case: &Case<'_>) -> String {
    let booking = case.booking.map(|booking| format!(", réservation {booking}")).unwrap_or_default();
    format!("Votre vol {} du {}{booking}", case.flight, date(case))
}

pub(in crate::letter) fn paragraphs(case: &Case<'_>) -> Vec<String> {
    let paragraphs = [
        format!("Bonjour {},", case.passenger),
        happened(case),
        outcome(case),
        basis(case),
        care(case),
        extras(case),
        objection(case),
        "Nous vous prions d’agréer l’expression de nos salutations distinguées.\nVotre service clients"
            .to_owned(),
    ];
    // Signs that stand apart stay on the line of their word.
    paragraphs.map(|text| text.replace(" ;", "\u{202f};").replace(" :", "\u{a0}:")).to_vec()
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

/// « d’Athènes », « du Caire », « de Paris ».
fn from(code: &str) -> String {
    let place = places::place(code, HERE);
    if let Some(rest) = place.strip_prefix("Le ") {
        return format!("du {rest}");
    }
    let vowel = place.starts_with(|first: char| "AEIOUÉÈÊÂÎ".contains(first)) && place.len() > code.len();
    if vowel { format!("d’{place}") } else { format!("de {place}") }
}

/// « à Paris », « au Caire ».
fn to(code: &str) -> String {
    let place = places::place(code, HERE);
    place.strip_prefix("Le ").map_or_else(|| format!("à {place}"), |rest| format!("au {rest}"))
}

fn happened(case: &Case<'_>) -> String {
    let route = case.ends.map(|(origin, destination)| format!(" {} {}", from(origin), to(destination)));
    let flight = format!("vol {} du {}{}", case.flight, date(case), route.unwrap_or_default());
    let late = case.late.map(|minutes| figures::span(minutes, HERE));
    let told = match (case.event, late) {
        (Event::Delay, Some(late)) if case.expected_only() => {
            format!("Votre {flight} devrait atteindre sa destination avec un retard de {late}.")
        }
        (Event::Delay, Some(late)) => {
            format!("Votre {flight} a atteint sa destination avec un retard de {late}.")
        }
        (Event::Delay, None) => format!("Votre {flight} a été retardé."),
        (Event::Cancellation, _) => format!("Votre {flight} a été annulé."),
        (Event::DeniedBoarding, _) => format!("L’embarquement sur votre {flight} vous a été refusé."),
        (Event::MissedConnection, Some(late)) => format!(
            "Sur votre {flight}, vous avez manqué votre correspondance et atteint votre destination avec un retard de \
             {late}."
        ),
        (Event::MissedConnection, None) => {
            format!("Sur votre {flight}, vous avez manqué votre correspondance.")
        }
        (Event::Downgrade, _) => {
            format!("Sur votre {flight}, vous avez voyagé dans une classe inférieure à celle réservée.")
        }
        (Event::Retimed, _) => format!("L’horaire de votre {flight} a été modifié."),
        (Event::Diversion, _) => format!("Votre {flight} a été dérouté vers un autre aéroport."),
        (Event::Return, _) => format!("Votre {flight} a dû revenir à l’aéroport de départ."),
        (Event::BagLate, _) => format!("Sur votre {flight}, vos bagages sont arrivés en retard."),
        (Event::BagLost, _) => format!("Sur votre {flight}, vos bagages ont été perdus."),
        (Event::BagDamaged, _) => format!("Sur votre {flight}, vos bagages ont été endommagés."),
        (Event::Other, _) => format!("Votre {flight} ne s’est pas déroulé comme prévu."),
    };
    format!("{told} Nous vous prions de nous excuser pour les désagréments causés.")
}

/// After « selon ».
fn law(case: &Case<'_>) -> String {
    let name = match case.regime {
        Some("EU261") => "le règlement (CE) n°\u{a0}261/2004",
        Some("UK261") => "le règlement (CE) n°\u{a0}261/2004 tel qu’il s’applique au Royaume-Uni",
        Some("MC99") => "la convention de Montréal de 1999",
        Some("US_DOT") => "les règles du ministère des Transports des États-Unis",
        Some("CA_APPR") => "le règlement canadien sur la protection des passagers aériens (DORS/2019-150)",
        Some("TR_SHY") => "le règlement turc SHY-YOLCU",
        Some("BR_ANAC400") => "la résolution brésilienne ANAC 400",
        Some("IN_DGCA") => "les règles de l’autorité indienne de l’aviation DGCA",
        Some("SA_GACA") => "les règles de l’autorité saoudienne de l’aviation GACA",
        Some("IL_ASL") => "la loi israélienne sur les services aériens",
        Some(_) | None => "le droit applicable",
    };
    format!("{name}{}", case.cited())
}

fn noun(case: &Case<'_>) -> &'static str {
    match case.kind() {
        Kind::Compensation => "une indemnisation",
        Kind::FareRefund => "un remboursement partiel du billet",
        Kind::Baggage => "une indemnisation pour vos bagages",
    }
}

fn outcome(case: &Case<'_>) -> String {
    let law = law(case);
    let owed = case.owed.map(|owed| format!("{} de {}", noun(case), sum(owed)));
    match (case.status, owed) {
        (Status::NothingDue, _) => nothing(case),
        (Status::Proposed, Some(owed)) => format!(
            "Si les faits sont ceux que nous attendons actuellement, vous auriez droit, selon {law}, à {owed}. Il s’agit \
             d’une estimation et non d’une décision ; nous déciderons lorsque les faits seront établis et vous écrirons \
             de nouveau."
        ),
        (Status::Proposed, None) => {
            "Vos droits ne sont pas encore établis. Nous déciderons lorsque les faits seront établis et vous écrirons \
             de nouveau."
                .to_owned()
        }
        (Status::PendingApproval, Some(owed)) => format!(
            "Nous examinons si, selon {law}, vous avez droit à {owed}. Vous n’avez aucune démarche à faire ; nous vous \
             écrirons dès que la décision sera prise."
        ),
        (Status::PendingApproval, None) => format!(
            "Nous examinons vos droits selon {law}. Vous n’avez aucune démarche à faire ; nous vous écrirons dès que la \
             décision sera prise."
        ),
        (Status::Approved, owed) => format!(
            "Nous avons examiné {} selon {law}. Une première validation a été donnée ; une seconde est nécessaire avant \
             que le paiement puisse être ordonné. Nous vous écrirons dès qu’elle sera donnée.",
            owed.map_or("votre dossier".to_owned(), |owed| format!("votre droit à {owed}"))
        ),
        (Status::Rejected, owed) => rejected(case, owed),
        (Status::Issued, owed) => issued(case, owed),
        (Status::Adjusted, owed) => adjusted(case, owed),
    }
}

fn nothing(case: &Case<'_>) -> String {
    let why = match case.why_not {
        WhyNot::TooShort(minutes) => format!(
            "Une indemnisation est prévue au plus tôt à partir d’un retard de trois heures à destination ; le vôtre était de {}.",
            figures::span(minutes, HERE)
        ),
        WhyNot::ToldEarly => {
            "Vous avez été informé de l’annulation plus de deux semaines avant le départ ; aucune indemnisation n’est \
             prévue dans ce cas."
                .to_owned()
        }
        WhyNot::Extraordinary => {
            "La cause en est des circonstances extraordinaires qui n’auraient pas pu être évitées même si toutes les \
             mesures raisonnables avaient été prises ; aucune indemnisation n’est prévue dans ce cas."
                .to_owned()
        }
        WhyNot::Unsaid => "Nous avons examiné toutes les règles qui peuvent s’appliquer à votre voyage.".to_owned(),
    };
    format!(
        "{why} Nous avons donc le regret de vous informer que, selon {}, aucune somme ne vous est due dans ce cas.",
        law(case)
    )
}

fn rejected(case: &Case<'_>, owed: Option<String>) -> String {
    let what = owed.map_or("votre demande".to_owned(), |owed| format!("votre droit à {owed}"));
    let note =
        case.note.map(|note| format!(" La décision est motivée ainsi : «\u{a0}{}\u{a0}»", note.trim()));
    format!(
        "Nous avons examiné {what} selon {}. Nous avons le regret de vous informer que nous ne pouvons pas y donner \
         suite.{}",
        law(case),
        note.unwrap_or_default()
    )
}

fn issued(case: &Case<'_>, owed: Option<String>) -> String {
    let (law, by) = (law(case), by(case));
    match owed {
        Some(owed) if case.issued.is_empty() => format!("Selon {law}, vous avez droit à {owed}.{by}"),
        Some(owed) => format!(
            "Selon {law}, vous avez droit à {owed}. Nous avons ordonné le paiement de {}. Vous recevrez cette somme en \
             argent, sans aucune démarche de votre part.{by}",
            sums(case.issued)
        ),
        None => "Ce que nous vous accordons est indiqué ci-dessous.".to_owned(),
    }
}

fn by(case: &Case<'_>) -> String {
    let by =
        case.pay_by.map(|by| format!(" Le paiement intervient au plus tard le {}.", figures::date(by, HERE)));
    by.unwrap_or_default()
}

fn adjusted(case: &Case<'_>, owed: Option<String>) -> String {
    let (law, paid) = (law(case), sums(case.issued));
    let now = owed
        .map_or("vous n’avez droit à aucune somme".to_owned(), |owed| format!("vous avez droit à {owed}"));
    if case.kept_more() {
        return format!(
            "Nous en savons plus sur les faits qu’au moment où nous avons ordonné le paiement de {paid}. Selon {law}, \
             d’après les faits connus à ce jour, {now}. Ce qui a été ordonné vous reste acquis ; rien ne vous sera \
             redemandé."
        );
    }
    let ordered = if case.issued.is_empty() {
        String::new()
    } else {
        format!(
            " Au total, nous avons ordonné le paiement de {paid} ; vous n’avez aucune démarche à faire.{}",
            by(case)
        )
    };
    format!(
        "Nous en savons plus sur les faits que lors de notre premier courrier. Selon {law}, d’après les faits connus à \
         ce jour, {now}.{ordered}"
    )
}

fn basis(case: &Case<'_>) -> String {
    let told = case.owed.and(case.sum_by_distance()).filter(|_| case.status != Status::NothingDue);
    told.map_or(String::new(), |distance| {
        format!(
            "Le montant dépend de la distance entre le premier point de départ et la destination finale : {}\u{a0}km.",
            figures::count(distance, HERE)
        )
    })
}

fn care(case: &Case<'_>) -> String {
    let due = [
        (case.care.meals, "des repas et des rafraîchissements"),
        (case.care.communications, "deux appels ou messages"),
        (case.care.hotel, "une nuit d’hôtel et le trajet aller et retour"),
    ];
    let due: Vec<String> =
        due.iter().filter(|(due, _)| *due == Some(true)).map(|(_, what)| (*what).to_owned()).collect();
    if due.is_empty() {
        return String::new();
    }
    format!(
        "Pendant l’attente, vous avez droit gratuitement à ce qui suit : {}. Si vous en avez payé une partie vous-même, \
         veuillez nous envoyer les justificatifs.",
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
        told.push(format!(
            "En outre, et sans préjudice de vos droits, nous avons ordonné pour vous : {ordered}."
        ));
    }
    if !intended.is_empty() {
        told.push(format!("Non encore ordonné, mais à l’étude : {intended}."));
    }
    told.join(" ")
}

fn extra(extra: &Extra) -> String {
    let worth = extra.value.as_ref().map(|value| format!(" de {}", sum(value))).unwrap_or_default();
    let many = figures::count(i64::from(extra.quantity), HERE);
    match extra.kind {
        ExtraKind::MealVoucher => format!("un bon de repas{worth}"),
        ExtraKind::HotelVoucher => format!("un bon d’hôtel{worth}"),
        ExtraKind::TravelVoucher => format!("un bon de voyage{worth}"),
        ExtraKind::Miles => format!("{many} miles"),
        ExtraKind::LoungeAccess if extra.quantity == 1 => "un accès au salon".to_owned(),
        ExtraKind::LoungeAccess => format!("{many} accès au salon"),
    }
}

fn objection(case: &Case<'_>) -> String {
    if case.expected_only() {
        return String::new();
    }
    let body = if case.kind() == Kind::Baggage {
        "Vous pouvez également saisir le tribunal compétent."
    } else {
        "Vous pouvez également vous adresser à l’autorité chargée de faire respecter les droits des passagers dans le \
         pays concerné, à un médiateur ou au tribunal compétent."
    };
    format!(
        "Si vous n’êtes pas d’accord, veuillez nous écrire en indiquant votre vol et votre réservation ; une personne \
         réexaminera votre dossier. {body}"
    )
}
