//! What the first words of a line in the first column say about the statement they belong to.
//!
//! Nothing is looked at but this line, and behind `@` the lines of decorators up to their definition.

use super::cursor::{Cursor, Mark, stops};

/// More decorators of one definition than anyone writes: so many lines are looked at behind each `@`.
const MAX_DECORATORS: usize = 50;

static STOPS: [bool; 256] = stops(b"");

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

/// The name, keyword or number at `at`, or nothing.
pub(super) fn word(bytes: &[u8], at: usize) -> &[u8] {
    let length = bytes[at..].iter().take_while(|byte| is_word(**byte)).count();
    &bytes[at..at + length]
}

fn skip_blanks(bytes: &[u8], at: usize) -> usize {
    at + bytes[at..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

/// True for a keyword that goes on with the compound statement before it.
pub(super) fn continues_compound(word: &[u8]) -> bool {
    matches!(word, b"else" | b"elif" | b"except" | b"finally")
}

/// True where the line at `line` cannot go on with the expression of an open bracket.
pub(super) fn gives_up_brackets(bytes: &[u8], line: usize) -> bool {
    match word(bytes, line) {
        b"def" | b"class" | b"import" | b"while" | b"with" | b"try" | b"return" | b"raise" | b"pass"
        | b"break" | b"continue" | b"del" | b"global" | b"nonlocal" | b"assert" => true,
        b"async" => matches!(word(bytes, skip_blanks(bytes, line + 5)), b"def" | b"with"),
        // `yield` can stand before `from`, but no expression goes on with `import`.
        b"from" => {
            let module = skip_blanks(bytes, line + 4);
            let length = bytes[module..].iter().take_while(|byte| is_word(**byte) || **byte == b'.').count();
            length > 0 && word(bytes, skip_blanks(bytes, module + length)) == b"import"
        }
        b"" if bytes.get(line) == Some(&b'@') => decorates(bytes, line),
        _ => false,
    }
}

/// True where the line at `line` may be a statement of its own. Most of these can also
/// stand inside brackets, as `x=1` can: to be asked only about brackets that are not closed.
pub(super) fn may_be_statement(bytes: &[u8], line: usize) -> bool {
    let first = word(bytes, line);
    let after = skip_blanks(bytes, line + first.len());
    match first {
        b"if" | b"for" | b"await" | b"yield" => true,
        b"async" => word(bytes, after) == b"for",
        b"match" | b"type" if !word(bytes, after).is_empty() => true,
        b"" | b"and" | b"or" | b"not" | b"in" | b"is" | b"lambda" | b"from" | b"as" | b"None" | b"True"
        | b"False" => false,
        _ if first[0].is_ascii_digit() || continues_compound(first) => false,
        _ => ends_target(bytes, after),
    }
}

/// True where a name that ends before `at` is called, assigned to, annotated, or a part of what is.
fn ends_target(bytes: &[u8], mut at: usize) -> bool {
    match &bytes[at..] {
        [b'(' | b'[' | b'.' | b':', ..] => true,
        [b'=', next, ..] => *next != b'=',
        [b'+' | b'-' | b'*' | b'/' | b'%' | b'@' | b'&' | b'|' | b'^', b'=', ..]
        | [b'*', b'*', b'=', ..]
        | [b'/', b'/', b'=', ..]
        | [b'<', b'<', b'=', ..]
        | [b'>', b'>', b'=', ..] => true,
        // `a, b = c`: only the `=` tells it from two items.
        [b',', ..] => {
            while bytes.get(at).is_some_and(|byte| is_word(*byte) || b" \t,.*[]()".contains(byte)) {
                at += 1;
            }
            bytes.get(at) == Some(&b'=') && bytes.get(at + 1) != Some(&b'=')
        }
        _ => false,
    }
}

/// True where a logical line starts with `@`, be it behind joined lines.
pub(super) fn is_decorator(bytes: &[u8], mut at: usize) -> bool {
    let is_joint = |byte: &&u8| matches!(**byte, b'\\' | b'\r' | b'\n' | b' ' | b'\t' | b'\x0c');
    if bytes[at] == b'\\' {
        at += bytes[at..].iter().take_while(is_joint).count();
    }
    bytes.get(at) == Some(&b'@')
}

/// True where the lines from `line` on are decorators, each whole on one line, then a definition.
fn decorates(bytes: &[u8], line: usize) -> bool {
    let mut cursor = Cursor::new(bytes, line, &STOPS);
    for _ in 0..MAX_DECORATORS {
        if cursor.peek(0) != Some(b'@') {
            break;
        }
        loop {
            match cursor.next() {
                Mark::Line => break,
                Mark::Inner | Mark::End => return false,
                _ => {}
            }
        }
    }
    let at = cursor.at;
    matches!(word(bytes, at), b"def" | b"class")
        || (word(bytes, at) == b"async" && word(bytes, skip_blanks(bytes, at + 5)) == b"def")
}
