//! `purser-backend audit verify`: walks the whole chain, also beside a running service.

use super::{
    chain::{Link, check},
    store,
};
use crate::db::Conn;
use futures_util::TryStreamExt;
use std::pin::pin;

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verified {
    /// Everything is as it was written; the end of the chain.
    Whole(Link),
    /// This entry is the first that is not.
    Broken(u64),
}

/// Verifies the audit.
///
/// # Errors
/// Those of the database.
pub async fn verify(conn: &mut Conn) -> Result<Verified, sqlx::Error> {
    let mut head = Link::default();
    let mut pages = pin!(store::all(conn));
    while let Some(page) = pages.try_next().await? {
        match check(head, page.first, &page.entries, &page.hashes) {
            Ok(next) => head = next,
            Err(number) => return Ok(Verified::Broken(number)),
        }
    }
    Ok(Verified::Whole(head))
}
