//! What a client is sent: pages of the store while it catches up, then the mailbox.

use super::{Phase, Session};
use crate::{
    compensation::{disruptions, store::waiting},
    protection::desktops,
    realtime::{
        end::End,
        frames::AgentFrame,
        render::{self, ContactStep},
        store,
    },
};
use axum::extract::ws::Message;
use jiff::{SignedDuration, Timestamp};
use purser_contract::{
    CustomerId,
    compensation::DisruptionId,
    realtime::{Erase, ResyncReason},
};
use std::time::Duration;
use tokio::time::Instant;

/// How many frames are read from the store at once; between pages the client is listened to.
const PAGE: u32 = 32;
/// A frame sent later than this after it was made is late.
const LATE: SignedDuration = SignedDuration::from_secs(2);
/// How often a view is read again because the things it is made of became more.
const ROUNDS: usize = 3;
/// How many disruptions a supervisor is told of at once, and how long until the next ones: each at most four times a second.
const SOME_DISRUPTIONS: usize = 16;
const BETWEEN_DISRUPTIONS: Duration = Duration::from_millis(250);

impl Session {
    /// Finds out which frames rang before this connection.
    pub(super) async fn find_place(&mut self) -> Result<(), End> {
        let agent = self.seat.agent().clone();
        let desktop = self.desktop.clone();
        self.realtime.parts.writer.desktop_connected(desktop, agent.clone()).await;
        let place = async {
            let mut conn = self.realtime.parts.reads.acquire().await?;
            let answered = desktops::store::answered_through(&mut conn, &self.desktop).await?;
            Ok((store::last_sequences(&mut conn, std::slice::from_ref(&agent)).await?, answered))
        };
        let (last, answered) = place.await.map_err(|error: sqlx::Error| unreadable(error))?;
        self.rang_before = last.get(&agent).copied().unwrap_or(0);
        self.erasures = answered;
        self.seat.mailbox().mark_erased();
        Ok(())
    }

    /// Sends the next page of unacknowledged frames; when there is none left, goes live.
    pub(super) async fn send_page(&mut self) -> Result<(), End> {
        let page = async {
            let mut conn = self.realtime.parts.reads.acquire().await?;
            store::unacknowledged(&mut conn, self.seat.agent(), self.cursor, PAGE).await
        };
        let page = page.await.map_err(unreadable)?;
        for frame in &page {
            self.send_durable(frame).await?;
        }
        if page.is_empty() {
            if let Phase::CatchingUp(Some(reason)) = self.phase {
                self.send_resync(reason).await?;
            }
            self.phase = Phase::Live;
            self.send_mail().await?;
        }
        Ok(())
    }

    /// Sends the frames of the mailbox that the store did not already give.
    pub(super) async fn send_mail(&mut self) -> Result<(), End> {
        let (frames, behind) = self.seat.mailbox().take_frames();
        if behind {
            metrics::counter!("purser_realtime_lagged_total").increment(1);
            self.phase = Phase::CatchingUp(None);
            return Ok(());
        }
        let shared = self.realtime.parts.reads.is_shared();
        for frame in frames {
            if shared && frame.seq > self.cursor + 1 {
                // Another process may have given the number between; the store has them all in order.
                self.phase = Phase::CatchingUp(None);
                return Ok(());
            }
            if frame.seq > self.cursor {
                self.send_durable(&frame).await?;
            }
        }
        Ok(())
    }

    async fn send_durable(&mut self, frame: &AgentFrame) -> Result<(), End> {
        let late = is_late(frame, self.rang_before, self.connected_at, self.now());
        let made = render::durable(&self.realtime.parts.views, frame, late).await.map_err(unreadable)?;
        if !made.customers.is_empty() {
            self.note("realtime contact.ringing", made.customers).await?;
        }
        self.send_text(made.text).await?;
        self.cursor = frame.seq;
        match made.contact {
            ContactStep::RingsWith(contact, customer, view) => {
                let change = self.watched.rings(contact, customer);
                self.watched.show(customer, &view.etag);
                for gone in change.ended {
                    self.seat.unfollow(gone);
                }
                if self.seat.follow(customer, &view.deps) {
                    // It may have changed between rendering and following.
                    self.seat.mailbox().mark_customer(customer);
                }
            }
            ContactStep::Over(contact) => {
                for gone in self.watched.over(&contact).ended {
                    self.seat.unfollow(gone);
                }
            }
            ContactStep::Other => {}
        }
        Ok(())
    }

    /// Shows everything marked, once, as it is now.
    pub(super) async fn send_hints(&mut self) -> Result<(), End> {
        let hints = self.seat.mailbox().take_hints();
        if hints.erased {
            self.send_erasures().await?;
        }
        for key in &hints.flights {
            let stamp = (self.cursor, self.now());
            let text =
                render::flight_changed(&self.realtime.parts.views, key, stamp).await.map_err(unreadable)?;
            if let Some(text) = text {
                self.send_text(text).await?;
            }
        }
        self.disruptions.extend(hints.disruptions);
        for id in hints.customers {
            self.show_customer(id, hints.consents.contains(&id)).await?;
        }
        if hints.lagged {
            self.send_resync(ResyncReason::Lagged).await?;
        }
        self.hints_not_before = Instant::now() + self.realtime.parts.limits.hints;
        Ok(())
    }

    /// Tells a supervisor of some disruptions, as they stand; the others come a moment later.
    pub(super) async fn send_disruptions(&mut self) -> Result<(), End> {
        let some: Vec<DisruptionId> = self.disruptions.iter().copied().take(SOME_DISRUPTIONS).collect();
        some.iter().for_each(|id| {
            self.disruptions.remove(id);
        });
        let now = self.now();
        let read = async {
            let mut conn = self.realtime.parts.reads.acquire().await?;
            let found = disruptions::summaries(&mut conn, &some).await?;
            Ok::<_, sqlx::Error>((found, waiting(&mut conn, now).await?.0))
        };
        let (found, pending) = read.await.map_err(unreadable)?;
        for disruption in found {
            let text = render::compensation_changed(disruption, pending, (self.cursor, now));
            self.send_text(text.map_err(unreadable)?).await?;
        }
        self.disruptions_not_before = Instant::now() + BETWEEN_DISRUPTIONS;
        Ok(())
    }

    async fn show_customer(&mut self, id: CustomerId, consents: bool) -> Result<(), End> {
        for round in 1..=ROUNDS {
            if !self.watched.contains(id) {
                return Ok(());
            }
            let view = self.realtime.parts.views.view(id).await.map_err(unreadable)?;
            let Some(view) = view else { return Ok(()) };
            // What the view is newly made of may have changed before it was followed, so it is read again.
            if self.seat.follow(id, &view.deps) {
                if round < ROUNDS {
                    continue;
                }
                self.seat.mailbox().mark_customer(id);
            }
            // A consent may hide lines of the timeline and nothing of the view.
            if self.watched.show(id, &view.etag) || consents {
                let stamp = (self.cursor, self.now());
                let what = (id, consents);
                let text = render::customer_changed(&self.realtime.parts.views, what, &view, stamp).await;
                let frame = if consents { "realtime consent.changed" } else { "realtime customer.changed" };
                self.note(frame, view.shows.clone()).await?;
                return self.send_text(text.map_err(unreadable)?).await;
            }
            return Ok(());
        }
        Ok(())
    }

    /// Tells of everybody who was erased and was not told yet on this socket.
    async fn send_erasures(&mut self) -> Result<(), End> {
        loop {
            let next = async {
                let mut conn = self.realtime.parts.reads.acquire().await?;
                desktops::store::erasures(&mut conn, self.erasures).await
            };
            let next = next.await.map_err(|error: sqlx::Error| unreadable(error))?;
            let Some((through, erasures)) = next else { return Ok(()) };
            for id in erasures.iter().flat_map(|erased| &erased.customers) {
                self.seat.unfollow(*id);
            }
            let text = render::erase(Erase { through, erasures }, (self.cursor, self.now()));
            self.send_text(text.map_err(unreadable)?).await?;
            self.erasures = through;
        }
    }

    async fn send_resync(&mut self, reason: ResyncReason) -> Result<(), End> {
        let text = render::resync(reason, (self.cursor, self.now())).map_err(unreadable)?;
        self.send_text(text).await
    }

    /// Nobody is shown anything unseen.
    async fn note(&mut self, frame: &'static str, customers: Vec<CustomerId>) -> Result<(), End> {
        let noted = self.realtime.parts.audit.note(self.who.clone(), frame, customers).await;
        noted.map_err(|error| unreadable(anyhow::Error::from(error)))
    }

    async fn send_text(&mut self, text: String) -> Result<(), End> {
        self.send(Message::Text(text.into())).await
    }
}

/// A pop must not look as if it rings now when it does not: it rang before this connection, or some time ago. The number
/// alone does not tell: one given between connecting and finding the place is as fresh as can be.
fn is_late(frame: &AgentFrame, rang_before: u64, connected_at: Timestamp, now: Timestamp) -> bool {
    let before = frame.seq <= rang_before && frame.at <= connected_at;
    before || frame.at.duration_until(now) > LATE
}

/// The client comes again and resumes, so nothing is lost.
fn unreadable(error: impl Into<anyhow::Error>) -> End {
    tracing::error!(error = format!("{:#}", error.into()), "a realtime frame could not be made");
    End::StoreUnavailable
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::realtime::frames::StoredBody;
    use purser_contract::{ContactId, realtime::ContactNote};

    #[test]
    fn a_frame_is_late_when_it_did_not_ring_just_now_at_this_window() {
        let at = |millisecond| Timestamp::from_millisecond(millisecond).unwrap();
        let check = |seq, rang, now, late: bool| {
            let note = ContactNote {
                contact_id: ContactId::from("c"),
                at: at(rang),
                duration_s: None,
                disposition: None,
                late: false,
            };
            let frame = AgentFrame { agent: "a".into(), seq, at: at(rang), body: StoredBody::Answered(note) };
            assert_eq!(is_late(&frame, 5, at(10_000), at(now)), late, "{seq} {rang} {now}");
        };
        check(6, 10_100, 10_101, false);
        check(6, 10_100, 12_100, false);
        check(6, 10_100, 12_101, true);
        check(5, 9_999, 10_100, true);
        check(5, 10_000, 10_100, true);
        // Committed while this connection was finding its place.
        check(5, 10_001, 10_100, false);
    }
}
