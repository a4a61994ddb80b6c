//! The secrets of an installation, and the system's own clock and randomness: the one place that asks for them.

use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use kocho_domain::clock::{Clock, Ids, whole_millis};
use sha2::{Digest, Sha256};

/// The key file's bytes: everything else is derived from them, each use with a name of its own.
#[derive(Clone)]
pub struct Keys([u8; 32]);

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(●●●)")
    }
}

impl Keys {
    /// Keys from the 32 bytes of the key file.
    pub fn new(bytes: [u8; 32]) -> Self {
        Keys(bytes)
    }

    /// The key for receipts' secrets.
    pub fn receipt(&self) -> [u8; 32] {
        self.derive("receipt")
    }

    /// The key that signs form tokens.
    pub fn form(&self) -> [u8; 32] {
        self.derive("form")
    }

    /// A hash by which equal senders are found without reading them.
    pub fn contact_hash(&self, normalised: &str) -> String {
        data_encoding::HEXLOWER.encode(&mac(&self.derive("contact"), normalised.as_bytes()))
    }

    /// A hash of a subject of counting (an address, a login name), so that no counter holds it in clear.
    pub fn throttle_hash(&self, subject: &str) -> String {
        data_encoding::HEXLOWER.encode(&mac(&self.derive("throttle"), subject.as_bytes()))
    }

    /// The part of a voice's mail address that nobody can guess: 80 bits as 16 small letters and digits.
    pub(crate) fn address_tag(&self, submission: &str) -> String {
        let tag = mac(&self.derive("mail address"), submission.as_bytes());
        data_encoding::BASE32_NOPAD.encode(&tag[..10]).to_ascii_lowercase()
    }

    /// The key under which seeds become codes of surveys.
    pub(crate) fn code(&self) -> [u8; 32] {
        self.derive("survey code")
    }

    /// The key under which a code stands beside its invitation.
    pub fn participant(&self) -> [u8; 32] {
        self.derive("survey participant")
    }

    /// The key under which a code gives its answer's key.
    pub(crate) fn response(&self) -> [u8; 32] {
        self.derive("survey response")
    }

    /// By which a free text of a survey is known again as a voice, and by nobody who has not the text and this key.
    pub(crate) fn survey_text(&self, text: &str) -> String {
        let mac = mac(&self.derive("survey text"), text.as_bytes());
        format!("survey-{}", data_encoding::HEXLOWER.encode(&mac[..20]))
    }

    fn derive(&self, name: &str) -> [u8; 32] {
        mac(&self.0, name.as_bytes())
    }
}

fn mac(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    // HMAC takes keys of any length, so this cannot fail; the empty hash stands for the impossible case.
    Hmac::<Sha256>::new_from_slice(key).map_or([0; 32], |mut mac| {
        mac.update(message);
        mac.finalize().into_bytes().into()
    })
}

/// SHA-256 as hex.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(bytes))
}

/// The system's clock, cut to milliseconds.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one clock that asks the system")]
    fn now(&self) -> DateTime<Utc> {
        whole_millis(Utc::now())
    }
}

/// The system's randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemIds;

impl Ids for SystemIds {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the system for randomness")]
    fn fill(&self, bytes: &mut [u8]) {
        if let Err(error) = getrandom::fill(bytes) {
            // Without randomness nothing that is secret may be made; the process ends rather than guess.
            tracing::error!(%error, "the system gives no randomness");
            std::process::abort();
        }
    }
}
