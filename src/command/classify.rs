//! `kocho classify`: a file of voices in, a file of suggestions out. No database, no network, no settings.

use std::io::{BufRead, BufWriter, Write};
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow};
use kocho_domain::{plan::Plan, section::Sections};
use kocho_text::classify::{
    Classifier, Example, PlanText, SectionText,
    jsonl::{Engine, answer_line},
};

use crate::config::{Mode, Settings};
use crate::embedded::ConfigFiles;
use crate::terminal::complain;

/// Where the examples stand.
const EXAMPLES: &str = "demo/opinions.jsonl";

/// Answers stdin on stdout.
///
/// # Errors
/// When the configuration cannot be read or nobody takes the output.
pub(crate) fn run(files: &ConfigFiles) -> Result<ExitCode> {
    let engine = engine(files)?;
    let out = BufWriter::new(std::io::stdout().lock());
    let bad = answer(&engine, std::io::stdin().lock(), out, complain)?;
    Ok(if bad == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn engine(files: &ConfigFiles) -> Result<Engine> {
    let settings = Settings::read(files, Mode::Production)?;
    let plan_name = settings.city.plan;
    let body = files.text(&format!("plans/{plan_name}.toml"))?;
    Plan::parse(&body)?;
    let plan = PlanText::from_toml(&body).map_err(|e| anyhow!("plans/{plan_name}.toml: {e}"))?;
    let sections = Sections::parse(&files.text("sections.toml")?)?;
    let sections: Vec<SectionText> =
        sections.sections.into_iter().map(|s| SectionText { name: s.name, duties: s.duties }).collect();
    let examples: Result<Vec<Example>, String> = files.text(EXAMPLES)?.lines().map(Example::from_json).collect();
    let examples = examples.map_err(|e| anyhow!("{EXAMPLES}: {e}"))?;
    let classifier = Classifier::new(&plan, &sections, &examples);
    Ok(Engine::new(if settings.classify.encoder { classifier } else { classifier.without_meaning() }))
}

/// Answers line by line; gives back how many lines were bad. Empty lines are passed over.
fn answer(engine: &Engine, input: impl BufRead, mut out: impl Write, complain: impl Fn(String)) -> Result<usize> {
    let mut bad = 0;
    for (number, line) in input.split(b'\n').enumerate() {
        let line = line.context("the input cannot be read")?;
        let answer = match std::str::from_utf8(&line) {
            Ok(text) if text.trim().is_empty() => continue,
            Ok(text) => answer_line(engine, text.trim_start_matches('\u{feff}')),
            Err(_) => Err("not UTF-8".to_owned()),
        };
        match answer {
            Ok(answer) => writeln!(out, "{answer}").context("the answers cannot be written")?,
            Err(why) => {
                bad += 1;
                complain(format!("line {}: {why}", number + 1));
            }
        }
    }
    out.flush().context("the answers cannot be written")?;
    Ok(bad)
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    #[test]
    fn a_bad_line_is_named_and_the_others_are_answered() {
        let engine = engine(&ConfigFiles::default()).unwrap();
        let input = "{\"id\":\"a\",\"text\":\"回覧板が来ません\"}\n\n見本\n{\"id\":\"b\",\"text\":\"ありがとう\"}\n";
        let (mut out, said) = (Vec::new(), RefCell::new(Vec::new()));
        let bad = answer(&engine, input.as_bytes(), &mut out, |line: String| said.borrow_mut().push(line)).unwrap();
        assert_eq!((bad, out.iter().filter(|b| **b == b'\n').count()), (1, 2));
        assert!(said.borrow()[0].starts_with("line 3: "), "{said:?}");
    }
}
