//! The doors of the search: the page itself, keeping a search, forgetting it.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::{Form, Query};
use kocho_domain::{access::Permission, workflow::Status};
use kocho_service::{
    Cx, Error,
    desk::{ActiveFilter, ListQuery},
    search::{self, BesideRow, BesideTarget, Found, FoundAnswer, FoundBeside, FoundRow, Place, Total},
};

use super::{
    AnswerView, BesideHitView, BesideView, FieldsView, HitView, PieceView, ResultView, SaveForm, SavedView, SearchPage,
    SearchQuery, SnippetView,
};
use crate::{
    guard::{self, Signed},
    page::Page,
    problem::AppError,
    staff::{
        case::{
            list::Chip,
            words::{tone_of, total_words},
        },
        view::Choice,
    },
    state::AppState,
    urls::{public, staff as urls, survey_result},
};

/// `GET /staff/search`
pub(super) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<SearchQuery>,
) -> Result<Response, AppError> {
    let page = page(&state, &signed, &query).await?;
    Ok(if page.fault.is_empty() { Page::ok(page) } else { Page::invalid(page) }.into_response())
}

/// `POST /staff/search/saved`
pub(super) async fn post_save(
    State(state): State<AppState>,
    signed: Signed,
    Form(form): Form<SaveForm>,
) -> Result<Response, AppError> {
    // What comes back is read and written anew: an address is never taken as it came.
    let query = read_address(&form.query);
    match search::save(&signed.cx(&state), &form.name, &kept(&query)).await {
        Ok(()) => Ok(guard::go_with(&state, &address(&query, &[]), "success", "検索を保存しました。")),
        Err(Error::Invalid(fields)) => {
            let mut page = page(&state, &signed, &query).await?;
            page.save_name = form.name;
            page.name_fault = fields.into_values().next().unwrap_or_default();
            Ok(Page::invalid(page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /staff/search/saved/{id}/delete`
pub(super) async fn post_delete(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<i64>,
) -> Result<Response, AppError> {
    search::delete(&signed.cx(&state), id).await?;
    Ok(guard::go_with(&state, urls::SEARCH, "success", "保存した検索を消しました。"))
}

/// Reads the parts of an address.
fn read_address(text: &str) -> SearchQuery {
    let mut query = SearchQuery::default();
    for (name, value) in form_urlencoded::parse(text.as_bytes()) {
        let field = match name.as_ref() {
            "q" => &mut query.q,
            "section" => &mut query.section,
            "status" => &mut query.status,
            "measure" => &mut query.measure,
            "kind" => &mut query.kind,
            "channel" => &mut query.channel,
            "from" => &mut query.from,
            "until" => &mut query.until,
            "order" => &mut query.order,
            "place" => &mut query.place,
            _ => continue,
        };
        *field = value.into_owned();
    }
    query
}

fn parts(query: &SearchQuery) -> [(&'static str, &str); 10] {
    [
        ("q", &query.q),
        ("section", &query.section),
        ("status", &query.status),
        ("measure", &query.measure),
        ("kind", &query.kind),
        ("channel", &query.channel),
        ("from", &query.from),
        ("until", &query.until),
        ("order", &query.order),
        ("place", &query.place),
    ]
}

/// The address with something replaced or added; without the cursor.
pub(crate) fn address(query: &SearchQuery, changed: &[(&'static str, &str)]) -> String {
    let kept = parts(query).into_iter().filter(|(name, _)| !changed.iter().any(|(other, _)| other == name));
    urls::case_list(urls::SEARCH, &kept.chain(changed.iter().copied()).collect::<Vec<_>>())
}

/// The part of the address that is kept; empty without words.
fn kept(query: &SearchQuery) -> String {
    if query.q.trim().is_empty() {
        return String::new();
    }
    address(query, &[]).split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default()
}

async fn page(state: &AppState, signed: &Signed, query: &SearchQuery) -> Result<SearchPage, AppError> {
    let cx = signed.cx(state);
    let found = search::find(&cx, &asked(query)).await?;
    let saved = search::saved(&cx).await?.into_iter().map(|saved| SavedView {
        href: format!("{}?{}", urls::SEARCH, saved.query),
        delete: urls::search_delete(saved.id),
        name: saved.name,
    });
    Ok(SearchPage {
        frame: signed.frame(state),
        q: query.q.clone(),
        fields: fields(&cx, query, &found.active).await?,
        keep: if found.total.is_some() { kept(query) } else { String::new() },
        is_indexing: found.is_indexing,
        fault: found.refused.clone().unwrap_or_default(),
        result: result(query, found, signed.actor.may(Permission::OfficeRead)),
        saved: saved.collect(),
        save_name: String::new(),
        name_fault: String::new(),
        publications: if signed.actor.may(Permission::CaseTriage) { urls::PUBLICATIONS } else { "" },
    })
}

/// The query as the use cases read it.
pub(crate) fn asked(query: &SearchQuery) -> search::SearchQuery {
    let query = query.clone();
    search::SearchQuery {
        q: query.q,
        narrow: ListQuery {
            section: query.section,
            status: query.status,
            measure: query.measure,
            kind: query.kind,
            channel: query.channel,
            from: query.from,
            until: query.until,
            ..ListQuery::default()
        },
        order: query.order,
        after: query.after,
        place: query.place,
    }
}

async fn fields(cx: &Cx, query: &SearchQuery, active: &[ActiveFilter]) -> Result<FieldsView, AppError> {
    let older = search::older_measures(cx, &query.measure).await?;
    let (city, today) = (&cx.city, cx.today());
    let pick = |value: String, label: String, now: &str| Choice { chosen: value == now, ..Choice::new(value, label) };
    let measures = [("undecided", "未決定"), ("outside", "計画に該当なし")];
    let named = measures.iter().map(|(code, label)| ((*code).to_owned(), (*label).to_owned()));
    let planned = city.measures.iter().map(|m| (m.code.clone(), format!("{} {}", m.code, m.name)));
    let chips = active.iter().map(|a| Chip { label: a.label.clone(), remove: address(query, &[(a.field, "")]) });
    let older = older.into_iter().map(|(plan, measures)| {
        let measures = measures.iter().map(|m| pick(city.measure_word(m), city.measure_words(m.id), &query.measure));
        (plan.to_owned(), measures.collect::<Vec<_>>())
    });
    Ok(FieldsView {
        // Ended sections too: what they answered is still there.
        sections: city.sections.iter().map(|s| pick(s.id.to_string(), s.name.clone(), &query.section)).collect(),
        statuses: Status::ALL.iter().map(|s| pick(s.code().into(), s.label().into(), &query.status)).collect(),
        measures: named.chain(planned).map(|(code, label)| pick(code, label, &query.measure)).collect(),
        older_measures: older.collect(),
        kinds: city.rules.kinds_on(today).map(|k| pick(k.code.clone(), k.label.ja.clone(), &query.kind)).collect(),
        channels: city
            .rules
            .channels()
            .iter()
            .map(|c| pick(c.code.clone(), c.label.ja.clone(), &query.channel))
            .collect(),
        from: query.from.clone(),
        until: query.until.clone(),
        chips: chips.collect(),
        clear: urls::case_list(urls::SEARCH, &[("q", &query.q), ("order", &query.order)]),
        is_best: query.order == "best",
    })
}

fn result(query: &SearchQuery, found: Found, answers: bool) -> Option<ResultView> {
    let total = found.total?;
    let is_best = query.order == "best";
    Some(ResultView {
        total: total_words(total),
        public: if answers { urls::case_list(urls::ANSWER, &parts(query)) } else { String::new() },
        is_cut: is_best && total == Total::Many,
        rows: found.rows.iter().map(hit).collect(),
        answers: found.answers.iter().map(answer).collect(),
        beside: found.beside.iter().map(|found| beside(query, found)).collect(),
        place: Place::parse(&query.place).map(|place| place.code().to_owned()).unwrap_or_default(),
        cases: if query.place.is_empty() { String::new() } else { address(query, &[("place", "")]) },
        other_order: address(query, &[("order", if is_best { "" } else { "best" })]),
        first: (!query.after.is_empty()).then(|| address(query, &[])),
        next: found.next.map(|after| address(query, &[("after", &after)])),
    })
}

fn hit(found: &FoundRow) -> HitView {
    let row = &found.desk.row;
    HitView {
        href: urls::case(row.key.as_str()),
        number: found.desk.number.clone(),
        title: pieces(&found.title),
        received_on: row.received_on,
        channel: found.desk.channel.clone(),
        section: row.holder.clone(),
        status: row.status.label(),
        status_tone: tone_of(row.status),
        restricted: row.restricted,
        snippets: found.snippets.iter().map(snippet).collect(),
    }
}

fn answer(found: &FoundAnswer) -> AnswerView {
    AnswerView {
        href: public::answer(found.key.as_str()),
        title: pieces(&found.title),
        published_on: found.published_on,
        section: found.section.clone(),
        snippets: found.snippets.iter().map(snippet).collect(),
    }
}

fn beside(query: &SearchQuery, found: &FoundBeside) -> BesideView {
    let place = found.place.code();
    let is_few = query.place.is_empty() && found.next.is_some();
    // Its list is not narrowed as cases are, and is always the newest first.
    let all = urls::case_list(urls::SEARCH, &[("q", &query.q), ("place", place)]);
    BesideView {
        label: found.place.label(),
        total: total_words(found.total),
        rows: found.rows.iter().map(beside_hit).collect(),
        all: if is_few { all } else { String::new() },
    }
}

fn beside_hit(row: &BesideRow) -> BesideHitView {
    let href = match &row.to {
        BesideTarget::Record(day) => urls::dialogue_record(day.as_str()),
        BesideTarget::Summary(summary) => urls::summary(summary.as_str()),
        BesideTarget::Texts { survey, question, text } => survey_result::found_text(survey, question, *text),
    };
    BesideHitView {
        href,
        title: row.title.clone(),
        number: row.number.clone(),
        on: row.on,
        snippets: row.snippets.iter().map(snippet).collect(),
    }
}

fn pieces(pieces: &[search::Piece]) -> Vec<PieceView> {
    pieces.iter().map(|piece| PieceView { text: piece.text.clone(), is_marked: piece.is_marked }).collect()
}

fn snippet(snippet: &search::Snippet) -> SnippetView {
    SnippetView { place: snippet.place, pieces: pieces(&snippet.pieces) }
}
