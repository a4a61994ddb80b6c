//! The own account: password, keyboard shortcuts, roles.

use kocho_domain::{
    access::StaffActor,
    story::{AuditEvent, Story},
};

use crate::{
    Cx, Error,
    admin::staff::RoleView,
    keys::sha256,
    session::{password, slow::Gate},
};

/// What the page of the own account shows.
#[derive(Debug, Clone)]
pub struct AccountView {
    /// The name one signs in with.
    pub login: String,
    /// Named by office.
    pub name: String,
    /// Roles held, past and future ones too.
    pub roles: Vec<RoleView>,
    /// Keyboard shortcuts are on.
    pub shortcuts: bool,
}

/// The own account.
///
/// # Errors
/// [`Error::Denied`] when nobody is signed in.
pub async fn view(cx: &Cx) -> Result<AccountView, Error> {
    let from = cx.reader();
    let account = kocho_store::staff::by_id(&from, me(cx)?.id).await?.ok_or(Error::NotFound)?;
    let roles = kocho_store::staff::roles(&from, account.id).await?;
    Ok(AccountView {
        roles: roles.iter().map(|role| RoleView::of(cx, role)).collect(),
        login: account.login,
        name: account.name,
        shortcuts: account.shortcuts,
    })
}

/// Changes the own password; sessions on other devices end, the one of `token` goes on.
///
/// # Errors
/// [`Error::Invalid`] for `current` or `password`, [`Error::Slowed`] after too many wrong old ones.
pub async fn change_password(cx: &Cx, token: &str, current: &str, new: &str) -> Result<(), Error> {
    let id = me(cx)?.id;
    let account = kocho_store::staff::by_id(&cx.reader(), id).await?.ok_or(Error::NotFound)?;
    password::check_new(&account.login, new).map_err(|words| Error::field("password", words))?;
    let gate = Gate::new(cx.keys(), "password", &account.login, &id.to_string());
    gate.enter(cx).await?;
    if !password::verify(cx, current, Some(account.password_hash)).await? {
        return Err(Error::field("current", "今のパスワードが違います。"));
    }
    if current == new {
        return Err(Error::field("password", "今と違うパスワードにしてください。"));
    }
    let hash = crate::session::hash_password(cx, new).await?;
    let mut tx = cx.begin().await?;
    gate.passed(&mut tx).await?;
    kocho_store::staff::set_password(&mut tx, id, &hash).await?;
    kocho_store::session::delete_others(&mut tx, id, &sha256(token.as_bytes())).await?;
    tx.commit(Story::audit(AuditEvent::new("password_changed", "staff", Some(id.0)))).await?;
    Ok(())
}

/// Switches keyboard shortcuts on or off for oneself.
///
/// # Errors
/// [`Error::Denied`] when nobody is signed in.
pub async fn set_shortcuts(cx: &Cx, on: bool) -> Result<(), Error> {
    let id = me(cx)?.id;
    let mut tx = cx.begin().await?;
    kocho_store::staff::set_shortcuts(&mut tx, id, on).await?;
    tx.commit(Story::audit(AuditEvent::new("shortcuts_set", "staff", Some(id.0)).with("on", on))).await?;
    Ok(())
}

fn me(cx: &Cx) -> Result<&StaffActor, Error> {
    Ok(cx.actor.staff()?)
}
