//! A time of day, in every way that people write one.

use unicode_normalization::UnicodeNormalization;

/// Minutes of a day.
pub const DAY_MINUTES: u16 = 24 * 60;

/// Reads 9, 9:00, 9.30, 9時, 9時半, 9時30分, 14:05:00, 午後2時5分, 2:05 PM and 24:00, in figures of any width: minutes after midnight, at
/// most [`DAY_MINUTES`]. Seconds are not kept.
#[must_use]
pub fn parse_clock(text: &str) -> Option<u16> {
    let text: String = text.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect();
    let (text, noon) = match (["午後", "PM"].iter().any(|m| text.contains(m)), ["午前", "AM"].iter().any(|m| text.contains(m))) {
        (true, false) => (text.replace("午後", "").replace("PM", ""), Some(12)),
        (false, true) => (text.replace("午前", "").replace("AM", ""), Some(0)),
        (false, false) => (text, None),
        (true, true) => return None,
    };
    let text = text.replace('半', "30分").replace('時', ":").replace(['分', '秒'], ":").replace('.', ":");
    let mut parts = text.trim_end_matches(':').split(':').map(figures);
    let hour = parts.next()??;
    let minute = parts.next().unwrap_or(Some(0))?;
    // Seconds are not kept, but they must be some.
    let second = parts.next().unwrap_or(Some(0))?;
    let hour = match noon {
        Some(_) if hour > 12 => return None,
        Some(add) => hour % 12 + add,
        None => hour,
    };
    let time = hour * 60 + minute;
    (parts.next().is_none() && minute < 60 && second < 60 && time <= DAY_MINUTES).then_some(time)
}

fn figures(text: &str) -> Option<u16> {
    super::parse::figures(text, 2).and_then(|n| u16::try_from(n).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_as_people_write_them() {
        for (text, expected) in [
            ("9", Some(540)),
            ("９：３０", Some(570)),
            ("9.30", Some(570)),
            ("9時", Some(540)),
            ("9 時半", Some(570)),
            ("9時5分", Some(545)),
            ("14:05:59", Some(845)),
            ("午後2時5分", Some(845)),
            ("2:05 pm", Some(845)),
            ("午前12時", Some(0)),
            ("午後0時", Some(720)),
            ("0:00", Some(0)),
            ("24:00", Some(1_440)),
            ("24:01", None),
            ("25", None),
            ("9:60", None),
            ("9:05:60", None),
            ("930", None),
            ("9:5:5:5", None),
            ("午後13時", None),
            ("午前午後", None),
            ("-1", None),
            ("", None),
            ("朝", None),
        ] {
            assert_eq!(parse_clock(text), expected, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_answered_within_a_day(text in "\\PC{0,30}") {
            proptest::prop_assert!(parse_clock(&text).is_none_or(|time| time <= DAY_MINUTES));
        }

        #[test]
        fn what_is_written_reads_back(time in 0u16..=DAY_MINUTES) {
            proptest::prop_assert_eq!(parse_clock(&format!("{}:{:02}", time / 60, time % 60)), Some(time));
        }
    }
}
