//! A clock that stands still until a story moves it, and randomness that repeats.

use std::sync::{
    Mutex,
    atomic::{AtomicU64, Ordering},
};

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use kocho_domain::clock::{Clock, Ids};

/// Stands still until moved.
pub(crate) struct TestClock(Mutex<DateTime<Utc>>);

impl TestClock {
    /// Wednesday 22 April 2026, 10:00 in Japan.
    pub(crate) fn new() -> Self {
        TestClock(Mutex::new(Utc.with_ymd_and_hms(2026, 4, 22, 1, 0, 0).unwrap()))
    }

    pub(crate) fn set(&self, to: DateTime<Utc>) {
        *self.0.lock().unwrap() = to;
    }

    pub(crate) fn pass(&self, time: TimeDelta) {
        *self.0.lock().unwrap() += time;
    }
}

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

/// Counts instead of drawing; every value is different and every run the same.
#[derive(Default)]
pub(crate) struct SeededIds(AtomicU64);

impl Ids for SeededIds {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            // A multiplication by an odd number spreads the counter over all bits without repeating one.
            let n = self.0.fetch_add(1, Ordering::Relaxed).wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            chunk.copy_from_slice(&n.to_be_bytes()[..chunk.len()]);
        }
    }
}
