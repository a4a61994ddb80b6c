//! What does a header line say? Encoded words (RFC 2047) as mail programs really write them: cut inside a character,
//! quoted, or not encoded at all.

use mail_parser::Message;

use super::{charset, transfer};

/// The headers of a message.
#[derive(Clone, Copy)]
pub(super) struct Headers<'a> {
    message: &'a Message<'a>,
}

impl<'a> Headers<'a> {
    pub(super) fn of(message: &'a Message<'a>) -> Self {
        Headers { message }
    }

    /// Every line of this name, as bytes.
    fn raw(self, name: &str) -> impl Iterator<Item = &'a [u8]> {
        let message = self.message;
        let lines = message.parts.first().map(|part| part.headers.as_slice()).unwrap_or_default();
        let name = name.to_owned();
        lines
            .iter()
            .filter(move |line| line.name.as_str().eq_ignore_ascii_case(&name))
            .filter_map(|line| message.raw_message.get(line.offset_start as usize..line.offset_end as usize))
    }

    /// The first line of this name, in words; without control characters.
    pub(super) fn get(self, name: &str) -> Option<String> {
        self.raw(name).next().map(words)
    }

    /// Every line of this name, in words.
    pub(super) fn all(self, name: &str) -> Vec<String> {
        self.raw(name).map(words).collect()
    }

    /// The first line of this name in small letters, for codes; empty when there is none.
    pub(super) fn code(self, name: &str) -> String {
        self.get(name).unwrap_or_default().to_lowercase()
    }

    /// The first line of this name, encoded words as they stand.
    pub(super) fn plain(self, name: &str) -> Option<String> {
        self.raw(name).next().map(|raw| calm(&charset::decode(&unfolded(raw), None)))
    }
}

/// A header's bytes in words.
pub(super) fn words(raw: &[u8]) -> String {
    let raw = unfolded(raw);
    let mut text = String::new();
    let mut rest = raw.as_slice();
    while let Some((before, run, after)) = next_run(rest) {
        text.push_str(&charset::decode(before, None));
        text.push_str(&run);
        rest = after;
    }
    text.push_str(&charset::decode(rest, None));
    calm(&text)
}

fn unfolded(raw: &[u8]) -> Vec<u8> {
    raw.iter().copied().filter(|b| !matches!(b, b'\r' | b'\n')).collect()
}

/// One line without control characters and without blanks at its ends.
pub(super) fn calm(text: &str) -> String {
    let text: String =
        text.chars().map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c }).collect();
    text.trim().to_owned()
}

/// Text before the next run of encoded words, the run in words, and what is behind it. Words of one character set are put
/// together before they are read, because a character may be cut between them.
fn next_run(bytes: &[u8]) -> Option<(&[u8], String, &[u8])> {
    let (start, mut word) = (0..bytes.len()).find_map(|at| Some((at, Word::at(bytes, at)?)))?;
    let mut text = String::new();
    let (mut charset, mut held) = (word.charset.clone(), std::mem::take(&mut word.bytes));
    let mut end = word.end;
    loop {
        let blank = bytes[end..].iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        let Some(next) = Word::at(bytes, end + blank) else { break };
        if !next.charset.eq_ignore_ascii_case(&charset) {
            text.push_str(&charset::decode(&held, Some(&charset)));
            held.clear();
            charset = next.charset;
        }
        held.extend(next.bytes);
        end = next.end;
    }
    text.push_str(&charset::decode(&held, Some(&charset)));
    Some((&bytes[..start], text, &bytes[end..]))
}

/// `=?charset?B?text?=`
struct Word {
    charset: String,
    bytes: Vec<u8>,
    end: usize,
}

impl Word {
    fn at(bytes: &[u8], at: usize) -> Option<Word> {
        let inner = bytes.get(at..)?.strip_prefix(b"=?")?;
        let charset_end = inner.iter().take(60).position(|b| *b == b'?')?;
        let charset = std::str::from_utf8(&inner[..charset_end]).ok()?;
        let kind = *inner.get(charset_end + 1)?;
        if inner.get(charset_end + 2) != Some(&b'?') {
            return None;
        }
        let text = &inner[charset_end + 3..];
        let length = text.windows(2).position(|pair| pair == b"?=")?;
        let text_bytes = match kind {
            b'B' | b'b' => transfer::base64(&text[..length]),
            b'Q' | b'q' => quoted(&text[..length]),
            _ => return None,
        };
        // The language behind a star (RFC 2231) says nothing about characters.
        let charset = charset.split('*').next().unwrap_or_default().to_owned();
        Some(Word { charset, bytes: text_bytes, end: at + 2 + charset_end + 3 + length + 2 })
    }
}

fn quoted(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        match (text[at], transfer::hex(text, at + 1)) {
            (b'=', Some(byte)) => {
                bytes.push(byte);
                at += 2;
            }
            (b'_', _) => bytes.push(b' '),
            (byte, _) => bytes.push(byte),
        }
        at += 1;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn encoded_words_are_read_as_mail_programs_write_them() {
        for (raw, text) in [
            (b"=?UTF-8?B?5biC5b255omA?= ok".as_slice(), "市役所 ok"),
            (b"=?utf-8?Q?=E5=B8=82_hall?=", "市 hall"),
            // Cut inside a character, folded.
            (b"=?UTF-8?B?5biC5Q==?=\r\n =?UTF-8?B?vbnmiYA=?=", "市役所"),
            (b"=?ISO-2022-JP?B?GyRCO1RMcj1qGyhC?=", "市役所"),
            (b"\"=?ISO-2022-JP?B?GyRCO1QbKEI=?=\" x", "\"市\" x"),
            (b"\x1b$B;TLr=j\x1b(B", "市役所"),
            (b"\x8e\x73\x96\xf0\x8f\x8a\x82\xcc\x82\xb1\x82\xc6", "市役所のこと"),
            ("市役所".as_bytes(), "市役所"),
            (b"=?UTF-8?Q?A=0D=0ABcc:_x@example.jp?=", "A  Bcc: x@example.jp"),
            (b"=?broken", "=?broken"),
            (b"=?UTF-8*ja?B?5biC?=", "市"),
        ] {
            assert_eq!(words(raw), text);
        }
    }
}
