//! The line index against a slow and obvious count.

use fastrand::Rng;
use memlens::text::{Encoding, LineColumn, LineIndex};

const ENCODINGS: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

fn units(c: char, encoding: Encoding) -> u32 {
    match encoding {
        Encoding::Utf8 => c.len_utf8() as u32,
        Encoding::Utf16 => c.len_utf16() as u32,
        Encoding::Utf32 => 1,
    }
}

/// Lines as (offset, content, content and break).
fn lines(text: &str) -> Vec<(u32, &str, &str)> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let length =
            ["\r\n", "\n", "\r"].iter().find(|end| rest.starts_with(**end)).map_or(0, |end| end.len());
        if length > 0 {
            lines.push((start as u32, &text[start..at], &text[start..at + length]));
            start = at + length;
        }
        at += length.max(rest.chars().next().expect("inside the text").len_utf8() * usize::from(length == 0));
    }
    lines.push((start as u32, &text[start..], &text[start..]));
    lines
}

fn position(text: &str, offset: u32, encoding: Encoding) -> LineColumn {
    let mut offset = (offset as usize).min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let lines = lines(text);
    let line = lines.iter().rposition(|(start, ..)| *start as usize <= offset).expect("inside the text");
    let (start, content, _) = lines[line];
    let before = &content[..(offset - start as usize).min(content.len())];
    LineColumn { line: line as u32, column: before.chars().map(|c| units(c, encoding)).sum() }
}

fn offset(text: &str, at: LineColumn, encoding: Encoding) -> u32 {
    let lines = lines(text);
    let Some((start, content, _)) = lines.get(at.line as usize) else {
        return text.len() as u32;
    };
    let mut column = 0;
    for (index, c) in content.char_indices() {
        column += units(c, encoding);
        if column > at.column {
            return start + index as u32;
        }
    }
    start + content.len() as u32
}

#[test]
fn agrees_with_a_slow_count() {
    const ALPHABET: &[char] =
        &['a', 'b', ' ', '\t', '\n', '\r', '\x0c', 'é', '€', '🙂', '𝒳', '\u{feff}', '\0', '\u{2028}'];
    let mut rng = Rng::with_seed(3);
    let mut compared = 0;
    for _ in 0..3000 {
        let text: String =
            (0..rng.usize(..40)).map(|_| *rng.choice(ALPHABET).expect("one of them")).collect();
        let index = LineIndex::new(&text);
        let expected = lines(&text);
        assert_eq!(index.lines() as usize, expected.len(), "{text:?}");
        for (line, (start, content, whole)) in expected.iter().enumerate() {
            let line = line as u32;
            let span = index.span(&text, line);
            assert_eq!((span.start, &text[span.range()]), (*start, *whole), "{text:?}");
            assert_eq!(&text[index.content(&text, line).range()], *content, "{text:?}");
        }
        for encoding in ENCODINGS {
            for at in 0..text.len() as u32 + 3 {
                let found = index.position(&text, at, encoding);
                assert_eq!(found, position(&text, at, encoding), "{text:?} {at} {encoding:?}");
                compared += 1;
            }
            for line in 0..index.lines() + 2 {
                for column in (0..14).chain([u32::MAX]) {
                    let at = LineColumn { line, column };
                    let found = index.offset(&text, at, encoding);
                    assert_eq!(found, offset(&text, at, encoding), "{text:?} {at:?} {encoding:?}");
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 500_000);
}
