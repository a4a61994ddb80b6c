//! From an act of the workflow to its button: the word, what it asks, and what was wrong with the last try.

use kocho_domain::{rule::Use, workflow::Act};
use kocho_service::ending;

use super::{
    form::ActForm,
    forms::{sections, suggested_sections},
    seen::{Seen, Tried, door},
    words::actor_word,
};
use crate::{
    staff::view::{ActButton, Asks, Choice},
    urls::staff as urls,
};

/// The button of an act that may be done now.
pub(super) fn button(seen: &Seen, act: Act) -> ActButton {
    let code = door(act);
    let empty = ActForm::default();
    let (typed, error) = match &seen.tried {
        Tried::Act(tried, form, error) if *tried == code => (form, error.clone()),
        _ => (&empty, String::new()),
    };
    ActButton {
        code,
        label: act.label(),
        url: urls::case_act(seen.key(), code),
        primary: leads_on(seen, act),
        danger: matches!(act, Act::ProposeEnding | Act::Withdraw),
        hint: hint(seen, act),
        asks: asks(seen, act, typed),
        error,
    }
}

/// The act that carries the work on, rather than back or aside.
fn leads_on(seen: &Seen, act: Act) -> bool {
    match act {
        Act::RequestApproval => !seen.view.replies.is_empty(),
        Act::TakeUrgent
        | Act::Accept
        | Act::Rule
        | Act::ConfirmEnding
        | Act::ConfirmTransfer
        | Act::ApproveStep
        | Act::ApproveReply
        | Act::ApproveResult => true,
        _ => false,
    }
}

fn hint(seen: &Seen, act: Act) -> String {
    match act {
        Act::Return => "広聴担当に戻ります。期限は変わりません。".into(),
        Act::ReturnToHead => {
            format!("{}回目の返却です。広聴課長が裁定し、以後は動きません。", seen.view.case.returns + 1)
        }
        Act::ProposeEnding => "広聴課長が確認すると終わります。".into(),
        Act::Extend => "理由は申出人の状況確認ページに出ます。".into(),
        Act::Withdraw => "電話や窓口で申し出があったとき。同じ声の、発送前の案件をすべて取り下げます。".into(),
        Act::Reopen => "電話や窓口で申し出があったとき。担当課に戻り、期限は今日から数え直します。".into(),
        Act::Bounced => "郵便やメールが戻ったとき。発送待ちに戻ります。".into(),
        Act::Recall => "決裁は無効になり、課が案を書き直します。".into(),
        Act::WithdrawRequest => "課に戻り、案を書き直せます。".into(),
        Act::RequestApproval => last_send_back(seen),
        Act::ApproveStep | Act::ApproveReply | Act::ApproveResult => deputy(seen),
        _ => String::new(),
    }
}

/// 差戻し with its reason, while the draft was not changed since.
fn last_send_back(seen: &Seen) -> String {
    let last =
        seen.view.timeline.iter().rfind(|l| matches!(l.code.as_str(), "send_back" | "recall" | "request_approval"));
    let Some(line) = last.filter(|line| line.code != "request_approval") else { return String::new() };
    let word = super::words::event_word(&line.code);
    let reason = seen.reason_words(line.value("reason"), line.free_text.as_deref());
    format!("{word}（{}）：{reason}", actor_word(line))
}

/// 代決: the office for which this person decides.
fn deputy(seen: &Seen) -> String {
    let step = seen.view.approval.as_ref().zip(seen.cx.actor.staff().ok()).and_then(|(a, staff)| a.step_for(staff));
    match step {
        Some((step, true)) => format!("{}の代決として記録します。", step.plan.role.label()),
        _ => String::new(),
    }
}

fn asks(seen: &Seen, act: Act, typed: &ActForm) -> Asks {
    let rules = &seen.cx.city.rules;
    let reason = typed.reason.clone();
    let listed = |uses: &[Use]| {
        let mut choices: Vec<Choice> = Vec::new();
        for reason in uses.iter().flat_map(|usage| rules.reasons_for(*usage)) {
            if !choices.iter().any(|c| c.value == reason.code) {
                choices.push(Choice {
                    chosen: reason.code == typed.reason_code,
                    ..Choice::new(&reason.code, &reason.label)
                });
            }
        }
        choices
    };
    let pick = |code: &str, label: &str, now: &str| Choice { chosen: code == now, ..Choice::new(code, label) };
    let chosen = typed.section.map(kocho_domain::id::SectionId);
    match act {
        Act::ProposeEnding => Asks::Reasons {
            label: "終える理由",
            choices: listed(&ending::USES),
            agencies: rules.agencies().iter().map(|a| pick(&a.code, &a.name.ja, &typed.choice)).collect(),
            typed: reason,
        },
        Act::SendBack => Asks::Reasons {
            label: "差し戻す理由",
            choices: listed(&[Use::SendBack]),
            agencies: Vec::new(),
            typed: reason,
        },
        Act::Extend => Asks::Day {
            label: "新しい期限",
            day: typed.due_on.clone(),
            choices: listed(&[Use::Overrun]),
            typed: reason,
        },
        Act::Withdraw => Asks::Text {
            label: "申し出の内容", support: "だれから、いつ、どのように", typed: reason
        },
        Act::Reopen => Asks::Text { label: "たずねられたこと", support: "", typed: reason },
        Act::Bounced => Asks::Text {
            label: "戻った理由", support: "例：あて所に尋ねあたりません", typed: reason
        },
        Act::RefuseEnding => Asks::Text { label: "戻す理由", support: "", typed: reason },
        Act::Recall => Asks::Text { label: "取り戻す理由", support: "", typed: reason },
        Act::Return | Act::ReturnToHead => {
            let others = sections(seen, chosen).into_iter().filter(|c| c.value != seen.view.case.holder.to_string());
            Asks::SectionAndReason { label: "正しいと思う課", sections: others.collect(), typed: reason }
        }
        Act::Rule => {
            let first = chosen.or_else(|| suggested_sections(seen).first().map(|(id, _)| *id));
            Asks::SectionAndReason { label: "担当する課", sections: sections(seen, first), typed: reason }
        }
        Act::RequestApproval if rules.routes().len() > 1 => {
            let usual = rules.route(None).map(|route| route.code.as_str()).unwrap_or_default();
            let now = if typed.choice.is_empty() { usual } else { &typed.choice };
            Asks::Choice {
                label: "決裁の流れ",
                choices: rules.routes().iter().map(|r| pick(&r.code, &r.label, now)).collect(),
            }
        }
        _ => Asks::Nothing,
    }
}
