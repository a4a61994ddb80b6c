//! A page as a person sees it: status, words, forms with what stands in them.

use axum::http::{HeaderMap, StatusCode};
use scraper::{ElementRef, Html, Selector};

use super::Visitor;

/// An answer, with redirects followed.
pub(crate) struct Page<'a> {
    pub(crate) visitor: Visitor<'a>,
    pub(crate) status: StatusCode,
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

/// A form of a page, filled from the HTML that was served.
pub(crate) struct Form<'a> {
    visitor: Visitor<'a>,
    action: String,
    multipart: bool,
    fields: Vec<(String, String)>,
    names: Vec<String>,
    files: Vec<(String, String, Vec<u8>)>,
}

fn select(selector: &str) -> Selector {
    Selector::parse(selector).unwrap()
}

impl<'a> Page<'a> {
    /// All words of the page, white space folded.
    pub(crate) fn text(&self) -> String {
        let html = Html::parse_document(&self.body);
        let words: Vec<&str> = html.root_element().text().flat_map(str::split_whitespace).collect();
        words.join(" ")
    }

    /// The page says this.
    #[track_caller]
    pub(crate) fn says(&self, words: &str) -> &Self {
        let folded = words.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            self.text().contains(&folded),
            "{} ({}) does not say 「{words}」:\n{}",
            self.path,
            self.status,
            self.text()
        );
        self
    }

    /// The page does not say this, not even in its source.
    #[track_caller]
    pub(crate) fn hides(&self, words: &str) -> &Self {
        assert!(!self.body.contains(words), "{} shows 「{words}」", self.path);
        self
    }

    #[track_caller]
    pub(crate) fn has_status(&self, status: u16) -> &Self {
        assert_eq!(self.status.as_u16(), status, "{}: {}", self.path, self.text());
        self
    }

    /// The words of the elements that a selector finds.
    pub(crate) fn all(&self, selector: &str) -> Vec<String> {
        let html = Html::parse_document(&self.body);
        html.select(&select(selector))
            .map(|e| e.text().flat_map(str::split_whitespace).collect::<Vec<_>>().join(" "))
            .collect()
    }

    /// The links with these words.
    pub(crate) fn link(&self, words: &str) -> Option<String> {
        let html = Html::parse_document(&self.body);
        let link = html.select(&select("a[href]")).find(|a| a.text().collect::<String>().contains(words))?;
        link.attr("href").map(str::to_owned)
    }

    /// The first link in the table row that contains these words.
    pub(crate) fn row_link(&self, words: &str) -> Option<String> {
        let html = Html::parse_document(&self.body);
        let row = html.select(&select("tbody tr")).find(|row| row.text().collect::<String>().contains(words))?;
        row.select(&select("a[href]")).next()?.attr("href").map(str::to_owned)
    }

    /// The form that posts to an address ending so.
    #[track_caller]
    pub(crate) fn form(&self, action: &str) -> Form<'a> {
        self.find_form(action)
            .unwrap_or_else(|| panic!("no form to {action} on {} ({}):\n{}", self.path, self.status, self.text()))
    }

    /// The form, if the page has it.
    pub(crate) fn find_form(&self, action: &str) -> Option<Form<'a>> {
        let html = Html::parse_document(&self.body);
        let form = html.select(&select("form")).find(|f| f.attr("action").unwrap_or(&self.path).ends_with(action))?;
        let mut fields = Vec::new();
        let mut names = Vec::new();
        for field in form.select(&select("input[name], textarea[name], select[name]")) {
            let name = field.attr("name").unwrap_or_default().to_owned();
            names.push(name.clone());
            if let Some(value) = value_of(&field) {
                fields.push((name, value));
            }
        }
        Some(Form {
            visitor: self.visitor.clone(),
            action: form.attr("action").unwrap_or(&self.path).to_owned(),
            multipart: form.attr("enctype") == Some("multipart/form-data"),
            fields,
            names,
            files: Vec::new(),
        })
    }
}

fn value_of(field: &ElementRef<'_>) -> Option<String> {
    let value = || field.attr("value").unwrap_or_default().to_owned();
    match field.value().name() {
        "textarea" => Some(field.text().collect::<String>().trim_start_matches('\n').to_owned()),
        "select" => {
            let chosen =
                field.select(&select("option[selected]")).next().or_else(|| field.select(&select("option")).next())?;
            Some(chosen.attr("value").map_or_else(|| chosen.text().collect(), str::to_owned))
        }
        _ => match field.attr("type").unwrap_or("text") {
            "checkbox" | "radio" => field.attr("checked").map(|_| value()),
            "file" | "submit" | "button" => None,
            _ => Some(value()),
        },
    }
}

impl<'a> Form<'a> {
    /// Types into a field (replacing what stood there); the form must have it.
    #[track_caller]
    pub(crate) fn fill(mut self, name: &str, value: &str) -> Self {
        assert!(
            self.names.iter().any(|n| n == name),
            "the form to {} has no field {name}: {:?}",
            self.action,
            self.names
        );
        self.fields.retain(|(n, _)| n != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Ticks one more box of a name, or presses a button that sends a value.
    pub(crate) fn tick(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Chooses a file.
    pub(crate) fn attach(mut self, name: &str, file_name: &str, bytes: &[u8]) -> Self {
        self.files.push((name.to_owned(), file_name.to_owned(), bytes.to_vec()));
        self
    }

    /// The names of its fields.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// What stands in a field now.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().rfind(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Sends it.
    pub(crate) async fn submit(self) -> Page<'a> {
        if self.multipart {
            self.visitor.post_multipart(&self.action, &self.fields, &self.files).await
        } else {
            self.visitor.post(&self.action, &self.fields).await
        }
    }
}
