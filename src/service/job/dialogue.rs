//! What does a mail about a dialogue day say at the moment at which it leaves: its frozen text, what can still be done with the
//! application, and the meeting for a calendar?

use kocho_domain::{dialogue::ApplicationState, id::DecisionNoticeId, localized::Lang, rule::dialogue::NoticeKind};
use kocho_store::{
    application::{self, Application},
    decision_notice::{self, Notice},
    dialogue_day::{self, Day},
    slot,
};

use super::content::{DialogueMail, Enclosed, Sender, words};
use crate::{
    Cx, Error,
    application::{Meeting, calendar_file, is_over},
};

/// The mail of a notice; `from` says who writes it in a language.
///
/// # Errors
/// [`Error::NotFound`] when what it speaks of is gone.
pub(super) async fn content(
    cx: &Cx,
    id: DecisionNoticeId,
    from: fn(&Cx, Lang) -> Sender,
) -> Result<DialogueMail, Error> {
    let reader = cx.reader();
    let notice = decision_notice::by_id(&reader, id).await?.ok_or(Error::NotFound)?;
    let one = application::by_id(&reader, notice.application).await?.ok_or(Error::NotFound)?;
    let day = match one.about.day {
        Some(id) => dialogue_day::by_id(&reader, id).await?,
        None => None,
    };
    let lang = Lang::from_code(&one.about.language).unwrap_or_default();
    let kind = NoticeKind::parse(&notice.told.code);
    let (title, body) = notice.told.body.split_once("\n\n").unwrap_or((notice.told.body.as_str(), ""));
    Ok(DialogueMail {
        lang,
        title: title.to_owned(),
        body: body.to_owned(),
        status_url: format!("{}{}/dialogue/status", cx.house.public_url, lang.prefix()),
        may_cancel: may_cancel(cx, &one, day.as_ref(), kind),
        calendar: calendar(cx, &one, &notice, kind).await?,
        calls_off: kind.is_some_and(NoticeKind::ends_the_meeting),
        from: from(cx, lang),
    })
}

/// As the applicant's own page has it; a mail that comes afterwards does not speak of it.
fn may_cancel(cx: &Cx, one: &Application, day: Option<&Day>, kind: Option<NoticeKind>) -> bool {
    let afterwards = kind.is_some_and(NoticeKind::is_afterwards);
    one.standing.state.holds_the_day() && !day.is_some_and(|day| is_over(cx, day)) && !afterwards
}

/// The meeting as it stands now, or that the one of the notice does not take place.
async fn calendar(
    cx: &Cx,
    one: &Application,
    notice: &Notice,
    kind: Option<NoticeKind>,
) -> Result<Option<Enclosed>, Error> {
    let reader = cx.reader();
    let ends = kind.is_some_and(NoticeKind::ends_the_meeting);
    let slot = if ends {
        slot::by_ids(&reader, &Vec::from_iter(notice.told.slot)).await?.into_iter().next()
    } else if one.standing.state == ApplicationState::Accepted && !kind.is_some_and(NoticeKind::is_afterwards) {
        slot::of_application(&reader, one.id).await?
    } else {
        None
    };
    let Some(slot) = slot else { return Ok(None) };
    let Some(day) = dialogue_day::by_id(&reader, slot.day).await? else { return Ok(None) };
    let lang = Lang::from_code(&one.about.language).unwrap_or_default();
    let series = cx.city.rules.dialogues().series(&one.about.series);
    let title = series.map_or_else(|| day.about.title.clone(), |series| words(&series.label, lang));
    let mut meeting = Meeting::of_applicant(cx, one, (&day, &slot), title);
    meeting.cancelled |= ends;
    Ok(Some(Enclosed {
        name: "dialogue.ics".into(),
        media_type: "text/calendar; charset=utf-8".into(),
        bytes: calendar_file(&[meeting], cx.now()),
    }))
}
