//! Cuts a text into pieces that can be parsed one by one: each starts with a statement
//! in the first column and reaches to the next such statement.
//!
//! On valid code, parsing the pieces gives what parsing the whole text gives. On broken
//! code an error stays in its piece: an unclosed bracket is given up where a line begins, in the
//! first column, with a keyword that no expression can hold. What lies before that keyword, or
//! before the end of the text, is then cut at every line that may be a statement and
//! stands in unclosed brackets only, so that `y = a[` costs its own line.
//!
//! Where a cut lies depends on the text from the cut before it to the first line behind it,
//! and on nothing else, but for unclosed brackets: there it depends on the text up to where
//! they were given up. Pieces that start before that place are not settled. An edit looks at its
//! own surroundings only, which begin at a settled piece.
//!
//! The same pass finds what would overflow the stack of a recursive parser.

use std::ops::Range;

use super::cursor::{Cursor, Mark, stops};
use super::depth::depth;
use super::heads::{continues_compound, gives_up_brackets, is_decorator, may_be_statement, word};
use crate::text::Span;

/// CPython's `MAXLEVEL` (Parser/tokenizer): "too many nested parentheses".
const MAX_BRACKETS: usize = 200;
/// CPython's `MAXINDENT` (Parser/tokenizer): "too many levels of indentation".
const MAX_INDENTS: usize = 100;
/// Levels of one expression. CPython 3.8 to 3.12 cannot compile 3000 chained operators; 3.13
/// takes up to 9996 of some. No file seen has more than a few hundred.
pub(super) const MAX_DEPTH: u32 = 4000;
/// Shorter lines cannot nest so deep that a thread's usual stack would not do.
const SHORT_LINE: usize = 400;
/// Inside brackets indentation means nothing, until the parser gives the bracket up.
const WIDE: usize = 1000;

/// Fewer lambdas than this are no danger, however they nest.
const MANY_LAMBDAS: usize = 300;
const TOO_DEEP: &str = "expression too deep to be analysed (more than 4000 levels)";

static STOPS: [bool; 256] = stops(b"");

/// Why a part of the text is not given to the parser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fault {
    /// Where the message points.
    pub at: Span,
    /// What is hidden from the parser: a logical line without its indentation, or a piece.
    pub hidden: Span,
    pub message: &'static str,
}

#[derive(Debug)]
pub(super) struct Piece {
    pub span: Span,
    pub faults: Vec<Fault>,
    /// Levels of the deepest long line; short lines are not measured.
    pub depth: u32,
    /// That it starts here depends on the text from here on only.
    pub settled: bool,
}

/// The pieces of a text from an offset on, which must be a cut.
#[derive(Debug)]
pub(super) struct Pieces<'a> {
    bytes: &'a [u8],
    at: usize,
    indents: Vec<u32>,
    /// Where brackets opened that are not closed before `given_up`, in order.
    unclosed: Vec<usize>,
    given_up: usize,
}

impl<'a> Pieces<'a> {
    pub fn new(text: &'a str, from: u32) -> Pieces<'a> {
        Pieces {
            bytes: text.as_bytes(),
            at: from as usize,
            indents: Vec::new(),
            unclosed: Vec::new(),
            given_up: 0,
        }
    }

    /// The column and the offset at which the text of a physical line starts.
    fn indentation(&self, line: usize) -> (u32, usize) {
        let mut column = 0;
        for (index, byte) in self.bytes[line..].iter().enumerate() {
            match byte {
                b' ' => column += 1,
                b'\t' => column = (column / 8 + 1) * 8,
                b'\x0c' => column = 0,
                _ => return (column, line + index),
            }
        }
        (column, self.bytes.len())
    }

    /// True where the line at `line`, outside brackets and strings, starts a piece.
    fn starts_piece(&self, line: usize) -> bool {
        match self.bytes[line] {
            b' ' | b'\t' | b'\x0c' | b'\\' | b')' | b']' | b'}' => false,
            b'e' | b'f' => !continues_compound(word(self.bytes, line)),
            // The parser drops a byte order mark at the start of what it is given.
            0xEF => !self.bytes[line..].starts_with("\u{feff}".as_bytes()),
            _ => true,
        }
    }

    /// Counts the levels of indentation at a logical line.
    fn indents(&mut self, column: u32) -> usize {
        while self.indents.last().is_some_and(|last| *last > column) {
            self.indents.pop();
        }
        if column > 0 && self.indents.last() != Some(&column) {
            self.indents.push(column);
        }
        self.indents.len()
    }
}

/// What was found on the way through one logical line.
struct Line {
    /// Where it ends, its line break not included.
    end: usize,
    /// The first bracket too many.
    bracket: Option<usize>,
    /// Continuation lines with more than [`WIDE`] blanks before them.
    wide: u32,
    /// It was given up inside brackets: the next line starts a piece.
    broken: bool,
}

impl Pieces<'_> {
    /// One logical line. If it ends inside brackets it is read again, now that it is known which ones are
    /// not closed; that also serves the lines after it, so that the text is read twice at most.
    fn line(&mut self, cursor: &mut Cursor) -> Line {
        let start = cursor.at;
        let mut open = Vec::new();
        let line = self.walk(cursor, &mut open);
        if open.is_empty() || start < self.given_up {
            return line;
        }
        self.unclosed = open;
        self.given_up = cursor.at;
        cursor.reset();
        cursor.at = start;
        self.walk(cursor, &mut Vec::new())
    }

    /// To the end of a logical line; `open` are the brackets that are open there.
    fn walk(&self, cursor: &mut Cursor, open: &mut Vec<usize>) -> Line {
        let in_unclosed = cursor.at < self.given_up;
        let mut bracket = None;
        let mut wide = 0;
        loop {
            let mark = cursor.next();
            if matches!(mark, Mark::Open | Mark::Field) {
                open.truncate(cursor.nesting() - 1);
                open.push(cursor.at - 1);
            }
            open.truncate(cursor.nesting());
            match mark {
                Mark::Open | Mark::Field if cursor.brackets() > MAX_BRACKETS => {
                    bracket.get_or_insert(cursor.at - 1);
                    continue;
                }
                Mark::Inner if gives_up_brackets(self.bytes, cursor.at) => {}
                Mark::Inner
                    if in_unclosed
                        && open.last().is_some_and(|at| self.unclosed.binary_search(at).is_ok())
                        && may_be_statement(self.bytes, cursor.at) => {}
                Mark::Inner => {
                    if self.indentation(cursor.at).1 - cursor.at > WIDE {
                        wide += 1;
                    }
                    continue;
                }
                Mark::Line | Mark::End => {}
                _ => continue,
            }
            let line = &self.bytes[..cursor.at];
            let break_length = if line.ends_with(b"\r\n") {
                2
            } else {
                usize::from(line.ends_with(b"\n") || line.ends_with(b"\r"))
            };
            if mark == Mark::Inner {
                cursor.reset();
            }
            return Line { end: cursor.at - break_length, bracket, wide, broken: mark == Mark::Inner };
        }
    }
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        if self.at >= self.bytes.len() {
            return None;
        }
        let start = self.at;
        let mut cursor = Cursor::new(self.bytes, start, &STOPS);
        let settled = start >= self.given_up;
        let mut piece = Piece { span: Span::default(), faults: Vec::new(), depth: 0, settled };
        let mut refused = None;
        let mut wide = 0;
        let mut empty = true;
        let mut decorated = false;
        self.indents.clear();
        while cursor.at < self.bytes.len() {
            let (column, text) = self.indentation(cursor.at);
            if matches!(self.bytes.get(text), None | Some(b'#' | b'\n' | b'\r')) {
                cursor.at = text;
                cursor.comment();
                cursor.line_break();
                continue;
            }
            if !empty && !decorated && self.starts_piece(cursor.at) {
                break;
            }
            empty = false;
            decorated = column == 0 && is_decorator(self.bytes, text);
            if self.indents(column) > MAX_INDENTS {
                refused.get_or_insert(text);
            }
            cursor.at = text;
            let line = self.line(&mut cursor);
            wide += line.wide;
            let hidden = span(text..line.end);
            if let Some(at) = line.bracket {
                let at = span(at..at + 1);
                piece.faults.push(Fault { at, hidden, message: "too many nested brackets (more than 200)" });
            } else if line.end - text > SHORT_LINE {
                let depth = depth(&self.bytes[text..line.end]);
                piece.depth = piece.depth.max(depth);
                if depth > MAX_DEPTH {
                    let at = self.first_line(text..line.end);
                    piece.faults.push(Fault { at, hidden, message: TOO_DEEP });
                }
            }
            if line.broken {
                break;
            }
        }
        self.at = cursor.at;
        piece.span = span(start..self.at);
        self.measure_lambdas(&mut piece);
        if wide > WIDE as u32 {
            refused.get_or_insert(start);
        }
        if let Some(at) = refused {
            let at = self.first_line(at..self.at);
            let message = "too many levels of indentation (more than 100)";
            piece.faults = vec![Fault { at, hidden: piece.span, message }];
        }
        Some(piece)
    }
}

impl Pieces<'_> {
    /// A lambda whose colon is missing takes the next line for its parameters, so here the lines
    /// nest that are no deeper than that each.
    fn measure_lambdas(&self, piece: &mut Piece) {
        let text = &self.bytes[piece.span.range()];
        if memchr::memmem::find_iter(text, b"lambda").nth(MANY_LAMBDAS).is_none() {
            return;
        }
        let depth = depth(text);
        piece.depth = piece.depth.max(depth);
        if depth > MAX_DEPTH && piece.faults.is_empty() {
            let at = self.first_line(piece.span.range());
            piece.faults.push(Fault { at, hidden: piece.span, message: TOO_DEEP });
        }
    }

    /// The part of a range that lies on its first line.
    fn first_line(&self, range: Range<usize>) -> Span {
        let text = &self.bytes[range.clone()];
        let length = memchr::memchr2(b'\n', b'\r', text).unwrap_or(text.len());
        span(range.start..range.start + length)
    }
}

fn span(range: Range<usize>) -> Span {
    Span::new(range.start as u32, range.end as u32)
}
