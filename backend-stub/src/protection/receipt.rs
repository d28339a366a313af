//! The receipt of an erasure: what an airline shows to whoever asks for a proof. It does not say who it was.

use jiff::Timestamp;
use purser_contract::CustomerId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What was erased when, and who has answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Receipt {
    /// Names the erasure.
    pub id: String,
    /// The id the customer had; it answers 410 from now on.
    pub customer_id: CustomerId,
    /// When the transaction that erased them began.
    #[schema(value_type = String, format = DateTime)]
    pub erased_at: Timestamp,
    /// The admin.
    pub erased_by: String,
    /// Why.
    pub reason: String,
    /// SHA-256 over the destroyed keys in the order of the log, hexadecimal.
    pub keys_hash: String,
    /// How much.
    pub counts: Counts,
    /// When the files were searched and held nothing any more; absent while that goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub purged_at: Option<Timestamp>,
    /// Every desktop that was ever connected.
    pub desktops: Vec<Answer>,
}

/// How much was erased.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Counts {
    /// Events whose keys and bodies were destroyed.
    pub events_destroyed: u64,
    /// Events about others too, from which this customer was removed.
    pub events_redacted: u64,
    /// Calls and other contacts.
    pub contacts: u64,
    /// Frames that waited for agents.
    pub frames: u64,
    /// Identifiers and booking references they were found under.
    pub identifiers: u64,
    /// Other customers that were made again without them.
    pub others_made_again: u64,
}

/// A desktop's answer to an erasure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Answer {
    /// The desktop.
    pub id: String,
    /// Whose it is.
    pub agent_id: String,
    /// When it said that it had removed the customer; absent until it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub answered_at: Option<Timestamp>,
}

/// The hash that proves which keys were destroyed to whoever has kept a copy of one.
#[must_use]
pub fn hash(keys: &[Vec<u8>]) -> String {
    let mut hash = Sha256::new();
    keys.iter().for_each(|key| hash.update(key));
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
