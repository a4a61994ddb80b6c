//! Cases that no section owns: what was said about them, and who does them, decided here with the reason.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::Form;
use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{access::Permission, id::SectionId};
use kocho_service::{
    Cx, Error,
    office::{self, Orphan, PATIENCE, Said},
};
use serde::Deserialize;

use crate::{
    frame::Frame,
    guard::{Signed, go_with},
    page::Page,
    problem::AppError,
    routes::{Access, Routes},
    staff::{
        case::{
            door::{key_of, sentence_of},
            words::due_view,
        },
        filters,
        view::{Choice, DueView},
    },
    state::AppState,
    urls::staff as urls,
};

/// `GET /office/orphans`
#[derive(Debug, Template)]
#[template(path = "office/orphans.html")]
pub(crate) struct OrphansPage {
    pub(crate) frame: Frame,
    /// 裁定待ち
    pub(crate) disputed: Vec<OrphanView>,
    /// Not routed for days.
    pub(crate) left: Vec<OrphanView>,
    /// Decided, still at work.
    pub(crate) decided: Vec<OrphanView>,
    /// Open days after which a case at the desk counts as left.
    pub(crate) patience: u16,
    /// The reader decides.
    pub(crate) decides: bool,
}

/// A case.
#[derive(Debug, Clone)]
pub(crate) struct OrphanView {
    pub(crate) key: String,
    pub(crate) href: String,
    pub(crate) number: String,
    pub(crate) title: String,
    pub(crate) received_on: NaiveDate,
    pub(crate) due: DueView,
    /// Who has it now.
    pub(crate) holder: String,
    pub(crate) said: Vec<SaidView>,
    /// Where the decision goes (POST), and the state that was seen.
    pub(crate) url: String,
    pub(crate) lock: i64,
    /// All sections, the ones that were named first.
    pub(crate) sections: Vec<Choice>,
    /// What was typed, and what was wrong with it.
    pub(crate) typed: String,
    pub(crate) error: String,
}

/// A return or a ruling.
#[derive(Debug, Clone)]
pub(crate) struct SaidView {
    pub(crate) at: DateTime<Utc>,
    /// 市民協働課が返却、正しいと思う課：環境課
    pub(crate) what: String,
    pub(crate) why: String,
    pub(crate) is_ruling: bool,
}

/// `POST /office/orphans/{key}`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct DecideForm {
    pub(crate) section: String,
    pub(crate) reason: String,
    pub(crate) lock: i64,
}

/// The doors.
pub(crate) fn routes(state: &AppState) -> Routes {
    Routes::new(state).get(urls::ORPHANS, Access::Staff(Permission::OfficeRead), show).post(
        urls::orphan("{key}"),
        Access::Staff(Permission::CaseRule),
        post_decide,
    )
}

async fn show(State(state): State<AppState>, signed: Signed) -> Result<Page<OrphansPage>, AppError> {
    Ok(Page::ok(page(&state, &signed, None).await?))
}

async fn post_decide(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(form): Form<DecideForm>,
) -> Result<Response, AppError> {
    let cx = signed.cx(&state);
    let public = key_of(&key)?;
    let decided = match form.section.parse().map(SectionId) {
        Ok(section) => office::decide(&cx, &public, form.lock, section, &form.reason).await,
        Err(_) => Err(Error::field("section", "担当する課を選んでください。")),
    };
    let Err(error) = decided else {
        return Ok(go_with(&state, urls::ORPHANS, "success", "担当する課を決めました。理由は案件の履歴に残ります。"));
    };
    let sentence = sentence_of(error)?;
    Ok(Page::invalid(page(&state, &signed, Some((&key, &form, sentence))).await?).into_response())
}

async fn page(
    state: &AppState,
    signed: &Signed,
    tried: Option<(&str, &DecideForm, String)>,
) -> Result<OrphansPage, AppError> {
    let cx = signed.cx(state);
    let found = office::orphans(&cx).await?;
    let views = |orphans: &[Orphan]| orphans.iter().map(|orphan| view(&cx, orphan)).collect::<Vec<OrphanView>>();
    let mut disputed = views(&found.disputed);
    if let Some((key, form, sentence)) = tried
        && let Some(view) = disputed.iter_mut().find(|view| view.key == key)
    {
        view.sections.iter_mut().for_each(|section| section.chosen = section.value == form.section);
        (view.typed, view.error) = (form.reason.clone(), sentence);
    }
    Ok(OrphansPage {
        frame: signed.frame(state),
        disputed,
        left: views(&found.left),
        decided: views(&found.decided),
        patience: PATIENCE,
        decides: found.decides,
    })
}

fn view(cx: &Cx, orphan: &Orphan) -> OrphanView {
    let row = &orphan.desk.row;
    let key = row.key.as_str().to_owned();
    let today = cx.today();
    let in_force = cx.city.sections.iter().filter(|s| s.valid_until.is_none_or(|until| until >= today));
    let mut sections: Vec<Choice> = in_force.map(|s| Choice::new(s.id.to_string(), s.name.clone())).collect();
    let place = |choice: &Choice| {
        orphan.named.iter().position(|id| id.to_string() == choice.value).unwrap_or(orphan.named.len())
    };
    sections.sort_by_key(place);
    OrphanView {
        href: urls::case(&key),
        url: urls::orphan(&key),
        key,
        number: orphan.desk.number.clone(),
        title: row.title.clone(),
        received_on: row.received_on,
        due: due_view(row.due_on, orphan.desk.days_left.unwrap_or(0), orphan.desk.soon),
        holder: row.holder.clone(),
        said: orphan.said.iter().map(said).collect(),
        lock: orphan.lock,
        sections,
        typed: String::new(),
        error: String::new(),
    }
}

fn said(said: &Said) -> SaidView {
    let what = match said.is_ruling {
        true => format!("担当を{}に決定（{}）", said.section, said.by),
        false => format!("{}が返却、正しいと思う課は{}", said.by, said.section),
    };
    SaidView { at: said.at, what, why: said.why.clone(), is_ruling: said.is_ruling }
}

#[cfg(test)]
impl OrphansPage {
    /// One waits, one is left at the desk, one was decided.
    pub(crate) fn sample() -> Self {
        let said = |what: &str, why: &str, is_ruling| SaidView {
            at: "2026-11-26T01:00:00Z".parse().unwrap(),
            what: what.into(),
            why: why.into(),
            is_ruling,
        };
        let view = |key: &str, title: &str, said| OrphanView {
            key: key.into(),
            href: format!("/staff/cases/{key}"),
            number: "R8-000131-M".into(),
            title: title.into(),
            received_on: "2026-11-20".parse().unwrap(),
            due: due_view("2026-12-04".parse().unwrap(), 4, false),
            holder: "秘書広聴課".into(),
            said,
            url: format!("/office/orphans/{key}"),
            lock: 4,
            sections: vec![Choice::new("4", "環境課"), Choice::new("5", "市民協働課")],
            typed: String::new(),
            error: String::new(),
        };
        let returned = said("市民協働課が返却、正しいと思う課は環境課", "所管違い　網の補助は環境課です", false);
        let disputed = OrphanView {
            error: "理由を入力してください".into(),
            ..view("a", "カラスよけの網", vec![returned])
        };
        OrphansPage {
            frame: Frame::office_sample(),
            disputed: vec![disputed],
            left: vec![view("b", "池のさく", Vec::new())],
            decided: vec![view("c", "通学路の草", vec![said("担当を建設課に決定（広聴課長）", "市道だから", true)])],
            patience: PATIENCE,
            decides: true,
        }
    }

    /// Everything has an owner.
    pub(crate) fn sample_empty() -> Self {
        OrphansPage { disputed: Vec::new(), left: Vec::new(), decided: Vec::new(), ..Self::sample() }
    }
}
