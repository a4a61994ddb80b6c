//! `/`: what one can do here, what happens to a voice, how long it takes, and who handles what the city does not.

use askama::Template;

use crate::{frame::Frame, texts::Text};

/// The home page.
#[derive(Debug, Template)]
#[template(path = "public/home/show.html")]
pub(crate) struct HomePage {
    pub(crate) frame: Frame,
    /// About how long a reply takes, in the city's words.
    pub(crate) expected: Text,
    /// Who handles what the city does not.
    pub(crate) agencies: Vec<AgencyView>,
    /// How else the city can be reached.
    pub(crate) office: OfficeView,
}

impl HomePage {
    fn title(&self) -> &Text {
        &self.frame.texts.home.title
    }
}

/// An agency and what it handles.
#[derive(Debug, Clone)]
pub(crate) struct AgencyView {
    pub(crate) handles: Text,
    pub(crate) name: Text,
    /// As dialled; empty when there is none.
    pub(crate) phone: String,
}

/// The office that hears residents.
#[derive(Debug, Clone)]
pub(crate) struct OfficeView {
    pub(crate) name: Text,
    pub(crate) phone: String,
    pub(crate) mail: String,
    /// With the postal code.
    pub(crate) address: Text,
    pub(crate) hours: Text,
}
