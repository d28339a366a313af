//! What passengers are owed, over HTTP: the list that waits, one disruption, and a supervisor's words.
//!
//! Deliberately not here: sending a word twice when the connection breaks; the session does that with the same key.

use super::{Rest, Subject, decode, send_about};
use purser_contract::{
    CompensationId, DisruptionId,
    compensation::{
        ApproveRequest, BulkDecision, BulkOutcome, Compensation, CompensationStatus, Disruption,
        DisruptionDetail, RejectRequest,
    },
    ipc::{CommandError, Verdict},
    search::Page,
};
use reqwest::{RequestBuilder, header::IF_MATCH};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::json;

/// The most the backend gives at once.
const PAGE: &str = "200";
const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

const COMPENSATION: Subject = Subject {
    missing: "It is not there any more.",
    meanwhile: "Somebody decided this meanwhile. What stands now is shown; yours was not saved.",
};

impl Rest {
    /// One page of the compensations that stand so, or of all.
    pub(crate) async fn compensations(
        &self,
        status: Option<CompensationStatus>,
        cursor: Option<&str>,
    ) -> Result<Page<Compensation>, CommandError> {
        let status = status.map(|status| json!(status).as_str().unwrap_or_default().to_owned());
        let mut request = self.get("/v1/compensations").query(&[("limit", PAGE)]);
        if let Some(status) = status {
            request = request.query(&[("status", status)]);
        }
        read(paged(request, cursor)).await
    }

    /// A supervisor's word on the compensation as it was at `version`.
    pub(crate) async fn decide_compensation(
        &self,
        id: CompensationId,
        verdict: &Verdict,
        version: u64,
        key: &str,
    ) -> Result<Compensation, CommandError> {
        let (verb, body) = match verdict {
            Verdict::Approve { note } => ("approve", json!(ApproveRequest { note: note.clone() })),
            Verdict::Reject { note } => ("reject", json!(RejectRequest { note: note.clone() })),
            Verdict::Undo => ("undo", json!({})),
        };
        let path = format!("/v1/compensations/{id}/{verb}");
        read(self.say(&path, &body, key).header(IF_MATCH, format!("\"{version}\""))).await
    }

    /// One page of the disruptions, newest first.
    pub(crate) async fn disruptions(&self, cursor: Option<&str>) -> Result<Page<Disruption>, CommandError> {
        read(paged(self.get("/v1/disruptions").query(&[("limit", PAGE)]), cursor)).await
    }

    /// One disruption with its passengers.
    pub(crate) async fn disruption(&self, id: DisruptionId) -> Result<DisruptionDetail, CommandError> {
        read(self.get(&format!("/v1/disruptions/{id}"))).await
    }

    /// A supervisor's word on many passengers, or what it would do.
    pub(crate) async fn decide_disruption(
        &self,
        id: DisruptionId,
        decision: &BulkDecision,
        key: &str,
    ) -> Result<BulkOutcome, CommandError> {
        read(self.say(&format!("/v1/disruptions/{id}/decide"), decision, key)).await
    }

    fn say(&self, path: &str, body: &impl Serialize, key: &str) -> RequestBuilder {
        self.client.post(self.backend.at(path)).header(IDEMPOTENCY_KEY, key).json(body)
    }
}

fn paged(request: RequestBuilder, cursor: Option<&str>) -> RequestBuilder {
    match cursor {
        Some(cursor) => request.query(&[("cursor", cursor)]),
        None => request,
    }
}

async fn read<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, CommandError> {
    decode(send_about(&COMPENSATION, request).await?).await
}
