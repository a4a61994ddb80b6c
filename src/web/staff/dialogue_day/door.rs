//! The doors of dialogue days: list, new, months, show, edit, announce, cancel, delete, calendar. Slots are in `slot.rs`.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::{Form, Query};
use chrono::NaiveDate;
use kocho_domain::{
    access::Permission,
    dialogue::{ApplicationState, DayState, Reception},
    id::DialogueDayId,
};
use kocho_service::{
    Cx, Error, application, decision,
    dialogue_day::{self, DayForm, DayView},
};
use serde::Deserialize;

use super::{
    DayMay, DayTyped, DayUrls, DialogueDayPage, DialogueEditPage, DialogueListPage, SlotTyped, slot,
    view::{self, application_row, day_row, facts, number, slot_row},
};
use crate::{
    files::handed_over,
    guard::{Signed, go_with},
    page::Page,
    problem::AppError,
    routes::{Access, Routes},
    staff::{
        admin::found,
        case::{
            conflict::{ConflictField, ConflictPage},
            door::{key_of, sentence_of},
        },
        filters::day_of,
        view::{Choice, Errors},
    },
    state::AppState,
    urls::staff as urls,
};

/// The doors: reading for the desk, the office and sections; changing for the desk.
pub(crate) fn routes(state: &AppState) -> Routes {
    let (read, desk) = (Access::Staff(Permission::DialogueRead), Access::Staff(Permission::DialogueManage));
    let day = |act: &str| urls::dialogue_day_act("{day}", act);
    Routes::new(state)
        .get(urls::DIALOGUES, read, list)
        .get(urls::DIALOGUE_NEW, desk, new)
        .post(urls::DIALOGUES, desk, post_new)
        .post(urls::DIALOGUE_MONTHS, desk, post_months)
        .get(urls::dialogue_day("{day}"), read, show)
        .get(day("edit"), desk, edit)
        .post(day("edit"), desk, post_edit)
        .post(day("announce"), desk, post_announce)
        .post(day("cancel"), desk, post_cancel)
        .post(day("delete"), desk, post_delete)
        .get(day("calendar"), read, calendar)
        .post(day("slots"), desk, slot::post_add)
        .post(urls::slot_act("{slot}", "time"), desk, slot::post_time)
        .post(urls::slot_act("{slot}", "delete"), desk, slot::post_delete)
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Behind {
    on: Option<NaiveDate>,
    id: Option<i64>,
}

/// `GET /staff/dialogues`; a section goes on to what it was asked.
async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Query(behind): Query<Behind>,
) -> Result<Response, AppError> {
    if !sees_days(&signed) {
        return Ok(Redirect::to(urls::DIALOGUE_MEMOS).into_response());
    }
    Ok(Page::ok(list_page(&state, &signed, &behind, Errors::default()).await?).into_response())
}

/// Sections see briefs, not days.
fn sees_days(signed: &Signed) -> bool {
    use kocho_domain::access::Role;
    signed.actor.may(Permission::DialogueManage) || signed.actor.offices.iter().any(|o| o.role == Role::Executive)
}

async fn list_page(
    state: &AppState,
    signed: &Signed,
    behind: &Behind,
    errors: Errors,
) -> Result<DialogueListPage, AppError> {
    let cx = signed.cx(state);
    let after = behind.on.zip(behind.id.map(DialogueDayId));
    let list = dialogue_day::list(&cx, after).await?;
    let manages = signed.actor.may(Permission::DialogueManage);
    let letters = if manages { decision::waiting_letters(&cx).await? } else { Vec::new() };
    let series = cx.city.rules.dialogues().series_on(cx.today());
    let monthly = series.filter_map(|s| Some(Choice::new(&s.code, format!("{}　{}", s.label.ja, s.monthly?.label()))));
    Ok(DialogueListPage {
        frame: signed.frame(state),
        ahead: list.ahead.iter().map(|row| day_row(&cx, row)).collect(),
        earlier: list.earlier.iter().map(|row| day_row(&cx, row)).collect(),
        loose: list.loose.iter().map(application_row).collect(),
        letters: letters.iter().map(view::letter_row).collect(),
        monthly: monthly.collect(),
        errors,
        manages,
        next: list.next.map(|(on, id)| format!("{}?on={on}&id={id}", urls::DIALOGUES)),
        further: after.is_some(),
    })
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Of {
    series: String,
}

/// `GET /staff/dialogues/new`: as the series proposes it.
async fn new(State(state): State<AppState>, signed: Signed, Query(of): Query<Of>) -> Result<Response, AppError> {
    let cx = signed.cx(&state);
    let first = cx.city.rules.dialogues().series_on(cx.today()).next().map(|series| series.code.clone());
    let code = if of.series.is_empty() { first.unwrap_or_default() } else { of.series };
    let form = DayTyped::of(&dialogue_day::proposal(&cx, &code, None)?, 0);
    Ok(Page::ok(new_page(&state, &signed, form, Errors::default())).into_response())
}

fn new_page(state: &AppState, signed: &Signed, form: DayTyped, errors: Errors) -> DialogueEditPage {
    let cx = signed.cx(state);
    let series = cx.city.rules.dialogues().series_on(cx.today());
    DialogueEditPage {
        frame: signed.frame(state),
        number: String::new(),
        series: series
            .map(|s| Choice { chosen: s.code == form.series, ..Choice::new(&s.code, s.label.ja.clone()) })
            .collect(),
        form,
        errors,
        told: None,
        action: urls::DIALOGUES.into(),
        back: urls::DIALOGUES.into(),
    }
}

/// `POST /staff/dialogues`
async fn post_new(
    State(state): State<AppState>,
    signed: Signed,
    Form(form): Form<DayTyped>,
) -> Result<Response, AppError> {
    let usual = form.usual_slots == "yes";
    match dialogue_day::create(&signed.cx(&state), &form.clone().into_form(), usual).await {
        Ok(key) => {
            let to = urls::dialogue_day(key.as_str());
            Ok(go_with(&state, &to, "success", "下書きを作りました。枠を確かめて、公開してください。"))
        }
        Err(Error::Invalid(fields)) => {
            Ok(Page::invalid(new_page(&state, &signed, form, found(fields))).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Months {
    series: String,
    months: u32,
}

/// `POST /staff/dialogues/months`
async fn post_months(
    State(state): State<AppState>,
    signed: Signed,
    Form(form): Form<Months>,
) -> Result<Response, AppError> {
    match dialogue_day::create_monthly(&signed.cx(&state), &form.series, form.months).await {
        Ok(made) => {
            let mut words = format!("{}日分の下書きを作りました。", made.days.len());
            for (from, to) in &made.moved {
                words += &format!("{}は閉庁日なので{}にしました。", day_of(*from), day_of(*to));
            }
            if !made.there.is_empty() {
                let there: Vec<String> = made.there.iter().map(|on| day_of(*on)).collect();
                words += &format!("{}は、もうあります。", there.join("、"));
            }
            Ok(go_with(&state, urls::DIALOGUES, "success", &words))
        }
        Err(Error::Invalid(fields)) => {
            let page = list_page(&state, &signed, &Behind::default(), found(fields)).await?;
            Ok(Page::invalid(page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /staff/dialogues/{day}`
async fn show(State(state): State<AppState>, signed: Signed, Path(key): Path<String>) -> Result<Response, AppError> {
    let page = day_page(&state, &signed, &key, SlotTyped::default(), Errors::default()).await?;
    Ok(Page::ok(page).into_response())
}

/// The page of a day, with what was typed wrongly.
pub(super) async fn day_page(
    state: &AppState,
    signed: &Signed,
    key: &str,
    slot_typed: SlotTyped,
    errors: Errors,
) -> Result<DialogueDayPage, AppError> {
    let cx = signed.cx(state);
    let seen = dialogue_day::show(&cx, &key_of(key)?).await?;
    let day = &seen.day;
    let (word, tone) = view::state(day);
    let act = |act: &str| urls::dialogue_day_act(key, act);
    let mut waiting: Vec<_> =
        seen.applications.iter().filter(|one| one.standing.state == ApplicationState::Waiting).collect();
    waiting.sort_by_key(|one| one.standing.waiting_place);
    let chosen = seen.applications.iter().filter(|one| one.standing.state == ApplicationState::Chosen).count();
    let may = may(signed, &seen, cx.today());
    let mut letters =
        if signed.actor.may(Permission::DialogueManage) { decision::waiting_letters(&cx).await? } else { Vec::new() };
    letters.retain(|one| one.application.about.day == Some(day.id));
    let next_waiting = waiting.first().filter(|_| may.change && seen.free().count() > chosen);
    Ok(DialogueDayPage {
        frame: signed.frame(state),
        on: day.about.held_on,
        number: number(&cx, day),
        title: day.about.title.clone(),
        state: word,
        tone,
        facts: facts(&seen),
        cancelled_because: seen.cancelled_because.clone().unwrap_or_default(),
        slots: seen.slots.iter().map(|slot| slot_row(&seen, slot, cx.today(), &slot_typed)).collect(),
        clashes: view::clashes(&cx, &seen),
        moves: seen.moves.iter().map(view::move_row).collect(),
        applications: seen.applications.iter().map(application_row).collect(),
        awaits_applications: seen.asks_to_apply && matches!(day.state, DayState::Draft | DayState::Announced),
        free_words: if seen.asks_to_apply { "空き" } else { "申込みは要りません" },
        letters: letters.iter().map(view::letter_row).collect(),
        next_waiting: next_waiting.map(|one| application_row(one)),
        unbegun: view::unbegun(&seen, cx.today()),
        unbegun_late: seen.unbegun.iter().any(|one| one.is_late(cx.today())),
        hint: hint(&seen),
        version: day.lock,
        may,
        slot_typed: if slot_typed.of.is_empty() { slot_typed } else { SlotTyped::default() },
        errors,
        urls: DayUrls {
            edit: act("edit"),
            announce: act("announce"),
            cancel: act("cancel"),
            delete: act("delete"),
            slots: act("slots"),
            apply: urls::application_new(key),
            draw: act("draw"),
            briefs: act("briefs"),
            calendar: act("calendar"),
            record: urls::dialogue_record(key),
        },
    })
}

fn may(signed: &Signed, seen: &DayView, today: NaiveDate) -> DayMay {
    let manages = signed.actor.may(Permission::DialogueManage);
    let open = matches!(seen.day.state, DayState::Draft | DayState::Announced);
    let ahead = seen.day.about.held_on >= today;
    DayMay {
        change: manages && open,
        announce: manages && ahead && seen.day.state == DayState::Draft,
        // A draft on which applications hang cannot be removed: it is called off, and they stay.
        cancel: manages
            && (seen.day.state == DayState::Announced
                || seen.day.state == DayState::Draft && !seen.applications.is_empty()),
        delete: manages && seen.day.state == DayState::Draft && seen.applications.is_empty(),
        apply: manages && open && ahead && seen.asks_to_apply,
        // Once the day is over only a draw that took place is worth reading.
        draw: seen.is_drawn && seen.draws.iter().any(|draw| open || draw.drawn.is_some()),
        briefs: seen.slots.iter().any(|slot| slot.party.is_some()),
        record: signed.actor.may(Permission::DialogueRecord)
            && matches!(seen.day.state, DayState::Announced | DayState::Held),
    }
}

/// What comes next, in one sentence; empty when nothing does.
fn hint(seen: &DayView) -> String {
    let undecided = seen.applications.iter().filter(|one| one.standing.state == ApplicationState::Received).count();
    match (seen.day.state, seen.reception) {
        (DayState::Draft, _) if seen.asks_to_apply => {
            "まだ公開していません。枠と申込期間を確かめて、公開してください。".into()
        }
        (DayState::Draft, _) => "まだ公開していません。枠を確かめて、公開してください。".into(),
        (DayState::Announced, Reception::Over) if undecided > 0 && seen.is_drawn => {
            format!("申込みの受付が終わりました。{undecided}件が抽せんを待っています。")
        }
        (DayState::Announced, Reception::Over) if undecided > 0 => {
            format!("申込みの受付が終わりました。{undecided}件の可否を決めてください。")
        }
        (DayState::Announced | DayState::Held | DayState::Cancelled, _) => String::new(),
    }
}

/// `GET /staff/dialogues/{day}/edit`
async fn edit(State(state): State<AppState>, signed: Signed, Path(key): Path<String>) -> Result<Response, AppError> {
    let seen = dialogue_day::show(&signed.cx(&state), &key_of(&key)?).await?;
    let form = DayTyped::of(&DayForm::of(&seen.day), seen.day.lock);
    Ok(Page::ok(edit_page(&state, &signed, &seen, form, Errors::default())).into_response())
}

fn edit_page(state: &AppState, signed: &Signed, seen: &DayView, form: DayTyped, errors: Errors) -> DialogueEditPage {
    let cx = signed.cx(state);
    let key = seen.day.key.as_str();
    DialogueEditPage {
        frame: signed.frame(state),
        number: number(&cx, &seen.day),
        series: Vec::new(),
        form,
        errors,
        told: (seen.day.state == DayState::Announced).then(|| view::told(seen)),
        action: urls::dialogue_day_act(key, "edit"),
        back: urls::dialogue_day(key),
    }
}

/// `POST /staff/dialogues/{day}/edit`
async fn post_edit(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(form): Form<DayTyped>,
) -> Result<Response, AppError> {
    let cx = signed.cx(&state);
    let day = key_of(&key)?;
    let errors = match dialogue_day::save(&cx, &day, form.version, &form.clone().into_form(), &form.reason).await {
        Ok(moved) => {
            let words = format!("保存しました。{}", view::moved_words(moved));
            return Ok(go_with(&state, &urls::dialogue_day(&key), "success", &words));
        }
        Err(Error::Stale) => return conflict(&state, &signed, &cx, &key, &form).await,
        Err(Error::Invalid(fields)) => found(fields),
        Err(error) => Errors::one("held_on", sentence_of(error)?),
    };
    let seen = dialogue_day::show(&cx, &day).await?;
    Ok(Page::invalid(edit_page(&state, &signed, &seen, form, errors)).into_response())
}

/// Somebody saved it meanwhile: both versions, nothing lost.
async fn conflict(
    state: &AppState,
    signed: &Signed,
    cx: &Cx,
    key: &str,
    mine: &DayTyped,
) -> Result<Response, AppError> {
    let day = key_of(key)?;
    let seen = dialogue_day::show(cx, &day).await?;
    let (by, at) = dialogue_day::last_change(cx, &day).await?;
    let saved = DayTyped::of(&DayForm::of(&seen.day), seen.day.lock);
    let pairs = saved.fields().into_iter().zip(mine.fields());
    let read = |value: &str| if value.is_empty() { "（なし）".to_owned() } else { value.to_owned() };
    let (mut fields, mut same) = (Vec::new(), vec![("reason".to_owned(), mine.reason.clone())]);
    for ((name, label, theirs), (_, _, yours)) in pairs {
        let (theirs, yours) = (theirs.replace("\r\n", "\n"), yours.replace("\r\n", "\n"));
        if theirs == yours {
            same.push((name.to_owned(), yours));
        } else {
            fields.push(ConflictField {
                name: name.into(),
                label: label.into(),
                long: name == "attendees",
                theirs: (theirs.clone(), read(&theirs)),
                yours: (yours.clone(), read(&yours)),
            });
        }
    }
    let page = ConflictPage {
        frame: signed.frame(state),
        number: number(cx, &seen.day),
        what: "この日".into(),
        by: if by.is_empty() { "ほかの人".into() } else { by },
        at,
        url: urls::dialogue_day_act(key, "edit"),
        version: seen.day.lock,
        fields,
        same,
        back: urls::dialogue_day(key),
    };
    Ok(Page(axum::http::StatusCode::CONFLICT, page).into_response())
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Act {
    version: i64,
    reason: String,
}

/// `POST /staff/dialogues/{day}/announce`
async fn post_announce(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(form): Form<Act>,
) -> Result<Response, AppError> {
    let (cx, day) = (signed.cx(&state), key_of(&key)?);
    let done = dialogue_day::announce(&cx, &day, form.version).await;
    let words = if dialogue_day::show(&cx, &day).await?.asks_to_apply {
        "公開しました。申込期間になると、市民が申し込めます。"
    } else {
        "公開しました。申込みは要りません。当日、会場へ来ていただきます。"
    };
    after(&state, &signed, &key, done, "", ("announce", words)).await
}

/// `POST /staff/dialogues/{day}/cancel`
async fn post_cancel(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(form): Form<Act>,
) -> Result<Response, AppError> {
    let done = dialogue_day::cancel(&signed.cx(&state), &key_of(&key)?, form.version, &form.reason).await;
    let words = match &done {
        Ok(0) => "中止にしました。".to_owned(),
        Ok(told) => format!("中止にしました。申込み{told}件は残っています。申込者に知らせます。"),
        Err(_) => String::new(),
    };
    after(&state, &signed, &key, done.map(|_| ()), &form.reason, ("cancel", &words)).await
}

/// `POST /staff/dialogues/{day}/delete`
async fn post_delete(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(form): Form<Act>,
) -> Result<Response, AppError> {
    match dialogue_day::delete(&signed.cx(&state), &key_of(&key)?, form.version).await {
        Ok(()) => Ok(go_with(&state, urls::DIALOGUES, "success", "下書きを消しました。")),
        Err(error) => after(&state, &signed, &key, Err(error), "", ("delete", "")).await,
    }
}

/// After an act: the page with a message, or with what is wrong and the reason that was typed.
async fn after(
    state: &AppState,
    signed: &Signed,
    key: &str,
    done: Result<(), Error>,
    reason: &str,
    (field, words): (&'static str, &str),
) -> Result<Response, AppError> {
    match done {
        Ok(()) => Ok(go_with(state, &urls::dialogue_day(key), "success", words)),
        Err(error) => {
            let errors = Errors::one(field, said(error)?);
            let typed = SlotTyped { reason: reason.to_owned(), ..SlotTyped::default() };
            Ok(Page::invalid(day_page(state, signed, key, typed, errors).await?).into_response())
        }
    }
}

/// What is wrong, in words; also when somebody else was faster: the page then has the newer state, and what was typed.
pub(super) fn said(error: Error) -> Result<String, Error> {
    match error {
        Error::Stale => Ok("ほかの人が先に変えました。今の内容を確かめて、もう一度行ってください。".to_owned()),
        other => sentence_of(other),
    }
}

/// `GET /staff/dialogues/{day}/calendar`: the slots with a party, for the calendars of who attends.
async fn calendar(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
) -> Result<Response, AppError> {
    let cx = signed.cx(&state);
    let (day, meetings) = application::meetings(&cx, &key_of(&key)?).await?;
    let name = format!("{}.ics", number(&cx, &day));
    Ok(handed_over(&name, "text/calendar; charset=utf-8".into(), application::calendar_file(&meetings, cx.now())))
}
