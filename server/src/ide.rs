//! What an editor or a terminal asks about a file: one method a feature, plain data in and out.

pub mod actions;
mod constants;
pub mod diagnostics;
mod escapes;
pub mod highlights;
pub mod hints;
pub mod hover;
pub mod lenses;
pub mod picture;
pub mod storages;
pub mod trace;
mod words;

use std::sync::{Arc, OnceLock};

use crate::cancel;
use crate::document::{Cells, Document};
use crate::life::{self, Life};
use crate::memory::moment::{Moment, When};
use crate::memory::{self, facts::Facts};
use crate::names::{Names, ScopeId};
use crate::options::Options;
use crate::recursion::{self, Recursion, Recursive};
use crate::replay;
use crate::rewrite::{self, Guard, Outcome};
use crate::sizes::{self, Sizes};
use crate::syntax::{SyntaxError, Tree};
use crate::text::{LineIndex, Span};
use crate::usage::{self, Usage};

pub use actions::{Action, Loop, Replacement};
pub use diagnostics::{CODES, Code, Diagnostic, Entry, Related, Severity};
pub use hints::{Hint, HintKind, HintKinds};
pub use hover::Hover;

/// One version of one file and all that was found out about it so far. Cheap to make:
/// names, memory and recursion are traced when first asked for, once.
#[derive(Debug)]
pub struct Analysis {
    pub text: Arc<str>,
    pub lines: Arc<LineIndex>,
    /// Of a notebook: all its cells are one text.
    pub cells: Option<Arc<Cells>>,
    pub options: Options,
    tree: Tree,
    names: OnceLock<Names>,
    facts: OnceLock<Facts>,
    recursion: OnceLock<Recursion>,
    usage: OnceLock<Usage>,
    life: OnceLock<Life>,
    sizes: OnceLock<Sizes>,
    run: OnceLock<replay::Trace>,
}

impl Analysis {
    pub fn new(document: &Document, options: Options) -> Analysis {
        let Document { text, lines, tree, cells } = document.clone();
        Analysis {
            text,
            lines,
            cells,
            options,
            tree,
            names: OnceLock::new(),
            facts: OnceLock::new(),
            recursion: OnceLock::new(),
            usage: OnceLock::new(),
            life: OnceLock::new(),
            sizes: OnceLock::new(),
            run: OnceLock::new(),
        }
    }

    /// Parses and wraps a text in one go.
    pub fn of(text: &str, options: Options) -> Analysis {
        Analysis::new(&Document::new(text), options)
    }

    pub fn syntax_errors(&self) -> &[SyntaxError] {
        &self.tree.errors
    }

    /// Hints whose position lies in `range`, in order of position.
    pub fn hints(&self, range: Span, kinds: HintKinds) -> Vec<Hint> {
        hints::hints(self, range, kinds)
    }

    /// What is under the cursor.
    pub fn hover(&self, offset: u32) -> Option<Hover> {
        words::read_at(self, offset, || hover::hover(self, offset))
    }

    /// Every place that refers to the object of the name at `offset`.
    pub fn highlights(&self, offset: u32) -> Option<Vec<highlights::Highlight>> {
        highlights::highlights(self, offset)
    }

    /// A line above each function.
    pub fn lenses(&self) -> Vec<lenses::Lens> {
        lenses::lenses(self)
    }

    /// Where the values of names are, in order of position.
    pub fn storages(&self, range: Span) -> Vec<storages::Stored> {
        storages::storages(self, range)
    }

    /// Every diagnostic that no comment suppresses, in order of position.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        diagnostics::diagnostics(self)
    }

    /// What the parser could not read, as diagnostics; `diagnostics` leaves these out.
    pub fn syntax_diagnostics(&self) -> Vec<Diagnostic> {
        diagnostics::syntax_errors(self)
    }

    /// The ways out of the diagnostics that touch `range`, in order of position, those that
    /// change the code before those that silence it.
    pub fn actions(&self, range: Span) -> Vec<Action> {
        actions::actions(self, range)
    }

    /// The ways out of one diagnostic that change the code.
    pub fn fixes(&self, diagnostic: &Diagnostic) -> Vec<Action> {
        actions::fixes(self, diagnostic)
    }

    /// Every recursive function, with the loop that it can be or the reason why it can be none.
    pub fn loops(&self) -> Vec<Loop> {
        actions::loops(self)
    }

    /// Why the recursion under the cursor is not offered as a loop, or that it is: a sentence or two, in Markdown.
    pub fn explain_rewrite(&self, offset: u32) -> String {
        words::read_at(self, offset, || actions::explain_rewrite(self, offset))
    }

    /// The machine-readable trace.
    pub fn trace(&self) -> trace::Trace<'_> {
        trace::trace(self)
    }

    /// Frames and objects after a line, from 0, has run; `None` for a text without statements. Traced for this
    /// line alone.
    pub fn picture(&self, line: u32, choice: picture::Choice) -> Option<picture::Picture> {
        picture::picture(self, line, choice)
    }

    /// The picture at an offset with the places of its parts, for a panel beside the editor.
    pub fn panel(&self, offset: u32, choice: picture::Choice) -> Option<picture::panel::Panel> {
        picture::panel::panel(self, offset, choice)
    }

    /// Every statement, in the order of the text.
    fn statements(&self) -> Vec<Span> {
        memory::statements(&self.tree)
    }

    /// The statement that a line stands for.
    fn statement_of_line(&self, line: u32) -> Option<(Span, When)> {
        memory::statement_of_line(&self.tree, &self.text, self.lines.span(&self.text, line))
    }

    /// The state at a statement, over all runs.
    fn moment(&self, at: Span, when: When) -> Moment {
        cancel::poll();
        memory::moment(&self.tree, self.names(), &self.options, at, when)
    }

    /// The steps of a run of the file.
    fn run(&self) -> &replay::Trace {
        self.run.get_or_init(|| replay::trace(&self.tree, self.names(), &self.text))
    }

    /// The state at one step of the run.
    fn moment_of_run(&self, step: usize) -> Option<Moment> {
        replay::moment(&self.tree, self.names(), &self.text, step)
    }

    /// The blanks at the start of the line that holds `offset`.
    fn indentation(&self, offset: u32) -> &str {
        let line = &self.text[self.lines.content(&self.text, self.lines.line(offset)).range()];
        &line[..line.len() - line.trim_start().len()]
    }

    /// What the tooltip of a hint says, in Markdown; `offset` and `kind` are the hint's.
    pub fn tooltip(&self, offset: u32, kind: HintKind) -> Option<String> {
        words::read_at(self, offset, || hints::tooltip(self, offset, kind))
    }

    fn names(&self) -> &Names {
        self.names.get_or_init(|| {
            cancel::poll();
            Names::new(&self.text, &self.tree)
        })
    }

    fn facts(&self) -> &Facts {
        self.facts.get_or_init(|| {
            let names = self.names();
            cancel::poll();
            memory::trace(&self.tree, names, &self.options)
        })
    }

    fn recursion(&self) -> &Recursion {
        self.recursion.get_or_init(|| {
            cancel::poll();
            recursion::analyse(&self.text, &self.tree, self.names(), &self.options)
        })
    }

    /// Those among the `wanted` functions that can re-enter themselves; proves no more than that takes.
    fn recursive_functions(&self, wanted: &dyn Fn(ScopeId) -> bool) -> Vec<Recursive> {
        if let Some(recursion) = self.recursion.get() {
            return recursion.functions.iter().filter(|found| wanted(found.function)).cloned().collect();
        }
        cancel::poll();
        recursion::functions(&self.text, &self.tree, self.names(), &self.options, wanted)
    }

    /// Not asked for by ordinary hints.
    fn life(&self) -> &Life {
        self.life.get_or_init(|| {
            let (names, facts) = (self.names(), self.facts());
            cancel::poll();
            life::analyse(&self.text, &self.tree, names, facts)
        })
    }

    /// Not asked for by ordinary hints either.
    fn sizes(&self) -> &Sizes {
        self.sizes.get_or_init(|| {
            let (names, facts) = (self.names(), self.facts());
            cancel::poll();
            sizes::analyse(&self.tree, names, facts, self.options.python)
        })
    }

    fn rewrite(&self, recursive: &Recursive) -> Outcome {
        cancel::poll();
        rewrite::rewrite(&self.text, &self.tree, self.names(), recursive)
    }

    fn base_case(&self, recursive: &Recursive) -> Option<Guard> {
        rewrite::base_case(&self.text, &self.tree, self.names(), recursive)
    }

    fn usage(&self) -> &Usage {
        self.usage.get_or_init(|| {
            cancel::poll();
            usage::analyse(&self.text, &self.tree, self.names(), &self.options)
        })
    }
}
