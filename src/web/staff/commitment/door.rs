//! The doors of promises.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::{Form, Query};
use chrono::NaiveDate;
use kocho_domain::{
    access::Permission,
    commitment::{Commitment, FORMULA, State as Standing, Tally},
    id::{CommitmentId, SectionId},
};
use kocho_service::{
    Cx, Error,
    commitment::{
        self, CommitmentView, Step, Typed,
        list::{self, Asked, Listed, Origin, Queue},
    },
};
use serde::Deserialize;

use super::{
    CommitmentActForm, CommitmentForm, CommitmentListPage, CommitmentNewPage, CommitmentPage, CommitmentRow, Rate,
    StepView, Tab, evidence,
};
use crate::{
    files::csv_table,
    guard::{Signed, go_with},
    page::Page,
    problem::AppError,
    routes::{Access, Routes, Size},
    staff::{
        admin::found,
        case::{
            door::{key_of, sentence_of},
            words::due_view,
        },
        filters::day_of,
        view::{Choice, DueView, Errors, Fact, Tone},
    },
    state::AppState,
    urls::staff as urls,
};

/// A deadline is near in the last week.
const NEAR_DAYS: i64 = 7;

/// The doors: which promises somebody knows is asked behind them.
pub(crate) fn routes(state: &AppState) -> Routes {
    let (read, write) = (Access::Staff(Permission::DialogueRead), Access::Staff(Permission::DialogueRecord));
    Routes::new(state)
        .get(urls::COMMITMENTS, read, list)
        .get(urls::COMMITMENTS_CSV, Access::Staff(Permission::CaseExport), csv)
        .get(urls::COMMITMENT_NEW, write, new)
        .post(urls::COMMITMENT_NEW, write, post_new)
        .get(urls::commitment("{commitment}"), read, show)
        .post(urls::commitment_act("{commitment}", "report"), read, post_report)
        .post(urls::commitment_act("{commitment}", "move"), Access::Staff(Permission::CommitmentClose), post_move)
        .post_sized(
            urls::commitment_act("{commitment}", "keep"),
            Access::Staff(Permission::CommitmentClose),
            Size::Files,
            evidence::post_keep,
        )
        .get(urls::evidence("{commitment}", "{evidence}"), read, evidence::open)
        .post(urls::commitment_act("{commitment}", "drop"), Access::Staff(Permission::CommitmentClose), post_drop)
        .post(urls::commitment_act("{commitment}", "publish"), write, post_publish)
}

/// The address of a list.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct ListQuery {
    queue: String,
    section: String,
    after: String,
}

impl ListQuery {
    fn asked(&self) -> Asked {
        let after = self.after.split_once('.');
        let after = after.and_then(|(day, id)| Some((day.parse().ok()?, CommitmentId(id.parse().ok()?))));
        Asked {
            queue: Queue::ALL.into_iter().find(|queue| queue.code() == self.queue).unwrap_or_default(),
            section: self.section.parse().ok().map(SectionId),
            after,
        }
    }
}

/// `GET /staff/commitments`
async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<ListQuery>,
) -> Result<Page<CommitmentListPage>, AppError> {
    let cx = signed.cx(&state);
    let asked = query.asked();
    let found = list::list(&cx, &asked).await?;
    let section = asked.section.map(|id| id.to_string()).unwrap_or_default();
    let address = |list: &str, queue: Queue, after: &str| {
        let queue = if queue == Queue::default() { "" } else { queue.code() };
        urls::case_list(list, &[("queue", queue), ("section", &section), ("after", after)])
    };
    let tabs = Queue::ALL.map(|queue| Tab {
        href: address(urls::COMMITMENTS, queue, ""),
        label: queue.label(),
        count: queue.count(found.tally),
        current: queue == asked.queue,
        alarms: queue == Queue::Late && found.tally.late > 0,
    });
    let choice = |(id, _): &(SectionId, Tally)| Choice {
        chosen: asked.section == Some(*id),
        ..Choice::new(id.to_string(), cx.city.section_name(*id))
    };
    let sections: Vec<Choice> = found.sections.iter().map(choice).collect();
    Ok(Page::ok(CommitmentListPage {
        tabs: tabs.into(),
        queue: asked.queue.code(),
        sections: if sections.len() > 1 { sections } else { Vec::new() },
        rate: rate(found.tally),
        rows: found.rows.into_iter().map(|listed| row(&cx, listed)).collect(),
        next: found.next.map(|(day, id)| address(urls::COMMITMENTS, asked.queue, &format!("{day}.{id}"))),
        csv: signed.actor.may(Permission::CaseExport).then(|| address(urls::COMMITMENTS_CSV, asked.queue, "")),
        adds: signed.actor.may(Permission::DialogueRecord),
        sums_up: signed.actor.may(Permission::DialogueRecord) || signed.actor.may(Permission::SummaryReview),
        frame: signed.frame(&state),
    }))
}

/// The rate in words.
pub(crate) fn rate(tally: Tally) -> Rate {
    Rate {
        percent: tally.percent(),
        on_time: tally.on_time,
        judged: tally.judged(),
        extended: tally.past.saturating_sub(tally.late),
        formula: FORMULA,
    }
}

/// A promise in a list.
pub(crate) fn row(cx: &Cx, listed: Listed) -> CommitmentRow {
    let one = listed.one;
    CommitmentRow {
        href: urls::commitment(one.key.as_str()),
        number: one.number.to_string(),
        section: cx.city.section_name(one.section).to_owned(),
        due: due(&one, cx.today()),
        due_on: one.due_on,
        first_due_on: (one.first_due_on != one.due_on).then_some(one.first_due_on),
        place: listed.origin.map(|origin| place(&origin)).unwrap_or_default(),
        state: one.state.label(),
        tone: tone(one.state),
        closed_on: one.closed_on,
        text: one.text,
    }
}

fn due(one: &Commitment, today: NaiveDate) -> Option<DueView> {
    let left = (one.due_on - today).num_days();
    one.state.is_open().then(|| due_view(one.due_on, left, left <= NEAR_DAYS))
}

/// 対話の日（6月）2番目　玉里の会
pub(crate) fn place(origin: &Origin) -> String {
    format!("{} {}番目　{}", origin.title, origin.position, origin.party)
}

/// How a state looks.
pub(crate) const fn tone(state: Standing) -> Tone {
    match state {
        Standing::Open => Tone::Info,
        Standing::Moved => Tone::Warning,
        Standing::Kept => Tone::Success,
        Standing::Dropped => Tone::Calm,
    }
}

/// `GET /staff/commitments/csv`
async fn csv(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<ListQuery>,
) -> Result<Response, AppError> {
    let (name, bytes) = list::csv(&signed.cx(&state), &query.asked()).await?;
    Ok(csv_table(&name, bytes.into()))
}

/// `GET /staff/commitments/new`
async fn new(State(state): State<AppState>, signed: Signed) -> Page<CommitmentNewPage> {
    let form = CommitmentForm { made_on: signed.cx(&state).today().to_string(), ..CommitmentForm::default() };
    Page::ok(new_page(&state, &signed, form, Errors::default()))
}

fn new_page(state: &AppState, signed: &Signed, form: CommitmentForm, errors: Errors) -> CommitmentNewPage {
    let cx = signed.cx(state);
    let measure = |measure: &kocho_service::stored::plan::Measure| Choice {
        chosen: measure.code == form.measure,
        ..Choice::new(measure.code.clone(), format!("{} {}", measure.code, measure.name))
    };
    CommitmentNewPage {
        frame: signed.frame(state),
        sections: section_choices(&cx, form.section.parse().ok().map(SectionId)),
        measures: cx.city.measures.iter().map(measure).collect(),
        form,
        errors,
    }
}

/// The sections of today, one of them chosen.
pub(crate) fn section_choices(cx: &Cx, chosen: Option<SectionId>) -> Vec<Choice> {
    let today = cx.today();
    let in_force = cx.city.sections.iter().filter(|section| section.in_force(today));
    in_force
        .map(|section| Choice {
            chosen: chosen == Some(section.id),
            ..Choice::new(section.id.to_string(), section.name.clone())
        })
        .collect()
}

/// `POST /staff/commitments/new`
async fn post_new(
    State(state): State<AppState>,
    signed: Signed,
    Form(form): Form<CommitmentForm>,
) -> Result<Response, AppError> {
    let typed = Typed {
        text: form.text.clone(),
        public_text: form.public_text.clone(),
        section: form.section.parse().ok().map(SectionId),
        made_on: form.made_on.parse().ok(),
        due_on: form.due_on.parse().ok(),
        measure: form.measure.clone(),
    };
    match commitment::add(&signed.cx(&state), &typed).await {
        Ok(key) => Ok(go_with(&state, &urls::commitment(key.as_str()), "success", "約束を登録しました。")),
        Err(Error::Invalid(fields)) => {
            Ok(Page::invalid(new_page(&state, &signed, form, found(fields))).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /staff/commitments/{commitment}`
async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
) -> Result<Page<CommitmentPage>, AppError> {
    let page = page(&state, &signed, &key, CommitmentActForm::default(), ("", String::new())).await?;
    Ok(Page::ok(page))
}

pub(super) async fn page(
    state: &AppState,
    signed: &Signed,
    key: &str,
    form: CommitmentActForm,
    tried: (&'static str, String),
) -> Result<CommitmentPage, AppError> {
    let cx = signed.cx(state);
    let view = commitment::show(&cx, &key_of(key)?).await?;
    let typed = tried.0 == "publish";
    let (public_text, public_outcome) = if typed {
        (form.public_text.clone(), form.public_outcome.clone())
    } else {
        (view.one.public_text.clone(), view.one.public_outcome.clone())
    };
    let form = CommitmentActForm {
        on: if form.on.is_empty() { cx.today().to_string() } else { form.on.clone() },
        lock: view.one.lock,
        ..form
    };
    Ok(CommitmentPage {
        frame: signed.frame(state),
        number: view.one.number.to_string(),
        text: view.one.text.clone(),
        state: view.one.state.label(),
        tone: tone(view.one.state),
        due: due(&view.one, cx.today()),
        facts: facts(&cx, &view),
        origin: view.origin.as_ref().map(|origin| (place(origin), way_back(signed, origin))),
        evidence_url: view.one.evidence_url.clone(),
        evidence: view.evidence.iter().map(|file| evidence::view(key, file)).collect(),
        waiting: view.waiting.iter().map(|file| evidence::view(key, file)).collect(),
        steps: view.steps.iter().map(step).collect(),
        reports: view.may_report,
        closes: view.may_close,
        publishes: view.may_publish,
        doubts: view.doubts,
        public_text,
        public_outcome,
        key: key.to_owned(),
        form,
        tried,
    })
}

/// The record of the day, for those who write it; nothing for others.
fn way_back(signed: &Signed, origin: &Origin) -> String {
    let opens = signed.actor.may(Permission::DialogueRecord);
    if opens { urls::dialogue_record(origin.day.as_str()) } else { String::new() }
}

fn facts(cx: &Cx, view: &CommitmentView) -> Vec<Fact> {
    let one = &view.one;
    let mut facts = vec![
        Fact::new("担当課", cx.city.section_name(one.section)),
        Fact::new("約束した日", day_of(one.made_on)),
        Fact::new("期限", day_of(one.due_on)),
    ];
    if one.first_due_on != one.due_on {
        facts.push(Fact::new("最初の期限", day_of(one.first_due_on)));
    }
    if let Some(on) = one.closed_on {
        facts.push(Fact::new("終わった日", day_of(on)));
    }
    if let Some(measure) = one.measure {
        facts.push(Fact::new("施策", cx.city.measure_words(measure)));
    }
    facts
}

fn step(step: &Step) -> StepView {
    let to = step.due_on.map(day_of).unwrap_or_default();
    let what = match step.code.as_str() {
        "made" => format!("約束した（期限 {to}）"),
        "note" => "進み具合".to_owned(),
        "moved" => format!("期限を{to}に変えた"),
        "kept" => "果たした".to_owned(),
        "dropped" => "取りやめた".to_owned(),
        "published" => "公表文を書いた".to_owned(),
        "followed_up" => "申出人へその後を知らせた".to_owned(),
        other => other.to_owned(),
    };
    StepView { at: step.at, what, who: step.by.clone(), text: step.text.clone() }
}

/// What an act's form leads to: on, or the same page with what was wrong.
pub(super) async fn answer(
    (state, signed, key): (&AppState, &Signed, &str),
    done: Result<(), Error>,
    (act, words): (&'static str, &str),
    form: CommitmentActForm,
) -> Result<Response, AppError> {
    let wrong = match done {
        Ok(()) => return Ok(go_with(state, &urls::commitment(key), "success", words)),
        Err(Error::Stale) => return Ok(stale(state, key)),
        Err(error) => sentence_of(error)?,
    };
    let wrong = wrong.trim_end_matches('。').to_owned();
    Ok(Page::invalid(page(state, signed, key, form, (act, wrong)).await?).into_response())
}

/// Somebody else was faster: the page as it is now, and a word about it.
fn stale(state: &AppState, key: &str) -> Response {
    let words = "ほかの人が先に変えました。今の内容を確かめて、もう一度行ってください。";
    go_with(state, &urls::commitment(key), "warning", words)
}

type Asking = (State<AppState>, Signed, Path<String>, Form<CommitmentActForm>);

/// `POST /staff/commitments/{commitment}/report`
async fn post_report((State(state), signed, Path(key), Form(form)): Asking) -> Result<Response, AppError> {
    let done = commitment::report(&signed.cx(&state), &key_of(&key)?, &form.text).await;
    answer((&state, &signed, &key), done, ("report", "進み具合を書きました。"), form).await
}

/// `POST /staff/commitments/{commitment}/move`
async fn post_move((State(state), signed, Path(key), Form(form)): Asking) -> Result<Response, AppError> {
    let due_on = form.due_on.parse().ok();
    let done = commitment::move_to(&signed.cx(&state), &key_of(&key)?, due_on, &form.reason).await;
    answer((&state, &signed, &key), done, ("move", "期限を変えました。"), form).await
}

/// `POST /staff/commitments/{commitment}/drop`
async fn post_drop((State(state), signed, Path(key), Form(form)): Asking) -> Result<Response, AppError> {
    let done = commitment::give_up(&signed.cx(&state), &key_of(&key)?, &form.reason).await;
    answer((&state, &signed, &key), done, ("drop", "取りやめとして記録しました。"), form).await
}

/// `POST /staff/commitments/{commitment}/publish`
async fn post_publish((State(state), signed, Path(key), Form(form)): Asking) -> Result<Response, AppError> {
    let texts = (form.public_text.as_str(), form.public_outcome.as_str());
    let done = commitment::publish(&signed.cx(&state), &key_of(&key)?, texts, form.lock).await;
    match done {
        Ok(()) => Ok(Redirect::to(&urls::commitment(&key)).into_response()),
        Err(Error::Invalid(fields)) => {
            let wrong = found(fields).sentences();
            Ok(Page::invalid(page(&state, &signed, &key, form, ("publish", wrong)).await?).into_response())
        }
        done => answer((&state, &signed, &key), done, ("publish", ""), form).await,
    }
}
