//! One delivery: a signed request, and what came of it.
//!
//! Deliberately not here: when it is made and what follows (`dispatcher`). The answer's body is not read.

use super::{
    Options,
    signature::Secret,
    target::{Permitted, Reach},
};
use anyhow::{Context, Result};
use jiff::Timestamp;
use reqwest::{Client, redirect::Policy};
use std::{sync::Arc, time::Duration};

/// What is to be delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The event's place in the outbox.
    pub place: i64,
    /// The event's id.
    pub id: String,
    /// The whole event.
    pub body: String,
    /// Failed attempts before.
    pub attempts: u32,
}

/// Why a delivery was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The address is none that webhooks may reach.
    #[error("the address may not be reached")]
    Forbidden,
    /// The secret cannot be read.
    #[error("the secret cannot be read")]
    NoSecret,
    /// There is nobody.
    #[error("no connection")]
    Unreachable,
    /// It took too long.
    #[error("no answer in time")]
    TimedOut,
    /// The connection broke.
    #[error("the connection broke")]
    Broken,
    /// Another answer than 2xx; redirects are not followed.
    #[error("answered {0}")]
    Status(u16),
}

/// A client that goes straight to permitted addresses.
///
/// # Errors
/// When the system's certificates cannot be used.
pub fn client(options: &Options) -> Result<Client> {
    Client::builder()
        .redirect(Policy::none())
        .no_proxy()
        .dns_resolver(Arc::new(Permitted(options.reach)))
        .timeout(options.timeout)
        .pool_idle_timeout(Duration::from_secs(30))
        .user_agent(concat!("purser/", env!("CARGO_PKG_VERSION")))
        .build()
        .context("make the client for webhooks")
}

/// Sends `letter` to `url`; the caller may not read its secret.
///
/// # Errors
/// A [`Failure`], when it is to be tried again.
pub async fn deliver(
    client: &Client,
    reach: Reach,
    (url, secret): (&str, &str),
    letter: &Letter,
    now: Timestamp,
) -> Result<(), Failure> {
    // A literal address is not resolved, and the setting may have changed since the webhook was made.
    let url = reach.read(url).map_err(|_| Failure::Forbidden)?;
    let secret = Secret::read(secret).ok_or(Failure::NoSecret)?;
    let answer = client
        .post(url)
        .header("content-type", "application/cloudevents+json; charset=utf-8")
        .header("webhook-id", &letter.id)
        .header("webhook-timestamp", now.as_second().to_string())
        .header("webhook-signature", secret.sign(&letter.id, now, &letter.body))
        .body(letter.body.clone())
        .send()
        .await;
    match answer {
        Ok(answer) if answer.status().is_success() => Ok(()),
        Ok(answer) => Err(Failure::Status(answer.status().as_u16())),
        Err(error) if error.is_timeout() => Err(Failure::TimedOut),
        Err(error) if error.is_connect() => Err(Failure::Unreachable),
        Err(_) => Err(Failure::Broken),
    }
}
