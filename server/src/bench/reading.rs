//! Pages and look-ups, one after the other, as one person asks for them.

use super::client::{Client, form};
use super::report::{Report, Row};
use super::sample::Sample;
use super::{BenchError, Prepared};
use std::time::Duration;

const LIST: Option<Duration> = Some(Duration::from_millis(30));
const CASE: Option<Duration> = Some(Duration::from_millis(15));
const MATCHES: Option<Duration> = Some(Duration::from_millis(200));

/// What a page must show, or its time means nothing.
#[derive(Clone, Copy)]
enum Shows {
    /// At least one inquiry.
    Hits,
    /// No inquiry.
    Nothing,
    /// Only itself.
    Itself,
}

struct Page {
    figure: &'static str,
    addresses: Vec<String>,
    shows: Shows,
    target: Option<Duration>,
}

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn search(words: &[&str]) -> Vec<String> {
    words.iter().map(|w| format!("/inquiries?q={}", encoded(w))).collect()
}

/// Whether any row of a list leads to an inquiry: ids are hexadecimal, the other addresses of that form are not.
fn has_rows(page: &str) -> bool {
    page.split("href=\"/inquiries/").skip(1).any(|rest| rest.get(..8).is_some_and(|id| id.bytes().all(|b| b.is_ascii_hexdigit())))
}

fn lists() -> Vec<Page> {
    let page = |figure, addresses: &[&str]| Page { figure, addresses: addresses.iter().map(|a| (*a).to_owned()).collect(), shows: Shows::Hits, target: LIST };
    let filtered = [
        "/inquiries?status=open&urgency=urgent",
        "/inquiries?category=doctor_matching&channel=phone",
        "/inquiries?from=2022-04-01&to=2022-04-30",
        "/inquiries?caller_type=family&missing=1",
        "/inquiries?status=closed&category=medical%2Fsymptom",
    ];
    vec![
        page("list, first page", &["/inquiries"]),
        page("list, filtered", &filtered),
        page("list, page 20", &["/inquiries?page=20"]),
        page("list, open cases by next date", &["/inquiries?view=cases&status=open&sort=next_date"]),
        page("list, overdue cases", &["/inquiries?view=cases&overdue=1"]),
    ]
}

fn searches(prepared: &Prepared) -> Vec<Page> {
    let page = |figure, addresses, shows| Page { figure, addresses, shows, target: LIST };
    let some = |text: fn(&super::database::KnownInquiry) -> &str| {
        let texts: Vec<&str> = prepared.known.iter().map(text).filter(|t| !t.is_empty()).take(40).collect();
        search(&texts)
    };
    vec![
        page("search, two characters", search(&["透析", "吸引", "褥瘡", "認知", "退院"]), Shows::Hits),
        page("search, name in kana", search(&["さとう", "タカハシ", "ﾔﾏｻﾞｷ", "わたなべ"]), Shows::Hits),
        page("search, telephone number", some(|k| &k.telephone), Shows::Hits),
        page("search, 受付番号", some(|k| &k.number), Shows::Hits),
        page("search, two words", search(&["腹膜透析 在宅医", "さとう 在宅酸素", "連携室 胃瘻"]), Shows::Hits),
        page("search, nothing found", search(&["宇宙旅行", "ぬれぬれざざ", "zzqqxx"]), Shows::Nothing),
    ]
}

fn others(prepared: &Prepared) -> Vec<Page> {
    let page = |figure, addresses, target| Page { figure, addresses, shows: Shows::Itself, target };
    vec![
        page("case page", prepared.known.iter().map(|k| format!("/cases/{}", k.case)).collect(), CASE),
        page("inquiry page", prepared.known.iter().map(|k| format!("/inquiries/{}", k.id)).collect(), None),
        page("今日", vec!["/".to_owned()], None),
        page("intake form", vec!["/inquiries/new".to_owned()], None),
    ]
}

fn ask(client: &mut Client, address: &str, shows: Shows) -> Result<(), BenchError> {
    let mut answer = client.get(address, "identity")?;
    if answer.status == 302 {
        // A fresh form gets an address of its own; people wait for both answers.
        let place = answer.header("location").to_owned();
        answer = client.get(&place, "identity")?;
    }
    let good = answer.status == 200
        && match shows {
            Shows::Hits => has_rows(&answer.text()),
            Shows::Nothing => !has_rows(&answer.text()),
            Shows::Itself => true,
        };
    if good { Ok(()) } else { Err(BenchError::Unexpected(format!("{address} answered {} and not what was expected", answer.status))) }
}

/// Measures every page.
pub(super) fn pages(client: &mut Client, prepared: &Prepared, runs: usize, report: &mut Report) -> Result<(), BenchError> {
    for page in lists().into_iter().chain(searches(prepared)).chain(others(prepared)) {
        for address in &page.addresses {
            ask(client, address, page.shows)?;
        }
        let sample = Sample::take(runs, |run| {
            let place = run % page.addresses.len().max(1);
            page.addresses.get(place).map_or(Ok(()), |address| ask(client, address, Shows::Itself))
        })?;
        report.add(Row::time(page.figure, &sample, page.target));
    }
    matches(client, prepared, runs, report)
}

/// What stands beside the form while somebody types.
fn matches(client: &mut Client, prepared: &Prepared, runs: usize, report: &mut Report) -> Result<(), BenchError> {
    let telephones: Vec<&str> = prepared.known.iter().map(|k| k.telephone.as_str()).filter(|t| !t.is_empty()).collect();
    let sample = Sample::take(runs, |run| {
        let telephone = telephones.get(run % telephones.len().max(1)).copied().unwrap_or_default();
        let body = match run % 4 {
            0 => form(&[("query[telephone]", telephone)]),
            1 => form(&[("query[caller_kana]", "さとう け")]),
            2 => form(&[("query[patient_name]", "髙橋"), ("query[patient_kana]", "たかはし")]),
            _ => form(&[("query[search]", "やまだ かず")]),
        };
        let answer = client.post("/api/inquiry/matches", &body)?;
        if answer.status == 200 { Ok(()) } else { Err(BenchError::Unexpected(format!("the matches answered {}: {}", answer.status, answer.text()))) }
    })?;
    report.add(Row::time("matches while typing", &sample, MATCHES));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_told_from_other_links() {
        assert!(has_rows("<a href=\"/inquiries/0192f0aa-0000\">"));
        assert!(!has_rows("<a href=\"/inquiries/new\"><a href=\"/inquiries?page=2\">"));
    }
}
