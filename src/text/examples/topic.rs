//! How well and how fast does the topic map group voices?
//!
//! `cargo run --release -p kocho-text --example topic` prints how the groups of the bank's letters and of the demo's agree
//! with the measures that people named (purity, normalised mutual information); `-- show` prints the demo's groups (`-- show letters.jsonl` those of a file);
//! `-- load 30000` makes so many varied letters and prints the time and the most memory.

use std::collections::{BTreeMap, HashMap};
use std::io::Write;
use std::time::Instant;
use std::{fs, io};

use kocho_text::classify::{Classifier, Example, PlanText, voices};
use kocho_text::topic::{self, Map, Voice};

const HERE: &str = env!("CARGO_MANIFEST_DIR");

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let classifier = Classifier::new(&plan()?, &[], &[]);
    let out = &mut io::stdout().lock();
    match words.first().map(String::as_str) {
        Some("load") => load(words.get(1).and_then(|n| n.parse().ok()).unwrap_or(30_000), &classifier, out),
        Some("show") => show(&shown(words.get(1))?, &classifier, out),
        _ => {
            let bank = bank()?;
            let agreements = [("demo", demo()?), ("bank", bank)];
            for (name, letters) in agreements {
                agree(name, &letters, &classifier, out)?;
            }
            Ok(())
        }
    }
}

fn demo() -> Outcome<Vec<Example>> {
    shown(None)
}

/// The letters of a file, one JSON object with `text` a line; the demo's when none is named.
fn shown(file: Option<&String>) -> Outcome<Vec<Example>> {
    let demo = format!("{HERE}/../../config/demo/opinions.jsonl");
    let text = fs::read_to_string(file.unwrap_or(&demo))?;
    Ok(text.lines().map(Example::from_json).collect::<Result<_, _>>()?)
}

fn bank() -> Outcome<Vec<Example>> {
    Ok(voices::all(&plan()?)?.concat())
}

fn plan() -> Outcome<PlanText> {
    Ok(PlanText::from_toml(&fs::read_to_string(format!("{HERE}/../../config/plans/omitama-2-1.toml"))?)?)
}

fn mapped(letters: &[Example], classifier: &Classifier) -> Map {
    let voices: Vec<Voice<'_>> = letters.iter().zip(0..).map(|(letter, id)| Voice { id, text: &letter.text }).collect();
    topic::map(&voices, classifier, &mut |_| ())
}

/// How the groups agree with the measures that people named.
fn agree(name: &str, letters: &[Example], classifier: &Classifier, out: &mut impl Write) -> Outcome<()> {
    let map = mapped(letters, classifier);
    let measure = |id: &i64| letters[*id as usize].measures.first().map_or("-", String::as_str);
    let mut together: BTreeMap<(usize, &str), f64> = BTreeMap::new();
    for (group, found) in map.groups.iter().enumerate() {
        // Outside the plan are many matters; they have no name to agree with.
        for id in found.members.iter().filter(|id| measure(id) != "-") {
            *together.entry((group, measure(id))).or_default() += 1.0;
        }
    }
    let n: f64 = together.values().sum();
    let (mut groups, mut measures): (BTreeMap<usize, f64>, BTreeMap<&str, f64>) = Default::default();
    let mut largest: HashMap<usize, f64> = HashMap::new();
    for ((group, measure), count) in &together {
        *groups.entry(*group).or_default() += count;
        *measures.entry(measure).or_default() += count;
        let most = largest.entry(*group).or_default();
        *most = most.max(*count);
    }
    let entropy = |counts: &mut dyn Iterator<Item = f64>| counts.map(|c| -c / n * (c / n).ln()).sum::<f64>();
    let shared: f64 =
        together.iter().map(|((group, measure), c)| c / n * (c * n / (groups[group] * measures[measure])).ln()).sum();
    let both = entropy(&mut groups.values().copied()) + entropy(&mut measures.values().copied());
    writeln!(
        out,
        "{name}: {} letters, {} groups in {} themes, {} alone; purity {:.3}, nmi {:.3}",
        letters.len(),
        map.groups.len(),
        map.themes,
        map.ungrouped.len(),
        largest.values().sum::<f64>() / n,
        2.0 * shared / both
    )?;
    Ok(())
}

fn show(letters: &[Example], classifier: &Classifier, out: &mut impl Write) -> Outcome<()> {
    let map = mapped(letters, classifier);
    for (number, group) in map.groups.iter().enumerate() {
        let label: Vec<&str> = group.words.iter().map(|word| word.text.as_str()).collect();
        writeln!(
            out,
            "{} theme {} ({}, {}) {} voices: {}",
            number + 1,
            group.theme,
            group.x,
            group.y,
            group.members.len(),
            label.join("・")
        )?;
        for id in &group.members {
            let letter = &letters[*id as usize];
            let first: String = letter.text.chars().take(50).collect();
            writeln!(out, "      {} {}", letter.measures.join(","), first.replace('\n', " "))?;
        }
    }
    writeln!(out, "alone: {}", map.ungrouped.len())?;
    Ok(())
}

/// Many letters: those of the bank, each time two put together at another sentence.
fn load(n: usize, classifier: &Classifier, out: &mut impl Write) -> Outcome<()> {
    let bank = bank()?;
    let texts: Vec<String> = (0..n).map(|i| varied(&bank, i)).collect();
    let voices: Vec<Voice<'_>> = texts.iter().zip(0..).map(|(text, id)| Voice { id, text }).collect();
    let begun = Instant::now();
    let map = topic::map(&voices, classifier, &mut |done| {
        let _ = writeln!(io::stderr(), "{done} % after {:.1} s", begun.elapsed().as_secs_f64());
    });
    let memory = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let most = memory.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("").to_owned();
    let characters: usize = texts.iter().map(|text| text.chars().count()).sum();
    writeln!(
        out,
        "{n} letters of {} characters: {} groups, {} alone, {:.1} s, {most}",
        characters / n.max(1),
        map.groups.len(),
        map.ungrouped.len(),
        begun.elapsed().as_secs_f64()
    )?;
    Ok(())
}

fn varied(bank: &[Example], i: usize) -> String {
    let own = &bank[i % bank.len()];
    let round = i / bank.len();
    if round == 0 {
        return own.text.clone();
    }
    // Another letter on the same measure lends its second half.
    let lender =
        (1..bank.len()).map(|k| &bank[(i + k * (round + 1)) % bank.len()]).find(|l| l.measures == own.measures);
    let half = |text: &str, second: bool| {
        let sentences: Vec<&str> = text.split_inclusive('。').collect();
        let (a, b) = sentences.split_at(sentences.len() / 2);
        if second { b.concat() } else { a.concat() }
    };
    half(&own.text, round.is_multiple_of(2))
        + &lender.map(|l| half(&l.text, !round.is_multiple_of(2))).unwrap_or_default()
}
