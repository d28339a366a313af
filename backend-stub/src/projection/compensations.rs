//! What a decided step does: to the customer's record, to the list of all compensations, and to other systems.
//!
//! The step of the greatest version holds, so that the order of arrival decides nothing. Deliberately not here: deciding.

use super::{Effect, Logged, working::WorkingSet};
use crate::{
    compensation::store::Row,
    outbox::{Announced, Owed},
    realtime::frames::Touch,
};
use purser_contract::{CustomerId, payload::CompensationDecided};

/// Applies one step. One about nobody known is left in the log.
pub fn apply(set: &mut WorkingSet, logged: Logged<'_>, decided: &CompensationDecided) -> Vec<Effect> {
    // While customers are made again, an alias may be somebody's own id once more. Who it was first decided for has it
    // whoever they were taken for since.
    let now = |id: CustomerId| if set.customers.contains_key(&id) { id } else { set.now_of(id) };
    let mut named = decided.disruption.opened_for.into_iter().chain([decided.customer]).map(now);
    let Some(id) = named.find(|id| set.customers.contains_key(id)) else {
        return vec![Effect::Unattributed];
    };
    let compensation = &decided.compensation;
    set.learn(id).owe(compensation.clone());
    set.on_customers_timeline(id, logged, false);
    set.touch(Touch::Disruption(compensation.disruption_id));
    let newer = set.decided.get(&compensation.id).is_none_or(|known| known.version() < compensation.version);
    if newer {
        set.decided.insert(compensation.id, Row::of(id, decided));
    }
    set.owed.extend(Owed::of(decided).into_iter().map(|owed| Announced::Owed(id, Box::new(owed))));
    Vec::new()
}
