//! Who acts, when, and with what: the context of every use case.

use std::sync::{Arc, RwLock};

use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{
    access::Actor,
    clock::{Clock, Ids, civil_date},
    id::PublicKey,
};
use kocho_store::{Db, Reader, Tx};

use crate::{City, Error, Keys, malware::Scanner, ocr::Ocr};

/// Everything that the program holds while it runs.
pub struct House {
    db: Db,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    keys: Keys,
    city: RwLock<Arc<City>>,
    /// Demo city: every page says so.
    pub demo: bool,
    /// The address under which residents reach the service, without a slash at the end.
    pub public_url: String,
    /// Mails come in: the address whose plus-addresses belong to one voice each; empty when answers cannot be told by
    /// their address. `None`: no mails come in.
    pub mail_address: Option<String>,
    /// argon2 with the cheapest parameters; tests only.
    pub cheap_passwords: bool,
    /// Pages of the office are also handed over as PDF files.
    pub papers: bool,
    pub(crate) scanner: Option<Scanner>,
    pub(crate) ocr: Option<Ocr>,
    wake: tokio::sync::Notify,
    pub(crate) queue_counts: crate::desk::KeptCounts,
    pub(crate) sessions: crate::session::KeptSessions,
    pub(crate) floods: crate::desk::KeptFloods,
    pub(crate) pages: crate::desk::KeptPages,
    pub(crate) office: crate::office::KeptOffice,
    pub(crate) sheets: crate::survey_result::kept::KeptSheets,
    pub(crate) marks: crate::answering::Marks,
    /// Pictures are worked on one after the other: a large one takes a hundred megabytes while it is open.
    pub(crate) easel: tokio::sync::Semaphore,
}

/// What a house is built from.
pub struct Parts {
    /// The open database, migrated and filled.
    pub db: Db,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Gives randomness.
    pub ids: Arc<dyn Ids>,
    /// The installation's secrets.
    pub keys: Keys,
    /// Demo city.
    pub demo: bool,
    /// Address for residents.
    pub public_url: String,
    /// The address of mails that come in; see [`House::mail_address`].
    pub mail_address: Option<String>,
    /// Cheap passwords for tests.
    pub cheap_passwords: bool,
    /// Pages are also handed over as PDF files.
    pub papers: bool,
    /// Who searches files for malware.
    pub scanner: Option<Scanner>,
    /// Who guesses what stands on pictures of slips.
    pub ocr: Option<Ocr>,
    /// Suggestions also ask what a letter means.
    pub encoder: bool,
}

impl House {
    /// Builds the house: reads the city from the database.
    ///
    /// # Errors
    /// When the database is empty or a rule cannot be read.
    pub async fn build(parts: Parts) -> Result<Arc<Self>, Error> {
        let city = City::read(&parts.db.reader(), parts.clock.today(), parts.encoder, None).await?;
        Ok(Arc::new(House {
            db: parts.db,
            clock: parts.clock,
            ids: parts.ids,
            keys: parts.keys,
            city: RwLock::new(Arc::new(city)),
            demo: parts.demo,
            public_url: parts.public_url,
            mail_address: parts.mail_address,
            cheap_passwords: parts.cheap_passwords,
            papers: parts.papers,
            scanner: parts.scanner,
            ocr: parts.ocr,
            wake: tokio::sync::Notify::new(),
            queue_counts: crate::desk::KeptCounts::default(),
            sessions: crate::session::KeptSessions::default(),
            floods: crate::desk::KeptFloods::default(),
            pages: crate::desk::KeptPages::of(crate::desk::PAGES),
            office: crate::office::KeptOffice::default(),
            sheets: crate::survey_result::kept::KeptSheets::default(),
            marks: crate::answering::Marks::default(),
            easel: tokio::sync::Semaphore::new(1),
        }))
    }

    /// A context for one use case.
    pub fn cx(self: &Arc<Self>, actor: Actor) -> Cx {
        Cx { house: Arc::clone(self), city: self.city(), actor, now: self.clock.now() }
    }

    /// The city at this moment.
    pub fn city(&self) -> Arc<City> {
        Arc::clone(&self.city.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// Reads the city again after rules, sections or plan changed.
    ///
    /// # Errors
    /// When a rule cannot be read; the old city stays.
    pub async fn refresh(&self) -> Result<(), Error> {
        let before = self.city();
        let city = City::read(&self.db.reader(), self.clock.today(), before.encoder, Some(&before)).await?;
        *self.city.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(city);
        Ok(())
    }

    /// The database, for the front door's own errands (closing, benchmarks).
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// The installation's secrets.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// Tells the worker that something waits.
    pub fn wake_worker(&self) {
        self.wake.notify_one();
    }

    /// Waits until something is queued.
    pub async fn woken(&self) {
        self.wake.notified().await;
    }
}

/// Who acts, when, and with what.
#[derive(Clone)]
pub struct Cx {
    /// The house.
    pub house: Arc<House>,
    /// The city at the beginning of this use case.
    pub city: Arc<City>,
    /// Who acts.
    pub actor: Actor,
    now: DateTime<Utc>,
}

impl Cx {
    /// The moment of this use case.
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// Its civil date in Japan.
    pub fn today(&self) -> NaiveDate {
        civil_date(self.now)
    }

    /// Begins the use case's transaction.
    pub(crate) async fn begin(&self) -> Result<Tx, Error> {
        Ok(self.house.db.begin(&self.actor, self.now).await?)
    }

    /// Reads outside a transaction.
    pub(crate) fn reader(&self) -> Reader<'_> {
        self.house.db.reader()
    }

    /// The installation's secrets.
    pub(crate) fn keys(&self) -> &Keys {
        &self.house.keys
    }

    /// A fresh public key.
    pub(crate) fn new_key(&self) -> PublicKey {
        let mut bytes = [0; 17];
        self.house.ids.fill(&mut bytes);
        PublicKey::from_random(bytes)
    }

    /// 256 random bits.
    pub(crate) fn random(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        self.house.ids.fill(&mut bytes);
        bytes
    }

    /// A fresh token for a session or form: 160 random bits.
    pub fn new_token(&self) -> String {
        let mut bytes = [0; 20];
        self.house.ids.fill(&mut bytes);
        data_encoding::BASE32_NOPAD.encode(&bytes).to_ascii_lowercase()
    }
}
