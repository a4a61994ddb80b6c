//! Who works here: accounts, the roles they hold in sections, new passwords.

use chrono::NaiveDate;
use kocho_domain::{
    access::{Actor, Permission, Role},
    id::{SectionId, StaffId},
    story::{AuditEvent, Story},
};
use kocho_store::{
    StoreError,
    staff::{self, Account, HeldRole, NewAccount},
};

use super::{allow, filled, mail, sensible};
use crate::{Cx, Error, FieldErrors, session};

/// A member of staff.
#[derive(Debug, Clone)]
pub struct StaffView {
    /// Database key.
    pub id: StaffId,
    /// Name to sign in with.
    pub login: String,
    /// Named by office: 市民協働課 担当A.
    pub name: String,
    /// Where notices go; may be empty.
    pub mail: String,
    /// May sign in.
    pub active: bool,
    /// A demo account.
    pub demo: bool,
    /// Roles, past and future ones too.
    pub roles: Vec<RoleView>,
}

/// A role in a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleView {
    /// Names this role of this person in an address: role, section, first day.
    pub key: String,
    /// The role.
    pub role: Role,
    /// Where.
    pub section: SectionId,
    /// Name of the section.
    pub section_name: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub until: Option<NaiveDate>,
    /// Holds today.
    pub current: bool,
}

impl RoleView {
    pub(crate) fn of(cx: &Cx, held: &HeldRole) -> Self {
        RoleView {
            key: key(held),
            role: held.role,
            section: held.section,
            section_name: cx.city.section_name(held.section).to_owned(),
            from: held.from,
            until: held.until,
            current: held.from <= cx.today() && held.until.is_none_or(|until| until >= cx.today()),
        }
    }
}

fn key(held: &HeldRole) -> String {
    format!("{}.{}.{}", held.role.code(), held.section, held.from)
}

/// A new member of staff.
#[derive(Debug, Clone, Default)]
pub struct NewStaff {
    /// Name to sign in with: 3–64 of a–z, digits, `.` `-` `_`.
    pub login: String,
    /// Named by office.
    pub name: String,
    /// Where notices go; may be empty.
    pub mail: String,
    /// A demo account; only the demo city makes them.
    pub demo: bool,
}

/// A role to be given.
#[derive(Debug, Clone, Copy)]
pub struct NewRole {
    /// The role.
    pub role: Role,
    /// Where.
    pub section: SectionId,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub until: Option<NaiveDate>,
}

/// Everybody, by login name.
///
/// # Errors
/// [`Error::Denied`] without the right.
pub async fn list(cx: &Cx) -> Result<Vec<StaffView>, Error> {
    allow(cx, Permission::StaffManage)?;
    let people = staff::all(&cx.reader()).await?;
    Ok(people.into_iter().map(|(account, roles)| view(cx, account, &roles)).collect())
}

/// One member of staff.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn show(cx: &Cx, id: StaffId) -> Result<StaffView, Error> {
    allow(cx, Permission::StaffManage)?;
    let account = staff::by_id(&cx.reader(), id).await?.ok_or(Error::NotFound)?;
    let roles = staff::roles(&cx.reader(), id).await?;
    Ok(view(cx, account, &roles))
}

/// One member of staff by login name, for the command line.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn find(cx: &Cx, login: &str) -> Result<StaffView, Error> {
    allow(cx, Permission::StaffManage)?;
    let account = staff::by_login(&cx.reader(), login).await?.ok_or(Error::NotFound)?;
    show(cx, account.id).await
}

fn view(cx: &Cx, account: Account, roles: &[HeldRole]) -> StaffView {
    StaffView {
        id: account.id,
        login: account.login,
        name: account.name,
        mail: account.mail,
        active: account.active,
        demo: account.demo,
        roles: roles.iter().map(|held| RoleView::of(cx, held)).collect(),
    }
}

/// Makes an account, with a first role if one is given; answers its key and a drawn password, shown once.
///
/// # Errors
/// [`Error::Invalid`] for `login`, `name`, `mail`, `section`, `from`, `until`.
pub async fn add(cx: &Cx, new: NewStaff, role: Option<NewRole>) -> Result<(StaffId, String), Error> {
    allow(cx, Permission::StaffManage)?;
    let login = login(&new.login)?;
    let (name, address) = (filled("name", &new.name, 64)?, mail("mail", &new.mail)?);
    let held = role.map(|role| check_role(cx, role)).transpose()?;
    let password = session::draw_password(cx);
    let password_hash = session::hash_password(cx, &password).await?;
    let mut tx = cx.begin().await?;
    let account = NewAccount { login, name, mail: address, password_hash, demo: new.demo };
    let id = staff::insert(&mut tx, account).await.map_err(|error| {
        let taken = matches!(error, StoreError::Conflict);
        if taken { Error::field("login", "このログインIDは使われています。") } else { error.into() }
    })?;
    let mut story = Story::audit(AuditEvent::new("staff_added", "staff", Some(id.0)));
    if let Some(held) = held {
        story = story.and(role_event("role_given", id, &held));
        staff::set_roles(&mut tx, id, &[held]).await?;
    }
    tx.commit(story).await?;
    Ok((id, password))
}

/// Everything that is wrong with what was typed of a new person, so that it is told at once.
#[must_use]
pub fn mistakes(new: &NewStaff) -> FieldErrors {
    let found = [login(&new.login).err(), filled("name", &new.name, 64).err(), mail("mail", &new.mail).err()];
    let mut mistakes = FieldErrors::new();
    for error in found.into_iter().flatten() {
        if let Error::Invalid(fields) = error {
            mistakes.extend(fields);
        }
    }
    mistakes
}

fn login(typed: &str) -> Result<String, Error> {
    let text = typed.trim();
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | '_');
    if (3..=64).contains(&text.len()) && text.chars().all(fits) {
        Ok(text.to_owned())
    } else {
        Err(Error::field("login", "半角の英小文字・数字・「.」「-」「_」で、3文字から64文字までにしてください。"))
    }
}

/// Changes name, mail and whether the person may sign in; who may not any more is signed out everywhere.
///
/// # Errors
/// [`Error::Invalid`] for `name`, `mail`, `active` (nobody shuts themselves out).
pub async fn edit(cx: &Cx, id: StaffId, name: &str, address: &str, active: bool) -> Result<(), Error> {
    allow(cx, Permission::StaffManage)?;
    let (name, address) = (filled("name", name, 64)?, mail("mail", address)?);
    let me = matches!(&cx.actor, Actor::Staff(staff) if staff.id == id);
    if me && !active {
        return Err(Error::field(
            "active",
            "自分のアカウントを停止することはできません。ほかの管理者に頼んでください。",
        ));
    }
    let mut tx = cx.begin().await?;
    let before = staff::by_id(&tx, id).await?.ok_or(Error::NotFound)?;
    staff::update(&mut tx, id, &name, &address, active).await?;
    if !active {
        kocho_store::session::delete_of(&mut tx, id).await?;
    }
    let event = AuditEvent::new("staff_changed", "staff", Some(id.0)).with("active", active);
    tx.commit(Story::audit(event.with("was_active", before.active))).await?;
    Ok(())
}

/// Gives a role.
///
/// # Errors
/// [`Error::Invalid`] for `role` (held already), `section`, `from`, `until`.
pub async fn add_role(cx: &Cx, id: StaffId, new: NewRole) -> Result<(), Error> {
    allow(cx, Permission::StaffManage)?;
    let held = check_role(cx, new)?;
    let mut tx = cx.begin().await?;
    staff::by_id(&tx, id).await?.ok_or(Error::NotFound)?;
    let mut roles = staff::roles(&tx, id).await?;
    let overlaps =
        |r: &HeldRole| r.until.is_none_or(|until| until >= held.from) && held.until.is_none_or(|until| until >= r.from);
    if roles.iter().any(|r| r.role == held.role && r.section == held.section && overlaps(r)) {
        return Err(Error::field("role", "この課のこの役割は、同じ期間にもう持っています。"));
    }
    let event = role_event("role_given", id, &held);
    roles.push(held);
    staff::set_roles(&mut tx, id, &roles).await?;
    Ok(tx.commit(Story::audit(event)).await?)
}

/// Ends a role on a day; one that had not begun by then never was.
///
/// # Errors
/// [`Error::NotFound`] for a key that names no role of this person; [`Error::Invalid`] for `until`.
pub async fn end_role(cx: &Cx, id: StaffId, role_key: &str, until: NaiveDate) -> Result<(), Error> {
    allow(cx, Permission::StaffManage)?;
    let until = sensible("until", until)?;
    let mut tx = cx.begin().await?;
    let mut roles = staff::roles(&tx, id).await?;
    let place = roles.iter().position(|held| key(held) == role_key).ok_or(Error::NotFound)?;
    let own = matches!(&cx.actor, Actor::Staff(staff) if staff.id == id);
    let role = roles.get(place).cloned().ok_or(Error::NotFound)?;
    if own && role.role == Role::Admin && until <= cx.today() {
        return Err(Error::field(
            "until",
            "自分の管理者の役割を終えることはできません。ほかの管理者に頼んでください。",
        ));
    }
    let event = role_event("role_ended", id, &role).with("until", until);
    if until < role.from {
        roles.remove(place);
    } else if let Some(held) = roles.get_mut(place) {
        held.until = Some(until);
    }
    staff::set_roles(&mut tx, id, &roles).await?;
    Ok(tx.commit(Story::audit(event)).await?)
}

/// Draws a new password, shown once; the person is signed out everywhere.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn reset_password(cx: &Cx, id: StaffId) -> Result<String, Error> {
    allow(cx, Permission::StaffManage)?;
    let password = session::draw_password(cx);
    let hash = session::hash_password(cx, &password).await?;
    let mut tx = cx.begin().await?;
    staff::by_id(&tx, id).await?.ok_or(Error::NotFound)?;
    staff::set_password(&mut tx, id, &hash).await?;
    kocho_store::session::delete_of(&mut tx, id).await?;
    tx.commit(Story::audit(AuditEvent::new("password_reset", "staff", Some(id.0)))).await?;
    Ok(password)
}

fn check_role(cx: &Cx, new: NewRole) -> Result<HeldRole, Error> {
    if cx.city.section(new.section).is_none() {
        return Err(Error::field("section", "課を選んでください。"));
    }
    let from = sensible("from", new.from)?;
    let until = new.until.map(|until| sensible("until", until)).transpose()?;
    if until.is_some_and(|until| until < from) {
        return Err(Error::field("until", "終わりの日は、始まりの日より後にしてください。"));
    }
    Ok(HeldRole { role: new.role, section: new.section, from, until })
}

fn role_event(code: &'static str, id: StaffId, held: &HeldRole) -> AuditEvent {
    let event = AuditEvent::new(code, "staff", Some(id.0)).with("role", held.role.code());
    event.with("section", held.section).with("from", held.from)
}
