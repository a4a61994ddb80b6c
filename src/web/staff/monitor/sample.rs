//! Samples of the pages of monitors.

use kocho_domain::panel::Person;

use super::{
    AppointmentView, AppointmentsPage, ContactTyped, ContactView, LeaveTyped, MonitorListPage, MonitorRow,
    MonitorShowPage, MonitorUrls,
};
use crate::{
    staff::{
        candidate::contact,
        case::sample::{KEY, desk_frame},
        view::{Choice, Errors, Fact, Tone},
    },
    urls::staff as urls,
};

impl MonitorListPage {
    /// Masked.
    pub(crate) fn sample() -> Self {
        let row = |number, state, tone| MonitorRow {
            href: urls::monitor(KEY),
            number,
            name: "●●●●".into(),
            contact: Vec::new(),
            classes: "40代・女性・小川".into(),
            way: "郵送",
            state,
            tone,
            until: "2029-03-31".parse().unwrap(),
        };
        MonitorListPage {
            frame: desk_frame(),
            panel: "第12期市政モニター".into(),
            back: urls::panel(KEY),
            rows: vec![row(1, "任期中", Tone::Success), row(2, "退任", Tone::Calm)],
            revealed: false,
            reveal_reasons: vec![Choice::new("reply", "連絡のため")],
            errors: Errors::one("reveal", "理由を書いてください。"),
            reveal: urls::panel_act(KEY, "monitors/reveal"),
            csv: urls::panel_act(KEY, "monitors/csv"),
            appointments: urls::panel_act(KEY, "appointments"),
        }
    }

    /// Open.
    pub(crate) fn sample_revealed() -> Self {
        let mut page = MonitorListPage { revealed: true, errors: Errors::default(), ..MonitorListPage::sample() };
        page.rows[0].name = "例田 昇".into();
        page.rows[0].contact = vec!["0299-00-0000".into(), "小美玉市見本台1番地".into()];
        page
    }

    /// Nobody yet.
    pub(crate) fn sample_empty() -> Self {
        MonitorListPage { rows: Vec::new(), errors: Errors::default(), ..MonitorListPage::sample() }
    }
}

impl MonitorShowPage {
    /// Serving.
    pub(crate) fn sample() -> Self {
        let person =
            Person {
                name: "例田 昇".into(), address: Some("小美玉市見本台1番地".into()), ..Person::default()
            };
        let act = |act: &str| urls::monitor_act(KEY, act);
        MonitorShowPage {
            frame: desk_frame(),
            number: 12,
            panel: "第12期市政モニター".into(),
            back: urls::panel_act(KEY, "monitors"),
            state: "任期中",
            tone: Tone::Success,
            because: String::new(),
            facts: vec![Fact::new("区分", "40代・男性・小川")],
            contact: contact(&person, false),
            revealed: false,
            change: None,
            reveal_reasons: vec![Choice::new("reply", "連絡のため")],
            may_leave: true,
            next: Some("第13期市政モニター".into()),
            leavings: vec![Choice::new("own", "本人の申出")],
            typed: LeaveTyped::default(),
            follower: None,
            notices: Vec::new(),
            version: 1,
            errors: Errors::one("renew", "この方は選べません。続けて次の期の委嘱はできない。"),
            urls: MonitorUrls {
                leave: act("leave"),
                renew: act("renew"),
                contact: act("contact"),
                person: act("person"),
                appointment: act("appointment"),
            },
        }
    }

    /// Open, with a contact that does not fit.
    pub(crate) fn sample_revealed() -> Self {
        let form = ContactTyped {
            version: 1,
            name: "例田 昇".into(),
            address: "小美玉市見本台1番地".into(),
            notice_by: "mail".into(),
            district: "ogawa".into(),
            ..ContactTyped::default()
        };
        let change = ContactView {
            form,
            ways: vec![Choice::new("mail", "メール").chosen(), Choice::new("letter", "郵送")],
            districts: vec![Choice::new("ogawa", "小川").chosen(), Choice::new("minori", "美野里")],
            errors: Errors::one("email", "メールで受け取るには、メールアドレスが要ります"),
        };
        MonitorShowPage { revealed: true, change: Some(change), errors: Errors::default(), ..MonitorShowPage::sample() }
    }

    /// Left, and somebody waits.
    pub(crate) fn sample_left() -> Self {
        MonitorShowPage {
            state: "退任",
            tone: Tone::Calm,
            because: "2027年6月1日　転出・市との関わりがなくなった".into(),
            revealed: true,
            may_leave: false,
            next: None,
            follower: Some(("R8-モニター0013-M（40代・男性・小川）".into(), urls::candidate(KEY))),
            errors: Errors::default(),
            ..MonitorShowPage::sample()
        }
    }
}

impl AppointmentsPage {
    /// Two letters.
    pub(crate) fn sample() -> Self {
        let letter = |number, name: &str| AppointmentView {
            number,
            name: name.into(),
            paragraphs: vec![
                "あなたを小美玉市第12期市政モニターに委嘱します。".into(),
                "委嘱の期間は、令和9年4月1日から令和11年3月31日までとします。".into(),
            ],
            on: "2027-04-01".parse().unwrap(),
        };
        AppointmentsPage {
            frame: desk_frame(),
            panel: "第12期市政モニター".into(),
            title: "委嘱状".into(),
            signature: "小美玉市長".into(),
            letters: vec![letter(1, "例田 昇"), letter(2, "仮山 みお")],
            back: urls::panel(KEY),
        }
    }
}
