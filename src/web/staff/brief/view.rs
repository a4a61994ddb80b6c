//! How does a brief read?

use chrono::NaiveDate;
use kocho_domain::{era::wareki, indicator::written, plan::Indicator};
use kocho_service::{
    Cx,
    brief::{AskedMemo, Brief, BriefMeasure},
};

use super::{BriefView, LetterView, MeasureView, MemoRow, MemoView};
use crate::{
    staff::{
        dialogue_day::{number, party_words},
        view::{Fact, Tone},
    },
    urls::staff as urls,
};

pub(super) fn brief(cx: &Cx, brief: &Brief) -> BriefView {
    let party = brief.slot.party.as_ref();
    let letter = |row: &kocho_service::stored::case_list::Row| LetterView {
        href: urls::case(row.key.as_str()),
        number: row.number.to_string(),
        on: row.received_on,
        title: kocho_text::personal::mask(&row.title, &kocho_text::personal::find(&row.title)),
        section: row.holder.clone(),
        status: row.status.label(),
    };
    BriefView {
        on: brief.day.about.held_on,
        period: brief.slot.period.to_string(),
        number: number(cx, &brief.day),
        party: party.map(|party| party.name.clone()).unwrap_or_default(),
        theme: party.map(|party| party.theme.clone()).unwrap_or_default(),
        detail: brief.application.as_ref().map(|one| one.about.detail.clone()).unwrap_or_default(),
        facts: facts(brief),
        chosen: brief.chosen,
        measures: brief.measures.iter().map(|measure| measure_view(cx, measure)).collect(),
        letters: brief.letters.iter().map(letter).collect(),
        meetings: brief.meetings.iter().map(|m| (m.day.about.held_on, m.theme.clone())).collect(),
        memos: brief
            .memos
            .iter()
            .map(|memo| MemoView {
                section: memo.section.clone(),
                due_on: memo.memo.due_on,
                body: memo.memo.body.clone(),
                late: memo.memo.answered.is_none() && memo.memo.due_on < cx.today(),
            })
            .collect(),
    }
}

fn facts(brief: &Brief) -> Vec<Fact> {
    let party = brief.slot.party.as_ref();
    let application = brief.application.as_ref().map(|one| &one.about);
    let mut needs: Vec<&str> = application.map(|a| a.needs.iter().map(|n| n.label()).collect()).unwrap_or_default();
    needs.extend(application.map(|a| a.needs_note.as_str()).filter(|note| !note.is_empty()));
    [
        ("来る人", party.map(|p| party_words(p.kind, p.people)).unwrap_or_default()),
        ("必要なもの", needs.join("・")),
        ("場所", brief.day.about.venue.clone()),
        ("申込番号", application.map(|a| a.number.to_string()).unwrap_or_default()),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(label, value)| Fact::new(label, value))
    .collect()
}

fn measure_view(cx: &Cx, measure: &BriefMeasure) -> MeasureView {
    let of = &measure.measure;
    let sections: Vec<&str> = of.sections.iter().map(|id| cx.city.section_name(*id)).collect();
    MeasureView {
        name: format!("{} {}", cx.city.measure_code(of), of.name),
        policy: format!("{} {}", of.policy_code, of.policy_name),
        sections: sections.join("・"),
        indicators: measure.indicators.iter().map(indicator).collect(),
    }
}

/// Name, where it began and where it is, where it should go: 12件（2016年度）、15件（2025年度）.
fn indicator(indicator: &Indicator) -> (String, String, String) {
    let said = |year: u16, value: f64| format!("{}{}（{year}年度）", written(value), indicator.unit);
    let or_none = |words: String| if words.is_empty() { "－".to_owned() } else { words };
    let first = indicator.baseline.map(|value| said(value.year, value.value));
    let newest = indicator.newest().map(|actual| said(actual.year, actual.value));
    let target = indicator.target.map(|value| said(value.year, value.value)).unwrap_or_default();
    let known = first.into_iter().chain(newest).collect::<Vec<_>>().join("、");
    (indicator.name.clone(), or_none(known), or_none(target))
}

pub(super) fn memo_row(asked: &AskedMemo, today: NaiveDate) -> MemoRow {
    let (state, tone) = match asked.memo.answered {
        Some(_) => ("書きました", Tone::Success),
        None if asked.memo.due_on < today => ("期限超過", Tone::Danger),
        None => ("未記入", Tone::Warning),
    };
    MemoRow {
        href: urls::dialogue_memo(asked.memo.id),
        due_on: asked.memo.due_on,
        on: asked.day.about.held_on,
        party: asked.party.clone(),
        theme: asked.slot.party.as_ref().map(|party| party.theme.clone()).unwrap_or_default(),
        section: asked.section.clone(),
        state,
        tone,
    }
}

/// What stands at the head of the paper.
pub(super) fn print_title(cx: &Cx, day: &kocho_service::stored::dialogue_day::Day) -> String {
    format!("{}　{}　{}", number(cx, day), wareki(day.about.held_on), day.about.title)
}
