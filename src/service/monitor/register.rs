//! モニター名簿: who serves and who left, masked; opened and taken along with a reason, which is noted.

use kocho_document::table;
use kocho_domain::{
    access::Permission,
    id::PublicKey,
    panel::Person,
    personal::Personal,
    rule::Use,
    story::{AuditEvent, Story},
};
use kocho_store::{
    monitor::{self, Monitor},
    panel::{self, Panel},
};

use crate::{Cx, Error, panel::desk, route::reason_given};

/// The register of a term.
#[derive(Debug, Clone)]
pub struct MonitorsView {
    /// The term.
    pub panel: Panel,
    /// All monitors, by number.
    pub monitors: Vec<Monitor>,
}

/// The register of a term; the page shows no names.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn list(cx: &Cx, key: &PublicKey) -> Result<MonitorsView, Error> {
    desk(cx)?;
    let from = cx.reader();
    let panel = panel::by_key(&from, key).await?.ok_or(Error::NotFound)?;
    let monitors = monitor::of_panel(&from, panel.id).await?;
    Ok(MonitorsView { panel, monitors })
}

fn may_reveal(cx: &Cx, reason_code: &str, reason: &str) -> Result<(), Error> {
    desk(cx)?;
    if !cx.actor.staff()?.may(Permission::PersonalReveal) {
        return Err(Error::Denied);
    }
    Ok(reason_given(cx, Use::Reveal, reason_code, reason)?)
}

/// Opens the register with names and contacts to a person who says why.
///
/// # Errors
/// [`kocho_domain::refusal::Refusal::ReasonMissing`], [`Error::NotFound`], [`Error::Denied`].
pub async fn reveal(cx: &Cx, key: &PublicKey, reason_code: &str, reason: &str) -> Result<MonitorsView, Error> {
    may_reveal(cx, reason_code, reason)?;
    let view = list(cx, key).await?;
    let tx = cx.begin().await?;
    let event = AuditEvent::new("revealed", "panel", Some(view.panel.id.0))
        .with("reason", reason_code)
        .with("monitors", view.monitors.len())
        .saying(reason);
    tx.commit(Story::audit(event)).await?;
    Ok(view)
}

/// Shows who one monitor is to a person who says why.
///
/// # Errors
/// [`kocho_domain::refusal::Refusal::ReasonMissing`], [`Error::NotFound`], [`Error::Denied`].
pub async fn reveal_one(cx: &Cx, key: &PublicKey, reason_code: &str, reason: &str) -> Result<Personal<Person>, Error> {
    may_reveal(cx, reason_code, reason)?;
    let tx = cx.begin().await?;
    let one = monitor::by_key(&tx, key).await?.ok_or(Error::NotFound)?;
    let event = AuditEvent::new("revealed", "monitor", Some(one.id.0)).with("reason", reason_code).saying(reason);
    tx.commit(Story::audit(event)).await?;
    Ok(one.about.person)
}

const HEADER: [&str; 14] = [
    "番号",
    "氏名",
    "ふりがな",
    "年代",
    "性別",
    "地区",
    "連絡方法",
    "メール",
    "電話",
    "住所",
    "委嘱の日",
    "任期の終わり",
    "退任の日",
    "退任の理由",
];

/// The register as CSV, with names, for a person who says why.
///
/// # Errors
/// See [`reveal`].
pub async fn csv(cx: &Cx, key: &PublicKey, reason_code: &str, reason: &str) -> Result<Vec<u8>, Error> {
    may_reveal(cx, reason_code, reason)?;
    let view = list(cx, key).await?;
    let mut bytes = table::BOM.to_vec();
    let broken = |e: &dyn std::fmt::Display| Error::Internal(e.to_string());
    bytes.extend(table::row(&HEADER).map_err(|e| broken(&e))?);
    for one in &view.monitors {
        bytes.extend(table::row(&cells(cx, one)).map_err(|e| broken(&e))?);
    }
    let tx = cx.begin().await?;
    let event = AuditEvent::new("exported", "panel", Some(view.panel.id.0))
        .with("reason", reason_code)
        .with("monitors", view.monitors.len())
        .saying(reason);
    tx.commit(Story::audit(event)).await?;
    Ok(bytes)
}

fn cells(cx: &Cx, one: &Monitor) -> [String; 14] {
    let rule = cx.city.rules.panels();
    let about = &one.about;
    let person = about.person.reveal();
    let label = |code: &str| rule.class_label(code).to_owned();
    let left = one.left.as_ref();
    [
        about.number.to_string(),
        person.name.clone(),
        person.kana.clone(),
        label(&about.classes.age_group),
        label(&about.classes.gender),
        label(&about.classes.district),
        about.way.label().to_owned(),
        person.email.clone().unwrap_or_default(),
        person.phone.clone().unwrap_or_default(),
        person.address.clone().unwrap_or_default(),
        about.appointed_on.to_string(),
        about.ends_on.to_string(),
        left.map(|left| left.on.to_string()).unwrap_or_default(),
        left.map(|left| left.reason.label().to_owned()).unwrap_or_default(),
    ]
}
