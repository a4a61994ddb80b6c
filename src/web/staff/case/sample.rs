//! Samples of the case pages: one opinion at several places of its way.

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    circulation::CirculationBox,
    list::{CaseListPage, CaseRow, Chip, EmptyView, FilterView, FloodRow, MeasureView, QueueRow},
    show::{
        AdditionView, CasePage, ContactView, EventRow, Mark, NoteBox, NoteRow, OriginalView, PieceView, RevealView,
        SiblingRow,
    },
    stage::{
        ApprovalRow, ApprovalView, EnclosureView, FactsView, FileView, PointView, ReplyView, ReturnRow, ReturnView,
        RouteView, SplitView, Stage, StageBody, StageState, SuggestionView, TriageView, UrgentView, VersionRow,
    },
};
use crate::{
    frame::{Frame, NavItem},
    staff::view::{ActButton, Asks, Choice, DueView, Errors, Fact, Tone},
    urls::staff as urls,
};

/// A key of nobody's.
pub(crate) const KEY: &str = "aaaabbbbccccddddeeeeffff22";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn at(text: &str) -> DateTime<Utc> {
    format!("{text}:00+09:00").parse().unwrap()
}

pub(crate) fn desk_frame() -> Frame {
    let item = |label, href: &str, count, current| NavItem { label, href: href.into(), count, current };
    Frame {
        nav: vec![
            item("案件", urls::DESK, Some(12), true),
            item("市民の声", urls::OFFICE, None, false),
            item("管理", urls::ADMIN, None, false),
        ],
        flash: None,
        ..Frame::staff_sample()
    }
}

fn due(on: &str, words: &str, tone: Tone) -> DueView {
    DueView { on: day(on), words: words.into(), tone }
}

fn queues(current: &str) -> Vec<QueueRow> {
    let row = |code: &str, label, count, tone, starts_group| QueueRow {
        label,
        href: format!("{}?queue={code}", urls::DESK),
        count: Some(count),
        tone,
        current: code == current,
        starts_group,
    };
    vec![
        row("urgent", "緊急", 1, Tone::Danger, false),
        row("unrouted", "未回付", 7, Tone::Calm, false),
        row("section", "自分の課", 23, Tone::Calm, true),
        row("mine", "自分の担当", 5, Tone::Calm, false),
        row("approval", "決裁待ち", 2, Tone::Calm, false),
        row("soon", "期限が近い", 4, Tone::Calm, true),
        row("overdue", "期限切れ", 3, Tone::Danger, false),
        row("returned", "返却・裁定", 1, Tone::Calm, false),
        row("ending", "終了確認待ち", 0, Tone::Calm, false),
        row("dispatch", "発送待ち", 2, Tone::Calm, false),
        row("all", "すべて", 160, Tone::Calm, true),
    ]
}

fn row(number: &str, subject: &str, first_words: &str) -> CaseRow {
    CaseRow {
        href: urls::case(KEY),
        number: number.into(),
        due: Some(due("2026-10-21", "あと5日", Tone::Calm)),
        waiting_minutes: None,
        title: if subject.is_empty() { first_words } else { subject }.into(),
        kind: "要望".into(),
        channel: "ウェブ".into(),
        received_on: day("2026-10-06"),
        measure: MeasureView::Tagged { code: "1102".into(), name: "市民活動の支援".into() },
        section: "市民協働課".into(),
        holder: "市民協働課 担当A".into(),
        status: "回答案作成",
        status_tone: Tone::Calm,
        restricted: false,
    }
}

fn filter() -> FilterView {
    let section = "課：市民協働課".to_owned();
    FilterView {
        q: "回覧板".into(),
        sections: vec![Choice::new("4", "市民協働課").chosen(), Choice::new("5", "環境課")],
        statuses: vec![Choice::new("routed", "回付済"), Choice::new("drafting", "回答案作成")],
        dues: vec![Choice::new("overdue", "期限切れ"), Choice::new("soon", "3開庁日以内")],
        measures: vec![Choice::new("undecided", "未決定"), Choice::new("1101", "1101 まちづくり組織の支援")],
        kinds: vec![Choice::new("request", "要望"), Choice::new("complaint", "苦情")],
        channels: vec![Choice::new("web", "ウェブ"), Choice::new("postcard", "はがき")],
        chips: vec![
            Chip { label: section, remove: "/staff/cases?queue=all&q=x".into() },
            Chip { label: "言葉：回覧板".into(), remove: "/staff/cases?queue=all&section=4".into() },
        ],
        clear: "/staff/cases?queue=all".into(),
    }
}

impl CaseListPage {
    /// Everything, filtered.
    pub(crate) fn sample() -> Self {
        let urgent = CaseRow {
            waiting_minutes: Some(18),
            due: None,
            kind: String::new(),
            measure: MeasureView::Undecided,
            section: String::new(),
            holder: "広聴担当".into(),
            status: "要緊急確認",
            status_tone: Tone::Danger,
            ..row(
                "R8-000131-M",
                "道路の穴",
                "小学校の前の道路に大きな穴があいています。自転車の子が落ちそうになりました。",
            )
        };
        let late = CaseRow {
            due: Some(due("2026-10-12", "2日超過", Tone::Danger)),
            status: "受諾",
            ..row(
                "R8-000102-T",
                "定年後に地域で何か手伝いたい",
                "この3月で会社を定年になりました。工場で安全管理を38年やってきました。",
            )
        };
        let near = CaseRow {
            due: Some(due("2026-10-15", "あと1日", Tone::Warning)),
            measure: MeasureView::Outside,
            section: "環境課".into(),
            holder: "環境課長".into(),
            status: "決裁中",
            channel: "提案箱".into(),
            ..row("R8-000110-A", "", "ごみの日にカラスがひどい 網が小さくて足りない 網を買うお金を出してほしい")
        };
        let measure = MeasureView::Tagged { code: "1101".into(), name: "まちづくり組織の支援".into() };
        let split = CaseRow {
            measure,
            restricted: true,
            ..row("R8-000118-T 2/3", "回覧板が回ってきません", "引っ越して半年になりますが、一度も回ってきません。")
        };
        CaseListPage {
            frame: desk_frame(),
            title: "すべて".into(),
            queue: "all".into(),
            queues: queues("all"),
            filter: filter(),
            total: Some("160件".into()),
            floods: vec![FloodRow {
                href: urls::flood(KEY),
                due: due("2026-10-28", "あと14日", Tone::Calm),
                title: "羽鳥駅前に屋根のあるバス待合所を作ってください。".into(),
                words: "ほぼ同じ文面 9,982通".into(),
                urgent: 2,
                started_at: at("2026-10-14T09:02"),
                last_at: at("2026-10-14T10:22"),
            }],
            rows: vec![
                urgent,
                late,
                near,
                split,
                row("R8-000120-C", "公民館の予約", "電話でしか予約できず困っています。"),
            ],
            previous: Some("/staff/cases?queue=all&before=b".into()),
            next: Some("/staff/cases?queue=all&after=a".into()),
            csv: Some("/staff/cases/csv?queue=all".into()),
            register: Some("/staff/cases/register?queue=all".into()),
            empty: EmptyView { title: String::new(), text: String::new() },
        }
    }

    /// A queue with nothing in it.
    pub(crate) fn sample_empty() -> Self {
        CaseListPage {
            title: "終了確認待ち".into(),
            queue: "ending".into(),
            queues: queues("ending"),
            filter: FilterView::default(),
            total: Some("0件".into()),
            floods: Vec::new(),
            rows: Vec::new(),
            previous: None,
            next: None,
            csv: None,
            register: None,
            empty: EmptyView {
                title: "終了確認待ちの案件はありません。".into(),
                text: "広聴担当が「回付せずに終える」とした案件が、ここに並びます。広聴課長が確認します。".into(),
            },
            ..CaseListPage::sample()
        }
    }
}

fn piece(text: &str, mark: Mark) -> PieceView {
    PieceView { text: text.into(), mark }
}

fn original() -> OriginalView {
    OriginalView {
        copy: false,
        subject: vec![piece("回覧板", Mark::Suggested(1)), piece("が回ってきません", Mark::None)],
        point: Vec::new(),
        pieces: vec![
            piece("引っ越してきて半年になりますが、", Mark::None),
            piece("回覧板", Mark::Suggested(1)),
            piece("が一度も回ってきません。\n\n1. ", Mark::None),
            piece("自治会", Mark::Suggested(1)),
            piece("に入らないと広報も届かないのでしょうか。\n2. となりの空き家の塀が", Mark::None),
            piece("倒れそう", Mark::Danger("危険")),
            piece("で、子どもが通るたびに心配です。\n\n連絡は ", Mark::None),
            piece("●●●●", Mark::Masked("電話")),
            piece(" までお願いします。", Mark::None),
        ],
        masked: true,
        additions: vec![AdditionView {
            at: at("2026-10-08T20:11"),
            label: "追記",
            pieces: vec![piece("写真を添えます。", Mark::None)],
        }],
    }
}

fn stage(code: &'static str, title: &'static str, state: StageState, summary: &str, body: StageBody) -> Stage {
    Stage { code, title, state, summary: summary.into(), body, acts: Vec::new() }
}

fn act(code: &'static str, label: &'static str, primary: bool, asks: Asks) -> ActButton {
    let url = urls::case_act(KEY, code);
    ActButton { code, label, url, primary, danger: false, hint: String::new(), asks, error: String::new() }
}

fn sections() -> Vec<Choice> {
    vec![Choice::new("4", "市民協働課"), Choice::new("5", "環境課"), Choice::new("6", "建設課")]
}

fn split_stage(state: StageState) -> Stage {
    let point = |number, text: &str| PointView { number, text: text.into(), chosen: true };
    let points = vec![point(1, "自治会に入らないと広報も届かないのか"), point(2, "となりの空き家の塀が倒れそう")];
    let view = SplitView { url: urls::case_act(KEY, "split"), version: 3, points, errors: Errors::default() };
    stage("split", "件分け", state, "2件", StageBody::Split(view))
}

fn triage_stage(state: StageState) -> Stage {
    let suggestion = |rank, code: &str, name: &str, because: &[&str]| SuggestionView {
        rank,
        code: code.into(),
        name: name.into(),
        policy: "市民協働・コミュニティ活動の推進".into(),
        section: "市民協働課".into(),
        because: because.iter().map(|word| (*word).to_owned()).collect(),
        alike: vec![("R8-000101-A".into(), Some(urls::case(KEY))), ("R8-000090-T".into(), None)],
        chosen: state == StageState::Done && rank == 1,
    };
    let measures = vec![Choice::new("1101", "1101 まちづくり組織の支援"), Choice::new("1102", "1102 市民活動の支援")];
    let view = TriageView {
        url: urls::case_act(KEY, "triage"),
        version: 3,
        kinds: vec![Choice::new("request", "要望").chosen(), Choice::new("question", "問合せ")],
        kind_suggested: "要望（手がかり：してください）".into(),
        categories: vec![Choice::new("community", "市民協働・自治会").chosen(), Choice::new("road", "道路")],
        decision: "undecided",
        measures: measures.clone(),
        further: measures,
        suggestions: vec![
            suggestion(1, "1101", "まちづくり組織の支援", &["回覧板", "自治会"]),
            suggestion(2, "1103", "学区コミュニティの組織化", &["自治会"]),
            suggestion(3, "1601", "広報の充実", &["広報"]),
        ],
        suggests_outside: false,
        outside_because: Vec::new(),
        unsure: false,
        untried: false,
        preselected: false,
        suggested_by: "語と例による分類 1".into(),
        errors: Errors::default(),
    };
    let summary = if state == StageState::Done { "要望・市民協働・1101" } else { "" };
    stage("triage", "分類", state, summary, StageBody::Triage(Box::new(view)))
}

fn route_stage(state: StageState) -> Stage {
    let mut lead = Choice::new("4", "市民協働課").chosen();
    lead.support = "施策1101の主管課".into();
    let mut second = Choice::new("7", "建設課");
    second.support = "手がかり：道路・側溝".into();
    let view = RouteView {
        url: if state == StageState::Done { String::new() } else { urls::case_act(KEY, "route") },
        version: 3,
        suggested: vec![lead, second],
        leads: sections(),
        supports: sections(),
        due_on: "2026-10-21".into(),
        due_rule: "受付の翌日から10開庁日".into(),
        note: String::new(),
        errors: Errors::default(),
    };
    let summary = if state == StageState::Done { "市民協働課・期限 10/21" } else { "" };
    stage("route", "回付", state, summary, StageBody::Route(view))
}

fn reply_stage(state: StageState) -> Stage {
    let version = |number, time| VersionRow {
        number,
        by: "市民協働課 担当A".into(),
        at: at(time),
        href: urls::draft_version(KEY, number),
    };
    let mut errors = Errors::default();
    if state == StageState::Now {
        errors.add("follow_up_on", "検討中のときは、再確認日を入れてください");
    }
    let view = ReplyView {
        url: urls::case_act(KEY, "draft"),
        version: 3,
        letter: true,
        text: "広報紙は、自治会に入っていない方にも、郵便局と公民館でお渡ししています。\n郵送もできます。".into(),
        outcomes: vec![Choice::new("explained", "説明").chosen(), Choice::new("considering", "検討中")],
        note: String::new(),
        follow_up_on: String::new(),
        follow_rule: "実施する日のあとにしてください。空のときは、時期の日の1週間後か、6か月後にします".into(),
        enclosures: vec![EnclosureView::sample()],
        waiting: vec![EnclosureView { name: "郵送の申込書.pdf".into(), ..EnclosureView::sample() }],
        versions: vec![version(2, "2026-10-13T16:40"), version(1, "2026-10-12T11:05")],
        hints: vec!["「検討」とありますが、再確認日がありません。".into()],
        errors,
    };
    stage("reply", "回答案", state, "第2版", StageBody::Reply(Box::new(view)))
}

fn approval_stage(state: StageState, acts: Vec<ActButton>) -> Stage {
    let step = |act, who: &str, state, done: Option<(&str, &str)>| ApprovalRow {
        act,
        who: who.into(),
        state,
        done: done.map(|(who, time)| (who.to_owned(), at(time))),
        stood_in_for: String::new(),
        sent_back: None,
    };
    let mut second = step("承認", "市民協働課 係長", StageState::Done, Some(("市民協働課 担当B", "2026-10-14T09:12")));
    second.stood_in_for = "係長".into();
    let steps = vec![
        step("起案", "市民協働課 担当A", StageState::Done, Some(("市民協働課 担当A", "2026-10-13T16:41"))),
        second,
        step("決裁", "市民協働課長", StageState::Now, None),
        step("発送", "広聴担当", StageState::Ahead, None),
    ];
    let text = "広報紙は、自治会に入っていない方にも、郵便局と公民館でお渡ししています。\n郵送もできます。".into();
    let facts = vec![Fact::new("時期・理由", "今の配り方を説明した")];
    let view = ApprovalView { steps, text, outcome: "説明".into(), facts, enclosures: vec![EnclosureView::sample()] };
    Stage { acts, ..stage("approval", "決裁", state, "", StageBody::Approval(view)) }
}

fn ahead(code: &'static str, title: &'static str) -> Stage {
    stage(code, title, StageState::Ahead, "", StageBody::None)
}

fn ending_stage() -> Stage {
    let reasons =
        vec![Choice::new("thanks", "お礼"), Choice::new("sales", "営業"), Choice::new("transfer", "他機関へ移送")];
    let mut propose = act(
        "propose_ending",
        "回付せずに終える",
        false,
        Asks::Reasons { label: "終える理由", choices: reasons, agencies: Vec::new(), typed: String::new() },
    );
    propose.hint = "広聴課長が確認すると終わります。".into();
    propose.danger = true;
    Stage { acts: vec![propose], ..stage("ending", "終了", StageState::Open, "", StageBody::None) }
}

fn timeline() -> Vec<EventRow> {
    let row = |time, what: &str, who: &str, text: &str, held: &str| EventRow {
        at: at(time),
        what: what.into(),
        who: who.into(),
        text: text.into(),
        held: held.into(),
    };
    vec![
        row("2026-10-06T21:04", "受付", "ウェブ", "", "広聴担当が持つ（12時間）"),
        row("2026-10-07T09:10", "回付", "広聴担当A → 環境課", "", "環境課が持つ（1日）"),
        row(
            "2026-10-08T10:32",
            "返却",
            "環境課 担当B",
            "自治会の事務は市民協働課の所管です。",
            "広聴担当が持つ（20分）",
        ),
        row("2026-10-08T10:52", "回付", "広聴担当A → 市民協働課", "", "市民協働課が持つ（6日）"),
        row("2026-10-08T13:15", "受諾", "市民協働課 担当A", "", ""),
    ]
}

fn facts() -> Vec<Fact> {
    vec![
        Fact::new("受付方法", "ウェブ"),
        Fact::new("受付日", "令和8年10月6日（火）21:04"),
        Fact::new("回答", "希望する（メール）"),
        Fact::new("公表", "してよい"),
        Fact::new("年代", "60代"),
        Fact::new("地区", "美野里"),
    ]
}

fn page(status: &'static str, status_tone: Tone, stages: Vec<Stage>) -> CasePage {
    let sibling = |branch, title: &str, section: &str, status, current| SiblingRow {
        branch,
        title: title.into(),
        section: section.into(),
        status,
        href: urls::case(KEY),
        current,
    };
    CasePage {
        frame: desk_frame(),
        version: 3,
        number: "R8-000118-T".into(),
        title: "回覧板が回ってきません".into(),
        status,
        status_tone,
        due: Some(due("2026-10-21", "あと5日", Tone::Calm)),
        holder: "市民協働課 担当A".into(),
        holder_since: at("2026-10-08T10:52"),
        restricted: false,
        siblings: vec![
            sibling(1, "自治会に入らないと広報も…", "市民協働課", "回答案作成", true),
            sibling(2, "となりの空き家の塀が…", "建設課", "受諾", false),
        ],
        back: "/staff/cases?queue=mine".into(),
        overtaken: None,
        similar: urls::case_similar(KEY),
        slip: urls::case_slip(KEY),
        receipt: Some(urls::receipt_slip(KEY)),
        original: original(),
        erase_number: Some(urls::case_act(KEY, "erase_number")),
        clean: Some(urls::case_clean(KEY)),
        circulation: Some(CirculationBox::sample()),
        related: vec![("前回の要望書", "R7-000012-X".into(), "/staff/cases/12".into())],
        facts: facts(),
        contact: ContactView {
            facts: vec![Fact::new("氏名", "●●●●"), Fact::new("メール", "●●●●"), Fact::new("電話", "●●●●")],
            manner: "平日の夜、メールで。電話は避けてほしい。".into(),
        },
        files: vec![FileView {
            label: "写真1".into(), about: "JPEG 1.2 MB・未検査".into(), href: None, small: None
        }],
        reveal: Some(RevealView {
            url: urls::case_act(KEY, "reveal"),
            what: "連絡先と添付".into(),
            reasons: vec![Choice::new("site", "現地の確認"), Choice::new("contact", "申出人への連絡")],
            error: String::new(),
        }),
        stages,
        notes: vec![NoteRow {
            by: "市民協働課 担当A".into(),
            at: at("2026-10-09T14:00"),
            text: "区長に電話。半年前に班の編成が変わったとのこと。".into(),
        }],
        note: Some(NoteBox { url: urls::case_act(KEY, "note"), typed: String::new(), error: String::new() }),
        timeline: timeline(),
    }
}

impl CasePage {
    /// The desk: triage is the next thing.
    pub(crate) fn sample_triage() -> Self {
        let stages = vec![
            split_stage(StageState::Done),
            triage_stage(StageState::Now),
            route_stage(StageState::Open),
            ahead("accept", "受諾"),
            ahead("reply", "回答案"),
            ahead("approval", "決裁"),
            ahead("dispatch", "発送"),
            ending_stage(),
        ];
        let holder = "広聴担当".to_owned();
        CasePage { holder, ..page("受付", Tone::Calm, stages) }
    }

    /// Urgent: taking it is the next thing.
    pub(crate) fn sample_urgent() -> Self {
        let view = UrgentView {
            groups: vec!["危険（道路・建物）"],
            waiting_minutes: Some(18),
            taken: None,
            phones: vec![Fact::new("建設課", "0299-00-0000（平日）"), Fact::new("消防本部", "119")],
        };
        let take = act("take_urgent", "緊急を引き受ける", true, Asks::Nothing);
        let urgent =
            Stage { acts: vec![take], ..stage("urgent", "緊急", StageState::Now, "", StageBody::Urgent(view)) };
        let stages =
            vec![urgent, split_stage(StageState::Open), triage_stage(StageState::Open), route_stage(StageState::Open)];
        CasePage { due: None, siblings: Vec::new(), ..page("要緊急確認", Tone::Danger, stages) }
    }

    /// The section: take it, or give it back; it came back once before.
    pub(crate) fn sample_routed() -> Self {
        let returned = ReturnView {
            rows: vec![ReturnRow {
                number: 1,
                from: "環境課".into(),
                believes: "市民協働課".into(),
                reason: "自治会の事務は市民協働課の所管です。".into(),
                at: at("2026-10-08T10:32"),
            }],
        };
        let give_back =
            Asks::SectionAndReason { label: "正しいと思う課", sections: sections(), typed: String::new() };
        let mut back = act("return", "返却する", false, give_back);
        back.hint = "2回目の返却です。広聴課長が裁定し、以後は動きません。".into();
        back.error = "正しいと思う課を選んでください".into();
        let acts = vec![act("accept", "受諾する", true, Asks::Nothing), back];
        let accept = Stage { acts, ..stage("accept", "受諾", StageState::Now, "", StageBody::None) };
        let stages = vec![
            split_stage(StageState::Done),
            triage_stage(StageState::Done),
            route_stage(StageState::Done),
            stage("returned", "返却", StageState::Done, "1回", StageBody::Returned(returned)),
            accept,
            ahead("reply", "回答案"),
            ahead("approval", "決裁"),
            ahead("dispatch", "発送"),
        ];
        page("回付済", Tone::Info, stages)
    }

    /// The section: the draft is the next thing.
    pub(crate) fn sample_draft() -> Self {
        let stages = vec![
            triage_stage(StageState::Done),
            route_stage(StageState::Done),
            stage("accept", "受諾", StageState::Done, "10/8 市民協働課 担当A", StageBody::None),
            reply_stage(StageState::Now),
            ahead("approval", "決裁"),
            ahead("dispatch", "発送"),
        ];
        page("回答案作成", Tone::Info, stages)
    }

    /// The head of the section decides.
    pub(crate) fn sample_approval() -> Self {
        let text = Asks::Text { label: "差し戻す理由", support: "", typed: String::new() };
        let acts = vec![
            act("approve", "決裁する", true, Asks::Nothing),
            act("send_back", "差し戻す", false, text),
            act("withdraw_request", "決裁を取り下げる", false, Asks::Nothing),
        ];
        let sent = FactsView {
            facts: vec![Fact::new("方法", "メール")],
            text: String::new(),
            link: Some(("回答書を見る", urls::letter(KEY))),
        };
        let stages = vec![
            triage_stage(StageState::Done),
            route_stage(StageState::Done),
            stage("accept", "受諾", StageState::Done, "10/8 市民協働課 担当A", StageBody::None),
            reply_stage(StageState::Done),
            approval_stage(StageState::Now, acts),
            stage("dispatch", "発送", StageState::Open, "", StageBody::Facts(sent)),
        ];
        page("決裁中", Tone::Info, stages)
    }
}
