//! Several processes on one PostgreSQL database: each tells the others what it committed, and none serves what it
//! remembers before it has heard of everything that was committed when the question came.
//!
//! A commit counts up a number and sends a [`Word`] with it, both in its own transaction, so that words come in the order
//! of commits. Deliberately not here: SQLite, where there is one process a database.

pub mod store;

use crate::{
    customers::views::Views,
    db::{Conn, Db, Listener},
    realtime::{
        frames::{AgentFrame, Committed, Touch},
        hub::Hub,
    },
};
use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};
use purser_contract::{AgentId, CustomerId, compensation::DisruptionId};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
    time::Duration,
};
use tokio::{
    sync::{Notify, mpsc, oneshot, watch},
    time,
};
use tokio_util::task::AbortOnDropHandle;
use uuid::Uuid;

/// How long a question waits for the news before what is remembered is thrown away instead.
const PATIENCE: Duration = Duration::from_secs(2);
/// How far a process has heard that does not listen yet: no view is made before it does.
const NOTHING: i64 = -1;
/// After the server could not be asked.
const PAUSE: Duration = Duration::from_millis(200);
/// PostgreSQL takes 8,000 bytes.
const LONGEST: usize = 7_900;

/// What one commit did, as the other processes need to know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    /// The number of the commit.
    pub commit: i64,
    /// Which process made it.
    pub by: Uuid,
    /// What changed; everything may have when there is no telling.
    pub what: Option<What>,
    /// Whether other systems have something coming.
    pub published: bool,
}

/// What a commit changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct What {
    /// The counters of what changed, two bytes each, as base64.
    slots: String,
    /// Whose consents stand otherwise.
    pub consents: Vec<CustomerId>,
    /// Disruptions whose passengers stand otherwise.
    #[serde(default)]
    pub disruptions: Vec<DisruptionId>,
    /// Somebody was erased.
    pub erased: bool,
    /// Who has frames waiting.
    pub agents: BTreeSet<AgentId>,
}

impl What {
    fn of(committed: &Committed) -> Self {
        let slots: BTreeSet<u16> = committed.touched.iter().map(Touch::slot).collect();
        let bytes: Vec<u8> = slots.into_iter().flat_map(u16::to_be_bytes).collect();
        let consents = committed.touched.iter().filter_map(|touch| match touch {
            Touch::Consents(id) => Some(*id),
            Touch::Customer(_)
            | Touch::Flight(_)
            | Touch::Block(_)
            | Touch::Airport(_)
            | Touch::Disruption(_) => None,
        });
        let disruptions = committed.touched.iter().filter_map(|touch| match touch {
            Touch::Disruption(id) => Some(*id),
            Touch::Customer(_)
            | Touch::Consents(_)
            | Touch::Flight(_)
            | Touch::Block(_)
            | Touch::Airport(_) => None,
        });
        Self {
            slots: BASE64_STANDARD_NO_PAD.encode(bytes),
            consents: consents.collect(),
            disruptions: disruptions.collect(),
            erased: committed.erased,
            agents: committed.frames.iter().map(|frame: &AgentFrame| frame.agent.clone()).collect(),
        }
    }

    /// The counters of what changed.
    #[must_use]
    pub fn slots(&self) -> HashSet<u16> {
        let bytes = BASE64_STANDARD_NO_PAD.decode(&self.slots).unwrap_or_default();
        bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect()
    }
}

/// Says in a transaction what it does; heard when it is committed. Gives its number: 0 on a file, where nobody else is
/// there to hear it.
///
/// # Errors
/// Those of the database.
pub async fn tell(
    conn: &mut Conn,
    by: Uuid,
    committed: &Committed,
    published: bool,
) -> Result<i64, sqlx::Error> {
    if !conn.is_shared() {
        return Ok(0);
    }
    let commit = store::count_up(conn).await?;
    let text = |what| {
        let word = Word { commit, by, what, published };
        serde_json::to_string(&word).map_err(|error| sqlx::Error::Encode(error.into()))
    };
    let mut whole = text(Some(What::of(committed)))?;
    if whole.len() > LONGEST {
        whole = text(None)?;
    }
    store::notify(conn, &whole).await?;
    Ok(commit)
}

/// Says in a transaction that it may change anything.
///
/// # Errors
/// Those of the database.
pub async fn tell_anything(conn: &mut Conn, by: Uuid) -> Result<(), sqlx::Error> {
    if !conn.is_shared() {
        return Ok(());
    }
    let word = Word { commit: store::count_up(conn).await?, by, what: None, published: false };
    let text = serde_json::to_string(&word).map_err(|error| sqlx::Error::Encode(error.into()))?;
    store::notify(conn, &text).await
}

/// The number of the newest commit; 0 on a file.
///
/// # Errors
/// Those of the database.
pub async fn newest(conn: &mut Conn) -> Result<i64, sqlx::Error> {
    if conn.is_shared() { store::commit(conn).await } else { Ok(0) }
}

/// Whom the words are for.
#[derive(Debug)]
pub struct Ears {
    /// What it remembers grows stale.
    pub views: Arc<Views>,
    /// Its sockets are told.
    pub hub: Arc<Hub>,
    /// Rung when other systems have something coming.
    pub outbox: Arc<Notify>,
}

/// How far this process has heard.
#[derive(Debug)]
pub struct Elsewhere {
    heard: watch::Sender<i64>,
    asks: mpsc::Sender<oneshot::Sender<bool>>,
    _asking: AbortOnDropHandle<()>,
}

impl Elsewhere {
    /// Nothing on a file.
    #[must_use]
    pub fn start(db: &Db) -> Option<Arc<Self>> {
        if !db.is_shared() {
            return None;
        }
        let (asks, waiting) = mpsc::channel(1_024);
        let heard = watch::Sender::new(NOTHING);
        let asking = tokio::spawn(answer(db.clone(), heard.subscribe(), waiting));
        Some(Arc::new(Self { heard, asks, _asking: AbortOnDropHandle::new(asking) }))
    }

    /// Waits until everything that is committed now was heard of, and says whether it was. Questions that wait together
    /// share one statement.
    pub async fn caught_up(&self) -> bool {
        let (answer, answered) = oneshot::channel();
        self.asks.send(answer).await.is_ok() && answered.await.unwrap_or(false)
    }

    /// Hears until the task is dropped.
    pub async fn hear(self: Arc<Self>, db: Db, ears: Ears) {
        loop {
            let mut listener = match self.begin(&db, &ears).await {
                Ok(listener) => listener,
                Err(error) => {
                    tracing::warn!(error = %error, "the other processes cannot be heard");
                    time::sleep(PAUSE).await;
                    continue;
                }
            };
            while let Some(text) = listener.next().await {
                let Ok(word) = serde_json::from_str::<Word>(&text) else {
                    tracing::warn!("another process speaks otherwise: is it of another version?");
                    break;
                };
                ears.take(&word, word.by == db.process);
                self.heard.send_replace(word.commit);
            }
        }
    }

    /// Whatever was said before or in between was missed.
    async fn begin(&self, db: &Db, ears: &Ears) -> Result<Listener, sqlx::Error> {
        let listener = db.listen(store::CHANNEL).await?;
        let commit = store::commit(&mut db.read.acquire().await?).await?;
        if *self.heard.borrow() == NOTHING {
            // No view was made yet, but a socket may have looked for its frames.
            ears.hub.frames_elsewhere();
            ears.outbox.notify_one();
        } else {
            ears.take_anything();
        }
        self.heard.send_replace(commit);
        Ok(listener)
    }
}

impl Ears {
    fn take(&self, word: &Word, own: bool) {
        match &word.what {
            Some(what) => {
                let slots = what.slots();
                self.views.changed_slots(&slots);
                if !own {
                    self.hub.committed_elsewhere(&slots, what);
                }
            }
            None if own => self.views.all_changed(),
            None => self.take_anything(),
        }
        if word.published {
            self.outbox.notify_one();
        }
    }

    fn take_anything(&self) {
        self.views.all_changed();
        self.hub.anything_elsewhere();
        self.outbox.notify_one();
    }
}

/// Answers each question when as much was heard as is committed.
async fn answer(db: Db, mut heard: watch::Receiver<i64>, mut waiting: mpsc::Receiver<oneshot::Sender<bool>>) {
    let mut asks = Vec::new();
    while waiting.recv_many(&mut asks, 1_024).await > 0 {
        let news = async {
            let commit = store::commit(&mut db.read.acquire().await?).await?;
            let in_time = time::timeout(PATIENCE, heard.wait_for(|heard| *heard >= commit)).await.is_ok();
            if !in_time {
                tracing::warn!("the other processes are heard too late");
            }
            Ok::<_, sqlx::Error>(in_time)
        };
        // When the server cannot be asked, the read that follows fails with the right error.
        let caught_up = news.await.unwrap_or(false);
        asks.drain(..).for_each(|ask: oneshot::Sender<bool>| {
            ask.send(caught_up).ok();
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_says_what_changed() {
        let id = |n| CustomerId(Uuid::from_u128(n));
        let touched = vec![Touch::Customer(id(1)), Touch::Consents(id(2)), Touch::Airport("BUD".into())];
        let what = What::of(&Committed { touched: touched.clone(), ..Committed::default() });
        assert_eq!(what.consents, [id(2)]);
        assert_eq!(what.slots(), touched.iter().map(Touch::slot).collect());
        let word = Word { commit: 7, by: Uuid::nil(), what: Some(what), published: true };
        assert_eq!(serde_json::from_str::<Word>(&serde_json::to_string(&word).unwrap()).unwrap(), word);
    }
}
