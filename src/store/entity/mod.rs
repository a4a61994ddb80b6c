//! The tables as sea-orm sees them; nobody outside the store floor does.
#![expect(unreachable_pub, reason = "sea-orm's derives want public items; the module itself is private")]
#![expect(dead_code, reason = "some tables wait for their use case and some are written by SQL only")]

pub(crate) mod plan;
pub(crate) mod policy;
pub(crate) mod measure;
pub(crate) mod section;
pub(crate) mod measure_section;
pub(crate) mod staff;
pub(crate) mod staff_role;
pub(crate) mod session;
pub(crate) mod throttle;
pub(crate) mod rule;
pub(crate) mod channel;
pub(crate) mod kind;
pub(crate) mod category;
pub(crate) mod counter;
pub(crate) mod setting;
pub(crate) mod submission;
pub(crate) mod transcript;
pub(crate) mod contact;
pub(crate) mod addition;
pub(crate) mod case;
pub(crate) mod case_measure;
pub(crate) mod case_submission;
pub(crate) mod assignment;
pub(crate) mod deadline;
pub(crate) mod clock_stop;
pub(crate) mod suggestion;
pub(crate) mod note;
pub(crate) mod reply;
pub(crate) mod approval;
pub(crate) mod approval_step;
pub(crate) mod letter;
pub(crate) mod letter_point;
pub(crate) mod dispatch;
pub(crate) mod attachment;
pub(crate) mod blob;
pub(crate) mod upload;
pub(crate) mod outbox_mail;
pub(crate) mod job;
pub(crate) mod notice;
pub(crate) mod circulation;
pub(crate) mod free_text;
pub(crate) mod case_event;
pub(crate) mod audit_event;
