//! Short messages between servers that share one PostgreSQL. SQLite has one server only, and nobody to tell.

use super::Database;
use crate::DbError;
use sea_orm::sqlx::postgres::PgListener;
use sea_orm::{ConnectionTrait, DbBackend, Statement};

/// What other servers, and this one, say on a channel from the moment of listening on.
#[derive(Debug)]
pub struct News(PgListener);

impl News {
    /// The next message; `None` after the line was lost, which leaves a gap.
    ///
    /// # Errors
    /// The line cannot be had again.
    pub async fn next(&mut self) -> Result<Option<String>, DbError> {
        Ok(self.0.try_recv().await?.map(|message| message.payload().to_owned()))
    }
}

impl Database {
    /// Listens to `channel`; `None` on SQLite. The line keeps one connection.
    ///
    /// # Errors
    /// The store's.
    pub async fn listen(&self, channel: &str) -> Result<Option<News>, DbError> {
        if self.is_sqlite() {
            return Ok(None);
        }
        let mut line = PgListener::connect_with(self.connection().get_postgres_connection_pool()).await?;
        line.listen(channel).await?;
        Ok(Some(News(line)))
    }

    /// Says `text` on `channel`.
    ///
    /// # Errors
    /// The store's.
    pub async fn tell(&self, channel: &str, text: &str) -> Result<(), DbError> {
        if !self.is_sqlite() {
            let statement = Statement::from_sql_and_values(DbBackend::Postgres, "SELECT pg_notify($1, $2)", [channel.into(), text.into()]);
            self.connection().execute_raw(statement).await?;
        }
        Ok(())
    }
}
