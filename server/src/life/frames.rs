//! Frames that outlast their call, or whose names are looked at from elsewhere.

use memchr::memmem;
use rustc_hash::FxHashSet;
use rustpython_ast::visitor::{self, Visitor};
use rustpython_ast::{ExceptHandler, Expr};
use rustpython_text_size::Ranged;

use crate::memory::facts::Facts;
use crate::names::{Access, MODULE, Names, ScopeId, ScopeKind};
use crate::syntax::{Shift, Tree};
use crate::text::Span;

/// Whoever asks for frames or for all objects of the program can hold on to any of them.
const LOOKS: [&str; 8] = [
    "_getframe",
    "currentframe",
    "f_locals",
    "get_objects",
    "get_referrers",
    "settrace",
    "setprofile",
    "gi_frame",
];

/// These give what the names of the frame they are called in hold.
const OWN: [&str; 2] = ["locals", "vars"];

/// These run code that is not seen, on every name there is.
const ANY: [&str; 3] = ["eval", "exec", "breakpoint"];

/// The file asks for frame objects.
pub fn are_looked_at(text: &str) -> bool {
    LOOKS.iter().any(|word| memmem::find(text.as_bytes(), word.as_bytes()).is_some())
}

/// Something gives out what the scope's names hold, other than by its own code.
pub fn copied(names: &Names) -> Vec<bool> {
    let mut copied = vec![false; names.scopes.len()];
    for at in names.occurrences.iter().filter(|at| at.access == Access::Use) {
        let name = names.symbol_of(at).name.as_str();
        if ANY.contains(&name) {
            return vec![true; names.scopes.len()];
        }
        // Of the functions around, too: what is captured is among the names.
        let mut scope = Some(at.scope).filter(|_| OWN.contains(&name));
        while let Some(id) = scope.filter(|id| *id != MODULE) {
            copied[id.0 as usize] = true;
            scope = names.scope(id).parent;
        }
    }
    copied
}

/// Scopes whose frames a kept exception may keep: its traceback has the frames from where it was caught to where
/// it was raised, and each frame has its caller's.
pub fn kept(text: &str, tree: &Tree, names: &Names, facts: &Facts) -> Vec<bool> {
    let mut finder = Handlers { text, names, shift: Shift(0), kept: vec![false; names.scopes.len()] };
    for statement in &tree.statements {
        finder.shift = statement.shift();
        finder.visit_stmt(statement.node());
    }
    let mut kept = finder.kept;
    if !kept.contains(&true) {
        return kept;
    }
    loop {
        let mut grows = false;
        for call in &facts.calls {
            let caller = call.scope.0 as usize;
            if !kept[caller] && call.callees.iter().any(|callee| kept[callee.0 as usize]) {
                kept[caller] = true;
                grows = true;
            }
        }
        // A method that is called on an object not known is told by its name alone.
        let by_name = names.scopes.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(scope, _)| scope);
        let by_name: FxHashSet<&str> = by_name.map(|scope| scope.name.as_str()).collect();
        for attribute in facts.attributes.iter().filter(|attribute| by_name.contains(&*attribute.name)) {
            let user = attribute.scope.0 as usize;
            grows |= !kept[user];
            kept[user] = true;
        }
        // The code of a comprehension runs in the frame around it, or in one called by that.
        for (index, scope) in names.scopes.iter().enumerate() {
            let Some(parent) = scope.parent.filter(|_| scope.kind == ScopeKind::Comprehension) else {
                continue;
            };
            if kept[index] && !kept[parent.0 as usize] {
                kept[parent.0 as usize] = true;
                grows = true;
            }
        }
        if !grows {
            return kept;
        }
    }
}

struct Handlers<'a> {
    text: &'a str,
    names: &'a Names,
    shift: Shift,
    kept: Vec<bool>,
}

impl<'a> Visitor<'a> for Handlers<'a> {
    fn visit_except_handler(&mut self, handler: &'a ExceptHandler) {
        let ExceptHandler::ExceptHandler(clause) = handler;
        if let Some(name) = &clause.name
            && let Some(id) = self.names.occurrence_at(self.shift.at(name.range().start().to_u32()))
        {
            let scope = self.names.occurrence(id).scope;
            if hands_on(self.text, self.names, scope, name.as_str(), self.shift.span(handler)) {
                self.kept[scope.0 as usize] = true;
            }
        }
        visitor::walk_except_handler(self, handler);
    }

    /// Handlers are in statements.
    fn visit_expr(&mut self, _: &'a Expr) {}
}

/// A name that an `except … as` bound is handed on in the clause. Only what looks at the exception and lets it
/// go is known to be harmless.
fn hands_on(text: &str, names: &Names, scope: ScopeId, name: &str, clause: Span) -> bool {
    let first = names.occurrences.partition_point(|at| at.span.start < clause.start);
    let inside = names.occurrences[first..].iter().take_while(|at| at.span.start < clause.end);
    let uses = inside.filter(|at| at.access == Access::Use && names.symbol_of(at).name == *name);
    let mut uses = uses.filter(|at| at.scope == scope || names.scope(at.scope).parent == Some(scope));
    uses.any(|at| !is_harmless(text, at.span))
}

fn is_harmless(text: &str, at: Span) -> bool {
    const BEFORE: [&str; 8] = ["str(", "repr(", "print(", "type(", "{", "isinstance(", "raise ", " from "];
    const AFTER: [&str; 5] = [".args", ".errno", ".code", ".strerror", ".returncode"];
    let before = text[..at.start as usize].trim_end_matches([' ', '\t']);
    let spaced = &text[..at.start as usize];
    let after = &text[at.end as usize..];
    BEFORE.iter().any(|word| before.ends_with(word) || spaced.ends_with(word))
        || AFTER.iter().any(|word| after.starts_with(word))
}
