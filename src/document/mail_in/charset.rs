//! In which characters is this written, whatever it says of itself?
//!
//! Mail programs leave the character set out, name another one, or cut texts in the middle of a character. What is
//! declared is believed while it gives readable text; else the reading with the fewest damages is taken.

use std::borrow::Cow;

use encoding_rs::{EUC_JP, Encoding, ISO_2022_JP, SHIFT_JIS, UTF_8, WINDOWS_1252};

const ESCAPE: u8 = 0x1B;
/// Names that some mail programs use and the standard's list does not have.
const NAMES: [(&str, &Encoding); 14] = [
    ("cp932", SHIFT_JIS),
    ("sjis-win", SHIFT_JIS),
    ("x-ms-cp932", SHIFT_JIS),
    ("cp50220", ISO_2022_JP),
    ("cp50221", ISO_2022_JP),
    ("cp50222", ISO_2022_JP),
    ("iso-2022-jp-ms", ISO_2022_JP),
    ("iso-2022-jp-1", ISO_2022_JP),
    ("iso-2022-jp-2", ISO_2022_JP),
    ("iso-2022-jp-3", ISO_2022_JP),
    ("iso-2022-jp-2004", ISO_2022_JP),
    ("eucjp", EUC_JP),
    ("eucjp-ms", EUC_JP),
    ("eucjp-win", EUC_JP),
];

/// Bytes as text. Never fails: what cannot be read becomes U+FFFD.
pub(super) fn decode(bytes: &[u8], declared: Option<&str>) -> String {
    if has_escapes(bytes) {
        return read(ISO_2022_JP, bytes).0;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.trim_start_matches('\u{FEFF}').to_owned();
    }
    let declared = declared.and_then(named);
    if let Some(encoding) = declared.filter(|encoding| *encoding != WINDOWS_1252 && *encoding != UTF_8) {
        let (text, damaged) = read(encoding, bytes);
        if !damaged {
            return text;
        }
    }
    let tried = [declared, Some(UTF_8), Some(SHIFT_JIS), Some(EUC_JP)];
    let readings = tried.into_iter().flatten().map(|encoding| read(encoding, bytes).0);
    readings.min_by_key(|text| damage(text)).unwrap_or_default()
}

fn named(name: &str) -> Option<&'static Encoding> {
    let name = name.trim().trim_matches(['"', '\'']).to_ascii_lowercase();
    let own = NAMES.iter().find(|(known, _)| *known == name).map(|(_, encoding)| *encoding);
    own.or_else(|| Encoding::for_label(name.as_bytes()))
}

/// ISO-2022-JP is known by its escapes, under any name.
fn has_escapes(bytes: &[u8]) -> bool {
    bytes.windows(3).any(|w| w[0] == ESCAPE && matches!((w[1], w[2]), (b'$', b'@' | b'B' | b'(') | (b'(', b'J' | b'I')))
}

fn read(encoding: &'static Encoding, bytes: &[u8]) -> (String, bool) {
    let bytes = if encoding == ISO_2022_JP { without_idle_escapes(bytes) } else { Cow::Borrowed(bytes) };
    let (text, damaged) = encoding.decode_without_bom_handling(&bytes);
    (text.into_owned(), damaged)
}

/// An escape directly behind another makes the first one idle; the decoder takes that for an attack, mail programs do it
/// at every fold.
fn without_idle_escapes(bytes: &[u8]) -> Cow<'_, [u8]> {
    let idle = |at: usize| bytes[at] == ESCAPE && bytes.get(at + 3) == Some(&ESCAPE);
    if !(0..bytes.len()).any(idle) {
        return Cow::Borrowed(bytes);
    }
    let mut kept = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        if idle(at) {
            at += 3;
        } else {
            kept.push(bytes[at]);
            at += 1;
        }
    }
    Cow::Owned(kept)
}

/// How unlike Japanese text a reading is. Another set's bytes read as Japanese give half-width kana and damages.
fn damage(text: &str) -> i64 {
    text.chars()
        .map(|c| match c {
            '\u{FFFD}' => 8,
            '\u{80}'..='\u{9F}' | '\u{E000}'..='\u{F8FF}' => 6,
            '\u{FF61}'..='\u{FF9F}' => 2,
            'Ā'..='ʯ' | '\u{A0}'..='ÿ' => 2,
            'ぁ'..='ん' | 'ァ'..='ヶ' | '、' | '。' => -1,
            _ => 0,
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "市役所前の道路に穴が開いています。\n①㈱と〜－の字もあります。";

    fn bytes(encoding: &'static Encoding) -> Vec<u8> {
        encoding.encode(TEXT).0.into_owned()
    }

    #[test]
    fn japanese_is_read_under_its_own_name_under_none_and_under_a_wrong_one() {
        for encoding in [SHIFT_JIS, EUC_JP, ISO_2022_JP, UTF_8] {
            let expected = encoding.decode_without_bom_handling(&bytes(encoding)).0.into_owned();
            assert!(expected.starts_with("市役所前の道路"));
            for name in
                [Some(encoding.name()), None, Some("us-ascii"), Some("iso-8859-1"), Some("utf-8"), Some("x-unknown")]
            {
                assert_eq!(decode(&bytes(encoding), name), expected, "{} as {name:?}", encoding.name());
            }
        }
    }

    #[test]
    fn a_text_cut_inside_a_character_is_read_up_to_there() {
        for encoding in [SHIFT_JIS, EUC_JP, UTF_8] {
            let all = bytes(encoding);
            let text = decode(&all[..21], None);
            assert!(text.starts_with("市役所前の"), "{}: {text}", encoding.name());
        }
    }

    #[test]
    fn escapes_one_behind_the_other_do_no_harm() {
        let twice = b"\x1b$B;T\x1b(B\x1b$BLr\x1b(B";
        assert_eq!(decode(twice, Some("ISO-2022-JP")), "市役");
        assert_eq!(decode(b"\x1b(I1\x1b(B", None), "ｱ");
    }

    #[test]
    fn latin_letters_under_their_own_name_stay() {
        assert_eq!(decode(b"caf\xe9 au lait", Some("iso-8859-1")), "café au lait");
    }
}
