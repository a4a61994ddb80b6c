//! When a plan comes in, how may the measures of its neighbours go on in it? Rows that a person decided stay; what is only
//! proposed is proposed anew.

use kocho_domain::{
    crosswalk::{Likeness, Relation, Row, Standing, propose},
    id::PlanId,
};
use kocho_store::{
    Tx,
    crosswalk::{self, StoredRow},
    plan::{self, Measure},
};
use kocho_text::{
    classify::MeasureText,
    likeness::{Alike, alike},
};

use crate::Error;

/// Proposes rows between a plan and those before and after it; answers how many.
///
/// # Errors
/// What the database says.
pub(crate) async fn propose_beside(tx: &mut Tx, plan: PlanId) -> Result<usize, Error> {
    let plans = plan::versions(tx).await?;
    let measures = plan::measures(tx).await?;
    let Some(place) = plans.iter().position(|known| known.id == plan) else { return Ok(0) };
    let mut count = 0;
    let before = place.checked_sub(1).and_then(|place| plans.get(place)).map(|older| (older.id, plan));
    let after = plans.get(place + 1).map(|newer| (plan, newer.id));
    for pair in before.into_iter().chain(after) {
        count += propose_between(tx, pair, &measures).await?;
    }
    Ok(count)
}

async fn propose_between(tx: &mut Tx, pair: (PlanId, PlanId), measures: &[Measure]) -> Result<usize, Error> {
    let of = |plan: PlanId| measures.iter().filter(move |m| m.plan == plan).collect::<Vec<_>>();
    let (older, newer) = (of(pair.0), of(pair.1));
    let found = alike(&texts(&older), &texts(&newer));
    let mut decided: Vec<StoredRow> = Vec::new();
    for stored in crosswalk::rows(tx, Some(pair)).await? {
        if stored.row.decided {
            decided.push(stored);
        } else {
            crosswalk::remove(tx, stored.id).await?;
        }
    }
    let proposals = propose(&standings(&older), &standings(&newer), &likenesses(&found));
    let mut count = 0;
    for row in proposals.iter().filter(|row| is_open(row, &decided)) {
        crosswalk::propose(tx, pair, row, &words(row, &older, &newer, &found)).await?;
        count += 1;
    }
    Ok(count)
}

/// Nothing was decided about it, and a new measure is none when a decided row leads to it.
fn is_open(row: &Row, decided: &[StoredRow]) -> bool {
    let is_new = row.relation == Relation::New;
    !decided.iter().any(|known| {
        let same = known.row.subject == row.subject && (known.row.relation == Relation::New) == is_new;
        same || (is_new && known.row.targets.iter().any(|target| target.code == row.subject))
    })
}

fn texts(measures: &[&Measure]) -> Vec<MeasureText> {
    let text = |m: &&Measure| MeasureText {
        code: m.code.clone(),
        name: m.name.clone(),
        policy: m.policy_name.clone(),
        items: m.items.clone(),
        sections: Vec::new(),
    };
    measures.iter().map(text).collect()
}

fn standings<'a>(measures: &[&'a Measure]) -> Vec<Standing<'a>> {
    measures.iter().map(|m| Standing { code: &m.code, policy: &m.policy_name }).collect()
}

fn likenesses(found: &[Alike]) -> Vec<Likeness> {
    let likeness = |a: &Alike| Likeness {
        older: a.older,
        newer: a.newer,
        both: a.both,
        of_older: a.of_older,
        of_newer: a.of_newer,
    };
    found.iter().map(likeness).collect()
}

/// Words that a measure shares with those in which it may go on; of one that ends, nothing.
fn words(row: &Row, older: &[&Measure], newer: &[&Measure], found: &[Alike]) -> Vec<String> {
    let belongs = |pair: &&Alike| {
        row.relation != Relation::New
            && older[pair.older].code == row.subject
            && row.targets.iter().any(|target| target.code == newer[pair.newer].code)
    };
    let mut words: Vec<String> = Vec::new();
    for word in found.iter().filter(belongs).flat_map(|pair| &pair.words) {
        if words.len() < 6 && !words.contains(word) {
            words.push(word.clone());
        }
    }
    words
}
