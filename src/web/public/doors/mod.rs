//! The doors of residents' pages: what a request becomes, in three languages. The pages themselves stand beside.

mod about;
mod answer;
mod answering;
mod application;
mod danger;
mod dev;
mod dialogue_day;
mod figure;
mod minutes;
mod monitor;
mod promise;
mod receipt;
mod status;
mod survey_result;
mod voice;

use axum::{
    extract::{ConnectInfo, FromRequestParts, OriginalUri},
    http::request::Parts,
};
use kocho_domain::localized::Lang;

use crate::{
    frame::Frame,
    routes::{Access, Routes, Size},
    state::AppState,
    urls::{public as url, survey_result as results},
};

/// The language that was asked for and the address without it.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) lang: Lang,
    pub(crate) path: String,
    /// Where the request came from, for slowing down guesses; never logged.
    pub(crate) address: String,
}

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let path = parts.extensions.get::<OriginalUri>().map_or(parts.uri.path(), |u| u.path()).to_owned();
        let address = parts
            .extensions
            .get::<ConnectInfo<std::net::SocketAddr>>()
            .map_or("unknown".to_owned(), |c| c.0.ip().to_string());
        let (lang, path) = split(&path);
        Ok(Asked { lang, path, address })
    }
}

/// `/en/voice` → English, `/voice`.
pub(crate) fn split(path: &str) -> (Lang, String) {
    for lang in [Lang::Easy, Lang::En] {
        if let Some(rest) = path.strip_prefix(lang.prefix()).filter(|rest| rest.is_empty() || rest.starts_with('/')) {
            return (lang, if rest.is_empty() { "/".to_owned() } else { rest.to_owned() });
        }
    }
    (Lang::Ja, path.to_owned())
}

impl Asked {
    /// The frame; the language switch of a page that answers a POST leads to the page before it.
    pub(crate) fn frame(&self, state: &AppState) -> Frame {
        let path = match self.path.as_str() {
            url::VOICE_CHECK | url::VOICE => url::VOICE_NEW,
            url::STATUS_ADD | url::STATUS_REOPEN | url::STATUS_WITHDRAW => url::STATUS_VIEW,
            url::DIALOGUE_CHECK => url::DIALOGUE_NEW,
            url::DIALOGUE_CANCEL => url::DIALOGUE_VIEW,
            path if path.ends_with("/leave") => path.trim_end_matches("/leave"),
            path if path.starts_with("/s/") => url::SURVEYS,
            url::MONITOR_CHECK => url::MONITOR_NEW,
            path => path,
        };
        state.public_frame(self.lang, path)
    }
}

/// All doors for residents; those for development only where mail is kept.
pub(crate) fn routes(state: &AppState) -> Routes {
    let mut routes = Routes::new(state);
    for lang in Lang::ALL {
        let at = |path: &str| format!("{}{path}", lang.prefix());
        if !lang.prefix().is_empty() {
            routes = routes.get(lang.prefix(), Access::Public, about::home);
        }
        #[cfg(feature = "pdf")]
        {
            routes = routes.get(at(results::PUBLIC_PDF), Access::Public, survey_result::file);
        }
        routes = routes
            .get(at(url::HOME), Access::Public, about::home)
            .get(at(url::PRIVACY), Access::Public, about::privacy)
            .get(at(url::ACCESSIBILITY), Access::Public, about::accessibility)
            .get(at(url::VOICE_NEW), Access::Public, voice::new)
            .post(at(url::VOICE_NEW), Access::Public, voice::post_back)
            .post_sized(at(url::VOICE_CHECK), Access::Public, Size::Files, voice::post_check)
            .post(at(url::VOICE), Access::Public, voice::create)
            .get(at(url::VOICE_DONE), Access::Public, receipt::show)
            .get(at(url::ANSWERS), Access::Public, answer::list)
            .get(at(url::ANSWER), Access::Public, answer::show)
            .get(at(url::PROMISES), Access::Public, promise::list)
            .get(at(url::FIGURES), Access::Public, figure::show)
            .get(at(url::DIALOGUE_DAYS), Access::Public, minutes::list)
            .get(at(url::DIALOGUE_HELD), Access::Public, minutes::show)
            .get(at(url::SURVEYS), Access::Public, answering::list)
            .post(at(url::SURVEYS), Access::Public, answering::post_open)
            .get(at(url::SURVEY_LINK), Access::Public, answering::link)
            .get(at(url::SURVEY), Access::Public, answering::show)
            .post(at(url::SURVEY), Access::Public, answering::post_begin)
            .get(at(url::SURVEY_ANSWER), Access::Public, answering::questions::show)
            .post(at(url::SURVEY_ANSWER), Access::Public, answering::questions::post)
            .get(at(url::SURVEY_CHECK), Access::Public, answering::questions::check)
            .post(at(url::SURVEY_CHECK), Access::Public, answering::questions::post_check)
            .get(at(url::SURVEY_DONE), Access::Public, answering::done)
            .post(at(url::SURVEY_LEAVE), Access::Public, answering::post_leave)
            .get(at(url::STATUS), Access::Public, status::ask)
            .post(at(url::STATUS_VIEW), Access::Public, status::post_open)
            .get(at(url::STATUS_VIEW), Access::Public, status::show)
            .get(at("/status/files/{enclosure}"), Access::Public, status::enclosure)
            .post(at(url::STATUS_ADD), Access::Public, status::post_add)
            .post(at(url::STATUS_REOPEN), Access::Public, status::post_reopen)
            .post(at(url::STATUS_WITHDRAW), Access::Public, status::post_withdraw)
            .get(at(url::DIALOGUE), Access::Public, dialogue_day::show)
            .get(at(url::DIALOGUE_DRAW), Access::Public, dialogue_day::draw)
            .get(at(url::DIALOGUE_NEW), Access::Public, application::new)
            .post(at(url::DIALOGUE_NEW), Access::Public, application::post_back)
            .post(at(url::DIALOGUE_CHECK), Access::Public, application::post_check)
            .post(at(url::DIALOGUE), Access::Public, application::create)
            .get(at(url::DIALOGUE_DONE), Access::Public, application::done)
            .get(at(url::DIALOGUE_STATUS), Access::Public, application::ask)
            .post(at(url::DIALOGUE_VIEW), Access::Public, application::post_open)
            .get(at(url::DIALOGUE_VIEW), Access::Public, application::show)
            .post(at(url::DIALOGUE_CANCEL), Access::Public, application::post_cancel)
            .get(at(url::DIALOGUE_CALENDAR), Access::Public, application::calendar)
            .get(at(results::PUBLIC_LIST), Access::Public, survey_result::list)
            .get(at(results::PUBLIC), Access::Public, survey_result::show)
            .get(at(url::MONITOR), Access::Public, monitor::show)
            .get(at(url::MONITOR_NEW), Access::Public, monitor::new)
            .post(at(url::MONITOR_NEW), Access::Public, monitor::post_back)
            .post(at(url::MONITOR_CHECK), Access::Public, monitor::post_check)
            .post(at(url::MONITOR), Access::Public, monitor::create)
            .get(at(url::MONITOR_DONE), Access::Public, monitor::done)
            .get(at(url::MONITOR_DRAW), Access::Public, monitor::draw);
    }
    routes = routes.get(format!("{}/{{question}}", url::SURVEY_PICTURES), Access::Public, answering::picture);
    if state.dev_mail.is_some() {
        routes = routes
            .get(url::DEV_COMPONENTS, Access::Dev, dev::components)
            .get(url::DEV_MAIL, Access::Dev, dev::mail_list)
            .get("/dev/mail/{id}", Access::Dev, dev::mail);
    }
    routes
}

#[cfg(test)]
mod tests {
    use kocho_domain::localized::Lang;

    use super::split;

    #[test]
    fn the_language_stands_in_the_path() {
        assert_eq!(split("/voice/new"), (Lang::Ja, "/voice/new".into()));
        assert_eq!(split("/en"), (Lang::En, "/".into()));
        assert_eq!(split("/easy/voice/new"), (Lang::Easy, "/voice/new".into()));
        assert_eq!(split("/english"), (Lang::Ja, "/english".into()));
    }
}
