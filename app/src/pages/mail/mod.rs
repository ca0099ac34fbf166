//! メール: the outbox, one e-mail, the words, the jobs.

mod jobs;
mod one;
mod outbox;
mod template;

pub use jobs::JobsPage;
pub use one::MailPage;
pub use outbox::OutboxPage;
pub use template::{TemplatePage, TemplatesPage};

use crate::words::notice as words;
use domain::notice::MailState;
use leptos::prelude::*;

/// 送信待ち・送信済み・不達…
fn state_badge(state: MailState) -> impl IntoView {
    let kind = match state {
        MailState::Waiting | MailState::Sending => "waiting",
        MailState::Sent => "open",
        MailState::Failed => "immediate",
        MailState::Cancelled => "voided",
    };
    view! { <span class=format!("badge badge--{kind}")>{words::mail_state(state)}</span> }
}
