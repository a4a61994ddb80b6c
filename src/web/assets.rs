//! Which files of our own does a page load, and under which address may a browser keep them for ever?

use std::{borrow::Cow, collections::BTreeMap, sync::LazyLock};

use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use data_encoding::HEXLOWER;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../templates/assets"]
struct Files;

/// The first bytes of the content's SHA-256 that stand in an address.
const HASH_BYTES: usize = 6;

static ADDRESSES: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let hash = |name: &str| Files::get(name).map(|file| HEXLOWER.encode(&file.metadata.sha256_hash()[..HASH_BYTES]));
    Files::iter().filter_map(|name| Some((name.to_string(), format!("/assets/{name}?v={}", hash(&name)?)))).collect()
});

/// The address of an asset; its query changes with its content. A name that does not exist gives an address that
/// answers 404.
pub(crate) fn url(name: &str) -> &'static str {
    ADDRESSES.get(name).map_or("/assets/missing", String::as_str)
}

/// The media type, the bytes and the entity tag of an asset.
pub(crate) fn find(name: &str) -> Option<(&'static str, Cow<'static, [u8]>, String)> {
    let file = Files::get(name)?;
    let etag = format!("\"{}\"", HEXLOWER.encode(&file.metadata.sha256_hash()[..HASH_BYTES]));
    Some((media_type(name), file.data, etag))
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, end)| end) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

/// `GET /assets/{*name}`: the content never changes under one address, so it is kept for a year.
pub(crate) async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some((media_type, bytes, etag)) = find(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|tag| tag.as_bytes() == etag.as_bytes());
    let kept = [(header::CACHE_CONTROL, "public, max-age=31536000, immutable".to_owned()), (header::ETAG, etag)];
    if known {
        return (StatusCode::NOT_MODIFIED, kept).into_response();
    }
    (kept, [(header::CONTENT_TYPE, media_type)], bytes.into_owned()).into_response()
}

#[cfg(test)]
mod tests {
    use super::{find, url};

    #[test]
    fn an_address_carries_the_hash_of_its_content() {
        let (media_type, bytes, etag) = find("base.css").unwrap();
        assert_eq!(media_type, "text/css; charset=utf-8");
        assert!(!bytes.is_empty());
        assert_eq!(url("base.css"), format!("/assets/base.css?v={}", etag.trim_matches('"')));
    }

    #[test]
    fn nothing_outside_the_folder_is_an_asset() {
        assert!(find("../ja.toml").is_none() && find("").is_none());
    }

    #[test]
    fn a_first_visit_of_a_resident_loads_little() {
        let size = |name| find(name).unwrap().1.len();
        assert!(size("base.css") + size("public.css") + size("public.js") + size("mark.svg") < 40_000);
    }
}
