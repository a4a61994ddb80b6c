//! Writing down somebody who applied by telephone or at the counter, or whom a district recommended.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::Form;
use kocho_domain::{dialogue::NoticeBy, localized::Lang, panel::CandidateWay};
use kocho_service::{Error, candidate, panel};

use super::CandidateNewPage;
use crate::{
    guard::{Signed, go_with},
    page::Page,
    problem::AppError,
    public::{
        form::Mistakes,
        monitor::{OfferChoices, OfferForm},
    },
    staff::{
        case::door::key_of,
        view::{Choice, Errors},
    },
    state::AppState,
    texts::Texts,
    urls::staff as urls,
};

/// The ways that the desk writes down.
const WAYS: [CandidateWay; 3] = [CandidateWay::Phone, CandidateWay::Counter, CandidateWay::Recommended];

/// `GET /staff/panels/{panel}/candidates/new`
pub(super) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
) -> Result<Page<CandidateNewPage>, AppError> {
    let form = OfferForm {
        form_token: state.form_token(),
        way: CandidateWay::Phone.code().into(),
        language: "ja".into(),
        notice_by: NoticeBy::Letter.code().into(),
        ..OfferForm::default()
    };
    Ok(Page::ok(page(&state, &signed, &key, form, Errors::default()).await?))
}

async fn page(
    state: &AppState,
    signed: &Signed,
    key: &str,
    form: OfferForm,
    errors: Errors,
) -> Result<CandidateNewPage, AppError> {
    let cx = signed.cx(state);
    let view = panel::show(&cx, &key_of(key)?).await?;
    let pick = |value: &str, label: &str, now: &str| Choice { chosen: value == now, ..Choice::new(value, label) };
    let rule = cx.city.rules.panels();
    Ok(CandidateNewPage {
        frame: signed.frame(state),
        panel: view.panel.about.title,
        choices: OfferChoices::of(rule, &cx.city.rules.city().relations, Lang::Ja),
        ways: WAYS.map(|way| pick(way.code(), way.label(), &form.way)).into(),
        languages: [(Lang::Ja, "日本語"), (Lang::Easy, "やさしい日本語"), (Lang::En, "英語")]
            .map(|(lang, label)| pick(lang.code(), label, &form.language))
            .into(),
        who: rule.who.iter().map(|one| one.ja.clone()).collect(),
        form,
        errors,
        action: urls::panel_act(key, "candidates/new"),
        back: urls::panel(key),
    })
}

/// `POST /staff/panels/{panel}/candidates/new`
pub(super) async fn post(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(form): Form<OfferForm>,
) -> Result<Response, AppError> {
    let cx = signed.cx(&state);
    let panel = key_of(&key)?;
    let mut mistakes = form.check().err().unwrap_or_default();
    let way = CandidateWay::parse(&form.way).filter(|way| WAYS.contains(way));
    mistakes.add_if(way.is_none(), "way", "choice_needed");
    let form_key = state.form_key(&form.form_token);
    mistakes.add_if(form_key.is_none(), "form_token", "form_old");
    if mistakes.clone().into_result().is_ok()
        && let (Some(way), Some(form_key)) = (way, form_key)
    {
        let language = Lang::from_code(&form.language).unwrap_or_default();
        let Some(offer) = form.command(&form_key, &panel, (way, language.code())) else {
            return Err(AppError(Error::field("form", "入力をお確かめください。")));
        };
        match candidate::offer(&cx, offer).await {
            Ok(key) => {
                let words = "候補を登録しました。応募番号を本人に伝えてください。";
                return Ok(go_with(&state, &urls::candidate(key.as_str()), "success", words));
            }
            Err(Error::Invalid(fields)) => fields.into_iter().for_each(|(field, code)| mistakes.add(field, code)),
            Err(other) => return Err(other.into()),
        }
    }
    let form = OfferForm { form_token: state.form_token(), ..form };
    Ok(Page::invalid(page(&state, &signed, &key, form, words(&mistakes)).await?).into_response())
}

/// The same words that residents read.
fn words(mistakes: &Mistakes) -> Errors {
    let mut errors = Errors::default();
    for (field, sentence) in mistakes.in_words(Texts::of(Lang::Ja)).list() {
        errors.add(field.as_str(), sentence.plain().trim_end_matches('。'));
    }
    errors
}
