//! How does a laid out paper become a PDF? krilla writes it; here every mark gets its glyphs, its colour and its tag.

use std::num::NonZeroU16;

use krilla::{
    Document, SerializeSettings,
    color::rgb,
    configure::{Accessibility, ConfigurationBuilder},
    destination::XyzDestination,
    geom::{PathBuilder, Point, Rect},
    metadata::{DateTime, Metadata},
    outline::{Outline, OutlineNode},
    page::PageSettings,
    paint::Fill,
    surface::Surface,
    tagging::{
        Artifact, ArtifactType, ContentTag, Identifier, ListNumbering, SpanTag, TableHeaderScope, Tag, TagGroup,
        TagKind, TagTree,
    },
    text::{GlyphId, KrillaGlyph},
};

use crate::{
    Paper, PdfError,
    font::{EM, Fonts},
    page::{BOTTOM, HEIGHT, Laid, Mark, Sheet, TOP, TextMark, Tone, WIDTH},
    tags::{Child, ROOT, Role, Tags},
};

/// The bytes of the file.
pub(crate) fn write(paper: &Paper, laid: &Laid, fonts: &Fonts) -> Result<Vec<u8>, PdfError> {
    let standard = ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1).finish();
    let mut document = Document::new_with(SerializeSettings {
        configuration: standard.map_err(|error| PdfError(format!("{error:?}")))?,
        enable_tagging: true,
        ..SerializeSettings::default()
    });
    let mut pieces: Vec<Option<Identifier>> = vec![None; laid.tags.pieces];
    for sheet in &laid.sheets {
        let size = PageSettings::from_wh(WIDTH, HEIGHT).ok_or_else(|| PdfError("no page".to_owned()))?;
        let mut page = document.start_page_with(size);
        let mut surface = page.surface();
        draw(&mut surface, sheet, fonts, &mut pieces);
        surface.finish();
        page.finish();
    }
    document.set_outline(outline(laid));
    document.set_tag_tree(tree(&laid.tags, &pieces));
    document.set_metadata(metadata(paper));
    document.finish().map_err(|error| PdfError(format!("{error:?}")))
}

fn metadata(paper: &Paper) -> Metadata {
    let (year, month, day) = paper.dated;
    let dated = DateTime::new(year).month(month).day(day).hour(0).minute(0).second(0).utc_offset_hour(9);
    let title = if paper.title.is_empty() { "広聴" } else { &paper.title };
    Metadata::new()
        .title(title.to_owned())
        .authors(vec![paper.author.clone()])
        .creator("Kocho".to_owned())
        .language(if paper.lang.is_empty() { "ja" } else { &paper.lang }.to_owned())
        .creation_date(dated)
}

/// The headings, for the side of a reader program.
fn outline(laid: &Laid) -> Outline {
    let mut outline = Outline::new();
    let title = laid.headings.is_empty().then(|| (0, 0.0, "1".to_owned()));
    for (page, y, text) in laid.headings.iter().cloned().chain(title) {
        outline.push_child(OutlineNode::new(text, XyzDestination::new(page, Point::from_xy(0.0, y))));
    }
    outline
}

fn draw(surface: &mut Surface<'_>, sheet: &Sheet, fonts: &Fonts, pieces: &mut [Option<Identifier>]) {
    for mark in &sheet.marks {
        match mark {
            Mark::Text(text) => {
                let tag = match text.piece {
                    Some(_) => ContentTag::Span(SpanTag::empty()),
                    None => artifact(on_every_page(text.y)),
                };
                let identifier = surface.start_tagged(tag);
                draw_text(surface, text, fonts);
                surface.end_tagged();
                if let Some(place) = text.piece.and_then(|piece| pieces.get_mut(piece)) {
                    *place = Some(identifier);
                }
            }
            Mark::Fill { x, y, width, height, tone } => {
                surface.start_tagged(artifact(ArtifactType::Other));
                draw_fill(surface, (*x, *y, *width, *height), *tone);
                surface.end_tagged();
            }
        }
    }
}

fn artifact(kind: ArtifactType) -> ContentTag<'static> {
    ContentTag::Artifact(Artifact::with_kind(kind))
}

/// Head, number, or the head of a table that goes on.
fn on_every_page(y: f32) -> ArtifactType {
    if y < TOP {
        ArtifactType::Header
    } else if y > HEIGHT - BOTTOM {
        ArtifactType::Footer
    } else {
        ArtifactType::PaginationOther
    }
}

fn draw_text(surface: &mut Surface<'_>, mark: &TextMark, fonts: &Fonts) {
    let mut text = String::new();
    let mut glyphs = Vec::with_capacity(mark.units.len());
    for unit in &mark.units {
        let from = text.len();
        text.push_str(&unit.text);
        let advance = unit.width as f32 / EM as f32 + mark.spread / mark.size;
        glyphs.push(KrillaGlyph::new(GlyphId::new(unit.glyph), advance, 0.0, 0.0, 0.0, from..text.len(), None));
    }
    surface.set_fill(Some(fill(mark.tone)));
    let font = fonts.face(mark.weight).font.clone();
    surface.draw_glyphs(Point::from_xy(mark.x, mark.y), &glyphs, font, &text, mark.size, false);
}

fn draw_fill(surface: &mut Surface<'_>, (x, y, width, height): (f32, f32, f32, f32), tone: Tone) {
    let Some(rect) = Rect::from_xywh(x, y, width, height) else { return };
    let mut path = PathBuilder::new();
    path.push_rect(rect);
    if let Some(path) = path.finish() {
        surface.set_fill(Some(fill(tone)));
        surface.draw_path(&path);
    }
}

fn fill(tone: Tone) -> Fill {
    let (r, g, b) = match tone {
        Tone::Ink => (0x1a, 0x1a, 0x1a),
        Tone::Quiet => (0x59, 0x59, 0x59),
        Tone::Line => (0xb3, 0xb3, 0xb3),
        Tone::Panel => (0xf2, 0xf2, 0xf2),
        Tone::Bar => (0x26, 0x4a, 0xf4),
        Tone::Paper => (0xff, 0xff, 0xff),
        Tone::Step(step) => match step % Tone::STEPS {
            0 => (0x00, 0x17, 0xc1),
            1 => (0x43, 0x60, 0xd0),
            2 => (0x93, 0xa8, 0xf0),
            3 => (0xc5, 0xd3, 0xfb),
            4 => (0xe3, 0xea, 0xfd),
            _ => (0xd9, 0xd9, 0xd9),
        },
    };
    Fill { paint: rgb::Color::new(r, g, b).into(), ..Fill::default() }
}

fn tree(tags: &Tags, pieces: &[Option<Identifier>]) -> TagTree {
    let mut tree = TagTree::new();
    tree.push(group(tags, ROOT, pieces));
    tree
}

fn group(tags: &Tags, node: usize, pieces: &[Option<Identifier>]) -> TagGroup {
    let node = &tags.nodes[node];
    let mut group = TagGroup::new(kind(&node.role));
    for child in &node.children {
        match child {
            Child::Node(node) => group.push(self::group(tags, *node, pieces)),
            Child::Piece(piece) => {
                if let Some(identifier) = pieces.get(*piece).copied().flatten() {
                    group.push(identifier);
                }
            }
        }
    }
    group
}

fn kind(role: &Role) -> TagKind {
    let about = |text: &String| (!text.is_empty()).then(|| text.clone());
    match role {
        Role::Part => Tag::Part.into(),
        Role::Heading(level, text) => {
            let level = NonZeroU16::new(u16::from(*level)).unwrap_or(NonZeroU16::MIN);
            Tag::Hn(level, Some(text.clone())).into()
        }
        Role::Paragraph => Tag::P.into(),
        Role::Quote => Tag::BlockQuote.into(),
        Role::List => Tag::L(ListNumbering::Disc).into(),
        Role::Item => Tag::LI.into(),
        Role::Label => Tag::Lbl.into(),
        Role::Body => Tag::LBody.into(),
        Role::Table(text) => Tag::Table.with_summary(about(text)).into(),
        Role::HeadRows => Tag::THead.into(),
        Role::BodyRows => Tag::TBody.into(),
        Role::Row => Tag::TR.into(),
        Role::ColumnHead => Tag::TH(TableHeaderScope::Column).into(),
        Role::RowHead => Tag::TH(TableHeaderScope::Row).into(),
        Role::Cell => Tag::TD.into(),
        Role::Figure(words) => Tag::Figure(Some(words.clone())).into(),
    }
}
