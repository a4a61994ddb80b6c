//! 要旨: two pages for the applicant, reviewed in red by the mayor's office, and a text of its own for the public, to which two
//! people agree.

use chrono::NaiveDate;

use crate::calendar::Calendar;
use crate::refusal::Refusal;
use crate::remark::Outcome;

/// Characters that fit on two A4 pages: 40 a line, and about a third of the 60 lines stays white for headings and breaks.
pub const LENGTH: usize = 1_600;
/// Lines of 40 characters that fit on them.
pub const ROWS: usize = 60;
/// Characters of a printed line.
pub const ROW: usize = 40;
/// So many different people agree before something is published.
pub const CONSENTS: usize = 2;

/// For whom it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// 申出人
    Applicant,
    /// 公表文
    Public,
}

impl Audience {
    /// Both.
    pub const ALL: [Audience; 2] = [Audience::Applicant, Audience::Public];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Audience::Applicant => "applicant",
            Audience::Public => "public",
        }
    }

    /// Reads a stored code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|audience| audience.code() == code)
    }

    /// The word that staff use.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Audience::Applicant => "申出人へ送る要旨",
            Audience::Public => "公表文",
        }
    }
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SummaryState {
    /// 下書き
    Draft,
    /// 確認待ち: with the mayor's office.
    Review,
    /// 差戻し
    SentBack,
    /// 承認済
    Approved,
    /// 送付済
    Sent,
    /// 公表済
    Published,
}

impl SummaryState {
    /// Every state.
    pub const ALL: [SummaryState; 6] = [
        SummaryState::Draft,
        SummaryState::Review,
        SummaryState::SentBack,
        SummaryState::Approved,
        SummaryState::Sent,
        SummaryState::Published,
    ];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            SummaryState::Draft => "draft",
            SummaryState::Review => "review",
            SummaryState::SentBack => "sent_back",
            SummaryState::Approved => "approved",
            SummaryState::Sent => "sent",
            SummaryState::Published => "published",
        }
    }

    /// Reads a stored code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// The word that staff use.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            SummaryState::Draft => "下書き",
            SummaryState::Review => "確認待ち",
            SummaryState::SentBack => "差戻し",
            SummaryState::Approved => "承認済",
            SummaryState::Sent => "送付済",
            SummaryState::Published => "公表済",
        }
    }
}

/// What is done with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SummaryAct {
    /// 書き直す. The office writes in red, too; what was sent or published is written anew only for the public.
    Write,
    /// 確認に出す
    Ask,
    /// 差し戻す
    SendBack,
    /// 承認する
    Approve,
    /// 申出人へ送る
    Send,
    /// 公表する
    Publish,
}

/// The state after an act; `None` when it does not fit. Every pair is decided here.
#[must_use]
pub const fn next(audience: Audience, from: SummaryState, act: SummaryAct) -> Option<SummaryState> {
    use SummaryAct as A;
    use SummaryState as S;
    match (audience, act, from) {
        // What the office asked for is written by the desk; who reviews writes in red without leaving the review.
        (Audience::Applicant, A::Write, S::Draft | S::SentBack) => Some(S::Draft),
        (Audience::Applicant, A::Write, S::Review) => Some(S::Review),
        (Audience::Applicant, A::Ask, S::Draft | S::SentBack) => Some(S::Review),
        (Audience::Applicant, A::SendBack, S::Review) => Some(S::SentBack),
        (Audience::Applicant, A::Approve, S::Review) => Some(S::Approved),
        (Audience::Applicant, A::Send, S::Approved) => Some(S::Sent),
        // A later version of a published text is agreed to again; the published one stays until then.
        (Audience::Public, A::Write, S::Draft | S::Published) => Some(S::Draft),
        (Audience::Public, A::Publish, S::Draft) => Some(S::Published),
        (Audience::Applicant | Audience::Public, _, _) => None,
    }
}

/// Moves it, or says why not.
///
/// # Errors
/// [`Refusal::SummaryNotNow`].
pub fn step(audience: Audience, from: SummaryState, act: SummaryAct) -> Result<SummaryState, Refusal> {
    next(audience, from, act).ok_or(Refusal::SummaryNotNow { state: from })
}

/// Characters, line breaks left out.
#[must_use]
pub fn length(body: &str) -> usize {
    body.chars().filter(|c| !matches!(c, '\n' | '\r')).count()
}

/// Printed lines of [`ROW`] characters.
#[must_use]
pub fn rows(body: &str) -> usize {
    body.lines().map(|line| line.chars().count().div_ceil(ROW).max(1)).sum()
}

/// It has words, and they fit on two pages.
///
/// # Errors
/// [`Refusal::TextMissing`], [`Refusal::SummaryLong`] with the numbers.
pub fn fits(body: &str) -> Result<(), Refusal> {
    let length = length(body);
    // Many short lines fill the paper as long ones do: they count as whole lines.
    let length = if rows(body) > ROWS { length.max(rows(body) * LENGTH / ROWS) } else { length };
    if body.trim().is_empty() {
        Err(Refusal::TextMissing)
    } else if length > LENGTH {
        Err(Refusal::SummaryLong { limit: LENGTH, length })
    } else {
        Ok(())
    }
}

/// What the desk is told of a summary that is not with the office yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nudge {
    /// Its day comes.
    Due,
    /// Its day is over.
    Late,
}

/// What the desk is told today: on the last open day before the office should have the summary, on the first open day after that
/// one, and on the first open day after the applicant should have it. `since` is the first day that nobody has looked at yet, so
/// that what fell on closed days is made up for.
#[must_use]
pub fn nudge(
    calendar: &Calendar,
    (review_by, send_by): (NaiveDate, NaiveDate),
    (since, today): (NaiveDate, NaiveDate),
) -> Option<Nudge> {
    let is_new = |over: Option<NaiveDate>| over.is_some_and(|over| since <= over && over <= today);
    if is_new(review_by.succ_opt()) || is_new(send_by.succ_opt()) {
        return Some(Nudge::Late);
    }
    let next = calendar.next_open(today.succ_opt()?);
    (today < review_by && review_by <= next).then_some(Nudge::Due)
}

/// A point as a draft takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// 発言
    pub said: String,
    /// その場での答え
    pub answered: String,
    /// What became of it.
    pub outcome: Outcome,
    /// What was promised, with the deadline in words.
    pub promise: Option<String>,
}

/// A first draft made of the record: a person goes on from it.
#[must_use]
pub fn draft(theme: &str, points: &[Point]) -> String {
    let mut text = format!("テーマ：{theme}\n");
    for (place, point) in points.iter().enumerate() {
        text += &format!("\n{}　{}\n", place + 1, point.said.trim());
        if !point.answered.trim().is_empty() {
            text += &format!("市の答え：{}\n", point.answered.trim());
        }
        if let Some(promise) = &point.promise {
            text += &format!("約束したこと：{promise}\n");
        }
        if point.outcome == Outcome::Taken {
            text += "この件は市役所に持ち帰り、担当課から改めてお答えします。\n";
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_audience_goes_its_own_way() {
        use SummaryAct as A;
        use SummaryState as S;
        let acts = [A::Write, A::Ask, A::SendBack, A::Approve, A::Send, A::Publish];
        let table = |audience| -> Vec<(SummaryState, SummaryAct, SummaryState)> {
            let pairs = SummaryState::ALL.into_iter().flat_map(|from| acts.map(|act| (from, act)));
            pairs.filter_map(|(from, act)| Some((from, act, next(audience, from, act)?))).collect()
        };
        let applicant = [
            (S::Draft, A::Write, S::Draft),
            (S::Draft, A::Ask, S::Review),
            (S::Review, A::Write, S::Review),
            (S::Review, A::SendBack, S::SentBack),
            (S::Review, A::Approve, S::Approved),
            (S::SentBack, A::Write, S::Draft),
            (S::SentBack, A::Ask, S::Review),
            (S::Approved, A::Send, S::Sent),
        ];
        assert_eq!(table(Audience::Applicant), applicant);
        let public =
            [(S::Draft, A::Write, S::Draft), (S::Draft, A::Publish, S::Published), (S::Published, A::Write, S::Draft)];
        assert_eq!(table(Audience::Public), public);
    }

    #[test]
    fn two_pages_are_the_limit_and_the_number_is_said() {
        assert_eq!(fits(" \n"), Err(Refusal::TextMissing));
        assert_eq!(fits(&"あ".repeat(LENGTH)), Ok(()));
        let long = fits(&"あ".repeat(LENGTH + 12)).unwrap_err();
        assert_eq!(long.to_string(), "要旨はA4で2枚まで（1600字）です。今は1612字あります。12字減らしてください。");
        assert!(fits(&"あ\n".repeat(ROWS)).is_ok() && fits(&"あ\n".repeat(ROWS + 1)).is_err());
    }

    #[test]
    fn the_desk_is_told_before_the_day_and_after_each_of_both_and_closed_days_are_made_up_for() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let calendar = Calendar::default();
        // Friday, 19 June and Wednesday, 1 July 2026.
        let both = (day("2026-06-19"), day("2026-07-01"));
        for (since, today, told) in [
            ("2026-06-17", "2026-06-17", None),
            ("2026-06-18", "2026-06-18", Some(Nudge::Due)),
            ("2026-06-19", "2026-06-19", None),
            // Saturday is the first day after it, Monday the first on which somebody works.
            ("2026-06-20", "2026-06-22", Some(Nudge::Late)),
            ("2026-06-23", "2026-06-23", None),
            ("2026-07-01", "2026-07-01", None),
            ("2026-07-02", "2026-07-02", Some(Nudge::Late)),
            ("2026-07-03", "2026-07-03", None),
            // The program stood still for a week.
            ("2026-06-17", "2026-06-24", Some(Nudge::Late)),
        ] {
            assert_eq!(nudge(&calendar, both, (day(since), day(today))), told, "{since} {today}");
        }
        // A day that is closed itself: told on Friday, not on Saturday.
        let closed = (day("2026-06-20"), day("2026-07-01"));
        assert_eq!(nudge(&calendar, closed, (day("2026-06-19"), day("2026-06-19"))), Some(Nudge::Due));
    }

    #[test]
    fn a_draft_has_every_point_and_what_became_of_it() {
        let point = |said: &str, outcome, promise: Option<&str>| Point {
            said: said.into(),
            answered: "検討すると答えた。".into(),
            outcome,
            promise: promise.map(str::to_owned),
        };
        let text = draft(
            "通学のバス",
            &[
                point("便が足りない。", Outcome::Promised, Some("事業者と協議する（8月31日まで）")),
                point("待合に机がほしい。", Outcome::Taken, None),
            ],
        );
        for words in
            ["テーマ：通学のバス", "1　便が足りない。", "約束したこと：事業者と協議する", "2　待合", "持ち帰り"]
        {
            assert!(text.contains(words), "{words} in {text}");
        }
    }
}
