//! Saves over HTTP, each of them durable when it is answered.

use super::client::{Client, form};
use super::report::{Report, Row};
use super::sample::Sample;
use super::server::Server;
use super::{BenchError, Prepared};
use domain::inquiry::Recorded;
use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};
use uuid::Uuid;

const SAVE: Option<Duration> = Some(Duration::from_millis(10));
const WRITERS: usize = 8;
const RATE: f64 = 300.0;

/// A whole form; every third one is about a new patient. `staff`: who is in charge, and told of it.
#[must_use]
fn intake(desk: &str, staff: &str, number: usize) -> String {
    let id = Uuid::now_v7().to_string();
    let telephone = format!("000-7{:03}-{:04}", number / 10_000 % 1_000, number % 10_000);
    let mut pairs = vec![
        ("form[id]", id.as_str()),
        ("form[desk_id]", desk),
        ("form[channel]", "phone"),
        ("form[caller_type]", "hospital_msw"),
        ("form[caller_name]", "計測 一郎"),
        ("form[caller_kana]", "けいそく いちろう"),
        ("form[affiliation]", "みなと川中央病院 地域連携室"),
        ("form[telephone]", telephone.as_str()),
        ("form[main_category]", "doctor_matching/primary"),
        ("form[urgency]", "normal"),
        ("form[content]", "退院後の訪問診療医を探している。82歳女性、要介護3。在宅酸素2L、膀胱留置カテーテルあり。\n家族は日中不在。来週中の退院を希望。"),
        ("form[response]", "対応可能な医療機関を3か所案内した。折り返し連絡することを伝えた。"),
        ("form[minutes]", "12"),
        ("form[staff_id]", staff),
    ];
    if number.is_multiple_of(3) {
        pairs.extend([
            ("form[patient_mode]", "new"),
            ("form[patient_name]", "計測 ハナ"),
            ("form[patient_kana]", "けいそく はな"),
            ("form[patient_birth]", "S15.3.2"),
            ("form[patient_sex]", "female"),
            ("form[patient_distinct]", "1"),
        ]);
    }
    form(&pairs)
}

fn save(client: &mut Client, desk: &str, staff: &str, number: usize) -> Result<String, BenchError> {
    let answer = client.post("/api/inquiry/record", &intake(desk, staff, number))?;
    let recorded: Option<Recorded> = serde_json::from_slice(&answer.body).ok();
    recorded.filter(|r| !r.repeated).map(|r| r.number).ok_or_else(|| BenchError::Unexpected(format!("a save answered {}: {}", answer.status, answer.text())))
}

/// What one writer did.
struct Written {
    times: Vec<Duration>,
    numbers: Vec<String>,
}

fn write(mut client: Client, desk: &str, staff: &str, from: usize, count: usize) -> Result<Written, BenchError> {
    let mut written = Written { times: Vec::new(), numbers: Vec::new() };
    for number in from..from + count {
        let began = Instant::now();
        let given = save(&mut client, desk, staff, number)?;
        written.times.push(began.elapsed());
        written.numbers.push(given);
    }
    Ok(written)
}

/// Measures one writer, then eight at once.
pub(super) fn saves(client: &Client, prepared: &Prepared, runs: usize, report: &mut Report) -> Result<(), BenchError> {
    let desk = prepared.desk.as_str();
    let alone = write(client.again(client.address()), desk, "", 0, runs)?;
    report.add(Row::time("save, one writer", &Sample::new(alone.times), SAVE));
    let began = Instant::now();
    let all: Vec<Result<Written, BenchError>> = std::thread::scope(|scope| {
        let writers: Vec<_> =
            (1..=WRITERS).map(|writer| (client.again(client.address()), writer * 1_000_000)).map(|(own, from)| scope.spawn(move || write(own, desk, "", from, runs))).collect();
        writers.into_iter().map(|w| w.join().unwrap_or_else(|_| Err(BenchError::Unexpected("a writer gave up".to_owned())))).collect()
    });
    let took = began.elapsed();
    let (mut times, mut numbers) = (Vec::new(), BTreeSet::new());
    for written in all {
        let written = written?;
        times.extend(written.times);
        numbers.extend(written.numbers);
    }
    let count = WRITERS * runs;
    if numbers.len() != count {
        return Err(BenchError::Unexpected(format!("{count} saves were given {} numbers", numbers.len())));
    }
    report.add(Row::time("save, eight writers", &Sample::new(times), None));
    let rate = f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / took.as_secs_f64();
    report.add(Row::plain("saves with eight writers", format!("{rate:.0} /s"), "≥ 300 /s", Some(rate >= RATE)));
    Ok(())
}

/// Rounds of measuring in turn, so that whatever else the machine does meanwhile falls on both.
const ROUNDS: usize = 4;
/// Nobody listens there.
const DEAD: &str = "smtp://127.0.0.1:9";
/// So much longer, in percent, may a save with a dead relay take before it counts as longer: the wobble of such a figure.
const SAME: f64 = 115.0;

/// Measures saves that tell a colleague by e-mail: in a house without e-mail, and with a relay that is dead.
pub(super) fn told(program: &Path, prepared: &Prepared, runs: usize, report: &mut Report) -> Result<(), BenchError> {
    let settings: [&[(&str, &str)]; 2] = [&[("MADOGUCHI_MAIL", "off")], &[("MADOGUCHI_MAIL", DEAD), ("MADOGUCHI_MAIL_FROM", "madoguchi@bench.example")]];
    let mut times = [Vec::new(), Vec::new()];
    for round in 0..ROUNDS {
        for (which, (settings, times)) in settings.iter().zip(&mut times).enumerate() {
            let (server, _) = Server::start_with(program, prepared, settings)?;
            let mut client = Client::new(server.address);
            client.sign_in(&prepared.login, &prepared.password)?;
            let from = 20_000_000 + (round * 2 + which) * 100_000;
            times.extend(write(client, &prepared.desk, &prepared.colleague, from, (runs / ROUNDS).max(1))?.times);
        }
    }
    let [off, dead] = times.map(Sample::new);
    let share = 100.0 * dead.median().as_secs_f64() / off.median().as_secs_f64();
    report.add(Row::time("save that tells a colleague, no e-mail", &off, SAVE));
    report.add(Row::time("save that tells a colleague, relay dead", &dead, SAVE));
    report.add(Row::plain("the same with the relay dead, of the time without e-mail", format!("{share:.0} %"), "the same", Some(share <= SAME)));
    Ok(())
}
