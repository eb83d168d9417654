//! The second pass: what each name of each scope is bound to, as `analyze_block` of CPython's
//! `symtable.c` decides it, but by walking outwards for each name instead of handing sets inwards.

use rustpython_ast::name::Name;

use crate::names::build::flag;
use crate::names::builtins::is_builtin;
use crate::names::{Binding, MODULE, Names, ScopeId, ScopeKind, Symbol, SymbolId};

type Home = (ScopeId, SymbolId);

/// Parents come before children: the names of all scopes around one are resolved already.
pub(super) fn resolve(names: &mut Names) {
    for scope in (0..names.scopes.len() as u32).map(ScopeId) {
        for symbol in (0..names.scope(scope).symbols.len() as u32).map(SymbolId) {
            let (binding, home) = binding(names, scope, symbol);
            let entry = symbol_mut(names, (scope, symbol));
            entry.binding = binding;
            entry.home = home;
        }
    }
}

fn symbol_mut(names: &mut Names, (scope, symbol): Home) -> &mut Symbol {
    &mut names.scopes[scope.0 as usize].symbols[symbol.0 as usize]
}

fn binding(names: &mut Names, scope: ScopeId, symbol: SymbolId) -> (Binding, Option<Home>) {
    let kind = names.scope(scope).kind;
    let Symbol { name, flags, .. } = &names.scope(scope).symbols[symbol.0 as usize];
    let (name, flags) = (name.clone(), *flags);
    if kind == ScopeKind::Module || flags & flag::GLOBAL != 0 {
        return global(names, &name);
    }
    if flags & flag::NONLOCAL != 0 {
        return match enclosing(names, scope, &name) {
            Some(home) => (Binding::Free, home),
            None => (Binding::Unresolved, None),
        };
    }
    if flags & flag::BOUND != 0 {
        let binding = if kind == ScopeKind::Class { Binding::Class } else { Binding::Local };
        return (binding, Some((scope, symbol)));
    }
    if let Some((class, symbol)) = seen_in_class(names, scope, &name) {
        let flags = names.scope(class).symbols[symbol.0 as usize].flags;
        if flags & flag::GLOBAL != 0 {
            return global(names, &name);
        }
        if flags & flag::BOUND != 0 && flags & flag::NONLOCAL == 0 {
            return (Binding::Class, Some((class, symbol)));
        }
    }
    match enclosing(names, scope, &name) {
        Some(home) => (Binding::Free, home),
        None => global(names, &name),
    }
}

fn global(names: &Names, name: &Name) -> (Binding, Option<Home>) {
    let module = names.scope(MODULE);
    if let Some(symbol) = module.symbol(name)
        && module.symbols[symbol.0 as usize].flags & (flag::BOUND | flag::GLOBAL) != 0
    {
        return (Binding::Global, Some((MODULE, symbol)));
    }
    if is_builtin(name) { (Binding::Builtin, None) } else { (Binding::Unresolved, None) }
}

/// The class's symbol of that name, if `scope` is one that looks into the class around it
/// before it looks further (PEP 695).
fn seen_in_class(names: &Names, scope: ScopeId, name: &Name) -> Option<Home> {
    let mut at = names.scope(scope);
    while at.kind == ScopeKind::TypeParameters {
        at.symbol("__classdict__")?;
        let parent = at.parent?;
        at = names.scope(parent);
        if at.kind == ScopeKind::Class {
            return at.symbol(name).map(|symbol| (parent, symbol));
        }
    }
    None
}

/// Finds the variable of a function around `scope` that a free `name` in it means, makes it a
/// cell, and lists the name as free in all scopes between. `Some(None)` for the cells without a
/// name that a class offers; `None` if there is no such variable.
fn enclosing(names: &mut Names, scope: ScopeId, name: &Name) -> Option<Option<Home>> {
    let of_class = matches!(name.as_str(), "__class__" | "__classdict__");
    let mut passed = Vec::new();
    let mut next = names.scope(scope).parent;
    let home = loop {
        let id = next.filter(|&id| id != MODULE)?;
        let around = names.scope(id);
        next = around.parent;
        if around.kind == ScopeKind::Class {
            if of_class {
                break None;
            }
            passed.push(id);
            continue;
        }
        let Some(symbol) = around.symbol(name) else {
            passed.push(id);
            continue;
        };
        let found = &around.symbols[symbol.0 as usize];
        match found.binding {
            Binding::Local | Binding::Cell => break Some((id, symbol)),
            Binding::Free => break found.home,
            Binding::Global | Binding::Builtin | Binding::Unresolved => return None,
            // Type parameters that looked into their class; what is inside them does not.
            Binding::Class => {}
        }
    };
    if let Some(home) = home {
        symbol_mut(names, home).binding = Binding::Cell;
    }
    for id in passed {
        let around = &mut names.scopes[id.0 as usize];
        if around.symbol(name).is_some() {
            continue;
        }
        let symbol = around.add(name, flag::USED);
        let entry = &mut around.symbols[symbol.0 as usize];
        entry.binding = Binding::Free;
        entry.home = home;
    }
    Some(home)
}
