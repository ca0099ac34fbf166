//! The physicians of the city who visit at home: where they go, what they take on, when they are away.

use super::StoryClock;
use super::directory::Made;
use super::people::Cast;
use crate::seed::SeedError;
use crate::service::Services;
use crate::service::directory::DirectoryService;
use crate::service::physician::PhysicianService;
use chrono::{DateTime, Duration, Utc};
use domain::calendar::jst_date;
use domain::directory::ContactForm;
use domain::id::{AbsenceId, ContactId, PhysicianId};
use domain::physician::{AbsenceForm, PhysicianForm};
use domain::ports::{DirectoryDesk, PhysicianDesk};

struct Doctor {
    clinic: &'static str,
    name: &'static str,
    kana: &'static str,
    sex: &'static str,
    specialties: &'static str,
    districts: &'static str,
    radius: &'static str,
    procedures: &'static str,
    /// 看取り, 夜間, 副主治医.
    does: [bool; 3],
    capacity: &'static str,
    accepting: &'static str,
    languages: &'static str,
    note: &'static str,
}

/// What most of them have in common.
const USUAL: Doctor = Doctor {
    clinic: "",
    name: "",
    kana: "",
    sex: "male",
    specialties: "internal",
    districts: "",
    radius: "16",
    procedures: "hot,foley,peg,pressure_ulcer,insulin,iv",
    does: [true, true, true],
    capacity: "30",
    accepting: "yes",
    languages: "",
    note: "",
};

const DOCTORS: [Doctor; 12] = [
    Doctor {
        clinic: "はまなす在宅クリニック",
        name: "森山 直人",
        kana: "もりやま なおと",
        specialties: "internal,palliative",
        districts: "中央,南部,西部",
        procedures: "hot,foley,peg,pressure_ulcer,insulin,iv,tpn,opioid_pca,suction,palliative,eol",
        capacity: "60",
        languages: "english",
        note: "訪問は火・木・金の午後。夜間の往診は輪番。",
        ..USUAL
    },
    Doctor {
        clinic: "はまなす在宅クリニック",
        name: "潮田 千尋",
        kana: "しおた ちひろ",
        sex: "female",
        specialties: "internal,neurology",
        districts: "中央,南部",
        capacity: "40",
        ..USUAL
    },
    Doctor { clinic: "あおば坂クリニック", name: "青葉 圭介", kana: "あおば けいすけ", specialties: "internal,gastro", districts: "北部,中央", ..USUAL },
    Doctor {
        clinic: "汐見内科医院",
        name: "汐見 和子",
        kana: "しおみ かずこ",
        sex: "female",
        specialties: "internal,diabetes",
        districts: "南部",
        radius: "5",
        capacity: "12",
        does: [true, false, false],
        ..USUAL
    },
    Doctor {
        clinic: "川口町診療所",
        name: "川口 誠一",
        kana: "かわぐち せいいち",
        specialties: "internal,surgery",
        districts: "西部,中央",
        procedures: "foley,peg,stoma,pressure_ulcer,iv",
        ..USUAL
    },
    Doctor {
        clinic: "入船ファミリークリニック",
        name: "入江 真由",
        kana: "いりえ まゆ",
        sex: "female",
        specialties: "internal,pediatrics",
        districts: "中央,北部",
        languages: "english,chinese",
        capacity: "20",
        does: [false, false, true],
        ..USUAL
    },
    Doctor {
        clinic: "みどり野医院",
        name: "緑川 修",
        kana: "みどりかわ おさむ",
        specialties: "internal,respiratory",
        districts: "北部",
        procedures: "hot,suction,foley,peg",
        capacity: "15",
        ..USUAL
    },
    Doctor {
        clinic: "灯台前内科",
        name: "燈 浩司",
        kana: "ともしび こうじ",
        specialties: "internal,cardiology",
        districts: "南部,西部",
        capacity: "25",
        note: "旧港町医院の患者を引き継ぎ。",
        ..USUAL
    },
    Doctor {
        clinic: "かもめ台ホームクリニック",
        name: "鴎 理恵",
        kana: "かもめ りえ",
        sex: "female",
        specialties: "internal,palliative",
        districts: "北部,西部",
        procedures: "hot,foley,peg,tpn,opioid_pca,palliative,eol",
        capacity: "50",
        ..USUAL
    },
    Doctor {
        clinic: "かもめ台ホームクリニック",
        name: "浜 健太郎",
        kana: "はま けんたろう",
        specialties: "orthopedics",
        districts: "北部",
        procedures: "pressure_ulcer",
        capacity: "10",
        does: [false, false, true],
        ..USUAL
    },
    Doctor {
        clinic: "浜風こころの診療所",
        name: "風間 遥",
        kana: "かざま はるか",
        sex: "female",
        specialties: "psychiatry",
        districts: "中央",
        procedures: "",
        capacity: "",
        does: [false, false, false],
        ..USUAL
    },
    Doctor {
        clinic: "松原皮膚科医院",
        name: "松原 実",
        kana: "まつばら みのる",
        specialties: "dermatology",
        districts: "西部",
        procedures: "pressure_ulcer",
        accepting: "no",
        does: [false, false, false],
        note: "当面は外来のみ。",
        ..USUAL
    },
];

/// Whose absence, from so many days after today until so many, of what kind, why.
const ABSENCES: [(&str, u64, u64, &str, &str); 4] = [
    ("青葉 圭介", 0, 2, "conference", "日本在宅医療連合学会"),
    ("鴎 理恵", 9, 16, "vacation", "代診は浜医師"),
    ("森山 直人", 20, 21, "conference", ""),
    ("緑川 修", 5, 5, "private", "午後のみ"),
];

/// Who prefers to stand in for whom.
const PARTNERS: [(&str, &str); 3] = [("潮田 千尋", "森山 直人"), ("浜 健太郎", "鴎 理恵"), ("燈 浩司", "森山 直人")];

fn several(codes: &str) -> Vec<String> {
    codes.split(',').filter(|c| !c.is_empty()).map(str::to_owned).collect()
}

fn tick(set: bool) -> String {
    if set { "1".to_owned() } else { String::new() }
}

fn form(doctor: &Doctor, districts: &[(String, String)], login: String, partners: Vec<String>) -> PhysicianForm {
    let [eol, night, secondary] = doctor.does;
    let named = |name: &str| districts.iter().find(|(known, _)| known == name).map(|(_, id)| id.clone());
    PhysicianForm {
        specialties: several(doctor.specialties),
        visit_districts: doctor.districts.split(',').filter_map(named).collect(),
        visit_radius: doctor.radius.to_owned(),
        physician_procedures: several(doctor.procedures),
        physician_eol: tick(eol),
        physician_night: tick(night),
        physician_languages: several(doctor.languages),
        physician_sex: doctor.sex.to_owned(),
        capacity: doctor.capacity.to_owned(),
        accepting: doctor.accepting.to_owned(),
        acts_secondary: tick(secondary),
        partners,
        physician_login: login,
        physician_note: doctor.note.to_owned(),
        ..PhysicianForm::default()
    }
}

/// A physician that was made, by the name.
pub(super) type NamedPhysician = (&'static str, PhysicianId);

/// Writes the profiles as the desk would, some weeks ago, and the absences of these days.
pub(super) async fn fill(services: &Services, clock: &StoryClock, cast: &Cast, now: DateTime<Utc>, houses: &[Made]) -> Result<Vec<NamedPhysician>, SeedError> {
    let Some(actor) = cast.staff.first().and_then(|s| s.first()) else { return Ok(Vec::new()) };
    let (directory, desk) = (DirectoryService(services.clone()), PhysicianService(services.clone()));
    clock.set(now - Duration::days(45));
    let districts: Vec<(String, String)> = db::district::places(services.db.read()).await?.districts.into_iter().map(|d| (d.name, d.id.to_string())).collect();
    let mut made: Vec<NamedPhysician> = Vec::new();
    for doctor in &DOCTORS {
        let Some((_, clinic)) = houses.iter().find(|(name, _)| *name == doctor.clinic) else { continue };
        let person = ContactId::new();
        let contact = ContactForm { contact_name: doctor.name.to_owned(), contact_kana: doctor.kana.to_owned(), contact_role: "医師".to_owned(), ..ContactForm::default() };
        directory.save_contact(actor, *clinic, person, 0, &contact).await?;
        let wanted = PARTNERS.iter().filter(|(who, _)| *who == doctor.name).map(|(_, whom)| *whom);
        let partners = wanted.filter_map(|whom| made.iter().find(|(name, _)| *name == whom)).map(|(_, id)| id.to_string()).collect();
        let own = cast.physicians.iter().find(|a| a.name == doctor.name).map(|a| a.user_id.to_string()).unwrap_or_default();
        let id = PhysicianId(person.0);
        desk.save(actor, id, 0, &form(doctor, &districts, own, partners)).await?;
        made.push((doctor.name, id));
    }
    clock.set(now - Duration::days(3));
    for (name, from, until, kind, note) in ABSENCES {
        let Some((_, id)) = made.iter().find(|(known, _)| *known == name) else { continue };
        let day = |after: u64| (jst_date(now) + chrono::Days::new(after)).to_string();
        let afternoon = if note == "午後のみ" { "13:00" } else { "" };
        let absence = AbsenceForm {
            absence_from: day(from),
            absence_from_time: afternoon.to_owned(),
            absence_until: day(until),
            absence_kind: kind.to_owned(),
            absence_note: note.to_owned(),
            ..AbsenceForm::default()
        };
        desk.add_absence(actor, *id, AbsenceId::new(), &absence).await?;
    }
    clock.set(now);
    Ok(made)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::code::{Codes, List};
    use domain::text::is_kana;

    #[test]
    fn every_physician_says_what_the_lists_know() {
        let codes = Codes::seed(chrono::NaiveDate::default());
        for doctor in &DOCTORS {
            assert!(is_kana(&doctor.kana.replace(' ', "")), "{}", doctor.name);
            for (list, texts) in [(List::Specialty, doctor.specialties), (List::Procedure, doctor.procedures), (List::Language, doctor.languages), (List::Sex, doctor.sex)] {
                for code in several(texts) {
                    assert!(codes.required(list, &code, None).is_ok(), "{}: {code}", doctor.name);
                }
            }
        }
        for (who, whom) in PARTNERS {
            let place = |name: &str| DOCTORS.iter().position(|d| d.name == name).unwrap();
            assert!(place(whom) < place(who), "whoever stands in is written down later");
        }
        assert!(ABSENCES.iter().all(|(name, _, _, kind, _)| DOCTORS.iter().any(|d| d.name == *name) && codes.required(List::AbsenceKind, kind, None).is_ok()));
    }
}
