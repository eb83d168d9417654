//! The annotated source: every hint an editor would show, drawn at its place, the
//! findings below their lines, a legend of the words that occur.

use std::borrow::Cow;
use std::io::{self, Write};

use anstyle::{AnsiColor, Effects, Style};
use rustc_hash::FxHashSet;
use unicode_width::UnicodeWidthStr;

use crate::cli::config::Config;
use crate::cli::report::{self, Finding};
use crate::ide::{Analysis, Hint, HintKinds, Severity};
use crate::options::Model;
use crate::text::Span;

const DIM: Style = Style::new().effects(Effects::DIMMED);
const BOLD: Style = Style::new().effects(Effects::BOLD);
const STACK: Style = colour(AnsiColor::Cyan);
const HEAP: Style = colour(AnsiColor::Magenta);
const BOTH: Style = colour(AnsiColor::Yellow);
const CHANGE: Style = colour(AnsiColor::BrightRed);
const RECURSION: Style = colour(AnsiColor::Green);

/// Columns a tab takes; its true stops would move with every label before it.
const TAB: &str = "    ";
/// On a longer line no carets are drawn: they would be out of sight.
const CARETS_WITHIN: usize = 1000;

/// A word that labels contain, its colour, its meaning. A label has the colour of its first word here.
type Word = (&'static str, Style, &'static str);

const TEACHING: &[Word] = &[
    ("stack or heap", BOTH, "a value in the frame on some runs, a reference on others"),
    ("stack", STACK, "the value itself is in the frame: numbers, text, bytes, True, False, None"),
    ("heap, in", HEAP, "an attribute: it is on the heap, inside its object"),
    ("heap", HEAP, "the frame has a reference; the object it leads to is on the heap"),
];
const CPYTHON: &[Word] = &[
    ("fast local", STACK, "a slot of the frame; the object it refers to is on the heap"),
    ("cell", BOTH, "a cell on the heap, which an inner function shares"),
    ("global dict", HEAP, "an entry of the module's dictionary"),
    ("class dict", HEAP, "an entry of the class's dictionary"),
    ("in ", HEAP, "an attribute: inside its object, on the heap"),
];
const COMMON: &[Word] = &[
    ("same as", HEAP, "two names, one object: a change through one is seen through the other"),
    ("changed", CHANGE, "the call changes this object, for everyone who refers to it"),
    ("may change", CHANGE, "the call changes this object on some runs"),
    ("↻", RECURSION, "the function can call itself: frames on the stack for the deepest call"),
];

/// Writes the listing of a whole file.
pub(super) fn write(out: &mut dyn Write, path: &str, analysis: &Analysis, config: &Config) -> io::Result<()> {
    let (text, lines) = (&*analysis.text, &analysis.lines);
    let whole = Span::new(0, text.len() as u32);
    let hints = analysis.hints(whole, HintKinds::default());
    let findings = report::findings(analysis, config);
    let (model, words) = match analysis.options.model {
        Model::Teaching => ("teaching", [TEACHING, COMMON].concat()),
        Model::Cpython => ("cpython", [CPYTHON, COMMON].concat()),
    };
    writeln!(out, "{BOLD}{path}{BOLD:#} {DIM}· {model} model · Python {}{DIM:#}\n", analysis.options.python)?;

    let ends_with_break = lines.content(text, lines.lines() - 1) == Span::new(whole.end, whole.end);
    let count = if ends_with_break { lines.lines() - 1 } else { lines.lines() };
    let digits = count.to_string().len();
    let (mut later_hints, mut later_findings) = (&hints[..], &findings[..]);
    for line in 0..count {
        // What stands after the last line's break belongs to the last line.
        let end = if line + 1 == count { u32::MAX } else { lines.span(text, line).end };
        let (hints, findings);
        (hints, later_hints) = later_hints.split_at(later_hints.partition_point(|hint| hint.offset < end));
        (findings, later_findings) =
            later_findings.split_at(later_findings.partition_point(|finding| finding.span.start < end));
        let line = Line { text, content: lines.content(text, line), hints, number: line + 1, digits };
        line.write(out, &words)?;
        for finding in findings {
            line.write_below(out, finding, analysis)?;
        }
    }
    write_legend(out, &hints, &words)
}

struct Line<'a> {
    text: &'a str,
    content: Span,
    hints: &'a [Hint],
    number: u32,
    /// Columns of the line numbers.
    digits: usize,
}

impl Line<'_> {
    /// The line with its labels in place.
    fn write(&self, out: &mut dyn Write, words: &[Word]) -> io::Result<()> {
        let mut from = self.content.start;
        let space = if self.content.start == self.content.end { "" } else { " " };
        write!(out, "{DIM}{:>width$} │{DIM:#}{space}", self.number, width = self.digits)?;
        for hint in self.hints {
            let at = hint.offset.clamp(from, self.content.end);
            out.write_all(visible(&self.text[Span::new(from, at).range()]).as_bytes())?;
            from = at;
            let label = hint.label();
            let style =
                words.iter().find(|word| label.contains(word.0)).map(|word| word.1).unwrap_or_default();
            write!(out, "{style}‹{label}›{style:#}")?;
        }
        let rest = visible(&self.text[Span::new(from, self.content.end).range()]);
        writeln!(out, "{rest}")
    }

    /// A finding: carets where it applies, then what it says.
    fn write_below(&self, out: &mut dyn Write, finding: &Finding, analysis: &Analysis) -> io::Result<()> {
        let style = match finding.severity {
            Severity::Error => colour(AnsiColor::BrightRed).bold(),
            Severity::Warning => colour(AnsiColor::Yellow).bold(),
            Severity::Information => colour(AnsiColor::BrightBlue).bold(),
            Severity::Hint => colour(AnsiColor::BrightCyan).bold(),
        };
        let gutter = format!("{DIM}{:digits$} ┆{DIM:#}", "", digits = self.digits);
        if self.content.range().len() <= CARETS_WITHIN {
            let start = finding.span.start.min(self.content.end);
            let end = finding.span.end.clamp(start, self.content.end);
            let before = self.width(self.content.start, start, |hint| hint.offset <= start);
            let carets = self.width(start, end, |hint| start < hint.offset && hint.offset < end).max(1);
            writeln!(out, "{gutter} {:before$}{style}{:^<carets$}{style:#}", "", "")?;
        }
        let (severity, code) = (report::severity_name(finding.severity), finding.code.name());
        writeln!(out, "{gutter} {style}{severity}[{code}]{style:#}: {}", finding.message)?;
        for related in &finding.related {
            let line = analysis.lines.line(related.span.start) + 1;
            writeln!(out, "{gutter} {DIM}line {line}:{DIM:#} {}", related.message)?;
        }
        Ok(())
    }

    /// Columns that a part of the line takes, with some of the labels.
    fn width(&self, start: u32, end: u32, counts: impl Fn(&&Hint) -> bool) -> usize {
        let labels: usize = self.hints.iter().filter(counts).map(|hint| hint.label().width() + 2).sum();
        visible(&self.text[Span::new(start, end).range()]).width() + labels
    }
}

/// Source text as it can be shown: no character of it commands the terminal.
fn visible(source: &str) -> Cow<'_, str> {
    if !source.bytes().any(|byte| byte < b' ' || byte == 0x7f) {
        return source.into();
    }
    let mut shown = String::with_capacity(source.len() + 16);
    for c in source.chars() {
        match c {
            '\t' => shown.push_str(TAB),
            '\0'..' ' => shown.extend(char::from_u32(0x2400 + c as u32)),
            '\x7f' => shown.push('\u{2421}'),
            c => shown.push(c),
        }
    }
    shown.into()
}

/// One line for each word that some label has.
fn write_legend(out: &mut dyn Write, hints: &[Hint], words: &[Word]) -> io::Result<()> {
    let labels: FxHashSet<String> = hints.iter().map(Hint::label).collect();
    let mut is_first = true;
    for (word, style, meaning) in words {
        if !labels.iter().any(|label| label.contains(word)) {
            continue;
        }
        if is_first {
            writeln!(out)?;
            is_first = false;
        }
        writeln!(out, "{style}{word:>13}{style:#}  {meaning}")?;
    }
    Ok(())
}

const fn colour(colour: AnsiColor) -> Style {
    Style::new().fg_color(Some(anstyle::Color::Ansi(colour)))
}
