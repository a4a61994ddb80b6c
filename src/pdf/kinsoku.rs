//! Between which two signs may a line end? 行頭禁則, 行末禁則, 分離禁止 as JIS X 4051 and JLREQ describe them.

/// Never at the head of a line: closing brackets, stops, small kana, marks of repetition, units after a number.
const NOT_FIRST: &str = concat!(
    "」』）】〕｝〉》］｠〙〗’”»",
    "、。，．・：；？！‼⁇⁈⁉",
    "ヽヾゝゞ々〻ー゛゜〜～‐–゠",
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ",
    "％‰℃°′″",
    "｡､｣･ｧｨｩｪｫｬｭｮｯｰﾞﾟ",
    ")]},.:;?!%",
);
/// Never at the end of a line: opening brackets and what stands before a number.
const NOT_LAST: &str = "「『（【〔｛〈《［｟〘〖‘“«￥＄￡№([{｢";
/// Doubled, they are one stroke.
const DOUBLED: &str = "—―…‥─";

/// A line may not begin with it.
pub(crate) fn is_not_first(c: char) -> bool {
    NOT_FIRST.contains(c)
}

/// A line may not end with it.
pub(crate) fn is_not_last(c: char) -> bool {
    NOT_LAST.contains(c)
}

/// A blank: it may hang out at the end of a line.
pub(crate) const fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\u{3000}' | '\t')
}

/// No line ends between these two.
pub(crate) fn is_joined(before: char, after: char) -> bool {
    if is_blank(after) || is_not_first(after) {
        return true;
    }
    if is_blank(before) {
        return false;
    }
    is_not_last(before)
        || (is_western(before) && is_western(after))
        || (is_wide_digit(before) && is_wide_digit(after))
        || (before == after && DOUBLED.contains(before))
}

/// Half-width letters, digits and signs: words, numbers and addresses.
const fn is_western(c: char) -> bool {
    // Half-width kana are Japanese, and stand far above.
    c < '\u{2000}' && !is_blank(c)
}

const fn is_wide_digit(c: char) -> bool {
    matches!(c, '０'..='９')
}

#[cfg(test)]
mod tests {
    use super::is_joined;

    #[test]
    fn what_may_not_be_parted_is_not_parted() {
        let joined = [
            ('た', '。', "stop"),
            ('た', '、', "comma"),
            ('す', '」', "closing bracket"),
            ('「', '道', "opening bracket"),
            ('（', '仮', "opening parenthesis"),
            ('し', 'っ', "small kana"),
            ('チ', 'ャ', "small katakana"),
            ('デ', 'ー', "long sound"),
            ('人', '々', "repetition"),
            ('…', '…', "leader"),
            ('—', '—', "dash"),
            ('R', '8', "word"),
            ('8', '-', "number of a receipt"),
            ('１', '２', "wide digits"),
            ('０', '％', "unit"),
            ('￥', '１', "yen before a number"),
            ('ｶ', 'ﾞ', "half-width voiced mark"),
            ('あ', '\u{3000}', "blank before a line's end"),
        ];
        let parted = [
            ('道', '路', "ideographs"),
            ('。', '道', "after a stop"),
            ('」', 'と', "after a closing bracket"),
            ('と', '「', "before an opening bracket"),
            ('で', 'R', "before a word"),
            ('8', '年', "after a number"),
            ('ｶ', 'ﾅ', "half-width kana"),
            (' ', 'a', "after a blank"),
            ('\u{3000}', '花', "after a wide blank"),
            ('っ', 'た', "after small kana"),
        ];
        for (before, after, what) in joined {
            assert!(is_joined(before, after), "{what}: {before}{after}");
        }
        for (before, after, what) in parted {
            assert!(!is_joined(before, after), "{what}: {before}{after}");
        }
    }
}
