//! Originals with their personal details as ●, kept by their text: the same letters stand on the office's pages all morning, and
//! looking for personal details in one takes as long as all the rest of its line.
//!
//! Only masked texts are kept, under the hash of the original. When so many are kept that nobody asked for lately, they go.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use crate::{desk::masked, keys::sha256};

/// Texts of one generation; two are kept.
const TEXTS: usize = 800;
/// From so many new texts on they are shared out among the machine's processors.
const MANY: usize = 32;
/// The most threads for that.
const THREADS: usize = 4;

/// Masked texts by the hash of their original.
#[derive(Default)]
pub(crate) struct KeptMasks(Mutex<Generations>);

#[derive(Default)]
struct Generations {
    young: HashMap<String, Arc<str>>,
    old: HashMap<String, Arc<str>>,
}

impl Generations {
    fn find(&mut self, hash: &str) -> Option<Arc<str>> {
        if let Some(text) = self.young.get(hash) {
            return Some(Arc::clone(text));
        }
        let text = self.old.remove(hash)?;
        self.keep(hash.to_owned(), Arc::clone(&text));
        Some(text)
    }

    fn keep(&mut self, hash: String, text: Arc<str>) {
        if self.young.len() >= TEXTS {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(hash, text);
    }
}

impl KeptMasks {
    /// The text with personal details as ●.
    pub(crate) fn of(&self, text: &str) -> Arc<str> {
        let hash = sha256(text.as_bytes());
        if let Some(known) = self.lock().find(&hash) {
            return known;
        }
        // Nobody else waits while this one is looked through.
        let text: Arc<str> = masked(text).into();
        self.lock().keep(hash, Arc::clone(&text));
        text
    }

    /// Several texts in their order; many new ones are looked through side by side.
    pub(crate) fn of_all(&self, texts: &[String]) -> Vec<Arc<str>> {
        let mut seen = HashSet::new();
        let new: Vec<&String> = {
            let mut kept = self.lock();
            let is_new = |text: &&String| kept.find(&sha256(text.as_bytes())).is_none();
            texts.iter().filter(is_new).filter(|text| seen.insert(text.as_str())).collect()
        };
        if new.len() >= MANY {
            let threads = thread::available_parallelism().map_or(1, usize::from).min(THREADS);
            thread::scope(|scope| {
                for some in new.chunks(new.len().div_ceil(threads)) {
                    scope.spawn(move || some.iter().for_each(|text| drop(self.of(text))));
                }
            });
        }
        texts.iter().map(|text| self.of(text)).collect()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Generations> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_masked_once_and_what_nobody_asks_for_goes() {
        let kept = KeptMasks::default();
        let first = kept.of("電話は0299-00-0000です。");
        assert_eq!(&*first, masked("電話は0299-00-0000です。"));
        assert!(Arc::ptr_eq(&first, &kept.of("電話は0299-00-0000です。")), "it was looked through twice");
        let others: Vec<String> = (0..2 * TEXTS).map(|n| format!("その{n}")).collect();
        // In the middle somebody asks again: it stays.
        kept.of_all(&others[..TEXTS]);
        assert!(Arc::ptr_eq(&first, &kept.of("電話は0299-00-0000です。")));
        kept.of_all(&others);
        kept.of_all(&others);
        assert!(!Arc::ptr_eq(&first, &kept.of("電話は0299-00-0000です。")), "it was kept for ever");
        let lock = kept.lock();
        assert!(lock.young.len() <= TEXTS && lock.old.len() <= TEXTS);
    }

    #[test]
    fn many_texts_keep_their_order() {
        let kept = KeptMasks::default();
        let texts: Vec<String> = (0..3 * MANY).map(|n| format!("{}番の声。電話0299-00-{n:04}", n % 40)).collect();
        let found = kept.of_all(&texts);
        assert!(texts.iter().zip(&found).all(|(text, found)| masked(text) == **found));
    }
}
