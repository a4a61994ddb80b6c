//! The office's morning: urgent first, then yesterday's voices in their own words, what waits for the reader, what grows and
//! what is late. One screen, ten minutes.

#[cfg(feature = "pdf")]
mod pdf;

use askama::Template;
use axum::extract::State;
use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{access::Permission, commitment::Commitment, rising::Counts};
use kocho_service::{
    Cx,
    circulation::COUNTED,
    desk::DeskRow,
    office::{self, DayAhead, Morning, OfficeSections},
    rising::{Matter, Rising},
    stored::{circulation::Waiting as Circulated, survey_result::Late},
};

use super::{
    view::voices,
    week::{FigureView, Link, SectionLoad, VoiceView},
};
use crate::{
    frame::Frame,
    guard::Signed,
    page::Page,
    pdf::beside,
    problem::AppError,
    routes::{Access, Routes},
    staff::{
        case::words::{due_view, thousands},
        filters,
        view::{DueView, Tone},
    },
    state::AppState,
    urls::{staff as urls, survey_result as results},
};

/// Matters that rise, and sections that are late, which one screen has room for.
const RISING: usize = 5;
const LATE: usize = 6;
/// Promises that one screen has room for.
const PROMISES: usize = 6;
/// Of these, room for those that are due within a week.
const SOON: usize = 3;

/// `GET /office`
#[derive(Debug, Template)]
#[template(path = "office/morning.html")]
pub(crate) struct MorningPage {
    pub(crate) frame: Frame,
    pub(crate) today: NaiveDate,
    /// The last open day: voices are read from it on.
    pub(crate) since: NaiveDate,
    pub(crate) read_at: DateTime<Utc>,
    pub(crate) figures: Vec<FigureView>,
    /// Nobody took them yet.
    pub(crate) urgent: Vec<VoiceView>,
    pub(crate) voices: Vec<VoiceView>,
    /// Letters since the last open day, and whether the page leaves some out.
    pub(crate) arrived: u64,
    pub(crate) is_more: bool,
    /// All of them.
    pub(crate) all: String,
    /// May read voices; others see figures only.
    pub(crate) reads_content: bool,
    /// Decisions that wait for the reader.
    pub(crate) turns: Vec<TurnView>,
    /// How many there are, and where.
    pub(crate) turns_all: (u64, String),
    /// Cases that the hearing desk put before the office.
    pub(crate) circulation: Vec<CirculatedView>,
    /// How many there are in words, whether the page leaves some out, and where all of them are.
    pub(crate) circulation_all: (String, bool, String),
    /// Cases that no section owns; `None`: the reader sees figures only.
    pub(crate) orphans: Option<u64>,
    /// The next dialogue days.
    pub(crate) days: Vec<DayView>,
    /// Summaries that wait for the office's reading, and those that applicants should have by now.
    pub(crate) reviews: (u64, u64),
    /// Slots of which the office should have a summary by now and nobody began one.
    pub(crate) unbegun: u64,
    /// Values of indicators that wait for the reader's decision.
    pub(crate) indicators: u64,
    /// Promises: late ones first, then those due within a week.
    pub(crate) promises: Vec<PromiseView>,
    /// How many are late, and how many are due within a week.
    pub(crate) promises_all: (u64, u64),
    pub(crate) rising: Vec<RisingView>,
    /// The seven days of the comparison.
    pub(crate) week: (NaiveDate, NaiveDate),
    /// The latest first; only those that are late.
    pub(crate) late: Vec<SectionLoad>,
    /// The same as a file.
    pub(crate) pdf: String,
}

/// A decision that waits.
#[derive(Debug, Clone)]
pub(crate) struct TurnView {
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) section: String,
    pub(crate) due: DueView,
}

/// A case to be read.
#[derive(Debug, Clone)]
pub(crate) struct CirculatedView {
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) section: String,
    /// Since when it waits.
    pub(crate) asked_at: DateTime<Utc>,
}

/// A dialogue day ahead.
#[derive(Debug, Clone)]
pub(crate) struct DayView {
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) held_on: NaiveDate,
    /// 準備書 2/5; empty while nobody comes.
    pub(crate) briefs: String,
}

/// A promise whose day is near or over.
#[derive(Debug, Clone)]
pub(crate) struct PromiseView {
    pub(crate) href: String,
    pub(crate) text: String,
    pub(crate) section: String,
    pub(crate) due: DueView,
}

/// A matter that rises.
#[derive(Debug, Clone)]
pub(crate) struct RisingView {
    /// 施策, 地区, 言葉
    pub(crate) of: &'static str,
    pub(crate) name: String,
    pub(crate) now: u64,
    pub(crate) people: u64,
    /// 先週までの平均 1.5件、去年の同じ週 2件
    pub(crate) compared: String,
}

/// The door.
pub(crate) fn routes(state: &AppState) -> Routes {
    let to = Access::Staff(Permission::OfficeRead);
    let routes = Routes::new(state).get(urls::OFFICE, to, show);
    #[cfg(feature = "pdf")]
    let routes = routes.get(urls::OFFICE_PDF, to, pdf::file);
    routes
}

async fn show(State(state): State<AppState>, signed: Signed) -> Result<Page<MorningPage>, AppError> {
    Ok(Page::ok(page(&state, &signed).await?))
}

async fn page(state: &AppState, signed: &Signed) -> Result<MorningPage, AppError> {
    let cx = signed.cx(state);
    let morning = office::morning(&cx).await?;
    let reads_content = signed.actor.may(Permission::CaseRead);
    Ok(MorningPage::of(signed.frame(state), &cx, &morning, reads_content))
}

impl MorningPage {
    fn of(frame: Frame, cx: &Cx, morning: &Morning, reads_content: bool) -> Self {
        let today = cx.today();
        let link = Link { open: reads_content, from: morning.shared.since.to_string(), until: today.to_string() };
        let all = link.cases(&[("queue", "all"), ("from", &link.from), ("until", &link.until)]);
        MorningPage {
            frame,
            today,
            since: morning.shared.since,
            read_at: morning.sections.read_at,
            figures: figures(morning, &link, &all),
            arrived: morning.shared.arrived,
            is_more: (morning.shared.voices.len() as u64) < morning.shared.arrived,
            all,
            reads_content,
            turns: morning.turns.0.iter().map(turn).collect(),
            turns_all: (morning.turns.1, urls::case_list(urls::DESK, &[("queue", "approval")])),
            circulation: morning.circulation.0.iter().map(|waiting| circulated(cx, waiting)).collect(),
            circulation_all: (
                lying(morning.circulation.1),
                (morning.circulation.0.len() as u64) < morning.circulation.1,
                urls::case_list(urls::DESK, &[("queue", "circulation")]),
            ),
            orphans: morning.shared.orphans,
            days: morning.shared.days.iter().map(day).collect(),
            reviews: morning.shared.reviews,
            unbegun: morning.shared.unbegun,
            indicators: morning.indicators,
            promises: promises(cx, morning),
            promises_all: (
                morning.shared.promises.2 + morning.shared.reflections.len() as u64,
                morning.shared.promises.1.len() as u64,
            ),
            rising: rising(&morning.rising),
            week: (morning.shared.week.from, morning.shared.week.until),
            late: late(&morning.sections, &link),
            voices: voices(once(morning)),
            pdf: beside(urls::OFFICE_PDF.to_owned()),
            urgent: voices(morning.shared.urgent.clone()),
        }
    }
}

impl MorningPage {
    /// 期限切れ 2件・1週間以内 3件; empty when there is neither.
    fn promises_said(&self) -> String {
        let (late, soon) = self.promises_all;
        let said = [("期限切れ", late), ("1週間以内", soon)].into_iter().filter(|(_, n)| *n > 0);
        said.map(|(word, n)| format!("{word} {n}件")).collect::<Vec<_>>().join("・")
    }
}

fn day(day: &DayAhead) -> DayView {
    let (ready, all) = day.briefs;
    DayView {
        href: urls::dialogue_day(day.key.as_str()),
        title: day.title.clone(),
        held_on: day.held_on,
        briefs: if all > 0 { format!("準備書 {ready}/{all}") } else { String::new() },
    }
}

fn circulated(cx: &Cx, waiting: &Circulated) -> CirculatedView {
    CirculatedView {
        href: urls::case(waiting.case.as_str()),
        title: waiting.title.clone(),
        section: cx.city.section_name(waiting.holder).to_owned(),
        asked_at: waiting.asked_at,
    }
}

/// How many lie before the office: 23件, 1,000件以上.
fn lying(n: u64) -> String {
    if n < COUNTED { format!("{n}件") } else { format!("{}件以上", thousands(COUNTED)) }
}

fn promise(cx: &Cx, one: &Commitment) -> PromiseView {
    PromiseView {
        href: urls::commitment(one.key.as_str()),
        text: one.text.clone(),
        section: cx.city.section_name(one.section).to_owned(),
        due: due_view(one.due_on, kocho_domain::deadline::days_left(one.due_on, cx.today()), true),
    }
}

/// Late ones first, 反映状況 of surveys among them; however many they are, those due this week have room behind them.
fn promises(cx: &Cx, morning: &Morning) -> Vec<PromiseView> {
    let (late, soon, _) = &morning.shared.promises;
    let late =
        late.iter().map(|one| promise(cx, one)).chain(morning.shared.reflections.iter().map(|one| reflection(cx, one)));
    let late = late.take(PROMISES - soon.len().min(SOON));
    late.chain(soon.iter().map(|one| promise(cx, one))).take(PROMISES).collect()
}

fn reflection(cx: &Cx, late: &Late) -> PromiseView {
    PromiseView {
        href: results::of(results::RESULTS, &late.code),
        text: format!("調査の反映状況を知らせる：{}", late.title),
        section: cx.city.section_name(late.section).to_owned(),
        due: due_view(late.due_on, (late.due_on - cx.today()).num_days(), true),
    }
}

/// The voices that do not stand above already, because they are urgent.
fn once(morning: &Morning) -> Vec<office::VoiceView> {
    let above = |voice: &&office::VoiceView| !morning.shared.urgent.iter().any(|urgent| urgent.case == voice.case);
    morning.shared.voices.iter().filter(above).cloned().collect()
}

fn figures(morning: &Morning, link: &Link, all: &str) -> Vec<FigureView> {
    let alarm = |n: u64| if n > 0 { Tone::Danger } else { Tone::Calm };
    let figure = |(label, value, unit), meaning: String, href: String, tone| FigureView {
        label,
        value,
        unit,
        meaning,
        href,
        tone,
    };
    let (whole, waiting) = (&morning.sections.whole, morning.shared.urgent_all);
    let longest = morning.shared.urgent.iter().filter_map(|voice| voice.waiting_minutes).max();
    let longest = longest.map_or_else(
        || "引受け待ちはありません".to_owned(),
        |minutes| format!("いちばん長いもので{}", filters::waited_of(minutes)),
    );
    let weeks = format!("この7日間 {}通、前の7日間 {}通", morning.shared.letters.0, morning.shared.letters.1);
    let ended = format!("今月までの12か月に終わった {}件から", whole.ended);
    let overdue = link.cases(&[("queue", "all"), ("due", "overdue")]);
    // Who reads figures only is not told of single urgent voices.
    let urgent = link.open.then(|| {
        figure(("引受けのない緊急", waiting, "件"), longest, link.cases(&[("queue", "urgent")]), alarm(waiting))
    });
    let arrived = figure(("届いた声", morning.shared.arrived, "通"), weeks, all.to_owned(), Tone::Calm);
    let open = format!("処理中 {}件のうち", whole.open);
    let late = figure(("期限切れ", whole.overdue, "件"), open, overdue, alarm(whole.overdue));
    let rate =
        whole.rate.map(|rate| figure(("期限内率", rate, "%"), ended, urls::OFFICE_SECTIONS.to_owned(), Tone::Calm));
    [urgent, Some(arrived), Some(late), rate].into_iter().flatten().collect()
}

fn turn(row: &DeskRow) -> TurnView {
    TurnView {
        href: urls::case(row.row.key.as_str()),
        title: row.row.title.clone(),
        section: row.row.holder.clone(),
        due: due_view(row.row.due_on, row.days_left.unwrap_or(0), row.soon),
    }
}

fn rising(found: &Rising) -> Vec<RisingView> {
    let lists = [("施策", &found.measures), ("地区", &found.districts), ("言葉", &found.words)];
    let mut all: Vec<(&'static str, &Matter)> =
        lists.into_iter().flat_map(|(of, matters)| matters.iter().map(move |matter| (of, matter))).collect();
    all.sort_by(|a, b| b.1.rise.surprise.total_cmp(&a.1.rise.surprise));
    let view = |(of, matter): (&'static str, &Matter)| RisingView {
        of,
        name: matter.name.clone(),
        now: matter.counts.now,
        people: matter.counts.people,
        compared: compared(&matter.counts),
    };
    all.into_iter().take(RISING).map(view).collect()
}

fn compared(counts: &Counts) -> String {
    let last_year = counts.last_year.map_or_else(|| "去年との比較なし".to_owned(), |n| format!("去年の同じ週 {n}件"));
    format!("前の4週の平均 {:.1}件、{last_year}", counts.mean())
}

fn late(sections: &OfficeSections, link: &Link) -> Vec<SectionLoad> {
    let late = sections.sections.iter().filter(|section| section.overdue > 0).take(LATE);
    late.map(|section| {
        let id = section.section.map(|id| id.to_string()).unwrap_or_default();
        SectionLoad {
            name: section.name.clone(),
            open: section.open,
            overdue: section.overdue,
            oldest_days: section.latest_days,
            href: link.cases(&[("queue", "all"), ("section", &id), ("due", "overdue")]),
        }
    })
    .collect()
}

#[cfg(test)]
impl MorningPage {
    /// A Monday with everything.
    pub(crate) fn sample() -> Self {
        use super::week::sample::voice;
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let figure = |label, value, unit, meaning: &str, tone| FigureView {
            label,
            value,
            unit,
            meaning: meaning.into(),
            href: "/staff/cases?queue=all".into(),
            tone,
        };
        let urgent = VoiceView {
            danger: vec!["危険（道路・建物）"],
            waiting_minutes: Some(18),
            ..voice("R8-000131-M", "道路の穴", "小学校の前の道路に大きな穴があいています。")
        };
        MorningPage {
            frame: Frame::office_sample(),
            today: day("2026-11-30"),
            since: day("2026-11-27"),
            read_at: "2026-11-29T22:40:00Z".parse().unwrap(),
            figures: vec![
                figure("引受けのない緊急", 1, "件", "いちばん長いもので18分", Tone::Danger),
                figure("届いた声", 9, "通", "この7日間 28通、前の7日間 21通", Tone::Calm),
            ],
            urgent: vec![urgent],
            voices: vec![voice(
                "R8-000130-K",
                "",
                "ごみの日にカラスがひどい　網が小さくて足りない　網を買うお金を出してほしい",
            )],
            arrived: 9,
            is_more: true,
            all: "/staff/cases?queue=all".into(),
            reads_content: true,
            turns: vec![TurnView {
                href: "/staff/cases/abc".into(),
                title: "広報紙の文字".into(),
                section: "秘書広聴課".into(),
                due: due_view(day("2026-12-01"), 1, true),
            }],
            turns_all: (6, "/staff/cases?queue=approval".into()),
            circulation: vec![CirculatedView {
                href: "/staff/cases/abc".into(),
                title: "駅前の駐輪場".into(),
                section: "都市整備課".into(),
                asked_at: "2026-11-28T01:12:00Z".parse().unwrap(),
            }],
            circulation_all: ("23件".into(), true, "/staff/cases?queue=circulation".into()),
            orphans: Some(2),
            days: vec![DayView {
                href: urls::dialogue_day("day1"),
                title: "対話の日（11月）".into(),
                held_on: NaiveDate::from_ymd_opt(2026, 11, 18).unwrap_or_default(),
                briefs: "準備書 2/5".into(),
            }],
            reviews: (1, 2),
            unbegun: 1,
            indicators: 2,
            promises: vec![PromiseView {
                href: urls::commitment("promise1"),
                text: "区の合併の手順と先例を1枚にまとめ、三区へ渡す".into(),
                section: "市民協働課".into(),
                due: due_view(NaiveDate::from_ymd_opt(2026, 10, 20).unwrap_or_default(), 6, true),
            }],
            promises_all: (0, 1),
            rising: vec![RisingView {
                of: "施策",
                name: "公共施設の管理".into(),
                now: 7,
                people: 6,
                compared: "前の4週の平均 1.5件、去年の同じ週 2件".into(),
            }],
            week: (day("2026-11-24"), day("2026-11-30")),
            late: vec![SectionLoad {
                name: "建設課".into(),
                open: 12,
                overdue: 2,
                oldest_days: 4,
                href: "/staff/cases?section=4".into(),
            }],
            pdf: beside(urls::OFFICE_PDF.to_owned()),
        }
    }

    /// A morning on which nothing waits, for somebody who reads figures only.
    pub(crate) fn sample_quiet() -> Self {
        MorningPage {
            urgent: Vec::new(),
            voices: Vec::new(),
            is_more: false,
            reads_content: false,
            turns: Vec::new(),
            turns_all: (0, String::new()),
            orphans: None,
            days: Vec::new(),
            reviews: (0, 0),
            unbegun: 0,
            indicators: 0,
            promises: Vec::new(),
            promises_all: (0, 0),
            rising: Vec::new(),
            late: Vec::new(),
            ..Self::sample()
        }
    }
}
