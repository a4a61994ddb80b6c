//! Which bytes are meant by a transfer encoding? What is broken is read as far as it goes.

/// The bytes behind `Content-Transfer-Encoding`.
pub(super) fn decode(bytes: &[u8], encoding: &str) -> Vec<u8> {
    match encoding.trim().to_ascii_lowercase().as_str() {
        "base64" => base64(bytes),
        "quoted-printable" => quoted_printable(bytes),
        _ => bytes.to_vec(),
    }
}

/// Signs that are not of the alphabet are passed over; padding ends a piece, and another one may follow.
pub(super) fn base64(bytes: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(bytes.len() / 4 * 3);
    let (mut held, mut bits) = (0_u32, 0);
    for byte in bytes {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => {
                bits = 0;
                continue;
            }
            _ => continue,
        };
        held = (held << 6 | u32::from(value)) & 0xFFFF;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            decoded.push((held >> bits & 0xFF) as u8);
        }
    }
    decoded
}

fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'=' {
            decoded.push(bytes[at]);
            at += 1;
        } else if let Some(byte) = hex(bytes, at + 1) {
            decoded.push(byte);
            at += 3;
        } else if let Some(end) = soft_break(bytes, at + 1) {
            at = end;
        } else {
            decoded.push(b'=');
            at += 1;
        }
    }
    decoded
}

/// Two hexadecimal digits.
pub(super) fn hex(bytes: &[u8], at: usize) -> Option<u8> {
    let digit = |at: usize| char::from(*bytes.get(at)?).to_digit(16);
    Some((digit(at)? << 4 | digit(at + 1)?) as u8)
}

/// Where the line goes on, when only white space stands before its end.
fn soft_break(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let blank = rest.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
    match &rest[blank..] {
        [b'\r', b'\n', ..] => Some(from + blank + 2),
        [b'\n' | b'\r', ..] => Some(from + blank + 1),
        [] => Some(from + blank),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_and_broken_encodings_are_read() {
        assert_eq!(base64(b"5biC5b25\r\n5omA"), "市役所".as_bytes());
        assert_eq!(base64(b"5biC5b255o"), "市役".as_bytes().iter().copied().chain([0xE6]).collect::<Vec<_>>());
        assert_eq!(base64(b"5biC 5b25!=="), "市役".as_bytes());
        assert_eq!(decode(b"=E5=B8=82=\r\nA=3DB =zz", "Quoted-Printable"), "市A=B =zz".as_bytes());
        assert_eq!(decode(b"a = b", "7bit"), b"a = b");
    }
}
