//! What happens after a call: entries, changes of state, corrections, voids, and the forms that somebody left half-filled.

use super::story::{Event, Filed, Story, open_day};
use crate::seed::SeedError;
use crate::seed::people::{TOWNS, caller, telephone};
use crate::seed::scenes;
use crate::service::cases::CaseService;
use crate::service::inquiry::InquiryService;
use crate::service::patient::PatientService;
use chrono::{DateTime, Duration, Utc};
use db::cases::CaseRecord;
use domain::account::Actor;
use domain::calendar::jst_date;
use domain::cases::{CaseForm, CaseStatus, CloseForm, EntryForm};
use domain::error::Fault;
use domain::id::{EntryId, InquiryId};
use domain::inquiry::InquiryForm;
use domain::patient::PatientForm;
use domain::ports::{CaseDesk, InquiryDesk, PatientDesk};

/// A refusal means that the story took another turn meanwhile (the case was closed by a later call, say): nothing to do.
fn unless_refused(result: Result<(), Fault>) -> Result<(), SeedError> {
    match result {
        Ok(()) | Err(Fault::Refused(_)) => Ok(()),
        Err(fault) => Err(fault.into()),
    }
}

impl Story {
    /// Something happens to an earlier call.
    pub(super) async fn follow(&mut self, at: DateTime<Utc>, event: Event) -> Result<(), SeedError> {
        match event {
            Event::Call => Ok(()),
            Event::Step { of, number } => self.step(of, number, at).await,
            Event::Close(of) => self.close(of).await,
            Event::Reopen(of) => self.reopen(of, at).await,
            Event::Correct(of) => self.correct(of).await,
            Event::VoidInquiry(of) => self.void_inquiry(of).await,
            Event::VoidCase(of) => self.void_case(of).await,
            Event::Patient(of) => self.moved_house(of).await,
            Event::Link(of) => self.link(of).await,
            Event::Search { of, number } => self.search(of, number, at).await,
            Event::Tenures => self.tenures(at).await,
            Event::Away => self.away().await,
        }
    }

    async fn case_of(&self, of: usize) -> Result<Option<(&Filed, CaseRecord)>, SeedError> {
        let Some(filed) = self.filed.get(of) else { return Ok(None) };
        let found = db::cases::find(self.services.db.read(), filed.case).await?;
        Ok(found.map(|case| (filed, case)))
    }

    /// An entry, and what it does to the case.
    async fn step(&mut self, of: usize, number: usize, at: DateTime<Utc>) -> Result<(), SeedError> {
        let mut random = self.random.clone();
        let Some((filed, case)) = self.case_of(of).await? else { return Ok(()) };
        let steps = scenes::steps(filed.scene);
        let Some(step) = steps.get(number).filter(|_| case.brief.status.is_open()) else { return Ok(()) };
        let cases = CaseService(self.services.clone());
        let entry = EntryForm {
            id: EntryId::new().to_string(),
            occurred_at: String::new(),
            means: step.means.to_owned(),
            counterpart: scenes::fill(&mut random, step.counterpart, &filed.phrase),
            text: scenes::fill(&mut random, step.content, &filed.phrase),
            next_step: step.next.to_owned(),
            again: "1".to_owned(),
        };
        unless_refused(cases.add_entry(&filed.actor, filed.case, &entry).await)?;
        let Some((filed, case)) = self.case_of(of).await? else { return Ok(()) };
        let status = if step.next.contains("待ち") {
            CaseStatus::WaitingExternal
        } else if ["doctor_matching", "backup_bed", "transition", "home_service"].iter().any(|main| filed.scene.category.starts_with(main)) {
            CaseStatus::Arranging
        } else {
            CaseStatus::InProgress
        };
        let next = open_day(jst_date(at) + Duration::days(random.between(1, 6)));
        let form =
            CaseForm { status: status.code().to_owned(), owner_id: case.brief.owner.as_ref().map_or(filed.actor.user_id, |o| o.id).to_string(), next_date: next.to_string() };
        let done = unless_refused(cases.edit(&filed.actor, filed.case, case.version, &form).await);
        self.random = random;
        done
    }

    async fn close(&self, of: usize) -> Result<(), SeedError> {
        let Some((filed, case)) = self.case_of(of).await? else { return Ok(()) };
        if !case.brief.status.is_open() {
            return Ok(());
        }
        let form = CloseForm { outcome: filed.scene.outcome.to_owned(), remark: "相談者へ結果を伝え、終結とした。".to_owned() };
        unless_refused(CaseService(self.services.clone()).close(&filed.actor, filed.case, case.version, &form).await)
    }

    /// The matter comes back, and somebody says until when it will be looked at.
    async fn reopen(&self, of: usize, at: DateTime<Utc>) -> Result<(), SeedError> {
        let Some((filed, case)) = self.case_of(of).await? else { return Ok(()) };
        if case.brief.status != CaseStatus::Closed {
            return Ok(());
        }
        let cases = CaseService(self.services.clone());
        unless_refused(cases.reopen(&filed.actor, filed.case, case.version, "相談者から再度連絡があり、追加の調整が必要となったため").await)?;
        let Some((filed, case)) = self.case_of(of).await? else { return Ok(()) };
        let form =
            CaseForm { status: case.brief.status.code().to_owned(), owner_id: filed.actor.user_id.to_string(), next_date: open_day(jst_date(at) + Duration::days(7)).to_string() };
        unless_refused(cases.edit(&filed.actor, filed.case, case.version, &form).await)
    }

    /// The case is linked to the one before it of the same patient.
    async fn link(&self, of: usize) -> Result<(), SeedError> {
        let Some((filed, case)) = self.case_of(of).await? else { return Ok(()) };
        let Some(patient) = case.patient else { return Ok(()) };
        let desks: Vec<_> = filed.actor.desks.iter().map(|d| d.id).collect();
        let others = db::cases::of_patient(self.services.db.read(), &desks, patient.id, Some(filed.case)).await?;
        let Some(other) = others.first() else { return Ok(()) };
        unless_refused(CaseService(self.services.clone()).link(&filed.actor, filed.case, other.id).await)
    }

    /// Something that was left open, or heard wrongly, is put right.
    async fn correct(&mut self, of: usize) -> Result<(), SeedError> {
        let Some(filed) = self.filed.get(of) else { return Ok(()) };
        let (actor, id) = (filed.actor.clone(), filed.inquiry);
        let Some(found) = db::inquiry::find(self.services.db.read(), id).await? else { return Ok(()) };
        let mut form = InquiryForm::of(&found.data);
        let name = caller(&mut self.random);
        if form.caller_name.is_empty() {
            form.caller_name = name.written;
            form.caller_kana = name.kana;
        } else if form.response.is_empty() {
            "折り返し電話にて内容を確認し、窓口で対応できる範囲を説明した。".clone_into(&mut form.response);
        } else if form.telephone.is_empty() {
            form.telephone = telephone(&mut self.random);
        } else {
            let private = matches!(form.caller_type.as_str(), "self" | "family" | "relative" | "neighbor" | "resident");
            form.content.push_str(if private {
                "\n（追記）日中は仕事のため、連絡は17時以降を希望。"
            } else {
                "\n（追記）折り返しは担当者あてに、午前中の連絡を希望。"
            });
        }
        unless_refused(InquiryService(self.services.clone()).edit(&actor, id, found.version, &form).await)
    }

    async fn void_inquiry(&self, of: usize) -> Result<(), SeedError> {
        let Some(filed) = self.filed.get(of) else { return Ok(()) };
        unless_refused(InquiryService(self.services.clone()).void(&filed.actor, filed.inquiry, "同じ電話を二重に登録したため").await)
    }

    async fn void_case(&self, of: usize) -> Result<(), SeedError> {
        let Some((filed, case)) = self.case_of(of).await? else { return Ok(()) };
        unless_refused(CaseService(self.services.clone()).void(&filed.actor, filed.case, case.version, "別の市の窓口にかけるべき電話であり、誤って登録したため").await)
    }

    /// The patient of a call moves within the city.
    async fn moved_house(&mut self, of: usize) -> Result<(), SeedError> {
        let address = format!("みなと川市{}{}-{}", self.random.word(&TOWNS), self.random.between(1, 5), self.random.between(1, 30));
        let Some((filed, case)) = self.case_of(of).await? else { return Ok(()) };
        let Some(patient) = case.patient else { return Ok(()) };
        let form = PatientForm { patient_address: address, ..PatientForm::of(&patient) };
        unless_refused(PatientService(self.services.clone()).edit(&filed.actor, patient.id, patient.version, &form).await)
    }

    /// The forms that people have open at the moment.
    pub(super) async fn drafts(&self) -> Result<(), SeedError> {
        let beginnings = [
            (0, 0, "phone", "hospital_msw", "今井 純", "みなと川中央病院 地域連携室", "来週退院予定の80代男性。在宅酸素あり。訪問診療医の"),
            (0, 1, "visit_in", "family", "古川 恵子", "", "母の物忘れについて。日付が分からなくなり、"),
            (0, 2, "phone", "care_manager", "杉山 麻衣", "ケアプランセンター浜風", "訪問看護の回数を増やしたいが、特別指示書の"),
            (1, 1, "phone", "care_facility", "", "グループホームはまゆう", "入居者の発熱。夜間の"),
        ];
        for (number, (desk, who, channel, kind, name, house, content)) in (1_i64..).zip(beginnings) {
            let (Some(actor), Some(place)) = (self.actor(desk, who), self.cast.desks.get(desk)) else { continue };
            let at = self.now - Duration::minutes(11 * number);
            self.set_clock(at);
            let form = InquiryForm {
                id: InquiryId::new().to_string(),
                desk_id: place.id.to_string(),
                opened_at: (at - Duration::minutes(3)).to_rfc3339(),
                channel: channel.to_owned(),
                caller_type: kind.to_owned(),
                caller_name: name.to_owned(),
                affiliation: house.to_owned(),
                content: content.to_owned(),
                ..InquiryForm::default()
            };
            InquiryService(self.services.clone()).keep_draft(actor, &form, None).await?;
        }
        Ok(())
    }

    fn actor(&self, desk: usize, who: usize) -> Option<&Actor> {
        self.cast.staff.get(desk)?.get(who)
    }
}
