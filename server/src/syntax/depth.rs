//! How deep the tree of one logical line can become, without building it.
//!
//! The parser, and every walker of its tree, recurses once a level. The estimate counts
//! what nests: chained operators, prefixes, attribute, call and subscript chains,
//! conditionals, lambdas, brackets. What the tree keeps flat counts nothing, however
//! long: elements between commas, `and`/`or` and comparison chains, adjacent strings.
//! It may count a few levels too many, and on broken code takes the deeper reading.

use super::cursor::{Cursor, Mark, stops};

const WORD: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
const OPERATOR: &[u8] = b"+-*/%@|&^~<>=!.,;";

static STOPS: [bool; 256] = {
    let mut table = stops(WORD);
    let mut index = 0;
    while index < OPERATOR.len() {
        table[OPERATOR[index] as usize] = true;
        index += 1;
    }
    // Letters beyond ASCII, so that a keyword inside a longer word is not taken for one.
    index = 128;
    while index < 256 {
        table[index] = true;
        index += 1;
    }
    table
};

/// The levels counted inside one pair of brackets, or outside all.
#[derive(Debug, Default)]
struct Frame {
    /// `yield`: its operand goes on over commas.
    over_commas: u32,
    /// Lambdas and conditionals: their last operand goes on to the next comma.
    to_comma: u32,
    /// `not`: its operand goes on to `and` or `or`.
    to_boolean: u32,
    /// Operators that bind closer than comparisons.
    operators: u32,
    /// Attribute, call and subscript links of the operand being read.
    links: u32,
    /// The deepest brackets of the operand being read.
    inner: u32,
    /// The deepest operand of the operators counted so far.
    operand: u32,
    /// Parameter lists of lambdas being read: their commas end nothing.
    lambdas: u32,
    /// The deepest expression that has ended.
    deepest: u32,
}

impl Frame {
    fn end_operand(&mut self) {
        self.operand = self.operand.max(self.links + self.inner);
        self.links = 0;
        self.inner = 0;
    }

    fn operator(&mut self) {
        self.end_operand();
        self.operators += 1;
    }

    /// A comparison, or whatever else has operands side by side.
    fn end_operators(&mut self) {
        self.end_operand();
        let levels = self.over_commas + self.to_comma + self.to_boolean + self.operators;
        self.deepest = self.deepest.max(levels + self.operand);
        self.operators = 0;
        self.operand = 0;
    }

    fn end_boolean(&mut self) {
        self.end_operators();
        self.to_boolean = 0;
    }

    fn comma(&mut self) {
        self.end_boolean();
        if self.lambdas == 0 {
            self.to_comma = 0;
        }
    }

    fn colon(&mut self) {
        self.end_boolean();
        self.lambdas = self.lambdas.saturating_sub(1);
    }

    fn word(&mut self, word: &[u8]) {
        match word {
            b"await" => self.operator(),
            b"in" | b"is" => self.end_operators(),
            b"and" | b"or" | b"for" | b"async" => self.end_boolean(),
            b"if" | b"else" => {
                self.end_boolean();
                self.to_comma += 1;
            }
            b"not" => {
                self.end_operand();
                self.to_boolean += self.operators + 1;
                self.operators = 0;
            }
            b"lambda" => {
                self.end_operand();
                self.to_comma += self.to_boolean + self.operators + 1;
                self.to_boolean = 0;
                self.operators = 0;
                self.lambdas += 1;
            }
            b"yield" => {
                self.end_operand();
                self.over_commas += self.to_comma + self.to_boolean + self.operators + 1;
                self.to_comma = 0;
                self.to_boolean = 0;
                self.operators = 0;
            }
            _ => {}
        }
    }
}

/// An upper bound, but for a small constant factor, of the depth of the tree of `line`.
pub(super) fn depth(line: &[u8]) -> u32 {
    let mut cursor = Cursor::new(line, 0, &STOPS);
    let mut frames = vec![Frame::default()];
    loop {
        let mark = cursor.next();
        let open = if mark == Mark::Open { cursor.nesting } else { cursor.nesting + 1 };
        while frames.len() > open as usize {
            close(&mut frames);
        }
        let Some(frame) = frames.last_mut() else {
            return 0;
        };
        match mark {
            Mark::End => break,
            Mark::Open => {
                frame.links += 1;
                frames.push(Frame::default());
            }
            Mark::Colon => frame.colon(),
            Mark::Other(byte) => other(&mut cursor, line, byte, frame),
            Mark::Close | Mark::Line | Mark::Inner => {}
        }
    }
    while frames.len() > 1 {
        close(&mut frames);
    }
    frames.pop().map_or(0, |mut frame| {
        frame.end_operators();
        frame.deepest
    })
}

fn close(frames: &mut Vec<Frame>) {
    let Some(mut ended) = frames.pop() else {
        return;
    };
    ended.end_operators();
    if let Some(around) = frames.last_mut() {
        around.inner = around.inner.max(ended.deepest + 1);
    }
}

fn other(cursor: &mut Cursor, line: &[u8], byte: u8, frame: &mut Frame) {
    match byte {
        b',' => frame.comma(),
        b';' => {
            frame.end_boolean();
            *frame = Frame { deepest: frame.deepest, ..Frame::default() };
        }
        b'.' => frame.links += 1,
        b'<' | b'>' if cursor.peek(0) == Some(byte) => {
            cursor.at += 1;
            frame.operator();
        }
        b'<' | b'>' | b'=' | b'!' => frame.end_operators(),
        b'*' | b'/' if cursor.peek(0) == Some(byte) => {
            cursor.at += 1;
            frame.operator();
        }
        b'+' | b'-' | b'*' | b'/' | b'%' | b'@' | b'|' | b'&' | b'^' | b'~' => frame.operator(),
        _ => {
            let start = cursor.at - 1;
            let number = byte.is_ascii_digit();
            while cursor.peek(0).is_some_and(|byte| {
                byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii() || (number && byte == b'.')
            }) {
                cursor.at += 1;
            }
            frame.word(&line[start..cursor.at]);
        }
    }
}
