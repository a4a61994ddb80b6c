//! Did a person write this mail, a program, or the mail system itself?

use kocho_domain::mail_in::{Failure, Nature, Sign};
use mail_parser::{Message, MimeHeaders, PartType};

use super::{body, header::Headers};

/// More stations than any way through the world has.
const MOST_STATIONS: usize = 60;
/// Subjects of automatic answers, at their beginning.
const ANSWERS: [&str; 16] = [
    "自動返信",
    "自動応答",
    "自動送信",
    "自動配信",
    "不在通知",
    "不在応答",
    "不在のお知らせ",
    "休暇のお知らせ",
    "不在連絡",
    "out of office",
    "automatic reply",
    "auto reply",
    "auto-reply",
    "autoreply",
    "auto response",
    "away from my mail",
];
/// Subjects of the mail system.
const RETURNED: [&str; 20] = [
    "undelivered mail",
    "undeliverable",
    "delivery status notification",
    "delivery failure",
    "delivery has failed",
    "failure notice",
    "returned mail",
    "mail delivery failed",
    "mail delivery failure",
    "mail system error",
    "user unknown",
    "配信不能",
    "配信できません",
    "送信できません",
    "配送できません",
    "届けられません",
    "送信エラー",
    "エラーメール",
    "宛先不明",
    "メールを配信できません",
];
/// Words of a mail system that goes on trying.
const STILL_TRYING: [&str; 8] = [
    "delayed",
    "will be retried",
    "still being retried",
    "still trying",
    "not yet been delivered",
    "遅延",
    "再送を試み",
    "再送します",
];

/// What sort of mail it is.
pub(super) fn nature(message: &Message<'_>) -> Nature {
    let headers = Headers::of(message);
    if let Some(found) = report(message).or_else(|| returned(message, headers)) {
        return found;
    }
    automatic(headers).map_or(Nature::Letter, Nature::Automatic)
}

/// A report of the mail system in the standard's form (RFC 3464, RFC 8098).
fn report(message: &Message<'_>) -> Option<Nature> {
    let kind = message.content_type()?;
    let is_report = kind.ctype().eq_ignore_ascii_case("multipart")
        && kind.subtype().is_some_and(|s| s.eq_ignore_ascii_case("report"));
    if !is_report {
        return None;
    }
    let about = kind.attribute("report-type").unwrap_or_default().to_ascii_lowercase();
    if about.contains("disposition") {
        return Some(Nature::Automatic(Sign::ReadReceipt));
    }
    let status = message.parts.iter().find(|part| {
        part.content_type()
            .and_then(|kind| kind.subtype())
            .is_some_and(|s| s.to_ascii_lowercase().ends_with("delivery-status"))
    })?;
    let raw = message.raw_message.get(status.offset_body as usize..status.offset_end as usize).unwrap_or_default();
    let raw = super::transfer::decode(raw, status.content_transfer_encoding().unwrap_or_default());
    Some(delivery(&String::from_utf8_lossy(&raw).to_lowercase()))
}

/// What happened to a mail, as `message/delivery-status` says.
fn delivery(status: &str) -> Nature {
    let actions: Vec<&str> = status.lines().filter_map(|line| line.strip_prefix("action:")).map(str::trim).collect();
    if actions.iter().any(|action| action.starts_with("failed")) {
        return Nature::Bounce(Failure::Lasting);
    }
    if actions.iter().any(|action| action.starts_with("delayed")) {
        return Nature::Bounce(Failure::Passing);
    }
    let code = status.lines().filter_map(|line| line.strip_prefix("status:")).map(str::trim).next().unwrap_or_default();
    match code.as_bytes().first() {
        Some(b'5') => Nature::Bounce(Failure::Lasting),
        Some(b'4') => Nature::Bounce(Failure::Passing),
        // delivered, relayed, expanded: good news.
        _ => Nature::Automatic(Sign::EmptySender),
    }
}

/// A mail of the mail system in a form of its own.
fn returned(message: &Message<'_>, headers: Headers<'_>) -> Option<Nature> {
    let subject = headers.code("Subject");
    let named = RETURNED.iter().any(|words| subject.contains(words))
        || STILL_TRYING.iter().any(|words| subject.contains(words));
    if !(headers.get("X-Failed-Recipients").is_some() || (is_from_system(headers) && named)) {
        return None;
    }
    let text = format!("{subject}\n{}", body::text(message)).to_lowercase();
    let passing = STILL_TRYING.iter().any(|words| text.contains(words)) && !text.contains("permanent");
    Some(Nature::Bounce(if passing { Failure::Passing } else { Failure::Lasting }))
}

fn is_from_system(headers: Headers<'_>) -> bool {
    let from: String = headers.code("From").chars().filter(|c| *c != '_').collect();
    is_without_sender(headers)
        || ["mailer-daemon", "postmaster@", "mail-daemon", "mail delivery s"].iter().any(|name| from.contains(name))
}

/// `Return-Path: <>`
fn is_without_sender(headers: Headers<'_>) -> bool {
    headers.get("Return-Path").is_some_and(|path| path.replace(' ', "") == "<>")
}

fn automatic(headers: Headers<'_>) -> Option<Sign> {
    let any = |name: &str, codes: &[&str]| {
        let said = headers.code(name);
        codes.iter().any(|code| said.contains(code))
    };
    let auto = headers.code("Auto-Submitted");
    if !auto.is_empty() && !auto.starts_with("no") {
        return Some(Sign::AutoSubmitted);
    }
    let answers = any("X-Auto-Response-Suppress", &["all", "oof", "autoreply"])
        || ["X-Autoreply", "X-Autorespond", "X-Auto-Reply-From", "X-Mail-Autoreply"]
            .iter()
            .any(|name| !headers.code(name).is_empty());
    if answers {
        return Some(Sign::AutoResponse);
    }
    if any("X-Spam-Flag", &["yes"]) || headers.code("X-Spam-Status").starts_with("yes") {
        return Some(Sign::Spam);
    }
    if ["List-Id", "List-Unsubscribe", "Mailing-List", "X-ML-Name"].iter().any(|name| headers.get(name).is_some()) {
        return Some(Sign::List);
    }
    if any("Precedence", &["bulk", "list", "junk", "auto_reply", "auto-reply"]) {
        return Some(Sign::Precedence);
    }
    if is_from_system(headers) {
        return Some(Sign::EmptySender);
    }
    if headers.all("Received").len() > MOST_STATIONS {
        return Some(Sign::Own);
    }
    is_answer_of_a_program(&headers.code("Subject")).then_some(Sign::Subject)
}

fn is_answer_of_a_program(subject: &str) -> bool {
    let mut subject = subject.trim();
    while let Some(rest) =
        ["re:", "re：", "fw:", "【", "[", "(", "（", "＜", "<"].iter().find_map(|mark| subject.strip_prefix(mark))
    {
        subject = rest.trim_start();
    }
    ANSWERS.iter().any(|words| subject.starts_with(words))
}

/// Every word of a returned mail in which the Message-ID of ours may stand: its raw head and its texts.
pub(super) fn named(message: &Message<'_>) -> String {
    let mut told = String::from_utf8_lossy(&message.raw_message).into_owned();
    for part in &message.parts {
        if let Some(words) = body::words(message, part) {
            told.push('\n');
            told.push_str(&words);
        }
        if let PartType::Message(inner) = &part.body {
            told.push('\n');
            told.push_str(&String::from_utf8_lossy(&inner.raw_message));
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_of_programs_are_known_and_those_of_people_are_not() {
        for subject in ["自動返信: お問い合わせ", "re: 【自動応答】休暇中", "automatic reply: r8", "out of office"]
        {
            assert!(is_answer_of_a_program(subject), "{subject}");
        }
        for subject in ["re: 不在票について", "自動販売機が邪魔です", "休暇について", ""] {
            assert!(!is_answer_of_a_program(subject), "{subject}");
        }
    }

    #[test]
    fn a_report_says_what_happened() {
        assert_eq!(delivery("action: failed\nstatus: 4.4.7"), Nature::Bounce(Failure::Lasting));
        assert_eq!(delivery("action: delayed\nstatus: 4.4.1"), Nature::Bounce(Failure::Passing));
        assert_eq!(delivery("status: 5.1.1"), Nature::Bounce(Failure::Lasting));
        assert_eq!(delivery("action: delivered\nstatus: 2.0.0"), Nature::Automatic(Sign::EmptySender));
    }
}
