//! Samples of the pages of days.

use super::*;
use crate::{
    staff::case::sample::{KEY, desk_frame},
    urls::staff as urls,
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn application_row(number: &str, state: &str, tone: Tone) -> ApplicationRow {
    ApplicationRow {
        href: urls::application(KEY),
        number: number.into(),
        received_on: day("2026-05-12"),
        theme: "隣り合う三つの区の合併について".into(),
        party: "見本台区ほか2区　団体 3人".into(),
        wishes: "15時よりあと／手話通訳".into(),
        state: state.into(),
        tone,
    }
}

fn day_row(on: &str, state: &'static str, tone: Tone) -> DayRow {
    DayRow {
        href: urls::dialogue_day(KEY),
        on: day(on),
        number: "R8-対話02".into(),
        title: "市長との「対話の日」（6月）".into(),
        venue: "本庁舎2階 第1会議室".into(),
        slots: 5,
        taken: 3,
        applications: "受付 2・決定 3".into(),
        reception: "6月3日（水）まで受付中".into(),
        state,
        tone,
    }
}

fn letter_row() -> LetterRow {
    LetterRow {
        href: urls::decision_letter(3),
        number: "R8-対話申込-0012-K".into(),
        what: "決定（可）の通知",
        why: "メールが届きませんでした",
        sent: urls::decision_sent(3),
    }
}

impl DialogueListPage {
    /// Days ahead and over, a letter and an application that wait.
    pub(crate) fn sample() -> Self {
        DialogueListPage {
            frame: desk_frame(),
            ahead: vec![day_row("2026-06-17", "公開", Tone::Info), day_row("2026-07-15", "下書き", Tone::Calm)],
            earlier: vec![day_row("2026-05-20", "実施済", Tone::Success)],
            loose: vec![application_row("R8-対話申込-0007-A", "受付", Tone::Warning)],
            letters: vec![letter_row()],
            monthly: vec![Choice::new("dialogue_day", "市長との「対話の日」　第3水曜日")],
            errors: Errors::default(),
            manages: true,
            next: Some(urls::DIALOGUES.into()),
            further: false,
        }
    }

    /// Nothing yet, for the office.
    pub(crate) fn sample_empty() -> Self {
        DialogueListPage {
            ahead: vec![],
            earlier: vec![],
            loose: vec![],
            letters: vec![],
            manages: false,
            next: None,
            ..DialogueListPage::sample()
        }
    }
}

impl DialogueEditPage {
    /// A new one, with a mistake.
    pub(crate) fn sample() -> Self {
        DialogueEditPage {
            frame: desk_frame(),
            number: String::new(),
            series: vec![Choice::new("dialogue_day", "市長との「対話の日」").chosen()],
            form: DayTyped {
                title: "市長との「対話の日」（6月）".into(),
                attendees: "市長\n秘書広聴課長".into(),
                usual_slots: "yes".into(),
                ..DayTyped::default()
            },
            errors: Errors::one("held_on", "過ぎた日は選べません"),
            told: None,
            action: urls::DIALOGUES.into(),
            back: urls::DIALOGUES.into(),
        }
    }

    /// One that residents know, moved without a word why.
    pub(crate) fn sample_edit() -> Self {
        DialogueEditPage {
            number: "R8-対話02".into(),
            series: vec![],
            errors: Errors::one("reason", "変える理由を書いてください。知らせてある方への通知に載ります"),
            told: Some("決定 3件・キャンセル待ち 1件、市側の出席者 3人".into()),
            action: urls::dialogue_day_act(KEY, "edit"),
            back: urls::dialogue_day(KEY),
            ..DialogueEditPage::sample()
        }
    }
}

fn slot(id: i64, period: &str, party: &str) -> SlotRow {
    let (from, to) = period.split_once('～').unwrap();
    SlotRow {
        id,
        period: period.into(),
        from: from.into(),
        to: to.into(),
        evening: id == 3,
        party: party.into(),
        about: if party.is_empty() { String::new() } else { "団体 3人".into() },
        theme: if party.is_empty() { String::new() } else { "隣り合う三つの区の合併について".into() },
        application: (!party.is_empty()).then(|| urls::application(KEY)),
        brief: urls::slot_act(KEY, "brief"),
        readiness: "メモ待ち",
        readiness_tone: Tone::Info,
        version: 1,
        reason: String::new(),
        open: id == 1,
        time: urls::slot_act(KEY, "time"),
        delete: urls::slot_act(KEY, "delete"),
    }
}

impl DialogueDayPage {
    /// Announced, with a free slot and somebody who waits.
    pub(crate) fn sample() -> Self {
        let act = |act: &str| urls::dialogue_day_act(KEY, act);
        DialogueDayPage {
            frame: desk_frame(),
            on: day("2026-06-17"),
            number: "R8-対話02".into(),
            title: "市長との「対話の日」（6月）".into(),
            state: "公開",
            tone: Tone::Info,
            facts: vec![Fact::new("場所", "本庁舎2階 第1会議室"), Fact::new("市側の出席者", "市長、秘書広聴課長")],
            cancelled_because: String::new(),
            slots: vec![slot(1, "13:30～13:55", "見本台区ほか2区"), slot(3, "18:00～18:25", "")],
            clashes: vec![("13:30～13:55は、R8-懇談01の13:30～14:30と重なっています".into(), urls::dialogue_day(KEY))],
            moves: vec![MoveRow {
                before: "6月10日（水）　本庁舎2階 第1会議室".into(),
                after: "6月17日（水）　本庁舎2階 第1会議室".into(),
                reason: "市長が国の会議に出るため。".into(),
                told: 4,
                by: "秘書広聴課 担当".into(),
                at: "2026-05-20T01:00:00Z".parse().unwrap(),
            }],
            applications: vec![
                application_row("R8-対話申込-0012-K", "決定（可）", Tone::Success),
                application_row("R8-対話申込-0014-C", "キャンセル待ち 1番", Tone::Info),
            ],
            awaits_applications: true,
            free_words: "空き",
            letters: vec![letter_row()],
            next_waiting: Some(application_row("R8-対話申込-0014-C", "キャンセル待ち 1番", Tone::Info)),
            unbegun: "13:30～13:55の要旨が、まだ書き始められていません。".into(),
            unbegun_late: true,
            hint: "申込みの受付が終わりました。2件の可否を決めてください。".into(),
            version: 4,
            may: DayMay {
                change: true,
                cancel: true,
                apply: true,
                draw: true,
                briefs: true,
                record: true,
                ..DayMay::default()
            },
            slot_typed: SlotTyped { from: "13:40".into(), ..SlotTyped::default() },
            errors: Errors::one("add", "13:30～13:55の枠と重なっています。時刻を変えてください。"),
            urls: DayUrls {
                edit: act("edit"),
                announce: act("announce"),
                cancel: act("cancel"),
                delete: act("delete"),
                slots: act("slots"),
                apply: urls::application_new(KEY),
                draw: act("draw"),
                briefs: act("briefs"),
                calendar: act("calendar"),
                record: urls::dialogue_record(KEY),
            },
        }
    }

    /// A draft without anything on it.
    pub(crate) fn sample_draft() -> Self {
        DialogueDayPage {
            state: "下書き",
            tone: Tone::Calm,
            slots: vec![],
            clashes: vec![],
            moves: vec![],
            applications: vec![],
            letters: vec![],
            next_waiting: None,
            unbegun: String::new(),
            may: DayMay { change: true, announce: true, delete: true, apply: true, ..DayMay::default() },
            errors: Errors::default(),
            ..DialogueDayPage::sample()
        }
    }

    /// Called off, as the office sees it.
    pub(crate) fn sample_cancelled() -> Self {
        DialogueDayPage {
            state: "中止",
            tone: Tone::Warning,
            cancelled_because: "台風のため。".into(),
            unbegun: String::new(),
            hint: String::new(),
            letters: vec![],
            next_waiting: None,
            may: DayMay::default(),
            errors: Errors::default(),
            ..DialogueDayPage::sample()
        }
    }
}
