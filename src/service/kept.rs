//! What was read a moment ago and cannot have changed since: it stands until this process commits anything, and for two
//! seconds at most, because other servers commit too.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Mutex, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};

use crate::Cx;

/// How long something may be shown that another server may have changed.
const KEPT: TimeDelta = TimeDelta::seconds(2);
/// Things that are kept when nothing else is said.
const THINGS: usize = 1_000;

/// Things by what they are asked for.
pub(crate) struct Kept<K, V> {
    things: Mutex<HashMap<K, Read<V>>>,
    /// So many at most; beyond it all are forgotten and read again.
    most: usize,
}

struct Read<V> {
    moment: Moment,
    value: V,
}

/// When something was read: taken before reading, because what is committed meanwhile makes it old.
#[derive(Clone, Copy)]
pub(crate) struct Moment {
    at: DateTime<Utc>,
    commits: u64,
}

impl Moment {
    pub(crate) fn of(cx: &Cx) -> Self {
        Moment { at: cx.now(), commits: cx.house.db().commits() }
    }

    fn still_holds(self, now: Moment) -> bool {
        let age = now.at - self.at;
        self.commits == now.commits && age >= TimeDelta::zero() && age < KEPT
    }
}

impl<K, V> Default for Kept<K, V> {
    fn default() -> Self {
        Kept::of(THINGS)
    }
}

impl<K, V> Kept<K, V> {
    /// Keeps so many things at most.
    pub(crate) fn of(most: usize) -> Self {
        Kept { things: Mutex::new(HashMap::new()), most }
    }
}

impl<K: Eq + Hash, V: Clone> Kept<K, V> {
    /// What was kept, while it holds.
    pub(crate) fn find(&self, key: &K, now: Moment) -> Option<V> {
        let things = self.things.lock().unwrap_or_else(PoisonError::into_inner);
        things.get(key).filter(|read| read.moment.still_holds(now)).map(|read| read.value.clone())
    }

    /// Keeps what was read at a moment.
    pub(crate) fn keep(&self, key: K, moment: Moment, value: V) {
        let mut things = self.things.lock().unwrap_or_else(PoisonError::into_inner);
        if things.len() >= self.most {
            things.clear();
        }
        things.insert(key, Read { moment, value });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_holds_until_a_commit_and_two_seconds_at_most() {
        let kept = Kept::default();
        let moment = |milliseconds, commits| Moment {
            at: DateTime::UNIX_EPOCH + TimeDelta::milliseconds(milliseconds),
            commits,
        };
        kept.keep("a", moment(1_000, 7), 5);
        for (now, found) in [
            (moment(1_000, 7), Some(5)),
            (moment(2_999, 7), Some(5)),
            (moment(3_000, 7), None),
            (moment(999, 7), None),
            (moment(1_001, 8), None),
        ] {
            assert_eq!(kept.find(&"a", now), found);
        }
        assert_eq!(kept.find(&"b", moment(1_000, 7)), None);
    }

    #[test]
    fn no_more_is_kept_than_was_said() {
        let kept = Kept::of(2);
        let moment = Moment { at: DateTime::UNIX_EPOCH, commits: 1 };
        for thing in ["a", "b"] {
            kept.keep(thing, moment, thing.len());
        }
        assert_eq!((kept.find(&"a", moment), kept.find(&"b", moment)), (Some(1), Some(1)));
        kept.keep("c", moment, 3);
        assert_eq!((kept.find(&"a", moment), kept.find(&"c", moment)), (None, Some(3)));
    }
}
