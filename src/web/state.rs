//! What every handler can reach, and how a request becomes a frame.

use std::{path::PathBuf, sync::Arc};

use kocho_domain::{access::Actor, localized::Lang};
use kocho_service::{Cx, House, job::MailSample};

use crate::{
    frame::Frame,
    signed::{Purpose, Signer},
    texts::{Text, Texts},
};

/// State of the router.
#[derive(Clone)]
pub struct AppState {
    pub(crate) house: Arc<House>,
    pub(crate) signer: Signer,
    /// Where development mail lies; `None` in production, and then `/dev` does not exist.
    pub(crate) dev_mail: Option<PathBuf>,
    /// How each mail reads, for administrators.
    pub(crate) mails: Arc<[MailSample]>,
}

impl AppState {
    /// The state over a house.
    pub fn new(house: Arc<House>, dev_mail: Option<PathBuf>) -> Self {
        let signer = Signer::new(house.keys().form());
        AppState { house, signer, dev_mail, mails: Arc::new([]) }
    }

    /// With samples of the mails that the program sends; pages cannot make them, the worker can.
    #[must_use]
    pub fn with_mails(self, mails: Vec<MailSample>) -> Self {
        AppState { mails: mails.into(), ..self }
    }

    /// A token for a form that begins a voice, with a key of its own; load runs, which send many forms, ask for it too.
    pub fn form_token(&self) -> String {
        let cx = self.resident();
        self.signer.sign(Purpose::Form, &cx.new_token(), cx.now())
    }

    /// The key of a form by its token; `None` when it was not made here, or too long ago.
    pub(crate) fn form_key(&self, token: &str) -> Option<String> {
        self.signer.open(Purpose::Form, token, self.resident().now())
    }

    /// A context for something a resident does.
    pub(crate) fn resident(&self) -> Cx {
        self.house.cx(Actor::Resident)
    }

    /// The frame of a public page. `path` is without the language prefix.
    pub(crate) fn public_frame(&self, lang: Lang, path: &str) -> Frame {
        Frame {
            lang,
            texts: Texts::of(lang),
            city: Text::of(&self.house.city().rules.city().name, lang).plain().to_owned(),
            path: path.to_owned(),
            csrf: String::new(),
            person: None,
            flash: None,
            nav: Vec::new(),
            office: Vec::new(),
            request_id: String::new(),
            demo: self.house.demo,
        }
    }
}
