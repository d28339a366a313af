//! `purser-backend audit verify`: walks the whole chain, also beside a running service.

use super::{
    chain::{Link, check},
    store,
};
use crate::db::Conn;

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
    let mut found = Verified::Whole(Link::default());
    let pages = store::each(conn, |page| {
        if let Verified::Whole(head) = found {
            found = match check(head, page.first, &page.entries, &page.hashes) {
                Ok(next) => Verified::Whole(next),
                Err(number) => Verified::Broken(number),
            };
        }
    });
    pages.await?;
    Ok(found)
}
