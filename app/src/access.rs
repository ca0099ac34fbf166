//! Which page needs what: asked by the server before it renders anything.

use domain::account::Permission;

/// What a path asks of the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Public,
    /// A signed-in person with this permission.
    Needs(Permission),
}

/// What the page at `path` needs. Unknown paths need a signed-in person, so that strangers learn nothing.
#[must_use]
pub fn required(path: &str) -> Access {
    let mut parts = path.trim_matches('/').split('/');
    match (parts.next().unwrap_or_default(), parts.next()) {
        ("sign-in" | "welcome", _) => Access::Public,
        ("inquiries", Some("new")) => Access::Needs(Permission::InquiryWrite),
        ("inquiries" | "cases" | "patients", _) => Access::Needs(if path.trim_end_matches('/').ends_with("/edit") || path.trim_end_matches('/').ends_with("/patient") {
            Permission::InquiryWrite
        } else {
            Permission::InquiryRead
        }),
        _ => Access::Needs(Permission::OwnAccount),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_signing_in_and_the_welcome_link_are_public() {
        assert_eq!(required("/sign-in"), Access::Public);
        assert_eq!(required("/welcome/abc"), Access::Public);
        assert_eq!(required("/"), Access::Needs(Permission::OwnAccount));
        assert_eq!(required("/inquiries/new"), Access::Needs(Permission::InquiryWrite));
        assert_eq!(required("/inquiries"), Access::Needs(Permission::InquiryRead));
        assert_eq!(required("/cases/x/patient/"), Access::Needs(Permission::InquiryWrite));
        assert_eq!(required("/no-such-page"), Access::Needs(Permission::OwnAccount));
    }
}
