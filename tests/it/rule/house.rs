//! The rules of the house, read off the files.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

fn files(dir: &str, end: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    walk(Path::new(dir), end, &mut found);
    assert!(!found.is_empty(), "nothing under {dir}");
    found
}

fn walk(dir: &Path, end: &str, found: &mut Vec<(PathBuf, String)>) {
    for entry in std::fs::read_dir(dir).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk(&path, end, found);
        } else if path.to_string_lossy().ends_with(end) {
            found.push((path.clone(), std::fs::read_to_string(&path).unwrap()));
        }
    }
}

fn dependencies(manifest: &str) -> BTreeSet<String> {
    let file: toml::Value = toml::from_str(&std::fs::read_to_string(manifest).unwrap()).unwrap();
    file["dependencies"].as_table().unwrap().keys().cloned().collect()
}

#[test]
fn floors_depend_downwards_only() {
    let below: [(&str, &[&str]); 8] = [
        ("domain", &[]),
        ("text", &[]),
        ("store", &["kocho-domain", "kocho-text"]),
        ("document", &["kocho-domain"]),
        ("pdf", &[]),
        ("service", &["kocho-domain", "kocho-text", "kocho-store", "kocho-document"]),
        ("web", &["kocho-domain", "kocho-text", "kocho-document", "kocho-pdf", "kocho-service"]),
        ("worker", &["kocho-domain", "kocho-text", "kocho-document", "kocho-service"]),
    ];
    for (floor, allowed) in below {
        let uses = dependencies(&format!("src/{floor}/Cargo.toml"));
        for dependency in uses.iter().filter(|d| d.starts_with("kocho-")) {
            assert!(allowed.contains(&dependency.as_str()), "{floor} may not depend on {dependency}");
        }
        if !["store"].contains(&floor) {
            assert!(!uses.contains("sea-orm") && !uses.contains("sqlx"), "{floor} knows SQL");
        }
    }
}

#[test]
fn no_file_is_longer_than_six_hundred_lines() {
    for (path, text) in
        files("src", ".rs").into_iter().chain(files("migrations", ".rs")).chain(files("tests/it", ".rs"))
    {
        assert!(text.lines().count() <= 600, "{} has {} lines", path.display(), text.lines().count());
    }
}

#[test]
fn every_file_says_which_question_it_answers() {
    for (path, text) in files("src", ".rs") {
        assert!(text.starts_with("//!"), "{} does not begin with //!", path.display());
    }
}

#[test]
fn only_the_system_clock_asks_the_system() {
    for (path, text) in files("src", ".rs") {
        let asks = ["Utc::now()", "Local::now()", "SystemTime::now()"].iter().any(|call| text.contains(call));
        assert!(!asks || path.ends_with("service/keys.rs"), "{} asks the system for the time", path.display());
    }
}

#[test]
fn nothing_is_marked_safe_outside_the_components() {
    for (path, text) in files("templates", ".html") {
        if !path.starts_with("templates/components") {
            assert!(!text.contains("|safe") && !text.contains("| safe"), "{} marks something safe", path.display());
        }
    }
}

#[test]
fn no_page_carries_a_script_or_style_of_its_own_or_loads_from_elsewhere() {
    for (path, text) in files("templates", ".html") {
        for bad in [" style=\"", "<style", " onclick=", "javascript:", "src=\"http", "href=\"http://", "@import url"] {
            assert!(!text.contains(bad), "{} has {bad}", path.display());
        }
        assert!(!text.contains("<script>"), "{} has an inline script", path.display());
    }
}

#[test]
fn every_template_is_used() {
    let mut used = String::new();
    for (_, text) in files("src/web", ".rs").into_iter().chain(files("src/worker", ".rs")) {
        used += &text;
    }
    for (_, text) in files("templates", ".html").into_iter().chain(files("templates", ".txt")) {
        used += &text;
    }
    for (path, _) in files("templates", ".html").into_iter().chain(files("templates", ".txt")) {
        let name = path.strip_prefix("templates").unwrap().to_string_lossy().into_owned();
        assert!(used.contains(&name), "no page struct or template names {name}");
    }
}

#[test]
fn texts_for_residents_are_not_typed_in_rust() {
    // A sentence in Japanese inside a residents' page would not be translated; samples and tests may have them.
    for (path, text) in files("src/web/public", ".rs") {
        let name = path.to_string_lossy();
        if name.contains("/public/samples") {
            continue;
        }
        let code = text.split("#[cfg(test)]").next().unwrap();
        for line in code.lines().filter(|l| !l.trim_start().starts_with("//")) {
            assert!(!(line.contains('"') && line.contains("。")), "{name}: {line}");
        }
    }
}

#[test]
fn the_project_speaks_of_itself_alone() {
    for (path, text) in
        files("src", ".rs").into_iter().chain(files("templates", ".html")).chain(files("config", ".toml"))
    {
        let workplace = ["/wo", "rk/"].concat();
        assert!(!text.contains(&workplace), "{} names a path of a workplace", path.display());
    }
}
