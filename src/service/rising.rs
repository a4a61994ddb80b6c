//! What is more said of this week than was to be expected: measures, districts and words, against the four weeks before and
//! the same week of last year. Only figures of what is not restricted; originals for those who read all sections' voices.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{Days, NaiveDate};
use kocho_domain::{
    access::{Permission, case_scope},
    figure::Week,
    id::{MeasureId, PublicKey},
    people::people,
    rising::{Counts, PEOPLE, Rise, least},
};
use kocho_store::rising::{Voice, voices};
use kocho_text::{normalize::search_key, words};

use crate::{Cx, Error, office::KeptMasks};

/// Days from a week to the same week of last year, weekday for weekday.
const YEAR: u64 = 364;
/// Days of the four weeks before.
const BEFORE: u64 = 28;
/// Matters that a list shows.
const LISTED: usize = 12;
/// Originals beside a matter.
const ORIGINALS: usize = 3;
/// Characters of an original that are shown.
const FIRST_WORDS: usize = 60;

/// What is rising.
#[derive(Debug, Clone)]
pub struct Rising {
    /// First of the seven days.
    pub from: NaiveDate,
    /// Last of them.
    pub until: NaiveDate,
    /// All voices of the week.
    pub whole: Counts,
    /// Measures, the most surprising first.
    pub measures: Vec<Matter>,
    /// 地区
    pub districts: Vec<Matter>,
    /// Words out of the texts.
    pub words: Vec<Matter>,
}

/// A matter that is rising.
#[derive(Debug, Clone)]
pub struct Matter {
    /// Its code: of a measure or a district; the word itself.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What was counted.
    pub counts: Counts,
    /// How surprising it is.
    pub rise: Rise,
    /// Some originals' first words, masked, with the keys of their cases; none for who reads figures only.
    pub originals: Vec<(PublicKey, String)>,
}

/// What is rising in the seven days up to a day (today when none is given).
///
/// # Errors
/// [`Error::Denied`] without the right to read it.
pub async fn week(cx: &Cx, until: Option<NaiveDate>) -> Result<Rising, Error> {
    if !cx.actor.staff()?.may(Permission::TopicRead) {
        return Err(Error::Denied);
    }
    let Week { from, until } = Week::ending(until.unwrap_or_else(|| cx.today()), cx.today());
    let reader = cx.reader();
    let read = Read {
        now: voices(&reader, from, until).await?,
        before: voices(&reader, from - Days::new(BEFORE), from - Days::new(1)).await?,
        last_year: voices(&reader, from - Days::new(YEAR + BEFORE), until - Days::new(YEAR)).await?,
        week_last_year: from - Days::new(YEAR),
        codes: codes(cx),
    };
    let full = case_scope(&cx.actor).reads_all_sections();
    // Thousands of texts are read for their words; pages do not wait for that on the run time's threads.
    let house = std::sync::Arc::clone(&cx.house);
    let counted = tokio::task::spawn_blocking(move || counted(&read, full, &house.office.masks));
    let mut found = counted.await.map_err(|_| Error::Internal("the voices could not be counted".into()))?;
    let measure = |code: &str| cx.city.measures.iter().find(|m| m.code == code).map(|m| m.name.clone());
    let districts = &cx.city.rules.city().districts;
    let district = |code: &str| {
        districts.iter().find(|d| d.code == code).map(|d| kocho_domain::localized::ruby::strip(&d.label.ja))
    };
    let name = |matter: &mut Matter, name: Option<String>| matter.name = name.unwrap_or_else(|| matter.code.clone());
    found.measures.iter_mut().for_each(|matter| {
        let known = measure(&matter.code);
        name(matter, known);
    });
    found.districts.iter_mut().for_each(|matter| {
        let known = district(&matter.code);
        name(matter, known);
    });
    Ok(Rising { from, until, ..found })
}

/// The voices of the weeks that are compared.
struct Read {
    now: Vec<Voice>,
    before: Vec<Voice>,
    /// The same five weeks of last year.
    last_year: Vec<Voice>,
    /// First day of the same week of last year.
    week_last_year: NaiveDate,
    /// Under which code of the plan in force measures of every plan stand.
    codes: HashMap<MeasureId, String>,
}

/// A number may name another measure in the plan before: cases are compared in the tree in force.
fn codes(cx: &Cx) -> HashMap<MeasureId, String> {
    let plans = &cx.city.plans;
    let all = cx.city.measures.iter().chain(&plans.others);
    all.filter_map(|measure| Some((measure.id, plans.stands_as(measure)?))).collect()
}

impl Read {
    /// The same week of last year; `None` when nothing is recorded of the five weeks around.
    fn same_week(&self) -> Option<impl Iterator<Item = &Voice> + Clone> {
        let first = self.week_last_year;
        (!self.last_year.is_empty()).then(|| self.last_year.iter().filter(move |voice| voice.received_on >= first))
    }
}

/// A campaign is one text that many send, not many who speak for themselves: its first letter stands for all.
fn once(voices: &[Voice]) -> Vec<Voice> {
    let mut seen = HashSet::new();
    voices.iter().filter(|voice| voice.flood.is_none_or(|flood| seen.insert(flood))).cloned().collect()
}

fn counted(read: &Read, full: bool, masks: &KeptMasks) -> Rising {
    let now = alike(&read.now);
    let whole = Counts {
        now: letters(read.now.iter()),
        people: people(now.iter().map(|voice| &voice.writer)).all(),
        before: letters(read.before.iter()),
        last_year: read.same_week().map(letters),
    };
    let now = once(&now);
    let read = &Read {
        now: Vec::new(),
        before: once(&read.before),
        last_year: once(&read.last_year),
        week_last_year: read.week_last_year,
        codes: read.codes.clone(),
    };
    let by = |code: &dyn Fn(&Voice) -> Vec<String>| matters(read, &now, code, full.then_some(masks));
    let measures = by(&|voice| voice.measure.and_then(|id| read.codes.get(&id).cloned()).into_iter().collect());
    // A letter of several matters speaks of its district once.
    let districts = by(&|voice| voice.district.iter().cloned().collect());
    let told = spoken(&now, masks);
    let words = by(&|voice| told.of(voice));
    let (from, until) = (NaiveDate::default(), NaiveDate::default());
    Rising { from, until, whole, measures, districts, words: without_parts(words) }
}

/// How many letters came in with these: each stands with its first case, as everywhere at the office; what was added to an
/// older letter later is no letter of this week.
fn letters<'a>(voices: impl Iterator<Item = &'a Voice>) -> u64 {
    voices.filter(|voice| voice.branch == 1).count() as u64
}

/// The same voices, where the same text has the same number.
fn alike(voices: &[Voice]) -> Vec<Voice> {
    let mut first: HashMap<String, i64> = HashMap::new();
    let mut voices = voices.to_vec();
    for voice in &mut voices {
        voice.writer.text = *first.entry(search_key(&voice.body)).or_insert(voice.submission);
    }
    voices
}

/// The matters of this week that rise. `codes` names the matters that a voice speaks of; originals stand beside them for whoever
/// may read some.
fn matters(
    read: &Read,
    now: &[Voice],
    codes: &dyn Fn(&Voice) -> Vec<String>,
    masks: Option<&KeptMasks>,
) -> Vec<Matter> {
    let mut spoken: BTreeMap<String, Vec<&Voice>> = BTreeMap::new();
    for voice in now {
        codes(voice).into_iter().for_each(|code| spoken.entry(code).or_default().push(voice));
    }
    spoken.retain(|_, voices| people(voices.iter().map(|voice| &voice.writer)).all() >= PEOPLE);
    let before = count(read.before.iter(), codes);
    let last_year = read.same_week().map(|voices| count(voices, codes));
    let least = least(spoken.len());
    let of = |(code, voices): (String, Vec<&Voice>)| {
        let counts = Counts {
            now: voices.iter().map(|voice| voice.submission).collect::<HashSet<_>>().len() as u64,
            people: people(voices.iter().map(|voice| &voice.writer)).all(),
            before: before.get(&code).copied().unwrap_or(0),
            last_year: last_year.as_ref().map(|counts| counts.get(&code).copied().unwrap_or(0)),
        };
        let rise = counts.rising(least)?;
        Some(Matter {
            name: code.clone(),
            code,
            counts,
            rise,
            originals: masks.map(|masks| originals(&voices, masks)).unwrap_or_default(),
        })
    };
    let mut matters: Vec<Matter> = spoken.into_iter().filter_map(of).collect();
    matters.sort_by(|a, b| b.rise.surprise.total_cmp(&a.rise.surprise).then_with(|| a.code.cmp(&b.code)));
    matters
}

/// How many letters speak of each matter.
fn count<'a>(voices: impl Iterator<Item = &'a Voice>, codes: &dyn Fn(&Voice) -> Vec<String>) -> HashMap<String, u64> {
    let mut letters: HashMap<String, HashSet<i64>> = HashMap::new();
    for voice in voices {
        for code in codes(voice) {
            letters.entry(code).or_default().insert(voice.submission);
        }
    }
    letters.into_iter().map(|(code, letters)| (code, letters.len() as u64)).collect()
}

/// The words that this week's voices speak, personal details masked, which are looked for in the other weeks too.
struct Spoken(HashSet<String>);

impl Spoken {
    fn of(&self, voice: &Voice) -> Vec<String> {
        let own = words::words(&format!("{}\n{}", voice.subject, voice.body));
        let is_word = |word: &str| self.0.contains(word);
        let parts: Vec<String> = own.iter().flat_map(|word| words::parts(word, &is_word)).map(str::to_owned).collect();
        let known: BTreeSet<String> = own.into_iter().chain(parts).filter(|word| is_word(word)).collect();
        known.into_iter().collect()
    }
}

fn spoken(now: &[Voice], masks: &KeptMasks) -> Spoken {
    let mut letters: HashMap<String, HashSet<i64>> = HashMap::new();
    let texts: Vec<String> = now.iter().map(|voice| format!("{}\n{}", voice.subject, voice.body)).collect();
    for (voice, text) in now.iter().zip(masks.of_all(&texts)) {
        for word in words::words(&text) {
            letters.entry(word).or_default().insert(voice.writer.text);
        }
    }
    // A word that fewer speak needs no looking for.
    Spoken(letters.into_iter().filter(|(_, texts)| texts.len() as u64 >= PEOPLE).map(|(word, _)| word).collect())
}

/// Of two words of which one is part of the other the more surprising one stays.
fn without_parts(matters: Vec<Matter>) -> Vec<Matter> {
    let mut kept: Vec<Matter> = Vec::new();
    for matter in matters {
        let told = kept.iter().any(|other| other.code.contains(&matter.code) || matter.code.contains(&other.code));
        if !told && kept.len() < LISTED {
            kept.push(matter);
        }
    }
    kept
}

/// The newest originals' first words, each text once.
fn originals(voices: &[&Voice], masks: &KeptMasks) -> Vec<(PublicKey, String)> {
    let mut seen = HashSet::new();
    let newest = voices.iter().rev().filter(|voice| seen.insert(voice.writer.text)).take(ORIGINALS);
    let first = |voice: &&&Voice| {
        let text = masks.of(&voice.body).split_whitespace().collect::<Vec<_>>().join(" ");
        let cut: String = text.chars().take(FIRST_WORDS).collect();
        let more = if text.chars().count() > FIRST_WORDS { "…" } else { "" };
        (voice.case.clone(), format!("{cut}{more}"))
    };
    newest.map(|voice| first(&voice)).collect()
}
