//! Fixture pages: Markdown with ```` ```py ```` input blocks, each followed by the
//! output blocks that say what memlens answers about it. `tests/README.md` has the format.

use std::ops::Range;

use crate::question;

/// Blocks that illustrate the prose and ask nothing.
const PROSE_BLOCKS: [&str; 6] = ["text", "sh", "toml", "json", "rust", "python"];

/// A parsed page. Lines are counted from 0 here, from 1 in every message.
pub struct Page {
    pub cases: Vec<Case>,
    /// Lines that begin with `BUG:`: results known to be wrong.
    pub bugs: usize,
    lines: Vec<String>,
}

/// An input block and the questions asked about it.
pub struct Case {
    /// The headings around it, outermost first.
    pub headings: Vec<String>,
    pub line: usize,
    /// The source without its cursor mark.
    pub source: String,
    /// Where `$0` stood, in bytes.
    pub cursor: Option<u32>,
    /// ```` ```py broken ````: the source has syntax errors, and is meant to.
    pub broken: bool,
    /// ```` ```py cells ````: a notebook, whose cells end at lines `# %%`.
    pub cells: bool,
    pub outputs: Vec<Output>,
}

/// An output block.
pub struct Output {
    /// The info string: the question and its words.
    pub question: Vec<String>,
    pub expected: String,
    /// The whole block, with its fences.
    lines: Range<usize>,
}

impl Output {
    pub fn line(&self) -> usize {
        self.lines.start + 1
    }
}

struct Block<'a> {
    info: &'a str,
    body: Range<usize>,
    /// The line after the closing fence.
    end: usize,
}

impl Page {
    /// Reads a page; the error names the line that is malformed.
    pub fn parse(text: &str) -> Result<Page, String> {
        let lines: Vec<&str> = text.lines().collect();
        let mut page = Page { cases: Vec::new(), bugs: 0, lines: text.lines().map(str::to_owned).collect() };
        let mut headings: Vec<(usize, &str)> = Vec::new();
        // The fence of a `markdown` block around an example: its inside is read as page too.
        let mut around: Option<usize> = None;
        let mut at = 0;
        while let Some(line) = lines.get(at) {
            let fence = fence_of(line);
            if around.is_some() && around == fence && line.len() == around.unwrap_or(0) {
                around = None;
            } else if fence.is_some() && line.trim_start_matches('`').trim() == "markdown" {
                around = fence;
            } else if let Some(fence) = fence {
                let block = block_at(&lines, at, fence)?;
                page.take(&lines, at, &block, &headings)?;
                at = block.end;
                continue;
            } else if let Some((level, title)) = heading(line) {
                headings.retain(|(other, _)| *other < level);
                headings.push((level, title));
            } else if line.starts_with("BUG:") {
                page.bugs += 1;
            }
            at += 1;
        }
        for case in &page.cases {
            if case.outputs.is_empty() {
                return Err(format!(
                    "line {}: a `py` block without an output block claims nothing",
                    case.line
                ));
            }
        }
        Ok(page)
    }

    fn take(
        &mut self,
        lines: &[&str],
        at: usize,
        block: &Block,
        headings: &[(usize, &str)],
    ) -> Result<(), String> {
        let words: Vec<String> = block.info.split_whitespace().map(str::to_owned).collect();
        let body = lines[block.body.clone()].join("\n");
        match words.first().map(String::as_str) {
            Some("py") => {
                let mut case = input(&body).map_err(|error| format!("line {}: {error}", at + 1))?;
                for word in &words[1..] {
                    match word.as_str() {
                        "broken" => case.broken = true,
                        "cells" => case.cells = true,
                        _ => return Err(format!("line {}: `py` knows `broken` and `cells` only", at + 1)),
                    }
                }
                case.line = at + 1;
                case.headings = headings.iter().map(|(_, title)| (*title).to_owned()).collect();
                self.cases.push(case);
            }
            Some(name) if question::is_known(name) => {
                let Some(case) = self.cases.last_mut() else {
                    return Err(format!("line {}: `{name}` has no `py` block before it", at + 1));
                };
                case.outputs.push(Output { question: words, expected: body, lines: at..block.end });
            }
            Some(name) if PROSE_BLOCKS.contains(&name) => {}
            Some(name) => return Err(format!("line {}: nobody answers a `{name}` block", at + 1)),
            None => return Err(format!("line {}: a block without a name; prose uses `text`", at + 1)),
        }
        Ok(())
    }

    /// The text of the page with each output block's content replaced by its answer.
    pub fn with_answers(&self, mut answer: impl FnMut(&Case, &Output) -> String) -> String {
        let mut out = String::new();
        let mut at = 0;
        for (case, output) in self.cases.iter().flat_map(|case| case.outputs.iter().map(move |o| (case, o))) {
            self.copy(at..output.lines.start, &mut out);
            let answer = answer(case, output);
            let inner = answer.lines().filter_map(fence_of).max().unwrap_or(0);
            let fence = "`".repeat(3.max(inner + 1));
            out += &format!("{fence}{}\n{answer}", output.question.join(" "));
            if !answer.is_empty() {
                out.push('\n');
            }
            out += &format!("{fence}\n");
            at = output.lines.end;
        }
        self.copy(at..self.lines.len(), &mut out);
        out
    }

    fn copy(&self, lines: Range<usize>, out: &mut String) {
        for line in &self.lines[lines] {
            out.push_str(line);
            out.push('\n');
        }
    }
}

/// The number of backticks of a fence line.
fn fence_of(line: &str) -> Option<usize> {
    let ticks = line.len() - line.trim_start_matches('`').len();
    (ticks >= 3).then_some(ticks)
}

fn block_at<'a>(lines: &[&'a str], at: usize, fence: usize) -> Result<Block<'a>, String> {
    let closes = |line: &str| fence_of(line).is_some_and(|ticks| ticks >= fence && ticks == line.len());
    let length = lines[at + 1..].iter().position(|line| closes(line));
    let end = at + 1 + length.ok_or_else(|| format!("line {}: this block is never closed", at + 1))?;
    Ok(Block { info: lines[at][fence..].trim(), body: at + 1..end, end: end + 1 })
}

fn heading(line: &str) -> Option<(usize, &str)> {
    let title = line.trim_start_matches('#');
    let level = line.len() - title.len();
    (level > 0 && title.starts_with(' ')).then(|| (level, title.trim()))
}

fn input(body: &str) -> Result<Case, String> {
    let mut parts = body.split("$0");
    let before = parts.next().unwrap_or_default();
    let after = parts.next();
    if parts.next().is_some() {
        return Err("more than one `$0`".into());
    }
    Ok(Case {
        headings: Vec::new(),
        line: 0,
        source: format!("{before}{}\n", after.unwrap_or_default()),
        cursor: after.map(|_| before.len() as u32),
        broken: false,
        cells: false,
        outputs: Vec::new(),
    })
}
