//! Signing in, the welcome link, one's own account.

mod own;
mod sign_in;
mod welcome;

pub use own::AccountPage;
pub use sign_in::SignInPage;
pub use welcome::WelcomePage;
