//! How soon is a page of answers kept, when 64 people answer a survey at once? Each save is a durable transaction of its own.

use std::{net::SocketAddr, sync::Arc};

use anyhow::{Context, Result, bail, ensure};
use kocho_domain::{
    access::Actor,
    localized::Lang,
    participant::{Code, SEED},
    personal::Personal,
    story::{Story, Why},
    survey::{Selection, SurveyKind},
};
use kocho_service::{
    House,
    survey::{
        way,
        write::{self, Imported},
    },
};
use kocho_store::{
    invitee::{self, Addressee, NewInvitee},
    participant, response,
};

use crate::{
    city,
    client::{Connection, get, post_with},
    measure::{Plan, Requests, drive},
    say, survey,
};

/// At once.
const CONNECTIONS: usize = 64;
/// Seconds of a measured run.
const SECONDS: u64 = 8;
/// People who answer in turn, each the next question.
const PEOPLE: usize = 1_000;
/// Single choices of the questionnaire.
const QUESTIONS: usize = 20;
/// Pages a second of calm runs. A whole panel of 300 that answers 40 pages within ten minutes makes 20.
const CALM: [f64; 2] = [100.0, 300.0];

/// Runs it.
///
/// # Errors
/// When the survey cannot be made or a page is not kept.
pub(crate) async fn run() -> Result<()> {
    let dir = city::fresh_folder("load-answer")?;
    let house = city::house_of(city::empty_database(&dir.join("kocho.sqlite")).await?).await?;
    let (address, _) = city::serve_house(&house).await?;
    let codes = opened(&house).await?;
    let passes = passes(address, &codes).await?;
    let requests: Requests = Arc::new(move |place| {
        let (cookie, token) = &passes[place % passes.len()];
        let question = format!("Q{}", 1 + place / passes.len() % QUESTIONS);
        let answer = (1 + place % 5).to_string();
        let fields = [("_token", token.as_str()), ("_at", &question), ("_go", "next"), (&question, &answer)];
        post_with("/survey/load/answer", cookie, &fields)
    });
    say!("answer: {CONNECTIONS} connections, {SECONDS} s each, {PEOPLE} people, one page a save (asked: p99 < 10 ms)");
    for pace in CALM.map(Some).into_iter().chain([None]) {
        let plan = Plan { pace, status: 303, ..Plan::of(CONNECTIONS, SECONDS) };
        let figures = drive(address, plan, Arc::clone(&requests)).await?;
        let how = pace.map_or("as fast as it goes".to_owned(), |pace| format!("{pace}/s"));
        say!("  {how:<18} {figures}");
    }
    let survey = kocho_store::survey::by_code(&house.db().reader(), "load").await?.context("no survey")?;
    let kept = response::counts(&house.db().reader(), survey.id).await?;
    ensure!(kept.total() as usize == PEOPLE, "{} of {PEOPLE} answers are there", kept.total());
    say!("  answers kept: {}", kept.total());
    Ok(())
}

/// Takes a survey in that is open today, with people who have codes.
async fn opened(house: &Arc<House>) -> Result<Vec<Code>> {
    let cx = house.cx(Actor::Import);
    let today = cx.today();
    let document = survey::document(today, today + chrono::TimeDelta::days(7));
    let Imported::New(new) = write::import(&cx, &document).await? else { bail!("the survey was not taken in") };
    let code = &new.about.code;
    let kind = Some((SurveyKind::Panel, Selection::Random, None));
    let lock = write::change_with(&cx, code, new.lock, kind, |_| Ok(())).await?;
    way::open(&cx, code, lock).await?;
    let person = |_| NewInvitee {
        monitor: None,
        addressee: Personal::new(Addressee::default()),
        language: Lang::Ja.code().to_owned(),
        profile: Default::default(),
    };
    let mut tx = house.db().begin(&cx.actor, cx.now()).await?;
    invitee::insert(&mut tx, new.id, &(0..PEOPLE).map(person).collect::<Vec<_>>()).await?;
    let people = invitee::after(&tx, new.id, 0, PEOPLE as u64).await?;
    let code_of = |at: usize| {
        let mut seed = [0; SEED];
        seed[..8].copy_from_slice(&(at as u64).to_le_bytes());
        Code::of_seed(&[7; 32], &seed)
    };
    let codes: Vec<Code> = (0..people.len()).map(code_of).collect();
    let key = house.keys().participant();
    let rows: Vec<_> = codes.iter().zip(&people).map(|(code, person)| (code.standing(&key), person.id)).collect();
    participant::insert(&mut tx, new.id, &rows).await?;
    tx.commit(Story::Unrecorded(Why::Answer)).await?;
    Ok(codes)
}

/// Each comes by the link of their letter once; gives the cookie and the form's token.
async fn passes(address: SocketAddr, codes: &[Code]) -> Result<Vec<(String, String)>> {
    let mut connection = Connection::open(address).await?;
    let mut passes = Vec::with_capacity(codes.len());
    for code in codes {
        let status = connection.ask(&get(&format!("/s/{}", code.plain()), "", false)).await?;
        ensure!(status == 303, "a code does not open: {status}");
        let cookie = format!("kocho_survey={}", connection.cookie("kocho_survey").context("no pass")?);
        let status = connection.ask(&get("/survey/load/answer", &cookie, false)).await?;
        ensure!(status == 200, "the questions do not open: {status}");
        let page = connection.body();
        let token = page.split_once("name=\"_token\" value=\"").and_then(|(_, rest)| rest.split('"').next());
        passes.push((cookie, token.context("no token")?.to_owned()));
    }
    Ok(passes)
}
