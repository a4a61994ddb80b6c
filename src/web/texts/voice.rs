//! Which words lead a resident from the home page to the receipt?

use serde::Deserialize;

use super::rich::{Phrase, Text};

/// `/`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Home {
    pub(crate) title: Text,
    pub(crate) lead: Text,
    pub(crate) write: Text,
    pub(crate) write_note: Text,
    pub(crate) stand: Text,
    pub(crate) meet: Text,
    pub(crate) surveys: Text,
    /// Above the doors, which stand in three groups.
    pub(crate) doors_stand: Text,
    pub(crate) doors_city: Text,
    pub(crate) doors_asked: Text,
    pub(crate) process_title: Text,
    pub(crate) process: Vec<Titled>,
    pub(crate) time_title: Text,
    pub(crate) time: Phrase,
    pub(crate) urgent_title: Text,
    pub(crate) urgent: Text,
    pub(crate) agencies_title: Text,
    pub(crate) agencies_note: Text,
    pub(crate) other_title: Text,
    pub(crate) other_note: Text,
    pub(crate) phone: Text,
    pub(crate) hours: Text,
    pub(crate) mail: Text,
    pub(crate) counter: Text,
}

/// `/voice/new`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Voice {
    pub(crate) title: Text,
    pub(crate) before_title: Text,
    pub(crate) before_purpose: Text,
    pub(crate) before_time: Phrase,
    pub(crate) before_urgent: Text,
    pub(crate) no_reply_title: Text,
    pub(crate) no_reply_note: Text,
    pub(crate) privacy_title: Text,
    pub(crate) privacy_note: Text,
    pub(crate) privacy_link: Text,
    pub(crate) body: Text,
    pub(crate) body_support: Text,
    pub(crate) reply: Text,
    pub(crate) reply_support: Text,
    pub(crate) reply_yes: Text,
    pub(crate) reply_no: Text,
    pub(crate) reply_group: Text,
    pub(crate) reply_way: Text,
    pub(crate) way_mail: Text,
    pub(crate) way_letter: Text,
    pub(crate) way_online: Text,
    pub(crate) way_online_support: Text,
    pub(crate) way_phone: Text,
    pub(crate) name: Text,
    pub(crate) name_support: Text,
    pub(crate) address: Text,
    pub(crate) address_support: Text,
    pub(crate) email: Text,
    pub(crate) phone: Text,
    pub(crate) phone_support: Text,
    pub(crate) reach_note: Text,
    pub(crate) reach_note_support: Text,
    pub(crate) no_receipt_mail: Text,
    pub(crate) notice_only: Text,
    pub(crate) notice_only_support: Text,
    pub(crate) publish: Text,
    pub(crate) publish_support: Text,
    pub(crate) publish_yes: Text,
    pub(crate) publish_no: Text,
    pub(crate) more: Text,
    pub(crate) more_note: Text,
    pub(crate) subject: Text,
    pub(crate) kind: Text,
    pub(crate) place: Text,
    pub(crate) place_support: Text,
    pub(crate) about_you: Text,
    pub(crate) about_you_note: Text,
    pub(crate) age_group: Text,
    pub(crate) district: Text,
    pub(crate) relation: Text,
    pub(crate) files: Text,
    pub(crate) files_support: Text,
    pub(crate) files_kept: Text,
    pub(crate) files_remove: Text,
    pub(crate) check: Text,
    pub(crate) check_note: Text,
    pub(crate) draft_note: Text,
    pub(crate) draft_restored: Text,
    pub(crate) draft_erase: Text,
    pub(crate) draft_erased: Text,
    pub(crate) count_left: Phrase,
    pub(crate) count_over: Phrase,
}

/// `/voice/check`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Check {
    pub(crate) title: Text,
    pub(crate) lead: Text,
    pub(crate) danger_note: Text,
    pub(crate) my_number_title: Text,
    pub(crate) my_number: Text,
    pub(crate) not_taken_title: Text,
    pub(crate) not_taken: Text,
    pub(crate) helpful_title: Text,
    pub(crate) helpful_note: Text,
    pub(crate) helpful_read: Text,
    pub(crate) helpful_open: Text,
    pub(crate) your_text: Text,
    pub(crate) not_written: Text,
    pub(crate) files: Text,
    pub(crate) back: Text,
    pub(crate) send: Text,
}

/// `/answers` and `/answers/{answer}`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answer {
    pub(crate) title: Text,
    pub(crate) opinion: Text,
    pub(crate) reply: Text,
    pub(crate) section: Text,
    pub(crate) published: Text,
    pub(crate) write_note: Text,
    pub(crate) write: Text,
    pub(crate) japanese: Text,
    pub(crate) list_title: Text,
    pub(crate) list_lead: Text,
    pub(crate) list_none: Text,
    pub(crate) list_older: Text,
    pub(crate) list_newest: Text,
    pub(crate) gone: Text,
    pub(crate) gone_note: Text,
}

/// `/voice/done/{key}`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Done {
    pub(crate) title: Text,
    pub(crate) lead: Text,
    pub(crate) number: Text,
    pub(crate) secret: Text,
    pub(crate) keep: Text,
    pub(crate) again: Phrase,
    pub(crate) received: Text,
    pub(crate) mail_sent: Text,
    pub(crate) next_title: Text,
    pub(crate) next_received: Text,
    pub(crate) next_section: Text,
    pub(crate) next_section_by: Phrase,
    pub(crate) next_reply: Text,
    pub(crate) next_reply_by: Phrase,
    pub(crate) next_delivered: Text,
    pub(crate) next_delivered_note: Text,
    pub(crate) next_published: Text,
    pub(crate) next_published_by: Phrase,
    pub(crate) print: Text,
    pub(crate) print_note: Text,
    pub(crate) status: Text,
}

/// A line with its explanation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Titled {
    pub(crate) title: Text,
    pub(crate) note: Text,
}
