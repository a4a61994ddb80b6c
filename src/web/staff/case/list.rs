//! The desk: queues on the left, cases in the order in which they want attention.

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;

use crate::{
    frame::Frame,
    staff::{
        filters,
        view::{Choice, DueView, Tone},
    },
};

/// `GET /staff/cases`
#[derive(Debug, Template)]
#[template(path = "staff/case/list.html")]
pub(crate) struct CaseListPage {
    pub(crate) frame: Frame,
    /// Name of the queue that is shown, e.g. 未回付.
    pub(crate) title: String,
    /// The code of the queue, kept in the address.
    pub(crate) queue: String,
    pub(crate) queues: Vec<QueueRow>,
    pub(crate) filter: FilterView,
    /// How many cases the queue and filters hold, over all pages: 12件, 1,000件以上; `None` where it is not counted.
    pub(crate) total: Option<String>,
    /// Groups of letters of one text, each one row among the others.
    pub(crate) floods: Vec<FloodRow>,
    pub(crate) rows: Vec<CaseRow>,
    /// Address of the page before, when there is one.
    pub(crate) previous: Option<String>,
    /// Address of the page after, when there is one.
    pub(crate) next: Option<String>,
    /// The same list as CSV; `None` when the person may not take lists out.
    pub(crate) csv: Option<String>,
    /// The same list as 受付簿 on A4.
    pub(crate) register: Option<String>,
    /// What would be here, and what to do, when the list is empty.
    pub(crate) empty: EmptyView,
}

/// A line of the list.
pub(crate) enum Line<'a> {
    /// A group of letters of one text.
    Flood(&'a FloodRow),
    /// A case.
    Case(&'a CaseRow),
}

impl CaseListPage {
    /// Groups and cases in one order: what is urgent, then what is due first.
    fn lines(&self) -> Vec<Line<'_>> {
        let mut groups: Vec<&FloodRow> = self.floods.iter().collect();
        groups.sort_by_key(|group| (group.urgent == 0, group.due.on));
        let mut groups = groups.into_iter().peekable();
        let mut lines = Vec::with_capacity(self.floods.len() + self.rows.len());
        for row in &self.rows {
            let first = |group: &&FloodRow| match row.waiting_minutes {
                Some(_) => false,
                None => group.urgent > 0 || row.due.as_ref().is_none_or(|due| group.due.on <= due.on),
            };
            while let Some(group) = groups.next_if(first) {
                lines.push(Line::Flood(group));
            }
            lines.push(Line::Case(row));
        }
        lines.extend(groups.map(Line::Flood));
        lines
    }
}

/// A queue with its count.
#[derive(Debug, Clone)]
pub(crate) struct QueueRow {
    pub(crate) label: &'static str,
    pub(crate) href: String,
    /// How many open cases; `None` where it is not counted.
    pub(crate) count: Option<u64>,
    /// Danger for 緊急 and 期限切れ with something in it, else calm.
    pub(crate) tone: Tone,
    pub(crate) current: bool,
    /// Opens a group: a line stands above it.
    pub(crate) starts_group: bool,
}

/// The filter form and what is set.
#[derive(Debug, Clone, Default)]
pub(crate) struct FilterView {
    /// Text that is looked for.
    pub(crate) q: String,
    pub(crate) sections: Vec<Choice>,
    pub(crate) statuses: Vec<Choice>,
    /// 期限切れ, 今日まで, 3開庁日以内.
    pub(crate) dues: Vec<Choice>,
    /// Measures, 未決定 and 計画に該当なし.
    pub(crate) measures: Vec<Choice>,
    pub(crate) kinds: Vec<Choice>,
    pub(crate) channels: Vec<Choice>,
    /// What is set, each with the address without it.
    pub(crate) chips: Vec<Chip>,
    /// The address with no filter at all.
    pub(crate) clear: String,
}

impl FilterView {
    /// The search over everything, with the same words.
    pub(crate) fn everywhere(&self) -> String {
        crate::urls::staff::case_list(crate::urls::staff::SEARCH, &[("q", &self.q)])
    }
}

/// A filter that is set.
#[derive(Debug, Clone)]
pub(crate) struct Chip {
    /// 課：市民協働課
    pub(crate) label: String,
    /// The address without it.
    pub(crate) remove: String,
}

/// A list with nothing in it.
#[derive(Debug, Clone)]
pub(crate) struct EmptyView {
    /// 未回付の案件はありません。
    pub(crate) title: String,
    /// 新しい声が届くと、ここに並びます。
    pub(crate) text: String,
}

/// One case in the list.
#[derive(Debug, Clone)]
pub(crate) struct CaseRow {
    pub(crate) href: String,
    /// R8-000123-K, with the branch number where there are several: R8-000123-K 2/3.
    pub(crate) number: String,
    /// No deadline: ended, or none was set.
    pub(crate) due: Option<DueView>,
    /// Minutes since an urgent case came in and nobody took it.
    pub(crate) waiting_minutes: Option<u64>,
    /// The subject or the first words, personal details masked.
    pub(crate) title: String,
    /// 要望; empty while undecided.
    pub(crate) kind: String,
    /// ウェブ, はがき …
    pub(crate) channel: String,
    pub(crate) received_on: NaiveDate,
    pub(crate) measure: MeasureView,
    /// The lead section; empty while not routed.
    pub(crate) section: String,
    /// Who holds it now: 広聴担当, 市民協働課 担当A.
    pub(crate) holder: String,
    pub(crate) status: &'static str,
    pub(crate) status_tone: Tone,
    /// Seen by few only (要配慮).
    pub(crate) restricted: bool,
}

/// Letters of one text.
#[derive(Debug, Clone)]
pub(crate) struct FloodRow {
    pub(crate) href: String,
    pub(crate) due: DueView,
    /// Heading of the first one, personal details masked.
    pub(crate) title: String,
    /// ほぼ同じ文面 9,982通, or that it is the leading one of such letters.
    pub(crate) words: String,
    /// How many of them wait for somebody who takes the warning.
    pub(crate) urgent: u64,
    pub(crate) started_at: DateTime<Utc>,
    pub(crate) last_at: DateTime<Utc>,
}

/// What was decided about the measure.
#[derive(Debug, Clone)]
pub(crate) enum MeasureView {
    /// 未決定
    Undecided,
    /// 計画に該当なし
    Outside,
    /// The primary measure.
    Tagged {
        /// 1101
        code: String,
        /// まちづくり組織支援事業
        name: String,
    },
}

/// What the address of the list says; cursors are opaque.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct CaseQuery {
    /// Code of a queue.
    pub(crate) queue: String,
    pub(crate) q: String,
    /// Section id.
    pub(crate) section: String,
    /// Status code.
    pub(crate) status: String,
    /// overdue, today, soon
    pub(crate) due: String,
    /// Measure code, `undecided` or `outside`.
    pub(crate) measure: String,
    pub(crate) kind: String,
    pub(crate) channel: String,
    /// Received on or after, ISO date.
    pub(crate) from: String,
    /// Received on or before, ISO date.
    pub(crate) until: String,
    /// Cursor: rows after it.
    pub(crate) after: String,
    /// Cursor: rows before it.
    pub(crate) before: String,
}
