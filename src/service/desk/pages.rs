//! Which rows stand on a page of a list? The desk opens the same list again and again; its rows are kept for the next time
//! while nothing has been committed. Only beside the embedded database: there every commit is this process's own, and
//! whoever has done something with a case never finds it where it was.

use kocho_domain::access::CaseScope;
use kocho_store::case_list::{self, Cursor, Filter, ListPage, Order};

use super::PAGE;
use crate::{
    Cx, Error,
    kept::{Kept, Moment},
};

/// Pages of lists by what may be known, what the list is narrowed to, its order and its place.
pub(crate) type KeptPages = Kept<String, ListPage>;

/// So many pages are kept at most; fifty rows of one take some thirty kilobytes.
pub(crate) const PAGES: usize = 100;

/// A page of a list, its headings not masked yet.
pub(super) async fn page(
    cx: &Cx,
    scope: &CaseScope,
    filter: &Filter,
    order: Order,
    cursor: Option<Cursor>,
) -> Result<ListPage, Error> {
    let from = cx.reader();
    let read = case_list::page(&from, scope, filter, order, cursor, PAGE);
    if !cx.house.db().is_sqlite() {
        return Ok(read.await?);
    }
    let (now, key) = (Moment::of(cx), format!("{scope:?} {filter:?} {order:?} {cursor:?}"));
    if let Some(page) = cx.house.pages.find(&key, now) {
        return Ok(page);
    }
    let page = read.await?;
    cx.house.pages.keep(key, now, page.clone());
    Ok(page)
}
