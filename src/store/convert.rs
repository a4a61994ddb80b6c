//! From rows to the domain's types and back.

use kocho_domain::{
    case::{Case, MeasureDecision},
    era::FiscalYear,
    id::{CaseId, MeasureId, PublicKey, SectionId, StaffId, SubmissionId},
    receipt::ReceiptNumber,
    workflow::Status,
};

use crate::{
    StoreError,
    entity::{case, case_measure},
    error::corrupt,
};

pub(crate) fn key(text: &str) -> Result<PublicKey, StoreError> {
    PublicKey::parse(text).ok_or_else(|| corrupt("key", text))
}

pub(crate) fn status(code: &str) -> Result<Status, StoreError> {
    Status::parse(code).ok_or_else(|| corrupt("status", code))
}

pub(crate) fn number(year: i64, sequence: i64) -> Result<ReceiptNumber, StoreError> {
    let year = i32::try_from(year).map_err(|_| corrupt("fiscal year", year))?;
    let sequence = u32::try_from(sequence).map_err(|_| corrupt("sequence", sequence))?;
    Ok(ReceiptNumber { fiscal_year: FiscalYear::starting(year), sequence })
}

pub(crate) fn small(value: i64) -> Result<u16, StoreError> {
    u16::try_from(value).map_err(|_| corrupt("number", value))
}

pub(crate) fn case(row: case::Model, others: &[case_measure::Model]) -> Result<Case, StoreError> {
    let measure = match (row.measure_state.as_str(), row.measure_id) {
        ("undecided", _) => MeasureDecision::Undecided,
        ("none", _) => MeasureDecision::None,
        ("tagged", Some(id)) => MeasureDecision::Tagged {
            primary: MeasureId(id),
            others: others.iter().map(|m| MeasureId(m.measure_id)).collect(),
        },
        (state, _) => return Err(corrupt("measure state", state)),
    };
    Ok(Case {
        id: CaseId(row.id),
        key: key(&row.key)?,
        submission: SubmissionId(row.submission_id),
        branch: small(row.branch)?,
        status: status(&row.status)?,
        status_at: row.status_at,
        holder: SectionId(row.holder_id),
        holder_staff: row.holder_staff_id.map(StaffId),
        holder_at: row.holder_at,
        restricted: row.restricted,
        kind: row.kind,
        category: row.category,
        measure,
        outcome: row.outcome,
        reply_due: row.reply_due,
        received_on: row.received_on,
        due_on: row.due_on,
        follow_up_on: row.follow_up_on,
        returns: small(row.returns)?,
        ruled: row.ruled,
        urgent_at: row.urgent_at,
        urgent_taken_at: row.urgent_taken_at,
        ending: row.ending,
        closed_on: row.closed_on,
        lock: row.lock,
    })
}

/// The state word and the primary measure of a decision.
pub(crate) fn measure(decision: &MeasureDecision) -> (&'static str, Option<i64>) {
    match decision {
        MeasureDecision::Undecided => ("undecided", None),
        MeasureDecision::None => ("none", None),
        MeasureDecision::Tagged { primary, .. } => ("tagged", Some(primary.0)),
    }
}
