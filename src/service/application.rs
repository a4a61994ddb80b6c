//! 対話の申込み: taking one in from the form, the telephone or the counter, and what its applicant sees and does with number and
//! secret. Deciding is in `decision.rs`.

mod desk;
mod erase;
mod meeting;
mod own;
mod same;

use kocho_domain::{
    body::{Body, Line},
    dialogue::{Applicant, ApplicationNumber, AppliedBy, Need, NoticeBy, PartyKind, Reception},
    era::FiscalYear,
    id::PublicKey,
    personal::Personal,
    receipt::Secret,
    rule::dialogue::Series,
    story::{AuditEvent, Story},
};
use kocho_store::{
    Tx,
    application::{self, NewApplication},
    dialogue_day::{self, Day},
};

pub use self::{
    desk::{ApplicationView, Handed, Revealed, handed, reveal, show},
    erase::erase_due,
    meeting::{Meeting, calendar_file, meeting, meetings},
    own::{OwnView, Receipt, cancel, open, receipt, view},
    same::{Same, Shared},
};
pub(crate) use self::{
    own::is_over,
    same::{hashes_of, of as same_as},
};
use crate::{Cx, Error, FieldErrors, dialogue_day::reception_of};

/// What somebody applies with.
#[derive(Debug, Clone)]
pub struct Apply {
    /// The form's own key; a second identical POST finds the first one's receipt.
    pub form_key: String,
    /// Code of the series.
    pub series: String,
    /// The day that is wished for; none means any.
    pub day: Option<PublicKey>,
    /// How it comes.
    pub channel: AppliedBy,
    /// ja, easy or en.
    pub language: String,
    /// テーマ
    pub theme: Line,
    /// 具体的な内容: the by-law asks for it.
    pub detail: Body,
    /// Person or group.
    pub party_kind: PartyKind,
    /// 団体名
    pub group_name: Option<Line>,
    /// 人数
    pub people: u32,
    /// 市との関わり code
    pub relation: Option<String>,
    /// 希望する日時
    pub wishes: Option<Body>,
    /// What they need to take part.
    pub needs: Vec<Need>,
    /// Said in their own words.
    pub needs_note: Option<Body>,
    /// 申込者
    pub applicant: Personal<Applicant>,
    /// How the decision reaches them.
    pub notice_by: NoticeBy,
}

/// Takes an application in; answers its key.
///
/// # Errors
/// [`Error::Invalid`] with codes of mistakes: `choice_unknown`, `day_closed`, `group_needed`, `people_many`, `people_few`,
/// `party_not_here`; [`Error::Denied`] for staff without the right.
pub async fn apply(cx: &Cx, new: Apply) -> Result<PublicKey, Error> {
    if new.channel != AppliedBy::Web {
        crate::dialogue_day::desk(cx)?;
    }
    match take_in(cx, &new).await {
        // A form that is sent twice meets itself at its key, which is unique.
        Err(Error::Stale) => application::key_of_form(&cx.reader(), &new.form_key).await?.ok_or(Error::Busy),
        other => other,
    }
}

async fn take_in(cx: &Cx, new: &Apply) -> Result<PublicKey, Error> {
    let mut tx = cx.begin().await?;
    let day = match &new.day {
        Some(key) => Some(dialogue_day::by_key(&tx, key).await?.ok_or_else(|| Error::field("day", "choice_unknown"))?),
        None => None,
    };
    check(cx, &tx, new, day.as_ref()).await?;
    let fiscal_year = FiscalYear::of(cx.today());
    let sequence = kocho_store::counter::next(&mut tx, &format!("dialogue-application-{}", fiscal_year.year())).await?;
    let row = row(cx, new, day.as_ref(), ApplicationNumber { fiscal_year, sequence });
    let secret = Secret::derive(&cx.keys().receipt(), row.key.as_str());
    let hashes = hashes_of(cx, &row);
    let id = application::insert(&mut tx, &row, secret.keyed_hash(&cx.keys().receipt()), hashes).await?;
    let event = AuditEvent::new("dialogue_applied", "application", Some(id.0))
        .with("channel", row.channel.code())
        .with("series", &row.series);
    tx.commit(Story::audit(event)).await?;
    Ok(row.key)
}

fn row(cx: &Cx, new: &Apply, day: Option<&Day>, number: ApplicationNumber) -> NewApplication {
    let text = |body: &Option<Body>| body.as_ref().map(|body| body.as_str().trim().to_owned()).unwrap_or_default();
    let group = new.party_kind == PartyKind::Group;
    NewApplication {
        key: cx.new_key(),
        form_key: new.form_key.clone(),
        number,
        series: new.series.clone(),
        day: day.map(|day| day.id),
        channel: new.channel,
        language: new.language.clone(),
        received_on: cx.today(),
        theme: new.theme.as_str().trim().to_owned(),
        detail: new.detail.as_str().to_owned(),
        party_kind: new.party_kind,
        group_name: new.group_name.as_ref().filter(|_| group).map(|g| g.as_str().to_owned()).unwrap_or_default(),
        people: new.people,
        relation: new.relation.clone(),
        wishes: text(&new.wishes),
        needs: new.needs.clone(),
        needs_note: text(&new.needs_note),
        applicant: new.applicant.clone(),
        notice_by: new.notice_by,
    }
}

/// Refuses what the series does not allow.
async fn check(cx: &Cx, tx: &Tx, new: &Apply, day: Option<&Day>) -> Result<(), Error> {
    let series = cx.city.rules.dialogues().series(&new.series).filter(|series| series.is_used_on(cx.today()));
    let Some(series) = series else { return Err(Error::field("series", "choice_unknown")) };
    let mut errors = FieldErrors::new();
    let mut wrong = |is: bool, field: &'static str, code: &str| {
        if is {
            errors.entry(field).or_insert_with(|| code.to_owned());
        }
    };
    wrong(!series.parties.contains(&new.party_kind), "party_kind", "party_not_here");
    wrong(new.party_kind == PartyKind::Group && new.group_name.is_none(), "group_name", "group_needed");
    wrong(new.people == 0, "people", "people_needed");
    wrong(new.people < series.least_people, "people", "people_few");
    wrong(new.people > series.most_people, "people", "people_many");
    wrong(day.is_some_and(|day| day.about.series != new.series), "day", "choice_unknown");
    wrong(!is_taken(cx, tx, new, series, day).await?, "day", "day_closed");
    let known = |code: &String| cx.city.rules.city().relations.iter().any(|relation| relation.code == *code);
    wrong(new.relation.as_ref().is_some_and(|code| !known(code)), "relation", "choice_unknown");
    let allowed = |code: &String| series.relations.is_empty() || series.relations.contains(code);
    wrong(new.relation.as_ref().is_some_and(|code| known(code) && !allowed(code)), "relation", "relation_not_here");
    if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
}

/// Whether an application for this day, or for any, is taken now. The desk takes one for every day that is not over.
/// Nobody applies where one comes without applying.
async fn is_taken(cx: &Cx, tx: &Tx, new: &Apply, series: &Series, day: Option<&Day>) -> Result<bool, Error> {
    use kocho_domain::dialogue::DayState;
    if !series.asks_to_apply() {
        return Ok(false);
    }
    if new.channel != AppliedBy::Web {
        return Ok(day.is_none_or(|day| {
            matches!(day.state, DayState::Draft | DayState::Announced) && day.about.held_on >= cx.today()
        }));
    }
    let is_open = |day: &Day| matches!(reception_of(day, cx.today()), Reception::Now(_));
    Ok(series.web
        && match day {
            Some(day) => is_open(day),
            None => dialogue_day::from_day(tx, cx.today(), 60)
                .await?
                .iter()
                .any(|day| day.about.series == series.code && is_open(day)),
        })
}
