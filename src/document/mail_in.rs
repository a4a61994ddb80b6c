//! From the bytes of a mail to what a person would read: who, about what, which words, which files; and what sort of mail
//! it is. No mailbox, no database.

mod body;
mod charset;
mod guard;
mod header;
mod html;
mod nature;
mod transfer;

use kocho_domain::mail_in::{Nature, Unread, keys_in, may_be_answered};
use mail_parser::{Message, MessageParser};

use self::header::Headers;

/// A mail as it can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// What sort it is.
    pub nature: Nature,
    /// Its `Message-ID` without brackets; empty when it has none.
    pub message_id: String,
    /// Who wrote it; `None` when that cannot be read.
    pub sender: Option<Sender>,
    /// To whom it is addressed, in small letters.
    pub recipients: Vec<String>,
    /// 件名, in one line.
    pub subject: String,
    /// The text, lines ending in LF; repeated mails are still in it.
    pub text: String,
    /// Files that it carries.
    pub files: Vec<MailFile>,
    /// Keys of mails of ours that it answers.
    pub answers: Vec<String>,
    /// Keys of mails of ours that it returns; for bounces only.
    pub returns: Vec<String>,
}

impl Mail {
    /// A mail of which nothing is known.
    pub fn unknown() -> Self {
        let (message_id, subject, text) = Default::default();
        let (recipients, answers, returns, files) = Default::default();
        let (nature, sender) = (Nature::Letter, None);
        Mail { nature, message_id, sender, recipients, subject, text, files, answers, returns }
    }

    /// The same without its files.
    pub fn without_files(&self) -> Self {
        Mail { sender: self.sender.clone(), subject: self.subject.clone(), text: self.text.clone(), ..Mail::unknown() }
    }
}

/// The beginning of bytes that cannot be taken apart, as text.
pub fn rough(raw: &[u8], characters: usize) -> String {
    let text = body::clean(&charset::decode(&raw[..raw.len().min(characters * 4)], None));
    text.chars().take(characters).collect()
}

/// Who wrote a mail.
#[derive(Clone, PartialEq, Eq)]
pub struct Sender {
    /// The name beside the address; empty when there is none.
    pub name: String,
    /// The address as written.
    pub address: String,
}

impl std::fmt::Debug for Sender {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sender(●●●)")
    }
}

/// A file of a mail, as it came.
#[derive(Clone, PartialEq, Eq)]
pub struct MailFile {
    /// Its name as given.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for MailFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({} bytes)", self.name, self.bytes.len())
    }
}

/// Reads a mail.
///
/// # Errors
/// [`Unread`]: why a person has to look at it.
pub fn read(raw: &[u8]) -> Result<Mail, Unread> {
    guard::look(raw)?;
    let message = MessageParser::default().parse(raw).ok_or(Unread::Broken)?;
    if message.parts.len() > guard::PARTS {
        return Err(Unread::TooManyParts);
    }
    let headers = Headers::of(&message);
    let nature = nature::nature(&message);
    let (subject, text) = (headers.get("Subject").unwrap_or_default(), body::text(&message));
    let sender = sender(&message, headers);
    let is_mail =
        sender.is_some() || !subject.is_empty() || headers.get("Received").is_some() || headers.get("Date").is_some();
    if !is_mail {
        return Err(Unread::Broken);
    }
    let answered = format!(
        "{} {}",
        headers.plain("In-Reply-To").unwrap_or_default(),
        headers.plain("References").unwrap_or_default()
    );
    Ok(Mail {
        message_id: message_id(headers),
        sender,
        recipients: recipients(headers),
        subject,
        text,
        files: body::files(&message),
        answers: keys_in(&answered),
        returns: if matches!(nature, Nature::Bounce(_)) { keys_in(&nature::named(&message)) } else { Vec::new() },
        nature,
    })
}

fn message_id(headers: Headers<'_>) -> String {
    let id = headers.plain("Message-ID").unwrap_or_default();
    id.trim_matches(['<', '>', ' ']).chars().take(250).collect()
}

/// `From`; where nobody reads that address, `Reply-To`.
fn sender(message: &Message<'_>, headers: Headers<'_>) -> Option<Sender> {
    let of = |address: Option<&mail_parser::Address<'_>>, line: &str| {
        let first = address?.first()?;
        let address = first.address.as_deref()?.trim();
        let address = header::calm(address);
        if !address.contains('@') || address.contains(' ') {
            return None;
        }
        let written = headers.get(line).unwrap_or_default();
        let name = written.rsplit_once('<').map_or_else(
            || first.name.as_deref().map(header::calm).unwrap_or_default(),
            |(name, _)| name.trim().trim_matches(['"', '\'']).trim().to_owned(),
        );
        Some(Sender { name: if name == address { String::new() } else { name }, address })
    };
    let from = of(message.from(), "From").or_else(|| of(message.sender(), "Sender"));
    if from.as_ref().is_some_and(|from| may_be_answered(&from.address)) {
        return from;
    }
    of(message.reply_to(), "Reply-To").filter(|sender| may_be_answered(&sender.address)).or(from)
}

fn recipients(headers: Headers<'_>) -> Vec<String> {
    const LINES: [&str; 6] = ["Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc", "X-Forwarded-To"];
    let written: Vec<String> = LINES.iter().flat_map(|line| headers.all(line)).collect();
    let parts = written.iter().flat_map(|line| line.split([' ', ',', ';', '<', '>', '"', '(', ')', '\t']));
    let mut found: Vec<String> = Vec::new();
    for address in parts.filter(|part| part.contains('@')).map(str::to_ascii_lowercase).take(200) {
        if !found.contains(&address) {
            found.push(address);
        }
    }
    found
}
