//! Who did or saw what, when, from where: the shape of the append-only audit log and of a record's history.

use crate::id::{AuditId, UserId};
use crate::merge::Fields;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The kind of record an audit entry speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordKind {
    /// 相談
    Inquiry,
    /// ケース
    Case,
    /// 対象者
    Patient,
    /// 利用者 (of this program)
    User,
    /// 拠点
    Desk,
    /// A list or search, which shows many.
    List,
    /// 機関
    Organization,
    /// 圏域・町丁
    District,
    /// コード表
    Code,
    /// 祝日
    Holiday,
    /// 引継ぎ
    Handover,
    /// 添付ファイル
    Attachment,
    /// 取込み
    Import,
    /// 利用者の設定
    Settings,
    /// メール
    Mail,
    /// メールの文面
    MailTemplate,
    /// 医師
    Physician,
    /// 不在 (of a physician)
    Absence,
    /// 調整依頼
    MatchRequest,
    /// 打診
    Offer,
    /// 担当
    Assignment,
}

impl RecordKind {
    /// Every kind.
    pub const ALL: [Self; 21] = [
        Self::Inquiry,
        Self::Case,
        Self::Patient,
        Self::User,
        Self::Desk,
        Self::List,
        Self::Organization,
        Self::District,
        Self::Code,
        Self::Holiday,
        Self::Handover,
        Self::Attachment,
        Self::Import,
        Self::Settings,
        Self::Mail,
        Self::MailTemplate,
        Self::Physician,
        Self::Absence,
        Self::MatchRequest,
        Self::Offer,
        Self::Assignment,
    ];

    /// Reads what [`Self::code`] wrote.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// As the log keeps it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Inquiry => "inquiry",
            Self::Case => "case",
            Self::Patient => "patient",
            Self::User => "user",
            Self::Desk => "desk",
            Self::List => "list",
            Self::Organization => "organization",
            Self::District => "district",
            Self::Code => "code",
            Self::Holiday => "holiday",
            Self::Handover => "handover",
            Self::Attachment => "attachment",
            Self::Import => "import",
            Self::Settings => "settings",
            Self::Mail => "mail",
            Self::MailTemplate => "mail_template",
            Self::Physician => "physician",
            Self::Absence => "absence",
            Self::MatchRequest => "match_request",
            Self::Offer => "offer",
            Self::Assignment => "assignment",
        }
    }
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// Recorded for the first time.
    Create,
    /// Changed.
    Update,
    /// Seen (a patient's data was on the screen).
    View,
    /// An entry was added to a case.
    AddEntry,
    /// A case was closed.
    Close,
    /// A case was opened again.
    Reopen,
    /// Voided with a reason.
    Void,
    /// An inquiry went to another case.
    Move,
    /// Two cases of one patient were linked.
    Link,
    /// Printed.
    Print,
    /// Signed in.
    SignIn,
    /// A sign-in failed.
    SignInFailed,
    /// Signed out, here or everywhere.
    SignOut,
    /// A permission was lacking.
    Refused,
    /// A password was set or changed.
    Password,
    /// An invitation link was made.
    Invite,
    /// An account was disabled.
    Disable,
    /// Disabled or retired before, and in use again.
    Restore,
    /// A code, an organization or a holiday is no longer offered.
    Retire,
    /// Two records of one patient or organization became one.
    Merge,
    /// A merge was taken back.
    Unmerge,
    /// Written into a file that left the program.
    Export,
    /// A spreadsheet was taken in.
    Import,
    /// An import was taken back.
    UndoImport,
    /// A file was attached.
    Attach,
    /// Somebody else's session was ended.
    EndSession,
}

macro_rules! deed_codes {
    ($($deed:ident => $code:literal),+ $(,)?) => {
        impl Deed {
            /// Every deed.
            pub const ALL: &[Self] = &[$(Self::$deed),+];

            /// As the log keeps it.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$deed => $code),+ }
            }

            /// Reads what [`Self::code`] wrote.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$deed),)+ _ => None }
            }
        }
    };
}

deed_codes! {
    Create => "create", Update => "update", View => "view", AddEntry => "add_entry", Close => "close", Reopen => "reopen",
    Void => "void", Move => "move", Link => "link", Print => "print", SignIn => "sign_in", SignInFailed => "sign_in_failed",
    SignOut => "sign_out", Refused => "refused", Password => "password", Invite => "invite", Disable => "disable",
    Restore => "restore", Retire => "retire", Merge => "merge", Unmerge => "unmerge", Export => "export", Import => "import",
    UndoImport => "undo_import", Attach => "attach", EndSession => "end_session",
}

/// One line of the log, ready to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its id.
    pub id: AuditId,
    /// When.
    pub at: DateTime<Utc>,
    /// Who; nobody for a failed sign-in.
    pub user_id: Option<UserId>,
    /// The person's name as it was then.
    pub user_name: String,
    /// From where: the address of the browser.
    pub from: String,
    /// What was done.
    pub deed: Deed,
    /// To which kind of record.
    pub kind: RecordKind,
    /// Which record; empty for lists.
    pub record: String,
    /// The record's version after the deed; 0 where there is none.
    pub version: i32,
    /// The patient whose data it was.
    pub patient: Option<crate::id::PatientId>,
    /// The fields before, for a write.
    pub before: Option<Fields>,
    /// The fields after, for a write.
    pub after: Option<Fields>,
    /// A reason or a short remark; never a patient's data.
    pub note: String,
}

/// One changed field of a record's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// The field's name in its form.
    pub field: String,
    /// The earlier value.
    pub before: String,
    /// The later value.
    pub after: String,
}

/// One step of a record's history, as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The log line's id.
    pub id: AuditId,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by_name: String,
    /// What was done.
    pub deed: Deed,
    /// What changed, field by field; empty for the first version.
    pub fields: Vec<FieldChange>,
    /// The reason given.
    pub note: String,
}
