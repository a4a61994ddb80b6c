//! Key terms: what staff know of the city's words, added and taken away by the hearing desk. Each change is tried on
//! decided cases first and becomes a new version of the rule only when somebody takes it into use.
//!
//! The desk may do this without the right over all rules: it knows the words that residents use, a term only moves
//! suggestions, and each version keeps who entered it.

use kocho_domain::{
    access::{Actor, Permission},
    rule::{
        RuleKind, check,
        term::{OUTSIDE, Term, TermWeight, Terms},
    },
    story::Story,
};
use kocho_store::{
    Source, rule,
    trial::{self, Noun, State},
};

use crate::{
    Cx, Error, FieldErrors,
    admin::rule::{VersionView, add_version, changed, lines},
};

/// A key term as staff see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermView {
    /// The term.
    pub term: Term,
    /// The name of its measure, or 計画の外; empty when it has none.
    pub measure_name: String,
    /// Its measure or section is not there any more: it says nothing.
    pub lost: bool,
}

/// The terms in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermList {
    /// In the order of the plan, those for sections alone last.
    pub terms: Vec<TermView>,
    /// All versions, newest first.
    pub history: Vec<VersionView>,
    /// The newest trial, when nobody has taken it into use.
    pub tried: Option<trial::Trial>,
}

/// What a clerk typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewTerm {
    /// As residents write it.
    pub word: String,
    /// Code of a measure, `none` for outside the plan, or nothing.
    pub measure: String,
    /// Name of a section, or nothing.
    pub section: String,
    /// weak, normal or strong.
    pub weight: String,
    /// Words that silence it, separated by commas or white space.
    pub unless: String,
}

pub(crate) fn allow(cx: &Cx) -> Result<(), Error> {
    match &cx.actor {
        Actor::Staff(staff) if staff.may(Permission::CaseTriage) => Ok(()),
        Actor::Import => Ok(()),
        Actor::Staff(_) | Actor::Resident | Actor::Worker => Err(Error::Denied),
    }
}

/// The terms in use and their history.
///
/// # Errors
/// [`Error::Denied`] for everybody but the hearing desk.
pub async fn list(cx: &Cx) -> Result<TermList, Error> {
    allow(cx)?;
    let history = lines(cx, RuleKind::Terms).await?;
    let place = |term: &Term| cx.city.measures.iter().position(|m| Some(&m.code) == term.measure.as_ref());
    let mut terms = cx.city.rules.terms().to_vec();
    terms.sort_by_key(|term| (term.measure.is_none(), place(term).unwrap_or(usize::MAX)));
    let view = |term: Term| TermView {
        measure_name: term.measure.as_deref().map(|code| crate::accuracy::measure_name(cx, code)).unwrap_or_default(),
        lost: unknown(cx, &term).is_some(),
        term,
    };
    let tried = trial::latest(&cx.reader(), Noun::Terms).await?.filter(|trial| trial.state != State::Used);
    Ok(TermList { terms: terms.into_iter().map(view).collect(), history, tried })
}

/// Tries a further term; answers the trial.
///
/// # Errors
/// [`Error::Invalid`] in plain words beside the field.
pub async fn try_new(cx: &Cx, new: &NewTerm) -> Result<i64, Error> {
    allow(cx)?;
    let term = read(new)?;
    if let Some((field, problem)) = unknown(cx, &term) {
        return Err(Error::field(field, problem));
    }
    let terms = cx.city.rules.terms();
    if let Some(known) = terms.iter().find(|known| is_same(known, &term)) {
        let problem = format!("「{}」は同じ先にもうあります。", known.word);
        return Err(Error::field("word", problem));
    }
    let terms = terms.iter().cloned().chain([term]).collect();
    crate::trial::begin_terms(cx, &document(&cx.reader(), cx, terms).await?).await
}

/// Tries what happens without a term; answers the trial.
///
/// # Errors
/// [`Error::Stale`] when somebody has taken it away meanwhile.
pub async fn try_without(cx: &Cx, word: &str, measure: &str, section: &str) -> Result<i64, Error> {
    allow(cx)?;
    let is_it = |term: &Term| {
        let (of, at) = (term.measure.as_deref().unwrap_or_default(), term.section.as_deref().unwrap_or_default());
        term.word == word && of == measure && at == section
    };
    let (gone, kept): (Vec<Term>, Vec<Term>) = cx.city.rules.terms().iter().cloned().partition(is_it);
    if gone.is_empty() {
        return Err(Error::Stale);
    }
    crate::trial::begin_terms(cx, &document(&cx.reader(), cx, kept).await?).await
}

/// Takes a tried change into use; answers the new version of the rule.
///
/// # Errors
/// [`Error::Stale`] when other terms came into use since, or the trial has not ended; [`Error::NotFound`].
pub async fn use_trial(cx: &Cx, id: i64) -> Result<i64, Error> {
    allow(cx)?;
    let mut tx = cx.begin().await?;
    let tried = trial::by_id(&tx, id).await?.filter(|trial| trial.noun == Noun::Terms).ok_or(Error::NotFound)?;
    if tried.state != State::Done || tried.base != version(&tx, cx).await?.to_string() {
        return Err(Error::Stale);
    }
    let version = add_version(cx, &mut tx, RuleKind::Terms, &tried.body, cx.today()).await?;
    trial::mark_used(&mut tx, id).await?;
    tx.commit(Story::audit(changed(RuleKind::Terms, version, cx.today()).with("trial", id))).await?;
    cx.house.refresh().await?;
    Ok(version)
}

/// The version of the terms in force.
pub(crate) async fn version(from: &impl Source, cx: &Cx) -> Result<i64, Error> {
    let versions = rule::in_force(from, cx.today()).await?;
    let terms = versions.iter().find(|version| version.kind == RuleKind::Terms.code());
    Ok(terms.map_or(0, |version| version.version))
}

/// The document with these terms; the words at its head stay.
async fn document(from: &impl Source, cx: &Cx, terms: Vec<Term>) -> Result<String, Error> {
    let versions = rule::in_force(from, cx.today()).await?;
    let now = versions.iter().find(|version| version.kind == RuleKind::Terms.code());
    let head = now.map(|version| version.body.as_str()).unwrap_or_default();
    let mut text: String =
        head.lines().take_while(|line| line.starts_with('#')).map(|line| format!("{line}\n")).collect();
    let wrong = |e: kocho_domain::rule::RuleError| Error::field("word", e.to_string());
    text.push_str(&check::write(&Terms { terms }).map_err(wrong)?);
    check::read::<Terms>(&text).map_err(wrong)?;
    Ok(text)
}

/// A document of terms names only measures and sections that there are; terms in use that lost theirs may stay.
pub(crate) fn known_targets(cx: &Cx, kind: RuleKind, text: &str) -> Result<(), Error> {
    if kind != RuleKind::Terms {
        return Ok(());
    }
    let new = check::read::<Terms>(text).map_err(|e| Error::field("text", e.to_string()))?.terms;
    let (old, wrong) = (cx.city.rules.terms(), |term: &Term| Some((term.word.clone(), unknown(cx, term)?.1)));
    match new.iter().filter(|term| !old.contains(term)).find_map(wrong) {
        Some((word, problem)) => Err(Error::field("text", format!("手がかり語「{word}」：{problem}"))),
        None => Ok(()),
    }
}

/// Both are the same word for the same target, in whatever spelling.
fn is_same(a: &Term, b: &Term) -> bool {
    let key = kocho_text::normalize::search_key;
    a.is_same_as(b) || (a.measure == b.measure && a.section == b.section && key(&a.word) == key(&b.word))
}

/// The field and why a term would say nothing: the plan or the city does not have its target.
fn unknown(cx: &Cx, term: &Term) -> Option<(&'static str, String)> {
    let measure = term.measure.as_ref().filter(|code| *code != OUTSIDE);
    if let Some(code) = measure.filter(|code| !cx.city.measures.iter().any(|m| m.code == **code)) {
        return Some(("measure", format!("施策「{code}」は今の計画にありません。一覧から選んでください。")));
    }
    let section = term.section.as_ref().filter(|name| cx.city.section_in_charge(name, cx.today()).is_none());
    section.map(|name| ("section", format!("「{name}」は今の課にありません。一覧から選んでください。")))
}

/// The term that was typed; what the document would refuse is said beside its field.
fn read(new: &NewTerm) -> Result<Term, Error> {
    let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let words = new.unless.split([',', '、', '，', '\n', ' ', '　']).map(str::trim).filter(|word| !word.is_empty());
    let term = Term {
        word: new.word.trim().to_owned(),
        measure: filled(&new.measure),
        section: filled(&new.section),
        weight: TermWeight::from_code(&new.weight).unwrap_or_default(),
        unless: words.map(str::to_owned).collect(),
    };
    let mut errors = FieldErrors::new();
    if term.word.is_empty() {
        errors.insert("word", "言葉を入力してください。".to_owned());
    }
    if term.measure.is_none() && term.section.is_none() {
        errors.insert("measure", "施策か課のどちらかを選んでください。".to_owned());
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    if let Err(error) = term.check() {
        let field = if error.place.contains("除く言葉") || error.problem.contains("除く言葉") {
            "unless"
        } else {
            "word"
        };
        return Err(Error::field(field, format!("{}。{}。", error.problem, error.remedy)));
    }
    Ok(term)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(word: &str, measure: &str, unless: &str) -> NewTerm {
        NewTerm {
            word: word.into(),
            measure: measure.into(),
            unless: unless.into(),
            weight: "strong".into(),
            ..NewTerm::default()
        }
    }

    fn fields(new: &NewTerm) -> Vec<&'static str> {
        match read(new) {
            Err(Error::Invalid(fields)) => fields.into_keys().collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn what_was_typed_becomes_a_term() {
        let term = read(&typed(" 鐘楼　", "1305", "除夜の鐘、お寺 町内\n")).unwrap();
        assert_eq!((term.word.as_str(), term.weight), ("鐘楼", TermWeight::Strong));
        assert_eq!(term.section, None);
        assert!(fields(&typed("鐘楼", "1305", "寺")).contains(&"unless"), "a silencing word of one character");
    }

    #[test]
    fn each_mistake_stands_beside_its_field() {
        assert_eq!(fields(&typed("", "", "")), ["measure", "word"]);
        assert_eq!(fields(&typed("橋", "1305", "")), ["word"]);
        assert_eq!(fields(&typed("鐘楼", "1305", "鐘楼")), ["unless"]);
    }

    #[test]
    fn the_same_word_in_another_spelling_is_the_same() {
        let term = |word: &str| read(&typed(word, "1305", "")).unwrap();
        assert!(is_same(&term("バス停"), &term("ﾊﾞｽ停")));
        assert!(!is_same(&term("バス停"), &term("バス亭")));
    }
}
