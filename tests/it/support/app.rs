//! The program in a test: fixed clock, repeating randomness, mail in memory, cheap passwords.

use std::sync::{Arc, Mutex};

use axum::Router;
use chrono::{NaiveDate, TimeDelta};
use kocho_domain::{
    access::{Actor, Role},
    clock::Clock,
    id::SectionId,
    story::{AuditEvent, Story},
};
use kocho_service::{
    House, Keys, Parts,
    mail_in::{Arrived, Taken, take},
    malware::Scanner,
    ocr::Ocr,
};
use kocho_store::{
    Db,
    staff::{HeldRole, NewAccount},
};
use kocho_web::AppState;
use kocho_worker::Mailer;

use super::{
    Visitor,
    clock::{SeededIds, TestClock},
    database::TestDatabase,
    log,
};

/// The password of everybody in the stories.
pub(crate) const PASSWORD: &str = "correct-horse-battery";

/// The program.
pub(crate) struct TestApp {
    pub(crate) house: Arc<House>,
    pub(crate) clock: Arc<TestClock>,
    pub(crate) mailer: Arc<Mailer>,
    router: Router,
    state: AppState,
    database: TestDatabase,
    planted: Mutex<Vec<String>>,
    may_leave_work: Mutex<bool>,
}

/// What is installed beside the program.
#[derive(Default)]
pub(crate) struct Beside {
    pub(crate) scanner: Option<Scanner>,
    pub(crate) ocr: Option<Ocr>,
}

async fn build(db: Db, clock: &Arc<TestClock>, beside: Beside) -> Arc<House> {
    let parts = Parts {
        db,
        clock: Arc::clone(clock) as Arc<dyn Clock>,
        ids: Arc::new(SeededIds::default()),
        keys: Keys::new([42; 32]),
        demo: false,
        public_url: "http://kocho.test".into(),
        mail_address: Some("kocho@city.example.jp".into()),
        cheap_passwords: true,
        papers: cfg!(feature = "pdf"),
        scanner: beside.scanner,
        ocr: beside.ocr,
        // It would take most of the time of stories that take in hundreds of voices.
        encoder: false,
    };
    House::build(parts).await.unwrap()
}

impl Drop for TestApp {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        log::must_not_know(&self.planted.lock().unwrap());
        assert!(
            *self.may_leave_work.lock().unwrap(),
            "a story ends with `finish()`, which looks for jobs and mails left behind"
        );
    }
}

impl TestApp {
    /// Starts over a fresh, filled database.
    pub(crate) async fn start() -> Self {
        Self::start_beside(Beside::default()).await
    }

    /// Starts beside other programs.
    pub(crate) async fn start_beside(beside: Beside) -> Self {
        log::keep();
        kocho_web::load_texts().unwrap();
        let database = TestDatabase::new().await;
        let clock = Arc::new(TestClock::new());
        let house = build(database.db.clone(), &clock, beside).await;
        let mails = kocho_worker::mail_samples(house.city().rules.city(), false).unwrap();
        let state = AppState::new(Arc::clone(&house), None).with_mails(mails);
        TestApp {
            router: kocho_web::router(state.clone()),
            state,
            house,
            clock,
            mailer: Arc::new(Mailer::memory()),
            database,
            planted: Mutex::default(),
            may_leave_work: Mutex::new(false),
        }
    }

    /// Another server over the same database: it knows only what stands there.
    pub(crate) async fn another_house(&self) -> Arc<House> {
        build(self.database.again().await, &self.clock, Beside::default()).await
    }

    /// Ends a story: nothing may be left to do.
    pub(crate) async fn finish(self) {
        let reader = self.database.db.reader();
        let jobs = kocho_store::job::pending(&reader).await.unwrap();
        let mails = kocho_store::outbox::pending(&reader).await.unwrap();
        assert_eq!((jobs, mails), (0, 0), "jobs and mails left behind");
        *self.may_leave_work.lock().unwrap() = true;
    }

    /// Ends a story that leaves work on purpose.
    pub(crate) fn leave(self) {
        *self.may_leave_work.lock().unwrap() = true;
    }

    pub(crate) fn router(&self) -> Router {
        self.router.clone()
    }

    pub(crate) fn doors(&self) -> Vec<kocho_web::Door> {
        kocho_web::doors(&self.state)
    }

    /// A value that must never be logged.
    pub(crate) fn plant(&self, value: &str) -> String {
        self.planted.lock().unwrap().push(value.to_owned());
        value.to_owned()
    }

    /// A resident with a browser of their own.
    pub(crate) fn resident(&self) -> Visitor<'_> {
        Visitor::new(self)
    }

    pub(crate) fn section(&self, name: &str) -> SectionId {
        self.house.city().sections.iter().find(|s| s.name == name).unwrap_or_else(|| panic!("no section {name}")).id
    }

    pub(crate) fn pass(&self, time: TimeDelta) {
        self.clock.pass(time);
    }

    /// Somebody with these roles in a section, signed in.
    pub(crate) async fn staff(&self, section: &str, roles: &[Role]) -> Visitor<'_> {
        let login = self.account(section, roles).await;
        let visitor = Visitor::new(self);
        let page = visitor.open("/staff/login").await;
        let page = page.form("/staff/login").fill("name", &login).fill("password", PASSWORD).submit().await;
        page.has_status(200);
        assert!(!page.path.starts_with("/staff/login"), "{login} could not sign in: {}", page.text());
        visitor
    }

    /// An account with these roles; answers its login name.
    pub(crate) async fn account(&self, section: &str, roles: &[Role]) -> String {
        let cx = self.house.cx(Actor::Import);
        let password_hash = kocho_service::session::hash_password(&cx, PASSWORD).await.unwrap();
        let mut tx = self.database.db.begin(&Actor::Import, self.clock.now()).await.unwrap();
        let n = kocho_store::counter::next(&mut tx, "test-staff").await.unwrap();
        let login = format!("staff-{n}");
        let account = NewAccount {
            login: login.clone(),
            name: format!("{section} 担当{n}"),
            mail: format!("{login}@city.example.jp"),
            password_hash,
            demo: false,
        };
        let id = kocho_store::staff::insert(&mut tx, account).await.unwrap();
        let from = NaiveDate::from_ymd_opt(2026, 4, 1).unwrap();
        let held: Vec<HeldRole> = roles
            .iter()
            .map(|role| HeldRole { role: *role, section: self.section(section), from, until: None })
            .collect();
        kocho_store::staff::set_roles(&mut tx, id, &held).await.unwrap();
        tx.commit(Story::audit(AuditEvent::new("staff_added", "staff", Some(id.0)))).await.unwrap();
        login
    }

    /// The hearing desk.
    pub(crate) async fn hearing_desk(&self) -> Visitor<'_> {
        self.staff("秘書広聴課", &[Role::HearingClerk]).await
    }

    /// A mail comes in.
    pub(crate) async fn mail(&self, raw: &[u8]) -> Taken {
        take(&self.house.cx(Actor::Worker), &Arrived::whole(raw.to_vec())).await.unwrap()
    }

    /// Does everything that is due.
    pub(crate) async fn run_jobs(&self) {
        kocho_worker::run_due(&self.house, &self.mailer).await.unwrap();
    }
}
