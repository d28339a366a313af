//! How far the load of a file has come: kept in the database, so that it goes on there after a kill.
//!
//! It is written after its batch is durable; what a kill leaves in between comes again, and is known by its id. Deliberately
//! not here: the file of what was refused, which is cut back to the length that is kept here (`rejects`).

use super::{Loaded, reader::From, source::Identity};
use crate::{
    db::Db,
    log::store::{property, set_property},
};
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// See the module.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Place {
    /// Which file it was.
    file: Identity,
    /// Which mapping and encoding it was read with.
    manner: String,
    place: u64,
    lines: u64,
    /// Length of the file of what was refused.
    pub rejects: u64,
    /// What it gave until here.
    pub loaded: Loaded,
    /// Whether its end was reached.
    pub complete: bool,
}

impl Place {
    /// Where the load of this file is: at its beginning, unless it was begun before in the same manner.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn find(db: &Db, path: &Path, file: Identity, manner: String) -> Result<Self> {
        let known = property(&mut db.read.acquire().await?, &name(path)).await?;
        let known: Option<Self> = known.and_then(|text| serde_json::from_str(&text).ok());
        let begun = known.filter(|known| known.file == file && known.manner == manner);
        Ok(begun.unwrap_or_else(|| Self::beginning(file, manner)))
    }

    /// At the beginning of a file.
    #[must_use]
    pub fn beginning(file: Identity, manner: String) -> Self {
        let loaded = Loaded::default();
        Self { file, manner, place: 0, lines: 0, rejects: 0, loaded, complete: false }
    }

    /// Where to read on.
    #[must_use]
    pub fn from(&self) -> From {
        From { place: self.place, lines: self.lines }
    }

    /// It has come further.
    pub fn advance(&mut self, to: From) {
        (self.place, self.lines) = (to.place, to.lines);
    }

    /// Makes it durable.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn keep(&self, db: &Db, path: &Path) -> Result<()> {
        let text = serde_json::to_string(self).context("write down the place")?;
        Ok(set_property(&mut db.write.acquire().await?, &name(path), &text).await?)
    }
}

fn name(path: &Path) -> String {
    format!("load:{}", path.display())
}
