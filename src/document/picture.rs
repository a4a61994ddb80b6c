//! Pictures and PDFs from outside: type by content, size by header, everything about the camera and place removed.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, codecs};

/// The most pixels a picture may have; read from its header before anything is decoded.
pub const MAX_PIXELS: u64 = 40_000_000;
/// The most memory that a decoded picture may take: as many pixels with a byte for each of four channels.
const MAX_DECODED: u64 = MAX_PIXELS * 4;
/// A photographed sheet of A4 is legible at this length of its longer side, in pixels (about 200 dots an inch).
pub(crate) const SHEET: u32 = 2_400;
/// The longer side of a small picture for lists, in pixels.
const SMALL: u32 = 320;

/// A file that may be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clean {
    /// What the content is.
    pub media_type: &'static str,
    /// Its usual ending.
    pub extension: &'static str,
    /// Bytes to keep: pictures are encoded anew, PDFs as they came.
    pub bytes: Vec<u8>,
}

/// A picture of a sheet of paper: as large as it must be to be read, and a small one for lists. Both are JPEG.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// To be read.
    pub bytes: Vec<u8>,
    /// For lists.
    pub small: Vec<u8>,
}

/// Why a file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unclean {
    /// Photo format of some phones that other computers do not open.
    #[error("HEIC")]
    Heic,
    /// Neither a picture nor a PDF.
    #[error("unknown type")]
    UnknownType,
    /// More pixels than allowed.
    #[error("too many pixels")]
    TooManyPixels,
    /// A document with more pages than anybody scans at once.
    #[error("too many pages")]
    TooManyPages,
    /// The picture ends early or is damaged.
    #[error("damaged")]
    Damaged,
}

impl Unclean {
    /// Code of the message to the resident.
    pub const fn code(self) -> &'static str {
        match self {
            Unclean::Heic => "file_heic",
            Unclean::UnknownType => "file_type",
            Unclean::TooManyPixels => "file_pixels",
            Unclean::TooManyPages => "file_pages",
            Unclean::Damaged => "file_broken",
        }
    }
}

/// The mark at the end of each PDF (ISO 32000-1, 7.5.5).
const END_OF_PDF: &[u8] = b"%%EOF";

/// Looks at a file's content and makes it safe to keep.
///
/// # Errors
/// [`Unclean`] with what is wrong.
pub fn clean(bytes: &[u8]) -> Result<Clean, Unclean> {
    if bytes.starts_with(b"%PDF-") {
        // What was cut off on its way has no end; whether its pages can be drawn is another question. Readers look for it no further.
        let end = &bytes[bytes.len().saturating_sub(1024)..];
        if !end.windows(END_OF_PDF.len()).any(|part| part == END_OF_PDF) {
            return Err(Unclean::Damaged);
        }
        return Ok(Clean { media_type: "application/pdf", extension: "pdf", bytes: bytes.to_vec() });
    }
    if is_heic(bytes) {
        return Err(Unclean::Heic);
    }
    let format = format_of(bytes)?;
    encode(decode(bytes, format)?, format)
}

/// Reads a photo or scan of a sheet of paper and reduces it to what a reader needs.
///
/// # Errors
/// [`Unclean`] with what is wrong; a PDF is no picture here.
pub fn sheet(bytes: &[u8]) -> Result<Sheet, Unclean> {
    if is_heic(bytes) {
        return Err(Unclean::Heic);
    }
    sheet_of(decode(bytes, format_of(bytes)?)?)
}

/// The same for a page that was drawn here: opaque pixels, three bytes each.
///
/// # Errors
/// [`Unclean::Damaged`] when the bytes are not so many pixels.
pub fn drawn_sheet(width: u32, height: u32, rgb: Vec<u8>) -> Result<Sheet, Unclean> {
    let picture = image::RgbImage::from_raw(width, height, rgb).ok_or(Unclean::Damaged)?;
    sheet_of(DynamicImage::ImageRgb8(picture))
}

/// A small picture of one that was kept, as JPEG; `None` for what is no picture.
pub fn small(bytes: &[u8]) -> Option<Vec<u8>> {
    let picture = decode(bytes, format_of(bytes).ok()?).ok()?;
    jpeg(&on_white(fitting(picture, SMALL)), 75).ok()
}

/// A kept picture turned to the right by quarters, as JPEG.
///
/// # Errors
/// [`Unclean`] when it is no picture.
pub fn turned(bytes: &[u8], quarters: u8) -> Result<Vec<u8>, Unclean> {
    let picture = decode(bytes, format_of(bytes)?)?;
    let turned = match quarters % 4 {
        0 => picture,
        1 => picture.rotate90(),
        2 => picture.rotate180(),
        _ => picture.rotate270(),
    };
    jpeg(&on_white(turned), 85)
}

fn format_of(bytes: &[u8]) -> Result<ImageFormat, Unclean> {
    let format = image::guess_format(bytes).map_err(|_| Unclean::UnknownType)?;
    let taken = matches!(format, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP | ImageFormat::Gif);
    if taken { Ok(format) } else { Err(Unclean::UnknownType) }
}

fn sheet_of(picture: DynamicImage) -> Result<Sheet, Unclean> {
    let sheet = on_white(fitting(picture, SHEET));
    let bytes = jpeg(&sheet, 80)?;
    let small = jpeg(&on_white(fitting(DynamicImage::ImageRgb8(sheet), SMALL)), 75)?;
    Ok(Sheet { bytes, small })
}

/// The picture, made smaller where one of its sides is longer than this.
fn fitting(picture: DynamicImage, longest: u32) -> DynamicImage {
    if picture.width().max(picture.height()) <= longest { picture } else { picture.thumbnail(longest, longest) }
}

/// What is transparent becomes white, as paper is.
fn on_white(picture: DynamicImage) -> image::RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let rgba = picture.into_rgba8();
    let blend = |channel: u8, alpha: u8| {
        let (channel, alpha) = (u16::from(channel), u16::from(alpha));
        u8::try_from((channel * alpha + 255 * (255 - alpha)) / 255).unwrap_or(255)
    };
    image::RgbImage::from_fn(rgba.width(), rgba.height(), |x, y| {
        let [red, green, blue, alpha] = rgba.get_pixel(x, y).0;
        image::Rgb([blend(red, alpha), blend(green, alpha), blend(blue, alpha)])
    })
}

fn jpeg(picture: &image::RgbImage, quality: u8) -> Result<Vec<u8>, Unclean> {
    let mut bytes = Vec::new();
    let encoder = codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, quality);
    picture.write_with_encoder(encoder).map_err(|_| Unclean::Damaged)?;
    Ok(bytes)
}

/// ISO base media files whose brand says HEIF.
fn is_heic(bytes: &[u8]) -> bool {
    bytes.get(4..8) == Some(b"ftyp")
        && bytes.get(8..12).is_some_and(|brand| {
            [b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis"]
                .contains(&&[brand[0], brand[1], brand[2], brand[3]])
        })
}

fn decode(bytes: &[u8], format: ImageFormat) -> Result<DynamicImage, Unclean> {
    let mut decoder =
        ImageReader::with_format(Cursor::new(bytes), format).into_decoder().map_err(|_| Unclean::Damaged)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS || decoder.total_bytes() > MAX_DECODED {
        return Err(Unclean::TooManyPixels);
    }
    let orientation = decoder.orientation().map_err(|_| Unclean::Damaged)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| Unclean::Damaged)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// Photos become JPEG; drawings and screenshots stay without loss as PNG.
fn encode(picture: DynamicImage, format: ImageFormat) -> Result<Clean, Unclean> {
    if format == ImageFormat::Jpeg {
        let bytes = jpeg(&picture.into_rgb8(), 85)?;
        return Ok(Clean { media_type: "image/jpeg", extension: "jpg", bytes });
    }
    let mut bytes = Vec::new();
    let picture = picture.into_rgba8();
    codecs::png::PngEncoder::new(&mut bytes)
        .write_image(picture.as_raw(), picture.width(), picture.height(), image::ExtendedColorType::Rgba8)
        .map_err(|_| Unclean::Damaged)?;
    Ok(Clean { media_type: "image/png", extension: "png", bytes })
}

#[cfg(test)]
mod tests {
    use super::{SHEET, SMALL, Unclean, clean, drawn_sheet, sheet, small, turned};

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        image::RgbImage::new(width, height).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_picture_is_encoded_anew_and_a_pdf_is_kept() {
        let kept = clean(&png(3, 2)).unwrap();
        assert_eq!((kept.media_type, kept.extension), ("image/png", "png"));
        assert_eq!(clean(b"%PDF-1.7 ... %%EOF").unwrap().media_type, "application/pdf");
        assert_eq!(clean(b"%PDF-1.7 cut off").unwrap_err(), Unclean::Damaged);
    }

    #[test]
    fn what_a_camera_wrote_into_a_photo_is_gone() {
        let mut jpeg = std::io::Cursor::new(Vec::new());
        image::RgbImage::new(4, 4).write_to(&mut jpeg, image::ImageFormat::Jpeg).unwrap();
        let jpeg = jpeg.into_inner();
        // An application segment with a planted place, right behind the start of the picture.
        let secret = b"Exif\0\0GPS 36.2N 140.3E";
        let mut tagged = jpeg[..2].to_vec();
        tagged.extend([0xFF, 0xE1]);
        tagged.extend(u16::try_from(secret.len() + 2).unwrap().to_be_bytes());
        tagged.extend(secret);
        tagged.extend(&jpeg[2..]);
        let kept = clean(&tagged).unwrap();
        assert!(!kept.bytes.windows(3).any(|w| w == b"GPS"));
    }

    /// A JPEG with an Exif segment that says: turned so (6: a quarter to the left; 1: as it is).
    fn turned_by_camera(width: u32, height: u32, orientation: u8) -> Vec<u8> {
        let mut jpeg = std::io::Cursor::new(Vec::new());
        image::RgbImage::new(width, height).write_to(&mut jpeg, image::ImageFormat::Jpeg).unwrap();
        let jpeg = jpeg.into_inner();
        // TIFF, big-endian, one entry: tag 0x0112, one SHORT.
        let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
        exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
        let mut tagged = jpeg[..2].to_vec();
        tagged.extend([0xFF, 0xE1]);
        tagged.extend(u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
        tagged.extend(exif);
        tagged.extend(&jpeg[2..]);
        tagged
    }

    #[test]
    fn a_photo_taken_upright_stands_upright_without_the_cameras_note() {
        let size = |bytes: &[u8]| {
            let picture = image::load_from_memory(bytes).unwrap();
            (picture.width(), picture.height())
        };
        for (orientation, stands) in [(1, (40, 20)), (3, (40, 20)), (6, (20, 40)), (8, (20, 40))] {
            let kept = clean(&turned_by_camera(40, 20, orientation)).unwrap();
            assert_eq!(size(&kept.bytes), stands, "orientation {orientation}");
            assert!(!kept.bytes.windows(4).any(|w| w == b"Exif"), "the note is gone");
        }
    }

    #[test]
    fn bad_files_are_refused_with_a_reason() {
        assert_eq!(clean(b"\0\0\0\x18ftypheic\0\0\0\0"), Err(Unclean::Heic));
        assert_eq!(clean(b"MZ\x90\0 not a picture"), Err(Unclean::UnknownType));
        assert_eq!(clean(&png(30, 30)[..60]), Err(Unclean::Damaged));
        let mut huge = png(1, 1);
        huge[16..24].copy_from_slice(&[0, 0, 0x40, 0, 0, 0, 0x40, 0]);
        assert!(matches!(clean(&huge), Err(Unclean::TooManyPixels | Unclean::Damaged)));
    }

    fn size(bytes: &[u8]) -> (u32, u32) {
        let picture = image::load_from_memory(bytes).unwrap();
        (picture.width(), picture.height())
    }

    #[test]
    fn a_photographed_sheet_is_as_large_as_a_reader_needs_it() {
        let kept = sheet(&png(3_000, 1_500)).unwrap();
        assert_eq!((size(&kept.bytes), size(&kept.small)), ((SHEET, SHEET / 2), (SMALL, SMALL / 2)));
        assert_eq!(size(&sheet(&png(300, 200)).unwrap().bytes), (300, 200), "nothing is made larger");
        assert_eq!(sheet(b"%PDF-1.7 ..."), Err(Unclean::UnknownType));
        assert_eq!(drawn_sheet(2, 2, vec![0; 11]), Err(Unclean::Damaged));
    }

    #[test]
    fn a_sheet_that_lay_on_its_side_is_turned() {
        let kept = sheet(&png(60, 20)).unwrap().bytes;
        let sizes = [0, 1, 2, 3, 4].map(|quarters| size(&turned(&kept, quarters).unwrap()));
        assert_eq!(sizes, [(60, 20), (20, 60), (60, 20), (20, 60), (60, 20)]);
        assert_eq!(turned(b"%PDF-1.7", 1), Err(Unclean::UnknownType));
    }

    #[test]
    fn what_is_transparent_is_paper() {
        let mut bytes = std::io::Cursor::new(Vec::new());
        image::RgbaImage::new(8, 8).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        let picture = image::load_from_memory(&sheet(&bytes.into_inner()).unwrap().bytes).unwrap().into_rgb8();
        assert!(picture.get_pixel(4, 4).0.iter().all(|channel| *channel > 250));
    }

    #[test]
    fn pictures_have_a_small_one_and_other_files_have_none() {
        assert_eq!(size(&small(&png(640, 320)).unwrap()), (SMALL, SMALL / 2));
        assert_eq!(small(b"%PDF-1.7"), None);
    }

    #[test]
    fn a_picture_that_would_fill_the_memory_is_refused_before_it_is_decoded() {
        // 8 bytes a pixel: few enough pixels, too many bytes.
        let mut deep = std::io::Cursor::new(Vec::new());
        image::ImageBuffer::<image::Rgba<u16>, _>::new(1, 1).write_to(&mut deep, image::ImageFormat::Png).unwrap();
        let mut deep = deep.into_inner();
        deep[16..24].copy_from_slice(&[0, 0, 0x17, 0x70, 0, 0, 0x17, 0x70]); // 6,000 × 6,000
        let crc = crc(&deep[12..29]);
        deep[29..33].copy_from_slice(&crc.to_be_bytes());
        assert_eq!(clean(&deep), Err(Unclean::TooManyPixels));
        assert_eq!(sheet(&deep), Err(Unclean::TooManyPixels));
    }

    /// The check sum of a PNG's chunk.
    fn crc(bytes: &[u8]) -> u32 {
        let step = |crc: u32, byte: &u8| {
            (0..8).fold(crc ^ u32::from(*byte), |c, _| if c & 1 == 1 { (c >> 1) ^ 0xEDB8_8320 } else { c >> 1 })
        };
        !bytes.iter().fold(u32::MAX, step)
    }
}
