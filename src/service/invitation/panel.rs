//! The monitors of a term are asked (市政モニター): name and address of the register, and its coarse classes as the questionnaire
//! names them, frozen as they are on this day. What a questionnaire does not ask for is not copied.

use std::collections::BTreeMap;

use kocho_domain::{
    dialogue::NoticeBy,
    id::PublicKey,
    panel::small_cells::{SmallCells, small_cells},
    personal::Personal,
    survey::Questionnaire,
};
use kocho_store::{
    invitee::{self, NewInvitee},
    monitor::{self, Addressee},
    panel::{self, Panel},
    questionnaire,
};

use super::{bring::ask, known, manager};
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

/// The terms that serve today, the newest first.
///
/// # Errors
/// [`Error::Denied`].
pub async fn askable(cx: &Cx) -> Result<Vec<AskablePanel>, Error> {
    manager(cx)?;
    let (from, today) = (cx.reader(), cx.today());
    let mut found = Vec::new();
    for term in panel::newest(&from, TERMS).await?.into_iter().filter(|term: &Panel| term.serves_on(today)) {
        let people = monitor::addressees(&from, term.id, today).await?;
        if !people.is_empty() {
            let small = small_cells(people.iter().map(|one| &one.classes));
            found.push(AskablePanel { key: term.key, title: term.about.title, monitors: people.len(), small });
        }
    }
    Ok(found)
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
    let rules = cx.city.rules.panels();
    let classes =
        [("age_group", &one.classes.age_group), ("gender", &one.classes.gender), ("district", &one.classes.district)];
    let asked = |(id, code): (&str, &String)| {
        let label = rules.class_label(code);
        let field = of.profile_field(id).filter(|field| field.options.iter().any(|option| option == label))?;
        Some((field.id.clone(), label.to_owned()))
    };
    let profile: BTreeMap<String, String> = classes.into_iter().filter_map(asked).collect();
    NewInvitee { monitor: Some(one.id.0), addressee: Personal::new(addressee), language: one.language, profile }
}
