//! What shows in the demo city that a promise was kept? A paper of one page that says of itself that it is made up.

use chrono::NaiveDate;
use kocho_service::upload::Incoming;

/// The paper of a promise; none in a program that writes no PDF files.
///
/// # Errors
/// When the file cannot be written.
#[cfg(feature = "pdf")]
pub(super) fn paper(promise: &str, kept_on: NaiveDate) -> anyhow::Result<Option<Incoming>> {
    use chrono::Datelike;
    use kocho_domain::era::wareki;
    use kocho_pdf::{Block, Paper, render};

    let month = u8::try_from(kept_on.month())?;
    let paper = Paper {
        title: "実施の記録（見本）".to_owned(),
        mark: "見本".to_owned(),
        dated: (u16::try_from(kept_on.year())?, month, u8::try_from(kept_on.day())?),
        blocks: vec![
            Block::heading(1, "実施の記録（見本）"),
            Block::paragraph("この書類は、見本の市のために作った架空のものです。人も場所も実在しません。"),
            Block::KeyValues(vec![
                ("約束したこと".to_owned(), promise.to_owned()),
                ("実施した日".to_owned(), wareki(kept_on)),
                ("記録した人".to_owned(), "担当課の職員（架空）".to_owned()),
            ]),
            Block::List(vec![
                "予定した日に行い、関係する方に来ていただきました。".to_owned(),
                "配った資料と写真は、課の簿冊につづりました。".to_owned(),
            ]),
        ],
        ..Paper::default()
    };
    Ok(Some(Incoming { name: format!("実施の記録_{kept_on}.pdf"), bytes: render(&paper)?.bytes }))
}

/// The paper of a promise; none in a program that writes no PDF files.
///
/// # Errors
/// None.
#[cfg(not(feature = "pdf"))]
pub(super) fn paper(_promise: &str, _kept_on: NaiveDate) -> anyhow::Result<Option<Incoming>> {
    Ok(None)
}
