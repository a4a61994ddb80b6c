//! Tokens that the server can check without keeping them: form tokens, passes to a status page, forms that wait for a login.

use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// Signs short texts, each for one purpose.
#[derive(Clone)]
pub(crate) struct Signer([u8; 32]);

/// What a token is for; a token of one purpose is worth nothing for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A voice's form: its idempotency key.
    Form,
    /// A status page that was opened with number and secret.
    Pass,
    /// A form of staff that waits for a login.
    Resume,
    /// A message for the next page.
    Flash,
    /// Somebody's answer to a survey, while they write it.
    Survey,
}

impl Purpose {
    const fn name(self) -> &'static str {
        match self {
            Purpose::Form => "form",
            Purpose::Pass => "pass",
            Purpose::Resume => "resume",
            Purpose::Flash => "flash",
            Purpose::Survey => "survey",
        }
    }

    /// How long a token is good for. Writing a letter may take an evening.
    fn life(self) -> TimeDelta {
        match self {
            Purpose::Form => TimeDelta::hours(24),
            Purpose::Pass => TimeDelta::minutes(30),
            Purpose::Resume => TimeDelta::hours(1),
            Purpose::Flash => TimeDelta::minutes(1),
            Purpose::Survey => TimeDelta::hours(6),
        }
    }
}

impl Signer {
    pub(crate) fn new(key: [u8; 32]) -> Self {
        Signer(key)
    }

    /// A token that carries `payload`.
    pub(crate) fn sign(&self, purpose: Purpose, payload: &str, now: DateTime<Utc>) -> String {
        let body = BASE64URL_NOPAD.encode(format!("{}.{payload}", now.timestamp()).as_bytes());
        let mac = self.mac(purpose, &body);
        format!("{body}.{mac}")
    }

    /// The payload of a token that is ours, of this purpose and not too old.
    pub(crate) fn open(&self, purpose: Purpose, token: &str, now: DateTime<Utc>) -> Option<String> {
        let (body, mac) = token.rsplit_once('.')?;
        if !bool::from(self.mac(purpose, body).as_bytes().ct_eq(mac.as_bytes())) {
            return None;
        }
        let text = String::from_utf8(BASE64URL_NOPAD.decode(body.as_bytes()).ok()?).ok()?;
        let (issued, payload) = text.split_once('.')?;
        let issued = DateTime::from_timestamp(issued.parse().ok()?, 0)?;
        let age = now - issued;
        (age <= purpose.life() && age >= TimeDelta::minutes(-5)).then(|| payload.to_owned())
    }

    /// The token that every form of a session carries.
    pub(crate) fn csrf(&self, session_token: &str) -> String {
        self.mac_of("csrf", session_token)
    }

    fn mac(&self, purpose: Purpose, body: &str) -> String {
        self.mac_of(purpose.name(), body)
    }

    fn mac_of(&self, name: &str, body: &str) -> String {
        // HMAC takes keys of any length, so the error arm is never reached; an empty tag matches nothing.
        Hmac::<Sha256>::new_from_slice(&self.0).map_or_else(
            |_| String::new(),
            |mut mac| {
                mac.update(name.as_bytes());
                mac.update(&[0]);
                mac.update(body.as_bytes());
                BASE64URL_NOPAD.encode(&mac.finalize().into_bytes())
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::{Purpose, Signer};

    #[test]
    fn a_token_opens_for_its_purpose_in_its_time_and_unchanged_only() {
        let signer = Signer::new([7; 32]);
        let now = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        let token = signer.sign(Purpose::Form, "鍵.1", now);
        assert_eq!(signer.open(Purpose::Form, &token, now + TimeDelta::hours(3)).as_deref(), Some("鍵.1"));
        assert_eq!(signer.open(Purpose::Pass, &token, now), None);
        assert_eq!(signer.open(Purpose::Form, &token, now + TimeDelta::hours(25)), None);
        assert_eq!(signer.open(Purpose::Form, &format!("A{token}"), now), None);
        assert_eq!(Signer::new([8; 32]).open(Purpose::Form, &token, now), None);
    }
}
