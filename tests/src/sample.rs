//! The input of the benches: about 6,000 lines of ordinary code, the same on every run.
//!
//! Whole modules of the standard library found on the machine, one after the other until there
//! are 6,000 lines. Dense code (classes, generators, doctests, long tables) by many hands; figures
//! of different machines compare only where the Python version is the same.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

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

/// [`WINDOW`] lines in the middle of the text.
pub fn window(text: &str) -> Span {
    let lines = LineIndex::new(text);
    let middle = lines.lines() / 2;
    Span::new(lines.span(text, middle).start, lines.span(text, middle + WINDOW).start)
}
