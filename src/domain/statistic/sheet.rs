//! All filled questionnaires of a survey as columns of small codes: 100,000 of 40 questions are some ten megabytes, and any
//! table of them is one walk along two columns. Free texts are not in it, only that somebody wrote one.

/// A mark that is no option: the question was put and not answered (無回答).
const UNANSWERED: u16 = u16::MAX - 1;
/// The way through the questionnaire did not lead here (非該当).
const NOT_ASKED: u16 = u16::MAX;
/// Bits of a word of ticks.
const WORD: usize = 64;

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One of so many options.
    Choice(usize),
    /// Any of so many options.
    Choices(usize),
    /// A number.
    Number,
    /// Whether a text was written.
    Text,
}

impl Kind {
    /// How many options there are; none of numbers and texts.
    #[must_use]
    pub const fn options(self) -> usize {
        match self {
            Kind::Choice(options) | Kind::Choices(options) => options,
            Kind::Number | Kind::Text => 0,
        }
    }
}

/// What one person answered to one question.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// 非該当
    NotAsked,
    /// 無回答
    Unanswered,
    /// An option's place.
    One(usize),
    /// Places of options.
    Many(Vec<usize>),
    /// A number.
    Number(f64),
    /// A text, which stands elsewhere.
    Written,
}

/// What a person did with a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// 非該当
    NotAsked,
    /// 無回答
    Unanswered,
    /// Answered; of a choice the option's place.
    Answered(usize),
}

/// The answers to one question, or to one row of a matrix.
#[derive(Debug, Clone)]
pub struct Column {
    kind: Kind,
    marks: Vec<u16>,
    /// Ticks of several options, so many words a person.
    ticks: Vec<u64>,
    numbers: Vec<f64>,
}

impl Column {
    const fn new(kind: Kind) -> Self {
        Column { kind, marks: Vec::new(), ticks: Vec::new(), numbers: Vec::new() }
    }

    /// What stands in it.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// What a person did with the question.
    #[must_use]
    pub fn mark(&self, person: usize) -> Mark {
        match self.marks.get(person).copied().unwrap_or(NOT_ASKED) {
            NOT_ASKED => Mark::NotAsked,
            UNANSWERED => Mark::Unanswered,
            option => Mark::Answered(usize::from(option)),
        }
    }

    /// The options that a person ticked, of a column of several.
    pub(super) fn ticked(&self, person: usize) -> impl Iterator<Item = usize> + '_ {
        let width = self.width();
        let words = self.ticks.get(person * width..(person + 1) * width).unwrap_or_default();
        words.iter().enumerate().flat_map(|(at, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros() as usize)?;
                left &= left - 1;
                Some(at * WORD + bit)
            })
        })
    }

    /// The number that a person wrote, of a column of numbers.
    pub(super) fn number(&self, person: usize) -> Option<f64> {
        self.numbers.get(person).copied().filter(|number| number.is_finite())
    }

    const fn width(&self) -> usize {
        match self.kind {
            Kind::Choices(options) => options.div_ceil(WORD),
            Kind::Choice(_) | Kind::Number | Kind::Text => 0,
        }
    }

    /// A cell that does not fit the column counts as unanswered: what was taken in was judged before.
    fn push(&mut self, cell: &Cell) {
        let mark = match (cell, self.kind) {
            (Cell::NotAsked, _) => NOT_ASKED,
            (Cell::One(option), Kind::Choice(options)) if *option < options => {
                u16::try_from(*option).unwrap_or(UNANSWERED)
            }
            (Cell::Many(ticked), Kind::Choices(options)) if ticked.iter().any(|option| *option < options) => 0,
            (Cell::Number(number), Kind::Number) if number.is_finite() => 0,
            (Cell::Written, Kind::Text) => 0,
            (Cell::Unanswered | Cell::One(_) | Cell::Many(_) | Cell::Number(_) | Cell::Written, _) => UNANSWERED,
        };
        self.marks.push(mark);
        let from = self.ticks.len();
        self.ticks.resize(from + self.width(), 0);
        if let (Cell::Many(ticked), Kind::Choices(options)) = (cell, self.kind) {
            for option in ticked.iter().filter(|option| **option < options) {
                self.ticks[from + option / WORD] |= 1 << (option % WORD);
            }
        }
        if matches!(self.kind, Kind::Number) {
            self.numbers.push(if let Cell::Number(number) = cell { *number } else { f64::NAN });
        }
    }
}

/// All filled questionnaires of a survey.
#[derive(Debug, Clone)]
pub struct Sheet {
    complete: u64,
    people: usize,
    columns: Vec<Column>,
}

impl Sheet {
    /// An empty sheet with these columns.
    #[must_use]
    pub fn new(kinds: &[Kind]) -> Self {
        Sheet { complete: 0, people: 0, columns: kinds.iter().map(|kind| Column::new(*kind)).collect() }
    }

    /// Adds a person; cells in the order of the columns, missing ones are unanswered.
    pub fn push(&mut self, is_complete: bool, cells: &[Cell]) {
        self.people += 1;
        self.complete += u64::from(is_complete);
        for (place, column) in self.columns.iter_mut().enumerate() {
            column.push(cells.get(place).unwrap_or(&Cell::Unanswered));
        }
    }

    /// Gives back the room that was kept for more people.
    pub fn settle(&mut self) {
        for column in &mut self.columns {
            column.marks.shrink_to_fit();
            column.ticks.shrink_to_fit();
            column.numbers.shrink_to_fit();
        }
    }

    /// How many answered, whole or in part.
    #[must_use]
    pub const fn people(&self) -> usize {
        self.people
    }

    /// How many of them to the end.
    #[must_use]
    pub const fn complete(&self) -> u64 {
        self.complete
    }

    /// A column by its place.
    #[must_use]
    pub fn column(&self, place: usize) -> Option<&Column> {
        self.columns.get(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_back_as_they_were_given() {
        let mut sheet = Sheet::new(&[Kind::Choice(3), Kind::Choices(70), Kind::Number, Kind::Text]);
        sheet.push(true, &[Cell::One(2), Cell::Many(vec![69, 0, 63, 64]), Cell::Number(4.5), Cell::Written]);
        sheet.push(false, &[Cell::NotAsked, Cell::Unanswered, Cell::Unanswered]);
        sheet.settle();
        assert_eq!((sheet.people(), sheet.complete()), (2, 1));
        let column = |place| sheet.column(place).unwrap();
        assert_eq!((column(0).mark(0), column(0).mark(1)), (Mark::Answered(2), Mark::NotAsked));
        assert_eq!(column(1).ticked(0).collect::<Vec<_>>(), [0, 63, 64, 69]);
        assert_eq!((column(1).ticked(1).count(), column(1).mark(1)), (0, Mark::Unanswered));
        assert_eq!((column(2).number(0), column(2).number(1)), (Some(4.5), None));
        assert_eq!((column(3).mark(0), column(3).mark(1)), (Mark::Answered(0), Mark::Unanswered));
    }

    #[test]
    fn what_does_not_fit_its_column_is_unanswered() {
        let mut sheet = Sheet::new(&[Kind::Choice(2), Kind::Choices(2), Kind::Number]);
        sheet.push(true, &[Cell::One(2), Cell::Many(vec![5]), Cell::Number(f64::NAN)]);
        sheet.push(true, &[Cell::Many(vec![0]), Cell::Many(vec![5, 1]), Cell::One(0)]);
        let marks = |person| [0, 1, 2].map(|place| sheet.column(place).unwrap().mark(person));
        assert_eq!(marks(0), [Mark::Unanswered; 3]);
        assert_eq!(marks(1), [Mark::Unanswered, Mark::Answered(0), Mark::Unanswered]);
        assert_eq!(sheet.column(1).unwrap().ticked(1).collect::<Vec<_>>(), [1]);
    }
}
