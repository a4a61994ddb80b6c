//! 論点: what was said on a dialogue day, what the city answered, and what becomes of it. What a tablet sends again, or what
//! two tablets wrote at once, is decided here: nothing is doubled and nothing is overwritten unseen.

use crate::dialogue::DayNumber;
use crate::refusal::Refusal;

/// The longest text of a field, in characters.
pub const TEXT_LENGTH: usize = 4_000;

/// What becomes of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// その場で回答
    Answered,
    /// 持ち帰り: it becomes a case with a section and a deadline.
    Taken,
    /// 約束
    Promised,
    /// 聞き置き: it was heard, and nothing follows.
    Heard,
}

impl Outcome {
    /// Every outcome, in the order of the form.
    pub const ALL: [Outcome; 4] = [Outcome::Answered, Outcome::Taken, Outcome::Promised, Outcome::Heard];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Outcome::Answered => "answered",
            Outcome::Taken => "taken",
            Outcome::Promised => "promised",
            Outcome::Heard => "heard",
        }
    }

    /// Reads a stored code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.code() == code)
    }

    /// The word that staff use.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Outcome::Answered => "その場で回答",
            Outcome::Taken => "持ち帰り",
            Outcome::Promised => "約束",
            Outcome::Heard => "聞き置き",
        }
    }
}

/// By which people speak of a point: R8-対話02-03, the third point of the second day of the fiscal year. `mark` is that of the
/// day's series.
#[must_use]
pub fn number(day: DayNumber, mark: &str, place: u32) -> String {
    format!("{}-{place:02}", day.show(mark))
}

/// What was written down of a point.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// 発言
    pub said: String,
    /// その場での答え
    pub answered: String,
}

impl Words {
    /// Without spaces at the ends, with one sort of line breaks.
    #[must_use]
    pub fn tidy(said: &str, answered: &str) -> Self {
        let tidy = |text: &str| text.replace("\r\n", "\n").trim().to_owned();
        Words { said: tidy(said), answered: tidy(answered) }
    }

    /// The words can be kept.
    ///
    /// # Errors
    /// [`Refusal::TextMissing`] when nothing was said.
    pub fn check(&self) -> Result<(), Refusal> {
        if self.said.is_empty() { Err(Refusal::TextMissing) } else { Ok(()) }
    }
}

/// What is done with words that come in for a point that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Take {
    /// The very same words stand there: it was sent twice, or everything has arrived.
    Nothing,
    /// They take the place of what their writer saw; that stays as a version.
    Save,
    /// Somebody else wrote meanwhile: both are shown, and a person puts them together.
    Clash,
}

/// Decides about words that come in. `seen` is the version that their writer knew, `now` the newest one; `own` says that
/// every version between them came from the writer's own device, whose answer was lost on the way.
#[must_use]
pub fn take(stored: &Words, now: u32, new: &Words, seen: u32, own: bool) -> Take {
    if stored == new {
        Take::Nothing
    } else if seen == now || own {
        Take::Save
    } else {
        Take::Clash
    }
}

/// How far a slot is while its day is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Somebody has it.
    pub seated: bool,
    /// They came.
    pub arrived: bool,
    /// How many points are written down.
    pub points: usize,
    /// Its time is over.
    pub is_over: bool,
}

/// Which slots stand open on the page of the record: the first whose time is not over, and those whose party came and of whom
/// nothing is written down yet. When all are over, it is the first of which nothing is. The others are folded.
#[must_use]
pub fn in_hand(slots: &[Progress]) -> Vec<bool> {
    let current = slots.iter().position(|slot| slot.seated && !slot.is_over);
    let current = current.or_else(|| slots.iter().position(|slot| slot.seated && slot.points == 0));
    let is_owed = |slot: &Progress| slot.seated && slot.arrived && slot.is_over && slot.points == 0;
    slots.iter().enumerate().map(|(at, slot)| Some(at) == current || is_owed(slot)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::era::FiscalYear;

    #[test]
    fn a_point_is_numbered_by_year_day_and_place() {
        let day = DayNumber { fiscal_year: FiscalYear::starting(2026), sequence: 2 };
        assert_eq!(number(day, "対話", 3), "R8-対話02-03");
    }

    #[test]
    fn the_slot_in_hand_is_open_and_one_of_which_nothing_is_written_yet() {
        let slot = |seated, arrived, points, is_over| Progress { seated, arrived, points, is_over };
        let (free, later) = (slot(false, false, 0, false), slot(true, false, 0, false));
        let (done, owed, absent) = (slot(true, true, 2, true), slot(true, true, 0, true), slot(true, false, 0, true));
        let cases: [(&[Progress], &[bool]); 7] = [
            (&[free, later, later], &[false, true, false]),
            (&[done, later, later], &[false, true, false]),
            (&[owed, later, later], &[true, true, false]),
            (&[absent, done, slot(true, true, 1, false), later], &[false, false, true, false]),
            (&[done, absent, owed], &[false, true, true]),
            (&[absent, absent], &[true, false]),
            (&[done, free], &[false, false]),
        ];
        for (slots, open) in cases {
            assert_eq!(in_hand(slots), open, "{slots:?}");
        }
    }

    #[test]
    fn what_is_sent_again_is_one_point_and_two_writers_are_shown_to_each_other() {
        let words = |said| Words::tidy(said, "");
        let stored = words("バスが足りない。");
        let cases = [
            // The answer was lost; the same words come again.
            (words("バスが足りない。\r\n"), 0, false, Take::Nothing),
            // Its writer went on from the newest version.
            (words("朝のバスが足りない。"), 2, false, Take::Save),
            // The answers to its own two versions were lost.
            (words("朝のバスが足りない。"), 0, true, Take::Save),
            // Another tablet wrote in between.
            (words("朝のバスが足りない。"), 1, false, Take::Clash),
        ];
        for (new, seen, own, expected) in cases {
            assert_eq!(take(&stored, 2, &new, seen, own), expected, "{new:?} from {seen}");
        }
    }

    proptest! {
        /// Only words of the newest version's own reader, or of its own device, take its place.
        #[test]
        fn nothing_is_overwritten_unseen(now in 1u32..9, seen in 0u32..9, own: bool, said in "[あ-ん]{1,4}") {
            let stored = Words::tidy("もとの発言", "");
            let taken = take(&stored, now, &Words::tidy(&said, ""), seen, own);
            prop_assert_eq!(taken == Take::Save, seen == now || own);
        }
    }
}
