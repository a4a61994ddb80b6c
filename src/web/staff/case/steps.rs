//! Which stages has the work on a case, and where does each stand? What may be done comes from the workflow alone.

use kocho_domain::{
    deadline::{Stage as Span, due_on},
    workflow::{Act, Status},
};

use super::{
    buttons::button,
    forms,
    seen::Seen,
    stage::{FactsView, ReturnRow, ReturnView, Stage, StageBody, StageState, UrgentView},
    text::dangers,
    words::{actor_word, danger_word, section_of},
};
use crate::{
    staff::view::{ActButton, Fact},
    urls::staff as urls,
};

/// The stages of a case, in the order of the work; what never came about is left out when it has ended.
pub(super) fn stages(seen: &Seen) -> Vec<Stage> {
    let case = &seen.view.case;
    let open = case.status.is_open();
    let all = [
        case.urgent_at.map(|_| urgent(seen)),
        split(seen),
        Some(triage(seen)),
        Some(route(seen)),
        (case.returns > 0).then(|| returned(seen)),
        Some(accept(seen)),
        Some(reply(seen)),
        Some(approval(seen)),
        deadline(seen),
        case.reply_due.then(|| dispatch(seen)),
        ending(seen),
    ];
    let mut stages: Vec<Stage> = all.into_iter().flatten().filter(|s| open || s.state != StageState::Ahead).collect();
    one_filled_button(&mut stages);
    stages
}

/// Only one act is the next sensible one: the first of the stage that is to be done now.
fn one_filled_button(stages: &mut [Stage]) {
    let mut taken = false;
    for stage in stages {
        for act in &mut stage.acts {
            act.primary = act.primary && stage.state == StageState::Now && !taken;
            taken |= act.primary;
        }
    }
}

/// The stage that waits for somebody.
fn now(seen: &Seen) -> &'static str {
    use kocho_domain::case::MeasureDecision::Undecided;
    let case = &seen.view.case;
    match case.status {
        Status::Urgent => "urgent",
        Status::Received if case.kind.is_none() || case.measure == Undecided => "triage",
        Status::Received => "route",
        Status::Routed => "accept",
        Status::Ruling => "returned",
        Status::EndingProposed => "ending",
        Status::Accepted | Status::Drafting => "reply",
        Status::Deciding => "approval",
        Status::Ready | Status::Sending => "dispatch",
        Status::Replied | Status::Settled | Status::Transferred | Status::Withdrawn => "",
    }
}

/// How far the case has come: the number of the last stage behind it (1 回付, 2 受諾, 3 回答案, 4 決裁, 5 発送).
fn reached(seen: &Seen) -> u8 {
    let view = &seen.view;
    match view.case.status {
        Status::Received | Status::Urgent | Status::Ruling | Status::EndingProposed | Status::Transferred => 0,
        Status::Routed => 1,
        Status::Accepted | Status::Drafting => 2,
        Status::Deciding => 3,
        Status::Ready => 4,
        Status::Sending | Status::Replied => 5,
        Status::Settled | Status::Withdrawn if view.decided.is_some() => 4,
        // Done in the moment in which it was heard: its result is written, and nobody has to decide it.
        Status::Settled if view.timeline.iter().any(|l| l.code == "received" && l.value("outcome").is_some()) => 3,
        Status::Settled | Status::Withdrawn if !view.replies.is_empty() => 2,
        Status::Settled | Status::Withdrawn => u8::from(!view.shared.is_empty()),
    }
}

fn stage(seen: &Seen, code: &'static str, title: &'static str, number: u8, acts: Vec<ActButton>) -> Stage {
    let is_now = now(seen) == code;
    let state = if is_now {
        StageState::Now
    } else if reached(seen) >= number {
        StageState::Done
    } else if acts.is_empty() {
        StageState::Ahead
    } else {
        StageState::Open
    };
    let summary = if is_now { target(seen, code) } else { String::new() };
    Stage { code, title, state, summary, body: StageBody::None, acts }
}

/// By when this stage should be done, by the city's rule for it.
fn target(seen: &Seen, code: &str) -> String {
    let view = &seen.view;
    let last = |acts: &[Act]| {
        let line = view.timeline.iter().rfind(|line| acts.iter().any(|act| act.code() == line.code));
        line.map(|line| kocho_domain::clock::civil_date(line.at))
    };
    let begun = match code {
        "triage" | "route" => Some((Span::Route, view.case.received_on)),
        "accept" => last(&[Act::Route]).map(|day| (Span::Accept, day)),
        "reply" => last(&[Act::Route, Act::Rule]).map(|day| (Span::Draft, day)),
        "approval" => last(&[Act::RequestApproval]).map(|day| (Span::Approve, day)),
        _ => None,
    };
    let rules = &seen.cx.city.rules;
    let on = begun.and_then(|(span, day)| Some(due_on(rules.calendar(), day, rules.deadlines().of(span)?)));
    on.map(|on| format!("目安 {}まで", on.format("%-m/%-d"))).unwrap_or_default()
}

/// With a form of its own that may be sent, a stage that lies ahead is open.
fn with_form(mut stage: Stage, allowed: bool) -> Stage {
    if allowed && stage.state == StageState::Ahead {
        stage.state = StageState::Open;
    }
    stage
}

fn buttons(seen: &Seen, acts: &[Act]) -> Vec<ActButton> {
    acts.iter().filter(|act| seen.can(**act)).map(|act| button(seen, *act)).collect()
}

fn urgent(seen: &Seen) -> Stage {
    let view = &seen.view;
    let rules = &seen.cx.city.rules;
    let told = view.timeline.iter().filter_map(|line| line.value("danger")).flat_map(|codes| codes.split(','));
    let mut groups: Vec<_> = told.filter_map(kocho_domain::rule::danger::DangerGroup::from_code).collect();
    groups.sort_unstable();
    groups.dedup();
    let mut calls: Vec<_> = groups.iter().flat_map(|group| rules.danger_calls(*group)).collect();
    calls.dedup_by_key(|call| &call.code);
    let taken = view.timeline.iter().find(|line| line.code == Act::TakeUrgent.code());
    let waiting = view.case.urgent_at.filter(|_| view.case.status == Status::Urgent);
    let mut words: Vec<&'static str> = groups.iter().map(|group| danger_word(*group)).collect();
    if words.is_empty() {
        // A point that was split off says only by its own words why it is urgent.
        words = dangers(seen.text())
            .into_iter()
            .filter_map(|(_, _, mark)| match mark {
                super::show::Mark::Danger(word) => Some(word),
                _ => None,
            })
            .collect();
        words.dedup();
    }
    let body = UrgentView {
        groups: words,
        waiting_minutes: waiting.map(|at| u64::try_from((seen.cx.now() - at).num_minutes()).unwrap_or(0)),
        taken: taken.map(|line| (actor_word(line), line.at)),
        phones: calls
            .iter()
            .map(|call| Fact::new(call.label.ja.clone(), format!("{}（{}）", call.number, call.hours.ja)))
            .collect(),
    };
    let acts = buttons(seen, &[Act::TakeUrgent]);
    Stage { body: StageBody::Urgent(body), ..stage(seen, "urgent", "緊急", 0, acts) }
}

fn split(seen: &Seen) -> Option<Stage> {
    let count = seen.view.siblings.len() + 1;
    if !seen.can(Act::Split) && count == 1 {
        return None;
    }
    let view = forms::split(seen);
    let proposed = view.points.iter().filter(|point| point.chosen).count();
    let summary = match (count, proposed) {
        (1, 2..) => format!("用件が{proposed}つあるようです"),
        (1, _) => String::new(),
        (count, _) => format!("{count}件"),
    };
    let state = if count > 1 { StageState::Done } else { StageState::Open };
    let body = if seen.can(Act::Split) { StageBody::Split(view) } else { StageBody::None };
    Some(Stage { code: "split", title: "件分け", state, summary, body, acts: Vec::new() })
}

fn triage(seen: &Seen) -> Stage {
    let case = &seen.view.case;
    let decided = case.kind.is_some() || case.measure != kocho_domain::case::MeasureDecision::Undecided;
    let words = [seen.kind_word(), seen.category_word(), seen.measure_words()];
    let summary = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join("・");
    let plain = stage(seen, "triage", "分類", if decided { 0 } else { u8::MAX }, Vec::new());
    let body = if seen.can(Act::Triage) { StageBody::Triage(Box::new(forms::triage(seen))) } else { StageBody::None };
    let plain = with_form(plain, seen.can(Act::Triage));
    Stage { summary: if decided { summary } else { plain.summary.clone() }, body, ..plain }
}

fn route(seen: &Seen) -> Stage {
    let plain = stage(seen, "route", "回付", 1, Vec::new());
    let done = plain.state == StageState::Done;
    let sections: Vec<String> = seen.view.shared.iter().map(|id| seen.section(*id)).collect();
    let summary = if done { sections.join("・") } else { plain.summary.clone() };
    let body = if seen.can(Act::Route) { StageBody::Route(forms::route(seen)) } else { StageBody::None };
    Stage { summary, body, ..with_form(plain, seen.can(Act::Route)) }
}

fn returned(seen: &Seen) -> Stage {
    let city = &seen.cx.city;
    let lines = seen.view.timeline.iter().filter(|line| matches!(line.code.as_str(), "return" | "return_to_head"));
    let rows: Vec<ReturnRow> = (1..)
        .zip(lines)
        .map(|(number, line)| ReturnRow {
            number,
            from: section_of(city, line, "from").unwrap_or("－").to_owned(),
            believes: section_of(city, line, "right").unwrap_or("－").to_owned(),
            reason: seen.reason_words(line.value("reason"), line.free_text.as_deref()),
            at: line.at,
        })
        .collect();
    let acts = buttons(seen, &[Act::Rule]);
    let summary = format!("{}回", rows.len());
    Stage {
        summary, body: StageBody::Returned(ReturnView { rows }), ..stage(seen, "returned", "返却・裁定", 0, acts)
    }
}

fn accept(seen: &Seen) -> Stage {
    let acts = buttons(seen, &[Act::Accept, Act::Return, Act::ReturnToHead]);
    let taken = seen.view.timeline.iter().rfind(|line| matches!(line.code.as_str(), "accept" | "rule"));
    let plain = stage(seen, "accept", "受諾", 2, acts);
    let summary = taken.filter(|_| plain.state == StageState::Done).map(actor_word);
    Stage { summary: summary.unwrap_or_else(|| plain.summary.clone()), ..plain }
}

fn reply(seen: &Seen) -> Stage {
    let form = kocho_service::reply::form_of(&seen.view.case);
    let newest = seen.view.replies.first();
    let acts = buttons(seen, &[Act::RequestApproval]);
    let plain = with_form(stage(seen, "reply", form.label(), 3, acts), seen.can(Act::Draft));
    let version = newest.map(|reply| format!("第{}版", reply.version));
    let words = version.into_iter().chain(Some(plain.summary.clone()).filter(|words| !words.is_empty()));
    let summary = words.collect::<Vec<_>>().join("　");
    let shows = seen.can(Act::Draft) || newest.is_some();
    let body = if shows { StageBody::Reply(Box::new(forms::reply(seen))) } else { StageBody::None };
    Stage { summary, body, ..plain }
}

fn approval(seen: &Seen) -> Stage {
    let acts =
        buttons(seen, &[Act::ApproveStep, Act::ApproveReply, Act::ApproveResult, Act::SendBack, Act::WithdrawRequest]);
    let plain = stage(seen, "approval", "決裁", 4, acts);
    let body = forms::approval(seen).map_or(StageBody::None, StageBody::Approval);
    Stage { body, ..plain }
}

/// Only for those who may move the day; the day itself stands in the head of the page.
fn deadline(seen: &Seen) -> Option<Stage> {
    let acts = buttons(seen, &[Act::Extend]);
    if acts.is_empty() {
        return None;
    }
    let summary = kocho_domain::era::wareki(seen.view.case.due_on);
    Some(Stage { summary, state: StageState::Open, ..stage(seen, "deadline", "期限", u8::MAX, acts) })
}

fn dispatch(seen: &Seen) -> Stage {
    let view = &seen.view;
    let acts = buttons(seen, &[Act::Recall, Act::Bounced]);
    let plain = stage(seen, "dispatch", "発送", 5, acts);
    let sent = view.letter.as_ref().filter(|_| plain.state == StageState::Done || view.case.status == Status::Sending);
    let mut facts = Vec::new();
    if let Some(letter) = sent {
        let way = kocho_domain::submission::ReplyWay::parse(&letter.medium).map_or("", |way| way.label());
        let state = if letter.sent_at.is_some() { "発送済み" } else { "送信待ち" };
        facts = vec![Fact::new("文書番号", &letter.document_number), Fact::new("方法", way), Fact::new("状態", state)];
    }
    let desk = seen.can(Act::DispatchMail) || seen.can(Act::DispatchOther);
    let reads = seen.cx.actor.staff().is_ok_and(|s| s.may(kocho_domain::access::Permission::LetterDispatch));
    let word = match (desk, sent.is_some() && reads) {
        (true, _) => Some("回答書を確かめて発送する"),
        (false, true) => Some("回答書を見る"),
        (false, false) => None,
    };
    let link = word.map(|word| (word, urls::letter(view.submission.key.as_str())));
    let text = if plain.is_now() && !desk && sent.is_none() { "広聴担当が発送します。" } else { "" };
    let bare = facts.is_empty() && link.is_none() && text.is_empty();
    let body = FactsView { facts, text: text.to_owned(), link };
    Stage { body: if bare { StageBody::None } else { StageBody::Facts(body) }, ..plain }
}

fn ending(seen: &Seen) -> Option<Stage> {
    let case = &seen.view.case;
    let acts = buttons(
        seen,
        &[Act::ConfirmEnding, Act::ConfirmTransfer, Act::RefuseEnding, Act::ProposeEnding, Act::Withdraw, Act::Reopen],
    );
    let ended = !case.status.is_open();
    if !ended && acts.is_empty() && case.status != Status::EndingProposed {
        return None;
    }
    let reason = seen.reason_words(case.ending.as_deref(), None);
    let outcome = case.outcome.as_deref().map(|code| seen.outcome_word(code)).unwrap_or_default();
    let on = case.closed_on.map(kocho_domain::era::wareki).unwrap_or_default();
    let follow = case.follow_up_on.map(kocho_domain::era::wareki).unwrap_or_default();
    let facts = [("終える理由", reason), ("対応区分", outcome), ("終わった日", on), ("再確認日", follow)];
    let facts: Vec<Fact> = facts
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(label, value)| Fact::new(label, value))
        .collect();
    let mut last = stage(seen, "ending", "終了", u8::MAX, acts);
    if ended {
        last.state = StageState::Done;
        last.summary = case.status.label().to_owned();
    }
    let body = FactsView { facts, text: String::new(), link: None };
    last.body = if body.facts.is_empty() { StageBody::None } else { StageBody::Facts(body) };
    Some(last)
}
