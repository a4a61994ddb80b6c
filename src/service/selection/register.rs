//! 名簿: rows of a resident register as a table. Its columns are mapped, whoever is too young is left out, and the rows wait for
//! one draw; then those that were not drawn are gone.

use chrono::NaiveDate;
use kocho_document::sheet::Sheet;
use kocho_domain::{
    dialogue::NoticeBy,
    id::PublicKey,
    import::Cell,
    panel::{
        CandidateState, CandidateWay, DrawSource, PanelState,
        register::{Columns, Resident, resident},
        register_number,
    },
    personal::Personal,
    refusal::Refusal,
    story::{AuditEvent, Story},
};
use kocho_store::{
    Tx,
    candidate::{self, NewCandidate},
    candidate_tally,
    monitor::PersonHashes,
    panel::Panel,
    panel_draw,
};

pub use kocho_domain::panel::register::Headings;

use crate::{
    Cx, Error,
    candidate::hashes_of,
    panel::{desk, held},
};

/// The most rows of a register.
const MOST_ROWS: usize = 20_000;

/// What became of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Brought {
    /// Rows that wait for the draw.
    pub rows: usize,
    /// Rows that were too young.
    pub young: usize,
}

/// Brings a register. A table with a row that cannot be read is refused whole, with the places.
///
/// # Errors
/// [`Error::Invalid`] for `file`; [`Refusal::RegisterUnsealed`], [`Refusal::RegisterWaiting`], [`Refusal::PanelNotNow`].
pub async fn bring(cx: &Cx, key: &PublicKey, file: Vec<u8>, headings: &Headings) -> Result<Brought, Error> {
    desk(cx)?;
    let mut tx = cx.begin().await?;
    let panel = held(&mut tx, key, &[PanelState::Called]).await?;
    let rounds = panel_draw::of_panel(&tx, panel.id).await?;
    let open = rounds.iter().find(|round| round.source == DrawSource::Register && round.drawn.is_none());
    let round = open.ok_or(Refusal::RegisterUnsealed)?.round;
    match waiting(&tx, &panel).await? {
        0 => {}
        count => return Err(Refusal::RegisterWaiting { count }.into()),
    }
    let (residents, young) = read(cx, file, headings, panel.about.starts_on)?;
    if residents.is_empty() {
        return Err(Error::field("file", "抽せんできる行がありません。"));
    }
    let rows: Vec<_> = residents.into_iter().map(|(at, one)| row(cx, &panel, (round, at), one)).collect();
    candidate::insert(&mut tx, &rows, panel.about.ends_on).await?;
    let event = AuditEvent::new("register_brought", "panel", Some(panel.id.0))
        .with("round", round)
        .with("rows", rows.len())
        .with("young", young);
    tx.commit(Story::audit(event)).await?;
    Ok(Brought { rows: rows.len(), young })
}

async fn waiting(tx: &Tx, panel: &Panel) -> Result<usize, Error> {
    let counted = candidate_tally::of_panel(tx, panel.id).await?;
    let rows =
        counted.iter().filter(|some| some.way == CandidateWay::Register && some.state == CandidateState::Received);
    Ok(rows.map(|some| some.people).sum())
}

/// Residents by their row, and how many were too young.
type Read = (Vec<(u32, Resident)>, usize);

fn read(cx: &Cx, file: Vec<u8>, headings: &Headings, starts_on: NaiveDate) -> Result<Read, Error> {
    let wrong = |words: String| Error::field("file", words);
    let sheet = Sheet::open(file).map_err(|why| wrong(format!("{why}。")))?;
    let mut rows = sheet.rows();
    let (_, heads) = rows.next().transpose().map_err(|why| wrong(format!("{why}。")))?.unwrap_or_default();
    let heads: Vec<String> = heads.iter().map(text).collect();
    let columns = Columns::find(&heads, headings).map_err(wrong)?;
    let rule = cx.city.rules.panels();
    let (mut found, mut young, mut faults) = (Vec::new(), 0, Vec::new());
    for row in rows {
        let (at, cells) = row.map_err(|why| wrong(format!("{why}。")))?;
        if cells.iter().all(|cell| text(cell).trim().is_empty()) {
            continue;
        }
        match resident(rule, &columns, &cells, (starts_on, cx.today())) {
            Ok(Some(one)) => found.push((at, one)),
            Ok(None) => young += 1,
            Err(why) => faults.push(format!("{at}行目：{why}")),
        }
        if found.len() > MOST_ROWS {
            return Err(wrong(format!("名簿は{MOST_ROWS}行までです。先に抽出してください。")));
        }
    }
    if faults.is_empty() {
        return Ok((found, young));
    }
    let more = if faults.len() > 5 { format!("ほか{}行。", faults.len() - 5) } else { String::new() };
    Err(wrong(format!("読めない行があるので、取り込みませんでした。{}{more}", faults[..faults.len().min(5)].join(""))))
}

fn text(cell: &Cell) -> String {
    cell.words().map(std::borrow::Cow::into_owned).unwrap_or_default()
}

fn row(cx: &Cx, panel: &Panel, (round, at): (u32, u32), one: Resident) -> (NewCandidate, PersonHashes) {
    let hashes = hashes_of(cx, &one.person);
    let new = NewCandidate {
        key: cx.new_key(),
        form_key: format!("register-{}-{round}-{at}", panel.id),
        panel: panel.id,
        number: register_number(round, at),
        way: CandidateWay::Register,
        language: "ja".to_owned(),
        received_on: cx.today(),
        person: Personal::new(one.person),
        notice_by: NoticeBy::Letter,
        classes: one.classes,
        relation: None,
        occupation: None,
        motive: String::new(),
        recommender: String::new(),
        renews: None,
    };
    (new, hashes)
}

/// Erases the rows of a register that was brought by mistake, before it is drawn; answers how many.
///
/// # Errors
/// [`Refusal::NothingToDraw`] when there are none; [`Refusal::PanelNotNow`].
pub async fn drop_rows(cx: &Cx, key: &PublicKey) -> Result<u64, Error> {
    desk(cx)?;
    let mut tx = cx.begin().await?;
    let panel = held(&mut tx, key, &[PanelState::Called]).await?;
    let erased = candidate::remove_undrawn(&mut tx, panel.id).await?;
    if erased == 0 {
        return Err(Refusal::NothingToDraw.into());
    }
    let event = AuditEvent::new("register_dropped", "panel", Some(panel.id.0)).with("rows", erased);
    tx.commit(Story::audit(event)).await?;
    Ok(erased)
}
