//! From bytes to text as CPython reads source files: UTF-8, a byte order mark, or the
//! encoding that a comment in the first two lines declares (PEP 263).
//!
//! Does not know every codec Python ships: an unknown name is an error that says so.

use encoding_rs::Encoding;
use memchr::memmem;

/// The names that CPython's tokenizer knows Latin-1 by.
const LATIN: &[&str] = &["latin-1", "iso-8859-1", "iso-latin-1"];

const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

/// Why bytes are no Python source, for a person, and the line (from 1) it shows on.
#[derive(Debug, PartialEq, Eq)]
pub struct Undecodable {
    pub line: u32,
    pub message: String,
}

/// The text of a Python file, without a byte order mark.
///
/// # Errors
/// One line that says why the bytes cannot be read as Python source.
pub fn decode(bytes: &[u8]) -> Result<String, Undecodable> {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(Undecodable {
            line: 1,
            message: "UTF-16, which Python does not read; save it as UTF-8".into(),
        });
    }
    let marked = bytes.strip_prefix(UTF8_MARK);
    let has_mark = marked.is_some();
    let bytes = marked.unwrap_or(bytes);
    if let Some(at) = memchr::memchr(0, bytes) {
        return Err(Undecodable {
            line: line(bytes, at),
            message: "binary, not Python source: has a NUL byte".into(),
        });
    }
    let Some((declared, on)) = declared(bytes) else {
        return utf8(bytes, "and no encoding is declared");
    };
    let refused = |message| Undecodable { line: on, message };
    let name = declared.to_ascii_lowercase().replace('_', "-");
    if name == "utf-8" || name.starts_with("utf-8-") {
        return utf8(bytes, "though it is declared");
    }
    if has_mark {
        return Err(refused(format!("declares the encoding `{declared}` but begins with the mark of UTF-8")));
    }
    if name == "utf8" || name == "u8" {
        return utf8(bytes, "though it is declared");
    }
    // Emacs adds the kind of line break.
    let is_latin = |latin: &&&str| name.strip_prefix(**latin).is_some_and(|rest| rest.starts_with('-'));
    let name = LATIN.iter().find(is_latin).map_or(name.as_str(), |latin| latin);
    let text = match name {
        "latin-1" | "latin1" | "iso-8859-1" | "iso8859-1" | "iso-latin-1" | "l1" | "8859" | "cp819" => {
            Some(bytes.iter().map(|byte| char::from(*byte)).collect())
        }
        "ascii" | "us-ascii" | "646" => {
            std::str::from_utf8(bytes).ok().filter(|text| text.is_ascii()).map(str::to_owned)
        }
        name => {
            let label = match name {
                "cp932" => "shift-jis",
                "cp936" => "gbk",
                "cp949" => "euc-kr",
                "cp950" => "big5",
                "eucjp" | "ujis" => "euc-jp",
                "euckr" => "euc-kr",
                "mac-roman" => "macintosh",
                name => name,
            };
            let encoding = Encoding::for_label(label.as_bytes()).ok_or_else(|| {
                refused(format!("declares the encoding `{declared}`, which memlens does not know"))
            })?;
            let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
            text.map(|text| text.into_owned())
        }
    };
    text.ok_or_else(|| refused(format!("not `{declared}`, though it is declared")))
}

fn utf8(bytes: &[u8], but: &str) -> Result<String, Undecodable> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) => {
            let at = error.valid_up_to();
            let line = line(bytes, at);
            let message = format!("not UTF-8 (byte 0x{:02x} on line {line}), {but}", bytes[at]);
            Err(Undecodable { line, message })
        }
    }
}

/// The encoding that a comment of the first two lines names, and the line of the comment.
fn declared(bytes: &[u8]) -> Option<(String, u32)> {
    let mut rest = bytes;
    for number in 1..=2 {
        let end = memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        let line = rest[..end].trim_ascii_start();
        if let Some(name) = line.starts_with(b"#").then(|| cookie(line)).flatten() {
            return Some((name, number));
        }
        if !line.is_empty() && !line.starts_with(b"#") {
            return None;
        }
        let end = if rest[end..].starts_with(b"\r\n") { end + 2 } else { end + 1 };
        rest = rest.get(end..)?;
    }
    None
}

/// `coding[:=]\s*([-\w.]+)` in a comment.
fn cookie(comment: &[u8]) -> Option<String> {
    memmem::find_iter(comment, "coding").find_map(|at| {
        let rest = &comment[at + "coding".len()..];
        let rest = rest.strip_prefix(b":").or_else(|| rest.strip_prefix(b"="))?.trim_ascii_start();
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        let name: Vec<u8> = rest.iter().copied().take_while(is_name).collect();
        String::from_utf8(name).ok().filter(|name| !name.is_empty())
    })
}

/// The line, from 1, of the byte at `at`.
fn line(bytes: &[u8], at: usize) -> u32 {
    let breaks = memchr::memchr2_iter(b'\n', b'\r', &bytes[..at]);
    breaks.filter(|at| bytes[*at] == b'\n' || bytes.get(at + 1) != Some(&b'\n')).count() as u32 + 1
}
