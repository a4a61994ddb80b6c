//! Who works in the demo city? People named by office, with passwords drawn at the first start and kept beside the
//! database, so that the next start can print them again.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use chrono::NaiveDate;
use kocho_domain::access::{Actor, Role};
use kocho_domain::id::SectionId;
use kocho_domain::story::{AuditEvent, Story};
use kocho_service::{Cx, House, session};
use kocho_store::section::Section;
use kocho_store::staff::{HeldRole, NewAccount};

use super::opinion::Opinion;

/// Where the passwords stand, in the data folder.
const FILE: &str = "demo-accounts.txt";
/// The section whose accounts are printed beside those of the desk.
const SHOWN: &str = "市民協働課";

/// The demo's accounts, as they are printed.
#[derive(Debug, Clone)]
pub struct Accounts {
    /// Login, password and office: the desk's, one section's, the offices beside.
    pub shown: String,
    /// Where all of them stand.
    pub file: String,
}

/// An account before it has a password.
struct Person {
    login: String,
    name: String,
    mail: String,
    roles: Vec<(Role, SectionId)>,
    shown: bool,
}

/// The accounts: read from the file, or made with new passwords.
///
/// # Errors
/// When they cannot be made or the file cannot be written.
pub async fn ready(house: &Arc<House>, opinions: &str, dir: &Path) -> Result<Accounts> {
    let path = dir.join(FILE);
    let known = kocho_store::staff::all(&house.db().reader()).await?;
    if known.iter().any(|(account, _)| account.demo)
        && let Ok(text) = std::fs::read_to_string(&path)
    {
        return Ok(printed(&text, &path));
    }
    let cx = house.cx(Actor::Import);
    let people = people(&cx, &super::opinion::read(opinions)?)?;
    let text = save(&cx, &people, &known.into_iter().map(|(a, _)| (a.login, a.id)).collect()).await?;
    write(&path, &text).with_context(|| format!("{} cannot be written", path.display()))?;
    Ok(printed(&text, &path))
}

/// The lines of the accounts that are shown: those above the empty line.
fn printed(text: &str, path: &Path) -> Accounts {
    let shown = text.split("\n\n").next().unwrap_or_default().to_owned();
    Accounts { shown, file: path.display().to_string() }
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    let _ = std::fs::remove_file(path);
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())
}

/// Everybody, the shown ones first.
fn people(cx: &Cx, opinions: &[Opinion]) -> Result<Vec<Person>> {
    let city = &cx.city;
    let desk = city.hearing().context("the sections have no hearing desk")?;
    let names = opinions.iter().flat_map(|o| &o.sections).chain(std::iter::once(&desk.name));
    let used: BTreeSet<SectionId> =
        names.filter_map(|name| city.section_in_charge(name, cx.today())).map(|s| s.id).collect();
    let used: Vec<&Section> = city.sections.iter().filter(|s| used.contains(&s.id)).collect();
    let Some(shown) = city.sections.iter().find(|s| s.name == SHOWN).or_else(|| used.first().copied()) else {
        bail!("the demo needs sections");
    };
    let mut people = vec![
        unmailed(one("kocho-a", format!("{} 広聴担当A", desk.name), desk, Role::HearingClerk)),
        unmailed(one("kocho-b", format!("{} 広聴担当B", desk.name), desk, Role::HearingClerk)),
        one("kocho-kacho", format!("{} 広聴課長", desk.name), desk, Role::HearingHead),
    ];
    people.extend(of_section(shown));
    let department: Vec<_> =
        city.sections.iter().filter(|s| s.department == shown.department).map(|s| (Role::Director, s.id)).collect();
    people.push(Person {
        roles: department,
        ..one("bucho", format!("{} 部長", shown.department), shown, Role::Director)
    });
    people.push(one("hisho", "市長室 秘書".to_owned(), desk, Role::Executive));
    people.push(one("tokei", format!("{} 統計閲覧", desk.name), desk, Role::Statistics));
    people.push(one("kanri", "システム管理者".to_owned(), desk, Role::Admin));
    people.push(one("kansa", "監査委員事務局 監査".to_owned(), desk, Role::Auditor));
    for section in used.into_iter().filter(|s| s.id != shown.id) {
        people.extend(of_section(section).into_iter().map(|p| unmailed(Person { shown: false, ..p })));
    }
    Ok(people)
}

fn one(login: &str, name: String, section: &Section, role: Role) -> Person {
    let mail = format!("{login}@city.example.jp");
    Person { login: login.to_owned(), name, mail, roles: vec![(role, section.id)], shown: true }
}

/// Half a year of notices to everybody would bury the residents' mails: they show on one section.
fn unmailed(person: Person) -> Person {
    Person { mail: String::new(), ..person }
}

/// A clerk, a chief and a head.
fn of_section(section: &Section) -> [Person; 3] {
    let head = if section.name.ends_with('課') { "課長" } else { "長" };
    [
        one(&clerk_login(section), format!("{} 担当A", section.name), section, Role::SectionClerk),
        one(&format!("{}-kakari", section.code), format!("{} 係長", section.name), section, Role::SectionChief),
        one(&head_login(section), format!("{} {head}", section.name), section, Role::SectionHead),
    ]
}

/// Login of a section's clerk.
pub(crate) fn clerk_login(section: &Section) -> String {
    format!("{}-a", section.code)
}

/// Login of a section's head.
pub(crate) fn head_login(section: &Section) -> String {
    format!("{}-kacho", section.code)
}

/// Makes the accounts, or gives those that exist new passwords; answers the file's text.
async fn save(cx: &Cx, people: &[Person], known: &HashMap<String, kocho_domain::id::StaffId>) -> Result<String> {
    let mut text = String::new();
    let mut hashes = Vec::new();
    let (mut shown, mut others) = (Vec::new(), Vec::new());
    for person in people {
        let password = session::draw_password(cx);
        let line = format!("{:<18} {password}   {}", person.login, person.name);
        if person.shown {
            shown.push(line);
        } else {
            others.push(line);
        }
        let cx = cx.clone();
        hashes.push(tokio::spawn(async move { session::hash_password(&cx, &password).await }));
    }
    let from = NaiveDate::from_ymd_opt(2020, 4, 1).unwrap_or_default();
    let mut tx = cx.house.db().begin(&cx.actor, cx.now()).await?;
    for (person, hash) in people.iter().zip(hashes) {
        let hash = hash.await.context("a password could not be hashed")??;
        if let Some(id) = known.get(&person.login) {
            kocho_store::staff::set_password(&mut tx, *id, &hash).await?;
            continue;
        }
        let new = NewAccount {
            login: person.login.clone(),
            name: person.name.clone(),
            mail: person.mail.clone(),
            password_hash: hash,
            demo: true,
        };
        let id = kocho_store::staff::insert(&mut tx, new).await?;
        let held: Vec<HeldRole> = person
            .roles
            .iter()
            .map(|(role, section)| HeldRole { role: *role, section: *section, from, until: None })
            .collect();
        kocho_store::staff::set_roles(&mut tx, id, &held).await?;
    }
    tx.commit(Story::audit(AuditEvent::new("demo_accounts_made", "staff", None).with("count", people.len()))).await?;
    let _ = write!(text, "{}\n\n{}\n", shown.join("\n"), others.join("\n"));
    Ok(text)
}
