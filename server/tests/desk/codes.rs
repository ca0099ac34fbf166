//! Code lists: what the administration changes, what records keep, and who may.

use super::{World, actor, flaw, on_both};
use crate::common::DESK;
use chrono::Duration;
use domain::account::Role;
use domain::code::{CodeForm, List};
use domain::error::{Fault, Flaw, Refusal};
use domain::inquiry::{InquiryForm, ListQuery};
use domain::ports::{CodeDesk, InquiryDesk};
use server::service::code::{self, CodeService};

fn form(action: &str, code: &str, label: &str) -> CodeForm {
    CodeForm { action: action.into(), code: code.into(), label: label.into(), ..CodeForm::default() }
}

/// The lists of a server that has just started.
async fn started(world: &World) -> CodeService {
    code::start(&world.house.services).await.unwrap();
    CodeService(world.house.services.clone())
}

on_both! {
    async fn a_retired_code_is_kept_by_old_records_found_by_filters_and_refused_for_new_ones(world: World) {
        let lists = started(&world).await;
        let admin = actor(&world.house, "root", Role::Admin, &[DESK]).await;
        let by_fax = |text: &str| InquiryForm { channel: "fax".into(), ..world.call(text) };
        let old = world.record(&by_fax("以前のFAX")).await;
        let waiting = by_fax("下書きのまま残ったFAX");
        world.inquiry.keep_draft(&world.hanako, &waiting, None).await.unwrap();
        world.house.clock.pass(Duration::days(1));
        let today = world.record(&by_fax("廃止の日のFAX")).await;
        lists.change(&admin, List::Channel, 1, &form("retire", "fax", "")).await.unwrap();

        assert_eq!(flaw(world.inquiry.record(&world.hanako, &waiting).await, "channel"), Flaw::NotAChoice);
        let again = world.inquiry.blank(&world.hanako, Some(waiting.id.parse().unwrap()), None).await.unwrap().form;
        assert_eq!(again.channel, "fax", "the draft shows what was chosen");
        let seen = world.see(old.id).await;
        let edited = InquiryForm { caller_name: "田中".into(), ..seen.form.clone() };
        world.inquiry.edit(&world.hanako, old.id, seen.version, &edited).await.unwrap();
        assert_eq!(world.see(old.id).await.form.channel, "fax");
        let first = world.see(today.id).await;
        world.inquiry.edit(&world.hanako, today.id, first.version, &InquiryForm { caller_name: "佐藤".into(), ..first.form.clone() }).await.unwrap();
        let found = world.inquiry.list(&world.hanako, &ListQuery { channel: "fax".into(), ..ListQuery::default() }).await.unwrap();
        assert_eq!(found.rows.len(), 2);
        assert!(world.house.services.codes().ever(List::Channel, "fax"));
    }

    async fn a_renamed_code_shows_each_record_under_the_label_of_its_day(world: World) {
        let lists = started(&world).await;
        let admin = actor(&world.house, "root", Role::Admin, &[DESK]).await;
        let old = world.record(&world.call("改称の前")).await;
        world.house.clock.pass(Duration::days(1));
        lists.change(&admin, List::Channel, 1, &form("rename", "phone", "お電話")).await.unwrap();
        let new = world.record(&world.call("改称の後")).await;
        let codes = world.house.services.codes();
        let mut labels = Vec::new();
        for id in [old.id, new.id] {
            let seen = world.see(id).await;
            labels.push(codes.label(List::Channel, &seen.form.channel, domain::calendar::jst_date(seen.received_at)));
        }
        assert_eq!(labels, ["電話", "お電話"]);
        let view = lists.list(&admin, List::Channel).await.unwrap();
        assert_eq!((view.version, view.items.iter().filter(|i| i.code == "phone").count()), (2, 2));
        let change = view.history.last().unwrap();
        assert_eq!((change.by_name.as_str(), change.fields.len()), ("rootさん", 1));
        assert!(change.fields[0].before.contains("電話") && change.fields[0].after.contains("お電話"));
    }

    async fn lists_outlive_a_restart_and_another_server_reads_what_this_one_changed(world: World) {
        let lists = started(&world).await;
        let admin = actor(&world.house, "root", Role::Admin, &[DESK]).await;
        let elsewhere = server::service::Services::new(world.house.db.clone());
        code::start(&elsewhere).await.unwrap();
        let before = code::state(&elsewhere).await.unwrap();
        lists.change(&admin, List::Means, 1, &form("add", "", "チャット")).await.unwrap();
        assert_ne!(code::state(&elsewhere).await.unwrap(), before);
        code::start(&elsewhere).await.unwrap();
        let day = world.house.services.codes().today();
        assert!(elsewhere.codes().on(day).choices(List::Means).any(|i| i.label == "チャット"));
    }

    async fn of_two_changes_at_once_one_is_told_to_look_again(world: World) {
        let lists = started(&world).await;
        let admin = actor(&world.house, "root", Role::Admin, &[DESK]).await;
        let (a, b) = (form("add", "", "ビデオ通話"), form("add", "", "手紙"));
        let (a, b) = tokio::join!(lists.change(&admin, List::Channel, 1, &a), lists.change(&admin, List::Channel, 1, &b));
        let told = Err(Fault::Refused(Refusal::ChangedMeanwhile));
        assert!((a == Ok(()) && b == told) || (b == Ok(()) && a == told), "{a:?} {b:?}");
        assert_eq!(lists.list(&admin, List::Channel).await.unwrap().items.len(), 12);
        assert_eq!(lists.change(&admin, List::Channel, 1, &form("add", "", "無線")).await, told);
        assert_eq!(flaw(lists.change(&admin, List::Urgency, 1, &form("retire", "normal", "")).await, "code"), Flaw::Essential);
        assert_eq!(lists.list(&admin, List::Urgency).await.unwrap().version, 1, "a refused change leaves no trace");
    }

    async fn only_an_administrator_sees_and_changes_lists(world: World) {
        let lists = started(&world).await;
        let before = world.stored().await;
        for who in [&world.hanako, &world.taro, &actor(&world.house, "officer", Role::Manager, &[DESK]).await, &actor(&world.house, "doctor", Role::Physician, &[DESK]).await] {
            assert_eq!(lists.list(who, List::Channel).await.map(drop), Err(Fault::Forbidden));
            assert_eq!(lists.change(who, List::Channel, 1, &form("retire", "fax", "")).await, Err(Fault::Forbidden));
        }
        assert_eq!(world.stored().await[..7], before[..7]);
    }
}
