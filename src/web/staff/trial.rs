//! What does a trial say? The counts and the changed cases, shown alike for key terms and for a version.

use kocho_service::{
    Cx, accuracy,
    stored::trial::{ChangedCase, Noun, State},
    trial::{MOST, TrialView},
};

use crate::urls::staff as urls;

/// A trial on a page.
#[derive(Debug, Clone)]
pub(crate) struct TrialBox {
    /// Cases are still being asked.
    pub(crate) running: bool,
    /// It is in use.
    pub(crate) used: bool,
    /// First day of the asked cases.
    pub(crate) since: chrono::NaiveDate,
    pub(crate) asked: u64,
    pub(crate) total: u64,
    /// There may be more cases than are asked.
    pub(crate) capped: bool,
    pub(crate) compared: u64,
    /// Which these are: 変わる言葉がある声
    pub(crate) compared_as: &'static str,
    pub(crate) changed: u64,
    pub(crate) better: u64,
    pub(crate) worse: u64,
    pub(crate) cases: Vec<ChangeRow>,
}

/// A changed case.
#[derive(Debug, Clone)]
pub(crate) struct ChangeRow {
    pub(crate) href: String,
    pub(crate) number: String,
    pub(crate) title: String,
    /// 1101 まちづくり組織の支援
    pub(crate) before: String,
    pub(crate) after: String,
    pub(crate) wanted: String,
    /// 当たりになる, 外れになる, どちらも外れ
    pub(crate) word: &'static str,
    pub(crate) tone: &'static str,
}

impl TrialBox {
    /// From what the service says.
    pub(crate) fn of(cx: &Cx, view: &TrialView) -> Self {
        let trial = &view.trial;
        TrialBox {
            running: trial.state == State::Running,
            used: trial.state == State::Used,
            since: trial.since,
            asked: trial.asked,
            total: trial.total,
            capped: trial.total >= MOST,
            compared: trial.compared,
            compared_as: match trial.noun {
                Noun::Terms => "変わる言葉がある声",
                Noun::Model => "前の版の候補が残っている声",
            },
            changed: trial.changed,
            better: trial.better,
            worse: trial.worse,
            cases: view.cases.iter().map(|case| ChangeRow::of(cx, case)).collect(),
        }
    }

    /// Neither better nor worse.
    pub(crate) fn same(&self) -> u64 {
        self.changed - self.better - self.worse
    }

    /// Changed cases that the list does not show.
    pub(crate) fn hidden(&self) -> u64 {
        self.changed.saturating_sub(self.cases.len() as u64)
    }
}

impl ChangeRow {
    fn of(cx: &Cx, case: &ChangedCase) -> Self {
        let change = &case.change;
        let (word, tone) = match (change.was_right, change.is_right) {
            (true, false) => ("外れになる", "danger"),
            (false, true) => ("当たりになる", "success"),
            (true, true) => ("どちらも当たり", "quiet"),
            (false, false) => ("どちらも外れ", "quiet"),
        };
        ChangeRow {
            href: urls::case(case.key.as_str()),
            number: case.number.to_string(),
            title: case.title.clone(),
            before: named(cx, &change.before),
            after: named(cx, &change.after),
            wanted: named(cx, &change.wanted),
            word,
            tone,
        }
    }
}

/// 1101 まちづくり組織の支援, 計画の外.
pub(crate) fn named(cx: &Cx, code: &str) -> String {
    let name = accuracy::measure_name(cx, code);
    match code {
        "" => "候補なし".to_owned(),
        kocho_service::suggestion::OUTSIDE => name,
        code => format!("{code} {name}").trim_end().to_owned(),
    }
}

#[cfg(test)]
impl TrialBox {
    /// Three changes of twelve.
    pub(crate) fn sample() -> Self {
        let row = |number: &str, before: &str, word, tone| ChangeRow {
            href: urls::case("aaaabbbbccccddddeeeeffff22"),
            number: number.into(),
            title: "ぽんぽこ広場の鐘楼が鳴りません".into(),
            before: before.into(),
            after: "1305 地域の魅力の発信".into(),
            wanted: "1305 地域の魅力の発信".into(),
            word,
            tone,
        };
        TrialBox {
            running: false,
            used: false,
            since: "2025-10-14".parse().unwrap(),
            asked: 3000,
            total: 3000,
            capped: true,
            compared: 12,
            compared_as: "変わる言葉がある声",
            changed: 3,
            better: 2,
            worse: 1,
            cases: vec![
                row("R8-000118-T", "1101 まちづくり組織の支援", "外れになる", "danger"),
                row("R8-000123-K", "計画の外", "当たりになる", "success"),
            ],
        }
    }

    /// On its way.
    pub(crate) fn sample_running() -> Self {
        TrialBox { running: true, asked: 500, cases: Vec::new(), ..TrialBox::sample() }
    }
}
