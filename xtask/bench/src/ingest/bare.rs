//! The limit of this machine's disk and SQLite: the same rows, durable, and nothing around them.

use crate::airline::Airline;
use anyhow::Result;
use sqlx::{
    ConnectOptions as _, Connection as _, QueryBuilder, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use std::{fs, path::Path, time::Instant};

/// Inserts `transactions` of `rows` each, one after another, each fully synchronous.
pub async fn rows_a_second(
    target: &Path,
    airline: &Airline,
    from: usize,
    transactions: usize,
    rows: usize,
) -> Result<f64> {
    let directory = target.join("bench/bare");
    if directory.exists() {
        fs::remove_dir_all(&directory)?;
    }
    fs::create_dir_all(&directory)?;
    let mut database = open(&directory.join("bare.db")).await?;
    let total = transactions * rows;
    let events: Vec<(String, String)> =
        (from..from + total).map(|n| (n.to_string(), airline.event(n))).collect();
    let began = Instant::now();
    let mut seq = 0_i64;
    for group in events.chunks(rows) {
        let mut insert =
            QueryBuilder::new("INSERT INTO events (seq, source, id, type, at, received_at, body) ");
        insert.push_values(group, |mut row, (id, body)| {
            seq += 1;
            row.push_bind(seq).push_bind("/bench").push_bind(id).push_bind("purser.bench.v1");
            row.push_bind(seq).push_bind(seq).push_bind(body);
        });
        let mut transaction = database.begin().await?;
        insert.build().execute(&mut *transaction).await?;
        transaction.commit().await?;
    }
    let seconds = began.elapsed().as_secs_f64();
    database.close().await?;
    fs::remove_dir_all(&directory)?;
    Ok(f64::from(u32::try_from(total)?) / seconds)
}

async fn open(file: &Path) -> Result<SqliteConnection> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let mut database = options.connect().await?;
    sqlx::raw_sql(
        "CREATE TABLE events (seq BIGINT PRIMARY KEY, source TEXT NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL,
         at BIGINT NOT NULL, received_at BIGINT NOT NULL, body TEXT NOT NULL, UNIQUE (source, id))",
    )
    .execute(&mut database)
    .await?;
    Ok(database)
}
