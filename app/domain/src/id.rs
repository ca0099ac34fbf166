//! Identifiers: one newtype per kind of record, each over a UUID version 7.
//!
//! The id of a new record is made where its form is made, so a form that is sent twice names the same record.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new id: ordered by the time of its making.
            #[must_use]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                Uuid::try_parse(s).map(Self)
            }
        }
    )+};
}

ids! {
    /// A person who signs in.
    UserId,
    /// A desk (拠点).
    DeskId,
    /// A signed-in browser.
    SessionId,
    /// One contact (相談); its draft has the same id before it is recorded.
    InquiryId,
    /// A thread of inquiries and entries about one matter (ケース).
    CaseId,
    /// One line of a case's record (経過記録).
    EntryId,
    /// A person whom inquiries are about (対象者).
    PatientId,
    /// An organization of the directory (機関).
    OrganizationId,
    /// A person who works at an organization.
    ContactId,
    /// A district (圏域).
    DistrictId,
    /// A town (町丁).
    TownId,
    /// One line of a handover (引継ぎ).
    NoteId,
    /// A file attached to a case (添付ファイル).
    AttachmentId,
    /// One line of the audit log.
    AuditId,
    /// Two records of one patient become one (統合).
    MergeId,
    /// A day of the holiday table.
    HolidayId,
    /// Days on which a desk is closed.
    ClosureId,
    /// One spreadsheet that was brought to be taken in (取込み).
    ImportId,
    /// One thing that one person is told (通知).
    NoticeId,
    /// One e-mail in the outbox (送信箱).
    MailId,
    /// A physician (医師): the same as the person's in the directory.
    PhysicianId,
    /// A time in which a physician is away (不在).
    AbsenceId,
    /// A search for physicians of a case (調整依頼).
    RequestId,
    /// One question to one physician (打診).
    OfferId,
    /// A physician who holds a role for a patient over a period (担当).
    AssignmentId,
}
