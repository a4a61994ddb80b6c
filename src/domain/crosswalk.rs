//! 読替え: which measure of one plan is which of another, and where does a case of one plan stand in the other's tree?
//!
//! A row of a crosswalk is proposed from texts and decided by a person. A case stands in exactly one place of any tree, so
//! the totals of all trees are equal. How alike two measures are is asked elsewhere; what follows from it is in `propose`.

mod propose;
mod tally;

use std::collections::{BTreeMap, VecDeque};

pub use propose::{Likeness, Standing, propose};
pub use tally::{Tag, Tally};

use crate::refusal::Refusal;

/// How a measure goes on in the other plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// 同じ: goes on as it is, under whatever name or number.
    Same,
    /// 移動: goes on under another policy.
    Moved,
    /// 統合: goes on together with others.
    Merged,
    /// 分割: goes on as several.
    Split,
    /// 終了: does not go on.
    Ended,
    /// 新規: a measure of the newer plan that none of the older goes on in.
    New,
}

impl Relation {
    /// Every relation.
    pub const ALL: [Relation; 6] =
        [Relation::Same, Relation::Moved, Relation::Merged, Relation::Split, Relation::Ended, Relation::New];

    /// The stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Relation::Same => "same",
            Relation::Moved => "moved",
            Relation::Merged => "merged",
            Relation::Split => "split",
            Relation::Ended => "ended",
            Relation::New => "new",
        }
    }

    /// Reads a stored code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|relation| relation.code() == code)
    }

    /// The word that staff use.
    pub const fn label(self) -> &'static str {
        match self {
            Relation::Same => "同じ",
            Relation::Moved => "移動",
            Relation::Merged => "統合",
            Relation::Split => "分割",
            Relation::Ended => "終了",
            Relation::New => "新規",
        }
    }

    /// One measure goes on as one, and nothing else goes into that one.
    const fn is_alone(self) -> bool {
        matches!(self, Relation::Same | Relation::Moved)
    }
}

/// A measure of the newer plan in which one of the older goes on. It may stand in a part that is not taken in yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Its code in the newer plan.
    pub code: String,
    /// Its cases are counted here in the older tree, where several measures went into it.
    pub home: bool,
}

/// How one measure goes on. Its subject is a measure of the older plan; of [`Relation::New`] one of the newer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Code of the measure it is about.
    pub subject: String,
    /// How it goes on.
    pub relation: Relation,
    /// Where; the primary one first.
    pub targets: Vec<Target>,
    /// A person decided it; what is only proposed moves no figure.
    pub decided: bool,
}

impl Row {
    /// The first target: where cases that were not tagged again are counted.
    pub fn primary(&self) -> Option<&str> {
        self.targets.first().map(|target| target.code.as_str())
    }

    fn leads_to(&self, code: &str) -> bool {
        self.targets.iter().any(|target| target.code == code)
    }

    /// Tests that the number of targets fits the relation and that each has a code of a measure, once.
    ///
    /// # Errors
    /// [`Refusal::CrosswalkTargets`], [`Refusal::UnknownCode`].
    pub fn check(&self) -> Result<(), Refusal> {
        let fits = match self.relation {
            Relation::Same | Relation::Moved | Relation::Merged => self.targets.len() == 1,
            Relation::Split => self.targets.len() >= 2,
            Relation::Ended | Relation::New => self.targets.is_empty(),
        };
        if !fits {
            return Err(Refusal::CrosswalkTargets { relation: self.relation });
        }
        for (place, target) in self.targets.iter().enumerate() {
            let is_code = target.code.len() == 4 && target.code.bytes().all(|b| b.is_ascii_alphanumeric());
            if !is_code || self.targets.iter().take(place).any(|other| other.code == target.code) {
                return Err(Refusal::UnknownCode(target.code.clone()));
            }
        }
        Ok(())
    }
}

/// Where a case stands in a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Under the measure of this code, which may stand in a part that is not taken in yet.
    Measure(String),
    /// 読替え未定: nobody has decided.
    Undecided,
    /// 終了した施策: it does not go on in the newer plan.
    Ended,
    /// 新しい施策: the older plan had nothing like it.
    New,
}

/// The crosswalk between two plans, by their codes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Crosswalk {
    /// Code of the older plan.
    pub older: String,
    /// Code of the newer plan.
    pub newer: String,
    /// How each measure goes on.
    pub rows: Vec<Row>,
}

impl Crosswalk {
    /// Where a measure of the older plan stands in the newer tree.
    pub fn forward(&self, code: &str) -> Place {
        let row = self.rows.iter().find(|row| row.decided && row.relation != Relation::New && row.subject == code);
        match row.map(|row| (row.relation, row.primary())) {
            Some((_, Some(target))) => Place::Measure(target.to_owned()),
            Some((_, None)) => Place::Ended,
            None => Place::Undecided,
        }
    }

    /// Where a measure of the newer plan stands in the older tree: in the one that goes on in it; of several, in the one
    /// that was named for it, else the first.
    pub fn back(&self, code: &str) -> Place {
        let mut sources = self.sources(code);
        let first = sources.next();
        let named = self.sources(code).find(|row| row.targets.iter().any(|t| t.home && t.code == code));
        match named.or(first) {
            Some(row) => Place::Measure(row.subject.clone()),
            None if self.rows.iter().any(|r| r.decided && r.relation == Relation::New && r.subject == code) => {
                Place::New
            }
            None => Place::Undecided,
        }
    }

    fn sources(&self, code: &str) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(move |row| row.decided && row.leads_to(code))
    }

    /// The one measure of the newer plan that a measure of the older is beyond doubt: it is not split.
    fn certain_forward(&self, code: &str) -> Option<String> {
        let row = self.rows.iter().find(|row| row.decided && row.relation != Relation::New && row.subject == code)?;
        if row.targets.len() == 1 { row.primary().map(str::to_owned) } else { None }
    }

    /// The one measure of the older plan from which a measure of the newer came, if it is one.
    fn certain_back(&self, code: &str) -> Option<String> {
        let mut sources = self.sources(code);
        let one = sources.next()?;
        sources.next().is_none().then(|| one.subject.clone())
    }

    /// Tests a row against what is decided about others: what goes on alone leaves no room for a second one.
    ///
    /// # Errors
    /// What [`Row::check`] says; [`Refusal::CrosswalkTaken`].
    pub fn fits(&self, row: &Row) -> Result<(), Refusal> {
        row.check()?;
        let others = self.rows.iter().filter(|other| other.decided && other.relation != Relation::New);
        for other in others.filter(|other| other.subject != row.subject || row.relation == Relation::New) {
            let shared = row.targets.iter().find(|target| other.leads_to(&target.code));
            let alone = row.relation.is_alone() || other.relation.is_alone();
            if let Some(target) = shared.filter(|_| alone) {
                let (target, other) = (target.code.clone(), other.subject.clone());
                return Err(Refusal::CrosswalkTaken { target, other });
            }
            if row.relation == Relation::New && other.leads_to(&row.subject) {
                let (target, other) = (row.subject.clone(), other.subject.clone());
                return Err(Refusal::CrosswalkTaken { target, other });
            }
        }
        Ok(())
    }

    /// Those of the newer plan's measures that no row leads to: new ones, as long as nothing else is said.
    pub fn newcomers<'a>(&self, newer: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
        newer.into_iter().filter(|code| !self.rows.iter().any(|row| row.leads_to(code))).collect()
    }
}

/// All crosswalks of the city. Plans that have none between them are met by way of others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Crosswalks(Vec<Crosswalk>);

impl Crosswalks {
    /// The city's crosswalks.
    pub fn new(all: Vec<Crosswalk>) -> Self {
        Crosswalks(all)
    }

    /// Where a case with this measure of `plan` stands in the tree of `tree`.
    pub fn place(&self, plan: &str, code: &str, tree: &str) -> Place {
        let Some(way) = self.way(plan, tree) else { return Place::Undecided };
        let mut place = Place::Measure(code.to_owned());
        for (crosswalk, forward) in way {
            place = match place {
                Place::Measure(code) if forward => crosswalk.forward(&code),
                Place::Measure(code) => crosswalk.back(&code),
                Place::Undecided | Place::Ended | Place::New => return place,
            };
        }
        place
    }

    /// The measure of `tree` that a measure of `plan` is beyond doubt.
    pub fn certain(&self, plan: &str, code: &str, tree: &str) -> Option<String> {
        let step = |code: String, (crosswalk, forward): (&Crosswalk, bool)| {
            if forward { crosswalk.certain_forward(&code) } else { crosswalk.certain_back(&code) }
        };
        self.way(plan, tree)?.into_iter().try_fold(code.to_owned(), step)
    }

    /// The shortest way between two plans, each step with its direction (true: towards the newer); `None`: there is none.
    fn way(&self, plan: &str, tree: &str) -> Option<Vec<(&Crosswalk, bool)>> {
        let mut came: BTreeMap<&str, Option<(&Crosswalk, bool)>> = BTreeMap::from([(plan, None)]);
        let mut waiting = VecDeque::from([plan]);
        while let Some(here) = waiting.pop_front().filter(|here| *here != tree) {
            for crosswalk in &self.0 {
                for (next, forward) in [(&crosswalk.newer, true), (&crosswalk.older, false)] {
                    let from = if forward { &crosswalk.older } else { &crosswalk.newer };
                    if from == here && !came.contains_key(next.as_str()) {
                        came.insert(next, Some((crosswalk, forward)));
                        waiting.push_back(next);
                    }
                }
            }
        }
        let mut way = Vec::new();
        let mut here = tree;
        while let Some((crosswalk, forward)) = *came.get(here)? {
            way.push((crosswalk, forward));
            here = if forward { &crosswalk.older } else { &crosswalk.newer };
        }
        way.reverse();
        Some(way)
    }
}

#[cfg(test)]
mod tests;
