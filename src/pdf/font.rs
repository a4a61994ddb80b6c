//! Which glyph draws a sign, and how wide is it? BIZ UDGothic: every sign is half or full width, so nothing has to be shaped.

use std::sync::OnceLock;

use krilla::text::Font;
use skrifa::{
    FontRef, GlyphId, MetadataProvider,
    charmap::{Charmap, MapVariant},
    instance::{LocationRef, Size},
    metrics::GlyphMetrics,
};
use unicode_normalization::char::compose;
use unicode_segmentation::UnicodeSegmentation;

use crate::PdfError;

static REGULAR: &[u8] = include_bytes!("fonts/BIZUDGothic-Regular.ttf");
static BOLD: &[u8] = include_bytes!("fonts/BIZUDGothic-Bold.ttf");

/// Units of a full-width sign: widths are counted in these, whatever the size.
pub(crate) const EM: u32 = 2048;
/// Stands where the font has no glyph.
const GETA: char = '〓';

/// How thick.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Weight {
    #[default]
    Regular,
    Bold,
}

/// What is drawn and broken as one: a sign with what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unit {
    /// As it was written.
    pub(crate) text: String,
    pub(crate) glyph: u32,
    /// In [`EM`] units.
    pub(crate) width: u32,
    /// The font cannot draw it as it was written.
    pub(crate) missing: bool,
}

impl Unit {
    /// The sign that decides how lines may be broken around it.
    pub(crate) fn sign(&self) -> char {
        self.text.chars().next().unwrap_or(' ')
    }
}

/// A face: for measuring, and for the file.
pub(crate) struct Face {
    charmap: Charmap<'static>,
    metrics: GlyphMetrics<'static>,
    /// As krilla takes it.
    pub(crate) font: Font,
}

/// Both faces.
pub(crate) struct Fonts {
    regular: Face,
    bold: Face,
}

impl Fonts {
    /// Read once.
    pub(crate) fn ours() -> Result<&'static Fonts, PdfError> {
        static FONTS: OnceLock<Option<Fonts>> = OnceLock::new();
        let read = || Some(Fonts { regular: Face::read(REGULAR)?, bold: Face::read(BOLD)? });
        FONTS.get_or_init(read).as_ref().ok_or_else(|| PdfError("the font cannot be read".to_owned()))
    }

    /// The face of a weight.
    pub(crate) fn face(&self, weight: Weight) -> &Face {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }

    /// A text without line breaks as what is drawn.
    pub(crate) fn units(&self, text: &str, weight: Weight) -> Vec<Unit> {
        let face = self.face(weight);
        text.graphemes(true).flat_map(|cluster| face.cluster(cluster)).collect()
    }
}

impl Face {
    fn read(bytes: &'static [u8]) -> Option<Self> {
        let font = FontRef::new(bytes).ok()?;
        Some(Face {
            charmap: font.charmap(),
            metrics: font.glyph_metrics(Size::unscaled(), LocationRef::default()),
            font: Font::new(bytes.into(), 0)?,
        })
    }

    /// What one reads as one sign: composed where the font has it so, else sign by sign.
    fn cluster(&self, cluster: &str) -> Vec<Unit> {
        let mut signs = cluster.chars().filter(|c| !is_unseen(*c));
        let Some(first) = signs.next() else { return Vec::new() };
        let (mut sign, mut variant) = (Some(first), None);
        for next in signs {
            if is_selector(next) {
                variant = Some(next);
            } else {
                sign = sign.and_then(|sign| compose(sign, next));
            }
        }
        match sign {
            Some(sign) => vec![self.unit(sign, variant, cluster)],
            // A picture of several signs is one gap, a letter with a mark that no font composes is both.
            None if self.glyph(first).is_none() => vec![self.gap(cluster)],
            None => {
                let seen = cluster.chars().filter(|c| !is_unseen(*c) && !is_selector(*c));
                seen.map(|c| self.unit(c, None, &c.to_string())).collect()
            }
        }
    }

    fn unit(&self, sign: char, variant: Option<char>, text: &str) -> Unit {
        let sign = if sign == '\t' || sign == '\u{a0}' { ' ' } else { sign };
        let Some(plain) = self.glyph(sign) else { return self.gap(text) };
        let (glyph, missing) = match variant.map(|selector| (selector, self.charmap.map_variant(sign, selector))) {
            Some((_, Some(MapVariant::Variant(glyph)))) => (glyph, false),
            // Whoever writes a name with a certain shape of a sign wants that shape.
            Some((selector, None)) => (plain, selector >= '\u{e0100}'),
            Some((_, Some(MapVariant::UseDefault))) | None => (plain, false),
        };
        Unit { text: kept(text), glyph: glyph.to_u32(), width: self.width(glyph), missing }
    }

    fn gap(&self, text: &str) -> Unit {
        let glyph = self.glyph(GETA).unwrap_or(GlyphId::NOTDEF);
        Unit { text: kept(text), glyph: glyph.to_u32(), width: self.width(glyph), missing: true }
    }

    fn glyph(&self, sign: char) -> Option<GlyphId> {
        self.charmap.map(sign).filter(|glyph| *glyph != GlyphId::NOTDEF)
    }

    fn width(&self, glyph: GlyphId) -> u32 {
        // Advances of this font are 1024 or 2048: whole numbers.
        self.metrics.advance_width(glyph).map_or(EM, |width| width as u32)
    }
}

/// What a reader program may be told of a sign: not what PDF forbids.
fn kept(text: &str) -> String {
    text.chars().filter(|c| (!c.is_control() || *c == '\t') && !is_forbidden(*c)).collect()
}

/// Signs that have no form of their own.
fn is_unseen(c: char) -> bool {
    let is_mark = matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}');
    is_mark || (c.is_control() && c != '\t') || is_forbidden(c)
}

/// No signs at all: marks of byte order and their mirror.
const fn is_forbidden(c: char) -> bool {
    matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Signs that choose a shape of the one before.
const fn is_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}
