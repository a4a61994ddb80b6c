//! What every page carries around its content: language, texts, person, navigation, messages.

use kocho_domain::localized::Lang;

use crate::texts::Texts;

/// The explicit frame of a page; a field named `frame` of every page struct.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    /// Language of the page; staff and office pages are always Japanese.
    pub(crate) lang: Lang,
    /// Texts for residents in `lang`.
    pub(crate) texts: &'static Texts,
    /// The municipality's name, e.g. 小美玉市.
    pub(crate) city: String,
    /// The path of this page without its language prefix, for the language switch; begins with `/`.
    pub(crate) path: String,
    /// Token that every form of a signed-in person carries; empty on public pages.
    pub(crate) csrf: String,
    /// The person who is signed in.
    pub(crate) person: Option<Person>,
    /// A quiet message about what was just done.
    pub(crate) flash: Option<Flash>,
    /// Main navigation of the signed-in audience.
    pub(crate) nav: Vec<NavItem>,
    /// The office's pages, on each of them.
    pub(crate) office: Vec<NavItem>,
    /// Shown in small print on error pages, so that a caller and the log find each other.
    pub(crate) request_id: String,
    /// True in the demo city: every page says that it is not an official service.
    pub(crate) demo: bool,
}

/// Who is signed in, named by office, never by private name.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    /// 市民協働課 担当A
    pub(crate) name: String,
    /// Role labels: 課担当, 課長 …
    pub(crate) roles: String,
    /// Keyboard shortcuts are on for this person (WCAG 2.1.4).
    pub(crate) shortcuts: bool,
}

/// A message on the next page.
#[derive(Debug, Clone)]
pub(crate) struct Flash {
    /// success, notice, warning
    pub(crate) tone: &'static str,
    /// One sentence.
    pub(crate) text: String,
}

/// One entry of the navigation.
#[derive(Debug, Clone)]
pub(crate) struct NavItem {
    /// Word on the link.
    pub(crate) label: &'static str,
    /// Where it leads.
    pub(crate) href: String,
    /// Count behind the word, when it matters.
    pub(crate) count: Option<u64>,
    /// The present page.
    pub(crate) current: bool,
}

impl Frame {
    /// A link in the language of this page: `/voice/new` → `/en/voice/new`.
    pub(crate) fn link(&self, path: &str) -> String {
        format!("{}{}", self.lang.prefix(), path)
    }
}

#[cfg(test)]
impl Frame {
    /// A frame for samples of public pages.
    pub(crate) fn sample(lang: Lang) -> Self {
        Frame {
            lang,
            texts: Texts::of(lang),
            city: "小美玉市".into(),
            path: "/".into(),
            csrf: String::new(),
            person: None,
            flash: None,
            nav: Vec::new(),
            office: Vec::new(),
            request_id: "req-sample".into(),
            demo: true,
        }
    }

    /// A frame for samples of staff and office pages.
    pub(crate) fn staff_sample() -> Self {
        Frame {
            csrf: "csrf-sample".into(),
            person: Some(Person { name: "市民協働課 担当A".into(), roles: "課担当".into(), shortcuts: true }),
            flash: Some(Flash { tone: "success", text: "保存しました。".into() }),
            nav: vec![NavItem { label: "案件", href: "/staff".into(), count: Some(12), current: true }],
            ..Frame::sample(Lang::Ja)
        }
    }

    /// A frame for samples of the office's pages.
    pub(crate) fn office_sample() -> Self {
        let item = |label, href: &str, current| NavItem { label, href: href.into(), count: None, current };
        Frame {
            flash: None,
            office: vec![item("朝のページ", "/office", true), item("この7日間の声", "/office/week", false)],
            ..Frame::staff_sample()
        }
    }
}
