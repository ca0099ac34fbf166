//! The one error of the wire: what a page gets instead of an answer.

use domain::error::{Fault, Flaws, Refusal};
use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// What a server function answers when it cannot answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum AppError {
    /// A port's fault.
    #[error(transparent)]
    Fault(Fault),
    /// The server was not reached; nothing is known of the outcome.
    #[error("server not reached")]
    Offline,
    /// The request could not be read.
    #[error("malformed request")]
    Malformed,
}

impl AppError {
    /// The flaws of the form, when that is what is wrong.
    #[must_use]
    pub fn flaws(&self) -> Option<&Flaws> {
        match self {
            Self::Fault(Fault::Invalid(flaws)) => Some(flaws),
            _ => None,
        }
    }

    /// The HTTP status that says the same.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::Fault(fault) => match fault {
                Fault::SignInRequired => 401,
                Fault::Forbidden | Fault::Refused(Refusal::ReadOnly) => 403,
                Fault::NotFound => 404,
                Fault::Conflict(_) => 409,
                Fault::Refused(Refusal::LinkInvalid) => 410,
                Fault::Invalid(_) | Fault::Refused(_) => 422,
                Fault::Busy => 503,
                Fault::Full => 507,
                Fault::Internal { .. } => 500,
            },
            Self::Offline => 503,
            Self::Malformed => 400,
        }
    }
}

impl From<Fault> for AppError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        let error = match error {
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::UnsupportedRequestMethod(_) => Self::Malformed,
            ServerFnErrorErr::Deserialization(_) if cfg!(feature = "ssr") => Self::Malformed,
            _ => Self::Offline,
        };
        #[cfg(feature = "ssr")]
        crate::context::set_status(&error);
        error
    }
}
