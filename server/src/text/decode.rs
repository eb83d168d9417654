//! Bytes of a source file → text, as PEP 263 has it.

/// How many lines may carry the declaration of an encoding.
const DECLARING_LINES: usize = 2;

/// The text of a Python file, without a byte order mark.
///
/// UTF-8 unless one of the first two lines declares another encoding (PEP 263): Latin-1, ASCII,
/// or one of those that browsers know.
///
/// # Errors
/// One line that says why this cannot be read as Python source.
pub fn decode(bytes: &[u8]) -> Result<String, String> {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err("UTF-16, but Python source is UTF-8 unless it declares another encoding".into());
    }
    if let Some(at) = memchr::memchr(0, bytes) {
        return Err(format!("a binary file: NUL byte on line {}", line(bytes, at)));
    }
    let marked = bytes.strip_prefix("\u{feff}".as_bytes());
    let bytes = marked.unwrap_or(bytes);
    let declared = declared(bytes);
    let name = declared.map(normal).unwrap_or_else(|| "utf-8".into());
    if name == "utf-8" || name.starts_with("utf-8-") {
        return utf8(bytes, declared.is_some() || marked.is_some());
    }
    let declared = declared.unwrap_or_default();
    if marked.is_some() {
        return Err(format!("it declares the encoding {declared}, but starts with the mark of UTF-8"));
    }
    match name.as_str() {
        "iso-8859-1" => Ok(bytes.iter().map(|byte| char::from(*byte)).collect()),
        "ascii" => match bytes.iter().position(|byte| !byte.is_ascii()) {
            None => utf8(bytes, true),
            Some(at) => Err(stray("ASCII, as it declares", bytes, at)),
        },
        _ => {
            let Some(encoding) = encoding_rs::Encoding::for_label(name.as_bytes()) else {
                return Err(format!("it declares the encoding {declared}, which is not known"));
            };
            match encoding.decode_without_bom_handling_and_without_replacement(bytes) {
                Some(text) => Ok(text.into_owned()),
                None => Err(format!("not {declared}, the encoding it declares")),
            }
        }
    }
}

fn utf8(bytes: &[u8], declared: bool) -> Result<String, String> {
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok(text.into()),
        Err(error) => error,
    };
    let reason = stray("UTF-8", bytes, error.valid_up_to());
    Err(if declared { reason } else { reason + ", and no other encoding is declared" })
}

fn stray(encoding: &str, bytes: &[u8], at: usize) -> String {
    format!("not {encoding}: byte 0x{:02X} on line {}", bytes[at], line(bytes, at))
}

/// The line, from 1, of a byte.
fn line(bytes: &[u8], at: usize) -> usize {
    lines(&bytes[..at]).count()
}

/// The lines of some bytes, without their breaks; at least one.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(bytes);
    std::iter::from_fn(move || {
        let bytes = rest?;
        let Some(at) = memchr::memchr2(b'\n', b'\r', bytes) else {
            rest = None;
            return Some(bytes);
        };
        let next = if bytes[at..].starts_with(b"\r\n") { at + 2 } else { at + 1 };
        rest = Some(&bytes[next..]);
        Some(&bytes[..at])
    })
}

/// The name in `# -*- coding: name -*-` or the like, on a comment line before any code.
fn declared(bytes: &[u8]) -> Option<&str> {
    for line in lines(bytes).take(DECLARING_LINES) {
        let text = line.trim_ascii_start();
        if text.first().is_some_and(|byte| *byte != b'#') {
            return None;
        }
        if let Some(name) = name_in(text) {
            return Some(name);
        }
    }
    None
}

/// PEP 263's `coding[:=]\s*([-\w.]+)`.
fn name_in(comment: &[u8]) -> Option<&str> {
    for at in memchr::memmem::find_iter(comment, b"coding") {
        let Some((b':' | b'=', rest)) = comment[at + 6..].split_first() else { continue };
        let rest = rest.trim_ascii_start();
        let is_name = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        let length = rest.iter().take_while(is_name).count();
        if length > 0 {
            return std::str::from_utf8(&rest[..length]).ok();
        }
    }
    None
}

/// The usual spelling of an encoding's name; Python's other names for the three that matter.
fn normal(name: &str) -> String {
    let name = name.to_ascii_lowercase().replace('_', "-");
    match name.as_str() {
        "utf8" | "u8" | "utf" | "cp65001" => "utf-8".into(),
        "latin-1" | "latin1" | "latin" | "iso-latin-1" | "iso8859-1" | "8859" | "cp819" | "l1" => {
            "iso-8859-1".into()
        }
        "us-ascii" | "646" => "ascii".into(),
        _ if name.starts_with("latin-1-") || name.starts_with("iso-8859-1-") => "iso-8859-1".into(),
        _ if name.starts_with("cp125") => name.replace("cp", "windows-"),
        _ => name,
    }
}
