//! Who does the steps of the demo's story? Each is one call of a use case, by a person who holds the office for it.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use chrono::{DateTime, TimeDelta, Utc};
use kocho_domain::access::{Actor, StaffActor};
use kocho_domain::body::{Body, Line};
use kocho_domain::case::Case;
use kocho_domain::clock::{Clock, civil_date};
use kocho_domain::id::{PublicKey, SectionId};
use kocho_domain::personal::Personal;
use kocho_domain::rule::city::Choice;
use kocho_domain::submission::{Contact, ReplyWay};
use kocho_service::triage::{MeasureChoice, Triage};
use kocho_service::{Cx, House, ending, letter, reply, route, status, submission, triage};
use kocho_worker::{Mailer, run_due};

use super::accounts::{clerk_login, head_login};
use super::campaign;
use super::clock::SteppedClock;
use super::fate::Step;
use super::opinion::Opinion;
use super::story::{Event, Story};
use super::words::{Matter, draft};

/// Longest line in a contact, in graphemes.
const LINE: usize = 200;
/// A danger that nobody has taken yet, told so long before the demo begins, by the resident of a voice that is open.
const WARNED_BEFORE: TimeDelta = TimeDelta::minutes(25);
const WARNING: &str =
    "別の件ですみません。けさ、通学路の側溝のふたが外れて、大きな穴が開いています。子どもが落ちそうで危ないです。";
/// Names of the demo's residents: places of the city with given names. None is a real person's.
const NAMES: [&str; 8] =
    ["小川 花子", "美野里 太郎", "玉里 さくら", "羽鳥 次郎", "竹原 みどり", "堅倉 一郎", "納場 ひかり", "橘 三郎"];

/// Plays the story until `now`; answers how many voices came in.
pub(crate) async fn play(
    house: &Arc<House>,
    clock: &SteppedClock,
    mailer: &Mailer,
    (opinions, story): (&[Opinion], &Story),
    now: DateTime<Utc>,
) -> Result<usize> {
    let mut stage = Stage { house, people: people(house, now).await?, voices: HashMap::new() };
    let mut today = None;
    for (at, index, event) in story.events.iter().take_while(|(at, _, _)| *at <= now) {
        // Mails and suggestions wait for the end of the day, at the clock of its last step.
        if today.replace(civil_date(*at)).is_some_and(|day| day != civil_date(*at)) {
            run_due(house, mailer).await?;
        }
        clock.set(*at);
        let opinion = &opinions[*index];
        let done = match event {
            Event::Receive => stage.receive(*index, opinion).await,
            Event::Step(step) => stage.step(*index, opinion, *step).await,
        };
        done.with_context(|| format!("the demo's voice {} at {} ({event:?})", opinion.id, clock.now()))?;
    }
    for (n, text) in campaign::letters().iter().enumerate() {
        clock.set(now - campaign::BEGINS_BEFORE + campaign::BETWEEN * i32::try_from(n).unwrap_or_default());
        stage.copy(n, text).await?;
    }
    clock.set(now - WARNED_BEFORE);
    stage.warn(opinions).await?;
    run_due(house, mailer).await?;
    Ok(stage.voices.len())
}

async fn people(house: &House, now: DateTime<Utc>) -> Result<HashMap<String, StaffActor>> {
    let from = house.db().reader();
    let mut people = HashMap::new();
    for (account, _) in kocho_store::staff::all(&from).await? {
        let actor = kocho_store::staff::actor(&from, &account, civil_date(now)).await?;
        people.insert(account.login, actor);
    }
    Ok(people)
}

struct Stage<'a> {
    house: &'a Arc<House>,
    /// Everybody with the offices that they hold all through the story.
    people: HashMap<String, StaffActor>,
    /// Keys of the voices that came in.
    voices: HashMap<usize, PublicKey>,
}

impl Stage<'_> {
    fn cx(&self, actor: Actor) -> Cx {
        self.house.cx(actor)
    }

    /// A context for the person with this login.
    fn person(&self, login: &str) -> Result<Cx> {
        let actor = self.people.get(login).cloned().ok_or_else(|| anyhow!("no account {login}"))?;
        Ok(self.cx(Actor::Staff(actor)))
    }

    /// The clerk of a section; for a restricted case its head, who alone knows it.
    fn clerk(&self, case: &Case) -> Result<Cx> {
        if case.restricted {
            return self.head(case);
        }
        let login = self.house.city().section(case.holder).map(clerk_login).unwrap_or_default();
        self.person(&login)
    }

    fn head(&self, case: &Case) -> Result<Cx> {
        let login = self.house.city().section(case.holder).map(head_login).unwrap_or_default();
        self.person(&login)
    }

    async fn receive(&mut self, index: usize, opinion: &Opinion) -> Result<()> {
        let actor = if opinion.channel == "web" { Actor::Resident } else { Actor::Import };
        let cx = self.cx(actor);
        let new = new_voice(&cx, index, opinion)?;
        let receipt = submission::submit(&cx, new).await?;
        self.voices.insert(index, receipt.key);
        Ok(())
    }

    /// A letter of the campaign; every third writer leaves no address.
    async fn copy(&self, n: usize, text: &str) -> Result<()> {
        let opinion = Opinion {
            id: format!("campaign-{n}"),
            channel: "web".to_owned(),
            text: text.to_owned(),
            kind: "request".to_owned(),
            reply_wanted: !n.is_multiple_of(3),
            ..Opinion::default()
        };
        let cx = self.cx(Actor::Resident);
        submission::submit(&cx, new_voice(&cx, n * 4, &opinion)?).await?;
        Ok(())
    }

    /// The resident of the newest voice from the web that is still open adds a warning.
    async fn warn(&self, opinions: &[Opinion]) -> Result<()> {
        let from_web = |index: &usize| opinions.get(*index).is_some_and(|opinion| opinion.channel == "web");
        let mut newest: Vec<usize> = self.voices.keys().copied().filter(from_web).collect();
        newest.sort_unstable_by(|a, b| b.cmp(a));
        for index in newest {
            let (voice, case) = self.case(index).await?;
            if case.status.is_open() && !case.restricted {
                return Ok(status::add(&self.cx(Actor::Resident), &voice, WARNING).await?);
            }
        }
        Ok(())
    }

    async fn case(&self, index: usize) -> Result<(PublicKey, Case)> {
        let from = self.house.db().reader();
        let key = self.voices.get(&index).cloned().ok_or_else(|| anyhow!("it has not come in"))?;
        let submission =
            kocho_store::submission::by_key(&from, &key).await?.ok_or_else(|| anyhow!("it is not stored"))?;
        let cases = kocho_store::case::of_submission(&from, submission.id).await?;
        Ok((key, cases.into_iter().next().ok_or_else(|| anyhow!("it has no case"))?))
    }

    async fn step(&self, index: usize, opinion: &Opinion, step: Step) -> Result<()> {
        let (voice, case) = self.case(index).await?;
        // A restricted case is known to one person in its section, who cannot decide on a text of their own.
        if case.restricted && matches!(step, Step::Request | Step::Approve | Step::Send) {
            return Ok(());
        }
        let (key, seen) = (&case.key, case.lock);
        let desk = self.person("kocho-a")?;
        match step {
            Step::TakeUrgent => kocho_service::case::take_urgent(&desk, key, seen).await?,
            Step::Triage => triage::triage(&desk, key, seen, &tagged(&desk, opinion)).await?,
            Step::RouteWrong => route::route(&desk, key, seen, &self.route_to(self.wrong(opinion, &case)?)).await?,
            Step::Route => route::route(&desk, key, seen, &self.route_to(self.right(opinion)?)).await?,
            Step::Return => {
                let right = self.right(opinion)?;
                let cx = self.clerk(&case)?;
                route::give_back(
                    &cx,
                    key,
                    seen,
                    right,
                    "wrong_section",
                    "仕事の分担では、こちらの課ではないと考えます。",
                )
                .await?;
            }
            Step::Rule => {
                let head = self.person("kocho-kacho")?;
                route::rule(&head, key, seen, self.right(opinion)?, "市民の用件の中心がこの課の仕事のため。").await?;
            }
            Step::Accept => route::accept(&self.clerk(&case)?, key, seen).await?,
            Step::Draft => self.draft(index, opinion, &case).await?,
            Step::RequestDirector => reply::request(&self.clerk(&case)?, key, seen, Some("director")).await?,
            Step::Consult => reply::approve(&self.person("kocho-kacho")?, key, seen).await?,
            Step::Request => reply::request(&self.clerk(&case)?, key, seen, None).await?,
            Step::SendBack => {
                let head = self.head(&case)?;
                reply::send_back(&head, key, seen, "fix_wording", "専門の言葉が多いので、分かりやすく直してください。")
                    .await?;
            }
            Step::Approve => reply::approve(&self.head(&case)?, key, seen).await?,
            Step::Send => letter::send(&desk, &voice, &letter::Send::default()).await?,
            Step::ProposeEnding => {
                let (reason, agency) = ending_reason(opinion);
                ending::propose(&desk, key, seen, reason, agency, "").await?;
            }
            Step::ConfirmEnding => ending::confirm(&self.person("kocho-kacho")?, key, seen).await?,
            Step::Withdraw => status::withdraw(&self.cx(Actor::Resident), &voice, "").await?,
        }
        Ok(())
    }

    async fn draft(&self, index: usize, opinion: &Opinion, case: &Case) -> Result<()> {
        let cx = self.clerk(case)?;
        let measure = opinion.measures.first().and_then(|code| cx.city.measures.iter().find(|m| m.code == *code));
        let matter = Matter {
            section: cx.city.section_name(case.holder),
            measure: measure.map(|m| m.name.as_str()),
            kind: &opinion.kind,
            letter: case.reply_due,
            variant: index,
            today: cx.today(),
        };
        reply::draft(&cx, &case.key, case.lock, &draft(&matter)).await?;
        Ok(())
    }

    fn route_to(&self, lead: SectionId) -> route::Route {
        route::Route { lead, support: Vec::new(), due_on: None, note: String::new() }
    }

    /// The section that the sample names.
    fn right(&self, opinion: &Opinion) -> Result<SectionId> {
        let (city, today) = (self.house.city(), self.cx(Actor::Worker).today());
        let named = opinion.sections.iter().find_map(|name| city.section_in_charge(name, today)).map(|s| s.id);
        Ok(named.unwrap_or(city.hearing()?.id))
    }

    /// A section that could be meant but is not: one of those that the demo has people in, and not the one that just
    /// returned it.
    fn wrong(&self, opinion: &Opinion, case: &Case) -> Result<SectionId> {
        let (city, today) = (self.house.city(), self.cx(Actor::Worker).today());
        let right = self.right(opinion)?;
        let choices = if case.returns == 0 { ["総務課", "環境課"] } else { ["都市整備課", "財政課"] };
        let ids = choices.iter().filter_map(|name| city.section_in_charge(name, today)).map(|s| s.id);
        ids.into_iter().find(|id| *id != right).ok_or_else(|| anyhow!("no other section"))
    }
}

fn tagged(cx: &Cx, opinion: &Opinion) -> Triage {
    let mut known = opinion.measures.iter().filter(|code| cx.city.measures.iter().any(|m| m.code == **code)).cloned();
    let measure =
        known.next().map_or(MeasureChoice::None, |primary| MeasureChoice::Tagged { primary, others: known.collect() });
    Triage { kind: opinion.kind.clone(), category: String::new(), measure }
}

/// Why the desk ends a voice without routing, and who handles it instead.
fn ending_reason(opinion: &Opinion) -> (&'static str, &'static str) {
    match opinion.kind.as_str() {
        "thanks" => ("thanks_only", ""),
        "proposal" => ("sales", ""),
        _ => ("other_agency", "pension_office"),
    }
}

fn new_voice(cx: &Cx, index: usize, opinion: &Opinion) -> Result<submission::Submit> {
    let city = cx.city.rules.city();
    let code = |list: &[Choice], label: &Option<String>| {
        let label = label.as_ref()?;
        list.iter().find(|choice| plain(&choice.label.ja) == *label).map(|choice| choice.code.clone())
    };
    let way =
        opinion.reply_wanted.then(|| [ReplyWay::Mail, ReplyWay::Mail, ReplyWay::Online, ReplyWay::Letter][index % 4]);
    let body = Body::parse(&opinion.text).map_err(|e| anyhow!("{e:?}"))?;
    Ok(submission::Submit {
        form_key: format!("demo-{}", opinion.id),
        channel: opinion.channel.clone(),
        medium: medium(&opinion.channel).to_owned(),
        language: "ja".to_owned(),
        received_at: None,
        body,
        subject: if opinion.subject.trim().is_empty() { None } else { Some(line(&opinion.subject)?) },
        kind_guess: (opinion.channel == "web").then(|| opinion.kind.clone()),
        place: None,
        age_group: code(&city.age_groups, &opinion.age_group),
        district: code(&city.districts, &opinion.district),
        relation: None,
        reply_wanted: Some(opinion.reply_wanted),
        publish_ok: Some(!index.is_multiple_of(3)),
        reply_way: way,
        receipt_mail: way == Some(ReplyWay::Mail),
        contact: Personal::new(contact(index, way)?),
        source: None,
        demo: true,
    })
}

/// A label without its reading.
fn plain(label: &str) -> String {
    kocho_domain::localized::ruby::strip(label)
}

fn line(text: &str) -> Result<Line> {
    Line::parse(text, LINE).map_err(|e| anyhow!("{e:?}"))
}

fn medium(channel: &str) -> &'static str {
    match channel {
        "web" => "screen",
        "email" => "mail",
        "phone" | "dialogue_day" => "voice",
        _ => "paper",
    }
}

/// Just enough for the chosen way. Addresses and numbers do not exist.
fn contact(index: usize, way: Option<ReplyWay>) -> Result<Contact> {
    let Some(way) = way else { return Ok(Contact::default()) };
    let mail = format!("resident-{:03}@example.jp", index + 1);
    let address = format!("小美玉市見本{}番地", index + 1);
    Ok(Contact {
        name: Some(line(NAMES[index % NAMES.len()])?),
        address: if way == ReplyWay::Letter { Some(line(&address)?) } else { None },
        email: if way == ReplyWay::Mail { Some(line(&mail)?) } else { None },
        notice_only: way == ReplyWay::Mail && index.is_multiple_of(8),
        ..Contact::default()
    })
}
