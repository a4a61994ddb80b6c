//! By which words is a case found? By those that its page shows to the reader, and by nothing else.
//!
//! The hearing desk reads the voice as it came in (individual numbers masked); everybody else reads it with personal details
//! masked, or the copy that the desk released. Where both are the same there is one line of the index, else two. Of replies the newest
//! version is there, which is what the case says now, and every version that went out in a letter; drafts that others took the place of
//! are not. The index follows the story of a case: every transaction that tells one comes by here before its commit, so no use case can
//! forget it.

use std::collections::BTreeSet;

use kocho_domain::{
    body::Line,
    case::{Begin, NewCase},
    id::{CaseId, SectionId, SubmissionId},
    story::CaseEvent,
    submission::NewSubmission,
};
use kocho_text::{
    personal::{hidden, mask},
    search::tag,
};
use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};

use crate::{
    Source, StoreError, Tx,
    db::sealed::Conn,
    findable::{self, Entry, Findable, Reader, Slot, Worded},
    together::Together,
};

/// The code of the event by which a case begins; its line may be written already ([`open`]).
const RECEIVED: &str = "received";
/// Stands between several texts of one kind.
const APART: char = '\u{1e}';

/// The texts of a case as they were written.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
pub struct CaseText {
    /// The case's database key.
    pub id: i64,
    title: String,
    subject: String,
    place: Option<String>,
    body: Option<String>,
    copy: Option<String>,
    point: Option<String>,
    additions: Option<String>,
    replies: Option<String>,
    notes: Option<String>,
    // Properties, for the tags.
    holder_id: i64,
    shared: Option<String>,
    status: String,
    kind: Option<String>,
    channel: String,
    measure: Option<i64>,
    measure_state: String,
}

/// Where on a case's page a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// 件名
    Subject,
    /// 見出し
    Title,
    /// 本文
    Body,
    /// 課への写し
    Copy,
    /// この件の文
    Point,
    /// 場所
    Place,
    /// 追記
    Addition,
    /// 回答
    Reply,
    /// メモ
    Note,
}

impl Part {
    /// Its word.
    pub const fn label(self) -> &'static str {
        match self {
            Part::Subject => "件名",
            Part::Title => "見出し",
            Part::Body => "本文",
            Part::Copy => "写し",
            Part::Point => "この件の文",
            Part::Place => "場所",
            Part::Addition => "追記",
            Part::Reply => "回答",
            Part::Note => "メモ",
        }
    }
}

impl CaseText {
    /// The texts as this reader's page shows them, the heading first.
    #[must_use]
    pub fn read_by(&self, reader: Reader) -> Vec<(Part, String)> {
        let masked = reader == Reader::Others;
        let show = |text: &str| mask(text, &hidden(text, masked));
        // The heading of lists is the subject, or the first words of the point or the letter: an own text only then.
        let is_titled = self.point.is_some() || self.subject.is_empty();
        let mut parts = Vec::new();
        if is_titled {
            parts.push((Part::Title, show(&self.title)));
        }
        parts.push((Part::Subject, show(&self.subject)));
        let body = self.body.as_deref().unwrap_or_default();
        match (&self.copy, reader) {
            (Some(copy), Reader::Others) => parts.push((Part::Body, mask(copy, &hidden(copy, false)))),
            (Some(copy), Reader::Desk) => {
                parts.extend([(Part::Body, show(body)), (Part::Copy, mask(copy, &hidden(copy, false)))]);
            }
            (None, _) => parts.push((Part::Body, show(body))),
        }
        parts.extend(self.point.iter().map(|point| (Part::Point, show(point))));
        parts.extend(self.place.iter().map(|place| (Part::Place, show(place))));
        parts.extend(several(self.additions.as_ref()).map(|text| (Part::Addition, show(text))));
        // What staff write is shown as it is.
        parts.extend(several(self.replies.as_ref()).map(|text| (Part::Reply, text.to_owned())));
        parts.extend(several(self.notes.as_ref()).map(|text| (Part::Note, text.to_owned())));
        parts.retain(|(_, text)| !text.is_empty());
        parts
    }

    /// The lines of the index: one where all read the same, else one for the desk and one for everybody else.
    fn entries(&self) -> Vec<Entry> {
        let (desk, others) = (self.read_by(Reader::Desk), self.read_by(Reader::Others));
        if desk == others {
            return vec![self.entry(Slot::Case, desk)];
        }
        vec![self.entry(Slot::CaseDesk, desk), self.entry(Slot::CaseMasked, others)]
    }

    fn entry(&self, slot: Slot, parts: Vec<(Part, String)>) -> Entry {
        let mut texts = parts.into_iter().map(|(_, text)| text);
        Findable {
            slot,
            id: self.id,
            scope: Some(CaseId(self.id)),
            head: texts.next().unwrap_or_default(),
            texts: texts.collect(),
            tags: self.tags(),
        }
        .entry()
    }

    fn tags(&self) -> Vec<String> {
        let holder = self.holder_id.to_string();
        let mut tags =
            vec![tag('h', &holder), tag('s', &self.status), tag('c', &self.channel), tag('p', &self.measure_state)];
        tags.extend(self.kind.iter().map(|kind| tag('k', kind)));
        tags.extend(self.measure.iter().map(|measure| tag('m', &measure.to_string())));
        let seen: BTreeSet<&str> = self
            .shared
            .as_deref()
            .unwrap_or_default()
            .split(' ')
            .chain([holder.as_str()])
            .filter(|s| !s.is_empty())
            .collect();
        tags.extend(seen.into_iter().map(|section| tag('v', section)));
        tags
    }
}

fn several(texts: Option<&String>) -> impl Iterator<Item = &str> {
    texts.into_iter().flat_map(|texts| texts.split(APART))
}

/// The lines of a case that its voice opens, made before either has a key.
#[derive(Debug, Clone, Default)]
pub struct Lines(Vec<Worded>);

/// Makes the lines of a case that begins with `holder`, from what is known of it anyway, instead of reading it all again at
/// the commit. A property test holds them against what [`index`] would have written.
#[must_use]
pub fn lines(new: (&NewSubmission, &NewCase), note: Option<&str>, holder: SectionId) -> Lines {
    Lines(text_of(new, note, holder).entries().into_iter().map(Worded::of).collect())
}

/// Writes the line of a case that its voice has just opened.
///
/// # Errors
/// What the database says.
pub async fn open(
    tx: &mut Tx,
    voice: SubmissionId,
    case: CaseId,
    new: (&NewSubmission, &NewCase),
    holder: SectionId,
) -> Result<(), StoreError> {
    open_all(tx, vec![(voice, case, lines(new, None, holder))]).await
}

/// [`open`] for many.
///
/// # Errors
/// What the database says.
pub async fn open_all(tx: &mut Tx, cases: Vec<(SubmissionId, CaseId, Lines)>) -> Result<(), StoreError> {
    let mut entries = Vec::with_capacity(cases.len());
    for (voice, case, lines) in cases {
        entries.extend(lines.0.into_iter().map(|line| line.at(case)));
        tx.note_indexed(voice);
    }
    findable::write(tx, &entries).await
}

fn text_of((written, opened): (&NewSubmission, &NewCase), note: Option<&str>, holder: SectionId) -> CaseText {
    let line = |l: &Option<Line>| l.as_ref().map(|l| l.as_str().to_owned());
    CaseText {
        title: opened.title.clone(),
        subject: line(&written.subject).unwrap_or_default(),
        place: line(&written.place),
        body: Some(written.body.as_str().to_owned()),
        point: opened.point.clone(),
        notes: note.map(str::to_owned),
        replies: match opened.begins() {
            Begin::Done { done, .. } => Some(done.result.clone()),
            Begin::Desk | Begin::Section { .. } => None,
        },
        holder_id: holder.0,
        status: opened.status().code().to_owned(),
        kind: opened.kind.clone(),
        channel: written.channel.clone(),
        measure_state: "undecided".to_owned(),
        ..CaseText::default()
    }
}

/// The texts of cases, in no order.
///
/// # Errors
/// What the database says.
pub async fn of_cases(from: &impl Source, cases: &[CaseId]) -> Result<Vec<CaseText>, StoreError> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = cases.iter().map(|case| case.0).collect();
    let sql = select(from, &format!("c.id in ({})", marks(ids.len())));
    let values = ids.into_iter().map(Value::from).collect();
    Together::around(from, values).with_query::<CaseText>("text", &sql).read(from).await?.take_part("text")
}

fn marks(n: usize) -> String {
    (1..=n).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
}

fn select(from: &impl Source, which: &str) -> String {
    let postgres = from.conn().get_database_backend() == DbBackend::Postgres;
    let (join, apart) = if postgres { ("string_agg", "chr(30)") } else { ("group_concat", "char(30)") };
    format!(
        "select c.id, c.title, b.subject, b.place, c.point, c.holder_id, c.status, c.kind, c.channel, c.measure_state, \
         c.measure_id as measure, \
         (select t.body from transcript t where t.submission_id = b.id and t.version = 1) as body, \
         (select t.body from transcript t where t.submission_id = b.id and t.version > 1 order by t.version desc limit 1) as copy, \
         (select {join}(a.body, {apart} order by a.id) from addition a where a.submission_id = b.id) as additions, \
         (select {join}(r.body, {apart} order by r.version desc) from reply r where r.case_id = c.id \
         and (r.version = (select max(n.version) from reply n where n.case_id = c.id) \
         or exists (select 1 from letter l join letter_point p on p.letter_id = l.id \
         where l.submission_id = b.id and p.case_id = c.id and p.reply_id = r.id))) as replies, \
         (select {join}(n.body, {apart} order by n.id) from note n where n.case_id = c.id) as notes, \
         (select {join}(cast(s.section_id as text), ' ' order by s.id) from assignment s \
         where s.case_id = c.id and s.until_at is null) as shared \
         from \"case\" c join submission b on b.id = c.submission_id where {which}"
    )
}

/// Brings the index up to what a story tells, before its commit.
pub(crate) async fn follow(tx: &Tx, events: &[CaseEvent]) -> Result<(), StoreError> {
    let is_to_do = |event: &&CaseEvent| event.code != RECEIVED || !tx.is_indexed(event.submission);
    let voices: BTreeSet<i64> = events.iter().filter(is_to_do).map(|event| event.submission.0).collect();
    let voices: Vec<SubmissionId> = voices.into_iter().map(SubmissionId).collect();
    index(tx, &voices).await.map(drop)
}

/// Writes the lines of all cases of these voices; those that are as they should be are left alone. Answers how many lines
/// had to be written or taken out.
///
/// # Errors
/// What the database says.
pub async fn index(tx: &Tx, voices: &[SubmissionId]) -> Result<usize, StoreError> {
    if voices.is_empty() {
        return Ok(0);
    }
    let ids: Vec<Value> = voices.iter().map(|voice| voice.0.into()).collect();
    let of_voices = format!("c.submission_id in ({})", marks(ids.len()));
    lock(tx, &ids).await?;
    let lines = format!(
        "select f.id, f.case_id, f.head, f.tags, f.key from findable f join \"case\" c on c.id = f.case_id where {of_voices}"
    );
    let mut rows = Together::around(tx, ids)
        .with_query::<CaseText>("text", &select(tx, &of_voices))
        .with_query::<Entry>("line", &lines)
        .read(tx)
        .await?;
    let written: Vec<Entry> = rows.take_part("line")?;
    let wanted: Vec<Entry> = rows.take_part::<CaseText>("text")?.iter().flat_map(CaseText::entries).collect();
    let gone: Vec<i64> =
        written.iter().map(|line| line.id).filter(|id| !wanted.iter().any(|line| line.id == *id)).collect();
    let new: Vec<Entry> = wanted.into_iter().filter(|line| !written.contains(line)).collect();
    let count = new.len();
    findable::remove(tx, &gone).await?;
    findable::write(tx, &new.into_iter().map(Worded::of).collect::<Vec<_>>()).await?;
    Ok(gone.len() + count)
}

/// Two notes at one moment must not each write a line without the other: PostgreSQL waits at the voice, which no act on a
/// case has locked before. SQLite has one writer.
async fn lock(tx: &Tx, voices: &[Value]) -> Result<(), StoreError> {
    let conn = tx.conn();
    if conn.get_database_backend() == DbBackend::Postgres {
        let sql = format!(
            "select v.id from submission v where v.id in ({}) order by v.id for no key update",
            marks(voices.len())
        );
        conn.query_all_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, voices.to_vec())).await?;
    }
    Ok(())
}

/// How far the index of older voices has come; `None` when it is whole.
const BELOW: &str = "search_below";
/// Voices of one step.
const STEP: u64 = 500;

/// True while older voices still wait for their lines.
///
/// # Errors
/// What the database says.
pub async fn is_waiting(from: &impl Source) -> Result<bool, StoreError> {
    Ok(crate::setting::get(from, BELOW).await?.is_some_and(|below| below != "0"))
}

/// Indexes the next older voices and notes how far it came; false when nothing was left.
///
/// # Errors
/// What the database says.
pub async fn index_step(tx: &mut Tx) -> Result<bool, StoreError> {
    let Some(below) = crate::setting::get(tx, BELOW).await?.and_then(|below| below.parse::<i64>().ok()) else {
        return Ok(false);
    };
    let sql = format!("select v.id from submission v where v.id < $1 order by v.id desc limit {STEP}");
    let conn = tx.conn();
    let rows =
        conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, [below.into()])).await?;
    let voices: Vec<SubmissionId> =
        rows.iter().map(|row| row.try_get("", "id").map(SubmissionId)).collect::<Result<_, _>>()?;
    index(tx, &voices).await?;
    let reached = voices.last().map_or(0, |voice| voice.0);
    crate::setting::set(tx, BELOW, &reached.to_string()).await?;
    Ok(!voices.is_empty())
}
