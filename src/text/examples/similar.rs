//! How well are copies found, how often are other letters called copies, and is the nearest letter about the same matter?
//! `cargo run --release -p kocho-text --example similar -- config/demo/opinions.jsonl config/demo/public_qa.json`

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::fs;
use std::io::Write;
use std::time::Instant;

use kocho_text::classify::topic::Topic;
use kocho_text::similar::{
    Fingerprint,
    alter::{Change, altered},
    compare,
};
use serde::Deserialize;

#[derive(Deserialize)]
struct Opinion {
    id: String,
    text: String,
    measures: Vec<String>,
}

#[derive(Deserialize)]
struct Published {
    items: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    id: String,
    title: String,
    opinion: String,
    measure: Option<String>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut files = std::env::args().skip(1);
    let opinions = fs::read_to_string(files.next().ok_or("which opinions?")?)?;
    let opinions: Vec<Opinion> = opinions.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let published: Published = serde_json::from_str(&fs::read_to_string(files.next().ok_or("which answers?")?)?)?;
    let mut out = std::io::stdout().lock();
    copies(&mut out, &opinions)?;
    others(&mut out, "160 demo opinions", &opinions.iter().map(|o| o.text.clone()).collect::<Vec<_>>())?;
    others(&mut out, "bank", &bank()?)?;
    topics(&mut out, &opinions)?;
    nearest_in_bank(&mut out)?;
    answers(&mut out, &opinions, &published.items)?;
    answers_for_bank(&mut out, &published.items)
}

fn bank() -> Result<Vec<String>, Box<dyn Error>> {
    let mut letters = Vec::new();
    for name in ["elderly", "young", "families", "leaders", "memos", "newcomers"] {
        let file = fs::read_to_string(format!("src/text/data/voices/{name}.tsv"))?;
        letters.extend(file.lines().filter_map(|l| l.split('\t').nth(3)).map(|text| text.replace("\\n", "\n")));
    }
    Ok(letters)
}

fn copies(out: &mut impl Write, opinions: &[Opinion]) -> Result<(), Box<dyn Error>> {
    let long: Vec<&Opinion> = opinions.iter().filter(|o| o.text.chars().count() >= 60).collect();
    writeln!(out, "copies of {} letters of 60 characters and more, 20 each", long.len())?;
    let changes = [
        Change::Writing,
        Change::Greeting,
        Change::Order,
        Change::Words(10),
        Change::Words(20),
        Change::Words(30),
        Change::Wish,
    ];
    for change in changes {
        let (mut all, mut met, mut related, mut copy) = (0, 0, 0, 0);
        for (opinion, which) in long.iter().flat_map(|o| (0..20).map(move |which| (o, which))) {
            let text = altered(&opinion.text, change, which);
            let shared = Fingerprint::of(&opinion.text).zip(Fingerprint::of(&text)).map_or(0, |(a, b)| a.shared(&b));
            let found = compare(&opinion.text, &text);
            all += 1;
            met += usize::from(shared > 0);
            related += usize::from(shared > 0 && found.is_related());
            copy += usize::from(shared > 0 && found.is_copy());
        }
        writeln!(out, "  {change:?}: {all}, a band shared {met}, found {related}, nothing new {copy}")?;
    }
    Ok(())
}

fn others(out: &mut impl Write, name: &str, letters: &[String]) -> Result<(), Box<dyn Error>> {
    let begin = Instant::now();
    let prints: Vec<Option<Fingerprint>> = letters.iter().map(|l| Fingerprint::of(l)).collect();
    let each = begin.elapsed().as_micros() / letters.len().max(1) as u128;
    let mut bands: HashMap<i64, Vec<usize>> = HashMap::new();
    let mut pairs: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (i, print) in prints.iter().enumerate() {
        for key in print.iter().flat_map(Fingerprint::keys) {
            let met = bands.entry(*key).or_default();
            met.iter().for_each(|j| *pairs.entry((*j, i)).or_default() += 1);
            met.push(i);
        }
    }
    let all = letters.len() * (letters.len() - 1) / 2;
    writeln!(out, "{name}: {all} pairs, {} share a band; a fingerprint takes {each} µs", pairs.len())?;
    let begin = Instant::now();
    let found: Vec<_> = pairs.keys().map(|(a, b)| (a, b, compare(&letters[*a], &letters[*b]))).collect();
    let each = begin.elapsed().as_micros() / pairs.len().max(1) as u128;
    let related: Vec<_> = found.iter().filter(|(_, _, c)| c.is_related()).collect();
    let copies = related.iter().filter(|(_, _, c)| c.is_copy()).count();
    writeln!(out, "  related {}, of these copies {copies}; a comparison takes {each} µs", related.len())?;
    for (a, b, c) in related.iter().take(12) {
        writeln!(
            out,
            "  same {} kept {} new {}\n    {}\n    {}",
            c.same, c.kept, c.longest_new, letters[**a], letters[**b]
        )?;
    }
    Ok(())
}

fn topics(out: &mut impl Write, opinions: &[Opinion]) -> Result<(), Box<dyn Error>> {
    let topics: Vec<Topic> = opinions.iter().map(|o| Topic::of(&o.text)).collect();
    let keys: Vec<Vec<i64>> = topics.iter().map(Topic::keys).collect();
    let (mut asked, mut right, mut right_by_keys) = (0, 0, 0);
    for (i, opinion) in opinions.iter().enumerate().filter(|(_, o)| !o.measures.is_empty()) {
        let others = || (0..opinions.len()).filter(move |j| *j != i);
        let near = |list: &mut dyn Iterator<Item = usize>| {
            list.max_by(|a, b| topics[i].likeness(&topics[*a]).total_cmp(&topics[i].likeness(&topics[*b])))
        };
        let same =
            |j: Option<usize>| j.is_some_and(|j| opinions[j].measures.iter().any(|m| opinion.measures.contains(m)));
        asked += 1;
        right += usize::from(same(near(&mut others())));
        right_by_keys +=
            usize::from(same(near(&mut others().filter(|j| keys[*j].iter().any(|k| keys[i].contains(k))))));
    }
    writeln!(
        out,
        "nearest of the other demo opinions has a measure in common: {right} of {asked}, by index keys {right_by_keys}"
    )?;
    Ok(())
}

/// The nearest letter of another writer, found by index keys: has it a measure in common? Every tenth letter is asked about.
fn nearest_in_bank(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let mut letters = Vec::new();
    for name in ["elderly", "young", "families", "leaders", "memos", "newcomers"] {
        let file = fs::read_to_string(format!("src/text/data/voices/{name}.tsv"))?;
        for line in file.lines() {
            let fields: Vec<&str> = line.split('\t').collect();
            if let [codes, _, _, text] = fields[..] {
                letters.push((name, codes.to_owned(), Topic::of(&text.replace("\\n", "\n"))));
            }
        }
    }
    let mut index: HashMap<i64, Vec<usize>> = HashMap::new();
    for (i, (_, _, topic)) in letters.iter().enumerate() {
        topic.keys().into_iter().for_each(|key| index.entry(key).or_default().push(i));
    }
    let mut by_likeness: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
    let begin = Instant::now();
    let mut asked = 0_u32;
    for (writer, codes, topic) in letters.iter().step_by(10).filter(|(_, codes, _)| codes != "-") {
        asked += 1;
        let mut shared: HashMap<usize, u32> = HashMap::new();
        for i in topic.keys().iter().filter_map(|key| index.get(key)).flatten().filter(|i| letters[**i].0 != *writer) {
            *shared.entry(*i).or_default() += 1;
        }
        let mut best: Vec<(usize, u32)> = shared.into_iter().collect();
        best.sort_by_key(|(i, n)| (std::cmp::Reverse(*n), *i));
        let near =
            best.iter().take(60).map(|(i, _)| (topic.likeness(&letters[*i].2), *i)).max_by(|a, b| a.0.total_cmp(&b.0));
        let Some((likeness, i)) = near else { continue };
        let same = codes.split(',').any(|code| letters[i].1.split(',').any(|other| other == code));
        let step = by_likeness.entry((likeness * 50.0) as u32 * 2).or_default();
        *step = (step.0 + u32::from(same), step.1 + 1);
    }
    writeln!(
        out,
        "nearest letter of another writer in the bank, {asked} asked, {} µs each: likeness, same measure, of",
        begin.elapsed().as_micros() / u128::from(asked)
    )?;
    for (likeness, (same, of)) in by_likeness {
        writeln!(out, "  from 0.{likeness:02}  {same} of {of}")?;
    }
    Ok(())
}

/// How many letters of the bank get a published answer at which bar, and how often a measure is the same?
fn answers_for_bank(out: &mut impl Write, items: &[Item]) -> Result<(), Box<dyn Error>> {
    let published: Vec<Topic> = items.iter().map(|i| Topic::of(&format!("{}\n{}", i.title, i.opinion))).collect();
    let mut hits = Vec::new();
    for name in ["elderly", "young", "families", "leaders", "memos", "newcomers"] {
        let file = fs::read_to_string(format!("src/text/data/voices/{name}.tsv"))?;
        for line in file.lines() {
            let fields: Vec<&str> = line.split('\t').collect();
            let [codes, _, _, text] = fields[..] else { continue };
            let topic = Topic::of(&text.replace("\\n", "\n"));
            for (item, about) in items.iter().zip(&published) {
                let same = item.measure.as_ref().is_some_and(|m| codes.split(',').any(|code| code == m));
                hits.push((topic.likeness(about), same, item.title.as_str(), text.to_owned()));
            }
        }
    }
    for bar in [0.18, 0.20, 0.22, 0.24, 0.26, 0.28, 0.30, 0.32] {
        let above = || hits.iter().filter(|hit| hit.0 >= bar);
        writeln!(
            out,
            "published answers for the bank from {bar}: {} with the measure, {} without",
            above().filter(|h| h.1).count(),
            above().filter(|h| !h.1).count()
        )?;
    }
    for (likeness, same, title, text) in hits.iter().filter(|hit| hit.0 >= 0.22).step_by(12) {
        writeln!(out, "  {likeness:.3} {} {title} | {text}", if *same { "=" } else { " " })?;
    }
    Ok(())
}

fn answers(out: &mut impl Write, opinions: &[Opinion], items: &[Item]) -> Result<(), Box<dyn Error>> {
    let published: Vec<Topic> = items.iter().map(|i| Topic::of(&format!("{}\n{}", i.title, i.opinion))).collect();
    let mut pairs = Vec::new();
    for opinion in opinions {
        let topic = Topic::of(&opinion.text);
        for (item, about) in items.iter().zip(&published) {
            pairs.push((topic.likeness(about), opinion, item));
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (likeness, opinion, item) in pairs.iter().take(60) {
        let same = item.measure.as_ref().is_some_and(|m| opinion.measures.contains(m));
        writeln!(
            out,
            "{likeness:.3} {} {} {}\n      {} | {}",
            if same { "=" } else { " " },
            opinion.id,
            item.id,
            item.title,
            opinion.text.replace('\n', " ")
        )?;
    }
    Ok(())
}
