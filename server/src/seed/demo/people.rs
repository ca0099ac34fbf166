//! The desks and those who work there.

use super::DemoPerson;
use crate::seed::SeedError;
use crate::service::Services;
use crate::service::account::{AccountService, NewPerson, Refused};
use chrono::Duration;
use domain::account::{Actor, Desk, Role, SessionRules};
use domain::desk::DeskData;
use domain::id::SessionId;
use futures::FutureExt;

/// The desk that the program makes by itself on an empty database.
const MAIN: &str = "在宅医療相談窓口";
const NORTH: &str = "北部サテライト窓口";

/// Who works where.
pub(super) struct Cast {
    /// The two desks.
    pub(super) desks: [Desk; 2],
    /// Who writes at each of them.
    pub(super) staff: [Vec<Actor>; 2],
    /// The physicians who sign in.
    pub(super) physicians: Vec<Actor>,
}

struct Part {
    login: &'static str,
    name: &'static str,
    what: &'static str,
    roles: &'static [Role],
    desks: &'static [&'static str],
}

const PARTS: [Part; 9] = [
    Part { login: "tanabe", name: "田辺 美穂", what: "相談員（在宅医療相談窓口）", roles: &[Role::DeskStaff], desks: &[MAIN] },
    Part { login: "kuroda", name: "黒田 さやか", what: "相談員（在宅医療相談窓口）", roles: &[Role::DeskStaff], desks: &[MAIN] },
    Part { login: "ono", name: "小野 健太", what: "相談員・当番調整（両窓口）", roles: &[Role::DeskStaff, Role::RotaManager], desks: &[MAIN, NORTH] },
    Part { login: "hayashi", name: "林 由美子", what: "相談員（北部サテライト窓口）", roles: &[Role::DeskStaff], desks: &[NORTH] },
    Part { login: "nishida", name: "西田 誠", what: "管理者（両窓口）", roles: &[Role::Manager], desks: &[MAIN, NORTH] },
    Part { login: "moriyama", name: "森山 直人", what: "医師（はまなす在宅クリニック）", roles: &[Role::Physician], desks: &[MAIN] },
    Part { login: "shiota", name: "潮田 千尋", what: "医師（はまなす在宅クリニック）", roles: &[Role::Physician], desks: &[MAIN] },
    Part { login: "aoba", name: "青葉 圭介", what: "医師（あおば坂クリニック）", roles: &[Role::Physician], desks: &[MAIN] },
    Part { login: "kamome", name: "鴎 理恵", what: "医師（かもめ台ホームクリニック）", roles: &[Role::Physician], desks: &[MAIN] },
];

async fn desk(services: &Services, account: &AccountService, name: &str) -> Result<Desk, SeedError> {
    if let Some(desk) = db::desk::by_name(services.db.read(), name).await? {
        return Ok(desk);
    }
    account.add_desk(name).await?;
    db::desk::by_name(services.db.read(), name).await?.ok_or_else(|| SeedError::Account(Refused::Because(format!("the desk \"{name}\" was not made"))))
}

/// Gives a desk its telephone number, which every sheet and letter names; one that has a number keeps it.
async fn with_telephone(services: &Services, desk: &Desk, number: &str) -> Result<(), SeedError> {
    let Some(found) = db::desk::find_record(services.db.read(), desk.id).await?.filter(|d| d.data.telephone.is_empty()) else { return Ok(()) };
    let (id, version, data) = (desk.id, found.version, DeskData { telephone: number.to_owned(), ..found.data });
    services.write(move |tx| async move { Ok(db::desk::update(tx, id, version, &data).await?) }.boxed()).await?;
    Ok(())
}

/// Makes desks and people, as the command line would.
pub(super) async fn open(services: &Services) -> Result<(Vec<DemoPerson>, Cast), SeedError> {
    let account = AccountService::new(services.clone(), SessionRules { idle: Duration::hours(1), absolute: Duration::hours(12) });
    let desks = [desk(services, &account, MAIN).await?, desk(services, &account, NORTH).await?];
    for (desk, number) in desks.iter().zip(["000-9500-1201", "000-9500-1202"]) {
        with_telephone(services, desk, number).await?;
    }
    let (mut people, mut staff, mut physicians) = (Vec::new(), [Vec::new(), Vec::new()], Vec::new());
    for part in &PARTS {
        let new = NewPerson {
            login: part.login.to_owned(),
            name: part.name.to_owned(),
            email: Some(format!("{}@minatogawa.example", part.login)),
            roles: part.roles.to_vec(),
            desks: part.desks.iter().map(|d| (*d).to_owned()).collect(),
        };
        let invited = account.add(new).await?;
        people.push(DemoPerson { login: part.login, name: part.name, what: part.what, invited });
        let Some(user) = db::account::user_by_login(services.db.read(), part.login).await? else { continue };
        let own: Vec<Desk> = desks.iter().filter(|d| part.desks.contains(&d.name.as_str())).cloned().collect();
        let actor = Actor {
            user_id: user.id,
            session_id: SessionId::new(),
            name: user.name,
            roles: part.roles.to_vec(),
            desks: own,
            from: "192.0.2.10".to_owned(),
            automatic: false,
            read_only: false,
        };
        if part.roles.contains(&Role::DeskStaff) {
            for (place, desk) in staff.iter_mut().zip(&desks) {
                if actor.desks.contains(desk) {
                    place.push(actor.clone());
                }
            }
        }
        if part.roles.contains(&Role::Physician) {
            physicians.push(actor);
        }
    }
    Ok((people, Cast { desks, staff, physicians }))
}
