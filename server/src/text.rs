//! Text and positions: byte spans, a line index, the three encodings of the
//! protocol, edits.
//!
//! Everywhere behind `lsp/` and `cli/` a position is a byte offset into the
//! UTF-8 text, as `u32`: files over 4 GiB are refused where they are read.

pub mod columns;
pub mod decode;

use std::ops::Range;

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
///
/// Converting a position takes logarithmic time, however long the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineIndex {
    starts: Vec<u32>,
    /// Every character beyond ASCII, in order.
    wide: Vec<Wide>,
}

/// Where a character beyond ASCII ends, and by how much the text up to there is longer in
/// bytes than in UTF-16 units and in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Wide {
    end: u32,
    utf16: u32,
    utf32: u32,
}

impl Wide {
    fn excess(self, encoding: Encoding) -> u32 {
        match encoding {
            Encoding::Utf8 => 0,
            Encoding::Utf16 => self.utf16,
            Encoding::Utf32 => self.utf32,
        }
    }
}

impl LineIndex {
    pub fn new(text: &str) -> LineIndex {
        let mut starts = vec![0];
        push_starts(&mut starts, text, Span::new(0, text.len() as u32));
        LineIndex { starts, wide: wide(text) }
    }

    /// The index of `text`, which has `inserted` bytes where the text of this one has `span`.
    pub fn edited(&self, text: &str, span: Span, inserted: u32) -> LineIndex {
        let end = span.start + inserted;
        // A `\r` before the edit ends a line or not by what follows it.
        let kept = self.line(span.start.saturating_sub(1)) as usize;
        let tail = self.starts.partition_point(|start| *start <= span.end);
        let mut starts = Vec::with_capacity(self.starts.len() + 1);
        starts.extend_from_slice(&self.starts[..=kept]);
        push_starts(&mut starts, text, Span::new(self.starts[kept], end));
        starts.extend(self.starts[tail..].iter().map(|start| start - span.end + end));
        let narrow = self.wide.is_empty() && text.as_bytes()[span.start as usize..end as usize].is_ascii();
        LineIndex { starts, wide: if narrow { Vec::new() } else { wide(text) } }
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
        let breaks = text.as_bytes()[span.range()].iter().rev().take(2);
        let length = breaks.take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
        Span::new(span.start, span.end - length as u32)
    }

    /// Where `offset` is. Inside a character it means the character's start, inside or behind
    /// a line break the end of the line, beyond the text its end.
    pub fn position(&self, text: &str, offset: u32, encoding: Encoding) -> LineColumn {
        let offset = floor_boundary(text, offset);
        let line = self.line(offset);
        let content = self.content(text, line);
        let offset = offset.min(content.end);
        let excess = self.before(offset).excess(encoding) - self.before(content.start).excess(encoding);
        LineColumn { line, column: offset - content.start - excess }
    }

    /// The offset of a position. A column beyond the line's end means its end, as the
    /// protocol says; a column inside a surrogate pair or a UTF-8 sequence means its start.
    pub fn offset(&self, text: &str, at: LineColumn, encoding: Encoding) -> u32 {
        let content = self.content(text, at.line);
        let first = self.wide.partition_point(|wide| wide.end <= content.start);
        let before = self.before(content.start).excess(encoding);
        let units = |wide: &Wide| wide.end - content.start - (wide.excess(encoding) - before);
        let passed =
            self.wide[first..].partition_point(|wide| wide.end <= content.end && units(wide) <= at.column);
        let excess = match passed {
            0 => 0,
            _ => self.wide[first + passed - 1].excess(encoding) - before,
        };
        let offset = content.start.saturating_add(at.column).saturating_add(excess);
        floor_boundary(text, offset.min(content.end))
    }

    /// The offsets between two positions, in whichever order they come.
    pub fn between(&self, text: &str, start: LineColumn, end: LineColumn, encoding: Encoding) -> Span {
        let (start, end) = (self.offset(text, start, encoding), self.offset(text, end, encoding));
        Span::new(start.min(end), start.max(end))
    }

    /// The last character beyond ASCII that ends at or before `offset`.
    fn before(&self, offset: u32) -> Wide {
        match self.wide.partition_point(|wide| wide.end <= offset) {
            0 => Wide::default(),
            index => self.wide[index - 1],
        }
    }
}

/// The starts of the lines behind the line breaks in `span`.
fn push_starts(starts: &mut Vec<u32>, text: &str, span: Span) {
    let bytes = text.as_bytes();
    for at in memchr::memchr2_iter(b'\n', b'\r', &bytes[span.range()]) {
        let next = span.start as usize + at + 1;
        if bytes[next - 1] == b'\r' && bytes.get(next) == Some(&b'\n') {
            continue;
        }
        starts.push(next as u32);
    }
}

fn wide(text: &str) -> Vec<Wide> {
    /// Mostly a piece of this many bytes is ASCII, which is quickly seen.
    const PIECE: usize = 256;
    let mut found = Vec::new();
    let mut last = Wide::default();
    let mut at = 0;
    while at < text.len() {
        let end = text.ceil_char_boundary(at + PIECE);
        let piece = &text[at..end];
        if !piece.is_ascii() {
            for (start, c) in piece.char_indices().filter(|(_, c)| !c.is_ascii()) {
                let bytes = c.len_utf8() as u32;
                last.end = (at + start) as u32 + bytes;
                last.utf16 += bytes - c.len_utf16() as u32;
                last.utf32 += bytes - 1;
                found.push(last);
            }
        }
        at = end;
    }
    found
}

/// The nearest character boundary at or before `offset`.
pub fn floor_boundary(text: &str, offset: u32) -> u32 {
    let mut offset = text.len().min(offset as usize);
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset as u32
}
