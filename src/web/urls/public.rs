//! Addresses for residents, without the language prefix: `Frame::link` adds it.

/// Home.
pub(crate) const HOME: &str = "/";
/// The form; a POST brings it back with everything that was typed.
pub(crate) const VOICE_NEW: &str = "/voice/new";
/// What will be sent.
pub(crate) const VOICE_CHECK: &str = "/voice/check";
/// Send.
pub(crate) const VOICE: &str = "/voice";
/// The receipt; `{key}` is the submission's public key.
pub(crate) const VOICE_DONE: &str = "/voice/done/{key}";
/// Number and secret.
pub(crate) const STATUS: &str = "/status";
/// The page with the number filled in, for a slip of paper; never the secret.
pub(crate) fn status_of(number: &str) -> String {
    format!("{STATUS}?number={number}")
}

/// Where a voice stands (POST: neither number nor secret stands in an address).
pub(crate) const STATUS_VIEW: &str = "/status/view";
/// A file that came with the city's letter.
pub(crate) fn status_file(key: &str) -> String {
    format!("{STATUS}/files/{key}")
}

/// Add something.
pub(crate) const STATUS_ADD: &str = "/status/add";
/// The reply did not answer.
pub(crate) const STATUS_REOPEN: &str = "/status/reopen";
/// Withdraw: asks once, then does it.
pub(crate) const STATUS_WITHDRAW: &str = "/status/withdraw";
/// A published answer; `{answer}` is its public key.
pub(crate) const ANSWER: &str = "/answers/{answer}";
/// What the city said it would do.
pub(crate) const PROMISES: &str = "/promises";
/// What was said on dialogue days.
pub(crate) const DIALOGUE_DAYS: &str = "/dialogue/days";
/// What was said on one of them; `{day}` is its public key.
pub(crate) const DIALOGUE_DAY: &str = "/dialogue/days/{day}";
/// What is collected, why and how long.
pub(crate) const PRIVACY: &str = "/privacy";
/// The accessibility statement.
pub(crate) const ACCESSIBILITY: &str = "/accessibility";
/// All components (development only).
pub(crate) const DEV_COMPONENTS: &str = "/dev/components";
/// Mail that was sent (development only).
pub(crate) const DEV_MAIL: &str = "/dev/mail";

/// The receipt of one submission.
pub(crate) fn voice_done(key: &str) -> String {
    VOICE_DONE.replace("{key}", key)
}

/// One published answer.
pub(crate) fn answer(key: &str) -> String {
    ANSWER.replace("{answer}", key)
}

/// What was said on one dialogue day.
pub(crate) fn dialogue_day(key: &str) -> String {
    DIALOGUE_DAY.replace("{day}", key)
}

/// One mail that was sent (development only).
pub(crate) fn dev_mail(id: &str) -> String {
    format!("{DEV_MAIL}/{id}")
}
