//! How do a day, its slots and its applications read?

use chrono::NaiveDate;
use kocho_domain::{
    dialogue::{ApplicationState, DayState, PartyKind, Reception},
    rule::dialogue::NoticeKind,
};
use kocho_service::{
    Cx,
    decision::Waiting,
    dialogue_day::{Clash, DayView, Listed, MovedDay, Tally},
    stored::{
        application::Application,
        dialogue_day::Day,
        dialogue_move::{Appointment, Moved},
        slot::{Party, Slot},
    },
};

use super::{ApplicationRow, DayRow, LetterRow, MoveRow, SlotRow, SlotTyped};
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

/// A letter that waits to be printed and sent.
pub(super) fn letter_row(letter: &Waiting) -> LetterRow {
    LetterRow {
        href: urls::decision_letter(letter.notice.id),
        number: letter.application.about.number.to_string(),
        what: NoticeKind::label(&letter.notice.told.code),
        why: match (letter.came_back(), letter.is_reminder()) {
            (true, true) => "メールが届きませんでした。日が近いので、電話でも知らせてください",
            (true, false) => "メールが届きませんでした",
            (false, _) => "",
        },
        sent: urls::decision_sent(letter.notice.id),
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

/// 団体 3人; of one who is called 個人 only 1人.
fn about_party(party: &Party) -> String {
    if party.name == party.kind.label() {
        format!("{}人", party.people)
    } else {
        party_words(party.kind, party.people)
    }
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

pub(super) fn slot_row(view: &DayView, slot: &Slot, today: NaiveDate, typed: &SlotTyped) -> SlotRow {
    let key = slot.key.as_str();
    let open = typed.of == key;
    let time = |stored: chrono::NaiveTime, typed: &str| {
        if open && !typed.is_empty() { typed.to_owned() } else { stored.format("%H:%M").to_string() }
    };
    let party = slot.party.as_ref();
    let (readiness, readiness_tone) = readiness(view, slot, today);
    let of = party.and_then(|party| party.application);
    let application = view.applications.iter().find(|one| Some(one.id) == of);
    SlotRow {
        id: slot.id.0,
        period: slot.period.to_string(),
        from: time(slot.period.from, &typed.from),
        to: time(slot.period.to, &typed.to),
        reason: if open { typed.reason.clone() } else { String::new() },
        open,
        evening: slot.evening,
        party: party.map(|party| party.name.clone()).unwrap_or_default(),
        about: party.map(about_party).unwrap_or_default(),
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

/// 13:30～13:55は、R8-懇談01の13:30～14:30と重なっています。ほか3枠も重なっています
pub(super) fn clashes(cx: &Cx, view: &DayView) -> Vec<(String, String)> {
    let said = |Clash { own, day, theirs, further }: &Clash| {
        let mut words = format!("{own}は、{}の{theirs}と重なっています", number(cx, day));
        if *further > 0 {
            words += &format!("。ほか{further}枠も重なっています");
        }
        (words, urls::dialogue_day(day.key.as_str()))
    };
    view.clashes.iter().map(said).collect()
}

/// 13:30～13:55の要旨が、まだ書き始められていません。市長室の確認に出す期限は5月27日（水）でした。
pub(super) fn unbegun(view: &DayView, today: NaiveDate) -> String {
    let Some(first) = view.unbegun.first() else { return String::new() };
    let times = view.unbegun.iter().map(|one| one.slot.period.to_string()).collect::<Vec<_>>().join("、");
    let (by, ends) = (day_of(first.review_by), if first.is_late(today) { "でした" } else { "です" });
    format!("{times}の要旨が、まだ書き始められていません。市長室の確認に出す期限は{by}{ends}。")
}

/// Who knows the date and the venue: 決定 3件・キャンセル待ち 1件　市側の出席者 3人
pub(super) fn told(view: &DayView) -> String {
    let counts = Tally::of(&view.applications);
    let states = [
        ("決定", counts.accepted),
        ("当選", counts.chosen),
        ("キャンセル待ち", counts.waiting),
        ("まだ決めていない申込み", counts.received),
    ];
    let said: Vec<String> =
        states.into_iter().filter(|(_, n)| *n > 0).map(|(word, n)| format!("{word} {n}件")).collect();
    let applicants = if said.is_empty() { "申込み 0件".to_owned() } else { said.join("・") };
    format!("{applicants}、市側の出席者 {}人", view.day.about.attendees.len())
}

/// What the desk hears after a move: whom the program tells, and whom the desk does.
pub(super) fn moved_words(moved: MovedDay) -> String {
    let mut words = String::new();
    if moved.told() > 0 {
        words += &format!("申込み{}件の申込者に知らせます。", moved.told());
    }
    if moved.letters > 0 {
        words += &format!("うち{}件は、対話の日の一覧の「郵送を待つ通知」から印刷してください。", moved.letters);
    }
    if moved.attendees > 0 {
        words += &format!("市側の出席者（{}人）には、新しい予定表（.ics）を渡してください。", moved.attendees);
    }
    if moved.memos > 0 {
        words += &format!("課のメモ{}件の期限も変えました。", moved.memos);
    }
    words
}

pub(super) fn move_row(moved: &Moved) -> MoveRow {
    let words = |at: &Appointment| format!("{}{}　{}", day_of(at.on), at.time, at.venue);
    MoveRow {
        before: words(&moved.before),
        after: words(&moved.after),
        reason: moved.reason.clone(),
        told: moved.told,
        by: moved.by.clone(),
        at: moved.at,
    }
}

/// How far the brief of a slot is.
fn readiness(view: &DayView, slot: &Slot, today: NaiveDate) -> (&'static str, Tone) {
    let late = today >= view.briefs_by && today <= view.day.about.held_on;
    match view.memos.get(&slot.id).copied().unwrap_or_default() {
        // What was not asked for before a day is not asked for after it.
        (0, _) if matches!(view.day.state, DayState::Held | DayState::Cancelled) => ("", Tone::Calm),
        (0, _) => ("メモを頼む", if late { Tone::Danger } else { Tone::Calm }),
        (asked, written) if written < asked => ("メモ待ち", if late { Tone::Danger } else { Tone::Info }),
        _ => ("そろった", Tone::Success),
    }
}

pub(super) fn facts(view: &DayView) -> Vec<Fact> {
    let about = &view.day.about;
    let period = match (about.apply_from, about.apply_until) {
        _ if !view.asks_to_apply => "申込みは要りません".to_owned(),
        (Some(from), Some(until)) => format!("{}～{}　{}", day_of(from), day_of(until), reception(view.reception)),
        _ => String::new(),
    };
    // Where nobody applies, there is nobody to prepare for until somebody was given a slot.
    let prepared = view.asks_to_apply || view.slots.iter().any(|slot| slot.party.is_some());
    let briefs = if prepared { day_of(view.briefs_by) } else { String::new() };
    let coming: u32 = view.slots.iter().filter_map(|slot| Some(slot.party.as_ref()?.people)).sum();
    let capacity = match about.capacity {
        0 => String::new(),
        room if coming > room => format!("{room}人（決まった人数は{coming}人で、定員を超えています）"),
        room => format!("{room}人（決まった人数は{coming}人）"),
    };
    [
        ("場所", about.venue.clone()),
        ("市側の出席者", about.attendees.join("、")),
        ("定員", capacity),
        (if view.asks_to_apply { "申込期間" } else { "申込み" }, period.trim_end().to_owned()),
        ("準備書の期限", briefs),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(label, value)| Fact::new(label, value))
    .collect()
}
