//! Pages of a PDF as pictures. A page that cannot be drawn, or not in time, is none; the document is kept anyway.
//!
//! Drawing happens on a thread of its own: a document may be made so that it takes for ever. Its thread is then left alone, and
//! as long as one is left alone, no other document is drawn.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    time::Duration,
};

use hayro::{
    PixmapSettings, RenderCache, RenderSettings, hayro_interpret::InterpreterSettings, hayro_syntax::Pdf,
    hayro_syntax::page::Page, render, vello_cpu::color::palette::css::WHITE,
};

use crate::picture::{SHEET, Sheet, Unclean, drawn_sheet};

/// The most pages of one document.
pub const MOST_PAGES: usize = 100;
/// Deep documents need a deep stack.
const STACK: usize = 64 << 20;
/// Threads that did not come back.
static LEFT_ALONE: AtomicUsize = AtomicUsize::new(0);

/// What the drawing thread says.
enum Told {
    /// How many pages there are.
    Pages(usize),
    /// The next one.
    Page(Option<Sheet>),
}

/// The pages of a document in their order; `None` for one that could not be drawn in `patience`, and for all behind it.
///
/// # Errors
/// [`Unclean::Damaged`] for what is no PDF inside or needs a password, [`Unclean::TooManyPages`].
pub fn sheets(bytes: &[u8], patience: Duration) -> Result<Vec<Option<Sheet>>, Unclean> {
    if LEFT_ALONE.load(Ordering::Acquire) > 0 {
        return Ok(vec![None]);
    }
    let (tell, told) = channel();
    let given_up = Arc::new(AtomicBool::new(false));
    let (bytes, seen) = (bytes.to_vec(), Arc::clone(&given_up));
    let draw = move || {
        // A fault of the drawing library ends its thread and nothing else.
        let _ = catch_unwind(AssertUnwindSafe(|| draw(bytes, &tell, &seen)));
        if seen.load(Ordering::Acquire) {
            LEFT_ALONE.fetch_sub(1, Ordering::AcqRel);
        }
    };
    std::thread::Builder::new().stack_size(STACK).spawn(draw).map_err(|_| Unclean::Damaged)?;
    let pages = match told.recv_timeout(patience) {
        Ok(Told::Pages(pages)) => pages,
        Ok(Told::Page(_)) | Err(RecvTimeoutError::Disconnected) => return Err(Unclean::Damaged),
        Err(RecvTimeoutError::Timeout) => {
            leave_alone(&given_up);
            return Ok(vec![None]);
        }
    };
    if pages > MOST_PAGES {
        return Err(Unclean::TooManyPages);
    }
    Ok(gather(&told, pages, patience, &given_up))
}

fn leave_alone(given_up: &AtomicBool) {
    LEFT_ALONE.fetch_add(1, Ordering::AcqRel);
    given_up.store(true, Ordering::Release);
}

fn gather(told: &Receiver<Told>, pages: usize, patience: Duration, given_up: &AtomicBool) -> Vec<Option<Sheet>> {
    let mut sheets = Vec::with_capacity(pages);
    while sheets.len() < pages {
        match told.recv_timeout(patience) {
            Ok(Told::Page(sheet)) => sheets.push(sheet),
            Ok(Told::Pages(_)) => {}
            Err(RecvTimeoutError::Timeout) => {
                leave_alone(given_up);
                break;
            }
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    sheets.resize(pages, None);
    sheets
}

fn draw(bytes: Vec<u8>, tell: &Sender<Told>, given_up: &AtomicBool) {
    let Ok(pdf) = Pdf::new(bytes) else { return };
    let pages = pdf.pages();
    if pages.is_empty() || tell.send(Told::Pages(pages.len())).is_err() || pages.len() > MOST_PAGES {
        return;
    }
    for page in pages.iter() {
        let sheet = catch_unwind(AssertUnwindSafe(|| drawn(page))).ok().flatten();
        if given_up.load(Ordering::Acquire) || tell.send(Told::Page(sheet)).is_err() {
            return;
        }
    }
}

/// A page as large as a reader needs it, on white.
fn drawn(page: &Page<'_>) -> Option<Sheet> {
    let (width, height) = page.render_dimensions();
    #[expect(clippy::cast_precision_loss, reason = "a few thousand pixels")]
    let scale = SHEET as f32 / width.max(height);
    if !scale.is_finite() || scale <= 0.0 || width * scale < 1.0 || height * scale < 1.0 {
        return None;
    }
    let look = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    // The cache is for this page alone: what it holds goes with it.
    let pixmap = render(page, &RenderCache::new(), &InterpreterSettings::default(), &RenderSettings::default(), &look);
    let rgb = pixmap.data().iter().flat_map(|pixel| [pixel.r, pixel.g, pixel.b]).collect();
    drawn_sheet(pixmap.width().into(), pixmap.height().into(), rgb).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Duration = Duration::from_secs(60);

    /// A document with so many pages, A4, each with this content.
    fn pdf(pages: usize, content: &str) -> Vec<u8> {
        let kids: String = (0..pages).map(|n| format!("{} 0 R ", n + 4)).collect();
        let mut objects = vec![
            "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
            format!("<< /Type /Pages /Kids [{kids}] /Count {pages} >>"),
            format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
        ];
        objects.extend(
            (0..pages).map(|_| "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R >>".to_owned()),
        );
        let mut text = String::from("%PDF-1.4\n");
        let mut starts = Vec::new();
        for (n, object) in objects.iter().enumerate() {
            starts.push(text.len());
            text += &format!("{} 0 obj\n{object}\nendobj\n", n + 1);
        }
        let table = text.len();
        let rows: String = starts.iter().map(|at| format!("{at:010} 00000 n \n")).collect();
        let size = objects.len() + 1;
        text += &format!(
            "xref\n0 {size}\n0000000000 65535 f \n{rows}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n"
        );
        text.into_bytes()
    }

    #[test]
    fn every_page_becomes_a_picture_with_what_is_on_it() {
        let sheets = sheets(&pdf(3, "1 0 0 rg 0 0 300 842 re f"), PATIENCE).unwrap();
        assert_eq!(sheets.len(), 3);
        let picture = image::load_from_memory(&sheets[1].as_ref().unwrap().bytes).unwrap().into_rgb8();
        assert_eq!(picture.height(), SHEET);
        let (left, right) = (picture.get_pixel(100, 1_200).0, picture.get_pixel(1_600, 1_200).0);
        assert!(left[0] > 200 && left[1] < 60, "{left:?}");
        assert!(right.iter().all(|channel| *channel > 250), "{right:?}");
    }

    #[test]
    fn what_is_no_document_is_refused() {
        let whole = pdf(1, "");
        for bytes in [b"%PDF-1.7 nothing".as_slice(), &whole[..9], b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"]
        {
            assert_eq!(sheets(bytes, PATIENCE), Err(Unclean::Damaged));
        }
    }

    #[test]
    fn more_pages_than_anybody_scans_are_refused() {
        assert_eq!(sheets(&pdf(MOST_PAGES + 1, ""), PATIENCE), Err(Unclean::TooManyPages));
    }
}
