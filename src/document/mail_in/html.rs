//! Which text does a page of HTML show? Lines where a browser breaks them; what is repeated from another mail gets `> `.
//!
//! Addresses behind links, pictures and styles are left out; the raw message has them.

/// Elements whose content nobody sees.
const UNSEEN: [&str; 6] = ["head", "style", "script", "title", "template", "noscript"];
/// Elements that begin a line of their own.
const LINES: [&str; 22] = [
    "p",
    "div",
    "br",
    "tr",
    "li",
    "ul",
    "ol",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "pre",
    "section",
    "article",
    "blockquote",
    "dl",
    "dt",
    "dd",
];
/// Elements after which an empty line stands.
const PARAGRAPHS: [&str; 9] = ["p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "blockquote"];
const ENTITIES: [(&str, char); 20] = [
    ("nbsp", ' '),
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("yen", '¥'),
    ("copy", '©'),
    ("hellip", '…'),
    ("mdash", '—'),
    ("ndash", '–'),
    ("middot", '·'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("times", '×'),
    ("minus", '−'),
    ("tilde", '˜'),
    ("bull", '•'),
    ("ensp", ' '),
    ("emsp", ' '),
];

/// The text of a page.
pub(super) fn text(html: &str) -> String {
    let mut page = Page::default();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        page.say(&rest[..at]);
        rest = match tag(&rest[at..]) {
            Some((name, closing, after)) => {
                page.meet(&name, closing);
                if UNSEEN.contains(&name.as_str()) && !closing { behind(after, &name) } else { after }
            }
            None => {
                page.say("<");
                &rest[at + 1..]
            }
        };
    }
    page.say(rest);
    page.finish()
}

/// Name and rest of a tag or comment; `None` when the sign is only a sign.
fn tag(text: &str) -> Option<(String, bool, &str)> {
    if let Some(comment) = text.strip_prefix("<!--") {
        let after = comment.split_once("-->").map_or("", |(_, after)| after);
        return Some((String::new(), false, after));
    }
    let inner = &text[1..];
    let closing = inner.starts_with('/');
    let named = inner.trim_start_matches('/');
    if !named.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '!' | '?')) {
        return None;
    }
    let name: String = named.chars().take_while(char::is_ascii_alphanumeric).take(20).collect();
    Some((name.to_ascii_lowercase(), closing, after_tag(inner)))
}

/// Behind the closing `>`, quoted ones passed over.
fn after_tag(inner: &str) -> &str {
    let mut quote = None;
    for (at, c) in inner.char_indices() {
        match (quote, c) {
            (None, '>') => return &inner[at + 1..],
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    // A quote without an end: the next bracket ends the tag.
    inner.split_once('>').map_or("", |(_, after)| after)
}

/// Behind the end of an element that is not shown; an element without an end hides nothing.
fn behind<'a>(text: &'a str, name: &str) -> &'a str {
    let end = format!("</{name}");
    let found = text.char_indices().map(|(at, _)| at).find(|at| {
        text.as_bytes().get(*at..at + end.len()).is_some_and(|bytes| bytes.eq_ignore_ascii_case(end.as_bytes()))
    });
    found.map_or(text, |at| after_tag(&text[at + 1..]))
}

#[derive(Default)]
struct Page {
    lines: Vec<String>,
    line: String,
    repeated: usize,
    preformatted: usize,
}

impl Page {
    fn say(&mut self, words: &str) {
        let words = entities(words);
        if self.preformatted > 0 {
            for (n, line) in words.split('\n').enumerate() {
                if n > 0 {
                    self.end_line();
                }
                self.line.push_str(line.trim_end_matches('\r'));
            }
            return;
        }
        for c in words.chars() {
            match c {
                ' ' | '\t' | '\r' | '\n' => {
                    if !self.line.is_empty() && !self.line.ends_with(' ') {
                        self.line.push(' ');
                    }
                }
                c => self.line.push(c),
            }
        }
    }

    fn meet(&mut self, name: &str, closing: bool) {
        match (name, closing) {
            ("br", _) => return self.end_line(),
            ("td" | "th", true) => return self.line.push(' '),
            _ => {}
        }
        if LINES.contains(&name) {
            if !self.line.trim().is_empty() {
                self.end_line();
            }
            if closing && PARAGRAPHS.contains(&name) {
                self.end_line();
            }
        }
        match (name, closing) {
            ("li", false) => self.line.push('・'),
            ("blockquote", false) => self.repeated = (self.repeated + 1).min(20),
            ("blockquote", true) => self.repeated = self.repeated.saturating_sub(1),
            ("pre", false) => self.preformatted += 1,
            ("pre", true) => self.preformatted = self.preformatted.saturating_sub(1),
            _ => {}
        }
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        let marks = "> ".repeat(self.repeated);
        self.lines.push(format!("{marks}{}", line.trim_end()).trim_end().to_owned());
    }

    /// Two empty lines in a row say no more than one.
    fn finish(mut self) -> String {
        self.end_line();
        let is_empty = |line: &String| line.chars().all(|c| matches!(c, '>' | ' '));
        while self.lines.last().is_some_and(is_empty) {
            self.lines.pop();
        }
        let mut text = String::new();
        let mut empty = true;
        for line in &self.lines {
            if !(is_empty(line) && empty) {
                text.push_str(line);
                text.push('\n');
            }
            empty = is_empty(line);
        }
        text.trim_end().to_owned()
    }
}

fn entities(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut read = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        read.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let end = rest.char_indices().take(12).find(|(_, c)| *c == ';').map(|(at, _)| at);
        match end.and_then(|end| Some((entity(&rest[..end])?, end))) {
            Some((c, end)) => {
                read.push(c);
                rest = &rest[end + 1..];
            }
            None => read.push('&'),
        }
    }
    read + rest
}

fn entity(name: &str) -> Option<char> {
    let number = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    match name.strip_prefix('#') {
        Some(code) => match code.strip_prefix(['x', 'X']) {
            Some(digits) => number(digits, 16),
            None => number(code, 10),
        },
        None => ENTITIES.iter().find(|(known, _)| *known == name).map(|(_, c)| *c),
    }
}

#[cfg(test)]
mod tests {
    use super::text;
    use proptest::prelude::*;

    #[test]
    fn a_page_is_read_as_a_browser_shows_it() {
        let page = "<html><head><title>x</title><style>p{color:red}</style></head><body><!-- <p>no --><p>公園の&nbsp;ベンチが\r\n壊れて&#12356;ます。</p>\
            <div>場所：<b>竹原</b>の公園<br>東側 &lt;入口&gt;</div><ul><li>一つ<li>二つ</ul><script>alert('<p>')</script></body></html>";
        assert_eq!(text(page), "公園の ベンチが 壊れています。\n\n場所：竹原の公園\n東側 <入口>\n・一つ\n・二つ");
    }

    #[test]
    fn what_is_repeated_gets_its_marks() {
        let page = "<div>まだです。</div><div class=\"gmail_quote\">2026年5月12日 小美玉市:<blockquote>受け付けました。<br>番号</blockquote></div>";
        assert_eq!(text(page), "まだです。\n2026年5月12日 小美玉市:\n> 受け付けました。\n> 番号");
    }

    #[test]
    fn broken_pages_lose_nothing() {
        assert_eq!(text("5 < 6 & 7 > 3 <p"), "5 < 6 & 7 > 3");
        assert_eq!(text("<style>終わりがない"), "終わりがない");
        assert_eq!(text("<a title=\"x>y\">中</a><pre>a\n  b</pre>"), "中\na\n  b");
    }

    proptest! {
        #[test]
        fn any_text_is_read(page in "(<[a-z/!]{0,6}|>|&#?[a-z0-9]{0,4};?|\"|字|\\n|<blockquote>|</blockquote>|<pre>){0,40}") {
            let read = text(&page);
            prop_assert!(read.len() <= page.len() * 25 + 100);
        }
    }
}
