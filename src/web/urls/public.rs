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
/// All published answers, newest first.
pub(crate) const ANSWERS: &str = "/answers";
/// A published answer; `{answer}` is its public key.
pub(crate) const ANSWER: &str = "/answers/{answer}";
/// What the city said it would do.
pub(crate) const PROMISES: &str = "/promises";
/// How much came, and what became of it.
pub(crate) const FIGURES: &str = "/figures";
/// What was said on dialogue days.
pub(crate) const DIALOGUE_DAYS: &str = "/dialogue/days";
/// What was said on one of them; `{held}` is its public key.
pub(crate) const DIALOGUE_HELD: &str = "/dialogue/days/{held}";
/// Meeting the mayor: what it is, the next days, who may apply.
pub(crate) const DIALOGUE: &str = "/dialogue";
/// The application's form; a POST brings it back with everything that was typed.
pub(crate) const DIALOGUE_NEW: &str = "/dialogue/new";
/// What will be sent.
pub(crate) const DIALOGUE_CHECK: &str = "/dialogue/check";
/// The receipt; `{application}` is the application's public key.
pub(crate) const DIALOGUE_DONE: &str = "/dialogue/done/{application}";
/// Number and secret of an application.
pub(crate) const DIALOGUE_STATUS: &str = "/dialogue/status";
/// Where an application stands (POST: neither number nor secret stands in an address).
pub(crate) const DIALOGUE_VIEW: &str = "/dialogue/status/view";
/// Taking it back: asks once, then does it.
pub(crate) const DIALOGUE_CANCEL: &str = "/dialogue/status/cancel";
/// The meeting for a calendar.
pub(crate) const DIALOGUE_CALENDAR: &str = "/dialogue/status/calendar";
/// The draws of a day; `{day}` is its public key.
pub(crate) const DIALOGUE_DRAW: &str = "/dialogue/draws/{day}";

/// The receipt of one application.
pub(crate) fn dialogue_done(key: &str) -> String {
    DIALOGUE_DONE.replace("{application}", key)
}

/// The draws of one day.
pub(crate) fn dialogue_draw(key: &str) -> String {
    DIALOGUE_DRAW.replace("{day}", key)
}

/// The form for a series, and for a day of it where one is given.
pub(crate) fn dialogue_new(series: &str, day: &str) -> String {
    if day.is_empty() {
        format!("{DIALOGUE_NEW}?series={series}")
    } else {
        format!("{DIALOGUE_NEW}?series={series}&day={day}")
    }
}

/// Surveys that are open, and the field for a code (POST: no code stands in an address).
pub(crate) const SURVEYS: &str = "/survey";
/// The code of a letter or mail in an address: it is exchanged for a cookie at once, and no page has this address.
pub(crate) const SURVEY_LINK: &str = "/s/{code}";
/// One survey; a POST begins an open one.
pub(crate) const SURVEY: &str = "/survey/{survey}";
/// Its questions, one page at a time or all of them.
pub(crate) const SURVEY_ANSWER: &str = "/survey/{survey}/answer";
/// Everything that was answered, before it is sent.
pub(crate) const SURVEY_CHECK: &str = "/survey/{survey}/check";
/// Its pictures, the same in every language.
pub(crate) const SURVEY_PICTURES: &str = "/survey/{survey}/pictures";
/// Thanks.
pub(crate) const SURVEY_DONE: &str = "/survey/{survey}/done";
/// Forgets the pass on a shared device.
pub(crate) const SURVEY_LEAVE: &str = "/survey/{survey}/leave";

/// An address of one survey.
pub(crate) fn of_survey(at: &str, survey: &str) -> String {
    at.replace("{survey}", survey)
}

/// City monitors: what they do, the call, how they are chosen.
pub(crate) const MONITOR: &str = "/monitor";
/// The form of the open call; a POST brings it back with everything that was typed.
pub(crate) const MONITOR_NEW: &str = "/monitor/new";
/// What will be sent.
pub(crate) const MONITOR_CHECK: &str = "/monitor/check";
/// The receipt; `{candidate}` is the candidate's public key.
pub(crate) const MONITOR_DONE: &str = "/monitor/done/{candidate}";
/// The draws of the newest call.
pub(crate) const MONITOR_DRAW: &str = "/monitor/draw";

/// The receipt of one candidate.
pub(crate) fn monitor_done(key: &str) -> String {
    MONITOR_DONE.replace("{candidate}", key)
}

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

/// The published answers behind one of them.
pub(crate) fn answers_after(key: &str) -> String {
    format!("{ANSWERS}?after={key}")
}

/// What was said on one dialogue day.
pub(crate) fn dialogue_held(key: &str) -> String {
    DIALOGUE_HELD.replace("{held}", key)
}

/// One mail that was sent (development only).
pub(crate) fn dev_mail(id: &str) -> String {
    format!("{DEV_MAIL}/{id}")
}
