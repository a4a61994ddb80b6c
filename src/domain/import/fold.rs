//! Which writings of a word in a table are the same? Folding for comparing words and reading dates; never a form to store.

/// Half-width kana from U+FF61 on, in order.
const KANA: &str = "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜";
/// Signs that stand for a hyphen.
const DASHES: [char; 9] = ['‐', '‑', '‒', '–', '—', '―', '−', '─', 'ｰ'];

/// Full-width letters, digits and signs as ASCII, half-width kana as full-width, era signs as words, dashes as `-`.
#[must_use]
pub fn narrow(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '\u{3000}' | '\u{A0}' => out.push(' '),
            '\u{32FF}' => out.push_str("令和"),
            '\u{337B}' => out.push_str("平成"),
            '\u{337C}' => out.push_str("昭和"),
            '\u{337D}' => out.push_str("大正"),
            '\u{337E}' => out.push_str("明治"),
            dash if DASHES.contains(&dash) && !(dash == 'ｰ' && ends_in_kana(&out)) => out.push('-'),
            '\u{FF01}'..='\u{FF5E}' => out.extend(char::from_u32(u32::from(sign) - 0xFEE0)),
            'ﾞ' | 'ﾟ' => voiced(&mut out, sign),
            '\u{FF61}'..='\u{FF9F}' => out.extend(KANA.chars().nth((u32::from(sign) - 0xFF61) as usize)),
            other => out.push(other),
        }
    }
    out
}

fn ends_in_kana(text: &str) -> bool {
    text.ends_with(|c| matches!(c, 'ァ'..='ヺ' | 'ぁ'..='ん' | 'ー'))
}

/// ｶﾞ is ガ; a mark that fits nothing stays a sign of its own.
fn voiced(out: &mut String, mark: char) {
    let step = u32::from(mark == 'ﾟ') + 1;
    let fits = |c: char| {
        matches!(c, 'ハ' | 'ヒ' | 'フ' | 'ヘ' | 'ホ') || (step == 1 && "カキクケコサシスセソタチツテト".contains(c))
    };
    match out.pop() {
        Some('ウ') if step == 1 => out.push('ヴ'),
        Some(last) if fits(last) => out.extend(char::from_u32(u32::from(last) + step)),
        last => {
            out.extend(last);
            out.push(if step == 1 { '゛' } else { '゜' });
        }
    }
}

/// What two writings of one word share: width, case, kana, spaces and brackets do not count.
#[must_use]
pub fn key(text: &str) -> String {
    let ignored = |c: &char| {
        c.is_whitespace()
            || "()[]「」『』【】〔〕<>《》※*:：。、,".contains(*c)
            || matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' | '\u{FEFF}' | '\u{200B}')
    };
    narrow(text).chars().filter(|c| !ignored(c)).flat_map(char::to_lowercase).map(katakana).collect()
}

fn katakana(c: char) -> char {
    match c {
        'ぁ'..='ゖ' => char::from_u32(u32::from(c) + 0x60).unwrap_or(c),
        other => other,
    }
}

/// The number that kanji digits say, up to 9999: 八, 二十三, 二〇二六; 元 is 1.
#[must_use]
pub fn kanji_number(text: &str) -> Option<u32> {
    const DIGITS: &str = "〇一二三四五六七八九";
    let digit = |c: char| DIGITS.chars().position(|d| d == c).and_then(|n| u32::try_from(n).ok());
    if text.is_empty() || text.chars().count() > 8 {
        return None;
    }
    if text == "元" {
        return Some(1);
    }
    if text.chars().all(|c| digit(c).is_some()) {
        return text.chars().filter_map(digit).try_fold(0_u32, |sum, n| sum.checked_mul(10)?.checked_add(n));
    }
    let (mut sum, mut last) = (0, None);
    for c in text.chars() {
        match (c, digit(c)) {
            (_, Some(n)) if last.is_none() => last = Some(n),
            ('十', None) => sum += last.take().unwrap_or(1) * 10,
            ('百', None) => sum += last.take().unwrap_or(1) * 100,
            _ => return None,
        }
    }
    Some(sum + last.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::{kanji_number, key, narrow};

    #[test]
    fn width_kana_and_era_signs_are_one() {
        assert_eq!(narrow("Ｒ８．５．１２"), "R8.5.12");
        assert_eq!(narrow("㋿８年　５月"), "令和8年 5月");
        assert_eq!(narrow("ﾐﾎﾝ ｲﾁﾛｳ ﾊﾟｰﾏ ｶﾞｽ ﾞ"), "ミホン イチロウ パーマ ガス ゛");
        assert_eq!(narrow("2026－5−12‐"), "2026-5-12-");
    }

    #[test]
    fn words_are_compared_without_width_case_kana_spaces_and_brackets() {
        for same in ["とくめい", "トクメイ", "ﾄｸﾒｲ", "（とく めい）", "「トクメイ」"] {
            assert_eq!(key(same), "トクメイ", "{same}");
        }
        assert_eq!(key(" 市政提案箱 "), key("市政提案箱"));
        assert_ne!(key("はがき"), key("葉書"));
    }

    #[test]
    fn kanji_say_numbers() {
        let table = [
            ("八", 8),
            ("十", 10),
            ("十二", 12),
            ("二十", 20),
            ("三十一", 31),
            ("二〇二六", 2026),
            ("元", 1),
            ("百二十", 120),
        ];
        for (text, number) in table {
            assert_eq!(kanji_number(text), Some(number), "{text}");
        }
        for text in ["", "八八十", "千", "8", "一二三四五六七八九"] {
            assert_eq!(kanji_number(text), None, "{text}");
        }
    }
}
