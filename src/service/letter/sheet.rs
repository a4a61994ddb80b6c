//! The letter on paper: number, date, addressee, the city's opening and closing around the text, as drafted or as it went out.

use chrono::NaiveDate;
use kocho_domain::{
    access::Permission,
    clock::civil_date,
    era::wareki,
    id::{LetterId, PublicKey, SectionId},
    letter::{Answer, matter},
    localized::{Lang, Localized, ruby},
    rule::letter::LetterTemplate,
    story::{AuditEvent, Story},
    submission::Submission,
};
use kocho_store::{Source, letter::Letter};

use super::{LetterView, contact, preview};
use crate::{Cx, Error};

/// What stands where a name or an address is not shown.
const HIDDEN: &str = "●●●●";

/// A letter as it looks.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// 秘広第123号; empty before it has one.
    pub document_number: String,
    /// The day it was frozen, or today.
    pub dated_on: NaiveDate,
    /// Address and name, one line each.
    pub addressee: Vec<String>,
    /// 名義
    pub signature: String,
    /// （公印省略）, or empty.
    pub seal_note: String,
    /// Subject line.
    pub title: String,
    /// Opening, points, closing; line breaks inside are kept.
    pub paragraphs: Vec<String>,
    /// 問合せ先, one line each.
    pub inquiry: Vec<String>,
    /// Names of the 添付資料.
    pub enclosures: Vec<String>,
    /// 中間回答
    pub interim: bool,
    /// Not sent yet.
    pub draft: bool,
}

/// A letter that went out.
#[derive(Debug, Clone)]
pub struct SentLetter {
    /// As it was frozen.
    pub letter: Letter,
    /// Who sent it, by office.
    pub by: String,
}

/// The newest letter that went out for a voice.
///
/// # Errors
/// [`Error::Denied`] outside the hearing desk, [`Error::NotFound`].
pub async fn sent(cx: &Cx, key: &PublicKey) -> Result<Option<SentLetter>, Error> {
    if !cx.actor.staff()?.may(Permission::LetterDispatch) {
        return Err(Error::Denied);
    }
    let from = cx.reader();
    let submission = kocho_store::submission::by_key(&from, key).await?.ok_or(Error::NotFound)?;
    let Some(letter) = kocho_store::letter::latest(&from, submission.id).await? else { return Ok(None) };
    let lines = kocho_store::event::of_submission(&from, submission.id).await?;
    let number = letter.id.to_string();
    let line = lines
        .into_iter()
        .find(|line| line.code.starts_with("dispatch_") && line.value("letter") == Some(number.as_str()));
    Ok(Some(SentLetter { letter, by: line.and_then(|line| line.actor).unwrap_or_default() }))
}

/// The letter with name and address hidden, for the screen.
///
/// # Errors
/// [`Error::Denied`] outside the hearing desk, [`Error::NotFound`].
pub async fn masked(cx: &Cx, view: &LetterView) -> Result<Sheet, Error> {
    if !cx.actor.staff()?.may(Permission::LetterDispatch) {
        return Err(Error::Denied);
    }
    sheet(cx, &cx.reader(), view, false).await
}

/// The letter with name and address, to be put into an envelope. That it was printed stands in the audit.
///
/// # Errors
/// [`Error::Denied`] outside the hearing desk, [`Error::NotFound`].
pub async fn addressed(cx: &Cx, key: &PublicKey, template: &str) -> Result<Sheet, Error> {
    let view = preview(cx, key, template).await?;
    let tx = cx.begin().await?;
    let sheet = sheet(cx, &tx, &view, true).await?;
    tx.commit(Story::audit(AuditEvent::new("letter_printed", "submission", Some(view.submission.id.0)))).await?;
    Ok(sheet)
}

async fn sheet(cx: &Cx, from: &impl Source, view: &LetterView, open: bool) -> Result<Sheet, Error> {
    let lang = Lang::from_code(&view.submission.language).unwrap_or_default();
    // A decided point that waits makes a new letter; else the last one is shown as it went out.
    let frozen = if view.ready { None } else { kocho_store::letter::latest(from, view.submission.id).await? };
    let code = frozen.as_ref().map_or(view.template.as_str(), |letter| letter.template.as_str());
    let template = cx.city.rules.letter_or_usual(code).ok_or_else(|| Error::Internal("no letter template".into()))?;
    let mut sheet = Sheet {
        addressee: addressee(from, &view.submission, template, lang, open).await?,
        seal_note: template.seal_note.clone().unwrap_or_default(),
        interim: template.interim,
        draft: frozen.is_none(),
        ..Sheet::default()
    };
    let enclosures = match &frozen {
        Some(letter) => kocho_store::attachment::of_letter(from, letter.id).await?,
        None => view.enclosures.clone(),
    };
    sheet.enclosures = enclosures.into_iter().map(|file| file.name).collect();
    let (body, holders) = match frozen {
        Some(letter) => {
            (sheet.dated_on, sheet.document_number) = (civil_date(letter.created_at), letter.document_number);
            sheet.signature = letter.signature;
            (letter.body, holders_of(from, letter.id).await?)
        }
        None => {
            (sheet.dated_on, sheet.signature) = (cx.today(), view.signature.clone());
            (drafted(view), view.points.iter().map(|(case, _)| case.holder).collect())
        }
    };
    let sections = names(cx, &holders, lang);
    let subject = subject(cx, view, lang);
    let office = &cx.city.rules.city().office;
    let fill = |text: &Localized| {
        words(text, lang)
            .replace("{subject}", &subject)
            .replace("{received}", &day(view.submission.received_on, lang))
            .replace("{receipt}", &view.submission.number.to_string())
            .replace("{section}", &sections)
            .replace("{phone}", &office.phone)
    };
    sheet.title = fill(&template.subject);
    sheet.paragraphs = vec![fill(&template.opening)];
    sheet.paragraphs.extend(body.split("\n\n").map(str::to_owned));
    sheet.paragraphs.push(fill(&template.closing));
    sheet.inquiry = vec![
        format!("{} {}", words(&cx.city.rules.city().name, lang), words(&office.name, lang)),
        office.phone.clone(),
    ];
    Ok(sheet)
}

/// What is answered so far, while a point is missing.
fn drafted(view: &LetterView) -> String {
    if let Some(body) = &view.body {
        return body.clone();
    }
    let answered = view.points.iter().map(|(_, point)| match &point.answer {
        Answer::Reply { body, .. } => body.clone(),
        Answer::Unanswered { wording, .. } => wording.clone(),
        Answer::Missing => format!("（用件{}の回答はまだありません）", point.branch),
    });
    answered.collect::<Vec<_>>().join("\n\n")
}

/// What the letter is about: 件名, or the city's words for what was sent. The headings of the desk's lists are first
/// words, cut off and masked: they stand in no letter.
fn subject(cx: &Cx, view: &LetterView, lang: Lang) -> String {
    match view.submission.subject.trim() {
        "" => words(cx.city.rules.letter_matter(), lang),
        given => matter(given).to_owned(),
    }
}

async fn holders_of(from: &impl Source, letter: LetterId) -> Result<Vec<SectionId>, Error> {
    let mut holders = Vec::new();
    for id in kocho_store::letter::cases(from, letter).await? {
        holders.extend(kocho_store::case::by_id(from, id).await?.map(|case| case.holder));
    }
    Ok(holders)
}

/// The sections that answer, each once.
fn names(cx: &Cx, holders: &[SectionId], lang: Lang) -> String {
    let mut names: Vec<&str> = Vec::new();
    for section in holders.iter().filter_map(|id| cx.city.section(*id)) {
        let name = if lang == Lang::En && !section.name_en.is_empty() { &section.name_en } else { &section.name };
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    names.join(if lang == Lang::En { ", " } else { "・" })
}

async fn addressee(
    from: &impl Source,
    submission: &Submission,
    template: &LetterTemplate,
    lang: Lang,
    open: bool,
) -> Result<Vec<String>, Error> {
    let contact = contact(from, submission).await?;
    let show = |value: Option<String>| value.map(|value| if open { value } else { HIDDEN.to_owned() });
    let name = show(contact.name).map(|name| words(&template.addressee, lang).replace("{name}", &name));
    Ok([show(contact.address), name].into_iter().flatten().collect())
}

fn day(on: NaiveDate, lang: Lang) -> String {
    if lang == Lang::En { on.format("%-d %B %Y").to_string() } else { wareki(on) }
}

/// A rule's words without readings.
fn words(text: &Localized, lang: Lang) -> String {
    let (text, written_in) = text.get(lang);
    if written_in == Lang::Easy { ruby::strip(text) } else { text.to_owned() }
}
