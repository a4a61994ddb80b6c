//! What becomes of a demo voice? A plan of steps with the working days on which they are taken; pure, so that the same
//! file always gives the same story.

use super::opinion::Opinion;

/// How a voice goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// The desk ends it without routing.
    EndedAtDesk,
    /// The resident takes it back.
    TakenBack,
    /// Returned twice; 広聴課長 has not decided yet.
    WaitsForRuling,
    /// Returned twice, ruled, and then answered.
    Ruled,
    /// Returned once, then answered.
    ReturnedOnce,
    /// The decision was sent back once.
    SentBack,
    /// Accepted, and then nothing.
    StuckAccepted,
    /// A draft that nobody finishes.
    StuckDrafting,
    /// Waits for the head's decision.
    StuckDeciding,
    /// A matter for the department: waits for 部長.
    WaitsForDirector,
    /// The usual way.
    Answered,
}

/// One step of the story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    TakeUrgent,
    Triage,
    RouteWrong,
    Return,
    Route,
    Rule,
    Accept,
    Draft,
    Request,
    RequestDirector,
    SendBack,
    Approve,
    Consult,
    Send,
    ProposeEnding,
    ConfirmEnding,
    Withdraw,
}

/// Chooses a fate. `danger` = danger words were found.
pub(crate) fn fate(index: usize, opinion: &Opinion, danger: bool) -> Fate {
    if danger {
        return Fate::Answered;
    }
    if opinion.sections.is_empty() || (opinion.kind == "thanks" && !opinion.reply_wanted) {
        return Fate::EndedAtDesk;
    }
    match index % 40 {
        6 => Fate::TakenBack,
        13 | 31 => Fate::ReturnedOnce,
        17 => Fate::SentBack,
        22 if index > 80 => Fate::StuckAccepted,
        27 if index > 80 => Fate::StuckDrafting,
        35 if index > 80 => Fate::StuckDeciding,
        38 if index < 40 => Fate::Ruled,
        15 | 33 if index > 100 && opinion.sections.iter().any(|name| name == "市民協働課") => {
            Fate::WaitsForDirector
        }
        28 if index > 120 => Fate::WaitsForRuling,
        _ => Fate::Answered,
    }
}

const TWICE_RETURNED: [(u16, Step); 5] =
    [(1, Step::Triage), (1, Step::RouteWrong), (2, Step::Return), (3, Step::RouteWrong), (4, Step::Return)];

/// The steps of a fate, each with the working day after receipt on which it is taken. `urgent` voices go faster, and
/// `letter` says whether a reply goes out.
pub(crate) fn steps(fate: Fate, index: usize, urgent: bool, letter: bool) -> Vec<(u16, Step)> {
    use Step as S;
    let pace = u16::try_from(index % 4).unwrap_or_default() + if fate == Fate::Ruled { 2 } else { 0 };
    let mut steps = Vec::new();
    if urgent {
        steps.push((0, S::TakeUrgent));
    }
    let opening: &[(u16, Step)] = match fate {
        Fate::EndedAtDesk => return with(steps, &[(1, S::Triage), (1, S::ProposeEnding), (2, S::ConfirmEnding)]),
        Fate::TakenBack => return with(steps, &[(1, S::Triage), (1, S::Route), (2, S::Withdraw)]),
        Fate::WaitsForRuling => return with(steps, &TWICE_RETURNED),
        Fate::Ruled => &[(5, S::Rule)],
        Fate::ReturnedOnce => &[(1, S::Triage), (1, S::RouteWrong), (2, S::Return), (3, S::Route), (3, S::Accept)],
        Fate::SentBack
        | Fate::StuckAccepted
        | Fate::StuckDrafting
        | Fate::StuckDeciding
        | Fate::WaitsForDirector
        | Fate::Answered => &[(1, S::Triage), (1, S::Route), (2, S::Accept)],
    };
    if fate == Fate::Ruled {
        steps.extend(TWICE_RETURNED);
    }
    steps.extend(opening);
    if fate == Fate::StuckAccepted {
        return steps;
    }
    steps.push((4 + pace, S::Draft));
    if fate == Fate::StuckDrafting {
        return steps;
    }
    if fate == Fate::WaitsForDirector {
        steps.extend([(5 + pace, S::RequestDirector), (6 + pace, S::Approve), (7 + pace, S::Consult)]);
        return steps;
    }
    steps.push((5 + pace, S::Request));
    if fate == Fate::StuckDeciding {
        return steps;
    }
    if fate == Fate::SentBack {
        steps.extend([(5 + pace, S::SendBack), (6 + pace, S::Draft), (6 + pace, S::Request)]);
    }
    steps.push((6 + pace, S::Approve));
    if letter {
        steps.push((7 + pace, S::Send));
    }
    steps
}

fn with(mut steps: Vec<(u16, Step)>, more: &[(u16, Step)]) -> Vec<(u16, Step)> {
    steps.extend_from_slice(more);
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_in_the_order_of_time() {
        for index in 0..160 {
            for fate in
                [Fate::Answered, Fate::Ruled, Fate::ReturnedOnce, Fate::SentBack, Fate::EndedAtDesk, Fate::TakenBack]
            {
                let days: Vec<u16> = steps(fate, index, index % 9 == 0, true).iter().map(|(day, _)| *day).collect();
                assert!(days.is_sorted(), "{fate:?} {index}: {days:?}");
            }
        }
    }

    #[test]
    fn the_demo_shows_every_fate() {
        let opinions = super::super::opinion::read(include_str!("../../config/demo/opinions.jsonl")).unwrap();
        let fates: Vec<Fate> = opinions.iter().enumerate().map(|(i, o)| fate(i, o, false)).collect();
        for wanted in [
            Fate::EndedAtDesk,
            Fate::TakenBack,
            Fate::WaitsForRuling,
            Fate::Ruled,
            Fate::ReturnedOnce,
            Fate::SentBack,
            Fate::StuckAccepted,
            Fate::StuckDrafting,
            Fate::StuckDeciding,
            Fate::WaitsForDirector,
        ] {
            assert!(fates.contains(&wanted), "{wanted:?}");
        }
    }
}
