//! Cells of notebooks: what IPython takes for its own there becomes Python of the same length.
//!
//! IPython's own are lines that begin with `%` (a magic), `!` (the shell), `?` or another mark, lines that end with
//! `?`, what follows `name = %` and `name = !`, and cells that begin with `%%`. Which of them leave all names and
//! objects alone is a table; of any other nothing is known, so it becomes a [`Stmt::IpyEscapeCommand`], after
//! which nothing is claimed of what was before. Facts: IPython's `inputtransformer2.py` and documentation (BSD licence).
//!
//! [`Stmt::IpyEscapeCommand`]: rustpython_ast::Stmt::IpyEscapeCommand

use std::borrow::Cow;

use super::cursor::{Cursor, Mark, stops};

static STOPS: [bool; 256] = stops(b"?=");

/// Magics that neither bind a name nor change an object of the notebook.
const HARMLESS: &str = "alias autoawait autocall automagic autoreload bookmark cat cd colors conda config cp dhist dirs \
    doctest_mode env gui hist history ldir lf lk ll load_ext logoff logon logstart logstate logstop ls \
    lsmagic lx magic mamba man matplotlib micromamba mkdir more mv notebook page pastebin pdef pdoc \
    pfile pinfo pinfo2 pip popd pprint precision psearch psource pushd pwd pycat quickref rehashx \
    reload_ext rm rmdir save set_env sx system unload_ext uv who who_ls whos xmode";

/// Magics of whole cells whose text is no Python, and which bind nothing without further words.
const OTHER_LANGUAGES: &[&str] = &[
    "!",
    "bash",
    "cmd",
    "html",
    "HTML",
    "javascript",
    "js",
    "latex",
    "markdown",
    "perl",
    "ruby",
    "sh",
    "svg",
    "SVG",
    "sx",
    "system",
];

/// Magics of whole cells that only write the text down.
const FILES: &[&str] = &["file", "writefile"];

/// What a cell is to the parser.
#[derive(Debug)]
pub struct Python<'a> {
    /// As many bytes as the cell, line for line.
    pub text: Cow<'a, str>,
    /// Something in it may have bound any name.
    pub has_commands: bool,
}

pub(super) fn python(cell: &str) -> Python<'_> {
    let mut reader = Reader { cell, python: Python { text: Cow::Borrowed(cell), has_commands: false } };
    if !cell.as_bytes().iter().any(|byte| matches!(byte, b'%' | b'!' | b'?' | b'/' | b',' | b';')) {
        return reader.python;
    }
    let first = cell.len() - cell.trim_start().len();
    match cell[first..].strip_prefix("%%") {
        // `%%magic?` asks for help.
        Some(magic) if !magic.lines().next().unwrap_or_default().trim_end().ends_with('?') => {
            reader.cell_magic(first);
        }
        _ => reader.lines(0),
    }
    reader.python
}

struct Reader<'a> {
    cell: &'a str,
    python: Python<'a>,
}

impl Reader<'_> {
    /// A cell that begins with `%%` at `at`.
    fn cell_magic(&mut self, at: usize) {
        let end = self.line_end(at);
        let (name, words) = split(self.cell[at + 2..end].trim());
        // The cell runs as if the line were not there.
        if matches!(name, "time" | "prun" | "capture") {
            let is_harmless = words.is_empty() || name == "prun";
            self.command(at, end, is_harmless);
            return self.lines(end);
        }
        let is_harmless = FILES.contains(&name) || OTHER_LANGUAGES.contains(&name) && words.is_empty();
        self.command(at, end, is_harmless);
        self.blank(end, self.cell.len());
    }

    /// Line by line from `from` on, as long as they begin outside of brackets and strings.
    fn lines(&mut self, from: usize) {
        let bytes = self.cell.as_bytes();
        let mut cursor = Cursor::new(bytes, from, &STOPS);
        while cursor.at < bytes.len() {
            let blanks = bytes[cursor.at..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
            let start = cursor.at + blanks;
            cursor.at = start;
            let Some(mark) = bytes.get(start) else { return };
            if matches!(mark, b'%' | b'!' | b'?' | b'/' | b',' | b';') {
                cursor.at = self.escape(start);
                continue;
            }
            self.line(&mut cursor, start);
        }
    }

    /// A line that begins with a mark of IPython's. Gives where to read on.
    fn escape(&mut self, at: usize) -> usize {
        let end = self.line_end(at);
        let text = &self.cell[at..end];
        let (name, words) = split(text[1..].trim_start_matches('%'));
        // `%time statement` runs the statement as if it stood there alone.
        if text.starts_with("%time ") && !words.is_empty() && !words.starts_with('-') {
            let statement = at + text.trim_end().len() - words.len();
            self.blank(at, statement);
            self.put(at, "0;");
            return statement;
        }
        let is_harmless = match text.as_bytes()[0] {
            b'!' | b'?' => true,
            b'%' => is_harmless(name, words) || text.trim_end().ends_with('?'),
            _ => false,
        };
        self.command(at, end, is_harmless);
        end
    }

    /// A line that begins as Python does.
    fn line(&mut self, cursor: &mut Cursor, start: usize) {
        let bytes = self.cell.as_bytes();
        let mut is_assigned = false;
        loop {
            match cursor.next() {
                Mark::Line | Mark::End => return,
                // Only IPython's help has it there, behind a name.
                Mark::Other(b'?') if cursor.nesting() == 0 && is_named(&bytes[..cursor.at - 1]) => {
                    let end = self.line_end(cursor.at);
                    if self.cell[cursor.at..end].trim_matches(['?', ' ', '\t']).is_empty() {
                        self.command(start, end, true);
                        cursor.at = end;
                        return;
                    }
                }
                // The first `=` of the line, no other operator that ends so.
                Mark::Other(b'=') if cursor.nesting() == 0 && !is_assigned => {
                    if b"=!<>+-*/%&|^@:".contains(&bytes[cursor.at.saturating_sub(2)])
                        || bytes.get(cursor.at) == Some(&b'=')
                    {
                        continue;
                    }
                    is_assigned = true;
                    let blanks = bytes[cursor.at..].iter().take_while(|byte| **byte == b' ').count();
                    let at = cursor.at + blanks;
                    let end = self.line_end(at);
                    if !matches!(bytes.get(at), Some(b'%' | b'!')) {
                        continue;
                    }
                    let (name, words) = split(self.cell[at + 1..end].trim_start_matches('%'));
                    let is_harmless = bytes[at] == b'!' || is_harmless(name, words);
                    self.python.has_commands |= !is_harmless;
                    self.value(at, end, if is_harmless { "!x" } else { "%x" });
                    cursor.at = end;
                    return;
                }
                _ => {}
            }
        }
    }

    /// The end of a line of IPython's, before its line break: a backslash continues it.
    fn line_end(&self, from: usize) -> usize {
        let bytes = self.cell.as_bytes();
        let mut at = from;
        loop {
            at += memchr::memchr2(b'\n', b'\r', &bytes[at..]).unwrap_or(bytes.len() - at);
            if at == bytes.len() || at == from || bytes[at - 1] != b'\\' {
                return at;
            }
            at += if bytes[at..].starts_with(b"\r\n") { 2 } else { 1 };
        }
    }

    /// Puts a statement in the place of a line.
    fn command(&mut self, from: usize, to: usize, is_harmless: bool) {
        self.blank(from, to);
        // One character more may not be there: a mark alone.
        let is_short = !self.cell.is_char_boundary(from + 2) || to < from + 2;
        self.put(from, if is_harmless || is_short { "0" } else { "%x" });
        self.python.has_commands |= !is_harmless;
    }

    /// Leaves of a command behind `=` what the parser takes for one; its characters keep their widths.
    fn value(&mut self, at: usize, end: usize, command: &str) {
        let bytes = self.cell.as_bytes();
        let text: String = self.cell[at + 1..end]
            .chars()
            .map(|c| if c.is_ascii() && !matches!(c, '\n' | '\r' | '\\') { ' ' } else { c })
            .collect();
        if end > at + 1 && bytes[at + 1].is_ascii() {
            self.python.text.to_mut().replace_range(at + 1..end, &text);
            self.put(at, command);
        }
    }

    /// Nothing is left but line breaks.
    fn blank(&mut self, from: usize, to: usize) {
        let blanks: String = self.cell.as_bytes()[from..to]
            .iter()
            .map(|byte| if matches!(byte, b'\n' | b'\r') { char::from(*byte) } else { ' ' })
            .collect();
        self.python.text.to_mut().replace_range(from..to, &blanks);
    }

    /// ASCII over ASCII.
    fn put(&mut self, at: usize, text: &str) {
        self.python.text.to_mut().replace_range(at..at + text.len(), text);
    }
}

/// Ends with what IPython gives help on.
fn is_named(before: &[u8]) -> bool {
    before
        .last()
        .is_some_and(|last| last.is_ascii_alphanumeric() || b"_*]".contains(last) || !last.is_ascii())
}

/// The first word, and the rest of the line.
fn split(line: &str) -> (&str, &str) {
    let line = line.trim();
    line.split_once([' ', '\t']).map_or((line, ""), |(name, words)| (name, words.trim_start()))
}

fn is_harmless(name: &str, words: &str) -> bool {
    // `%env`, `%config` and the like give their value to nobody; with `-` an option may.
    HARMLESS.split(' ').any(|known| known == name)
        && !(matches!(name, "sx" | "system" | "alias") && words.starts_with('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cell: &str) -> (String, bool) {
        let python = python(cell);
        assert_eq!(python.text.len(), cell.len(), "{cell}");
        (python.text.into_owned(), python.has_commands)
    }

    #[test]
    fn lines_of_ipython_become_python_of_the_same_length() {
        let cases = [
            ("%matplotlib inline\nx = 1\n", "0                 \nx = 1\n", false),
            ("%run it's(.py\nx = 1", "%x           \nx = 1", true),
            ("if x:\n    !ls [\ny = 2", "if x:\n    0    \ny = 2", false),
            ("x = !ls \"a\ny = x", "x = !x    \ny = x", false),
            ("x = !ls é\n", "x = !x  é\n", false),
            ("x = %run f", "x = %x    ", true),
            ("xs.append?\nxs??\n?xs", "0         \n0   \n0  ", false),
            ("%time x = f(1)\ny = 1", "0;    x = f(1)\ny = 1", false),
            ("%timeit f(1)", "%x          ", true),
            ("!ls \\\n  -l\nx = 1", "0    \n    \nx = 1", false),
            ("!é\nx = 1", "0  \nx = 1", false),
            ("%%bash\nls 'é\n", "0     \n      \n", false),
            ("\n%%cython\ndef f(): pass", "\n%x      \n             ", true),
            ("%%time\nx = 1", "0     \nx = 1", false),
            ("%%capture out\nx = 1", "%x           \nx = 1", true),
        ];
        for (cell, expected, has_commands) in cases {
            assert_eq!(read(cell), (expected.to_owned(), has_commands), "{cell}");
        }
    }

    #[test]
    fn python_stays() {
        let cells = [
            "x = (10\n% 3)\n",
            "s = '''\n%run\n!ls\n'''\n",
            "if a != b: pass\n",
            "x = 'why?'  # or not?\n",
            "f(x=1)\nx %= 2\n",
            "x = y \\\n  % 3\n",
            "a = b = c % d\n",
            "",
            "%",
            "é = 1; ",
        ];
        for cell in cells {
            let expected = if cell == "%" { "0" } else { cell };
            assert_eq!(read(cell).0, expected, "{cell}");
        }
    }
}
