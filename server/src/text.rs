//! Text and positions: byte spans, a line index, the three encodings of the
//! protocol, edits.
//!
//! Everywhere behind `lsp/` and `cli/` a position is a byte offset into the
//! UTF-8 text, as `u32`: files over 4 GiB are refused where they are read.

pub mod columns;
pub mod decode;

use std::ops::Range;

pub use decode::decode;

/// A half-open range of byte offsets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub fn new(start: u32, end: u32) -> Span {
        Span { start, end }
    }

    /// True where `offset` lies inside or at either edge, as a cursor does.
    pub fn touches(self, offset: u32) -> bool {
        self.start <= offset && offset <= self.end
    }

    pub fn intersects(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// How a client counts the characters of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    Utf16,
    Utf32,
}

/// A position as a person or a client counts it; both from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    pub line: u32,
    pub column: u32,
}

/// The start offset of every line. A line ends with `\n`, `\r\n` or a lone `\r`,
/// as the protocol and CPython's tokenizer have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    pub fn new(text: &str) -> LineIndex {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            if bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n') {
                continue;
            }
            starts.push(at as u32 + 1);
        }
        LineIndex { starts }
    }

    /// Number of lines; the text after the last line break counts as one, even if empty.
    pub fn lines(&self) -> u32 {
        self.starts.len() as u32
    }

    /// The line, from 0, that holds `offset`.
    pub fn line(&self, offset: u32) -> u32 {
        self.starts.partition_point(|start| *start <= offset) as u32 - 1
    }

    /// The span of a line with its line break; empty at the end of the text for a line beyond it.
    pub fn span(&self, text: &str, line: u32) -> Span {
        let end = text.len() as u32;
        let start_of = |line: u32| self.starts.get(line as usize).copied().unwrap_or(end);
        Span::new(start_of(line), start_of(line.saturating_add(1)))
    }

    /// The span of a line without its line break.
    pub fn content(&self, text: &str, line: u32) -> Span {
        let span = self.span(text, line);
        let content = text[span.range()].trim_end_matches(['\n', '\r']);
        Span::new(span.start, span.start + content.len() as u32)
    }

    pub fn position(&self, text: &str, offset: u32, encoding: Encoding) -> LineColumn {
        let offset = floor_boundary(text, offset);
        let line = self.line(offset);
        let before = &text[self.starts[line as usize] as usize..offset as usize];
        let column = match encoding {
            Encoding::Utf8 => before.len(),
            Encoding::Utf16 => before.chars().map(char::len_utf16).sum(),
            Encoding::Utf32 => before.chars().count(),
        };
        LineColumn { line, column: column as u32 }
    }

    /// The offset of a position. A column beyond the line's end means its end, as the
    /// protocol says; a column inside a surrogate pair or a UTF-8 sequence means its start.
    pub fn offset(&self, text: &str, at: LineColumn, encoding: Encoding) -> u32 {
        let content = self.content(text, at.line);
        let mut units = 0;
        for (index, c) in text[content.range()].char_indices() {
            units += match encoding {
                Encoding::Utf8 => c.len_utf8(),
                Encoding::Utf16 => c.len_utf16(),
                Encoding::Utf32 => 1,
            } as u32;
            if units > at.column {
                return content.start + index as u32;
            }
        }
        content.end
    }
}

/// The nearest character boundary at or before `offset`.
pub fn floor_boundary(text: &str, offset: u32) -> u32 {
    let mut offset = text.len().min(offset as usize);
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset as u32
}
