//! 所属機関 while it is typed: the directory's organizations as choices, and a button for one that it does not know.
//! Without JavaScript the text is typed as it is; the inquiry's page offers the rest.

#[cfg(feature = "hydrate")]
use crate::api::directory::{add_by_name, suggest_organizations};
use crate::words;
use domain::code::List;
use domain::directory::Suggestions;
use leptos::prelude::*;

/// The list of choices that the field names.
pub const LIST: &str = "organizations";

/// What stands at the field at this moment.
#[derive(Clone, Copy)]
pub struct Affiliation {
    /// What was typed when it was looked up last.
    typed: RwSignal<String>,
    known: RwSignal<Suggestions>,
    message: RwSignal<&'static str>,
}

impl Affiliation {
    /// Nothing looked up yet.
    #[must_use]
    pub fn new() -> Self {
        Self { typed: RwSignal::new(String::new()), known: RwSignal::new(Suggestions::default()), message: RwSignal::new("") }
    }

    /// Looks up what is typed, unless it is what was looked up last.
    #[cfg(feature = "hydrate")]
    pub async fn find(self, text: String) {
        let text = text.trim().to_owned();
        if self.typed.try_get_untracked().is_none_or(|asked| asked == text) {
            return;
        }
        self.typed.set(text.clone());
        self.message.set("");
        let found = if text.is_empty() { Some(Suggestions::default()) } else { suggest_organizations(text.clone()).await.ok() };
        // A slower answer to an earlier question is no answer to this one.
        if let Some(found) = found
            && self.typed.try_get_untracked() == Some(text)
        {
            self.known.try_set(found);
        }
    }

    /// Records what is typed as a new organization.
    #[cfg(feature = "hydrate")]
    async fn add(self, caller_type: String) {
        self.message.try_set("登録しています…");
        let Some(name) = self.typed.try_get_untracked() else { return };
        match add_by_name(name, caller_type).await {
            Ok(found) => {
                self.known.try_set(found);
                self.message.try_set("機関に登録しました。詳しい内容は後から入力できます。");
            }
            Err(_) => {
                self.message.try_set("機関に登録できませんでした。名称を確かめてください。");
            }
        }
    }

    /// The choices, and what is known of the text.
    pub fn view(self) -> impl IntoView {
        let choices = move || {
            let found = self.known.with(|k| k.found.clone());
            found.into_iter().map(|o| view! { <option value=o.name>{words::label(List::OrganizationKind, o.kind.as_str(), None)}</option> }).collect_view()
        };
        let unknown = move || !self.typed.with(String::is_empty) && self.known.with(|k| k.named.is_none());
        let state = move || match (self.message.get(), self.known.with(|k| k.named.as_ref().map(|o| o.name.clone()))) {
            ("", Some(name)) => format!("機関：{name}"),
            (message, _) => message.to_owned(),
        };
        let click = move |_| {
            #[cfg(feature = "hydrate")]
            {
                let caller_type = super::script::caller_type();
                leptos::reactive::spawn_local(self.add(caller_type));
            }
        };
        view! {
            <datalist id=LIST>{choices}</datalist>
            <div class="affiliation">
                <span class="field__hint" role="status" id="affiliation-state">{state}</span>
                {move || unknown().then(|| view! { <button class="btn btn--small btn--quiet" type="button" id="add-organization" on:click=click>"新しい機関として登録"</button> })}
            </div>
        }
    }
}
