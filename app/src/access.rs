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
        ("matching", _) => Access::Needs(Permission::InquiryRead),
        ("cases", Some(_)) if path.trim_end_matches('/').ends_with("/matching/new") => Access::Needs(Permission::InquiryWrite),
        ("inquiries", Some("new")) => Access::Needs(Permission::InquiryWrite),
        ("inquiries" | "cases" | "patients", _) => Access::Needs(if path.trim_end_matches('/').ends_with("/edit") || path.trim_end_matches('/').ends_with("/patient") {
            Permission::InquiryWrite
        } else {
            Permission::InquiryRead
        }),
        ("physicians", _) if path.trim_end_matches('/').ends_with("/leave") => Access::Needs(Permission::InquiryWrite),
        ("handover", _) => Access::Needs(Permission::InquiryRead),
        ("directory", _) if path.trim_end_matches('/').ends_with("/edit") || path.trim_end_matches('/').ends_with("/new") => Access::Needs(Permission::DirectoryWrite),
        ("directory" | "physicians", _) => Access::Needs(Permission::DirectoryRead),
        ("offers" | "practice", _) => Access::Needs(Permission::Practice),
        ("admin", Some(page)) => Access::Needs(administration(page)),
        _ => Access::Needs(Permission::OwnAccount),
    }
}

/// What a page of the administration needs. `/admin` itself shows each person the pages that are theirs.
fn administration(page: &str) -> Permission {
    match page {
        "users" | "sessions" | "as-role" => Permission::UserManage,
        "audit" => Permission::AuditRead,
        "import" => Permission::DataImport,
        _ => Permission::Administer,
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
        assert_eq!(required("/matching/x"), Access::Needs(Permission::InquiryRead));
        assert_eq!(required("/cases/x/matching/new"), Access::Needs(Permission::InquiryWrite));
        assert_eq!(required("/directory/x"), Access::Needs(Permission::DirectoryRead));
        assert_eq!(required("/directory/x/edit"), Access::Needs(Permission::DirectoryWrite));
        assert_eq!(required("/physicians/x"), Access::Needs(Permission::DirectoryRead));
        assert_eq!(required("/physicians/x/leave"), Access::Needs(Permission::InquiryWrite));
        assert_eq!(required("/offers/x"), Access::Needs(Permission::Practice));
        assert_eq!(required("/practice/patients/x"), Access::Needs(Permission::Practice));
        assert_eq!(required("/admin"), Access::Needs(Permission::OwnAccount));
        assert_eq!(required("/admin/audit"), Access::Needs(Permission::AuditRead));
        assert_eq!(required("/admin/codes/channel"), Access::Needs(Permission::Administer));
        assert_eq!(required("/no-such-page"), Access::Needs(Permission::OwnAccount));
    }
}
