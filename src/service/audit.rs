//! Who did or saw what, for auditors: codes, subjects and times; content never.

mod csv;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeZone, Utc};
use kocho_domain::{
    access::Permission,
    id::{CaseId, StaffId},
    receipt::ReceiptNumber,
    workflow::Act,
};
use kocho_store::{
    case_list,
    event::{self, AuditFilter, Line},
};

pub use self::csv::{AuditCsv, export};
use crate::{Cx, Error};

/// Lines of a page.
const PAGE: u64 = 100;

/// What the address of the page says, as typed; empty means not set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditQuery {
    /// Staff id.
    pub actor: String,
    /// Code of the act.
    pub act: String,
    /// `case 123`, `staff 7`, `section 4`, `letter 9`
    pub subject: String,
    /// ISO dates in Japan, both included.
    pub from: String,
    /// See `from`.
    pub until: String,
    /// Lines behind this one (older).
    pub after: String,
}

/// A page of the audit, newest first.
#[derive(Debug, Clone)]
pub struct AuditPage {
    /// Its lines.
    pub rows: Vec<AuditRow>,
    /// Cursor of the older page (`after=`).
    pub next: Option<String>,
    /// People who can be chosen: id and name.
    pub actors: Vec<(i64, String)>,
    /// Acts that can be chosen: code and word.
    pub acts: Vec<(&'static str, &'static str)>,
}

/// A line.
#[derive(Debug, Clone)]
pub struct AuditRow {
    /// Database key.
    pub id: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// 市民協働課 担当A, 自動処理, 申出人
    pub actor: String,
    /// Code of the act.
    pub code: String,
    /// Its word.
    pub act: String,
    /// 案件 R8-000123-K
    pub subject: String,
    /// `key=value` pairs of codes.
    pub data: String,
    /// Why somebody looked or took out, in their words; empty else.
    pub reason: String,
}

/// A page of the audit.
///
/// # Errors
/// [`Error::Denied`] for everybody but auditors.
pub async fn page(cx: &Cx, query: &AuditQuery) -> Result<AuditPage, Error> {
    if !cx.actor.staff()?.may(Permission::AuditRead) {
        return Err(Error::Denied);
    }
    let mut lines = event::audit_page(&cx.reader(), &filter(query), PAGE + 1).await?;
    let more = lines.len() as u64 > PAGE;
    lines.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let next = lines.last().filter(|_| more).map(|line| line.id.to_string());
    let actors = people(cx).await?;
    Ok(AuditPage { rows: rows(cx, lines).await?, next, actors, acts: acts() })
}

/// Everybody with an account: id and name.
async fn people(cx: &Cx) -> Result<Vec<(i64, String)>, Error> {
    let people = kocho_store::staff::all(&cx.reader()).await?;
    Ok(people.into_iter().map(|(account, _)| (account.id.0, account.name)).collect())
}

/// Lines with the names of those whom they speak of.
async fn rows(cx: &Cx, lines: Vec<Line>) -> Result<Vec<AuditRow>, Error> {
    let cases: Vec<CaseId> = lines.iter().filter(|l| l.noun == "case").filter_map(|l| l.subject).map(CaseId).collect();
    let numbers = case_list::numbers(&cx.reader(), &cases).await?;
    let people = people(cx).await?;
    let row = |line: Line| AuditRow {
        subject: subject(cx, &line, &people, &|id| numbers.get(&id).copied()),
        act: word(&line.code).to_owned(),
        actor: actor(&line),
        id: line.id,
        at: line.at,
        code: line.code,
        data: line.data,
        reason: line.free_text.unwrap_or_default(),
    };
    Ok(lines.into_iter().map(row).collect())
}

fn filter(query: &AuditQuery) -> AuditFilter {
    let is_code = |code: &&String| !code.is_empty() && code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    let day = |text: &str| NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok().filter(|_| text.trim().len() == 10);
    AuditFilter {
        before: query.after.parse().ok(),
        code: Some(&query.act).filter(is_code).cloned(),
        staff: query.actor.parse().ok().map(StaffId),
        subject: named_subject(&query.subject),
        from: day(&query.from).and_then(midnight),
        until: day(&query.until).and_then(|on| on.checked_add_days(Days::new(1))).and_then(midnight),
    }
}

/// The moment at which a day begins in Japan.
fn midnight(on: NaiveDate) -> Option<DateTime<Utc>> {
    let japan = chrono::FixedOffset::east_opt(9 * 3600)?;
    japan.from_local_datetime(&on.and_time(NaiveTime::MIN)).single().map(|at| at.with_timezone(&Utc))
}

const NOUNS: [(&str, &str); 24] = [
    ("audit", "監査記録"),
    ("case", "案件"),
    ("submission", "声"),
    ("staff", "職員"),
    ("section", "課"),
    ("rule", "規則"),
    ("plan", "計画"),
    ("letter", "回答書"),
    ("trial", "試算"),
    ("topic_map", "意見グループ"),
    ("import", "取込み"),
    ("incoming_mail", "受信メール"),
    ("dialogue_day", "対話の日"),
    ("slot", "枠"),
    ("application", "対話の申込み"),
    ("draw", "抽せん"),
    ("commitment", "約束"),
    ("summary", "要旨"),
    ("panel", "市政モニターの期"),
    ("candidate", "モニターの候補"),
    ("monitor", "市政モニター"),
    ("panel_draw", "モニターの抽せん"),
    ("indicator_actual", "指標の実績"),
    ("publication", "公表した回答"),
];

/// A noun (its code or word) and an id.
fn named_subject(text: &str) -> Option<(&'static str, i64)> {
    let (noun, id) = text.trim().split_once([' ', '　'])?;
    let (noun, _) = NOUNS.into_iter().find(|(code, word)| *code == noun || *word == noun)?;
    Some((noun, id.trim().parse().ok()?))
}

fn actor(line: &Line) -> String {
    match (line.actor_kind.as_str(), &line.actor) {
        (_, Some(name)) => name.clone(),
        ("resident", None) if ["login_failed", "login_slowed"].contains(&line.code.as_str()) => {
            "（ログイン前）".to_owned()
        }
        // Whoever guesses at a number is not known to be the one who wrote.
        ("resident", None) if line.code == "status_slowed" => "（番号を入れた人）".to_owned(),
        ("resident", None) => "申出人".to_owned(),
        ("worker", None) => "自動処理".to_owned(),
        ("import", None) => "導入・取込み".to_owned(),
        (kind, None) => kind.to_owned(),
    }
}

fn subject(
    cx: &Cx,
    line: &Line,
    people: &[(i64, String)],
    number: &dyn Fn(i64) -> Option<(ReceiptNumber, u16)>,
) -> String {
    let word = NOUNS.into_iter().find(|(code, _)| *code == line.noun).map_or(line.noun.as_str(), |(_, word)| word);
    let Some(id) = line.subject else { return word.to_owned() };
    let name = match line.noun.as_str() {
        "case" => number(id)
            .map(|(number, branch)| if branch > 1 { format!("{number} {branch}") } else { number.to_string() }),
        "staff" => people.iter().find(|(staff, _)| *staff == id).map(|(_, name)| name.clone()),
        "plan" => cx.city.plans.get(kocho_domain::id::PlanId(id)).map(|plan| plan.name.clone()),
        "section" => cx.city.section(kocho_domain::id::SectionId(id)).map(|section| section.name.clone()),
        _ => None,
    };
    format!("{word} {}", name.unwrap_or_else(|| id.to_string()))
}

/// Words for what is no act of the workflow.
const WORDS: [(&str, &str); 110] = [
    ("login", "ログインした"),
    ("login_failed", "ログインに失敗した"),
    ("login_slowed", "続けて失敗したログインを待たせた"),
    ("logout", "ログアウトした"),
    ("password_changed", "パスワードを変えた"),
    ("password_reset", "パスワードを再設定した"),
    ("shortcuts_set", "ショートカットを切り替えた"),
    ("staff_added", "職員を登録した"),
    ("staff_changed", "職員を変更した"),
    ("role_given", "役割を与えた"),
    ("role_ended", "役割を終えた"),
    ("section_added", "課を登録した"),
    ("section_changed", "課を変更した"),
    ("sections_imported", "課を取り込んだ"),
    ("rule_changed", "規則を変更した"),
    ("trial_begun", "候補の変更を試した"),
    ("model_used", "候補の版を使い始めた"),
    ("model_listed", "候補の版を参考だけにした"),
    ("plan_imported", "計画を取り込んだ"),
    ("plan_used", "使う計画を決めた"),
    ("plan_use_taken_back", "使う計画の決定を取り消した"),
    ("crosswalk_decided", "読替えを決めた"),
    ("installed", "導入した"),
    ("exported", "一覧を書き出した"),
    ("revealed", "個人情報を見た"),
    ("viewed", "案件を開いた"),
    ("received", "受け付けた"),
    ("added", "追記があった"),
    ("note", "メモを書いた"),
    ("cleaned", "課に見せる写しを出した"),
    ("suggested", "候補を出した"),
    ("transcribed", "文字起こしを直した"),
    ("mail_refused", "メールが受け取られなかった"),
    ("mail_taken", "メールが届いた"),
    ("mail_done", "受信メールを確認済みにした"),
    ("mail_made_voice", "受信メールを声にした"),
    ("receipt_bounced", "受付のお知らせが届かなかった"),
    ("receipt_printed", "受付票を印刷した"),
    ("collection_opened", "回収を記録した"),
    ("collection_recounted", "確認枚数を直した"),
    ("collection_closed", "回収を締めた"),
    ("scan_added", "用紙の画像を加えた"),
    ("slip_joined", "用紙をまとめた"),
    ("slip_parted", "用紙を分けた"),
    ("slip_removed", "用紙の画像を取り除いた"),
    ("slip_read", "用紙を読んだ"),
    ("slip_received", "用紙を受け付けた"),
    ("slip_voided", "用紙を声ではないとした"),
    ("slip_restored", "用紙を転記待ちに戻した"),
    ("survey_result_written", "調査の考察を書いた"),
    ("survey_population_brought", "調査に人口の表を入れた"),
    ("survey_answers_taken", "調査の回答を書き出した"),
    ("survey_reported", "調査の結果を公表した"),
    ("survey_consented", "調査の結果の公表を承認した"),
    ("survey_asked_set", "調査の対象の人数を入れた"),
    ("survey_texts_begun", "調査の自由記述の受付を始めた"),
    ("survey_texts_taken", "調査の自由記述をご意見として受け付けた"),
    ("indicator_proposed", "成果指標の実績を提案した"),
    ("indicator_approved", "成果指標の実績を決めた"),
    ("indicator_sent_back", "成果指標の実績を差し戻した"),
    ("indicator_withdrawn", "成果指標の実績を取り下げた"),
    ("edition_added", "広報の号を加えた"),
    ("status_slowed", "続けて合わなかった番号の照会を待たせた"),
    ("receipt_shown", "受付番号を画面で見た"),
    ("letter_printed", "回答書を印刷した"),
    ("topic_asked", "意見グループを作った"),
    ("topic_removed", "意見グループを消した"),
    ("search_saved", "検索を保存した"),
    ("search_deleted", "保存した検索を消した"),
    ("import_brought", "取込みのファイルを読んだ"),
    ("import_columns", "取込みの列を決めた"),
    ("import_begun", "取込みを始めた"),
    ("import_dropped", "取込みをやめた"),
    ("import_undone", "取込みを取り消した"),
    ("import_mended", "取込みの直すファイルを書き出した"),
    ("mail_raw_erased", "届いたままのメールを消した"),
    ("import_row_opened", "取込みの行を開いた"),
    ("import_row_left", "取込みの行を外した"),
    ("import_row_back", "取込みの行を戻した"),
    ("import_broken", "取込みの読取りが途中で止まった"),
    ("slip_guessed", "用紙の文字を機械で読み取った"),
    ("search_indexed", "過去の声を検索できるようにした"),
    ("commitment_made", "約束を登録した"),
    ("commitment_noted", "約束の進み具合を書いた"),
    ("commitment_moved", "約束の期限を変えた"),
    ("commitment_kept", "約束を果たしたとした"),
    ("commitment_dropped", "約束を取りやめた"),
    ("commitment_published", "約束の公表文を書いた"),
    ("commitment_followed_up", "約束のその後を申出人へ知らせた"),
    ("slot_seated", "対話の枠に来た人を書いた"),
    ("slot_arrived", "対話の日の受付をした"),
    ("dialogue_day_held", "対話の日を実施済にした"),
    ("remark_written", "対話の論点を書いた"),
    ("remark_taken", "対話の論点を案件にした"),
    ("summary_begun", "要旨を書き始めた"),
    ("summary_written", "要旨を書き直した"),
    ("summary_asked", "要旨を確認に出した"),
    ("summary_commented", "要旨に意見を書いた"),
    ("summary_sent_back", "要旨を差し戻した"),
    ("summary_approved", "要旨を承認した"),
    ("summary_sent", "要旨を申出人へ送った"),
    ("summary_consented", "公表文を承認した"),
    ("summary_published", "公表文を公表した"),
    ("published", "公表した回答を取り込んだ"),
    ("publication_written", "公表する回答の案を書いた"),
    ("publication_rewritten", "公表する回答の案を書き直した"),
    ("publication_returned", "公表する回答の案を書いた人に戻した"),
    ("publication_dropped", "公表する回答の案を消した"),
    ("publication_released", "回答を公表した"),
    ("publication_withdrawn", "公表した回答を取り下げた"),
];

/// Words for what is done with dialogue days.
const DIALOGUE: [(&str, &str); 25] = [
    ("dialogue_day_made", "対話の日を作った"),
    ("dialogue_months_made", "対話の日をまとめて作った"),
    ("dialogue_day_changed", "対話の日を直した"),
    ("dialogue_day_announced", "対話の日を公開した"),
    ("dialogue_day_cancelled", "対話の日を中止にした"),
    ("dialogue_day_removed", "対話の日の下書きを消した"),
    ("dialogue_day_moved", "公開した対話の日の日程を変え、知らせた"),
    ("slot_moved_told", "枠の時刻が変わったことを知らせた"),
    ("applications_erased", "期日の来た申込者の連絡先を消した"),
    ("slot_added", "枠を加えた"),
    ("slot_moved", "枠の時刻を変えた"),
    ("slot_removed", "枠を消した"),
    ("slot_measures", "関係する施策を決めた"),
    ("memo_asked", "課にメモを頼んだ"),
    ("memo_answered", "課のメモを書いた"),
    ("dialogue_applied", "対話に申し込んだ"),
    ("application_accepted", "申込みを可とした"),
    ("application_declined", "申込みを否とした"),
    ("application_put_on", "申込みの日を決めた"),
    ("application_waits", "申込みをキャンセル待ちにした"),
    ("application_cancelled", "申込みを取り消した"),
    ("notice_sent", "通知の発送を記録した"),
    ("notice_returned", "メールの通知が届かず、郵送に替えた"),
    ("draw_sealed", "抽せんの種を封じた"),
    ("draw_done", "抽せんした"),
];

/// Words for sending surveys out.
const SENDING: [(&str, &str); 8] = [
    ("survey_invitees_added", "調査の宛先を加えた"),
    ("survey_invited", "調査の案内を出した"),
    ("survey_reminded", "調査のお願いを出した"),
    ("survey_code_again", "回答番号を出し直した"),
    ("survey_letters_seen", "調査の手紙を開いた"),
    ("survey_letters_printed", "調査の手紙を印刷済みにした"),
    ("survey_paper_decided", "調査の紙の違いを確かめた"),
    ("survey_invitees_erased", "期日の来た調査の宛先を消した"),
];

/// Acts on monitors.
const PANEL: [(&str, &str); 19] = [
    ("panel_made", "市政モニターの期を作った"),
    ("panel_quota", "割り当てを変えた"),
    ("panel_called", "モニターの募集を始めた"),
    ("panel_settled", "モニターの選考を終えた"),
    ("panel_erased", "期日の来た個人情報を消した"),
    ("candidate_taken_in", "モニターの候補を受け付けた"),
    ("candidate_chosen", "候補を選出した"),
    ("candidate_passed_over", "候補を選外とした"),
    ("candidate_declined", "候補の辞退を記録した"),
    ("candidate_asked", "就任を依頼した"),
    ("register_brought", "住民基本台帳の名簿を取り込んだ"),
    ("register_dropped", "名簿を消した"),
    ("monitors_appointed", "モニターを委嘱した"),
    ("monitor_changed", "モニターの連絡先を直した"),
    ("monitor_left", "モニターの退任を記録した"),
    ("monitor_renewed", "モニターを次の期の候補にした"),
    ("rewards_entered", "謝礼を記録した"),
    ("rewards_closed", "謝礼の年度を締めた"),
    ("reward_received", "謝礼の受領を記録した"),
];

/// What was done, in words; a code without words stands for itself.
fn word(code: &str) -> &str {
    let act = Act::ALL.into_iter().find(|act| act.code() == code).map(Act::label);
    act.or_else(|| {
        let words = WORDS.into_iter().chain(DIALOGUE).chain(SENDING).chain(PANEL);
        words.into_iter().find(|(known, _)| *known == code).map(|(_, word)| word)
    })
    .unwrap_or(code)
}

fn acts() -> Vec<(&'static str, &'static str)> {
    WORDS
        .into_iter()
        .chain(DIALOGUE)
        .chain(SENDING)
        .chain(PANEL)
        .chain(Act::ALL.into_iter().map(|act| (act.code(), act.label())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{AuditQuery, filter, named_subject, word};

    #[test]
    fn a_subject_is_a_noun_and_a_number() {
        assert_eq!(named_subject("案件 123"), Some(("case", 123)));
        assert_eq!(named_subject("staff 7"), Some(("staff", 7)));
        assert_eq!(named_subject("市長 1"), None);
        assert_eq!(named_subject("case"), None);
    }

    #[test]
    fn a_day_begins_at_midnight_in_japan() {
        let query = AuditQuery { from: "2026-10-14".into(), until: "2026-10-14".into(), ..AuditQuery::default() };
        let read = filter(&query);
        assert_eq!(read.from.unwrap().to_rfc3339(), "2026-10-13T15:00:00+00:00");
        assert_eq!(read.until.unwrap().to_rfc3339(), "2026-10-14T15:00:00+00:00");
    }

    #[test]
    fn every_code_has_a_word_or_stands_for_itself() {
        assert_eq!(word("route"), "回付する");
        assert_eq!(word("login"), "ログインした");
        assert_eq!(word("unheard_of"), "unheard_of");
    }
}
