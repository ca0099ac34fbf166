//! A form's texts and flaws: from the record, from the form that was refused just before, or from the last try.

use crate::api::shell::Kept;
use crate::error::AppError;
use domain::error::Flaws;
use domain::merge::{Choice, Fields, to_fields};
use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// The refused form that the address names; read it under a Suspense.
#[must_use]
pub fn use_kept() -> Resource<Result<Option<Kept>, AppError>> {
    expect_context()
}

/// The field inside `form[field]` or `form[field][]`; the name itself elsewhere.
fn inner(name: &str) -> &str {
    name.strip_prefix("form[").and_then(|rest| rest.split(']').next()).unwrap_or(name)
}

/// A form struct from posted pairs: texts and lists of texts, everything else left at its default.
#[must_use]
pub fn form_of_pairs<T: DeserializeOwned + Serialize + Default>(pairs: &[(String, String)]) -> T {
    let Ok(Value::Object(mut object)) = serde_json::to_value(T::default()) else {
        return T::default();
    };
    fill(&mut object, pairs);
    serde_json::from_value(Value::Object(object)).unwrap_or_default()
}

/// The form with what was chosen of two people's texts, and the version to build on; while something is not chosen, the
/// person's own text and the version they had opened, which asks the same question again.
#[cfg(feature = "ssr")]
#[must_use]
pub fn settled<T: DeserializeOwned + Serialize + Default>(form: T, version: i32, choice: Option<&Choice>) -> (T, i32) {
    let Some(choice) = choice else { return (form, version) };
    match choice.settle(&to_fields(&form)) {
        Some(fields) => (form_of_pairs(&fields.into_iter().collect::<Vec<_>>()), version),
        None => (form, choice.seen),
    }
}

/// The refused form as the person wants it: when it answered a conflict, with what was chosen of two people's texts.
#[must_use]
pub fn answered<T: DeserializeOwned + Serialize + Default>(pairs: &[(String, String)]) -> T {
    let form: T = form_of_pairs(pairs);
    let of = |prefix: &str| -> Fields { pairs.iter().filter_map(|(name, text)| Some((name.strip_prefix(prefix)?.strip_suffix(']')?.to_owned(), text.clone()))).collect() };
    let choice = Choice { seen: 0, theirs: of("choice[theirs]["), pick: of("choice[pick][") };
    match choice.settle(&to_fields(&form)) {
        Some(fields) if !choice.theirs.is_empty() => form_of_pairs(&fields.into_iter().collect::<Vec<_>>()),
        _ => form,
    }
}

fn fill(object: &mut Map<String, Value>, pairs: &[(String, String)]) {
    for (name, text) in pairs {
        match object.get_mut(inner(name)) {
            Some(Value::Array(items)) => items.push(Value::String(text.clone())),
            Some(value @ Value::String(_)) => *value = Value::String(text.clone()),
            _ => {}
        }
    }
}

/// What a form shows.
#[derive(Clone, Copy)]
pub struct Typed {
    /// Before each field's id, so that two forms of a page do not collide; empty for a page's only form.
    pub scope: &'static str,
    /// The fields are parameters of their own, not parts of a `form` parameter.
    pub bare: bool,
    values: StoredValue<Fields>,
    /// What is wrong, field by field.
    pub flaws: RwSignal<Flaws>,
    /// Why the form was refused.
    pub error: RwSignal<Option<AppError>>,
}

impl Typed {
    /// A form whose texts are `form`'s.
    #[must_use]
    pub fn of<T: Serialize>(scope: &'static str, form: &T, error: Option<AppError>) -> Self {
        Self::of_fields(scope, to_fields(form), error)
    }

    /// A form whose texts are `values`.
    #[must_use]
    pub fn of_fields(scope: &'static str, values: Fields, error: Option<AppError>) -> Self {
        let flaws = error.as_ref().and_then(AppError::flaws).cloned().unwrap_or_default();
        Self { scope, bare: false, values: StoredValue::new(values), flaws: RwSignal::new(flaws), error: RwSignal::new(error) }
    }

    /// A form posted to the server function at `path`: `form`'s texts, or the refused ones.
    #[must_use]
    pub fn posted<T: Serialize + DeserializeOwned + Default>(scope: &'static str, path: &str, form: &T, kept: Option<&Kept>) -> Self {
        match kept.filter(|k| k.path == path) {
            Some(kept) => Self::of(scope, &answered::<T>(&kept.pairs), Some(kept.error.clone())),
            None => Self::of(scope, form, None),
        }
    }

    /// A form that stands in the address.
    #[must_use]
    pub fn address<T: Serialize>(form: &T, error: Option<AppError>) -> Self {
        Self { bare: true, ..Self::of("", form, error) }
    }

    /// A form of plain parameters posted to `path`: empty, or the refused texts.
    #[must_use]
    pub fn plain(scope: &'static str, path: &str, kept: Option<&Kept>) -> Self {
        let kept = kept.filter(|k| k.path == path);
        let values = kept.map(|k| k.pairs.iter().cloned().collect()).unwrap_or_default();
        Self { bare: true, ..Self::of_fields(scope, values, kept.map(|k| k.error.clone())) }
    }

    /// The same form's fields that are parameters of their own.
    #[must_use]
    pub const fn as_bare(self) -> Self {
        Self { bare: true, ..self }
    }

    /// The text of `field`.
    #[must_use]
    pub fn value(&self, field: &str) -> String {
        self.values.with_value(|v| v.get(field).cloned().unwrap_or_default())
    }

    /// Notes the outcome of a try in the browser.
    #[cfg(feature = "hydrate")]
    pub fn refuse(&self, error: AppError) {
        self.flaws.set(error.flaws().cloned().unwrap_or_default());
        self.error.set(Some(error));
    }

    /// The element id of `field`.
    #[must_use]
    pub fn id(&self, field: &str) -> String {
        if self.scope.is_empty() { field.to_owned() } else { format!("{}-{field}", self.scope) }
    }

    /// The posted name of `field`.
    #[must_use]
    pub fn name(&self, field: &str) -> String {
        if self.bare { field.to_owned() } else { format!("form[{field}]") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::inquiry::InquiryForm;

    #[test]
    fn a_refused_answer_to_a_conflict_comes_back_with_what_was_chosen() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        let mut pairs = vec![
            pair("form[content]", "私の文"),
            pair("form[response]", "私の対応"),
            pair("choice[theirs][content]", "相手の文"),
            pair("choice[theirs][response]", "相手の対応"),
            pair("choice[pick][content]", "theirs"),
        ];
        let form: InquiryForm = answered(&pairs);
        assert_eq!((form.content.as_str(), form.response.as_str()), ("私の文", "私の対応"), "nothing is chosen for anybody");
        pairs.push(pair("choice[pick][response]", "mine"));
        let form: InquiryForm = answered(&pairs);
        assert_eq!((form.content.as_str(), form.response.as_str()), ("相手の文", "私の対応"));
    }

    #[test]
    fn a_posted_form_reads_back_with_its_lists_and_ignores_strangers() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        let form: InquiryForm = form_of_pairs(&[
            pair("form[channel]", "phone"),
            pair("form[other_categories][]", "complaint"),
            pair("form[other_categories][]", "other"),
            pair("form[content]", "a\nb & <c>"),
            pair("form[no_such_field]", "x"),
            pair("id", "y"),
        ]);
        assert_eq!(
            form,
            InquiryForm { id: "y".into(), channel: "phone".into(), other_categories: vec!["complaint".into(), "other".into()], content: "a\nb & <c>".into(), ..Default::default() }
        );
    }
}
