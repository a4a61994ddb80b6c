//! Which text does a configuration file have: the one in the config folder, or the one inside the program?

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use kocho_domain::rule::RuleKind;
use kocho_service::install::Files;
use rust_embed::RustEmbed;

/// `config/` as it was when the program was built.
#[derive(RustEmbed)]
#[folder = "config/"]
struct Inside;

/// The configuration files: those of a folder, and the program's own for what the folder lacks.
#[derive(Debug, Clone, Default)]
pub struct ConfigFiles {
    dir: Option<PathBuf>,
}

impl ConfigFiles {
    /// Looks into `dir` when one is named, else into `./config` where it exists.
    ///
    /// # Errors
    /// When the named folder does not exist.
    pub fn find(dir: Option<PathBuf>) -> Result<Self> {
        match dir {
            Some(dir) if dir.is_dir() => Ok(Self { dir: Some(dir) }),
            Some(dir) => bail!("the config folder {} does not exist; name another with --config DIR", dir.display()),
            None => Ok(Self { dir: Some(PathBuf::from("config")).filter(|dir| dir.is_dir()) }),
        }
    }

    /// The folder, where there is one.
    pub fn dir(&self) -> Option<&Path> {
        self.dir.as_deref()
    }

    /// The text of a file of the folder; `None` when there is no such file.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(crate) fn outside(&self, name: &str) -> Result<Option<String>> {
        let Some(path) = self.dir.as_ref().map(|dir| dir.join(name)).filter(|path| path.is_file()) else {
            return Ok(None);
        };
        let text = std::fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        Ok(Some(text))
    }

    /// The text of the program's own file.
    pub(crate) fn inside(name: &str) -> Option<String> {
        Inside::get(name).map(|file| String::from_utf8_lossy(&file.data).into_owned())
    }

    /// The bytes of a file, from the folder or from inside the program.
    ///
    /// # Errors
    /// When neither has it.
    pub fn bytes(&self, name: &str) -> Result<Vec<u8>> {
        if let Some(path) = self.dir.as_ref().map(|dir| dir.join(name)).filter(|path| path.is_file()) {
            return std::fs::read(&path).with_context(|| format!("{} cannot be read", path.display()));
        }
        Inside::get(name).map(|file| file.data.into_owned()).with_context(|| format!("there is no file {name}"))
    }

    /// The text of a file, from the folder or from inside the program.
    ///
    /// # Errors
    /// When neither has it; the message names those that there are.
    pub fn text(&self, name: &str) -> Result<String> {
        if let Some(text) = self.outside(name)?.or_else(|| Self::inside(name)) {
            return Ok(text);
        }
        let place = self.dir.as_ref().map_or("the program".to_owned(), |dir| dir.display().to_string());
        bail!("there is no file {name} in {place}{}", known_beside(name))
    }

    /// What fills an empty database: the rules of a preset, the sections and a plan.
    ///
    /// # Errors
    /// When a file is missing.
    pub fn city(&self, preset: &str, plan: &str) -> Result<Files> {
        let rule = |kind: RuleKind| Ok((kind, self.text(&format!("presets/{preset}/{}", kind.file_name()))?));
        let rules: Result<Vec<_>> = RuleKind::ALL.into_iter().map(rule).collect();
        Ok(Files {
            rules: rules.context("the setting city.preset")?,
            sections: self.text("sections.toml")?,
            plan: self.text(&format!("plans/{plan}.toml")).context("the setting city.plan")?,
        })
    }
}

/// What the program has in the same place, to choose from.
fn known_beside(name: &str) -> String {
    let Some((folder, _)) = name.split_once('/') else { return String::new() };
    let mut known: Vec<String> =
        Inside::iter().filter_map(|path| path.strip_prefix(folder)?.strip_prefix('/').map(first_part)).collect();
    known.sort();
    known.dedup();
    format!("; {folder} has: {}", known.join(", "))
}

fn first_part(path: &str) -> String {
    path.split('/').next().unwrap_or(path).trim_end_matches(".toml").to_owned()
}

#[cfg(test)]
mod tests {
    use super::ConfigFiles;

    #[test]
    fn the_program_carries_everything_that_fills_an_empty_database() {
        let files = ConfigFiles::default().city("omitama", "omitama-2-1").unwrap();
        assert_eq!(files.rules.len(), kocho_domain::rule::RuleKind::ALL.len());
        assert!(files.sections.contains("秘書広聴課"));
    }

    #[test]
    fn a_preset_that_is_not_there_is_answered_with_those_that_are() {
        let error = ConfigFiles::default().city("nowhere", "omitama-2-1").unwrap_err();
        assert!(format!("{error:#}").contains("presets has: omitama"), "{error:#}");
    }

    #[test]
    fn a_config_folder_that_does_not_exist_is_said() {
        assert!(ConfigFiles::find(Some("no/such/folder".into())).is_err());
    }
}
