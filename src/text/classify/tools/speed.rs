//! How long does a suggestion take and how much memory does the classifier hold? All letters of the bank are asked about
//! on one core after a number of them was remembered as past letters.
//! `cargo run --release -p kocho-text --example speed` (`-- 5000` remembers another number; 2,000 without).

use std::error::Error;
use std::fs;
use std::io::Write;
use std::time::{Duration, Instant};

use kocho_text::classify::{Classifier, Example, PlanText, SectionText, Term, TermTarget, TermWeight, voices};

/// Resident memory of this process in kB, as Linux counts it; 0 elsewhere.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kb| kb.parse().ok()).unwrap_or(0)
}

/// So many terms as an eager city would have.
fn terms() -> Vec<Term> {
    let term = |n: u32| Term {
        word: format!("手がかり{n}号"),
        target: Some(TermTarget::Measure("1305".to_owned())),
        section: None,
        weight: TermWeight::Normal,
        unless: Vec::new(),
    };
    (0..500).map(term).collect()
}

fn main() -> Result<(), Box<dyn Error>> {
    let remembered: usize = std::env::args().nth(1).map_or(Ok(2_000), |n| n.parse())?;
    let config = concat!(env!("CARGO_MANIFEST_DIR"), "/../../config");
    let plan = PlanText::from_toml(&fs::read_to_string(format!("{config}/plans/omitama-2-1.toml"))?)?;
    let letters: Vec<Example> = voices::all(&plan)?.into_iter().flatten().collect();
    let sections: Vec<SectionText> = Vec::new();
    let mut out = std::io::stdout().lock();
    let before = resident();
    let started = Instant::now();
    let classifier = Classifier::new(&plan, &sections, &[]).with_terms(&terms());
    writeln!(out, "classifier: {:?}, {} kB more", started.elapsed(), resident().saturating_sub(before))?;

    let before = resident();
    let started = Instant::now();
    // Every third letter, again and again, as a city's letters come: all writers and matters.
    for n in 0..remembered {
        let letter = &letters[(n * 3) % letters.len()];
        classifier.learn(Example { id: format!("R8-{n:06}"), text: format!("{}{n}", letter.text), ..letter.clone() });
    }
    let learning = started.elapsed();
    writeln!(out, "{remembered} past letters: {learning:?}, {} kB more", resident().saturating_sub(before))?;

    let mut times: Vec<Duration> = Vec::with_capacity(letters.len());
    let mut sure = 0;
    for letter in &letters {
        let started = Instant::now();
        sure += u32::from(!classifier.classify_as_new(&letter.text).unsure);
        times.push(started.elapsed());
    }
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100];
    let all: Duration = times.iter().sum();
    writeln!(out, "{} letters asked, {sure} sure", letters.len())?;
    writeln!(
        out,
        "mean {:?}, p50 {:?}, p99 {:?}, longest {:?}",
        all / u32::try_from(times.len())?,
        at(50),
        at(99),
        at(100)
    )?;
    let started = Instant::now();
    classifier.forget("R8-000000");
    Ok(writeln!(out, "forgetting one: {:?}; resident {} kB in all", started.elapsed(), resident())?)
}
