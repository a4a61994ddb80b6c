//! What is more said of this week than was to be expected? Figures in words, and the first words of some originals.

use askama::Template;
use axum::extract::{Query, State};
use chrono::{Days, NaiveDate};
use kocho_domain::{access::Permission, figure::Week, rising::Counts};
use kocho_service::rising::{self, Rising};
use serde::Deserialize;

use crate::{
    frame::Frame,
    guard::Signed,
    page::Page,
    problem::AppError,
    routes::{Access, Routes},
    staff::filters,
    state::AppState,
    urls::staff as urls,
};

/// `GET /office/rising`
#[derive(Debug, Template)]
#[template(path = "office/rising.html")]
pub(crate) struct RisingPage {
    pub(crate) frame: Frame,
    pub(crate) from: NaiveDate,
    pub(crate) until: NaiveDate,
    /// Addresses of the weeks beside it; no next one in the present week.
    pub(crate) previous: String,
    pub(crate) next: Option<String>,
    /// All voices, in words.
    pub(crate) whole: Words,
    /// There are records of the same weeks of last year.
    pub(crate) last_year: bool,
    /// Nothing rises.
    pub(crate) quiet: bool,
    /// 施策, 地区, 言葉 with what rises in them.
    pub(crate) lists: Vec<MatterList>,
}

/// Matters of one kind.
#[derive(Debug, Clone)]
pub(crate) struct MatterList {
    /// 施策
    pub(crate) title: &'static str,
    pub(crate) id: &'static str,
    pub(crate) matters: Vec<MatterView>,
}

/// A matter that is rising.
#[derive(Debug, Clone)]
pub(crate) struct MatterView {
    pub(crate) name: String,
    /// Its cases; empty where there is no list of them.
    pub(crate) href: String,
    pub(crate) words: Words,
    /// Far more than expected.
    pub(crate) strongly: bool,
    /// First words of originals, and where they stand.
    pub(crate) originals: Vec<(String, String)>,
}

/// A comparison in words.
#[derive(Debug, Clone)]
pub(crate) struct Words {
    /// 7
    pub(crate) now: u64,
    /// 6
    pub(crate) people: u64,
    /// 1.5
    pub(crate) mean: String,
    /// 去年の同じ週 2件, 去年との比較なし
    pub(crate) last_year: String,
}

/// The address of the page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct RisingQuery {
    /// First of the seven days; empty or no date: the last seven days.
    week: String,
}

/// The door.
pub(crate) fn routes(state: &AppState) -> Routes {
    Routes::new(state).get(urls::RISING, Access::Staff(Permission::TopicRead), show)
}

async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<RisingQuery>,
) -> Result<Page<RisingPage>, AppError> {
    let cx = signed.cx(&state);
    let found = rising::week(&cx, Some(Week::named(&query.week, cx.today()).until)).await?;
    let next = (found.until < cx.today()).then(|| urls::rising_week(found.from + Days::new(7)));
    let open = signed.actor.may(Permission::CaseRead);
    Ok(Page::ok(RisingPage { next, ..page(signed.frame(&state), found, open) }))
}

fn page(frame: Frame, found: Rising, open: bool) -> RisingPage {
    let (from, until) = (found.from.to_string(), found.until.to_string());
    let cases = |code: &str| {
        urls::case_list(urls::DESK, &[("queue", "all"), ("measure", code), ("from", &from), ("until", &until)])
    };
    let view = |matter: rising::Matter, href: String| MatterView {
        href,
        words: words(&matter.counts),
        strongly: matter.rise.strongly,
        originals: matter.originals.into_iter().map(|(case, text)| (urls::case(case.as_str()), text)).collect(),
        name: matter.name,
    };
    let measure = |matter: rising::Matter| {
        let href = if open { cases(&matter.code) } else { String::new() };
        let name = format!("{} {}", matter.code, matter.name);
        MatterView { name, ..view(matter, href) }
    };
    let plain = |matter: rising::Matter| view(matter, String::new());
    RisingPage {
        frame,
        from: found.from,
        until: found.until,
        previous: urls::rising_week(found.from - Days::new(7)),
        next: None,
        quiet: [&found.measures, &found.districts, &found.words].iter().all(|matters| matters.is_empty()),
        whole: words(&found.whole),
        last_year: found.whole.last_year.is_some(),
        lists: vec![
            MatterList { title: "施策", id: "measures", matters: found.measures.into_iter().map(measure).collect() },
            MatterList { title: "地区", id: "districts", matters: found.districts.into_iter().map(plain).collect() },
            MatterList { title: "言葉", id: "words", matters: found.words.into_iter().map(plain).collect() },
        ],
    }
}

fn words(counts: &Counts) -> Words {
    Words {
        now: counts.now,
        people: counts.people,
        mean: format!("{:.1}", counts.mean()),
        last_year: counts.last_year.map_or_else(|| "去年との比較なし".to_owned(), |n| format!("去年の同じ週 {n}件")),
    }
}

#[cfg(test)]
impl RisingPage {
    /// A measure and a word that rise.
    pub(crate) fn sample() -> Self {
        let words =
            |now, people| Words { now, people, mean: "1.5".into(), last_year: "去年の同じ週 2件".into() };
        let matter = |name: &str, strongly| MatterView {
            name: name.into(),
            href: "/staff/cases?queue=all".into(),
            words: words(7, 6),
            strongly,
            originals: vec![("/staff/cases/abc".into(), "公民館のトイレが和式ばかりで…".into())],
        };
        RisingPage {
            frame: Frame::office_sample(),
            from: "2026-10-12".parse().unwrap(),
            until: "2026-10-18".parse().unwrap(),
            previous: "/office/rising?week=2026-10-05".into(),
            next: None,
            quiet: false,
            whole: words(28, 20),
            last_year: true,
            lists: vec![
                MatterList {
                    title: "施策", id: "measures", matters: vec![matter("1403 公共施設の管理", true)]
                },
                MatterList { title: "地区", id: "districts", matters: Vec::new() },
                MatterList {
                    title: "言葉",
                    id: "words",
                    matters: vec![MatterView { href: String::new(), ..matter("公民館", false) }],
                },
            ],
        }
    }

    /// A quiet week without last year's records.
    pub(crate) fn sample_quiet() -> Self {
        let mut page = Self::sample();
        page.lists.iter_mut().for_each(|list| list.matters.clear());
        RisingPage { quiet: true, last_year: false, ..page }
    }
}
