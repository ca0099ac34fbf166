//! 依頼書 to a physician whom the desk has confirmed, and 連絡先 for the door of the patient's refrigerator.

use crate::assignment::{Needs, Role};
use crate::cases::CaseBrief;
use crate::desk::DeskData;
use crate::patient::Patient;
use crate::physician::PhysicianBrief;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A physician on paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperPhysician {
    /// 役割
    pub role: Role,
    /// Who, and where.
    pub physician: PhysicianBrief,
    /// 医療機関の電話番号; empty when unknown.
    pub telephone: String,
    /// The first day, while it has not come.
    pub from: Option<NaiveDate>,
}

/// 依頼書: the patient is named, because the desk has confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterPage {
    /// The case; its number is the reference.
    pub case: CaseBrief,
    /// To whom.
    pub to: PaperPhysician,
    /// Who holds the other role.
    pub other: Option<PaperPhysician>,
    /// 対象者
    pub patient: Patient,
    /// What is asked for.
    pub needs: Needs,
    /// From which desk.
    pub desk: DeskData,
    /// From whom.
    pub sender: String,
    /// Today in Japan.
    pub today: NaiveDate,
}

/// 連絡先: whom the family calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactSheet {
    /// 対象者
    pub patient: Patient,
    /// 主治医
    pub primary: Option<PaperPhysician>,
    /// 副主治医
    pub secondary: Option<PaperPhysician>,
    /// The desk, with its hours.
    pub desk: DeskData,
    /// Today in Japan.
    pub today: NaiveDate,
}
