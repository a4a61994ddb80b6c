//! What stands against a candidate beyond what they said: earlier terms of the same person, and the household.

use std::collections::{BTreeMap, BTreeSet};

use kocho_domain::{
    id::{CandidateId, PanelId},
    import::person::digits,
    panel::{
        Person,
        eligibility::{Against, Known, against},
    },
};
use kocho_store::{
    Source,
    candidate::Candidate,
    candidate_lot::Lot,
    monitor::{self, Monitor, PersonHashes},
    panel::{self, Panel},
};
use kocho_text::normalize::search_key;

use crate::{Cx, Error};

/// Terms that are looked back at.
const TERMS: u64 = 100;

/// The keyed hashes of a person.
pub(crate) fn hashes_of(cx: &Cx, person: &Person) -> PersonHashes {
    let hash = |text: &str| {
        let key: String = search_key(text).chars().filter(|sign| !sign.is_whitespace()).collect();
        (!key.is_empty()).then(|| cx.keys().contact_hash(&key))
    };
    let phone = person.phone.as_deref().map(|phone| digits(&search_key(phone))).filter(|digits| !digits.is_empty());
    PersonHashes {
        name: hash(&person.name),
        phone: phone.map(|digits| cx.keys().contact_hash(&digits)),
        email: person.email.as_deref().and_then(hash),
        home: person.address.as_deref().and_then(hash),
    }
}

/// Earlier terms and who served in them, and the homes that have a place in this one.
pub(crate) struct Past {
    /// Terms before this one, the newest first.
    before: Vec<PanelId>,
    monitors: Vec<Monitor>,
    homes: BTreeMap<String, BTreeSet<CandidateId>>,
    taken: BTreeSet<String>,
}

impl Past {
    /// Reads what is needed to judge these candidates of a term, in which some are chosen already.
    pub(crate) async fn read(
        from: &impl Source,
        panel: &Panel,
        judged: &[Lot],
        chosen: &[Candidate],
    ) -> Result<Self, Error> {
        let before = panel::newest(from, TERMS).await?;
        let is_before = |other: &&Panel| (other.about.starts_on, other.id) < (panel.about.starts_on, panel.id);
        let before = before.iter().filter(is_before).map(|other| other.id).collect();
        let names: BTreeSet<String> = judged.iter().filter_map(|one| one.hashes.name.clone()).collect();
        let monitors = monitor::by_names(from, &names.into_iter().collect::<Vec<_>>()).await?;
        let mut homes: BTreeMap<String, BTreeSet<CandidateId>> = BTreeMap::new();
        for one in chosen {
            if let Some(home) = &one.hashes.home {
                homes.entry(home.clone()).or_default().insert(one.id);
            }
        }
        let own = monitor::of_panel(from, panel.id).await?;
        let serves = |one: &&Monitor| one.left.is_none();
        let taken = own.iter().filter(serves).filter_map(|one| one.hashes.home.clone()).collect();
        Ok(Past { before, monitors, homes, taken })
    }

    /// In how many terms right before this one the same person served, and whether ever.
    fn terms(&self, candidate: &Lot) -> (u8, bool) {
        let (hashes, renews) = (&candidate.hashes, candidate.renews);
        let is_same = |one: &&Monitor| renews == Some(one.id) || one.hashes.is_same_person(hashes);
        let same = self.monitors.iter().filter(is_same);
        let served: BTreeSet<PanelId> = same.map(|one| one.about.panel).collect();
        let in_a_row = self.before.iter().take_while(|term| served.contains(term)).count();
        (u8::try_from(in_a_row).unwrap_or(u8::MAX), self.before.iter().any(|term| served.contains(term)))
    }

    /// What stands against a candidate now.
    pub(crate) fn against(&self, cx: &Cx, one: &Lot) -> Vec<Against> {
        let (terms_before, past) = self.terms(one);
        let household = one.hashes.home.as_ref().is_some_and(|home| {
            let others = self.homes.get(home).is_some_and(|ids| ids.iter().any(|id| *id != one.id));
            others || self.taken.contains(home)
        });
        let known = Known {
            // Asked and judged when it came in; only the class is kept.
            age: None,
            relation: one.relation.clone(),
            occupation: one.occupation.clone(),
            terms_before,
            past,
            household,
        };
        against(cx.city.rules.panels(), &known)
    }

    /// The homes that have a place.
    pub(crate) fn homes(&self) -> BTreeSet<String> {
        self.homes.keys().cloned().chain(self.taken.iter().cloned()).collect()
    }
}

/// What stands against somebody, in the words that staff use.
pub(crate) fn reasons(cx: &Cx, found: &[Against]) -> Vec<String> {
    let rule = cx.city.rules.panels();
    let word = |one: &Against| rule.reason(one.code()).map_or_else(|| one.code().to_owned(), |r| r.label.clone());
    found.iter().map(word).collect()
}
