//! Writing down an application that came by telephone or at the counter.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::{Form, Query};
use kocho_domain::{
    dialogue::{AppliedBy, DayState, Need, NoticeBy, PartyKind},
    localized::Lang,
};
use kocho_service::{Error, application, dialogue_day};
use serde::Deserialize;

use super::ApplicationNewPage;
use crate::{
    guard::Signed,
    page::Page,
    problem::AppError,
    public::{application::ApplicationForm, form::Mistakes},
    staff::{
        filters::day_of,
        view::{Choice, Errors},
    },
    state::AppState,
    texts::Texts,
    urls::staff as urls,
};

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Of {
    day: String,
}

/// `GET /staff/dialogues/applications/new`
pub(super) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Query(of): Query<Of>,
) -> Result<Page<ApplicationNewPage>, AppError> {
    let form = ApplicationForm {
        form_token: state.form_token(),
        day: of.day,
        channel: AppliedBy::Phone.code().into(),
        language: "ja".into(),
        notice_by: NoticeBy::Letter.code().into(),
        ..ApplicationForm::default()
    };
    Ok(Page::ok(page(&state, &signed, form, Errors::default()).await?))
}

async fn page(
    state: &AppState,
    signed: &Signed,
    mut form: ApplicationForm,
    errors: Errors,
) -> Result<ApplicationNewPage, AppError> {
    let cx = signed.cx(state);
    let list = dialogue_day::list(&cx, None).await?;
    let open = |state| matches!(state, DayState::Draft | DayState::Announced);
    let days: Vec<_> = list.ahead.into_iter().map(|row| row.day).filter(|day| open(day.state)).collect();
    if form.series.is_empty() {
        let own = days.iter().find(|day| day.key.as_str() == form.day).map(|day| day.about.series.clone());
        let first = cx.city.rules.dialogues().series_on(cx.today()).next().map(|series| series.code.clone());
        form.series = own.or(first).unwrap_or_default();
    }
    let pick = |value: &str, label: String, now: &str| Choice { chosen: value == now, ..Choice::new(value, label) };
    let dialogues = cx.city.rules.dialogues();
    let channels = [AppliedBy::Phone, AppliedBy::Counter];
    Ok(ApplicationNewPage {
        frame: signed.frame(state),
        channels: channels.map(|c| pick(c.code(), c.label().into(), &form.channel)).into(),
        series: dialogues.series_on(cx.today()).map(|s| pick(&s.code, s.label.ja.clone(), &form.series)).collect(),
        days: days
            .iter()
            .map(|d| pick(d.key.as_str(), format!("{}　{}", day_of(d.about.held_on), d.about.title), &form.day))
            .collect(),
        parties: PartyKind::ALL.iter().map(|p| pick(p.code(), p.label().into(), &form.party_kind)).collect(),
        relations: cx
            .city
            .rules
            .city()
            .relations
            .iter()
            .map(|r| pick(&r.code, r.label.ja.clone(), &form.relation))
            .collect(),
        needs: Need::ALL
            .iter()
            .map(|n| Choice { chosen: form.has_need(n.code()), ..Choice::new(n.code(), n.label()) })
            .collect(),
        ways: NoticeBy::ALL.iter().map(|w| pick(w.code(), w.label().into(), &form.notice_by)).collect(),
        languages: [(Lang::Ja, "日本語"), (Lang::Easy, "やさしい日本語"), (Lang::En, "英語")]
            .map(|(lang, label)| pick(lang.code(), label.into(), &form.language))
            .into(),
        excluded: dialogues.reasons.iter().filter(|r| r.announced).map(|r| r.public.ja.clone()).collect(),
        form,
        errors,
    })
}

/// `POST /staff/dialogues/applications/new`
pub(super) async fn post(
    State(state): State<AppState>,
    signed: Signed,
    Form(form): Form<ApplicationForm>,
) -> Result<Response, AppError> {
    let cx = signed.cx(&state);
    let mut mistakes = form.check().err().unwrap_or_default();
    let channel = AppliedBy::parse(&form.channel).filter(|channel| *channel != AppliedBy::Web);
    mistakes.add_if(channel.is_none(), "channel", "choice_needed");
    let comes_freely = cx.city.rules.dialogues().series(&form.series).is_some_and(|series| !series.asks_to_apply());
    mistakes.add_if(comes_freely, "series", COMES_FREELY);
    let key = state.form_key(&form.form_token);
    mistakes.add_if(key.is_none(), "form_token", "form_old");
    if mistakes.clone().into_result().is_ok()
        && let (Some(channel), Some(key)) = (channel, key)
    {
        let language = Lang::from_code(&form.language).unwrap_or_default();
        let Some(command) = form.command(&key, channel, language.code()) else {
            return Err(AppError(Error::field("form", "入力をお確かめください。")));
        };
        match application::apply(&cx, command).await {
            Ok(key) => {
                return Ok(Redirect::to(&urls::application_act(key.as_str(), "receipt")).into_response());
            }
            Err(Error::Invalid(fields)) => fields.into_iter().for_each(|(field, code)| mistakes.add(field, code)),
            Err(other) => return Err(other.into()),
        }
    }
    let form = ApplicationForm { form_token: state.form_token(), ..form };
    let errors = words(&mistakes, comes_freely);
    Ok(Page::invalid(page(&state, &signed, form, errors).await?).into_response())
}

/// The code of an application for a meeting to which one comes without applying.
const COMES_FREELY: &str = "day_closed";

/// The fields in the order of the page.
pub(super) const ORDER: [&str; 18] = [
    "form_token",
    "channel",
    "series",
    "day",
    "theme",
    "detail",
    "party_kind",
    "group_name",
    "people",
    "relation",
    "wishes",
    "needs_note",
    "name",
    "phone",
    "notice_by",
    "email",
    "address",
    "reach_note",
];

/// The same words that residents read; what the desk is to say instead of writing an application down, in its own.
fn words(mistakes: &Mistakes, comes_freely: bool) -> Errors {
    let mut errors = Errors::default();
    if comes_freely {
        errors.add("series", "この会は申込み不要です。「当日、会場へお越しください」とお伝えください");
        return errors;
    }
    for (field, sentence) in mistakes.in_words(Texts::of(Lang::Ja)).list() {
        errors.add(field.as_str(), sentence.plain().trim_end_matches('。'));
    }
    errors
}
