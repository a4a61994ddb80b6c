//! The doors of collections: list, new, show, count, close. Pictures come in through `scan.rs`.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::{Form, Query};
use chrono::{Datelike, NaiveDate};
use kocho_domain::{access::Permission, id::CollectionId, localized::Lang, paper::Grouping};
use kocho_service::{
    Cx, Error,
    collection::{self, CollectionView, Listed, NewForm},
    edition, slip,
};
use serde::Deserialize;

use super::{
    BoxRow, CollectionForm, CollectionListPage, CollectionNewPage, CollectionPage, CollectionRow, CollectionUrls,
    CountForm, scan,
};
use crate::{
    guard::{Signed, go_with},
    page::Page,
    problem::AppError,
    routes::{Access, Routes, Size},
    staff::{
        admin::found,
        case::door::{key_of, sentence_of},
        view::{Choice, Errors, Fact, Tone},
    },
    state::AppState,
    urls::staff as urls,
};

/// The doors: of the hearing desk.
pub(crate) fn routes(state: &AppState) -> Routes {
    let desk = Access::Staff(Permission::PaperEntry);
    Routes::new(state)
        .get(urls::COLLECTIONS, desk, list)
        .get(urls::COLLECTION_NEW, desk, new)
        .post(urls::COLLECTION_NEW, desk, post_new)
        .get(urls::collection("{collection}"), desk, show)
        .post_sized(urls::collection_act("{collection}", "pages"), desk, Size::Scans, scan::post_pages)
        .post(urls::collection_act("{collection}", "join"), desk, scan::post_join)
        .post(urls::collection_act("{collection}", "count"), desk, post_count)
        .post(urls::collection_act("{collection}", "close"), desk, post_close)
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
struct Before {
    before: Option<i64>,
}

/// `GET /staff/collections`
async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Query(page): Query<Before>,
) -> Result<Page<CollectionListPage>, AppError> {
    let cx = signed.cx(&state);
    let list = collection::list(&cx, page.before.map(CollectionId)).await?;
    let desk = slip::desk(&cx).await?;
    let (year, month) = (cx.today().year(), cx.today().month());
    let box_row = |(place, last): (kocho_domain::rule::paper::Place, Option<NaiveDate>)| BoxRow {
        is_due: last.is_none_or(|last| (last.year(), last.month()) != (year, month)),
        href: urls::case_list(urls::COLLECTION_NEW, &[("place", &place.code)]),
        name: place.name,
        last,
    };
    Ok(Page::ok(CollectionListPage {
        frame: signed.frame(&state),
        open: list.open.iter().map(|row| collection_row(&cx, row)).collect(),
        closed: list.closed.iter().map(|row| collection_row(&cx, row)).collect(),
        boxes: list.boxes.into_iter().map(box_row).collect(),
        waiting: (desk.unread, desk.unchecked),
        next: list.next.map(|last| format!("{}?before={last}", urls::COLLECTIONS)),
        further: page.before.is_some(),
    }))
}

fn collection_row(cx: &Cx, listed: &Listed) -> CollectionRow {
    let (about, counts) = (&listed.collection.about, &listed.counts);
    let (state, tone) = match listed.collection.closed_at {
        Some(_) => ("締め済み", Tone::Success),
        None if counts.missing().is_empty() => ("締められます", Tone::Warning),
        None if counts.slips() < counts.found => ("画像待ち", Tone::Calm),
        None => ("転記中", Tone::Info),
    };
    CollectionRow {
        href: urls::collection(listed.collection.key.as_str()),
        on: about.collected_on,
        channel: channel_name(cx, &about.channel),
        place: place_name(cx, about.place.as_deref()),
        found: counts.found,
        slips: counts.slips(),
        records: counts.records(),
        state,
        tone,
    }
}

pub(crate) fn channel_name(cx: &Cx, code: &str) -> String {
    cx.city.rules.channel(code).map_or(code, |channel| channel.label.get(Lang::Ja).0).to_owned()
}

pub(crate) fn place_name(cx: &Cx, code: Option<&str>) -> String {
    let name = |code| cx.city.rules.papers().place(code).map_or(code, |place| place.name.as_str());
    code.map(name).unwrap_or_default().to_owned()
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Of {
    place: String,
}

/// `GET /staff/collections/new`
async fn new(State(state): State<AppState>, signed: Signed, Query(of): Query<Of>) -> Result<Response, AppError> {
    let cx = signed.cx(&state);
    let form = CollectionForm {
        channel: cx.city.rules.papers().box_channel.clone(),
        place: of.place,
        collected_on: cx.today().to_string(),
        collected_by: cx.actor.staff().map(|staff| staff.name.clone()).unwrap_or_default(),
        ..CollectionForm::default()
    };
    Ok(Page::ok(new_page(&state, &signed, form, Errors::default()).await?).into_response())
}

async fn new_page(
    state: &AppState,
    signed: &Signed,
    form: CollectionForm,
    errors: Errors,
) -> Result<CollectionNewPage, AppError> {
    let cx = signed.cx(state);
    let pick = |value: &str, label: String, now: &str| Choice { chosen: value == now, ..Choice::new(value, label) };
    let papers = cx.city.rules.papers();
    let editions = edition::all(&cx).await?;
    Ok(CollectionNewPage {
        frame: signed.frame(state),
        channels: collection::channels(&cx)
            .map(|c| pick(&c.code, c.label.get(Lang::Ja).0.to_owned(), &form.channel))
            .collect(),
        places: papers.places_on(cx.today()).map(|p| pick(&p.code, p.name.clone(), &form.place)).collect(),
        editions: editions.iter().take(24).map(|e| pick(&e.code, e.name.clone(), &form.edition)).collect(),
        form,
        errors,
    })
}

/// `POST /staff/collections/new`
async fn post_new(
    State(state): State<AppState>,
    signed: Signed,
    Form(form): Form<CollectionForm>,
) -> Result<Response, AppError> {
    let typed = NewForm {
        channel: form.channel.clone(),
        place: form.place.clone(),
        edition: form.edition.clone(),
        collected_on: form.collected_on.trim().parse().ok(),
        collected_by: form.collected_by.clone(),
        witness: form.witness.clone(),
        found: number(&form.found),
        kept_at: form.kept_at.clone(),
        note: form.note.clone(),
    };
    match collection::open(&signed.cx(&state), &typed).await {
        Ok(key) => Ok(Redirect::to(&urls::collection(key.as_str())).into_response()),
        Err(Error::Invalid(fields)) => {
            Ok(Page::invalid(new_page(&state, &signed, form, found(fields)).await?).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// A number as people type it, also in full-width digits.
fn number(typed: &str) -> Option<u32> {
    let half = |c: char| c.to_digit(10).or_else(|| u32::from(c).checked_sub(0xFF10).filter(|digit| *digit < 10));
    let typed = typed.trim();
    (!typed.is_empty() && typed.chars().count() < 8)
        .then(|| typed.chars().try_fold(0, |sum, c| Some(sum * 10 + half(c)?)))
        .flatten()
}

/// `GET /staff/collections/{collection}`
async fn show(State(state): State<AppState>, signed: Signed, Path(key): Path<String>) -> Result<Response, AppError> {
    let page = collection_page(&state, &signed, &key, CountForm::default(), Errors::default()).await?;
    Ok(Page::ok(page).into_response())
}

/// The page of a collection, with what was typed wrongly.
pub(super) async fn collection_page(
    state: &AppState,
    signed: &Signed,
    key: &str,
    count: CountForm,
    errors: Errors,
) -> Result<CollectionPage, AppError> {
    let cx = signed.cx(state);
    let view = collection::show(&cx, &key_of(key)?).await?;
    let about = &view.collection.about;
    let groupings = Grouping::ALL.map(|g| Choice { chosen: g == Grouping::Each, ..Choice::new(g.code(), g.label()) });
    Ok(CollectionPage {
        frame: signed.frame(state),
        on: about.collected_on,
        title: [channel_name(&cx, &about.channel), place_name(&cx, about.place.as_deref())]
            .join("　")
            .trim_end()
            .into(),
        facts: facts(&view),
        found: view.counts.found,
        slips: view.counts.slips(),
        records: view.counts.records(),
        missing: view.missing.iter().map(ToString::to_string).collect(),
        rows: scan::rows(&cx, &view),
        is_open: view.collection.closed_at.is_none(),
        unread: view.counts.waiting > 0,
        groupings: groupings.into(),
        count: if count.found.is_empty() { CountForm { found: about.found.to_string(), ..count } } else { count },
        errors,
        urls: CollectionUrls {
            pages: urls::collection_act(key, "pages"),
            join: urls::collection_act(key, "join"),
            count: urls::collection_act(key, "count"),
            close: urls::collection_act(key, "close"),
        },
    })
}

fn facts(view: &CollectionView) -> Vec<Fact> {
    let about = &view.collection.about;
    let edition = view.edition.as_ref().map(|edition| edition.name.clone()).unwrap_or_default();
    [
        ("回収した人", about.collected_by.clone()),
        ("立ち会い", about.witness.clone()),
        ("広報の号", edition),
        ("原本", about.kept_at.clone()),
        ("メモ", about.note.clone()),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(label, value)| Fact::new(label, value))
    .collect()
}

/// `POST /staff/collections/{collection}/count`
async fn post_count(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(form): Form<CountForm>,
) -> Result<Response, AppError> {
    let done = collection::recount(&signed.cx(&state), &key_of(&key)?, number(&form.found), &form.reason).await;
    let errors = match done {
        Ok(()) => return Ok(go_with(&state, &urls::collection(&key), "success", "確認枚数を直しました。")),
        Err(Error::Invalid(fields)) => found(fields),
        Err(error) => Errors::one("reason", sentence_of(error)?),
    };
    Ok(Page::invalid(collection_page(&state, &signed, &key, form, errors).await?).into_response())
}

/// `POST /staff/collections/{collection}/close`
async fn post_close(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
) -> Result<Response, AppError> {
    match collection::close(&signed.cx(&state), &key_of(&key)?).await {
        Ok(()) => Ok(go_with(&state, &urls::collection(&key), "success", "回収を締めました。")),
        Err(error) => {
            let errors = Errors::one("close", sentence_of(error)?);
            let page = collection_page(&state, &signed, &key, CountForm::default(), errors).await?;
            Ok(Page::invalid(page).into_response())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn a_count_is_read_in_any_width_and_zero_is_one() {
        assert_eq!([number("12"), number(" ０ "), number("１２")], [Some(12), Some(0), Some(12)]);
        assert_eq!([number(""), number("-1"), number("12枚"), number("999999999")], [None; 4]);
    }
}
