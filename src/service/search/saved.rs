//! 保存した検索: a person keeps the address of a search under a name. Nobody else sees it; its words stand in no history.

use kocho_domain::story::{AuditEvent, Story};
use kocho_store::saved_search::SavedSearch;

use crate::{Cx, Error};

/// The most searches that a person keeps.
const KEPT: usize = 30;
/// The longest name, in characters.
const NAME_LIMIT: usize = 40;
/// The longest address, in bytes.
const QUERY_LIMIT: usize = 4_000;

/// The searches of this person.
///
/// # Errors
/// [`Error::Denied`] for anybody but staff.
pub async fn saved(cx: &Cx) -> Result<Vec<SavedSearch>, Error> {
    Ok(kocho_store::saved_search::of(&cx.reader(), cx.actor.staff()?.id).await?)
}

/// Keeps a search.
///
/// # Errors
/// [`Error::Invalid`] for `name`.
pub async fn save(cx: &Cx, name: &str, query: &str) -> Result<(), Error> {
    let staff = cx.actor.staff()?.id;
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name.chars().count() > NAME_LIMIT || name.chars().any(char::is_control) {
        return Err(Error::field("name", format!("名前を{NAME_LIMIT}文字までで入れてください。")));
    }
    if query.is_empty() || query.len() > QUERY_LIMIT {
        return Err(Error::field("name", "言葉を入れて探してから、保存してください。"));
    }
    let mut tx = cx.begin().await?;
    if kocho_store::saved_search::of(&tx, staff).await?.len() >= KEPT {
        return Err(Error::field("name", format!("保存できるのは{KEPT}件までです。使わないものを消してください。")));
    }
    kocho_store::saved_search::insert(&mut tx, staff, &name, query).await?;
    Ok(tx.commit(Story::audit(AuditEvent::new("search_saved", "staff", Some(staff.0)))).await?)
}

/// Forgets a search.
///
/// # Errors
/// [`Error::NotFound`], also when it is somebody else's.
pub async fn delete(cx: &Cx, id: i64) -> Result<(), Error> {
    let staff = cx.actor.staff()?.id;
    let mut tx = cx.begin().await?;
    if !kocho_store::saved_search::delete(&mut tx, staff, id).await? {
        return Err(Error::NotFound);
    }
    Ok(tx.commit(Story::audit(AuditEvent::new("search_deleted", "staff", Some(staff.0)))).await?)
}
