//! Half an emoji in a message: JavaScript writes a lone surrogate as the escape `"\ud83d"`, which
//! no text of Rust can hold and serde_json refuses.

use memchr::memmem::Finder;

/// Length of an escape such as `\ud83d`.
const ESCAPE: usize = 6;

/// Writes `\ufffd` over every escape of a surrogate without its partner. Both are one UTF-16 unit,
/// and three bytes in UTF-8, so every position in the text stays right.
///
/// A body that is not JSON is refused afterwards all the same.
pub fn replace_lone(body: &mut [u8]) {
    let escapes = Finder::new(br"\u");
    let mut at = 0;
    while let Some(found) = escapes.find(&body[at..]) {
        let start = at + found;
        at = start + 2;
        // Behind a backslash that stands for itself, it is text.
        let backslashes = body[..start].iter().rev().take_while(|byte| **byte == b'\\').count();
        if backslashes % 2 == 1 {
            continue;
        }
        match unit(&body[start..]) {
            Some(0xD800..=0xDBFF) if is_second_half(&body[start + ESCAPE..]) => at = start + 2 * ESCAPE,
            Some(0xD800..=0xDFFF) => body[start + 2..start + ESCAPE].copy_from_slice(b"fffd"),
            _ => {}
        }
    }
}

fn is_second_half(body: &[u8]) -> bool {
    matches!(unit(body), Some(0xDC00..=0xDFFF))
}

/// The UTF-16 unit whose escape `body` starts with.
fn unit(body: &[u8]) -> Option<u32> {
    let digits = body.strip_prefix(br"\u")?.get(..4)?;
    digits.iter().try_fold(0, |unit, digit| Some(unit * 16 + char::from(*digit).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replaced(text: &str) -> String {
        let mut body = text.as_bytes().to_vec();
        replace_lone(&mut body);
        String::from_utf8_lossy(&body).into_owned()
    }

    #[test]
    fn only_surrogates_without_partner_change() {
        let cases = [
            (r#""\ud83d""#, r#""\ufffd""#),
            (r#""\uDE00""#, r#""\ufffd""#),
            (r#""\ud83d\ud83d\ude00\ude00""#, r#""\ufffd\ud83d\ude00\ufffd""#),
            (r#""\ude00\ud83d""#, r#""\ufffd\ufffd""#),
            (r#""\ud83d \ude00""#, r#""\ufffd \ufffd""#),
            (r#""\ud83d\\ude00""#, r#""\ufffd\\ude00""#),
            (r#""\ud83d\u0041\n""#, r#""\ufffd\u0041\n""#),
            (r#""\\\ud83d\\\\ud83d""#, r#""\\\ufffd\\\\ud83d""#),
        ];
        for (text, expected) in cases {
            assert_eq!(replaced(text), expected);
        }
    }

    #[test]
    fn all_else_stays() {
        for text in [r"", r"\", r"\u", r"\ud83", r"\ud8zz", r#""\\ud83d""#, r#""\ud7ff\ue000\uD83D\uDE00""#] {
            assert_eq!(replaced(text), text);
        }
    }
}
