//! 市政モニター: the register of a term, the page of one, letters of appointment.

mod contact;
mod door;
#[cfg(test)]
mod sample;

use askama::Template;
use chrono::NaiveDate;

pub(crate) use self::{
    contact::{ContactTyped, ContactView},
    door::routes,
};
use crate::{
    frame::Frame,
    staff::{
        candidate::ToldRow,
        filters,
        view::{Choice, Errors, Fact, Tone},
    },
};

/// `GET /staff/panels/{panel}/monitors`
#[derive(Debug, Template)]
#[template(path = "staff/monitor/list.html")]
pub(crate) struct MonitorListPage {
    pub(crate) frame: Frame,
    pub(crate) panel: String,
    pub(crate) back: String,
    pub(crate) rows: Vec<MonitorRow>,
    /// Names and contacts are shown.
    pub(crate) revealed: bool,
    pub(crate) reveal_reasons: Vec<Choice>,
    pub(crate) errors: Errors,
    pub(crate) reveal: String,
    pub(crate) csv: String,
    pub(crate) appointments: String,
}

/// A monitor in the register.
#[derive(Debug, Clone)]
pub(crate) struct MonitorRow {
    pub(crate) href: String,
    pub(crate) number: u32,
    /// Dots until a reason was given.
    pub(crate) name: String,
    /// Telephone, mail, address; empty while masked.
    pub(crate) contact: Vec<String>,
    pub(crate) classes: String,
    pub(crate) way: &'static str,
    pub(crate) state: &'static str,
    pub(crate) tone: Tone,
    pub(crate) until: NaiveDate,
}

/// `GET /staff/panels/monitors/{monitor}`
#[derive(Debug, Template)]
#[template(path = "staff/monitor/show.html")]
pub(crate) struct MonitorShowPage {
    pub(crate) frame: Frame,
    pub(crate) number: u32,
    pub(crate) panel: String,
    pub(crate) back: String,
    pub(crate) state: &'static str,
    pub(crate) tone: Tone,
    pub(crate) because: String,
    pub(crate) facts: Vec<Fact>,
    /// Masked until a reason was given.
    pub(crate) contact: Vec<Fact>,
    pub(crate) revealed: bool,
    /// The form of name and contact, for who has seen them.
    pub(crate) change: Option<ContactView>,
    pub(crate) reveal_reasons: Vec<Choice>,
    pub(crate) may_leave: bool,
    /// The later term that takes candidates.
    pub(crate) next: Option<String>,
    pub(crate) leavings: Vec<Choice>,
    pub(crate) typed: LeaveTyped,
    /// Who would follow, when somebody has left: words and address.
    pub(crate) follower: Option<(String, String)>,
    pub(crate) notices: Vec<ToldRow>,
    pub(crate) version: i64,
    pub(crate) errors: Errors,
    pub(crate) urls: MonitorUrls,
}

/// What leaving sends.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub(crate) struct LeaveTyped {
    pub(crate) version: i64,
    pub(crate) on: String,
    pub(crate) reason: String,
    pub(crate) words: String,
}

/// Where the forms of a monitor go.
#[derive(Debug, Clone)]
pub(crate) struct MonitorUrls {
    pub(crate) leave: String,
    pub(crate) renew: String,
    pub(crate) contact: String,
    pub(crate) person: String,
    pub(crate) appointment: String,
}

/// `GET /staff/panels/{panel}/appointments`: letters of appointment, each on A4.
#[derive(Debug, Template)]
#[template(path = "print/appointments.html")]
pub(crate) struct AppointmentsPage {
    pub(crate) frame: Frame,
    pub(crate) panel: String,
    pub(crate) title: String,
    pub(crate) signature: String,
    pub(crate) letters: Vec<AppointmentView>,
    pub(crate) back: String,
}

/// A letter of appointment.
#[derive(Debug, Clone)]
pub(crate) struct AppointmentView {
    pub(crate) number: u32,
    pub(crate) name: String,
    pub(crate) paragraphs: Vec<String>,
    pub(crate) on: NaiveDate,
}
