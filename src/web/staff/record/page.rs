//! What the record's page shows of a day.

use kocho_domain::{
    clock::civil_time,
    dialogue::DayState,
    remark::{Outcome, Progress, in_hand},
    rule::dialogue::Series,
    summary::{Audience, SummaryState},
};
use kocho_service::{
    Cx,
    record::{Point, RecordView, SlotRecord},
};

use super::{PartyView, PointView, PromiseForm, RecordPage, SlotView, Tried};
use crate::{
    frame::Frame,
    staff::{
        commitment::door::section_choices,
        filters::day_of,
        view::{Choice, Tone},
    },
    urls::staff as urls,
};

/// The page.
pub(super) fn page(frame: Frame, cx: &Cx, view: RecordView, tried: &Tried) -> RecordPage {
    let day = &view.day;
    let key = day.key.as_str();
    let open = in_hand(&view.slots.iter().map(|record| progress(cx, &view, record)).collect::<Vec<_>>());
    let can_hold = day.about.held_on <= cx.today() && matches!(day.state, DayState::Draft | DayState::Announced);
    RecordPage {
        frame,
        number: view.number,
        title: day.about.title.clone(),
        on: day.about.held_on,
        venue: day.about.venue.clone(),
        state: day.state.label(),
        tone: if day.state == DayState::Held { Tone::Success } else { Tone::Info },
        hold: can_hold.then(|| urls::dialogue_record_act(key, "hold")),
        asks_to_apply: cx.city.rules.dialogues().series(&day.about.series).is_none_or(Series::asks_to_apply),
        key: key.to_owned(),
        sections: section_choices(cx, None),
        slots: view.slots.into_iter().zip(open).map(|(record, open)| slot(cx, record, tried, open)).collect(),
    }
}

/// A slot of another day is over or to come as a whole.
fn progress(cx: &Cx, view: &RecordView, record: &SlotRecord) -> Progress {
    let on = view.day.about.held_on;
    let has_ended = on == cx.today() && record.slot.period.to <= civil_time(cx.now());
    Progress {
        seated: record.slot.party.is_some(),
        arrived: record.slot.arrived.is_some(),
        points: record.points.len(),
        is_over: on < cx.today() || has_ended,
    }
}

fn slot(cx: &Cx, record: SlotRecord, tried: &Tried, open: bool) -> SlotView {
    let key = record.slot.key.as_str().to_owned();
    let points: Vec<PointView> = record.points.iter().map(|one| point(cx, one, tried)).collect();
    let arrive_wrong = tried.wrong(&format!("{key}-arrive"));
    let has = |audience| record.summaries.iter().any(|one| one.audience == audience);
    let approved = record.summaries.iter().any(|one| {
        one.audience == Audience::Applicant && matches!(one.state, SummaryState::Approved | SummaryState::Sent)
    });
    let begins = Audience::ALL
        .into_iter()
        .filter(|audience| record.slot.party.is_some() && !has(*audience))
        .filter(|audience| *audience == Audience::Applicant || approved)
        .map(|audience| (audience.code(), audience.label()));
    SlotView {
        position: record.slot.position,
        period: record.slot.period.to_string(),
        arrived: record.slot.arrived,
        needs: record.needs.join("・"),
        measures: record.measures.iter().map(|id| cx.city.measure_words(*id)).collect(),
        open: open || !arrive_wrong.is_empty() || points.iter().any(PointView::is_wrong),
        points,
        fresh: fresh(cx.new_token()),
        arrive_wrong,
        seat_wrong: tried.wrong(&format!("{key}-seat")),
        summaries: record
            .summaries
            .iter()
            .map(|one| (one.audience.label(), one.state.label(), urls::summary(one.key.as_str())))
            .collect(),
        begins: begins.collect(),
        public_later: has(Audience::Applicant) && !approved && !has(Audience::Public),
        party: record.slot.party.map(|party| PartyView {
            name: party.name,
            kind: party.kind.label(),
            people: party.people,
            theme: party.theme,
        }),
        write: urls::record_slot(&key),
        arrive: urls::record_slot_act(&key, "arrive"),
        seat: urls::record_slot_act(&key, "seat"),
        summary: urls::record_slot_act(&key, "summary"),
        key,
    }
}

fn point(cx: &Cx, point: &Point, tried: &Tried) -> PointView {
    let remark = &point.remark;
    let key = remark.key.as_str();
    let (of_case, of_promise) = (format!("{}-case", remark.device_key), format!("{}-promise", remark.device_key));
    let case = point.case.as_ref().map(|case| {
        let href = if case.opens { urls::case(case.key.as_str()) } else { String::new() };
        (href, format!("{}　{}（{}まで）", case.status, cx.city.section_name(case.holder), day_of(case.due_on)))
    });
    let promise = |one: &kocho_domain::commitment::Commitment| {
        let words = format!("{}（{}　{}まで）", one.text, cx.city.section_name(one.section), day_of(one.due_on));
        (urls::commitment(one.key.as_str()), words)
    };
    PointView {
        device_key: remark.device_key.clone(),
        number: point.number.clone(),
        version: remark.version,
        said: remark.words.said.clone(),
        answered: remark.words.answered.clone(),
        outcomes: outcomes(remark.outcome),
        promises: point.promises.iter().map(promise).collect(),
        unpromised: remark.outcome == Some(Outcome::Promised) && point.promises.is_empty(),
        versions: if remark.version > 1 { urls::remark(key) } else { String::new() },
        to_case: if case.is_none() { urls::remark_act(key, "case") } else { String::new() },
        to_promise: urls::remark_act(key, "promise"),
        wrong: tried.wrong(&remark.device_key),
        case_wrong: tried.wrong(&of_case),
        promise_wrong: tried.wrong(&of_promise),
        case_typed: tried.typed(&of_case),
        promise_typed: tried.typed(&of_promise),
        case,
    }
}

fn fresh(device_key: String) -> PointView {
    PointView {
        device_key,
        number: String::new(),
        version: 0,
        said: String::new(),
        answered: String::new(),
        outcomes: outcomes(None),
        case: None,
        promises: Vec::new(),
        unpromised: false,
        versions: String::new(),
        to_case: String::new(),
        to_promise: String::new(),
        wrong: String::new(),
        case_wrong: String::new(),
        promise_wrong: String::new(),
        case_typed: PromiseForm::default(),
        promise_typed: PromiseForm::default(),
    }
}

/// What becomes of a point, one of them chosen.
pub(super) fn outcomes(chosen: Option<Outcome>) -> Vec<Choice> {
    let choice = |one: Outcome| Choice { chosen: chosen == Some(one), ..Choice::new(one.code(), one.label()) };
    Outcome::ALL.into_iter().map(choice).collect()
}
