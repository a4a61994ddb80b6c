//! By which tokens does an index find a key? Its characters and pairs of neighbours, written in ASCII, so that no
//! database's own idea of letters comes into it.

use std::collections::BTreeSet;

use super::Word;

/// Single characters that stand in nearly every letter: a list of where they stand is long and worth nothing.
const EVERYWHERE: &str =
    "あいうえおかがきぎくけげこごさしじすずせそただちっつてでとどなにねのはばひふへほまみめもやよらりるれろわをん";

/// How many tokens of one word are asked for; more make nothing narrower.
const PER_WORD: usize = 16;

/// All tokens of a key, each once, in order.
pub fn tokens(key: &str) -> Vec<String> {
    let mut all = BTreeSet::new();
    let mut before = None;
    for c in key.chars() {
        if is_break(c) {
            before = None;
            continue;
        }
        if !is_everywhere(c) {
            all.insert(one(c));
        }
        if let Some(before) = before {
            all.insert(two(before, c));
        }
        before = Some(c);
    }
    all.into_iter().collect()
}

/// The token of a property: `kind` and a code or number. Never a token of a text: those begin with a letter before `z`.
pub fn tag(kind: char, value: &str) -> String {
    let mut tag = format!("z{kind}");
    for c in value.chars() {
        if c.is_ascii_lowercase() || c.is_ascii_digit() {
            tag.push(c);
        } else {
            tag.push_str(&format!("z{:x}z", u32::from(c)));
        }
    }
    tag
}

/// What a search asks of a key's tokens.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tokens {
    /// All of these are there.
    pub all: Vec<String>,
    /// Of each word with several writings: the tokens of each; all of one writing are there.
    pub any: Vec<Vec<Vec<String>>>,
}

impl Tokens {
    pub(super) fn of(words: &[Word]) -> Self {
        let mut found = Tokens::default();
        for word in words {
            match word.writings() {
                [only] => found.all.extend(of_word(only)),
                several => {
                    let each: Vec<Vec<String>> = several.iter().map(|writing| of_word(writing)).collect();
                    // A writing without tokens may stand anywhere: then the others narrow nothing.
                    found.any.extend(Some(each).filter(|each| each.iter().all(|tokens| !tokens.is_empty())));
                }
            }
        }
        found.all.sort_unstable();
        found.all.dedup();
        found
    }

    /// Nothing is asked.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty() && self.any.is_empty()
    }

    /// What must hold, each condition by itself, with the signs of an index for "and" and "or".
    pub fn asked(&self, and: &str, or: &str) -> Vec<String> {
        let any = self.any.iter().map(|writings| {
            let each: Vec<String> = writings.iter().map(|tokens| format!("({})", tokens.join(and))).collect();
            format!("({})", each.join(or))
        });
        self.all.iter().cloned().chain(any).collect()
    }
}

/// The tokens of a word: pairs where there are any, else single characters.
fn of_word(word: &str) -> Vec<String> {
    let mut found = Vec::new();
    for run in word.split(is_break) {
        let signs: Vec<char> = run.chars().collect();
        match signs.as_slice() {
            [] => {}
            [only] if is_everywhere(*only) => {}
            [only] => found.push(one(*only)),
            several => found.extend(several.windows(2).filter_map(|w| Some(two(*w.first()?, *w.get(1)?)))),
        }
    }
    found.truncate(PER_WORD);
    found
}

/// True when a key that has the word's tokens surely has the word.
pub(super) fn is_exact(word: &str) -> bool {
    let mut signs = word.chars();
    match (signs.next(), signs.next(), signs.next()) {
        (Some(only), None, _) => !is_break(only) && !is_everywhere(only),
        (Some(first), Some(second), None) => !is_break(first) && !is_break(second),
        _ => false,
    }
}

/// Signs between words; they are in keys and can be asked for, but no token holds them.
fn is_break(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '、' | '。' | '「' | '」' | '『' | '』' | '・' | ',' | '.' | '(' | ')' | '!' | '?' | ':')
}

fn is_everywhere(c: char) -> bool {
    EVERYWHERE.contains(c)
}

fn one(c: char) -> String {
    let mut token = String::with_capacity(4);
    write(&mut token, c);
    token
}

fn two(a: char, b: char) -> String {
    let mut token = String::with_capacity(8);
    write(&mut token, a);
    write(&mut token, b);
    token
}

/// Four digits to base 36: the last character of Unicode is `nvnz`.
fn write(token: &mut String, c: char) {
    let code = u32::from(c);
    for place in [46_656, 1_296, 36, 1] {
        token.push(char::from_digit(code / place % 36, 36).unwrap_or('0'));
    }
}
