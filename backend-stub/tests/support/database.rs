//! A database of a test's own: a file in its folder, or, where `PURSER_TEST_POSTGRES` names a server, one there.
//!
//! The same folder gives the same database. Deliberately not here: starting the server (`cargo xtask test` does), and
//! dropping databases, which go with it.

#![allow(dead_code, reason = "each test program uses its part")]

use purser_backend::db::{Column, Db, query};
use std::path::Path;

/// The variable that names a PostgreSQL server: `postgres://USER@HOST:PORT`.
const SERVER: &str = "PURSER_TEST_POSTGRES";

/// Whether the tests run on PostgreSQL.
pub fn on_postgres() -> bool {
    std::env::var_os(SERVER).is_some()
}

/// The address of the database that belongs to `folder`.
pub async fn address(folder: &Path) -> String {
    let Ok(server) = std::env::var(SERVER) else {
        return format!("sqlite://{}", folder.join("purser.db").display());
    };
    let known = folder.join("database");
    if let Ok(address) = std::fs::read_to_string(&known) {
        return address;
    }
    let name = format!("t{}", uuid::Uuid::now_v7().simple());
    let mut conn = connect(&format!("{server}/postgres")).await;
    let sql = format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'");
    sqlx::Executor::execute(&mut conn, sqlx::AssertSqlSafe(sql)).await.unwrap();
    let address = format!("{server}/{name}");
    std::fs::write(&known, &address).unwrap();
    address
}

async fn connect(url: &str) -> sqlx::PgConnection {
    <sqlx::PgConnection as sqlx::Connection>::connect(url).await.unwrap()
}

/// The database that belongs to `folder`, open.
pub async fn open(folder: &Path) -> Db {
    Db::open(&address(folder).await).await.unwrap()
}

/// Runs a statement.
pub async fn run(db: &Db, sql: &'static str) {
    query(sql).execute(&mut db.write.acquire().await.unwrap()).await.unwrap();
}

/// The first column of what a statement gives.
pub async fn column<T: for<'r> Column<'r>>(db: &Db, sql: &'static str) -> Vec<T> {
    query(sql).scalars(&mut db.write.acquire().await.unwrap()).await.unwrap()
}

/// Cuts every connection to the database but the one that says so, as a server that restarts does.
pub async fn cut_all(db: &Db) {
    let Ok(mut conn) = db.read.acquire().await else { return };
    let others = "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity \
         WHERE datname = current_database() AND pid <> pg_backend_pid()";
    query(others).execute(&mut conn).await.ok();
}

/// The tables of a server that have this text in some row.
pub async fn tables_with(db: &Db, text: &str) -> Vec<String> {
    let mut conn = db.read.acquire().await.unwrap();
    let tables = "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = 'public'";
    let tables: Vec<String> = query(tables).scalars(&mut conn).await.unwrap();
    let mut found = Vec::new();
    for table in tables {
        let sql = format!("SELECT COUNT(*) FROM {table} WHERE CAST({table} AS TEXT) LIKE $1");
        let rows = query(sqlx::AssertSqlSafe(sql)).bind(format!("%{text}%"));
        if rows.scalar::<i64>(&mut conn).await.unwrap() > 0 {
            found.push(table);
        }
    }
    found
}

/// The files of a server's database that have this text anywhere, once everything is in them.
pub async fn files_with(db: &Db, text: &str) -> Vec<String> {
    let mut conn = db.read.acquire().await.unwrap();
    // Statistics are made now, as the server makes them in its own time.
    query("ANALYZE").execute(&mut conn).await.unwrap();
    query("CHECKPOINT").execute(&mut conn).await.unwrap();
    let place = "SELECT current_setting('data_directory') || '/base/' || CAST(oid AS TEXT) FROM pg_database \
         WHERE datname = current_database()";
    let place: String = query(place).scalar(&mut conn).await.unwrap();
    let mut found = Vec::new();
    for entry in std::fs::read_dir(&place).unwrap() {
        let path = entry.unwrap().path();
        // A file may go while it is looked at: tables are written anew.
        let bytes = std::fs::read(&path).unwrap_or_default();
        if bytes.windows(text.len()).any(|window| window == text.as_bytes()) {
            found.push(path.display().to_string());
        }
    }
    found
}
