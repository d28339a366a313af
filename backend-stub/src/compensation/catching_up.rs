//! When what moved by news of before is decided: once no more of it has come for a while.
//!
//! A load of last week, or what waited for a broken line, comes in any order. Decided while it comes, a delay would be paid
//! whose better estimate is two batches behind, and what is issued stays. News of now waits for nothing. Deliberately not
//! here: what news of before is (`watch`), and the decisions (`decider`).

use crate::{
    db::Db,
    risks::{Book, store as watched},
};
use std::time::Duration;
use tokio::time::Instant;

/// However much comes, it is not waited longer for the end of it.
const AT_MOST: Duration = Duration::from_mins(2);
/// How many rows are handed over at once: what moves by news of now waits behind them.
const SOME: i64 = 500;

/// What is known of the news that waits.
#[derive(Clone, Copy, Debug, Default)]
pub struct CatchingUp {
    waits: Option<Waits>,
    /// Up to where what waits is being handed over.
    handing: Option<i64>,
}

/// What became of what waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// Nothing waits.
    Nothing,
    /// It waits so long still, if no more comes.
    Waits(Duration),
    /// It is to be decided now.
    HandedOver,
}

#[derive(Clone, Copy, Debug)]
struct Waits {
    newest: i64,
    grew: Instant,
    began: Instant,
}

impl CatchingUp {
    /// How long it must still be quiet, when the newest that waits has this place; nothing when nothing waits.
    fn look(&mut self, newest: Option<i64>, quiet: Duration, now: Instant) -> Option<Duration> {
        let newest = newest.or_else(|| {
            self.waits = None;
            None
        })?;
        let waits = self.waits.get_or_insert(Waits { newest, grew: now, began: now });
        if newest > waits.newest {
            (waits.newest, waits.grew) = (newest, now);
        }
        let ends = (waits.grew + quiet).min(waits.began + AT_MOST);
        Some(ends.saturating_duration_since(now))
    }

    /// Hands some of what waits to the decisions, if it has been quiet for so long.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn settle(&mut self, db: &Db, quiet: Duration) -> Result<Settled, sqlx::Error> {
        if let Some(place) = self.handing {
            if hand_over(db, place).await? > 0 {
                return Ok(Settled::HandedOver);
            }
            self.handing = None;
        }
        let newest = watched::newest(&mut db.read.acquire().await?, Book::Backlog).await?;
        let rest = self.look(newest, quiet, Instant::now());
        let Some((newest, rest)) = newest.zip(rest) else { return Ok(Settled::Nothing) };
        if !rest.is_zero() {
            return Ok(Settled::Waits(rest));
        }
        hand_over(db, newest).await?;
        (self.waits, self.handing) = (None, Some(newest));
        Ok(Settled::HandedOver)
    }
}

/// Hands over what waits, because everything is there: an airline was loaded.
///
/// # Errors
/// Those of the database.
pub async fn everything(db: &Db) -> Result<(), sqlx::Error> {
    let newest = watched::newest(&mut db.read.acquire().await?, Book::Backlog).await?;
    let Some(newest) = newest else { return Ok(()) };
    while hand_over(db, newest).await? > 0 {}
    Ok(())
}

async fn hand_over(db: &Db, place: i64) -> Result<u64, sqlx::Error> {
    let mut transaction = db.begin().await?;
    let books = (Book::Backlog, Book::Decisions);
    let handed = watched::hand_over(&mut transaction, books, place, SOME).await?;
    transaction.commit().await?;
    Ok(handed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUIET: Duration = Duration::from_secs(10);

    #[test]
    fn what_comes_waits_until_nothing_came_for_a_while() {
        let (mut catching_up, begun) = (CatchingUp::default(), Instant::now());
        let mut at = |second: u64, newest: Option<i64>| {
            let rest = catching_up.look(newest, QUIET, begun + Duration::from_secs(second));
            rest.map(|rest| rest.as_secs())
        };
        assert_eq!(at(0, None), None, "nothing waits");
        assert_eq!(at(1, Some(5)), Some(10));
        assert_eq!(at(9, Some(5)), Some(2));
        assert_eq!(at(10, Some(6)), Some(10), "more came");
        assert_eq!(at(20, Some(6)), Some(0));
        assert_eq!(at(21, None), None);
        assert_eq!(at(30, Some(7)), Some(10), "another time");
    }

    #[test]
    fn what_never_ends_is_decided_all_the_same() {
        let (mut catching_up, begun) = (CatchingUp::default(), Instant::now());
        for second in 0..120 {
            let now = begun + Duration::from_secs(second);
            let rest = catching_up.look(i64::try_from(second).ok(), QUIET, now);
            assert_ne!(rest, Some(Duration::ZERO), "after {second} s");
        }
        let rest = catching_up.look(Some(120), QUIET, begun + AT_MOST);
        assert_eq!(rest, Some(Duration::ZERO));
    }
}
