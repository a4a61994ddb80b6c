//! 受け取り方: through whom did a voice come in that its sender did not send alone?
//!
//! Somebody wrote for a person who cannot (代筆・代理), or a 行政区 or a group brought a paper (要望書).

use chrono::NaiveDate;

use crate::body::Line;
use crate::id::{SectionId, StaffId, SubmissionId};
use crate::refusal::Refusal;

/// How many items a 要望書 has at most; longer papers are several.
pub const ITEMS_AT_MOST: usize = 10;

/// 代筆・代理: one exists only for a text that was read back and confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proxy {
    circumstance: String,
    for_whom: Option<Line>,
    writer: Option<Line>,
}

impl Proxy {
    /// What was written for somebody, after it was read back.
    ///
    /// # Errors
    /// [`Refusal::NotReadBack`].
    pub fn confirmed(
        circumstance: String,
        for_whom: Option<Line>,
        writer: Option<Line>,
        read_back: bool,
    ) -> Result<Self, Refusal> {
        if read_back { Ok(Proxy { circumstance, for_whom, writer }) } else { Err(Refusal::NotReadBack) }
    }

    /// Code of the circumstance.
    #[must_use]
    pub fn circumstance(&self) -> &str {
        &self.circumstance
    }

    /// For whom, in words.
    #[must_use]
    pub fn for_whom(&self) -> Option<&str> {
        self.for_whom.as_ref().map(Line::as_str)
    }

    /// Who wrote, when it was not the person who enters it.
    #[must_use]
    pub fn writer(&self) -> Option<&str> {
        self.writer.as_ref().map(Line::as_str)
    }
}

/// 要望書: what stands on it beside its items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Petition {
    /// 行政区・団体
    pub organisation: Line,
    /// 議決した会議
    pub resolution: Option<Line>,
    /// 議決の日
    pub resolved_on: Option<NaiveDate>,
    /// 要望の年度: the fiscal year whose budget it means.
    pub budget_year: Option<i32>,
    /// 前回の要望書
    pub earlier: Option<SubmissionId>,
}

/// How a voice was taken in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Intake {
    /// Who wrote it down.
    pub staff: Option<StaffId>,
    /// Where it was heard or handed over.
    pub section: Option<SectionId>,
    /// 代筆・代理
    pub proxy: Option<Proxy>,
    /// 要望書
    pub petition: Option<Petition>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_writes_for_another_without_reading_it_back() {
        assert_eq!(Proxy::confirmed("visit".into(), None, None, false), Err(Refusal::NotReadBack));
        assert_eq!(Proxy::confirmed("visit".into(), None, None, true).unwrap().circumstance(), "visit");
    }
}
