//! `/dev`: the components in one place, and the mail that was sent. In `kocho dev` only, in Japanese only.

use askama::Template;

use super::{
    answering::ClassView,
    form::{Choice, FieldErrors, Mistakes},
    status::{StepState, StepView},
    submission::{CallView, DangerView},
};
use crate::{
    chart::{BarChart, LineChart, ShareChart, Spark, StackedChart, example},
    frame::{Flash, Frame},
    questions::example::{Example, examples},
    texts::{Text, Texts},
};

/// `/dev/components`
#[derive(Template)]
#[template(path = "public/dev/components.html")]
pub(crate) struct ComponentsPage {
    frame: Frame,
    errors: FieldErrors,
    choices: Vec<Choice>,
    steps: Vec<StepView>,
    bars: BarChart,
    stacked: StackedChart,
    line: LineChart,
    shares: ShareChart,
    spark: Spark,
    danger: Vec<DangerView>,
    flash: Option<Flash>,
    questions: Vec<Example>,
    class: ClassView,
}

impl ComponentsPage {
    /// Every component with an example.
    pub(crate) fn new(frame: Frame) -> Self {
        let mut mistakes = Mistakes::default();
        mistakes.add("wrong", "general");
        let words = &frame.texts.status;
        let titles = [&words.received, &words.checking, &words.preparing, &words.answer, &words.follow_up];
        let states = [StepState::Done, StepState::Done, StepState::Now, StepState::Ahead, StepState::Ahead];
        let step = |(title, state): (&Text, StepState)| StepView { title: title.clone(), note: Text::default(), state };
        let choice = |value: &str| Choice { value: value.to_owned(), label: Text::verbatim(value) };
        ComponentsPage {
            errors: mistakes.in_words(frame.texts),
            choices: ["a", "b"].map(choice).to_vec(),
            steps: titles.into_iter().zip(states).map(step).collect(),
            bars: example::bars(),
            stacked: example::stacked(),
            line: example::line(),
            shares: example::shares(),
            spark: Spark::of(&[1, 0, 2, 4, 3, 3, 6, 5, 7, 4, 8, 9]),
            danger: vec![danger(frame.texts)],
            flash: Some(Flash { tone: "success", text: "保存しました".to_owned() }),
            questions: examples(frame.texts),
            class: ClassView {
                field: "age_group".to_owned(),
                label: Text::verbatim("年代"),
                choices: ["30代", "60代"].map(choice).to_vec(),
                chosen: "60代".to_owned(),
            },
            frame,
        }
    }

    fn title(&self) -> Text {
        Text::verbatim("components")
    }
}

/// Whom to call, invented.
fn danger(texts: &Texts) -> DangerView {
    let call = |number: &str, label: &str| CallView {
        label: Text::verbatim(label),
        number: number.to_owned(),
        hours: Text::verbatim("24時間"),
    };
    DangerView {
        title: Text::verbatim("いますぐ電話してください"),
        message: texts.check.danger_note.clone(),
        calls: vec![call("119", "火事・救急"), call("110", "警察")],
    }
}

/// One mail in the list.
#[derive(Debug, Clone)]
pub(crate) struct MailView {
    /// Its file name without `.eml`.
    pub(crate) id: String,
    /// Date and time, written.
    pub(crate) at: String,
    pub(crate) to: String,
    pub(crate) subject: String,
}

/// `/dev/mail`
#[derive(Template)]
#[template(path = "public/dev/mail_list.html")]
pub(crate) struct MailListPage {
    pub(crate) frame: Frame,
    /// Newest first.
    pub(crate) mails: Vec<MailView>,
    /// There are older ones that are not shown.
    pub(crate) older: bool,
}

impl MailListPage {
    fn title(&self) -> Text {
        Text::verbatim("mail")
    }
}

/// `/dev/mail/{id}`
#[derive(Template)]
#[template(path = "public/dev/mail.html")]
pub(crate) struct MailPage {
    pub(crate) frame: Frame,
    pub(crate) mail: MailView,
    pub(crate) from: String,
    /// The decoded text part.
    pub(crate) body: String,
}

impl MailPage {
    fn title(&self) -> Text {
        Text::verbatim(&self.mail.subject)
    }
}

#[cfg(test)]
mod tests {
    use std::{
        collections::{BTreeMap, BTreeSet},
        fs,
        path::PathBuf,
    };

    fn templates() -> PathBuf {
        PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../templates"))
    }

    fn read(name: &str) -> String {
        fs::read_to_string(templates().join(name)).unwrap()
    }

    /// The macros of a file with what stands in them.
    fn macros(file: &str) -> BTreeMap<&str, &str> {
        let parts = file.split("macro ").filter_map(|part| part.split_once('('));
        parts.filter(|(name, _)| name.chars().all(|c| c.is_ascii_lowercase() || c == '_')).collect()
    }

    /// The macros that the page calls, also from within others of their file.
    fn called<'a>(macros: &BTreeMap<&'a str, &'a str>, page: &str, alias: &str) -> BTreeSet<&'a str> {
        let mut called: BTreeSet<&str> =
            macros.keys().copied().filter(|name| page.contains(&format!(" {alias}::{name}("))).collect();
        loop {
            let within = |name: &&str| {
                let call = [format!(" {name}("), format!("{{{name}(")];
                called.iter().filter_map(|by| macros.get(by)).any(|body| call.iter().any(|call| body.contains(call)))
            };
            let more: BTreeSet<&str> = macros.keys().copied().filter(within).collect();
            if more.is_subset(&called) {
                return called;
            }
            called.extend(more);
        }
    }

    #[test]
    fn every_component_of_the_folder_stands_on_the_page() {
        let page = read("public/dev/components.html");
        let around = read("layout/public.html");
        for entry in fs::read_dir(templates().join("components")).unwrap() {
            let file = entry.unwrap().file_name().into_string().unwrap();
            let body = read(&format!("components/{file}"));
            let macros = macros(&body);
            if macros.is_empty() {
                let included = format!("{{% include \"components/{file}\" %}}");
                assert!(page.contains(&included) || around.contains(&included), "{file}");
                continue;
            }
            let import = format!("{{% import \"components/{file}\" as ");
            let alias = page.split_once(&import).and_then(|(_, rest)| rest.split(' ').next());
            let alias = alias.unwrap_or_else(|| panic!("{file} is not imported by the page"));
            let called = called(&macros, &page, alias);
            let missing: Vec<&&str> = macros.keys().filter(|name| !called.contains(*name)).collect();
            assert!(missing.is_empty(), "{file}: {missing:?}");
        }
    }
}
