//! What does one row say, and what is wrong with it? Each fault names its column and what to do, in plain words.

use std::{borrow::Cow, collections::BTreeSet};

use chrono::NaiveDate;

pub use super::record::{Extra, Fault, Flag, Hint, Record, Verdict};
use super::{
    Cell, age,
    column::{Field, Mapping},
    date, person,
    word::Words,
};
use crate::{
    body::{BODY_BYTES, BODY_LIMIT, Body, BodyError, Line},
    rule::Rules,
};

/// The longest line: a name, an address.
pub const LINE: usize = 200;
/// The longest remark.
const NOTE: usize = 2_000;

/// How the rows of one table are read.
#[derive(Debug)]
pub struct Reading<'a> {
    rules: &'a Rules,
    words: Words,
    headers: &'a [String],
    mapping: &'a Mapping,
    channel: &'a str,
    today: NaiveDate,
}

impl<'a> Reading<'a> {
    /// For a table with these headers; `channel` is the 受付方法 where the row names none.
    #[must_use]
    pub fn new(
        rules: &'a Rules,
        headers: &'a [String],
        mapping: &'a Mapping,
        channel: &'a str,
        today: NaiveDate,
    ) -> Self {
        Reading { rules, words: Words::of(rules), headers, mapping, channel, today }
    }

    /// A row's verdict.
    #[must_use]
    pub fn read(&self, row: u32, cells: &[Cell]) -> Verdict {
        let mut line = RowText { reading: self, cells, errors: Vec::new(), hints: Vec::new() };
        line.check_beyond();
        let (record, extra) = line.record();
        let flags = record.phone.as_deref().filter(|p| person::lost_its_zero(p)).map(|_| Flag::PhoneLeadingZero);
        let mut errors = line.errors;
        errors.sort_by_key(|(column, _)| *column);
        Verdict {
            row,
            errors: errors.into_iter().map(|(_, fault)| fault).collect(),
            flags: flags.into_iter().collect(),
            same_as: BTreeSet::new(),
            hints: line.hints,
            record,
            extra,
        }
    }
}

/// A row while it is read.
struct RowText<'r> {
    reading: &'r Reading<'r>,
    cells: &'r [Cell],
    errors: Vec<(usize, Fault)>,
    hints: Vec<Hint>,
}

const NO_CELL: &Cell = &Cell::Empty;

impl<'r> RowText<'r> {
    fn record(&mut self) -> (Record, Extra) {
        let received_on = self.day();
        let (channel, kind) = self.channel();
        let (collected, site) = (self.line(Field::Collected), self.line(Field::Place));
        let (name, anonymous) = self.name();
        let (address, phone) = (self.line(Field::Address), self.line(Field::Phone));
        let (age_group, age_code) = self.age();
        let reply_wanted = self.answer(Field::ReplyWanted);
        let extra = Extra {
            email: self.email(),
            kind,
            district: self.district(),
            age_code,
            publish_ok: self.answer(Field::PublishOk),
            site: site.clone(),
        };
        let record = Record {
            received_on,
            channel,
            place: collected.or(site),
            name,
            anonymous,
            address,
            phone,
            age_group,
            reply_wanted,
            subject: self.line(Field::Subject),
            body: self.body(),
            note: self.note(),
        };
        if reply_wanted == Some(true) && record.address.is_none() && record.phone.is_none() && extra.email.is_none() {
            self.hints.push(Hint::NoContact);
        }
        (record, extra)
    }

    fn cell(&self, field: Field) -> &'r Cell {
        self.reading.mapping.column(field).and_then(|column| self.cells.get(column)).unwrap_or(NO_CELL)
    }

    fn refuse(&mut self, field: Field, message: impl Into<String>) {
        let column = self.reading.mapping.column(field).unwrap_or(usize::MAX);
        let name = self.reading.headers.get(column).cloned().unwrap_or_else(|| field.label().to_owned());
        self.errors.push((column, Fault { column: name, message: message.into() }));
    }

    /// More cells than headers: a comma in a text without quotes, most often.
    fn check_beyond(&mut self) {
        let headers = self.reading.headers.len();
        if let Some(at) = self.cells.iter().skip(headers).position(|cell| !cell.is_blank()) {
            let column = headers + at;
            let message = "見出しのない列に値があります。カンマや改行を含む文は「\"」で囲んでください".to_owned();
            self.errors.push((column, Fault { column: format!("{}列目", column + 1), message }));
        }
    }

    /// The words of a cell, when they are words.
    fn words(&mut self, field: Field) -> Option<Cow<'r, str>> {
        let cell = self.cell(field);
        match cell {
            Cell::Fault(text) => {
                self.refuse(field, format!("Excelのエラー（{text}）になっています。元の値を入れ直してください"));
                None
            }
            Cell::Quotes(_) => {
                self.refuse(field, "「\"」の書き方が正しくありません。文の中の「\"」は「\"\"」と2つ重ね、文全体を「\"」で囲んでください");
                None
            }
            Cell::Day(_) if !matches!(field, Field::Note) => {
                self.refuse(field, "Excelが日付に変えています。セルを「文字列」にして入れ直してください");
                None
            }
            Cell::Empty | Cell::Text(_) | Cell::Number(_) | Cell::Day(_) => {
                let words = cell.words()?;
                if words.len() <= BODY_BYTES && words.contains('\u{FFFD}') {
                    self.refuse(field, "文字化けした字（\u{FFFD}）があります。元の字に直してください");
                    return None;
                }
                Some(words)
            }
        }
    }

    fn line(&mut self, field: Field) -> Option<String> {
        let typed = self.words(field)?;
        match Line::parse(&typed, LINE) {
            Ok(line) => Some(line.into_string()),
            Err(error) => {
                self.refuse(field, in_words(error));
                None
            }
        }
    }

    fn day(&mut self) -> Option<NaiveDate> {
        let cell = self.cell(Field::ReceivedOn);
        if matches!(cell, Cell::Fault(_) | Cell::Quotes(_)) {
            return self.words(Field::ReceivedOn).and(None);
        }
        match date::read(cell, self.reading.today) {
            Ok(day) => Some(day),
            Err(fault) => {
                self.refuse(Field::ReceivedOn, fault.to_string());
                None
            }
        }
    }

    /// 種別 says the 受付方法; a city that writes 意見 or 要望 there says the kind.
    fn channel(&mut self) -> (Option<String>, Option<String>) {
        let usual = Some(self.reading.channel.to_owned());
        let was_good = self.errors.len();
        let Some(typed) = self.line(Field::Channel) else {
            return (usual.filter(|_| self.errors.len() == was_good), None);
        };
        if let Some(code) = self.reading.words.channel(&typed) {
            return (Some(code.to_owned()), None);
        }
        let same = |label: &str| super::fold::key(label) == super::fold::key(&typed);
        if let Some(kind) = self.reading.rules.kinds().iter().find(|kind| same(&kind.label.ja)) {
            return (usual, Some(kind.code.clone()));
        }
        let known: Vec<&str> = self.reading.rules.channels().iter().map(|c| c.label.ja.as_str()).take(4).collect();
        let message = format!(
            "「{}」は受付方法の一覧にありません。「{}」などを書いてください",
            start(&typed),
            known.join("」「")
        );
        self.refuse(Field::Channel, message);
        (None, None)
    }

    fn name(&mut self) -> (Option<String>, bool) {
        let refused = self.errors.len();
        let name = self.line(Field::Name);
        let Some(name) = name else { return (None, self.errors.len() == refused) };
        if self.reading.words.is_nobody(&name) {
            return (None, true);
        }
        if self.reading.words.asks_not_to_be_named(&name) {
            self.hints.push(Hint::NotToBeNamed);
        }
        (Some(name), false)
    }

    fn age(&mut self) -> (Option<String>, Option<String>) {
        let Some(typed) = self.line(Field::AgeGroup) else { return (None, None) };
        let code = age::code(&self.reading.rules.city().age_groups, &typed).map(str::to_owned);
        if code.is_none() {
            self.hints.push(Hint::AgeUnknown);
        }
        (Some(age::word(&typed)), code)
    }

    fn district(&mut self) -> Option<String> {
        let typed = self.line(Field::District)?;
        let code = self.reading.words.district(&typed).map(str::to_owned);
        if code.is_none() {
            self.hints.push(Hint::DistrictUnknown);
        }
        code
    }

    fn answer(&mut self, field: Field) -> Option<bool> {
        let typed = self.line(field)?;
        let answer = self.reading.words.answer(&typed);
        if answer.is_none() {
            let message = format!(
                "「{}」は、有・無のどちらか分かりません。有・無、○・×、はい・いいえ、希望する・希望しないのどれかで書くか、空けてください",
                start(&typed)
            );
            self.refuse(field, message);
        }
        answer
    }

    fn email(&mut self) -> Option<String> {
        let typed = self.line(Field::Email)?;
        let address = typed.trim();
        let sound = address
            .split_once('@')
            .is_some_and(|(user, host)| !user.is_empty() && host.contains('.') && !host.contains('@'));
        if sound && address.chars().all(|c| c.is_ascii_graphic()) {
            return Some(address.to_owned());
        }
        self.refuse(Field::Email, "メールアドレスの形になっていません。半角で name@example.jp のように書いてください");
        None
    }

    fn body(&mut self) -> Option<String> {
        if self.cell(Field::Body).is_blank() {
            self.refuse(Field::Body, "本文がありません。白紙なら、この行は取り込めません");
            return None;
        }
        let typed = self.words(Field::Body)?;
        match Body::parse(&typed) {
            Ok(body) => Some(body.into_string()),
            Err(error) => {
                self.refuse(Field::Body, in_words(error));
                None
            }
        }
    }

    fn note(&mut self) -> Option<String> {
        let typed = self.words(Field::Note)?;
        match Body::parse(&typed) {
            Ok(note) if note.length() <= NOTE => Some(note.into_string()),
            Ok(note) => {
                self.refuse(Field::Note, in_words(BodyError::TooLong { limit: NOTE, actual: note.length() }));
                None
            }
            Err(error) => {
                self.refuse(Field::Note, in_words(error));
                None
            }
        }
    }
}

fn start(typed: &str) -> String {
    let head: String = typed.trim().chars().take(20).collect();
    if typed.trim().chars().count() > 20 { format!("{head}…") } else { head }
}

fn in_words(error: BodyError) -> String {
    match error {
        BodyError::Empty => "何も書かれていません".to_owned(),
        BodyError::TooLong { limit, actual } => format!("長すぎます（{actual}字）。{limit}字までにしてください"),
        BodyError::TooManyBytes { .. } => format!("大きすぎます。{BODY_LIMIT}字までの文か確かめてください"),
        BodyError::Control { position, code } => {
            format!("{position}字目に、目に見えない使えない文字（U+{code:04X}）があります。消してください")
        }
        BodyError::LineBreak { position } => format!("{position}字目に改行があります。1行で書いてください"),
    }
}
