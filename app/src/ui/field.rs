//! One field of a form: label, control, hint and the message beside it, always in the same arrangement.

use super::kept::Typed;
use crate::words::{self, flaw_text};
use domain::code::List;
use leptos::prelude::*;

/// A choice of a select: value, text.
type Choice = (String, String);

enum Kind {
    Text { r#type: &'static str, mode: &'static str, autocomplete: &'static str },
    Area { rows: u32 },
    Select { empty: &'static str, groups: Vec<(String, Vec<Choice>)> },
    Segments { choices: Vec<Choice> },
}

/// A field to be shown; begin with [`field`].
pub struct Field {
    name: &'static str,
    label: &'static str,
    required: bool,
    first: bool,
    hint: &'static str,
    class: &'static str,
    value: Option<String>,
    kind: Kind,
    list: Option<List>,
    choices: &'static str,
}

/// A one-line text field.
#[must_use]
pub const fn field(name: &'static str, label: &'static str) -> Field {
    Field {
        name,
        label,
        required: false,
        first: false,
        hint: "",
        class: "",
        value: None,
        kind: Kind::Text { r#type: "text", mode: "", autocomplete: "off" },
        list: None,
        choices: "",
    }
}

impl Field {
    /// 必須
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The cursor stands here when the page opens.
    #[must_use]
    pub const fn first(mut self, first: bool) -> Self {
        self.first = first;
        self
    }

    /// A line of help under the label.
    #[must_use]
    pub const fn hint(mut self, hint: &'static str) -> Self {
        self.hint = hint;
        self
    }

    /// A further class of the field.
    #[must_use]
    pub const fn class(mut self, class: &'static str) -> Self {
        self.class = class;
        self
    }

    /// The value, instead of the form's text.
    #[must_use]
    pub fn value(mut self, value: String) -> Self {
        self.value = Some(value);
        self
    }

    /// The input's type, input mode and autocomplete word.
    #[must_use]
    pub fn input(mut self, r#type: &'static str, mode: &'static str, autocomplete: &'static str) -> Self {
        self.kind = Kind::Text { r#type, mode, autocomplete };
        self
    }

    /// Offers 「不明」 and 「なし」 while typing; the page holds the list with the id `answers`.
    #[must_use]
    pub const fn answers(self) -> Self {
        self.list("answers")
    }

    /// Choices to type from: the id of a datalist. Any other text may be typed as well.
    #[must_use]
    pub const fn list(mut self, id: &'static str) -> Self {
        self.choices = id;
        self
    }

    /// Several lines of text.
    #[must_use]
    pub fn area(mut self, rows: u32) -> Self {
        self.kind = Kind::Area { rows };
        self
    }

    /// A choice from a code list; `empty` is the text of "nothing chosen", itself empty where something always is.
    #[must_use]
    pub fn codes(mut self, list: List, empty: &'static str) -> Self {
        self.list = Some(list);
        self.groups(words::codes().groups(list), empty)
    }

    /// A choice from groups of (value, text).
    #[must_use]
    pub fn groups(mut self, groups: Vec<(String, Vec<Choice>)>, empty: &'static str) -> Self {
        self.kind = Kind::Select { empty, groups };
        self
    }

    /// A choice from (value, text).
    #[must_use]
    pub fn choices(self, choices: Vec<Choice>, empty: &'static str) -> Self {
        self.groups(vec![(String::new(), choices)], empty)
    }

    /// A few choices side by side, as radio buttons.
    #[must_use]
    pub fn segments(mut self, list: List) -> Self {
        self.kind = Kind::Segments { choices: words::codes().groups(list).into_iter().flat_map(|(_, items)| items).collect() };
        self
    }

    /// The field of `typed`'s form.
    #[must_use]
    pub fn view(self, typed: Typed) -> AnyView {
        let value = self.value.clone().unwrap_or_else(|| typed.value(self.name));
        let id = typed.id(self.name);
        let name = typed.name(self.name);
        let field = self.name;
        let message = Memo::new(move |_| typed.flaws.with(|f| f.of(field).map(|flaw| flaw_text(field, flaw))));
        let wrong = move || message.with(Option::is_some);
        let error_id = format!("{id}-error");
        let hint_id = format!("{id}-hint");
        let described = {
            let (error_id, hint_id, hinted) = (error_id.clone(), hint_id.clone(), !self.hint.is_empty());
            move || match (wrong(), hinted) {
                (true, true) => Some(format!("{error_id} {hint_id}")),
                (true, false) => Some(error_id.clone()),
                (false, true) => Some(hint_id.clone()),
                (false, false) => None,
            }
        };
        let hint = (!self.hint.is_empty()).then(|| view! { <p class="field__hint" id=hint_id>{self.hint}</p> });
        let error = move || message.get().map(|text| view! { <p class="field__error" id=error_id.clone()>{text}</p> }.into_any());
        let mark = self.required.then(|| view! { <span class="required">"必須"</span> });
        let class = format!("field {}", self.class);
        if let Kind::Segments { choices } = self.kind {
            return segments(SegmentParts { class, label: self.label, id, name, value, choices }, described, wrong, [mark.into_any(), hint.into_any()], error);
        }
        let label = view! { <label class="field__label" for=id.clone()>{self.label}</label>{mark} };
        let control = control(self.kind, Control { id, name, value, required: self.required, first: self.first, list: self.list, choices: self.choices }, described, wrong);
        view! { <div class=class class:field--wrong=wrong>{label}{control}{hint}{error}</div> }.into_any()
    }
}

struct Control {
    id: String,
    name: String,
    value: String,
    required: bool,
    first: bool,
    list: Option<List>,
    choices: &'static str,
}

fn control(kind: Kind, c: Control, described: impl Fn() -> Option<String> + Send + 'static, wrong: impl Fn() -> bool + Send + Copy + 'static) -> AnyView {
    let invalid = move || wrong().then_some("true");
    let required = c.required.then_some("true");
    match kind {
        Kind::Text { r#type, mode, autocomplete } => view! {
            <input class="input" id=c.id name=c.name type=r#type value=c.value list=(!c.choices.is_empty()).then_some(c.choices)
                inputmode=(!mode.is_empty()).then_some(mode) autocomplete=autocomplete
                aria-required=required aria-invalid=invalid aria-describedby=described/>
        }
        .into_any(),
        Kind::Area { rows } => view! {
            <textarea class="input" id=c.id name=c.name rows=rows aria-required=required aria-invalid=invalid aria-describedby=described>{c.value}</textarea>
        }
        .into_any(),
        Kind::Select { empty, groups } => {
            let chosen = c.value;
            let known = chosen.is_empty() || groups.iter().flat_map(|(_, items)| items).any(|(value, _)| *value == chosen);
            // A value that is no longer offered stays visible instead of turning into the first choice.
            let stray = (!known).then(|| {
                let text = c.list.map_or_else(|| chosen.clone(), |list| words::label(list, &chosen, None));
                view! { <option value=chosen.clone() selected=true>{format!("{text}（現在は選べません）")}</option> }
            });
            let groups = groups.into_iter().map(|(group, items)| options(group, items, &chosen)).collect_view();
            view! {
                <select class="input" id=c.id name=c.name autofocus=c.first aria-required=required aria-invalid=invalid aria-describedby=described>
                    {(!empty.is_empty()).then(|| view! { <option value="">{empty}</option> })}
                    {stray}
                    {groups}
                </select>
            }
            .into_any()
        }
        Kind::Segments { .. } => ().into_any(),
    }
}

fn options(group: String, items: Vec<Choice>, chosen: &str) -> AnyView {
    let options = items
        .into_iter()
        .map(|(value, text)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{text}</option> }
        })
        .collect_view();
    if group.is_empty() { options.into_any() } else { view! { <optgroup label=group>{options}</optgroup> }.into_any() }
}

struct SegmentParts {
    class: String,
    label: &'static str,
    id: String,
    name: String,
    value: String,
    choices: Vec<Choice>,
}

fn segments(
    p: SegmentParts,
    described: impl Fn() -> Option<String> + Send + 'static,
    wrong: impl Fn() -> bool + Send + Sync + Copy + 'static,
    [mark, hint]: [AnyView; 2],
    error: impl Fn() -> Option<AnyView> + Send + 'static,
) -> AnyView {
    let radios = p
        .choices
        .into_iter()
        .enumerate()
        .map(|(i, (value, text))| {
            let id = if i == 0 { p.id.clone() } else { format!("{}-{value}", p.id) };
            let checked = value == p.value;
            let (immediate, urgent) = (value == "immediate", value == "urgent");
            view! { <label class:is-immediate=immediate class:is-urgent=urgent><input type="radio" id=id name=p.name.clone() value=value checked=checked/><span>{text}</span></label> }
        })
        .collect_view();
    view! {
        <fieldset role="radiogroup" class=p.class class:field--wrong=wrong aria-invalid=move || wrong().then_some("true") aria-describedby=described>
            <legend class="field__label">{p.label}</legend>
            {mark}
            {hint}
            <div class="segments">{radios}</div>
            {error}
        </fieldset>
    }
    .into_any()
}
