//! From a case as it is seen to its page: the letter with its marks, what is known of it, what happened.

use chrono::{DateTime, Utc};
use kocho_domain::{access::Permission, rule::Use};
use kocho_service::stored::{mail_in::MailRef, submission::StoredContact};

use super::{
    circulation, intake,
    seen::{Seen, Tried},
    show::{AdditionView, CasePage, ContactView, EventRow, NoteBox, NoteRow, OriginalView, RevealView, SiblingRow},
    stage::FileView,
    steps,
    text::{dangers, hidden, hints, pieces, shown},
    words::{actor_word, due_view, event_word, section_of, span_words, tone_of},
};
use crate::{
    frame::Frame,
    staff::{
        filters::moment_of,
        view::{Choice, Fact},
    },
    urls::staff as urls,
};

const HIDDEN: &str = "●●●●";
/// Open days in which a deadline counts as near, as in the lists.
const SOON_OPEN_DAYS: u16 = 3;

/// The page of a case.
pub(crate) fn page(frame: Frame, seen: &Seen) -> CasePage {
    let view = &seen.view;
    let case = &view.case;
    let today = seen.cx.today();
    let left = kocho_domain::deadline::days_left(case.due_on, today);
    let soon = seen.cx.city.rules.calendar().add_open_days(today, SOON_OPEN_DAYS) >= case.due_on;
    let person = case.holder_staff.map(|id| seen.name(id).to_owned());
    CasePage {
        frame,
        version: case.lock,
        number: seen.number(),
        title: view.title.clone(),
        status: case.status.label(),
        status_tone: tone_of(case.status),
        due: case.status.is_open().then(|| due_view(case.due_on, left, soon)),
        holder: person.unwrap_or_else(|| seen.section(case.holder)),
        holder_since: case.holder_at,
        restricted: case.restricted,
        siblings: siblings(seen),
        back: urls::DESK.to_owned(),
        overtaken: match &seen.tried {
            Tried::Overtaken { act, typed } => Some((*act, typed.clone())),
            _ => None,
        },
        similar: urls::case_similar(seen.key()),
        slip: urls::case_slip(seen.key()),
        receipt: has_slip(seen).then(|| urls::receipt_slip(view.submission.key.as_str())),
        original: original(seen),
        erase_number: erase_number(seen),
        clean: clean(seen),
        circulation: circulation::of(seen),
        facts: facts(seen),
        related: intake::links(seen),
        contact: contact(seen),
        files: files(seen),
        reveal: reveal(seen),
        stages: steps::stages(seen),
        notes: view.notes.iter().map(|n| NoteRow { by: n.by.clone(), at: n.at, text: n.body.clone() }).collect(),
        note: note(seen),
        timeline: timeline(seen),
    }
}

fn is_hearing(seen: &Seen) -> bool {
    seen.cx.actor.staff().is_ok_and(kocho_domain::access::StaffActor::is_hearing)
}

/// The desk prints a slip of everything, others of what they wrote down themselves.
fn has_slip(seen: &Seen) -> bool {
    let me = seen.cx.actor.staff().ok().map(|staff| staff.id.0);
    is_hearing(seen) || seen.view.intake.as_ref().is_some_and(|taken| taken.staff_id.is_some() && taken.staff_id == me)
}

fn may_triage(seen: &Seen) -> bool {
    seen.cx.actor.staff().is_ok_and(|staff| staff.may(Permission::CaseTriage))
}

fn erase_number(seen: &Seen) -> Option<String> {
    let stands = seen.view.submission.has_my_number && may_triage(seen);
    stands.then(|| urls::case_act(seen.key(), "erase_number"))
}

fn clean(seen: &Seen) -> Option<String> {
    may_triage(seen).then(|| urls::case_clean(seen.key()))
}

fn siblings(seen: &Seen) -> Vec<SiblingRow> {
    if seen.view.siblings.is_empty() {
        return Vec::new();
    }
    let this = (&seen.view.case, &seen.view.title);
    let mut rows: Vec<SiblingRow> = seen
        .view
        .siblings
        .iter()
        .map(|(case, title)| (case, title))
        .chain([this])
        .map(|(case, title)| SiblingRow {
            branch: usize::from(case.branch),
            title: title.clone(),
            section: seen.section(case.holder),
            status: case.status.label(),
            href: urls::case(case.key.as_str()),
            current: case.id == seen.view.case.id,
        })
        .collect();
    rows.sort_by_key(|row| row.branch);
    rows
}

fn original(seen: &Seen) -> OriginalView {
    let view = &seen.view;
    let marked = |text: &str| pieces(text, if seen.revealed.is_some() { shown(text) } else { Vec::new() });
    let additions = seen.revealed.as_ref().map_or(&view.additions, |revealed| &revealed.additions);
    let additions =
        additions.iter().map(|(at, text)| AdditionView { at: *at, label: "追記", pieces: marked(text) }).collect();
    let (subject, body, point) = match &seen.revealed {
        Some(revealed) => (&revealed.subject, &revealed.body, &revealed.point),
        None => (&view.submission.subject, &view.submission.body, &view.point),
    };
    let mut places = if seen.revealed.is_some() { shown(body) } else { hidden(&view.masked) };
    // Words of danger are looked for where they rang when the voice came in.
    let rang = view.case.urgent_at.is_some();
    places.extend(if rang { dangers(body) } else { Vec::new() });
    let mut of_point = point.as_deref().filter(|_| rang).map(dangers).unwrap_or_default();
    let mut of_subject = if rang { dangers(subject) } else { Vec::new() };
    // Suggestions read the case's own text: its part, or the letter with its subject.
    let (in_subject, in_text) = hints(&seen.suggested);
    if point.is_some() {
        of_point.extend(in_text);
    } else {
        of_subject.extend(in_subject);
        places.extend(in_text);
    }
    OriginalView {
        subject: pieces(subject, of_subject),
        point: point.as_deref().map(|text| pieces(text, of_point)).unwrap_or_default(),
        pieces: pieces(body, places),
        masked: seen.revealed.is_none() && (!view.masked.is_empty() || view.additions_masked),
        copy: seen.revealed.is_none() && view.cleaned.is_some() && !is_hearing(seen),
        additions,
    }
}

/// What the resident said beside the text.
pub(crate) fn facts(seen: &Seen) -> Vec<Fact> {
    let submission = &seen.view.submission;
    let rules = &seen.cx.city.rules;
    let city = rules.city();
    let choice = |list: &[kocho_domain::rule::city::Choice], code: &Option<String>| {
        code.as_ref().and_then(|code| list.iter().find(|c| c.code == *code)).map(|c| c.label.ja.clone())
    };
    let wish = match (submission.reply_wanted, submission.reply_way) {
        (Some(true), Some(way)) => format!("希望する（{}）", way.label()),
        (Some(true), None) => "希望する".to_owned(),
        (Some(false), _) => "希望しない".to_owned(),
        (None, _) => "未記入（希望なしとして扱います）".to_owned(),
    };
    let publish = match submission.publish_ok {
        Some(true) => "してよい",
        Some(false) => "しないでほしい",
        None => "記載なし",
    };
    let guess = submission.kind_guess.as_deref().and_then(|code| rules.kind(code)).map(|k| k.label.ja.clone());
    let language = match submission.language.as_str() {
        "easy" => Some("やさしい日本語".to_owned()),
        "en" => Some("英語".to_owned()),
        _ => None,
    };
    let received = kocho_domain::era::wareki(submission.received_on);
    let paper = seen.view.paper.as_ref();
    let channel = rules.channel(&submission.channel).map_or_else(|| submission.channel.clone(), |c| c.label.ja.clone());
    [
        ("受付方法", Some(channel)),
        ("受付日", Some(received)),
        ("投函日（書いてある日）", paper.and_then(|paper| paper.posted_on).map(kocho_domain::era::wareki)),
        ("回答", Some(wish)),
        ("公表", Some(publish.to_owned())),
        ("本人が選んだ種別", guess),
        ("場所", seen.revealed.as_ref().map_or(&submission.place, |revealed| &revealed.place).clone()),
        ("年代", choice(&city.age_groups, &submission.age_group)),
        ("地区", choice(&city.districts, &submission.district)),
        ("市との関わり", choice(&city.relations, &submission.relation)),
        ("画面の言語", language),
        ("原本", paper.and_then(|paper| paper.kept_at.clone())),
        ("対話の日", intake::spoken_on(seen)),
    ]
    .into_iter()
    .filter_map(|(label, value)| Some(Fact::new(label, value?)))
    .chain(intake::facts(seen))
    .collect()
}

fn contact(seen: &Seen) -> ContactView {
    if let Some(revealed) = &seen.revealed {
        return ContactView {
            facts: open_contact(&revealed.contact),
            manner: revealed.contact.reach_note.clone().unwrap_or_default(),
        };
    }
    ContactView { facts: masked_contact(seen), manner: seen.view.manner.clone().unwrap_or_default() }
}

/// That there is a name, an address …, and not which.
pub(crate) fn masked_contact(seen: &Seen) -> Vec<Fact> {
    let hint = seen.view.contact;
    [("氏名", hint.name), ("住所", hint.address), ("電話", hint.phone), ("メール", hint.email)]
        .into_iter()
        .filter(|(_, given)| *given)
        .map(|(label, _)| Fact::new(label, HIDDEN))
        .chain(bounced(hint.bounced_at))
        .collect()
}

/// That mails to the address come back.
fn bounced(since: Option<DateTime<Utc>>) -> Option<Fact> {
    since.map(|at| Fact::new("メールの不達", format!("{} に戻ってきました", moment_of(at))))
}

fn open_contact(contact: &StoredContact) -> Vec<Fact> {
    [("氏名", &contact.name), ("住所", &contact.address), ("電話", &contact.phone), ("メール", &contact.email)]
        .into_iter()
        .filter_map(|(label, value)| Some(Fact::new(label, value.clone()?)))
        .chain(bounced(contact.bounced_at))
        .collect()
}

fn files(seen: &Seen) -> Vec<FileView> {
    let open = seen.files_open || seen.revealed.is_some();
    let view = |(n, file): (usize, &kocho_service::stored::attachment::File)| {
        let word = if file.media_type.starts_with("image/") { "写真" } else { "書類" };
        let kind = file.media_type.rsplit('/').next().unwrap_or_default().to_uppercase();
        let state = if file.scanned { "検査済" } else { "未検査" };
        let href = file.key.as_ref().filter(|_| open).map(|file| urls::case_file(seen.key(), file.as_str()));
        FileView {
            label: format!("{word}{n}"),
            about: format!("{kind} {}・{state}", size_words(file.size)),
            small: href.as_ref().filter(|_| file.small.is_some()).map(|href| urls::small(href)),
            href,
        }
    };
    let mail = |mail: &MailRef| FileView {
        label: "元のメール".to_owned(),
        about: mail_about(mail),
        href: (open && mail.kept).then(|| urls::case_mail(seen.key(), mail.key.as_str())),
        small: None,
    };
    (1..).zip(&seen.view.files).map(view).chain(seen.view.mails.iter().map(mail)).collect()
}

/// 10/14 9:12　12 KB　取り込めない添付 2つ
fn mail_about(mail: &MailRef) -> String {
    let left = (mail.left_files > 0).then(|| format!("取り込めない添付 {}つ", mail.left_files));
    let cut = mail.cut.then(|| "本文が長いため、全文はこちら".to_owned());
    let gone = (!mail.kept).then(|| "保存期間が過ぎたので消しました".to_owned());
    let parts = [Some(moment_of(mail.arrived_at)), Some(size_words(mail.size)), left, cut, gone];
    parts.into_iter().flatten().collect::<Vec<_>>().join("　")
}

pub(crate) fn size_words(bytes: u64) -> String {
    let kilo = bytes.div_ceil(1024);
    if kilo < 1024 { format!("{kilo} KB") } else { format!("{}.{} MB", kilo / 1024, kilo % 1024 * 10 / 1024) }
}

fn reveal(seen: &Seen) -> Option<RevealView> {
    let view = &seen.view;
    let hint = view.contact;
    let contact = hint.name || hint.address || hint.phone || hint.email || hint.reach_note;
    let masked = match (!view.masked.is_empty(), view.additions_masked) {
        (true, true) => "本文と追記の伏せた言葉",
        (false, true) => "追記の伏せた言葉",
        (true, false) => "伏せた言葉",
        (false, false) => "",
    };
    let parts = [
        (contact, "連絡先"),
        (!masked.is_empty(), masked),
        (!view.files.is_empty() && !seen.files_open, "添付"),
        (!view.mails.is_empty() && !seen.files_open, "元のメール"),
    ];
    let what: Vec<&str> = parts.into_iter().filter_map(|(there, word)| there.then_some(word)).collect();
    if what.is_empty() || !view.may_reveal || seen.revealed.is_some() {
        return None;
    }
    let (code, error) = match &seen.tried {
        Tried::Reveal(form, error) => (form.reason_code.as_str(), error.clone()),
        _ => ("", String::new()),
    };
    let reasons = seen.cx.city.rules.reasons_for(Use::Reveal);
    Some(RevealView {
        url: urls::case_act(seen.key(), "reveal"),
        what: what.join("・"),
        reasons: reasons.map(|r| Choice { chosen: r.code == code, ..Choice::new(&r.code, &r.label) }).collect(),
        error,
    })
}

fn note(seen: &Seen) -> Option<NoteBox> {
    let (typed, error) = match &seen.tried {
        Tried::Note(form, error) => (form.text.clone(), error.clone()),
        _ => Default::default(),
    };
    seen.view.may_note.then(|| NoteBox { url: urls::case_act(seen.key(), "note"), typed, error })
}

fn timeline(seen: &Seen) -> Vec<EventRow> {
    let city = &seen.cx.city;
    let lines = &seen.view.timeline;
    // From an event that moved the case on until the next such event, or now, or its end.
    let moves = |line: &&kocho_service::stored::event::Line| {
        matches!(line.code.as_str(), "received" | "route" | "return" | "return_to_head" | "rule")
    };
    let last = lines.last().filter(|_| !seen.view.case.status.is_open()).map_or_else(|| seen.cx.now(), |l| l.at);
    let hearing = city.hearing().map(|s| s.name.as_str()).unwrap_or("広聴");
    lines
        .iter()
        .enumerate()
        .map(|(i, line)| {
            let to = section_of(city, line, "section");
            // It ended in the moment in which it came: nobody held it.
            let at_once = line.code == "received" && line.value("outcome").is_some();
            let held = (moves(&line) && !at_once).then(|| {
                let until = lines.iter().skip(i + 1).find(moves).map_or(last, |next| next.at);
                format!("{}が持つ（{}）", to.unwrap_or(hearing), span_words(line.at, until))
            });
            let by_rule = line.value("by") == Some("rule");
            let who = if by_rule { "受付方法のきまり".to_owned() } else { actor_word(line) };
            let said = seen.reason_words(line.value("reason"), line.free_text.as_deref());
            EventRow {
                at: line.at,
                what: if at_once { "受付・対応済".to_owned() } else { event_word(&line.code).to_owned() },
                who: to.filter(|_| line.code != "received").map_or_else(|| who.clone(), |to| format!("{who} → {to}")),
                text: said,
                held: held.unwrap_or_default(),
            }
        })
        .collect()
}
