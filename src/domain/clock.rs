//! Time and randomness as parameters: nothing in the program asks the system by itself.

use chrono::{DateTime, DurationRound, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now, UTC, whole milliseconds (what both databases keep).
    fn now(&self) -> DateTime<Utc>;

    /// Today in Asia/Tokyo; Japan has no summer time, but the zone table decides, not we.
    fn today(&self) -> NaiveDate {
        civil_date(self.now())
    }
}

/// Gives random bytes for keys, tokens and secrets.
pub trait Ids: Send + Sync {
    /// Fills the buffer.
    fn fill(&self, bytes: &mut [u8]);
}

/// The civil date of a moment in Asia/Tokyo.
pub fn civil_date(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&chrono_tz::Asia::Tokyo).date_naive()
}

/// The first moment of a civil date in Asia/Tokyo: for what only has a day.
#[must_use]
pub fn day_begins(on: NaiveDate) -> DateTime<Utc> {
    moment(on, NaiveTime::MIN)
}

/// The moment of a civil date and time in Asia/Tokyo.
#[must_use]
pub fn moment(on: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
    let local = on.and_time(time);
    // Japan has had no summer time since 1951; a time that never was is taken as UTC's.
    chrono_tz::Asia::Tokyo
        .from_local_datetime(&local)
        .earliest()
        .map_or_else(|| local.and_utc(), |at| at.with_timezone(&Utc))
}

/// Cuts a moment to whole milliseconds: SQLite would keep nanoseconds, PostgreSQL microseconds.
pub fn whole_millis(at: DateTime<Utc>) -> DateTime<Utc> {
    at.duration_trunc(TimeDelta::milliseconds(1)).unwrap_or(at)
}
