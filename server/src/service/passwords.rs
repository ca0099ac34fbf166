//! Hashing and checking passwords with Argon2id, away from the threads that answer requests.

use super::error::internal;
use argon2::password_hash::Error as HashError;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use domain::error::Fault;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// Each hash takes 19 MiB and a core for some 20 ms: more at a time would only be slower together.
const AT_ONCE: usize = 2;
/// How long a sign-in waits for its turn.
const PATIENCE: Duration = Duration::from_secs(5);
/// More bytes than the longest password that can be set; hashing more would only cost time.
const LONGEST_BYTES: usize = 1024;
/// The hash of nothing anybody knows, of the same cost as real ones: an unknown name takes as long as a known one.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bWFkb2d1Y2hpIG5vYm9keQ$qZ0Ls9XwJ1p0m3m5b8hYc7Qm0yVt2rK1uW4nE6dG8fA";

/// The password hasher, shared by everything that needs it.
#[derive(Clone)]
pub struct Passwords(Arc<Semaphore>);

impl Default for Passwords {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

impl Passwords {
    /// The hash to keep for `password`.
    ///
    /// # Errors
    /// [`Fault::Busy`] when too many are at it.
    pub async fn hash(&self, password: &str) -> Result<String, Fault> {
        let password = password.to_owned();
        self.run(move || Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string())).await?.map_err(|e| internal(&e))
    }

    /// Whether `password` is the one behind `hash`; without a hash it never is, and takes as long.
    ///
    /// # Errors
    /// [`Fault::Busy`] when too many are at it.
    pub async fn check(&self, password: &str, hash: Option<String>) -> Result<bool, Fault> {
        let password = if password.len() > LONGEST_BYTES { String::new() } else { password.to_owned() };
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
        match self.run(move || Argon2::default().verify_password(password.as_bytes(), hash.as_str())).await? {
            Ok(()) => Ok(known),
            Err(HashError::PasswordInvalid) => Ok(false),
            Err(error) => Err(internal(&error)),
        }
    }

    async fn run<T: Send + 'static>(&self, job: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
        let turn = tokio::time::timeout(PATIENCE, Arc::clone(&self.0).acquire_owned()).await.map_err(|_| Fault::Busy)?.map_err(|e| internal(&e))?;
        tokio::task::spawn_blocking(move || {
            let answer = job();
            drop(turn);
            answer
        })
        .await
        .map_err(|e| internal(&e))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_opens_its_own_hash_only() {
        let passwords = Passwords::default();
        let hash = passwords.hash("雨の日は傘を二本持つ").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(passwords.check("雨の日は傘を二本持つ", Some(hash.clone())).await.unwrap());
        assert!(!passwords.check("雨の日は傘を一本持つ", Some(hash)).await.unwrap());
    }

    #[tokio::test]
    async fn nobody_costs_the_same_and_never_gets_in() {
        assert!(NOBODY.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert_eq!(Passwords::default().check("anything at all", None).await, Ok(false));
        assert_eq!(Passwords::default().check(&"x".repeat(100_000), None).await, Ok(false));
    }

    #[tokio::test]
    async fn a_broken_hash_is_our_mistake_and_not_a_wrong_password() {
        assert!(matches!(Passwords::default().check("x", Some("plain".into())).await, Err(Fault::Internal { .. })));
    }
}
