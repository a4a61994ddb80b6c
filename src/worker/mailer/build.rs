//! The message as it travels: headers, addresses, and the evidence that is kept of it.

use std::time::SystemTime;

use lettre::{
    Address, Message,
    message::{
        Attachment, Mailbox, MultiPart, SinglePart,
        header::{ContentType, HeaderName, HeaderValue, MIME_VERSION_1_0},
    },
};

use kocho_domain::participant::Code;

use super::{Letter, SendError};

/// Puts a letter into a message.
///
/// # Errors
/// [`SendError::Never`] when the recipient is not an address.
pub(super) fn message(letter: &Letter, from: &Mailbox) -> Result<Message, SendError> {
    // The address itself stays out of the error: errors are logged.
    let to = address(letter.recipient.reveal()).ok_or_else(|| SendError::Never("not a mail address".into()))?;
    let builder = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(letter.subject.as_str())
        .date(SystemTime::from(letter.at))
        .message_id(Some(message_id(letter, from)));
    let builder = match letter.reply_to.as_ref().and_then(|to| address(to.reveal())) {
        Some(to) => builder.reply_to(Mailbox::new(None, to)),
        None => builder,
    };
    let builder = if letter.automatic { builder.raw_header(auto_submitted()) } else { builder };
    let built = if letter.enclosures.is_empty() {
        // Without these two the text would travel without a declared character set.
        builder.header(MIME_VERSION_1_0).header(ContentType::TEXT_PLAIN).body(letter.body.clone())
    } else {
        builder.multipart(with_enclosures(letter)?)
    };
    built.map_err(|e| SendError::Later(e.to_string()))
}

/// The text, then the files.
fn with_enclosures(letter: &Letter) -> Result<MultiPart, SendError> {
    let mut parts = MultiPart::mixed().singlepart(SinglePart::plain(letter.body.clone()));
    for file in &letter.enclosures {
        let kind = ContentType::parse(&file.media_type).map_err(|e| SendError::Never(e.to_string()))?;
        parts = parts.singlepart(Attachment::new(file.name.clone()).body(file.bytes.clone(), kind));
    }
    Ok(parts)
}

pub(super) fn message_id(letter: &Letter, from: &Mailbox) -> String {
    format!("<{}@{}>", letter.message_key, from.email.domain())
}

/// RFC 3834: holiday notices and the like must not answer.
fn auto_submitted() -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned())
}

/// An address as people give it. Old addresses of Japanese mobile carriers have dots where RFC 5321 forbids them
/// (`a..b@`, `a.@`); in quotes they are lawful, and the carriers take them.
pub(super) fn address(typed: &str) -> Option<Address> {
    let typed = typed.trim();
    typed.parse().ok().or_else(|| {
        let (user, domain) = typed.rsplit_once('@')?;
        let plain = |c: char| c.is_ascii_alphanumeric() || "._-+".contains(c);
        (!user.is_empty() && user.chars().all(plain)).then(|| format!("\"{user}\"@{domain}").parse().ok())?
    })
}

/// What is kept of a mail: its headers in words, its text, and the server's answer. Anything of a secret's shape is
/// blanked, although no template writes one.
pub(super) fn evidence(letter: &Letter, from: &Mailbox, answer: &str) -> String {
    let Letter { recipient, subject, body, at, .. } = letter;
    let (to, date, id) = (recipient.reveal(), at.to_rfc2822(), message_id(letter, from));
    let answer = answer.trim();
    let enclosed: String = letter
        .enclosures
        .iter()
        .map(|file| format!("Enclosed: {} ({} bytes)\n", file.name, file.bytes.len()))
        .collect();
    blank_codes(&blank_secrets(&format!(
        "Answer: {answer}\nFrom: {from}\nTo: {to}\nSubject: {subject}\nDate: {date}\nMessage-ID: {id}\n{enclosed}\n{body}"
    )))
}

/// Blanks codes of surveys, in groups or in an address: a mail that was sent must not join a person to an answer.
fn blank_codes(text: &str) -> String {
    let is_sign = |sign: char| sign.is_ascii_alphanumeric() || sign == '-';
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(is_sign) {
        let (before, from) = rest.split_at(at);
        let (word, after) = from.split_at(from.find(|sign| !is_sign(sign)).unwrap_or(from.len()));
        let is_code = !word.contains(|sign: char| sign.is_ascii_lowercase()) && Code::parse(word).is_ok();
        written.push_str(before);
        written.push_str(if is_code { "●●●●●-●●●●●-●●●●●" } else { word });
        rest = after;
    }
    written.push_str(rest);
    written
}

/// Blanks what looks like a receipt's secret: four groups of four digits joined by hyphens or spaces, or sixteen digits.
fn blank_secrets(text: &str) -> String {
    let signs: Vec<char> = text.chars().collect();
    let mut written = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(sign) = signs.get(at) {
        match secret_at(&signs, at) {
            Some(end) => {
                written.push_str("●●●●-●●●●-●●●●-●●●●");
                at = end;
            }
            None => {
                written.push(*sign);
                at += 1;
            }
        }
    }
    written
}

/// Where the secret that begins here ends. Longer runs of digits are something else.
fn secret_at(signs: &[char], from: usize) -> Option<usize> {
    let digit = |at: usize| signs.get(at).is_some_and(char::is_ascii_digit);
    if from > 0 && digit(from - 1) {
        return None;
    }
    let mut at = from;
    for group in 0..4 {
        if group > 0 && signs.get(at).is_some_and(|c| matches!(c, '-' | ' ')) {
            at += 1;
        }
        if !(at..at + 4).all(digit) {
            return None;
        }
        at += 4;
    }
    (!digit(at)).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_never_stays_in_the_evidence_and_other_numbers_do() {
        assert_eq!(blank_secrets("番号 1234-5678-9012-3456 です"), "番号 ●●●●-●●●●-●●●●-●●●● です");
        assert_eq!(blank_secrets("1234567890123456。"), "●●●●-●●●●-●●●●-●●●●。");
        for other in ["電話 0299-00-0000", "R8-000123-K", "12345678901234567", "1234-5678-9012-345"] {
            assert_eq!(blank_secrets(other), other);
        }
    }

    #[test]
    fn a_code_never_stays_in_the_evidence_and_other_words_do() {
        let code = Code::of_seed(&[7; 32], &[1; 16]);
        let sent = format!("番号 {code}\nhttps://koe.example.jp/en/s/{}\nR8-000123-K 0299-00-0000", code.plain());
        let kept = blank_codes(&sent);
        assert!(!kept.contains(&code.to_string()) && !kept.contains(&code.plain()), "{kept}");
        assert!(kept.ends_with("/en/s/●●●●●-●●●●●-●●●●●\nR8-000123-K 0299-00-0000"), "{kept}");
        let other = "Message-ID: <0f1e2d3c@example.jp> 平日8:30〜17:15";
        assert_eq!(blank_codes(other), other);
    }

    #[test]
    fn old_addresses_of_mobile_carriers_are_taken_and_nonsense_is_not() {
        assert_eq!(address(" hanako@example.jp ").unwrap().to_string(), "hanako@example.jp");
        assert_eq!(address("a..b.@mobile.example.jp").unwrap().to_string(), "\"a..b.\"@mobile.example.jp");
        for wrong in ["hanako", "@example.jp", "a\"b@example.jp", "a b@example.jp", "x@"] {
            assert!(address(wrong).is_none(), "{wrong}");
        }
    }
}
