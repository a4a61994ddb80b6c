//! Whole files, read again: their words, their pages, their pictures.

use hayro::{
    PixmapSettings, RenderCache, RenderSettings, hayro_interpret::InterpreterSettings, hayro_syntax::Pdf, render,
    vello_cpu::color::palette::css::WHITE,
};
use proptest::prelude::*;

use crate::{Block, Column, Figure, File, Letter, Paper, Stacks, Table, reader::read, render as write};

fn words(file: &File) -> String {
    read(&file.bytes).into_iter().map(|(words, _)| words).collect()
}

/// How many dots of a page have a colour that is so in red and blue.
fn dots(file: &File, page: usize, is: impl Fn(u8, u8) -> bool) -> usize {
    let pdf = Pdf::new(file.bytes.clone()).unwrap();
    let look = PixmapSettings { x_scale: 1.0, y_scale: 1.0, bg_color: WHITE };
    let cache = RenderCache::new();
    let settings = (InterpreterSettings::default(), RenderSettings::default());
    let pixmap = render(&pdf.pages()[page], &cache, &settings.0, &settings.1, &look);
    pixmap.data().iter().filter(|dot| is(dot.r, dot.b)).count()
}

/// How many dots of a page are dark.
fn dark(file: &File, page: usize) -> usize {
    dots(file, page, |red, _| red < 128)
}

fn paper(blocks: Vec<Block>) -> Paper {
    Paper {
        title: "見本".into(),
        lang: String::new(),
        author: "見本市".into(),
        head: "見本市　朝のページ".into(),
        mark: "案".into(),
        dated: (2026, 11, 30),
        blocks,
    }
}

fn everything() -> Paper {
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let table = Table {
        about: "課ごと".into(),
        columns: vec![Column::words("課", 3.0), Column::numbers("件", 1.0)],
        rows: vec![vec!["建設課".into(), "12".into()], vec!["環境課".into(), "0".into()]],
    };
    let figure = Figure {
        title: "施策ごとの件数".into(),
        basis: "17通（ウェブ 12）".into(),
        unit: "件".into(),
        bars: vec![("公共施設".into(), 7), ("広報".into(), 0)],
    };
    paper(vec![
        Block::Heading(1, "朝のページ".into()),
        Block::Paragraph("「道路」に穴が、あいています。".repeat(6)),
        Block::Heading(2, "声".into()),
        Block::Quote("一行目\n二行目".into()),
        Block::List(vec!["はじめ".into(), "つぎ".into()]),
        Block::KeyValues(vec![pair("場所", "市役所")]),
        Block::Table(table),
        Block::Figure(figure),
        Block::Small("世論調査ではありません。".into()),
    ])
}

fn letter() -> Letter {
    Letter {
        number: "秘広第123号".into(),
        dated: "令和8年10月15日".into(),
        addressee: vec!["小美玉市○○123".into(), "髙﨑　花子　様".into()],
        sender: vec!["小美玉市長".into(), "（公印省略）".into()],
        title: "お寄せいただいたご意見について（回答）".into(),
        paragraphs: vec!["下記のとおりお答えします。".into(), "記".into(), "1　広報紙".into(), "以上".into()],
        enclosures: vec!["一覧.pdf".into()],
        inquiry: vec!["小美玉市 秘書広聴課".into(), "0299-00-0000".into()],
    }
}

#[test]
fn the_words_that_come_out_are_those_that_went_in() {
    let file = write(&everything()).unwrap();
    let said = [
        "朝のページ".to_owned(),
        "「道路」に穴が、あいています。".repeat(6),
        "声一行目二行目・はじめ・つぎ場所市役所課件建設課12環境課0".into(),
        "施策ごとの件数7件公共施設0件広報17通（ウェブ 12）世論調査ではありません。".into(),
    ];
    assert_eq!(words(&file), said.concat());
    assert_eq!((file.pages, file.missing.as_slice()), (1, [].as_slice()));
}

#[test]
fn head_mark_and_number_stand_on_every_page_and_are_not_read_again() {
    let file =
        write(&paper(vec![Block::Paragraph("一".into()), Block::NewPage, Block::Paragraph("二".into())])).unwrap();
    let pages = read(&file.bytes);
    assert_eq!(
        pages,
        [("一".into(), "案見本市　朝のページ1 / 2".into()), ("二".into(), "案見本市　朝のページ2 / 2".into()),]
    );
}

#[test]
fn a_letter_has_its_parts_in_their_order() {
    let file = write(&paper(vec![Block::Letter(letter())])).unwrap();
    let said = "秘広第123号令和8年10月15日小美玉市○○123髙﨑　花子　様小美玉市長（公印省略）お寄せいただいたご意見について（回答）\
                下記のとおりお答えします。記1　広報紙以上添付資料1　一覧.pdf小美玉市 秘書広聴課0299-00-0000";
    assert_eq!(words(&file), said);
}

#[test]
fn the_same_paper_gives_the_same_bytes() {
    assert_eq!(write(&everything()).unwrap().bytes, write(&everything()).unwrap().bytes);
}

#[test]
fn the_file_is_tagged_in_japanese_for_people_who_hear_it() {
    let bytes = write(&everything()).unwrap().bytes;
    let has = |wanted: &str| bytes.windows(wanted.len()).any(|part| part == wanted.as_bytes());
    for wanted in ["/StructTreeRoot", "/Marked true", "/Lang(ja)", "pdfuaid", "/DisplayDocTitle true", "/Outlines"] {
        assert!(has(wanted), "{wanted}");
    }
    for tag in ["/H1", "/H2", "/P", "/BlockQuote", "/L", "/LI", "/LBody", "/Table", "/THead", "/TH", "/TD", "/Figure"] {
        assert!(has(&format!("/S{tag}")), "{tag}");
    }
}

#[test]
fn a_long_table_says_its_head_on_every_page_and_loses_no_row() {
    let row = |n: usize| vec![format!("{n:03}"), "広報紙は、公民館でもお渡ししています。".repeat(1 + n % 5)];
    let table = Table {
        about: String::new(),
        columns: vec![Column::words("番号", 1.0), Column::words("内容", 5.0)],
        rows: (0..120).map(row).collect(),
    };
    let file = write(&paper(vec![Block::Table(table)])).unwrap();
    let pages = read(&file.bytes);
    assert!(file.pages > 3, "{}", file.pages);
    for (words, running) in &pages[1..] {
        assert!(!words.contains("番号"), "it is heard once");
        assert!(running.contains("番号内容"), "it is seen on every page: {running}");
    }
    let all: String = pages.iter().map(|(words, _)| words.as_str()).collect();
    assert_eq!((0..120).filter(|n| !all.contains(&format!("{n:03}広報"))).collect::<Vec<_>>(), Vec::<usize>::new());
    // A row is on one page: what a page begins with is a number.
    assert!(pages[1..].iter().all(|(words, _)| words.chars().take(3).all(|c| c.is_ascii_digit())));
}

#[test]
fn a_cell_that_is_taller_than_a_page_goes_on() {
    let long: String = (0..3000).map(|n| char::from_u32(0x3042 + n % 60).unwrap()).collect();
    let table = Table {
        about: String::new(),
        columns: vec![Column::words("名", 1.0), Column::words("内容", 2.0)],
        rows: vec![vec!["長い".into(), long.clone()], vec!["次".into(), "短い".into()]],
    };
    let file = write(&paper(vec![Block::Table(table)])).unwrap();
    assert_eq!(words(&file), format!("名内容長い{long}次短い"));
    assert!(file.pages > 1);
}

/// Shares of which the first is everybody, or nobody.
fn shares(first: &str) -> Paper {
    let row = |name: &str, share: &str| vec![name.to_owned(), share.to_owned()];
    paper(vec![Block::Table(Table {
        about: String::new(),
        columns: vec![Column::words("選択肢", 2.0), Column::bars("%", 3.0)],
        rows: vec![row("ある", first), row("ない", "非公表")],
    })])
}

#[test]
fn a_share_is_a_bar_and_its_number_and_what_is_kept_back_has_no_bar() {
    let whole = write(&shares("100.0")).unwrap();
    assert_eq!(words(&whole), "選択肢%ある100.0ない非公表");
    let blue = |paper: &Paper| dots(&write(paper).unwrap(), 0, |red, blue| blue > 200 && red < 80);
    let (all, half, none) = (blue(&shares("100.0")), blue(&shares("50.0")), blue(&shares("非公表")));
    assert_eq!(none, 0, "nothing is drawn of a number that is kept back");
    assert!(half > 0 && all > half + half / 2, "{half} of {all}");
}

#[test]
fn bars_in_parts_name_their_parts_once_and_carry_numbers_where_there_is_room() {
    let stacks = Stacks {
        title: "満足度".into(),
        series: vec!["満足".into(), "不満".into(), "どちらでもない".into()],
        rows: vec![("読みやすさ".into(), vec![120, 80, 0]), ("写真".into(), vec![199, 1, 0])],
    };
    let file = write(&paper(vec![Block::Stacks(stacks)])).unwrap();
    assert_eq!(words(&file), "満足不満どちらでもない12080読みやすさ199写真");
}

#[test]
fn a_heading_is_never_the_last_thing_on_a_page() {
    for lines in 30..45 {
        let blocks = vec![
            Block::Paragraph(vec!["行"; lines].join("\n")),
            Block::Heading(2, "見出し".into()),
            Block::Paragraph("本文".into()),
        ];
        for (words, _) in read(&write(&paper(blocks)).unwrap().bytes) {
            assert!(!words.ends_with("見出し"), "{lines}: {words}");
        }
    }
}

#[test]
fn what_cannot_be_drawn_is_seen_told_and_still_read() {
    let file = write(&paper(vec![Block::Paragraph("𠮷田さんと가게".into())])).unwrap();
    assert_eq!(file.missing, ["가", "게", "𠮷"]);
    let words = words(&file);
    assert!(words.starts_with("𠮷田さんと가게"), "who hears it hears the name: {words}");
    assert!(words.ends_with("〓は、この書体にない字、または字形です（U+AC00、U+AC8C、U+20BB7）。"), "{words}");
}

#[test]
fn pages_are_not_blank() {
    let file = write(&everything()).unwrap();
    assert!(dark(&file, 0) > 3_000, "{}", dark(&file, 0));
    let empty = write(&Paper::default()).unwrap();
    assert!(dark(&empty, 0) < 100, "only its number stands there");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_somebody_wrote_becomes_a_correct_file(text in "(?s).{0,200}", japanese in "[ぁ-ん一-龠、。「」\n]{0,200}") {
        let cells = Table {
            about: text.clone(),
            columns: vec![Column::words(&text, 1.0), Column::numbers(&japanese, 1.0)],
            rows: vec![vec![japanese.clone(), text.clone()]],
        };
        let blocks = vec![
            Block::Heading(2, text.clone()),
            Block::Paragraph(japanese.clone()),
            Block::Quote(text.clone()),
            Block::Table(cells),
            Block::Letter(Letter { title: text.clone(), paragraphs: vec![text.clone(), japanese], ..letter() }),
        ];
        let file = write(&Paper { title: text, ..paper(blocks) });
        prop_assert!(file.is_ok(), "{:?}", file.err());
    }
}
