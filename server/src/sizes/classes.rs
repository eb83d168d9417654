//! Instances of classes with `__slots__`, which have no `__dict__` where every class above has them too.

use rustc_hash::{FxHashMap, FxHashSet};
use rustpython_ast::visitor::{self, Visitor};
use rustpython_ast::{Decorator, Expr, Stmt, StmtClassDef};

use crate::memory::facts::Facts;
use crate::memory::value::Atom;
use crate::names::{Names, ScopeId, ScopeKind};
use crate::options::Python;
use crate::syntax::{Shift, Tree};

/// What a class adds to its instances.
#[derive(Debug, Clone, Copy, Default)]
struct Layout {
    slots: u64,
    /// It has, or inherits, a `__dict__` and a list of weak references.
    has_dict: bool,
    /// It has, or inherits, `__slots__`.
    has_slots: bool,
}

/// `sys.getsizeof` of the instances of each class that is made of `__slots__` and nothing unknown; `None` for
/// those that a decorator gives slots, where these are not known.
pub fn classes(tree: &Tree, names: &Names, facts: &Facts, python: Python) -> FxHashMap<ScopeId, Option<u64>> {
    let (found, unsure) = (FxHashMap::default(), FxHashSet::default());
    let mut classes = Classes { names, facts, python, shift: Shift(0), found, unsure };
    for statement in &tree.statements {
        classes.shift = statement.shift();
        classes.visit_stmt(statement.node());
    }
    let bytes = |layout: Layout| {
        let dict = match (layout.has_dict, python.minor) {
            (false, _) => 0,
            (true, 11) => 24,
            (true, _) => 16,
        };
        32 + 8 * layout.slots + dict
    };
    let unsure = classes.unsure.into_iter().map(|scope| (scope, None));
    let slotted = classes.found.into_iter().filter(|(_, layout)| layout.has_slots);
    unsure.chain(slotted.map(|(scope, layout)| (scope, Some(bytes(layout))))).collect()
}

struct Classes<'a> {
    names: &'a Names,
    facts: &'a Facts,
    python: Python,
    shift: Shift,
    found: FxHashMap<ScopeId, Layout>,
    unsure: FxHashSet<ScopeId>,
}

impl<'a> Visitor<'a> for Classes<'_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        if let Stmt::ClassDef(class) = statement
            && let Some(scope) = self.names.scope_of(self.shift.span(statement), ScopeKind::Class)
        {
            if self.may_get_slots(class) {
                self.unsure.insert(scope);
            }
            if let Some(layout) = self.layout(class, scope) {
                self.found.insert(scope, layout);
            }
        }
        visitor::walk_stmt(self, statement);
    }

    /// Classes are made by statements.
    fn visit_expr(&mut self, _: &'a Expr) {}
}

impl Classes<'_> {
    fn layout(&self, class: &StmtClassDef, scope: ScopeId) -> Option<Layout> {
        let own = self.names.scope(scope);
        if ["__new__", "__sizeof__"].iter().any(|name| own.symbol(name).is_some()) {
            return None;
        }
        let mut layout = match class.arguments.as_deref() {
            None => Layout::default(),
            Some(arguments) if !arguments.keywords.is_empty() => return None,
            Some(arguments) => match &*arguments.args {
                [] => Layout::default(),
                [base] => self.base(base)?,
                _ => return None,
            },
        };
        let made = match class.decorator_list.as_slice() {
            [] => self.slots(class)?,
            [decorator] => self.dataclass_slots(class, &decorator.expression)?,
            _ => return None,
        };
        match made {
            Some(count) => {
                layout.slots += count;
                layout.has_slots = true;
            }
            None => layout.has_dict = true,
        }
        Some(layout)
    }

    /// A decorator with `slots=` stands before it, or before a class above.
    fn may_get_slots(&self, class: &StmtClassDef) -> bool {
        let asks = |decorator: &Decorator| {
            let Expr::Call(call) = &decorator.expression else { return false };
            call.arguments.keywords.iter().any(|k| k.arg.as_ref().is_none_or(|arg| arg.as_str() == "slots"))
        };
        let bases = class.arguments.as_deref().map_or(&[][..], |arguments| &arguments.args);
        let is_unsure = |base: &Expr| {
            let Expr::Name(name) = base else { return false };
            let id = self.names.occurrence_at(self.shift.at(name.range.start().to_u32()));
            let Some(value) = id.and_then(|id| self.facts.value(id)) else { return false };
            let mut classes = self.facts.objects_of(value).filter_map(|id| self.facts.object(id).definition);
            classes.any(|scope| self.unsure.contains(&scope))
        };
        class.decorator_list.iter().any(asks) || bases.iter().any(is_unsure)
    }

    /// A class of the file, or `object`.
    fn base(&self, base: &Expr) -> Option<Layout> {
        let Expr::Name(name) = base else { return None };
        let id = self.names.occurrence_at(self.shift.at(name.range.start().to_u32()))?;
        match self.facts.value(id).filter(|value| !value.assumed)?.single()? {
            Atom::Object(id) => self.found.get(&self.facts.object(id).definition?).copied(),
            Atom::External(id) => {
                let is_object = &*self.facts.externals[id.0 as usize].path == "builtins.object";
                is_object.then(Layout::default)
            }
            _ => None,
        }
    }

    /// How many slots the class names; `Some(None)`: it has no `__slots__`.
    fn slots(&self, class: &StmtClassDef) -> Option<Option<u64>> {
        let mut found = None;
        for statement in &class.body {
            let Stmt::Assign(assign) = statement else { continue };
            let is_slots = |target: &Expr| matches!(target, Expr::Name(name) if name.id == "__slots__");
            if assign.targets.iter().any(is_slots) {
                if found.is_some() || assign.targets.len() != 1 {
                    return None;
                }
                found = Some(named(&assign.value)?);
            }
        }
        let scope = self.names.scope_of(self.shift.span(class), ScopeKind::Class)?;
        // Bound in some other way, as `__slots__: tuple = …`, or once more.
        let symbol = self.names.scope(scope).symbol("__slots__");
        let all = self.names.occurrences.iter().filter(|at| at.scope == scope && Some(at.symbol) == symbol);
        (all.count() == usize::from(found.is_some())).then_some(found)
    }

    /// A dataclass has a slot for each of its fields if it asks for them.
    fn dataclass_slots(&self, class: &StmtClassDef, decorator: &Expr) -> Option<Option<u64>> {
        let (callee, keywords) = match decorator {
            Expr::Call(call) if call.arguments.args.is_empty() => (&*call.func, &*call.arguments.keywords),
            other => (other, Default::default()),
        };
        let is_dataclass = match callee {
            Expr::Name(name) => name.id == "dataclass",
            Expr::Attribute(attribute) => attribute.attr.as_str() == "dataclass",
            _ => false,
        };
        let named = |name: &str| {
            keywords.iter().find(|keyword| keyword.arg.as_ref().is_some_and(|arg| arg.as_str() == name))
        };
        if !is_dataclass || named("weakref_slot").is_some() || keywords.iter().any(|k| k.arg.is_none()) {
            return None;
        }
        let Some(slots) = named("slots") else { return self.slots(class) };
        let Expr::BooleanLiteral(slots) = &slots.value else { return None };
        if !slots.value {
            return self.slots(class);
        }
        // Fields of a class above may be named again; `ClassVar` and `InitVar` are none.
        let has_base = class.arguments.as_deref().is_some_and(|arguments| !arguments.args.is_empty());
        if has_base || self.python.minor < 10 {
            return None;
        }
        let mut fields = Vec::new();
        for statement in &class.body {
            let Stmt::AnnAssign(s) = statement else { continue };
            let Expr::Name(name) = &*s.target else { return None };
            let is_plain = matches!(&*s.annotation, Expr::Name(name) if !matches!(name.id.as_str(), "ClassVar" | "InitVar" | "KW_ONLY"));
            if !is_plain || fields.contains(&name.id) {
                return None;
            }
            fields.push(name.id.clone());
        }
        Some(Some(fields.len() as u64))
    }
}

/// `('a', 'b')`, `['a']`, `'a'`.
fn named(value: &Expr) -> Option<u64> {
    let elts = match value {
        Expr::Tuple(e) => &e.elts,
        Expr::List(e) => &e.elts,
        Expr::StringLiteral(text) => return (!text.value.to_str().starts_with("__")).then_some(1),
        _ => return None,
    };
    let mut names: Vec<&str> = Vec::new();
    for elt in elts {
        let name = elt.as_string_literal_expr()?.value.to_str();
        // `__dict__` and `__weakref__` are no slots of that kind.
        if name.starts_with("__") || names.contains(&name) {
            return None;
        }
        names.push(name);
    }
    Some(names.len() as u64)
}
