//! Paper: what is opened for printing is logged, and a FAX names nobody unless somebody says why.

use super::{World, on_both};
use domain::error::{Fault, Refusal};
use domain::id::EntryId;
use domain::paper::FaxForm;
use domain::ports::{CaseDesk, InquiryDesk, PaperDesk};
use server::service::paper::PaperService;

fn form() -> FaxForm {
    FaxForm {
        id: EntryId::new().to_string(),
        to_name: "北町クリニック".into(),
        to_fax: "072-555-0102".into(),
        sender: "hanakoさん".into(),
        sheets: "2".into(),
        subject: "ご連絡".into(),
        show: "1".into(),
        ..FaxForm::default()
    }
}

on_both! {
    async fn opening_a_sheet_is_logged_as_printing_with_the_patient(world: World) {
        let paper = PaperService(world.house.services.clone());
        let (recorded, patient) = world.patient("佐藤 一郎", "さとう いちろう").await;
        paper.case_sheet(&world.hanako, recorded.case_id).await.unwrap();
        world.inquiry.sheet(&world.hanako, recorded.id).await.unwrap();
        let printed: Vec<_> = world.audit().await.into_iter().filter(|l| l.deed == "print").map(|l| (l.kind, l.patient)).collect();
        assert_eq!(printed, [("case".to_owned(), Some(patient)), ("inquiry".to_owned(), Some(patient))]);
        assert_eq!(paper.case_sheet(&world.kiku, recorded.case_id).await, Err(Fault::Forbidden));
        assert_eq!(paper.fax(&world.kiku, recorded.case_id, &form()).await, Err(Fault::Forbidden));
        assert_eq!(paper.record_fax(&world.kiku, recorded.case_id, &form()).await, Err(Fault::Forbidden));
    }

    async fn a_fax_names_the_patient_only_with_a_reason_which_is_logged(world: World) {
        let paper = PaperService(world.house.services.clone());
        let (recorded, patient) = world.patient("佐藤 一郎", "さとう いちろう").await;
        assert_eq!(paper.fax(&world.hanako, recorded.case_id, &form()).await.unwrap().patient, None);
        let named = FaxForm { with_name: "1".into(), name_reason: "予約の確認".into(), ..form() };
        assert_eq!(paper.fax(&world.hanako, recorded.case_id, &named).await.unwrap().patient.as_deref(), Some("佐藤 一郎"));
        let printed: Vec<_> = world.audit().await.into_iter().filter(|l| l.deed == "print").map(|l| (l.patient, l.note.contains("予約の確認"))).collect();
        assert_eq!(printed, [(None, false), (Some(patient), true)]);
    }

    async fn a_fax_is_noted_once_in_an_open_case(world: World) {
        let paper = PaperService(world.house.services.clone());
        let case = world.record(&world.call("連絡が要る")).await.case_id;
        let form = form();
        paper.record_fax(&world.hanako, case, &form).await.unwrap();
        paper.record_fax(&world.hanako, case, &form).await.unwrap();
        let seen = world.see_case(case).await;
        assert_eq!((seen.entries.len(), seen.entries[0].counterpart.as_str(), seen.entries[0].means.as_str()), (1, "北町クリニック", "fax"));
        assert!(seen.entries[0].content.starts_with("FAX送付状を作成"));
        let end = domain::cases::CloseForm { outcome: "resolved_info".into(), remark: String::new() };
        world.cases.close(&world.hanako, case, seen.version, &end).await.unwrap();
        assert_eq!(paper.record_fax(&world.hanako, case, &FaxForm { id: EntryId::new().to_string(), ..form }).await, Err(Fault::Refused(Refusal::CaseClosed)));
    }
}
