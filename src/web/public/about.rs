//! What is done with personal data, and how usable the pages are: the two statements at the foot of every page.

use askama::Template;

use super::home::OfficeView;
use crate::{frame::Frame, texts::Text};

/// `/privacy`
#[derive(Template)]
#[template(path = "public/about/privacy.html")]
pub(crate) struct PrivacyPage {
    pub(crate) frame: Frame,
    pub(crate) office: OfficeView,
}

impl PrivacyPage {
    fn title(&self) -> &Text {
        &self.frame.texts.privacy.title
    }
}

/// `/accessibility`
#[derive(Template)]
#[template(path = "public/about/accessibility.html")]
pub(crate) struct AccessibilityPage {
    pub(crate) frame: Frame,
    pub(crate) office: OfficeView,
}

impl AccessibilityPage {
    fn title(&self) -> &Text {
        &self.frame.texts.accessibility.title
    }
}
