//! The input of the benches: about 6,000 lines of ordinary code, the same on every run.
//!
//! Whole modules of the standard library found on the machine, one after the other until there
//! are 6,000 lines. Dense code (classes, generators, doctests, long tables) by many hands; figures
//! of different machines compare only where the Python version is the same.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use memlens::document::Document;
use memlens::ide::{Analysis, HintKinds};
use memlens::options::Options;
use memlens::text::{LineIndex, Span};

/// Enough for 6,000 lines in every version from 3.8 on.
const MODULES: [&str; 8] = [
    "argparse.py",
    "statistics.py",
    "heapq.py",
    "textwrap.py",
    "shlex.py",
    "bisect.py",
    "fractions.py",
    "enum.py",
];
const LINES: usize = 6000;

/// A window as tall as an editor's, in lines.
pub const WINDOW: u32 = 60;

/// The standard library of the newest Python to be found: `MEMLENS_STDLIB`, `~/.pyenv/versions`, `python3`.
pub fn standard_library() -> Result<PathBuf, String> {
    if let Some(path) = std::env::var_os("MEMLENS_STDLIB") {
        return Ok(path.into());
    }
    let versions = std::env::home_dir().unwrap_or_default().join(".pyenv/versions");
    let mut found: Vec<(u32, PathBuf)> = Vec::new();
    for version in fs::read_dir(versions).into_iter().flatten().flatten() {
        for library in fs::read_dir(version.path().join("lib")).into_iter().flatten().flatten() {
            let name = library.file_name();
            let minor = name.to_str().and_then(|name| name.strip_prefix("python3.")?.parse().ok());
            found.extend(minor.map(|minor| (minor, library.path())));
        }
    }
    if let Some((_, path)) = found.into_iter().max() {
        return Ok(path);
    }
    let output = Command::new("python3")
        .args(["-c", "import os; print(os.path.dirname(os.__file__))"])
        .output()
        .map_err(|error| format!("no standard library found: python3: {error}"))?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().into())
}

/// A script of 1,000 lines: the programs of `tests/pictures`, one after the other, again and again.
pub fn script() -> Result<String, String> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("pictures");
    let found = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<PathBuf> = found.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "py"));
    paths.sort();
    let mut text = String::new();
    for path in paths.iter().cycle() {
        if text.lines().count() >= 1000 {
            break;
        }
        text += &fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(text)
}

/// The same script behind a loop that takes all the steps that are followed.
pub fn busy() -> Result<String, String> {
    Ok(format!("for i in range(10**9):\n    square = i * i\n{}", script()?))
}

/// A module of the standard library of about 1,000 lines, which no run gets through: classes that nobody makes here.
pub fn library() -> Result<String, String> {
    let path = standard_library()?.join("fractions.py");
    fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))
}

/// The text: a file named by `MEMLENS_SAMPLE`, else modules of the standard library.
pub fn text() -> Result<String, String> {
    let read =
        |path: PathBuf| fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()));
    if let Some(path) = std::env::var_os("MEMLENS_SAMPLE") {
        return read(path.into());
    }
    let library = standard_library()?;
    let mut text = String::new();
    for module in MODULES {
        text += &read(library.join(module))?;
        if text.lines().count() >= LINES {
            return Ok(text);
        }
    }
    Err(format!("{} has less than {LINES} lines in {MODULES:?}", library.display()))
}

/// [`WINDOW`] lines around the first `return` of the text's second half.
pub fn window(text: &str) -> Span {
    let lines = LineIndex::new(text);
    let half = lines.lines() / 2;
    let is_return = |line: &u32| text[lines.content(text, *line).range()].trim_start().starts_with("return");
    let first = (half..lines.lines()).find(is_return).unwrap_or(half).saturating_sub(WINDOW / 2);
    Span::new(lines.span(text, first).start, lines.span(text, first + WINDOW).start)
}

/// Somebody who types in the middle of the text, inside a function.
pub struct Typing {
    pub document: Document,
    window: Span,
    /// The digit that changes with each round.
    at: u32,
    round: usize,
}

impl Typing {
    /// Writes `typed = 0` before the first `return` of the window.
    pub fn new(text: Arc<str>) -> Result<Typing, String> {
        let mut document = Document::new(text);
        let seen = window(&document.text);
        let lines = document.lines.line(seen.start)..document.lines.line(seen.end);
        let mut spans = lines.map(|line| document.lines.content(&document.text, line));
        let is_return = |span: &Span| document.text[span.range()].trim_start().starts_with("return");
        let line = spans.find(is_return).ok_or("no `return` in the window")?;
        let content = &document.text[line.range()];
        let indent = &content[..content.len() - content.trim_start().len()];
        let typed = format!("{indent}typed = 0\n");
        document.edit(Span::new(line.start, line.start), &typed);
        let window = window(&document.text);
        Ok(Typing { document, window, at: line.start + typed.len() as u32 - 2, round: 0 })
    }

    /// Another digit, then the hints of the window from an analysis that knows nothing but the tree.
    /// Gives their number.
    pub fn round(&mut self) -> usize {
        self.round += 1;
        let digit = (self.round % 10).to_string();
        self.document.edit(Span::new(self.at, self.at + 1), &digit);
        Analysis::new(&self.document, Options::default()).hints(self.window, HintKinds::default()).len()
    }
}
