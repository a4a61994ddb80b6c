//! The doors of tables that are brought.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::{Form, Query};
use kocho_domain::{access::Permission, import::column::Field};
use kocho_service::{
    Error,
    import::{self, Show, read::Brought, take::How},
};
use serde::Deserialize;

use super::{ImportListPage, ImportListRow, ImportRowPage, ImportShowPage, show::channels};
use crate::{
    files::handed_over,
    frame::Frame,
    guard::{Signed, go_with},
    page::Page,
    problem::AppError,
    routes::{Access, Routes, Size},
    sent::WithFiles,
    staff::{admin::found, case::door::key_of, view::Errors},
    state::AppState,
    urls::staff as urls,
};

/// The doors: of the hearing desk, which answers for what comes in.
pub(crate) fn routes(state: &AppState) -> Routes {
    let desk = Access::Staff(Permission::ImportDo);
    Routes::new(state)
        .get(urls::IMPORTS, desk, list)
        .post_sized(urls::IMPORTS, desk, Size::Files, post_file)
        .get("/staff/imports/{import}", desk, show)
        .post("/staff/imports/{import}/columns", desk, post_columns)
        .post("/staff/imports/{import}/take", desk, post_take)
        .post("/staff/imports/{import}/drop", desk, post_drop)
        .post("/staff/imports/{import}/undo", desk, post_undo)
        .get("/staff/imports/{import}/mend", desk, mend)
        .get("/staff/imports/{import}/rows/{line}", desk, show_row)
        .post("/staff/imports/{import}/rows/{line}", desk, post_row)
}

/// What the form for a file sends beside it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct FileForm {
    channel: String,
}

/// Which rows a page shows.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    show: String,
    after: u32,
}

impl Wanted {
    fn show(&self) -> Show {
        match self.show.as_str() {
            "bad" => Show::Bad,
            "known" => Show::Known,
            "doubt" => Show::Doubtful,
            "danger" => Show::Dangerous,
            "left" => Show::Left,
            _ => Show::All,
        }
    }
}

/// `POST …/take`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct TakeForm {
    known: String,
    past: String,
}

/// `POST …/rows/{line}`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct RowForm {
    /// `leave` or `back`.
    r#do: String,
}

/// `GET /staff/imports`
async fn list(State(state): State<AppState>, signed: Signed) -> Result<Response, AppError> {
    Ok(Page::ok(list_page(&state, &signed, "", Errors::default()).await?).into_response())
}

async fn list_page(
    state: &AppState,
    signed: &Signed,
    channel: &str,
    errors: Errors,
) -> Result<ImportListPage, AppError> {
    let cx = signed.cx(state);
    let usual = cx.city.rules.channels().iter().find(|c| c.base == kocho_domain::rule::channel::Base::Paper);
    let chosen = if channel.is_empty() { usual.map_or("", |c| c.code.as_str()) } else { channel };
    Ok(ImportListPage {
        frame: signed.frame(state),
        channels: channels(&cx, chosen),
        errors,
        rows: import::list(&cx).await?.iter().map(ImportListRow::of).collect(),
    })
}

/// `POST /staff/imports`
async fn post_file(
    State(state): State<AppState>,
    signed: Signed,
    WithFiles { form, sent }: WithFiles<FileForm>,
) -> Result<Response, AppError> {
    let brought = match sent.into_files("file").into_iter().next() {
        Some(file) => import::read::bring(&signed.cx(&state), file, &form.channel).await,
        None => Err(Error::field("file", "ファイルを選んでください")),
    };
    match brought {
        Ok(Brought::New(key)) => Ok(Redirect::to(&urls::import_table(key.as_str())).into_response()),
        Ok(Brought::Same(key)) => {
            let words = "同じファイルを前に読んでいます。そのときの画面を開きました。";
            Ok(go_with(&state, &urls::import_table(key.as_str()), "warning", words))
        }
        Err(Error::Invalid(fields)) => {
            let page = list_page(&state, &signed, &form.channel, found(fields)).await?;
            Ok(Page::invalid(page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// `GET /staff/imports/{import}`
async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Page<ImportShowPage>, AppError> {
    let cx = signed.cx(&state);
    let view = import::view(&cx, &key_of(&key)?, wanted.show(), wanted.after).await?;
    Ok(Page::ok(ImportShowPage::of(signed.frame(&state), &cx, &view, wanted.show(), wanted.after)))
}

/// The page again with what was wrong; anything else is another page.
async fn answer(
    state: &AppState,
    signed: &Signed,
    key: &str,
    done: Result<(), Error>,
    words: &str,
) -> Result<Response, AppError> {
    let cx = signed.cx(state);
    match done {
        Ok(()) => Ok(go_with(state, &urls::import_table(key), "success", words)),
        Err(Error::Invalid(fields)) => {
            let view = import::view(&cx, &key_of(key)?, Show::All, 0).await?;
            let frame: Frame = signed.frame(state);
            let page = ImportShowPage { errors: found(fields), ..ImportShowPage::of(frame, &cx, &view, Show::All, 0) };
            Ok(Page::invalid(page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// `POST /staff/imports/{import}/columns`
async fn post_columns(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response, AppError> {
    let value = |name: &str| sent.iter().find(|(k, _)| k == name).map_or("", |(_, v)| v.as_str());
    let columns = (0..kocho_domain::import::column::MOST_COLUMNS)
        .map(|n| format!("column-{n}"))
        .take_while(|name| sent.iter().any(|(k, _)| k == name));
    let fields: Vec<Option<Field>> = columns.map(|name| Field::parse(value(&name))).collect();
    let done = import::read::choose(&signed.cx(&state), &key_of(&key)?, fields, value("channel")).await;
    answer(&state, &signed, &key, done, "列の読み方を変えて、読み直しました。次に同じ見出しの表を読むときも使います。")
        .await
}

/// `POST /staff/imports/{import}/take`
async fn post_take(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(form): Form<TakeForm>,
) -> Result<Response, AppError> {
    let how = How { known: form.known == "yes", past: form.past == "yes" };
    let done = import::take::begin(&signed.cx(&state), &key_of(&key)?, how).await;
    answer(&state, &signed, &key, done, "取込みを始めました。このページを離れても続きます。").await
}

/// `POST /staff/imports/{import}/drop`
async fn post_drop(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
) -> Result<Response, AppError> {
    let done = import::take::drop(&signed.cx(&state), &key_of(&key)?).await;
    answer(&state, &signed, &key, done, "取り込まずにやめました。").await
}

/// `POST /staff/imports/{import}/undo`
async fn post_undo(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
) -> Result<Response, AppError> {
    let done = import::undo::begin(&signed.cx(&state), &key_of(&key)?).await;
    answer(&state, &signed, &key, done, "取込みの取消しを始めました。このページを離れても続きます。").await
}

/// `GET /staff/imports/{import}/mend`
async fn mend(State(state): State<AppState>, signed: Signed, Path(key): Path<String>) -> Result<Response, AppError> {
    let file = import::mend::file(&signed.cx(&state), &key_of(&key)?).await?;
    Ok(handed_over(&file.name, "text/csv; charset=utf-8".to_owned(), file.bytes))
}

/// `GET /staff/imports/{import}/rows/{line}`
async fn show_row(
    State(state): State<AppState>,
    signed: Signed,
    Path((key, row)): Path<(String, u32)>,
) -> Result<Page<ImportRowPage>, AppError> {
    let cx = signed.cx(&state);
    let whole = import::row::open(&cx, &key_of(&key)?, row).await?;
    Ok(Page::ok(ImportRowPage::of(signed.frame(&state), &whole)))
}

/// `POST /staff/imports/{import}/rows/{line}`
async fn post_row(
    State(state): State<AppState>,
    signed: Signed,
    Path((key, row)): Path<(String, u32)>,
    Form(form): Form<RowForm>,
) -> Result<Response, AppError> {
    let out = form.r#do != "back";
    import::row::leave(&signed.cx(&state), &key_of(&key)?, row, out).await?;
    let words = if out { "この行は取り込みません。" } else { "取り込む行に戻しました。" };
    Ok(go_with(&state, &urls::import_row(&key, row), "success", words))
}
