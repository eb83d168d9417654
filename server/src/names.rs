//! Scopes, bindings and resolution, as CPython's compiler sees them.
//!
//! Claims to agree with CPython's `symtable` for every (scope, name); knows
//! nothing of values.

mod build;
mod resolve;

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
    /// `__qualname__` as CPython gives it (`f.<locals>.g`), `<module>` for the module.
    pub qualname: String,
    pub parent: Option<ScopeId>,
    /// The whole node (with decorators), the whole text for the module.
    pub span: Span,
    /// The name in `def name` / `class name`; the start of the node for the others.
    pub head: Span,
    /// In order of first appearance.
    pub symbols: Vec<Symbol>,
    pub is_async: bool,
    /// Has a `yield` of its own; true for a generator expression.
    pub is_generator: bool,
    by_name: FxHashMap<Name, SymbolId>,
}

impl Scope {
    pub fn symbol(&self, name: &str) -> Option<SymbolId> {
        self.by_name.get(name).copied()
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
    /// Bound nowhere in the file and no builtin.
    Unresolved,
}

#[derive(Debug)]
pub struct Symbol {
    /// Mangled where CPython mangles (`_A__x`).
    pub name: Name,
    pub binding: Binding,
    pub is_parameter: bool,
    /// Where the variable lives: itself for local, cell and class names, the owner's
    /// symbol for free names, the module's for global ones; `None` for builtin and unresolved.
    pub home: Option<(ScopeId, SymbolId)>,
    /// Named in a `global` or `nonlocal` statement of this scope.
    pub declared: bool,
    /// Bound by some occurrence in this very scope (assigned, imported, a parameter, …).
    pub bound_here: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Access {
    Bind,
    Parameter,
    Use,
    Delete,
}

/// One place where a name stands in the text. An augmented assignment's target is one
/// occurrence, with access `Bind`.
#[derive(Debug, Clone, Copy)]
pub struct Occurrence {
    pub span: Span,
    pub scope: ScopeId,
    pub symbol: SymbolId,
    pub access: Access,
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
    at: FxHashMap<u32, OccurrenceId>,
    scope_at: FxHashMap<(u32, ScopeKind), ScopeId>,
}

impl Names {
    pub fn new(text: &str, tree: &Tree) -> Names {
        build::names(text, tree)
    }

    /// The occurrence that starts at `offset`.
    pub fn occurrence_at(&self, offset: u32) -> Option<OccurrenceId> {
        self.at.get(&offset).copied()
    }

    /// The scope that the node starting at `offset` opens.
    pub fn scope_at(&self, offset: u32, kind: ScopeKind) -> Option<ScopeId> {
        self.scope_at.get(&(offset, kind)).copied()
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
