//! Results as residents see them, once they are published: nothing below five, and nothing from which such a number could be
//! reckoned back. Weights, tests and words of one's own stay in the house.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kocho_domain::{
    anonymity::FEWEST,
    localized::Lang,
    statistic::{
        finding::{Finding, Number, OptionCount, Responses, RowFinding, Said},
        hidden::{Counts, Hidden, Withheld, hide, hide_ranking, small_groups, withheld},
        layout::About,
        tally::{Group, Tally},
    },
    survey::{ProfileField, Question, Selection, SurveyState, question::Kind},
};
use kocho_store::{
    survey::{self, Survey},
    survey_result,
};

use super::{ask, kept, rate, with_asked};
use crate::{Cx, Error};

/// Published surveys on the list.
const LISTED: u64 = 50;

/// A survey whose results are published, on the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its code, which its address holds.
    pub code: String,
    /// 件名
    pub title: String,
    /// Last day on which it was answered.
    pub ended_on: NaiveDate,
}

/// Words for the reader, and the language that they are really in.
pub type Words = (String, Lang);

/// Published results.
#[derive(Debug, Clone)]
pub struct Published {
    /// The survey.
    pub survey: Survey,
    /// Its title.
    pub title: Words,
    /// 目的
    pub purpose: Words,
    /// 実施課
    pub section: String,
    /// How many answered.
    pub n: u64,
    /// How many of them to the end, and how many in part; `None`: one of the two is fewer than five.
    pub parts: Option<(u64, u64)>,
    /// 回答率 in percent, where it is known how many were asked.
    pub rate: Option<f64>,
    /// How those who were asked were chosen.
    pub selection: Selection,
    /// By what tables can be split.
    pub banners: Vec<ProfileField>,
    /// Names of the groups, and whether each is shown.
    pub groups: Vec<(Words, bool)>,
    /// The questions in their order.
    pub questions: Vec<PublicQuestion>,
    /// 考察
    pub comment: String,
    /// 反映状況
    pub reflection: String,
    /// By when that is told.
    pub reflection_due_on: Option<NaiveDate>,
}

/// What one question says.
#[derive(Debug, Clone)]
pub struct PublicQuestion {
    /// Q1
    pub id: String,
    /// Its number as it is read.
    pub no: Option<u32>,
    /// What was asked.
    pub text: Words,
    /// What kind it is.
    pub kind: Kind,
    /// The question itself; of a matrix each row.
    pub tables: Vec<PublicTable>,
}

/// A table of options, rows, by groups where the reader wants them.
#[derive(Debug, Clone)]
pub struct PublicTable {
    /// The row of a matrix; empty for the question itself.
    pub label: Words,
    /// Who answered; `None`: fewer than five.
    pub n: Option<u64>,
    /// 標本誤差 of a share of half, in points.
    pub margin: Option<f64>,
    /// Options with everybody's share.
    pub options: Vec<PublicOption>,
    /// How many were ticked in all, where several may be: the second basis of the percentages.
    pub ticks: Option<u64>,
    /// Answers in numbers.
    pub number: Option<Number>,
    /// Who answered, a group; `None`: it is kept back.
    pub sizes: Vec<Option<u64>>,
}

/// An option.
#[derive(Debug, Clone)]
pub struct PublicOption {
    /// As it is read.
    pub label: Words,
    /// A place of a ranking, which has no words of its own.
    pub place: Option<u32>,
    /// Everybody: people and percent; `None`: it is kept back.
    pub whole: Option<(u64, f64)>,
    /// Percent of all that was ticked, where several may be.
    pub of_answers: Option<f64>,
    /// Each group: percent of those in it who answered.
    pub groups: Vec<Option<(u64, f64)>>,
}

/// Surveys whose results are published, the newest first.
///
/// # Errors
/// What the database says.
pub async fn list(cx: &Cx) -> Result<Vec<Listed>, Error> {
    let scope = kocho_domain::access::survey_scope(&cx.actor);
    let rows = survey::page(&cx.reader(), &scope, Some(SurveyState::Reported), None, LISTED).await?;
    let listed =
        |survey: Survey| Listed { code: survey.about.code, title: survey.about.title, ended_on: survey.about.ends_on };
    Ok(rows.into_iter().map(listed).collect())
}

/// Published results, split by a profile field where one is named.
///
/// # Errors
/// [`Error::NotFound`] for everything that is not published, and for a field that there is not.
pub async fn show(cx: &Cx, code: &str, by: &str, lang: Lang) -> Result<Published, Error> {
    let from = cx.reader();
    let survey = survey::by_code(&from, code).await?.ok_or(Error::NotFound)?;
    if survey.state != SurveyState::Reported {
        return Err(Error::NotFound);
    }
    let filled = kept::filled(cx, &survey).await?;
    let survey = with_asked(&from, survey, &filled).await?;
    let questionnaire = &filled.questionnaire;
    let about = filled.layout.named(questionnaire, by).filter(|about| matches!(about, About::Profile(_)));
    if !by.is_empty() && about.is_none() {
        return Err(Error::NotFound);
    }
    let result = survey_result::of(&from, survey.id).await?;
    let findings = ask(&filled, &survey, about, None).all();
    let names = findings.by.map(|by| by.groups).unwrap_or_default();
    let small = small_groups(&names.iter().map(|group| group.n).collect::<Vec<_>>(), findings.responses.total);
    let (unknown, mut before) = (Question::default(), BTreeMap::new());
    let mut questions = Vec::with_capacity(findings.questions.len());
    for finding in findings.questions {
        let of = questionnaire.question(&finding.id).unwrap_or(&unknown);
        let hidden = hidden(&finding, &small, withheld(questionnaire, &finding.id, &before, &small));
        if let Some(own) = hidden.first().filter(|_| finding.rows.is_empty()) {
            before.insert(finding.id.clone(), own.clone());
        }
        questions.push(question(finding, (of, lang), &hidden));
    }
    // Classes are named in Japanese; those of the city's monitors have words in every language.
    let class = |label: String| {
        let known = cx.city.rules.panels().class_named(&label).map(|words| own(words.get(lang)));
        known.unwrap_or((label, Lang::Ja))
    };
    let section = cx.city.sections.iter().find(|section| section.id == survey.about.section);
    Ok(Published {
        title: own(questionnaire.title_in(lang)),
        purpose: own(questionnaire.purpose_in(lang)),
        section: section.map(|section| section.name.clone()).unwrap_or_default(),
        n: findings.responses.total,
        parts: parts(findings.responses),
        rate: rate(&survey, findings.responses.total),
        selection: survey.selection,
        banners: questionnaire.profile_fields.clone(),
        groups: names.into_iter().map(|group| class(group.label)).zip(small.iter().map(|small| !small)).collect(),
        questions,
        comment: result.public.comment,
        reflection: result.public.reflection,
        reflection_due_on: result.public.due_on,
        survey,
    })
}

/// To the end and in part. Nobody at all is no few; one to four people are.
fn parts(responses: Responses) -> Option<(u64, u64)> {
    let is_told = |n: u64| n == 0 || n >= FEWEST;
    let Responses { complete, partial, .. } = responses;
    (is_told(complete) && is_told(partial)).then_some((complete, partial))
}

fn own((text, lang): (&str, Lang)) -> Words {
    (text.to_owned(), lang)
}

/// An option or step as the questionnaire says it in the reader's language; places of a ranking have no words of their own.
fn option_label(of: &Question, option: &OptionCount, lang: Lang) -> Words {
    let found = if of.kind == Kind::Ranking {
        None
    } else if of.kind.has_scale() {
        let step = option.code.parse().ok().and_then(|value| of.step(value));
        step.map(|step| step.translations.label(&step.label, lang))
    } else {
        of.option(&option.code).map(|option| option.translations.label(&option.label, lang))
    };
    found.map_or_else(|| (option.label.clone(), Lang::Ja), own)
}

/// A row of a matrix, or an option of a ranking.
fn row_label(of: &Question, row: &RowFinding, lang: Lang) -> Words {
    let option = of.option(&row.code).map(|option| option.translations.label(&option.label, lang));
    let found = of.row(&row.code).map(|row| row.translations.label(&row.label, lang)).or(option);
    found.map_or_else(|| (row.label.clone(), Lang::Ja), own)
}

/// What is kept back of a question: of itself, or of each of its rows.
fn hidden(finding: &Finding, small: &[bool], withheld: Withheld) -> Vec<Hidden> {
    let all: Vec<Counts> = if finding.rows.is_empty() {
        vec![counts(finding.tally.as_ref(), finding.kind != Kind::MultipleChoice)]
    } else {
        finding.rows.iter().map(|row| counts(row.tally.as_ref(), true)).collect()
    };
    let groups = match withheld {
        Withheld::Nothing => small.to_vec(),
        Withheld::Groups => vec![true; small.len()],
        Withheld::Everything => return all.iter().map(Hidden::everything).collect(),
    };
    if finding.kind == Kind::Ranking {
        hide_ranking(&all, &groups)
    } else {
        all.iter().map(|counts| hide(counts, &groups)).collect()
    }
}

fn question(finding: Finding, (of, lang): (&Question, Lang), hidden: &[Hidden]) -> PublicQuestion {
    let Finding { id, no, kind, whole, rows, groups, .. } = finding;
    let is_single = kind != Kind::MultipleChoice;
    let said = |label: Words, said: (&Said, &[Said]), hidden: &Hidden| {
        let mut table = table(label, said, hidden, is_single);
        for (option, counted) in table.options.iter_mut().zip(&said.0.options) {
            option.label = option_label(of, counted, lang);
            option.place = if of.kind == Kind::Ranking { counted.code.parse().ok() } else { None };
        }
        table
    };
    let tables = if rows.is_empty() {
        hidden.iter().map(|hidden| said((String::new(), lang), (&whole, &groups), hidden)).collect()
    } else {
        let row =
            |(row, hidden): (&RowFinding, &Hidden)| said(row_label(of, row, lang), (&row.whole, &row.groups), hidden);
        rows.iter().zip(hidden).map(row).collect()
    };
    PublicQuestion { id, no, text: own(of.text_in(lang)), kind, tables }
}

fn counts(tally: Option<&(Group, Tally)>, is_single: bool) -> Counts {
    let empty = (Group::default(), Tally { groups: vec![] });
    let (everybody, split) = tally.unwrap_or(&empty);
    Counts::of(everybody, split, is_single)
}

fn table(label: Words, (whole, groups): (&Said, &[Said]), hidden: &Hidden, is_single: bool) -> PublicTable {
    let told =
        |n: u64, percent: Option<f64>, is_hidden: bool| percent.filter(|_| !is_hidden).map(|percent| (n, percent));
    let option = |(place, option): (usize, &OptionCount)| PublicOption {
        label: (option.label.clone(), Lang::Ja),
        place: None,
        of_answers: option.percent_of_answers.filter(|_| !is(&hidden.whole, place)),
        whole: told(option.n, option.percent, is(&hidden.whole, place)),
        groups: groups
            .iter()
            .enumerate()
            .filter_map(|(at, group)| {
                let cell = group.options.get(place)?;
                let is_hidden = hidden.cells.get(place).is_none_or(|row| is(row, at));
                Some(told(cell.n, cell.percent, is_hidden))
            })
            .collect(),
    };
    let size = |(at, group): (usize, &Said)| Some(group.n).filter(|_| !is(&hidden.groups, at));
    PublicTable {
        label,
        n: Some(whole.n).filter(|n| *n >= FEWEST && !hidden.all),
        margin: whole.margin.filter(|_| !hidden.all),
        options: whole.options.iter().enumerate().map(option).collect(),
        // The percentages tell it too; where all of them are kept back, it is kept back with them.
        ticks: (!is_single && hidden.whole.contains(&false)).then(|| whole.options.iter().map(|option| option.n).sum()),
        // A mean of a scale and its extremes would tell a single answer.
        number: whole.number.filter(|_| whole.options.is_empty() && !hidden.all),
        sizes: groups.iter().enumerate().map(size).collect(),
    }
}

/// True also for what is not in the list: nothing is shown that nobody judged.
fn is(hidden: &[bool], place: usize) -> bool {
    hidden.get(place).copied().unwrap_or(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_people_answered_is_told_unless_few_of_them_went_one_way() {
        let told = |complete: u64, partial: u64| parts(Responses { total: complete + partial, complete, partial });
        assert_eq!((told(276, 24), told(300, 0), told(5, 5)), (Some((276, 24)), Some((300, 0)), Some((5, 5))));
        assert_eq!((told(296, 4), told(1, 30)), (None, None));
    }
}
