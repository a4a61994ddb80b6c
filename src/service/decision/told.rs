//! What an applicant is told: the city's text in their language, filled and frozen. A mail is queued; a letter waits to be printed
//! and sent. Reminders are found by their day, so that a meeting that was moved or called off brings none.

use chrono::{Datelike, Days, NaiveDate};
use kocho_domain::{
    calendar::weekday_name,
    clock::civil_date,
    dialogue::{ApplicationState, DayState, NoticeBy, Period},
    era::wareki,
    id::DecisionNoticeId,
    job::{APPLICATION_CALL, Mail},
    localized::Lang,
    personal::Personal,
    rule::dialogue::NoticeKind,
    story::{AuditEvent, Story, Why},
};
use kocho_store::{
    Tx,
    application::{self, Application},
    decision_notice::{self, NewNotice, Notice},
    dialogue_day::{self, Day},
    notice::{self, About},
    outbox,
    slot::{self, Slot},
};

use crate::{Cx, Error, commitment::remind::people, dialogue_day::desk, job::plain_words, keys::sha256};

/// What is to be told.
pub(crate) struct Told<'a> {
    /// Which notice.
    pub(crate) kind: NoticeKind,
    /// Of which day.
    pub(crate) day: Option<&'a Day>,
    /// Of which slot.
    pub(crate) slot: Option<&'a Slot>,
    /// What the desk adds.
    pub(crate) words: &'a str,
    /// When and where it was to be until now, for what moved.
    pub(crate) before: Option<(&'a Day, Option<Period>)>,
}

/// Freezes a notice; by mail it is queued, by letter it waits for the desk. Answers which way it goes; nobody is told whose
/// contact was erased.
pub(crate) async fn tell(cx: &Cx, tx: &mut Tx, one: &Application, told: &Told<'_>) -> Result<Option<NoticeBy>, Error> {
    if one.purged_at.is_some() {
        return Ok(None);
    }
    let body = text(cx, one, told);
    let email = one.about.applicant.reveal().email.clone().filter(|_| one.about.notice_by == NoticeBy::Mail);
    let medium = if email.is_some() { NoticeBy::Mail } else { NoticeBy::Letter };
    let new = NewNotice {
        code: told.kind.code().to_owned(),
        medium,
        sha256: sha256(body.as_bytes()),
        body,
        document_number: String::new(),
        slot: told.slot.map(|slot| slot.id),
    };
    let id = decision_notice::insert(tx, one.id, &new).await?;
    if let Some(email) = email {
        outbox::push(tx, &Personal::new(email), &Mail::Dialogue { notice: id.0 }, None, None).await?;
    }
    Ok(Some(medium))
}

/// Title, an empty line, text.
fn text(cx: &Cx, one: &Application, told: &Told<'_>) -> String {
    let lang = Lang::from_code(&one.about.language).unwrap_or_default();
    let dialogues = cx.city.rules.dialogues();
    let notice = dialogues.notices.of(told.kind);
    let series = dialogues.series(&one.about.series).map(|s| plain_words(&s.label, lang)).unwrap_or_default();
    let reason = one.standing.reason.as_deref().and_then(|code| dialogues.reason(code));
    let values = [
        ("series", series),
        ("number", one.about.number.to_string()),
        ("theme", one.about.theme.clone()),
        ("day", told.day.map(|day| long_day(day.about.held_on, lang)).unwrap_or_default()),
        ("time", told.slot.map(|slot| slot.period.to_string()).unwrap_or_default()),
        ("venue", told.day.map(|day| day.about.venue.clone()).unwrap_or_default()),
        ("before", told.before.map(|(day, period)| appointment(day, period, lang)).unwrap_or_default()),
        ("reason", reason.map(|reason| plain_words(&reason.public, lang)).unwrap_or_default()),
        ("words", told.words.trim().to_owned()),
    ];
    let title = filled(&plain_words(&notice.title, lang), &values);
    let body = filled(&plain_words(&notice.body, lang), &values);
    format!("{title}\n\n{}", calm(&body))
}

/// When and where, in one line.
fn appointment(day: &Day, period: Option<Period>, lang: Lang) -> String {
    let time = period.map(|period| format!(" {period}")).unwrap_or_default();
    let comma = if lang == Lang::En { ", " } else { "、" };
    format!("{}{time}{comma}{}", long_day(day.about.held_on, lang), day.about.venue)
}

/// Every `{name}` in one pass: what somebody typed is not read as a placeholder.
pub(crate) fn filled(text: &str, values: &[(&str, String)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        let inside = &rest[at + 1..];
        let end = inside.find('}').unwrap_or(inside.len());
        match values.iter().find(|(name, _)| *name == &inside[..end]) {
            Some((_, value)) => out.push_str(value),
            None => out.push_str(&rest[at..(at + 2 + end).min(rest.len())]),
        }
        rest = inside.get(end + 1..).unwrap_or_default();
    }
    out + rest
}

/// Without the hole that empty words leave, and without blanks at the ends of lines.
pub(crate) fn calm(text: &str) -> String {
    let mut calm = text.trim().lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    while calm.contains("\n\n\n") {
        calm = calm.replace("\n\n\n", "\n\n");
    }
    calm
}

/// A day in the reader's language, with its day of the week.
pub(crate) fn long_day(on: NaiveDate, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("{}（{}）", wareki(on), weekday_name(on.weekday())),
        Lang::Easy => format!("{}（{}）", on.format("%Y年%-m月%-d日"), weekday_name(on.weekday())),
        Lang::En => on.format("%A, %-d %B %Y").to_string(),
    }
}

/// A notice on paper.
#[derive(Debug, Clone)]
pub struct Letter {
    /// The frozen notice.
    pub notice: Notice,
    /// To whom: address and name, one line each.
    pub addressee: Vec<String>,
    /// Its title and text.
    pub title: String,
    /// Paragraphs; line breaks inside are kept.
    pub paragraphs: Vec<String>,
    /// ja, easy or en.
    pub language: String,
    /// Key of the application.
    pub application: kocho_domain::id::PublicKey,
}

/// A notice with name and address, to be put into an envelope. That it was printed stands in the audit.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn letter(cx: &Cx, id: DecisionNoticeId) -> Result<Letter, Error> {
    desk(cx)?;
    let tx = cx.begin().await?;
    let notice = decision_notice::by_id(&tx, id).await?.ok_or(Error::NotFound)?;
    let one = application::by_id(&tx, notice.application).await?.ok_or(Error::NotFound)?;
    let event = AuditEvent::new("letter_printed", "application", Some(one.id.0)).with("notice", id);
    tx.commit(Story::audit(event)).await?;
    let applicant = one.about.applicant.reveal();
    let (title, body) = notice.told.body.split_once("\n\n").unwrap_or((notice.told.body.as_str(), ""));
    let name = applicant.name.clone();
    let lines = [applicant.address.clone().unwrap_or_default(), one.about.group_name.clone(), name];
    Ok(Letter {
        addressee: lines.into_iter().filter(|line| !line.trim().is_empty()).collect(),
        title: title.to_owned(),
        paragraphs: body.split("\n\n").map(str::to_owned).collect(),
        language: one.about.language,
        application: one.about.key,
        notice,
    })
}

/// The letter was put into the post.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn mark_sent(cx: &Cx, id: DecisionNoticeId) -> Result<kocho_domain::id::PublicKey, Error> {
    desk(cx)?;
    let mut tx = cx.begin().await?;
    let notice = decision_notice::by_id(&tx, id).await?.ok_or(Error::NotFound)?;
    let one = application::by_id(&tx, notice.application).await?.ok_or(Error::NotFound)?;
    decision_notice::mark_sent(&mut tx, id).await?;
    let event = AuditEvent::new("notice_sent", "application", Some(one.id.0)).with("notice", id);
    tx.commit(Story::audit(event)).await?;
    Ok(one.about.key)
}

/// A letter that waits for the desk.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// The frozen notice.
    pub notice: Notice,
    /// To which application.
    pub application: Application,
}

impl Waiting {
    /// A mail was wished for, and reached nobody.
    #[must_use]
    pub fn came_back(&self) -> bool {
        came_back(&self.notice, &self.application)
    }

    /// It reminds of a day so near that a letter may come too late.
    #[must_use]
    pub fn is_reminder(&self) -> bool {
        self.notice.told.code == NoticeKind::Reminder.code()
    }
}

/// This notice is a letter although the applicant wished for mails and has an address: its mail reached nobody.
#[must_use]
pub fn came_back(notice: &Notice, one: &Application) -> bool {
    let by_mail = one.about.notice_by == NoticeBy::Mail && one.about.applicant.reveal().email.is_some();
    by_mail && notice.told.medium == NoticeBy::Letter
}

/// Letters that wait for the desk, the oldest first. Nobody has to be reminded of a day that is over.
///
/// # Errors
/// [`Error::Denied`].
pub async fn waiting_letters(cx: &Cx) -> Result<Vec<Waiting>, Error> {
    desk(cx)?;
    let from = cx.reader();
    let letters = decision_notice::letters_waiting(&from).await?;
    let ids: Vec<_> = letters.iter().map(|notice| notice.application).collect();
    let of = application::by_ids(&from, &ids).await?;
    let with = |notice: Notice| {
        let application = of.get(&notice.application).cloned()?;
        Some(Waiting { notice, application })
    };
    let mut waiting: Vec<Waiting> = letters.into_iter().filter_map(with).collect();
    let reminders = waiting.iter().filter(|one| one.is_reminder());
    let days: Vec<_> = reminders.filter_map(|one| one.application.about.day).collect();
    let days = dialogue_day::by_ids(&from, &days).await?;
    let is_over = |one: &Waiting| {
        days.iter().any(|day| Some(day.id) == one.application.about.day && day.about.held_on < cx.today())
    };
    waiting.retain(|one| !one.is_reminder() || !is_over(one));
    Ok(waiting)
}

/// The most days before a meeting of which a reminder is thought.
const AHEAD: u64 = 40;

/// Reminds whoever meets the mayor in so many days as the series says, once; answers how many.
///
/// # Errors
/// What the database says.
pub async fn remind(cx: &Cx) -> Result<usize, Error> {
    let today = cx.today();
    let days = dialogue_day::from_day(&cx.reader(), today, AHEAD).await?;
    let near = |day: Day| {
        let on = remind_on(cx, &day)?;
        (on <= today && today < day.about.held_on).then_some((day, on))
    };
    let near: Vec<(Day, NaiveDate)> = days.into_iter().filter_map(near).collect();
    if near.is_empty() {
        return Ok(0);
    }
    let mut tx = cx.begin().await?;
    let mut reminded = 0;
    for (day, on) in &near {
        reminded += remind_of(cx, &mut tx, day, *on).await?;
    }
    tx.commit(Story::Unrecorded(Why::JobLease)).await?;
    Ok(reminded)
}

/// On the day on which others are reminded by mail, the desk hears who has none and comes: a letter would be too late. Answers of
/// how many. `since` is the first day that was not looked at.
pub(crate) async fn remind_desk(cx: &Cx, tx: &mut Tx, since: NaiveDate) -> Result<usize, Error> {
    let today = cx.today();
    let is_near = |day: &Day| {
        let on = remind_on(cx, day);
        on.is_some_and(|on| since <= on && on <= today && today < day.about.held_on)
    };
    let ahead = dialogue_day::from_day(tx, today, AHEAD).await?;
    let days: Vec<_> = ahead.iter().filter(|day| is_near(day)).map(|day| day.id).collect();
    let mut calls = application::of_days(tx, &days).await?;
    calls.retain(|one| {
        let by_mail = one.about.notice_by == NoticeBy::Mail && one.about.applicant.reveal().email.is_some();
        one.standing.state == ApplicationState::Accepted && one.purged_at.is_none() && !by_mail
    });
    if calls.is_empty() {
        return Ok(0);
    }
    let people = people(cx, tx, cx.city.hearing()?.id).await?;
    for one in &calls {
        for person in &people {
            notice::add_other(tx, *person, About::Application(one.id), APPLICATION_CALL).await?;
        }
    }
    Ok(calls.len())
}

/// The day on which those of a day are reminded.
fn remind_on(cx: &Cx, day: &Day) -> Option<NaiveDate> {
    let before = cx.city.rules.dialogues().series(&day.about.series)?.remind_days_before;
    (before > 0 && day.state == DayState::Announced)
        .then(|| day.about.held_on.checked_sub_days(Days::new(u64::from(before))))
        .flatten()
}

async fn remind_of(cx: &Cx, tx: &mut Tx, day: &Day, on: NaiveDate) -> Result<usize, Error> {
    let all = application::of_days(tx, &[day.id]).await?;
    let ids: Vec<_> = all.iter().map(|one| one.id).collect();
    let told = decision_notice::told(tx, NoticeKind::Reminder.code(), &ids).await?;
    let moved = decision_notice::told(tx, NoticeKind::DayMoved.code(), &ids).await?;
    let slots = slot::of_day(tx, day.id).await?;
    let mut reminded = 0;
    for one in all.iter().filter(|one| one.standing.state == ApplicationState::Accepted) {
        // A letter would come too late; who was told just now needs no reminder, and of another date one is reminded anew.
        let decided = one.standing.decided.map(|(_, at)| at).max(moved.get(&one.id).copied());
        let is_fresh = decided.is_some_and(|at| civil_date(at) >= on);
        let is_done = told.get(&one.id).is_some_and(|at| decided.is_none_or(|decided| *at > decided));
        if one.about.notice_by != NoticeBy::Mail || is_fresh || is_done {
            continue;
        }
        let own = slots.iter().find(|slot| slot.party.as_ref().is_some_and(|party| party.application == Some(one.id)));
        tell(cx, tx, one, &Told { kind: NoticeKind::Reminder, day: Some(day), slot: own, words: "", before: None })
            .await?;
        reminded += 1;
    }
    Ok(reminded)
}

#[cfg(test)]
mod tests {
    use super::{calm, filled};

    #[test]
    fn what_somebody_typed_is_never_a_placeholder() {
        let values = [("theme", "{words}と{day}".to_owned()), ("words", "ひとこと".to_owned())];
        assert_eq!(filled("「{theme}」{words}{other}{", &values), "「{words}と{day}」ひとこと{other}{");
    }

    #[test]
    fn no_hole_is_left_where_nothing_was_added() {
        assert_eq!(calm("a\n\n\n\nb\n\n"), "a\n\nb");
        assert_eq!(calm("日時　5月20日 \n場所　"), "日時　5月20日\n場所");
    }
}
