//! The preset of the city is complete, and every class of mistake names its place and a way out.

use super::*;
use crate::deadline::{DayUnit, Stage};
use crate::localized::Lang;

fn preset(kind: RuleKind) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../config/presets/omitama/");
    std::fs::read_to_string(format!("{folder}{}", kind.file_name())).unwrap()
}

fn rules() -> Rules {
    Rules::from_documents(RuleKind::ALL.map(|kind| (kind, preset(kind)))).unwrap()
}

fn refusal(kind: RuleKind, from: &str, to: &str) -> RuleError {
    let body = preset(kind);
    assert!(body.contains(from), "{from}");
    let error = parse(kind, &body.replacen(from, to, 1)).unwrap_err();
    assert!(error.place.starts_with(kind.title()) && !error.remedy.is_empty(), "{error}");
    error
}

#[test]
fn every_file_of_the_preset_is_a_valid_document() {
    for kind in RuleKind::ALL {
        if let Err(error) = parse(kind, &preset(kind)) {
            panic!("{}: {error}", kind.file_name());
        }
    }
}

#[test]
fn every_public_text_of_the_preset_speaks_all_three_languages() {
    for kind in RuleKind::ALL {
        let table: toml::Table = preset(kind).parse().unwrap();
        let count = texts(&kind.file_name(), &toml::Value::Table(table));
        let staff_only = [
            RuleKind::Approval,
            RuleKind::Calendar,
            RuleKind::Deadlines,
            RuleKind::Imports,
            RuleKind::Limits,
            RuleKind::Paper,
            RuleKind::Terms,
        ];
        assert_eq!(count == 0, staff_only.contains(&kind), "{}", kind.file_name());
    }
}

/// How many texts stand under `value`; each must be there in Japanese, easy Japanese and English.
fn texts(place: &str, value: &toml::Value) -> usize {
    const LANGS: [&str; 3] = ["ja", "easy", "en"];
    if let Some(rows) = value.as_array() {
        return rows.iter().map(|row| texts(place, row)).sum();
    }
    let Some(table) = value.as_table() else { return 0 };
    if LANGS.iter().any(|lang| table.get(*lang).is_some_and(toml::Value::is_str)) {
        assert!(LANGS.iter().all(|lang| table.contains_key(*lang)), "{place}: {table}");
        return 1;
    }
    table.iter().map(|(key, value)| texts(&format!("{place} {key}"), value)).sum()
}

#[test]
fn the_program_asks_for_what_the_city_ruled() {
    let rules = rules();
    assert_eq!(rules.channels().len(), 11);
    assert_eq!(rules.channel("web").unwrap().label.get(Lang::Ja).0, "市政へのご意見");
    assert_eq!(rules.reply_deadline("web"), DayCount { days: 10, unit: DayUnit::Open });
    assert_eq!(rules.reopen_period("letter"), DayCount { days: 30, unit: DayUnit::Calendar });
    assert_eq!(rules.deadlines().of(Stage::Accept), Some(DayCount { days: 1, unit: DayUnit::Open }));
    assert_eq!(
        rules.kinds().iter().map(|kind| kind.code.as_str()).collect::<Vec<_>>(),
        ["opinion", "request", "proposal", "complaint", "question", "thanks"]
    );
    assert!((15..=20).contains(&rules.categories().len()));
    assert_eq!(rules.outcomes().len(), 8);
    assert!(rules.outcome("considering").unwrap().asks(outcome::Need::FollowUp));
    assert!(rules.reasons_for(Use::NoReply).any(|reason| reason.code == "anonymous"));
    assert_eq!(rules.letters().number.print("秘広", 123, "8"), "秘広第123号");
}

#[test]
fn before_writing_stand_short_names_of_what_gets_no_reply_and_without_them_the_sentences() {
    let listed = rules().no_reply_list().iter().map(|name| name.ja.clone()).collect::<Vec<_>>();
    assert!(listed.iter().any(|name| name == "個人の間の争い"), "{listed:?}");
    assert!(listed.iter().all(|name| !name.contains("お答えできません") && !name.contains("連絡先")), "{listed:?}");
    let without =
        preset(RuleKind::Reasons).lines().filter(|line| !line.starts_with("in_list")).collect::<Vec<_>>().join("\n");
    let body = |kind: RuleKind| if kind == RuleKind::Reasons { without.clone() } else { preset(kind) };
    let rules = Rules::from_documents(RuleKind::ALL.map(|kind| (kind, body(kind)))).unwrap();
    let sentences = rules.no_reply_list();
    assert_eq!(sentences.len(), rules.reasons_for(Use::NoReply).count());
    assert!(sentences.iter().any(|name| name.ja.contains("市が間に入ることはできません")));
}

#[test]
fn a_receipt_promises_a_reply_only_where_policy_and_wish_say_so() {
    let rules = rules();
    for channel in rules.channels() {
        let promises = |wanted| rules.receipt_text(&channel.code, wanted).ja.contains("{due}");
        assert!(!promises(false), "{}", channel.code);
        assert_eq!(promises(true), channel.reply_policy == channel::ReplyPolicy::Individual, "{}", channel.code);
    }
    assert!(!rules.receipt_text("pigeon", true).ja.contains("{due}"));
}

#[test]
fn the_usual_route_is_decided_by_the_head_of_the_section_alone() {
    let rules = rules();
    let labels = |code| rules.route(code).unwrap().steps_on().map(|step| step.role.as_str()).collect::<Vec<_>>();
    assert_eq!(labels(None), ["section_head"]);
    assert_eq!(labels(Some("director")), ["section_head", "hearing_head", "director"]);
}

#[test]
fn every_group_of_danger_words_names_somebody_to_call() {
    let rules = rules();
    for group in DangerGroup::ALL {
        assert!(rules.danger_calls(group).count() > 0, "{}", group.code());
        assert!(rules.danger(group).unwrap().duty_mails.iter().all(|mail| mail.ends_with("example.jp")));
    }
    assert_eq!(rules.danger_calls(DangerGroup::Abuse).next().unwrap().number, "189");
}

#[test]
fn the_wait_after_wrong_secrets_doubles_up_to_its_end() {
    let rules = rules();
    let waits: Vec<_> = [4, 5, 6, 7, 60].map(|wrong| rules.limits().secret_wait(wrong)).into();
    assert_eq!(waits, [0, 60, 120, 240, 3600]);
}

#[test]
fn what_is_not_a_document_is_refused_with_line_and_remedy() {
    let error = refusal(RuleKind::Limits, "attachment_files", "attachment_flies");
    assert_eq!((error.problem.contains("attachment_flies"), error.place.contains("行目")), (true, true));
    assert!(error.remedy.contains("attachment_files"));
    assert!(refusal(RuleKind::Limits, "secret_tries = 5", "").problem.contains("secret_tries"));
    assert!(refusal(RuleKind::Channels, "base = \"web\"", "base = \"pigeon\"").remedy.contains("paper"));
    assert!(refusal(RuleKind::Limits, "= 5", "= ").remedy.contains("引用符"));
    assert!(refusal(RuleKind::Calendar, "12-29", "13-29").problem.contains("月日"));
}

#[test]
fn each_broken_rule_names_its_row_and_remedy() {
    use RuleKind as K;
    let cases = [
        (K::Channels, "code = \"postcard\"", "code = \"web\"", "「web」", "同じコード"),
        (K::Channels, "code = \"web\"", "code = \"ウェブ\"", "「ウェブ」", "使えない文字"),
        (K::Channels, "市政へのご意見", "", "label", "空です"),
        (K::Kinds, "{市|し}", "{市|し", "「", "ふりがな"),
        (K::Deadlines, "days = 10", "days = 0", "days", "使えない数"),
        (K::Deadlines, "\"section_clerk\"", "\"clerk\"", "reminders", "役割"),
        (K::Approval, "default = \"", "default = \"x", "default", "ありません"),
        (K::Approval, "act = \"decide\"", "act = \"approve\"", "「section_head」", "最後に1回"),
        (K::Reasons, "uses = [", "uses = [\"overtime\", ", "行目", "overtime"),
        (K::Agencies, "#9110", "９１１０", "窓口", "電話番号"),
        (K::Danger, "group = \"leak\"", "group = \"hazard\"", "hazard", "2件"),
        (K::Danger, "@city.example.jp", "", "「", "メールアドレス"),
        (K::Danger, "call = [\"", "call = [\"nobody\", \"", "self_harm", "nobody"),
        (K::Letter, "第{n}号", "第{m}号", "number.format", "{m}"),
        (K::Letter, "第{n}号", "", "number.format", "番号が入りません"),
        (K::Letter, "（中間回答）", "（回答）", "interim", "中間"),
        (K::Limits, "secret_tries = 5", "secret_tries = 200", "secret_tries", "使えない数"),
        (K::Calendar, "17:15", "07:15", "office_hours", "開く時刻"),
        (K::City, "postal_code = \"", "postal_code = \"〒", "postal_code", "郵便番号"),
        (K::City, "code = \"minori\"", "code = \"ogawa\"", "地区", "同じコード"),
    ];
    for (kind, from, to, place, problem) in cases {
        let error = refusal(kind, from, to);
        assert!(error.place.contains(place) && error.problem.contains(problem), "{place} {problem}: {error}");
    }
}

#[test]
fn a_set_with_a_missing_or_double_document_is_refused() {
    let all = || RuleKind::ALL.map(|kind| (kind, preset(kind)));
    let missing = Rules::from_documents(all().into_iter().skip(1)).unwrap_err();
    assert_eq!((missing.place.as_str(), missing.problem.as_str()), ("市以外の窓口", "規則がありません"));
    let double = Rules::from_documents(all().into_iter().chain([(RuleKind::City, preset(RuleKind::City))]));
    assert_eq!(double.unwrap_err().problem, "同じ規則が2つあります");
}

#[test]
fn a_document_written_out_reads_back_the_same() {
    let channels: Channels = read(&preset(RuleKind::Channels)).unwrap();
    assert_eq!(read::<Channels>(&check::write(&channels).unwrap()).unwrap(), channels);
    let letters: Letters = read(&preset(RuleKind::Letter)).unwrap();
    assert_eq!(read::<Letters>(&check::write(&letters).unwrap()).unwrap(), letters);
}

#[test]
fn what_comes_after_hours_is_of_the_same_day_or_of_the_next_open_one_as_the_city_rules() {
    let next_day = |kind: RuleKind| {
        let body = preset(kind);
        assert!(kind != RuleKind::Deadlines || body.contains("after_hours_same_day = true"));
        (kind, body.replace("after_hours_same_day = true", "after_hours_same_day = false"))
    };
    let (same, next) = (rules(), Rules::from_documents(RuleKind::ALL.map(next_day)).unwrap());
    // The doors close at 17:15 in Japan; moments are written in UTC.
    let cases = [
        ("2026-04-22T08:14:59Z", "2026-04-22", "2026-04-22"), // Wednesday, a moment before
        ("2026-04-22T08:15:00Z", "2026-04-22", "2026-04-23"), // as they close
        ("2026-04-22T14:59:59Z", "2026-04-22", "2026-04-23"), // before midnight
        ("2026-04-22T15:00:00Z", "2026-04-23", "2026-04-23"), // Thursday, before they open
        ("2026-04-24T09:00:00Z", "2026-04-24", "2026-04-27"), // Friday evening
        ("2026-04-25T03:00:00Z", "2026-04-25", "2026-04-27"), // Saturday
        ("2026-04-28T09:00:00Z", "2026-04-28", "2026-04-30"), // before a holiday
        ("2026-05-02T03:00:00Z", "2026-05-02", "2026-05-07"), // before many
        ("2027-02-11T16:00:00Z", "2027-02-12", "2027-02-15"), // a day that the city closed itself
    ];
    for (at, on_the_day, by_rule) in cases {
        let at: chrono::DateTime<chrono::Utc> = at.parse().unwrap();
        assert_eq!(same.received_on(at).to_string(), on_the_day, "{at}");
        assert_eq!(next.received_on(at).to_string(), by_rule, "{at}");
    }
}
