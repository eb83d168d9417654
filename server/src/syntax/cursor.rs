//! Steps through the lexical structure of Python text: brackets, strings, f-string fields,
//! comments, line joining. No tokens are made.
//!
//! On valid code it agrees with the parser's lexer about where a logical line ends. On
//! broken code it gives up a string or a field at the end of its line, so that the damage
//! stays small.

/// What [`Cursor::next`] stopped at; the cursor is behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// `(`, `[`, `{`.
    Open,
    /// The `{` of an f-string's field.
    Field,
    Close,
    Colon,
    /// The end of a logical line.
    Line,
    /// A line break inside brackets.
    Inner,
    /// Another byte that the caller's table asked for.
    Other(u8),
    End,
}

/// True for the ASCII characters of names and numbers.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Bytes at which every cursor stops.
const STRUCTURE: &[u8] = b"'\"()[]{}:#\n\r\\";

/// A table of the bytes at which a cursor stops: the structural ones and `more`.
pub(super) const fn stops(more: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut index = 0;
    while index < STRUCTURE.len() {
        table[STRUCTURE[index] as usize] = true;
        index += 1;
    }
    index = 0;
    while index < more.len() {
        table[more[index] as usize] = true;
        index += 1;
    }
    table
}

/// An f-string or t-string that is open.
#[derive(Debug)]
struct Template {
    quote: u8,
    triple: bool,
    raw: bool,
    /// Open brackets where it began, as the lexer counts them, and as the parser does.
    nesting: u32,
    due: usize,
    /// Format specifications that are open: two inside the second colon of `{a:{b:c}}`.
    specs: u32,
}

impl Template {
    /// Brackets and fields open inside this string, less those whose specification is being read.
    fn open(&self, nesting: u32) -> u32 {
        nesting.saturating_sub(self.nesting).saturating_sub(self.specs)
    }

    fn end_spec(&mut self, nesting: u32) {
        if self.open(nesting) == 0 {
            self.specs = self.specs.saturating_sub(1);
        }
    }
}

#[derive(Debug)]
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    pub at: usize,
    /// Brackets and f-string fields that are open, as the lexer counts them: any closing one closes any.
    nesting: u32,
    /// The closing brackets that are due. The lexer counts brackets only, but the parser goes one level
    /// deeper at every opening one, until the one that fits.
    due: Vec<u8>,
    /// Strings passed so far.
    pub strings: u32,
    templates: Vec<Template>,
    stops: &'static [bool; 256],
}

impl<'a> Cursor<'a> {
    pub fn new(bytes: &'a [u8], at: usize, stops: &'static [bool; 256]) -> Cursor<'a> {
        Cursor { bytes, at, nesting: 0, due: Vec::new(), strings: 0, templates: Vec::new(), stops }
    }

    /// Forgets open brackets and strings: what follows is the start of a statement.
    pub fn reset(&mut self) {
        self.nesting = 0;
        self.due.clear();
        self.templates.clear();
    }

    /// Brackets and fields that are open for the lexer.
    pub fn nesting(&self) -> usize {
        self.nesting as usize
    }

    /// Brackets that the parser has not seen closed.
    pub fn brackets(&self) -> usize {
        self.due.len()
    }

    fn open(&mut self, due: u8) {
        self.at += 1;
        self.nesting += 1;
        self.due.push(due);
    }

    pub fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    pub fn next(&mut self) -> Mark {
        loop {
            if self.templates.last().is_some_and(|template| template.open(self.nesting) == 0) {
                match self.literal() {
                    Some(mark) => return mark,
                    None => continue,
                }
            }
            while self.peek(0).is_some_and(|byte| !self.stops[byte as usize]) {
                self.at += 1;
            }
            let Some(byte) = self.peek(0) else {
                return Mark::End;
            };
            match byte {
                b'\'' | b'"' => self.string(byte),
                b'#' => self.comment(),
                b'\\' => {
                    self.at += 1;
                    self.line_break();
                }
                b'(' | b'[' | b'{' => {
                    self.open(if byte == b'(' { b')' } else { byte + 2 });
                    return Mark::Open;
                }
                b')' | b']' | b'}' => return self.close(byte),
                b':' => {
                    self.at += 1;
                    if let Some(template) = self.templates.last_mut()
                        && template.open(self.nesting) == 1
                    {
                        template.specs += 1;
                    }
                    return Mark::Colon;
                }
                b'\n' | b'\r' => return self.newline(),
                _ => {
                    self.at += 1;
                    return Mark::Other(byte);
                }
            }
        }
    }

    /// Moves over one line break, if there is one.
    pub fn line_break(&mut self) {
        match (self.peek(0), self.peek(1)) {
            (Some(b'\r'), Some(b'\n')) => self.at += 2,
            (Some(b'\r' | b'\n'), _) => self.at += 1,
            _ => {}
        }
    }

    /// Moves to the line break that ends a comment.
    pub fn comment(&mut self) {
        let rest = &self.bytes[self.at..];
        self.at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
    }

    fn newline(&mut self) -> Mark {
        self.line_break();
        if self.nesting == 0 {
            return Mark::Line;
        }
        if let Some(template) = self.templates.last_mut() {
            template.end_spec(self.nesting);
        }
        Mark::Inner
    }

    fn close(&mut self, byte: u8) -> Mark {
        self.at += 1;
        if byte == b'}'
            && let Some(template) = self.templates.last_mut()
        {
            if template.nesting == self.nesting {
                return Mark::Close;
            }
            template.end_spec(self.nesting);
        }
        if self.due.last() == Some(&byte) {
            self.due.pop();
        }
        self.nesting = self.nesting.saturating_sub(1);
        Mark::Close
    }

    /// Leaves the innermost f-string, whatever is still open in it.
    fn leave(&mut self) {
        if let Some(template) = self.templates.pop() {
            self.nesting = template.nesting;
            self.due.truncate(template.due);
        }
    }

    fn at_quotes(&self, quote: u8) -> bool {
        self.bytes[self.at..].starts_with(&[quote; 3])
    }

    /// A string, or the opening of an f-string; the cursor is at its first quote.
    fn string(&mut self, quote: u8) {
        let prefix = self.prefix();
        let has = |letter: u8| prefix.iter().any(|byte| byte.eq_ignore_ascii_case(&letter));
        let triple = self.at_quotes(quote);
        self.strings += 1;
        self.at += if triple { 3 } else { 1 };
        if has(b'f') || has(b't') {
            let (raw, nesting, due) = (has(b'r'), self.nesting, self.due.len());
            self.templates.push(Template { quote, triple, raw, nesting, due, specs: 0 });
        } else if triple {
            self.long_string(quote);
        } else {
            self.short_string(quote);
        }
    }

    /// The string prefix before the cursor; empty if the word there is not one.
    fn prefix(&self) -> &'a [u8] {
        let before = &self.bytes[..self.at];
        let length = before.iter().rev().take(3).take_while(|byte| is_word(**byte)).count();
        let (before, word) = before.split_at(before.len() - length);
        // A letter beyond ASCII makes the word longer; another character does not.
        let tail = &before[before.len().saturating_sub(4)..];
        let is_letter = tail.utf8_chunks().last().and_then(|chunk| chunk.valid().chars().next_back());
        if before.last().is_some_and(|byte| !byte.is_ascii()) && is_letter.is_some_and(char::is_alphanumeric)
        {
            return &[];
        }
        match word {
            [b'f' | b'F' | b't' | b'T' | b'r' | b'R' | b'b' | b'B' | b'u' | b'U'] => word,
            [b'r' | b'R', b'f' | b'F' | b't' | b'T' | b'b' | b'B'] => word,
            [b'f' | b'F' | b't' | b'T' | b'b' | b'B', b'r' | b'R'] => word,
            _ => &[],
        }
    }

    fn long_string(&mut self, quote: u8) {
        loop {
            let rest = &self.bytes[self.at..];
            let Some(found) = memchr::memchr2(quote, b'\\', rest) else {
                self.at = self.bytes.len();
                return;
            };
            self.at += found;
            if self.at_quotes(quote) {
                self.at += 3;
                return;
            }
            let step = if rest[found] == b'\\' { 2 } else { 1 };
            self.at = (self.at + step).min(self.bytes.len());
        }
    }

    fn short_string(&mut self, quote: u8) {
        loop {
            match self.peek(0) {
                Some(b'\\') => {
                    self.at += 1;
                    self.escaped();
                }
                Some(b'\n' | b'\r') | None => {
                    // It was meant to end the f-string around it: `f"{a"`.
                    if self.templates.last().is_some_and(|template| !template.triple) {
                        self.leave();
                    }
                    return;
                }
                Some(byte) => {
                    self.at += 1;
                    if byte == quote {
                        return;
                    }
                }
            }
        }
    }

    /// Moves over what a backslash escapes: a line break or one byte.
    fn escaped(&mut self) {
        match self.peek(0) {
            Some(b'\n' | b'\r') => self.line_break(),
            Some(_) => self.at += 1,
            None => {}
        }
    }

    /// The literal part of the innermost f-string, up to its end or to a brace.
    fn literal(&mut self) -> Option<Mark> {
        let template = self.templates.last()?;
        let (quote, triple, raw) = (template.quote, template.triple, template.raw);
        let in_spec = template.specs > 0;
        let mut in_character_name = false;
        loop {
            let Some(byte) = self.peek(0) else {
                self.leave();
                return None;
            };
            match byte {
                b'\n' | b'\r' if !triple => {
                    self.leave();
                    return None;
                }
                b'\\' => {
                    self.at += 1;
                    match self.peek(0) {
                        Some(b'{' | b'}') => {}
                        Some(b'N') if !raw && self.peek(1) == Some(b'{') => {
                            self.at += 2;
                            in_character_name = true;
                        }
                        _ => self.escaped(),
                    }
                }
                b'{' if self.peek(1) == Some(b'{') && !in_spec => self.at += 2,
                b'{' => {
                    self.open(b'}');
                    return Some(Mark::Field);
                }
                b'}' if in_character_name => {
                    self.at += 1;
                    in_character_name = false;
                }
                b'}' if self.peek(1) == Some(b'}') && !in_spec => self.at += 2,
                b'}' => return Some(self.close(byte)),
                _ if byte == quote && !triple => {
                    self.at += 1;
                    self.leave();
                    return None;
                }
                _ if byte == quote && self.at_quotes(quote) => {
                    self.at += 3;
                    self.leave();
                    return None;
                }
                _ => self.at += 1,
            }
        }
    }
}
