//! Moving lines of code to another indentation. What is not changed is copied byte for byte; a line
//! that begins inside a string is never touched.

use crate::syntax::Marks;
use crate::text::Span;

/// A line of new code, indented by so many units more than the statement whose place it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub depth: usize,
    pub code: String,
}

impl Line {
    pub fn new(code: impl Into<String>) -> Line {
        Line { depth: 0, code: code.into() }
    }
}

pub(super) fn deeper(lines: Vec<Line>) -> impl Iterator<Item = Line> {
    lines.into_iter().map(|line| Line { depth: line.depth + 1, ..line })
}

/// A statement and the lines that take its place.
#[derive(Debug, Clone)]
pub(super) struct Change {
    pub span: Span,
    pub lines: Vec<Line>,
}

pub(super) struct Source<'a> {
    pub text: &'a str,
    pub marks: &'a Marks,
    pub line_break: &'static str,
    /// One level of indentation.
    pub unit: &'a str,
}

impl Source<'_> {
    /// Whole lines, from the start of the first one, with changes in order of position, moved from one
    /// indentation to another.
    pub fn moved(&self, region: Span, changes: &[Change], from: &str, to: &str) -> String {
        let mut out = String::new();
        let mut at = self.indentation(region.start, from, to, &mut out);
        for change in changes {
            at = self.copy(at, change.span.start, from, to, &mut out);
            self.put(change, from, to, &mut out);
            at = at.max(change.span.end);
        }
        self.copy(at, region.end, from, to, &mut out);
        out
    }

    fn put(&self, change: &Change, from: &str, to: &str, out: &mut String) {
        let mut blanks = String::new();
        let line = line_start(self.text, change.span.start);
        let text = self.indentation(line, from, to, &mut blanks);
        // `if n == 0: return 1`: the new lines go below it.
        let is_inline = text < change.span.start;
        if is_inline {
            blanks += self.unit;
        }
        let goes_below = is_inline && (change.lines.len() > 1 || ends_in_colon(&change.lines));
        if goes_below {
            out.truncate(out.trim_end_matches([' ', '\t']).len());
        }
        for (index, line) in change.lines.iter().enumerate() {
            if index > 0 || goes_below {
                *out += self.line_break;
                *out += &blanks;
                *out += &self.unit.repeat(line.depth);
            }
            *out += &line.code;
        }
    }

    /// Copies up to `end`; gives `end`.
    fn copy(&self, start: u32, end: u32, from: &str, to: &str, out: &mut String) -> u32 {
        let bytes = self.text.as_bytes();
        let mut at = start;
        while at < end {
            let byte = bytes[at as usize];
            let is_break = byte == b'\n' || (byte == b'\r' && bytes.get(at as usize + 1) != Some(&b'\n'));
            if !is_break {
                let rest = &bytes[at as usize..end as usize];
                let length = memchr::memchr2(b'\n', b'\r', &rest[1..]).map_or(rest.len(), |next| next + 1);
                *out += &self.text[at as usize..at as usize + length];
                at += length as u32;
                continue;
            }
            out.push(byte as char);
            at += 1;
            if at < end && !self.is_in_string(at) {
                at = self.indentation(at, from, to, out).min(end);
            }
        }
        end
    }

    /// Writes the new indentation of the line that starts at `at`; gives where its text begins.
    fn indentation(&self, at: u32, from: &str, to: &str, out: &mut String) -> u32 {
        let line = &self.text[at as usize..];
        let blanks = &line[..line.len() - line.trim_start_matches([' ', '\t', '\x0c']).len()];
        let text = at + blanks.len() as u32;
        let is_empty = matches!(self.text.as_bytes().get(text as usize), None | Some(b'\n' | b'\r'));
        if let (Some(rest), false) = (blanks.strip_prefix(from), is_empty) {
            *out += to;
            *out += rest;
            return text;
        }
        *out += blanks;
        // Less indented than the code around it: a comment, or a line inside brackets.
        if let (Some(more), false) = (to.strip_prefix(from), is_empty) {
            *out += more;
        }
        text
    }

    fn is_in_string(&self, at: u32) -> bool {
        let after = self.marks.strings.partition_point(|string| string.start < at);
        after > 0 && at < self.marks.strings[after - 1].end
    }
}

fn ends_in_colon(lines: &[Line]) -> bool {
    lines.first().is_some_and(|line| line.code.ends_with(':'))
}

/// Where the physical line that holds `at` starts.
pub(super) fn line_start(text: &str, at: u32) -> u32 {
    text[..at as usize].rfind(['\n', '\r']).map_or(0, |before| before as u32 + 1)
}

/// Where the physical line that holds `at` ends, before its line break.
pub(super) fn line_end(text: &str, at: u32) -> u32 {
    text[at as usize..].find(['\n', '\r']).map_or(text.len() as u32, |length| at + length as u32)
}
