//! 負担: how often are monitors asked in a fiscal year, and is that more than the city said it would be? A hint for who prepares a
//! survey; it keeps nobody from anything. How long one survey takes is in `survey/estimate.rs`.

use crate::{era::FiscalYear, rule::panel::Panels, survey::leading::Hint};

/// What a second reader should look at, where a survey of monitors comes after `others` of the same fiscal year and that is more
/// than the rule wants.
#[must_use]
pub fn hint(rule: &Panels, year: FiscalYear, others: u64) -> Option<Hint> {
    let most = u64::from(rule.surveys_a_year);
    (most > 0 && others >= most).then(|| Hint {
        question: None,
        what: format!(
            "{}のモニターへの調査は、これで{}回目です。目安は年に{most}回までです。",
            year.label(),
            others.saturating_add(1)
        ),
        ask: "モニターの負担になりませんか。ほかの調査と合わせるか、次の年度にできませんか。",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::panel::tests::preset;

    #[test]
    fn one_survey_more_than_the_rule_wants_is_named_and_a_rule_without_a_number_names_none() {
        let said = |most: u32, others: u64| {
            let rule = Panels { surveys_a_year: most, ..preset() };
            hint(&rule, FiscalYear::starting(2026), others).map(|hint| hint.what)
        };
        assert_eq!(said(3, 2), None);
        assert_eq!(
            said(3, 3).as_deref(),
            Some("令和8年度のモニターへの調査は、これで4回目です。目安は年に3回までです。")
        );
        assert_eq!(said(0, 30), None);
    }
}
