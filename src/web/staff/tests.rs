//! Every sample of the staff, print and office pages, rendered and read as HTML.

use std::collections::BTreeSet;

use askama::Template;
use kocho_domain::localized::Lang;
use scraper::{ElementRef, Html, Selector};

use super::{
    account::AccountPage,
    accuracy::{AccuracyPage, MissesPage},
    admin::{
        AdminPage,
        calendar::CalendarPage,
        import::ImportPage,
        mail::MailTextPage,
        model::ModelPage,
        rule::{RuleListPage, RulePage},
        section::{SectionEditPage, SectionListPage},
        staff::{StaffEditPage, StaffListPage, StaffPasswordPage},
        template::{TemplateListPage, TemplatePage},
    },
    application::{
        ApplicationHandedPage, ApplicationNewPage, ApplicationSheetPage, ApplicationShowPage, DecisionLetterPage,
    },
    audit::AuditPage,
    brief::{BriefPage, BriefPrintPage, MemoListPage, MemoPage as BriefMemoPage},
    candidate::{CandidateListPage, CandidateNewPage, CandidatePage},
    case::{clean::CleanPage, conflict::ConflictPage, list::CaseListPage, show::CasePage, version::VersionPage},
    collection::{CollectionListPage, CollectionNewPage, CollectionPage},
    commitment::{CommitmentListPage, CommitmentNewPage, CommitmentPage},
    crosswalk::{CrosswalkPage, CrosswalkRowPage},
    dialogue_day::{DialogueDayPage, DialogueEditPage, DialogueListPage},
    draw::StaffDrawPage,
    edition::EditionListPage,
    flood::FloodPage,
    help::HelpPage,
    import::{ImportListPage, ImportRowPage, ImportShowPage},
    indicator::{IndicatorListPage, IndicatorPage, of_survey::IndicatorOfSurveyPage},
    invitation::{InvitationsPage, SurveyLettersPage},
    letter::LetterPage,
    mail_in::{MailListPage, MailPage},
    memo::{MemoDonePage, MemoPage},
    monitor::{AppointmentsPage, MonitorListPage, MonitorShowPage},
    panel::{PanelLettersPage, PanelListPage, PanelNewPage, PanelPage, QuotaPage},
    panel_draw::PanelDrawPage,
    paper_return::{PaperReturnPage, PaperReturnsPage},
    petition::PetitionPage,
    plan::{PlanPage, PlanUsePage},
    print::{LetterPrintPage, ReceiptSlipPage, RegisterPage, SlipPage},
    publication::{PublicationDraftPage, PublicationListPage, PublicationSurePage, PublicationWritePage},
    record::{ClashPage, RecordPage, RemarkPage},
    reward::{RewardPage, RewardReceiptsPage},
    search::SearchPage,
    session::LoginPage,
    similar::SimilarPage,
    slip::{SlipListPage, SlipPage as PaperSlipPage},
    summary::{FollowUpPage, SummaryListPage, SummaryPage, SummaryPrintPage},
    survey::{
        SurveyBuilderPage, SurveyHeadPage, SurveyListPage, SurveyPreviewPage, SurveyPrintPage, SurveyQuestionPage,
        SurveyShowPage,
    },
    survey_result::{SurveyResultPage, SurveyScoresPage, SurveyTextsPage, SurveyTrendPage, voices::SurveyVoicesPage},
    term::{TermListPage, TermTrialPage},
};
use crate::office::{
    answer::AnswerPage,
    commitment::OfficeCommitmentsPage,
    morning::MorningPage,
    orphan::OrphansPage,
    plan::OfficePlanPage,
    rising::RisingPage,
    section::OfficeSectionsPage,
    topic::{form::TopicNewPage, group::TopicGroupPage, list::TopicListPage, public::TopicPublicPage, show::TopicPage},
    week::OfficePage,
};

fn html(page: &impl Template) -> String {
    page.render().unwrap()
}

fn samples() -> Vec<(&'static str, String)> {
    vec![
        ("login", html(&LoginPage::sample())),
        ("login-wait", html(&LoginPage::sample_wait())),
        ("account", html(&AccountPage::sample())),
        ("cases", html(&CaseListPage::sample())),
        ("cases-empty", html(&CaseListPage::sample_empty())),
        ("case-urgent", html(&CasePage::sample_urgent())),
        ("case-triage", html(&CasePage::sample_triage())),
        ("case-routed", html(&CasePage::sample_routed())),
        ("case-draft", html(&CasePage::sample_draft())),
        ("case-approval", html(&CasePage::sample_approval())),
        ("case-conflict", html(&ConflictPage::sample())),
        ("case-clean", html(&CleanPage::sample())),
        ("case-version", html(&VersionPage::sample())),
        ("similar", html(&SimilarPage::sample())),
        ("similar-empty", html(&SimilarPage::sample_empty())),
        ("flood", html(&FloodPage::sample())),
        ("search", html(&SearchPage::sample())),
        ("search-beside", html(&SearchPage::sample_beside())),
        ("search-empty", html(&SearchPage::sample_empty())),
        ("search-start", html(&SearchPage::sample_start())),
        ("letter", html(&LetterPage::sample())),
        ("letter-blocked", html(&LetterPage::sample_blocked())),
        ("letter-sent", html(&LetterPage::sample_sent())),
        ("mails", html(&MailListPage::sample())),
        ("mails-empty", html(&MailListPage::sample_empty())),
        ("mail", html(&MailPage::sample())),
        ("mail-open", html(&MailPage::sample_open())),
        ("print-slip", html(&SlipPage::sample())),
        ("print-register", html(&RegisterPage::sample())),
        ("print-receipt", html(&ReceiptSlipPage::sample(Lang::Ja))),
        ("print-receipt-easy", html(&ReceiptSlipPage::sample(Lang::Easy))),
        ("print-receipt-en", html(&ReceiptSlipPage::sample(Lang::En))),
        ("print-receipt-petition", html(&ReceiptSlipPage::sample_petition())),
        ("print-receipt-late", html(&ReceiptSlipPage::sample_late())),
        ("memo", html(&MemoPage::sample())),
        ("memo-mistakes", html(&MemoPage::sample_mistakes())),
        ("memo-done", html(&MemoDonePage::sample())),
        ("memo-done-urgent", html(&MemoDonePage::sample_urgent())),
        ("petition", html(&PetitionPage::sample())),
        ("petition-mistakes", html(&PetitionPage::sample_mistakes())),
        ("print-letter", html(&LetterPrintPage::sample())),
        ("admin", html(&AdminPage::sample())),
        ("admin-staff", html(&StaffListPage::sample())),
        ("admin-staff-edit", html(&StaffEditPage::sample())),
        ("admin-staff-new", html(&StaffEditPage::sample_new())),
        ("admin-password", html(&StaffPasswordPage::sample())),
        ("admin-password-done", html(&StaffPasswordPage::sample_done())),
        ("admin-sections", html(&SectionListPage::sample())),
        ("admin-section", html(&SectionEditPage::sample())),
        ("admin-calendar", html(&CalendarPage::sample())),
        ("plan", html(&PlanPage::sample())),
        ("plan-other", html(&PlanPage::sample_other())),
        ("plan-use", html(&PlanUsePage::sample())),
        ("crosswalk", html(&CrosswalkPage::sample())),
        ("crosswalk-row", html(&CrosswalkRowPage::sample())),
        ("crosswalk-new", html(&CrosswalkRowPage::sample_new())),
        ("admin-rules", html(&RuleListPage::sample())),
        ("admin-rule", html(&RulePage::sample())),
        ("admin-templates", html(&TemplateListPage::sample())),
        ("admin-template", html(&TemplatePage::sample())),
        ("admin-mail", html(&MailTextPage::sample())),
        ("admin-import", html(&ImportPage::sample())),
        ("admin-import-preview", html(&ImportPage::sample_preview())),
        ("admin-import-faults", html(&ImportPage::sample_faults())),
        ("admin-model", html(&ModelPage::sample())),
        ("admin-model-used", html(&ModelPage::sample_used())),
        ("publications", html(&PublicationListPage::sample())),
        ("publications-empty", html(&PublicationListPage::sample_empty())),
        ("publication-write", html(&PublicationWritePage::sample())),
        ("publication-write-draft", html(&PublicationWritePage::sample_draft())),
        ("publication-draft", html(&PublicationDraftPage::sample())),
        ("publication-draft-own", html(&PublicationDraftPage::sample_own())),
        ("publication-draft-gone", html(&PublicationDraftPage::sample_gone())),
        ("publication-draft-returned", html(&PublicationDraftPage::sample_returned())),
        ("publication-sure", html(&PublicationSurePage::sample())),
        ("terms", html(&TermListPage::sample())),
        ("terms-empty", html(&TermListPage::sample_empty())),
        ("term-trial", html(&TermTrialPage::sample())),
        ("term-trial-running", html(&TermTrialPage::sample_running())),
        ("accuracy", html(&AccuracyPage::sample())),
        ("accuracy-empty", html(&AccuracyPage::sample_empty())),
        ("accuracy-misses", html(&MissesPage::sample())),
        ("imports", html(&ImportListPage::sample())),
        ("imports-refused", html(&ImportListPage::sample_refused())),
        ("import", html(&ImportShowPage::sample())),
        ("import-columns", html(&ImportShowPage::sample_columns())),
        ("import-running", html(&ImportShowPage::sample_running())),
        ("import-taken", html(&ImportShowPage::sample_taken())),
        ("import-over", html(&ImportShowPage::sample_over())),
        ("import-row", html(&ImportRowPage::sample())),
        ("import-row-bad", html(&ImportRowPage::sample_bad())),
        ("audit", html(&AuditPage::sample())),
        ("help", html(&HelpPage::sample())),
        ("office", html(&MorningPage::sample())),
        ("office-quiet", html(&MorningPage::sample_quiet())),
        ("office-week", html(&OfficePage::sample())),
        ("office-plan", html(&OfficePlanPage::sample())),
        ("office-sections", html(&OfficeSectionsPage::sample())),
        ("orphans", html(&OrphansPage::sample())),
        ("orphans-empty", html(&OrphansPage::sample_empty())),
        ("answer-council", html(&AnswerPage::sample())),
        ("answer-council-few", html(&AnswerPage::sample_few())),
        ("rising", html(&RisingPage::sample())),
        ("rising-quiet", html(&RisingPage::sample_quiet())),
        ("topics", html(&TopicListPage::sample())),
        ("topics-empty", html(&TopicListPage::sample_empty())),
        ("topic-new", html(&TopicNewPage::sample())),
        ("topic-new-refused", html(&TopicNewPage::sample_refused())),
        ("topic", html(&TopicPage::sample())),
        ("topic-list", html(&TopicPage::sample_list())),
        ("topic-tree", html(&TopicPage::sample_tree())),
        ("topic-waiting", html(&TopicPage::sample_waiting())),
        ("topic-group", html(&TopicGroupPage::sample())),
        ("topic-public", html(&TopicPublicPage::sample())),
        ("topic-public-empty", html(&TopicPublicPage::sample_empty())),
        ("commitments", html(&CommitmentListPage::sample())),
        ("commitments-empty", html(&CommitmentListPage::sample_empty())),
        ("commitment-new", html(&CommitmentNewPage::sample())),
        ("commitment", html(&CommitmentPage::sample())),
        ("commitment-kept", html(&CommitmentPage::sample_kept())),
        ("record", html(&RecordPage::sample())),
        ("record-wrong", html(&RecordPage::sample_wrong())),
        ("record-clash", html(&ClashPage::sample())),
        ("remark", html(&RemarkPage::sample())),
        ("summaries", html(&SummaryListPage::sample())),
        ("summary", html(&SummaryPage::sample())),
        ("summary-public", html(&SummaryPage::sample_public())),
        ("summary-print", html(&SummaryPrintPage::sample())),
        ("surveys", html(&SurveyListPage::sample())),
        ("surveys-refused", html(&SurveyListPage::sample_refused())),
        ("survey", html(&SurveyShowPage::sample())),
        ("survey-mistakes", html(&SurveyShowPage::sample_mistakes())),
        ("survey-head", html(&SurveyHeadPage::sample())),
        ("survey-new", html(&SurveyHeadPage::sample_new())),
        ("survey-builder", html(&SurveyBuilderPage::sample())),
        ("survey-builder-empty", html(&SurveyBuilderPage::sample_empty())),
        ("survey-question", html(&SurveyQuestionPage::sample())),
        ("survey-question-scale", html(&SurveyQuestionPage::sample_scale())),
        ("survey-question-number", html(&SurveyQuestionPage::sample_number())),
        ("survey-question-image", html(&SurveyQuestionPage::sample_image())),
        ("survey-preview", html(&SurveyPreviewPage::sample())),
        ("survey-print", html(&SurveyPrintPage::sample(Lang::Ja))),
        ("survey-print-easy", html(&SurveyPrintPage::sample(Lang::Easy))),
        ("survey-print-en", html(&SurveyPrintPage::sample(Lang::En))),
        ("follow-ups", html(&FollowUpPage::sample())),
        ("follow-ups-none", html(&FollowUpPage::sample_none())),
        ("office-commitments", html(&OfficeCommitmentsPage::sample())),
        ("office-commitments-figures", html(&OfficeCommitmentsPage::sample_figures())),
        ("collections", html(&CollectionListPage::sample())),
        ("collections-empty", html(&CollectionListPage::sample_empty())),
        ("collection-new", html(&CollectionNewPage::sample())),
        ("collection", html(&CollectionPage::sample())),
        ("collection-zero", html(&CollectionPage::sample_zero())),
        ("survey-result", html(&SurveyResultPage::sample())),
        ("survey-result-read", html(&SurveyResultPage::sample_read())),
        ("survey-result-overtaken", html(&SurveyResultPage::sample_overtaken())),
        ("survey-texts", html(&SurveyTextsPage::sample())),
        ("survey-voices", html(&SurveyVoicesPage::sample())),
        ("survey-voices-open", html(&SurveyVoicesPage::sample_open())),
        ("survey-trend", html(&SurveyTrendPage::sample())),
        ("survey-scores", html(&SurveyScoresPage::sample())),
        ("indicators", html(&IndicatorListPage::sample())),
        ("indicators-empty", html(&IndicatorListPage::sample_empty())),
        ("indicator", html(&IndicatorPage::sample())),
        ("indicator-own", html(&IndicatorPage::sample_own())),
        ("indicator-read", html(&IndicatorPage::sample_read())),
        ("indicator-survey", html(&IndicatorOfSurveyPage::sample())),
        ("indicator-survey-wrong", html(&IndicatorOfSurveyPage::sample_wrong())),
        ("indicator-survey-open", html(&IndicatorOfSurveyPage::sample_open())),
        ("survey-invitations", html(&InvitationsPage::sample())),
        ("survey-invitations-open", html(&InvitationsPage::sample_open())),
        ("print-survey-letter", html(&SurveyLettersPage::sample())),
        ("print-survey-letter-none", html(&SurveyLettersPage::sample_empty())),
        ("survey-papers", html(&PaperReturnsPage::sample())),
        ("survey-papers-empty", html(&PaperReturnsPage::sample_empty())),
        ("survey-papers-named", html(&PaperReturnsPage::sample_named())),
        ("survey-paper", html(&PaperReturnPage::sample())),
        ("survey-paper-different", html(&PaperReturnPage::sample_different())),
        ("editions", html(&EditionListPage::sample())),
        ("editions-empty", html(&EditionListPage::sample_empty())),
        ("slips", html(&SlipListPage::sample())),
        ("slips-empty", html(&SlipListPage::sample_empty())),
        ("slip-reading", html(&PaperSlipPage::sample())),
        ("slip-deciding", html(&PaperSlipPage::sample_deciding())),
        ("slip-guessed", html(&PaperSlipPage::sample_guessed())),
        ("slip-held", html(&PaperSlipPage::sample_held())),
        ("slip-free", html(&PaperSlipPage::sample_free())),
        ("slip-received", html(&PaperSlipPage::sample_received())),
        ("slip-void", html(&PaperSlipPage::sample_void())),
        ("dialogues", html(&DialogueListPage::sample())),
        ("dialogues-empty", html(&DialogueListPage::sample_empty())),
        ("dialogue-new", html(&DialogueEditPage::sample())),
        ("dialogue-edit", html(&DialogueEditPage::sample_edit())),
        ("dialogue", html(&DialogueDayPage::sample())),
        ("dialogue-draft", html(&DialogueDayPage::sample_draft())),
        ("dialogue-cancelled", html(&DialogueDayPage::sample_cancelled())),
        ("dialogue-draw", html(&StaffDrawPage::sample())),
        ("dialogue-draw-ready", html(&StaffDrawPage::sample_ready())),
        ("application-new", html(&ApplicationNewPage::sample())),
        ("application-receipt", html(&ApplicationHandedPage::sample())),
        ("application", html(&ApplicationShowPage::sample())),
        ("application-accepted", html(&ApplicationShowPage::sample_accepted())),
        ("print-application", html(&ApplicationSheetPage::sample())),
        ("print-decision", html(&DecisionLetterPage::sample())),
        ("brief", html(&BriefPage::sample())),
        ("brief-office", html(&BriefPage::sample_office())),
        ("print-brief", html(&BriefPrintPage::sample())),
        ("dialogue-memos", html(&MemoListPage::sample())),
        ("dialogue-memos-empty", html(&MemoListPage::sample_empty())),
        ("dialogue-memo", html(&BriefMemoPage::sample())),
        ("dialogue-memo-conflict", html(&BriefMemoPage::sample_conflict())),
        ("panels", html(&PanelListPage::sample())),
        ("panels-empty", html(&PanelListPage::sample_empty())),
        ("panel-new", html(&PanelNewPage::sample())),
        ("panel", html(&PanelPage::sample())),
        ("panel-draft", html(&PanelPage::sample_draft())),
        ("panel-quota", html(&QuotaPage::sample())),
        ("print-panel-letters", html(&PanelLettersPage::sample())),
        ("print-panel-letters-empty", html(&PanelLettersPage::sample_empty())),
        ("panel-draw", html(&PanelDrawPage::sample())),
        ("panel-draw-ready", html(&PanelDrawPage::sample_ready())),
        ("candidates", html(&CandidateListPage::sample())),
        ("candidates-empty", html(&CandidateListPage::sample_empty())),
        ("candidate-new", html(&CandidateNewPage::sample())),
        ("candidate", html(&CandidatePage::sample())),
        ("candidate-chosen", html(&CandidatePage::sample_chosen())),
        ("monitors", html(&MonitorListPage::sample())),
        ("monitors-revealed", html(&MonitorListPage::sample_revealed())),
        ("monitors-empty", html(&MonitorListPage::sample_empty())),
        ("monitor", html(&MonitorShowPage::sample())),
        ("monitor-left", html(&MonitorShowPage::sample_left())),
        ("monitor-revealed", html(&MonitorShowPage::sample_revealed())),
        ("print-appointments", html(&AppointmentsPage::sample())),
        ("rewards", html(&RewardPage::sample())),
        ("rewards-closed", html(&RewardPage::sample_closed())),
        ("print-reward-receipts", html(&RewardReceiptsPage::sample())),
    ]
}

fn select<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

fn words(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().trim().to_owned()
}

/// Says for every page what is wrong with it; an empty list is good.
fn each(check: impl Fn(&Html) -> Vec<String>) {
    let wrong: Vec<String> = samples()
        .iter()
        .flat_map(|(name, html)| {
            check(&Html::parse_document(html)).into_iter().map(move |what| format!("{name}: {what}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_page_has_one_h1_and_a_title() {
    each(|page| {
        let h1 = select(page, "h1");
        let title = select(page, "title").first().copied().map(words).unwrap_or_default();
        let good = h1.len() == 1 && !words(h1[0]).is_empty() && !title.is_empty();
        if good { vec![] } else { vec![format!("{} h1, title 「{title}」", h1.len())] }
    });
}

#[test]
fn every_control_has_a_label() {
    each(|page| {
        let controls = "input:not([type=hidden]), select, textarea:not([hidden])";
        let labels: BTreeSet<_> = select(page, "label[for]").iter().filter_map(|l| l.value().attr("for")).collect();
        let labelled = |control: &ElementRef<'_>| {
            let by_id = control.value().attr("id").is_some_and(|id| labels.contains(id));
            by_id || control.ancestors().filter_map(ElementRef::wrap).any(|parent| parent.value().name() == "label")
        };
        let bare = select(page, controls).into_iter().filter(|control| !labelled(control));
        bare.map(|control| format!("no label: {}", control.html())).collect()
    });
}

#[test]
fn ids_are_unique_and_descriptions_lead_somewhere() {
    each(|page| {
        let mut ids = BTreeSet::new();
        let twice = select(page, "[id]").into_iter().filter_map(|e| e.value().attr("id")).filter(|id| !ids.insert(*id));
        let mut wrong: Vec<String> = twice.map(|id| format!("id twice: {id}")).collect();
        for attribute in ["aria-describedby", "aria-labelledby", "for"] {
            for element in select(page, &format!("[{attribute}]")) {
                let named = element.value().attr(attribute).unwrap_or_default().split_whitespace();
                wrong.extend(named.filter(|id| !ids.contains(id)).map(|id| format!("{attribute} leads nowhere: {id}")));
            }
        }
        wrong
    });
}

#[test]
fn no_link_or_button_is_empty_and_every_post_carries_the_token() {
    each(|page| {
        let links = select(page, "a")
            .into_iter()
            .filter(|a| words(*a).is_empty() || !a.value().attr("href").is_some_and(|h| h.starts_with(['/', '#'])));
        let mut wrong: Vec<String> = links.map(|a| format!("bad link: {}", a.html())).collect();
        wrong.extend(select(page, "button").into_iter().filter(|b| words(*b).is_empty()).map(|b| b.html()));
        let token = Selector::parse("input[name=csrf]").unwrap();
        let posts = select(page, "form[method=post]").into_iter().filter(|form| form.select(&token).next().is_none());
        wrong.extend(posts.map(|form| format!("no token: {:?}", form.value().attr("action"))));
        wrong
    });
}

#[test]
fn nothing_is_inline_and_one_button_is_filled() {
    each(|page| {
        let inline = select(page, "[style], style, script:not([src]), [onclick], [onsubmit], [onchange]");
        let mut wrong: Vec<String> = inline.into_iter().map(|e| format!("inline: {}", e.html())).collect();
        let filled = select(page, ".button-primary");
        if filled.len() > 1 {
            wrong.push(format!("{} filled buttons", filled.len()));
        }
        wrong
    });
}

#[test]
fn the_residents_line_breaks_stay() {
    let page = html(&CasePage::sample_triage());
    assert!(page.contains("ません。\n\n1. "), "the original lost its line breaks");
    let page = Html::parse_document(&page);
    assert!(!words(select(&page, "main")[0]).contains("0299-11"), "masked details stay masked");
}

#[test]
fn what_was_typed_at_the_login_stays_and_the_password_does_not() {
    let page = Html::parse_document(&html(&LoginPage::sample_wait()));
    let value = |name: &str| select(&page, &format!("input[name={name}]"))[0].value().attr("value").unwrap().to_owned();
    assert_eq!(
        (value("name").as_str(), value("password").as_str(), value("resume").as_str()),
        ("kyodo-a", "", "form-1")
    );
}

/// Writes the samples where `KOCHO_SAMPLES` says, to be looked at in a browser.
#[test]
fn samples_can_be_looked_at() {
    let Ok(folder) = std::env::var("KOCHO_SAMPLES") else { return };
    for (name, html) in samples() {
        let html = html.replace("/assets/", "assets/");
        std::fs::write(format!("{folder}/{name}.html"), html).unwrap();
    }
}
