//! The doors of the list: the desk itself, the same list as CSV and as 受付簿.

use axum::{
    body::Body,
    extract::State,
    response::{Redirect, Response},
};
use axum_extra::extract::Query;
use kocho_domain::{access::Permission, workflow::Status};
use kocho_service::{
    City, Cx,
    desk::{self, DeskList, DeskRow, ListQuery, Queue, QueueCount},
    stored,
};

use super::{
    list::{CaseListPage, CaseQuery, CaseRow, Chip, EmptyView, FilterView, FloodRow, MeasureView, QueueRow},
    words::{due_view, thousands, tone_of, total_words},
};
use crate::{
    files::csv_table,
    guard::Signed,
    nav,
    page::Page,
    problem::AppError,
    staff::view::{Choice, Tone},
    state::AppState,
    urls::staff as urls,
};

/// `GET /staff`
pub(crate) async fn home(signed: Signed) -> Redirect {
    Redirect::to(nav::home_of(&signed.actor))
}

/// `GET /staff/cases`
pub(crate) async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<CaseQuery>,
) -> Result<Page<CaseListPage>, AppError> {
    let cx = signed.cx(&state);
    let found = desk::list(&cx, &asked(&query)).await?;
    let query = CaseQuery { queue: found.queue.code().to_owned(), ..query };
    let exports = signed.actor.may(Permission::CaseExport);
    let link = |list: &str| exports.then(|| address(list, &query, &[]));
    Ok(Page::ok(CaseListPage {
        frame: signed.frame(&state),
        title: found.queue.label().to_owned(),
        queues: queues(&found),
        filter: filter(&cx, &query, &found),
        total: found.total.map(total_words),
        previous: found.previous.as_deref().map(|at| address(urls::DESK, &query, &[("before", at)])),
        next: found.next.as_deref().map(|at| address(urls::DESK, &query, &[("after", at)])),
        floods: found.floods.iter().map(|flood| flood_row(&cx, flood)).collect(),
        rows: found.urgent.iter().chain(&found.rows).map(row).collect(),
        csv: link(urls::CASES_CSV),
        register: link(urls::REGISTER),
        empty: empty(found.queue, !found.active.is_empty()),
        queue: query.queue,
    }))
}

/// `GET /staff/cases/csv`: goes out chunk by chunk; a list of any length takes the same memory.
pub(crate) async fn csv(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<CaseQuery>,
) -> Result<Response, AppError> {
    let export = desk::export_csv(&signed.cx(&state), &asked(&query)).await?;
    let name = export.file_name.clone();
    let chunks = futures_util::stream::try_unfold(export, |mut export| async move {
        Ok::<_, kocho_service::Error>(export.next().await?.map(|chunk| (chunk, export)))
    });
    Ok(csv_table(&name, Body::from_stream(chunks)))
}

/// What the address says, for the service.
pub(crate) fn asked(query: &CaseQuery) -> ListQuery {
    let query = query.clone();
    ListQuery {
        queue: query.queue,
        q: query.q,
        section: query.section,
        status: query.status,
        due: query.due,
        measure: query.measure,
        kind: query.kind,
        channel: query.channel,
        from: query.from,
        until: query.until,
        after: query.after,
        before: query.before,
    }
}

/// The address of a list with the same filters, without cursors, and something more.
pub(crate) fn address(list: &str, query: &CaseQuery, more: &[(&str, &str)]) -> String {
    let mut parts = parts(query).to_vec();
    parts.extend(more);
    urls::case_list(list, &parts)
}

fn parts(query: &CaseQuery) -> [(&'static str, &str); 10] {
    [
        ("queue", &query.queue),
        ("q", &query.q),
        ("section", &query.section),
        ("status", &query.status),
        ("due", &query.due),
        ("measure", &query.measure),
        ("kind", &query.kind),
        ("channel", &query.channel),
        ("from", &query.from),
        ("until", &query.until),
    ]
}

fn queues(found: &DeskList) -> Vec<QueueRow> {
    let row = |count: &QueueCount| QueueRow {
        label: count.queue.label(),
        href: urls::case_list(urls::DESK, &[("queue", count.queue.code())]),
        tone: match count.queue {
            Queue::Urgent | Queue::Overdue if count.count.is_some_and(|n| n > 0) => Tone::Danger,
            _ => Tone::Calm,
        },
        count: count.count,
        current: count.queue == found.queue,
        starts_group: matches!(count.queue, Queue::Section | Queue::Soon | Queue::All),
    };
    found.queues.iter().map(row).collect()
}

fn filter(cx: &Cx, query: &CaseQuery, found: &DeskList) -> FilterView {
    let city: &City = &cx.city;
    let today = cx.today();
    let pick = |value: String, label: String, now: &str| Choice { chosen: value == now, ..Choice::new(value, label) };
    let sections = city.sections.iter().filter(|s| s.in_force(today));
    let measures = [("undecided", "未決定"), ("outside", "計画に該当なし")];
    let named = measures.iter().map(|(code, label)| ((*code).to_owned(), (*label).to_owned()));
    let planned = city.measures.iter().map(|m| (m.code.clone(), format!("{} {}", m.code, m.name)));
    let dues = [("overdue", "期限切れ"), ("today", "今日まで"), ("soon", "3開庁日以内")];
    let chips =
        found.active.iter().map(|active| Chip { label: active.label.clone(), remove: without(query, active.field) });
    FilterView {
        q: query.q.clone(),
        sections: sections.map(|s| pick(s.id.to_string(), s.name.clone(), &query.section)).collect(),
        statuses: Status::ALL.iter().map(|s| pick(s.code().into(), s.label().into(), &query.status)).collect(),
        dues: dues.iter().map(|(code, label)| pick((*code).into(), (*label).into(), &query.due)).collect(),
        measures: named.chain(planned).map(|(code, label)| pick(code, label, &query.measure)).collect(),
        kinds: city.rules.kinds_on(today).map(|k| pick(k.code.clone(), k.label.ja.clone(), &query.kind)).collect(),
        channels: city
            .rules
            .channels()
            .iter()
            .map(|c| pick(c.code.clone(), c.label.ja.clone(), &query.channel))
            .collect(),
        chips: chips.collect(),
        clear: urls::case_list(urls::DESK, &[("queue", &query.queue)]),
    }
}

fn without(query: &CaseQuery, field: &str) -> String {
    let kept: Vec<_> = parts(query).into_iter().filter(|(name, _)| *name != field).collect();
    urls::case_list(urls::DESK, &kept)
}

fn row(desk: &DeskRow) -> CaseRow {
    let row = &desk.row;
    let at_desk = matches!(row.status, Status::Received | Status::Urgent | Status::Ruling | Status::EndingProposed);
    let person = row.holder_staff.clone().unwrap_or_default();
    CaseRow {
        href: urls::case(row.key.as_str()),
        number: desk.number.clone(),
        due: desk.days_left.map(|left| due_view(row.due_on, left, desk.soon)),
        waiting_minutes: desk.waiting_minutes,
        title: row.title.clone(),
        kind: desk.kind.clone(),
        channel: desk.channel.clone(),
        received_on: row.received_on,
        measure: match (&row.measure, row.measure_state.as_str()) {
            (Some((code, name)), _) => MeasureView::Tagged { code: code.clone(), name: name.clone() },
            (None, "none") => MeasureView::Outside,
            (None, _) => MeasureView::Undecided,
        },
        section: if at_desk { String::new() } else { row.holder.clone() },
        holder: if at_desk { row.holder.clone() } else { person },
        status: row.status.label(),
        status_tone: tone_of(row.status),
        restricted: row.restricted,
    }
}

fn flood_row(cx: &Cx, flood: &stored::flood::FloodRow) -> FloodRow {
    let left = kocho_domain::deadline::days_left(flood.due_on, cx.today());
    // The section works on one case for all; then the row is that case.
    let (href, words) = match flood.cases {
        1 => (urls::case(flood.first_case.as_str()), "同じ文面の声の1通".to_owned()),
        cases => (urls::flood(flood.key.as_str()), format!("ほぼ同じ文面 {}通", thousands(cases))),
    };
    FloodRow {
        href,
        due: due_view(flood.due_on, left, (0..=3).contains(&left)),
        title: flood.title.clone(),
        words,
        urgent: flood.urgent,
        started_at: flood.started_at,
        last_at: flood.last_at,
    }
}

fn empty(queue: Queue, narrowed: bool) -> EmptyView {
    if narrowed {
        return EmptyView {
            title: "条件に合う案件はありません。".into(),
            text: "絞り込みを外すか、言葉を変えてお試しください。".into(),
        };
    }
    let text = match queue {
        Queue::Urgent => "急いで確かめる声が届くと、ここに並びます。",
        Queue::Unrouted => "新しい声が届くと、ここに並びます。",
        Queue::Section => "課に回付された案件が、ここに並びます。",
        Queue::Mine => "受諾した案件が、ここに並びます。",
        Queue::Deciding => "あなたの承認や決裁を待つ案件が、ここに並びます。",
        Queue::Circulated => "供覧に出された案件が、ここに並びます。読んだら、案件のページで記録してください。",
        Queue::Soon => "期限まで3開庁日以内の案件が、ここに並びます。",
        Queue::Overdue => "期限を過ぎた案件が、ここに並びます。",
        Queue::Returned => "課から返却された案件が、ここに並びます。2回目の返却は広聴課長が裁定します。",
        Queue::Ending => "広聴担当が「回付せずに終える」とした案件が、ここに並びます。広聴課長が確認します。",
        Queue::Ready => "決裁が済み、発送を待つ案件が、ここに並びます。",
        Queue::Unclassified => {
            "広聴担当を通らずに進んだ案件（課の聞き取りなど）のうち、施策を決めていないものが、ここに並びます。"
        }
        Queue::All => "声が届くと、ここに並びます。",
    };
    EmptyView { title: format!("「{}」の案件はありません。", queue.label()), text: text.into() }
}
