//! Where is each page of indicators?

/// 成果指標
pub(crate) const INDICATORS: &str = "/staff/indicators";

/// One of them (12-1).
pub(crate) fn indicator(id: &str) -> String {
    format!("{INDICATORS}/{id}")
}

/// Proposing a value by hand (POST).
pub(crate) fn indicator_propose(id: &str) -> String {
    format!("{INDICATORS}/{id}/propose")
}

/// Deciding a proposal (POST): approve, send-back, withdraw.
pub(crate) fn indicator_act(id: &str, actual: &str, act: &str) -> String {
    format!("{INDICATORS}/{id}/{actual}/{act}")
}
