//! The laws, one module each, with their versions by date.
//!
//! Deliberately not here: anything two laws do not share.

pub mod regulation261;
pub mod eu261;
pub mod uk261;
pub mod mc99;
pub mod us_dot;
pub mod ca_appr;
pub mod tr_shy;
pub mod br_anac400;
pub mod in_dgca;
pub mod sa_gaca;
pub mod il_asl;
pub mod au;

use crate::{case::Case, change::Axis, finding::Finding};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A law, or where there is none the country without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Regime {
    /// Regulation (EC) 261/2004.
    #[serde(rename = "EU261")]
    Eu261,
    /// The same as it stands in the United Kingdom.
    #[serde(rename = "UK261")]
    Uk261,
    /// Montreal Convention of 1999.
    #[serde(rename = "MC99")]
    Mc99,
    /// United States, 14 CFR 250, 254 and 260.
    #[serde(rename = "US_DOT")]
    UsDot,
    /// Canada, SOR/2019-150.
    #[serde(rename = "CA_APPR")]
    CaAppr,
    /// Turkey, SHY-YOLCU.
    #[serde(rename = "TR_SHY")]
    TrShy,
    /// Brazil, ANAC Resolution 400/2016.
    #[serde(rename = "BR_ANAC400")]
    BrAnac400,
    /// India, CAR Section 3 Series M Part IV.
    #[serde(rename = "IN_DGCA")]
    InDgca,
    /// Saudi Arabia, GACA.
    #[serde(rename = "SA_GACA")]
    SaGaca,
    /// Israel, Aviation Services Law 2012.
    #[serde(rename = "IL_ASL")]
    IlAsl,
    /// Australia.
    #[serde(rename = "AU")]
    Au,
}

/// What an airline configures about the law itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The first flight date of the adopted reform of Regulation 261/2004; not in force, and unused, while
    /// unset.
    pub eu261_reform_from: Option<Date>,
}

impl Regime {
    /// All of them, in the order of answers.
    pub const ALL: [Self; 11] = [
        Self::Eu261,
        Self::Uk261,
        Self::Mc99,
        Self::UsDot,
        Self::CaAppr,
        Self::TrShy,
        Self::BrAnac400,
        Self::InDgca,
        Self::SaGaca,
        Self::IlAsl,
        Self::Au,
    ];

    /// Decides a case under this law.
    #[must_use]
    pub fn decide(self, case: &Case<'_>, settings: &Settings) -> Finding {
        match self {
            Self::Eu261 => eu261::decide(case, settings),
            Self::Uk261 => uk261::decide(case),
            Self::Mc99 => mc99::decide(case),
            Self::UsDot => us_dot::decide(case),
            Self::CaAppr => ca_appr::decide(case),
            Self::TrShy => tr_shy::decide(case),
            Self::BrAnac400 => br_anac400::decide(case),
            Self::InDgca => in_dgca::decide(case),
            Self::SaGaca => sa_gaca::decide(case),
            Self::IlAsl => il_asl::decide(case),
            Self::Au => au::decide(),
        }
    }

    /// Minutes that this law takes off a delay before it counts.
    pub(crate) fn taken_off(self, case: &Case<'_>) -> i64 {
        match self {
            Self::Eu261 | Self::Uk261 => regulation261::taken_off(case),
            Self::Mc99
            | Self::UsDot
            | Self::CaAppr
            | Self::TrShy
            | Self::BrAnac400
            | Self::InDgca
            | Self::SaGaca
            | Self::IlAsl
            | Self::Au => 0,
        }
    }

    /// The facts in which this law counts, each with the first values of its steps, ascending.
    pub(crate) const fn axes(self) -> &'static [(Axis, &'static [i64])] {
        match self {
            Self::Eu261 | Self::Uk261 => regulation261::AXES,
            Self::Mc99 => mc99::AXES,
            Self::UsDot => us_dot::AXES,
            Self::CaAppr => ca_appr::AXES,
            Self::TrShy => tr_shy::AXES,
            Self::BrAnac400 => br_anac400::AXES,
            Self::InDgca => in_dgca::AXES,
            Self::SaGaca => sa_gaca::AXES,
            Self::IlAsl => il_asl::AXES,
            Self::Au => &[],
        }
    }
}
