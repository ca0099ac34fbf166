//! Whom the inquiry is about, and what is known already: the section of the form and the column beside it.

use crate::api::inquiry::LookUp;
use crate::ui::{Typed, end_badge, field, patient_text};
use crate::words;
use chrono::NaiveDate;
use domain::calendar::{jst_date, show_datetime};
use domain::code::List;
use domain::inquiry::{Blank, InquiryForm, InquiryLine, Matches, PatientMatch};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The case that the form goes on with.
#[derive(Clone)]
struct Continued {
    id: String,
    number: String,
    is_open: bool,
}

/// Whom the form is about at this moment.
#[derive(Clone, Copy)]
pub struct Linked {
    /// "none", "existing" or "new".
    pub mode: RwSignal<String>,
    /// The known patient.
    pub patient: RwSignal<Option<PatientMatch>>,
    /// The patient's id: also of one that could not be shown.
    pub id: RwSignal<String>,
    /// Today in Japan.
    pub today: NaiveDate,
    /// The case that the address says is continued.
    case: StoredValue<Option<Continued>>,
    separate: StoredValue<bool>,
    /// Where the button 「この人に紐付ける」 posts the form.
    action: &'static str,
}

impl Linked {
    /// As the form says.
    #[must_use]
    pub fn new(form: &InquiryForm, blank: &Blank, action: &'static str) -> Self {
        let mode = if form.patient_mode.is_empty() { "none".to_owned() } else { form.patient_mode.clone() };
        Self {
            mode: RwSignal::new(mode),
            patient: RwSignal::new(blank.patient.clone().filter(|p| p.patient.id.to_string() == form.patient_id)),
            id: RwSignal::new(form.patient_id.clone()),
            today: jst_date(blank.now),
            case: StoredValue::new(blank.case.as_ref().map(|c| Continued { id: c.id.to_string(), number: c.number.clone(), is_open: c.status.is_open() })),
            separate: StoredValue::new(form.separate_case == "1"),
            action,
        }
    }

    /// Links the form to a known patient.
    #[cfg(feature = "hydrate")]
    pub fn link(&self, found: PatientMatch) {
        self.id.set(found.patient.id.to_string());
        self.patient.set(Some(found));
        self.mode.set("existing".to_owned());
        // The section may be out of sight, on a phone far above. It first takes its new height.
        request_animation_frame(|| {
            if let Some(section) = document().get_element_by_id("patient") {
                let options = web_sys::ScrollIntoViewOptions::new();
                options.set_block(web_sys::ScrollLogicalPosition::Nearest);
                section.scroll_into_view_with_scroll_into_view_options(&options);
            }
        });
    }
}

/// What stands beside the form at this moment.
#[derive(Clone, Copy)]
pub struct Aside {
    /// Earlier contacts and patients.
    pub matches: RwSignal<Matches>,
}

/// The section 対象者.
pub fn patient_section(typed: Typed, linked: Linked, aside: Aside) -> impl IntoView {
    view! {
        <fieldset class="fieldset" id="patient"><legend>"対象者"</legend>
            {patient_chooser(typed, linked, aside)}
            {(linked.action == LookUp::url()).then(|| case_choice(linked, typed))}
        </fieldset>
    }
}

/// None, a known one or a new one; all three parts are there without JavaScript.
pub fn patient_chooser(typed: Typed, linked: Linked, aside: Aside) -> impl IntoView {
    let radio = move |value: &'static str, label: &'static str| {
        let checked = linked.mode.get_untracked() == value;
        view! {
            <label>
                <input type="radio" name="form[patient_mode]" id=format!("patient_mode-{value}") value=value checked=checked prop:checked=move || linked.mode.get() == value on:change=move |_| linked.mode.set(value.to_owned())/>
                <span>{label}</span>
            </label>
        }
    };
    let flaw = Memo::new(move |_| {
        typed.flaws.with(|f| ["patient_id", "patient", "patient_mode"].into_iter().find_map(|name| f.of(name)).map(|flaw| words::flaw_text("patient_id", flaw)))
    });
    let wrong = move || flaw.with(Option::is_some);
    view! {
        <div class="segments" role="radiogroup" aria-label="対象者" aria-invalid=move || wrong().then_some("true") aria-describedby=move || wrong().then_some("patient_id-error")>{radio("none", "対象者なし")}{radio("existing", "既存の対象者")}{radio("new", "新しい対象者")}</div>
        {move || flaw.get().map(|text| view! { <p class="field__error" id="patient_id-error">{text}</p> })}
        <input type="hidden" name="form[patient_id]" id="patient_id" prop:value=move || linked.id.get() value=linked.id.get_untracked()/>
        <p class="visually-hidden" role="status">{move || linked.patient.get().filter(|_| linked.mode.get() == "existing").map(|found| format!("対象者：{}さん（紐付け済み）", found.patient.name))}</p>
        <div class="patient-part" data-part="existing">
            {move || linked.patient.get().map(|found| linked_patient(found, linked.today))}
            {(linked.action == LookUp::url()).then(|| view! {
                <div class="form__row form__row--button">
                    {field("patient_search", "対象者を検索").hint("氏名・ふりがな・電話番号").view(typed)}
                    <button class="btn" type="submit" formaction=LookUp::url() id="look-up">"探す"</button>
                </div>
            })}
        </div>
        <div class="patient-part" data-part="new">
            {namesakes(linked, aside)}
            {distinct_box(typed, aside)}
            <div class="form__row">
                {field("patient_name", "氏名").view(typed)}
                {field("patient_kana", "ふりがな").view(typed)}
                {field("patient_birth", "生年月日").hint("例：S15.3.2、1940-03-02、84歳くらい").view(typed)}
            </div>
            <div class="form__row">
                {field("patient_sex", "性別").codes(List::Sex, "未入力").class("field--short").view(typed)}
                {field("patient_care_level", "要介護度").codes(List::CareLevel, "未入力").class("field--short").view(typed)}
                {field("patient_address", "住所").view(typed)}
            </div>
        </div>
    }
}

fn linked_patient(found: PatientMatch, today: NaiveDate) -> impl IntoView {
    let who = patient_text(found.patient.birth, found.patient.sex.as_ref(), today);
    view! {
        <div class="match match--linked">
            <span class="match__name">{found.patient.name}" "<span class="small quiet">{found.patient.kana}</span></span>
            <span class="badge badge--open">"紐付け済み"</span>
            <p class="match__meta">{who}</p>
        </div>
    }
}

/// The case that this contact goes on with.
fn case_choice(linked: Linked, typed: Typed) -> impl IntoView {
    let separate = linked.separate.get_value();
    move || {
        let chosen = linked.case.get_value();
        let refused = typed.flaws.with(|f| f.of("case_id").is_some());
        if let Some(Continued { id, number, is_open }) = chosen {
            let hidden = view! { <input type="hidden" name="form[case_id]" value=id.clone()/> };
            return Some(if is_open && !refused {
                view! { <p class="notice notice--info">{hidden}{format!("ケース {number} の続きとして記録します。")}</p> }.into_any()
            } else {
                view! {
                    <div class="notice notice--warn">{hidden}
                        <p>{format!("ケース {number} は終結しています。続きとして記録するときは、先に")}<a href=format!("/cases/{id}#reopen") target="_blank" rel="external noopener">"ケースを再開"</a>"してください。"</p>
                        <label class="check"><input type="checkbox" id="case_id" name="form[separate_case]" value="1" checked=separate/>"新しいケースとして記録する"</label>
                    </div>
                }
                .into_any()
            });
        }
        let open = linked.patient.get().filter(|_| linked.mode.get() == "existing").and_then(|p| p.open_case)?;
        Some(
            view! {
                <div class="notice notice--info">
                    <p>{format!("対応中のケース {}（{}）の続きとして記録します。", open.number, words::label(List::Category, open.main_category.as_str(), jst_date(open.opened_at)))}</p>
                    <label class="check"><input type="checkbox" name="form[separate_case]" value="1" checked=separate/>"別のケースにする"</label>
                </div>
            }
            .into_any(),
        )
    }
}

fn namesakes(linked: Linked, aside: Aside) -> impl IntoView {
    move || {
        let matches = aside.matches.get();
        let found: Vec<PatientMatch> = matches.patients.iter().filter(|p| matches.namesakes.contains(&p.patient.id)).cloned().collect();
        (!found.is_empty()).then(|| {
            let items = found.into_iter().map(|p| match_item(p, None, linked, "intake")).collect_view();
            view! { <section class="stack stack--tight"><h3>"同じ人かもしれません"</h3><ul class="matches">{items}</ul></section> }
        })
    }
}

fn distinct_box(typed: Typed, aside: Aside) -> impl IntoView {
    let ticked = typed.value("patient_distinct") == "1";
    let needed = move || ticked || aside.matches.with(|m| !m.namesakes.is_empty()) || typed.flaws.with(|f| f.of("patient_distinct").is_some());
    let flaw = move || typed.flaws.with(|f| f.of("patient_distinct").map(|flaw| words::flaw_text("patient_distinct", flaw)));
    view! {
        <div class="field" hidden=move || !needed()>
            <label class="check"><input type="checkbox" id="patient_distinct" name="form[patient_distinct]" value="1" checked=ticked aria-describedby=move || typed.flaws.with(|f| f.of("patient_distinct").map(|_| "patient_distinct-error"))/>"別人として登録する"</label>
            {move || flaw().map(|text| view! { <p class="field__error" id="patient_distinct-error">{text}</p> })}
        </div>
    }
}

/// One known patient with the button that links; without JavaScript the button posts the form and shows it again, linked.
fn match_item(found: PatientMatch, key: Option<usize>, linked: Linked, form: &'static str) -> impl IntoView {
    let who = patient_text(found.patient.birth, found.patient.sex.as_ref(), linked.today);
    let id = found.patient.id.to_string();
    let duplicate = key.is_none();
    let known = format!("相談{}件{}", found.inquiries, found.last.map(|t| format!("・最終 {}", show_datetime(t))).unwrap_or_default());
    let open = found.open_case.as_ref().map(|c| view! { <span class="badge badge--open">{format!("対応中 {}", c.number)}</span> });
    let ended = found.patient.ended.map(end_badge);
    let (name, kana) = (found.patient.name.clone(), found.patient.kana.clone());
    let key = key.filter(|k| *k < 9 && linked.action == LookUp::url()).map(|k| view! { <span class="match__key"><kbd>{format!("Alt+{}", k + 1)}</kbd></span> });
    let click = move |event: leptos::ev::MouseEvent| {
        #[cfg(feature = "hydrate")]
        {
            event.prevent_default();
            linked.link(found.clone());
        }
        #[cfg(not(feature = "hydrate"))]
        let _ = (&event, &found);
    };
    view! {
        <li class="match" class:match--duplicate=duplicate>
            <span class="match__name">{name}" "<span class="small quiet">{kana}</span></span>
            {key}
            <p class="match__meta">{who}<br/>{known}" "{open}{ended}</p>
            <div class="match__actions"><button class="btn btn--small" type="submit" form=form formaction=linked.action name="link" value=id on:click=click>"この人に紐付ける"</button></div>
        </li>
    }
}

fn line_item(line: InquiryLine) -> impl IntoView {
    let caller = format!("{}　{}", words::label(List::CallerType, line.caller_type.as_str(), jst_date(line.received_at)), line.caller_name);
    let patient = (!line.patient_name.is_empty()).then(|| view! { <span>{format!("対象者 {}", line.patient_name)}</span> });
    view! {
        <li>
            <div class="rows__title"><a href=format!("/inquiries/{}", line.id) target="_blank" rel="external noopener">{format!("{} {}", line.number, words::label(List::Category, line.main_category.as_str(), jst_date(line.received_at)))}</a></div>
            <div class="rows__meta"><span>{show_datetime(line.received_at)}</span><span>{caller}</span>{patient}</div>
            <p class="clamp small quiet">{line.excerpt}</p>
        </li>
    }
}

impl Aside {
    /// Showing `matches`.
    #[must_use]
    pub fn new(matches: Matches) -> Self {
        Self { matches: RwSignal::new(matches) }
    }

    /// The people who stand there: whoever is linked already is in the form.
    #[must_use]
    pub fn people(self, linked: Linked) -> Vec<PatientMatch> {
        let id = linked.id.get();
        let named = linked.mode.get() == "existing";
        self.matches.with(|m| m.patients.iter().filter(|p| !(named && p.patient.id.to_string() == id)).cloned().collect())
    }

    /// How many people and inquiries stand there; none is no number.
    #[must_use]
    pub fn count(self, linked: Linked) -> Option<usize> {
        Some(self.people(linked).len() + self.matches.with(|m| m.inquiries.len())).filter(|n| *n > 0)
    }

    /// The column beside the form.
    pub fn view(self, linked: Linked) -> impl IntoView {
        let body = move || {
            let matches = Matches { patients: self.people(linked), ..self.matches.get() };
            if matches.patients.is_empty() && matches.inquiries.is_empty() {
                return view! { <p class="quiet">"氏名・ふりがな・電話番号を入力すると、対象者と以前の相談がここに出ます。"</p> }.into_any();
            }
            let (matches_none, lines_none) = (matches.patients.is_empty(), matches.inquiries.is_empty());
            let patients = matches.patients.into_iter().enumerate().map(|(i, p)| match_item(p, Some(i), linked, "intake")).collect_view();
            let lines = matches.inquiries.into_iter().map(line_item).collect_view();
            let people = (!matches_none).then(|| view! { <ul class="matches" id="match-patients">{patients}</ul> });
            let calls = (!lines_none).then(|| view! { <h3>"以前の相談"</h3><ul class="rows" id="match-inquiries">{lines}</ul> });
            // Once somebody is linked, what they called about before matters most.
            let named = linked.mode.get() == "existing" && !linked.id.get().is_empty();
            if named { view! { {calls}{people} }.into_any() } else { view! { {people}{calls} }.into_any() }
        };
        // Read out is how many there are, not all of them after each key.
        let count = move || self.count(linked).map(|n| format!("候補 {n}件"));
        view! { <aside class="split__aside" aria-labelledby="beside-title"><section class="panel"><h2 class="panel__title"><span id="beside-title">"これまでの相談"</span><a class="btn btn--small btn--quiet narrow-only" href="#patient">"入力に戻る"</a></h2><p class="visually-hidden" role="status">{count}</p><div class="stack">{body}</div>
            {(linked.action == LookUp::url()).then(|| view! { <p class="without-script"><button class="btn btn--small btn--quiet" type="submit" form="intake" formaction=LookUp::url() id="keep">"入力した内容で探す"</button></p> })}
        </section></aside> }
    }
}
