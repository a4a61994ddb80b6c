//! Published results of surveys, for everybody.

use axum::extract::{Path, Query, State};
use kocho_domain::{
    localized::Lang,
    statistic::finding::Number,
    survey::{Kind, ProfileField, Selection},
};
use kocho_service::survey_result::public::{self, PublicQuestion, PublicTable, Published};
use serde::Deserialize;

use super::Asked;
use crate::{
    chart::{Around, Share, ShareChart, ShareWords, tenths},
    filters::date_in,
    page::Page,
    pdf::beside,
    problem::AppError,
    public::survey_result::{BannerView, FactView, QuestionView, SplitView, SurveyResultsPage, SurveysPage, TableView},
    questions::class::field_name,
    state::AppState,
    texts::{ResultTexts, Text, Texts},
    urls::survey_result as urls,
};

/// By what a reader splits the tables.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct SplitQuery {
    by: String,
}

/// `GET /surveys`
pub(super) async fn list(State(state): State<AppState>, asked: Asked) -> Result<Page<SurveysPage>, AppError> {
    let frame = asked.frame(&state);
    let words = &frame.texts.result;
    let row = |listed: public::Listed| {
        let ended = words.ended.with("date", date_in(listed.ended_on, asked.lang)).text();
        (frame.link(&urls::of(urls::PUBLIC, &listed.code)), listed.title, ended)
    };
    let surveys = public::list(&state.resident()).await?.into_iter().map(row).collect();
    Ok(Page::ok(SurveysPage { surveys, frame }))
}

/// `GET /surveys/{survey}/results`
pub(super) async fn show(
    State(state): State<AppState>,
    asked: Asked,
    Path(code): Path<String>,
    Query(query): Query<SplitQuery>,
) -> Result<Page<SurveyResultsPage>, AppError> {
    Ok(Page::ok(page(&state, &asked, &code, &query.by).await?))
}

/// `GET /surveys/{survey}/results/report.pdf`
#[cfg(feature = "pdf")]
pub(super) async fn file(
    State(state): State<AppState>,
    asked: Asked,
    Path(code): Path<String>,
    Query(query): Query<SplitQuery>,
) -> Result<axum::response::Response, AppError> {
    let page = page(&state, &asked, &code, &query.by).await?;
    crate::pdf::download(&format!("{} {code}", page.frame.texts.result.list_title.plain()), page.paper()).await
}

async fn page(state: &AppState, asked: &Asked, code: &str, by: &str) -> Result<SurveyResultsPage, AppError> {
    let cx = state.resident();
    let found = public::show(&cx, code, by, asked.lang).await?;
    let frame = asked.frame(state);
    let words = &Texts::of(asked.lang).result;
    let banner = |field: ProfileField| {
        let (label, found) = field_name(&field, asked.lang);
        let is_japanese = found.html() != asked.lang.html();
        BannerView { label: label.plain().to_owned(), is_japanese, is_chosen: field.id == by, id: field.id }
    };
    let due = found.reflection_due_on.filter(|_| found.reflection.is_empty());
    Ok(SurveyResultsPage {
        facts: facts(&found, words, asked.lang),
        caution: caution(found.selection, words),
        here: frame.link(&urls::of(urls::PUBLIC, code)),
        questions: found.questions.iter().map(|one| question(one, &found, asked.lang)).collect(),
        reflection_due: due.map(|day| words.reflection_due.with("date", date_in(day, asked.lang)).text()),
        #[cfg(feature = "pdf")]
        read_on: cx.today(),
        pdf: beside(frame.link(&urls::public_report(code, by))),
        name: said(&found.title, asked.lang),
        purpose: said(&found.purpose, asked.lang),
        banners: found.banners.into_iter().map(banner).collect(),
        comment: found.comment,
        reflection: found.reflection,
        frame,
    })
}

fn facts(found: &Published, words: &ResultTexts, lang: Lang) -> Vec<FactView> {
    let n = found.n.to_string();
    let answers = match found.rate.zip(found.survey.population) {
        Some((rate, asked)) => words.answers_rate.with("asked", asked).with("n", n).with("rate", tenths(rate)).text(),
        None => words.answers_n.with("n", n).text(),
    };
    let parts = found.parts.map_or_else(
        || words.kept_back.clone(),
        |(complete, partial)| {
            words.parts_n.with("complete", complete.to_string()).with("partial", partial.to_string()).text()
        },
    );
    let (chosen, about) = (chosen(found.selection, words), &found.survey.about);
    let period =
        words.period_days.with("from", date_in(about.starts_on, lang)).with("until", date_in(about.ends_on, lang));
    let fact = |label: &Text, value: Text| FactView { label: label.clone(), value, is_japanese: false };
    let own =
        |label: &Text, value: &str| FactView { label: label.clone(), value: Text::verbatim(value), is_japanese: true };
    vec![
        fact(&words.answers, answers),
        fact(&words.parts, parts),
        fact(&words.chosen, chosen),
        fact(&words.period, period.text()),
        own(&words.target, &about.target),
        own(&words.section, &found.section),
    ]
}

fn chosen(selection: Selection, words: &ResultTexts) -> Text {
    match selection {
        Selection::Panel => words.chosen_panel.clone(),
        Selection::Random => words.chosen_random.clone(),
        Selection::Everybody => words.chosen_everybody.clone(),
        Selection::Voluntary => words.chosen_voluntary.clone(),
    }
}

fn caution(selection: Selection, words: &ResultTexts) -> Text {
    match selection {
        Selection::Panel => words.caution_panel.clone(),
        Selection::Random => words.caution_random.clone(),
        Selection::Everybody => words.caution_everybody.clone(),
        Selection::Voluntary => words.caution_voluntary.clone(),
    }
}

/// Words in the reader's language, or marked as what they are.
fn said((words, found): &public::Words, lang: Lang) -> Text {
    Text::of_words((words, *found), lang)
}

fn question(one: &PublicQuestion, found: &Published, lang: Lang) -> QuestionView {
    let texts = Texts::of(lang);
    let words = &texts.result;
    let number = one.no.map(|no| texts.answering.question.with("no", no).text());
    let asked = said(&one.text, lang);
    let text = number.map_or_else(|| asked.clone(), |number| number.joined(&asked));
    let table = |(place, table): (usize, &PublicTable)| {
        let label = said(&table.label, lang);
        let title = if label.is_empty() { text.plain() } else { label.plain() }.to_owned();
        let at = format!("chart-{}-{place}", one.id.to_ascii_lowercase());
        let is_several = one.kind == Kind::MultipleChoice;
        let chart =
            (!table.options.is_empty() && table.n.is_some()).then(|| chart((at, title), table, is_several, lang));
        TableView {
            label,
            chart,
            numbers: table.number.map(|number| numbers(number, words)).unwrap_or_default(),
            basis: basis(table, one.kind.is_text(), found, words),
            split: (!found.groups.is_empty() && !table.options.is_empty() && table.n.is_some())
                .then(|| split(table, &found.groups, is_several, lang)),
        }
    };
    QuestionView {
        id: one.id.clone(),
        tables: one.tables.iter().enumerate().map(table).collect(),
        in_words: one.kind.is_text(),
        text,
    }
}

/// An option, step or row in the reader's language, and the language for the HTML where it is not the page's.
fn option((label, place): (&public::Words, Option<u32>), lang: Lang) -> (Text, &'static str) {
    match place {
        Some(place) => (Texts::of(lang).answering.rank.with("place", place).text(), ""),
        None => (said(label, lang), if label.1.html() == lang.html() { "" } else { label.1.html() }),
    }
}

fn chart((id, title): (String, String), table: &PublicTable, is_several: bool, lang: Lang) -> ShareChart {
    let words = &Texts::of(lang).result;
    let around = Around { id, title, desc: words.table.plain().to_owned(), basis: String::new() };
    let own = |text: &Text| text.plain().to_owned();
    let words = ShareWords {
        table: own(&words.table),
        heading: own(&words.option),
        people: own(&words.people),
        percent: own(if is_several { &words.percent_of_people } else { &words.percent }),
        margin: String::new(),
        of_answers: if is_several { own(&words.percent_of_answers) } else { String::new() },
        kept_back: own(&words.kept_back),
    };
    let share = |one: &public::PublicOption| {
        let (name, lang) = option((&one.label, one.place), lang);
        Share { name: own(&name), lang, told: one.whole, of_answers: one.of_answers, ..Share::default() }
    };
    ShareChart::of(around, words, &table.options.iter().map(share).collect::<Vec<_>>())
}

fn numbers(number: Number, words: &ResultTexts) -> Vec<(Text, String)> {
    vec![(words.mean.clone(), tenths(number.mean)), (words.median.clone(), tenths(number.median))]
}

/// n, the margin, who was asked, how many of them answered, and of whom it does not speak, beside every chart.
fn basis(table: &PublicTable, in_words: bool, found: &Published, words: &ResultTexts) -> Text {
    let Some(n) = table.n else { return words.basis_few.clone() };
    let basis = words.basis.with("n", n.to_string()).text();
    if in_words {
        return basis;
    }
    let ticks = table.ticks.map(|ticks| words.basis_several.with("ticks", ticks.to_string()).text());
    let margin = table.margin.map(|margin| words.basis_margin.with("margin", tenths(margin)).text());
    let asked = words.basis_chosen.with("chosen", chosen(found.selection, words)).text();
    let rate = found.rate.map(|rate| words.basis_rate.with("rate", tenths(rate)).text());
    let further = ticks.into_iter().chain(margin).chain([asked]).chain(rate).chain([caution(found.selection, words)]);
    further.fold(basis, |basis, more| basis.joined(&more))
}

fn split(table: &PublicTable, groups: &[(public::Words, bool)], is_several: bool, lang: Lang) -> SplitView {
    let words = &Texts::of(lang).result;
    let unit = if is_several { &words.percent_of_people } else { &words.percent };
    let kept_back = || words.kept_back.plain().to_owned();
    let cell = |told: &Option<(u64, f64)>| told.map_or_else(kept_back, |(_, percent)| tenths(percent));
    let row = |one: &public::PublicOption| {
        let cells = std::iter::once(&one.whole).chain(&one.groups).map(cell).collect();
        (option((&one.label, one.place), lang).0, cells)
    };
    let size = |n: &Option<u64>| n.map_or_else(kept_back, |n| n.to_string());
    SplitView {
        heading: words.option_in.with("option", words.option.clone()).with("unit", unit.clone()).text(),
        columns: std::iter::once(words.whole.clone())
            .chain(groups.iter().map(|(label, _)| said(label, lang)))
            .collect(),
        rows: table.options.iter().map(row).collect(),
        sizes: std::iter::once(&table.n).chain(&table.sizes).map(size).collect(),
    }
}
