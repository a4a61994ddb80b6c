//! From the week's records to what the office's page shows: voices, counts by policy, what sections have before them.

use kocho_domain::{rule::danger::DangerGroup, workflow::Status};
use kocho_service::{office, stored::report::Count};

use super::week::{Link, MeasureCount, PolicyCount, SectionLoad, VoiceView};
use crate::{staff::case::words::danger_word, urls::staff as urls};

pub(super) fn voices(found: Vec<office::VoiceView>) -> Vec<VoiceView> {
    let word = |code| DangerGroup::from_code(code).map_or("危険", danger_word);
    let voice = |voice: office::VoiceView| {
        VoiceView {
            href: urls::case(voice.case.as_str()),
            number: voice.number,
            received_on: voice.received_on,
            channel: voice.channel,
            kind: voice.kind,
            person: voice.person.join("・"),
            heading: heading(&voice.subject, &voice.text),
            text: voice.text,
            // While nobody took it, the section that would have it says nothing.
            section: if voice.status == Status::Urgent { String::new() } else { voice.section },
            status: voice.status.label(),
            reply_wanted: voice.reply_wanted,
            flood: voice.flood.map(|(key, letters)| (urls::flood(&key), letters)),
            danger: voice.danger.into_iter().map(|group| word(group.code())).collect(),
            waiting_minutes: voice.waiting_minutes,
            urgent_on: voice.urgent_on,
        }
    };
    found.into_iter().map(voice).collect()
}

/// Characters of a text that stand for a 件名.
const HEADING: usize = 24;

/// 件名; of a voice without one the first words.
pub(super) fn heading(subject: &str, text: &str) -> String {
    if !subject.trim().is_empty() {
        return subject.to_owned();
    }
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let first: String = words.chars().take(HEADING).collect();
    if words.chars().count() > HEADING { format!("{first}…") } else { first }
}

/// Cases of the week by policy and measure, each with a way to them.
pub(super) fn policies(counts: office::PlanCounts, link: &Link) -> Vec<PolicyCount> {
    let week =
        |code: &str| link.cases(&[("queue", "all"), ("measure", code), ("from", &link.from), ("until", &link.until)]);
    let measure =
        |count: Count| MeasureCount { href: week(&count.code), code: count.code, name: count.name, count: count.n };
    let policy = |policy: office::PolicyCount| PolicyCount {
        name: policy.name,
        count: policy.n,
        measures: policy.measures.into_iter().map(measure).collect(),
    };
    counts.policies.into_iter().map(policy).collect()
}

pub(super) fn sections(loads: Vec<office::SectionView>, link: &Link) -> Vec<SectionLoad> {
    let load = |load: office::SectionView| {
        let section = load.section.to_string();
        let due = if load.overdue > 0 { "overdue" } else { "" };
        SectionLoad {
            href: link.cases(&[("queue", "all"), ("section", &section), ("due", due)]),
            name: load.name,
            open: load.open,
            overdue: load.overdue,
            oldest_days: load.oldest_days,
        }
    };
    loads.into_iter().map(load).collect()
}
