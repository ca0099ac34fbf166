//! The log: history field by field, the base for merging, and who was last.

use crate::schema::line;
use crate::world::{at, on_both};
use domain::audit::{AuditEntry, Deed, RecordKind};
use domain::merge::Fields;
use futures::FutureExt;

fn fields(pairs: &[(&str, &str)]) -> Option<Fields> {
    Some(pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect())
}

on_both! {
    async fn a_history_tells_what_changed_and_views_are_no_part_of_it(world) {
        let by = world.kato;
        let create = AuditEntry { at: at("2026-11-01T00:00:00Z"), after: fields(&[("content", "a"), ("minutes", "5")]), ..line(Deed::Create, RecordKind::Inquiry, "x", 1, by) };
        let view = AuditEntry { at: at("2026-11-02T00:00:00Z"), ..line(Deed::View, RecordKind::Inquiry, "x", 1, by) };
        let update = AuditEntry { at: at("2026-11-03T00:00:00Z"), user_name: "森".into(), user_id: Some(world.mori), before: create.after.clone(), after: fields(&[("content", "b"), ("minutes", "5")]), ..line(Deed::Update, RecordKind::Inquiry, "x", 2, by) };
        let other = AuditEntry { at: at("2026-11-04T00:00:00Z"), ..line(Deed::Create, RecordKind::Case, "x", 1, by) };
        let void = AuditEntry { at: at("2026-11-05T00:00:00Z"), note: "誤入力".into(), ..line(Deed::Void, RecordKind::Inquiry, "x", 3, by) };
        for entry in [create, view, update, other, void] {
            world.write(move |tx| async move { db::audit::append(tx, &entry).await }.boxed()).await;
        }
        let conn = world.db.read();
        let history = db::audit::history(conn, RecordKind::Inquiry, "x").await.unwrap();
        assert_eq!(history.iter().map(|c| (c.deed, c.by_name.as_str(), c.fields.len(), c.note.as_str())).collect::<Vec<_>>(), [(Deed::Create, "加藤", 0, ""), (Deed::Update, "森", 1, ""), (Deed::Void, "加藤", 0, "誤入力")]);
        let change = &history[1].fields[0];
        assert_eq!((change.field.as_str(), change.before.as_str(), change.after.as_str()), ("content", "a", "b"));
        assert_eq!(db::audit::after_at(conn, RecordKind::Inquiry, "x", 1).await, Ok(fields(&[("content", "a"), ("minutes", "5")])));
        assert_eq!(db::audit::after_at(conn, RecordKind::Inquiry, "x", 2).await.unwrap().unwrap()["content"], "b");
        assert_eq!(db::audit::after_at(conn, RecordKind::Inquiry, "x", 9).await, Ok(None));
        let last = db::audit::last_change(conn, RecordKind::Inquiry, "x").await.unwrap().unwrap();
        assert_eq!((last.by, last.by_name.as_str(), last.at), (world.kato, "加藤", at("2026-11-05T00:00:00Z")));
        assert_eq!(db::audit::last_change(conn, RecordKind::Inquiry, "y").await, Ok(None));
    }
}
