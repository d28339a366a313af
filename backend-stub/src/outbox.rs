//! Events out: what other systems are told of, written in the transaction of the change it tells of.
//!
//! A row is there as long as somebody has not got it; with no webhook for its type none is written. Deliberately not here:
//! sending (`webhooks::dispatcher`), and deciding what is worth telling (`projection`).

mod announcement;
mod owed;
pub mod store;

pub use announcement::{
    Announced, Announcement, BAG_AT_RISK, CONNECTION_AT_RISK, CONSENT_CHANGED, PROFILE_ERASED,
    PROFILE_MERGED, PROFILE_UNMERGED,
};
pub use owed::{
    COMPENSATION_APPROVED, COMPENSATION_ISSUED, COMPENSATION_PROPOSED, COMPENSATION_REJECTED,
    LOUNGE_REQUESTED, MILES_REQUESTED, NOTIFICATION_REQUESTED, Owed, PAYMENT_REQUESTED, VOUCHER_REQUESTED,
};

use crate::{db::Conn, webhooks};
use jiff::Timestamp;
use store::Row;

/// Every type that can be sent. What is not among them nobody could ask for.
pub const SENT: [&str; 15] = [
    CONSENT_CHANGED,
    PROFILE_MERGED,
    PROFILE_UNMERGED,
    PROFILE_ERASED,
    BAG_AT_RISK,
    CONNECTION_AT_RISK,
    COMPENSATION_PROPOSED,
    COMPENSATION_APPROVED,
    COMPENSATION_REJECTED,
    COMPENSATION_ISSUED,
    PAYMENT_REQUESTED,
    VOUCHER_REQUESTED,
    MILES_REQUESTED,
    LOUNGE_REQUESTED,
    NOTIFICATION_REQUESTED,
];

/// Writes what was announced for everybody who wants it; gives back how many events that are.
///
/// # Errors
/// Those of the database.
pub async fn write(
    conn: &mut Conn,
    announced: &[Announcement],
    now: Timestamp,
) -> Result<usize, sqlx::Error> {
    if announced.is_empty() {
        return Ok(0);
    }
    let wanted = webhooks::store::wanted(conn).await?;
    let mut rows = Vec::new();
    let mut deliveries = Vec::new();
    for announcement in announced {
        debug_assert!(SENT.contains(&announcement.kind()), "{} is not among SENT", announcement.kind());
        let before = deliveries.len();
        let takers = wanted.iter().filter(|webhook| webhook.wants(announcement.kind()));
        deliveries.extend(takers.map(|webhook| (webhook.id, announcement.place, announcement.customer())));
        if deliveries.len() > before {
            rows.push(Row {
                place: announcement.place,
                id: announcement.id.clone(),
                kind: announcement.kind(),
                customer: announcement.customer(),
                body: announcement.body(now).map_err(|error| sqlx::Error::Encode(error.into()))?,
            });
        }
    }
    store::insert(conn, &rows, now).await?;
    webhooks::store::insert_deliveries(conn, &deliveries, now).await?;
    Ok(rows.len())
}
