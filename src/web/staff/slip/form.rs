//! From a slip to its page, and from what was sent to a reading.

use kocho_domain::{
    localized::Lang,
    paper::{Field, Reading, SlipState},
    rule::paper::Received,
};
use kocho_service::{
    Cx,
    slip::{self, SlipView},
};

use super::{DifferenceView, FieldKind, FieldView, PageView, ReadingForm, RecentRow, SlipPage, Work};
use crate::{
    frame::Frame,
    sent::Sent,
    staff::{
        case::version::changes,
        collection::door::{channel_name, place_name},
        view::{Choice, Errors, Fact},
    },
    urls::staff as urls,
};

/// The largest of the steps in which a picture grows.
pub(super) const ZOOM: u8 = 4;

/// What a page shows beside the slip itself.
#[derive(Debug, Default)]
pub(super) struct Shown {
    /// What was sent and not taken; the draft otherwise.
    pub(super) typed: Option<Reading>,
    /// Which reading was chosen, field by field.
    pub(super) chosen: Vec<(Field, String)>,
    /// What was wrong.
    pub(super) errors: Errors,
    /// How large the pictures are.
    pub(super) zoom: u8,
    /// Key of the voice that was received just before.
    pub(super) done: Option<String>,
}

/// The reading that a form holds.
pub(super) fn reading(sent: &Sent) -> Reading {
    let mut reading = Reading::default();
    for field in Field::ALL {
        if let Some(value) = sent.value(field.code()) {
            reading.set(field, value);
        }
    }
    reading
}

/// The page of a slip.
pub(super) fn page(frame: Frame, cx: &Cx, view: &SlipView, shown: &Shown) -> SlipPage {
    let (about, key) = (&view.collection.about, view.slip.key.as_str());
    let papers = cx.city.rules.papers();
    let is_card = about.channel == papers.card_channel;
    let title = [channel_name(cx, &about.channel), place_name(cx, about.place.as_deref())].join("　");
    let field_errors = shown.errors.list().any(|(field, _)| is_field(field));
    SlipPage {
        frame,
        title: title.trim_end().to_owned(),
        collected_on: about.collected_on,
        state: view.slip.state.label(),
        tone: crate::staff::collection::tone(view.slip.state),
        progress: (view.counts.slips(), view.counts.records()),
        facts: facts(view),
        open_card: if is_card { papers.open_card.clone() } else { String::new() },
        pages: pages(view),
        zoom: shown.zoom.clamp(1, ZOOM),
        back: urls::collection(view.collection.key.as_str()),
        url: urls::slip(key),
        draft_url: urls::slip_act(key, "draft"),
        done: shown.done.as_deref().map(urls::receipt_slip),
        error: match shown.errors.get("slip") {
            Some(sentence) => sentence.to_owned(),
            None if field_errors => "入力を確かめてください。".into(),
            None => String::new(),
        },
        work: work(cx, view, shown),
    }
}

fn is_field(name: &str) -> bool {
    Field::ALL.into_iter().any(|field| field.code() == name)
}

fn facts(view: &SlipView) -> Vec<Fact> {
    let kept = view.collection.about.kept_at.clone();
    if kept.is_empty() { Vec::new() } else { vec![Fact::new("原本", kept)] }
}

fn pages(view: &SlipView) -> Vec<PageView> {
    if view.slip.state == SlipState::Received {
        return Vec::new();
    }
    let key = view.slip.key.as_str();
    let page = |(number, page): (usize, &kocho_service::stored::slip_page::SlipPage)| PageView {
        id: page.id.0,
        number,
        picture: page.file.small.as_ref().map(|_| urls::slip_page(key, page.id, page.turn)),
        pdf: urls::slip_page(key, page.id, 0),
    };
    (1..).zip(&view.pages).map(page).collect()
}

fn work(cx: &Cx, view: &SlipView, shown: &Shown) -> Work {
    match (view.slip.state, &view.voice) {
        (SlipState::Void, _) => {
            let reason = view.slip.void_reason.clone().unwrap_or_default();
            return Work::Void(reason, view.collection.closed_at.is_none());
        }
        (SlipState::Received, Some(voice)) => {
            return Work::Received(RecentRow {
                number: voice.number.to_string(),
                at: voice.at,
                case: urls::case(voice.case.as_str()),
                receipt: urls::receipt_slip(voice.submission.as_str()),
            });
        }
        _ => {}
    }
    // Whoever lost the slip while typing still sees what they typed.
    if shown.typed.is_some() && view.readings.is_none() {
        return Work::Reading(reading_form(cx, view, shown));
    }
    if view.own_reading {
        return Work::Waits("ほかの人の照合を待っています。自分が読んだ用紙を自分で照合することはできません。".into());
    }
    if let Some(name) = &view.held_by {
        return Work::Waits(format!("今、{name}が扱っています。"));
    }
    if !view.mine {
        return Work::Free(match view.slip.state {
            SlipState::Second => "この用紙を照合する",
            SlipState::Differing => "違いを確かめる",
            SlipState::Waiting | SlipState::Received | SlipState::Void => "この用紙を転記する",
        });
    }
    match &view.readings {
        Some((first, second)) => Work::Deciding(differences(cx, first, second, shown)),
        None => Work::Reading(reading_form(cx, view, shown)),
    }
}

fn reading_form(cx: &Cx, view: &SlipView, shown: &Shown) -> ReadingForm {
    let typed = shown.typed.as_ref().unwrap_or(&view.slip.draft);
    let field = |field: Field| field_view(cx, view, field, typed, shown);
    ReadingForm {
        is_second: view.slip.state == SlipState::Second,
        fields: view.fields.iter().map(|f| field(*f)).collect(),
        kept_at: view.slip.draft_at.filter(|_| !view.slip.draft.is_empty()),
        can_guess: view.slip.state == SlipState::Waiting && slip::can_guess(cx),
        guess: view.slip.guess.get(Field::Body).to_owned(),
    }
}

fn field_view(cx: &Cx, view: &SlipView, field: Field, typed: &Reading, shown: &Shown) -> FieldView {
    let kind = match field {
        Field::Body => FieldKind::Text,
        Field::AgeGroup | Field::District | Field::ReplyWanted => FieldKind::Choice,
        Field::PostedOn | Field::Edition | Field::Subject | Field::Name | Field::Address | Field::Phone => {
            FieldKind::Line
        }
    };
    let mut value = typed.get(field).to_owned();
    if field == Field::Edition && typed.is_empty() && shown.typed.is_none() {
        value = edition_code(view);
    }
    let support = match field {
        Field::PostedOn => {
            format!("11/5 のように。書いていなければ空けます。{}の{}です。", received_word(cx), {
                let on = view.collection.about.collected_on;
                crate::staff::filters::day_of(on)
            })
        }
        Field::Edition => "はがきのバーコードを読むか、符号を入れます。".into(),
        Field::Body => "行の変わり目も、紙のとおりに。".into(),
        _ => String::new(),
    };
    FieldView {
        code: field.code(),
        label: field.label(),
        kind,
        choices: choices(cx, field, &value),
        none: if field == Field::ReplyWanted {
            "書いていない（希望なしとして扱います）"
        } else {
            "書いていない"
        },
        support,
        message: shown.errors.get(field.code()).unwrap_or_default().to_owned(),
        value,
    }
}

/// Which day the day of receipt is, as the city rules.
fn received_word(cx: &Cx) -> &'static str {
    match cx.city.rules.papers().received_on {
        Received::Collected => "受付日は、どちらでも回収日",
        Received::Posted => "書いていないときの受付日は、回収日",
    }
}

fn edition_code(view: &SlipView) -> String {
    let of = view.slip.edition;
    view.editions.iter().find(|edition| Some(edition.id) == of).map(|e| e.code.clone()).unwrap_or_default()
}

fn choices(cx: &Cx, field: Field, now: &str) -> Vec<Choice> {
    let city = cx.city.rules.city();
    let listed = |list: &[kocho_domain::rule::city::Choice]| -> Vec<(String, String)> {
        list.iter().map(|choice| (choice.code.clone(), choice.label.get(Lang::Ja).0.to_owned())).collect()
    };
    let all = match field {
        Field::AgeGroup => listed(&city.age_groups),
        Field::District => listed(&city.districts),
        Field::ReplyWanted => vec![("yes".into(), "希望する".into()), ("no".into(), "希望しない".into())],
        _ => Vec::new(),
    };
    all.into_iter().map(|(code, label)| Choice { chosen: code == now, ..Choice::new(code, label) }).collect()
}

fn differences(cx: &Cx, first: &Reading, second: &Reading, shown: &Shown) -> Vec<DifferenceView> {
    let said = |field: Field, reading: &Reading| {
        let value = reading.get(field);
        let of_list = choices(cx, field, value).into_iter().find(|choice| choice.chosen).map(|choice| choice.label);
        match of_list {
            Some(label) => label,
            None if value.is_empty() => "（書いていない）".to_owned(),
            None => value.to_owned(),
        }
    };
    let view = |field: Field| DifferenceView {
        code: field.code(),
        label: field.label(),
        first: said(field, first),
        second: changes(Some(&said(field, first)), &said(field, second)),
        typed: shown.typed.as_ref().map(|typed| typed.get(field).to_owned()).unwrap_or_default(),
        chosen: shown.chosen.iter().find(|(f, _)| *f == field).map(|(_, c)| c.clone()).unwrap_or_default(),
        is_text: choices(cx, field, "").is_empty(),
        message: shown.errors.get(field.code()).unwrap_or_default().to_owned(),
    };
    first.differences(second).into_iter().map(view).collect()
}

/// What was decided between two readings; the fields for which nothing was.
pub(super) fn decided(sent: &Sent, first: &Reading, second: &Reading) -> (Reading, Vec<(Field, String)>, Errors) {
    let (mut reading, mut chosen, mut errors) = (first.clone(), Vec::new(), Errors::default());
    for field in first.differences(second) {
        let choice = sent.value(&format!("choice_{}", field.code())).unwrap_or_default();
        let other = sent.value(&format!("other_{}", field.code())).unwrap_or_default();
        match choice {
            "first" => {}
            "second" => reading.set(field, second.get(field)),
            "other" => reading.set(field, other),
            _ => errors.add(field.code(), "どちらで読むかを選んでください"),
        }
        chosen.push((field, choice.to_owned()));
    }
    (reading, chosen, errors)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_holds_field_by_field() {
        let reading = |name: &str, body: &str| {
            let mut reading = Reading::default();
            reading.set(Field::Name, name);
            reading.set(Field::Body, body);
            reading
        };
        let (first, second) = (reading("甲野", "橋"), reading("申野", "端"));
        let sent = |fields: &[(&str, &str)]| Sent {
            fields: fields.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
            files: Vec::new(),
        };
        let (decision, _, errors) = decided(
            &sent(&[("choice_name", "second"), ("choice_body", "other"), ("other_body", "箸")]),
            &first,
            &second,
        );
        assert!(errors.is_empty());
        assert_eq!((decision.get(Field::Name), decision.get(Field::Body)), ("申野", "箸"));
        let (_, _, errors) = decided(&sent(&[("choice_name", "first")]), &first, &second);
        assert!(errors.has("body") && !errors.has("name"));
    }
}
