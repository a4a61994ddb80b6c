//! Which other applications are by the same people? Told by keyed hashes of name, group, telephone and mail address.

use kocho_domain::era::FiscalYear;
use kocho_store::{
    Source,
    application::{self, Application, Hashes, NewApplication},
};
use kocho_text::normalize::search_key;

use crate::{Cx, Error};

/// What two applications have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shared {
    /// 団体名
    Group,
    /// 氏名
    Name,
    /// 電話
    Phone,
    /// メール
    Email,
}

impl Shared {
    /// The word that staff use.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Shared::Group => "団体名",
            Shared::Name => "氏名",
            Shared::Phone => "電話",
            Shared::Email => "メール",
        }
    }
}

/// Another application by what looks like the same people.
#[derive(Debug, Clone)]
pub struct Same {
    /// The other one.
    pub application: Application,
    /// What they have in common.
    pub shared: Vec<Shared>,
    /// It counts towards the limit of the fiscal year.
    pub counts: bool,
}

/// The hashes of an application.
pub(crate) fn hashes_of(cx: &Cx, new: &NewApplication) -> Hashes {
    let applicant = new.applicant.reveal();
    let hash = |text: &str| {
        let key = search_key(text);
        (!key.is_empty()).then(|| cx.keys().contact_hash(&key))
    };
    let digits = |text: &String| search_key(text).chars().filter(char::is_ascii_digit).collect::<String>();
    let phone = applicant.phone.as_ref().map(digits).filter(|digits| !digits.is_empty());
    Hashes {
        name: hash(&applicant.name),
        group: hash(&new.group_name),
        phone: phone.map(|digits| cx.keys().contact_hash(&digits)),
        email: applicant.email.as_deref().and_then(hash),
    }
}

/// Others of this fiscal year and the last, by number.
///
/// # Errors
/// What the database says.
pub(crate) async fn of(cx: &Cx, from: &impl Source, one: &Application) -> Result<Vec<Same>, Error> {
    let year = one.about.number.fiscal_year;
    let since = FiscalYear::starting(year.year() - 1);
    let others = application::by_same(from, &one.hashes, since, Some(one.id)).await?;
    let limited = cx.city.rules.dialogues().series(&one.about.series).is_some_and(|series| series.per_fiscal_year > 0);
    let same = |other: Application| Same {
        shared: shared(&one.hashes, &other.hashes),
        counts: limited
            && other.about.series == one.about.series
            && other.about.number.fiscal_year == year
            && other.standing.state.counts(),
        application: other,
    };
    Ok(others.into_iter().map(same).collect())
}

fn shared(a: &Hashes, b: &Hashes) -> Vec<Shared> {
    let pairs = [
        (Shared::Group, &a.group, &b.group),
        (Shared::Name, &a.name, &b.name),
        (Shared::Phone, &a.phone, &b.phone),
        (Shared::Email, &a.email, &b.email),
    ];
    pairs.into_iter().filter(|(_, a, b)| a.is_some() && a == b).map(|(what, _, _)| what).collect()
}
