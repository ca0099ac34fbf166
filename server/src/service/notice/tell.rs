//! Who is told what: called inside of the transaction that does it, so that nothing is told that did not happen, and nothing that
//! happened goes untold.

use crate::service::error::Stop;
use chrono::{DateTime, NaiveDate, Utc};
use db::Tx;
use db::mail::Settled;
use domain::account::{Actor, Role};
use domain::audit::{AuditEntry, Deed, RecordKind};
use domain::handover::Place as Shift;
use domain::id::{AuditId, CaseId, DeskId, MailId, NoteId, UserId};
use domain::merge::Fields;
use domain::notice::{CaseStep, Event, Facts, MailPurpose, NoticeKind, Place};

/// Something that somebody did to a case.
pub(in crate::service) struct CaseNews<'a> {
    /// Who did it.
    pub(in crate::service) actor: &'a Actor,
    /// The case.
    pub(in crate::service) id: CaseId,
    /// Its number.
    pub(in crate::service) number: &'a str,
    /// When something is to be done, after it.
    pub(in crate::service) due: Option<NaiveDate>,
    /// The line of the log that tells of it: one event.
    pub(in crate::service) key: AuditId,
    /// When.
    pub(in crate::service) now: DateTime<Utc>,
}

impl CaseNews<'_> {
    fn event(&self, kind: NoticeKind, step: Option<CaseStep>) -> Event {
        let facts = Facts { step, ..Facts::case(self.id, self.number).due(self.due) };
        Event::new(kind, self.key, facts).by(self.actor.user_id).gather(format!("case:{}", self.id))
    }

    /// Tells whoever is in charge.
    pub(in crate::service) async fn changed(&self, tx: &Tx, owner: Option<UserId>, step: CaseStep) -> Result<(), Stop> {
        if let Some(owner) = owner {
            db::notice::tell(tx, &self.event(NoticeKind::CaseChanged, Some(step)), &[owner], self.now).await?;
        }
        Ok(())
    }

    /// Tells whoever is in charge from now on, and whoever was. Cases that are handed over at one moment ride in one e-mail.
    pub(in crate::service) async fn handed(&self, tx: &Tx, from: Option<UserId>, to: Option<UserId>) -> Result<(), Stop> {
        if from == to {
            return Ok(());
        }
        if let Some(to) = to {
            let event = self.event(NoticeKind::CaseAssigned, None).together(format!("assigned:{}:{}", self.actor.user_id, self.now.timestamp_millis()));
            db::notice::tell(tx, &event, &[to], self.now).await?;
        }
        self.changed(tx, from, CaseStep::HandedOver).await
    }

    /// Tells of a change of the record itself: first who has it now, then what else was done.
    pub(in crate::service) async fn moved_on(&self, tx: &Tx, from: Option<UserId>, to: Option<UserId>, step: CaseStep) -> Result<(), Stop> {
        if from == to { self.changed(tx, to, step).await } else { self.handed(tx, from, to).await }
    }
}

/// Tells the others at the desk of a line of the handover.
pub(in crate::service) async fn handover_line(tx: &Tx, actor: &Actor, id: NoteId, shift: Shift, important: bool, now: DateTime<Utc>) -> Result<(), Stop> {
    let kind = if important { NoticeKind::HandoverImportant } else { NoticeKind::HandoverNote };
    let facts = Facts::at(Place::Handover(shift.desk, shift.date));
    let event = Event::new(kind, id, facts).by(actor.user_id);
    let event = if important { event } else { event.gather(format!("handover:{}:{}", shift.desk, shift.date)) };
    let staff = staff_of(tx, shift.desk).await?;
    db::notice::tell(tx, &event, &staff, now).await?;
    Ok(())
}

/// Whoever does the work of a desk.
pub(crate) async fn staff_of(tx: &Tx, desk: DeskId) -> Result<Vec<UserId>, Stop> {
    Ok(db::desk::staff(tx, &[desk]).await?.into_iter().map(|s| s.id).collect())
}

/// Tells a person what was done to their account. Who did it is told as well: it may not have been they.
pub(in crate::service) async fn tell_account(tx: &Tx, kind: NoticeKind, key: impl ToString, user: UserId, now: DateTime<Utc>) -> Result<(), Stop> {
    let place = if kind == NoticeKind::Invited { Place::Welcome } else { Place::Account };
    db::notice::tell(tx, &Event::new(kind, key, Facts::at(place)), &[user], now).await?;
    Ok(())
}

/// An e-mail was given up: its address is marked if the answer spoke of it, and the administrators are told, unless all that it had to
/// tell was that others were given up.
pub(crate) async fn given_up(tx: &Tx, mail: MailId, settled: &Settled, of_address: Option<&str>, now: DateTime<Utc>) -> Result<(), Stop> {
    if let (Some(user), Some(answer)) = (settled.user, of_address)
        && db::notice::mark_trouble(tx, (user, &settled.address), answer, now).await?
    {
        note_trouble(tx, user, answer, now).await?;
    }
    let told = db::notice::of_mail(tx, mail).await?;
    if settled.purpose == MailPurpose::Test || (!told.is_empty() && told.iter().all(|notice| notice.kind == NoticeKind::Undelivered)) {
        return Ok(());
    }
    // Sent once more and given up again, it is told again.
    let key = format!("{mail}:{}", db::mail::attempts(tx, mail).await?.len());
    let event = Event::new(NoticeKind::Undelivered, key, Facts::at(Place::Mail(mail))).gather("undelivered");
    let everybody = db::account::users(tx).await?.into_iter().filter(|line| !line.user.disabled && line.roles.contains(&Role::Admin) && Some(line.user.id) != settled.user);
    let admins: Vec<UserId> = everybody.map(|line| line.user.id).collect();
    db::notice::tell(tx, &event, &admins, now).await?;
    Ok(())
}

/// Nobody of the house did it: the log says that the program did.
async fn note_trouble(tx: &Tx, user: UserId, answer: &str, now: DateTime<Utc>) -> Result<(), Stop> {
    let trouble = |text: &str| Some(Fields::from([("mail_trouble".to_owned(), text.to_owned())]));
    let line = AuditEntry {
        id: AuditId::new(),
        at: now,
        user_id: None,
        user_name: String::new(),
        from: String::new(),
        deed: Deed::Update,
        kind: RecordKind::User,
        record: user.to_string(),
        version: 0,
        patient: None,
        before: trouble(""),
        after: trouble("true"),
        note: answer.to_owned(),
    };
    Ok(db::audit::append(tx, &line).await?)
}
