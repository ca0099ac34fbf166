//! What pages say when something came between opening and sending: nothing typed is lost, and the way on is named.

use super::{World, entry, on_both};
use crate::common::Answer;
use domain::account::Role;
use domain::cases::CloseForm;
use domain::ports::CaseDesk;

/// Posts the form of `page` and opens the page that the browser is sent to.
async fn refused(world: &World, session: &str, path: &str, page: &str, form: &[(&str, &str)]) -> (String, Answer) {
    let answer = world.house.post(path, page, Some(session), form).await;
    assert!(answer.status.is_redirection(), "{}", answer.text);
    let location = answer.header("location").to_owned();
    let shown = world.house.get(&location, Some(session)).await;
    (location, shown)
}

#[track_caller]
fn shows(answer: &Answer, texts: &[&str]) {
    for text in texts {
        assert!(answer.text.contains(text), "{text} is not on the page: {}", answer.text);
    }
}

fn kept_of(location: &str) -> String {
    location.split("kept=").nth(1).unwrap().split('&').next().unwrap().to_owned()
}

on_both! {
    async fn what_was_typed_into_a_case_that_a_colleague_closed_is_shown_and_comes_back_after_reopening(world: World) {
        let session = world.house.person("jiro", Role::DeskStaff).await;
        let case = world.record(&world.call("主治医を探している。")).await.case_id;
        let page = format!("/cases/{case}");
        let id = case.to_string();
        world.cases.close(&world.hanako, case, 1, &CloseForm { outcome: "resolved_info".into(), ..CloseForm::default() }).await.unwrap();
        let typed = entry("北町クリニックが受けると返事");
        let form = [("id", id.as_str()), ("form[id]", typed.id.as_str()), ("form[means]", "phone"), ("form[text]", typed.text.as_str())];
        let (location, shown) = refused(&world, &session, "/api/cases/entry", &page, &form).await;
        shows(&shown, &["終結したため記録できません。再開してから記録してください。", &typed.text, "ケースを再開する"]);
        let waiting = kept_of(&location);
        let nothing = [("id", id.as_str()), ("version", "2"), ("reason", ""), ("waiting", waiting.as_str())];
        let (_, shown) = refused(&world, &session, "/api/cases/reopen", &page, &nothing).await;
        shows(&shown, &[&waiting]);
        let reason = [("id", id.as_str()), ("version", "2"), ("reason", "返事があった"), ("waiting", waiting.as_str())];
        let (_, shown) = refused(&world, &session, "/api/cases/reopen", &page, &reason).await;
        shows(&shown, &[&typed.text, "記録できなかった内容が残っています", "ケースを再開しました。"]);
        assert!(!shown.text.contains("終結したため"));
    }

    async fn a_state_set_on_a_case_that_a_colleague_closed_is_shown(world: World) {
        let session = world.house.person("jiro", Role::DeskStaff).await;
        let case = world.record(&world.call("主治医を探している。")).await.case_id;
        world.cases.close(&world.hanako, case, 1, &CloseForm { outcome: "resolved_info".into(), ..CloseForm::default() }).await.unwrap();
        let id = case.to_string();
        let form = [("id", id.as_str()), ("version", "1"), ("form[status]", "arranging"), ("form[owner_id]", ""), ("form[next_date]", "2026-12-24")];
        let (_, shown) = refused(&world, &session, "/api/cases/edit", &format!("/cases/{case}"), &form).await;
        shows(&shown, &["終結したため記録できません。", "保存できなかった変更", "調整中", "2026年12月24日"]);
    }

    async fn moving_to_another_person_s_case_names_both_and_asks_for_a_tick(world: World) {
        let session = world.house.person("jiro", Role::DeskStaff).await;
        let (first, _) = world.patient("丸山 勝江", "まるやま かつえ").await;
        let second = world.record(&domain::inquiry::InquiryForm { case_id: first.case_id.to_string(), ..world.call("二件目") }).await;
        let (other, ryohei) = world.patient("近藤 良平", "こんどう りょうへい").await;
        let (inquiry, ryohei) = (second.id.to_string(), ryohei.to_string());
        let form = [("inquiry", inquiry.as_str()), ("case_number", other.number.as_str())];
        let (_, shown) = refused(&world, &session, "/api/cases/move-inquiry", &format!("/inquiries/{inquiry}"), &form).await;
        shows(&shown, &["R8-000002 は 丸山 勝江さん、移動先 R8-000003 は 近藤 良平さんのケースです", "対象者が異なることを確認しました", &ryohei]);
        let sure = [form[0], form[1], ("confirmed", ryohei.as_str())];
        let (location, shown) = refused(&world, &session, "/api/cases/move-inquiry", &format!("/inquiries/{inquiry}"), &sure).await;
        assert_eq!(location, format!("/cases/{}?done=move-another", other.case_id));
        shows(&shown, &["相談の対象者は、このケースの対象者に変わりました。"]);
    }
}
