//! The larger forms of a case, filled with what is saved, suggested, or was typed and not taken.

use kocho_domain::{
    approval::Approval,
    case::MeasureDecision,
    era::wareki,
    id::{PublicKey, ReplyId, SectionId},
    reply::Reply,
    rule::outcome::Need,
    workflow::{Act, Status},
};
use kocho_service::suggestion::OUTSIDE;
use kocho_text::wording;

use kocho_service::stored::attachment::File;

use super::{
    page::size_words,
    seen::{Seen, Tried},
    stage::{
        ApprovalRow, ApprovalView, EnclosureView, PointView, ReplyView, RouteView, SplitView, StageState,
        SuggestionView, TriageView, VersionRow,
    },
    text::SHOWN,
    words::actor_word,
};
use crate::{
    staff::view::{Choice, Errors, Fact},
    urls::staff as urls,
};

/// The sections in force, by 部 as entered.
pub(super) fn sections(seen: &Seen, chosen: Option<SectionId>) -> Vec<Choice> {
    let today = seen.cx.today();
    let choice = |s: &kocho_service::stored::section::Section| Choice {
        chosen: chosen == Some(s.id),
        ..Choice::new(s.id.to_string(), &s.name)
    };
    seen.cx.city.sections.iter().filter(|s| s.in_force(today)).map(choice).collect()
}

/// The sections that may be right, best first, each with why.
pub(super) fn suggested_sections(seen: &Seen) -> Vec<(SectionId, String)> {
    let city = &seen.cx.city;
    let mut found: Vec<(SectionId, String)> = Vec::new();
    let mut add = |name: &str, why: String| {
        if let Some(section) = city.section_in_charge(name, seen.cx.today())
            && found.len() < SHOWN
            && !found.iter().any(|(id, _)| *id == section.id)
        {
            found.push((section.id, why));
        }
    };
    if let Some(section) = seen.view.suggested_section.and_then(|id| city.section(id)) {
        add(&section.name, "返却した課が挙げた課".to_owned());
    }
    if let MeasureDecision::Tagged { primary, .. } = &seen.view.case.measure
        && let Some(measure) = city.measure(*primary)
    {
        for section in measure.sections.iter().filter_map(|id| city.section(*id)) {
            add(&section.name, format!("施策{}の主管課", city.measure_code(measure)));
        }
    }
    for name in &seen.suggested.sections {
        let clues = seen.suggested.section_because.get(name).map(|because| words(because)).unwrap_or_default();
        let why = if clues.is_empty() {
            "言葉から選んだ候補".to_owned()
        } else {
            format!("手がかり：{}", clues.join("・"))
        };
        add(name, why);
    }
    found
}

/// 件分け: the numbered points of the letter, or its whole text and an empty one beside it.
pub(super) fn split(seen: &Seen) -> SplitView {
    let (points, errors) = match &seen.tried {
        Tried::Split(form, errors) => {
            let typed = form.text.iter().zip(1..).map(|(text, number)| (text.clone(), form.point.contains(&number)));
            (typed.collect::<Vec<_>>(), errors.clone())
        }
        _ => (proposed(seen.text()), Errors::default()),
    };
    let view = |((text, chosen), number)| PointView { number, text, chosen };
    SplitView {
        url: urls::case_act(seen.key(), "split"),
        version: seen.view.case.lock,
        points: points.into_iter().zip(1..).map(view).collect(),
        errors,
    }
}

fn proposed(text: &str) -> Vec<(String, bool)> {
    let found = kocho_text::points::split(text);
    if found.is_empty() {
        return vec![(text.to_owned(), true), (String::new(), false)];
    }
    let part = |start: usize, end: usize| text.chars().skip(start).take(end - start).collect::<String>();
    found.iter().map(|point| (part(point.start, point.end), true)).collect()
}

/// What a triage form holds: kind, category, decision, primary, further ones.
struct Triaged {
    kind: String,
    category: String,
    decision: &'static str,
    primary: String,
    further: Vec<String>,
    /// Not saved: the first suggestion.
    preselected: bool,
}

impl Triaged {
    fn saved(seen: &Seen) -> Self {
        let case = &seen.view.case;
        let code = |id| seen.cx.city.measure(id).map(|m| seen.cx.city.measure_word(m)).unwrap_or_default();
        let (decision, primary, further) = match &case.measure {
            MeasureDecision::Undecided => ("undecided", String::new(), Vec::new()),
            MeasureDecision::None => ("outside", String::new(), Vec::new()),
            MeasureDecision::Tagged { primary, others } => {
                ("tagged", code(*primary), others.iter().map(|id| code(*id)).collect())
            }
        };
        // While nothing is decided, what is suggested and sure stands in the form, to be accepted or changed.
        let preselected = case.status == Status::Received && decision == "undecided" && seen.trusts_suggestion();
        let suggested = preselected.then(|| seen.suggested.kind.clone());
        let (decision, primary) = match seen.suggested.first() {
            OUTSIDE if preselected => ("outside", primary),
            code if preselected => ("tagged", code.to_owned()),
            _ => (decision, primary),
        };
        Triaged {
            preselected,
            kind: case.kind.clone().or(suggested).unwrap_or_default(),
            category: case.category.clone().unwrap_or_default(),
            decision,
            primary,
            further,
        }
    }

    fn typed(form: &super::form::TriageForm) -> Self {
        let decision = ["tagged", "outside"].into_iter().find(|code| *code == form.decision).unwrap_or("undecided");
        Triaged {
            preselected: false,
            kind: form.kind.clone(),
            category: form.category.clone(),
            decision,
            primary: form.measure.clone(),
            further: form.further.clone(),
        }
    }
}

/// The decision names this measure.
fn has(decision: &MeasureDecision, id: kocho_domain::id::MeasureId) -> bool {
    matches!(decision, MeasureDecision::Tagged { primary, others } if *primary == id || others.contains(&id))
}

/// 分類
pub(super) fn triage(seen: &Seen) -> TriageView {
    let (now, errors) = match &seen.tried {
        Tried::Triage(form, errors) => (Triaged::typed(form), errors.clone()),
        _ => (Triaged::saved(seen), Errors::default()),
    };
    let city = &seen.cx.city;
    let today = seen.cx.today();
    let pick = |code: &str, label: &str, chosen: bool| Choice { chosen, ..Choice::new(code, label) };
    let measure = |chosen: &dyn Fn(&str) -> bool| {
        let choice = |m: &kocho_service::stored::plan::Measure| {
            let word = city.measure_word(m);
            pick(&word, &city.measure_words(m.id), chosen(&word))
        };
        // Measures of another plan can be kept, not chosen anew.
        let kept = city.plans.others.iter().filter(|m| has(&seen.view.case.measure, m.id));
        kept.chain(&city.measures).map(choice).collect::<Vec<_>>()
    };
    TriageView {
        url: urls::case_act(seen.key(), "triage"),
        version: seen.view.case.lock,
        kind_suggested: kind_suggested(seen),
        kinds: city.rules.kinds_on(today).map(|k| pick(&k.code, &k.label.ja, k.code == now.kind)).collect(),
        categories: city
            .rules
            .categories_on(today)
            .map(|c| pick(&c.code, &c.label.ja, c.code == now.category))
            .collect(),
        measures: measure(&|code| now.decision == "tagged" && code == now.primary),
        further: measure(&|code| now.further.iter().any(|further| further == code)),
        suggestions: suggestions(seen, &now),
        decision: now.decision,
        suggests_outside: seen.suggested.outside,
        outside_because: words(&seen.suggested.outside_because),
        unsure: seen.suggested.unsure,
        untried: !city.trusts(&seen.suggested.version) && !seen.suggested.first().is_empty(),
        preselected: now.preselected,
        suggested_by: seen.suggested.version.clone(),
        errors,
    }
}

fn suggestions(seen: &Seen, now: &Triaged) -> Vec<SuggestionView> {
    let city = &seen.cx.city;
    let known =
        seen.suggested.measures.iter().filter_map(|s| Some((s, city.measures.iter().find(|m| m.code == s.code)?)));
    known
        .take(SHOWN)
        .zip(1..)
        .map(|((suggested, measure), rank)| {
            let href = |name: &String| seen.alike.get(name).map(|key| urls::case(key.as_str()));
            SuggestionView {
                rank,
                code: measure.code.clone(),
                name: measure.name.clone(),
                policy: measure.policy_name.clone(),
                section: measure.sections.first().map(|id| seen.section(*id)).unwrap_or_default(),
                because: words(&suggested.because),
                // R8-000101-A/2 is the second part of a letter.
                alike: suggested.alike.iter().map(|name| (name.replace('/', " 用件"), href(name))).collect(),
                chosen: now.decision == "tagged" && now.primary == measure.code,
            }
        })
        .collect()
}

/// 要望（手がかり：してほしい）; empty when no word speaks for the suggested kind.
fn kind_suggested(seen: &Seen) -> String {
    let clues = words(&seen.suggested.kind_because);
    let mut kinds = seen.cx.city.rules.kinds_on(seen.cx.today());
    match kinds.find(|kind| kind.code == seen.suggested.kind) {
        Some(kind) if !clues.is_empty() => format!("{}（手がかり：{}）", kind.label.ja, clues.join("・")),
        _ => String::new(),
    }
}

/// The words of reasons, each once.
fn words(because: &[(String, usize, usize)]) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for (word, ..) in because {
        if !words.contains(word) {
            words.push(word.clone());
        }
    }
    words
}

/// 回付
pub(super) fn route(seen: &Seen) -> RouteView {
    let case = &seen.view.case;
    let routed = case.status == Status::Routed;
    let suggested = suggested_sections(seen);
    // Without a decision or a return, only the words speak for a section: when they are not sure, nothing stands chosen.
    let known = case.measure != MeasureDecision::Undecided || seen.view.suggested_section.is_some();
    let usual = suggested.first().filter(|_| known || seen.trusts_suggestion());
    let usual = usual.map(|(id, _)| id.to_string()).unwrap_or_else(|| "other".to_owned());
    let empty = super::form::RouteForm {
        suggested: usual,
        support: seen.view.shared.iter().skip(1).map(|id| id.0).collect(),
        due_on: case.due_on.to_string(),
        lead: routed.then_some(case.holder.0),
        ..Default::default()
    };
    let (form, errors) = match &seen.tried {
        Tried::Route(form, errors) => (form, errors.clone()),
        _ => (&empty, Errors::default()),
    };
    let rule = seen.cx.city.rules.reply_deadline(&seen.view.submission.channel);
    let suggested = suggested.iter().map(|(id, why)| Choice {
        chosen: form.suggested == id.to_string(),
        support: why.clone(),
        ..Choice::new(id.to_string(), seen.section(*id))
    });
    let supports = sections(seen, None).into_iter().map(|choice| {
        let chosen = form.support.iter().any(|id| choice.value == id.to_string());
        Choice { chosen, ..choice }
    });
    RouteView {
        url: urls::case_act(seen.key(), "route"),
        version: case.lock,
        suggested: suggested.collect(),
        leads: sections(seen, form.lead.map(SectionId)),
        supports: supports.collect(),
        due_on: form.due_on.clone(),
        due_rule: format!("受付の翌日から{}{}", rule.days, rule.unit.label()),
        note: form.note.clone(),
        errors,
    }
}

/// 回答案・処理結果
pub(super) fn reply(seen: &Seen) -> ReplyView {
    let newest = seen.view.replies.first();
    let saved = newest.map(|reply| super::form::ReplyForm {
        version: 0,
        text: reply.body.clone(),
        outcome: reply.outcome.clone(),
        outcome_reason: reply.outcome_note.clone(),
        follow_up_on: reply.follow_up_on.map(|day| day.to_string()).unwrap_or_default(),
    });
    let (form, errors) = match &seen.tried {
        Tried::Reply(form, errors) => (form.clone(), errors.clone()),
        _ => (saved.unwrap_or_default(), Errors::default()),
    };
    let choice = |o: &kocho_domain::rule::outcome::Outcome| Choice {
        chosen: o.code == form.outcome,
        ..Choice::new(&o.code, outcome_label(o))
    };
    ReplyView {
        url: if seen.can(Act::Draft) { urls::case_act(seen.key(), "draft") } else { String::new() },
        version: seen.view.case.lock,
        letter: seen.view.case.reply_due,
        outcomes: seen.cx.city.rules.outcomes().iter().map(choice).collect(),
        hints: hints(&form.text, &form.follow_up_on),
        text: form.text,
        note: form.outcome_reason,
        follow_up_on: form.follow_up_on,
        follow_rule: format!(
            "実施する日のあとにしてください。空のときは、時期の日の1週間後か、{}か月後にします",
            seen.cx.city.rules.deadlines().follow_up_months
        ),
        enclosures: newest.map(|reply| enclosures(seen, reply.id)).unwrap_or_default(),
        waiting: seen.waiting.iter().map(|file| enclosure(seen, file)).collect(),
        versions: versions(seen),
        errors,
    }
}

/// What residents may miss in an answer, for who writes it and who decides on it.
fn hints(text: &str, follow_up_on: &str) -> Vec<String> {
    let empty = wording::empty_phrase(text).map(|phrase| {
        format!("「{phrase}」とありますが、理由が見当たりません。したこと、またはしない理由を書くと、答えになります。")
    });
    let later = wording::of_later(text).filter(|_| follow_up_on.is_empty()).map(|word| {
        format!("「{word}」とありますが、再確認日がありません。入れると、その日にもう一度お知らせします。")
    });
    empty.into_iter().chain(later).collect()
}

/// The files of a version.
pub(super) fn enclosures(seen: &Seen, reply: ReplyId) -> Vec<EnclosureView> {
    let own = seen.view.enclosures.iter().filter(|(id, _)| *id == reply);
    own.map(|(_, file)| enclosure(seen, file)).collect()
}

fn enclosure(seen: &Seen, file: &File) -> EnclosureView {
    let kind = file.media_type.rsplit('/').next().unwrap_or_default().to_uppercase();
    let key = file.key.as_ref().map(PublicKey::as_str);
    EnclosureView {
        name: file.name.clone(),
        about: format!("{kind} {}", size_words(file.size)),
        href: key.map(|key| urls::enclosure(seen.key(), key)).unwrap_or_default(),
        value: key.map_or_else(|| file.id.0.to_string(), str::to_owned),
    }
}

/// 検討中（再確認日）: what has to be given with it stands in its name.
fn outcome_label(outcome: &kocho_domain::rule::outcome::Outcome) -> String {
    let needs = [(Need::When, "時期"), (Need::Reason, "理由"), (Need::FollowUp, "再確認日")];
    let asked: Vec<&str> = needs.into_iter().filter(|(need, _)| outcome.asks(*need)).map(|(_, word)| word).collect();
    if asked.is_empty() {
        outcome.label.ja.clone()
    } else {
        format!("{}（{}が要ります）", outcome.label.ja, asked.join("・"))
    }
}

/// All versions of the draft, newest first.
pub(super) fn versions(seen: &Seen) -> Vec<VersionRow> {
    let row = |reply: &Reply| VersionRow {
        number: reply.version,
        by: seen.name(reply.author).to_owned(),
        at: reply.created_at,
        href: urls::draft_version(seen.key(), reply.version),
    };
    seen.view.replies.iter().map(row).collect()
}

/// 決裁: the running route, the one by which the text was decided, or the last 差戻し; `None` before anything of it.
pub(super) fn approval(seen: &Seen) -> Option<ApprovalView> {
    let view = &seen.view;
    let decided = view.decided.as_ref().filter(|_| view.case.status != Status::Drafting);
    let Some(approval) = view.approval.as_ref().or(decided) else { return sent_back(seen) };
    let reply = view.replies.iter().find(|reply| reply.id == approval.reply);
    let asked = view.timeline.iter().rfind(|line| line.code == Act::RequestApproval.code());
    let mut steps = vec![ApprovalRow {
        act: "起案",
        who: seen.name(approval.started_by).to_owned(),
        state: StageState::Done,
        done: asked.map(|line| (actor_word(line), line.at)),
        stood_in_for: String::new(),
        sent_back: None,
    }];
    steps.extend(approval_rows(seen, approval));
    let running = reply.filter(|_| view.approval.is_some());
    Some(ApprovalView {
        steps,
        text: running.map(|reply| reply.body.clone()).unwrap_or_default(),
        outcome: running.map(|reply| seen.outcome_word(&reply.outcome)).unwrap_or_default(),
        facts: running.map(decided_with).unwrap_or_default(),
        enclosures: running.map(|reply| enclosures(seen, reply.id)).unwrap_or_default(),
    })
}

/// What is decided beside the text.
fn decided_with(reply: &Reply) -> Vec<Fact> {
    let day = reply.follow_up_on.map(wareki);
    [("時期・理由", Some(reply.outcome_note.clone())), ("再確認日", day)]
        .into_iter()
        .filter_map(|(label, value)| Some(Fact::new(label, value.filter(|value| !value.is_empty())?)))
        .collect()
}

fn approval_rows(seen: &Seen, approval: &Approval) -> Vec<ApprovalRow> {
    let turn: Vec<i64> = approval.turn().iter().map(|step| step.id).collect();
    let row = |step: &kocho_domain::approval::Step| ApprovalRow {
        act: step.plan.act.label(),
        who: format!("{} {}", seen.section(step.plan.section), step.plan.role.label()),
        state: match (&step.done, turn.contains(&step.id)) {
            (Some(_), _) => StageState::Done,
            (None, true) => StageState::Now,
            (None, false) => StageState::Ahead,
        },
        done: step.done.as_ref().map(|done| (seen.name(done.by).to_owned(), done.at)),
        stood_in_for: step.done.as_ref().and_then(|done| done.for_office.clone()).unwrap_or_default(),
        sent_back: None,
    };
    approval.steps.iter().map(row).collect()
}

fn sent_back(seen: &Seen) -> Option<ApprovalView> {
    let line = seen.view.timeline.iter().rfind(|line| line.code == Act::SendBack.code())?;
    let row = ApprovalRow {
        act: "決裁",
        who: actor_word(line),
        state: StageState::Ahead,
        done: None,
        stood_in_for: String::new(),
        sent_back: Some(seen.reason_words(line.value("reason"), line.free_text.as_deref())),
    };
    Some(ApprovalView {
        steps: vec![row],
        text: String::new(),
        outcome: String::new(),
        facts: Vec::new(),
        enclosures: Vec::new(),
    })
}
