//! What can be answered in the demo city: a survey that is open to anybody, and codes for the one that monitors have open. The
//! codes stand in the mails (`/dev/mail`) and in letters that wait to be printed.

use std::sync::Arc;

use anyhow::{Context, Result, bail};
use chrono::Days;
use kocho_domain::survey::{Period, Selection, SurveyKind, SurveyState};
use kocho_service::survey::{
    way,
    write::{self, Imported},
};
use kocho_service::{House, invitation};

use super::plan::clerk;
use crate::embedded::ConfigFiles;

/// The survey for anybody.
const OPEN: &str = "demo/open_survey.json";
/// Invented people who are asked; the last one has no mail.
const PEOPLE: &str = "氏名,メール,郵便番号,住所,言語,年代,性別,お住まいの地区\n\
    見本 花子,hanako.mihon@example.jp,,,日本語,60代,女性,小川\n\
    仮山 みお,mio.kariyama@example.jp,,,やさしい日本語,20代,女性,美野里\n\
    ダミー マリア,maria.dummy@example.jp,,,英語,40代,女性,玉里\n\
    例田 昇,,319-0123,小美玉市見本台1-2-3,日本語,70代,男性,美野里\n";

/// Opens what can be answered.
///
/// # Errors
/// When a use case refuses what the demo wants.
pub(super) async fn open(house: &Arc<House>) -> Result<()> {
    for_anybody(house).await?;
    for_monitors(house).await
}

async fn for_anybody(house: &Arc<House>) -> Result<()> {
    let cx = house.cx(clerk(house).await?);
    let text = ConfigFiles::inside(OPEN).with_context(|| format!("{OPEN} is missing"))?;
    let survey = match write::import(&cx, &text).await? {
        Imported::New(survey) => survey,
        Imported::Same => return Ok(()),
        Imported::Mistakes(mistakes) => {
            bail!("{OPEN}: {}", mistakes.first().map(ToString::to_string).unwrap_or_default())
        }
    };
    let (code, today) = (survey.about.code.clone(), cx.today());
    let period = Period { start: today - Days::new(7), end: today + Days::new(30) };
    let asked = Some((SurveyKind::Open, Selection::Voluntary, None));
    let lock = write::change_with(&cx, &code, survey.lock, asked, move |questionnaire| {
        questionnaire.period = period;
        Ok(())
    })
    .await?;
    Ok(way::open(&cx, &code, lock).await?)
}

/// Whoever looks around can answer as one of four people.
async fn for_monitors(house: &Arc<House>) -> Result<()> {
    let cx = house.cx(clerk(house).await?);
    let open = kocho_service::survey::list(&cx, Some(SurveyState::Open), None).await?.rows;
    for (survey, _) in open.into_iter().filter(|(survey, _)| survey.kind == SurveyKind::Panel) {
        let code = survey.about.code;
        invitation::bring::table(&cx, &code, PEOPLE.as_bytes().to_vec()).await?;
        invitation::invite(&cx, &code).await?;
    }
    Ok(())
}
