//! Templates that somebody changed.

use crate::entity::mail_template;
use crate::sql::Sql;
use crate::{DbError, Tx};
use domain::notice::{MailPurpose, Template};
use sea_orm::{ConnectionTrait, EntityTrait};

/// A template that was changed at least once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredTemplate {
    /// The words; `None` after a return to those delivered.
    pub words: Option<Template>,
    /// The version.
    pub version: i32,
}

fn stored(row: mail_template::Model) -> StoredTemplate {
    StoredTemplate { words: row.changed.then_some(Template { subject: row.subject, body: row.body }), version: row.version }
}

/// One template.
///
/// # Errors
/// The store's.
pub async fn template<C: ConnectionTrait>(conn: &C, purpose: MailPurpose) -> Result<Option<StoredTemplate>, DbError> {
    Ok(mail_template::Entity::find_by_id(purpose.code()).one(conn).await?.map(stored))
}

/// Every template that was changed at least once.
///
/// # Errors
/// The store's.
pub async fn templates<C: ConnectionTrait>(conn: &C) -> Result<Vec<(MailPurpose, StoredTemplate)>, DbError> {
    let rows = mail_template::Entity::find().all(conn).await?;
    Ok(rows.into_iter().filter_map(|row| Some((MailPurpose::from_code(&row.purpose)?, stored(row)))).collect())
}

/// Changes a template that was seen at `version` (0 as delivered), or goes back to the delivered words; false when it is another
/// version by now.
///
/// # Errors
/// The store's.
pub async fn save_template(tx: &Tx, purpose: MailPurpose, version: i32, words: Option<&Template>) -> Result<bool, DbError> {
    let (subject, body) = words.map_or(("", ""), |w| (w.subject.as_str(), w.body.as_str()));
    let mut sql = if version == 0 {
        let mut sql = Sql::new(tx, "INSERT INTO mail_templates (purpose, subject, body, changed, version) VALUES (");
        sql.bind(purpose.code()).push(", ").bind(subject).push(", ").bind(body).push(", ").bind(words.is_some()).push(", 1) ON CONFLICT (purpose) DO NOTHING");
        sql
    } else {
        Sql::new(tx, "UPDATE mail_templates SET subject = ")
    };
    if version != 0 {
        sql.bind(subject).push(", body = ").bind(body).push(", changed = ").bind(words.is_some()).push(", version = version + 1 WHERE purpose = ");
        sql.bind(purpose.code()).push(" AND version = ").bind(version);
    }
    Ok(sql.run(tx).await? == 1)
}
