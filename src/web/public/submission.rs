//! `/voice`: writing a voice and checking it. The receipt that follows is `receipt`.

use askama::Template;
use kocho_domain::submission::ReplyWay;
use serde::Deserialize;
use validator::Validate;

use super::form::{Choice, FieldErrors, Mistakes, shape};
use crate::{filters, frame::Frame, texts::Text};

/// What a resident writes. Only `body` is required; what a chosen way of reply needs is required with it.
#[derive(Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub(crate) struct SubmissionForm {
    /// Signed: idempotency key and time issued.
    pub(crate) form_token: String,
    #[validate(custom(function = "shape::body"))]
    pub(crate) body: String,
    /// `yes`, `no` or nothing.
    #[validate(custom(function = "shape::yes_no"))]
    pub(crate) reply: String,
    /// A code of [`ReplyWay`].
    pub(crate) reply_way: String,
    #[validate(custom(function = "shape::line"))]
    pub(crate) name: String,
    #[validate(custom(function = "shape::line"))]
    pub(crate) address: String,
    #[validate(custom(function = "shape::email"))]
    pub(crate) email: String,
    #[validate(custom(function = "shape::phone"))]
    pub(crate) phone: String,
    /// When and how one may be reached, what to avoid.
    #[validate(custom(function = "shape::note"))]
    pub(crate) reach_note: String,
    /// `yes`: no receipt mail.
    pub(crate) no_receipt_mail: String,
    /// `yes`: the mail only says that there is a reply.
    pub(crate) notice_only: String,
    /// May be published: `yes`, `no` or nothing.
    #[validate(custom(function = "shape::yes_no"))]
    pub(crate) publish: String,
    #[validate(custom(function = "shape::line"))]
    pub(crate) subject: String,
    pub(crate) kind: String,
    #[validate(custom(function = "shape::line"))]
    pub(crate) place: String,
    pub(crate) age_group: String,
    pub(crate) district: String,
    pub(crate) relation: String,
}

/// The fields in the order of the page.
const ORDER: [&str; 17] = [
    "body",
    "reply",
    "reply_way",
    "email",
    "name",
    "address",
    "phone",
    "reach_note",
    "no_receipt_mail",
    "notice_only",
    "publish",
    "subject",
    "kind",
    "place",
    "age_group",
    "district",
    "relation",
];

impl SubmissionForm {
    /// The shape of everything that is sent, and what the chosen way of reply needs. Contact fields that the page hides
    /// are not judged, so nobody is stopped by what they do not see: [`SubmissionForm::only_what_is_needed`] drops them.
    ///
    /// # Errors
    /// The mistakes, topmost first.
    pub(crate) fn check(&self) -> Result<(), Mistakes> {
        let sent = self.clone().only_what_is_needed();
        let mut mistakes = sent.validate().err().map_or_else(Mistakes::default, |errors| Mistakes::of(&errors));
        if self.reply == "yes" {
            let missing = |typed: &str| typed.trim().is_empty();
            match ReplyWay::parse(&self.reply_way) {
                None => mistakes.add("reply_way", "reply_way_needed"),
                Some(ReplyWay::Mail) => mistakes.add_if(missing(&self.email), "email", "email_needed"),
                Some(ReplyWay::Letter) => {
                    mistakes.add_if(missing(&self.name), "name", "name_needed");
                    mistakes.add_if(missing(&self.address), "address", "address_needed");
                }
                Some(ReplyWay::Phone) => mistakes.add_if(missing(&self.phone), "phone", "phone_needed"),
                Some(ReplyWay::Online) => {}
            }
        }
        mistakes.in_order(&ORDER).into_result()
    }

    /// Without the contact details that the chosen way of reply does not need: what the page hides is not sent.
    pub(crate) fn only_what_is_needed(mut self) -> Self {
        let way = if self.reply == "yes" { ReplyWay::parse(&self.reply_way) } else { None };
        let mut drop_unless = |needed: bool, field: fn(&mut Self) -> &mut String| {
            if !needed {
                field(&mut self).clear();
            }
        };
        drop_unless(self_needs(way, &[ReplyWay::Mail]), |form| &mut form.email);
        drop_unless(self_needs(way, &[ReplyWay::Mail]), |form| &mut form.no_receipt_mail);
        drop_unless(self_needs(way, &[ReplyWay::Mail]), |form| &mut form.notice_only);
        drop_unless(self_needs(way, &[ReplyWay::Letter]), |form| &mut form.address);
        drop_unless(self_needs(way, &[ReplyWay::Phone]), |form| &mut form.phone);
        let by_name = [ReplyWay::Mail, ReplyWay::Letter, ReplyWay::Phone];
        drop_unless(self_needs(way, &by_name), |form| &mut form.name);
        drop_unless(self_needs(way, &by_name), |form| &mut form.reach_note);
        drop_unless(way.is_some(), |form| &mut form.reply_way);
        self
    }

    /// What was typed and is not taken, because no reply comes by a way that needs it: the fields' labels.
    pub(crate) fn not_taken(&self, texts: &crate::texts::Texts) -> Vec<Text> {
        let (taken, words) = (self.clone().only_what_is_needed(), &texts.voice);
        [
            (&self.email, &taken.email, &words.email),
            (&self.name, &taken.name, &words.name),
            (&self.address, &taken.address, &words.address),
            (&self.phone, &taken.phone, &words.phone),
            (&self.reach_note, &taken.reach_note, &words.reach_note),
        ]
        .into_iter()
        .filter(|(typed, taken, _)| !typed.trim().is_empty() && taken.is_empty())
        .map(|(_, _, label)| label.clone())
        .collect()
    }

    /// Every field with its value except the token, for the hidden copy on the check page.
    pub(crate) fn fields(&self) -> [(&'static str, &str); 17] {
        [
            ("body", &self.body),
            ("reply", &self.reply),
            ("reply_way", &self.reply_way),
            ("name", &self.name),
            ("address", &self.address),
            ("email", &self.email),
            ("phone", &self.phone),
            ("reach_note", &self.reach_note),
            ("no_receipt_mail", &self.no_receipt_mail),
            ("notice_only", &self.notice_only),
            ("publish", &self.publish),
            ("subject", &self.subject),
            ("kind", &self.kind),
            ("place", &self.place),
            ("age_group", &self.age_group),
            ("district", &self.district),
            ("relation", &self.relation),
        ]
    }

    /// Whether something of 「もっと書く」 was written, so that it stays open.
    pub(crate) fn says_more(&self) -> bool {
        [&self.subject, &self.kind, &self.place, &self.age_group, &self.district, &self.relation, &self.publish]
            .iter()
            .any(|typed| !typed.is_empty())
    }
}

fn self_needs(way: Option<ReplyWay>, ways: &[ReplyWay]) -> bool {
    way.is_some_and(|way| ways.contains(&way))
}

/// `/voice/new`
#[derive(Template)]
#[template(path = "public/voice/new.html")]
pub(crate) struct NewVoicePage {
    pub(crate) frame: Frame,
    pub(crate) form: SubmissionForm,
    pub(crate) errors: FieldErrors,
    pub(crate) choices: VoiceChoices,
    /// About how long a reply takes, in the city's words.
    pub(crate) expected: Text,
    /// What gets no reply, from the rules.
    pub(crate) no_reply: Vec<Text>,
    /// Files that were taken in with an earlier try of this form.
    pub(crate) files: Vec<KeptFile>,
}

impl NewVoicePage {
    fn title(&self) -> &Text {
        &self.frame.texts.voice.title
    }

    fn more_open(&self) -> bool {
        let inside = ["publish", "subject", "kind", "place", "age_group", "district", "relation", "files"];
        self.form.says_more() || !self.files.is_empty() || inside.iter().any(|field| self.errors.has(field))
    }
}

/// What may be chosen, from the city's rules.
#[derive(Debug, Clone, Default)]
pub(crate) struct VoiceChoices {
    pub(crate) kinds: Vec<Choice>,
    pub(crate) age_groups: Vec<Choice>,
    pub(crate) districts: Vec<Choice>,
    pub(crate) relations: Vec<Choice>,
}

/// A file that waits under the form's key.
#[derive(Debug, Clone)]
pub(crate) struct KeptFile {
    /// Key of the upload; sent as `remove_file` to leave it out.
    pub(crate) key: String,
    /// The resident's own file name.
    pub(crate) name: String,
    /// Bytes.
    pub(crate) size: u64,
}

/// `/voice/check`: exactly what will be sent. Nothing is received yet.
#[derive(Template)]
#[template(path = "public/voice/check.html")]
pub(crate) struct CheckVoicePage {
    pub(crate) frame: Frame,
    /// As it was typed, so that nothing is lost on the way back; what is sent of it is
    /// [`SubmissionForm::only_what_is_needed`].
    pub(crate) form: SubmissionForm,
    /// Labels of what was typed and is not taken.
    pub(crate) not_taken: Vec<Text>,
    /// Labels and answers in the reader's words, without the body; an empty answer was not written.
    pub(crate) answers: Vec<Answer>,
    pub(crate) files: Vec<KeptFile>,
    /// Whom to call now; nothing is blocked.
    pub(crate) danger: Vec<DangerView>,
    /// A number with the check digit of a My Number stands in the text.
    pub(crate) my_number: bool,
    /// Published answers that may already help; nothing is blocked.
    pub(crate) helpful: Vec<HelpfulView>,
}

impl CheckVoicePage {
    fn title(&self) -> &Text {
        &self.frame.texts.check.title
    }
}

/// A published answer, in the language in which it was written.
#[derive(Debug, Clone)]
pub(crate) struct HelpfulView {
    pub(crate) href: String,
    /// For `lang`.
    pub(crate) written_in: &'static str,
    pub(crate) title: String,
    /// What became of it, in the city's words.
    pub(crate) outcome: Text,
    /// Its first words.
    pub(crate) first: String,
    /// All of it, line breaks kept.
    pub(crate) reply: String,
}

/// One line of the check page.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) label: Text,
    pub(crate) value: Text,
}

/// What one group of danger words calls for.
#[derive(Debug, Clone)]
pub(crate) struct DangerView {
    pub(crate) title: Text,
    pub(crate) message: Text,
    pub(crate) calls: Vec<CallView>,
}

/// Somebody to call now.
#[derive(Debug, Clone)]
pub(crate) struct CallView {
    pub(crate) label: Text,
    /// As dialled.
    pub(crate) number: String,
    pub(crate) hours: Text,
}

impl CallView {
    /// Digits only, for `tel:`.
    pub(crate) fn dial(&self) -> String {
        self.number.chars().filter(|c| c.is_ascii_digit() || *c == '#').collect::<String>().replace('#', "%23")
    }
}

impl SubmissionForm {
    /// The answers in words, without the body and without what was not asked.
    pub(crate) fn answers(&self, texts: &crate::texts::Texts, choices: &VoiceChoices) -> Vec<Answer> {
        let words = &texts.voice;
        let chosen = |list: &[Choice], value: &str| {
            list.iter().find(|choice| choice.value == value).map_or_else(Text::default, |choice| choice.label.clone())
        };
        let yes_no = |value: &str, yes: &Text, no: &Text| match value {
            "yes" => yes.clone(),
            "no" => no.clone(),
            _ => Text::default(),
        };
        let ticked = |value: &str| if value == "yes" { Text::verbatim("✓") } else { Text::default() };
        let way = match ReplyWay::parse(&self.reply_way) {
            Some(ReplyWay::Mail) => words.way_mail.clone(),
            Some(ReplyWay::Letter) => words.way_letter.clone(),
            Some(ReplyWay::Online) => words.way_online.clone(),
            Some(ReplyWay::Phone) => words.way_phone.clone(),
            None => Text::default(),
        };
        let typed = |value: &str| Text::verbatim(value);
        let always = [(&words.reply, yes_no(&self.reply, &words.reply_yes, &words.reply_no))];
        let when_written = [
            (&words.reply_way, way),
            (&words.email, typed(&self.email)),
            (&words.name, typed(&self.name)),
            (&words.address, typed(&self.address)),
            (&words.phone, typed(&self.phone)),
            (&words.reach_note, typed(&self.reach_note)),
            (&words.no_receipt_mail, ticked(&self.no_receipt_mail)),
            (&words.notice_only, ticked(&self.notice_only)),
            (&words.publish, yes_no(&self.publish, &words.publish_yes, &words.publish_no)),
            (&words.subject, typed(&self.subject)),
            (&words.kind, chosen(&choices.kinds, &self.kind)),
            (&words.place, typed(&self.place)),
            (&words.age_group, chosen(&choices.age_groups, &self.age_group)),
            (&words.district, chosen(&choices.districts, &self.district)),
            (&words.relation, chosen(&choices.relations, &self.relation)),
        ];
        let written = when_written.into_iter().filter(|(_, value)| !value.is_empty());
        always.into_iter().chain(written).map(|(label, value)| Answer { label: label.clone(), value }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanting(way: &str) -> SubmissionForm {
        SubmissionForm {
            body: "街灯が消えています".into(),
            reply: "yes".into(),
            reply_way: way.into(),
            ..SubmissionForm::default()
        }
    }

    fn codes(form: &SubmissionForm) -> String {
        format!("{:?}", form.check().err())
    }

    #[test]
    fn only_the_text_is_required() {
        assert!(SubmissionForm { body: "街灯が消えています".into(), ..SubmissionForm::default() }.check().is_ok());
        assert!(codes(&SubmissionForm::default()).contains("body_empty"));
    }

    #[test]
    fn a_wanted_reply_needs_just_what_its_way_needs() {
        assert!(codes(&wanting("")).contains("reply_way_needed"));
        assert!(codes(&wanting("mail")).contains("email_needed"));
        assert!(!codes(&wanting("mail")).contains("name_needed"));
        assert!(
            codes(&wanting("letter")).contains("name_needed") && codes(&wanting("letter")).contains("address_needed")
        );
        assert!(codes(&wanting("phone")).contains("phone_needed"));
        assert!(wanting("online").check().is_ok());
    }

    #[test]
    fn what_the_page_hides_is_not_sent() {
        let filled = |reply: &str| SubmissionForm {
            reply: reply.into(),
            name: "甲野 花子".into(),
            address: "小美玉市堅倉000".into(),
            email: "hanako@example.jp".into(),
            phone: "0299-00-0000".into(),
            ..wanting("mail")
        };
        let by_mail = filled("yes").only_what_is_needed();
        assert_eq!(
            (by_mail.email.as_str(), by_mail.address.as_str(), by_mail.phone.as_str()),
            ("hanako@example.jp", "", "")
        );
        let without = filled("no").only_what_is_needed();
        assert_eq!((without.email.as_str(), without.name.as_str(), without.reply_way.as_str()), ("", "", ""));
    }

    #[test]
    fn a_field_that_the_page_hides_stops_nobody_and_is_named_when_it_is_not_taken() {
        let half = |reply: &str, way: &str| SubmissionForm {
            reply: reply.into(),
            phone: "12345".into(),
            email: "hanako@".into(),
            ..wanting(way)
        };
        let texts = crate::texts::Texts::of(kocho_domain::localized::Lang::Ja);
        let named = |form: &SubmissionForm| -> Vec<String> {
            form.not_taken(texts).iter().map(|label| label.plain().to_owned()).collect()
        };
        for form in [half("no", "phone"), half("", "mail"), half("yes", "online")] {
            assert!(form.check().is_ok(), "{}", codes(&form));
            assert_eq!(named(&form), ["メールアドレス", "電話番号"]);
        }
        let by_phone = half("yes", "phone");
        assert!(codes(&by_phone).contains("phone_shape") && !codes(&by_phone).contains("email_shape"));
        assert_eq!(named(&by_phone), ["メールアドレス"]);
    }

    #[test]
    fn the_topmost_mistake_comes_first() {
        let form = SubmissionForm { phone: "x".into(), place: "a\nb".into(), body: String::new(), ..wanting("phone") };
        let words = form.check().unwrap_err().in_words(crate::texts::Texts::of(kocho_domain::localized::Lang::Ja));
        let fields: Vec<&str> = words.list().iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["body", "phone", "place"]);
    }
}
