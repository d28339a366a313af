//! The commands about what passengers are owed: the law answered on this computer, the customer's letter, and a
//! supervisor's lists and words.
//!
//! Deliberately not here: keeping a supervisor's word while the backend is away. It is about what is known now, and
//! others decide about the same; nothing is promised that was not done.

use super::Session;
use crate::{
    letter,
    rest::{failed, new_key},
};
use purser_contract::{
    CompensationId, CustomerId, DisruptionId,
    compensation::{
        BulkDecision, BulkOutcome, Compensation, CompensationStatus, Disruption, DisruptionDetail,
    },
    ipc::{CommandError, CommandErrorKind, Letter, Verdict},
    realtime::Law,
    search::Page,
};
use std::{
    fs::{self, OpenOptions},
    future::Future,
    io::{self, ErrorKind, Write as _},
    path::{Path, PathBuf},
};
use tokio::task::spawn_blocking;

/// Letters of one name that are kept side by side; the next one replaces none of them and fails.
const MOST_ALIKE: u32 = 1_000;

impl Session {
    /// What the law gives for these facts, JSON in and out, as `POST /v1/entitlements/assess` answers: by the laws that the
    /// backend applies, as far as it ever said so. Nothing is asked.
    ///
    /// # Errors
    /// The fact that cannot be read or be true, by its field.
    pub fn assess(&self, facts: &str) -> Result<String, CommandError> {
        let Law { eu261_reform_from } = self.core.state().law;
        purser_entitlement::assess_json(facts, &purser_entitlement::Settings { eu261_reform_from })
            .map_err(|error| failed(CommandErrorKind::Invalid, &error.to_string()))
    }

    /// The customer's letter; from the cached view while the backend is away.
    pub async fn letter(
        &self,
        customer: CustomerId,
        compensation: CompensationId,
        language: &str,
    ) -> Result<Letter, CommandError> {
        Ok(letter::letter(&self.owed(customer, compensation).await?, language))
    }

    /// Writes the letter as PDF where the user finds it; where that is.
    pub async fn letter_pdf(
        &self,
        customer: CustomerId,
        compensation: CompensationId,
        language: &str,
    ) -> Result<PathBuf, CommandError> {
        let owed = self.owed(customer, compensation).await?;
        let name = letter_name(&owed, language);
        let text = letter::letter(&owed, language);
        let dir = self.letters.clone();
        let written = spawn_blocking(move || {
            let pdf = letter::pdf(&text).map_err(io::Error::other)?;
            write_beside(&dir, &name, &pdf)
        });
        written.await.map_err(io::Error::other).flatten().map_err(|error| {
            tracing::error!(%error, "a letter cannot be written");
            failed(CommandErrorKind::Internal, "The letter could not be written. The fault is in the log.")
        })
    }

    /// One page of the compensations that stand so, or of all.
    pub async fn compensations(
        &self,
        status: Option<CompensationStatus>,
        cursor: Option<&str>,
    ) -> Result<Page<Compensation>, CommandError> {
        self.core.rest.compensations(status, cursor).await
    }

    /// A supervisor's word on the compensation as it was shown.
    pub async fn decide_compensation(
        &self,
        id: CompensationId,
        verdict: &Verdict,
        version: u64,
    ) -> Result<Compensation, CommandError> {
        let key = new_key();
        twice(|| self.core.rest.decide_compensation(id, verdict, version, &key)).await
    }

    /// One page of the disruptions, newest first.
    pub async fn disruptions(&self, cursor: Option<&str>) -> Result<Page<Disruption>, CommandError> {
        self.core.rest.disruptions(cursor).await
    }

    /// One disruption with its passengers.
    pub async fn disruption(&self, id: DisruptionId) -> Result<DisruptionDetail, CommandError> {
        self.core.rest.disruption(id).await
    }

    /// A supervisor's word on many passengers of a disruption, or what it would do.
    pub async fn decide_disruption(
        &self,
        id: DisruptionId,
        decision: &BulkDecision,
    ) -> Result<BulkOutcome, CommandError> {
        let key = new_key();
        twice(|| self.core.rest.decide_disruption(id, decision, &key)).await
    }

    /// A compensation as the view in memory has it, else as it is read.
    async fn owed(&self, customer: CustomerId, id: CompensationId) -> Result<Compensation, CommandError> {
        let find = |all: &[Compensation]| all.iter().find(|one| one.id == id).cloned();
        let shown = self.core.state().known.opened.get(&customer).map(|opened| opened.view.clone());
        if let Some(owed) = shown.and_then(|view| find(&view.compensations)) {
            return Ok(owed);
        }
        let view = self.open_customer(customer).await?.customer_360;
        find(&view.compensations)
            .ok_or_else(|| failed(CommandErrorKind::NotFound, "This customer has no such compensation."))
    }
}

/// Sends the same words again, once, when the connection breaks; the key they carry makes that harmless.
async fn twice<T, F: Future<Output = Result<T, CommandError>>>(
    send: impl Fn() -> F,
) -> Result<T, CommandError> {
    match send().await {
        Err(error) if error.kind == CommandErrorKind::Offline => send().await,
        answer => answer,
    }
}

/// Without the customer's name: a folder is seen by others.
fn letter_name(owed: &Compensation, language: &str) -> String {
    let plain = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    let pnr = owed.pnr.as_ref().map(|pnr| format!("-{}", plain(&pnr.to_string()))).unwrap_or_default();
    format!("letter-{}-{}{pnr}-{}", plain(&owed.flight), owed.date, plain(language))
}

/// Writes `NAME.pdf`, or `NAME-2.pdf` when that is there: a letter that was sent is not written over.
fn write_beside(dir: &Path, name: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    fs::create_dir_all(dir)?;
    for place in 1..=MOST_ALIKE {
        let name = if place == 1 { format!("{name}.pdf") } else { format!("{name}-{place}.pdf") };
        let path = dir.join(name);
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => return file.write_all(bytes).map(|()| path),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(ErrorKind::AlreadyExists.into())
}

#[cfg(test)]
mod tests;
