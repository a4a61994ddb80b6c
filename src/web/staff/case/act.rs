//! The acts of a case: a form becomes one call of the service, its answer the case again, or what was wrong beside it.

use axum::{
    extract::{FromRequestParts, Path},
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Response},
};
use axum_extra::extract::Form;
use kocho_domain::{
    id::{AttachmentId, PublicKey, SectionId},
    localized::Lang,
    refusal::Refusal,
    workflow::Act,
};
use kocho_service::{
    Cx, Error, caller, case, deadline, enclosure, ending,
    reply::{self, Draft},
    route::{self, Route},
    triage::{self, MeasureChoice, Triage},
    upload::Refused,
};
use validator::Validate;

use super::{
    conflict,
    door::{key_of, sentence_of},
    form::{ActForm, ReplyForm, RouteForm, SplitForm, TriageForm, day},
    page,
    seen::{Seen, Tried, door},
};
use crate::{
    guard::{Signed, go_with},
    page::Page,
    problem::AppError,
    sent::WithFiles,
    staff::view::Errors,
    state::AppState,
    texts::Texts,
    urls::staff as urls,
};

/// What every act needs: who does it, to which case.
pub(super) struct Call {
    state: AppState,
    signed: Signed,
    key: PublicKey,
}

impl FromRequestParts<AppState> for Call {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let signed = Signed::from_request_parts(parts, state).await.map_err(|_| Error::NotFound)?;
        let Path(key) = Path::<String>::from_request_parts(parts, state).await.map_err(|_| Error::NotFound)?;
        Ok(Call { state: state.clone(), signed, key: key_of(&key)? })
    }
}

impl Call {
    fn cx(&self) -> Cx {
        self.signed.cx(&self.state)
    }

    /// The case again, with a message.
    fn done(&self, message: &str) -> Response {
        go_with(&self.state, &urls::case(self.key.as_str()), "success", message)
    }

    async fn seen(&self) -> Result<Seen, Error> {
        Seen::load(self.cx(), &self.key).await
    }

    /// The same page with what was typed and what is wrong with it; where the form is not there any more, because somebody
    /// else was faster, what was typed stands above the case as it is now.
    async fn again(
        &self,
        act: Act,
        error: Error,
        tried: impl FnOnce(Error) -> Result<Tried, Error>,
    ) -> Result<Response, AppError> {
        let mut seen = self.seen().await?;
        let overtaken = matches!(error, Error::Stale | Error::Refused(Refusal::NotNow { .. }));
        let is_there = seen.view.acts.iter().any(|other| door(*other) == door(act));
        if !is_there && !overtaken {
            return Err(error.into());
        }
        seen.tried = tried(error)?;
        if !is_there {
            seen.tried = Tried::Overtaken { act: act.label(), typed: seen.tried.words() };
        }
        let status = if overtaken { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
        Ok(Page(status, page::page(self.signed.frame(&self.state), &seen)).into_response())
    }

    /// The end of an act of one button.
    async fn end(&self, act: Act, form: ActForm, done: Result<(), Error>, message: &str) -> Result<Response, AppError> {
        match done {
            Ok(()) => Ok(self.done(message)),
            Err(error) => self.again(act, error, |error| Ok(Tried::Act(door(act), form, sentence(error)?))).await,
        }
    }
}

/// What the form says of an error; that somebody else saved first is said there, too.
fn sentence(error: Error) -> Result<String, Error> {
    match error {
        Error::Stale => Ok(OVERTAKEN.to_owned()),
        other => sentence_of(other),
    }
}

const OVERTAKEN: &str =
    "ほかの人が先にこの案件を保存しました。まだ保存していません。今の内容を確かめて、もう一度押してください。";

/// Stands for the sentences that the form has already.
fn wrong() -> Error {
    Error::Invalid(std::collections::BTreeMap::default())
}

/// A form whose shape is wrong is not asked of the service.
fn shaped(form: &impl Validate) -> Result<(), Error> {
    form.validate().map_err(|found| Error::field("reason", Errors::from(found).sentences()))
}

fn section(form: &ActForm) -> Result<SectionId, Error> {
    form.section.map(SectionId).ok_or_else(|| Error::field("section", "課を選んでください。"))
}

type Answer = Result<Response, AppError>;

/// `POST /staff/cases/{key}/take_urgent`
pub(super) async fn post_take_urgent(call: Call, Form(form): Form<ActForm>) -> Answer {
    let done = case::take_urgent(&call.cx(), &call.key, form.version).await;
    call.end(Act::TakeUrgent, form, done, "緊急を引き受けました。").await
}

/// `POST /staff/cases/{key}/accept`
pub(super) async fn post_accept(call: Call, Form(form): Form<ActForm>) -> Answer {
    let done = route::accept(&call.cx(), &call.key, form.version).await;
    call.end(Act::Accept, form, done, "受諾しました。").await
}

/// `POST /staff/cases/{key}/return`: afterwards the section may not know the case any more.
pub(super) async fn post_return(call: Call, Form(form): Form<ActForm>) -> Answer {
    let done = match shaped(&form).and_then(|()| section(&form)) {
        Ok(right) => {
            route::give_back(&call.cx(), &call.key, form.version, right, &form.reason_code, &form.reason).await
        }
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => Ok(go_with(&call.state, urls::DESK, "success", "返却しました。")),
        Err(error) => call.end(Act::Return, form, Err(error), "").await,
    }
}

/// `POST /staff/cases/{key}/rule`
pub(super) async fn post_rule(call: Call, Form(form): Form<ActForm>) -> Answer {
    let done = match shaped(&form).and_then(|()| section(&form)) {
        Ok(to) => route::rule(&call.cx(), &call.key, form.version, to, &form.reason).await,
        Err(error) => Err(error),
    };
    call.end(Act::Rule, form, done, "裁定しました。").await
}

/// `POST /staff/cases/{key}/propose_ending`
pub(super) async fn post_propose_ending(call: Call, Form(form): Form<ActForm>) -> Answer {
    let done = match shaped(&form) {
        Ok(()) => {
            ending::propose(&call.cx(), &call.key, form.version, &form.reason_code, &form.choice, &form.reason).await
        }
        Err(error) => Err(error),
    };
    call.end(Act::ProposeEnding, form, done, "終了を提案しました。広聴課長が確認します。").await
}

/// `POST /staff/cases/{key}/confirm_ending`
pub(super) async fn post_confirm_ending(call: Call, Form(form): Form<ActForm>) -> Answer {
    let done = ending::confirm(&call.cx(), &call.key, form.version).await;
    call.end(Act::ConfirmEnding, form, done, "終了を確認しました。").await
}

/// `POST /staff/cases/{key}/refuse_ending`
pub(super) async fn post_refuse_ending(call: Call, Form(form): Form<ActForm>) -> Answer {
    let done = match shaped(&form) {
        Ok(()) => ending::refuse(&call.cx(), &call.key, form.version, &form.reason).await,
        Err(error) => Err(error),
    };
    call.end(Act::RefuseEnding, form, done, "広聴担当に戻しました。").await
}

/// `POST /staff/cases/{key}/request_approval`
pub(super) async fn post_request_approval(call: Call, Form(form): Form<ActForm>) -> Answer {
    let route = Some(form.choice.as_str()).filter(|code| !code.is_empty());
    let done = reply::request(&call.cx(), &call.key, form.version, route).await;
    call.end(Act::RequestApproval, form, done, "決裁に回しました。").await
}

/// `POST /staff/cases/{key}/approve`
pub(super) async fn post_approve(call: Call, Form(form): Form<ActForm>) -> Answer {
    let done = reply::approve(&call.cx(), &call.key, form.version).await;
    call.end(Act::ApproveStep, form, done, "承認・決裁を記録しました。").await
}

/// `POST /staff/cases/{key}/send_back`
pub(super) async fn post_send_back(call: Call, Form(form): Form<ActForm>) -> Answer {
    let done = match shaped(&form) {
        Ok(()) => reply::send_back(&call.cx(), &call.key, form.version, &form.reason_code, &form.reason).await,
        Err(error) => Err(error),
    };
    call.end(Act::SendBack, form, done, "差し戻しました。").await
}

/// `POST /staff/cases/{key}/withdraw_request`
pub(super) async fn post_withdraw_request(call: Call, Form(form): Form<ActForm>) -> Answer {
    let done = reply::withdraw_request(&call.cx(), &call.key, form.version).await;
    call.end(Act::WithdrawRequest, form, done, "決裁を取り下げました。").await
}

/// `POST /staff/cases/{key}/recall`
pub(super) async fn post_recall(call: Call, Form(form): Form<ActForm>) -> Answer {
    let done = match shaped(&form) {
        Ok(()) => reply::recall(&call.cx(), &call.key, form.version, &form.reason).await,
        Err(error) => Err(error),
    };
    call.end(Act::Recall, form, done, "発送前に取り戻しました。").await
}

/// `POST /staff/cases/{key}/extend`
pub(super) async fn post_extend(call: Call, Form(form): Form<ActForm>) -> Answer {
    let on = shaped(&form).and_then(|()| day(&form.due_on).map_err(|sentence| Error::field("due_on", sentence)));
    let done = match on.and_then(|on| on.ok_or_else(|| Error::field("due_on", "新しい期限を入力してください。")))
    {
        Ok(on) => deadline::extend(&call.cx(), &call.key, form.version, on, &form.reason_code, &form.reason).await,
        Err(error) => Err(error),
    };
    call.end(Act::Extend, form, done, "期限を変えました。").await
}

/// `POST /staff/cases/{key}/withdraw`
pub(super) async fn post_withdraw(call: Call, Form(form): Form<ActForm>) -> Answer {
    let done = match shaped(&form) {
        Ok(()) => caller::withdraw(&call.cx(), &call.key, form.version, &form.reason).await,
        Err(error) => Err(error),
    };
    call.end(Act::Withdraw, form, done, "申出により取り下げました。").await
}

/// `POST /staff/cases/{key}/reopen`
pub(super) async fn post_reopen(call: Call, Form(form): Form<ActForm>) -> Answer {
    let done = match shaped(&form) {
        Ok(()) => caller::reopen(&call.cx(), &call.key, form.version, &form.reason).await,
        Err(error) => Err(error),
    };
    call.end(Act::Reopen, form, done, "担当課に戻しました。").await
}

/// `POST /staff/cases/{key}/bounced`
pub(super) async fn post_bounced(call: Call, Form(form): Form<ActForm>) -> Answer {
    let done = match shaped(&form) {
        Ok(()) => caller::bounced(&call.cx(), &call.key, form.version, &form.reason).await,
        Err(error) => Err(error),
    };
    call.end(Act::Bounced, form, done, "発送待ちに戻しました。").await
}

/// `POST /staff/cases/{key}/split`
pub(super) async fn post_split(call: Call, Form(form): Form<SplitForm>) -> Answer {
    let chosen = form.text.iter().zip(1..).filter(|(_, number)| form.point.contains(number));
    let points: Vec<String> = chosen.map(|(text, _)| text.replace("\r\n", "\n")).collect();
    let Err(error) = case::split(&call.cx(), &call.key, form.version, &points).await else {
        return Ok(call.done("用件ごとに案件を分けました。"));
    };
    call.again(Act::Split, error, |error| Ok(Tried::Split(form, Errors::one("point", sentence(error)?)))).await
}

/// `POST /staff/cases/{key}/triage`
pub(super) async fn post_triage(call: Call, Form(mut form): Form<TriageForm>) -> Answer {
    take(&mut form);
    let new = Triage { kind: form.kind.clone(), category: form.category.clone(), measure: measure(&form) };
    let error = match triage::triage(&call.cx(), &call.key, form.version, &new).await {
        Ok(()) => return Ok(call.done("分類を保存しました。")),
        Err(Error::Stale) => {
            let page = conflict::triage(call.signed.frame(&call.state), &call.seen().await?, &form);
            return Ok(page.into_response());
        }
        Err(error) => error,
    };
    let field = match &error {
        Error::Refused(Refusal::UnknownCode(code)) if *code == form.kind => "kind",
        Error::Refused(Refusal::UnknownCode(code)) if *code == form.category => "category",
        _ => "measure",
    };
    call.again(Act::Triage, error, |error| Ok(Tried::Triage(form, Errors::one(field, sentence(error)?)))).await
}

/// A suggestion taken with one press stands for the whole decision.
fn take(form: &mut TriageForm) {
    match std::mem::take(&mut form.take).as_str() {
        "" => {}
        code @ ("outside" | "undecided") => code.clone_into(&mut form.decision),
        code => {
            "tagged".clone_into(&mut form.decision);
            code.clone_into(&mut form.measure);
        }
    }
}

fn measure(form: &TriageForm) -> MeasureChoice {
    match form.decision.as_str() {
        "tagged" => MeasureChoice::Tagged { primary: form.measure.clone(), others: form.further.clone() },
        "outside" => MeasureChoice::None,
        _ => MeasureChoice::Undecided,
    }
}

/// `POST /staff/cases/{key}/route`
pub(super) async fn post_route(call: Call, Form(form): Form<RouteForm>) -> Answer {
    let error = match routing(&form) {
        Ok(new) => match route::route(&call.cx(), &call.key, form.version, &new).await {
            Ok(()) => return Ok(call.done("回付しました。")),
            Err(error) => error,
        },
        Err(errors) => return call.again(Act::Route, wrong(), |_| Ok(Tried::Route(form, errors))).await,
    };
    call.again(Act::Route, error, |error| Ok(Tried::Route(form, Errors::one("lead", sentence(error)?)))).await
}

fn routing(form: &RouteForm) -> Result<Route, Errors> {
    let mut errors = form.validate().err().map(Errors::from).unwrap_or_default();
    let lead = form.suggested.parse().ok().or(form.lead).map(SectionId);
    if lead.is_none() {
        errors.add("lead", "回付する課を選んでください。");
    }
    let due_on = day(&form.due_on).unwrap_or_else(|sentence| {
        errors.add("due_on", sentence);
        None
    });
    match lead.filter(|_| errors.is_empty()) {
        Some(lead) => Ok(Route {
            lead,
            support: form.support.iter().copied().map(SectionId).collect(),
            due_on,
            note: form.note.clone(),
        }),
        None => Err(errors),
    }
}

/// `POST /staff/cases/{key}/draft`: files are kept for the next saving whatever is wrong with the rest.
pub(super) async fn post_draft(call: Call, WithFiles { mut form, sent }: WithFiles<ReplyForm>) -> Answer {
    form.text = form.text.replace("\r\n", "\n");
    let removed = sent.values("remove_file").filter_map(PublicKey::parse).collect();
    let dropped: Vec<AttachmentId> = sent.parsed("drop_file").into_iter().map(AttachmentId).collect();
    let refused = match enclosure::keep(&call.cx(), &call.key, sent.into_files("files"), &dropped).await {
        Ok(refused) => refused,
        Err(error) => {
            let tried = |error| Ok(Tried::Reply(form, Errors::one("files", sentence(error)?)));
            return call.again(Act::Draft, error, tried).await;
        }
    };
    let new = match drafted(&form) {
        Ok(new) if refused.is_empty() => Draft { removed, ..new },
        drafted => {
            let mut errors = drafted.err().unwrap_or_default();
            if !refused.is_empty() {
                errors.add("files", file_sentences(&refused));
            }
            return call.again(Act::Draft, wrong(), |_| Ok(Tried::Reply(form, errors))).await;
        }
    };
    let error = match reply::draft(&call.cx(), &call.key, form.version, &new).await {
        Ok(()) => return Ok(call.done("案を保存しました。")),
        Err(Error::Stale) => {
            let page = conflict::draft(call.signed.frame(&call.state), &call.seen().await?, &form);
            return Ok(page.into_response());
        }
        Err(error) => error,
    };
    let field = match error {
        Error::Refused(Refusal::UnknownCode(_)) => "outcome",
        Error::Refused(
            Refusal::EnclosuresMany { .. } | Refusal::EnclosuresLarge { .. } | Refusal::EnclosuresWithoutReply,
        ) => "files",
        _ => "text",
    };
    call.again(Act::Draft, error, |error| Ok(Tried::Reply(form, Errors::one(field, sentence(error)?)))).await
}

/// What is wrong with which file, in the words that residents read too.
pub(crate) fn file_sentences(refused: &[Refused]) -> String {
    let words = &Texts::of(Lang::Ja).error;
    let sentence = |file: &Refused| format!("「{}」：{}", file.name, words.get(file.code).plain());
    refused.iter().map(sentence).collect::<Vec<_>>().join(" ")
}

fn drafted(form: &ReplyForm) -> Result<Draft, Errors> {
    let mut errors = form.validate().err().map(Errors::from).unwrap_or_default();
    let follow_up_on = day(&form.follow_up_on).unwrap_or_else(|sentence| {
        errors.add("follow_up_on", sentence);
        None
    });
    if !errors.is_empty() {
        return Err(errors);
    }
    Ok(Draft {
        body: form.text.clone(),
        outcome: form.outcome.clone(),
        outcome_note: form.outcome_reason.trim().to_owned(),
        follow_up_on,
        removed: Vec::new(),
    })
}
