//! How do a day, its slots and its applications read?

use chrono::NaiveDate;
use kocho_domain::dialogue::{ApplicationState, DayState, PartyKind, Reception};
use kocho_service::{
    Cx,
    dialogue_day::{DayView, Listed, Tally},
    stored::{application::Application, dialogue_day::Day, slot::Slot},
};

use super::{ApplicationRow, DayRow, SlotRow};
use crate::{
    staff::{
        filters::day_of,
        view::{Fact, Tone},
    },
    urls::staff as urls,
};

/// R8-対話02
pub(crate) fn number(cx: &Cx, day: &Day) -> String {
    day.number.show(cx.city.rules.dialogues().mark(&day.about.series))
}

/// How far a day is, as a word and a tone.
pub(super) const fn state(day: &Day) -> (&'static str, Tone) {
    let tone = match day.state {
        DayState::Draft => Tone::Calm,
        DayState::Announced => Tone::Info,
        DayState::Held => Tone::Success,
        DayState::Cancelled => Tone::Warning,
    };
    (day.state.label(), tone)
}

pub(super) fn day_row(cx: &Cx, listed: &Listed) -> DayRow {
    let day = &listed.day;
    let (state, tone) = state(day);
    DayRow {
        href: urls::dialogue_day(day.key.as_str()),
        on: day.about.held_on,
        number: number(cx, day),
        title: day.about.title.clone(),
        venue: day.about.venue.clone(),
        slots: listed.slots,
        taken: listed.taken,
        applications: tally(listed.tally),
        reception: reception(listed.reception),
        state,
        tone,
    }
}

/// 受付 3・当選 2・待ち 1
fn tally(tally: Tally) -> String {
    let counts = [("受付", tally.received), ("当選", tally.chosen), ("決定", tally.accepted), ("待ち", tally.waiting)];
    let said: Vec<String> = counts.into_iter().filter(|(_, n)| *n > 0).map(|(word, n)| format!("{word} {n}")).collect();
    said.join("・")
}

pub(super) fn reception(reception: Reception) -> String {
    match reception {
        Reception::None => String::new(),
        Reception::Later(from) => format!("{}から受付", day_of(from)),
        Reception::Now(until) => format!("{}まで受付中", day_of(until)),
        Reception::Over => "受付終了".into(),
    }
}

/// 団体 3人
pub(crate) fn party_words(kind: PartyKind, people: u32) -> String {
    format!("{} {people}人", kind.label())
}

pub(crate) fn application_tone(state: ApplicationState) -> Tone {
    match state {
        ApplicationState::Received | ApplicationState::Chosen => Tone::Warning,
        ApplicationState::Accepted => Tone::Success,
        ApplicationState::Waiting => Tone::Info,
        ApplicationState::Declined | ApplicationState::Cancelled => Tone::Calm,
    }
}

pub(super) fn application_row(one: &Application) -> ApplicationRow {
    let about = &one.about;
    let needs = about.needs.iter().map(|need| need.label()).collect::<Vec<_>>().join("・");
    let group = if about.group_name.is_empty() { String::new() } else { format!("{}　", about.group_name) };
    let state = match one.standing.waiting_place {
        Some(place) => format!("{} {place}番", one.standing.state.label()),
        None => one.standing.state.label().to_owned(),
    };
    ApplicationRow {
        href: urls::application(about.key.as_str()),
        number: about.number.to_string(),
        received_on: about.received_on,
        theme: about.theme.clone(),
        party: format!("{group}{}", party_words(about.party_kind, about.people)),
        wishes: [about.wishes.replace('\n', " "), needs]
            .into_iter()
            .filter(|said| !said.is_empty())
            .collect::<Vec<_>>()
            .join("／"),
        state,
        tone: application_tone(one.standing.state),
    }
}

pub(super) fn slot_row(view: &DayView, slot: &Slot, today: NaiveDate) -> SlotRow {
    let key = slot.key.as_str();
    let party = slot.party.as_ref();
    let (readiness, readiness_tone) = readiness(view, slot, today);
    let of = party.and_then(|party| party.application);
    let application = view.applications.iter().find(|one| Some(one.id) == of);
    SlotRow {
        id: slot.id.0,
        period: slot.period.to_string(),
        from: slot.period.from.format("%H:%M").to_string(),
        to: slot.period.to.format("%H:%M").to_string(),
        evening: slot.evening,
        party: party.map(|party| party.name.clone()).unwrap_or_default(),
        about: party.map(|party| party_words(party.kind, party.people)).unwrap_or_default(),
        theme: party.map(|party| party.theme.clone()).unwrap_or_default(),
        application: application.map(|one| urls::application(one.about.key.as_str())),
        brief: urls::slot_act(key, "brief"),
        readiness,
        readiness_tone,
        version: slot.lock,
        time: urls::slot_act(key, "time"),
        delete: urls::slot_act(key, "delete"),
    }
}

/// How far the brief of a slot is.
fn readiness(view: &DayView, slot: &Slot, today: NaiveDate) -> (&'static str, Tone) {
    let late = today >= view.briefs_by && today <= view.day.about.held_on;
    match view.memos.get(&slot.id).copied().unwrap_or_default() {
        (0, _) => ("メモを頼む", if late { Tone::Danger } else { Tone::Calm }),
        (asked, written) if written < asked => ("メモ待ち", if late { Tone::Danger } else { Tone::Info }),
        _ => ("そろった", Tone::Success),
    }
}

pub(super) fn facts(view: &DayView) -> Vec<Fact> {
    let about = &view.day.about;
    let period = match (about.apply_from, about.apply_until) {
        (Some(from), Some(until)) => format!("{}～{}　{}", day_of(from), day_of(until), reception(view.reception)),
        _ => String::new(),
    };
    let capacity = if about.capacity > 0 { format!("{}人", about.capacity) } else { String::new() };
    [
        ("場所", about.venue.clone()),
        ("市側の出席者", about.attendees.join("、")),
        ("定員", capacity),
        ("申込期間", period.trim_end().to_owned()),
        ("準備書の期限", day_of(view.briefs_by)),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(label, value)| Fact::new(label, value))
    .collect()
}
