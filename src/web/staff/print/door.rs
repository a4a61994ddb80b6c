//! The doors of what is printed: 処理票, 受付簿, receipt slip. The letter's stands beside the letter.

use axum::extract::{Path, State};
use axum_extra::extract::Query;
use kocho_document::qr::draw;
use kocho_domain::{
    access::Permission,
    clock::civil_date,
    era::{FiscalYear, wareki},
    localized::Lang,
};
use kocho_service::{
    case::CaseView,
    desk::{self, RegisterRow as Line},
    reply::form_of,
    submission,
};

use super::{ReceiptSlipPage, RegisterPage, RegisterRow, SlipPage, StampBox};
use crate::{
    filters::date_in,
    guard::Signed,
    page::Page,
    problem::AppError,
    routes::{Access, Routes},
    staff::{
        case::{
            desk::{address, asked},
            door::key_of,
            list::CaseQuery,
            page::{facts, masked_contact},
            seen::Seen,
        },
        view::Fact,
    },
    state::AppState,
    texts::{Text, Texts},
    urls::{public, staff as urls},
};

/// The doors of the prints.
pub(crate) fn routes(state: &AppState) -> Routes {
    let to = Access::Staff;
    Routes::new(state)
        .get("/staff/cases/{key}/slip", to(Permission::CaseRead), slip)
        .get(urls::REGISTER, to(Permission::CaseExport), register)
        .get("/staff/submissions/{key}/receipt", to(Permission::MemoWrite), receipt)
}

/// 件名 as it was given; a part of a divided letter has the heading that the desk gave it.
fn subject(view: &CaseView) -> String {
    match view.submission.subject.trim() {
        _ if view.point.is_some() => view.title.clone(),
        "" => "（なし）".to_owned(),
        given => given.to_owned(),
    }
}

/// `GET /staff/cases/{key}/slip`
async fn slip(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
) -> Result<Page<SlipPage>, AppError> {
    let seen = Seen::load(signed.cx(&state), &key_of(&key)?).await?;
    let view = &seen.view;
    let reply = view.replies.first();
    let count = view.siblings.len() + 1;
    let original = match &view.point {
        Some(point) => format!("{point}\n\n（全文）\n{}", view.submission.body),
        None => view.submission.body.clone(),
    };
    Ok(Page::ok(SlipPage {
        frame: signed.frame(&state),
        number: seen.number(),
        year: FiscalYear::of(view.case.received_on).label(),
        branch: (count > 1).then(|| (usize::from(view.case.branch), count)),
        printed_on: seen.cx.today(),
        intake: facts(&seen),
        contact: masked_contact(&seen),
        subject: subject(view),
        original,
        additions: view.additions.clone(),
        handling: handling(&seen),
        reply: reply.map(|reply| reply.body.clone()).unwrap_or_default(),
        result: result(&seen),
        circulation: ["市長", "副市長", "部長", "課長"].map(|label| empty_box(label.to_owned())).into(),
        approval: approval_boxes(&seen),
        stamps: true,
        back: urls::case(&key),
    }))
}

fn handling(seen: &Seen) -> Vec<Fact> {
    let case = &seen.view.case;
    let sections: Vec<String> = seen.view.shared.iter().map(|id| seen.section(*id)).collect();
    let dash = |text: String| if text.is_empty() { "－".to_owned() } else { text };
    vec![
        Fact::new("種別", dash(seen.kind_word())),
        Fact::new("分野", dash(seen.category_word())),
        Fact::new("施策", seen.measure_words()),
        Fact::new("主管課", dash(sections.first().cloned().unwrap_or_default())),
        Fact::new("協力課", dash(sections.get(1..).unwrap_or_default().join("・"))),
        Fact::new(if case.reply_due { "回答期限" } else { "処理期限" }, wareki(case.due_on)),
        Fact::new("状態", case.status.label()),
    ]
}

fn result(seen: &Seen) -> Vec<Fact> {
    let view = &seen.view;
    let case = &view.case;
    let outcome = case.outcome.as_deref().or(view.replies.first().map(|reply| reply.outcome.as_str()));
    let letter = view.letter.as_ref();
    [
        ("様式", (!view.replies.is_empty()).then(|| form_of(case).label().to_owned())),
        ("対応区分", outcome.map(|code| seen.outcome_word(code))),
        ("時期・理由", view.replies.first().map(|reply| reply.outcome_note.clone())),
        ("再確認日", case.follow_up_on.map(wareki)),
        ("文書番号", letter.map(|letter| letter.document_number.clone())),
        ("発送日", letter.and_then(|letter| letter.sent_at).map(|at| wareki(civil_date(at)))),
        ("完結日", case.closed_on.map(wareki)),
    ]
    .into_iter()
    .filter_map(|(label, value)| Some(Fact::new(label, value.filter(|value| !value.is_empty())?)))
    .collect()
}

/// A box for every step, the last one first as on paper: those that were decided here carry their day.
fn approval_boxes(seen: &Seen) -> Vec<StampBox> {
    let view = &seen.view;
    let mut boxes = match view.approval.as_ref().or(view.decided.as_ref()) {
        Some(approval) => approval
            .steps
            .iter()
            .map(|step| StampBox {
                label: step.plan.role.label().to_owned(),
                on: step.done.as_ref().map(|done| civil_date(done.at)),
                mark: match &step.done {
                    Some(done) if done.for_office.is_some() => "代決".to_owned(),
                    Some(_) => "電子".to_owned(),
                    None => String::new(),
                },
            })
            .collect(),
        None => {
            let route = seen.cx.city.rules.route(None);
            let labels = route.into_iter().flat_map(kocho_domain::rule::approval::Route::steps_on);
            labels
                .map(|step| empty_box(step.label.split(' ').next().unwrap_or_default().to_owned()))
                .collect::<Vec<_>>()
        }
    };
    boxes.reverse();
    boxes.push(empty_box("担当".to_owned()));
    boxes
}

fn empty_box(label: String) -> StampBox {
    StampBox { label, on: None, mark: String::new() }
}

/// `GET /staff/cases/register`
async fn register(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<CaseQuery>,
) -> Result<Page<RegisterPage>, AppError> {
    let cx = signed.cx(&state);
    let found = desk::register(&cx, &asked(&query)).await?;
    let mut filtered = found.narrowed.join("　");
    if found.cut {
        filtered.push_str("　（長いため途中まで。期間を区切ってください）");
    }
    Ok(Page::ok(RegisterPage {
        frame: signed.frame(&state),
        year: FiscalYear::of(cx.today()).label(),
        filtered,
        printed_at: cx.now(),
        rows: found.rows.into_iter().map(line).collect(),
        back: address(urls::DESK, &query, &[]),
    }))
}

fn line(line: Line) -> RegisterRow {
    let row = line.desk.row;
    RegisterRow {
        number: line.desk.number,
        received_on: row.received_on,
        channel: line.desk.channel,
        subject: row.title,
        kind: line.desk.kind,
        measure: match (row.measure, row.measure_state.as_str()) {
            (Some((code, _)), _) => code,
            (None, "none") => "－".to_owned(),
            (None, _) => "未".to_owned(),
        },
        section: row.holder,
        due_on: Some(row.due_on),
        status: row.status.label(),
        ended_on: line.ended_on,
        document_number: line.document_number,
    }
}

/// `GET /staff/submissions/{key}/receipt`
async fn receipt(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
) -> Result<Page<ReceiptSlipPage>, AppError> {
    let cx = signed.cx(&state);
    let slip = submission::slip(&cx, &key_of(&key)?).await?;
    let city = cx.city.rules.city();
    let lang = Lang::from_code(&slip.language).unwrap_or_default();
    let number = slip.number.to_string();
    let site = format!("{}{}", cx.house.public_url, lang.prefix());
    let (city_name, office) = (Text::of(&city.name, lang), Text::of(&city.office.name, lang));
    Ok(Page::ok(ReceiptSlipPage {
        frame: signed.frame(&state),
        secret: slip.secret.map(|secret| secret.to_string().replace('-', " ")),
        lang,
        words: &Texts::of(lang).slip,
        received_on: date_in(slip.received_on, lang),
        channel: Text::of(&slip.channel, lang),
        petition: slip.petition.map(|(organisation, items)| (organisation, items.to_string())),
        expected_on: slip.expected_on.map(|on| date_in(on, lang)),
        // The secret never stands in an address, not even in one that only a camera reads.
        code: draw(&format!("{site}{}", public::status_of(&number))),
        status_url: format!("{site}{}", public::STATUS),
        office: city_name.joined(&office),
        phone: city.office.phone.clone(),
        back: slip.case.map_or_else(|| urls::memo(&key), |case| urls::case(case.as_str())),
        number,
    }))
}
