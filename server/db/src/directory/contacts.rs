//! People of an organization.

use crate::entity::contact;
use crate::sql::{Sql, stored};
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use domain::directory::{Contact, ContactData};
use domain::id::{ContactId, OrganizationId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

/// The people of an organization: those who are there by kana, then those who left.
///
/// # Errors
/// The store's.
pub async fn contacts<C: ConnectionTrait>(conn: &C, organization: OrganizationId) -> Result<Vec<Contact>, DbError> {
    let models = contact::Entity::find().filter(contact::Column::OrganizationId.eq(organization.0)).order_by_asc(contact::Column::Id).all(conn).await?;
    let mut people: Vec<Contact> = models
        .into_iter()
        .map(|m| Contact {
            id: ContactId(m.id),
            version: m.version,
            data: ContactData { name: m.name, kana: m.kana, role: m.role, telephone: m.telephone, email: m.email, note: m.note, left_on: m.left_on },
        })
        .collect();
    people.sort_by(|a, b| (a.data.left_on.is_some(), &a.data.kana, &a.data.name).cmp(&(b.data.left_on.is_some(), &b.data.kana, &b.data.name)));
    Ok(people)
}

/// Adds a person.
///
/// # Errors
/// [`DbError::Unique`] `pk_contacts` when the id exists.
pub async fn insert_contact(tx: &Tx, organization: OrganizationId, id: ContactId, data: &ContactData, at: DateTime<Utc>) -> Result<(), DbError> {
    let data = data.clone();
    let model = contact::Model {
        id: id.0,
        organization_id: organization.0,
        name: data.name,
        kana: data.kana,
        role: data.role,
        telephone: data.telephone,
        email: data.email,
        note: data.note,
        left_on: data.left_on,
        version: 1,
        created_at: stored(at),
    };
    contact::Entity::insert(model.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Changes the person who was seen at `version`; false when it is another version by now, or nobody.
///
/// # Errors
/// The store's.
pub async fn update_contact(tx: &Tx, id: ContactId, version: i32, data: &ContactData) -> Result<bool, DbError> {
    let mut sql = Sql::new(tx, "UPDATE contacts SET name = ");
    sql.bind(data.name.as_str()).push(", kana = ").bind(data.kana.as_str()).push(", role = ").bind(data.role.as_str());
    sql.push(", telephone = ").bind(data.telephone.as_str()).push(", email = ").bind(data.email.as_str());
    sql.push(", note = ").bind(data.note.as_str()).push(", left_on = ").bind(data.left_on);
    sql.push(", version = version + 1 WHERE id = ").bind(id.0).push(" AND version = ").bind(version);
    Ok(sql.run(tx).await? == 1)
}
