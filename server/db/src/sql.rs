//! Statements written by hand: fixed text with bound values, the same text on both databases where they agree.

use crate::DbError;
use chrono::{DateTime, SubsecRound, Utc};
use domain::id::DeskId;
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, IdenStatic, Iterable, QueryResult, Statement, TryGetable, Value};

/// A statement in the making. Only fixed text is ever appended; what people typed is bound.
#[derive(Debug)]
pub(crate) struct Sql {
    backend: DbBackend,
    text: String,
    values: Vec<Value>,
}

impl Sql {
    pub(crate) fn new<C: ConnectionTrait>(conn: &C, text: &str) -> Self {
        Self { backend: conn.get_database_backend(), text: text.to_owned(), values: Vec::new() }
    }

    /// Whether it is for the embedded database.
    pub(crate) fn is_sqlite(&self) -> bool {
        self.backend == DbBackend::Sqlite
    }

    /// Appends fixed text.
    pub(crate) fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Appends the text for this kind of database.
    pub(crate) fn either(&mut self, sqlite: &str, postgres: &str) -> &mut Self {
        let text = if self.is_sqlite() { sqlite } else { postgres };
        self.push(text)
    }

    /// Appends a place for `value` and binds it.
    pub(crate) fn bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        self.text.push('$');
        self.text.push_str(&self.values.len().to_string());
        self
    }

    /// Appends a list in brackets; an empty one matches nothing.
    pub(crate) fn list<V: Into<Value>>(&mut self, values: impl IntoIterator<Item = V>) -> &mut Self {
        self.push("(");
        let mut first = true;
        for value in values {
            if !first {
                self.push(", ");
            }
            first = false;
            self.bind(value);
        }
        if first {
            self.push("NULL");
        }
        self.push(")")
    }

    /// Appends a list of desks.
    pub(crate) fn desks(&mut self, desks: &[DeskId]) -> &mut Self {
        self.list(desks.iter().map(|d| d.0))
    }

    /// Appends "`column` begins with `prefix`" so that an index serves it: byte order on both databases.
    pub(crate) fn begins(&mut self, column: &str, prefix: &str) -> &mut Self {
        for (compare, bound) in [(" >= ", prefix.to_owned()), (" < ", format!("{prefix}\u{10ffff}"))] {
            self.push(if compare == " < " { " AND " } else { "" }).push(column);
            self.either("", " COLLATE \"C\"").push(compare).bind(bound);
        }
        self
    }

    fn statement(self) -> Statement {
        Statement::from_sql_and_values(self.backend, self.text, self.values)
    }

    pub(crate) async fn all<C: ConnectionTrait>(self, conn: &C) -> Result<Vec<QueryResult>, DbError> {
        Ok(conn.query_all_raw(self.statement()).await?)
    }

    pub(crate) async fn one<C: ConnectionTrait>(self, conn: &C) -> Result<Option<QueryResult>, DbError> {
        Ok(conn.query_one_raw(self.statement()).await?)
    }

    /// The first column of every row.
    pub(crate) async fn column<T: TryGetable, C: ConnectionTrait>(self, conn: &C) -> Result<Vec<T>, DbError> {
        self.all(conn).await?.iter().map(|row| row.try_get_by_index(0).map_err(DbError::from)).collect()
    }

    /// How many rows were touched.
    pub(crate) async fn run<C: ConnectionTrait>(self, conn: &C) -> Result<u64, DbError> {
        Ok(conn.execute_raw(self.statement()).await?.rows_affected())
    }
}

/// All columns of a table as `alias.column AS alias_column`, for reading whole records out of a join.
pub(crate) fn columns<E: EntityTrait>(alias: &str) -> String {
    let names: Vec<String> = E::Column::iter().map(|c| format!("{alias}.{0} AS {alias}_{0}", c.as_str())).collect();
    names.join(", ")
}

/// A time as both databases can hold it.
pub(crate) fn stored(time: DateTime<Utc>) -> DateTime<Utc> {
    time.trunc_subsecs(6)
}
