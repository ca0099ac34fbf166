//! What a physician who is asked gets to see of a patient: enough to answer, too little to know who it is (匿名の打診票).

use super::{Needs, Role, Urgency};
use crate::calendar::{Birth, age_on};
use crate::code::Code;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// An age within five years.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgeBand {
    /// 65歳未満
    Under65,
    /// 65–69
    From65,
    /// 70–74
    From70,
    /// 75–79
    From75,
    /// 80–84
    From80,
    /// 85–89
    From85,
    /// 90–94
    From90,
    /// 95歳以上
    From95,
    /// 不明
    Unknown,
}

impl AgeBand {
    /// The band on `today` of somebody born at `birth`.
    #[must_use]
    pub fn of(birth: Option<Birth>, today: NaiveDate) -> Self {
        match birth.and_then(|birth| age_on(birth, today)) {
            None => Self::Unknown,
            Some(..65) => Self::Under65,
            Some(65..70) => Self::From65,
            Some(70..75) => Self::From70,
            Some(75..80) => Self::From75,
            Some(80..85) => Self::From80,
            Some(85..90) => Self::From85,
            Some(90..95) => Self::From90,
            Some(95..) => Self::From95,
        }
    }

    /// As people read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Under65 => "65歳未満",
            Self::From65 => "60歳代後半",
            Self::From70 => "70歳代前半",
            Self::From75 => "70歳代後半",
            Self::From80 => "80歳代前半",
            Self::From85 => "80歳代後半",
            Self::From90 => "90歳代前半",
            Self::From95 => "95歳以上",
            Self::Unknown => "不明",
        }
    }
}

/// The card of an offer. It has no field that a name, a birth date, an address, a telephone number or a disease could get into.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// 圏域名; empty when it is not known.
    pub district: String,
    /// 年齢層
    pub age: AgeBand,
    /// 性別
    pub sex: Option<Code>,
    /// The role that is asked for.
    pub role: Role,
    /// 開始希望日
    pub start_on: NaiveDate,
    /// 医療処置
    pub procedures: Vec<Code>,
    /// 看取り
    pub end_of_life: bool,
    /// 夜間往診
    pub night: bool,
    /// 対応言語の希望
    pub language: Option<Code>,
    /// 急ぎ
    pub urgency: Urgency,
    /// 回答期限
    pub deadline: DateTime<Utc>,
}

impl Card {
    /// The card of a patient with these needs, as `today` is in Japan. `district_name` is the name of the district in the city's table,
    /// and nothing else.
    #[must_use]
    pub fn of(needs: &Needs, birth: Option<Birth>, sex: Option<&Code>, district_name: &str, today: NaiveDate, role: Role, deadline: DateTime<Utc>) -> Self {
        Self {
            district: district_name.to_owned(),
            age: AgeBand::of(birth, today),
            sex: sex.cloned(),
            role,
            start_on: needs.start_on,
            procedures: needs.procedures.clone(),
            end_of_life: needs.end_of_life,
            night: needs.night,
            language: needs.language.clone(),
            urgency: needs.urgency,
            deadline,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::needs::tests::{code, needs};
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn card(birth: Option<Birth>) -> Card {
        let wishes = Needs { procedures: vec![code("hot")], language: Some(code("sign")), end_of_life: true, ..needs() };
        Card::of(&wishes, birth, Some(&code("female")), "中部", day("2026-11-20"), Role::Primary, "2026-11-24T06:00:00Z".parse().unwrap())
    }

    #[test]
    fn an_age_is_told_within_five_years() {
        let today = day("2026-11-20");
        for (birth, band) in [
            ("1961-11-21", AgeBand::Under65),
            ("1961-11-20", AgeBand::From65),
            ("1956-11-21", AgeBand::From65),
            ("1956-11-20", AgeBand::From70),
            ("1950-01-01", AgeBand::From75),
            ("1942-03-02", AgeBand::From80),
            ("1940-03-02", AgeBand::From85),
            ("1936-02-29", AgeBand::From90),
            ("1931-11-20", AgeBand::From95),
            ("1920-01-01", AgeBand::From95),
            ("2026-11-20", AgeBand::Under65),
            ("2026-11-21", AgeBand::Unknown),
        ] {
            assert_eq!(AgeBand::of(Some(Birth::Date(day(birth))), today), band, "{birth}");
        }
        assert_eq!(AgeBand::of(Some(Birth::AgeAbout { age: 84, as_of: day("2024-01-01") }), today), AgeBand::From85);
        assert_eq!(AgeBand::of(None, today), AgeBand::Unknown);
        assert_eq!((AgeBand::From80.label(), AgeBand::Unknown.label()), ("80歳代前半", "不明"));
    }

    #[test]
    fn a_card_holds_these_things_and_no_others() {
        let json = serde_json::to_value(card(None)).unwrap();
        let mut fields: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
        fields.sort_unstable();
        assert_eq!(fields, ["age", "deadline", "district", "end_of_life", "language", "night", "procedures", "role", "sex", "start_on", "urgency"]);
        assert_eq!(serde_json::from_value::<Card>(json).unwrap(), card(None));
    }

    proptest! {
        #[test]
        fn no_birth_date_shows_through(year in 1900..2026, month in 1_u32..13, day in 1_u32..29) {
            let born = NaiveDate::from_ymd_opt(year, month, day).unwrap();
            let json = serde_json::to_string(&card(Some(Birth::Date(born)))).unwrap();
            let start = "\"".to_owned() + &year.to_string() + "-";
            prop_assert!(!json.contains(&born.to_string()) && !json.contains(&start));
        }
    }
}
