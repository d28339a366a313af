//! Frames as text. A view that was rendered once is embedded as it is, not parsed and written again.
//!
//! A durable frame is rendered when it is sent: a pop delivered late carries the view of now.

use super::frames::{AgentFrame, StoredBody, StoredRinging};
use crate::customers::views::{Rendered, Views};
use anyhow::{Context, Result};
use bytes::Bytes;
use jiff::Timestamp;
use purser_contract::{
    ContactId, CustomerId, FlightKey,
    compensation::{CompensationChanged, Disruption},
    realtime::{Contact, ContactNote, Erase, FrameBody, Match, Resync, ResyncReason, ServerFrame},
    search::SearchItem,
};
use serde::Serialize;
use serde_json::value::RawValue;
use std::sync::Arc;

/// How much of the timeline a frame carries.
const TIMELINE: usize = 20;

/// The contract's `ServerFrame` with parts that are JSON already.
#[derive(Serialize)]
struct Frame<T> {
    seq: u64,
    at: Timestamp,
    #[serde(rename = "type")]
    kind: &'static str,
    data: T,
}

/// The contract's `Ringing`.
#[derive(Serialize)]
struct RingingData<'a> {
    contact: &'a Contact,
    #[serde(rename = "match")]
    outcome: Match,
    matched_by: Option<&'a str>,
    customer_360: Option<&'a RawValue>,
    timeline: &'a RawValue,
    candidates: &'a [SearchItem],
    late: bool,
}

/// The contract's `CustomerChanged` and `ConsentChanged`.
#[derive(Serialize)]
struct ChangedData<'a> {
    id: CustomerId,
    customer_360: &'a RawValue,
    timeline: &'a RawValue,
}

/// A durable frame ready to be sent, and what it means for whom the socket watches.
pub(super) struct Durable {
    pub(super) text: String,
    pub(super) contact: ContactStep,
    /// Whom it shows.
    pub(super) customers: Vec<CustomerId>,
}

/// What a durable frame says about a contact.
pub(super) enum ContactStep {
    /// It rings, with exactly this customer.
    RingsWith(ContactId, CustomerId, Arc<Rendered>),
    /// It is over.
    Over(ContactId),
    /// Nothing that changes whom the socket watches.
    Other,
}

/// A durable frame with the views it carries now.
///
/// # Errors
/// When the store cannot be read.
pub(super) async fn durable(views: &Views, frame: &AgentFrame, late: bool) -> Result<Durable> {
    let (text, contact) = match &frame.body {
        StoredBody::Ringing(ringing) => return self::ringing(views, frame, ringing, late).await,
        StoredBody::Answered(note) => {
            (whole(frame.seq, frame.at, FrameBody::ContactAnswered(lately(note, late)))?, ContactStep::Other)
        }
        StoredBody::Ended(note) => (
            whole(frame.seq, frame.at, FrameBody::ContactEnded(lately(note, late)))?,
            ContactStep::Over(note.contact_id.clone()),
        ),
    };
    Ok(Durable { text, contact, customers: Vec::new() })
}

fn lately(note: &ContactNote, late: bool) -> ContactNote {
    ContactNote { late, ..note.clone() }
}

async fn ringing(views: &Views, frame: &AgentFrame, stored: &StoredRinging, late: bool) -> Result<Durable> {
    let who = find_out(views, &stored.customers).await?;
    let (outcome, view, timeline, candidates) = match &who {
        Who::One(view, timeline) => {
            (Match::Exact, Some(raw(&view.json)?), raw(timeline)?, &[] as &[SearchItem])
        }
        Who::Several(candidates) => (Match::Several, None, raw(b"[]")?, candidates.as_slice()),
        Who::Nobody => (Match::Unknown, None, raw(b"[]")?, &[] as &[SearchItem]),
    };
    let matched_by = stored.matched_by.as_deref().filter(|_| outcome != Match::Unknown);
    let data = RingingData {
        contact: &stored.contact,
        outcome,
        matched_by,
        customer_360: view,
        timeline,
        candidates,
        late,
    };
    let text = serde_json::to_string(&Frame { seq: frame.seq, at: frame.at, kind: "contact.ringing", data })?;
    let customers = match &who {
        Who::One(view, _) => view.shows.clone(),
        Who::Several(candidates) => candidates.iter().map(|candidate| candidate.id).collect(),
        Who::Nobody => Vec::new(),
    };
    let contact = match who {
        Who::One(view, _) => ContactStep::RingsWith(stored.contact.id.clone(), view.id, view),
        Who::Several(_) | Who::Nobody => ContactStep::Other,
    };
    Ok(Durable { text, contact, customers })
}

/// Who the matched customers are by now.
enum Who {
    One(Arc<Rendered>, Bytes),
    Several(Vec<SearchItem>),
    Nobody,
}

/// Since the frame was made, two candidates may have been linked into one, and one may have been erased.
async fn find_out(views: &Views, matched: &[CustomerId]) -> Result<Who> {
    let only = match matched {
        [] => return Ok(Who::Nobody),
        [only] => *only,
        several => {
            let candidates = views.candidates(several).await.context("read candidates")?;
            match candidates.as_slice() {
                [] => return Ok(Who::Nobody),
                [only] => only.id,
                _ => return Ok(Who::Several(candidates)),
            }
        }
    };
    // Beside each other: a call rings.
    let (view, timeline) = tokio::join!(views.view(only), views.timeline_json(only, TIMELINE));
    let (view, timeline) = (view.context("read view")?, timeline.context("read timeline")?);
    Ok(view.map_or(Who::Nobody, |view| Who::One(view, timeline)))
}

/// `customer.changed`, or `consent.changed` when `consents` changed, for whoever watches `watched`, with the view they get
/// by that id now.
///
/// # Errors
/// When the store cannot be read.
pub(super) async fn customer_changed(
    views: &Views,
    (watched, consents): (CustomerId, bool),
    view: &Rendered,
    (seq, at): (u64, Timestamp),
) -> Result<String> {
    let timeline = views.timeline_json(view.id, TIMELINE).await.context("read timeline")?;
    let kind = if consents { "consent.changed" } else { "customer.changed" };
    let data = ChangedData { id: watched, customer_360: raw(&view.json)?, timeline: raw(&timeline)? };
    Ok(serde_json::to_string(&Frame { seq, at, kind, data })?)
}

/// `flight.changed`, when there is such a flight.
///
/// # Errors
/// When the store cannot be read.
pub(super) async fn flight_changed(
    views: &Views,
    key: &FlightKey,
    (seq, at): (u64, Timestamp),
) -> Result<Option<String>> {
    let flight = views.flight(key).await.context("read flight")?;
    flight.map(|flight| whole(seq, at, FrameBody::FlightChanged(Box::new(flight)))).transpose()
}

/// `compensation.changed`.
///
/// # Errors
/// None in practice; writing JSON can fail in principle.
pub(super) fn compensation_changed(
    disruption: Disruption,
    pending_approval: u64,
    (seq, at): (u64, Timestamp),
) -> Result<String> {
    let changed = CompensationChanged { disruption, pending_approval };
    whole(seq, at, FrameBody::CompensationChanged(Box::new(changed)))
}

/// `erase`.
///
/// # Errors
/// None in practice; writing JSON can fail in principle.
pub(super) fn erase(erase: Erase, (seq, at): (u64, Timestamp)) -> Result<String> {
    whole(seq, at, FrameBody::Erase(erase))
}

/// `resync`.
///
/// # Errors
/// None in practice; writing JSON can fail in principle.
pub(super) fn resync(reason: ResyncReason, (seq, at): (u64, Timestamp)) -> Result<String> {
    whole(seq, at, FrameBody::Resync(Resync { reason }))
}

fn whole(seq: u64, at: Timestamp, body: FrameBody) -> Result<String> {
    Ok(serde_json::to_string(&ServerFrame { seq, at, body })?)
}

fn raw(json: &[u8]) -> Result<&RawValue> {
    serde_json::from_slice(json).context("a rendered view is not JSON")
}
