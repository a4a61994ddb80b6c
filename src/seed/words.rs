//! What do the demo's sections answer? Plain sentences that fit any voice of their kind; nothing in them is a promise of
//! the real city.

use chrono::{Months, NaiveDate};
use kocho_service::reply::Draft;

/// What a section writes about a voice.
pub(crate) struct Matter<'a> {
    /// The section's name.
    pub(crate) section: &'a str,
    /// The measure it belongs to, where there is one.
    pub(crate) measure: Option<&'a str>,
    /// 種別 code
    pub(crate) kind: &'a str,
    /// True for a letter to the resident, false for a note of what was done.
    pub(crate) letter: bool,
    /// Which of the variants.
    pub(crate) variant: usize,
    /// The day of writing.
    pub(crate) today: NaiveDate,
}

/// The draft of a section.
pub(crate) fn draft(matter: &Matter<'_>) -> Draft {
    let outcome = outcome(matter.kind, matter.variant);
    let body = if matter.letter { letter(matter, outcome) } else { result(matter, outcome) };
    let later = matches!(outcome, "considering" | "planned" | "continuing");
    Draft {
        body,
        outcome: outcome.to_owned(),
        outcome_note: note(outcome).to_owned(),
        follow_up_on: matter.today.checked_add_months(Months::new(6)).filter(|_| later),
        removed: Vec::new(),
    }
}

fn outcome(kind: &str, variant: usize) -> &'static str {
    let choices: &[&str] = match kind {
        "question" => &["explained"],
        "thanks" => &["continuing"],
        "complaint" => &["done", "explained", "planned"],
        "proposal" => &["considering", "reference", "planned"],
        "request" => &["done", "considering", "difficult", "planned", "continuing"],
        _ => &["reference", "continuing", "considering"],
    };
    choices[variant % choices.len()]
}

fn note(outcome: &str) -> &'static str {
    match outcome {
        "planned" => "来年度の前半に行う予定です。",
        "considering" => "来年度の予算と合わせて検討し、半年後にもう一度確認します。",
        "difficult" => "今ある予算と人員では行うことができないためです。",
        "reference" => "次に計画や案内を見直すときの資料にします。",
        _ => "",
    }
}

fn letter(matter: &Matter<'_>, outcome: &str) -> String {
    let opening = match matter.kind {
        "question" => "お問い合わせいただき、ありがとうございます。",
        "complaint" => "ご不便とご心配をおかけし、申し訳ありません。",
        "proposal" => "具体的なご提案をいただき、ありがとうございます。",
        "thanks" => "温かいお言葉をいただき、ありがとうございます。",
        _ => "ご意見をいただき、ありがとうございます。",
    };
    let place = matter
        .measure
        .map_or(String::new(), |m| format!("\n\n市では総合計画の「{m}」の中で、この分野に取り組んでいます。"));
    format!("{opening}{}で内容を確認しましたので、お答えします。{place}\n\n{}", matter.section, sentence(outcome))
}

fn sentence(outcome: &str) -> &'static str {
    match outcome {
        "done" => {
            "ご指摘の点は、担当者が現地と記録を確認し、必要な対応を終えました。今後も同じことがないよう、点検の回数を増やします。\
             お気づきのことがあれば、またお知らせください。"
        }
        "planned" => {
            "ご要望の内容は、来年度の前半に行う予定で準備を進めています。日程が決まりましたら、広報紙と市のホームページでお知らせします。"
        }
        "considering" => {
            "実施するには費用や場所の調整が必要なため、来年度の予算と合わせて検討します。\
             半年後をめどに検討の状況をもう一度確認します。"
        }
        "difficult" => {
            "ご希望にお応えしたいところですが、今ある予算と人員では行うことができません。\
             今できる方法として、窓口と電話でのご相談を続けますので、ご利用ください。"
        }
        "explained" => {
            "手続きと日程は、市のホームページと担当課の窓口でご案内しています。書類が必要な場合もありますので、\
             お出かけの前に電話でお確かめください。ご不明な点があれば、遠慮なくお尋ねください。"
        }
        "continuing" => {
            "この取り組みは、これからも続けます。いただいた声は担当課の全員で読み、日々の仕事の励みにします。"
        }
        _ => {
            "いただいた内容は課の全員で読みました。次に計画や案内を見直すときの資料として残し、できるところから生かします。"
        }
    }
}

fn result(matter: &Matter<'_>, outcome: &str) -> String {
    let done = match outcome {
        "done" => "現地と記録を確認し、必要な対応を終えた。関係者にも伝えた。",
        "planned" => "来年度の前半に行う予定とし、準備を始めた。",
        "considering" => "課内で検討することにした。来年度の予算と合わせ、半年後に状況を確認する。",
        "difficult" => "今ある予算と人員では行うことができないと判断した。ほかの方法を窓口で案内する。",
        "explained" => "事実関係を確認した。案内の文が分かりにくかったため、書き方を改めた。",
        "continuing" => "今の取り組みを続ける。いただいた声は課の全員で読んだ。",
        _ => "課の全員で読んだ。次に計画や案内を見直すときの資料にする。",
    };
    format!("{}で内容を確認した。\n{done}", matter.section)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_needs_a_follow_up_date_or_a_note_has_one() {
        for kind in ["opinion", "request", "proposal", "complaint", "question", "thanks"] {
            for variant in 0..5 {
                let today = NaiveDate::from_ymd_opt(2026, 4, 6).unwrap();
                let matter =
                    Matter { section: "環境課", measure: None, kind, letter: variant % 2 == 0, variant, today };
                let draft = draft(&matter);
                let dated = matches!(draft.outcome.as_str(), "considering" | "planned" | "continuing");
                assert_eq!(draft.follow_up_on.is_some(), dated);
                assert!(!dated || draft.outcome == "continuing" || !draft.outcome_note.is_empty());
            }
        }
    }
}
