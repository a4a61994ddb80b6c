//! 職員 and the roles they hold.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use kocho_domain::{
    access::{Office, Role, StaffActor},
    id::{SectionId, StaffId},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, QuerySelect, Set, sea_query::Expr,
};

use crate::{
    Source, StoreError, Tx,
    db::sealed::Conn,
    entity::{staff, staff_role},
};

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Database key.
    pub id: StaffId,
    /// Name to sign in with.
    pub login: String,
    /// Named by office: 市民協働課 担当A.
    pub name: String,
    /// Where notices go.
    pub mail: String,
    /// argon2id, PHC string.
    pub password_hash: String,
    /// May sign in.
    pub active: bool,
    /// A demo account; `serve` refuses to start while one exists.
    pub demo: bool,
    /// Keyboard shortcuts are on.
    pub shortcuts: bool,
}

/// A role held from–until.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldRole {
    /// The role.
    pub role: Role,
    /// Where.
    pub section: SectionId,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub until: Option<NaiveDate>,
}

/// What a new account starts with.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Name to sign in with.
    pub login: String,
    /// Named by office.
    pub name: String,
    /// Where notices go.
    pub mail: String,
    /// argon2id, PHC string.
    pub password_hash: String,
    /// A demo account.
    pub demo: bool,
}

/// Makes an account.
///
/// # Errors
/// [`StoreError::Conflict`] when the login name is taken.
pub async fn insert(tx: &mut Tx, new: NewAccount) -> Result<StaffId, StoreError> {
    let row = staff::ActiveModel {
        id: NotSet,
        login: Set(new.login),
        name: Set(new.name),
        mail: Set(new.mail),
        password_hash: Set(new.password_hash),
        active: Set(true),
        demo: Set(new.demo),
        shortcuts: Set(true),
        created_at: Set(tx.at()),
        password_changed_at: Set(tx.at()),
    };
    Ok(StaffId(row.insert(tx.conn()).await?.id))
}

/// Changes name, mail and whether the account may sign in.
///
/// # Errors
/// What the database says.
pub async fn update(tx: &mut Tx, id: StaffId, name: &str, mail: &str, active: bool) -> Result<(), StoreError> {
    staff::Entity::update_many()
        .col_expr(staff::Column::Name, Expr::value(name))
        .col_expr(staff::Column::Mail, Expr::value(mail))
        .col_expr(staff::Column::Active, Expr::value(active))
        .filter(staff::Column::Id.eq(id.0))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Replaces the roles of a person.
///
/// # Errors
/// What the database says.
pub async fn set_roles(tx: &mut Tx, id: StaffId, roles: &[HeldRole]) -> Result<(), StoreError> {
    staff_role::Entity::delete_many().filter(staff_role::Column::StaffId.eq(id.0)).exec(tx.conn()).await?;
    let rows = roles.iter().map(|r| staff_role::ActiveModel {
        id: NotSet,
        staff_id: Set(id.0),
        role: Set(r.role.code().to_owned()),
        section_id: Set(r.section.0),
        valid_from: Set(r.from),
        valid_until: Set(r.until),
    });
    staff_role::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Sets a new password.
///
/// # Errors
/// What the database says.
pub async fn set_password(tx: &mut Tx, id: StaffId, hash: &str) -> Result<(), StoreError> {
    staff::Entity::update_many()
        .col_expr(staff::Column::PasswordHash, Expr::value(hash))
        .col_expr(staff::Column::PasswordChangedAt, Expr::value(tx.at()))
        .filter(staff::Column::Id.eq(id.0))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Switches keyboard shortcuts.
///
/// # Errors
/// What the database says.
pub async fn set_shortcuts(tx: &mut Tx, id: StaffId, on: bool) -> Result<(), StoreError> {
    staff::Entity::update_many()
        .col_expr(staff::Column::Shortcuts, Expr::value(on))
        .filter(staff::Column::Id.eq(id.0))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// An account by its login name.
///
/// # Errors
/// What the database says.
pub async fn by_login(from: &impl Source, login: &str) -> Result<Option<Account>, StoreError> {
    Ok(staff::Entity::find().filter(staff::Column::Login.eq(login)).one(from.conn()).await?.map(account))
}

/// An account by its key.
///
/// # Errors
/// What the database says.
pub async fn by_id(from: &impl Source, id: StaffId) -> Result<Option<Account>, StoreError> {
    Ok(staff::Entity::find_by_id(id.0).one(from.conn()).await?.map(account))
}

/// All accounts with their roles, by login name.
///
/// # Errors
/// What the database says.
pub async fn all(from: &impl Source) -> Result<Vec<(Account, Vec<HeldRole>)>, StoreError> {
    let people = staff::Entity::find().order_by_asc(staff::Column::Login).all(from.conn()).await?;
    let roles = staff_role::Entity::find().order_by_asc(staff_role::Column::Id).all(from.conn()).await?;
    Ok(people
        .into_iter()
        .map(|person| {
            let own = roles.iter().filter(|r| r.staff_id == person.id).filter_map(held).collect();
            (account(person), own)
        })
        .collect())
}

/// The names of these people, by office.
///
/// # Errors
/// What the database says.
pub async fn names(
    from: &impl Source,
    people: impl IntoIterator<Item = StaffId>,
) -> Result<BTreeMap<StaffId, String>, StoreError> {
    let ids: Vec<i64> = people.into_iter().map(|id| id.0).collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<(i64, String)> = staff::Entity::find()
        .select_only()
        .columns([staff::Column::Id, staff::Column::Name])
        .filter(staff::Column::Id.is_in(ids))
        .into_tuple()
        .all(from.conn())
        .await?;
    Ok(rows.into_iter().map(|(id, name)| (StaffId(id), name)).collect())
}

/// The roles of one person, past and future ones too.
///
/// # Errors
/// What the database says.
pub async fn roles(from: &impl Source, id: StaffId) -> Result<Vec<HeldRole>, StoreError> {
    let rows = staff_role::Entity::find()
        .filter(staff_role::Column::StaffId.eq(id.0))
        .order_by_asc(staff_role::Column::Id)
        .all(from.conn())
        .await?;
    Ok(rows.iter().filter_map(held).collect())
}

/// The person as an actor with the roles in force on a day.
///
/// # Errors
/// What the database says.
pub async fn actor(from: &impl Source, account: &Account, today: NaiveDate) -> Result<StaffActor, StoreError> {
    let rows = staff_role::Entity::find()
        .filter(staff_role::Column::StaffId.eq(account.id.0))
        .order_by_asc(staff_role::Column::Id)
        .all(from.conn())
        .await?;
    Ok(actor_with(account, &rows, today))
}

/// The person with those of the roles that are in force on a day.
pub(crate) fn actor_with(account: &Account, roles: &[staff_role::Model], today: NaiveDate) -> StaffActor {
    let in_force = |r: &HeldRole| r.from <= today && r.until.is_none_or(|until| until >= today);
    let held = roles.iter().filter_map(held).filter(in_force);
    let offices = held.map(|r| Office { role: r.role, section: r.section }).collect();
    StaffActor { id: account.id, name: account.name.clone(), offices }
}

/// The people who hold a role in a section today.
///
/// # Errors
/// What the database says.
pub async fn holders(
    from: &impl Source,
    role: Role,
    section: SectionId,
    today: NaiveDate,
) -> Result<Vec<StaffId>, StoreError> {
    Ok(holders_of(from, &[(role, section)], today).await?.remove(&(role, section)).unwrap_or_default())
}

/// The people who hold these roles in these sections today, in one statement; what nobody holds is not in it.
///
/// # Errors
/// What the database says.
pub async fn holders_of(
    from: &impl Source,
    offices: &[(Role, SectionId)],
    today: NaiveDate,
) -> Result<Holders, StoreError> {
    let roles: BTreeSet<&str> = offices.iter().map(|(role, _)| role.code()).collect();
    let sections: BTreeSet<i64> = offices.iter().map(|(_, section)| section.0).collect();
    let rows = staff_role::Entity::find()
        .filter(staff_role::Column::Role.is_in(roles))
        .filter(staff_role::Column::SectionId.is_in(sections))
        .filter(staff_role::Column::ValidFrom.lte(today))
        .order_by_asc(staff_role::Column::Id)
        .all(from.conn())
        .await?;
    let mut holders = Holders::new();
    for row in rows.iter().filter(|row| row.valid_until.is_none_or(|until| until >= today)) {
        let office = Role::parse(&row.role).map(|role| (role, SectionId(row.section_id)));
        if let Some(office) = office.filter(|office| offices.contains(office)) {
            holders.entry(office).or_default().push(StaffId(row.staff_id));
        }
    }
    Ok(holders)
}

/// Everybody who holds one of these roles today, in whatever section, each once.
///
/// # Errors
/// What the database says.
pub async fn holders_anywhere(
    from: &impl Source,
    roles: &[Role],
    today: NaiveDate,
) -> Result<Vec<StaffId>, StoreError> {
    let rows = staff_role::Entity::find()
        .filter(staff_role::Column::Role.is_in(roles.iter().map(|role| role.code())))
        .filter(staff_role::Column::ValidFrom.lte(today))
        .all(from.conn())
        .await?;
    let now = rows.into_iter().filter(|row| row.valid_until.is_none_or(|until| until >= today));
    let mut people: Vec<StaffId> = now.map(|row| StaffId(row.staff_id)).collect();
    people.sort_unstable();
    people.dedup();
    Ok(people)
}

/// Who holds which role in which section.
pub type Holders = BTreeMap<(Role, SectionId), Vec<StaffId>>;

pub(crate) fn account(row: staff::Model) -> Account {
    Account {
        id: StaffId(row.id),
        login: row.login,
        name: row.name,
        mail: row.mail,
        password_hash: row.password_hash,
        active: row.active,
        demo: row.demo,
        shortcuts: row.shortcuts,
    }
}

/// A role that this version of the program no longer knows is left out: it gives no right.
fn held(row: &staff_role::Model) -> Option<HeldRole> {
    Some(HeldRole {
        role: Role::parse(&row.role)?,
        section: SectionId(row.section_id),
        from: row.valid_from,
        until: row.valid_until,
    })
}
