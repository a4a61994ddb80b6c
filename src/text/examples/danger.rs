//! Learns the second opinion of the danger screen, or measures the screen.
//!
//! `cargo run --release -p kocho-text --example danger` writes `data/danger/weights.bin` anew; with `figures` it prints
//! what rules, opinion and both find when one writer of the bank after the other is left out of the learning; with `ring`
//! it repeats the lines of its input that ring.

use std::io::Write;
use std::{fs, io};

use kocho_text::danger::bank::{Bank, WRITERS};
use kocho_text::danger::learn::{Letter, learn};
use kocho_text::danger::{GROUPS, Screen};

const HERE: &str = env!("CARGO_MANIFEST_DIR");

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome<()> {
    if std::env::args().any(|word| word == "ring") {
        return ring(io::stdin().lines(), &mut io::stdout().lock());
    }
    let bank = bank()?;
    if std::env::args().any(|word| word == "figures") {
        return figures(&bank, &mut io::stdout().lock());
    }
    let mut letters = bank.sentences()?;
    for writer in 0..WRITERS.len() {
        letters.extend(bank.letters(writer)?);
    }
    let weights = learn(&letters, bank.fingerprint())?;
    fs::write(format!("{HERE}/data/danger/weights.bin"), &weights)?;
    writeln!(io::stdout(), "learned from {} letters: {} bytes", letters.len(), weights.len())?;
    Ok(())
}

/// The lines that ring, with their groups.
fn ring(lines: impl Iterator<Item = io::Result<String>>, out: &mut impl Write) -> Outcome<()> {
    for line in lines {
        let line = line?;
        let hits = Screen::built_in().screen(&line);
        if let Some(hit) = hits.first() {
            writeln!(out, "{}\t{line}", hit.group.code())?;
        }
    }
    Ok(())
}

fn bank() -> Outcome<Bank> {
    let mut voices = <[String; WRITERS.len()]>::default();
    for (file, writer) in voices.iter_mut().zip(WRITERS) {
        *file = fs::read_to_string(format!("{HERE}/data/voices/{writer}.tsv"))?;
    }
    let sentences = fs::read_to_string(format!("{HERE}/../../tests/it/urgent.toml"))?;
    Ok(Bank { voices, sentences, labels: fs::read_to_string(format!("{HERE}/data/danger/labels.tsv"))? })
}

/// Urgent letters, of them rung at all and with the right group; other letters, of them rung.
type Figures = [[usize; 5]; 6];

fn figures(bank: &Bank, out: &mut impl Write) -> Outcome<()> {
    let rules = Screen::rules_alone()?;
    let mut totals: [Figures; 3] = Default::default();
    for (left_out, name) in WRITERS.iter().enumerate() {
        let mut others = bank.sentences()?;
        for writer in (0..WRITERS.len()).filter(|writer| *writer != left_out) {
            others.extend(bank.letters(writer)?);
        }
        let weights = learn(&others, 0)?;
        let opinion = Screen::parse("rule = []")?.with_opinion(&weights)?;
        let both = Screen::rules_alone()?.with_opinion(&weights)?;
        let letters = bank.letters(left_out)?;
        for (total, (how, screen)) in totals.iter_mut().zip([("rules", &rules), ("opinion", &opinion), ("both", &both)])
        {
            let found = measure(screen, &letters);
            print(out, &format!("{name}\t{how}"), &found)?;
            for (total, found) in total.iter_mut().flatten().zip(found.iter().flatten()) {
                *total += found;
            }
        }
    }
    for (total, how) in totals.iter().zip(["rules", "opinion", "both"]) {
        print(out, &format!("all\t{how}"), total)?;
    }
    Ok(())
}

fn measure(screen: &Screen, letters: &[Letter]) -> Figures {
    let mut figures = Figures::default();
    for letter in letters {
        let hits = screen.screen(&letter.text);
        for (row, group) in figures.iter_mut().zip(GROUPS) {
            if letter.group == Some(group) {
                row[0] += 1;
                row[1] += usize::from(!hits.is_empty());
                row[2] += usize::from(hits.iter().any(|hit| hit.group == group));
            } else if letter.group.is_none() {
                row[3] += 1;
                row[4] += usize::from(hits.first().is_some_and(|hit| hit.group == group));
            }
        }
    }
    figures
}

fn print(out: &mut impl Write, head: &str, figures: &Figures) -> io::Result<()> {
    let sum = |at: usize| figures.iter().map(|row| row[at]).sum::<usize>();
    let calm = figures[0][3];
    let share = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
    write!(out, "{head}\tfound {}/{} ({:.1} %)", sum(1), sum(0), share(sum(1), sum(0)))?;
    write!(out, "\tgroup {}\tfalse {}/{calm} ({:.1} %)", sum(2), sum(4), share(sum(4), calm))?;
    for (row, group) in figures.iter().zip(GROUPS) {
        write!(out, "\t{} {}/{}+{}", group.code(), row[1], row[0], row[4])?;
    }
    writeln!(out)
}
