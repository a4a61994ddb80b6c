//! 代筆・代理: the folded part of a form in which somebody writes for a person who cannot.

use kocho_domain::{body::Line, intake::Proxy};
use kocho_service::Cx;

use super::view::{Choice, Errors};

/// The longest words in it.
const LINE_LIMIT: usize = 200;

/// What was typed in it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct BehalfForm<'a> {
    /// Code of the circumstance.
    pub(crate) circumstance: &'a str,
    /// For whom, in words.
    pub(crate) for_whom: &'a str,
    /// Who wrote, when it was another person.
    pub(crate) writer: &'a str,
    /// `yes`: read back and confirmed.
    pub(crate) read_back: &'a str,
}

/// The part as it is shown.
#[derive(Debug, Clone, Default)]
pub(crate) struct BehalfView {
    /// Empty: the city has no list, and the part is not shown.
    pub(crate) circumstances: Vec<Choice>,
    pub(crate) for_whom: String,
    pub(crate) writer: String,
    pub(crate) read_back: bool,
    pub(crate) open: bool,
}

impl BehalfForm<'_> {
    fn is_used(&self) -> bool {
        [self.circumstance, self.for_whom, self.writer, self.read_back].iter().any(|typed| !typed.trim().is_empty())
    }

    /// What it says; `None` when it was not used, or when something in it is wrong.
    pub(crate) fn command(&self, cx: &Cx, errors: &mut Errors) -> Option<Proxy> {
        if !self.is_used() {
            return None;
        }
        let known = cx.city.rules.city().proxies.iter().any(|choice| choice.code == self.circumstance);
        if !known {
            errors.add("proxy", "代筆・代理の事情を選んでください");
        }
        let mut line = |field: &str, typed: &str| {
            let parsed = (!typed.trim().is_empty()).then(|| Line::parse(typed, LINE_LIMIT));
            if let Some(Err(_)) = parsed {
                errors.add(field, "改行を入れずに、200文字までで書いてください");
            }
            parsed.and_then(Result::ok)
        };
        let (for_whom, writer) = (line("proxy_for", self.for_whom), line("proxy_writer", self.writer));
        match Proxy::confirmed(self.circumstance.to_owned(), for_whom, writer, self.read_back == "yes") {
            Ok(proxy) => known.then_some(proxy),
            Err(refusal) => {
                errors.add("read_back", refusal.to_string().trim_end_matches('。'));
                None
            }
        }
    }

    /// The part, open when it was used.
    pub(crate) fn view(&self, cx: &Cx) -> BehalfView {
        let choice = |c: &kocho_domain::rule::city::Choice| Choice {
            chosen: c.code == self.circumstance,
            ..Choice::new(&c.code, &c.label.ja)
        };
        BehalfView {
            circumstances: cx.city.rules.city().proxies.iter().map(choice).collect(),
            for_whom: self.for_whom.to_owned(),
            writer: self.writer.to_owned(),
            read_back: self.read_back == "yes",
            open: self.is_used(),
        }
    }
}

#[cfg(test)]
impl BehalfView {
    /// Used, for samples.
    pub(crate) fn sample() -> Self {
        BehalfView {
            circumstances: vec![Choice::new("sign_language", "手話").chosen(), Choice::new("visit", "訪問先で聞いた")],
            for_whom: "耳の聞こえない母".into(),
            writer: String::new(),
            read_back: true,
            open: true,
        }
    }
}
