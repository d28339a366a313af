//! Data protection: erasing a customer so that nothing is left, and proving it; giving them what is held about them;
//! letting events go when their time is over.
//!
//! What is destroyed is destroyed in the log: the event's key and its sealed body go, and everybody it could concern is
//! made again from what is left, so that a replay gives the same. Deliberately not here: consents (`consents`), and who
//! read what (`audit`).

pub mod erase;
pub mod fates;
pub mod purge;
pub mod receipt;
pub mod routes;
pub mod store;
pub mod desktops;
pub mod sealing;
pub mod export;
pub mod retention;
pub mod expire;

use crate::{
    db::{Conn, Db},
    http::problem::ApiError,
};
use anyhow::Result;
use jiff::Timestamp;
use purser_contract::{CustomerId, ErrorCode};

/// An erasure whose files were not searched when the service ended: they are written anew before it serves again.
///
/// # Errors
/// Those of the database; a full disk.
pub async fn finish_erasures(db: &Db, now: Timestamp) -> Result<()> {
    let mut conn = db.read.acquire().await?;
    if store::is_purge_due(&mut conn).await? {
        // Another process on a server may erase somebody meanwhile.
        let number = store::newest(&mut conn).await?;
        drop(conn);
        tracing::info!("writing the database anew after an erasure");
        purge::rewrite_people(db).await?;
        store::note_purged(&mut db.write.acquire().await?, number, now).await?;
    }
    Ok(())
}

/// Why there is no customer of this id: nobody had it, or they were erased.
///
/// # Errors
/// Those of the database.
pub async fn nobody(conn: &mut Conn, id: CustomerId) -> Result<ApiError, sqlx::Error> {
    Ok(match store::erased(conn, id).await? {
        None => ApiError::not_found("no customer has this id"),
        Some(receipt) => {
            ApiError::new(ErrorCode::Erased, format!("the customer of this id was erased; receipt {receipt}"))
        }
    })
}
