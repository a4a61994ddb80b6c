//! `kocho dev`: the demo city on this machine, ready in seconds.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Result, bail};
use kocho_domain::{access::Actor, clock::Clock};
use kocho_service::SystemClock;
use kocho_store::{Db, origin::Origin};
use kocho_worker::Mailer;

use crate::config::Settings;
use crate::embedded::ConfigFiles;
use crate::seed::{
    self, SteppedClock,
    accounts::{self, Accounts},
};
use crate::terminal::say;
use crate::wiring::{self, Purpose};

/// Serves the demo city until somebody asks to stop.
///
/// # Errors
/// In words, when something is in the way of starting.
pub(crate) async fn run(files: &ConfigFiles, settings: &Settings) -> Result<()> {
    wiring::start_log(&settings.log)?;
    if !settings.server.listen.ip().is_loopback() {
        bail!(
            "kocho dev listens on this machine only, because the demo's passwords are printed: set server.listen to \
             127.0.0.1:8080, or use kocho serve"
        );
    }
    let listener = wiring::listen(settings.server.listen).await?;
    let local = listener.local_addr()?;
    let db = wiring::open_if(settings, refuse_real).await?;
    wiring::fill(&db, files, settings).await?;
    let purpose = Purpose { demo: true, public_url: settings.public_url(local) };
    let opinions = files.text(seed::OPINIONS)?;
    let sheets: Result<Vec<_>> = seed::paper::SLIPS
        .iter()
        .chain(&seed::paper::CARDS)
        .map(|name| Ok(((*name).to_owned(), files.bytes(name)?)))
        .collect();
    if !seed::is_loaded(&db).await? {
        let texts = Texts {
            opinions: &opinions,
            second_plan: &files.text(seed::plan::SECOND_PLAN)?,
            answers: &files.text(seed::ANSWERS)?,
            sheets: &sheets?,
        };
        load(&db, settings, &purpose, &texts).await?;
    }
    let house = wiring::house(db, settings, purpose, Arc::new(SystemClock)).await?;
    let accounts = accounts::ready(&house, &opinions, &settings.data.dir).await?;
    // Before the line that says how to stop it: whoever reads that may do so at once.
    let stop = wiring::StopSignal::listen()?;
    greet(local, &accounts);
    wiring::run(house, listener, settings, stop).await
}

/// A city's database is left as it is, older ones too.
fn refuse_real(there: &Origin) -> Result<()> {
    if there.real_voices {
        bail!("this database holds real voices; kocho dev does not touch it. Use kocho serve, or another data.dir");
    }
    Ok(())
}

/// What the demo city is made of.
struct Texts<'a> {
    opinions: &'a str,
    second_plan: &'a str,
    answers: &'a str,
    sheets: &'a [seed::paper::Sheet],
}

/// Makes the accounts and plays the demo's story in a house of its own, whose clock goes from step to step.
async fn load(db: &Db, settings: &Settings, purpose: &Purpose, texts: &Texts<'_>) -> Result<()> {
    let started = Instant::now();
    say("loading the demo city …");
    let clock = Arc::new(SteppedClock::at(SystemClock.now()));
    let house = wiring::house(db.clone(), settings, purpose.clone(), clock.clone()).await?;
    accounts::ready(&house, texts.opinions, &settings.data.dir).await?;
    seed::plan::stand_beside(&house, texts.second_plan).await?;
    kocho_service::publication::import(&house.cx(Actor::Import), texts.answers).await?;
    let mailer = Mailer::from_settings(&settings.mail, &settings.data.dir)?;
    let voices =
        seed::load(&house, &clock, &mailer, (texts.opinions, texts.sheets), (settings.demo.shift, SystemClock.now()))
            .await?;
    let seconds = started.elapsed().as_secs_f32();
    say(format_args!("{voices} voices came in, and more on paper, by mail and from meetings; {seconds:.1} s"));
    Ok(())
}

fn greet(local: SocketAddr, accounts: &Accounts) {
    say(format_args!(
        "\nKōchō 広聴 — デモ：小美玉市の公式サービスではありません\n\n\
         residents 市民   http://{local}/\n\
         staff 職員       http://{local}/staff\n\
         office 市長室    http://{local}/office\n\
         mails メール     http://{local}/dev/mail\n\n\
         {}\n\
         the accounts of the other sections ほかの課: {}\n\n\
         Stop with Ctrl-C.\n",
        accounts.shown, accounts.file
    ));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_to_another_mode_is_refused() {
        assert!(refuse_real(&Origin::default()).is_ok());
        assert!(refuse_real(&Origin { real_voices: true, ..Origin::default() }).is_err());
    }
}
