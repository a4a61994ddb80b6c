//! The monitors of a term are asked (市政モニター): name and address of the register, and its coarse classes as the questionnaire
//! names them, frozen as they are on this day. What a questionnaire does not ask for is not copied.

use std::collections::BTreeMap;

use kocho_domain::{
    dialogue::NoticeBy,
    id::PublicKey,
    panel::{
        Classes,
        small_cells::{FEW, SmallCells, small_cells},
    },
    personal::Personal,
    survey::{Questionnaire, SurveyKind},
};
use kocho_store::{
    invitee::{self, NewInvitee},
    monitor::{self, Addressee},
    panel::{self, Panel},
    questionnaire,
};

use super::{bring::ask, known};
use crate::{Cx, Error};

/// Terms that are offered.
const TERMS: u64 = 6;

/// A term whose monitors can be asked.
#[derive(Debug, Clone)]
pub struct AskablePanel {
    /// Key of the term.
    pub key: PublicKey,
    /// 第12期市政モニター
    pub title: String,
    /// Monitors who serve today.
    pub monitors: usize,
    /// Combinations of coarse classes with so few that an anonymous answer could point at one of them.
    pub small: SmallCells,
}

/// The terms that serve today, the newest first, with the combinations of those classes that the questionnaire asks for.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn askable(cx: &Cx, code: &str) -> Result<Vec<AskablePanel>, Error> {
    let survey = known(cx, code).await?;
    let (from, today) = (cx.reader(), cx.today());
    let of = questionnaire::newest(&from, survey.id).await?.ok_or(Error::NotFound)?.questionnaire;
    let mut found = Vec::new();
    for term in panel::newest(&from, TERMS).await?.into_iter().filter(|term: &Panel| term.serves_on(today)) {
        let people = monitor::addressees(&from, term.id, today).await?;
        if !people.is_empty() {
            let copied: Vec<Classes> = people.iter().map(|one| asked_of(cx, &of, &one.classes)).collect();
            let small = small_cells(&copied);
            found.push(AskablePanel { key: term.key, title: term.about.title, monitors: people.len(), small });
        }
    }
    Ok(found)
}

/// Who is asked, or could be, and combinations of classes that stand beside their answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Few {
    /// The term; `None`: those who are asked already.
    pub term: Option<String>,
    /// How many people.
    pub people: usize,
    /// Combinations, how many of them have few people, and how many people those are.
    pub combinations: (usize, usize, usize),
}

/// What the desk looks at before an anonymous survey is opened: how many combinations of classes have so few people that an
/// answer could point at one of them. Of those who are asked already, or of the terms whose monitors can be.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn few(cx: &Cx, code: &str) -> Result<Vec<Few>, Error> {
    let survey = known(cx, code).await?;
    if survey.kind != SurveyKind::Panel || !survey.about.anonymous {
        return Ok(Vec::new());
    }
    let asked = invitee::combinations(&cx.reader(), survey.id).await?;
    if !asked.is_empty() {
        let few = asked.iter().filter(|people| **people < FEW);
        let combinations = (asked.len(), few.clone().count(), few.sum());
        return Ok(vec![Few { term: None, people: asked.iter().sum(), combinations }]);
    }
    let term = |panel: AskablePanel| Few {
        combinations: (panel.small.combinations, panel.small.small.len(), panel.small.people),
        term: Some(panel.title),
        people: panel.monitors,
    };
    Ok(askable(cx, code).await?.into_iter().map(term).collect())
}

/// Adds the monitors of a term to those who are asked; answers how many were not there yet.
///
/// # Errors
/// As [`ask`]; [`Error::NotFound`] for a term that nobody knows.
pub async fn monitors(cx: &Cx, code: &str, term: &PublicKey) -> Result<usize, Error> {
    let survey = known(cx, code).await?;
    let from = cx.reader();
    let of = questionnaire::newest(&from, survey.id).await?.ok_or(Error::NotFound)?.questionnaire;
    let term = panel::by_key(&from, term).await?.ok_or(Error::NotFound)?;
    let people = monitor::addressees(&from, term.id, cx.today()).await?;
    let people = people.into_iter().map(|one| invited(cx, &of, one)).collect();
    ask(cx, code, people).await
}

fn invited(cx: &Cx, of: &Questionnaire, one: Addressee) -> NewInvitee {
    let by_mail = one.way == NoticeBy::Mail;
    let addressee = invitee::Addressee {
        name: one.name.reveal().clone(),
        postal_code: String::new(),
        address: one.address.reveal().clone().unwrap_or_default(),
        email: one.email.reveal().clone().filter(|_| by_mail),
    };
    let profile = copied(cx, of, &one.classes);
    NewInvitee { monitor: Some(one.id.0), addressee: Personal::new(addressee), language: one.language, profile }
}

/// Of somebody's classes those that the questionnaire asks for, as it names them.
fn copied(cx: &Cx, of: &Questionnaire, classes: &Classes) -> BTreeMap<String, String> {
    let rules = cx.city.rules.panels();
    let all = [("age_group", &classes.age_group), ("gender", &classes.gender), ("district", &classes.district)];
    let asked = |(id, code): (&str, &String)| {
        let label = rules.class_label(code);
        let field = of.profile_field(id).filter(|field| field.options.iter().any(|option| option == label))?;
        Some((field.id.clone(), label.to_owned()))
    };
    all.into_iter().filter_map(asked).collect()
}

/// The same as classes: what is not asked for is empty, and no two people differ in it.
fn asked_of(cx: &Cx, of: &Questionnaire, classes: &Classes) -> Classes {
    let mut copied = copied(cx, of, classes);
    let mut class = |id: &str| copied.remove(id).unwrap_or_default();
    Classes { age_group: class("age_group"), gender: class("gender"), district: class("district") }
}
