//! 候補: taking one in from the public form, the telephone, the counter or a district; what the desk sees of one.

mod against;
mod desk;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use kocho_domain::{
    body::{Body, Line},
    dialogue::NoticeBy,
    era::FiscalYear,
    id::PublicKey,
    panel::{
        CandidateNumber, CandidateWay, Classes, PanelState, Person,
        eligibility::{Against, Known, against as said},
        is_receiving,
    },
    personal::Personal,
    rule::panel::{AskField, PanelNoticeKind, Panels},
    story::{AuditEvent, Story},
};
use kocho_store::{
    Tx,
    candidate::{self, NewCandidate},
    panel::{self, Panel},
};

pub(crate) use self::against::{Past, hashes_of, reasons};
pub use self::desk::{CandidateView, list, reveal, show};
use crate::{Cx, Error, FieldErrors, panel::desk as of_desk, panel_notice};

/// What somebody offers themselves with.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The form's own key; a second identical POST finds the first one's receipt.
    pub form_key: String,
    /// The term.
    pub panel: PublicKey,
    /// How it comes.
    pub way: CandidateWay,
    /// ja, easy or en.
    pub language: String,
    /// Who and how to reach.
    pub person: Personal<Person>,
    /// Age on the first day of the term; it is not kept, its class is.
    pub age: u16,
    /// Code of the 性別.
    pub gender: String,
    /// Code of the 地区.
    pub district: String,
    /// 市との関わり code
    pub relation: Option<String>,
    /// 職業 code
    pub occupation: Option<String>,
    /// 応募の動機
    pub motive: Option<Body>,
    /// 推薦した区
    pub recommender: Option<Line>,
    /// How the result reaches them.
    pub notice_by: NoticeBy,
}

/// Takes somebody in; answers the key of the candidate.
///
/// # Errors
/// [`Error::Invalid`] with codes of mistakes: `call_closed`, `age_young`, `choice_unknown`, `monitor_relation`,
/// `monitor_occupation`, `choice_needed`; [`Error::Denied`] for staff without the right.
pub async fn offer(cx: &Cx, new: Offer) -> Result<PublicKey, Error> {
    if new.way != CandidateWay::Web {
        of_desk(cx)?;
    }
    match take_in(cx, &new).await {
        // A form that is sent twice meets itself at its key, which is unique.
        Err(Error::Stale) => candidate::key_of_form(&cx.reader(), &new.form_key).await?.ok_or(Error::Busy),
        other => other,
    }
}

async fn take_in(cx: &Cx, new: &Offer) -> Result<PublicKey, Error> {
    let mut tx = cx.begin().await?;
    let panel = panel::by_key(&tx, &new.panel).await?.ok_or(Error::NotFound)?;
    let classes = check(cx, new, &panel)?;
    let row = row(cx, &mut tx, new, &panel, classes).await?;
    let hashes = hashes_of(cx, row.person.reveal());
    candidate::insert(&mut tx, &[(row.clone(), hashes)], panel.about.ends_on).await?;
    let stored = candidate::by_key(&tx, &row.key).await?.ok_or(Error::NotFound)?;
    let target = panel_notice::Target::of_candidate(&stored);
    // Whoever gets letters has the number from the page or the telephone; the result is their first letter.
    if target.is_by_mail() && new.way != CandidateWay::Renewal {
        panel_notice::tell(cx, &mut tx, &panel, &target, (PanelNoticeKind::Received, "", "")).await?;
    }
    let event = AuditEvent::new("candidate_taken_in", "candidate", Some(stored.id.0)).with("way", row.way.code());
    tx.commit(Story::audit(event)).await?;
    cx.house.wake_worker();
    Ok(row.key)
}

async fn row(cx: &Cx, tx: &mut Tx, new: &Offer, panel: &Panel, classes: Classes) -> Result<NewCandidate, Error> {
    let rule = cx.city.rules.panels();
    // What the call does not ask is not kept, also when somebody sends it.
    let asked = |field: AskField| rule.ask(field).is_some();
    let text = |body: &Option<Body>| body.as_ref().map(|body| body.as_str().trim().to_owned()).unwrap_or_default();
    let recommended = new.way == CandidateWay::Recommended;
    let by = new.recommender.as_ref().filter(|_| recommended).map(|line| line.as_str().trim().to_owned());
    Ok(NewCandidate {
        key: cx.new_key(),
        form_key: new.form_key.clone(),
        panel: panel.id,
        number: next_number(cx, tx).await?,
        way: new.way,
        language: new.language.clone(),
        received_on: cx.today(),
        person: new.person.clone(),
        notice_by: new.notice_by,
        classes,
        relation: new.relation.clone().filter(|_| asked(AskField::Relation)),
        occupation: new.occupation.clone().filter(|_| asked(AskField::Occupation)),
        motive: if asked(AskField::Motive) { text(&new.motive) } else { String::new() },
        recommender: by.unwrap_or_default(),
        renews: None,
    })
}

/// The next number of the fiscal year.
pub(crate) async fn next_number(cx: &Cx, tx: &mut Tx) -> Result<String, Error> {
    let fiscal_year = FiscalYear::of(cx.today());
    let sequence = kocho_store::counter::next(tx, &format!("monitor-candidate-{}", fiscal_year.year())).await?;
    Ok(CandidateNumber { fiscal_year, sequence }.to_string())
}

/// Refuses what the rule does not allow; answers the coarse classes.
fn check(cx: &Cx, new: &Offer, panel: &Panel) -> Result<Classes, Error> {
    let about = &panel.about;
    let is_taken = match new.way {
        CandidateWay::Web => is_receiving(panel.state, (about.apply_from, about.apply_until), cx.today()),
        _ => panel.state == PanelState::Called,
    };
    let mut errors = mistakes(cx, new);
    if !is_taken {
        errors.insert("form", "call_closed".to_owned());
    }
    match cx.city.rules.panels().age_class(new.age) {
        Some(age) if errors.is_empty() => {
            Ok(Classes { age_group: age.code.clone(), gender: new.gender.clone(), district: new.district.clone() })
        }
        _ => Err(Error::Invalid(errors)),
    }
}

/// What the rule says against an offer, as codes by field; nothing is written.
#[must_use]
pub fn mistakes(cx: &Cx, new: &Offer) -> FieldErrors {
    let rule = cx.city.rules.panels();
    let mut errors = FieldErrors::new();
    let mut wrong = |is: bool, field: &'static str, code: &str| {
        if is {
            errors.entry(field).or_insert_with(|| code.to_owned());
        }
    };
    let known = Known {
        age: Some(new.age),
        relation: new.relation.clone(),
        occupation: new.occupation.clone(),
        ..Known::default()
    };
    let found = said(rule, &known);
    wrong(found.contains(&Against::Age) || rule.age_class(new.age).is_none(), "age", "age_young");
    wrong(!rule.genders.iter().any(|class| class.code == new.gender), "gender", "choice_needed");
    wrong(!rule.districts.iter().any(|class| class.code == new.district), "district", "choice_needed");
    wrong(found.contains(&Against::Relation), "relation", "monitor_relation");
    wrong(found.contains(&Against::Occupation), "occupation", "monitor_occupation");
    missing(rule, new).into_iter().for_each(|(field, code)| wrong(true, field, code));
    let relations = &cx.city.rules.city().relations;
    let stranger = new.relation.as_ref().is_some_and(|code| !relations.iter().any(|one| one.code == *code));
    wrong(stranger, "relation", "choice_unknown");
    wrong(new.occupation.as_ref().is_some_and(|code| rule.occupation(code).is_none()), "occupation", "choice_unknown");
    errors
}

/// What the call asks and nobody said.
fn missing(rule: &Panels, new: &Offer) -> Vec<(&'static str, &'static str)> {
    let needed = |field| rule.ask(field) == Some(true);
    let person = new.person.reveal();
    [
        (needed(AskField::Kana) && person.kana.is_empty(), "kana", "kana_needed"),
        (needed(AskField::Phone) && person.phone.is_none(), "phone", "applicant_phone_needed"),
        (needed(AskField::Relation) && new.relation.is_none(), "relation", "choice_needed"),
        (needed(AskField::Occupation) && new.occupation.is_none(), "occupation", "choice_needed"),
        (needed(AskField::Motive) && new.motive.is_none(), "motive", "motive_needed"),
    ]
    .into_iter()
    .filter(|(is, _, _)| *is)
    .map(|(_, field, code)| (field, code))
    .collect()
}

/// What the receipt page shows.
#[derive(Debug, Clone)]
pub struct CandidateReceipt {
    /// 応募番号
    pub number: String,
    /// 受付日
    pub received_on: NaiveDate,
    /// The term.
    pub panel: Panel,
    /// A mail with the same is on its way.
    pub mailed: bool,
    /// Until when this page can be shown again.
    pub again_until: DateTime<Utc>,
}

/// The receipt page's content, while it may be shown again.
///
/// # Errors
/// [`Error::NotFound`] for an unknown key or when the time is over.
pub async fn receipt(cx: &Cx, key: &PublicKey) -> Result<CandidateReceipt, Error> {
    let from = cx.reader();
    let one = candidate::by_key(&from, key).await?.ok_or(Error::NotFound)?;
    let again_until = one.received_at + TimeDelta::hours(i64::from(cx.city.rules.limits().receipt_again_hours));
    if cx.now() > again_until || one.about.way != CandidateWay::Web {
        return Err(Error::NotFound);
    }
    Ok(CandidateReceipt {
        panel: panel::by_id(&from, one.about.panel).await?.ok_or(Error::NotFound)?,
        mailed: one.about.notice_by == NoticeBy::Mail,
        number: one.about.number,
        received_on: one.about.received_on,
        again_until,
    })
}
