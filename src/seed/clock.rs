//! What time is it in the demo's story? A clock that stands until somebody sets it.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Utc};
use kocho_domain::clock::Clock;

/// A clock that is set by hand.
#[derive(Debug)]
pub struct SteppedClock(AtomicI64);

impl SteppedClock {
    /// A clock that stands at this moment.
    pub fn at(moment: DateTime<Utc>) -> Self {
        SteppedClock(AtomicI64::new(moment.timestamp_millis()))
    }

    /// Sets it; back as well as forth.
    pub fn set(&self, moment: DateTime<Utc>) {
        self.0.store(moment.timestamp_millis(), Ordering::Relaxed);
    }
}

impl Clock for SteppedClock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0.load(Ordering::Relaxed)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_tells_the_moment_it_was_set_to() {
        let (first, second) = ("2026-04-03T09:40:00Z".parse().unwrap(), "2026-04-06T01:00:00Z".parse().unwrap());
        let clock = SteppedClock::at(first);
        assert_eq!(clock.now(), first);
        clock.set(second);
        assert_eq!(clock.now(), second);
    }
}
