//! What does a PDF say? For tests: its words in the order of the file, as a reader program finds them.

use hayro::{
    hayro_interpret::{
        BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
        InterpreterSettings, SoftMask, font::GlyphRun, hayro_cmap::BfString, interpret_page,
    },
    hayro_syntax::{
        Pdf,
        object::{Dict, String as PdfString},
        page::Page,
    },
    kurbo::{Affine, BezPath, Rect},
};

/// Reads what a program reads to somebody: the words that are not on every page, in the order of the file.
#[derive(Default)]
struct Reader {
    words: String,
    running: String,
    /// What is open: on every page; said in other words than its signs.
    is_artifact: Vec<bool>,
    is_told: Vec<bool>,
}

impl Reader {
    fn into(&mut self) -> &mut String {
        if self.is_artifact.contains(&true) { &mut self.running } else { &mut self.words }
    }
}

impl<'a> Device<'a> for Reader {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {
        if self.is_told.contains(&true) {
            return;
        }
        let into = self.into();
        for glyph in run.glyphs() {
            match glyph.as_unicode() {
                Some(BfString::Char(c)) => into.push(c),
                Some(BfString::String(text)) => into.push_str(&text),
                None => into.push('\u{fffd}'),
            }
        }
    }

    fn begin_marked_content(&mut self, tag: &[u8], properties: Option<&Dict<'_>>) {
        self.is_artifact.push(tag == b"Artifact");
        let told = properties.and_then(|properties| properties.get::<PdfString<'_>>(b"ActualText".as_slice()));
        self.is_told.push(told.is_some());
        if let Some(told) = told {
            let text = decoded(told.as_bytes());
            self.into().push_str(&text);
        }
    }

    fn end_marked_content(&mut self) {
        self.is_artifact.pop();
        self.is_told.pop();
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// UTF-16 with its mark in front, or plain ASCII.
fn decoded(bytes: &[u8]) -> String {
    match bytes.strip_prefix(&[0xfe, 0xff]) {
        Some(wide) => {
            let units: Vec<u16> = wide.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            String::from_utf16_lossy(&units)
        }
        None => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// Of every page: its words, and what stands on every page.
pub(crate) fn read(bytes: &[u8]) -> Vec<(String, String)> {
    let pdf = Pdf::new(bytes.to_vec()).unwrap();
    let page = |page: &Page<'_>| {
        let mut reader = Reader::default();
        let cache = InterpreterCache::new();
        let bounds = Rect::new(0.0, 0.0, 595.0, 842.0);
        let mut context = Context::new(Affine::IDENTITY, bounds, &cache, page.xref(), InterpreterSettings::default());
        interpret_page(page, &mut context, &mut reader);
        (reader.words, reader.running)
    };
    pdf.pages().iter().map(page).collect()
}
