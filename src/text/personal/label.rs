//! Which numbers point at a person because of the word before them? Customer, insurance and card numbers, individual numbers
//! whose check digit is wrong, and accounts with their bank.

use super::{Kind, is_before, is_dash, is_kanji, one_of};

type Found = (Kind, usize, usize);

/// What a person's number is called.
const NUMBERS: &str = "お客様番号|被保険者番号|受給者番号|利用者番号|会員番号|防犯登録の番号|防犯登録番号|防犯登録|手帳の番号|手帳番号|水栓の番号|水栓番号|カード番号|\
    在留カード|在留カードの番号|在留カード番号|記号番号|患者番号|診察券番号|学籍番号|免許証の番号|免許証番号|パスポート番号|\
    旅券番号|療育手帳|モニター番号|証明書番号|保険証の番号|保険証番号|年金番号|証券番号|職員番号|社員番号|問合せ番号|検針番号|使用者番号|\
    利用カード番号|診察券|図書カードの番号|鑑札|修了番号|申込番号|パスポート|番号";
/// Words near an individual number.
const INDIVIDUAL: &str =
    "マイナンバー|個人番号|マイナ|カードの番号|番号は|番号の札|番号の紙|通知の紙|通知カード|カードの|番号";
/// Places where an account is kept.
const BANKS: &str = "銀行|信用金庫|信金|農協|信用組合|労金|労働金庫|ゆうちょ|ja";
/// Near these a mere 番号 is that of an account.
const KEPT: &str = "口座|銀行|信用金庫|信金|農協|信用組合|信組|ゆうちょ|普通|当座|電話|携帯|入札|整理|受付|ページ|\
    案件|議案|工事";

pub(super) fn find(chars: &[char], at: usize) -> Option<Found> {
    named(chars, at).or_else(|| individual(chars, at)).or_else(|| banked(chars, at))
}

/// お客様番号 00-4521-7: the number behind its name.
fn named(chars: &[char], at: usize) -> Option<Found> {
    let label = one_of(chars, at, NUMBERS)?;
    let mark = |from: usize| chars.iter().skip(from).take(3).take_while(|c| "はの:、 が".contains(**c)).count();
    let start = at + label + mark(at + label);
    // 小国 0012345, 茨城A0000567: the place of the office.
    let office = chars.iter().skip(start).take(7).take_while(|c| is_kanji(**c) || **c == ' ').count();
    let is_sign = |c: &char| c.is_ascii_alphanumeric() || is_dash(*c) || matches!(c, '第' | '号');
    let length = chars.iter().skip(start + office).take_while(|c| is_sign(c)).count();
    let said = chars.get(start + office..start + office + length)?;
    let digits = said.iter().filter(|c| c.is_ascii_digit()).count();
    let bare = super::stands(chars, at, "番号");
    let plain = said.iter().all(char::is_ascii_digit) && !is_before(chars, at, 25, KEPT);
    let enough = if bare { (6..10).contains(&digits) && plain } else { digits >= 4 };
    enough.then_some((Kind::Other, start, start + office + length))
}

/// Twelve digits that are called an individual number, right or mistyped.
fn individual(chars: &[char], at: usize) -> Option<Found> {
    let inside = at.checked_sub(1).and_then(|i| chars.get(i)).is_some_and(|c| c.is_ascii_digit() || is_dash(*c));
    if inside || !chars.get(at)?.is_ascii_digit() || is_before(chars, at, 8, "受付番号|申込番号|整理番号|問合せ番号")
    {
        return None;
    }
    let (mut digits, mut end, mut groups) = (0, at, Vec::new());
    while let Some(c) = chars.get(end) {
        let gap = (is_dash(*c) || *c == ' ')
            && (digits % 4 == 0 || digits % 3 == 0)
            && chars.get(end + 1).is_some_and(char::is_ascii_digit);
        if c.is_ascii_digit() {
            digits += 1;
        } else if gap {
            groups.push(digits);
        } else {
            break;
        }
        end += 1;
    }
    let grouped = groups == [4, 8] || groups == [3, 6, 9];
    let plain = groups.iter().all(|digits| digits % 4 == 0);
    (digits == 12 && (grouped || (plain && is_before(chars, at, 12, INDIVIDUAL)))).then_some((Kind::MyNumber, at, end))
}

/// 見本銀行 例支店 普通 0012345, from the bank to the last digit.
fn banked(chars: &[char], at: usize) -> Option<Found> {
    let fresh = !at.checked_sub(1).and_then(|i| chars.get(i)).is_some_and(|c| is_kanji(*c));
    if !fresh || !chars.get(at).is_some_and(|c| is_kanji(*c) || *c == 'れ' || *c == 'ゆ' || *c == 'j') {
        return None;
    }
    let is_part = |c: &char| is_kanji(*c) || "ケヶれいゆうちょja".contains(*c);
    let bank = (0..8).find(|n| one_of(chars, at + n, BANKS).is_some())?;
    if !chars.get(at..at + bank)?.iter().all(is_part) || one_of(chars, at, "口座|返金|振込|入金").is_some() {
        return None;
    }
    let from = at + bank + one_of(chars, at + bank, BANKS)?;
    let between = chars.get(from..)?.iter().take(26).take_while(|c| !matches!(c, '。' | '、' | '\n')).count();
    let is_number = |i: &usize| {
        let digits = chars.iter().skip(*i).take_while(|c| c.is_ascii_digit()).count();
        (6..=8).contains(&digits) && !chars.get(i - 1).is_some_and(char::is_ascii_digit)
    };
    let start = (from..from + between).find(is_number)?;
    let end = start + chars.iter().skip(start).take_while(|c| c.is_ascii_digit()).count();
    let called = chars.get(from..start)?.iter().all(|c| !"をがにはへ".contains(*c) || *c == ' ');
    (called && !chars.get(end).is_some_and(|c| "円人件".contains(*c))).then_some((Kind::Account, at, end))
}
