//! How long does a suggestion take and how much memory does the classifier hold? All letters of the bank are asked about
//! on one core after a number of them was remembered as past letters, with 500 key terms of the city. Each is
//! asked five times and the fastest counts, so that what other programs take from the core does not; sums are times on the core.
//! `cargo run --release -p kocho-text --example speed` (`-- 5000` remembers another number; 2,000 without).

use std::error::Error;
use std::fs;
use std::io::Write;
use std::time::{Duration, Instant};

use kocho_text::classify::{Classifier, Example, PlanText, SectionText, Term, TermTarget, TermWeight, voices};

/// How often each letter is asked about.
const ASKED: u32 = 5;

/// Resident memory of this process in kB, as Linux counts it; 0 elsewhere.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kb| kb.parse().ok()).unwrap_or(0)
}

/// How long this thread was on a core, as Linux counts it: other programs on the machine do not count. Elsewhere the time
/// that has passed since `started`.
fn on_core(started: Instant) -> Duration {
    let counted = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = counted.split_whitespace().next().and_then(|n| n.parse().ok());
    nanoseconds.map_or_else(|| started.elapsed(), Duration::from_nanos)
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
    let begin = Instant::now();
    let (before, started) = (resident(), on_core(begin));
    let classifier = Classifier::new(&plan, &sections, &[]).with_terms(&terms());
    writeln!(out, "classifier: {:?}, {} kB more", on_core(begin) - started, resident().saturating_sub(before))?;

    let (before, started) = (resident(), on_core(begin));
    // Every third letter, again and again, as a city's letters come: all writers and matters.
    for n in 0..remembered {
        let letter = &letters[(n * 3) % letters.len()];
        classifier.learn(Example { id: format!("R8-{n:06}"), text: format!("{}{n}", letter.text), ..letter.clone() });
    }
    let learning = on_core(begin) - started;
    writeln!(out, "{remembered} past letters: {learning:?}, {} kB more", resident().saturating_sub(before))?;

    let asking = on_core(begin);
    let mut times: Vec<Duration> = Vec::with_capacity(letters.len());
    let mut sure = 0;
    for letter in &letters {
        let mut fastest = Duration::MAX;
        for _ in 0..ASKED {
            let started = Instant::now();
            let found = classifier.classify_as_new(&letter.text);
            fastest = fastest.min(started.elapsed());
            sure += u32::from(!found.unsure);
        }
        times.push(fastest);
    }
    let asking = on_core(begin) - asking;
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100];
    writeln!(out, "{} letters asked {ASKED} times, {} sure", letters.len(), sure / ASKED)?;
    let mean = asking / (u32::try_from(times.len())? * ASKED);
    writeln!(out, "mean {mean:?}, p50 {:?}, p99 {:?}, longest {:?}", at(50), at(99), at(100))?;
    let started = on_core(begin);
    (0..50).for_each(|n| classifier.forget(&format!("R8-{n:06}")));
    let forgetting = (on_core(begin) - started) / 50;
    Ok(writeln!(out, "forgetting one: {forgetting:?}; resident {} kB in all", resident())?)
}
