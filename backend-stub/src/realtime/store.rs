//! SQL of the durable frames and of their numbers.
//!
//! Deliberately not here: who gives the numbers. The one writer does, in the transaction of the event.

use super::frames::{AgentFrame, StoredBody};
use crate::db::{Conn, Row, chunked, placeholders, query};
use jiff::Timestamp;
use purser_contract::{AgentId, ContactId, CustomerId};
use sqlx::AssertSqlSafe;
use std::collections::{BTreeSet, HashMap};

/// The most rows one statement carries.
const ROWS: usize = 32;

/// The last number given to each of `agents`; one who never had a frame is not in the answer.
///
/// # Errors
/// When the store cannot be read.
pub async fn last_sequences(conn: &mut Conn, agents: &[AgentId]) -> sqlx::Result<HashMap<AgentId, u64>> {
    let mut last = HashMap::with_capacity(agents.len());
    for some in chunked(agents, ROWS) {
        let sql = format!(
            "SELECT agent_id, last_seq FROM agent_sequences WHERE agent_id IN {}",
            placeholders(1, some.len())
        );
        let query = some.iter().fold(query(AssertSqlSafe(sql)), |query, agent| query.bind(agent.as_str()));
        for row in query.fetch_all(&mut *conn).await? {
            last.insert(AgentId(row.try_get(0)?), number(row.try_get(1)?));
        }
    }
    Ok(last)
}

/// Keeps new frames, and remembers the highest number of each agent.
///
/// # Errors
/// When the store cannot be written.
pub async fn insert_frames(conn: &mut Conn, frames: &[AgentFrame]) -> sqlx::Result<()> {
    for some in chunked(frames, ROWS) {
        let sql = format!(
            "INSERT INTO agent_frames (agent_id, seq, at, body) VALUES {}",
            placeholders(some.len(), 4)
        );
        let mut query = query(AssertSqlSafe(sql));
        for frame in some {
            let body =
                serde_json::to_string(&frame.body).map_err(|error| sqlx::Error::Encode(error.into()))?;
            query = query
                .bind(frame.agent.as_str())
                .bind(column(frame.seq))
                .bind(frame.at.as_microsecond())
                .bind(body);
        }
        query.execute(&mut *conn).await?;
    }
    let mut last: HashMap<&AgentId, u64> = HashMap::new();
    for frame in frames {
        let seq = last.entry(&frame.agent).or_default();
        *seq = frame.seq.max(*seq);
    }
    let last: Vec<_> = last.into_iter().collect();
    for some in chunked(&last, ROWS) {
        let sql = format!(
            "INSERT INTO agent_sequences (agent_id, last_seq) VALUES {} \
             ON CONFLICT (agent_id) DO UPDATE SET last_seq = excluded.last_seq \
             WHERE excluded.last_seq > agent_sequences.last_seq",
            placeholders(some.len(), 2)
        );
        let mut query = query(AssertSqlSafe(sql));
        for (agent, seq) in some {
            query = query.bind(agent.as_str()).bind(column(*seq));
        }
        query.execute(&mut *conn).await?;
    }
    Ok(())
}

/// The frames of `agent` numbered above `after` that are not acknowledged, the oldest first, at most `limit`.
///
/// # Errors
/// When the store cannot be read, or holds something that is no frame.
pub async fn unacknowledged(
    conn: &mut Conn,
    agent: &AgentId,
    after: u64,
    limit: u32,
) -> sqlx::Result<Vec<AgentFrame>> {
    query("SELECT seq, at, body FROM agent_frames WHERE agent_id = $1 AND seq > $2 ORDER BY seq LIMIT $3")
        .bind(agent.as_str())
        .bind(column(after))
        .bind(limit)
        .fetch_all(conn)
        .await?
        .iter()
        .map(|row| frame(agent, row))
        .collect()
}

/// Forgets the frames of `agent` up to and including `seq`. Doing it again changes nothing.
///
/// # Errors
/// When the store cannot be written.
pub async fn delete_acknowledged(conn: &mut Conn, agent: &AgentId, seq: u64) -> sqlx::Result<()> {
    query("DELETE FROM agent_frames WHERE agent_id = $1 AND seq <= $2")
        .bind(agent.as_str())
        .bind(column(seq))
        .execute(conn)
        .await
        .map(|_| ())
}

/// Removes the frames that name one of these customers or contacts; says how many.
///
/// # Errors
/// When the store cannot be read or written, or holds something that is no frame.
pub async fn delete_about(
    conn: &mut Conn,
    customers: &BTreeSet<CustomerId>,
    contacts: &[ContactId],
) -> sqlx::Result<u64> {
    let rows = query("SELECT seq, at, body, agent_id FROM agent_frames").fetch_all(&mut *conn).await?;
    let mut deleted = 0;
    for row in &rows {
        let agent = AgentId(row.try_get(3)?);
        let frame = frame(&agent, row)?;
        let about = match &frame.body {
            StoredBody::Ringing(ringing) => {
                contacts.contains(&ringing.contact.id)
                    || ringing.customers.iter().any(|id| customers.contains(id))
            }
            StoredBody::Answered(note) | StoredBody::Ended(note) => contacts.contains(&note.contact_id),
        };
        if about {
            query("DELETE FROM agent_frames WHERE agent_id = $1 AND seq = $2")
                .bind(agent.as_str())
                .bind(column(frame.seq))
                .execute(&mut *conn)
                .await?;
            deleted += 1;
        }
    }
    Ok(deleted)
}

/// Forgets the frames made before `before`: those of agents who never came for them. Says how many.
///
/// # Errors
/// When the store cannot be written.
pub async fn delete_older(conn: &mut Conn, before: Timestamp) -> sqlx::Result<u64> {
    query("DELETE FROM agent_frames WHERE at < $1").bind(before.as_microsecond()).execute(conn).await
}

fn frame(agent: &AgentId, row: &Row) -> sqlx::Result<AgentFrame> {
    let body: StoredBody =
        serde_json::from_str(row.try_get(2)?).map_err(|error| sqlx::Error::Decode(error.into()))?;
    let at =
        Timestamp::from_microsecond(row.try_get(1)?).map_err(|error| sqlx::Error::Decode(error.into()))?;
    Ok(AgentFrame { agent: agent.clone(), seq: number(row.try_get(0)?), at, body })
}

/// Numbers begin at 1 and grow by one, so neither direction ever meets its bound.
fn column(seq: u64) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}

fn number(column: i64) -> u64 {
    u64::try_from(column).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Db;
    use purser_contract::realtime::ContactNote;

    fn frame(agent: &str, seq: u64, second: i64) -> AgentFrame {
        let at = Timestamp::from_second(second).unwrap();
        let note = ContactNote {
            contact_id: ContactId(format!("c-{seq}")),
            at,
            duration_s: Some(7),
            disposition: None,
            late: false,
        };
        AgentFrame { agent: agent.into(), seq, at, body: StoredBody::Ended(note) }
    }

    async fn store() -> (tempfile::TempDir, Conn) {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("purser.db").display());
        let conn = Db::open(&url).await.unwrap().write.acquire().await.unwrap();
        (folder, conn)
    }

    async fn seqs(conn: &mut Conn, agent: &str, after: u64) -> Vec<u64> {
        unacknowledged(conn, &agent.into(), after, 100).await.unwrap().iter().map(|frame| frame.seq).collect()
    }

    #[tokio::test]
    async fn frames_come_back_as_they_were_until_acknowledged() {
        let (_folder, mut conn) = store().await;
        let all: Vec<_> = (1..=70).map(|seq| frame("a", seq, 100)).chain([frame("b", 1, 100)]).collect();
        insert_frames(&mut conn, &all).await.unwrap();
        assert_eq!(unacknowledged(&mut conn, &"a".into(), 0, 70).await.unwrap(), all[..70]);
        assert_eq!(unacknowledged(&mut conn, &"a".into(), 68, 1).await.unwrap(), all[68..69]);
        for _twice in 0..2 {
            delete_acknowledged(&mut conn, &"a".into(), 69).await.unwrap();
            assert_eq!((seqs(&mut conn, "a", 0).await, seqs(&mut conn, "b", 0).await), (vec![70], vec![1]));
        }
    }

    #[tokio::test]
    async fn numbers_outlive_their_frames() {
        let (_folder, mut conn) = store().await;
        insert_frames(&mut conn, &[frame("a", 1, 100), frame("a", 2, 100), frame("b", 1, 100)])
            .await
            .unwrap();
        delete_acknowledged(&mut conn, &"a".into(), 2).await.unwrap();
        let agents = ["a".into(), "b".into(), "nobody".into()];
        let last = last_sequences(&mut conn, &agents).await.unwrap();
        assert_eq!(last, HashMap::from([("a".into(), 2), ("b".into(), 1)]));
    }

    #[tokio::test]
    async fn old_frames_go_by_age() {
        let (_folder, mut conn) = store().await;
        insert_frames(&mut conn, &[frame("a", 1, 100), frame("a", 2, 200)]).await.unwrap();
        assert_eq!(delete_older(&mut conn, Timestamp::from_second(200).unwrap()).await.unwrap(), 1);
        assert_eq!(seqs(&mut conn, "a", 0).await, [2]);
    }
}
