//! Is this mail of a size and shape that may be read at all? Looked at before anything is taken apart.

use kocho_domain::mail_in::Unread;

/// The longest head of a mail, in bytes.
const HEAD: usize = 256 * 1024;
/// Lines that may begin a part.
const PART_LINES: usize = 4000;
/// Mails inside mails.
const MAILS: usize = 20;
/// Groups of parts.
const GROUPS: usize = 60;
/// Parts that a person sends at most.
pub(super) const PARTS: usize = 300;

/// Refuses what no person sends.
pub(super) fn look(raw: &[u8]) -> Result<(), Unread> {
    if raw.iter().all(u8::is_ascii_whitespace) {
        return Err(Unread::Broken);
    }
    if head_length(raw) > HEAD {
        return Err(Unread::HeaderLarge);
    }
    let counts = [("\n--", PART_LINES), ("message/", MAILS), ("multipart/", GROUPS)];
    match counts.iter().any(|(words, most)| more_than(raw, words.as_bytes(), *most)) {
        true => Err(Unread::TooManyParts),
        false => Ok(()),
    }
}

fn head_length(raw: &[u8]) -> usize {
    let two = raw.windows(2).take(HEAD + 1).position(|w| w == b"\n\n");
    let four = raw.windows(4).take(HEAD + 1).position(|w| w == b"\r\n\r\n");
    [two, four].into_iter().flatten().min().unwrap_or(raw.len())
}

/// True when the words stand in the bytes more often, whatever their case.
fn more_than(raw: &[u8], words: &[u8], most: usize) -> bool {
    let first = words.first().copied().unwrap_or_default();
    let here = |at: &usize| raw.get(*at..at + words.len()).is_some_and(|found| found.eq_ignore_ascii_case(words));
    (0..raw.len()).filter(|at| raw[*at].eq_ignore_ascii_case(&first)).filter(here).nth(most).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_person_sends_is_refused_before_it_is_taken_apart() {
        assert_eq!(look(b"Subject: x\r\n\r\ntext"), Ok(()));
        assert_eq!(look(b" \r\n"), Err(Unread::Broken));
        assert_eq!(look(&[b"X: ".as_slice(), &vec![b'a'; HEAD + 10]].concat()), Err(Unread::HeaderLarge));
        assert_eq!(look(&b"Content-Type: Message/rfc822\n\n".repeat(100)), Err(Unread::TooManyParts));
        assert_eq!(look(&b"x\n\n--b\n".repeat(5000)), Err(Unread::TooManyParts));
    }
}
