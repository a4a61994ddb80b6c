//! A voice with everything that its status page shows, read in one statement.

use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{
    case::Case,
    deadline::Stage,
    id::{CaseId, LetterId, PublicKey},
    submission::Submission,
};

use crate::{
    Source, StoreError,
    attachment::{self, File},
    convert,
    entity::{self, addition, case, case_measure, deadline, dispatch, letter, letter_point, submission},
    event::{CASE_LINES, Line},
    letter::{WithPoints, sheet},
    submission::voice,
    together::{Rows, Together, sorted},
};

/// A voice, its cases and what became of them. The text itself is not read: the status page never repeats it.
#[derive(Debug, Clone)]
pub struct VoiceFile {
    /// The voice, its body left empty.
    pub submission: Submission,
    /// Its cases with their headings, by branch.
    pub cases: Vec<(Case, String)>,
    /// When the resident added something, oldest first.
    pub additions: Vec<DateTime<Utc>>,
    /// Letters with their points, oldest first.
    pub letters: Vec<WithPoints>,
    /// The files that went out with them, in the order of the points.
    pub enclosures: Vec<(LetterId, File)>,
    /// The history of all its cases, oldest first.
    pub events: Vec<Line>,
    /// The reply deadlines that its cases had, oldest first.
    pub deadlines: Vec<(CaseId, NaiveDate)>,
}

const VOICE: &str = "(select v.id from submission v where v.key = $1)";

/// Reads the file of a voice.
///
/// # Errors
/// What the database says.
pub async fn read(from: &impl Source, key: &PublicKey) -> Result<Option<VoiceFile>, StoreError> {
    let of_voice = format!("t.submission_id = {VOICE}");
    let of_cases = format!("t.case_id in (select s.id from \"case\" s where s.submission_id = {VOICE})");
    let of_letters = format!("t.letter_id in (select l.id from letter l where l.submission_id = {VOICE})");
    let mut rows = Together::around(from, vec![key.as_str().into()])
        .with::<submission::Entity>("t.key = $1")
        .with::<case::Entity>(&of_voice)
        .with::<case_measure::Entity>(&of_cases)
        .with::<addition::Entity>(&of_voice)
        .with::<letter::Entity>(&of_voice)
        .with::<letter_point::Entity>(&of_letters)
        .with::<dispatch::Entity>(&of_letters)
        .with::<entity::attachment::Entity>(&format!(
            "t.owner_noun = 'reply' and t.owner_id in (select p.reply_id from letter_point p \
             join letter l on l.id = p.letter_id where l.submission_id = {VOICE})"
        ))
        .with::<deadline::Entity>(&of_cases)
        .with_query::<Line>("line", &format!("{CASE_LINES} where e.submission_id = {VOICE}"))
        .read(from)
        .await?;
    let Some(row) = rows.take::<submission::Entity>()?.pop() else { return Ok(None) };
    let points = sorted(rows.take::<letter_point::Entity>()?, |p| p.id);
    Ok(Some(VoiceFile {
        enclosures: enclosures(&mut rows, &points)?,
        submission: voice(row, String::new())?,
        cases: cases(&mut rows)?,
        additions: sorted(rows.take::<addition::Entity>()?, |a| a.id).into_iter().map(|a| a.created_at).collect(),
        letters: letters(&mut rows, &points)?,
        events: sorted(rows.take_part::<Line>("line")?, |line| line.id),
        deadlines: sorted(rows.take::<deadline::Entity>()?, |d| d.id)
            .into_iter()
            .filter(|d| d.stage == Stage::Reply.code())
            .map(|d| (CaseId(d.case_id), d.due_on))
            .collect(),
    }))
}

fn cases(rows: &mut Rows) -> Result<Vec<(Case, String)>, StoreError> {
    let measures = sorted(rows.take::<case_measure::Entity>()?, |m| m.id);
    let cases = sorted(rows.take::<case::Entity>()?, |c| c.branch);
    let with_title = |mut row: case::Model| {
        let further: Vec<_> = measures.iter().filter(|m| m.case_id == row.id).cloned().collect();
        let title = std::mem::take(&mut row.title);
        Ok((convert::case(row, &further)?, title))
    };
    cases.into_iter().map(with_title).collect()
}

fn enclosures(rows: &mut Rows, points: &[letter_point::Model]) -> Result<Vec<(LetterId, File)>, StoreError> {
    let files = sorted(rows.take::<entity::attachment::Entity>()?, |f| f.id);
    let mut found = Vec::new();
    for point in points {
        for row in files.iter().filter(|row| Some(row.owner_id) == point.reply_id) {
            found.push((LetterId(point.letter_id), attachment::file(row.clone())?));
        }
    }
    Ok(found)
}

fn letters(rows: &mut Rows, points: &[letter_point::Model]) -> Result<Vec<WithPoints>, StoreError> {
    let sent = sorted(rows.take::<dispatch::Entity>()?, |d| d.id);
    let letters = sorted(rows.take::<letter::Entity>()?, |l| l.id);
    let with_points = |row: letter::Model| {
        let own = points.iter().filter(|p| p.letter_id == row.id);
        let own = own.map(|p| (CaseId(p.case_id), p.reason.clone())).collect();
        let newest = sent.iter().rfind(|d| d.letter_id == row.id).cloned();
        (sheet(row, newest), own)
    };
    Ok(letters.into_iter().map(with_points).collect())
}
