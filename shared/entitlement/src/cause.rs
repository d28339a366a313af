//! The carrier's stated cause, and what the courts make of it.
//!
//! Deliberately not here: whether the carrier took all reasonable measures, which is a fact of its own.

use crate::vocabulary::Control;
use Control::{OutsideControl, Safety, WithinControl};
use Nature::{Extraordinary, Inherent, Mixed, Passenger, Refusal, Unlisted, Unsettled};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What a cause is in the sense of Art. 5(3) of Regulation 261/2004.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// Part of the carrier's normal business or within its control: no defence.
    Inherent,
    /// Neither inherent nor controllable: a defence when all reasonable measures are proven.
    Extraordinary,
    /// Held extraordinary by some, not decided by the Court.
    Unsettled,
    /// Inherent with an extraordinary part, whose minutes are taken off a delay (C-315/15 Pešková).
    Mixed,
    /// The passenger's own sphere, not the flight's.
    Passenger,
    /// A reasonable ground to refuse carriage (Art. 2(j)): health, safety, security, documents.
    Refusal,
    /// A cause nobody has decided: the burden is the carrier's, so no defence.
    Unlisted,
}

/// One line of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// Words of the stated cause begin so, all of those joined by `+`; the first line that fits decides.
    word: &'static str,
    /// Its nature.
    pub nature: Nature,
    /// Canada's view, where it is clear from the cause alone.
    pub control: Option<Control>,
    /// The judgment, or the provision.
    pub basis: &'static str,
    /// The United Kingdom's own judgment, where there is one.
    pub uk_basis: Option<&'static str>,
}

const fn ruling(word: &'static str, nature: Nature, control: Option<Control>, basis: &'static str) -> Ruling {
    Ruling { word, nature, control, basis, uk_basis: None }
}

const fn also(ruling: Ruling, uk_basis: &'static str) -> Ruling {
    Ruling { uk_basis: Some(uk_basis), ..ruling }
}

const HUZAR: &str = "Jet2.com v Huzar [2014] EWCA Civ 791";
const LIPTON: &str = "Lipton v BA Cityflyer [2024] UKSC 24";

/// Most special first.
static RULINGS: &[Ruling] = &[
    // Refusals of carriage and the passenger's own sphere.
    ruling("no_show_outbound", Inherent, Some(WithinControl), "C-238/22 LATAM paras 28, 39"),
    ruling("misconnection", Inherent, Some(WithinControl), "C-321/11 Rodríguez Cachafeiro para 36"),
    ruling("wrongly", Inherent, Some(WithinControl), "C-584/18 Blue Air"),
    ruling("wrong_doc", Inherent, Some(WithinControl), "C-584/18 Blue Air"),
    ruling("wrong_refusal", Inherent, Some(WithinControl), "C-584/18 Blue Air"),
    ruling("misjudged", Inherent, Some(WithinControl), "C-584/18 Blue Air"),
    ruling("mistaken", Inherent, Some(WithinControl), "C-584/18 Blue Air"),
    ruling("incorrect", Inherent, Some(WithinControl), "C-584/18 Blue Air"),
    ruling("document", Refusal, None, "Art. 2(j) (\"reasonable grounds\")"),
    ruling("passport", Refusal, None, "Art. 2(j) (\"reasonable grounds\")"),
    ruling("visa", Refusal, None, "Art. 2(j) (\"reasonable grounds\")"),
    ruling("public_health", Extraordinary, Some(OutsideControl), "Recital 14"),
    ruling("health", Refusal, None, "Art. 2(j) (\"reasonable grounds\")"),
    ruling("intoxicat", Refusal, None, "Art. 2(j) (\"reasonable grounds\")"),
    ruling("safety_reason", Refusal, None, "Art. 2(j) (\"reasonable grounds\")"),
    ruling("security_reason", Refusal, None, "Art. 2(j) (\"reasonable grounds\")"),
    ruling("passenger_missed", Passenger, None, "Art. 7"),
    ruling("passenger_late", Passenger, None, "Art. 3(2)(a)"),
    ruling("passenger_no_show", Passenger, None, "Art. 3(2)(a)"),
    // The carrier's own: not extraordinary.
    ruling("carrier_choice", Inherent, Some(WithinControl), "T-656/24 European Air Charter"),
    ruling("no_direct_causal", Inherent, Some(WithinControl), "C-74/19 para 55"),
    ruling("no_causal", Inherent, Some(WithinControl), "C-74/19 para 55"),
    ruling("mixed", Mixed, None, "C-315/15 Pešková para 54"),
    ruling("stairs", Inherent, Some(WithinControl), "C-394/14 Siewert"),
    ruling("solidarity", Inherent, Some(OutsideControl), "C-613/20 para 34"),
    ruling("wildcat", Inherent, Some(OutsideControl), "C-195/17 Krüsemann"),
    ruling("own_staff", Inherent, Some(OutsideControl), "C-28/20 paras 37, 44"),
    ruling("own_crew_strike", Inherent, Some(OutsideControl), "C-28/20 paras 37, 44"),
    ruling("crew_strike", Inherent, Some(OutsideControl), "C-28/20 paras 37, 44"),
    ruling("pilot_strike", Inherent, Some(OutsideControl), "C-28/20 paras 37, 44"),
    ruling("pilots_strike", Inherent, Some(OutsideControl), "C-28/20 paras 37, 44"),
    also(ruling("crew_sick", Inherent, Some(WithinControl), "C-156/22 para 26"), LIPTON),
    also(ruling("crew_ill", Inherent, Some(WithinControl), "C-156/22 para 26"), LIPTON),
    also(ruling("pilot_sick", Inherent, Some(WithinControl), "C-156/22 para 26"), LIPTON),
    also(ruling("pilot_ill", Inherent, Some(WithinControl), "C-156/22 para 26"), LIPTON),
    also(ruling("crew_death", Inherent, Some(WithinControl), "C-156/22 para 26"), LIPTON),
    ruling("premature", Inherent, Some(Safety), "C-257/14 paras 40-42"),
    // Outside the carrier: extraordinary.
    ruling("hidden", Extraordinary, Some(OutsideControl), "C-385/23 paras 37, 39"),
    ruling("design_defect", Extraordinary, Some(OutsideControl), "C-411/23 para 42"),
    ruling("manufacturing_defect", Extraordinary, Some(OutsideControl), "C-385/23 paras 37, 39"),
    ruling("sabotage", Extraordinary, Some(OutsideControl), "C-549/07 para 26"),
    ruling("terror", Extraordinary, Some(OutsideControl), "C-549/07 para 26"),
    ruling("bird", Extraordinary, Some(OutsideControl), "C-315/15 Pešková para 24"),
    ruling("lightning", Extraordinary, Some(OutsideControl), "C-399/24 AirHelp v Austrian"),
    ruling("foreign_object", Extraordinary, Some(OutsideControl), "C-501/17 Germanwings para 34"),
    ruling("runway_debris", Extraordinary, Some(OutsideControl), "C-501/17 Germanwings para 34"),
    ruling("fuel_spill", Extraordinary, Some(OutsideControl), "C-159/18 Moens para 22"),
    ruling("fuel_system", Extraordinary, Some(OutsideControl), "C-308/21 SATA para 28"),
    ruling("fuel_supply", Extraordinary, Some(OutsideControl), "C-308/21 SATA para 28"),
    ruling("airport_baggage", Extraordinary, Some(OutsideControl), "C-405/23 para 30"),
    ruling("unruly", Extraordinary, Some(OutsideControl), "C-74/19 paras 48, 55"),
    ruling("disruptive_passenger", Extraordinary, Some(OutsideControl), "C-74/19 paras 48, 55"),
    ruling("medical_emergency", Extraordinary, Some(OutsideControl), "Recital 14, C-74/19"),
    ruling("sick_passenger", Extraordinary, Some(OutsideControl), "Recital 14, C-74/19"),
    ruling("passenger_ill", Extraordinary, Some(OutsideControl), "Recital 14, C-74/19"),
    ruling("collision", Extraordinary, Some(OutsideControl), "C-659/21, C-264/20"),
    ruling("third_party", Extraordinary, Some(OutsideControl), "C-659/21, C-264/20"),
    ruling("atc", Extraordinary, Some(OutsideControl), "C-28/20 paras 42-43"),
    ruling("air_traffic", Extraordinary, Some(OutsideControl), "C-28/20 paras 42-43"),
    ruling("airport+strike", Extraordinary, Some(OutsideControl), "C-28/20 paras 42-43"),
    ruling("state_can_meet", Extraordinary, Some(OutsideControl), "C-28/20 para 45"),
    ruling("general_strike", Extraordinary, Some(OutsideControl), "C-28/20 para 45"),
    ruling("public_authorit", Extraordinary, Some(OutsideControl), "C-28/20 para 45"),
    ruling("volcan", Extraordinary, Some(OutsideControl), "C-12/11 McDonagh paras 30, 34"),
    ruling("ash_cloud", Extraordinary, Some(OutsideControl), "C-12/11 McDonagh paras 30, 34"),
    ruling("weather", Extraordinary, Some(OutsideControl), "Recital 14"),
    ruling("thunderstorm", Extraordinary, Some(OutsideControl), "Recital 14"),
    ruling("storm", Extraordinary, Some(OutsideControl), "Recital 14"),
    ruling("snow", Extraordinary, Some(OutsideControl), "Recital 14"),
    ruling("fog", Extraordinary, Some(OutsideControl), "Recital 14"),
    ruling("hail", Extraordinary, Some(OutsideControl), "Recital 14"),
    ruling("high_wind", Extraordinary, Some(OutsideControl), "Recital 14"),
    ruling("crosswind", Extraordinary, Some(OutsideControl), "Recital 14"),
    ruling("hurricane", Extraordinary, Some(OutsideControl), "Recital 14"),
    ruling("government", Extraordinary, Some(OutsideControl), "Recital 14"),
    ruling("travel_ban", Extraordinary, Some(OutsideControl), "Recital 14"),
    ruling("airspace", Extraordinary, Some(OutsideControl), "Recital 14"),
    ruling("pandemic", Extraordinary, Some(OutsideControl), "Recital 14"),
    ruling("runway_clos", Extraordinary, Some(OutsideControl), "Recital 14"),
    ruling("airport_clos", Extraordinary, Some(OutsideControl), "Recital 14"),
    ruling("political", Extraordinary, Some(OutsideControl), "Recital 14"),
    ruling("security_alert", Extraordinary, Some(OutsideControl), "Recital 14"),
    ruling("security_risk", Extraordinary, Some(OutsideControl), "Recital 14"),
    ruling("airport_security", Unsettled, Some(OutsideControl), "Recital 14"),
    ruling("security_checkpoint", Unsettled, Some(OutsideControl), "Recital 14"),
    // What is left of the carrier's own.
    ruling("strike", Inherent, Some(OutsideControl), "C-28/20 paras 37, 44"),
    also(ruling("technical", Inherent, Some(Safety), "C-549/07 para 25"), HUZAR),
    also(ruling("mechanical", Inherent, Some(Safety), "C-549/07 para 25"), HUZAR),
    also(ruling("engine", Inherent, Some(Safety), "C-549/07 para 25"), HUZAR),
    also(ruling("maintenance", Inherent, Some(WithinControl), "C-549/07 para 25"), HUZAR),
    ruling("crew", Inherent, Some(WithinControl), "C-156/22 para 26"),
    ruling("overbook", Inherent, Some(WithinControl), "C-22/11 Finnair"),
    ruling("oversold", Inherent, Some(WithinControl), "C-22/11 Finnair"),
    ruling("commercial", Inherent, Some(WithinControl), "C-549/07 para 23"),
    ruling("operational", Inherent, Some(WithinControl), "C-549/07 para 23"),
    ruling("rotation", Inherent, Some(WithinControl), "C-549/07 para 23"),
    ruling("", Unlisted, None, "burden of proof on the carrier"),
];

/// A stated cause with the ruling on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    text: Box<str>,
    ruling: &'static Ruling,
}

impl Cause {
    /// Finds the ruling for a cause in the vocabulary's spelling (`own_staff_strike`); others stand as
    /// unlisted.
    #[must_use]
    pub fn stated(text: &str) -> Self {
        let spelt = text.trim().to_lowercase().replace([' ', '-'], "_");
        let begins =
            |word: &str| spelt.match_indices(word).any(|(at, _)| at == 0 || spelt[..at].ends_with('_'));
        let fits = |ruling: &&Ruling| ruling.word.split('+').all(begins);
        let last = RULINGS.len() - 1;
        Self { text: text.into(), ruling: RULINGS.iter().find(fits).unwrap_or(&RULINGS[last]) }
    }

    /// What was said.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What the courts make of it.
    #[must_use]
    pub const fn ruling(&self) -> &'static Ruling {
        self.ruling
    }
}

impl Serialize for Cause {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Cause {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::stated(&std::borrow::Cow::<'de, str>::deserialize(deserializer)?))
    }
}

#[cfg(test)]
mod tests {
    use super::{Cause, Nature};

    #[test]
    fn causes_fall_where_the_courts_put_them() {
        for (text, nature) in [
            ("technical_fault", Nature::Inherent),
            ("technical_fault_premature_part", Nature::Inherent),
            ("hidden_manufacturing_defect", Nature::Extraordinary),
            ("bird_strike", Nature::Extraordinary),
            ("mixed_technical_and_bird_strike", Nature::Mixed),
            ("own_staff_strike", Nature::Inherent),
            ("airport_staff_strike", Nature::Extraordinary),
            ("carrier_choice_after_previous_extraordinary", Nature::Inherent),
            ("boarding_stairs_collision", Nature::Inherent),
            ("third_party_vehicle_collision", Nature::Extraordinary),
            ("airport_security_checkpoint_failure", Nature::Unsettled),
            ("Wildcat strike", Nature::Inherent),
            ("inadequate_travel_documents", Nature::Refusal),
            ("documents_wrongly_refused", Nature::Inherent),
            ("airport handling staff strike", Nature::Extraordinary),
            ("dispatch_error", Nature::Unlisted),
            ("asteroid", Nature::Unlisted),
            ("", Nature::Unlisted),
        ] {
            assert_eq!(Cause::stated(text).ruling().nature, nature, "{text}");
        }
    }
}
