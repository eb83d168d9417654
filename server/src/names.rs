//! Scopes, bindings and resolution, as CPython's compiler sees them.
//!
//! Claims to agree with CPython's `symtable` for every (scope, name), and knows nothing of
//! values. Comprehensions are scopes of their own as in every CPython up to 3.11: later ones
//! inline most of them, which changes no visible binding. Type parameters are mangled as in 3.13.
//! Names that CPython makes up are symbols as well (`.0`, the first iterable of a comprehension,
//! `.type_params`, …): they start with a dot or stand for `__class__` and `__classdict__`, and
//! have no occurrences.
//!
//! Code that CPython refuses (`nonlocal` without a binding, a walrus in a comprehension of a
//! class body, …) still gets a scope for every node; nothing is claimed about such a name.

mod build;
pub mod builtins;
mod expressions;
mod resolve;
mod statements;

use rustc_hash::FxHashMap;
use rustpython_ast::name::Name;

use crate::syntax::Tree;
use crate::text::Span;

/// Index into [`Names::scopes`]; 0 is the module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScopeId(pub u32);

/// Index into [`Scope::symbols`] of its scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SymbolId(pub u32);

/// Index into [`Names::occurrences`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OccurrenceId(pub u32);

pub const MODULE: ScopeId = ScopeId(0);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScopeKind {
    Module,
    Class,
    Function,
    Lambda,
    Comprehension,
    /// PEP 695: the scope of a `[T]` list, of a `type` statement's value, of a bound.
    TypeParameters,
}

#[derive(Debug)]
pub struct Scope {
    pub kind: ScopeKind,
    /// As CPython's symbol tables spell it: `top`, `lambda`, `listcomp`, `setcomp`, `dictcomp`,
    /// `genexpr`, or the name of the `def` or `class`.
    pub name: Name,
    /// `__qualname__` as CPython gives it (`f.<locals>.g`), `<module>` for the module; of more
    /// than 4 KiB only the inner part.
    pub qualname: String,
    pub parent: Option<ScopeId>,
    /// The whole node (with decorators), the whole text for the module; for type parameters
    /// their list with its brackets, or the bound, default or value that is evaluated lazily.
    pub span: Span,
    /// The name in `def name` / `class name`; the start of the node for the others.
    pub head: Span,
    /// Where the `def`, `async`, `class`, `lambda` or comprehension itself starts: the line that
    /// CPython gives the scope. Not a decorator's; the `(` of the call for a generator
    /// expression that has no parentheses of its own.
    pub start: u32,
    /// In order of first appearance.
    pub symbols: Vec<Symbol>,
    pub is_async: bool,
    /// Has a `yield` of its own; true for a generator expression.
    pub is_generator: bool,
    /// The value of a `type` statement.
    is_alias: bool,
    /// Empty for up to [`FEW`] symbols, which are sooner found one by one.
    by_name: FxHashMap<Name, SymbolId>,
}

const FEW: usize = 8;

impl Scope {
    pub fn symbol(&self, name: &str) -> Option<SymbolId> {
        if self.symbols.len() > FEW {
            return self.by_name.get(name).copied();
        }
        let found = self.symbols.iter().position(|symbol| symbol.name == *name);
        found.map(|index| SymbolId(index as u32))
    }
}

/// What CPython's compiler makes of a name in a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Binding {
    /// A fast local.
    Local,
    /// A local that an inner scope captures.
    Cell,
    Free,
    /// Bound somewhere at module level or by a `global` statement.
    Global,
    Builtin,
    /// Class namespace.
    Class,
    /// Bound nowhere in the file and no builtin. What a module has without binding it
    /// (`__file__`, …) is here too: see [`builtins::is_module_attribute`].
    Unresolved,
}

#[derive(Debug)]
pub struct Symbol {
    /// Mangled where CPython mangles (`_A__x`).
    pub name: Name,
    pub binding: Binding,
    pub is_parameter: bool,
    /// Where the variable lives: itself for local, cell and class names, the owner's
    /// symbol for free names, the module's for global ones; `None` for builtin and unresolved
    /// names, and for the free `__class__` and `__classdict__`, whose cells are no names.
    pub home: Option<(ScopeId, SymbolId)>,
    /// Named in a `global` or `nonlocal` statement of this scope.
    pub declared: bool,
    /// Bound by some occurrence in this very scope (assigned, imported, a parameter, …), or by
    /// a walrus in a comprehension of it.
    pub bound_here: bool,
    flags: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Access {
    Bind,
    Parameter,
    Use,
    Delete,
}

/// One place where a name is bound or used. An augmented assignment's target is one
/// occurrence, with access `Bind`; `x: int` without a value binds nothing and is none.
#[derive(Debug, Clone, Copy)]
pub struct Occurrence {
    pub span: Span,
    pub scope: ScopeId,
    pub symbol: SymbolId,
    pub access: Access,
    /// Bound by an `import`, a `def`, a `class` or a `[T]` list rather than by an assignment.
    pub is_declaration: bool,
}

#[derive(Debug, Default)]
pub struct Names {
    /// Parents before children.
    pub scopes: Vec<Scope>,
    /// In order of position in the text.
    pub occurrences: Vec<Occurrence>,
    /// Has `from m import *`: any name may come from there.
    pub star_import: bool,
    /// `from __future__ import annotations`: annotations are not evaluated, their names are no uses.
    pub future_annotations: bool,
    scope_at: FxHashMap<(u32, ScopeKind), ScopeId>,
}

impl Names {
    pub fn new(text: &str, tree: &Tree) -> Names {
        build::names(text, tree)
    }

    /// The occurrence that starts at `offset`.
    pub fn occurrence_at(&self, offset: u32) -> Option<OccurrenceId> {
        let found = self.occurrences.binary_search_by_key(&offset, |occurrence| occurrence.span.start);
        found.ok().map(|index| OccurrenceId(index as u32))
    }

    /// The same, for walks of the tree: mostly it is not far from the one found last.
    pub fn occurrence_near(&self, offset: u32, last: OccurrenceId) -> Option<OccurrenceId> {
        let last = last.0 as usize;
        let start_of = |index: usize| self.occurrences.get(index).map(|at| at.span.start);
        let forwards = start_of(last)? <= offset;
        // Ever larger steps until it is behind; then between the last two.
        let (mut near, mut step) = (last, 1);
        let far = loop {
            let next = if forwards { near + step } else { near.saturating_sub(step) };
            match start_of(next) {
                Some(start) if (start <= offset) == forwards && next != near => near = next,
                _ => break next,
            }
            step *= 2;
        };
        let first = near.min(far);
        let window = &self.occurrences[first..self.occurrences.len().min(near.max(far) + 1)];
        let found = window.binary_search_by_key(&offset, |occurrence| occurrence.span.start);
        found.ok().map(|index| OccurrenceId((first + index) as u32))
    }

    /// The scope that the node starting at `offset` opens. Several comprehensions can start at
    /// one place (`f([a for a in b] for b in c)`): then the outermost; see [`Names::scope_of`].
    pub fn scope_at(&self, offset: u32, kind: ScopeKind) -> Option<ScopeId> {
        self.scope_at.get(&(offset, kind)).copied()
    }

    /// The scope that the node with this very span opens.
    pub fn scope_of(&self, node: Span, kind: ScopeKind) -> Option<ScopeId> {
        let first = self.scope_at(node.start, kind)?;
        let outermost = self.scope(first).span;
        let nested =
            self.scopes[first.0 as usize..].iter().take_while(|scope| outermost.contains(scope.span));
        let found = nested.enumerate().find(|(_, scope)| scope.kind == kind && scope.span == node);
        found.map(|(index, _)| ScopeId(first.0 + index as u32))
    }

    pub fn occurrence(&self, id: OccurrenceId) -> &Occurrence {
        &self.occurrences[id.0 as usize]
    }

    pub fn scope(&self, id: ScopeId) -> &Scope {
        &self.scopes[id.0 as usize]
    }

    pub fn symbol_of(&self, occurrence: &Occurrence) -> &Symbol {
        &self.scope(occurrence.scope).symbols[occurrence.symbol.0 as usize]
    }

    /// The innermost scope around `offset`.
    pub fn scope_around(&self, offset: u32) -> ScopeId {
        let mut found = MODULE;
        for (index, scope) in self.scopes.iter().enumerate() {
            if scope.span.touches(offset) && self.scope(found).span.contains(scope.span) {
                found = ScopeId(index as u32);
            }
        }
        found
    }
}
