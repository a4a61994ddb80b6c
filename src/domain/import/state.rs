//! Where do a table and each of its rows stand?

/// Where a table stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportState {
    /// Its rows are being read.
    Reading,
    /// Its rows were read; somebody decides.
    Ready,
    /// Its good rows are being taken in.
    Taking,
    /// All that was to be taken in is in.
    Taken,
    /// It is being taken back.
    Undoing,
    /// It was taken back.
    Undone,
    /// It was given up before anything was taken in.
    Dropped,
    /// The program ended while it was read.
    Broken,
}

impl ImportState {
    /// Every state, in the order of work.
    pub const ALL: [ImportState; 8] = [
        ImportState::Reading,
        ImportState::Ready,
        ImportState::Taking,
        ImportState::Taken,
        ImportState::Undoing,
        ImportState::Undone,
        ImportState::Dropped,
        ImportState::Broken,
    ];

    /// What its rows said was erased.
    #[must_use]
    pub const fn is_erased(self) -> bool {
        matches!(self, ImportState::Dropped | ImportState::Broken)
    }

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            ImportState::Reading => "reading",
            ImportState::Ready => "ready",
            ImportState::Taking => "taking",
            ImportState::Taken => "taken",
            ImportState::Undoing => "undoing",
            ImportState::Undone => "undone",
            ImportState::Dropped => "dropped",
            ImportState::Broken => "broken",
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
            ImportState::Reading => "読取り中",
            ImportState::Ready => "取込み前",
            ImportState::Taking => "取込み中",
            ImportState::Taken => "取込み済",
            ImportState::Undoing => "取消し中",
            ImportState::Undone => "取消し済",
            ImportState::Dropped => "中止",
            ImportState::Broken => "読取りの失敗",
        }
    }
}

/// Where a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowState {
    /// Its columns are not known yet.
    Unread,
    /// It has faults.
    Bad,
    /// It can be taken in.
    Good,
    /// The same row came in with another table.
    Known,
    /// Somebody decided that it is not taken in.
    Left,
    /// Its voice was taken in.
    Taken,
    /// Its voice was taken back.
    Undone,
}

impl RowState {
    /// Every state.
    pub const ALL: [RowState; 7] = [
        RowState::Unread,
        RowState::Bad,
        RowState::Good,
        RowState::Known,
        RowState::Left,
        RowState::Taken,
        RowState::Undone,
    ];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            RowState::Unread => "unread",
            RowState::Bad => "bad",
            RowState::Good => "good",
            RowState::Known => "known",
            RowState::Left => "left",
            RowState::Taken => "taken",
            RowState::Undone => "undone",
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
            RowState::Unread => "列の確認待ち",
            RowState::Bad => "直すところあり",
            RowState::Good => "取り込めます",
            RowState::Known => "取込み済みの行",
            RowState::Left => "取り込まない行",
            RowState::Taken => "取り込みました",
            RowState::Undone => "取り消しました",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ImportState, RowState};

    #[test]
    fn codes_come_back() {
        assert!(ImportState::ALL.iter().all(|state| ImportState::parse(state.code()) == Some(*state)));
        assert!(RowState::ALL.iter().all(|state| RowState::parse(state.code()) == Some(*state)));
    }
}
