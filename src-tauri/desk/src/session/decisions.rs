//! The commands that change who a customer is and what they consent to: through the backend or not at all.
//!
//! Deliberately not here: keeping such words while the backend is away. They are about what is known now, and others
//! decide about the same; so nothing is promised that was not done.

use super::Session;
use crate::rest::{failed, new_key};
use purser_contract::{
    CustomerId,
    consent::{ConsentStatement, ConsentStatements, Consents, StandingValue},
    ipc::{CommandError, CommandErrorKind, CustomerBundle, Decision},
};

impl Session {
    /// A supervisor says who is who; the customer as they are then.
    pub async fn decide_identity(
        &self,
        id: CustomerId,
        decision: &Decision,
    ) -> Result<CustomerBundle, CommandError> {
        self.core.rest.decide(id, decision).await?;
        let read = self.read(id).await?;
        Ok(self.take_in(id, read).await?.bundle())
    }

    /// Where every consent stands now.
    pub async fn consents(&self, id: CustomerId) -> Result<Consents, CommandError> {
        Ok(self.core.rest.consents(id).await?.0)
    }

    /// Writes down what the customer says, unless the consent stands otherwise than the agent was shown. The same words are
    /// sent again, once, when the connection breaks; the key they carry makes that harmless.
    pub async fn state_consent(
        &self,
        id: CustomerId,
        statement: ConsentStatement,
        shown: StandingValue,
    ) -> Result<Consents, CommandError> {
        let (now, tag) = self.core.rest.consents(id).await?;
        if standing(&now, statement) != shown {
            return Err(failed(CommandErrorKind::Invalid, MEANWHILE));
        }
        let statements = ConsentStatements { items: vec![statement] };
        let key = new_key();
        match self.core.rest.state_consents(id, &statements, &tag, &key).await {
            Err(error) if error.kind == CommandErrorKind::Offline => {
                self.core.rest.state_consents(id, &statements, &tag, &key).await
            }
            answer => answer,
        }
    }
}

/// For the agent, when somebody else was faster.
pub(crate) const MEANWHILE: &str =
    "Somebody changed this consent meanwhile. What stands now is shown; yours was not saved.";

/// Where the consent that a statement is about stands: on its channel, else on all.
fn standing(now: &Consents, statement: ConsentStatement) -> StandingValue {
    let about =
        |channel| now.items.iter().find(|item| item.purpose == statement.purpose && item.channel == channel);
    let item = about(statement.channel).or_else(|| about(None));
    item.map_or(StandingValue::NotStated, |item| item.state.value)
}
