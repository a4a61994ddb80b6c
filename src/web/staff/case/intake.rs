//! 受け取り方: what does a case's page say of who wrote the voice down, for whom, and of a 要望書?

use kocho_domain::{
    access::Permission,
    era::{FiscalYear, wareki},
    id::SectionId,
};
use kocho_service::{
    record::FromDialogue,
    stored::intake::{Related, Taken},
};

use super::seen::Seen;
use crate::{
    staff::view::Fact,
    urls::{staff as urls, survey_result},
};

/// What is known of it, as label and value; nothing for what its sender sent alone.
pub(super) fn facts(seen: &Seen) -> Vec<Fact> {
    let Some(taken) = &seen.view.intake else { return Vec::new() };
    let mut facts = vec![("聞いた人", heard_by(seen, taken))];
    if let Some(code) = &taken.proxy {
        let list = &seen.cx.city.rules.city().proxies;
        let word = list.iter().find(|choice| choice.code == *code).map_or(code.as_str(), |choice| &choice.label.ja);
        facts.push(("代筆・代理", Some(format!("{word}（読み上げて本人に確かめた）"))));
        facts.push(("だれの声か", taken.proxy_for.clone()));
        facts.push(("書いた人", taken.proxy_writer.clone()));
    }
    if taken.organisation.is_some() {
        facts[0].0 = "受付者";
        facts.push(("団体", taken.organisation.clone()));
        facts.push(("要望の年度", taken.budget_year.map(|year| FiscalYear::starting(year).label())));
        facts.push(("議決", resolved(taken)));
    }
    facts.into_iter().filter_map(|(label, value)| Some(Fact::new(label, value?))).collect()
}

fn heard_by(seen: &Seen, taken: &Taken) -> Option<String> {
    let section = taken.section_id.map(|id| seen.section(SectionId(id)));
    taken.staff.clone().or(section)
}

/// 総会（令和8年8月1日）
fn resolved(taken: &Taken) -> Option<String> {
    match (&taken.resolution, taken.resolved_on) {
        (Some(meeting), Some(on)) => Some(format!("{meeting}（{}）", wareki(on))),
        (Some(meeting), None) => Some(meeting.clone()),
        (None, on) => on.map(wareki),
    }
}

/// Links to the earlier 要望書 and to those that came after it: label, number, address.
pub(super) fn links(seen: &Seen) -> Vec<(&'static str, String, String)> {
    let earlier = seen.view.intake.as_ref().and_then(Taken::earlier);
    let link = |label, related: &Related| Some((label, related.number()?.to_string(), urls::case(&related.case)));
    let earlier = earlier.iter().filter_map(|related| link("前回の要望書", related));
    let later = seen.view.later.iter().filter_map(|related| link("その後の要望書", related));
    earlier.chain(later).chain(record(seen)).chain(survey(seen)).collect()
}

/// The results of the survey from whose free texts it came.
fn survey(seen: &Seen) -> Option<(&'static str, String, String)> {
    let from = seen.view.survey.as_ref()?;
    Some(("調査", from.words.clone(), survey_result::of(survey_result::RESULTS, &from.code)))
}

/// The record of the dialogue day from which it came, for those who keep it.
fn record(seen: &Seen) -> Option<(&'static str, String, String)> {
    let from = seen.view.dialogue.as_ref().filter(|_| keeps_records(seen))?;
    Some(("対話の日", day_words(from), urls::dialogue_record(from.day.as_str())))
}

/// The dialogue day from which it came, for those who do not go on to its record.
pub(super) fn spoken_on(seen: &Seen) -> Option<String> {
    seen.view.dialogue.as_ref().filter(|_| !keeps_records(seen)).map(day_words)
}

fn keeps_records(seen: &Seen) -> bool {
    seen.cx.actor.staff().is_ok_and(|staff| staff.may(Permission::DialogueRecord))
}

/// R8-対話02-03　対話の日（6月）
fn day_words(from: &FromDialogue) -> String {
    format!("{}　{}", from.number, from.title)
}
