//! 無記名: does any copy of the database join an answer to a person? Thirty-two people answer in an order that is known here and
//! nowhere else; then everything that the database keeps is laid side by side and searched.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use kocho_domain::{
    access::Actor,
    survey::{Answer, Answers, SurveyKind},
};
use kocho_migrations::{ConnectionTrait, DbBackend, Statement};
use kocho_service::answering::{self, Pass, Saved, Saving};

use super::{CODE, codes, invited, opened, unanswered};
use crate::support::TestApp;

/// People who answer.
const PEOPLE: usize = 32;
/// Values of a column that tell people apart at least; a column of fewer can join nobody.
const TELLING: usize = 8;
/// From so close a relation on two orders are one and the same.
const MONOTONE: f64 = 0.6;

/// What stands in one row: column → value as text. The database's own columns of place and age too.
type Row = BTreeMap<String, String>;

/// What joins two tables, or a table to the order of answering: the columns by name.
fn joins(people: &[Row], answers: &[Row]) -> Vec<String> {
    let column = |rows: &[Row], name: &str| rows.iter().map(|row| row[name].clone()).collect::<Vec<_>>();
    let order: Vec<String> = (0..people.len()).map(|at| format!("{at:06}")).collect();
    let of = |rows: &[Row]| -> Vec<(String, Vec<String>)> {
        let names: Vec<String> = rows[0].keys().cloned().collect();
        let columns = names.into_iter().map(|name| (name.clone(), column(rows, &name)));
        columns.filter(|(_, values)| values.iter().collect::<BTreeSet<_>>().len() >= TELLING).collect()
    };
    let (left, right) = (of(people), of(answers));
    let mut found = Vec::new();
    for (one, values) in &left {
        for (other, others) in &right {
            let equal = values.iter().zip(others).filter(|(a, b)| a == b).count();
            // A few are equal by chance where both count from nought.
            if equal * 4 >= people.len() {
                found.push(format!("{one} = {other} for {equal}"));
            }
            if related(values, others) >= MONOTONE {
                found.push(format!("{one} rises or falls with {other}"));
            }
        }
    }
    for (name, values) in left.iter().chain(&right) {
        if related(values, &order) >= MONOTONE {
            found.push(format!("{name} rises or falls with the order of answering"));
        }
    }
    found
}

/// How closely two columns rise or fall together (Spearman's rank correlation, without its sign).
fn related(one: &[String], other: &[String]) -> f64 {
    let (a, b) = (ranks(one), ranks(other));
    let mean = |of: &[f64]| of.iter().sum::<f64>() / of.len() as f64;
    let (ma, mb) = (mean(&a), mean(&b));
    let sum = |f: &dyn Fn(usize) -> f64| (0..a.len()).map(f).sum::<f64>();
    let (va, vb) = (sum(&|at| (a[at] - ma).powi(2)), sum(&|at| (b[at] - mb).powi(2)));
    if va == 0.0 || vb == 0.0 { 0.0 } else { (sum(&|at| (a[at] - ma) * (b[at] - mb)) / (va * vb).sqrt()).abs() }
}

/// Ranks; equal values share their mean. Numbers and places in a file are compared as numbers.
fn ranks(values: &[String]) -> Vec<f64> {
    let key = |value: &String| -> (Vec<u64>, String) {
        let parts: Option<Vec<u64>> =
            value.trim_matches(['(', ')']).split(',').map(|part| part.trim().parse().ok()).collect();
        (parts.unwrap_or_default(), value.clone())
    };
    let keys: Vec<_> = values.iter().map(key).collect();
    let rank = |own: &(Vec<u64>, String)| {
        let less = keys.iter().filter(|other| *other < own).count();
        let same = keys.iter().filter(|other| *other == own).count();
        less as f64 + (same as f64 - 1.0) / 2.0
    };
    keys.iter().map(rank).collect()
}

/// Rows of a table in the order of `keys`, each with the database's own columns.
async fn rows(app: &TestApp, table: &str, key: &str, keys: &[String]) -> Vec<Row> {
    let db = app.house.db().for_migrations();
    let backend = db.get_database_backend();
    let own = if backend == DbBackend::Postgres { ", ctid::text as \"_ctid\", xmin::text as \"_xmin\"" } else { "" };
    let columns = columns(app, table).await;
    let shown =
        columns.iter().map(|name| format!("cast(\"{name}\" as text) as \"{name}\"")).collect::<Vec<_>>().join(", ");
    let all =
        db.query_all_raw(Statement::from_string(backend, format!("select {shown}{own} from {table}"))).await.unwrap();
    let mut names = columns;
    if !own.is_empty() {
        names.extend(["_ctid".to_owned(), "_xmin".to_owned()]);
    }
    let mut by_key = BTreeMap::new();
    for (place, row) in all.iter().enumerate() {
        let mut read: Row = names
            .iter()
            .map(|name| (name.clone(), row.try_get::<Option<String>>("", name).unwrap().unwrap_or_default()))
            .collect();
        // Where the database gives it first to who asks for nothing in particular.
        read.insert("_place".to_owned(), place.to_string());
        by_key.insert(read[key].clone(), read);
    }
    keys.iter().map(|key| by_key[key].clone()).collect()
}

async fn columns(app: &TestApp, table: &str) -> Vec<String> {
    let table = table.trim_matches('"');
    let db = app.house.db().for_migrations();
    let backend = db.get_database_backend();
    let sql = if backend == DbBackend::Postgres {
        format!(
            "select column_name::text as name from information_schema.columns where table_schema = current_schema() and table_name = '{table}'"
        )
    } else {
        format!("select name from pragma_table_info('{table}')")
    };
    let rows = db.query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
    rows.iter().map(|row| row.try_get("", "name").unwrap()).collect()
}

/// Everything that the database keeps, as bytes: the file with its log, or every row of every table.
async fn copy(app: &TestApp) -> Vec<u8> {
    let db = app.house.db().for_migrations();
    let backend = db.get_database_backend();
    if backend != DbBackend::Postgres {
        let row =
            db.query_one_raw(Statement::from_string(backend, "select file from pragma_database_list")).await.unwrap();
        let file: String = row.unwrap().try_get("", "file").unwrap();
        let mut bytes = std::fs::read(&file).unwrap();
        bytes.extend(std::fs::read(format!("{file}-wal")).unwrap_or_default());
        return bytes;
    }
    let tables = "select table_name::text as name from information_schema.tables where table_schema = current_schema()";
    let mut bytes = Vec::new();
    for table in db.query_all_raw(Statement::from_string(backend, tables)).await.unwrap() {
        let name: String = table.try_get("", "name").unwrap();
        let sql = format!("select t::text as line from \"{name}\" t");
        for row in db.query_all_raw(Statement::from_string(backend, sql)).await.unwrap() {
            bytes.extend(row.try_get::<String>("", "line").unwrap().into_bytes());
        }
    }
    bytes
}

fn holds(bytes: &[u8], text: &str) -> bool {
    found(bytes, &[text.to_owned()]).is_some()
}

/// The first of the texts that stands in the bytes; the bytes are gone through once for each length of them.
fn found(bytes: &[u8], texts: &[String]) -> Option<String> {
    let lengths: BTreeSet<usize> = texts.iter().map(String::len).collect();
    lengths.into_iter().find_map(|length| {
        let wanted: HashSet<&[u8]> = texts.iter().filter(|text| text.len() == length).map(|t| t.as_bytes()).collect();
        let window = bytes.windows(length).find(|window| wanted.contains(window))?;
        Some(String::from_utf8_lossy(window).into_owned())
    })
}

/// Answers by a code, page by page as the web does, and not alike.
async fn answer(app: &TestApp, code: &str, n: usize) -> Pass {
    let cx = app.house.cx(Actor::Resident);
    let pass = answering::open(&cx, code, "192.0.2.1").await.unwrap();
    let one = |id: &str, answer: Answer| -> Answers { [(id.to_owned(), answer)].into_iter().collect() };
    let pages = [
        ("Q1", Answer::one("2")),
        ("Q4", Answer::Number((n * 7 % 32) as i64)),
        ("Q5", Answer::Text(format!("意見{}", n * 11 % 32))),
    ];
    for (id, given) in pages {
        let saving = Saving { page: vec![id.to_owned()], answers: one(id, given), ..Saving::default() };
        assert!(matches!(answering::save(&cx, &pass, saving).await.unwrap(), Saved::Kept(_)));
    }
    let done = answering::save(&cx, &pass, Saving { finish: true, ..Saving::default() }).await.unwrap();
    assert!(matches!(done, Saved::Kept(sheet) if sheet.complete));
    pass
}

/// Invites everybody; answers their codes.
async fn everybody(app: &TestApp) -> Vec<String> {
    opened(app, SurveyKind::Panel).await;
    let desk = app.hearing_desk().await;
    let people: String = (1..=PEOPLE).map(|n| format!("人{n},p{n}@example.jp\n")).collect();
    invited(app, &desk, &format!("氏名,メール\n{people}")).await;
    codes(app)
}

#[tokio::test]
async fn no_copy_of_the_database_joins_an_answer_to_a_person() {
    let app = TestApp::start().await;
    let codes = everybody(&app).await;
    assert_eq!(codes.len(), PEOPLE);
    let worker = app.house.cx(Actor::Worker);
    let mut passes = Vec::new();
    // In an order of their own: 13 and 32 have no divisor in common.
    for n in 0..PEOPLE {
        passes.push(answer(&app, &codes[n * 13 % PEOPLE], n).await);
        if n % 7 == 6 {
            answering::settle(&worker, false).await.unwrap();
        }
    }
    // Four marks wait: too few to be set by themselves.
    assert_eq!(unanswered(&app).await.len(), 4);
    for close in [false, true] {
        if close {
            answering::settle(&worker, true).await.unwrap();
            assert_eq!(unanswered(&app).await.len(), 0);
        } else {
            answering::settle(&worker, false).await.unwrap();
            assert_eq!(unanswered(&app).await.len(), 4);
        }
        let hashes: Vec<String> = passes.iter().map(|pass| pass.participant.clone()).collect();
        let keys: Vec<String> = passes.iter().map(|pass| pass.response.clone()).collect();
        let people = rows(&app, "participant", "code_hash", &hashes).await;
        let answers = rows(&app, "response", "key", &keys).await;
        assert_eq!(joins(&people, &answers), Vec::<String>::new());
    }

    let bytes = copy(&app).await;
    assert!(holds(&bytes, &passes[0].response) && holds(&bytes, "p7@example.jp"), "the copy holds what is kept");
    let mut written = Vec::new();
    for code in &codes {
        let plain = code.replace('-', "");
        let wide: String = code.chars().map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap()).collect();
        written.extend([code.clone(), code.to_lowercase(), code.replace('-', " "), plain.to_lowercase(), plain, wide]);
    }
    assert_eq!(found(&bytes, &written), None, "the copy holds a code");
    // No history tells of an answer, and no mark tells when.
    let tables = ["audit_event", "case_event", "job"];
    for table in tables {
        let all = rows_of(&app, table).await;
        assert!(!all.contains("answer") && passes.iter().all(|pass| !all.contains(&pass.response)), "{table}: {all}");
    }
    voices_join_nobody(&app, &passes).await;
    app.finish().await;
}

/// What people wrote becomes voices and can be found: none of them, and nothing that is written with them, leads to an answer's key, to a person
/// or to the order in which people answered.
async fn voices_join_nobody(app: &TestApp, passes: &[Pass]) {
    let cx = app.house.cx(Actor::Import);
    let lock = kocho_service::survey::view(&cx, CODE).await.unwrap().survey.lock;
    kocho_service::survey::way::close(&cx, CODE, lock).await.unwrap();
    let desk = app.hearing_desk().await;
    let page = desk.open(&format!("/staff/surveys/{CODE}/results/voices")).await;
    page.form("/voices").submit().await.says(&format!("{PEOPLE}件をご意見として受け付けました"));
    app.run_jobs().await;
    // The same row of each table a person, in the order in which they answered.
    let texts: Vec<String> = (0..PEOPLE).map(|n| format!("意見{}", n * 11 % PEOPLE)).collect();
    let bodies = rows(app, "transcript", "body", &texts).await;
    let ids: Vec<String> = bodies.iter().map(|row| row["submission_id"].clone()).collect();
    let hashes: Vec<String> = passes.iter().map(|pass| pass.participant.clone()).collect();
    let people = rows(app, "participant", "code_hash", &hashes).await;
    for (table, key) in [("submission", "id"), ("transcript", "submission_id"), ("\"case\"", "submission_id")] {
        let voices = rows(app, table, key, &ids).await;
        assert_eq!(joins(&people, &voices), Vec::<String>::new(), "{table}");
    }
    // Nor does what the search finds: the texts were brought when nobody could answer any more.
    let brought = rows(app, "survey_text", "body", &texts).await;
    assert_eq!(joins(&people, &brought), Vec::<String>::new(), "survey_text");
    for table in [
        "submission",
        "transcript",
        "\"case\"",
        "contact",
        "survey_intake",
        "survey_text",
        "survey_found",
        "findable",
        "audit_event",
        "case_event",
        "job",
    ] {
        let all = rows_of(app, table).await;
        assert!(passes.iter().all(|pass| !all.contains(&pass.response) && !all.contains(&pass.participant)), "{table}");
    }
}

/// Everything that stands in a table, a line a row.
pub(in crate::story) async fn rows_of(app: &TestApp, table: &str) -> String {
    let db = app.house.db().for_migrations();
    let backend = db.get_database_backend();
    let columns = columns(app, table).await;
    let line = columns
        .iter()
        .map(|name| format!("coalesce(cast(\"{name}\" as text), '')"))
        .collect::<Vec<_>>()
        .join(" || ' ' || ");
    let rows =
        db.query_all_raw(Statement::from_string(backend, format!("select {line} as line from {table}"))).await.unwrap();
    rows.iter().map(|row| row.try_get::<String>("", "line").unwrap()).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn the_search_finds_tables_that_do_join() {
    let app = TestApp::start().await;
    let db = app.house.db().for_migrations();
    // As it must not be done: a moment and a sequence beside each, the mark set with the answer.
    db.execute_unprepared("create table bad_participant (code_hash text primary key, answered_at text)").await.unwrap();
    db.execute_unprepared("create table bad_response (key text primary key, came_at text, number integer)")
        .await
        .unwrap();
    let mut keys = Vec::new();
    for n in 0..PEOPLE {
        let key = format!("{:02}", n * 13 % PEOPLE);
        let moment = format!("2026-04-22T10:{n:02}");
        let sql = format!(
            "insert into bad_participant values ('{key}', '{moment}'); insert into bad_response values ('k{key}', '{moment}', {n})"
        );
        db.execute_unprepared(&sql).await.unwrap();
        keys.push(key);
    }
    let of_answers: Vec<String> = keys.iter().map(|key| format!("k{key}")).collect();
    let people = rows(&app, "bad_participant", "code_hash", &keys).await;
    let answers = rows(&app, "bad_response", "key", &of_answers).await;
    let found = joins(&people, &answers).join("\n");
    for join in [
        "answered_at = came_at for 32",
        "answered_at rises or falls with number",
        "number rises or falls with the order",
    ] {
        assert!(found.contains(join), "{join}: {found}");
    }
    app.leave();
}

#[tokio::test]
async fn a_program_that_stops_sets_the_marks_that_it_had_gathered_and_one_that_is_killed_keeps_the_answers() {
    let app = TestApp::start().await;
    let codes = everybody(&app).await;
    answer(&app, &codes[0], 0).await;
    // Another server over the same database knows nothing of the mark, and everything of the answer.
    let other = app.another_house().await;
    let pass = answering::open(&other.cx(Actor::Resident), &codes[0], "192.0.2.1").await.unwrap();
    let sheet = answering::sheet(&other.cx(Actor::Resident), &pass).await.unwrap();
    assert!(sheet.complete);
    assert_eq!(unanswered(&app).await.len(), PEOPLE);
    answering::settle(&app.house.cx(Actor::Worker), true).await.unwrap();
    assert_eq!(unanswered(&app).await.len(), PEOPLE - 1);
    // At the end of the survey however few are marked.
    answer(&app, &codes[1], 1).await;
    let cx = app.house.cx(Actor::Import);
    let lock = kocho_service::survey::view(&cx, CODE).await.unwrap().survey.lock;
    kocho_service::survey::way::close(&cx, CODE, lock).await.unwrap();
    assert_eq!(unanswered(&app).await.len(), PEOPLE - 2);
    app.finish().await;
}
