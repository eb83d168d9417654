//! What the name in an annotation stands for.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use rustpython_ast::{Expr, Stmt};

use crate::memory::builtins;
use crate::memory::frame::Frame;
use crate::memory::import::names_class;
use crate::memory::machine::Machine;
use crate::memory::value::Atom;
use crate::names::{MODULE, ScopeId, ScopeKind, SymbolId};

pub(super) enum Named<'a> {
    /// Something that Python or a library provides, by its path.
    Library(Arc<str>),
    /// A class of the file.
    Class(usize),
    /// `Name = …` of the module.
    Alias(&'a Expr),
    /// Something of another file that is written as a class is.
    Elsewhere,
    Nothing,
}

impl<'a> Machine<'a> {
    pub(super) fn named(&mut self, f: &Frame, annotation: &Expr) -> Named<'a> {
        match annotation {
            Expr::Name(name) => self.named_variable(f, name.id.as_str()),
            Expr::Attribute(e) => match self.named(f, &e.value) {
                Named::Library(path) => Named::Library(format!("{path}.{}", e.attr).into()),
                Named::Class(class) => {
                    let inner = self.class_attribute(class, e.attr.as_str(), f.unit);
                    match inner.and_then(|v| self.values.get(v).single()) {
                        Some(Atom::Object(object)) => {
                            self.class_of_object(object).map_or(Named::Nothing, Named::Class)
                        }
                        _ => Named::Nothing,
                    }
                }
                _ => by_name(e.attr.as_str()),
            },
            _ => Named::Nothing,
        }
    }

    fn named_variable(&mut self, f: &Frame, name: &str) -> Named<'a> {
        let mut scope = Some(f.scope());
        while let Some(at) = scope {
            let found = self.names.scope(at);
            scope = found.parent;
            if found.kind == ScopeKind::Class && at != f.scope() {
                continue;
            }
            let Some(symbol) = found.symbol(name) else { continue };
            let bound = &found.symbols[symbol.0 as usize];
            if bound.home == Some((at, symbol)) && bound.bound_here {
                return self.named_value(f, at, symbol, name);
            }
        }
        let path = format!("builtins.{name}");
        if builtins::find(&path).is_some() { Named::Library(path.into()) } else { Named::Nothing }
    }

    fn named_value(&mut self, f: &Frame, scope: ScopeId, symbol: SymbolId, name: &str) -> Named<'a> {
        let value = self.read(self.variable(scope, symbol), f.unit);
        // A promise is followed also where `import *` may have bound the name again.
        let atom = match self.values.get(value).atoms.as_slice() {
            [atom] => Some(*atom),
            _ => None,
        };
        match atom {
            Some(Atom::Object(object)) if self.class_of_object(object).is_some() => {
                self.class_of_object(object).map_or(Named::Nothing, Named::Class)
            }
            Some(Atom::External(id)) => Named::Library(self.facts.externals[id.0 as usize].path.clone()),
            None | Some(Atom::AnyHeap) if scope == MODULE => {
                self.alias(name).unwrap_or_else(|| by_name(name))
            }
            None | Some(Atom::AnyHeap) => by_name(name),
            _ if scope == MODULE => self.alias(name).unwrap_or(Named::Nothing),
            _ => Named::Nothing,
        }
    }

    /// The type that a name of the module stands for, where it is assigned.
    fn alias(&mut self, name: &str) -> Option<Named<'a>> {
        let tree = self.tree;
        let aliases = self.aliases.get_or_insert_with(|| {
            let mut found = FxHashMap::default();
            for statement in tree.iter().flat_map(|tree| &tree.statements) {
                if let Some((name, value)) = definition(statement.node()) {
                    // Bound twice, it stands for neither.
                    found.entry(name).and_modify(|known| *known = None).or_insert(Some(value));
                }
            }
            found
        });
        aliases.get(name).map(|alias| alias.map_or(Named::Nothing, Named::Alias))
    }
}

/// What is written as a class is taken for one, unless its last word is what aliases of value types are called by.
fn by_name<'a>(name: &str) -> Named<'a> {
    let last = name.rfind(char::is_uppercase).map_or(name, |at| &name[at..]);
    let is_alias = matches!(
        last,
        "Alias"
            | "Arg"
            | "Args"
            | "Bool"
            | "Bytes"
            | "Float"
            | "Hashable"
            | "Id"
            | "Input"
            | "Int"
            | "Json"
            | "Key"
            | "Like"
            | "Literal"
            | "Name"
            | "Number"
            | "Output"
            | "Params"
            | "Path"
            | "Primitive"
            | "Scalar"
            | "Str"
            | "String"
            | "T"
            | "Text"
            | "Type"
            | "Types"
            | "Value"
            | "Values"
    );
    if names_class(name) && !is_alias && !name.starts_with("Any") && !name.starts_with("Support") {
        Named::Elsewhere
    } else {
        Named::Nothing
    }
}

/// `Name = list[int]`, `Name: TypeAlias = …`, `type Name = …`, `Name = NewType("Name", int)`.
fn definition(statement: &Stmt) -> Option<(&str, &Expr)> {
    let (target, value) = match statement {
        Stmt::Assign(s) => match &*s.targets {
            [target] => (target, &*s.value),
            _ => return None,
        },
        Stmt::AnnAssign(s) => (&*s.target, s.value.as_deref()?),
        Stmt::TypeAlias(s) => (&*s.name, &*s.value),
        _ => return None,
    };
    let Expr::Name(name) = target else { return None };
    let value = match value {
        Expr::Name(_) | Expr::Attribute(_) | Expr::Subscript(_) | Expr::BinOp(_) => value,
        Expr::StringLiteral(_) if matches!(statement, Stmt::AnnAssign(_) | Stmt::TypeAlias(_)) => value,
        Expr::Call(call) if is_new_type(&call.func) => call.arguments.args.get(1)?,
        _ => return None,
    };
    Some((name.id.as_str(), value))
}

fn is_new_type(function: &Expr) -> bool {
    match function {
        Expr::Name(name) => name.id.as_str() == "NewType",
        Expr::Attribute(e) => e.attr.as_str() == "NewType",
        _ => false,
    }
}
