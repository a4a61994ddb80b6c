//! Does every page for residents render in every language as sound HTML? Also writes the pages out to be looked at.

mod answer;
mod answering;
mod dialogue;
mod minutes;
mod monitor;
mod survey_result;

use std::{collections::BTreeSet, fs, path::PathBuf};

use askama::Template;
use chrono::NaiveDate;
use kocho_domain::localized::Lang;
use scraper::{Html, Selector};

use super::{
    about::{AccessibilityPage, PrivacyPage},
    dev::{ComponentsPage, MailListPage, MailPage, MailView},
    figure::FiguresPage,
    form::{Choice, FieldErrors},
    home::{AgencyView, HomePage, OfficeView},
    minutes::{HeldDayPage, HeldDaysPage},
    problem::{Problem, ProblemPage},
    promise::PromisesPage,
    receipt::{Promise, ReceiptPage},
    status::{
        AfterView, AskStatusPage, ChangedDue, DueView, EnclosureView, LetterView, PointView, SlowedPage, Standing,
        StatusForm, StatusPage, WithdrawPage,
    },
    submission::{
        CallView, CheckVoicePage, DangerView, HelpfulView, KeptFile, NewVoicePage, SubmissionForm, VoiceChoices,
    },
};
use crate::{
    frame::Frame,
    texts::{Text, Texts},
    urls::public as urls,
};

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

/// City data in the language of the page, as rules give it.
fn said(lang: Lang, ja: &str, easy: &str, en: &str) -> Text {
    Text::new(match lang {
        Lang::Ja => ja,
        Lang::Easy => easy,
        Lang::En => en,
    })
}

fn frame(lang: Lang, path: &str) -> Frame {
    Frame { path: path.into(), ..Frame::sample(lang) }
}

fn office(lang: Lang) -> OfficeView {
    OfficeView {
        name: said(lang, "市民協働課", "{市民協働課|しみんきょうどうか}", "Citizen Collaboration Section"),
        phone: "0299-48-0000".into(),
        mail: "koe@city.example.jp".into(),
        address: said(
            lang,
            "〒319-0000 小美玉市堅倉000 本庁舎1階",
            "〒319-0000 {小美玉市|おみたまし}{堅倉|かたくら}000 1{階|かい}",
            "1st floor, 000 Katakura, Omitama, 319-0000",
        ),
        hours: said(lang, "平日 8時30分〜17時15分", "{平日|へいじつ} 8:30〜17:15", "Weekdays 8:30–17:15"),
    }
}

fn expected(lang: Lang) -> Text {
    said(
        lang,
        "おおむね10開庁日",
        "10{日|にち}（{市役所|しやくしょ}が{開|あ}いている{日|ひ}）",
        "about 10 working days",
    )
}

impl HomePage {
    fn sample(lang: Lang) -> Self {
        let agency = |handles: (&str, &str, &str), name: (&str, &str, &str), phone: &str| AgencyView {
            handles: said(lang, handles.0, handles.1, handles.2),
            name: said(lang, name.0, name.1, name.2),
            phone: phone.into(),
        };
        HomePage {
            frame: frame(lang, urls::HOME),
            expected: expected(lang),
            agencies: vec![
                agency(
                    (
                        "信号機・横断歩道・交通違反",
                        "{信号|しんごう}、{横断歩道|おうだんほどう}",
                        "Traffic lights, crossings, traffic offences",
                    ),
                    ("石岡警察署", "{石岡警察署|いしおかけいさつしょ}", "Ishioka Police Station"),
                    "0299-00-0001",
                ),
                agency(
                    ("国道6号の管理", "{国道|こくどう}6{号|ごう}", "National Route 6"),
                    (
                        "国土交通省 常陸河川国道事務所",
                        "{国|くに}の{事務所|じむしょ}",
                        "Hitachi River and National Highway Office",
                    ),
                    "029-000-0002",
                ),
                agency(
                    ("電気の故障・停電", "{電気|でんき}が{止|と}まったとき", "Power cuts"),
                    ("東京電力パワーグリッド", "{電気|でんき}の{会社|かいしゃ}", "TEPCO Power Grid"),
                    "",
                ),
            ],
            office: office(lang),
        }
    }
}

fn choices(lang: Lang) -> VoiceChoices {
    let choice =
        |value: &str, ja: &str, easy: &str, en: &str| Choice { value: value.into(), label: said(lang, ja, easy, en) };
    VoiceChoices {
        kinds: vec![
            choice("opinion", "意見", "{意見|いけん}", "Opinion"),
            choice("request", "要望", "お{願|ねが}い", "Request"),
            choice("proposal", "提案", "よい{考|かんが}え", "Proposal"),
            choice("complaint", "苦情", "{困|こま}っていること", "Complaint"),
            choice("question", "問合せ", "{質問|しつもん}", "Question"),
            choice("thanks", "お礼", "お{礼|れい}", "Thanks"),
        ],
        age_groups: vec![choice("40s", "40代", "40〜49{歳|さい}", "40–49")],
        districts: vec![choice("ogawa", "小川地区", "{小川|おがわ}", "Ogawa")],
        relations: vec![choice("resident", "市内に住んでいる", "{市|し}に{住|す}んでいる", "I live here")],
    }
}

fn written() -> SubmissionForm {
    SubmissionForm {
        form_token: "token-sample".into(),
        body: "小川の図書館の前の交差点は、夕方とても暗いです。\n子どもが自転車で通ります。\n\n1. 街灯を付けてください。\n2. 植え込みを切ってください。".into(),
        reply: "yes".into(),
        reply_way: "mail".into(),
        email: "hanako@example.jp".into(),
        name: "甲野 花子".into(),
        reach_note: "平日の夕方だけ。".into(),
        notice_only: "yes".into(),
        place: "小川図書館前の交差点".into(),
        kind: "request".into(),
        ..SubmissionForm::default()
    }
}

fn kept() -> Vec<KeptFile> {
    vec![KeptFile { key: "up-1".into(), name: "交差点 夕方.jpg".into(), size: 2_340_000 }]
}

impl NewVoicePage {
    fn sample(lang: Lang) -> Self {
        let reason = |ja, easy, en| said(lang, ja, easy, en);
        NewVoicePage {
            frame: frame(lang, urls::VOICE_NEW),
            form: SubmissionForm { form_token: "token-sample".into(), ..SubmissionForm::default() },
            errors: FieldErrors::default(),
            choices: choices(lang),
            expected: expected(lang),
            no_reply: vec![
                reason("特定の人を傷つけるもの", "{人|ひと}を{傷|きず}つけるもの", "Attacks on a person"),
                reason("営業や宣伝", "{物|もの}を{売|う}るための{文|ぶん}", "Advertising"),
                reason("裁判などで争っていること", "{裁判|さいばん}をしていること", "Matters before a court"),
            ],
            files: Vec::new(),
        }
    }

    fn sample_with_mistakes(lang: Lang) -> Self {
        let form = SubmissionForm { body: String::new(), email: "hanako＠example".into(), ..written() };
        let mut mistakes = form.check().unwrap_err();
        mistakes.add_file("IMG_0001.HEIC".to_owned(), "file_heic");
        NewVoicePage { errors: mistakes.in_words(Texts::of(lang)), form, files: kept(), ..NewVoicePage::sample(lang) }
    }
}

impl CheckVoicePage {
    fn sample(lang: Lang) -> Self {
        let form = written().only_what_is_needed();
        CheckVoicePage {
            frame: frame(lang, urls::VOICE_NEW),
            answers: form.answers(Texts::of(lang), &choices(lang)),
            not_taken: form.not_taken(Texts::of(lang)),
            form,
            files: kept(),
            danger: Vec::new(),
            my_number: false,
            helpful: Vec::new(),
        }
    }

    fn sample_without_contact(lang: Lang) -> Self {
        let form = SubmissionForm { reply: "no".into(), ..written() };
        let answers = form.clone().only_what_is_needed().answers(Texts::of(lang), &choices(lang));
        CheckVoicePage { answers, not_taken: form.not_taken(Texts::of(lang)), form, ..CheckVoicePage::sample(lang) }
    }

    fn sample_with_answers(lang: Lang) -> Self {
        let answer = |title: &str, outcome: Text, reply: &str| HelpfulView {
            href: frame(lang, "").link(&urls::answer("aaaabbbbccccddddeeeeffff22")),
            written_in: "ja",
            title: title.into(),
            outcome,
            first: "通学路の街灯は、年に2回、区長さんと一緒に点検しています。".into(),
            reply: reply.into(),
        };
        let reply = "ご意見をありがとうございます。\n通学路の街灯は、年に2回、区長さんと一緒に点検しています。";
        let helpful = vec![
            answer("通学路の街灯について", said(lang, "実施予定", "これからします", "Planned"), reply),
            answer("交差点の植え込みについて", said(lang, "実施済", "もうしました", "Done"), reply),
        ];
        CheckVoicePage { helpful, ..CheckVoicePage::sample(lang) }
    }

    fn sample_with_danger(lang: Lang) -> Self {
        let call = |number: &str, ja: &str, easy: &str, en: &str| CallView {
            label: said(lang, ja, easy, en),
            number: number.into(),
            hours: said(lang, "24時間・無料", "いつでも。お{金|かね}はいりません。", "24 hours, free"),
        };
        let danger = DangerView {
            title: said(
                lang,
                "ひとりで抱えないでください",
                "{一人|ひとり}で{悩|なや}まないでください",
                "You are not alone",
            ),
            message: said(
                lang,
                "いま話せる人がいます。名前を言わなくてもかまいません。",
                "{話|はな}を{聞|き}く{人|ひと}がいます。{名前|なまえ}を{言|い}わなくてもいいです。",
                "Somebody can listen now. You do not have to give your name.",
            ),
            calls: vec![
                call("0120-000-556", "いのちの電話", "いのちの{電話|でんわ}", "Inochi no Denwa"),
                call("119", "救急車", "{救急車|きゅうきゅうしゃ}", "Ambulance"),
            ],
        };
        CheckVoicePage { danger: vec![danger], my_number: true, ..CheckVoicePage::sample(lang) }
    }
}

impl ReceiptPage {
    fn sample(lang: Lang, promise: Promise) -> Self {
        ReceiptPage {
            frame: frame(lang, urls::HOME),
            number: "R8-000123-K".into(),
            secret: Some(["1234", "5678", "9012", "3456"].map(String::from)),
            received_on: day(11, 22),
            routed_by: day(11, 24),
            promise,
            mailed: true,
            shown_until: day(11, 23).and_hms_opt(5, 5, 0).map(|at| at.and_utc()),
        }
    }
}

impl AskStatusPage {
    fn sample(lang: Lang) -> Self {
        let (office, form) = (office(lang), StatusForm::default());
        AskStatusPage {
            frame: frame(lang, urls::STATUS),
            form,
            errors: FieldErrors::default(),
            office: office.name,
            phone: office.phone,
            danger: Vec::new(),
        }
    }

    fn sample_with_mistakes(lang: Lang) -> Self {
        let form = StatusForm { number: "R8-000123-K".into(), ..StatusForm::default() };
        let errors = form.check().unwrap_err().in_words(Texts::of(lang));
        AskStatusPage { form, errors, ..AskStatusPage::sample(lang) }
    }
}

impl StatusPage {
    fn sample(lang: Lang) -> Self {
        let section = said(lang, "建設課", "{建設課|けんせつか}", "Construction Section");
        let changed =
            ChangedDue { before: day(12, 4), reason: Text::new("{現地|げんち}を{調|しら}べるため") };
        StatusPage {
            frame: frame(lang, urls::STATUS),
            pass: "pass-sample".into(),
            number: "R8-000123-K".into(),
            received_on: day(11, 22),
            added_on: vec![day(11, 24)],
            reply_owed: true,
            points: vec![PointView {
                title: "街灯を付けてください。".into(),
                standing: Standing::Checking,
                section: Some(section),
                due: Some(DueView { on: day(12, 11), changed: Some(changed) }),
            }],
            letters: Vec::new(),
            afterwards: Vec::new(),
            may_add: true,
            reopen_until: None,
            may_withdraw: true,
            errors: FieldErrors::default(),
            typed_add: String::new(),
            typed_reopen: String::new(),
            danger: Vec::new(),
        }
    }

    fn sample_of_points(lang: Lang) -> Self {
        let mut page = StatusPage::sample(lang);
        let open = PointView {
            title: "植え込みを切ってください。".into(),
            standing: Standing::Received,
            section: None,
            due: None,
        };
        let refused = PointView {
            standing: Standing::NotAnswered {
                reason: Text::new("{裁判|さいばん}で争っていることだから")
            },
            title: "となりの土地のこと".into(),
            ..open.clone()
        };
        let passed = PointView {
            standing: Standing::PassedOn { to: Text::new("{石岡警察署|いしおかけいさつしょ}") },
            title: "信号のこと".into(),
            ..open.clone()
        };
        page.points.insert(0, open);
        page.points.extend([refused, passed]);
        page
    }

    fn sample_replied(lang: Lang) -> Self {
        let mut page = StatusPage::sample(lang);
        page.points[0].standing = Standing::Replied;
        page.points[0].due = None;
        let text = "甲野 花子 様\n\nご意見をありがとうございます。\n小川図書館前の交差点を、11月25日に現地で確かめました。\n\n1. 街灯は、来年3月までに1基付けます。\n2. 植え込みは、12月10日に切りました。\n\nこれからも、お気づきのことをお知らせください。";
        page.letters = vec![LetterView {
            sent_on: day(12, 9),
            signature: "小美玉市長".into(),
            text: text.into(),
            interim: false,
            enclosures: vec![EnclosureView {
                name: "街灯の位置図.pdf".into(),
                size: 183_000,
                href: format!("{}/status/files/01hzkocho", lang.prefix()),
            }],
        }];
        page.afterwards =
            vec![AfterView {
                on: day(12, 10), text: Text::new("{植|う}え{込|こ}みを切りました。"), again_on: None
            }];
        page.reopen_until = NaiveDate::from_ymd_opt(2027, 1, 8);
        page.may_withdraw = false;
        page
    }
}

fn rendered(page: &impl Template) -> String {
    page.render().unwrap()
}

/// Every page with a name, in one language.
fn pages(lang: Lang) -> Vec<(String, String)> {
    let problem = |problem| ProblemPage {
        frame: frame(lang, urls::HOME),
        problem,
        way_out: frame(lang, urls::HOME).link(urls::HOME),
        way_out_word: None,
        office: Some(office(lang)),
    };
    let withdraw = WithdrawPage {
        frame: frame(lang, urls::STATUS),
        pass: "p".into(),
        number: "R8-000123-K".into(),
        errors: FieldErrors::default(),
    };
    let reply = Promise::Reply { by: day(12, 7) };
    let mut all = vec![
        ("home", rendered(&HomePage::sample(lang))),
        ("voice-new", rendered(&NewVoicePage::sample(lang))),
        ("voice-new-mistakes", rendered(&NewVoicePage::sample_with_mistakes(lang))),
        ("voice-check", rendered(&CheckVoicePage::sample(lang))),
        ("voice-check-danger", rendered(&CheckVoicePage::sample_with_danger(lang))),
        ("voice-check-without-contact", rendered(&CheckVoicePage::sample_without_contact(lang))),
        ("voice-check-answers", rendered(&CheckVoicePage::sample_with_answers(lang))),
        ("promises", rendered(&PromisesPage::sample(lang))),
        ("figures", rendered(&FiguresPage::sample(lang))),
        ("figures-few", rendered(&FiguresPage::sample_few(lang))),
        ("dialogue-days", rendered(&HeldDaysPage::sample(lang))),
        ("dialogue-days-none", rendered(&HeldDaysPage { days: vec![], ..HeldDaysPage::sample(lang) })),
        ("dialogue-day", rendered(&HeldDayPage::sample(lang))),
        ("promises-none", rendered(&PromisesPage::sample_none(lang))),
        ("voice-done", rendered(&ReceiptPage::sample(lang, reply))),
        ("voice-done-delivered", rendered(&ReceiptPage::sample(lang, Promise::Delivered))),
        ("voice-done-published", rendered(&ReceiptPage::sample(lang, Promise::Published { by: day(12, 20) }))),
        ("status-ask", rendered(&AskStatusPage::sample(lang))),
        ("status-ask-mistakes", rendered(&AskStatusPage::sample_with_mistakes(lang))),
        ("status-show", rendered(&StatusPage::sample(lang))),
        ("status-points", rendered(&StatusPage::sample_of_points(lang))),
        ("status-replied", rendered(&StatusPage::sample_replied(lang))),
        ("status-withdraw", rendered(&withdraw)),
        (
            "status-slowed",
            rendered(&SlowedPage {
                frame: frame(lang, urls::STATUS),
                minutes: 8,
                form: StatusForm::default(),
                ask: urls::STATUS,
            }),
        ),
        ("privacy", rendered(&PrivacyPage { frame: frame(lang, urls::PRIVACY), office: office(lang) })),
        (
            "accessibility",
            rendered(&AccessibilityPage { frame: frame(lang, urls::ACCESSIBILITY), office: office(lang) }),
        ),
    ];
    all.extend(answer::pages(lang));
    all.extend(dialogue::pages(lang));
    all.extend(survey_result::pages(lang));
    all.extend(answering::pages(lang));
    all.extend(monitor::pages(lang));
    let names = ["404", "405", "413", "415", "422", "429", "500", "503"];
    all.extend(names.into_iter().zip(Problem::ALL).map(|(name, p)| (name, rendered(&problem(p)))));
    all.into_iter().map(|(name, html)| (name.to_owned(), html)).collect()
}

fn dev_pages() -> Vec<(String, String)> {
    let here = || frame(Lang::Ja, urls::DEV_MAIL);
    let mail = MailView {
        id: "1".into(),
        at: "2026-11-22 14:05".into(),
        to: "hanako@example.jp".into(),
        subject: "ご意見を受け付けました（R8-000123-K）".into(),
    };
    let list = |mails: Vec<MailView>| rendered(&MailListPage { frame: here(), older: !mails.is_empty(), mails });
    let one = MailPage {
        frame: here(),
        mail: mail.clone(),
        from: "koe@city.example.jp".into(),
        body: "受け付けました。".into(),
    };
    vec![
        ("dev-components".into(), rendered(&ComponentsPage::new(frame(Lang::Ja, urls::DEV_COMPONENTS)))),
        ("dev-mail-empty".into(), list(Vec::new())),
        ("dev-mail".into(), list(vec![mail])),
        ("dev-mail-one".into(), rendered(&one)),
    ]
}

fn every_page(mut look: impl FnMut(Lang, &str, &str)) {
    for lang in Lang::ALL {
        pages(lang).iter().for_each(|(name, html)| look(lang, name, html));
    }
    dev_pages().iter().for_each(|(name, html)| look(Lang::Ja, name, html));
}

fn every_document(mut look: impl FnMut(Lang, &str, &Html)) {
    every_page(|lang, name, html| look(lang, name, &Html::parse_document(html)));
}

fn all<'a>(document: &'a Html, selector: &str) -> Vec<scraper::ElementRef<'a>> {
    document.select(&Selector::parse(selector).unwrap()).collect()
}

#[test]
fn every_page_has_one_heading_a_title_and_its_language() {
    every_document(|lang, name, document| {
        assert_eq!(all(document, "h1").len(), 1, "{name} {lang:?}");
        assert!(!all(document, "title")[0].text().collect::<String>().trim().is_empty(), "{name}");
        assert_eq!(all(document, "html")[0].attr("lang"), Some(lang.html()), "{name}");
    });
}

#[test]
fn every_field_has_a_label_and_every_group_a_legend() {
    every_document(|lang, name, document| {
        let fields = "input:not([type=hidden]), textarea, select";
        for field in all(document, fields) {
            let inside = field.ancestors().any(|node| node.value().as_element().is_some_and(|e| e.name() == "label"));
            let named = field.attr("id").is_some_and(|id| all(document, &format!("label[for='{id}']")).len() == 1);
            assert!(inside || named, "{name} {lang:?}: {}", field.html());
        }
        assert_eq!(all(document, "fieldset").len(), all(document, "fieldset > legend:first-child").len(), "{name}");
    });
}

#[test]
fn links_and_buttons_say_something_and_lead_somewhere() {
    every_document(|_, name, document| {
        for link in all(document, "a, button, summary") {
            assert!(!link.text().collect::<String>().trim().is_empty(), "{name}: {}", link.html());
        }
        for link in all(document, "a") {
            let href = link.attr("href").unwrap_or_default();
            assert!(
                href.starts_with(['/', '#']) || href.starts_with("tel:") || href.starts_with("mailto:"),
                "{name}: {href}"
            );
            if let Some(id) = href.strip_prefix('#') {
                assert_eq!(all(document, &format!("[id='{id}']")).len(), 1, "{name}: {href}");
            }
        }
    });
}

#[test]
fn links_stay_in_the_language_of_the_page() {
    every_document(|lang, name, document| {
        for link in all(document, "main a[href^='/'], main form[action]") {
            let to = link.attr("href").or(link.attr("action")).unwrap_or_default();
            assert!(name.starts_with("dev") || to.starts_with(lang.prefix()), "{name} {lang:?}: {to}");
        }
    });
}

#[test]
fn no_placeholder_is_left_and_ids_are_unique() {
    every_document(|lang, name, document| {
        let text: String = document.root_element().text().collect();
        assert!(!text.contains('{'), "{name} {lang:?}: {}", &text[text.find('{').unwrap_or(0)..]);
        let ids: Vec<&str> = all(document, "[id]").iter().filter_map(|e| e.attr("id")).collect();
        assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "{name}: {ids:?}");
        for described in all(document, "[aria-describedby]") {
            for id in described.attr("aria-describedby").unwrap_or_default().split(' ') {
                assert!(ids.contains(&id), "{name}: {id}");
            }
        }
    });
}

#[test]
fn no_page_has_inline_script_or_style_or_a_foreign_address() {
    every_page(|_, name, html| {
        let document = Html::parse_document(html);
        assert!(all(&document, "style, [style], [onclick], script:not([src])").is_empty(), "{name}");
        for loading in all(&document, "[src], link[href], form[action]") {
            let from = loading.attr("src").or(loading.attr("href")).or(loading.attr("action")).unwrap_or_default();
            assert!(from.starts_with('/') && !from.starts_with("//") && from != "/assets/missing", "{name}: {from}");
        }
        // Nobody but who builds it reads the page with every component.
        assert!(html.len() < 30_000 || name == "dev-components", "{name}: {} bytes", html.len());
    });
}

#[test]
fn what_was_typed_comes_back_character_by_character() {
    let body = "\n<b>&\"'\u{845b}\u{e0100}\u{20bb7}👨‍👩‍👧ｶﾅ\n  二行目";
    let mut page = NewVoicePage::sample(Lang::Ja);
    page.form.body = body.into();
    let document = Html::parse_document(&rendered(&page));
    assert_eq!(all(&document, "textarea[name=body]")[0].text().collect::<String>(), body);
}

#[test]
fn the_receipt_promises_a_reply_only_when_told() {
    let words = Texts::of(Lang::Ja).done.next_reply.plain().to_owned();
    let says = |promise| rendered(&ReceiptPage::sample(Lang::Ja, promise)).contains(&words);
    assert!(says(Promise::Reply { by: day(12, 7) }));
    assert!(!says(Promise::Delivered) && !says(Promise::Published { by: day(12, 7) }));
}

/// The pages as files, for screenshots: `KOCHO_PAGES_DIR=DIR cargo test -p kocho-web pages_are_written`.
#[test]
fn pages_are_written_to_be_looked_at() {
    let Some(dir) = std::env::var_os("KOCHO_PAGES_DIR").map(PathBuf::from) else { return };
    every_page(|lang, name, html| {
        fs::create_dir_all(dir.join(lang.code())).unwrap();
        fs::write(dir.join(lang.code()).join(format!("{name}.html")), html).unwrap();
    });
}
