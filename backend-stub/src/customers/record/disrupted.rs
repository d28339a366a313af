//! What of a disruption stands in a record: what befell the passenger, and what they are owed.

use super::CustomerRecord;
use purser_contract::compensation::Compensation;
use serde::{Deserialize, Serialize};

/// How many compensations stand in a record.
pub const MOST_COMPENSATIONS: usize = 8;

/// Not let onto a flight.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the words say it")]
pub struct DeniedRecord {
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub voluntary: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// In another cabin than booked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the words say it")]
pub struct CabinsRecord {
    pub booked: String,
    pub flown: String,
}

impl CustomerRecord {
    /// Puts a compensation in place of an older one of its own; says whether it is new.
    pub fn owe(&mut self, compensation: Compensation) -> bool {
        let order = |known: &Compensation| (known.version, known.id);
        let own = self.compensations.iter().position(|known| known.id == compensation.id);
        if let Some(place) = own {
            if self.compensations[place].version >= compensation.version {
                return false;
            }
            self.compensations.remove(place);
        }
        let place = self.compensations.partition_point(|known| order(known) > order(&compensation));
        self.compensations.insert(place, compensation);
        self.compensations.truncate(MOST_COMPENSATIONS);
        place < MOST_COMPENSATIONS
    }
}
