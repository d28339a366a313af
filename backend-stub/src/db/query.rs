//! One statement with its values, on whichever database there is: `sqlx` decides that by type, this when it runs.
//!
//! The text is the subset that SQLite and PostgreSQL share. `?` stands for the next value, or `$1`, `$2`, … for values that
//! are used twice. Deliberately not here: any statement.

use super::{
    Conn,
    conn::{On, Row},
};
use sqlx::{
    Decode, Encode, Postgres, SqlSafeStr, SqlStr, Sqlite, Type, postgres::PgArguments,
    sqlite::SqliteArguments,
};
use std::fmt::Write as _;

/// A value to bind.
#[derive(Clone, Debug)]
pub enum Value {
    /// `BIGINT`; also every smaller number and a truth, as 0 or 1.
    Int(Option<i64>),
    /// `TEXT`.
    Text(Option<String>),
    /// `BLOB`, `BYTEA`.
    Bytes(Option<Vec<u8>>),
}

macro_rules! value_from {
    ($($from:ty => $variant:ident($given:ident => $made:expr);)*) => {
        $(impl From<$from> for Value {
            fn from($given: $from) -> Self {
                Self::$variant($made)
            }
        })*
    };
}

value_from! {
    i64 => Int(given => Some(given));
    &i64 => Int(given => Some(*given));
    i32 => Int(given => Some(given.into()));
    u32 => Int(given => Some(given.into()));
    bool => Int(given => Some(given.into()));
    Option<i64> => Int(given => given);
    String => Text(given => Some(given));
    &String => Text(given => Some(given.clone()));
    &&String => Text(given => Some((*given).clone()));
    &str => Text(given => Some(given.to_owned()));
    &&str => Text(given => Some((*given).to_owned()));
    Option<String> => Text(given => given);
    Option<&str> => Text(given => given.map(str::to_owned));
    Vec<u8> => Bytes(given => Some(given));
    &[u8] => Bytes(given => Some(given.to_owned()));
    Option<Vec<u8>> => Bytes(given => given);
}

/// What a column can be read as.
pub trait Column<'r>: Decode<'r, Sqlite> + Type<Sqlite> + Decode<'r, Postgres> + Type<Postgres> {}

impl<'r, T> Column<'r> for T where T: Decode<'r, Sqlite> + Type<Sqlite> + Decode<'r, Postgres> + Type<Postgres>
{}

/// See the module.
#[derive(Debug)]
#[must_use = "a statement does nothing until it is run"]
pub struct Query {
    text: SqlStr,
    values: Vec<Value>,
}

/// A statement. Text that was put together needs `AssertSqlSafe`, as with `sqlx`.
pub fn query(text: impl SqlSafeStr) -> Query {
    Query { text: text.into_sql_str(), values: Vec::new() }
}

impl Query {
    /// Gives the next value.
    pub fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    /// Runs it and says how many rows it changed.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn execute(self, conn: &mut Conn) -> Result<u64, sqlx::Error> {
        match conn.on() {
            On::Sqlite(conn) => {
                let arguments = for_sqlite(self.values)?;
                Ok(sqlx::query_with(self.text, arguments).execute(conn).await?.rows_affected())
            }
            On::Postgres(conn) => {
                let arguments = for_postgres(self.values)?;
                Ok(sqlx::query_with(numbered(self.text), arguments).execute(conn).await?.rows_affected())
            }
        }
    }

    /// All rows.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn fetch_all(self, conn: &mut Conn) -> Result<Vec<Row>, sqlx::Error> {
        match conn.on() {
            On::Sqlite(conn) => {
                let arguments = for_sqlite(self.values)?;
                let rows = sqlx::query_with(self.text, arguments).fetch_all(conn).await?;
                Ok(rows.into_iter().map(Row::Sqlite).collect())
            }
            On::Postgres(conn) => {
                let arguments = for_postgres(self.values)?;
                let rows = sqlx::query_with(numbered(self.text), arguments).fetch_all(conn).await?;
                Ok(rows.into_iter().map(Row::Postgres).collect())
            }
        }
    }

    /// One row at a time, for results that do not fit into memory.
    ///
    /// # Errors
    /// Those of the database, and of `take`.
    pub async fn each(
        self,
        conn: &mut Conn,
        mut take: impl FnMut(&Row) -> Result<(), sqlx::Error>,
    ) -> Result<(), sqlx::Error> {
        use futures_util::TryStreamExt as _;
        match conn.on() {
            On::Sqlite(conn) => {
                let arguments = for_sqlite(self.values)?;
                let mut rows = sqlx::query_with(self.text, arguments).fetch(conn);
                while let Some(row) = rows.try_next().await? {
                    take(&Row::Sqlite(row))?;
                }
            }
            On::Postgres(conn) => {
                let arguments = for_postgres(self.values)?;
                let mut rows = sqlx::query_with(numbered(self.text), arguments).fetch(conn);
                while let Some(row) = rows.try_next().await? {
                    take(&Row::Postgres(row))?;
                }
            }
        }
        Ok(())
    }

    /// The first row, if any.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn fetch_optional(self, conn: &mut Conn) -> Result<Option<Row>, sqlx::Error> {
        match conn.on() {
            On::Sqlite(conn) => {
                let arguments = for_sqlite(self.values)?;
                Ok(sqlx::query_with(self.text, arguments).fetch_optional(conn).await?.map(Row::Sqlite))
            }
            On::Postgres(conn) => {
                let arguments = for_postgres(self.values)?;
                let row = sqlx::query_with(numbered(self.text), arguments).fetch_optional(conn).await?;
                Ok(row.map(Row::Postgres))
            }
        }
    }

    /// The first row.
    ///
    /// # Errors
    /// Those of the database, and when there is none.
    pub async fn fetch_one(self, conn: &mut Conn) -> Result<Row, sqlx::Error> {
        self.fetch_optional(conn).await?.ok_or(sqlx::Error::RowNotFound)
    }

    /// The first column of all rows.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn scalars<T: for<'r> Column<'r>>(self, conn: &mut Conn) -> Result<Vec<T>, sqlx::Error> {
        self.fetch_all(conn).await?.iter().map(|row| row.try_get(0)).collect()
    }

    /// The first column of the first row.
    ///
    /// # Errors
    /// Those of the database, and when there is none.
    pub async fn scalar<T: for<'r> Column<'r>>(self, conn: &mut Conn) -> Result<T, sqlx::Error> {
        self.fetch_one(conn).await?.try_get(0)
    }

    /// The first column of the first row, if any.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn scalar_optional<T: for<'r> Column<'r>>(
        self,
        conn: &mut Conn,
    ) -> Result<Option<T>, sqlx::Error> {
        self.fetch_optional(conn).await?.map(|row| row.try_get(0)).transpose()
    }
}

fn for_sqlite(values: Vec<Value>) -> Result<SqliteArguments, sqlx::Error> {
    let mut arguments = SqliteArguments::default();
    add_all(&mut arguments, values)?;
    Ok(arguments)
}

fn for_postgres(values: Vec<Value>) -> Result<PgArguments, sqlx::Error> {
    let mut arguments = PgArguments::default();
    add_all(&mut arguments, values)?;
    Ok(arguments)
}

fn add_all<A: sqlx::Arguments>(arguments: &mut A, values: Vec<Value>) -> Result<(), sqlx::Error>
where
    Option<i64>: for<'q> Encode<'q, A::Database> + Type<A::Database>,
    Option<String>: for<'q> Encode<'q, A::Database> + Type<A::Database>,
    Option<Vec<u8>>: for<'q> Encode<'q, A::Database> + Type<A::Database>,
{
    arguments.reserve(values.len(), values.len() * 16);
    for value in values {
        match value {
            Value::Int(value) => arguments.add(value),
            Value::Text(value) => arguments.add(value),
            Value::Bytes(value) => arguments.add(value),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(())
}

/// `?` as `$1`, `$2`, …, which is what PostgreSQL reads. No statement of ours has a `?` that is something else.
fn numbered(text: SqlStr) -> SqlStr {
    let old = text.as_str();
    if !old.contains('?') {
        return text;
    }
    let mut new = String::with_capacity(old.len() * 2);
    let mut parts = old.split('?');
    new.push_str(parts.next().unwrap_or_default());
    for (place, part) in parts.enumerate() {
        write!(new, "${}{part}", place + 1).ok();
    }
    sqlx::AssertSqlSafe(new).into_sql_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn question_marks_become_numbers() {
        for (text, wanted) in [
            ("SELECT 1", "SELECT 1"),
            ("SELECT $1, $1", "SELECT $1, $1"),
            ("INSERT INTO a VALUES (?,?),(?,?)", "INSERT INTO a VALUES ($1,$2),($3,$4)"),
        ] {
            assert_eq!(numbered(text.into_sql_str()).as_str(), wanted);
        }
    }
}
