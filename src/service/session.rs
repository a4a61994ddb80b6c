//! Signing in and out: who is at the desk, since when, and how a guess is slowed down.

pub(crate) mod password;
pub(crate) mod slow;

use std::sync::Arc;

use chrono::TimeDelta;
use kocho_domain::{
    access::{Actor, StaffActor},
    story::{AuditEvent, Story, Why},
};
use kocho_store::{session::Session, staff::Account};

use self::slow::Gate;
use crate::{
    Cx, Error, House,
    kept::{Kept, Moment},
    keys::sha256,
};

/// A session, its person, and whether keyboard shortcuts are on for them.
type Known = (Session, StaffActor, bool);
/// The sessions of the people at work, by their tokens' hashes.
pub(crate) type KeptSessions = Kept<String, Known>;

/// The longest login name and password that are looked at, in bytes.
const LOGIN_BYTES: usize = 64;
/// How long `last_seen` may lag behind, so that reading pages does not write.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(1);

/// A session has begun.
#[derive(Clone)]
pub struct SignedIn {
    /// What the cookie holds; the database holds only its hash.
    pub token: String,
}

impl std::fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SignedIn(●●●)")
    }
}

/// Signs in. Unknown names cost the same work and get the same answer as wrong passwords. Who is let in, who is not, and
/// that tries are refused without a look stands in the audit.
///
/// # Errors
/// [`Error::Denied`] when name and password do not fit (never says which), [`Error::Slowed`] after too many tries.
pub async fn sign_in(cx: &Cx, login: &str, password: &str, address: &str) -> Result<SignedIn, Error> {
    let login = login.trim();
    let gate = Gate::new(cx.keys(), "login", &login.to_lowercase(), address);
    let entered = gate.enter(cx).await;
    let known = named(cx, login).await?;
    if let Err(refused) = entered {
        if matches!(refused, Error::Slowed { .. }) {
            gate.tell(cx, before_login(cx, "login_slowed", known.as_ref(), address)).await?;
        }
        return Err(refused);
    }
    let hash = known.as_ref().map(|account| account.password_hash.clone());
    let fits = password::verify(cx, password, hash).await?;
    match known {
        Some(account) if fits => begin(cx, &gate, &account).await,
        known => refuse(cx, &gate, known.as_ref(), address).await,
    }
}

/// The account of a name as typed.
async fn named(cx: &Cx, login: &str) -> Result<Option<Account>, Error> {
    match is_plausible(login) {
        true => Ok(kocho_store::staff::by_login(&cx.reader(), login).await?.filter(|account| account.active)),
        false => Ok(None),
    }
}

/// A name that could be one; others never reach the database.
fn is_plausible(login: &str) -> bool {
    !login.is_empty() && login.len() <= LOGIN_BYTES && !login.chars().any(char::is_control)
}

async fn begin(cx: &Cx, gate: &Gate, account: &Account) -> Result<SignedIn, Error> {
    let token = cx.new_token();
    let staff = kocho_store::staff::actor(&cx.reader(), account, cx.today()).await?;
    let mut tx = cx.house.db().begin(&Actor::Staff(staff), cx.now()).await?;
    kocho_store::session::insert(&mut tx, &sha256(token.as_bytes()), account.id).await?;
    gate.passed(&mut tx).await?;
    tx.commit(Story::audit(AuditEvent::new("login", "staff", Some(account.id.0)))).await?;
    Ok(SignedIn { token })
}

/// Counts the failure and tells the audit: the person when the name is known, never a name that is not.
async fn refuse(cx: &Cx, gate: &Gate, known: Option<&Account>, address: &str) -> Result<SignedIn, Error> {
    let mut tx = cx.begin().await?;
    gate.failed(cx, &mut tx).await?;
    tx.commit(Story::audit(before_login(cx, "login_failed", known, address))).await?;
    Err(Error::Denied)
}

/// What the audit keeps of somebody who is not let in: whose account it was, if it is one, and a mark of where it came from.
fn before_login(cx: &Cx, code: &'static str, known: Option<&Account>, address: &str) -> AuditEvent {
    let from: String = cx.keys().throttle_hash(address).chars().take(12).collect();
    AuditEvent::new(code, "staff", known.map(|account| account.id.0)).with("from", from)
}

/// Who is signed in with this token, and whether keyboard shortcuts are on for them. `None`: nobody (any more).
///
/// # Errors
/// What the database says.
pub async fn current(house: &Arc<House>, token: &str) -> Result<Option<(StaffActor, bool)>, Error> {
    let cx = house.cx(Actor::Worker);
    let hash = sha256(token.as_bytes());
    let Some((session, staff, shortcuts)) = known(&cx, &hash).await? else { return Ok(None) };
    let limits = cx.city.rules.limits();
    let idle = TimeDelta::minutes(i64::from(limits.session_idle_minutes));
    let total = TimeDelta::hours(i64::from(limits.session_total_hours));
    if cx.now() - session.last_seen_at >= idle || cx.now() - session.created_at >= total {
        return Ok(None);
    }
    if cx.now() - session.last_seen_at >= SEEN_EVERY {
        touch(&cx, &hash).await;
    }
    Ok(Some((staff, shortcuts)))
}

/// The session of a token's hash with its person; every page asks, so it is kept for the next one.
async fn known(cx: &Cx, hash: &str) -> Result<Option<Known>, Error> {
    let now = Moment::of(cx);
    let key = hash.to_owned();
    if let Some(known) = cx.house.sessions.find(&key, now) {
        return Ok(Some(known));
    }
    let found = kocho_store::session::signed_in(&cx.reader(), hash, cx.today()).await?;
    let known = found
        .filter(|(_, account, _)| account.active)
        .map(|(session, account, staff)| (session, staff, account.shortcuts));
    if let Some(known) = &known {
        cx.house.sessions.keep(key, now, known.clone());
    }
    Ok(known)
}

/// Notes that the session is in use. A busy database does not sign anybody out: the next page notes it again.
async fn touch(cx: &Cx, hash: &str) {
    let noted = async {
        let mut tx = cx.begin().await?;
        kocho_store::session::touch(&mut tx, hash).await?;
        tx.commit(Story::Unrecorded(Why::Session)).await?;
        Ok::<(), Error>(())
    };
    if let Err(error) = noted.await {
        tracing::warn!(%error, "a session could not be marked as seen");
    }
}

/// Signs out. A token of nobody is signed out already.
///
/// # Errors
/// What the database says.
pub async fn sign_out(cx: &Cx, token: &str) -> Result<(), Error> {
    let hash = sha256(token.as_bytes());
    let mut tx = cx.begin().await?;
    let Some(session) = kocho_store::session::find(&tx, &hash).await? else { return Ok(()) };
    kocho_store::session::delete(&mut tx, &hash).await?;
    tx.commit(Story::audit(AuditEvent::new("logout", "staff", Some(session.staff.0)))).await?;
    Ok(())
}

/// The argon2id hash of a password, as it is stored.
///
/// # Errors
/// [`Error::Internal`] when the hash cannot be computed.
pub async fn hash_password(cx: &Cx, password: &str) -> Result<String, Error> {
    password::hash(cx, password).await
}

pub use password::{check_new as check_new_password, draw as draw_password};
