//! Which words does a mail say, and which files does it carry?

use mail_parser::{Message, MessagePart, MimeHeaders, PartType};

use super::{MailFile, charset, header::Headers, html, transfer};

/// A page of HTML that says this much more than the plain text beside it is the real letter.
const MORE: usize = 5;
/// A plain text this short may be nothing but a hint that there is a page.
const SHORT: usize = 60;
/// More bytes of text than anybody reads; the raw message has the rest.
const LONGEST: usize = 300_000;
/// A picture beside the text that is smaller than this is a decoration, in bytes.
const DECORATION: usize = 4096;

/// The text of a message, LF at the ends of lines, without control characters.
pub(super) fn text(message: &Message<'_>) -> String {
    let plain = join(message, &message.text_body);
    let page = join(message, &message.html_body);
    let (short, long) = (plain.trim().chars().count(), page.trim().chars().count());
    let chosen = if short < SHORT && long > short * MORE { page } else { plain };
    let mut text = [chosen, forwarded(message)].join("\n");
    text.truncate(text.floor_char_boundary(LONGEST));
    clean(&text)
}

fn join(message: &Message<'_>, parts: &[u32]) -> String {
    let texts = parts.iter().filter_map(|id| message.parts.get(*id as usize)).filter_map(|part| words(message, part));
    texts.filter(|text| !text.trim().is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// A text part in words.
pub(super) fn words(message: &Message<'_>, part: &MessagePart<'_>) -> Option<String> {
    let is_page = match &part.body {
        PartType::Text(_) => false,
        PartType::Html(_) => true,
        _ => return None,
    };
    let kind = part.content_type();
    let attribute = |name: &str| kind.and_then(|kind| kind.attribute(name)).unwrap_or_default();
    let text = charset::decode(&bytes(message, part), kind.and_then(|kind| kind.attribute("charset")));
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    if is_page {
        return Some(html::text(&text));
    }
    let flowed = attribute("format").eq_ignore_ascii_case("flowed");
    Some(if flowed { unflowed(&text, attribute("delsp").eq_ignore_ascii_case("yes")) } else { text })
}

fn bytes(message: &Message<'_>, part: &MessagePart<'_>) -> Vec<u8> {
    let raw = message.raw_message.get(part.offset_body as usize..part.offset_end as usize).unwrap_or_default();
    transfer::decode(raw, part.content_transfer_encoding().unwrap_or_default())
}

/// Mails that were sent on as files: who hands them in wants them read.
fn forwarded(message: &Message<'_>) -> String {
    let inner = message
        .parts
        .iter()
        .filter_map(|part| if let PartType::Message(inner) = &part.body { Some(inner) } else { None });
    let told = inner.map(|inner| {
        let subject = Headers::of(inner).get("Subject").unwrap_or_default();
        format!("\n---------- Forwarded message ----------\n{subject}\n\n{}", join(inner, &inner.text_body))
    });
    told.collect::<Vec<_>>().join("\n")
}

/// Lines that a mail program broke (RFC 3676) are put together again.
fn unflowed(text: &str, delete_space: bool) -> String {
    let mut lines: Vec<(usize, String)> = Vec::new();
    let mut goes_on = false;
    for line in text.split('\n') {
        let depth = line.bytes().take_while(|b| *b == b'>').count();
        let words = &line[depth..];
        let words = words.strip_prefix(' ').unwrap_or(words);
        match lines.last_mut() {
            Some((above, sentence)) if goes_on && *above == depth => sentence.push_str(words),
            _ => lines.push((depth, words.to_owned())),
        }
        goes_on = words.ends_with(' ') && words != "-- ";
        if let Some((_, sentence)) = lines.last_mut().filter(|_| goes_on && delete_space) {
            sentence.pop();
        }
    }
    let marked = lines.into_iter().map(
        |(depth, words)| {
            if depth == 0 { words } else { format!("{} {words}", ">".repeat(depth)) }
        },
    );
    marked.collect::<Vec<_>>().join("\n")
}

/// Without control characters and without empty lines at its ends.
pub(super) fn clean(text: &str) -> String {
    let shown = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
    let text: String = text.chars().filter(shown).filter(|c| *c != '\u{FEFF}').collect();
    text.trim_matches(['\n', ' ', '\t']).to_owned()
}

/// The files of a message; decorations beside the text are none.
pub(super) fn files(message: &Message<'_>) -> Vec<MailFile> {
    let parts = message.attachments.iter().filter_map(|id| message.parts.get(*id as usize));
    let file = |(n, part): (usize, &MessagePart<'_>)| {
        let bytes = match &part.body {
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) => bytes.to_vec(),
            PartType::Text(_) | PartType::Html(_) => bytes(message, part),
            PartType::Message(_) | PartType::Multipart(_) => return None,
        };
        if part.content_id().is_some() && bytes.len() < DECORATION {
            return None;
        }
        let name = part.attachment_name().map(|name| super::header::words(name.as_bytes()));
        Some(MailFile { name: name.unwrap_or_else(|| format!("file{}", n + 1)), bytes })
    };
    parts.enumerate().filter_map(file).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_lines_are_put_together_again() {
        assert_eq!(
            unflowed("一行目は \n続きます。\n> 引用も \n> 続く\n-- \n名前", true),
            "一行目は続きます。\n> 引用も続く\n-- \n名前"
        );
        assert_eq!(unflowed("a \nb\n From here", false), "a b\nFrom here");
    }
}
