//! The home page.

use crate::account::Actor;
use crate::error::Fault;
use crate::today::TodayView;
use async_trait::async_trait;

/// The home page.
#[async_trait]
pub trait TodayDesk: Send + Sync {
    /// What waits now.
    async fn today(&self, actor: &Actor) -> Result<TodayView, Fault>;
}
