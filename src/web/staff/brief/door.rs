//! The doors of briefs. Memos of sections are in `memo.rs`.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::Form;
use kocho_domain::{access::Permission, id::SectionId};
use kocho_service::{
    Error,
    brief::{self, Brief},
    stored::dialogue_day::Day,
};
use serde::Deserialize;

use super::{BriefPage, BriefPrintPage, memo, view};
use crate::{
    guard::{Signed, go_with},
    page::Page,
    pdf::beside,
    problem::AppError,
    routes::{Access, Routes},
    staff::{
        admin::found,
        case::door::{key_of, sentence_of},
        view::{Choice, Errors},
    },
    state::AppState,
    urls::staff as urls,
};

/// The doors: the office reads briefs, the desk makes them, sections write their memos.
pub(crate) fn routes(state: &AppState) -> Routes {
    let (read, desk) = (Access::Staff(Permission::DialogueRead), Access::Staff(Permission::DialogueManage));
    let slot = |act: &str| urls::slot_act("{slot}", act);
    let routes = Routes::new(state)
        .get(slot("brief"), read, show)
        .post(slot("measures"), desk, post_measures)
        .post(slot("memos"), desk, post_ask)
        .get(urls::dialogue_day_act("{day}", "briefs"), read, print)
        .get(urls::DIALOGUE_MEMOS, read, memo::list)
        .get(urls::dialogue_memo("{memo}"), read, memo::show)
        .post(urls::dialogue_memo("{memo}"), read, memo::post);
    #[cfg(feature = "pdf")]
    let routes = routes.get(slot("brief.pdf"), read, super::pdf::file).get(
        urls::dialogue_day_act("{day}", "briefs.pdf"),
        read,
        super::pdf::of_day,
    );
    routes
}

/// `GET /staff/dialogues/slots/{slot}/brief`
async fn show(State(state): State<AppState>, signed: Signed, Path(key): Path<String>) -> Result<Response, AppError> {
    Ok(Page::ok(show_page(&state, &signed, &key).await?).into_response())
}

/// The brief with nothing typed in.
pub(super) async fn show_page(state: &AppState, signed: &Signed, key: &str) -> Result<BriefPage, AppError> {
    brief_page(state, signed, key, (None, String::new()), Errors::default()).await
}

async fn brief_page(
    state: &AppState,
    signed: &Signed,
    key: &str,
    (codes, due_on): (Option<String>, String),
    errors: Errors,
) -> Result<BriefPage, AppError> {
    let cx = signed.cx(state);
    let seen: Brief = brief::show(&cx, &key_of(key)?).await?;
    let words = seen.measures.iter().map(|m| cx.city.measure_word(&m.measure)).collect::<Vec<_>>().join(" ");
    let asked = |id| seen.memos.iter().any(|memo| memo.memo.section == id);
    // Sections of the measures first: they will mostly be asked.
    let lead: Vec<SectionId> = seen.measures.iter().flat_map(|m| m.measure.sections.iter().copied()).collect();
    let mut sections: Vec<_> =
        cx.city.sections.iter().filter(|s| s.in_force(cx.today()) && !asked(s.id) && !s.hearing).collect();
    sections.sort_by_key(|s| lead.iter().position(|id| *id == s.id).unwrap_or(usize::MAX));
    let day = seen.day.key.as_str();
    Ok(BriefPage {
        frame: signed.frame(state),
        ready_by: seen.ready_by,
        ready: seen.is_ready(),
        manages: signed.actor.may(Permission::DialogueManage),
        codes: codes.unwrap_or(words),
        sections: sections.iter().map(|s| Choice::new(s.id.to_string(), &s.name)).collect(),
        due_on: if due_on.is_empty() { brief::due(&cx, &seen.day).to_string() } else { due_on },
        errors,
        measures_url: urls::slot_act(key, "measures"),
        memos_url: urls::slot_act(key, "memos"),
        print: urls::dialogue_day_act(day, "briefs"),
        pdf: beside(urls::slot_act(key, "brief.pdf")),
        back: urls::dialogue_day(day),
        brief: view::brief(&cx, &seen),
    })
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Measures {
    measures: String,
}

/// `POST /staff/dialogues/slots/{slot}/measures`
async fn post_measures(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(form): Form<Measures>,
) -> Result<Response, AppError> {
    let words: Vec<String> =
        form.measures.split([' ', '　', '、', ',', '\n', '\r']).filter(|w| !w.is_empty()).map(str::to_owned).collect();
    match brief::set_measures(&signed.cx(&state), &key_of(&key)?, &words).await {
        Ok(()) => Ok(go_with(&state, &urls::slot_act(&key, "brief"), "success", "関係する施策を決めました。")),
        Err(Error::Invalid(fields)) => {
            let typed = (Some(form.measures), String::new());
            Ok(Page::invalid(brief_page(&state, &signed, &key, typed, found(fields)).await?).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Ask {
    section: i64,
    due_on: String,
}

/// `POST /staff/dialogues/slots/{slot}/memos`
async fn post_ask(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(form): Form<Ask>,
) -> Result<Response, AppError> {
    let day = form.due_on.trim().parse().ok();
    let errors = match brief::ask(&signed.cx(&state), &key_of(&key)?, SectionId(form.section), day).await {
        Ok(()) => return Ok(go_with(&state, &urls::slot_act(&key, "brief"), "success", "課にメモを頼みました。")),
        Err(Error::Invalid(fields)) => found(fields),
        Err(error) => Errors::one("section", sentence_of(error)?),
    };
    Ok(Page::invalid(brief_page(&state, &signed, &key, (None, form.due_on), errors).await?).into_response())
}

/// `GET /staff/dialogues/{day}/briefs`
async fn print(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
) -> Result<Page<BriefPrintPage>, AppError> {
    Ok(Page::ok(print_page(&state, &signed, &key).await?.1))
}

/// The day with all its briefs.
pub(super) async fn print_page(
    state: &AppState,
    signed: &Signed,
    key: &str,
) -> Result<(Day, BriefPrintPage), AppError> {
    let cx = signed.cx(state);
    let (day, briefs) = brief::of_day(&cx, &key_of(key)?).await?;
    let page = BriefPrintPage {
        frame: signed.frame(state),
        title: view::print_title(&cx, &day),
        attendees: day.about.attendees.join("、"),
        briefs: briefs.iter().map(|one| view::brief(&cx, one)).collect(),
        pdf: beside(urls::dialogue_day_act(key, "briefs.pdf")),
        back: urls::dialogue_day(key),
    };
    Ok((day, page))
}
