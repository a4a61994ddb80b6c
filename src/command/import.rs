//! `kocho import`: a table of voices from a file. With --check only the verdicts, one JSON object a row, without a database;
//! else its good rows become voices, for the account that answers for it.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow, bail};
use chrono::NaiveDate;
use clap::Args;
use kocho_domain::{
    access::{Actor, Permission, StaffActor},
    clock::Clock,
    import::{
        column::Mapping,
        form::known_form,
        row::{Fault, Flag, Record, Verdict},
    },
    rule::Rules,
};
use kocho_service::{
    House, SystemClock,
    import::{
        table::{Judge, Table},
        take::How,
        whole::{Figures, Outcome, whole},
    },
    upload::Incoming,
};
use serde::Serialize;

use super::house::{self, in_words};
use crate::config::{Mode, Settings};
use crate::embedded::ConfigFiles;
use crate::terminal::say;

/// Rows were refused; the others are good.
const REFUSED: u8 = 2;

/// Which file, and how.
#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// CSV (UTF-8 or CP932) or .xlsx, with a row of headers
    file: PathBuf,
    /// Only say what would become of each row: {row, ok, errors, flags, record} a line; no database is needed
    #[arg(long)]
    check: bool,
    /// Login name of the account whose table it is: one that may bring tables on the page 取込み
    #[arg(long = "as", value_name = "LOGIN")]
    login: Option<String>,
    /// Take the rows in as a record of the past: nothing rings, and periods count from today
    #[arg(long)]
    past: bool,
    /// Code of the 受付方法 for rows that name none, e.g. proposal_box
    #[arg(long, value_name = "CODE")]
    channel: Option<String>,
}

/// A row's verdict as a line of JSON.
#[derive(Serialize)]
struct Line<'a> {
    row: u32,
    ok: bool,
    errors: &'a [Fault],
    flags: &'a [Flag],
    record: &'a Record,
}

impl ImportArgs {
    /// Only the verdicts are wanted.
    pub(crate) const fn is_check(&self) -> bool {
        self.check
    }
}

/// `kocho import --as LOGIN FILE`: takes the good rows in; the exit status is 2 when a row was refused.
///
/// # Errors
/// In words, when no row of the file can be read, the file was brought before, or the account may not bring tables.
pub(crate) async fn take(args: &ImportArgs, files: &ConfigFiles, settings: &Settings) -> Result<ExitCode> {
    let Some(login) = &args.login else {
        bail!(
            "--as LOGIN is missing: the account that answers for this table (or --check: only say what would become of it)"
        );
    };
    let bytes = read(&args.file)?;
    let house = house::open(files, settings).await?;
    let taken = taken(&house, login, args, bytes).await.with_context(|| args.file.display().to_string());
    house::close(&house).await?;
    let Figures { taken, bad, known, doubtful } = taken?;
    say(format_args!(
        "{taken} rows taken in, {bad} refused, {known} left because they came in before, {doubtful} with doubts"
    ));
    if bad > 0 {
        say(format_args!("the refused rows can be had as a file to mend on the page 取込み"));
    }
    Ok(if bad == 0 { ExitCode::SUCCESS } else { ExitCode::from(REFUSED) })
}

async fn taken(house: &Arc<House>, login: &str, args: &ImportArgs, bytes: Vec<u8>) -> Result<Figures> {
    let actor = account(house, login).await?;
    let cx = house.cx(Actor::Staff(actor));
    let rules = &cx.city.rules;
    let headers = Table::open(bytes.clone(), rules.imports())?.headers;
    let channel = usual_channel(args.channel.as_deref(), rules, &headers)?;
    let name = args.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let how = How { known: false, past: args.past };
    match whole(&cx, Incoming { name, bytes }, &channel, how).await.map_err(in_words)? {
        Outcome::Taken(figures) => Ok(figures),
        Outcome::Same(state) => bail!("the same file was brought before ({}); see the page 取込み", state.label()),
        Outcome::Columns(fault) => bail!("{fault}"),
    }
}

async fn account(house: &Arc<House>, login: &str) -> Result<StaffActor> {
    let from = house.db().reader();
    let account = kocho_store::staff::by_login(&from, login).await?.filter(|account| account.active);
    let account = account.with_context(|| format!("there is no account {login} in use"))?;
    let actor = kocho_store::staff::actor(&from, &account, SystemClock.today()).await?;
    if !actor.may(Permission::ImportDo) {
        bail!("the account {login} may not bring tables: that is the hearing desk's");
    }
    Ok(actor)
}

/// `kocho import --check`: prints the verdicts; the exit status is 2 when a row was refused.
///
/// # Errors
/// In words, when no row of the file can be read.
pub(crate) fn check(args: &ImportArgs, files: &ConfigFiles) -> Result<ExitCode> {
    let bytes = read(&args.file)?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    let checked = verdicts(bytes, files, args.channel.as_deref(), SystemClock.today(), &mut out);
    let refused = checked.with_context(|| args.file.display().to_string())?;
    out.flush().context("the verdicts cannot be written")?;
    Ok(if refused == 0 { ExitCode::SUCCESS } else { ExitCode::from(REFUSED) })
}

/// Writes a line a row; answers how many rows were refused.
fn verdicts(
    bytes: Vec<u8>,
    files: &ConfigFiles,
    channel: Option<&str>,
    today: NaiveDate,
    out: &mut impl Write,
) -> Result<usize> {
    let city = Settings::read(files, Mode::Production)?.city;
    let rules = Rules::from_documents(files.city(&city.preset, &city.plan)?.rules)?;
    let table = Table::open(bytes, rules.imports())?;
    let mapping = Mapping::find(&table.headers, rules.imports()).map_err(|fault| anyhow!("{fault}"))?;
    let channel = usual_channel(channel, &rules, &table.headers)?;
    let judge = Judge { rules: &rules, mapping: &mapping, channel: &channel, today };
    let (mut refused, mut written) = (0_usize, Ok(()));
    table.judge(&judge, |verdict, _| {
        refused += usize::from(!verdict.is_good());
        if written.is_ok() {
            written = write(out, &verdict);
        }
    })?;
    written.context("the verdicts cannot be written")?;
    Ok(refused)
}

fn write(out: &mut impl Write, verdict: &Verdict) -> Result<()> {
    let line = Line {
        row: verdict.row,
        ok: verdict.is_good(),
        errors: &verdict.errors,
        flags: &verdict.flags,
        record: &verdict.record,
    };
    serde_json::to_writer(&mut *out, &line)?;
    Ok(writeln!(out)?)
}

/// The 受付方法 for rows that name none: the one asked for, or that of the system that the table comes from.
fn usual_channel(asked: Option<&str>, rules: &Rules, headers: &[String]) -> Result<String> {
    let form = known_form(headers, rules.imports()).map(|form| form.channel.as_str());
    let Some(code) = asked.or(form) else {
        bail!("--channel CODE is missing; known: {}", codes(rules));
    };
    if rules.channel(code).is_none() {
        bail!("there is no channel {code}; known: {}", codes(rules));
    }
    Ok(code.to_owned())
}

fn codes(rules: &Rules) -> String {
    rules.channels().iter().map(|channel| channel.code.as_str()).collect::<Vec<_>>().join(", ")
}

/// The bytes of a file; one that is too large is not read.
fn read(file: &Path) -> Result<Vec<u8>> {
    let about = || format!("{} cannot be read", file.display());
    let size = std::fs::metadata(file).with_context(about)?.len();
    if size > kocho_document::sheet::MOST_BYTES as u64 {
        return Err(anyhow!(kocho_document::sheet::Unreadable::TooLarge).context(file.display().to_string()));
    }
    std::fs::read(file).with_context(about)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    const UTF_8: &[u8] = include_bytes!("../../config/demo/box_batch.csv");
    const CP932: &[u8] = include_bytes!("../../config/demo/box_batch_sjis.csv");

    fn checked(bytes: &[u8]) -> Result<(usize, Vec<Value>)> {
        let mut out = Vec::new();
        let today = "2026-06-01".parse().unwrap();
        let refused = verdicts(bytes.to_vec(), &ConfigFiles::default(), Some("proposal_box"), today, &mut out)?;
        Ok((refused, String::from_utf8(out).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()))
    }

    #[test]
    fn a_month_of_slips_gives_38_records_and_two_errors_in_either_encoding() {
        let (refused, rows) = checked(UTF_8).unwrap();
        assert_eq!((refused, rows.len()), (2, 40));
        assert_eq!(
            rows.iter().map(|row| row["row"].as_u64().unwrap()).collect::<Vec<_>>(),
            (2..=41).collect::<Vec<_>>()
        );
        let bad: Vec<(u64, &str)> = rows
            .iter()
            .filter(|row| row["ok"] == false)
            .map(|row| (row["row"].as_u64().unwrap(), row["errors"][0]["column"].as_str().unwrap()))
            .collect();
        assert_eq!(bad, [(5, "受付日"), (25, "本文")]);
        assert!(rows.iter().all(|row| row["errors"].as_array().unwrap().len() <= 1));
        assert_eq!(checked(CP932).unwrap(), (refused, rows));
    }

    #[test]
    fn typed_values_are_kept_and_doubts_are_flags() {
        let (_, rows) = checked(UTF_8).unwrap();
        let row = |n: usize| &rows[n - 2];
        let flagged: Vec<(u64, &Value)> = rows
            .iter()
            .filter(|row| row["flags"] != serde_json::json!([]))
            .map(|row| (row["row"].as_u64().unwrap(), &row["flags"]))
            .collect();
        let (both, same) =
            (serde_json::json!(["phone_leading_zero", "same_person"]), serde_json::json!(["same_person"]));
        assert_eq!(flagged, [(10, &both), (35, &same)]);
        assert_eq!(row(10)["record"]["phone"], "299000109");
        assert_eq!(row(10)["record"]["channel"], "postcard");
        assert_eq!(row(6)["record"]["name"], "例山　ミツ");
        assert_eq!(
            row(33)["record"]["body"],
            "-道の穴\n-街灯\n-公園のトイレ\nぜんぶ3年前から言っている。番号で管理して、どれが終わったか表で出せ。"
        );
        let first = serde_json::json!({
            "received_on": "2026-05-01", "channel": "proposal_box", "place": "本庁舎1階", "name": null, "anonymous": true,
            "address": null, "phone": null, "age_group": "60代", "reply_wanted": false, "subject": "広報の配布",
            "body": "区を抜けたら広報が来なくなった。公民館に置いてあるのは1週間でなくなる。\nコンビニにも置いてほしい。",
            "note": "4月末投函分"
        });
        assert_eq!(row(2)["record"], first);
        let wanted: Vec<&Value> = [2, 3, 4, 6, 8, 9, 29].map(|n| &row(n)["record"]["reply_wanted"]).to_vec();
        let (yes, no, unsaid) = (Value::Bool(true), Value::Bool(false), Value::Null);
        assert_eq!(wanted, [&no, &yes, &unsaid, &yes, &yes, &unsaid, &no]);
        let anonymous = rows.iter().filter(|row| row["record"]["anonymous"] == true).count();
        assert_eq!(anonymous, 23);
    }

    #[test]
    fn what_cannot_be_read_says_why_and_prints_nothing() {
        let line = "あ".repeat(3_400_000);
        let table: [(&[u8], &str); 8] = [
            (b"", "空"),
            (b" \n \n", "空"),
            ("受付日,本文\n".as_bytes(), "データの行がありません"),
            ("日にち,書いてあったこと\n1,2\n".as_bytes(), "「受付日」の列がありません"),
            ("受付日,本文,内容\n1,2,3\n".as_bytes(), "2つあります"),
            ("受付日,本文\n2026/5/1,\"閉じない\n".as_bytes(), "2行目の「\"」"),
            (b"PK\x03\x04 broken", "壊れている"),
            (line.as_bytes(), "データの行がありません"),
        ];
        for (bytes, words) in table {
            let error = checked(bytes).unwrap_err().to_string();
            assert!(error.contains(words) && error.chars().count() < 300, "{words}: {error:.300}");
        }
    }

    #[test]
    fn a_refused_row_names_each_column_that_is_wrong() {
        let csv = "回収の月報\n\n受付日,種別,氏名,電話,返信希望,本文,備考\n\
            2027/5/1,絵はがき,\"見本\n太郎\",+81-299-00-0101,たぶん,あ\u{0}い,\n\
            5月12日,,見本 花子（匿名希望）,0299000101,はい,#NAME?,,こぼれた文\n\
            2026/5/1,葉書,とくめい,,,=HYPERLINK(\"\"x\"\"),\n";
        let (refused, rows) = checked(csv.as_bytes()).unwrap();
        assert_eq!((refused, rows.len()), (2, 3));
        let columns =
            |n: usize| rows[n]["errors"].as_array().unwrap().iter().map(|e| e["column"].clone()).collect::<Vec<_>>();
        assert_eq!(rows[0]["row"], 4);
        assert_eq!(columns(0), ["受付日", "種別", "氏名", "返信希望", "本文"]);
        assert_eq!(columns(1), ["受付日", "本文", "8列目"]);
        assert_eq!(rows[1]["record"]["anonymous"], false);
        assert_eq!(
            (&rows[2]["record"]["anonymous"], &rows[2]["record"]["channel"]),
            (&Value::Bool(true), &Value::from("postcard"))
        );
        assert!(rows[2]["record"]["body"].as_str().unwrap().starts_with("=HYPERLINK"));
    }

    #[test]
    fn the_channel_is_asked_for_or_known_from_the_system() {
        let files = ConfigFiles::default();
        let today = "2026-06-01".parse().unwrap();
        let check = |csv: &str, channel| verdicts(csv.as_bytes().to_vec(), &files, channel, today, &mut Vec::new());
        assert!(check("受付日,本文\n2026/5/1,あ\n", None).unwrap_err().to_string().contains("proposal_box"));
        assert!(check("受付日,本文\n2026/5/1,あ\n", Some("pigeon")).unwrap_err().to_string().contains("pigeon"));
        let export = "整理番号,申込日時,申込者氏名,ご意見・ご提案の内容\n1,2026/05/12 10:30:15,見本 太郎,バスの本数を増やしてください。\n";
        assert_eq!(check(export, None).unwrap(), 0);
    }
}
