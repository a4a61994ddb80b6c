//! The doors through which pictures of slips come in, and their rows on a collection's page.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use kocho_domain::{
    id::PublicKey,
    localized::Lang,
    paper::{Grouping, SlipState},
};
use kocho_service::{
    Cx, Error,
    collection::CollectionView,
    scan::{self, Added, MOST_BYTES},
    stored::slip::Slip,
    upload::Incoming,
};

use super::{CountForm, SlipRow, door::collection_page};
use crate::{
    guard::{Signed, go_with},
    page::Page,
    problem::AppError,
    sent::{Piece, Sent, Streamed},
    staff::{
        case::door::{key_of, sentence_of},
        view::{Errors, Tone},
    },
    state::AppState,
    texts::Texts,
    urls::staff as urls,
};

/// `POST /staff/collections/{collection}/pages`: each file is worked on as soon as it is there; what is wrong with one does
/// not keep the others out.
pub(super) async fn post_pages(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    mut form: Streamed,
) -> Result<Response, AppError> {
    let cx = signed.cx(&state);
    let public = key_of(&key)?;
    let (mut added, mut wrong) = (Added::default(), Vec::new());
    let mut grouping = Grouping::default();
    loop {
        let piece = match form.next(MOST_BYTES).await {
            Ok(Some(piece)) => piece,
            Ok(None) => break,
            Err(response) => return Ok(response),
        };
        match piece {
            Piece::Field(name, value) if name == "grouping" => grouping = Grouping::parse(&value).unwrap_or_default(),
            Piece::Field(..) => {}
            Piece::TooLarge(name) => wrong.push(format!("{name}：{}", sentence("file_large"))),
            // A browser sends one empty file where none was chosen.
            Piece::File(file) if file.name.is_empty() && file.bytes.is_empty() => {}
            Piece::File(file) => match one(&cx, &public, file, grouping).await? {
                Ok(more) => added = added.and(more),
                Err(sentence) => wrong.push(sentence),
            },
        }
    }
    if wrong.is_empty() && added.pages + added.known > 0 {
        return Ok(go_with(&state, &urls::collection(&key), "success", &words(added)));
    }
    if wrong.is_empty() {
        wrong.push("写真かPDFを選んでください。".into());
    } else if added.pages > 0 {
        wrong.push(words(added));
    }
    let errors = Errors::one("files", wrong.join(" "));
    Ok(Page::invalid(collection_page(&state, &signed, &key, CountForm::default(), errors).await?).into_response())
}

/// One file: what came of it, or what is wrong with it.
async fn one(cx: &Cx, key: &PublicKey, file: Incoming, grouping: Grouping) -> Result<Result<Added, String>, Error> {
    let name = file.name.clone();
    let sentence = match scan::add(cx, key, file, grouping).await {
        Ok(more) => return Ok(Ok(more)),
        Err(Error::Invalid(fields)) => fields.into_values().map(|code| sentence(&code)).collect(),
        Err(error) => sentence_of(error)?,
    };
    Ok(Err(format!("{name}：{sentence}")))
}

/// What is wrong with a file, in words.
fn sentence(code: &str) -> String {
    match code {
        "file_large" => "1つのファイルは40MBまでです。".into(),
        "file_pages" => "100ページより多いPDFは、分けて加えてください。".into(),
        other => Texts::of(Lang::Ja).error.get(other).plain().to_owned(),
    }
}

fn words(added: Added) -> String {
    let mut words = match (added.pages, added.slips) {
        (0, _) => String::new(),
        (pages, slips) if pages == slips => format!("{pages}枚を加えました。"),
        (pages, slips) => format!("{pages}枚を加えました（用紙は{slips}通）。"),
    };
    if added.known > 0 {
        words += &format!("前と同じ画像{}枚は加えていません。", added.known);
    }
    if added.undrawn > 0 {
        words += &format!("{}枚は絵にできなかったので、PDFのまま開いて読んでください。", added.undrawn);
    }
    words
}

/// `POST /staff/collections/{collection}/join`
pub(super) async fn post_join(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    sent: Sent,
) -> Result<Response, AppError> {
    let chosen: Vec<PublicKey> = sent.values("slip").filter_map(PublicKey::parse).collect();
    match scan::join(&signed.cx(&state), &key_of(&key)?, &chosen).await {
        Ok(()) => Ok(go_with(&state, &urls::collection(&key), "success", "1通にまとめました。")),
        Err(error) => {
            let errors = Errors::one("join", sentence_of(error)?);
            let page = collection_page(&state, &signed, &key, CountForm::default(), errors).await?;
            Ok(Page::invalid(page).into_response())
        }
    }
}

/// The slips of a collection as rows.
pub(super) fn rows(cx: &Cx, view: &CollectionView) -> Vec<SlipRow> {
    let row = |(number, (slip, pages)): (usize, &(Slip, Vec<kocho_service::stored::slip_page::SlipPage>))| {
        let key = slip.key.as_str();
        let picture = |page: &kocho_service::stored::slip_page::SlipPage| match page.file.small {
            Some(_) if slip.state != SlipState::Received => urls::slip_page_small(key, page.id),
            _ => String::new(),
        };
        let holder = slip.holder.filter(|(_, until)| *until > cx.now());
        let name = holder.and_then(|(staff, _)| view.names.get(&staff).cloned());
        SlipRow {
            key: key.to_owned(),
            href: urls::slip(key),
            number,
            pictures: pages.iter().map(picture).collect(),
            state: slip.state.label(),
            tone: tone(slip.state),
            about: slip.void_reason.clone().or(name).unwrap_or_default(),
            is_untouched: slip.state == SlipState::Waiting && slip.draft.is_empty() && holder.is_none(),
            part: urls::slip_act(key, "part"),
            remove: urls::slip_act(key, "remove"),
        }
    };
    (1..).zip(&view.slips).map(row).collect()
}

/// How a state looks; the word itself says it too.
pub(crate) const fn tone(state: SlipState) -> Tone {
    match state {
        SlipState::Waiting | SlipState::Void => Tone::Calm,
        SlipState::Second => Tone::Info,
        SlipState::Differing => Tone::Warning,
        SlipState::Received => Tone::Success,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_of_the_files_is_said_in_one_line() {
        let all = Added { slips: 2, pages: 4, known: 1, undrawn: 1 };
        let said = words(all);
        for part in ["4枚を加えました（用紙は2通）。", "同じ画像1枚", "PDFのまま"] {
            assert!(said.contains(part), "{said}");
        }
        assert_eq!(words(Added { slips: 3, pages: 3, ..Added::default() }), "3枚を加えました。");
    }
}
