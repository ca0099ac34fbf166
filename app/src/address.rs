//! Addresses that come from outside.

/// A page of this site to go back to; the home page for anything else.
#[must_use]
pub fn back_to(path: &str) -> String {
    let inside = path.starts_with('/') && !path.starts_with("//") && !path.contains('\\') && path.chars().all(|c| c.is_ascii_graphic());
    if inside { path.to_owned() } else { "/".to_owned() }
}

/// A text as a value of an address.
#[must_use]
pub fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |out, b| if b.is_ascii_alphanumeric() || b"-_.".contains(&b) { out + &char::from(b).to_string() } else { format!("{out}%{b:02X}") })
}

#[cfg(test)]
mod tests {
    use super::{back_to, encoded};

    #[test]
    fn a_value_parts_no_address() {
        assert_eq!(encoded("田 a&b=c#%"), "%E7%94%B0%20a%26b%3Dc%23%25");
    }

    #[test]
    fn only_a_path_of_this_site_leads_back() {
        for path in ["/", "/cases/x?y=1&z=%E9%80%8F#patient"] {
            assert_eq!(back_to(path), path);
        }
        for path in ["", "x", "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "javascript:alert(1)", "/a b", "/\n/evil.example"] {
            assert_eq!(back_to(path), "/", "{path}");
        }
    }
}
