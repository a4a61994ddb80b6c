//! How a rule or a right says no: a code with data, in words for staff; never personal data.

use crate::commitment::State;
use crate::crosswalk::Relation;
use crate::dialogue::{ApplicationState, DayState};
use crate::indicator::State as IndicatorState;
use crate::panel::{CandidateState, PanelState};
use crate::paper::{Missing, SlipState};
use crate::summary::SummaryState;
use crate::survey::{Act as SurveyAct, SurveyState};
use crate::workflow::{Act, Status};

/// A rule says no. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The act does not fit the case's status.
    #[error("この案件は今「{}」なので、「{}」はできません。", from.label(), act.label())]
    NotNow {
        /// The present status.
        from: Status,
        /// The act that was tried.
        act: Act,
    },
    /// The act needs a reason.
    #[error("理由を書いてください。")]
    ReasonMissing,
    /// It lies before the mayor's office already.
    #[error("この案件は、もう市長室への供覧に出ています。")]
    CirculationWaits,
    /// The mayor's office does not know of cases that only few may know.
    #[error("要配慮の案件は供覧に出せません。")]
    CirculationRestricted,
    /// Somebody has read it already.
    #[error("この案件の供覧は、もう終わっています。")]
    CirculationOver,
    /// A return names the same section that returns.
    #[error("返却する先には、自分の課と別の、正しいと考える課を選んでください。")]
    SameSection,
    /// A new deadline that has passed or is in force already.
    #[error("新しい期限には、今日以降で、今の期限と別の日を選んでください。")]
    DueDay,
    /// A section that is not in force.
    #[error("選んだ課は今は使われていません。")]
    SectionNotInForce,
    /// The text is empty.
    #[error("文章を書いてください。")]
    TextMissing,
    /// More files than go out with one reply.
    #[error("添付資料は{most}件までです。減らしてください。")]
    EnclosuresMany {
        /// So many.
        most: usize,
    },
    /// Files that no mail would carry.
    #[error("添付資料は合わせて{megabytes} MBまでです。メールで届かないことがあるためです。")]
    EnclosuresLarge {
        /// So much.
        megabytes: u64,
    },
    /// A 処理結果 is sent to nobody.
    #[error("処理結果は申出人に送らないため、添付資料は付けられません。")]
    EnclosuresWithoutReply,
    /// An outcome is needed with the reply.
    #[error("対応区分を選んでください。")]
    OutcomeMissing,
    /// 検討中 and the like demand a follow-up date.
    #[error("「検討中」には、次に確認する日を入れてください。")]
    FollowUpMissing,
    /// The follow-up date lies in the past.
    #[error("次に確認する日は、今日より後の日にしてください。")]
    FollowUpPast,
    /// The outcome needs a reason or a time in words.
    #[error("この対応区分には、時期または理由を書いてください。")]
    OutcomeNoteMissing,
    /// A point has neither a decided reply nor a reason.
    #[error("答えていない項目が{count}件あります。回答するか、答えない理由を選んでください。")]
    PointUnanswered {
        /// How many points are open.
        count: usize,
    },
    /// The decided text and the text to be sent differ.
    #[error("決裁を受けた文章と違うため、発送できません。もう一度決裁を受けてください。")]
    TextChanged,
    /// The medium has no address.
    #[error("{medium}で送るための連絡先がありません。")]
    NoAddress {
        /// メール, 郵送 …
        medium: &'static str,
    },
    /// The period for reopening is over.
    #[error("もう一度たずねることができる期間が過ぎました。")]
    ReopenOver,
    /// Nothing to split.
    #[error("2つ以上の項目に分けてください。")]
    NothingToSplit,
    /// The measure does not belong to the plan in force, or two primaries were given.
    #[error("主な施策を1つ選んでください。")]
    MeasureUnclear,
    /// The person who wrote the text may not decide it.
    #[error("自分で書いた案を自分で決裁することはできません。")]
    OwnDraft,
    /// The person who wrote a text for everybody may not put it before them.
    #[error("自分で書いた案は、自分では公表できません。")]
    OwnPublication,
    /// It is not this person's turn in the route.
    #[error("今は「{label}」の番です。")]
    NotYourTurn {
        /// The step whose turn it is.
        label: String,
    },
    /// 読替え: the number of measures does not fit the relation.
    #[error("「{}」では、{}を選んでください。", relation.label(), targets_of(*relation))]
    CrosswalkTargets {
        /// What was chosen.
        relation: Relation,
    },
    /// 読替え: another measure goes on in the same one, and one of the two is said to go on alone.
    #[error("「{target}」には「{other}」も読み替えます。どちらの行も「統合」か「分割」にしてください。")]
    CrosswalkTaken {
        /// Code of the measure that both lead to.
        target: String,
        /// Code of the measure that is decided already.
        other: String,
    },
    /// The leading case of a group is not so far that others can get what it got.
    #[error("先頭の案件がまだそこまで進んでいないので、まとめて扱えません。")]
    LeadNotThere,
    /// The leading letter of a group was split into several cases.
    #[error("先頭の声は件分けされているので、まとめて扱えません。1通ずつ扱ってください。")]
    LeadSplit,
    /// An act on the group is still going on.
    #[error("前のまとめての処理がまだ続いています。終わってから、もう一度お試しください。")]
    BatchRunning,
    /// A collection cannot be closed while papers, records and the count differ.
    #[error("{}", sentences(missing))]
    CollectionOpen {
        /// What is missing.
        missing: Vec<Missing>,
    },
    /// The collection is closed.
    #[error("この回収は締めてあるので、変えられません。")]
    CollectionClosed,
    /// What was asked does not fit what the slip is now.
    #[error("この用紙は今「{}」なので、それはできません。", state.label())]
    SlipNotNow {
        /// The present state.
        state: SlipState,
    },
    /// Somebody else is at it.
    #[error("この用紙は、今ほかの人が扱っています。少し待つか、次の用紙に進んでください。")]
    SlipHeld,
    /// 照合 is done by somebody else.
    #[error("自分が読んだ用紙を、自分で照合することはできません。ほかの人に頼んでください。")]
    OwnReading,
    /// What a machine read was not compared with the paper.
    #[error("機械の読取りは、まだだれも確かめていません。紙の画像と見比べて、印を付けてから保存してください。")]
    GuessUnread,
    /// Only slips that nobody has read yet can be joined, and at least two.
    #[error("1通にまとめられるのは、まだ転記していない2枚以上の用紙です。")]
    NothingToJoin,
    /// 聞き取り: neither a section of the writer nor the desk.
    #[error("聞き取りは、自分の課か広聴担当にだけ登録できます。")]
    MemoElsewhere,
    /// 聞き取り: a channel by which nothing is spoken.
    #[error("受付方法には、電話か窓口を選んでください。")]
    MemoNotSpoken,
    /// 聞き取り: done, and handed to the desk.
    #[error("広聴担当に渡すときは、「対応済」の印を外してください。")]
    DoneForOthers,
    /// 聞き取り: done, and a reply was promised.
    #[error("後で回答すると約束したときは、「対応済」の印を外してください。")]
    DoneButPromised,
    /// 代筆・代理: the text was not read back.
    #[error("書いたものを読み上げ、本人に確かめてから、印を付けてください。")]
    NotReadBack,
    /// 要望書: no item.
    #[error("要望の項目を1つ以上書いてください。")]
    PetitionEmpty,
    /// 約束: it is over.
    #[error("この約束は「{}」なので、もう変えられません。", state.label())]
    CommitmentOver {
        /// How it ended.
        state: State,
    },
    /// 約束: nothing is closed without evidence.
    #[error("果たしたことが分かる説明を書いてください（いつ、何をしたか、どこで見られるか）。")]
    EvidenceMissing,
    /// 約束: a day on which it cannot have been kept.
    #[error("果たした日は、約束した日から今日までの日にしてください。")]
    KeptDay,
    /// 約束: an address that no browser opens.
    #[error("証拠のアドレスは、http:// か https:// で始まる500字までのものにしてください。")]
    EvidenceAddress,
    /// 要旨: it does not fit on two pages.
    #[error("要旨はA4で2枚まで（{limit}字）です。今は{length}字あります。{}字減らしてください。", length - limit)]
    SummaryLong {
        /// Characters that fit.
        limit: usize,
        /// Characters that there are.
        length: usize,
    },
    /// 要旨: the act does not fit what it is now.
    #[error("この要旨は今「{}」なので、それはできません。", state.label())]
    SummaryNotNow {
        /// The present state.
        state: SummaryState,
    },
    /// 公表文: it was written for others before, and only what the applicant has got is published.
    #[error("公表文は、申出人へ送る要旨が承認されてから作ります。")]
    SummaryFirst,
    /// 公表文: one and the same person agreed twice.
    #[error("公表には2人の承認が要ります。すでに承認しているので、ほかの人に頼んでください。")]
    ConsentTwice,
    /// 公表文: it is agreed to by two people first.
    #[error("公表には、違う2人の承認が要ります。今は{given}人です。")]
    ConsentMissing {
        /// So many have agreed to this very text.
        given: usize,
    },
    /// 対話の日: a day that is over.
    #[error("過ぎた日は選べません。今日か、今日より後の日にしてください。")]
    DayPast,
    /// 対話の日: the day is not so far, or too far.
    #[error("この日は今「{}」なので、それはできません。", state.label())]
    DayNotNow {
        /// How far it is.
        state: DayState,
    },
    /// 対話の日: the number of a day names its fiscal year.
    #[error("年度をまたいで日を変えることはできません。番号に年度が入っているためです。新しい日を作ってください。")]
    DayYear,
    /// 対話の日: applications hang on a day that is to be removed.
    #[error(
        "この日には申込みが{count}件あるので、消せません。開けないときは「中止」にすると、申込みは残り、申込者に知らせます。"
    )]
    DayHasApplications {
        /// How many.
        count: usize,
    },
    /// 対話の日: no slot, so that nobody could come.
    #[error("枠が1つもありません。先に枠を作ってください。")]
    NoSlots,
    /// 対話の日: the period of applications is not set.
    #[error("申込期間を入れてください。終わりは、始まりより後で、対話の日より前の日です。")]
    ApplicationPeriod,
    /// 枠: a time that does not go forward, or is none.
    #[error("時刻は 13:30 のように入れ、終わりを始まりより後にしてください。")]
    SlotTime,
    /// 枠: two at the same time.
    #[error("{with}の枠と重なっています。時刻を変えてください。")]
    SlotOverlap {
        /// The other one's time.
        with: String,
    },
    /// 枠: somebody has it.
    #[error("{period}の枠は、もう決まっています。別の枠を選ぶか、先にその決定を取り消してください。")]
    SlotTaken {
        /// Its time.
        period: String,
    },
    /// 対話の申込み: the act does not fit its state.
    #[error("この申込みは今「{}」なので、それはできません。", state.label())]
    ApplicationNotNow {
        /// How far it is.
        state: ApplicationState,
    },
    /// 対話の申込み: the same applicant has one in this fiscal year.
    #[error(
        "同じ年度に{number}を受け付けています。要綱では1年度に{limit}回までです。市長が特に認めるときは、その印を付けてください。"
    )]
    SecondThisYear {
        /// The other application.
        number: String,
        /// How many are allowed.
        limit: u8,
    },
    /// 抽せん: applications may still come.
    #[error("申込みを受け付けている間は抽せんできません。受付は{until}までです。")]
    DrawTooEarly {
        /// The last day of applications.
        until: chrono::NaiveDate,
    },
    /// 抽せん: it was drawn, and is not drawn again.
    #[error("もう抽せんしたので、やり直せません。")]
    AlreadyDrawn,
    /// 抽せん: the round before is not drawn yet.
    #[error("まだ抽せんしていない回があります。先にその回の抽せんをしてください。")]
    DrawOpen,
    /// 抽せん: nobody waits for one.
    #[error("抽せんを待っている申込みがありません。")]
    NothingToDraw,
    /// 抽せん: places are given in another way.
    #[error("この対話は申込順なので、抽せんをしません。")]
    NoDraw,
    /// 所管メモ: the section was asked before.
    #[error("その課には、もう頼んであります。")]
    MemoAsked,
    /// 調査: the act does not fit its state.
    #[error("この調査は今「{}」なので、「{}」はできません。", state.label(), act.label())]
    SurveyNotNow {
        /// How far it is.
        state: SurveyState,
        /// What was tried.
        act: SurveyAct,
    },
    /// 調査: its questions are fixed.
    #[error("この調査は今「{}」なので、調査票は変えられません。", state.label())]
    SurveyFixed {
        /// How far it is.
        state: SurveyState,
    },
    /// 調査: its code is another one's.
    #[error("記号「{0}」の調査はもうあります。別の記号にしてください。")]
    SurveyCodeTaken(String),
    /// 調査: it does not fit together.
    #[error("調査票に直すところが{count}か所あります。{first}")]
    SurveyMistakes {
        /// How many.
        count: usize,
        /// The first of them.
        first: String,
    },
    /// 調査: it would be over before it begins.
    #[error("実施期間の終わり（{0}）が過ぎています。期間を直してから始めてください。")]
    SurveyOver(chrono::NaiveDate),
    /// 市政モニター: the act does not fit how far the term is.
    #[error("この期は今「{}」なので、それはできません。", state.label())]
    PanelNotNow {
        /// How far it is.
        state: PanelState,
    },
    /// 候補: the act does not fit its state.
    #[error("この方は今「{}」なので、それはできません。", state.label())]
    CandidateNotNow {
        /// How far it is.
        state: CandidateState,
    },
    /// 候補: the rule says no.
    #[error("この方は選べません。{}。", reasons.join("。"))]
    CandidateExcluded {
        /// What stands against it, in the city's words.
        reasons: Vec<String>,
    },
    /// 市政モニター: every place is taken.
    #[error("定員の{size}人がそろっています。先に、選出を取りやめるか、定員を変えてください。")]
    PanelFull {
        /// So many places.
        size: u32,
    },
    /// 市政モニター: whoever was chosen is appointed first.
    #[error("選出した方が{count}人、まだ委嘱されていません。先に委嘱してください。")]
    ChosenWaiting {
        /// So many.
        count: usize,
    },
    /// 名簿: its rows were not drawn from yet.
    #[error("抽せんしていない名簿が{count}行残っています。先に抽せんするか、名簿を消してください。")]
    RegisterWaiting {
        /// So many rows.
        count: usize,
    },
    /// 名簿: a list that is known may not meet a seed that is sealed later.
    #[error("名簿を取り込む前に、次の回の種を封じてください。")]
    RegisterUnsealed,
    /// モニター: has left, or the term is over.
    #[error("この方はもうモニターではありません。")]
    MonitorGone,
    /// モニター: a day outside the time they serve.
    #[error("退任の日は、委嘱の日から任期の終わりまでの日にしてください。")]
    LeavingDay,
    /// 再任: there is no later term that takes candidates.
    #[error("続けてお願いできる次の期がありません。先に、次の期を作って募集を始めてください。")]
    NoNextPanel,
    /// 謝礼: the fiscal year is closed.
    #[error("{year}の謝礼は締めてあるので、変えられません。")]
    RewardsClosed {
        /// 令和8年度
        year: String,
    },
    /// 謝礼: the fiscal year is not closed.
    #[error("{year}の謝礼をまだ締めていません。先に締めてください。")]
    RewardsOpen {
        /// 令和8年度
        year: String,
    },
    /// 謝礼: there is nothing to enter or to close.
    #[error("謝礼を記録する回答がありません。")]
    NoRewards,
    /// 謝礼: of some monitors it was entered before; an answer is paid once.
    #[error("この調査の謝礼は、もう記録してあります（番号：{numbers}）。その番号を除いてください。")]
    RewardsTwice {
        /// Their numbers: 1、3
        numbers: String,
    },
    /// 成果指標: a proposal was decided or withdrawn already.
    #[error("この提案は今「{}」なので、それはできません。", state.label())]
    IndicatorNotNow {
        /// What became of it.
        state: IndicatorState,
    },
    /// 成果指標: who proposes does not decide.
    #[error("自分の提案を自分で決めることはできません。ほかの人に頼んでください。")]
    OwnProposal,
    /// 成果指標: answers still come in.
    #[error("この調査は今「{}」なので、結果をまだ使えません。終わってから使ってください。", state.label())]
    ResultOpen {
        /// How far the survey is.
        state: SurveyState,
    },
    /// 成果指標: somebody could be told among so few.
    #[error(
        "選んだ人か選ばなかった人が5人に満たない、または計算で分かるため、この割合は使えません。選択肢をまとめてください。"
    )]
    ResultFew,
    /// 成果指標: reckoned again, the answers give another value than was proposed.
    #[error("調査の結果が、提案のときと変わっています（今は {now}）。差し戻して、提案し直してもらってください。")]
    ResultChanged {
        /// What they give now.
        now: String,
    },
    /// 自由記述: nothing that can be taken in is chosen.
    #[error("受け付ける記述が選ばれていません。")]
    NothingToTake,
    /// A code that is not in the city's lists.
    #[error("「{0}」は一覧にありません。")]
    UnknownCode(String),
}

/// A right says no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// The actor may not know that the thing exists: answered as "not found".
    Hidden,
    /// The actor may see it but not do this.
    Forbidden,
}

/// What is missing, one sentence after the other.
fn sentences(missing: &[Missing]) -> String {
    missing.iter().map(ToString::to_string).collect()
}

/// How many measures of the newer plan a relation asks for, in words.
const fn targets_of(relation: Relation) -> &'static str {
    match relation {
        Relation::Same | Relation::Moved | Relation::Merged => "新しい施策を1つ",
        Relation::Split => "新しい施策を2つ以上（主なものを1つ）",
        Relation::Ended | Relation::New => "施策なし",
    }
}
