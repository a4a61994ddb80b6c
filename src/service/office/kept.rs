//! Figures over many cases, kept so that no page counts them anew each time.
//!
//! In a small city they are read in a few milliseconds: they hold like everything in [`crate::kept`], until something is
//! committed and two seconds at most. Where so many were counted that the reading takes longer, they hold a minute; after
//! that whoever asks still gets them at once, and they are read again behind their back. The pages say when they were read.
//! Only one reads at a time.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};

use crate::{Cx, Error};

/// From so many counted cases on figures are kept longer.
const MANY: u64 = 2_000;
/// How long they hold then, and how long they may be shown while they are read again.
const LONG: TimeDelta = TimeDelta::seconds(60);
const STALE: TimeDelta = TimeDelta::seconds(600);
/// How long figures hold otherwise, while nothing is committed.
const SHORT: TimeDelta = TimeDelta::seconds(2);
/// Things that are kept; beyond it all are forgotten and read again.
const THINGS: usize = 200;

/// Figures by what they are asked for.
pub(crate) struct KeptFigures<K, V>(Arc<Inner<K, V>>);

struct Inner<K, V> {
    kept: Mutex<HashMap<K, Read<V>>>,
    reading: tokio::sync::Mutex<()>,
}

#[derive(Clone)]
struct Read<V> {
    at: DateTime<Utc>,
    commits: u64,
    counted: u64,
    value: V,
}

/// What figures are still good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Good {
    /// They hold.
    Yes,
    /// They may be shown while they are read again.
    ForNow,
    /// They are forgotten.
    No,
}

impl<V> Read<V> {
    fn good(&self, now: DateTime<Utc>, commits: u64) -> Good {
        // Pages that began while these were read may take them too.
        let age = (now - self.at).abs();
        match self.counted >= MANY {
            true if age < LONG => Good::Yes,
            true if age < STALE => Good::ForNow,
            false if age < SHORT && self.commits == commits => Good::Yes,
            true | false => Good::No,
        }
    }
}

impl<K, V> Default for KeptFigures<K, V> {
    fn default() -> Self {
        KeptFigures(Arc::new(Inner { kept: Mutex::default(), reading: tokio::sync::Mutex::default() }))
    }
}

impl<K, V> KeptFigures<K, V>
where
    K: Eq + Hash + Send + 'static,
    V: Clone + Send + 'static,
{
    /// What was kept, or what `read` gives: the figures and over how many cases they were counted.
    ///
    /// # Errors
    /// What `read` says.
    pub(crate) async fn or_read<F>(&self, cx: &Cx, key: K, read: impl FnOnce(Cx) -> F) -> Result<V, Error>
    where
        F: Future<Output = Result<(V, u64), Error>> + Send + 'static,
    {
        match self.0.find(cx, &key) {
            Some((value, Good::ForNow)) => {
                self.0.read_behind(cx.clone(), key, read(cx.clone()));
                return Ok(value);
            }
            Some((value, _)) => return Ok(value),
            None => {}
        }
        let _alone = self.0.reading.lock().await;
        if let Some((value, _)) = self.0.find(cx, &key) {
            return Ok(value);
        }
        self.0.read(cx, key, read(cx.clone())).await
    }
}

impl<K, V> Inner<K, V>
where
    K: Eq + Hash + Send + 'static,
    V: Clone + Send + 'static,
{
    fn find(&self, cx: &Cx, key: &K) -> Option<(V, Good)> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let read = kept.get(key)?;
        let good = read.good(cx.now(), cx.house.db().commits());
        (good != Good::No).then(|| (read.value.clone(), good))
    }

    async fn read(&self, cx: &Cx, key: K, read: impl Future<Output = Result<(V, u64), Error>>) -> Result<V, Error> {
        let commits = cx.house.db().commits();
        let (value, counted) = read.await?;
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= THINGS {
            kept.clear();
        }
        kept.insert(key, Read { at: cx.now(), commits, counted, value: value.clone() });
        Ok(value)
    }

    /// Reads while nobody waits; not when somebody reads already.
    fn read_behind(
        self: &Arc<Self>,
        cx: Cx,
        key: K,
        read: impl Future<Output = Result<(V, u64), Error>> + Send + 'static,
    ) {
        let inner = Arc::clone(self);
        tokio::spawn(async move {
            let Ok(_alone) = inner.reading.try_lock() else { return };
            if let Err(error) = inner.read(&cx, key, read).await {
                tracing::warn!(%error, "figures of the office could not be read again");
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_hold_until_a_commit_and_many_for_a_minute_and_are_shown_while_they_are_read_again() {
        let at = DateTime::<Utc>::UNIX_EPOCH;
        let read = |counted| Read { at, commits: 7, counted, value: () };
        for (counted, seconds, commits, good) in [
            (MANY - 1, 1, 7, Good::Yes),
            (MANY - 1, 1, 8, Good::No),
            (MANY - 1, 2, 7, Good::No),
            (MANY, 59, 900, Good::Yes),
            (MANY, 60, 7, Good::ForNow),
            (MANY, 600, 7, Good::No),
        ] {
            assert_eq!(read(counted).good(at + TimeDelta::seconds(seconds), commits), good, "{counted} {seconds}");
        }
    }
}
