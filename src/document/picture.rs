//! Pictures and PDFs from outside: type by content, size by header, everything about the camera and place removed.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, codecs};

/// The most pixels a picture may have; read from its header before anything is decoded.
pub const MAX_PIXELS: u64 = 40_000_000;

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
            Unclean::Damaged => "file_broken",
        }
    }
}

/// Looks at a file's content and makes it safe to keep.
///
/// # Errors
/// [`Unclean`] with what is wrong.
pub fn clean(bytes: &[u8]) -> Result<Clean, Unclean> {
    if bytes.starts_with(b"%PDF-") {
        return Ok(Clean { media_type: "application/pdf", extension: "pdf", bytes: bytes.to_vec() });
    }
    if is_heic(bytes) {
        return Err(Unclean::Heic);
    }
    let format = image::guess_format(bytes).map_err(|_| Unclean::UnknownType)?;
    if !matches!(format, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP | ImageFormat::Gif) {
        return Err(Unclean::UnknownType);
    }
    encode(decode(bytes, format)?, format)
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
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(Unclean::TooManyPixels);
    }
    let orientation = decoder.orientation().map_err(|_| Unclean::Damaged)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| Unclean::Damaged)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// Photos become JPEG; drawings and screenshots stay without loss as PNG.
fn encode(picture: DynamicImage, format: ImageFormat) -> Result<Clean, Unclean> {
    let mut bytes = Vec::new();
    if format == ImageFormat::Jpeg {
        let encoder = codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 85);
        DynamicImage::ImageRgb8(picture.into_rgb8()).write_with_encoder(encoder).map_err(|_| Unclean::Damaged)?;
        return Ok(Clean { media_type: "image/jpeg", extension: "jpg", bytes });
    }
    let picture = picture.into_rgba8();
    codecs::png::PngEncoder::new(&mut bytes)
        .write_image(picture.as_raw(), picture.width(), picture.height(), image::ExtendedColorType::Rgba8)
        .map_err(|_| Unclean::Damaged)?;
    Ok(Clean { media_type: "image/png", extension: "png", bytes })
}

#[cfg(test)]
mod tests {
    use super::{Unclean, clean};

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        image::RgbImage::new(width, height).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_picture_is_encoded_anew_and_a_pdf_is_kept() {
        let kept = clean(&png(3, 2)).unwrap();
        assert_eq!((kept.media_type, kept.extension), ("image/png", "png"));
        assert_eq!(clean(b"%PDF-1.7 ...").unwrap().media_type, "application/pdf");
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

    #[test]
    fn bad_files_are_refused_with_a_reason() {
        assert_eq!(clean(b"\0\0\0\x18ftypheic\0\0\0\0"), Err(Unclean::Heic));
        assert_eq!(clean(b"MZ\x90\0 not a picture"), Err(Unclean::UnknownType));
        assert_eq!(clean(&png(30, 30)[..60]), Err(Unclean::Damaged));
        let mut huge = png(1, 1);
        huge[16..24].copy_from_slice(&[0, 0, 0x40, 0, 0, 0, 0x40, 0]);
        assert!(matches!(clean(&huge), Err(Unclean::TooManyPixels | Unclean::Damaged)));
    }
}
