//! Keys: `i64` inside the database, unguessable text outside it.

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

ids! {
    /// 声（通）: one letter, slip or form.
    SubmissionId;
    /// 案件（件）: one matter of a submission.
    CaseId;
    /// 課.
    SectionId;
    /// 職員.
    StaffId;
    /// 総合計画.
    PlanId;
    /// 個別施策 of one plan version.
    MeasureId;
    /// A row of a 読替え.
    CrosswalkId;
    /// A version of a 回答案.
    ReplyId;
    /// 決裁.
    ApprovalId;
    /// 回答書.
    LetterId;
    /// 添付.
    AttachmentId;
    /// ほぼ同じ文面の声.
    FloodId;
    /// What a group of cases gets in one act.
    BatchId;
    /// 取込み: a table of voices.
    ImportId;
    /// 回収: one opening of a box, or one delivery of cards.
    CollectionId;
    /// 用紙: one slip, card or sheet of a collection.
    SlipId;
    /// One side of a slip.
    SlipPageId;
    /// 広報の号.
    EditionId;
    /// 論点 of a dialogue day.
    RemarkId;
    /// 要旨 of a slot.
    SummaryId;
    /// 約束.
    CommitmentId;
    /// 対話の日: one date on which residents meet the mayor.
    DialogueDayId;
    /// 枠: one party's time on a dialogue day.
    SlotId;
    /// 対話の申込み.
    ApplicationId;
    /// 抽せん: one round on one day.
    DrawId;
    /// What a section was asked to write for a slot's brief.
    SlotMemoId;
    /// 決定の通知.
    DecisionNoticeId;
    /// 調査.
    SurveyId;
    /// One version of a survey's 調査票.
    QuestionnaireId;
    /// Who is asked in a survey.
    InviteeId;
    /// What somebody who is asked is sent.
    InvitationId;
    /// 返送された調査票.
    PaperReturnId;
    /// 市政モニターの期.
    PanelId;
    /// 応募・候補: somebody who may become a monitor.
    CandidateId;
    /// 市政モニター.
    MonitorId;
    /// One round of a panel's draw.
    PanelDrawId;
    /// What a candidate or monitor was told.
    PanelNoticeId;
    /// 実績 of an indicator.
    ActualId;
}

/// A public key: 26 characters of base 32, 130 random bits; it names a thing in an address without telling how many there are.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PublicKey(String);

impl PublicKey {
    /// Makes a key from random bytes.
    pub fn from_random(bytes: [u8; 17]) -> Self {
        let mut text = data_encoding::BASE32_NOPAD.encode(&bytes).to_ascii_lowercase();
        text.truncate(26);
        PublicKey(text)
    }

    /// A key that was stored or came in an address; its shape is checked, its existence is not.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = text.len() == 26 && text.bytes().all(|b| b.is_ascii_lowercase() || (b'2'..=b'7').contains(&b));
        fits.then(|| PublicKey(text.to_owned()))
    }

    /// The text of the key.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
