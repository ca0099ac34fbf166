//! Secrets that are handed out once: 256 random bits in clear to the owner, their hash to the database.

use crate::service::error::internal;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::error::Fault;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// A new secret.
pub(crate) fn new() -> Result<String, Fault> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|e| internal(&e))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// What the database keeps of it. The secret has 256 bits, so a plain hash cannot be searched.
pub(crate) fn hash(secret: &str) -> String {
    Sha256::digest(secret.as_bytes()).iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing into a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_differ_and_hashes_are_sha_256() {
        let (one, two) = (new().unwrap(), new().unwrap());
        assert_ne!(one, two);
        assert_eq!(one.len(), 43);
        assert_eq!(hash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
