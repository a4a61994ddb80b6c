//! 約束: writing a promise down, reporting how far it is, moving its deadline, keeping and dropping it; one with its history.
//! Lists and figures stand in `commitment/list.rs`, mails to sections in `commitment/remind.rs`,
//! what applicants hear later in `commitment/follow_up.rs`, files that show that one was kept in `commitment/evidence.rs`.

pub mod evidence;
pub mod follow_up;
pub mod list;
pub mod remind;

use chrono::NaiveDate;
use kocho_domain::{
    access::{Permission, StaffActor},
    commitment::{Commitment, TEXT_LENGTH, may_close, may_report, scope},
    deadline::due_on,
    id::{PublicKey, SectionId},
    story::{AuditEvent, Story},
};
pub use kocho_store::commitment::Step;
use kocho_store::{
    Tx,
    attachment::{self, File, Owner},
    commitment,
    commitment::NewCommitment,
};

use crate::{Cx, Error, FieldErrors};

pub use list::{Origin, origins};

/// What was typed when a promise is written down.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// What was promised.
    pub text: String,
    /// The same for residents; may be empty.
    pub public_text: String,
    /// 担当課
    pub section: Option<SectionId>,
    /// When it was made; today when nothing is said.
    pub made_on: Option<NaiveDate>,
    /// By when.
    pub due_on: Option<NaiveDate>,
    /// Code of the measure; may be empty.
    pub measure: String,
}

/// Writes a promise down that was made beside a dialogue day.
///
/// # Errors
/// [`Error::Invalid`] with a sentence a field; [`Error::Denied`].
pub async fn add(cx: &Cx, typed: &Typed) -> Result<PublicKey, Error> {
    if !cx.actor.staff()?.may(Permission::DialogueRecord) {
        return Err(Error::Denied);
    }
    let new = checked(cx, typed)?;
    let mut tx = cx.begin().await?;
    let (key, event) = write(cx, &mut tx, &new).await?;
    tx.commit(Story::audit(event)).await?;
    Ok(key)
}

/// Writes a promise inside the transaction of a use case, which commits the event.
pub(crate) async fn write(cx: &Cx, tx: &mut Tx, new: &NewCommitment) -> Result<(PublicKey, AuditEvent), Error> {
    let key = cx.new_key();
    let id = commitment::insert(tx, &key, new).await?;
    let event = AuditEvent::new("commitment_made", "commitment", Some(id.0)).with("section", new.section);
    Ok((key, event.with("due", new.due_on)))
}

/// A promise as it can be kept, without where it was made.
///
/// # Errors
/// [`Error::Invalid`] with a sentence a field.
pub(crate) fn checked(cx: &Cx, typed: &Typed) -> Result<NewCommitment, Error> {
    let made_on = typed.made_on.unwrap_or(cx.today());
    let in_force = |id| cx.city.section(id).is_some_and(|section| section.in_force(cx.today()));
    let section = typed.section.filter(|id| in_force(*id));
    let measure = cx.city.measure_named(typed.measure.trim()).map(|measure| measure.id);
    let long = |text: &str| text.chars().count() > TEXT_LENGTH;
    let checks = [
        ("text", typed.text.trim().is_empty(), "約束したことを書いてください。".to_owned()),
        ("text", long(&typed.text), format!("{TEXT_LENGTH}文字までで書いてください。")),
        ("public_text", long(&typed.public_text), format!("{TEXT_LENGTH}文字までで書いてください。")),
        ("section", section.is_none(), "担当課を選んでください。".to_owned()),
        ("made_on", made_on > cx.today(), "約束した日を、今日までの日付で入れてください。".to_owned()),
        (
            "due_on",
            typed.due_on.is_none_or(|on| on < made_on),
            "期限を、約束した日以降の日付で入れてください。".to_owned(),
        ),
        ("measure", measure.is_none() && !typed.measure.trim().is_empty(), "この施策は計画にありません。".to_owned()),
    ];
    let errors: FieldErrors =
        checks.into_iter().rev().filter(|(_, wrong, _)| *wrong).map(|(field, _, sentence)| (field, sentence)).collect();
    let (Some(section), Some(due_on), true) = (section, typed.due_on, errors.is_empty()) else {
        return Err(Error::Invalid(errors));
    };
    Ok(NewCommitment {
        slot: None,
        remark: None,
        case: None,
        measure,
        text: typed.text.trim().to_owned(),
        public_text: typed.public_text.trim().to_owned(),
        section,
        made_on,
        due_on,
        follow_up_on: None,
        demo: cx.house.demo,
    })
}

/// The day on which the applicant hears how far a promise of this day is, by the rule of its series.
pub(crate) fn follow_up_day(cx: &Cx, series: &str, made_on: NaiveDate) -> Option<NaiveDate> {
    let series = cx.city.rules.dialogues().series(series)?;
    Some(due_on(cx.city.rules.calendar(), made_on, series.follow_up))
}

/// A promise with its history.
#[derive(Debug, Clone)]
pub struct CommitmentView {
    /// The promise.
    pub one: Commitment,
    /// Its history, oldest first.
    pub steps: Vec<Step>,
    /// Where it was made.
    pub origin: Option<Origin>,
    /// This person may write how far it is.
    pub may_report: bool,
    /// This person may move its deadline and end it.
    pub may_close: bool,
    /// This person may write for residents.
    pub may_publish: bool,
    /// Words of the public texts that may point at a person.
    pub doubts: Vec<String>,
    /// Files that show that it was kept.
    pub evidence: Vec<File>,
    /// Files that this person chose and that wait for its closing.
    pub waiting: Vec<File>,
}

/// A promise by its key.
///
/// # Errors
/// [`Error::NotFound`], also for one of another section.
pub async fn show(cx: &Cx, key: &PublicKey) -> Result<CommitmentView, Error> {
    let staff = cx.actor.staff()?;
    let one = seen(cx, key).await?;
    let from = cx.reader();
    let steps = commitment::steps(&from, one.id).await?;
    let origin = match one.slot {
        Some(slot) => origins(cx, &[slot]).await?.remove(&slot),
        None => None,
    };
    let closes = one.state.is_open() && may_close(staff, &one);
    Ok(CommitmentView {
        evidence: attachment::of(&from, Owner::Commitment(one.id)).await?,
        waiting: if closes { evidence::waiting(cx, key).await? } else { Vec::new() },
        steps,
        origin,
        may_report: one.state.is_open() && may_report(staff, &one),
        may_close: closes,
        may_publish: staff.may(Permission::DialogueRecord),
        doubts: doubts(&format!("{}\n{}", one.public_text, one.public_outcome)),
        one,
    })
}

async fn seen(cx: &Cx, key: &PublicKey) -> Result<Commitment, Error> {
    let one = commitment::by_key(&cx.reader(), key).await?.ok_or(Error::NotFound)?;
    if scope(&cx.actor).has(&one) { Ok(one) } else { Err(Error::NotFound) }
}

/// Words that may point at a person, each once, in their order.
pub(crate) fn doubts(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut words: Vec<String> = Vec::new();
    for hit in kocho_text::personal::find(text) {
        let word: String = chars.get(hit.start..hit.end).unwrap_or_default().iter().collect();
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

/// A right that an act needs.
type Right = fn(&StaffActor, &Commitment) -> bool;

/// The promise inside a transaction, for an act that this person may do.
async fn to_change(cx: &Cx, tx: &Tx, key: &PublicKey, right: Right) -> Result<Commitment, Error> {
    let one = commitment::by_key(tx, key).await?.filter(|one| scope(&cx.actor).has(one)).ok_or(Error::NotFound)?;
    if right(cx.actor.staff()?, &one) { Ok(one) } else { Err(Error::Denied) }
}

fn event(code: &'static str, one: &Commitment) -> AuditEvent {
    AuditEvent::new(code, "commitment", Some(one.id.0))
}

/// 進み具合を書く.
///
/// # Errors
/// [`kocho_domain::refusal::Refusal::TextMissing`], `CommitmentOver`; [`Error::Denied`].
pub async fn report(cx: &Cx, key: &PublicKey, text: &str) -> Result<(), Error> {
    let mut tx = cx.begin().await?;
    let one = to_change(cx, &tx, key, may_report).await?.still_open()?;
    if text.trim().is_empty() {
        return Err(kocho_domain::refusal::Refusal::TextMissing.into());
    }
    commitment::add_step(&mut tx, one.id, "note", None, text).await?;
    Ok(tx.commit(Story::audit(event("commitment_noted", &one))).await?)
}

/// 期限を変える.
///
/// # Errors
/// By the rule [`Commitment::move_to`]; [`Error::Stale`], [`Error::Denied`].
pub async fn move_to(cx: &Cx, key: &PublicKey, due_on: Option<NaiveDate>, reason: &str) -> Result<(), Error> {
    let mut tx = cx.begin().await?;
    let one = to_change(cx, &tx, key, may_close).await?;
    let before = one.due_on;
    let moved = one.move_to(due_on.unwrap_or(before), reason, cx.today())?;
    commitment::save(&mut tx, &moved).await?;
    commitment::add_step(&mut tx, moved.id, "moved", Some(moved.due_on), reason).await?;
    let told = event("commitment_moved", &moved).with("from", before).with("to", moved.due_on);
    Ok(tx.commit(Story::audit(told)).await?)
}

/// The evidence that a promise was kept.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// When it was kept; today when nothing is said.
    pub on: Option<NaiveDate>,
    /// What was done, and where it can be seen.
    pub words: String,
    /// An address; may be empty.
    pub address: String,
}

/// 果たした. Files that this person offered become its evidence, beside the words.
///
/// # Errors
/// By the rule [`Commitment::keep`]; [`Error::Stale`], [`Error::Denied`].
pub async fn keep(cx: &Cx, key: &PublicKey, evidence: &Evidence) -> Result<(), Error> {
    let mut tx = cx.begin().await?;
    let one = to_change(cx, &tx, key, may_close).await?;
    let on = evidence.on.unwrap_or(cx.today());
    let kept = one.keep(on, (&evidence.words, &evidence.address), cx.today())?;
    commitment::save(&mut tx, &kept).await?;
    let text = commitment::add_step(&mut tx, kept.id, "kept", None, &evidence.words).await?;
    commitment::set_evidence(&mut tx, kept.id, text).await?;
    let files = evidence::adopt(cx, &mut tx, &kept).await?;
    let told = event("commitment_kept", &kept).with("on", on).with("on_time", kept.is_on_time()).with("files", files);
    Ok(tx.commit(Story::audit(told)).await?)
}

/// 取りやめる.
///
/// # Errors
/// By the rule [`Commitment::give_up`]; [`Error::Stale`], [`Error::Denied`].
pub async fn give_up(cx: &Cx, key: &PublicKey, reason: &str) -> Result<(), Error> {
    let mut tx = cx.begin().await?;
    let dropped = to_change(cx, &tx, key, may_close).await?.give_up(reason, cx.today())?;
    commitment::save(&mut tx, &dropped).await?;
    commitment::add_step(&mut tx, dropped.id, "dropped", None, reason).await?;
    Ok(tx.commit(Story::audit(event("commitment_dropped", &dropped))).await?)
}

/// Writes for residents what was promised and what became of it. `lock` is that of the page on which it was written.
///
/// # Errors
/// [`Error::Invalid`] for the field `public_text`, [`Error::Stale`], [`Error::Denied`].
pub async fn publish(cx: &Cx, key: &PublicKey, (text, outcome): (&str, &str), lock: i64) -> Result<(), Error> {
    let long = |text: &str| text.chars().count() > TEXT_LENGTH;
    for (field, words) in [("public_text", text), ("public_outcome", outcome)] {
        if long(words) {
            return Err(Error::field(field, format!("{TEXT_LENGTH}文字までで書いてください。")));
        }
    }
    let mut tx = cx.begin().await?;
    let right: Right = |staff, _| staff.may(Permission::DialogueRecord);
    let mut one = to_change(cx, &tx, key, right).await?;
    one.lock = lock;
    text.trim().clone_into(&mut one.public_text);
    outcome.trim().clone_into(&mut one.public_outcome);
    commitment::save(&mut tx, &one).await?;
    commitment::add_step(&mut tx, one.id, "published", None, "").await?;
    Ok(tx.commit(Story::audit(event("commitment_published", &one))).await?)
}
