//! What each person sets for themselves: how large, how strong in contrast, and where the day begins.

use crate::account::{Actor, Permission};
use crate::error::{Flaw, Flaws};
use serde::{Deserialize, Serialize};

macro_rules! choices {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident => $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$variant_doc])* $variant),+
        }

        impl $name {
            /// Every choice, in order.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// As it is kept.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// Reads what [`Self::code`] wrote.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

choices! {
    /// 文字の大きさ
    TextSize {
        /// 標準
        #[default]
        Standard => "standard",
        /// 大
        Large => "large",
        /// 特大
        ExtraLarge => "xlarge",
    }
}

choices! {
    /// コントラスト
    Contrast {
        /// 標準
        #[default]
        Standard => "standard",
        /// 高い
        High => "high",
    }
}

choices! {
    /// ログイン後に開く画面
    StartPage {
        /// 今日
        #[default]
        Today => "today",
        /// 相談一覧
        Inquiries => "inquiries",
        /// 新規受付
        Intake => "intake",
        /// 機関
        Directory => "directory",
        /// 管理
        Administration => "admin",
    }
}

impl StartPage {
    /// Its address.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Today => "/",
            Self::Inquiries => "/inquiries",
            Self::Intake => "/inquiries/new",
            Self::Directory => "/directory",
            Self::Administration => "/admin",
        }
    }

    /// Whether somebody with these permissions may open it.
    #[must_use]
    pub fn is_open_to(self, may: impl Fn(Permission) -> bool) -> bool {
        match self {
            Self::Today => may(Permission::OwnAccount),
            Self::Inquiries => may(Permission::InquiryRead),
            Self::Intake => may(Permission::InquiryWrite),
            Self::Directory => may(Permission::DirectoryRead),
            Self::Administration => may(Permission::Administer) || may(Permission::AuditRead),
        }
    }
}

/// A person's own settings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnSettings {
    /// 文字の大きさ
    pub text_size: TextSize,
    /// コントラスト
    pub contrast: Contrast,
    /// ログイン後に開く画面
    pub start_page: StartPage,
}

/// The settings as posted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SettingsForm {
    /// 文字の大きさ
    pub text_size: String,
    /// コントラスト
    pub contrast: String,
    /// ログイン後に開く画面
    pub start_page: String,
}

impl SettingsForm {
    /// Reads the form; nobody begins the day on a page that they may not open.
    ///
    /// # Errors
    /// Every flaw at once.
    pub fn parse(&self, actor: &Actor) -> Result<OwnSettings, Flaws> {
        let mut flaws = Flaws::default();
        let text_size = flaws.note("text_size", TextSize::from_code(&self.text_size).ok_or(Flaw::NotAChoice));
        let contrast = flaws.note("contrast", Contrast::from_code(&self.contrast).ok_or(Flaw::NotAChoice));
        let start = StartPage::from_code(&self.start_page).filter(|page| page.is_open_to(|p| actor.may(p)));
        let start_page = flaws.note("start_page", start.ok_or(Flaw::NotAChoice));
        let settings = (|| Some(OwnSettings { text_size: text_size?, contrast: contrast?, start_page: start_page? }))();
        flaws.or(settings)
    }

    /// The form that shows `settings`.
    #[must_use]
    pub fn of(settings: &OwnSettings) -> Self {
        Self { text_size: settings.text_size.code().to_owned(), contrast: settings.contrast.code().to_owned(), start_page: settings.start_page.code().to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::Role;
    use crate::id::{SessionId, UserId};

    #[test]
    fn only_pages_that_one_may_open_begin_the_day() {
        let actor = |role| Actor {
            user_id: UserId::new(),
            session_id: SessionId::new(),
            name: String::new(),
            roles: vec![role],
            desks: vec![],
            from: String::new(),
            automatic: false,
            read_only: false,
        };
        let form = |start: &str| SettingsForm { start_page: start.into(), ..SettingsForm::of(&OwnSettings::default()) };
        assert_eq!(form("intake").parse(&actor(Role::DeskStaff)).map(|s| s.start_page), Ok(StartPage::Intake));
        for (role, page) in [(Role::Physician, "intake"), (Role::Admin, "inquiries"), (Role::DeskStaff, "admin"), (Role::DeskStaff, "//evil")] {
            assert_eq!(form(page).parse(&actor(role)).unwrap_err().of("start_page"), Some(&Flaw::NotAChoice), "{role:?} {page}");
        }
        let all = OwnSettings { text_size: TextSize::ExtraLarge, contrast: Contrast::High, start_page: StartPage::Today };
        assert_eq!(SettingsForm::of(&all).parse(&actor(Role::Physician)), Ok(all));
    }
}
