//! How is a file handed over?

use axum::{
    body::Body,
    http::header,
    response::{IntoResponse, Response},
};

/// A file from outside is opened by nobody's right but its own: nothing in it may run, load or ask, whatever a browser makes of it.
pub(crate) const SEALED: (header::HeaderName, &str) =
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; sandbox");

/// A file to be saved under its own name.
pub(crate) fn handed_over(name: &str, media_type: String, bytes: Vec<u8>) -> Response {
    let name = utf8_percent_encode(name);
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{name}")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, [SEALED], bytes).into_response()
}

/// A table to be saved, whole or written while it goes out; its name is plain ASCII.
pub(crate) fn csv_table(name: &str, body: Body) -> Response {
    written_out(name, "text/csv; charset=utf-8", body)
}

/// A file to be saved that is written while it goes out; its name is plain ASCII.
pub(crate) fn written_out(name: &str, media_type: &str, body: Body) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, body).into_response()
}

/// A file's name as RFC 8187 writes it into a header.
fn utf8_percent_encode(name: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
    name.as_bytes()
        .iter()
        .map(|byte| if plain(byte) { char::from(*byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::utf8_percent_encode;

    #[test]
    fn a_name_stands_in_a_header_whatever_it_holds() {
        assert_eq!(utf8_percent_encode("案内 1.pdf"), "%E6%A1%88%E5%86%85%201.pdf");
        assert_eq!(utf8_percent_encode("a\"\r\n;b"), "a%22%0D%0A%3Bb");
    }
}
