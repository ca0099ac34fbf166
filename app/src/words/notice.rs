//! stand-in
use chrono::NaiveDate;
use domain::notice::{Facts, NoticeKind};
/// x
pub fn text(kind: NoticeKind, facts: &Facts) -> String { format!("{} {}", kind.code(), facts.number) }
/// x
pub fn what(kind: NoticeKind, _: &Facts) -> String { kind.code().to_owned() }
/// x
pub fn due(d: NaiveDate) -> String { d.to_string() }
