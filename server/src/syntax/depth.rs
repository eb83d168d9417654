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
    /// The last token was, or ended, an operand.
    after_operand: bool,
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

    /// A star: an operator, or a prefix whose operand goes on to the next comma.
    fn star(&mut self) {
        if self.after_operand {
            self.operator();
        } else {
            self.prefix_to_comma();
        }
    }

    fn prefix_to_comma(&mut self) {
        self.end_operand();
        self.to_comma += self.to_boolean + self.operators + 1;
        self.to_boolean = 0;
        self.operators = 0;
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

    /// The end of a statement, unless the parser takes it for a slip inside parameters.
    fn end_statement(&mut self) {
        self.comma();
        if self.lambdas == 0 {
            self.over_commas = 0;
        }
    }

    fn colon(&mut self) {
        self.end_boolean();
        self.lambdas = self.lambdas.saturating_sub(1);
    }

    /// A number, or letters beyond ASCII: the lexer may find a keyword in them, as in `1if`. It
    /// counts, but ends nothing.
    fn odd_word(&mut self, word: &[u8]) {
        for keyword in ["lambda", "yield", "await", "not"] {
            if memchr::memmem::find(word, keyword.as_bytes()).is_some() {
                self.word(keyword.as_bytes());
                return;
            }
        }
        if word.windows(2).any(|letters| matches!(letters, b"if" | b"el")) {
            self.to_comma += 1;
        }
        self.after_operand = true;
    }

    fn word(&mut self, word: &[u8]) {
        let after_operand = std::mem::replace(&mut self.after_operand, false);
        match word {
            b"lambda" => {
                self.prefix_to_comma();
                self.lambdas += 1;
            }
            b"await" => self.operator(),
            b"not" => {
                self.end_operand();
                self.to_boolean += self.operators + 1;
                self.operators = 0;
            }
            b"yield" => {
                self.end_operand();
                self.over_commas += self.to_comma + self.to_boolean + self.operators + 1;
                self.to_comma = 0;
                self.to_boolean = 0;
                self.operators = 0;
            }
            b"in" | b"is" if after_operand => self.end_operators(),
            b"and" | b"or" | b"for" | b"async" if after_operand => self.end_boolean(),
            b"if" | b"else" if after_operand => {
                self.end_boolean();
                self.to_comma += 1;
            }
            // Where an operand is due, the parser takes a keyword for a name.
            _ => self.after_operand = true,
        }
    }
}

/// An upper bound, but for a small constant factor, of the depth of the tree of some logical lines.
pub(super) fn depth(lines: &[u8]) -> u32 {
    let mut cursor = Cursor::new(lines, 0, &STOPS);
    let mut frames = vec![Frame::default()];
    let mut strings = 0;
    loop {
        let mark = cursor.next();
        let opened = matches!(mark, Mark::Open | Mark::Field);
        let open = if opened { cursor.brackets() } else { cursor.brackets() + 1 };
        while frames.len() > open {
            close(&mut frames);
        }
        let Some(frame) = frames.last_mut() else {
            return 0;
        };
        frame.after_operand |= strings != cursor.strings;
        strings = cursor.strings;
        match mark {
            Mark::End => break,
            Mark::Open => {
                frame.links += 1;
                frames.push(Frame::default());
            }
            Mark::Field => frames.push(Frame::default()),
            Mark::Close => frame.after_operand = true,
            // `:=` ends no parameters of a lambda.
            Mark::Colon if cursor.peek(0) == Some(b'=') => frame.after_operand = false,
            Mark::Colon => {
                frame.colon();
                frame.after_operand = false;
            }
            Mark::Line => {
                frame.end_statement();
                frame.after_operand = false;
            }
            Mark::Inner => {}
            Mark::Other(byte) => other(&mut cursor, lines, byte, frame),
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
        around.after_operand = true;
    }
}

fn other(cursor: &mut Cursor, lines: &[u8], byte: u8, frame: &mut Frame) {
    let doubled = matches!(byte, b'<' | b'>' | b'*' | b'/') && cursor.peek(0) == Some(byte);
    if doubled {
        cursor.at += 1;
    }
    match byte {
        b',' => frame.comma(),
        b';' => frame.end_statement(),
        b'.' if cursor.peek(0) == Some(b'.') && cursor.peek(1) == Some(b'.') => {
            cursor.at += 2;
            frame.after_operand = true;
            return;
        }
        b'.' => frame.links += 1,
        b'*' => frame.star(),
        b'<' | b'>' if doubled => frame.operator(),
        b'<' | b'>' | b'=' | b'!' => frame.end_operators(),
        b'+' | b'-' | b'/' | b'%' | b'@' | b'|' | b'&' | b'^' | b'~' => frame.operator(),
        _ => {
            let start = cursor.at - 1;
            while cursor
                .peek(0)
                .is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii())
            {
                cursor.at += 1;
            }
            let word = &lines[start..cursor.at];
            if word.is_ascii() && !byte.is_ascii_digit() {
                frame.word(word);
            } else {
                frame.odd_word(word);
            }
            return;
        }
    }
    frame.after_operand = false;
}
