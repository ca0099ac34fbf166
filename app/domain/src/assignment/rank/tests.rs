//! What ranking promises, for the cases of the desk and for any pool.

use super::*;
use crate::assignment::Place;
use crate::assignment::needs::tests::{code, needs};
use crate::district::Point;
use crate::id::{DistrictId, OrganizationId};
use chrono::Days;
use proptest::prelude::*;
use uuid::Uuid;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn today() -> NaiveDate {
    day("2026-11-20")
}

fn physician(number: u128) -> PhysicianId {
    PhysicianId(Uuid::from_u128(number))
}

fn north() -> DistrictId {
    DistrictId(Uuid::from_u128(1))
}

/// Somebody against whom nothing stands, whatever is needed.
fn able(number: u128) -> Candidate {
    Candidate {
        id: physician(number),
        clinic: Some(OrganizationId(Uuid::from_u128(number))),
        active: true,
        accepting: Accepting::ALWAYS,
        acts_as_secondary: true,
        districts: vec![north()],
        radius_m: Some(20_000),
        clinic_point: Some(Point { x_m: 3_000, y_m: 0 }),
        procedures: vec![code("hot"), code("tpn")],
        end_of_life: true,
        night_visits: true,
        languages: vec![code("sign")],
        sex: Some(code("female")),
        specialties: vec![code("palliative")],
        care_class: Some(code("ordinary")),
        capacity: Some(20),
        load: 10,
        absences: vec![],
        partners: vec![],
        accepted: 1,
        declined: 1,
        is_existing: false,
        reachable: true,
    }
}

/// Everything that can be asked for.
fn demanding() -> Needs {
    Needs {
        place: Place { district: Some(north()), ..needs().place },
        procedures: vec![code("hot"), code("tpn")],
        end_of_life: true,
        night: true,
        sex: Some(code("female")),
        language: Some(code("sign")),
        specialty: Some(code("palliative")),
        ..needs()
    }
}

fn other(number: u128) -> Other {
    Other { physician: physician(number), clinic: Some(OrganizationId(Uuid::from_u128(number))), partners: vec![] }
}

fn one(needs: &Needs, role: Role, other: Option<&Other>, candidate: Candidate) -> Ranked {
    rank(needs, role, other, &[candidate], today()).remove(0)
}

fn exclusions(role: Role, candidate: Candidate) -> Vec<Exclusion> {
    one(&demanding(), role, Some(&other(99)), candidate).exclusions
}

#[test]
fn every_hard_rule_excludes_by_itself_and_says_why() {
    let period = |from: &str, until: Option<&str>| Period { from: day(from), until: until.map(day) };
    let base = able(1);
    assert!(Role::ALL.iter().all(|role| exclusions(*role, base.clone()).is_empty()));
    let far = Point { x_m: 20_001, y_m: 0 };
    let from = Some(day("2026-12-01"));
    for (candidate, why) in [
        (Candidate { active: false, ..base.clone() }, Exclusion::Left),
        (Candidate { accepting: Accepting { yes: false, from: None, until: None }, ..base.clone() }, Exclusion::NotAccepting { from: None, until: None }),
        (Candidate { accepting: Accepting { from, ..Accepting::ALWAYS }, ..base.clone() }, Exclusion::NotAccepting { from, until: None }),
        (
            Candidate { accepting: Accepting { until: Some(needs().start_on), ..Accepting::ALWAYS }, ..base.clone() },
            Exclusion::NotAccepting { from: None, until: Some(needs().start_on) },
        ),
        (Candidate { absences: vec![period("2026-11-27", Some("2026-11-28"))], ..base.clone() }, Exclusion::Absent { from: day("2026-11-27"), until: Some(day("2026-11-28")) }),
        (Candidate { absences: vec![period("2026-11-01", None)], ..base.clone() }, Exclusion::Absent { from: day("2026-11-01"), until: None }),
        (Candidate { capacity: Some(10), ..base.clone() }, Exclusion::Full { capacity: 10, load: 10 }),
        (
            Candidate { districts: vec![DistrictId::new()], clinic_point: Some(far), ..base.clone() },
            Exclusion::OutOfArea { district: Some(north()), distance_m: Some(20_001), radius_m: Some(20_000) },
        ),
        (Candidate { procedures: vec![code("tpn")], ..base.clone() }, Exclusion::Procedures { missing: vec![code("hot")] }),
        (Candidate { end_of_life: false, ..base.clone() }, Exclusion::NoEndOfLife),
        (Candidate { night_visits: false, ..base.clone() }, Exclusion::NoNightVisits),
        (Candidate { sex: Some(code("male")), ..base.clone() }, Exclusion::Sex { wanted: code("female") }),
        (Candidate { sex: None, ..base.clone() }, Exclusion::Sex { wanted: code("female") }),
        (Candidate { languages: vec![], ..base.clone() }, Exclusion::Language { wanted: code("sign") }),
        (Candidate { id: physician(99), ..base.clone() }, Exclusion::HoldsOtherRole),
    ] {
        assert_eq!(exclusions(Role::Primary, candidate), [why]);
    }
    assert_eq!(exclusions(Role::Secondary, Candidate { acts_as_secondary: false, ..base.clone() }), [Exclusion::NotSecondary]);
    assert!(exclusions(Role::Secondary, Candidate { capacity: Some(10), ..base }).is_empty(), "patients as primary are no matter for the secondary");
}

#[test]
fn all_reasons_are_told_at_once() {
    let none = Candidate { active: false, procedures: vec![], sex: None, languages: vec![], end_of_life: false, night_visits: false, acts_as_secondary: false, ..able(99) };
    assert_eq!(exclusions(Role::Secondary, none).len(), 8);
}

#[test]
fn a_period_ends_before_its_last_date_and_a_past_start_means_today() {
    let away = |from: &str, until: &str| Candidate { absences: vec![Period { from: day(from), until: Some(day(until)) }], ..able(1) };
    assert!(exclusions(Role::Primary, away("2026-11-20", "2026-11-27")).is_empty());
    assert!(exclusions(Role::Primary, away("2026-11-28", "2026-11-30")).is_empty());
    let late = Needs { start_on: day("2026-11-10"), ..demanding() };
    assert!(!one(&late, Role::Primary, None, away("2026-11-20", "2026-11-21")).is_admitted());
    assert!(one(&late, Role::Primary, None, away("2026-11-09", "2026-11-12")).is_admitted());
}

#[test]
fn what_is_not_known_of_a_place_excludes_nobody_who_might_come() {
    let place = |district, outside, point| Needs { place: Place { district, outside, point }, ..needs() };
    let told = |needs: &Needs, candidate: Candidate| {
        let ranked = one(needs, Role::Primary, None, candidate);
        (ranked.is_admitted(), ranked.cautions.contains(&Caution::PlaceUnknown))
    };
    let elsewhere = Candidate { districts: vec![DistrictId::new()], ..able(1) };
    let point = Some(Point { x_m: 0, y_m: 0 });
    assert_eq!(told(&place(None, false, None), able(1)), (true, true));
    assert_eq!(told(&place(Some(north()), false, None), able(1)), (true, false));
    assert_eq!(told(&place(Some(north()), false, None), elsewhere.clone()), (true, true), "the radius may reach there");
    assert_eq!(told(&place(Some(north()), false, None), Candidate { radius_m: None, ..elsewhere.clone() }), (false, false));
    assert_eq!(told(&place(None, false, point), Candidate { radius_m: Some(2_999), ..able(1) }), (true, true), "the district may be one of theirs");
    assert_eq!(told(&place(None, true, point), able(1)), (true, false), "outside the city the radius alone counts");
    assert_eq!(told(&place(None, true, point), Candidate { radius_m: None, ..able(1) }), (false, false));
}

#[test]
fn sixteen_kilometres_ask_for_a_reason_and_exclude_nobody() {
    let at = |x_m| Candidate { clinic_point: Some(Point { x_m, y_m: 0 }), ..able(1) };
    let near = one(&demanding(), Role::Primary, None, at(16_000));
    assert!(near.is_admitted() && !near.asks_reason());
    let far = one(&demanding(), Role::Primary, None, at(16_001));
    assert!(far.is_admitted() && far.asks_reason());
    assert_eq!(far.cautions, [Caution::Beyond16Km { distance_m: 16_001 }]);
}

#[test]
fn other_cautions_are_told_and_exclude_nobody() {
    let together = Candidate { clinic: other(99).clinic, ..able(1) };
    let cautions = |role, candidate| one(&demanding(), role, Some(&other(99)), candidate).cautions;
    assert_eq!(cautions(Role::Secondary, together), [Caution::SameClinicAsOtherRole]);
    assert_eq!(cautions(Role::Primary, Candidate { clinic: None, reachable: false, ..able(1) }), [Caution::Unreachable]);
    assert_eq!(cautions(Role::Primary, Candidate { load: 18, ..able(1) }), [Caution::NearCapacity { free: 2 }]);
    assert_eq!(cautions(Role::Primary, Candidate { load: 17, ..able(1) }), []);
    assert_eq!(cautions(Role::Primary, Candidate { capacity: Some(3), load: 2, ..able(1) }), [Caution::NearCapacity { free: 1 }]);
    assert_eq!(cautions(Role::Secondary, Candidate { load: 19, ..able(1) }), []);
}

#[test]
fn whom_the_patient_knows_stands_first_unless_excluded() {
    assert!(soft::most() < soft::EXISTING);
    let best = Candidate { care_class: Some(code("enhanced_single")), accepted: 9, declined: 0, load: 0, clinic_point: Some(Point { x_m: 0, y_m: 0 }), ..able(2) };
    let poor = Candidate { specialties: vec![], care_class: None, night_visits: false, load: 19, accepted: 0, declined: 9, ..able(3) };
    let wishes = Needs { night: false, existing: Some(poor.id), ..demanding() };
    assert_eq!(rank(&wishes, Role::Primary, None, &[best.clone(), poor.clone()], today())[0].physician, poor.id);
    let before = Candidate { is_existing: true, ..poor.clone() };
    assert_eq!(rank(&Needs { existing: None, ..wishes.clone() }, Role::Primary, None, &[best.clone(), before], today())[0].physician, poor.id);
    let gone = Candidate { active: false, ..poor };
    assert_eq!(rank(&wishes, Role::Primary, None, &[gone, best.clone()], today())[0].physician, best.id);
}

#[test]
fn a_score_is_explained_to_the_point() {
    let ranked = one(&demanding(), Role::Primary, Some(&Other { partners: vec![physician(1)], ..other(99) }), able(1));
    let points: Vec<(ScoreRule, i32)> = ranked.contributions.into_iter().map(|c| (c.rule, c.points)).collect();
    assert_eq!(
        points,
        [
            (ScoreRule::SameDistrict, 60),
            (ScoreRule::Distance { distance_m: 3_000 }, 60),
            (ScoreRule::SpareCapacity { free: Some(10) }, 30),
            (ScoreRule::Specialty, 50),
            (ScoreRule::CareClass, 15),
            (ScoreRule::Night, 20),
            (ScoreRule::PastAcceptance { accepted: 1, declined: 1 }, 20),
            (ScoreRule::Partner, 40),
            (ScoreRule::StartFeasible, 20),
        ]
    );
    let pool = [Candidate { load: 30, ..able(1) }, Candidate { load: 10, ..able(2) }];
    let rested = rank(&demanding(), Role::Secondary, None, &pool, today()).into_iter().find(|r| r.load == 10).unwrap();
    assert!(rested.contributions.contains(&Contribution { rule: ScoreRule::Fairness { load: 10, average_tenths: 200 }, points: 15 }));
}

#[test]
fn among_equals_the_one_with_fewer_patients_and_then_the_older_id_stands_first() {
    let equal = |number, load| Candidate { capacity: None, load, ..able(number) };
    let order = |pool: &[Candidate]| rank(&demanding(), Role::Primary, None, pool, today()).iter().map(|r| r.physician).collect::<Vec<_>>();
    // One above the average hardly matters, so both get no points for it.
    assert_eq!(order(&[equal(3, 101), equal(1, 100), equal(2, 100)]), [physician(1), physician(2), physician(3)]);
    assert_eq!(order(&[equal(2, 0), equal(1, 0)]), [physician(1), physician(2)]);
}

#[test]
fn a_ranking_is_kept_with_its_inputs_and_comes_out_the_same_again() {
    let pool = (1..40).map(|n| Candidate { load: u32::try_from(n % 7).unwrap(), active: n % 5 != 0, ..able(n) }).collect();
    let ranking = Ranking::new("2026-11-20T06:00:00Z".parse().unwrap(), demanding(), Role::Secondary, Some(other(3)), pool);
    let read: Ranking = serde_json::from_str(&serde_json::to_string(&ranking).unwrap()).unwrap();
    assert_eq!(read, ranking);
    assert_eq!(read.again(), ranking.ranked);
    assert_eq!(read.of(physician(3)).unwrap().exclusions, [Exclusion::HoldsOtherRole]);
    assert_eq!(read.of(physician(77)), None);
}

#[test]
fn five_hundred_candidates_are_ranked() {
    let pool: Vec<Candidate> = (0..500).map(|n| Candidate { load: u32::try_from(n % 31).unwrap(), ..able(n) }).collect();
    let ranked = rank(&demanding(), Role::Primary, None, &pool, today());
    assert_eq!(ranked.len(), 500);
    assert!(rank(&demanding(), Role::Primary, None, &[], today()).is_empty());
}

fn any_codes(codes: &'static [&'static str]) -> impl Strategy<Value = Vec<crate::code::Code>> {
    proptest::sample::subsequence(codes.to_vec(), 0..=codes.len()).prop_map(|codes| codes.into_iter().map(code).collect())
}

prop_compose! {
    fn any_candidate()(
        number in 1_u128..1_000_000, flags: [bool; 7], districts in proptest::collection::vec((1_u128..3).prop_map(|n| DistrictId(Uuid::from_u128(n))), 0..3),
        radius in proptest::option::of(0_u32..30_000), point in proptest::option::of((-20_000..20_000, -20_000..20_000)), capacity in proptest::option::of(0_u32..40),
        load in 0_u32..40, absences in proptest::collection::vec((0_u64..40, 0_u64..20), 0..3), (accepted, declined) in (0_u32..9, 0_u32..9),
        procedures in any_codes(&["hot", "tpn"]), languages in any_codes(&["sign"]), specialties in any_codes(&["palliative", "internal"]),
        sex in proptest::option::of(prop_oneof![Just("female"), Just("male")]), class in proptest::option::of(proptest::sample::select(vec!["enhanced_single", "enhanced_joint", "ordinary", "none"])),
    ) -> Candidate {
        let [active, yes, acts_as_secondary, end_of_life, night_visits, is_existing, reachable] = flags;
        let period = |(from, days)| Period { from: today() + Days::new(from), until: Some(today() + Days::new(from + days)) };
        Candidate {
            active: active || number % 3 > 0, accepting: Accepting { yes: yes || number % 3 > 0, from: None, until: None }, acts_as_secondary, districts, radius_m: radius,
            clinic_point: point.map(|(x_m, y_m)| Point { x_m, y_m }), procedures, end_of_life, night_visits, languages, sex: sex.map(code), specialties,
            care_class: class.map(code), capacity, load, absences: absences.into_iter().map(period).collect(), accepted, declined, is_existing, reachable, ..able(number)
        }
    }
}

fn any_pool() -> impl Strategy<Value = Vec<Candidate>> {
    proptest::collection::vec(any_candidate(), 1..30).prop_map(|mut pool| {
        pool.sort_by_key(|c| c.id);
        pool.dedup_by_key(|c| c.id);
        pool
    })
}

fn any_needs() -> impl Strategy<Value = Needs> {
    (any::<[bool; 4]>(), any_codes(&["hot", "tpn"])).prop_map(|([end_of_life, night, sex, language], procedures)| Needs {
        procedures,
        end_of_life,
        night,
        sex: demanding().sex.filter(|_| sex),
        language: demanding().language.filter(|_| language),
        ..demanding()
    })
}

/// Every way in which one thing more speaks for a candidate.
fn better(c: &Candidate, partner: PhysicianId) -> Vec<Candidate> {
    let mut districts = c.districts.clone();
    districts.push(north());
    let mut specialties = c.specialties.clone();
    specialties.push(code("palliative"));
    vec![
        Candidate { is_existing: true, ..c.clone() },
        Candidate { districts, ..c.clone() },
        Candidate { clinic_point: Some(Point { x_m: 0, y_m: 0 }), ..c.clone() },
        Candidate { capacity: c.capacity.map(|most| most + 5), ..c.clone() },
        Candidate { specialties, ..c.clone() },
        Candidate { care_class: Some(code("enhanced_single")), ..c.clone() },
        Candidate { night_visits: true, ..c.clone() },
        Candidate { accepted: c.accepted + 1, ..c.clone() },
        Candidate { load: c.load.saturating_sub(1), ..c.clone() },
        Candidate { partners: vec![partner], ..c.clone() },
        Candidate { absences: vec![], ..c.clone() },
    ]
}

proptest! {
    #[test]
    fn the_excluded_stand_last_and_every_score_is_the_sum_of_its_parts(wishes in any_needs(), pool in any_pool(), secondary: bool, held in 0..30_usize) {
        let role = if secondary { Role::Secondary } else { Role::Primary };
        let other = pool.get(held).map(|c| Other { physician: c.id, clinic: c.clinic, partners: vec![] });
        let ranked = rank(&wishes, role, other.as_ref(), &pool, today());
        prop_assert_eq!(ranked.len(), pool.len());
        prop_assert!(ranked.is_sorted_by_key(|r| !r.is_admitted()));
        prop_assert!(ranked.iter().filter(|r| r.is_admitted()).is_sorted_by_key(|r| (Reverse(r.score), r.load, r.physician)));
        for r in &ranked {
            prop_assert_eq!(r.score, r.contributions.iter().map(|c| c.points).sum::<i32>());
            prop_assert!(r.contributions.iter().all(|c| c.points > 0) && (r.score < soft::EXISTING || r.contributions[0].rule == ScoreRule::Existing));
        }
    }

    #[test]
    fn the_order_of_the_pool_is_no_matter((pool, shuffled) in any_pool().prop_flat_map(|pool| (Just(pool.clone()), Just(pool).prop_shuffle())), wishes in any_needs()) {
        prop_assert_eq!(rank(&wishes, Role::Primary, None, &pool, today()), rank(&wishes, Role::Primary, None, &shuffled, today()));
    }

    #[test]
    fn what_speaks_for_somebody_never_lowers_the_score(wishes in any_needs(), pool in any_pool(), place in 0..30_usize, secondary: bool) {
        let role = if secondary { Role::Secondary } else { Role::Primary };
        let (place, other) = (place % pool.len(), other(5_000_000));
        let score = |pool: &[Candidate]| rank(&wishes, role, Some(&other), pool, today()).into_iter().find(|r| r.physician == pool[place].id).unwrap().score;
        let before = score(&pool);
        for candidate in better(&pool[place], other.physician) {
            let mut pool = pool.clone();
            pool[place] = candidate;
            prop_assert!(score(&pool) >= before, "{:?}", pool[place]);
        }
    }

    #[test]
    fn a_demand_more_admits_nobody_more(wishes in any_needs(), pool in any_pool()) {
        let admitted = |needs: &Needs| rank(needs, Role::Primary, None, &pool, today()).into_iter().filter(Ranked::is_admitted).map(|r| r.physician).collect::<std::collections::BTreeSet<_>>();
        for more in [Needs { end_of_life: true, ..wishes.clone() }, Needs { night: true, ..wishes.clone() }, Needs { procedures: demanding().procedures, ..wishes.clone() }] {
            prop_assert!(admitted(&more).is_subset(&admitted(&wishes)));
        }
    }
}
