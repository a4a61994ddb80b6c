//! By which number and secret does a resident name a submission, and how is a slip of the pen noticed?
//!
//! The number is said on the phone and printed on letters; the secret opens the status page and is never stored.
//! Both are read as people type them. Who may see what is decided elsewhere.

use std::fmt;

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use thiserror::Error;

use crate::era::FiscalYear;

/// Why a typed number or secret was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ReceiptError {
    /// It does not have the shape: signs are missing, too many or of the wrong kind.
    #[error("not of the right shape")]
    Malformed,
    /// It has the shape, but the check character does not fit: something is mistyped.
    #[error("the check character does not fit")]
    WrongCheck,
}

/// A receipt number (受付番号) such as `R8-000123-K`: fiscal year, running number in it, check character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ReceiptNumber {
    /// The fiscal year of receipt.
    pub fiscal_year: FiscalYear,
    /// The running number in that year; six digits are printed, more when needed.
    pub sequence: u32,
}

/// The check characters: capitals that are not mistaken for digits or for one another. A prime count.
const CHECK_ALPHABET: [char; MODULUS as usize] =
    ['A', 'C', 'E', 'F', 'H', 'J', 'K', 'L', 'M', 'N', 'P', 'R', 'T', 'U', 'W', 'X', 'Y'];
const MODULUS: u32 = 17;
/// The digits of a sequence that are printed at least.
const SEQUENCE_DIGITS: usize = 6;
/// Weights from the units upward. All thirteen in use differ and none is 0 modulo 17, which is prime: a wrong digit
/// changes the sum by (1…9) × weight, two digits swapped by (1…9) × (difference of weights); neither is 0.
const SEQUENCE_WEIGHTS: [u32; 10] = [3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
const YEAR_WEIGHTS: [u32; 3] = [15, 14, 16];
const ERA_WEIGHT: u32 = 13;

impl ReceiptNumber {
    /// The check character of this number.
    #[must_use]
    pub fn check(self) -> char {
        let (letter, year) = match self.fiscal_year.in_era() {
            Some((era, number)) => (u32::from(era.letter), number.unsigned_abs()),
            None => (0, self.fiscal_year.year().unsigned_abs()),
        };
        let era = letter.wrapping_sub(u32::from('A')) % MODULUS * ERA_WEIGHT;
        let sum = era + weigh(year, &YEAR_WEIGHTS) + weigh(self.sequence, &SEQUENCE_WEIGHTS);
        CHECK_ALPHABET[(sum % MODULUS) as usize]
    }

    /// Reads a number as people type it: full-width or small letters, any hyphen or none, spaces anywhere.
    /// Leading zeros may be left out when hyphens stand between year and sequence.
    ///
    /// # Errors
    /// [`ReceiptError::Malformed`] or [`ReceiptError::WrongCheck`].
    pub fn parse(typed: &str) -> Result<Self, ReceiptError> {
        let plain = plain(typed)?;
        let mut signs = plain.chars();
        let (Some(letter), Some(check)) = (signs.next(), signs.next_back()) else {
            return Err(ReceiptError::Malformed);
        };
        if !check.is_ascii_uppercase() {
            return Err(ReceiptError::Malformed);
        }
        let groups: Vec<&str> = signs.as_str().split('-').filter(|group| !group.is_empty()).collect();
        let readings = match groups[..] {
            [year, sequence] => vec![Self::read(letter, year, sequence)],
            // With no hyphen the year has one digit or two; the shorter sequence is tried first.
            [digits] => (1..=2)
                .rev()
                .filter_map(|year| digits.split_at_checked(year))
                .filter(|(_, sequence)| is_printed(sequence))
                .map(|(year, sequence)| Self::read(letter, year, sequence))
                .collect(),
            _ => vec![],
        };
        let readings: Vec<Self> = readings.into_iter().flatten().collect();
        if readings.is_empty() {
            return Err(ReceiptError::Malformed);
        }
        readings.into_iter().find(|number| number.check() == check).ok_or(ReceiptError::WrongCheck)
    }

    fn read(letter: char, year: &str, sequence: &str) -> Option<Self> {
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if !digits(year) || !digits(sequence) || year.len() > YEAR_WEIGHTS.len() {
            return None;
        }
        let fiscal_year = FiscalYear::from_era(letter, year.parse().ok()?)?;
        Some(Self { fiscal_year, sequence: sequence.parse().ok()? })
    }
}

/// Whether a sequence could have been printed so: six digits, or more without a leading zero.
fn is_printed(sequence: &str) -> bool {
    sequence.len() == SEQUENCE_DIGITS || (sequence.len() > SEQUENCE_DIGITS && !sequence.starts_with('0'))
}

fn weigh(number: u32, weights: &[u32]) -> u32 {
    let digits = std::iter::successors(Some(number), |rest| Some(rest / 10)).map(|rest| rest % 10);
    digits.zip(weights).map(|(digit, weight)| digit * weight).sum()
}

impl fmt::Display for ReceiptNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { fiscal_year, sequence } = self;
        write!(f, "{}-{sequence:0SEQUENCE_DIGITS$}-{}", fiscal_year.short(), self.check())
    }
}

/// The secret that goes with a receipt number: 15 derived digits and a check digit, shown as `1234-5678-9012-3456`.
///
/// It is shown to the resident only; stored is nothing but its [`Secret::keyed_hash`]. `Debug` hides it.
#[derive(Clone, Copy)]
pub struct Secret(u64);

/// Digits of a secret before the check digit.
const SECRET_DIGITS: usize = 15;
const DERIVE_DOMAIN: &[u8] = b"kocho receipt secret v1\0";
const HASH_DOMAIN: &[u8] = b"kocho receipt secret hash v1\0";

impl Secret {
    /// The secret of the submission with this public key: HMAC-SHA-256 under `key`, so that the page of thanks can be
    /// shown again without storing the secret.
    #[must_use]
    pub fn derive(key: &[u8; 32], submission_public_key: &str) -> Self {
        let tag = hmac(key, &[DERIVE_DOMAIN, submission_public_key.as_bytes()]);
        let number = tag.iter().take(16).fold(0u128, |number, byte| number << 8 | u128::from(*byte));
        // 2^128 is not a multiple of 10^15: the first residues are likelier by less than 10^15 / 2^128 < 3 × 10^-24,
        // which nobody can use.
        let number = (number % 10u128.pow(SECRET_DIGITS as u32)) as u64;
        Self(number * 10 + u64::from(damm(&format!("{number:0SECRET_DIGITS$}"))))
    }

    /// Reads a secret as people type it: full-width digits, any hyphens or none, spaces anywhere.
    ///
    /// # Errors
    /// [`ReceiptError::Malformed`] unless 16 digits remain, [`ReceiptError::WrongCheck`] when one is mistyped or
    /// two neighbours are swapped.
    pub fn parse(typed: &str) -> Result<Self, ReceiptError> {
        let digits: String = plain(typed)?.chars().filter(|sign| *sign != '-').collect();
        if digits.len() != SECRET_DIGITS + 1 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(ReceiptError::Malformed);
        }
        if damm(&digits) != 0 {
            return Err(ReceiptError::WrongCheck);
        }
        digits.parse().map(Self).map_err(|_| ReceiptError::Malformed)
    }

    /// What is stored: HMAC-SHA-256 of the digits under `key`, 64 hexadecimal digits. Apart from
    /// [`Secret::derive`] by its domain, so one key serves both.
    #[must_use]
    pub fn keyed_hash(&self, key: &[u8; 32]) -> String {
        HEXLOWER.encode(&hmac(key, &[HASH_DOMAIN, self.digits().as_bytes()]))
    }

    /// Whether this is the secret behind a stored [`Secret::keyed_hash`]; takes the same time whatever the answer.
    #[must_use]
    pub fn matches(&self, key: &[u8; 32], stored_hash: &str) -> bool {
        self.keyed_hash(key).as_bytes().ct_eq(stored_hash.as_bytes()).into()
    }

    fn digits(&self) -> String {
        format!("{:016}", self.0)
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let group = |power: u32| self.0 / 10_000u64.pow(power) % 10_000;
        write!(f, "{:04}-{:04}-{:04}-{:04}", group(3), group(2), group(1), group(0))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(●●●●)")
    }
}

impl PartialEq for Secret {
    /// Takes the same time whatever the answer.
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Secret {}

fn hmac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC itself pads a shorter key with zeros to the block of 64 bytes (RFC 2104).
    let mut block = [0u8; 64];
    block[..32].copy_from_slice(key);
    let mut mac = Hmac::<Sha256>::new(&block.into());
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

/// The quasigroup of H. Michael Damm (2004), totally anti-symmetric of order 10: every wrong digit and every swap of
/// neighbours is found.
const DAMM: [[u8; 10]; 10] = [
    [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
    [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
    [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
    [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
    [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
    [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
    [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
    [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
    [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
    [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

/// The check digit of ASCII digits; 0 when they already end in theirs.
fn damm(digits: &str) -> u8 {
    digits.bytes().fold(0, |interim, digit| DAMM[usize::from(interim)][usize::from(digit.wrapping_sub(b'0') % 10)])
}

/// The longest text that is looked at, in characters.
const TYPED_LIMIT: usize = 100;

/// Typed text in half-width capitals, with one kind of hyphen and no spaces; anything else not ASCII is refused.
fn plain(typed: &str) -> Result<String, ReceiptError> {
    if typed.chars().nth(TYPED_LIMIT).is_some() {
        return Err(ReceiptError::Malformed);
    }
    let signs = typed.chars().filter(|sign| !is_space(*sign)).map(|sign| match sign {
        sign if is_hyphen(sign) => Some('-'),
        '!'..='~' => Some(sign.to_ascii_uppercase()),
        // The full-width forms stand in the order of ASCII.
        '！'..='～' => char::from_u32(u32::from(sign) - 0xFEE0).map(|half| half.to_ascii_uppercase()),
        _ => None,
    });
    signs.collect::<Option<String>>().ok_or(ReceiptError::Malformed)
}

fn is_space(sign: char) -> bool {
    sign.is_whitespace() || matches!(sign, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2060}' | '\u{FEFF}')
}

/// Everything a Japanese keyboard or a word processor makes of a hyphen: hyphens, dashes, minus signs, the long vowel
/// mark in both widths, ruled lines.
fn is_hyphen(sign: char) -> bool {
    matches!(
        sign,
        '-' | '\u{AD}' | '\u{2D7}' | '\u{2010}'
            ..='\u{2015}'
                | '\u{2043}'
                | '\u{2212}'
                | '\u{2500}'
                | '\u{2501}'
                | '\u{30FC}'
                | '\u{FE58}'
                | '\u{FE63}'
                | '\u{FF0D}'
                | '\u{FF70}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::era::ERAS;
    use proptest::prelude::*;

    const KEY: [u8; 32] = [7; 32];

    fn number(year: i32, sequence: u32) -> ReceiptNumber {
        ReceiptNumber { fiscal_year: FiscalYear::starting(year), sequence }
    }

    /// Every text that differs from `text` by one wrong digit or by two different neighbouring digits swapped.
    /// Neighbours may have a hyphen between them.
    fn slips(text: &str) -> Vec<String> {
        let signs: Vec<char> = text.chars().collect();
        let digits: Vec<usize> = (0..signs.len()).filter(|at| signs[*at].is_ascii_digit()).collect();
        let mut slips = Vec::new();
        for at in &digits {
            for wrong in ('0'..='9').filter(|wrong| *wrong != signs[*at]) {
                let mut slip = signs.clone();
                slip[*at] = wrong;
                slips.push(slip.into_iter().collect());
            }
        }
        for pair in digits.windows(2).filter(|pair| signs[pair[0]] != signs[pair[1]]) {
            let mut slip = signs.clone();
            slip.swap(pair[0], pair[1]);
            slips.push(slip.into_iter().collect());
        }
        slips
    }

    #[test]
    fn a_number_is_printed_with_its_check_character() {
        assert_eq!(number(2026, 123).to_string(), "R8-000123-K");
        assert!(number(2026, 1_234_567).to_string().starts_with("R8-1234567-"));
        assert!(number(2019, 1).to_string().starts_with("R1-000001-"));
    }

    #[test]
    fn a_number_is_read_as_people_type_it() {
        for typed in [
            "R8-000123-K",
            "r8-000123-k",
            "Ｒ８－０００１２３－Ｋ",
            "ｒ８ー０００１２３ーｋ",
            "R8‐000123‑K",
            "R8–000123—K",
            "R8―000123−K",
            "R8ｰ000123─K",
            " R8 - 000 123 - K\u{3000}",
            "R8000123K",
            "R8-000123K",
            "R8000123-K",
            "R8-123-K",
            "R8-0000000123-K",
            "R-8-123-K",
        ] {
            assert_eq!(ReceiptNumber::parse(typed), Ok(number(2026, 123)), "{typed}");
        }
    }

    #[test]
    fn what_has_not_the_shape_of_a_number_is_malformed() {
        for typed in [
            "",
            "R",
            "RK",
            "R-K",
            "R8-K",
            "R8K",
            "R8123K",
            "8-000123-K",
            "R8-000123-4",
            "R8-000123",
            "X8-000123-K",
            "R0-000123-K",
            "R8-0O0123-K",
            "R8-000-123-K",
            "令和8-000123-K",
            "R8-99999999999-K",
            "H40-000123-K",
            "R8_000123_K",
            "RR8-000123-K",
        ] {
            assert_eq!(ReceiptNumber::parse(typed), Err(ReceiptError::Malformed), "{typed}");
        }
        assert_eq!(ReceiptNumber::parse(&"R8-000123-K ".repeat(50)), Err(ReceiptError::Malformed));
    }

    #[test]
    fn every_wrong_digit_and_every_swap_of_neighbours_in_a_number_is_found() {
        let years = [2019, 2026, 2027, 2028, 2033, 2049];
        let sequences = (0..2_000).chain((2_000..1_000_000).step_by(997)).chain((1_000_000..9_999_999).step_by(99_991));
        for sequence in sequences {
            let number = number(years[sequence as usize % years.len()], sequence);
            for slip in slips(&number.to_string()) {
                let read = ReceiptNumber::parse(&slip);
                assert!(read.is_err(), "{number} typed as {slip} was read as {read:?}");
            }
        }
    }

    #[test]
    fn every_other_check_character_is_wrong() {
        let right = number(2026, 123).check();
        for check in ('A'..='Z').filter(|check| *check != right) {
            assert_eq!(ReceiptNumber::parse(&format!("R8-000123-{check}")), Err(ReceiptError::WrongCheck), "{check}");
        }
    }

    #[test]
    fn the_weights_and_letters_keep_the_promise_of_the_check() {
        let weights = [&SEQUENCE_WEIGHTS[..], &YEAR_WEIGHTS, &[ERA_WEIGHT]].concat();
        let distinct =
            |values: Vec<u32>| values.iter().collect::<std::collections::BTreeSet<_>>().len() == values.len();
        assert!(weights.iter().all(|weight| (1..MODULUS).contains(weight)));
        assert!(distinct(weights));
        assert!(distinct(ERAS.iter().map(|era| u32::from(era.letter) % MODULUS).collect()));
        assert!(distinct(CHECK_ALPHABET.iter().map(|check| u32::from(*check)).collect()));
    }

    #[test]
    fn the_digits_of_a_secret_find_every_slip() {
        for (a, row) in DAMM.iter().enumerate() {
            let distinct: std::collections::BTreeSet<_> = row.iter().collect();
            assert_eq!((distinct.len(), row[a]), (10, 0), "row {a}");
        }
        for submission in 0..200 {
            let secret = Secret::derive(&KEY, &format!("submission-{submission}"));
            for slip in slips(&secret.to_string()) {
                assert_eq!(Secret::parse(&slip), Err(ReceiptError::WrongCheck), "{slip}");
            }
        }
    }

    #[test]
    fn a_secret_is_the_same_again_and_another_for_another_submission_or_key() {
        let secret = Secret::derive(&KEY, "a");
        assert_eq!(secret, Secret::derive(&KEY, "a"));
        assert_ne!(secret, Secret::derive(&KEY, "b"));
        assert_ne!(secret, Secret::derive(&[8; 32], "a"));
    }

    #[test]
    fn a_secret_is_read_as_people_type_it() {
        let secret = Secret::derive(&KEY, "submission");
        let shown = secret.to_string();
        assert_eq!(shown.len(), 19);
        let wide =
            |text: &str| -> String { text.chars().map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap()).collect() };
        let typed = [
            shown.clone(),
            wide(&shown),
            shown.replace('-', ""),
            shown.replace('-', " "),
            shown.replace('-', "ー"),
            shown.replace('-', "−"),
            format!("\u{3000}{shown}\r\n"),
        ];
        for typed in typed {
            assert_eq!(Secret::parse(&typed), Ok(secret), "{typed}");
        }
        for typed in ["", "1234", "1234-5678-9012-345", "1234-5678-9012-34567", "abcd-5678-9012-3456"] {
            assert_eq!(Secret::parse(typed), Err(ReceiptError::Malformed), "{typed}");
        }
    }

    #[test]
    fn only_a_hash_is_stored_and_debug_shows_nothing() {
        let secret = Secret::derive(&KEY, "submission");
        let hash = secret.keyed_hash(&KEY);
        assert_eq!(hash.len(), 64);
        assert!(secret.matches(&KEY, &hash));
        assert!(!secret.matches(&[8; 32], &hash));
        assert!(!Secret::derive(&KEY, "other").matches(&KEY, &hash));
        assert!(!secret.matches(&KEY, ""));
        assert_eq!(format!("{secret:?}"), "Secret(●●●●)");
    }

    #[test]
    fn hmac_agrees_with_a_tag_computed_elsewhere() {
        let tag = hmac(&[7; 32], &[b"ab", b"c"]);
        assert_eq!(HEXLOWER.encode(&tag), "127da4ced6a839b8f6118bc244684d2663e70cb5ff0adeefca89d7e74d5a0525");
    }

    proptest! {
        #[test]
        fn a_printed_number_is_read_back(year in 2019i32..2118, sequence in 0u32..=u32::MAX) {
            let number = number(year, sequence);
            prop_assert_eq!(ReceiptNumber::parse(&number.to_string()), Ok(number));
        }

        #[test]
        fn a_number_without_hyphens_is_read_back(year in 2026i32..2049, sequence in 0u32..7_000_000) {
            let number = number(year, sequence);
            prop_assert_eq!(ReceiptNumber::parse(&number.to_string().replace('-', "")), Ok(number));
        }

        #[test]
        fn a_shown_secret_is_read_back(submission: String) {
            let secret = Secret::derive(&KEY, &submission);
            prop_assert_eq!(Secret::parse(&secret.to_string()), Ok(secret));
        }

        #[test]
        fn no_text_makes_reading_fail_badly(typed: String) {
            let _ = (ReceiptNumber::parse(&typed), Secret::parse(&typed));
        }
    }
}
