//! `kocho staff add|reset`: the first administrator, and a way back in when nobody can sign in any more.

use anyhow::{Result, anyhow};
use clap::Subcommand;
use kocho_domain::access::Role;
use kocho_service::Cx;
use kocho_service::admin::staff::{self, NewRole, NewStaff};

use super::house::{self, in_words};
use crate::config::Settings;
use crate::embedded::ConfigFiles;
use crate::terminal::say;

/// What can be done to accounts here; the rest is done on the pages for administrators.
#[derive(Debug, Subcommand)]
pub(crate) enum StaffCommand {
    /// Make an account with a role; the password is drawn and printed once
    ///
    /// Example: kocho staff add admin-1 --name "情報政策課 担当A" --role admin
    Add {
        /// Name to sign in with: a–z, digits, . - _
        login: String,
        /// Named by office, as other staff see it
        #[arg(long)]
        name: String,
        /// Where notices go
        #[arg(long, default_value = "")]
        mail: String,
        /// hearing_clerk, hearing_head, section_clerk, section_chief, section_head, director, executive, statistics,
        /// admin or auditor
        #[arg(long, default_value = "admin")]
        role: String,
        /// Name of the section in which the role is held [default: the hearing desk]
        #[arg(long)]
        section: Option<String>,
    },
    /// Draw a new password for an account and print it once; the person is signed out everywhere
    Reset {
        /// Name to sign in with
        login: String,
    },
}

/// Performs it.
///
/// # Errors
/// In words, when a name is taken, unknown or not allowed.
pub(crate) async fn run(command: StaffCommand, files: &ConfigFiles, settings: &Settings) -> Result<()> {
    let house = house::open(files, settings).await?;
    let cx = house::cx(&house);
    match command {
        StaffCommand::Add { login, name, mail, role, section } => {
            let role = role_of(&cx, &role, section.as_deref())?;
            let new = NewStaff { login: login.clone(), name, mail, demo: false };
            let (_, password) = staff::add(&cx, new, Some(role)).await.map_err(in_words)?;
            say(format_args!(
                "{login}  {password}\nThe password is shown this once; have it changed after signing in."
            ));
        }
        StaffCommand::Reset { login } => {
            let person = staff::find(&cx, &login).await.map_err(|_| anyhow!("there is no account {login}"))?;
            let password = staff::reset_password(&cx, person.id).await.map_err(in_words)?;
            say(format_args!(
                "{login}  {password}\nThe password is shown this once; have it changed after signing in."
            ));
        }
    }
    house::close(&house).await
}

fn role_of(cx: &Cx, role: &str, section: Option<&str>) -> Result<NewRole> {
    let Some(role) = Role::parse(role) else {
        let known: Vec<&str> = Role::ALL.into_iter().map(Role::code).collect();
        return Err(anyhow!("there is no role {role}; known: {}", known.join(", ")));
    };
    let section = match section {
        Some(name) => {
            cx.city.section_in_charge(name, cx.today()).ok_or_else(|| anyhow!("there is no section {name} in force"))?
        }
        None => cx.city.hearing().map_err(in_words)?,
    };
    Ok(NewRole { role, section: section.id, from: cx.today(), until: None })
}
