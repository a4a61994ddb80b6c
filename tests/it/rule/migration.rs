//! A database that the program's first version made is brought up to date with all that it holds.

use kocho_domain::{id::PublicKey, workflow::Status};
use kocho_migrations::{ConnectionTrait as _, Migrator, MigratorTrait as _};
use kocho_store::{
    case_text,
    origin::{self, Origin},
    submission,
};

use crate::support::database::TestDatabase;

/// Rows as the first version wrote them: a plan in force, the hearing section, a voice of two cases.
const OLD: &str = r#"
insert into section (id, code, name, reading, name_en, department, duties, mail, mark, hearing, valid_from)
  values (1, 'hisho', '秘書広聴課', 'ひしょこうちょうか', 'Hearing', '市長公室', '広聴', '', '秘', true, '2026-04-01');
insert into submission (id, key, form_key, number_year, number_seq, channel, medium, language, received_on, received_at,
  registered_at, registered_by_kind, subject, receipt_mail, secret_hash, has_my_number, demo)
  values (7, 'abcdefghijklmnopqrstuvwxyz', 'form-1', 2026, 1, 'web', 'screen', 'ja', '2026-05-07', '2026-05-07T01:02:03+00:00',
  '2026-05-07T01:02:03+00:00', 'resident', '街灯のこと', false, 'none', false, false);
insert into transcript (submission_id, version, body, actor_kind, created_at)
  values (7, 1, '駅前の街灯が消えています。', 'resident', '2026-05-07T01:02:03+00:00');
insert into "case" (id, key, submission_id, branch, title, status, status_at, holder_id, holder_at, restricted, measure_state,
  reply_due, received_on, due_on, returns, ruled, open, channel, retention, hold, lock)
  values (3, 'zyxwvutsrqponmlkjihgfedcba', 7, 1, '街灯のこと', 'received', '2026-05-07T01:02:03+00:00', 1,
  '2026-05-07T01:02:03+00:00', false, 'undecided', true, '2026-05-07', '2026-05-21', 0, false, true, 'web', 'standard', false, 4);
"#;

#[tokio::test]
async fn whose_a_database_is_can_be_told_before_it_is_brought_up_to_date() {
    let database = TestDatabase::empty().await;
    let db = &database.db;
    assert_eq!(origin::of(&db.reader()).await.unwrap(), Origin::default());
    Migrator::up(db.for_migrations(), Some(1)).await.unwrap();
    assert_eq!(origin::of(&db.reader()).await.unwrap(), Origin::default());
    db.for_migrations().execute_unprepared(OLD).await.unwrap();
    let citys = Origin { real_voices: true, ..Origin::default() };
    assert_eq!(origin::of(&db.reader()).await.unwrap(), citys);
    db.for_migrations().execute_unprepared("update submission set demo = true").await.unwrap();
    let demos = Origin { demo_voices: true, ..Origin::default() };
    assert_eq!(origin::of(&db.reader()).await.unwrap(), demos);
}

#[tokio::test]
async fn a_database_of_the_first_version_keeps_its_voices_and_gets_what_came_since() {
    let database = TestDatabase::empty().await;
    let db = &database.db;
    Migrator::up(db.for_migrations(), Some(1)).await.unwrap();
    db.for_migrations().execute_unprepared(OLD).await.unwrap();

    kocho_migrations::up(db.for_migrations()).await.unwrap();
    let key = PublicKey::parse("abcdefghijklmnopqrstuvwxyz").unwrap();
    let voice = submission::by_key(&db.reader(), &key).await.unwrap().unwrap();
    assert_eq!((voice.number.sequence, voice.body.as_str()), (1, "駅前の街灯が消えています。"));
    let cases = kocho_store::case::of_submission(&db.reader(), voice.id).await.unwrap();
    assert_eq!((cases.len(), cases[0].status, cases[0].lock), (1, Status::Received, 4));

    assert!(case_text::is_waiting(&db.reader()).await.unwrap(), "the search has not read the old voice yet");
    let now = chrono::DateTime::from_timestamp(1_780_000_000, 0).unwrap();
    assert_eq!(kocho_service::search::index_all(db, now).await.unwrap(), 1);
    assert!(!case_text::is_waiting(&db.reader()).await.unwrap());
    kocho_migrations::up(db.for_migrations()).await.expect("a second time there is nothing to do");
}
