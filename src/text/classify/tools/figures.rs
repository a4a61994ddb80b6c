//! How often is `classify` right about letters that it has not seen? Each writer of the bank is left out in turn and asked
//! about, by the runs alone and with what letters mean; then the sample letters are asked about with all of the bank learned and
//! no past letters. `cargo run --release -p kocho-text --example figures` (a quarter of an hour; `-- --misses` lists what was
//! wrong, `-- visitors samples` asks about these alone).

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::io::Write;

use kocho_text::classify::{
    Classification, Classifier, Example, PlanText, SectionText,
    training::{Settings, learn, learn_meaning, meanings},
    voices,
};

/// Right answers, and out of how many.
#[derive(Debug, Default, Clone, Copy)]
struct Share(u32, u32);

impl Share {
    fn count(&mut self, right: bool) {
        *self = Self(self.0 + u32::from(right), self.1 + 1);
    }

    fn percent(self) -> f64 {
        100.0 * f64::from(self.0) / f64::from(self.1.max(1))
    }
}

#[derive(Debug, Default)]
struct Figures {
    top1: Share,
    top3: Share,
    found: Share,
    false_outside: Share,
    section: Share,
    sure: Share,
    sure_right: Share,
    by_measure: BTreeMap<String, Share>,
    confused: BTreeMap<(String, String), u32>,
}

impl Figures {
    fn count(&mut self, letter: &Example, got: &Classification) -> bool {
        let belongs = |code: &String| letter.measures.contains(code);
        let said = if got.outside { "-" } else { got.measures.first().map_or("-", |m| m.code.as_str()) };
        let wanted = letter.measures.first().map_or("-", String::as_str);
        let right = if wanted == "-" { got.outside } else { !got.outside && belongs(&said.to_owned()) };
        if wanted == "-" {
            self.found.count(right);
        } else {
            self.top1.count(right);
            self.top3.count(got.measures.iter().take(3).any(|m| belongs(&m.code)));
            self.false_outside.count(got.outside);
        }
        if !letter.sections.is_empty() {
            self.section.count(got.sections.first().is_some_and(|s| letter.sections.contains(&s.name)));
        }
        self.sure.count(!got.unsure);
        if !got.unsure {
            self.sure_right.count(right);
        }
        self.by_measure.entry(wanted.to_owned()).or_default().count(right);
        if !right {
            *self.confused.entry((wanted.to_owned(), said.to_owned())).or_default() += 1;
        }
        right
    }

    fn show(&self, out: &mut impl Write, name: &str) -> std::io::Result<()> {
        let all = [self.top1, self.top3, self.found, self.false_outside, self.section, self.sure, self.sure_right];
        let all: Vec<String> = all.iter().map(|share| format!("{:5.1}", share.percent())).collect();
        writeln!(out, "{name:16} {:5} letters  {}", self.sure.1, all.join("  "))
    }

    fn show_details(&self, out: &mut impl Write) -> std::io::Result<()> {
        for (code, share) in &self.by_measure {
            writeln!(out, "{code:5} {:5.1} of {}", share.percent(), share.1)?;
        }
        let mut confused: Vec<_> = self.confused.iter().collect();
        confused.sort_by(|a, b| b.1.cmp(a.1));
        for ((wanted, said), n) in confused.iter().take(20) {
            writeln!(out, "{n:4} times {said} for {wanted}")?;
        }
        Ok(())
    }
}

struct City {
    plan: PlanText,
    sections: Vec<SectionText>,
    samples: Vec<Example>,
}

fn city() -> Result<City, Box<dyn Error>> {
    let config = concat!(env!("CARGO_MANIFEST_DIR"), "/../../config");
    let file: toml::Table = toml::from_str(&fs::read_to_string(format!("{config}/sections.toml"))?)?;
    let words = |value: &toml::Value| value.as_str().unwrap_or_default().to_owned();
    let section = |s: &toml::Value| SectionText {
        name: words(&s["name"]),
        duties: s["duties"].as_array().into_iter().flatten().map(words).collect(),
    };
    let samples = fs::read_to_string(format!("{config}/demo/opinions.jsonl"))?;
    Ok(City {
        plan: PlanText::from_toml(&fs::read_to_string(format!("{config}/plans/omitama-2-1.toml"))?)?,
        sections: file["sections"].as_array().into_iter().flatten().map(section).collect(),
        samples: samples.lines().map(Example::from_json).collect::<Result<_, _>>()?,
    })
}

/// The bank, and what each of its letters means.
struct Bank {
    writers: Vec<Vec<Example>>,
    meanings: Vec<Vec<Vec<f32>>>,
}

impl Bank {
    /// The city's classifier by the letters of all writers but one: by the runs alone, and with what letters mean.
    fn without(&self, left: usize, city: &City) -> Result<[Classifier; 2], Box<dyn Error>> {
        let known = |writer: &usize| *writer != left;
        let writers = (0..self.writers.len()).filter(known);
        let letters: Vec<Example> = writers.clone().flat_map(|writer| self.writers[writer].clone()).collect();
        let meanings: Vec<&[f32]> =
            writers.flat_map(|writer| self.meanings[writer].iter().map(Vec::as_slice)).collect();
        let weights = learn(&letters, &city.plan, Settings::default());
        let runs = || Classifier::with_weights(&city.plan, &city.sections, &[], weights.clone());
        let both = runs()?.with_meaning(learn_meaning(&letters, &meanings, &city.plan))?;
        Ok([runs()?, both])
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let misses = args.iter().any(|arg| arg == "--misses");
    let named: Vec<&String> = args.iter().filter(|arg| !arg.starts_with("--")).collect();
    let city = city()?;
    let writers = voices::all(&city.plan)?;
    let bank = Bank { meanings: writers.iter().map(|letters| meanings(letters)).collect(), writers };
    let mut out = std::io::stdout().lock();
    writeln!(out, "top-1, top-3, outside found, falsely outside, first section, sure, right of the sure (%)")?;
    let mut together = [Figures::default(), Figures::default()];
    for left in 0..=bank.writers.len() {
        let groups: Vec<(&str, &[Example])> = match bank.writers.get(left) {
            Some(letters) => vec![(letters[0].id.split(':').next().unwrap_or_default(), letters)],
            None => city.samples.chunks(80).map(|letters| ("samples", letters)).collect(),
        };
        if !named.is_empty() && !named.iter().any(|name| *name == groups[0].0) {
            continue;
        }
        let classifiers = bank.without(left, &city)?;
        for (name, asked) in groups {
            for ((how, classifier), together) in ["runs", "both"].iter().zip(&classifiers).zip(&mut together) {
                let mut figures = Figures::default();
                for letter in asked {
                    let got = classifier.classify(&letter.text);
                    let right = figures.count(letter, &got);
                    let is_bank = left < bank.writers.len();
                    is_bank.then(|| together.count(letter, &got));
                    if misses && is_bank && !right && *how == "both" {
                        let said = &got.measures[0].code;
                        writeln!(out, "{}\t{:?}\t{said}\t{}", letter.id, letter.measures, letter.text)?;
                    }
                }
                figures.show(&mut out, &format!("{name} {how}"))?;
            }
            out.flush()?;
        }
    }
    together[0].show(&mut out, "all runs")?;
    together[1].show(&mut out, "all both")?;
    Ok(together[1].show_details(&mut out)?)
}
