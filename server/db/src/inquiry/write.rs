//! Recording inquiries and changing them.

use super::index::{PatientWords, Words, reindex, search_text};
use crate::entity::{inquiry, inquiry_category};
use crate::search::{self, Searched, key_at};
use crate::sql::{Sql, stored};
use crate::{DbError, Tx, Voiding};
use chrono::{DateTime, Utc};
use domain::code::Code;
use domain::id::{CaseId, DeskId, InquiryId, OrganizationId, UserId};
use domain::inquiry::InquiryData;
use domain::text::{digits, fold, fold_name};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

/// An inquiry to be recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewInquiry<'a> {
    /// Its id, made with the form.
    pub id: InquiryId,
    /// Its desk.
    pub desk_id: DeskId,
    /// Its case, which exists.
    pub case_id: CaseId,
    /// The fiscal year of its number.
    pub fiscal_year: i32,
    /// The sequence of its number, from [`crate::sequence::next`] in the same job.
    pub sequence: i64,
    /// 受付番号
    pub number: &'a str,
    /// The contact.
    pub data: &'a InquiryData,
    /// When it is recorded.
    pub recorded_at: DateTime<Utc>,
    /// 受付者
    pub recorded_by: UserId,
    /// 継続
    pub continued: bool,
    /// How many things are 未入力.
    pub missing: i32,
    /// What of its patient it is found by.
    pub patient: Option<PatientWords<'a>>,
}

/// Records an inquiry.
///
/// # Errors
/// [`DbError::Unique`] `pk_inquiries` when the id exists, `uq_inquiries_number` when the number does.
pub async fn insert(tx: &Tx, new: &NewInquiry<'_>) -> Result<(), DbError> {
    insert_all(tx, std::slice::from_ref(new)).await
}

/// Records some inquiries with few statements: some hundreds at most, for a statement holds only so many values.
///
/// # Errors
/// As [`insert`].
pub async fn insert_all(tx: &Tx, new: &[NewInquiry<'_>]) -> Result<(), DbError> {
    if new.is_empty() {
        return Ok(());
    }
    let moments: Vec<_> = new.iter().map(|n| (n.data.received_at, n.id.0)).collect();
    let keys = search::free_keys(tx, Searched::Inquiries, &moments).await?;
    let texts: Vec<(i64, String)> = new.iter().zip(keys).map(|(n, key)| (key, search_text(&words(n.number, n.data, n.patient)))).collect();
    let models = new.iter().zip(&texts).map(|(n, (key, text))| model(n, *key, text).into_active_model());
    inquiry::Entity::insert_many(models).exec_without_returning(tx).await?;
    categories(tx, new.iter().flat_map(|n| n.data.other_categories.iter().map(|code| (n.id, code))).collect()).await?;
    search::put_all(tx, Searched::Inquiries, &texts).await
}

fn model(new: &NewInquiry<'_>, key: i64, text: &str) -> inquiry::Model {
    let data = new.data;
    inquiry::Model {
        id: new.id.0,
        desk_id: new.desk_id.0,
        case_id: new.case_id.0,
        fiscal_year: new.fiscal_year,
        sequence: new.sequence,
        number: new.number.to_owned(),
        received_at: stored(data.received_at),
        recorded_at: stored(new.recorded_at),
        recorded_by: new.recorded_by.0,
        backdate_reason: data.backdate_reason.clone(),
        channel: data.channel.0.clone(),
        caller_type: data.caller_type.0.clone(),
        caller_name: data.caller_name.clone(),
        caller_kana: data.caller_kana.clone(),
        affiliation: data.affiliation.clone(),
        telephone: data.telephone.clone(),
        telephone_digits: digits(&data.telephone),
        caller_name_key: fold(&data.caller_name),
        caller_kana_key: fold_name(&data.caller_kana),
        main_category: data.main_category.0.clone(),
        urgency: data.urgency.0.clone(),
        minutes: data.minutes,
        continued: new.continued,
        anonymous: data.anonymous,
        missing: new.missing,
        voided_at: None,
        voided_by: None,
        void_reason: None,
        version: 1,
        updated_at: stored(new.recorded_at),
        search_key: key,
        search_text: text.to_owned(),
        content: data.content.clone(),
        response: data.response.clone(),
        organization_id: None,
    }
}

fn words<'a>(number: &'a str, data: &'a InquiryData, patient: Option<PatientWords<'a>>) -> Words<'a> {
    Words {
        number,
        caller_name: &data.caller_name,
        caller_kana: &data.caller_kana,
        affiliation: &data.affiliation,
        telephone: &data.telephone,
        content: &data.content,
        response: &data.response,
        patient,
    }
}

async fn categories(tx: &Tx, codes: Vec<(InquiryId, &Code)>) -> Result<(), DbError> {
    if codes.is_empty() {
        return Ok(());
    }
    let models = codes.into_iter().map(|(id, code)| inquiry_category::Model { inquiry_id: id.0, category: code.0.clone() }.into_active_model());
    inquiry_category::Entity::insert_many(models).exec_without_returning(tx).await?;
    Ok(())
}

/// Changes the contact of the inquiry that was seen at `version`; false when it is another version by now, or no such inquiry.
///
/// # Errors
/// The store's.
pub async fn update(tx: &Tx, id: InquiryId, version: i32, data: &InquiryData, missing: i32, at: DateTime<Utc>) -> Result<bool, DbError> {
    let mut sql = Sql::new(tx, "UPDATE inquiries SET received_at = ");
    sql.bind(stored(data.received_at)).push(", backdate_reason = ").bind(data.backdate_reason.as_str());
    sql.push(", channel = ").bind(data.channel.as_str()).push(", caller_type = ").bind(data.caller_type.as_str());
    sql.push(", caller_name = ").bind(data.caller_name.as_str()).push(", caller_kana = ").bind(data.caller_kana.as_str());
    sql.push(", affiliation = ").bind(data.affiliation.as_str());
    sql.push(", telephone = ").bind(data.telephone.as_str()).push(", telephone_digits = ").bind(digits(&data.telephone));
    sql.push(", caller_name_key = ").bind(fold(&data.caller_name)).push(", caller_kana_key = ").bind(fold_name(&data.caller_kana));
    sql.push(", main_category = ").bind(data.main_category.as_str()).push(", urgency = ").bind(data.urgency.as_str());
    sql.push(", minutes = ").bind(data.minutes).push(", anonymous = ").bind(data.anonymous).push(", missing = ").bind(missing);
    sql.push(", content = ").bind(data.content.as_str()).push(", response = ").bind(data.response.as_str());
    sql.push(", version = version + 1, updated_at = ").bind(stored(at));
    sql.push(" WHERE id = ").bind(id.0).push(" AND version = ").bind(version).push(" RETURNING search_key");
    let Some(key) = sql.column::<i64, Tx>(tx).await?.pop() else { return Ok(false) };
    inquiry_category::Entity::delete_many().filter(inquiry_category::Column::InquiryId.eq(id.0)).exec(tx).await?;
    categories(tx, data.other_categories.iter().map(|code| (id, code)).collect()).await?;
    // The key follows the time of the contact; within the same millisecond it stays.
    let moved = key.div_euclid(1024) != key_at(data.received_at).div_euclid(1024);
    let new_key = if moved { Some(search::free_key(tx, Searched::Inquiries, data.received_at, id.0).await?) } else { None };
    reindex(tx, id, new_key).await?;
    Ok(true)
}

/// Voids an inquiry; false when it was voided before, or is none. Nothing is missing from a voided record any more.
///
/// # Errors
/// The store's.
pub async fn void(tx: &Tx, id: InquiryId, voiding: &Voiding<'_>) -> Result<bool, DbError> {
    let mut sql = Sql::new(tx, "UPDATE inquiries SET voided_at = ");
    sql.bind(stored(voiding.at)).push(", voided_by = ").bind(voiding.by.0).push(", void_reason = ").bind(voiding.reason);
    sql.push(", missing = 0, version = version + 1, updated_at = ").bind(stored(voiding.at));
    sql.push(" WHERE id = ").bind(id.0).push(" AND voided_at IS NULL");
    Ok(sql.run(tx).await? == 1)
}

/// Moves an inquiry to another case, where it is found by that case's patient; false when there is no such inquiry.
///
/// # Errors
/// [`DbError::ForeignKey`] when there is no such case.
pub async fn move_to_case(tx: &Tx, id: InquiryId, case: CaseId, at: DateTime<Utc>) -> Result<bool, DbError> {
    let mut sql = Sql::new(tx, "UPDATE inquiries SET case_id = ");
    sql.bind(case.0).push(", version = version + 1, updated_at = ").bind(stored(at)).push(" WHERE id = ").bind(id.0);
    if sql.run(tx).await? == 0 {
        return Ok(false);
    }
    reindex(tx, id, None).await?;
    Ok(true)
}

/// Says which organization 所属機関 names; none when the directory knows no such name.
///
/// # Errors
/// [`DbError::ForeignKey`] when there is no such organization.
pub async fn set_organization(tx: &Tx, id: InquiryId, organization: Option<OrganizationId>) -> Result<(), DbError> {
    let mut sql = Sql::new(tx, "UPDATE inquiries SET organization_id = ");
    sql.bind(organization.map(|o| o.0)).push(" WHERE id = ").bind(id.0);
    sql.run(tx).await.map(|_| ())
}
