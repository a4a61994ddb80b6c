//! This week's voices as a morning paper: few figures, originals first, then counts and what is late.

#[cfg(feature = "pdf")]
mod pdf;

use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Days, NaiveDate, Utc};
use kocho_domain::{access::Permission, figure::Week};
use kocho_service::office::{self, OfficeWeek};
use serde::Deserialize;

use super::view::{policies, sections, voices};
use crate::{
    frame::Frame,
    guard::Signed,
    page::Page,
    pdf::beside,
    problem::AppError,
    routes::{Access, Routes},
    staff::{
        filters,
        view::{Fact, Tone},
    },
    state::AppState,
    urls::staff as urls,
};

/// `GET /office/week`
#[derive(Debug, Template)]
#[template(path = "office/week.html")]
pub(crate) struct OfficePage {
    pub(crate) frame: Frame,
    pub(crate) from: NaiveDate,
    pub(crate) until: NaiveDate,
    /// Addresses of the weeks beside it; no next one in the present week.
    pub(crate) previous: String,
    pub(crate) next: Option<String>,
    /// What is rising in these days.
    pub(crate) rising: String,
    /// The same as a file.
    pub(crate) pdf: String,
    /// When the figures were read.
    pub(crate) read_at: DateTime<Utc>,
    /// At most four.
    pub(crate) figures: Vec<FigureView>,
    /// 要緊急確認 that nobody took, and those taken this week.
    pub(crate) urgent: Vec<VoiceView>,
    pub(crate) voices: Vec<VoiceView>,
    /// Voices of the week in all; more than shown: the rest is a link.
    pub(crate) total: u64,
    /// May read voices; others see figures only, without ways to the cases behind them.
    pub(crate) reads_content: bool,
    pub(crate) all: String,
    /// How they came in: ウェブ 12.
    pub(crate) channels: Vec<Fact>,
    pub(crate) policies: Vec<PolicyCount>,
    /// Cases of the week with no decision about the measure, and with 計画に該当なし.
    pub(crate) undecided: u64,
    pub(crate) outside: u64,
    /// Of other plans, where nothing of this one is known to take their place.
    pub(crate) elsewhere: u64,
    pub(crate) sections: Vec<SectionLoad>,
}

/// A number with its meaning and a way to what is behind it.
#[derive(Debug, Clone)]
pub(crate) struct FigureView {
    /// 今週届いた声
    pub(crate) label: &'static str,
    /// 28
    pub(crate) value: u64,
    /// 通, 件, 日
    pub(crate) unit: &'static str,
    /// 先週 21通
    pub(crate) meaning: String,
    /// Empty for people who see figures only.
    pub(crate) href: String,
    pub(crate) tone: Tone,
}

/// One voice, in its own words.
#[derive(Debug, Clone)]
pub(crate) struct VoiceView {
    pub(crate) number: String,
    pub(crate) received_on: NaiveDate,
    pub(crate) channel: String,
    pub(crate) kind: String,
    /// 美野里・60代; parts that were not given are left out.
    pub(crate) person: String,
    /// 件名, or the first words of the text.
    pub(crate) heading: String,
    /// The original, personal details masked.
    pub(crate) text: String,
    pub(crate) section: String,
    pub(crate) status: &'static str,
    pub(crate) reply_wanted: bool,
    /// It stands for so many letters of one text: where they are, and how many.
    pub(crate) flood: Option<(String, u64)>,
    /// Groups of danger words; empty when not urgent.
    pub(crate) danger: Vec<&'static str>,
    /// Minutes waited while nobody took it.
    pub(crate) waiting_minutes: Option<u64>,
    /// When it became urgent, where that was on a later day than it came.
    pub(crate) urgent_on: Option<NaiveDate>,
    pub(crate) href: String,
}

impl VoiceView {
    /// 12/1, or 12/1に緊急（11/21の声）
    pub(crate) fn came(&self) -> String {
        let received = filters::short_day_of(self.received_on);
        self.urgent_on
            .map_or_else(|| received.clone(), |on| format!("{}に緊急（{received}の声）", filters::short_day_of(on)))
    }
}

/// Cases of the week by policy.
#[derive(Debug, Clone)]
pub(crate) struct PolicyCount {
    pub(crate) name: String,
    pub(crate) count: u64,
    pub(crate) measures: Vec<MeasureCount>,
}

/// Cases of the week by measure.
#[derive(Debug, Clone)]
pub(crate) struct MeasureCount {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) count: u64,
    pub(crate) href: String,
}

/// What a section has before it.
#[derive(Debug, Clone)]
pub(crate) struct SectionLoad {
    pub(crate) name: String,
    pub(crate) open: u64,
    pub(crate) overdue: u64,
    /// Days by which the oldest is late; 0 when none is.
    pub(crate) oldest_days: u64,
    pub(crate) href: String,
}

/// The address of the page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct WeekQuery {
    /// First of the seven days; empty or no date: the last seven days.
    week: String,
}

/// The door.
pub(crate) fn routes(state: &AppState) -> Routes {
    let to = Access::Staff(Permission::OfficeRead);
    let routes = Routes::new(state).get(urls::OFFICE_WEEK, to, show);
    #[cfg(feature = "pdf")]
    let routes = routes.get(urls::OFFICE_WEEK_PDF, to, pdf::file);
    routes
}

async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<WeekQuery>,
) -> Result<Response, AppError> {
    Ok(Page::ok(page(&state, &signed, &query).await?).into_response())
}

async fn page(state: &AppState, signed: &Signed, query: &WeekQuery) -> Result<OfficePage, AppError> {
    let cx = signed.cx(state);
    let week = office::week(&cx, Some(Week::named(&query.week, cx.today()).until)).await?;
    Ok(OfficePage {
        read_at: cx.now(),
        next: (week.until < cx.today()).then(|| urls::office_week(week.from + Days::new(7))),
        ..OfficePage::of(signed.frame(state), week, signed.actor.may(Permission::CaseRead))
    })
}

impl OfficePage {
    fn of(frame: Frame, week: OfficeWeek, reads_content: bool) -> Self {
        let link = Link { open: reads_content, from: week.from.to_string(), until: week.until.to_string() };
        let all = link.cases(&[("queue", "all"), ("from", &link.from), ("until", &link.until)]);
        OfficePage {
            frame,
            from: week.from,
            until: week.until,
            previous: urls::office_week(week.from - Days::new(7)),
            pdf: beside(urls::office_week_pdf(week.from)),
            next: None,
            rising: urls::rising_week(week.from),
            read_at: DateTime::default(),
            figures: figures(&week, &link, &all),
            urgent: voices(week.urgent),
            voices: voices(week.voices),
            total: week.total,
            reads_content,
            all,
            channels: week.channels.into_iter().map(|(name, n)| Fact::new(name, format!("{n}通"))).collect(),
            undecided: week.week.undecided,
            outside: week.week.outside,
            elsewhere: week.week.elsewhere,
            policies: policies(week.week, &link),
            sections: sections(week.sections, &link),
        }
    }
}

/// Ways from a figure to the cases behind it.
pub(super) struct Link {
    /// The reader may go there.
    pub(super) open: bool,
    /// The seven days, as ISO dates.
    pub(super) from: String,
    pub(super) until: String,
}

impl Link {
    /// The list of cases narrowed to these parts; empty for people who see figures only.
    pub(super) fn cases(&self, parts: &[(&str, &str)]) -> String {
        if self.open { urls::case_list(urls::DESK, parts) } else { String::new() }
    }
}

fn figures(week: &OfficeWeek, link: &Link, all: &str) -> Vec<FigureView> {
    let waiting: Vec<u64> = week.urgent.iter().filter_map(|voice| voice.waiting_minutes).collect();
    let overdue: u64 = week.sections.iter().map(|section| section.overdue).sum();
    let open: u64 = week.sections.iter().map(|section| section.open).sum();
    let alarm = |n: u64| if n > 0 { Tone::Danger } else { Tone::Calm };
    let figure = |label, value, unit, meaning: String, href: String, tone| FigureView {
        label,
        value,
        unit,
        meaning,
        href,
        tone,
    };
    let count = waiting.len() as u64;
    let longest = waiting.iter().max().map_or("引受け待ちはありません".into(), |m| {
        format!("いちばん長いもので{}", crate::staff::filters::waited_of(*m))
    });
    let urgent = figure("引受けのない緊急", count, "件", longest, link.cases(&[("queue", "urgent")]), alarm(count));
    let arrived =
        figure("届いた声", week.total, "通", format!("前の7日間 {}通", week.total_before), all.to_owned(), Tone::Calm);
    let late = figure(
        "期限切れ",
        overdue,
        "件",
        format!("処理中 {open}件のうち"),
        link.cases(&[("queue", "all"), ("due", "overdue")]),
        alarm(overdue),
    );
    // Who reads figures only is not told of single urgent voices.
    if link.open { vec![arrived, urgent, late] } else { vec![arrived, late] }
}

#[cfg(test)]
pub(super) mod sample {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    pub(in crate::office) fn voice(number: &str, subject: &str, text: &str) -> VoiceView {
        VoiceView {
            number: number.into(),
            received_on: day("2026-10-13"),
            channel: "ウェブ".into(),
            kind: "要望".into(),
            person: "美野里・60代".into(),
            heading: super::super::view::heading(subject, text),
            text: text.into(),
            section: "市民協働課".into(),
            status: "回付済",
            reply_wanted: true,
            flood: None,
            danger: Vec::new(),
            waiting_minutes: None,
            urgent_on: None,
            href: "/staff/cases/123".into(),
        }
    }

    fn policy(name: &str, count: u64, measures: &[(&str, &str, u64)]) -> PolicyCount {
        let measure = |(code, name, count): &(&str, &str, u64)| MeasureCount {
            code: (*code).into(),
            name: (*name).into(),
            count: *count,
            href: format!("/staff/cases?measure={code}"),
        };
        PolicyCount { name: name.into(), count, measures: measures.iter().map(measure).collect() }
    }

    impl OfficePage {
        /// A week with one urgent voice.
        pub(crate) fn sample() -> Self {
            let figure = |label, value, unit, meaning: &str, tone| FigureView {
                label,
                value,
                unit,
                meaning: meaning.into(),
                href: "/staff/cases?queue=all".into(),
                tone,
            };
            let load = |name: &str, open, overdue, oldest_days| SectionLoad {
                name: name.into(),
                open,
                overdue,
                oldest_days,
                href: "/staff/cases?queue=overdue&section=4".into(),
            };
            let urgent = VoiceView {
                danger: vec!["危険（道路・建物）"],
                waiting_minutes: Some(18),
                section: String::new(),
                status: "要緊急確認",
                ..voice(
                    "R8-000131-M",
                    "道路の穴",
                    "小学校の前の道路に大きな穴があいています。\n自転車の子が落ちそうになりました。",
                )
            };
            OfficePage {
                frame: Frame::office_sample(),
                from: day("2026-10-12"),
                until: day("2026-10-18"),
                previous: "/office/week?week=2026-10-05".into(),
                next: None,
                rising: "/office/rising?week=2026-10-12".into(),
                pdf: beside(urls::office_week_pdf(day("2026-10-12"))),
                read_at: "2026-10-14T00:05:00Z".parse().unwrap(),
                figures: vec![
                    figure("届いた声", 28, "通", "先週 21通", Tone::Calm),
                    figure("引受けのない緊急", 1, "件", "いちばん長いもので18分", Tone::Danger),
                    figure("期限切れ", 3, "件", "処理中 46件のうち", Tone::Danger),
                    figure("回答した", 12, "件", "受付から平均 7開庁日", Tone::Calm),
                ],
                urgent: vec![urgent],
                voices: vec![
                    voice(
                        "R8-000130-K",
                        "定年後に地域で何か手伝いたい",
                        "この3月で会社を定年になりました。工場で安全管理を38年やってきました。力仕事でも人に教えることでも、役に立てることがあればやりたいのですが、どこに行けばいいのか分かりません。\n\n名前を登録しておく所があるなら教えてください。",
                    ),
                    voice(
                        "R8-000129-A",
                        "",
                        "ごみの日にカラスがひどい　網が小さくて足りない　網を買うお金を出してほしい",
                    ),
                ],
                total: 28,
                reads_content: true,
                all: "/staff/cases?queue=all".into(),
                channels: vec![Fact::new("ウェブ", "18通"), Fact::new("提案箱", "7通"), Fact::new("はがき", "3通")],
                policies: vec![
                    policy(
                        "市民協働・コミュニティ活動の推進",
                        9,
                        &[("1101", "まちづくり組織の支援", 6), ("1102", "市民活動の支援", 3)],
                    ),
                    policy("広報・広聴の充実", 4, &[("1602", "広報紙", 4)]),
                ],
                undecided: 5,
                outside: 11,
                elsewhere: 1,
                sections: vec![load("市民協働課", 9, 2, 4), load("建設課", 12, 1, 2), load("環境課", 6, 0, 0)],
            }
        }
    }
}
