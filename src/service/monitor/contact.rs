//! A monitor moved, or has another telephone: who writes it down, what is kept of it, and what is noted.

use kocho_domain::{
    access::Permission,
    dialogue::NoticeBy,
    id::PublicKey,
    panel::Person,
    personal::Personal,
    refusal::Refusal,
    story::{AuditEvent, Story},
};
use kocho_store::monitor::{self, Monitor};

use crate::{Cx, Error, FieldErrors, candidate::hashes_of, panel::desk};

/// How a monitor can be reached from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Who, and where.
    pub person: Personal<Person>,
    /// By mail or on paper.
    pub way: NoticeBy,
    /// Code of the 地区.
    pub district: String,
}

/// Writes down how a monitor can be reached. What was sent or asked before keeps the contact that it had; which parts changed
/// stands in the audit, never their words.
///
/// # Errors
/// [`Error::Invalid`] for `name`, `email`, `address`, `district`; [`Refusal::MonitorGone`] once erased; [`Error::Stale`];
/// [`Error::Denied`] for whoever may not open names.
pub async fn change_contact(cx: &Cx, key: &PublicKey, seen: i64, new: &Contact) -> Result<(), Error> {
    desk(cx)?;
    if !cx.actor.staff()?.may(Permission::PersonalReveal) {
        return Err(Error::Denied);
    }
    let mut tx = cx.begin().await?;
    let one = monitor::by_key(&tx, key).await?.ok_or(Error::NotFound)?;
    if one.purged_at.is_some() {
        return Err(Refusal::MonitorGone.into());
    }
    if one.lock != seen {
        return Err(Error::Stale);
    }
    fits(cx, new)?;
    let parts = parts(&one, new);
    if parts.is_empty() {
        return Ok(());
    }
    let hashes = hashes_of(cx, new.person.reveal());
    monitor::save_person(&mut tx, &one, &new.person, (new.way, &new.district), &hashes).await?;
    let event = AuditEvent::new("monitor_changed", "monitor", Some(one.id.0)).with("parts", parts.join(","));
    Ok(tx.commit(Story::audit(event)).await?)
}

/// Whoever is written to can be reached.
fn fits(cx: &Cx, new: &Contact) -> Result<(), Error> {
    let person = new.person.reveal();
    let is_known = cx.city.rules.panels().districts.iter().any(|class| class.code == new.district);
    let checks = [
        ("name", person.name.trim().is_empty(), "氏名を入れてください。"),
        (
            "email",
            new.way == NoticeBy::Mail && person.email.is_none(),
            "メールで受け取るには、メールアドレスが要ります。",
        ),
        ("address", person.address.is_none(), "住所を入れてください。委嘱状や手紙を送ります。"),
        ("district", !is_known, "地区を選んでください。"),
    ];
    let errors: FieldErrors =
        checks.into_iter().filter(|(_, wrong, _)| *wrong).map(|(field, _, words)| (field, words.to_owned())).collect();
    if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
}

/// What is another than before, by code.
fn parts(one: &Monitor, new: &Contact) -> Vec<&'static str> {
    let (before, now) = (one.about.person.reveal(), new.person.reveal());
    let parts = [
        ("name", before.name != now.name),
        ("kana", before.kana != now.kana),
        ("phone", before.phone != now.phone),
        ("email", before.email != now.email),
        ("address", before.address != now.address),
        ("way", one.about.way != new.way),
        ("district", one.about.classes.district != new.district),
    ];
    parts.into_iter().filter(|(_, is_new)| *is_new).map(|(part, _)| part).collect()
}
