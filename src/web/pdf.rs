//! Which pages are also handed over as a PDF, and how? Each file is drawn from the page's own struct: what the page does not
//! show stands in no file.

/// The address of the file beside a page; empty in a program that was built without files of this kind.
pub(crate) fn beside(address: String) -> String {
    if cfg!(feature = "pdf") { address } else { String::new() }
}

#[cfg(feature = "pdf")]
pub(crate) use self::file::{dated, download, head, pairs, shares};

#[cfg(feature = "pdf")]
mod file {
    use axum::response::Response;
    use chrono::{Datelike, NaiveDate};
    use kocho_pdf::{Block, Column, Paper, Table};
    use kocho_service::Error;
    use tokio::task::spawn_blocking;

    use crate::{
        chart::{ShareBar, ShareChart},
        files::handed_over,
        frame::Frame,
        problem::AppError,
        staff::view::Fact,
    };

    /// The file under its name, to be saved by the one who asked and kept by nobody on the way.
    pub(crate) async fn download(name: &str, paper: Paper) -> Result<Response, AppError> {
        let fault = |what: String| AppError(Error::Internal(what));
        // Drawing takes some milliseconds of computing; other requests do not wait for it.
        let drawn =
            spawn_blocking(move || kocho_pdf::render(&paper)).await.map_err(|error| fault(error.to_string()))?;
        let file = drawn.map_err(|error| fault(error.to_string()))?;
        if !file.missing.is_empty() {
            tracing::warn!(signs = file.missing.len(), "a PDF holds signs that its font cannot draw");
        }
        Ok(handed_over(&format!("{name}.pdf"), "application/pdf".to_owned(), file.bytes))
    }

    /// A day as the file says it of itself.
    pub(crate) fn dated(on: NaiveDate) -> (u16, u8, u8) {
        let small = |n: u32| u8::try_from(n).unwrap_or(1);
        (u16::try_from(on.year()).unwrap_or(0), small(on.month()), small(on.day()))
    }

    /// What stands small at the head of every page; in the demo city that it is no city's paper.
    pub(crate) fn head(frame: &Frame, what: &str) -> String {
        let demo = frame.demo.then(|| frame.texts.layout.demo.plain());
        let what = (!what.is_empty()).then(|| format!("{}　{what}", frame.city));
        what.iter().map(String::as_str).chain(demo).collect::<Vec<_>>().join("　")
    }

    /// Facts beside each other.
    pub(crate) fn pairs(facts: &[Fact]) -> Block {
        Block::KeyValues(facts.iter().map(|fact| (fact.label.to_string(), fact.value.clone())).collect())
    }

    /// A chart of shares and its table in one: a bar with its percent, people, and what else the chart's table says.
    pub(crate) fn shares(chart: &ShareChart) -> Block {
        let words = &chart.words;
        let mut columns = vec![
            Column::words(&words.heading, 5.0),
            Column::bars(&words.percent, 5.0),
            Column::numbers(&words.people, 1.6),
        ];
        let more = [(&words.margin, 2.0), (&words.of_answers, 2.0)];
        columns.extend(
            more.iter().filter(|(name, _)| !name.is_empty()).map(|(name, share)| Column::numbers(name, *share)),
        );
        let row = |bar: &ShareBar| {
            let more = [(&words.margin, &bar.margin), (&words.of_answers, &bar.of_answers)];
            let more = more.into_iter().filter(|(name, _)| !name.is_empty()).map(|(_, value)| value);
            [&bar.name, &bar.percent, &bar.people].into_iter().chain(more).cloned().collect()
        };
        Block::Table(Table { about: chart.around.title.clone(), columns, rows: chart.bars.iter().map(row).collect() })
    }
}

#[cfg(all(test, feature = "pdf"))]
mod tests {
    use kocho_domain::localized::Lang;
    use kocho_pdf::{Paper, render};

    use crate::{
        office::{morning::MorningPage, week::OfficePage},
        public::survey_result::SurveyResultsPage,
        staff::{
            application::DecisionLetterPage,
            brief::{BriefPage, BriefPrintPage},
            print::LetterPrintPage,
            summary::SummaryPrintPage,
            survey_result::SurveyResultPage,
        },
    };

    /// Every page that has a file, as its file.
    fn samples() -> Vec<(&'static str, Paper)> {
        vec![
            ("letter", LetterPrintPage::sample().paper()),
            ("decision", DecisionLetterPage::sample().paper()),
            ("brief", BriefPage::sample().paper()),
            (
                "briefs",
                BriefPrintPage::sample().paper(chrono::NaiveDate::from_ymd_opt(2026, 6, 17).unwrap_or_default()),
            ),
            ("summary", SummaryPrintPage::sample().paper()),
            ("morning", MorningPage::sample().paper()),
            ("morning-quiet", MorningPage::sample_quiet().paper()),
            ("week", OfficePage::sample().paper()),
            ("survey", SurveyResultPage::sample().paper()),
            ("survey-read", SurveyResultPage::sample_read().paper()),
            ("survey-public", SurveyResultsPage::sample(Lang::Ja).paper()),
            ("survey-public-en", SurveyResultsPage::sample(Lang::En).paper()),
        ]
    }

    #[test]
    fn every_sample_becomes_a_file_of_a_few_pages_with_all_its_signs() {
        for (name, paper) in samples() {
            let file = render(&paper).unwrap();
            assert!((1..=3).contains(&file.pages), "{name} has {} pages", file.pages);
            assert!(file.missing.is_empty(), "{name}: {:?}", file.missing);
            assert!(!paper.title.is_empty() && paper.dated.0 > 2000, "{name} says what it is");
            if let Ok(folder) = std::env::var("KOCHO_PDF_SAMPLES") {
                std::fs::write(format!("{folder}/{name}.pdf"), &file.bytes).unwrap();
            }
        }
    }

    #[test]
    fn a_summary_of_the_greatest_length_takes_two_pages_at_most() {
        let sentence = "雨の日はバスが満員で乗れないという話があり、市は事業者と話し合うと答えました。";
        let longest: String = sentence.chars().cycle().take(kocho_domain::summary::LENGTH).collect();
        let page = SummaryPrintPage { body: longest, ..SummaryPrintPage::sample() };
        let pages = render(&page.paper()).unwrap().pages;
        assert!((1..=2).contains(&pages), "{pages} pages");
    }
}
