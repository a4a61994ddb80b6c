//! Which texts were read a moment ago? A letter is read when it comes, again when somebody opens it before its suggestion is
//! stored, and again when what was decided of it is learned from: reading is the dearest step of a suggestion.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

/// So many texts are remembered, some 5 KB each; nothing of them is written anywhere.
const TEXTS: usize = 256;

/// Texts with what they mean, the newest first.
#[derive(Debug, Default)]
pub(super) struct Kept(Mutex<VecDeque<(String, Arc<[f32]>)>>);

impl Kept {
    /// What is remembered of a text, or what `read` says, which is remembered in place of the oldest.
    pub(super) fn or_read(&self, text: &str, read: impl FnOnce(&str) -> Arc<[f32]>) -> Arc<[f32]> {
        if let Some(meaning) = self.find(text) {
            return meaning;
        }
        // Nobody waits for another's text while it is read.
        let meaning = read(text);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.truncate(TEXTS - 1);
        kept.push_front((text.to_owned(), Arc::clone(&meaning)));
        meaning
    }

    fn find(&self, text: &str) -> Option<Arc<[f32]>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(known, _)| known == text).map(|(_, meaning)| Arc::clone(meaning))
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn a_text_is_read_once_and_the_oldest_is_forgotten() {
        let (kept, times) = (Kept::default(), Cell::new(0));
        let read = |text: &str| {
            kept.or_read(text, |text| {
                times.set(times.get() + 1);
                [text.len() as f32].into()
            })
        };
        assert_eq!((&*read("道路"), &*read("公園の水"), &*read("道路")), (&[6.0][..], &[12.0][..], &[6.0][..]));
        assert_eq!(times.get(), 2);
        (0..TEXTS).for_each(|n| drop(read(&n.to_string())));
        let before = times.get();
        read(&(TEXTS - 1).to_string());
        assert_eq!(times.get(), before, "the newest are remembered");
        read("道路");
        assert_eq!(times.get(), before + 1, "the oldest is not");
    }
}
