//! How many cases stand where in a plan's tree? Every case is counted once, in exactly one place.

use std::collections::BTreeMap;

use super::{Crosswalks, Place};

/// What was decided about a case's measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag<'a> {
    /// 未決定
    Open,
    /// 計画に該当なし
    Outside,
    /// The primary measure.
    Measure {
        /// Code of its plan.
        plan: &'a str,
        /// Its code.
        code: &'a str,
    },
}

/// Cases in a plan's tree.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// By measure; codes of parts that are not taken in yet stand here too.
    pub measures: BTreeMap<String, u64>,
    /// 未決定
    pub open: u64,
    /// 計画に該当なし
    pub outside: u64,
    /// 読替え未定: of another plan, and nobody decided where it goes on.
    pub undecided: u64,
    /// 終了した施策
    pub ended: u64,
    /// 新しい施策: of a newer plan, and this one had nothing like it.
    pub new: u64,
}

impl Tally {
    /// Reads counted cases of any plans in the tree of one.
    pub fn of<'a>(tree: &str, cases: impl IntoIterator<Item = (Tag<'a>, u64)>, crosswalks: &Crosswalks) -> Self {
        let mut tally = Tally::default();
        for (tag, n) in cases {
            match tag {
                Tag::Open => tally.open += n,
                Tag::Outside => tally.outside += n,
                Tag::Measure { plan, code } => match crosswalks.place(plan, code, tree) {
                    Place::Measure(code) => *tally.measures.entry(code).or_default() += n,
                    Place::Undecided => tally.undecided += n,
                    Place::Ended => tally.ended += n,
                    Place::New => tally.new += n,
                },
            }
        }
        tally
    }

    /// Cases under one measure.
    pub fn under(&self, code: &str) -> u64 {
        self.measures.get(code).copied().unwrap_or(0)
    }

    /// All cases: the same in every tree.
    pub fn total(&self) -> u64 {
        self.measures.values().sum::<u64>() + self.open + self.outside + self.undecided + self.ended + self.new
    }
}
