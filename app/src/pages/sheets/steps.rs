//! The steps of an import: columns, the look at every row, what it found, what it made, taking it back.

use crate::api::sheets::{CheckImport, DiscardImport, RunImport, UndoImport};
use crate::api::shell::Kept;
use crate::ui::{Typed, error_notice, field, when};
use crate::words;
use domain::sheet::{FileColumn, ImportState, ImportView, RowFlaw, SheetKind};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Meta;

/// The inputs that every step posts.
fn named(found: &ImportView) -> impl IntoView + use<> {
    view! {
        <input type="hidden" name="id" value=found.line.id.to_string()/>
        <input type="hidden" name="version" value=found.version/>
    }
}

/// The choice of a field for one column of the file.
fn choice(kind: SheetKind, at: usize, column: &FileColumn, kept: Option<&Kept>) -> impl IntoView + use<> {
    let name = format!("columns[{at}]");
    let chosen = kept.and_then(|k| k.pairs.iter().find(|(n, _)| *n == name)).map_or_else(|| column.field.clone(), |(_, v)| v.clone());
    let options = kind
        .columns()
        .iter()
        .map(|c| {
            let label = if c.required { format!("{}（必須）", c.label) } else { c.label.to_owned() };
            view! { <option value=c.field selected=c.field == chosen>{label}</option> }
        })
        .collect_view();
    let heading = if column.heading.is_empty() { format!("（見出しのない{}列目）", at + 1) } else { column.heading.clone() };
    let label = format!("「{heading}」の項目");
    let samples = column.samples.iter().filter(|s| !s.is_empty()).cloned().collect::<Vec<_>>().join(" ／ ");
    view! {
        <tr>
            <th scope="row">{heading}</th>
            <td data-label="項目"><select class="input" name=name aria-label=label><option value="">"取り込まない"</option>{options}</select></td>
            <td data-label="はじめの行"><span class="clamp small quiet">{samples}</span></td>
        </tr>
    }
}

/// Which column is which field.
pub(super) fn mapping(found: &ImportView, kept: Option<&Kept>) -> impl IntoView + use<> {
    let kind = found.line.kind;
    let kept = kept.filter(|k| k.path == CheckImport::url());
    let rows = found.preview.columns.iter().enumerate().map(|(at, column)| choice(kind, at, column, kept)).collect_view();
    let matched = found.preview.columns.iter().filter(|c| !c.field.is_empty()).count();
    let count = format!("{}列のうち{matched}列の項目が分かりました。違うところは選び直してください。選ばない列は取り込みません。", found.preview.columns.len());
    let advice = match kind {
        SheetKind::Inquiries => "状態の列がない行は、終結した相談として取り込みます。同じケース番号の行は一つのケースにまとめます。受付番号は、この窓口の番号を新しく付けます。",
        SheetKind::Patients => "ふりがなと生年月日がどちらも同じ対象者は、登録済みとして扱います。",
        SheetKind::Organizations => "医療機関コードが同じ機関、または名称と電話番号が同じ機関は、登録済みとして扱います。圏域の列がない行の圏域は、住所から決めます。",
    };
    let again = found.line.state == ImportState::Checked;
    let button = if again { "列を選び直して、もう一度確かめる" } else { "全行を確かめる" };
    view! {
        <section class="panel stack"><h2 class="panel__title">"列と項目"</h2>
            <p>{count}</p>
            <p class="field__hint">{advice}</p>
            <form class="stack" method="post" action=CheckImport::url()>
                {named(found)}
                <div class="table__wrap" tabindex="0" role="region" aria-label="列と項目">
                    <table class="table"><caption class="visually-hidden">"列と項目"</caption>
                        <thead><tr><th scope="col">"ファイルの列"</th><th scope="col">"項目"</th><th scope="col">"はじめの行"</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                <p><button class=if again { "btn" } else { "btn btn--primary" } type="submit">{button}</button></p>
            </form>
            <form method="post" action=DiscardImport::url()>{named(found)}<button class="btn btn--quiet" type="submit">"この取込みを中止する"</button></form>
        </section>
    }
}

/// While the server is at it: the page asks again by itself.
pub(super) fn busy(found: &ImportView) -> impl IntoView + use<> {
    let (at, of) = found.progress;
    let (heading, text) = if found.line.state == ImportState::Checking {
        ("全行を確かめています", "まだ何も登録していません。")
    } else {
        ("取り込んでいます", "終わるまで、ほかの人の保存が少し待たされることがあります。")
    };
    let bar = if of == 0 {
        view! { <progress class="progress" aria-label=heading></progress> }.into_any()
    } else {
        view! { <progress class="progress" aria-label=heading max=of value=at.min(of)></progress><p role="status">{format!("{of}件のうち{}件", at.min(of))}</p> }.into_any()
    };
    view! {
        <Meta http_equiv="refresh" content="1"/>
        <section class="panel stack"><h2 class="panel__title">{heading}</h2>
            {bar}
            <p>{text}"この画面は自動で更新されます。閉じても処理は続きます。"</p>
        </section>
    }
}

fn counts(found: &ImportView) -> impl IntoView + use<> {
    let c = found.line.counts;
    let linked =
        (found.line.kind == SheetKind::Inquiries).then(|| view! { <div><dt>"既にいる対象者に紐付く行"</dt><dd>{format!("{}件（ふりがなと生年月日が同じ）", c.linked)}</dd></div> });
    let namesakes = if found.line.kind == SheetKind::Organizations {
        view! { <div><dt>"同じ名称がある新しい機関"</dt><dd>{format!("{}件（別の機関として登録します）", c.namesakes)}</dd></div> }.into_any()
    } else {
        view! { <div><dt>"同姓同名がいる新しい対象者"</dt><dd>{format!("{}人（別人として登録します）", c.namesakes)}</dd></div> }.into_any()
    };
    view! {
        <dl class="facts">
            <div><dt>"新規"</dt><dd id="fresh">{format!("{}件", c.fresh)}</dd></div>
            <div><dt>"登録済み"</dt><dd id="known">{format!("{}件", c.known)}</dd></div>
            <div><dt>"登録済みで内容が違う"</dt><dd>{format!("{}件（変更しません）", c.differing)}</dd></div>
            <div><dt>"誤り"</dt><dd id="wrong">{format!("{}件", c.wrong)}</dd></div>
            {linked}
            {namesakes}
        </dl>
    }
}

fn flaws(kind: SheetKind, flaws: &[RowFlaw]) -> impl IntoView + use<> {
    let rows = flaws
        .iter()
        .map(|flaw| {
            let label = kind.column(&flaw.field).map_or_else(|| words::field_label(&flaw.field).to_owned(), |c| c.label.to_owned());
            view! { <tr><th scope="row">{flaw.row}</th><td data-label="項目">{label}</td><td data-label="理由">{words::flaw_text(&flaw.field, &flaw.flaw)}</td></tr> }
        })
        .collect_view();
    view! {
        <div class="table__wrap" tabindex="0" role="region" aria-label="誤りのある行">
            <table class="table"><caption class="visually-hidden">"誤りのある行"</caption>
                <thead><tr><th scope="col">"行"</th><th scope="col">"項目"</th><th scope="col">"理由"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

/// What the look at every row found, and the way on.
pub(super) fn checked(found: &ImportView) -> impl IntoView + use<> {
    let c = found.line.counts;
    let way = if c.wrong > 0 {
        view! {
            <p class="notice notice--warn">{format!("誤りのある行が{}件あるため、取り込めません。ファイルを直して、もう一度取り込んでください。", c.wrong)}</p>
            {flaws(found.line.kind, &found.flaws)}
            <p><a class="btn" rel="external" href=format!("/admin/import/{}/errors.csv", found.line.id)>"誤りのある行をCSVで出力"</a></p>
        }
        .into_any()
    } else if c.fresh == 0 {
        view! { <p class="notice notice--info">"新しい行はありません。すべて登録済みです。"</p> }.into_any()
    } else {
        view! {
            <form class="stack" method="post" action=RunImport::url()>
                {named(found)}
                <p>"すべての行を一度に取り込みます。途中で問題が起きたときは、何も登録されません。取込み中は、ほかの人の保存が少し待たされます。"</p>
                <p><button class="btn btn--primary" type="submit">{format!("{}件を取り込む", c.fresh)}</button></p>
            </form>
        }
        .into_any()
    };
    view! { <section class="panel stack"><h2 class="panel__title">"確かめた結果"</h2>{counts(found)}{way}</section> }
}

/// What was taken in, and the way back.
pub(super) fn done(found: &ImportView, typed: Typed) -> impl IntoView + use<> {
    view! {
        <section class="panel stack"><h2 class="panel__title">"取込みの結果"</h2>
            <p class="notice notice--success" role="status">{format!("{}件を取り込みました。", found.line.counts.fresh)}</p>
            {counts(found)}
        </section>
        <section class="panel stack"><h2 class="panel__title">"取込みの取消"</h2>
            <p>"この取込みで登録した記録を、すべて取消にします。登録の後に変更や追記をした記録が一つでもあるときは、取り消せません。"</p>
            <form class="form" method="post" action=UndoImport::url()>
                {error_notice(typed)}
                {named(found)}
                {field("reason", "理由").required().view(typed)}
                <p><button class="btn btn--danger" type="submit">"この取込みを取り消す"</button></p>
            </form>
        </section>
    }
}

/// That it was taken back.
pub(super) fn undone(found: &ImportView) -> impl IntoView + use<> {
    view! {
        <section class="panel"><h2 class="panel__title">"取込みの取消"</h2>
            <dl class="facts">
                <div><dt>"取り消した日時"</dt><dd>{when(found.changed_at)}</dd></div>
                <div><dt>"理由"</dt><dd>{found.undo_reason.clone()}</dd></div>
                <div><dt>"取消にした件数"</dt><dd>{format!("{}件", found.line.counts.fresh)}</dd></div>
            </dl>
        </section>
    }
}
