//! Who is asked: a table of people (無作為抽出), or the monitors of a term. What cannot be read for certain is refused whole.

use std::collections::{BTreeMap, BTreeSet};

use kocho_document::sheet::{Row, Sheet};
use kocho_domain::{
    import::Cell,
    localized::Lang,
    personal::Personal,
    story::{AuditEvent, Story},
    survey::{Questionnaire, SurveyKind},
};
use kocho_store::{
    invitee::{self, Addressee, NewInvitee},
    questionnaire,
};

use super::known;
use crate::{Cx, Error};

/// The most people of a table.
const MOST: usize = 10_000;
/// Mistakes that are told at once.
const TOLD: usize = 5;
/// The longest cell, in characters.
const LONGEST: usize = 200;

/// Headers of columns that every table may have: the column and what it is called.
const HEADERS: [(&str, &[&str]); 5] = [
    ("name", &["氏名", "名前", "宛名"]),
    ("postal_code", &["郵便番号"]),
    ("address", &["住所", "送付先"]),
    ("email", &["メール", "メールアドレス", "email"]),
    ("language", &["言語", "ことば"]),
];

/// Adds the people of a table.
///
/// # Errors
/// [`Error::Invalid`] with the first mistakes and their rows; nobody is added then. [`Error::NotFound`], [`Error::Denied`].
pub async fn table(cx: &Cx, code: &str, file: Vec<u8>) -> Result<usize, Error> {
    let survey = known(cx, code).await?;
    let of = questionnaire::newest(&cx.reader(), survey.id).await?.ok_or(Error::NotFound)?.questionnaire;
    let people = read(&of, file).map_err(|said| Error::field("file", said))?;
    ask(cx, code, people).await
}

/// Adds people who are to be asked; answers how many. Monitors who are there already are passed over.
///
/// # Errors
/// [`Error::Invalid`] for surveys without codes; [`Error::NotFound`], [`Error::Denied`].
pub async fn ask(cx: &Cx, code: &str, mut people: Vec<NewInvitee>) -> Result<usize, Error> {
    let survey = known(cx, code).await?;
    if survey.kind != SurveyKind::Panel {
        return Err(Error::field("file", "この調査は、番号を使う調査ではありません。"));
    }
    let mut tx = cx.begin().await?;
    let there: BTreeSet<i64> = invitee::monitors(&tx, survey.id).await?.into_iter().collect();
    people.retain(|person| person.monitor.is_none_or(|monitor| !there.contains(&monitor)));
    invitee::insert(&mut tx, survey.id, &people).await?;
    let told = AuditEvent::new("survey_invitees_added", "survey", Some(survey.id.0)).with("count", people.len());
    tx.commit(Story::audit(told)).await?;
    Ok(people.len())
}

/// Where a column goes.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Target {
    Field(&'static str),
    Class(String),
    Nowhere,
}

fn read(of: &Questionnaire, file: Vec<u8>) -> Result<Vec<NewInvitee>, String> {
    let sheet = Sheet::open(file).map_err(|error| format!("{error}。"))?;
    let mut rows = sheet.rows();
    let (_, heads) = rows.next().transpose().map_err(|error| format!("{error}。"))?.ok_or("表が空です。")?;
    let targets = targets(of, &heads)?;
    let (mut people, mut mistakes) = (Vec::new(), Vec::new());
    for row in rows {
        let row = row.map_err(|error| format!("{error}。"))?;
        if row.1.iter().all(|cell| text(cell).is_empty()) {
            continue;
        }
        match person(of, &targets, &row) {
            Ok(person) => people.push(person),
            Err(said) => mistakes.push(format!("{}行目：{said}", row.0)),
        }
        if people.len() > MOST {
            return Err(format!("人数が多すぎます（{MOST}人まで）。"));
        }
    }
    match (mistakes.is_empty(), people.is_empty()) {
        (true, true) => Err("人の行がありません。".to_owned()),
        (true, false) => Ok(people),
        (false, _) => Err(told(&mistakes)),
    }
}

fn told(mistakes: &[String]) -> String {
    let first = mistakes.iter().take(TOLD).cloned().collect::<Vec<_>>().join("　");
    let rest = mistakes.len().saturating_sub(TOLD);
    let rest = if rest > 0 { format!("　ほかに{rest}か所あります。") } else { String::new() };
    format!("直すところがあるため、だれも加えていません。{first}{rest}")
}

fn targets(of: &Questionnaire, heads: &[Cell]) -> Result<Vec<Target>, String> {
    let target = |head: &Cell| {
        let head = text(head);
        let known = HEADERS.iter().find(|(_, names)| names.contains(&head.as_str()));
        let class = of.profile_fields.iter().find(|field| field.label == head || field.id == head);
        match (known, class) {
            (Some((field, _)), _) => Target::Field(field),
            (None, Some(class)) => Target::Class(class.id.clone()),
            (None, None) => Target::Nowhere,
        }
    };
    let targets: Vec<Target> = heads.iter().map(target).collect();
    if targets.contains(&Target::Field("name")) {
        Ok(targets)
    } else {
        Err("1行目に「氏名」の列がありません。列の名前を1行目に入れてください。".to_owned())
    }
}

fn person(of: &Questionnaire, targets: &[Target], (_, cells): &Row) -> Result<NewInvitee, String> {
    let (mut fields, mut profile) = (BTreeMap::new(), BTreeMap::new());
    for (target, cell) in targets.iter().zip(cells) {
        let value = text(cell);
        if value.chars().count() > LONGEST || value.chars().any(char::is_control) {
            return Err("長すぎるか、改行のある欄があります。".to_owned());
        }
        match target {
            _ if value.is_empty() => {}
            Target::Field(field) => drop(fields.insert(*field, value)),
            Target::Class(id) => {
                let known = of.profile_field(id).is_some_and(|field| field.options.contains(&value));
                if !known {
                    return Err(format!("「{value}」という区分は、この調査票にありません。"));
                }
                profile.insert(id.clone(), value);
            }
            Target::Nowhere => {}
        }
    }
    let mut take = |field| fields.remove(field).unwrap_or_default();
    let addressee =
        Addressee { name: take("name"), postal_code: take("postal_code"), address: take("address"), email: None };
    let (email, language) = (Some(take("email")).filter(|email| !email.is_empty()), language(&take("language"))?);
    if addressee.name.is_empty() {
        return Err("氏名がありません。".to_owned());
    }
    if email.is_none() && addressee.address.is_empty() {
        return Err("住所もメールもありません。".to_owned());
    }
    if email.as_ref().is_some_and(|email| !email.contains('@')) {
        return Err("メールアドレスの形が違います。".to_owned());
    }
    let addressee = Personal::new(Addressee { email, ..addressee });
    Ok(NewInvitee { monitor: None, addressee, language, profile })
}

fn language(typed: &str) -> Result<String, String> {
    let lang = match typed {
        "" | "日本語" => Lang::Ja,
        "やさしい日本語" => Lang::Easy,
        "英語" | "English" => Lang::En,
        code => Lang::from_code(code).ok_or_else(|| format!("言語「{code}」は使えません。"))?,
    };
    Ok(lang.code().to_owned())
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.trim().to_owned(),
        Cell::Number(number) => number.to_string(),
        Cell::Empty | Cell::Day(_) | Cell::Fault(_) | Cell::Quotes(_) => String::new(),
    }
}
