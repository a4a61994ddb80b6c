//! 要望書: taking in a paper of a 行政区 or a group, item by item, with its maps and photos.

mod door;
mod form;
#[cfg(test)]
mod sample;

use askama::Template;

pub(crate) use self::door::routes;
pub(crate) use self::form::PetitionForm;
use super::behalf::BehalfView;
use crate::{
    frame::Frame,
    staff::view::{Choice, Errors},
};

/// `GET /staff/petitions/new`
#[derive(Debug, Template)]
#[template(path = "staff/petition/new.html")]
pub(crate) struct PetitionPage {
    pub(crate) frame: Frame,
    pub(crate) form: PetitionForm,
    pub(crate) items: Vec<ItemView>,
    /// One more item may be written.
    pub(crate) may_grow: bool,
    pub(crate) years: Vec<Choice>,
    /// 受付方法
    pub(crate) channels: Vec<Choice>,
    /// Files that were taken in with an earlier try of this form: key and name.
    pub(crate) files: Vec<(String, String)>,
    pub(crate) accept: &'static str,
    pub(crate) behalf: BehalfView,
    pub(crate) errors: Errors,
}

/// An item as it was typed.
#[derive(Debug, Clone, Default)]
pub(crate) struct ItemView {
    /// 1, 2, 3
    pub(crate) number: usize,
    pub(crate) title: String,
    pub(crate) place: String,
    pub(crate) text: String,
    /// What is wrong with its heading, or empty.
    pub(crate) error: String,
}
