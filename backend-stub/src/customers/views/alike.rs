//! Reading who may be the same person as a customer.
//!
//! Deliberately not here: how records are compared (`identity`).

use super::Views;
use crate::{
    customers::store,
    identity::suggest::{self, Suggestions},
    realtime::frames::Touch,
};
use jiff::Timestamp;
use purser_contract::CustomerId;

impl Views {
    /// Who may be the same person, and what that is made of: what both have in common, and the others' records.
    pub(super) async fn suggestions_of(
        &self,
        stored: &store::Stored,
        generations: &mut Vec<(usize, u64)>,
    ) -> Result<(Suggestions, Vec<Touch>), sqlx::Error> {
        let under = suggest::under(stored);
        if under.is_empty() {
            return Ok(Default::default());
        }
        let mut deps: Vec<Touch> = under.iter().copied().map(Touch::Block).collect();
        generations.extend(deps.iter().map(|block| self.generation(block)));
        let standing = self.standing.find(under).await?.unwrap_or_default();
        let others = suggest::candidates(stored.id, standing, &self.identity);
        let records = others.iter().copied().map(Touch::Customer);
        generations.extend(records.clone().map(|record| self.generation(&record)));
        deps.extend(records);
        if others.is_empty() {
            return Ok((Suggestions::default(), deps));
        }
        let mut conn = self.db.read.acquire().await?;
        let others = store::customers(&mut conn, &others).await?;
        Ok((suggest::suggest(stored, &others, &self.identity), deps))
    }

    /// Who may be the same person as this customer; nothing when there is no such customer.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn suggestions(&self, id: CustomerId) -> Result<Option<Suggestions>, sqlx::Error> {
        self.caught_up().await;
        let Some(stored) = self.stored(id).await? else { return Ok(None) };
        Ok(Some(self.suggestions_of(&stored, &mut Vec::new()).await?.0))
    }

    /// The newest word on whether these are two persons, and when it was said.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn difference(
        &self,
        one: CustomerId,
        other: CustomerId,
    ) -> Result<Option<(bool, Timestamp)>, sqlx::Error> {
        let mut conn = self.db.read.acquire().await?;
        let both = store::customers(&mut conn, &[one, other]).await?;
        let [one, other] = both.as_slice() else { return Ok(None) };
        let word = suggest::newest_word(&one.record, &other.record);
        Ok(word.map(|word| (word.value.different, word.as_of)))
    }
}
