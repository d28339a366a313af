//! The telephony platform: posts that a call rings and that it is over.

use crate::{
    backend::Backend,
    clock,
    load::{self, Connection},
};
use anyhow::{Result, ensure};
use serde_json::{Value, json};

/// A telephony platform with one kept-alive connection to the backend.
pub struct Telephony {
    connection: Connection,
    token: String,
    agent: String,
    sent: usize,
}

/// A call that the backend has accepted.
pub struct Posted {
    /// The contact's id.
    pub contact: String,
    /// Before the first byte was sent.
    pub posted_us: i64,
    /// When the answer was here.
    pub accepted_us: i64,
}

impl Telephony {
    /// Connects; every call will ring at `agent`.
    pub async fn connect(backend: &Backend, agent: &str) -> Result<Self> {
        let token = backend.token("service", "bench-telephony").await?;
        let connection = Connection::open(backend.address).await?;
        Ok(Self { connection, token, agent: agent.to_owned(), sent: 0 })
    }

    /// A call from `number`.
    pub async fn ring(&mut self, number: &str) -> Result<Posted> {
        let contact = format!("{}-{}-{}", self.agent, clock::micros(), self.sent);
        let data = json!({
            "contact_id": contact, "channel": "voice", "from": number, "to": "+442071234567",
            "agent_id": self.agent, "queue": "Service", "ivr": {"intent": "flight status", "language": "en"},
        });
        let (posted_us, accepted_us) = self.post("ringing", &contact, &data).await?;
        Ok(Posted { contact, posted_us, accepted_us })
    }

    /// The call is over.
    pub async fn end(&mut self, contact: &str) -> Result<()> {
        let data = json!({"contact_id": contact, "agent_id": self.agent, "duration_s": 1, "disposition": "resolved"});
        self.post("ended", contact, &data).await.map(|_| ())
    }

    async fn post(&mut self, what: &str, contact: &str, data: &Value) -> Result<(i64, i64)> {
        self.sent += 1;
        let event = json!({
            "specversion": "1.0", "id": format!("{contact}-{what}"), "source": "/bench/telephony",
            "type": format!("purser.contact.{what}.v1"), "datacontenttype": "application/json", "data": data,
        });
        let mut request = Vec::new();
        let body = event.to_string();
        load::post_events(&mut request, "application/cloudevents+json", &self.token, body.as_bytes());
        let posted_us = clock::micros();
        let answer = self.connection.ask(&request).await?;
        let text = String::from_utf8_lossy(answer.body);
        ensure!(answer.status == 202, "the call was answered {} with {text}", answer.status);
        Ok((posted_us, answer.at))
    }
}
