//! The doors of candidates: the list, the page of one, who it is. Writing one down is in `new.rs`, deciding in `act.rs`.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::{Form, Query};
use kocho_domain::{
    access::Permission,
    panel::{CandidateState, CandidateWay, PanelState, Person},
    rule::Use,
};
use kocho_service::{
    Cx,
    candidate::{self, CandidateView},
    stored::candidate::Candidate,
};
use serde::Deserialize;

use super::{
    CandidateListPage, CandidateMay, CandidatePage, CandidateRow, CandidateUrls, act, contact, new, told_row, tone,
};
use crate::{
    guard::Signed,
    page::Page,
    problem::AppError,
    routes::{Access, Routes},
    staff::{
        case::door::{key_of, sentence_of},
        filters::day_of,
        view::{Choice, Errors, Fact},
    },
    state::AppState,
    urls::staff as urls,
};

/// The doors: of the desk.
pub(crate) fn routes(state: &AppState) -> Routes {
    let desk = Access::Staff(Permission::PanelManage);
    let of_panel = |act: &str| urls::panel_act("{panel}", act);
    let act_of = |act: &str| urls::candidate_act("{candidate}", act);
    Routes::new(state)
        .get(of_panel("candidates"), desk, list)
        .get(of_panel("candidates/new"), desk, new::show)
        .post(of_panel("candidates/new"), desk, new::post)
        .get(urls::candidate("{candidate}"), desk, show)
        .post(act_of("contact"), desk, post_contact)
        .post(act_of("choose"), desk, act::post_choose)
        .post(act_of("pass"), desk, act::post_pass)
        .post(act_of("decline"), desk, act::post_decline)
        .post(act_of("ask"), desk, act::post_ask)
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    state: String,
    after: String,
}

/// `GET /staff/panels/{panel}/candidates`
async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Page<CandidateListPage>, AppError> {
    let cx = signed.cx(&state);
    let shown = CandidateState::parse(&wanted.state);
    let (panel, rows, next) = candidate::list(&cx, &key_of(&key)?, shown, &wanted.after).await?;
    let code = shown.map_or("", CandidateState::code);
    let of_state = |one: &CandidateState| (one.label(), urls::candidates(&key, one.code(), ""), shown == Some(*one));
    let mut states = vec![("すべて", urls::candidates(&key, "", ""), shown.is_none())];
    states.extend(CandidateState::ALL.iter().map(of_state));
    Ok(Page::ok(CandidateListPage {
        frame: signed.frame(&state),
        take_in: (panel.state == PanelState::Called).then(|| urls::panel_act(&key, "candidates/new")),
        panel: panel.about.title,
        back: urls::panel(&key),
        states,
        rows: rows.iter().map(|one| row(&cx, one)).collect(),
        next: next.map(|after| urls::candidates(&key, code, &after)),
    }))
}

fn row(cx: &Cx, one: &Candidate) -> CandidateRow {
    let rule = cx.city.rules.panels();
    let reason = one.standing.reason.as_deref().and_then(|code| rule.reason(code));
    CandidateRow {
        href: urls::candidate(one.about.key.as_str()),
        number: one.about.number.clone(),
        received_on: one.about.received_on,
        way: one.about.way.label(),
        classes: rule.words(&one.about.classes),
        state: state_words(one),
        tone: tone(one.standing.state),
        reason: reason.map(|reason| reason.label.clone()).unwrap_or_default(),
    }
}

fn state_words(one: &Candidate) -> String {
    match one.standing.reserve_place {
        Some(place) => format!("{} {place}番", one.standing.state.label()),
        None => one.standing.state.label().to_owned(),
    }
}

/// `GET /staff/panels/candidates/{candidate}`
async fn show(State(state): State<AppState>, signed: Signed, Path(key): Path<String>) -> Result<Response, AppError> {
    Ok(Page::ok(candidate_page(&state, &signed, &key, None, Errors::default()).await?).into_response())
}

/// The page of a candidate, with what a rule said no to, or with who it is.
pub(super) async fn candidate_page(
    state: &AppState,
    signed: &Signed,
    key: &str,
    revealed: Option<&Person>,
    errors: Errors,
) -> Result<CandidatePage, AppError> {
    let cx = signed.cx(state);
    let view = candidate::show(&cx, &key_of(key)?).await?;
    let one = &view.candidate;
    let act = |act: &str| urls::candidate_act(key, act);
    let reveal = cx.city.rules.reasons_for(Use::Reveal);
    let masked = one.about.person.reveal();
    Ok(CandidatePage {
        frame: signed.frame(state),
        number: one.about.number.clone(),
        panel: view.panel.about.title.clone(),
        back: urls::panel(view.panel.key.as_str()),
        list: urls::panel_act(view.panel.key.as_str(), "candidates"),
        state: state_words(one),
        tone: tone(one.standing.state),
        because: because(&cx, &view),
        facts: facts(&cx, &view),
        cell: cell(&view),
        motive: one.about.motive.clone(),
        against: if may(&view).choose { view.against.clone() } else { Vec::new() },
        contact: contact(revealed.unwrap_or(masked), revealed.is_some()),
        revealed: revealed.is_some() || one.purged_at.is_some(),
        reveal_reasons: reveal.map(|r| Choice::new(&r.code, &r.label)).collect(),
        reasons: cx.city.rules.panels().reasons.iter().map(|r| Choice::new(&r.code, &r.label)).collect(),
        notices: view.notices.iter().map(|told| told_row(told, (one.about.notice_by, &one.about.person))).collect(),
        may: may(&view),
        version: one.lock,
        errors,
        urls: CandidateUrls {
            choose: act("choose"),
            pass: act("pass"),
            decline: act("decline"),
            ask: act("ask"),
            contact: act("contact"),
        },
    })
}

fn may(view: &CandidateView) -> CandidateMay {
    let (state, panel) = (view.candidate.standing.state, view.panel.state);
    let open = state.is_open();
    let chosen = state == CandidateState::Chosen;
    CandidateMay {
        choose: open && panel != PanelState::Draft,
        pass: (open || chosen) && panel == PanelState::Called,
        decline: open || chosen,
        ask: chosen && matches!(view.candidate.about.way, CandidateWay::Recommended | CandidateWay::Register),
    }
}

fn cell(view: &CandidateView) -> String {
    let cell = view.cell;
    match (cell.free(), cell.beyond()) {
        (0, 0) => format!("この区分は{}人で、いっぱいです。", cell.wanted),
        (0, beyond) => format!("この区分は{}人の割り当てを、もう{beyond}人超えています。", cell.wanted),
        (free, _) => format!("この区分は{}人のうち{}人が決まり、あと{free}人です。", cell.wanted, cell.chosen),
    }
}

fn facts(cx: &Cx, view: &CandidateView) -> Vec<Fact> {
    let about = &view.candidate.about;
    let rule = cx.city.rules.panels();
    let relations = &cx.city.rules.city().relations;
    let relation = about.relation.as_ref().and_then(|code| relations.iter().find(|r| r.code == *code));
    let occupation = about.occupation.as_ref().and_then(|code| rule.occupation(code));
    [
        ("区分", rule.words(&about.classes)),
        ("市との関わり", relation.map(|r| r.label.ja.clone()).unwrap_or_default()),
        ("職業", occupation.map(|o| o.label.ja.clone()).unwrap_or_default()),
        ("推薦した区", about.recommender.clone()),
        ("受付", format!("{}　{}", day_of(about.received_on), about.way.label())),
        ("受け取り方", about.notice_by.label().to_owned()),
        ("個人情報を消す日", view.candidate.standing.purge_on.map(day_of).unwrap_or_default()),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(label, value)| Fact::new(label, value))
    .collect()
}

fn because(cx: &Cx, view: &CandidateView) -> String {
    let rule = cx.city.rules.panels();
    let reason = view.candidate.standing.reason.as_deref().and_then(|code| rule.reason(code));
    let label = reason.map(|reason| reason.label.clone()).unwrap_or_default();
    [label, view.words.clone().unwrap_or_default()].into_iter().filter(|w| !w.is_empty()).collect::<Vec<_>>().join("。")
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Why {
    reason_code: String,
    reason: String,
}

/// `POST /staff/panels/candidates/{candidate}/contact`
async fn post_contact(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(why): Form<Why>,
) -> Result<Response, AppError> {
    match candidate::reveal(&signed.cx(&state), &key_of(&key)?, &why.reason_code, &why.reason).await {
        Ok(person) => {
            let page = candidate_page(&state, &signed, &key, Some(person.reveal()), Errors::default()).await?;
            Ok(Page::ok(page).into_response())
        }
        Err(error) => {
            let errors = Errors::one("contact", sentence_of(error)?);
            Ok(Page::invalid(candidate_page(&state, &signed, &key, None, errors).await?).into_response())
        }
    }
}
