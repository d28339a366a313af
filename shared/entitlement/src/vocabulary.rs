//! The closed vocabularies of the facts.
//!
//! Deliberately not here: causes, of which new ones appear every winter (`cause`).

use serde::{Deserialize, Serialize};

/// What happened to the flight, the passenger, the bag or the parcel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are those of the facts, and say it")]
pub enum Disruption {
    #[default]
    Delay,
    Cancellation,
    DeniedBoarding,
    MissedConnection,
    Downgrade,
    Upgrade,
    BroughtForward,
    RetimedLater,
    RebookedFirstLeg,
    ReturnToDeparture,
    UnscheduledStop,
    DiversionSameRegion,
    DiversionOtherRegion,
    SeatChangeSameCabin,
    ScheduleChange,
    Renumbered,
    BaggageDelay,
    BaggageLost,
    BaggageDamage,
    CargoLost,
    CargoDamage,
}

/// What a disruption is about, where a law only asks that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The journey in time.
    Journey,
    /// Where in the cabin.
    Cabin,
    /// Checked baggage.
    Baggage,
    /// Cargo.
    Cargo,
}

impl Disruption {
    /// What it is about.
    #[must_use]
    pub const fn subject(self) -> Subject {
        match self {
            Self::Delay
            | Self::Cancellation
            | Self::DeniedBoarding
            | Self::MissedConnection
            | Self::BroughtForward
            | Self::RetimedLater
            | Self::RebookedFirstLeg
            | Self::ReturnToDeparture
            | Self::UnscheduledStop
            | Self::DiversionSameRegion
            | Self::DiversionOtherRegion
            | Self::ScheduleChange
            | Self::Renumbered => Subject::Journey,
            Self::Downgrade | Self::Upgrade | Self::SeatChangeSameCabin => Subject::Cabin,
            Self::BaggageDelay | Self::BaggageLost | Self::BaggageDamage => Subject::Baggage,
            Self::CargoLost | Self::CargoDamage => Subject::Cargo,
        }
    }

    /// The flight flew and came late, in one way or another.
    #[must_use]
    pub const fn is_late_arrival(self) -> bool {
        matches!(
            self,
            Self::Delay
                | Self::MissedConnection
                | Self::RebookedFirstLeg
                | Self::UnscheduledStop
                | Self::DiversionSameRegion
        )
    }

    /// The flight did not bring the passenger where it was to go.
    #[must_use]
    pub const fn is_cancellation(self) -> bool {
        matches!(self, Self::Cancellation | Self::ReturnToDeparture | Self::DiversionOtherRegion)
    }
}

/// A cabin, lowest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "cabins are known by these names")]
pub enum Cabin {
    Economy,
    #[serde(alias = "premium")]
    PremiumEconomy,
    Business,
    First,
}

/// SOR/2019-150 s. 1(2): large is two million passengers in each of the two years before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum CarrierSize {
    Large,
    Small,
}

/// SOR/2019-150 ss. 10, 11 and 12: whose affair the cause is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Control {
    /// The carrier's, and not required for safety (s. 12).
    WithinControl,
    /// The carrier's, but required for safety (s. 11).
    Safety,
    /// Nobody's at the carrier (s. 10).
    OutsideControl,
}
