//! What does a person read when a rule file cannot be taken?
//!
//! A document is refused whole: the error names the place, the problem and the way out, in Japanese, because city
//! staff edit these files.

use std::fmt;

/// Why a rule document was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}：{problem}。{remedy}")]
pub struct RuleError {
    /// Where: the file, and the row or line in it.
    pub place: String,
    /// What is wrong there.
    pub problem: String,
    /// What to do about it.
    pub remedy: String,
}

impl RuleError {
    /// An error at `place`.
    pub fn new(place: impl fmt::Display, problem: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { place: place.to_string(), problem: problem.into(), remedy: remedy.into() }
    }

    /// The same error, seen from the document `title` that holds the place.
    #[must_use]
    pub fn within(self, title: &str) -> Self {
        Self { place: format!("{title} {}", self.place), ..self }
    }

    /// What the TOML reader said about `source`, with line and column.
    pub(crate) fn from_toml(source: &str, error: &toml::de::Error) -> Self {
        let place = error.span().map_or_else(
            || "全体".to_owned(),
            |span| {
                let before = source.get(..span.start).unwrap_or(source);
                let line = before.matches('\n').count() + 1;
                let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
                format!("{line}行目{column}文字目")
            },
        );
        let (problem, remedy) = explain(error.message());
        Self { place, problem, remedy }
    }
}

/// The reader's English in words for the person who edits the file; unknown messages are quoted.
fn explain(message: &str) -> (String, String) {
    let quoted = message.split('`').nth(1).unwrap_or_default();
    if message.starts_with("unknown field") {
        let known: Vec<_> = message.split('`').skip(3).step_by(2).collect();
        (
            format!("知らない項目「{quoted}」があります"),
            format!("つづりを確かめてください。使える項目: {}", known.join(", ")),
        )
    } else if message.starts_with("missing field") {
        (format!("項目「{quoted}」がありません"), format!("「{quoted} = …」を書き足してください"))
    } else if message.starts_with("unknown variant") {
        let known: Vec<_> = message.split('`').skip(3).step_by(2).collect();
        (format!("「{quoted}」は使えない値です"), format!("次のどれかにしてください: {}", known.join(", ")))
    } else if message.starts_with("duplicate key") {
        ("同じ項目が2回書かれています".to_owned(), "片方を消してください".to_owned())
    } else {
        (format!("書き方が正しくありません（{message}）"), "引用符、かっこ、日付の形を確かめてください".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_reads_as_place_problem_and_remedy() {
        let error = RuleError::new("3行目", "番号が重なっています", "番号を変えてください").within("受付方法");
        assert_eq!(error.to_string(), "受付方法 3行目：番号が重なっています。番号を変えてください");
    }
}
