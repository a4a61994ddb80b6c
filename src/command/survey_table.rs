//! Results of a survey as a table that a terminal shows.

use std::fmt::Write;

use kocho_domain::statistic::finding::{Finding, Findings, Said};

/// Half-width columns of a label.
const LABEL: usize = 44;

/// All tables below each other.
pub(super) fn table(findings: &Findings) -> String {
    let responses = findings.responses;
    let mut out = format!(
        "{}  {}\n{} responses: {} complete, {} partial\n",
        findings.id, findings.title, responses.total, responses.complete, responses.partial
    );
    if let Some(weights) = &findings.weights {
        // Writing into a text cannot fail.
        let _ = writeln!(
            out,
            "weighted: effective n {:.1}, weights {:.2} to {:.2}",
            weights.effective_n, weights.min, weights.max
        );
    }
    for finding in &findings.questions {
        question(&mut out, finding, findings);
    }
    out
}

fn question(out: &mut String, finding: &Finding, findings: &Findings) {
    let _ = writeln!(out, "\n{}  {}", finding.id, finding.text);
    let names = findings.by.iter().flat_map(|by| &by.groups).map(|group| group.label.as_str());
    let mut head = format!("{}{:>8}{:>8}", pad(""), "n", "%");
    names.for_each(|name| head += &format!("  {name:>8}"));
    let _ = writeln!(out, "{head}");
    if finding.rows.is_empty() {
        said(out, &finding.whole, &finding.groups);
    }
    for row in &finding.rows {
        let _ = writeln!(out, "- {}", row.label);
        said(out, &row.whole, &row.groups);
    }
}

fn said(out: &mut String, whole: &Said, groups: &[Said]) {
    for (place, option) in whole.options.iter().enumerate() {
        let mut line = format!("{}{:>8}{:>8}", pad(&option.label), option.n, percent(option.percent));
        for cell in groups.iter().filter_map(|group| group.options.get(place)) {
            line += &format!("  {:>8}", percent(cell.percent));
        }
        let _ = writeln!(out, "{line}");
    }
    let mut line = format!("{}{:>8}{:>8}", pad("n"), whole.n, "");
    groups.iter().for_each(|group| line += &format!("  {:>8}", group.n));
    let _ = writeln!(out, "{line}");
    let _ = writeln!(out, "{}{:>8}\n{}{:>8}", pad("無回答"), whole.unanswered, pad("非該当"), whole.not_asked);
    if let Some(number) = whole.number {
        let _ = writeln!(
            out,
            "{}{:>8.2}   median {}, quartiles {} to {}",
            pad("平均"),
            number.mean,
            number.median,
            number.q1,
            number.q3
        );
    }
}

fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "-".to_owned(), |share| format!("{share:.1}"))
}

/// A label as wide as the column; full-width characters take two.
fn pad(label: &str) -> String {
    let (mut out, mut width) = (String::new(), 0);
    for c in label.chars() {
        let wide = if c.is_ascii() { 1 } else { 2 };
        if width + wide > LABEL {
            break;
        }
        out.push(c);
        width += wide;
    }
    out + &" ".repeat(LABEL - width)
}

#[cfg(test)]
mod tests {
    use super::pad;

    #[test]
    fn labels_are_as_wide_as_each_other() {
        assert_eq!(pad("とても関心がある").chars().count(), 8 + 28);
        assert_eq!(pad("n").len(), 44);
        assert_eq!(pad(&"長".repeat(40)).chars().count(), 22);
    }
}
