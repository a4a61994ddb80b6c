//! 「あの件はどうなったか」 for the council and the press: what may leave the house about what a search finds. Figures of so
//! many independent people that nobody can be told among them, what became of the cases, and the city's own published
//! words; no text of a resident, no case, nothing that only few may know.

use chrono::NaiveDate;
use kocho_domain::{
    access::{Permission, case_scope},
    anonymity::{FEWEST, Shown, shown},
    commitment::{Commitment, State},
    era::{FiscalYear, wareki},
    people::people,
    search::SearchLine,
};
use kocho_store::{
    figure::{self, Counted},
    findable::Reader as Whose,
    search::{self as index, Ask},
};
use kocho_text::search::{GAP, Wanted, key};

use super::named;
use crate::{
    Cx, Error,
    desk::narrowed,
    publication::Publication,
    search::{COUNTED, SearchQuery},
};

/// What may be said.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The words, personal details masked.
    pub q: String,
    /// Why nothing was looked for, in words.
    pub refused: Option<String>,
    /// What the search was narrowed to.
    pub narrowed: Vec<String>,
    /// Figures; `None` where so few people spoke that they could be told.
    pub figures: Option<AnswerFigures>,
    /// Published answers that have the words, the newest first.
    pub published: Vec<PublishedAnswer>,
    /// Promises that have the words in what residents read of them, open ones first.
    pub promises: Vec<PublishedPromise>,
}

/// What the city said in public it would do, in its own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedPromise {
    /// What was promised.
    pub text: String,
    /// その後; may be empty.
    pub outcome: String,
    /// Whose it is.
    pub section: String,
    /// 令和8年8月31日まで, 令和8年7月10日に果たした
    pub standing: String,
}

/// Figures of at least five people. Every number counts people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerFigures {
    /// Independent people.
    pub people: u64,
    /// Cases.
    pub cases: u64,
    /// More cases have the words; these are the newest.
    pub is_cut: bool,
    /// Days of the first and the last receipt.
    pub days: (NaiveDate, NaiveDate),
    /// By fiscal year.
    pub years: Shown<String>,
    /// By measure of the plan, with its code.
    pub measures: Shown<String>,
    /// By 種別.
    pub kinds: Shown<String>,
    /// By 受付方法.
    pub channels: Shown<String>,
    /// By what became of it: 対応区分, or 対応中.
    pub outcomes: Shown<String>,
}

/// What the city has published, in its own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedAnswer {
    /// Heading.
    pub title: String,
    /// 意見の要旨
    pub opinion: String,
    /// 市の回答
    pub reply: String,
    /// Who answered.
    pub section: String,
    /// 対応区分
    pub outcome: String,
    /// 公表日
    pub published_on: NaiveDate,
}

/// What may leave the house about what a search finds.
///
/// # Errors
/// [`Error::Denied`] for people who do not read all sections' voices.
pub async fn answer(cx: &Cx, query: &SearchQuery) -> Result<Answer, Error> {
    let staff = cx.actor.staff()?;
    let scope = case_scope(&cx.actor);
    if !staff.may(Permission::OfficeRead) || !staff.may(Permission::CaseRead) || !scope.reads_all_sections() {
        return Err(Error::Denied);
    }
    let (filter, active) = narrowed(cx, &query.narrow);
    let mut found = Answer {
        q: crate::desk::masked(query.q.trim()),
        refused: None,
        narrowed: active.into_iter().map(|active| active.label).collect(),
        figures: None,
        published: Vec::new(),
        promises: Vec::new(),
    };
    let wanted = match SearchLine::parse(&query.q) {
        Ok(line) => Wanted::of(&line.words, &line.without),
        Err(why) => {
            found.refused = Some(why.to_string());
            return Ok(found);
        }
    };
    if wanted.words.is_empty() {
        return Ok(found);
    }
    // Also for the desk the texts with personal details masked: what leaves the house must not be found by a name.
    let ask = Ask { wanted: &wanted, filter: &filter, scope: &scope, reader: Whose::Others };
    let hits = index::newest(&cx.reader(), &ask, COUNTED, COUNTED).await?;
    let cases: Vec<_> = hits.cases.into_iter().take(COUNTED).collect();
    let counted = figure::of_cases(&cx.reader(), &cases).await?;
    found.figures = figures(cx, &counted, hits.counted > COUNTED);
    found.published = cx.city.answers.with_words(&wanted).map(|published| public(cx, published)).collect();
    found.promises = promises(cx, &wanted).await?;
    Ok(found)
}

/// What residents read on the page of promises, as far as it has the words.
async fn promises(cx: &Cx, wanted: &Wanted) -> Result<Vec<PublishedPromise>, Error> {
    let all = crate::commitment::list::public(cx).await?;
    let has = |one: &Commitment| wanted.matches(&key(&format!("{}{GAP}{}", one.public_text, one.public_outcome)));
    let told = all.open.into_iter().chain(all.done).map(|listed| listed.one).filter(has);
    Ok(told
        .map(|one| PublishedPromise {
            section: cx.city.section_name(one.section).to_owned(),
            standing: standing(&one, cx.today()),
            text: one.public_text,
            outcome: one.public_outcome,
        })
        .collect())
}

fn standing(one: &Commitment, today: NaiveDate) -> String {
    let on = wareki(one.closed_on.unwrap_or(one.due_on));
    match one.state {
        State::Open | State::Moved if one.is_late(today) => format!("{on}までの予定（まだ終わっていない）"),
        State::Open | State::Moved => format!("{on}まで"),
        State::Kept => format!("{on}に果たした"),
        State::Dropped => format!("{on}に取りやめた"),
    }
}

fn public(cx: &Cx, published: &Publication) -> PublishedAnswer {
    PublishedAnswer {
        title: published.words.title.clone(),
        opinion: published.words.opinion.clone(),
        reply: published.words.reply.clone(),
        section: published.words.section.clone(),
        outcome: named::outcome(cx, &published.words.outcome),
        published_on: published.published_on,
    }
}

fn figures(cx: &Cx, counted: &[Counted], is_cut: bool) -> Option<AnswerFigures> {
    let all = people(counted.iter().map(|case| &case.writer)).all();
    let days = counted.first().zip(counted.last()).map(|(first, last)| (first.received_on, last.received_on))?;
    if all < FEWEST {
        return None;
    }
    let by = |name: &dyn Fn(&Counted) -> String| shown(by_people(counted, name));
    Some(AnswerFigures {
        people: all,
        cases: counted.len() as u64,
        is_cut,
        days,
        years: by(&|case| FiscalYear::of(case.received_on).label()),
        measures: by(&|case| measure(cx, case)),
        kinds: by(&|case| named::kind(cx, case.kind.as_deref())),
        channels: by(&|case| named::channel(cx, &case.channel)),
        outcomes: by(&|case| became(cx, case)),
    })
}

/// Independent people by a name, in the order in which the names first come.
fn by_people(counted: &[Counted], name: &dyn Fn(&Counted) -> String) -> Vec<(String, u64)> {
    let mut names: Vec<(String, Vec<&Counted>)> = Vec::new();
    for case in counted {
        let name = name(case);
        match names.iter_mut().find(|(known, _)| *known == name) {
            Some((_, cases)) => cases.push(case),
            None => names.push((name, vec![case])),
        }
    }
    let count = |cases: &[&Counted]| people(cases.iter().map(|case| &case.writer)).all();
    names.into_iter().map(|(name, cases)| (name, count(&cases))).collect()
}

/// 1101 まちづくり組織の支援, as it stands in the plan in force.
fn measure(cx: &Cx, case: &Counted) -> String {
    let Some((plan, code)) = &case.measure else { return "計画に該当なし・未定".to_owned() };
    let plans = &cx.city.plans;
    let certain = plans.crosswalks.certain(plan, code, plans.current_code()).unwrap_or_else(|| code.clone());
    let known = cx.city.measures.iter().find(|measure| measure.code == certain);
    known.map_or_else(|| "ほかの計画の施策".to_owned(), |measure| format!("{} {}", measure.code, measure.name))
}

fn became(cx: &Cx, case: &Counted) -> String {
    match (&case.outcome, case.open) {
        (_, true) => "対応中".to_owned(),
        (Some(code), false) => named::outcome(cx, code),
        (None, false) => "そのほか（取下げ、移送など）".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use kocho_domain::people::Writer;

    use super::*;

    #[test]
    fn one_person_who_wrote_five_times_is_one_and_five_of_whom_nothing_is_known_are_five() {
        let case = |mail: Option<&str>, text| Counted {
            received_on: NaiveDate::default(),
            kind: None,
            measure: None,
            outcome: None,
            open: true,
            channel: "web".into(),
            submission: text,
            writer: Writer { email: mail.map(str::to_owned), text, ..Writer::default() },
        };
        let one: Vec<Counted> = (0..5).map(|text| case(Some("a"), text)).collect();
        let five: Vec<Counted> = (0..5).map(|text| case(None, text)).collect();
        let count = |cases: &[Counted]| by_people(cases, &|_| "x".to_owned())[0].1;
        assert_eq!((count(&one), count(&five)), (1, 5));
    }
}
