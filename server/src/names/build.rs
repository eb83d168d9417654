//! The first pass: one walk over the tree, in the order of CPython's `symtable.c`, collects
//! scopes, symbols and occurrences. The statements are in `statements.rs`, the expressions in
//! `expressions.rs`; here is what both need.

use std::borrow::Cow;

use rustpython_ast::name::Name;
use rustpython_ast::{Expr, Identifier};

use crate::names::{
    Access, Binding, FEW, MODULE, Names, Occurrence, Scope, ScopeId, ScopeKind, Symbol, SymbolId, resolve,
};
use crate::syntax::{Shift, Tree};
use crate::text::Span;

/// What the walk saw of a symbol; `symtable.c` has the same flags as `DEF_GLOBAL` and so on.
pub(super) mod flag {
    pub const USED: u8 = 0;
    /// Declared global here, or anywhere in the file for a symbol of the module.
    pub const GLOBAL: u8 = 1;
    pub const NONLOCAL: u8 = 2;
    /// Makes the name a local one where nothing declares it otherwise.
    pub const BOUND: u8 = 4;
}

const LONGEST_QUALNAME: usize = 4096;

pub(super) fn names(text: &str, tree: &Tree) -> Names {
    let mut builder = Builder {
        text,
        shift: Shift(0),
        names: Names::default(),
        scope: MODULE,
        class: None,
        spine: Vec::new(),
    };
    // Growing means copying.
    builder.names.occurrences.reserve(text.len() / 24);
    let whole = Span::new(0, text.len() as u32);
    builder.names.scopes.push(Scope {
        kind: ScopeKind::Module,
        name: Name::new_static("top"),
        qualname: "<module>".to_owned(),
        parent: None,
        span: whole,
        head: Span::default(),
        start: 0,
        symbols: Vec::new(),
        is_async: false,
        is_generator: false,
        is_alias: false,
        by_name: Default::default(),
    });
    for statement in &tree.statements {
        builder.shift = statement.shift();
        builder.statement(statement.node());
    }
    let mut names = builder.names;
    // In order already but for a few, which this sort makes use of.
    names.occurrences.sort_by_key(|occurrence| occurrence.span.start);
    resolve::resolve(&mut names);
    names
}

/// The class whose name mangles private ones.
#[derive(Clone)]
pub(super) struct Mangling {
    /// Without its leading underscores.
    pub class: Name,
    /// In the type parameters and bases of a generic class only its type parameters are
    /// mangled (CPython 3.13).
    pub only: Option<Vec<Name>>,
}

pub(super) struct Builder<'a> {
    pub text: &'a str,
    /// Of the statement being walked.
    pub shift: Shift,
    pub names: Names,
    pub scope: ScopeId,
    pub class: Option<Mangling>,
    /// Pending nodes of left-nested chains (`a.b(c) + d`), innermost last.
    pub spine: Vec<&'a Expr>,
}

impl Builder<'_> {
    /// Opens a scope in the current one and makes it current. `start` and `head` as in [`Scope`].
    pub fn enter(&mut self, kind: ScopeKind, name: &Name, span: Span, head: Span, start: u32) -> ScopeId {
        let id = ScopeId(self.names.scopes.len() as u32);
        self.names.scopes.push(Scope {
            kind,
            name: name.clone(),
            qualname: self.qualname(kind, name),
            parent: Some(self.scope),
            span,
            head,
            start,
            symbols: Vec::new(),
            is_async: false,
            is_generator: false,
            is_alias: false,
            by_name: Default::default(),
        });
        self.names.scope_at.entry((span.start, kind)).or_insert(id);
        self.scope = id;
        id
    }

    /// Goes back to the scope around the current one.
    pub fn leave(&mut self) {
        self.scope = self.names.scope(self.scope).parent.unwrap_or(MODULE);
    }

    pub fn current(&mut self) -> &mut Scope {
        &mut self.names.scopes[self.scope.0 as usize]
    }

    /// As `compiler_set_qualname` in CPython's `compile.c`; but thousands of nested lambdas would
    /// cost gigabytes, so a long name starts anew.
    fn qualname(&self, kind: ScopeKind, name: &Name) -> String {
        let code_name = match (kind, name.as_str()) {
            (ScopeKind::Lambda | ScopeKind::Comprehension, name) => format!("<{name}>"),
            (_, name) => name.to_owned(),
        };
        let mut parent = self.names.scope(self.scope);
        if parent.kind == ScopeKind::TypeParameters && !parent.is_alias {
            parent = self.names.scope(parent.parent.unwrap_or(MODULE));
        }
        if parent.kind == ScopeKind::Module || parent.qualname.len() > LONGEST_QUALNAME {
            return code_name;
        }
        if matches!(kind, ScopeKind::Function | ScopeKind::Class) {
            let symbol = parent.symbol(&self.mangled(name));
            if symbol.is_some_and(|symbol| parent.symbols[symbol.0 as usize].flags & flag::GLOBAL != 0) {
                return code_name;
            }
        }
        match parent.kind {
            ScopeKind::Function | ScopeKind::Lambda => format!("{}.<locals>.{code_name}", parent.qualname),
            ScopeKind::TypeParameters if parent.is_alias => {
                format!("{}.<locals>.{code_name}", parent.qualname)
            }
            _ => format!("{}.{code_name}", parent.qualname),
        }
    }

    /// The symbol of a name in a scope, made if need be, with `flags` added.
    pub fn symbol(&mut self, scope: ScopeId, name: &Name, flags: u8) -> SymbolId {
        let name = self.mangled(name);
        self.names.scopes[scope.0 as usize].add(&name, flags)
    }

    pub fn mangled<'n>(&self, name: &'n Name) -> Cow<'n, Name> {
        let Some(class) = &self.class else { return Cow::Borrowed(name) };
        if !name.starts_with("__") || name.ends_with("__") {
            return Cow::Borrowed(name);
        }
        if class.only.as_ref().is_some_and(|only| !only.contains(name)) {
            return Cow::Borrowed(name);
        }
        Cow::Owned(Name::new(format!("_{}{name}", class.class)))
    }

    /// Records that `name` stands at `span`. The parser gives an empty name where one is missing.
    pub fn occur(&mut self, name: &Name, span: Span, access: Access) {
        if name.is_empty() {
            return;
        }
        let flags = if access == Access::Use { flag::USED } else { flag::BOUND };
        let symbol = self.symbol(self.scope, name, flags);
        let entry = &mut self.current().symbols[symbol.0 as usize];
        entry.bound_here |= matches!(access, Access::Bind | Access::Parameter);
        entry.is_parameter |= access == Access::Parameter;
        let occurrence = Occurrence { span, scope: self.scope, symbol, access, is_declaration: false };
        self.names.occurrences.push(occurrence);
    }

    /// Puts what was recorded from `first` on into the order of the text. A few at a time cost less
    /// than all of them at the end.
    pub fn in_order(&mut self, first: usize) {
        self.names.occurrences[first..].sort_by_key(|occurrence| occurrence.span.start);
    }

    pub fn bind(&mut self, identifier: &Identifier) {
        self.occur(&identifier.id, self.shift.span(identifier), Access::Bind);
    }

    /// Binds the name of a `def`, a `class`, an `import`, a type parameter.
    pub fn declare_name(&mut self, name: &Name, span: Span) {
        let before = self.names.occurrences.len();
        self.occur(name, span, Access::Bind);
        if let Some(occurrence) = self.names.occurrences.get_mut(before) {
            occurrence.is_declaration = true;
        }
    }

    /// A parameter that CPython makes up.
    pub fn implicit_parameter(&mut self, name: &'static str) {
        let symbol = self.current().add(&Name::new_static(name), flag::BOUND);
        self.current().symbols[symbol.0 as usize].is_parameter = true;
    }
}

impl Scope {
    /// The symbol of a mangled name, made if need be, with `flags` added.
    pub(super) fn add(&mut self, name: &Name, flags: u8) -> SymbolId {
        if let Some(id) = self.symbol(name) {
            self.symbols[id.0 as usize].flags |= flags;
            return id;
        }
        let id = SymbolId(self.symbols.len() as u32);
        self.symbols.push(Symbol {
            name: name.clone(),
            binding: Binding::Unresolved,
            is_parameter: false,
            home: None,
            declared: false,
            bound_here: false,
            flags,
        });
        match self.symbols.len() {
            ..=FEW => {}
            known if known == FEW + 1 => {
                let entries = self.symbols.iter().zip(0..);
                self.by_name =
                    entries.map(|(symbol, index)| (symbol.name.clone(), SymbolId(index))).collect();
            }
            _ => {
                self.by_name.insert(name.clone(), id);
            }
        }
        id
    }
}
