//! One step of a search, done by the desk or by a physician through the services.

use super::searches::{Act, Search};
use super::{Begun, Story};
use crate::seed::SeedError;
use crate::service::assignment::{AssignmentService, expire};
use crate::service::cases::CaseService;
use crate::service::practice::PracticeService;
use db::assignment::Record;
use domain::account::Actor;
use domain::assignment::{Choice, Offer};
use domain::cases::CloseForm;
use domain::error::Fault;
use domain::id::{OfferId, RequestId};
use domain::ports::{AssignmentDesk, CaseDesk, PracticeDesk};
use uuid::Uuid;

impl Story {
    pub(super) async fn act(&self, search: &Search, begun: Begun, actor: &Actor, act: &Act) -> Result<(), SeedError> {
        let (desk, id, form) = (AssignmentService(self.services.clone()), begun.request, search.wants.form(self.now));
        match act {
            Act::Call => {}
            Act::Open => {
                desk.open(actor, id, begun.case, &form).await?;
            }
            Act::Rank(role) => desk.rank(actor, id, *role).await?,
            Act::Send(role, names) => {
                let choices = names.iter().map(|name| self.choice(name, "")).collect::<Result<Vec<_>, _>>()?;
                desk.send(actor, id, *role, &choices).await?;
            }
            Act::Decide(role, name, reason) => desk.decide(actor, id, *role, &self.choice(name, reason)?).await?,
            Act::Change(wants) => desk.change(actor, id, self.record(id).await?.version, &wants.form(self.now)).await?,
            Act::Confirm => desk.confirm(actor, id, self.record(id).await?.version, "").await?,
            Act::Start => desk.start(actor, id, &form.start_on).await?,
            Act::Withdraw(reason) => desk.withdraw(actor, id, reason).await?,
            Act::GiveUp(reason) => desk.give_up(actor, id, reason).await?,
            Act::Expire => {
                expire(&self.services, id).await?;
            }
            Act::Answer(name, text) => desk.answer(actor, id, self.asked(id, name).await?.id, &Uuid::now_v7().to_string(), text).await?,
            Act::Close(outcome, remark) => self.close_case(begun, actor, outcome, remark).await?,
            Act::View(name) | Act::Accept(name) | Act::Decline(name, ..) | Act::Ask(name, _) => self.reply(id, actor, act, name).await?,
        }
        Ok(())
    }

    /// What a physician does: by themselves, or else on the telephone with the desk.
    async fn reply(&self, id: RequestId, desk: &Actor, act: &Act, name: &str) -> Result<(), SeedError> {
        let offer = self.asked(id, name).await?;
        let (practice, matching) = (PracticeService(self.services.clone()), AssignmentService(self.services.clone()));
        let own = self.cast.physicians.iter().find(|a| a.name == name);
        match (act, own) {
            (Act::Accept(_), Some(me)) => practice.accept(me, offer.id, offer.needs).await?,
            (Act::Accept(_), None) => matching.answer_for(desk, id, offer.id, true, "", "電話で受諾").await?,
            (Act::Decline(_, reason, remark), Some(me)) => practice.decline(me, offer.id, reason, remark).await?,
            (Act::Decline(_, reason, remark), None) => matching.answer_for(desk, id, offer.id, false, reason, remark).await?,
            (Act::Ask(_, text), Some(me)) => practice.ask(me, offer.id, &Uuid::now_v7().to_string(), text).await?,
            (_, Some(me)) => {
                practice.offer(me, offer.id).await?;
            }
            (_, None) => return Err(Fault::NotFound.into()),
        }
        Ok(())
    }

    async fn close_case(&self, begun: Begun, actor: &Actor, outcome: &str, remark: &str) -> Result<(), SeedError> {
        let version = db::cases::find(self.services.db.read(), begun.case).await?.ok_or(Fault::NotFound)?.version;
        let form = CloseForm { outcome: outcome.to_owned(), remark: remark.to_owned() };
        Ok(CaseService(self.services.clone()).close(actor, begun.case, version, &form).await?)
    }

    fn choice(&self, name: &str, reason: &str) -> Result<Choice, Fault> {
        Ok(Choice { offer: OfferId::new(), physician: self.doctor(name)?, reason: reason.to_owned() })
    }

    async fn record(&self, id: RequestId) -> Result<Record, SeedError> {
        Ok(db::assignment::find(self.services.db.read(), id).await?.ok_or(Fault::NotFound)?)
    }

    /// The last question to a physician of that name.
    async fn asked(&self, id: RequestId, name: &str) -> Result<Offer, SeedError> {
        let (record, physician) = (self.record(id).await?, self.doctor(name)?);
        let last = record.matching.offers.into_iter().rfind(|o| o.physician == physician);
        Ok(last.ok_or(Fault::NotFound)?)
    }
}
