//! What the desk and residents see of terms: how the matrix fills, how many wait, and which combinations are small.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kocho_domain::{
    id::{PanelId, PublicKey},
    panel::{
        CandidateState, Classes, PanelState, is_receiving,
        quota::Matrix,
        small_cells::{SmallCells, small_cells},
    },
};
use kocho_store::{
    Source, candidate,
    candidate_tally::{self, Counted},
    monitor::{self, Monitor},
    panel::{self, Panel},
    panel_draw::{self, PanelDraw},
};

use super::{desk, known};
use crate::{Cx, Error, panel_notice};

/// Terms of a list.
const TERMS: u64 = 40;

/// A term in the list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The term.
    pub panel: Panel,
    /// Monitors who serve today.
    pub active: usize,
    /// Candidates on whom nobody has decided.
    pub waiting: usize,
}

/// The terms, the newest first.
///
/// # Errors
/// [`Error::Denied`].
pub async fn list(cx: &Cx) -> Result<Vec<Listed>, Error> {
    desk(cx)?;
    let from = cx.reader();
    let (serving, waiting) = (monitor::serving(&from, cx.today()).await?, candidate::waiting(&from).await?);
    let count = |of: &BTreeMap<PanelId, usize>, id: PanelId| of.get(&id).copied().unwrap_or(0);
    let row = |panel: Panel| Listed { active: count(&serving, panel.id), waiting: count(&waiting, panel.id), panel };
    Ok(panel::newest(&from, TERMS).await?.into_iter().map(row).collect())
}

/// How many candidates are how far.
pub type Tally = BTreeMap<CandidateState, usize>;

/// A term with what hangs on it.
#[derive(Debug, Clone)]
pub struct PanelView {
    /// The term.
    pub panel: Panel,
    /// What is wanted, chosen and free in each class.
    pub matrix: Matrix,
    /// How many candidates are how far.
    pub tally: Tally,
    /// Monitors: all, and those who serve or will.
    pub monitors: (usize, usize),
    /// Combinations of classes with few monitors.
    pub small: SmallCells,
    /// Letters that wait to be sent, and how many of them because their mail reached nobody.
    pub letters: (usize, usize),
    /// Rounds of draws.
    pub rounds: Vec<PanelDraw>,
    /// Classes of the matrix in the order of the rule: 年代, 性別, 地区.
    pub order: [Vec<String>; 3],
}

impl PanelView {
    /// How many candidates are in this state.
    #[must_use]
    pub fn count(&self, state: CandidateState) -> usize {
        self.tally.get(&state).copied().unwrap_or(0)
    }
}

/// A term for the desk.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn show(cx: &Cx, key: &PublicKey) -> Result<PanelView, Error> {
    desk(cx)?;
    let from = cx.reader();
    let panel = known(&from, key).await?;
    let counted = candidate_tally::of_panel(&from, panel.id).await?;
    let monitors = monitor::of_panel(&from, panel.id).await?;
    let quota = panel::quota(&from, panel.id).await?;
    let mut tally = Tally::new();
    for some in &counted {
        *tally.entry(some.state).or_default() += some.people;
    }
    let serving = serving(cx, &panel, &monitors);
    let order = order(&quota, counted.iter().map(|some| &some.classes).chain(serving.iter().copied()));
    Ok(PanelView {
        matrix: filled(cx, &panel, quota, (&counted, &monitors)),
        order,
        tally,
        monitors: (monitors.len(), serving.len()),
        small: small_cells(serving.iter().copied()),
        letters: panel_notice::waiting(cx, &panel).await?,
        rounds: panel_draw::of_panel(&from, panel.id).await?,
        panel,
    })
}

/// What is wanted, chosen and free in each class of a term.
///
/// # Errors
/// What the database says.
pub(crate) async fn matrix(cx: &Cx, from: &impl Source, panel: &Panel) -> Result<Matrix, Error> {
    let counted = candidate_tally::of_panel(from, panel.id).await?;
    let monitors = monitor::of_panel(from, panel.id).await?;
    Ok(filled(cx, panel, panel::quota(from, panel.id).await?, (&counted, &monitors)))
}

/// The monitors who serve today, or will from the first day of the term.
fn serving<'a>(cx: &Cx, panel: &Panel, monitors: &'a [Monitor]) -> Vec<&'a Classes> {
    let day = cx.today().clamp(panel.about.starts_on, panel.about.ends_on);
    monitors.iter().filter(|one| one.is_active(day)).map(|one| &one.about.classes).collect()
}

fn filled(cx: &Cx, panel: &Panel, quota: Vec<(Classes, u32)>, (counted, monitors): (&[Counted], &[Monitor])) -> Matrix {
    let in_state = |state: CandidateState| {
        let some = counted.iter().filter(move |some| some.state == state);
        some.flat_map(|some| std::iter::repeat_n(&some.classes, some.people))
    };
    let chosen = in_state(CandidateState::Chosen).chain(serving(cx, panel, monitors));
    Matrix::of(quota, chosen, in_state(CandidateState::Received).chain(in_state(CandidateState::Reserve)))
}

/// The classes in the order of the quota, those that only people have behind them.
fn order<'a>(quota: &'a [(Classes, u32)], people: impl Iterator<Item = &'a Classes>) -> [Vec<String>; 3] {
    let mut order: [Vec<String>; 3] = Default::default();
    for classes in quota.iter().map(|(classes, _)| classes).chain(people) {
        let codes = [&classes.age_group, &classes.gender, &classes.district];
        for (list, code) in order.iter_mut().zip(codes) {
            if !list.contains(code) {
                list.push(code.clone());
            }
        }
    }
    order
}

/// The call that residents see.
#[derive(Debug, Clone)]
pub struct PublicCall {
    /// The term.
    pub panel: Panel,
    /// Applications are taken today.
    pub is_open: bool,
    /// From when on, while it has not begun.
    pub opens_on: Option<NaiveDate>,
    /// Its rounds, drawn or sealed.
    pub rounds: Vec<PanelDraw>,
}

/// The terms that residents may know of, the newest first: all whose call was opened, of the last ten years or so.
///
/// # Errors
/// What the database says.
pub async fn public_terms(cx: &Cx) -> Result<Vec<Panel>, Error> {
    let all = panel::newest(&cx.reader(), TERMS).await?;
    Ok(all.into_iter().filter(|panel| panel.state != PanelState::Draft).collect())
}

/// The newest term whose call is public; `None` before the first one.
///
/// # Errors
/// What the database says.
pub async fn public_call(cx: &Cx) -> Result<Option<PublicCall>, Error> {
    let from = cx.reader();
    let Some(panel) = public_terms(cx).await?.into_iter().next() else { return Ok(None) };
    let about = &panel.about;
    let is_open = is_receiving(panel.state, (about.apply_from, about.apply_until), cx.today());
    let is_ahead = panel.state == PanelState::Called && cx.today() < about.apply_from;
    Ok(Some(PublicCall {
        is_open,
        opens_on: is_ahead.then_some(about.apply_from),
        rounds: panel_draw::of_panel(&from, panel.id).await?,
        panel,
    }))
}
