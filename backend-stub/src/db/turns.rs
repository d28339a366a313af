//! What a server offers beyond statements: hearing what others say, and being the only one to do something.
//!
//! Deliberately not here: what is said or done.

use super::{Db, Pool};
use sqlx::{Connection as _, PgConnection, postgres::PgListener};

/// Hears one channel until the connection is lost.
#[derive(Debug)]
pub struct Listener(PgListener);

impl Listener {
    /// The next text; nothing when some may have been missed and it is time to begin anew.
    pub async fn next(&mut self) -> Option<String> {
        match self.0.try_recv().await {
            Ok(Some(said)) => Some(said.payload().to_owned()),
            Ok(None) | Err(_) => None,
        }
    }
}

/// The right to do something that one process at a time may do. It ends with the process, or its connection.
#[derive(Debug)]
pub struct Turn(Option<PgConnection>);

impl Turn {
    /// Whether it still is ours.
    pub async fn holds(&mut self) -> bool {
        match &mut self.0 {
            Some(conn) => conn.ping().await.is_ok(),
            None => true,
        }
    }
}

impl Db {
    /// Begins to hear `channel`.
    ///
    /// # Errors
    /// Those of the database; always on a file, where nobody speaks.
    pub async fn listen(&self, channel: &str) -> Result<Listener, sqlx::Error> {
        let Pool::Postgres(pool) = &self.read else { return Err(sqlx::Error::PoolClosed) };
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen(channel).await?;
        Ok(Listener(listener))
    }

    /// Takes the turn numbered `key`, unless another process has it. A file is one process's own anyway.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn turn(&self, key: i64) -> Result<Option<Turn>, sqlx::Error> {
        let Pool::Postgres(pool) = &self.write else { return Ok(Some(Turn(None))) };
        // Not back into the pool: the turn is the connection's.
        let mut conn = pool.acquire().await?.detach();
        let taken: bool =
            sqlx::query_scalar("SELECT pg_try_advisory_lock($1)").bind(key).fetch_one(&mut conn).await?;
        if taken {
            return Ok(Some(Turn(Some(conn))));
        }
        conn.close().await?;
        Ok(None)
    }
}
