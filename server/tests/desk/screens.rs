//! What pages say when something came between opening and sending: nothing typed is lost, and the way on is named.

use super::{World, entry, on_both};
use crate::common::Answer;
use domain::account::Role;
use domain::cases::CloseForm;
use domain::id::InquiryId;
use domain::inquiry::InquiryForm;
use domain::ports::{CaseDesk, InquiryDesk};

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
        let second = world.record(&InquiryForm { case_id: first.case_id.to_string(), ..world.call("二件目") }).await;
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

    async fn a_closed_case_offers_reopening_and_its_intake_form_a_new_case(world: World) {
        let session = world.house.person("jiro", Role::DeskStaff).await;
        let (first, patient) = world.patient("丸山 勝江", "まるやま かつえ").await;
        let case = first.case_id.to_string();
        let page = format!("/inquiries/new?case={case}");
        assert!(!world.house.get(&page, Some(&session)).await.text.contains("新しいケースとして記録する"));
        world.cases.close(&world.hanako, first.case_id, 1, &CloseForm { outcome: "resolved_info".into(), ..CloseForm::default() }).await.unwrap();
        let shown = world.house.get(&format!("/cases/{case}"), Some(&session)).await;
        shows(&shown, &["このケースを再開する"]);
        assert!(!shown.text.contains("このケースの相談を受付"));
        let form = InquiryForm { case_id: case.clone(), ..world.call_again(patient) };
        let mut pairs: Vec<(String, String)> = domain::merge::to_fields(&form).into_iter().filter(|(_, v)| !v.is_empty()).map(|(k, v)| (format!("form[{k}]"), v)).collect();
        let posted: Vec<(&str, &str)> = pairs.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        let (_, shown) = refused(&world, &session, "/api/inquiry/record", &page, &posted).await;
        shows(&shown, &["新しいケースとして記録する", "は終結しています", &form.content]);
        pairs.push(("form[separate_case]".into(), "1".into()));
        let posted: Vec<(&str, &str)> = pairs.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        let (_, shown) = refused(&world, &session, "/api/inquiry/record", &page, &posted).await;
        shows(&shown, &["R8-000002", "丸山 勝江"]);
        let recorded = world.see(form.id.parse().unwrap()).await;
        assert_ne!(recorded.case.id, first.case_id);
        assert!(recorded.continued, "the person was known");
    }

    async fn a_draft_that_another_page_changed_is_not_overwritten_without_a_word(world: World) {
        let session = world.house.person("jiro", Role::DeskStaff).await;
        let id = InquiryId::new().to_string();
        let page = format!("/inquiries/new?draft={id}");
        let look_up = async |content: &str, seen: &str| {
            let form = [("form[id]", id.as_str()), ("form[content]", content), ("draft_version", seen)];
            let answer = world.house.post("/api/inquiry/look-up", &page, Some(&session), &form).await;
            world.house.get(answer.header("location"), Some(&session)).await
        };
        shows(&look_up("一つ目の画面の文", "0").await, &["一つ目の画面の文", r#"name="draft_version" value="1""#]);
        shows(&look_up("二つ目の画面の文", "0").await, &["別の画面でこの下書きが更新されました", "二つ目の画面の文", r#"name="draft_version" value="1""#]);
        shows(&world.house.get(&page, Some(&session)).await, &["一つ目の画面の文"]);
        let shown = look_up("二つ目の画面の文", "1").await;
        shows(&shown, &["二つ目の画面の文"]);
        assert!(!shown.text.contains("別の画面で"));
    }

    async fn an_address_of_a_draft_that_is_gone_says_so(world: World) {
        let session = world.house.person("jiro", Role::DeskStaff).await;
        let text = "この下書きはありません";
        for (id, is_lost) in [("9f3c7a52-6d1e-4b70-a1c4-2b8f5e0d9c11".to_owned(), true), ("01900000-0000-7000-8000-000000000000".to_owned(), true), (InquiryId::new().to_string(), false)] {
            assert_eq!(world.house.get(&format!("/inquiries/new?draft={id}"), Some(&session)).await.text.contains(text), is_lost, "{id}");
        }
    }

    async fn a_voided_inquiry_is_not_opened_for_editing(world: World) {
        let session = world.house.person("jiro", Role::DeskStaff).await;
        let first = world.record(&world.call("誤って登録した件")).await;
        let page = format!("/inquiries/{}", first.id);
        shows(&world.house.get(&page, Some(&session)).await, &["badge--missing"]);
        world.inquiry.void(&world.hanako, first.id, "二重に入力したため").await.unwrap();
        let shown = world.house.get(&page, Some(&session)).await;
        shows(&shown, &["badge--voided"]);
        assert!(!shown.text.contains("badge--missing"));
        let answer = world.house.get(&format!("{page}/edit"), Some(&session)).await;
        assert_eq!((answer.status.is_redirection(), answer.header("location")), (true, page.as_str()), "{}", answer.text);
    }

    async fn a_conflict_is_asked_again_until_every_field_has_an_answer(world: World) {
        let session = world.house.person("jiro", Role::DeskStaff).await;
        let first = InquiryForm { other_categories: vec!["other".into()], ..world.call("元の文") };
        let id = world.record(&first).await.id;
        let (page, number) = (format!("/inquiries/{id}/edit"), id.to_string());
        world.inquiry.edit(&world.hanako, id, 1, &InquiryForm { content: "花子の文".into(), ..first.clone() }).await.unwrap();
        let mine = InquiryForm { content: "次郎の文".into(), response: "次郎の対応".into(), ..first };
        let mut pairs: Vec<(String, String)> = mine.contact_fields().into_iter().map(|(k, v)| (if k == "other_categories" { "form[other_categories][]".to_owned() } else { format!("form[{k}]") }, v)).collect();
        let send = async |pairs: &[(String, String)], more: &[(&str, &str)]| {
            let form: Vec<(&str, &str)> = pairs.iter().map(|(k, v)| (k.as_str(), v.as_str())).chain([("id", number.as_str())]).chain(more.iter().copied()).collect();
            refused(&world, &session, "/api/inquiry/edit", &page, &form).await
        };
        let (_, shown) = send(&pairs, &[("version", "1")]).await;
        shows(&shown, &["ほかの人が先に保存しました", "花子の文", "次郎の文", r#"name="choice[pick][content]""#, "required"]);
        assert!(!shown.text.contains("checked") && !shown.text.contains("選んでいない項目"), "nothing is chosen for anybody");
        let asked = [("version", "2"), ("choice[seen]", "1"), ("choice[theirs][content]", "花子の文")];
        let (_, shown) = send(&pairs, &asked).await;
        shows(&shown, &["選んでいない項目があります", "次郎の文", "花子の文", "次郎の対応"]);
        assert_eq!(world.see(id).await.form.content, "花子の文");
        pairs.push(("choice[pick][content]".into(), "theirs".into()));
        let (location, _) = send(&pairs, &asked).await;
        assert_eq!(location, format!("/inquiries/{id}?done=edit"));
        let form = world.see(id).await.form;
        assert_eq!((form.content.as_str(), form.response.as_str(), form.other_categories), ("花子の文", "次郎の対応", vec!["other".to_owned()]));
    }

    /// Whoever belongs to no desk could type a whole call and never save it.
    async fn a_person_without_a_desk_gets_no_form(world: World) {
        let person = server::service::account::NewPerson { login: "saburo".into(), name: "三郎".into(), email: None, roles: vec![Role::Manager, Role::DeskStaff], desks: vec![] };
        assert!(world.house.account.add(person.clone()).await.is_err());
    }
}
