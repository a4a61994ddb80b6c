//! By which code does somebody take part in a survey, and how is a slip of the pen in it noticed?
//!
//! The code is made from a seed that lies with the unsent mail or letter only. From it come two values that cannot be
//! told to belong together without it: what stands beside the invitation, and the key of the answer.

use std::fmt;

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use thiserror::Error;

/// The signs of a code: digits and capitals that nobody mistakes for one another on paper or on the phone. A prime count.
const SIGNS: [char; MODULUS as usize] =
    ['2', '3', '4', '6', '7', '8', '9', 'A', 'C', 'E', 'F', 'H', 'J', 'K', 'M', 'N', 'P', 'R', 'T', 'U', 'W', 'X', 'Y'];
const MODULUS: u8 = 23;
/// Random signs before the check sign: 23^14 > 2^63.
const RANDOM: usize = 14;
/// Signs of a group.
const GROUP: usize = 5;
/// Bytes of a seed.
pub const SEED: usize = 16;
/// The longest text that is looked at, in characters.
const TYPED_LIMIT: usize = 100;

const MAKE: &[u8] = b"kocho survey code v1\0";
const STANDS: &[u8] = b"kocho survey participant v1\0";
const ANSWER: &[u8] = b"kocho survey response v1\0";

/// Why a typed code was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CodeError {
    /// Signs are missing, too many or of the wrong kind.
    #[error("not of the right shape")]
    Malformed,
    /// It has the shape, but the last sign does not fit: something is mistyped.
    #[error("the check sign does not fit")]
    WrongCheck,
}

/// A participant's code, shown as `K7M3A-9XCF4-TW2PH`: 63 random bits and a check sign. `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Code([u8; RANDOM]);

impl Code {
    /// The code of a seed: the same again under the same key, and nothing without it.
    #[must_use]
    pub fn of_seed(key: &[u8; 32], seed: &[u8; SEED]) -> Self {
        let mut code = [0; RANDOM];
        let mut filled = 0;
        for round in 0u8..=u8::MAX {
            // 230 = 10 × 23: every sign is equally likely, larger bytes are passed over.
            for byte in mac(key, &[MAKE, seed, &[round]]).into_iter().filter(|byte| *byte < MODULUS * 10) {
                if filled == RANDOM {
                    return Self(code);
                }
                code[filled] = byte % MODULUS;
                filled += 1;
            }
        }
        Self(code)
    }

    /// Reads a code as people type it: small or full-width letters, any hyphens or none, spaces anywhere. Signs that are
    /// not in use are taken for the one that they look like.
    ///
    /// # Errors
    /// [`CodeError::Malformed`], or [`CodeError::WrongCheck`] when a sign is mistyped or two have changed places.
    pub fn parse(typed: &str) -> Result<Self, CodeError> {
        if typed.chars().nth(TYPED_LIMIT).is_some() {
            return Err(CodeError::Malformed);
        }
        let signs = typed.chars().filter(|sign| !is_between(*sign)).map(value);
        let signs: Vec<u8> = signs.collect::<Option<_>>().ok_or(CodeError::Malformed)?;
        let (check, random) = signs.split_last().ok_or(CodeError::Malformed)?;
        let code = Self(random.try_into().map_err(|_| CodeError::Malformed)?);
        if code.check() == *check { Ok(code) } else { Err(CodeError::WrongCheck) }
    }

    /// What stands beside the invitation: a keyed hash, 64 hexadecimal digits.
    #[must_use]
    pub fn standing(&self, key: &[u8; 32]) -> String {
        HEXLOWER.encode(&mac(key, &[STANDS, &self.0]))
    }

    /// The key of this participant's answer to one survey, 64 hexadecimal digits: HKDF-SHA-256 (RFC 5869) with `key` as
    /// salt, the code as what is secret, the survey as context. Apart from [`Code::standing`] by its context.
    #[must_use]
    pub fn response(&self, key: &[u8; 32], survey: &str) -> String {
        let extracted = mac(key, &[&self.0]);
        HEXLOWER.encode(&mac(&extracted, &[ANSWER, survey.as_bytes(), &[1]]))
    }

    /// Weights differ and none is 0 modulo 23, which is prime; the check sign's own is -1. A wrong sign changes the sum by
    /// (1…22) × weight, two signs that change places by (difference of signs) × (difference of weights): neither is 0.
    fn check(&self) -> u8 {
        let sum = self.0.iter().zip(1u32..).map(|(sign, weight)| u32::from(*sign) * weight).sum::<u32>();
        (sum % u32::from(MODULUS)) as u8
    }

    /// The signs without hyphens, for an address.
    #[must_use]
    pub fn plain(&self) -> String {
        self.0.iter().copied().chain([self.check()]).map(|sign| SIGNS[usize::from(sign)]).collect()
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, sign) in self.plain().chars().enumerate() {
            if at > 0 && at.is_multiple_of(GROUP) {
                f.write_str("-")?;
            }
            write!(f, "{sign}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(●●●●)")
    }
}

/// What somebody who is asked is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Notice {
    /// 案内: with a code.
    First,
    /// お願い: points to the first one and carries no code.
    Reminder,
    /// 番号の再発行: with a new code; the old one is void.
    Again,
}

impl Notice {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::First, Self::Reminder, Self::Again];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Reminder => "reminder",
            Self::Again => "again",
        }
    }

    /// Reads a stored code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|notice| notice.code() == code)
    }

    /// The word that staff use.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::First => "案内",
            Self::Reminder => "お願い（督促）",
            Self::Again => "番号の再発行",
        }
    }
}

/// How it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Medium {
    /// メール
    Mail,
    /// 手紙
    Letter,
}

impl Medium {
    /// Every way.
    pub const ALL: [Self; 2] = [Self::Mail, Self::Letter];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Letter => "letter",
        }
    }

    /// Reads a stored code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|medium| medium.code() == code)
    }

    /// The word that staff use.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Mail => "メール",
            Self::Letter => "手紙",
        }
    }
}

/// How many marks are gathered before they are set together, so that none of them can be laid beside one new answer.
pub const MARKS_TOGETHER: usize = 5;

/// How far the paper of a survey's answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ReturnState {
    /// 入力済み: read once, and that is enough.
    Single,
    /// 2人目待ち: of the sample that two people read.
    Waiting,
    /// 一致
    Same,
    /// 相違あり: somebody looks at the paper again.
    Different,
    /// 確認済み
    Decided,
}

impl ReturnState {
    /// Every state.
    pub const ALL: [Self; 5] = [Self::Single, Self::Waiting, Self::Same, Self::Different, Self::Decided];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Single => "single",
            Self::Waiting => "waiting",
            Self::Same => "same",
            Self::Different => "different",
            Self::Decided => "decided",
        }
    }

    /// Reads a stored code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// The word that staff use.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Single => "入力済み",
            Self::Waiting => "2人目の入力待ち",
            Self::Same => "2人とも同じ",
            Self::Different => "違いあり",
            Self::Decided => "違いを確認済み",
        }
    }
}

/// Of every so many papers one is read by two people; the first one is, so that a clerk's habits show early.
pub const READ_TWICE_EVERY: i64 = 10;

/// Whether the paper with this number is read by two people.
#[must_use]
pub const fn is_read_twice(number: i64) -> bool {
    number % READ_TWICE_EVERY == 1
}

/// Whether two stored values are equal; takes the same time whatever the answer.
#[must_use]
pub fn same(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

/// The number of a sign as somebody typed it.
fn value(typed: char) -> Option<u8> {
    let half = match typed {
        '！'..='～' => char::from_u32(u32::from(typed) - 0xFEE0)?,
        typed => typed,
    };
    let sign = match half.to_ascii_uppercase() {
        'Z' => '2',
        'G' => '6',
        'B' => '8',
        'V' => 'U',
        sign => sign,
    };
    SIGNS.iter().position(|known| *known == sign).and_then(|at| u8::try_from(at).ok())
}

/// Spaces of all kinds, and everything that a Japanese keyboard or a word processor makes of a hyphen.
fn is_between(sign: char) -> bool {
    sign.is_whitespace()
        || matches!(
            sign,
            '-' | '_' | '.' | '・' | '\u{AD}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2010}'
                ..='\u{2015}'
                    | '\u{2043}'
                    | '\u{2060}'
                    | '\u{2212}'
                    | '\u{2500}'
                    | '\u{2501}'
                    | '\u{30FC}'
                    | '\u{FE58}'
                    | '\u{FE63}'
                    | '\u{FEFF}'
                    | '\u{FF0D}'
                    | '\u{FF70}'
        )
}

fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC itself pads a shorter key with zeros to the block of 64 bytes (RFC 2104).
    let mut block = [0u8; 64];
    block[..32].copy_from_slice(key);
    let mut mac = Hmac::<Sha256>::new(&block.into());
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    const KEY: [u8; 32] = [7; 32];

    fn code(n: u128) -> Code {
        Code::of_seed(&KEY, &n.to_be_bytes())
    }

    #[test]
    fn a_code_has_sixty_bits_in_groups_and_is_another_for_another_seed_or_key() {
        assert!((f64::from(MODULUS)).powi(RANDOM as i32).log2() > 60.0);
        let shown = code(1).to_string();
        assert_eq!(shown.split('-').map(str::len).collect::<Vec<_>>(), [5, 5, 5], "{shown}");
        assert_eq!(code(1), code(1));
        assert_ne!(code(1), Code::of_seed(&[8; 32], &1u128.to_be_bytes()));
        let many: BTreeSet<String> = (0..500).map(|n| code(n).plain()).collect();
        assert_eq!(many.len(), 500);
        // Every sign stands in every place: nothing is skewed away.
        for place in 0..RANDOM {
            let seen: BTreeSet<_> = many.iter().filter_map(|code| code.chars().nth(place)).collect();
            assert_eq!(seen.len(), usize::from(MODULUS), "place {place}");
        }
    }

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = code(3);
        let shown = code.to_string();
        let wide: String = shown.chars().map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap()).collect();
        let mistaken = shown.replace('2', "z").replace('6', "g").replace('8', "B").replace('U', "v");
        for typed in [
            shown.clone(),
            shown.to_lowercase(),
            wide.clone(),
            wide.replace('－', "ー"),
            shown.replace('-', ""),
            shown.replace('-', " "),
            shown.replace('-', "−"),
            format!("\u{3000}{shown}\r\n"),
            mistaken,
        ] {
            assert_eq!(Code::parse(&typed), Ok(code.clone()), "{typed}");
        }
        for typed in ["", "K7M3A", "K7M3A-9XCF4-TW2PH-K", "00000-00000-00000", &"2".repeat(1000)] {
            assert_eq!(Code::parse(typed), Err(CodeError::Malformed), "{typed}");
        }
    }

    #[test]
    fn every_wrong_sign_and_every_two_that_changed_places_are_found() {
        for n in 0..60 {
            let signs: Vec<char> = code(n).plain().chars().collect();
            for at in 0..signs.len() {
                for wrong in SIGNS.into_iter().filter(|wrong| *wrong != signs[at]) {
                    let mut slip = signs.clone();
                    slip[at] = wrong;
                    assert_eq!(Code::parse(&slip.iter().collect::<String>()), Err(CodeError::WrongCheck));
                }
                for other in (at + 1..signs.len()).filter(|other| signs[*other] != signs[at]) {
                    let mut slip = signs.clone();
                    slip.swap(at, other);
                    assert_eq!(Code::parse(&slip.iter().collect::<String>()), Err(CodeError::WrongCheck));
                }
            }
        }
    }

    #[test]
    fn what_stands_in_two_tables_says_nothing_of_one_another() {
        let code = code(5);
        let (standing, response) = (code.standing(&KEY), code.response(&KEY, "a"));
        assert_eq!((standing.len(), response.len()), (64, 64));
        assert_ne!(standing, response);
        assert_ne!(response, code.response(&KEY, "b"), "one code, two surveys");
        assert_ne!(response, code.response(&[8; 32], "a"));
        assert_eq!(
            response,
            Code::parse(&code.to_string()).unwrap().response(&KEY, "a"),
            "the same when it is typed again"
        );
        assert_eq!(format!("{code:?}"), "Code(●●●●)");
        assert!(same(&standing, &code.standing(&KEY)) && !same(&standing, &response));
    }

    #[test]
    fn the_key_of_an_answer_agrees_with_rfc_5869() {
        // Test case 1 of the RFC, in its first block: the two steps as they are made here.
        let ikm = [0x0b; 22];
        let mut salt = [0; 32];
        salt[..13].copy_from_slice(&(0..13).collect::<Vec<u8>>());
        let info: Vec<u8> = (0xf0..=0xf9).collect();
        let extracted = mac(&salt, &[&ikm]);
        let expanded = HEXLOWER.encode(&mac(&extracted, &[&info, &[1]]));
        assert_eq!(expanded, "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf");
    }

    #[test]
    fn every_stored_word_is_read_back() {
        assert!(Notice::ALL.into_iter().all(|one| Notice::parse(one.code()) == Some(one)));
        assert!(Medium::ALL.into_iter().all(|one| Medium::parse(one.code()) == Some(one)));
        assert!(ReturnState::ALL.into_iter().all(|one| ReturnState::parse(one.code()) == Some(one)));
    }

    #[test]
    fn one_paper_of_ten_is_read_twice_the_first_one_too() {
        let twice: Vec<i64> = (1..=30).filter(|number| is_read_twice(*number)).collect();
        assert_eq!(twice, [1, 11, 21]);
    }

    proptest! {
        #[test]
        fn a_shown_code_is_read_back(n: u128) {
            prop_assert_eq!(Code::parse(&code(n).to_string()), Ok(code(n)));
        }

        #[test]
        fn no_text_makes_reading_fail_badly(typed: String) {
            let _ = Code::parse(&typed);
        }
    }
}
