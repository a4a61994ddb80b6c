//! Groups of opinions (意見グループ): the list of maps, asking for one, reading it as map, list or tree, the voices of a
//! group, and the page that may leave the house.

pub(crate) mod form;
pub(crate) mod group;
pub(crate) mod list;
pub(crate) mod public;
pub(crate) mod show;
pub(crate) mod view;

use kocho_domain::access::Permission;

use crate::{
    routes::{Access, Routes},
    state::AppState,
    urls::staff as urls,
};

/// The doors.
pub(crate) fn routes(state: &AppState) -> Routes {
    let access = Access::Staff(Permission::TopicRead);
    Routes::new(state)
        .get(urls::TOPICS, access, list::list)
        .post(urls::TOPICS, access, form::create)
        .get(urls::TOPIC_NEW, access, form::new)
        .get(urls::topic("{topic}"), access, show::show)
        .get(urls::TOPICS.to_owned() + "/{topic}/groups/{group}", access, group::group)
        .get(urls::topic_public("{topic}"), access, public::public)
        .post(urls::topic_remove("{topic}"), access, list::remove)
}
