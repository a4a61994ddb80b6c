//! Which settings hold? Files and environment become one typed value, or a sentence that says what to mend.

use std::{net::SocketAddr, path::PathBuf};

use anyhow::{Result, anyhow, bail};
use figment::{
    Figment,
    error::Kind,
    providers::{Format, Serialized, Toml},
    value::Value,
};
use kocho_service::{malware::Scanner, ocr::Ocr};
use kocho_store::Target;
use kocho_worker::{MailInSettings, MailSettings};
use serde::Deserialize;

use crate::embedded::ConfigFiles;

/// What stands before the name of a setting in the environment.
const ENV_PREFIX: &str = "KOCHO__";
/// Numbers that have no default, so that nothing shows that they are numbers.
const NUMBERS: [&str; 2] = ["mail.port", "mail_in.port"];
/// Fewer connections and a transaction could wait for itself.
const LEAST_CONNECTIONS: u32 = 4;

/// How the program was started; each mode has a settings file of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// `kocho dev`
    Development,
    /// Tests.
    Test,
    /// Everything else.
    Production,
}

impl Mode {
    const fn file(self) -> &'static str {
        match self {
            Mode::Development => "development.toml",
            Mode::Test => "test.toml",
            Mode::Production => "production.toml",
        }
    }
}

/// All settings; every key is explained in `config/default.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where the program listens.
    pub server: Server,
    /// Where its files are.
    pub data: Data,
    /// Which database it uses.
    pub database: Database,
    /// What fills an empty database.
    pub city: City,
    /// How mail goes out.
    pub mail: MailSettings,
    /// Who searches files for malware.
    pub malware: Malware,
    /// Who guesses what stands on pictures of slips.
    pub ocr: OcrSettings,
    /// How mail comes in.
    pub mail_in: MailInSettings,
    /// What suggestions are made from.
    pub classify: Classify,
    /// The demo city.
    pub demo: Demo,
    /// What is logged.
    pub log: Log,
}

/// `[server]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Address and port.
    pub listen: SocketAddr,
    /// The address for people; empty = derived from `listen`.
    pub public_url: String,
    /// Reverse proxies that may say for whom they speak.
    pub proxies: Vec<std::net::IpAddr>,
}

/// `[data]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Data {
    /// Folder of database, key file and mails.
    pub dir: PathBuf,
}

/// `[database]`
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// `postgres://…`; empty = SQLite in the data folder.
    pub url: String,
    /// Connections to PostgreSQL at most.
    pub connections: u32,
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Database").field("url", &"●●●").field("connections", &self.connections).finish()
    }
}

/// `[city]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct City {
    /// Folder of rules under `presets/`.
    pub preset: String,
    /// File under `plans/`, without its ending.
    pub plan: String,
}

/// `[malware]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Malware {
    /// Where ClamAV's clamd listens; empty = files are not searched.
    pub clamd: String,
}

/// `[ocr]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OcrSettings {
    /// off or tesseract
    pub engine: String,
    /// The program's whole path.
    pub command: String,
    /// How long it may take for a picture.
    pub timeout_seconds: u64,
}

/// `[classify]`
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Classify {
    /// Suggestions also ask what a letter means.
    pub encoder: bool,
}

/// `[demo]`
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Demo {
    /// How the demo's dates are moved.
    pub shift: Shift,
}

/// How the demo's dates are moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shift {
    /// By whole weeks, so that the newest voice is of the last seven days.
    Auto,
    /// Not at all.
    None,
}

/// `[log]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// Lines or objects.
    pub format: LogFormat,
    /// A level, or levels by part.
    pub level: String,
}

/// The form of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For a person.
    Text,
    /// For a log collector.
    Json,
}

impl Settings {
    /// Reads the settings of a mode from files and the process's environment.
    ///
    /// # Errors
    /// A sentence with the place and the remedy when a key or value is wrong.
    pub fn read(files: &ConfigFiles, mode: Mode) -> Result<Self> {
        Self::from_parts(files, mode, std::env::vars())
    }

    /// Reads the settings from files and these variables.
    ///
    /// # Errors
    /// As [`Settings::read`].
    pub fn from_parts(files: &ConfigFiles, mode: Mode, env: impl Iterator<Item = (String, String)>) -> Result<Self> {
        let mut figment = Figment::from(named("default.toml (in the program)", &inside("default.toml")?));
        if let Some(text) = files.outside("default.toml")? {
            figment = figment.merge(named("default.toml", &text));
        }
        if let Some(text) = files.outside(mode.file())?.or_else(|| ConfigFiles::inside(mode.file())) {
            figment = figment.merge(named(mode.file(), &text));
        }
        let mut variables: Vec<(String, String)> = env.filter(|(name, _)| name.starts_with(ENV_PREFIX)).collect();
        variables.sort();
        for (name, raw) in &variables {
            let path = name[ENV_PREFIX.len()..].to_lowercase().replace("__", ".");
            let value = typed(&figment, &path, raw);
            figment = figment.merge(Serialized::global(&path, value));
        }
        let settings: Self = figment.extract().map_err(|error| in_words(&error, &figment, &variables))?;
        settings.check()?;
        Ok(settings)
    }

    fn check(&self) -> Result<()> {
        if self.database.connections < LEAST_CONNECTIONS {
            bail!("database.connections is too small: give at least {LEAST_CONNECTIONS}");
        }
        let url = &self.database.url;
        if !(url.is_empty() || url.starts_with("postgres://") || url.starts_with("postgresql://")) {
            bail!(
                "database.url is not understood: leave it empty for SQLite, or give postgres://user:password@host/name"
            );
        }
        let public = &self.server.public_url;
        if !(public.is_empty() || public.starts_with("http://") || public.starts_with("https://")) {
            bail!("server.public_url has to begin with https:// (or http://)");
        }
        self.scanner()?;
        self.ocr()?;
        self.mail_in.check()?;
        if public.ends_with('/') {
            bail!("server.public_url ends with a slash: take it away");
        }
        Ok(())
    }

    /// Who searches files for malware.
    ///
    /// # Errors
    /// When the setting names no socket.
    pub fn scanner(&self) -> Result<Option<Scanner>> {
        Scanner::parse(&self.malware.clamd).map_err(|remedy| anyhow!("malware.clamd is not understood: {remedy}"))
    }

    /// Who guesses what stands on pictures of slips.
    ///
    /// # Errors
    /// When the settings name no engine or no program.
    pub fn ocr(&self) -> Result<Option<Ocr>> {
        let OcrSettings { engine, command, timeout_seconds } = &self.ocr;
        Ocr::parse(engine, command, *timeout_seconds)
            .map_err(|remedy| anyhow!("the settings [ocr] are not understood: {remedy}"))
    }

    /// Where the data is.
    pub fn target(&self) -> Target {
        if self.database.url.is_empty() {
            return Target::Sqlite(self.data.dir.join("kocho.sqlite3"));
        }
        Target::Postgres { url: self.database.url.clone(), schema: None, connections: self.database.connections }
    }

    /// The address for people, when the program really listens on `local`.
    pub fn public_url(&self, local: SocketAddr) -> String {
        if self.server.public_url.is_empty() { format!("http://{local}") } else { self.server.public_url.clone() }
    }
}

fn inside(name: &str) -> Result<String> {
    ConfigFiles::inside(name).ok_or_else(|| anyhow!("{name} is not in the program; build it again"))
}

fn named(name: &str, text: &str) -> impl figment::Provider + use<> {
    NamedToml { name: name.to_owned(), data: Toml::string(text) }
}

/// A TOML text that knows which file it came from.
struct NamedToml {
    name: String,
    data: figment::providers::Data<Toml>,
}

impl figment::Provider for NamedToml {
    fn metadata(&self) -> figment::Metadata {
        figment::Metadata::named(self.name.clone())
    }

    fn data(&self) -> Result<figment::value::Map<figment::Profile, figment::value::Dict>, figment::Error> {
        self.data.data().map_err(|mut error| {
            error.metadata = Some(self.metadata());
            error
        })
    }
}

/// A variable's text as the kind of value that the setting has: a password of digits stays a text.
fn typed(figment: &Figment, path: &str, raw: &str) -> Value {
    let number = || raw.trim().parse::<i64>().map_or_else(|_| Value::from(raw), Value::from);
    match figment.find_value(path) {
        Ok(Value::Num(..)) => number(),
        Err(_) if NUMBERS.contains(&path) => number(),
        Ok(Value::Bool(..)) => raw.trim().parse::<bool>().map_or_else(|_| Value::from(raw), Value::from),
        _ => Value::from(raw),
    }
}

/// What is wrong, where, and what to do.
fn in_words(error: &figment::Error, figment: &Figment, variables: &[(String, String)]) -> anyhow::Error {
    let wrong_key = if let Kind::UnknownField(name, _) = &error.kind { Some(name.clone()) } else { None };
    let mut path = error.path.clone();
    if let Some(key) = &wrong_key
        && path.last() != Some(key)
    {
        path.push(key.clone());
    }
    let path = path.join(".");
    let variable =
        variables.iter().find(|(name, _)| name[ENV_PREFIX.len()..].to_lowercase().replace("__", ".") == path);
    let source = figment.find_metadata(&path).or(error.metadata.as_ref()).map(|m| m.name.to_string());
    let place = variable.map(|(name, _)| format!("the environment ({name})")).or(source).unwrap_or_default();
    match &error.kind {
        Kind::UnknownField(_, known) => {
            anyhow!("{place}: the setting {path} is not known; known here: {}", known.join(", "))
        }
        Kind::MissingField(name) => anyhow!("{place}: the setting {path}.{name} is missing; see default.toml"),
        Kind::UnknownVariant(given, known) => {
            anyhow!("{place}: {path} cannot be “{given}”; choose one of: {}", known.join(", "))
        }
        Kind::InvalidType(_, wanted) | Kind::InvalidValue(_, wanted) => {
            anyhow!("{place}: {path} has to be {wanted}; see default.toml")
        }
        Kind::Message(_)
        | Kind::InvalidLength(..)
        | Kind::DuplicateField(_)
        | Kind::ISizeOutOfRange(_)
        | Kind::USizeOutOfRange(_)
        | Kind::Unsupported(_)
        | Kind::UnsupportedKey(..) => anyhow!("{place}: {path}: {}", error.kind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(env: &[(&str, &str)]) -> Result<Settings> {
        let env = env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Settings::from_parts(&ConfigFiles::default(), Mode::Production, env)
    }

    fn says(env: &[(&str, &str)]) -> String {
        format!("{:#}", read(env).unwrap_err())
    }

    #[test]
    fn the_defaults_are_complete_and_the_environment_wins() {
        let settings = read(&[("KOCHO__SERVER__LISTEN", "127.0.0.1:9000"), ("KOCHO__DATA__DIR", "elsewhere")]).unwrap();
        assert_eq!(settings.server.listen.port(), 9000);
        assert!(matches!(settings.target(), Target::Sqlite(path) if path.starts_with("elsewhere")));
    }

    #[test]
    fn a_password_of_digits_stays_a_text() {
        let settings = read(&[("KOCHO__MAIL__PASSWORD", "0123"), ("KOCHO__MAIL__PORT", "2525")]).unwrap();
        assert!(settings.mail.password.is_some());
        assert_eq!(settings.mail.port, Some(2525));
    }

    #[test]
    fn a_wrong_key_is_told_with_its_place_and_the_right_ones() {
        let words = says(&[("KOCHO__SERVER__LISTNE", "127.0.0.1:1")]);
        assert!(words.contains("KOCHO__SERVER__LISTNE") && words.contains("server.listne"), "{words}");
        assert!(words.contains("listen"), "{words}");
    }

    #[test]
    fn a_wrong_value_is_told_with_its_place() {
        let words = says(&[("KOCHO__DEMO__SHIFT", "weeks")]);
        assert!(words.contains("demo.shift") && words.contains("auto"), "{words}");
        let words = says(&[("KOCHO__SERVER__LISTEN", "here")]);
        assert!(words.contains("KOCHO__SERVER__LISTEN"), "{words}");
    }

    #[test]
    fn an_address_that_is_no_database_is_refused_without_repeating_it() {
        let words = says(&[("KOCHO__DATABASE__URL", "mysql://user:hunter2@host/x")]);
        assert!(words.contains("postgres://") && !words.contains("hunter2"), "{words}");
    }

    #[test]
    fn every_setting_of_the_tests_and_of_the_production_example_is_known() {
        let none = std::iter::empty();
        assert!(Settings::from_parts(&ConfigFiles::default(), Mode::Test, none).is_ok());
        let example: toml::Table = toml::from_str(include_str!("../config/production.example.toml")).unwrap();
        let default: toml::Table = toml::from_str(include_str!("../config/default.toml")).unwrap();
        for (section, keys) in &example {
            for key in keys.as_table().unwrap().keys() {
                assert!(default[section].get(key).is_some() || key == "port", "{section}.{key}");
            }
        }
    }
}
