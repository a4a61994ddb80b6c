//! One table: what becomes of each row, which column is what, and what can be done with it now.

use askama::Template;
use chrono::NaiveDate;
use kocho_domain::import::{
    column::Field,
    state::{ImportState, RowState},
};
use kocho_service::{
    Cx,
    import::{ImportView, RowView, Show},
};

use super::{tone_of, tone_of_row};
use crate::{
    frame::Frame,
    staff::{
        case::words::thousands,
        filters,
        view::{Choice, Errors, Fact, Tone},
    },
    urls::staff as urls,
};

/// `GET /staff/imports/{import}`
#[derive(Debug, Template)]
#[template(path = "staff/import/show.html")]
pub(crate) struct ImportShowPage {
    pub(crate) frame: Frame,
    pub(crate) file: String,
    pub(crate) state: &'static str,
    pub(crate) tone: Tone,
    pub(crate) facts: Vec<Fact>,
    /// What can be done now.
    pub(crate) step: Step,
    /// Why its columns cannot be used yet, or empty.
    pub(crate) fault: String,
    pub(crate) columns: Vec<ColumnChoice>,
    pub(crate) channels: Vec<Choice>,
    pub(crate) errors: Errors,
    /// Kinds of rows with how many there are: the page shows one of them.
    pub(crate) tabs: Vec<Tab>,
    pub(crate) rows: Vec<RowLine>,
    /// Address of the page after.
    pub(crate) next: Option<String>,
    /// Address of the first page, when this is not it.
    pub(crate) first: Option<String>,
    /// Rows were refused: the file to mend.
    pub(crate) mend: Option<String>,
    pub(crate) urls: Urls,
}

/// Where the forms post to.
#[derive(Debug, Clone)]
pub(crate) struct Urls {
    pub(crate) here: String,
    pub(crate) columns: String,
    pub(crate) take: String,
    pub(crate) drop: String,
    pub(crate) undo: String,
}

/// What can be done now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// Its columns have to be chosen first.
    Columns,
    /// Good rows can be taken in.
    Take {
        /// 38
        good: String,
        /// 前に取り込んだ行, or empty.
        known: String,
        /// At least one row can be taken in without them.
        any: bool,
        /// What would be late or ring at once, or empty.
        alarms: String,
    },
    /// Something is going on: 500 of 1,000.
    Running {
        /// 取り込んでいます
        words: String,
        /// In percent.
        percent: u64,
    },
    /// It was taken in and can be taken back.
    Undo {
        /// 38
        words: String,
        /// There is something to take back.
        any: bool,
    },
    /// It is over.
    Over {
        /// What became of it.
        words: String,
    },
}

/// A column with what it can be.
#[derive(Debug, Clone)]
pub(crate) struct ColumnChoice {
    pub(crate) number: usize,
    /// Its header.
    pub(crate) header: String,
    pub(crate) choices: Vec<Choice>,
}

/// A kind of rows.
#[derive(Debug, Clone)]
pub(crate) struct Tab {
    pub(crate) href: String,
    pub(crate) label: &'static str,
    pub(crate) rows: String,
    pub(crate) current: bool,
}

/// A row.
#[derive(Debug, Clone)]
pub(crate) struct RowLine {
    pub(crate) number: u32,
    /// Address of the whole row, while its cells are there.
    pub(crate) href: Option<String>,
    /// It has dangerous words.
    pub(crate) dangerous: bool,
    pub(crate) state: &'static str,
    pub(crate) tone: Tone,
    pub(crate) received_on: Option<NaiveDate>,
    pub(crate) channel: String,
    pub(crate) head: String,
    /// Column and what is wrong.
    pub(crate) errors: Vec<(String, String)>,
    pub(crate) doubts: Vec<String>,
    /// The voice that it became, or that an equal row became: number and address.
    pub(crate) voice: Option<(String, String)>,
}

impl ImportShowPage {
    /// From what the service says.
    pub(crate) fn of(frame: Frame, cx: &Cx, view: &ImportView, show: Show, after: u32) -> Self {
        let import = &view.import;
        let key = import.key.as_str();
        let here = urls::import_table(key);
        let page = |after: u32| urls::import_rows(key, code_of(show), after);
        ImportShowPage {
            frame,
            file: import.file_name.clone(),
            state: import.state.label(),
            tone: tone_of(import.state),
            facts: facts(cx, view),
            step: step(view),
            fault: view.fault.clone().unwrap_or_default(),
            columns: columns(view),
            channels: channels(cx, &import.channel),
            errors: Errors::default(),
            tabs: tabs(view, show),
            rows: view.rows.iter().map(|row| RowLine::of(cx, key, row)).collect(),
            next: view.next.map(page),
            first: (after > 0).then(|| page(0)),
            mend: (view.count(RowState::Bad) > 0 && !import.state.is_erased()).then(|| urls::import_mend(key)),
            urls: Urls {
                columns: urls::import_act(key, "columns"),
                take: urls::import_act(key, "take"),
                drop: urls::import_act(key, "drop"),
                undo: urls::import_act(key, "undo"),
                here,
            },
        }
    }

    /// Columns can still be chosen.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.step, Step::Columns | Step::Take { .. })
    }

    /// The last row of the page.
    pub(crate) fn last(&self) -> u32 {
        self.rows.last().map_or(0, |row| row.number)
    }
}

/// The word of a kind of rows in an address.
pub(super) const fn code_of(show: Show) -> &'static str {
    match show {
        Show::All => "",
        Show::Bad => "bad",
        Show::Known => "known",
        Show::Doubtful => "doubt",
        Show::Dangerous => "danger",
        Show::Left => "left",
    }
}

fn facts(cx: &Cx, view: &ImportView) -> Vec<Fact> {
    let import = &view.import;
    let channel = cx.city.rules.channel(&import.channel).map(|c| c.label.ja.clone()).unwrap_or_default();
    let mut facts = vec![
        Fact::new("読んだ人", view.by.clone()),
        Fact::new("読んだ時", filters::moment_of(import.created_at)),
        Fact::new("行", format!("{}行", thousands(import.rows))),
        Fact::new("種別のない行は", channel),
        Fact::new("回答希望が空の行は", "未記入（希望なしとして扱います）"),
    ];
    if import.past {
        facts.push(Fact::new("取込みのしかた", "過去の記録"));
    }
    facts.extend(import.sheet.iter().map(|sheet| Fact::new("シート", sheet.clone())));
    facts.extend(view.form.iter().map(|form| Fact::new("書き出した仕組み", form.clone())));
    facts
}

fn step(view: &ImportView) -> Step {
    let import = &view.import;
    let (good, known) = (view.count(RowState::Good), view.count(RowState::Known));
    match import.state {
        ImportState::Reading => Step::Running { words: "ファイルを読んでいます".into(), percent: 0 },
        ImportState::Ready if view.fault.is_some() => Step::Columns,
        ImportState::Ready => Step::Take {
            good: thousands(good),
            known: if known > 0 { thousands(known) } else { String::new() },
            any: good > 0,
            alarms: alarms(view.late, view.dangerous),
        },
        ImportState::Taking => running("取り込んでいます", import.taken, import.taken + good),
        ImportState::Undoing => running("取り消しています", view.count(RowState::Undone), import.taken),
        ImportState::Taken => Step::Undo { words: thousands(import.taken), any: import.taken > 0 },
        ImportState::Undone => Step::Over {
            words: match import.kept {
                0 => format!("{}件を取り下げにしました。", thousands(view.count(RowState::Undone))),
                kept => format!(
                    "{}件を取り下げにしました。{kept}件は職員が扱い始めていたので、そのままです。",
                    thousands(view.count(RowState::Undone))
                ),
            },
        },
        ImportState::Dropped => Step::Over {
            words: "取り込まずにやめました。読んだ内容は消したので、直す行のCSVもありません。".into(),
        },
        ImportState::Broken => Step::Over {
            words: "読取りの途中で止まりました。何も取り込んでいません。ファイルをもう一度読んでください。".into(),
        },
    }
}

/// What old rows would set off.
fn alarms(late: u64, dangerous: u64) -> String {
    let late = (late > 0).then(|| format!("{}件が取り込んですぐに期限切れ", thousands(late)));
    let dangerous = (dangerous > 0).then(|| format!("{}件が要緊急確認", thousands(dangerous)));
    let both: Vec<String> = late.into_iter().chain(dangerous).collect();
    if both.is_empty() {
        String::new()
    } else {
        format!("このまま取り込むと、{}になります。", both.join("、"))
    }
}

fn running(what: &str, done: u64, of: u64) -> Step {
    let percent = (done * 100).checked_div(of).unwrap_or(100);
    Step::Running { words: format!("{what}（{}件のうち{}件）", thousands(of), thousands(done)), percent }
}

fn columns(view: &ImportView) -> Vec<ColumnChoice> {
    let choices = |chosen: Option<Field>| {
        let none = Choice { chosen: chosen.is_none(), ..Choice::new("", "使わない") };
        let field = |field: Field| Choice { chosen: chosen == Some(field), ..Choice::new(field.code(), field.label()) };
        std::iter::once(none).chain(Field::ALL.into_iter().map(field)).collect()
    };
    let headers = view.import.headers.iter().zip(&view.fields).enumerate();
    let name = |n: usize, header: &str| {
        if header.is_empty() { format!("{}列目（見出しなし）", n + 1) } else { header.to_owned() }
    };
    headers
        .map(|(n, (header, field))| ColumnChoice { number: n, header: name(n, header), choices: choices(*field) })
        .collect()
}

/// The channels, one chosen.
pub(super) fn channels(cx: &Cx, chosen: &str) -> Vec<Choice> {
    let choice = |c: &kocho_domain::rule::channel::Channel| Choice {
        chosen: c.code == chosen,
        ..Choice::new(c.code.as_str(), c.label.ja.as_str())
    };
    cx.city.rules.channels_on(cx.today()).map(choice).collect()
}

fn tabs(view: &ImportView, show: Show) -> Vec<Tab> {
    let all: u64 = view.counts.values().sum();
    let kinds = [
        (Show::All, "すべて", all),
        (Show::Bad, "直すところあり", view.count(RowState::Bad)),
        (Show::Known, "取込み済みの行", view.count(RowState::Known)),
        (Show::Doubtful, "気になる点あり", view.doubtful),
        (Show::Dangerous, "緊急の言葉あり", view.dangerous),
        (Show::Left, "取り込まない行", view.count(RowState::Left)),
    ];
    let tab = |(kind, label, rows): (Show, &'static str, u64)| Tab {
        href: urls::import_rows(view.import.key.as_str(), code_of(kind), 0),
        label,
        rows: thousands(rows),
        current: kind == show,
    };
    kinds.into_iter().filter(|(kind, _, rows)| *rows > 0 || *kind == Show::All || *kind == show).map(tab).collect()
}

impl RowLine {
    fn of(cx: &Cx, key: &str, view: &RowView) -> Self {
        let row = &view.row;
        let channel = row.channel.as_deref().and_then(|code| cx.city.rules.channel(code));
        RowLine {
            number: row.row,
            href: row.cells.as_ref().map(|_| urls::import_row(key, row.row)),
            dangerous: !row.danger.is_empty(),
            state: row.state.label(),
            tone: tone_of_row(row.state),
            received_on: row.received_on,
            channel: channel.map(|c| c.label.ja.clone()).unwrap_or_default(),
            head: row.head.clone(),
            errors: row.errors.iter().map(|fault| (fault.column.clone(), fault.message.clone())).collect(),
            doubts: row.doubts.clone(),
            voice: view.voice.as_ref().map(|voice| (voice.number.to_string(), urls::case(voice.case.as_str()))),
        }
    }
}

#[cfg(test)]
mod sample {
    use super::*;
    use crate::staff::case::sample::{KEY, desk_frame};

    fn line(number: u32, state: RowState, head: &str) -> RowLine {
        RowLine {
            number,
            href: Some(urls::import_row(KEY, number)),
            dangerous: number == 10,
            state: state.label(),
            tone: tone_of_row(state),
            received_on: "2026-05-08".parse().ok(),
            channel: "市政提案箱".into(),
            head: head.into(),
            errors: Vec::new(),
            doubts: Vec::new(),
            voice: None,
        }
    }

    fn column(number: usize, header: &str, field: Field) -> ColumnChoice {
        let choices = vec![Choice::new("", "使わない"), Choice::new(field.code(), field.label()).chosen()];
        ColumnChoice { number, header: header.into(), choices }
    }

    impl ImportShowPage {
        /// Before it is taken in, with rows to mend.
        pub(crate) fn sample() -> Self {
            let wrong = |column: &str, message: &str| (column.to_owned(), message.to_owned());
            let tab = |label, rows: &str, current| Tab {
                href: urls::import_rows(KEY, "", 0),
                label,
                rows: rows.into(),
                current,
            };
            ImportShowPage {
                frame: desk_frame(),
                file: "提案箱_5月.csv".into(),
                state: ImportState::Ready.label(),
                tone: tone_of(ImportState::Ready),
                facts: vec![
                    Fact::new("読んだ人", "秘書広聴課 担当A"),
                    Fact::new("読んだ時", "6/1 10:20"),
                    Fact::new("行", "40行"),
                    Fact::new("種別のない行は", "市政提案箱"),
                ],
                step: Step::Take { good: "37".into(), known: "1".into(), any: true, alarms: alarms(30, 1) },
                fault: String::new(),
                columns: vec![column(0, "受付日", Field::ReceivedOn), column(1, "本文", Field::Body)],
                channels: vec![Choice::new("proposal_box", "市政提案箱").chosen()],
                errors: Errors::default(),
                tabs: vec![
                    tab("すべて", "40", true),
                    tab("直すところあり", "2", false),
                    tab("取込み済みの行", "1", false),
                ],
                rows: vec![
                    RowLine {
                        received_on: None,
                        errors: vec![wrong(
                            "受付日",
                            "「令和8年4月31日」という日はありません（この月は30日までです）。用紙の日付を確かめてください",
                        )],
                        ..line(5, RowState::Bad, "会議の傍聴")
                    },
                    RowLine {
                        doubts: vec!["電話番号の先頭の0が消えているようです".into()],
                        ..line(10, RowState::Good, "市長への面会")
                    },
                    RowLine {
                        voice: Some(("R8-000118-T".into(), urls::case(KEY))),
                        ..line(11, RowState::Known, "職員のあいさつ")
                    },
                ],
                next: Some(urls::import_rows(KEY, "", 52)),
                first: Some(urls::import_rows(KEY, "", 0)),
                mend: Some(urls::import_mend(KEY)),
                urls: Urls {
                    here: urls::import_table(KEY),
                    columns: urls::import_act(KEY, "columns"),
                    take: urls::import_act(KEY, "take"),
                    drop: urls::import_act(KEY, "drop"),
                    undo: urls::import_act(KEY, "undo"),
                },
            }
        }

        /// Its columns are not known.
        pub(crate) fn sample_columns() -> Self {
            ImportShowPage {
                step: Step::Columns,
                fault: "「本文」の列がありません。読めた見出しは「日にち、書いてあったこと」です。".into(),
                rows: vec![line(2, RowState::Unread, "")],
                errors: Errors::one("columns", "「本文」の列がありません。"),
                mend: None,
                ..ImportShowPage::sample()
            }
        }

        /// On its way.
        pub(crate) fn sample_running() -> Self {
            ImportShowPage {
                step: running("取り込んでいます", 500, 1_200),
                state: ImportState::Taking.label(),
                tone: tone_of(ImportState::Taking),
                ..ImportShowPage::sample()
            }
        }

        /// Taken in, and refused to be taken back.
        pub(crate) fn sample_taken() -> Self {
            ImportShowPage {
                step: Step::Undo { words: "38".into(), any: true },
                errors: Errors::one(
                    "undo",
                    "1件はもう職員が扱い始めているため、まとめて取り消せません。1件ずつ取り下げてください",
                ),
                state: ImportState::Taken.label(),
                tone: tone_of(ImportState::Taken),
                ..ImportShowPage::sample()
            }
        }

        /// Over.
        pub(crate) fn sample_over() -> Self {
            ImportShowPage {
                step: Step::Over { words: "38件を取り下げにしました。".into() },
                state: ImportState::Undone.label(),
                tone: tone_of(ImportState::Undone),
                ..ImportShowPage::sample()
            }
        }
    }
}
