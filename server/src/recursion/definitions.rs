//! The functions and classes of a file, and which of their names can be trusted.
//!
//! A name is trusted where the file binds it exactly once, by the `def` or `class` itself, and
//! never deletes it. What binds it in other ways is told apart (`outside`), as far as this file shows it.

mod heads;

use std::cell::{Cell, OnceCell};

use rustc_hash::{FxHashMap, FxHashSet};
use rustpython_ast::{CmpOp, Expr, Identifier, Parameters, Stmt, StmtClassDef, StmtFunctionDef};
use rustpython_text_size::Ranged;

use crate::names::{Access, Binding, MODULE, Names, OccurrenceId, ScopeId, ScopeKind, SymbolId};
use crate::recursion::definitions::heads::{decorator_name, decorators, is_odd_metaclass};
use crate::recursion::outside::Outside;
use crate::recursion::special::Special;
use crate::syntax::{Shift, Tree};
use crate::text::Span;

/// Index into [`Definitions::functions`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct FunctionId(pub u32);

/// Index into [`Definitions::classes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct ClassId(pub u32);

/// Where a variable lives.
pub(super) type Home = (ScopeId, SymbolId);

#[derive(Debug, Clone, Copy)]
pub(super) enum Body<'a> {
    Statements(&'a [Stmt]),
    /// Of a lambda that a name is bound to.
    Expression(&'a Expr),
}

/// What the first parameter of a function in a class is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Not in a class, or a static method.
    Plain,
    Method,
    ClassMethod,
    Getter,
    Setter,
    Deleter,
}

#[derive(Debug)]
pub(super) struct Function<'a> {
    pub scope: ScopeId,
    pub name: &'a str,
    pub head: Span,
    pub shift: Shift,
    pub parameters: Option<&'a Parameters>,
    pub body: Body<'a>,
    /// The class whose body holds the `def`.
    pub class: Option<ClassId>,
    /// In a class: the home of the first parameter, where it is never rebound.
    pub receiver: Option<Home>,
    pub role: Role,
    /// Every decorator is known to leave a call of the name a call of the function.
    pub known_decorators: bool,
    /// Stands under an `if` or `try`: another Python version, or another platform, may never define it.
    pub conditional: bool,
    pub is_generator: bool,
    pub is_async: bool,
    /// Results are kept (`functools.cache`): a second call with the same arguments does not run it.
    pub cached: bool,
}

impl<'a> Function<'a> {
    /// Parameters that take one argument each.
    pub fn plain_count(&self) -> usize {
        self.parameters.map_or(0, |all| all.iter_non_variadic_params().count())
    }

    /// The name of a parameter by its number; behind the others `*args`, then `**options`.
    pub fn parameter_name(&self, index: usize) -> Option<&'a Identifier> {
        let all = self.parameters?;
        match index.checked_sub(self.plain_count()) {
            None => all.iter_non_variadic_params().nth(index).map(|parameter| &parameter.parameter.name),
            Some(0) => all.vararg.as_deref().map(|parameter| &parameter.name),
            Some(1) => all.kwarg.as_deref().map(|parameter| &parameter.name),
            Some(_) => None,
        }
    }
}

#[derive(Debug)]
pub(super) struct Class<'a> {
    pub scope: ScopeId,
    /// No base classes but `object`, no metaclass.
    pub plain_bases: bool,
    /// Bases that are classes of this file, by their trusted names, in order.
    pub bases: Vec<&'a Expr>,
    pub shift: Shift,
    /// No decorator or metaclass that could replace methods.
    pub known_decorators: bool,
    pub dataclass: bool,
    /// Has properties, or special methods besides `__init__`.
    pub has_protocols: bool,
    /// Functions in its body by name, in order.
    pub members: FxHashMap<&'a str, Vec<FunctionId>>,
}

/// What a trusted name stands for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Target {
    Function(FunctionId),
    Class(ClassId),
}

pub(super) struct Definitions<'a> {
    pub names: &'a Names,
    text: &'a str,
    pub functions: Vec<Function<'a>>,
    pub classes: Vec<Class<'a>>,
    /// Names of attributes that some statement assigns or deletes, on whatever object.
    pub stored_attributes: FxHashSet<&'a str>,
    /// Those that more than one does.
    pub stored_twice: FxHashSet<&'a str>,
    /// The objects whose special methods some statement assigns or deletes.
    pub special_stores: Vec<(&'a str, &'a Expr, Shift)>,
    pub outside: Outside<'a>,
    /// Names of the functions in class bodies.
    pub methods: FxHashSet<&'a str>,
    /// Some function of the file is a generator or asynchronous.
    pub has_deferred: bool,
    /// Variables bound once to a literal: their value.
    pub constants: FxHashMap<Home, &'a Expr>,
    /// Variables bound once to a new list, or the like, and where that stands.
    pub sequences: FxHashMap<Home, (&'a Expr, Shift)>,
    /// Names of functions and classes, to dismiss other names fast.
    pub spelled: FxHashSet<&'a str>,
    /// Names of the first parameters of functions in class bodies.
    pub receivers: FxHashSet<&'a str>,
    by_scope: FxHashMap<ScopeId, FunctionId>,
    targets: FxHashMap<Home, Target>,
    /// Bindings and deletions of each symbol: index `first_symbol[scope] + symbol`.
    bindings: Vec<u32>,
    first_symbol: Vec<u32>,
    last_star_import: Option<u32>,
    /// The occurrence that was looked up last.
    last: Cell<OccurrenceId>,
    special: OnceCell<Special>,
}

impl<'a> Definitions<'a> {
    pub fn new(text: &'a str, tree: &'a Tree, names: &'a Names) -> Definitions<'a> {
        let mut definitions = Definitions {
            names,
            text,
            functions: Vec::new(),
            classes: Vec::new(),
            stored_attributes: FxHashSet::default(),
            stored_twice: FxHashSet::default(),
            special_stores: Vec::new(),
            outside: Outside::new(text, tree.has_commands),
            methods: FxHashSet::default(),
            has_deferred: false,
            constants: FxHashMap::default(),
            sequences: FxHashMap::default(),
            spelled: FxHashSet::default(),
            receivers: FxHashSet::default(),
            by_scope: FxHashMap::default(),
            targets: FxHashMap::default(),
            bindings: Vec::new(),
            first_symbol: Vec::new(),
            last_star_import: None,
            last: Cell::new(OccurrenceId(0)),
            special: OnceCell::new(),
        };
        definitions.count_bindings();
        let scopes = scopes_by_head(names);
        let mut collector = Collector {
            definitions: &mut definitions,
            scopes,
            shift: Shift(0),
            conditional: false,
            made_oddly: Vec::new(),
        };
        for statement in &tree.statements {
            collector.shift = statement.shift();
            collector.statement(statement.node(), None);
        }
        definitions.index_functions();
        definitions.resolve_targets();
        definitions
    }

    fn count_bindings(&mut self) {
        let mut total = 0;
        for scope in &self.names.scopes {
            self.first_symbol.push(total);
            total += scope.symbols.len() as u32;
        }
        self.bindings = vec![0; total as usize];
        for occurrence in &self.names.occurrences {
            if occurrence.access == Access::Use {
                continue;
            }
            let symbol = self.names.symbol_of(occurrence);
            let home = symbol.home.unwrap_or((occurrence.scope, occurrence.symbol));
            let index = self.index(home);
            self.bindings[index] += 1;
        }
    }

    fn index(&self, (scope, symbol): Home) -> usize {
        (self.first_symbol[scope.0 as usize] + symbol.0) as usize
    }

    /// True where the file binds the variable exactly once and never deletes it.
    pub fn bound_once(&self, home: Home) -> bool {
        self.bindings[self.index(home)] == 1
    }

    fn occurrence(&self, offset: u32) -> Option<OccurrenceId> {
        let found = self.names.occurrence_near(offset, self.last.get())?;
        self.last.set(found);
        Some(found)
    }

    /// Where the variable of a name in the text lives; `None` for builtins and unknown names.
    pub fn home(&self, offset: u32) -> Option<Home> {
        let occurrence = self.names.occurrence(self.occurrence(offset)?);
        self.names.symbol_of(occurrence).home
    }

    /// True where the name at `offset` is a builtin that the file does not bind.
    pub fn is_builtin(&self, offset: u32) -> bool {
        self.occurrence(offset)
            .is_some_and(|id| self.names.symbol_of(self.names.occurrence(id)).binding == Binding::Builtin)
    }

    /// Something else may be put under the attribute: a statement or the text names it.
    pub fn may_be_set(&self, name: &str) -> bool {
        self.stored_attributes.contains(name) || self.outside.named.contains(name)
    }

    /// The name bound at `head` is a global one that the file may rebind by way of the module's dictionary.
    pub fn rebound_in_module(&self, head: u32, name: &str) -> bool {
        let outside = &self.outside;
        let named = outside.shadows(name) || self.may_be_set(name);
        (outside.any_global || outside.executes(name) || (outside.module_object && named))
            && self.home(head).is_none_or(|home| home.0 == MODULE)
    }

    /// The function or class a name stands for, where no dictionary is used to rebind it.
    pub fn target(&self, name: &Expr, shift: Shift) -> Option<Target> {
        let Expr::Name(name) = name else { return None };
        if !self.spelled.contains(name.id.as_str()) {
            return None;
        }
        let home = self.home(shift.at(name.range().start().to_u32()))?;
        self.targets.get(&home).copied()
    }

    /// The sequence that a variable is bound to, where nothing else is done with it than this one use.
    pub fn sequence(&self, home: Home) -> Option<(&'a Expr, Shift)> {
        let found = self.sequences.get(&home).copied()?;
        let of_home =
            |occurrence: &&crate::names::Occurrence| self.names.symbol_of(occurrence).home == Some(home);
        (self.names.occurrences.iter().filter(of_home).count() == 2).then_some(found)
    }

    /// The class whose name stands at `offset` in its head.
    pub fn class_at(&self, offset: u32) -> Option<ClassId> {
        let start = |class: &Class<'_>| self.names.scope(class.scope).head.start;
        let index = self.classes.binary_search_by_key(&offset, start).ok()?;
        Some(ClassId(index as u32))
    }

    pub fn whole_text(&self) -> &'a str {
        self.text
    }

    pub fn text(&self, span: Span) -> &'a str {
        &self.text[span.range()]
    }

    /// What its classes' special methods do, found when first asked for.
    pub fn special(&self) -> &Special {
        self.special.get_or_init(|| Special::new(self))
    }

    /// The file gives objects attributes in ways other than `a.b = …`.
    pub fn dynamic_attributes(&self) -> bool {
        ["__dict__", "__slots__", "setattr(", "vars("].iter().any(|word| self.text.contains(word))
    }

    pub fn function(&self, id: FunctionId) -> &Function<'a> {
        &self.functions[id.0 as usize]
    }

    /// The function whose body is this scope.
    pub fn function_of(&self, scope: ScopeId) -> Option<&Function<'a>> {
        self.by_scope.get(&scope).map(|id| self.function(*id))
    }

    pub fn class(&self, id: ClassId) -> &Class<'a> {
        &self.classes[id.0 as usize]
    }

    fn index_functions(&mut self) {
        for index in 0..self.functions.len() {
            let function = &self.functions[index];
            self.by_scope.insert(function.scope, FunctionId(index as u32));
            self.has_deferred |= function.is_generator || function.is_async;
            let first = function.parameters.and_then(|all| all.iter_non_variadic_params().next());
            let Some(first) = first.filter(|_| function.class.is_some()) else { continue };
            self.receivers.insert(first.parameter.name.as_str());
            let home = self.home(function.shift.at(first.parameter.name.range().start().to_u32()));
            self.functions[index].receiver = home.filter(|home| self.bound_once(*home));
        }
    }

    fn resolve_targets(&mut self) {
        let functions = self.functions.iter().enumerate().filter(|(_, function)| function.class.is_none());
        let functions = functions
            .map(|(index, function)| (function.head.start, Target::Function(FunctionId(index as u32))))
            .collect::<Vec<_>>();
        let classes = self.classes.iter().enumerate();
        let classes = classes
            .map(|(index, class)| {
                (self.names.scope(class.scope).head.start, Target::Class(ClassId(index as u32)))
            })
            .collect::<Vec<_>>();
        for (head, target) in functions.into_iter().chain(classes) {
            let Some(home) = self.home(head) else { continue };
            let rebound_by_star = home.0.0 == 0 && self.last_star_import.is_some_and(|star| star > head);
            if self.bound_once(home) && !rebound_by_star {
                self.targets.insert(home, target);
            }
        }
    }
}

/// `__name__ == "__main__"`: true where the file is run as a script.
pub(super) fn is_main_guard(test: &Expr) -> bool {
    let Expr::Compare(compare) = test else { return false };
    let is_name = |e: &Expr| matches!(e, Expr::Name(name) if name.id.as_str() == "__name__");
    let is_main = |e: &Expr| matches!(e, Expr::StringLiteral(text) if text.value.to_str() == "__main__");
    let [CmpOp::Eq] = *compare.ops else { return false };
    let right = &compare.comparators[0];
    (is_name(&compare.left) && is_main(right)) || (is_main(&compare.left) && is_name(right))
}

/// Function, lambda and class scopes by the start of their head.
fn scopes_by_head(names: &Names) -> FxHashMap<(u32, bool), ScopeId> {
    let mut found = FxHashMap::default();
    for (index, scope) in names.scopes.iter().enumerate() {
        let id = ScopeId(index as u32);
        match scope.kind {
            ScopeKind::Function | ScopeKind::Class => found.insert((scope.head.start, false), id),
            ScopeKind::Lambda => found.insert((scope.head.start, true), id),
            _ => continue,
        };
    }
    found
}

struct Collector<'d, 'a> {
    definitions: &'d mut Definitions<'a>,
    scopes: FxHashMap<(u32, bool), ScopeId>,
    shift: Shift,
    conditional: bool,
    /// Classes with a metaclass that is not known to leave methods alone.
    made_oddly: Vec<&'a str>,
}

impl<'a> Collector<'_, 'a> {
    fn body(&mut self, body: &'a [Stmt], class: Option<ClassId>) {
        for statement in body {
            self.statement(statement, class);
        }
    }

    fn statement(&mut self, statement: &'a Stmt, class: Option<ClassId>) {
        match statement {
            Stmt::FunctionDef(def) => self.function(def, class),
            Stmt::ClassDef(def) => self.class(def),
            Stmt::Assign(assign) => {
                assign.targets.iter().for_each(|target| self.target(target));
                if let [target @ Expr::Name(_)] = assign.targets.as_slice() {
                    self.value(target, &assign.value);
                }
            }
            Stmt::AnnAssign(assign) => {
                self.target(&assign.target);
                if let Some(value) = &assign.value {
                    self.value(&assign.target, value);
                }
            }
            Stmt::AugAssign(assign) => self.target(&assign.target),
            Stmt::Delete(delete) => delete.targets.iter().for_each(|target| self.target(target)),
            Stmt::For(stmt) => {
                self.target(&stmt.target);
                self.body(&stmt.body, class);
                self.body(&stmt.orelse, class);
            }
            Stmt::While(stmt) => {
                self.body(&stmt.body, class);
                self.body(&stmt.orelse, class);
            }
            Stmt::If(stmt) => {
                let outer = std::mem::replace(&mut self.conditional, !is_main_guard(&stmt.test));
                self.body(&stmt.body, class);
                for clause in &stmt.elif_else_clauses {
                    self.body(&clause.body, class);
                }
                self.conditional = outer;
            }
            Stmt::With(stmt) => {
                for item in &stmt.items {
                    if let Some(target) = &item.optional_vars {
                        self.target(target);
                    }
                }
                self.body(&stmt.body, class);
            }
            Stmt::Match(stmt) => stmt.cases.iter().for_each(|case| self.body(&case.body, class)),
            Stmt::Try(stmt) => {
                let outer = std::mem::replace(&mut self.conditional, true);
                self.body(&stmt.body, class);
                for handler in &stmt.handlers {
                    let rustpython_ast::ExceptHandler::ExceptHandler(handler) = handler;
                    self.body(&handler.body, class);
                }
                self.body(&stmt.orelse, class);
                self.body(&stmt.finalbody, class);
                self.conditional = outer;
            }
            Stmt::ImportFrom(import) if import.names.iter().any(|alias| alias.name.as_str() == "*") => {
                self.definitions.last_star_import = Some(self.shift.at(import.range().start().to_u32()));
            }
            _ => {}
        }
    }

    fn target(&mut self, target: &'a Expr) {
        match target {
            Expr::Attribute(attribute) => {
                let name = attribute.attr.as_str();
                if !self.definitions.stored_attributes.insert(name) {
                    self.definitions.stored_twice.insert(name);
                }
                if name.starts_with("__") {
                    self.definitions.special_stores.push((name, &attribute.value, self.shift));
                }
            }
            Expr::Tuple(tuple) => tuple.elts.iter().for_each(|target| self.target(target)),
            Expr::List(list) => list.elts.iter().for_each(|target| self.target(target)),
            Expr::Starred(starred) => self.target(&starred.value),
            _ => {}
        }
    }

    /// `target = value` for a name that may be bound once: a lambda or a constant.
    fn value(&mut self, target: &'a Expr, value: &'a Expr) {
        let Expr::Name(name) = target else { return };
        let at = self.shift.at(name.range().start().to_u32());
        match value {
            Expr::Lambda(lambda) => {
                let start = self.shift.at(lambda.range().start().to_u32());
                let Some(scope) = self.scopes.get(&(start, true)).copied() else { return };
                // A lambda in a class body would be a method; one bound to a local is as good as a `def`.
                let in_class = self
                    .definitions
                    .home(at)
                    .is_some_and(|(scope, _)| self.definitions.names.scope(scope).kind == ScopeKind::Class);
                if in_class {
                    return;
                }
                self.definitions.spelled.insert(name.id.as_str());
                self.definitions.functions.push(Function {
                    scope,
                    name: name.id.as_str(),
                    head: self.shift.range(name.range()),
                    shift: self.shift,
                    parameters: lambda.parameters.as_deref(),
                    body: Body::Expression(&lambda.body),
                    class: None,
                    receiver: None,
                    role: Role::Plain,
                    known_decorators: true,
                    conditional: self.conditional,
                    is_generator: self.definitions.names.scope(scope).is_generator,
                    is_async: false,
                    cached: false,
                });
            }
            Expr::NumberLiteral(_)
            | Expr::StringLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::UnaryOp(_)
            | Expr::BinOp(_)
            | Expr::Tuple(_) => {
                let Some(home) = self.definitions.home(at) else { return };
                if self.definitions.bound_once(home) {
                    self.definitions.constants.insert(home, value);
                }
            }
            Expr::List(_) | Expr::Call(_) => {
                let Some(home) = self.definitions.home(at) else { return };
                if self.definitions.bound_once(home) {
                    self.definitions.sequences.insert(home, (value, self.shift));
                }
            }
            _ => {}
        }
    }

    fn function(&mut self, def: &'a StmtFunctionDef, class: Option<ClassId>) {
        let head = self.shift.range(def.name.range());
        let Some(scope) = self.scopes.get(&(head.start, false)).copied() else { return };
        let decorators = decorators(&def.decorator_list, class.is_some());
        let implicit = match def.name.as_str() {
            "__new__" => Role::Plain,
            "__init_subclass__" | "__class_getitem__" => Role::ClassMethod,
            _ => Role::Method,
        };
        let id = FunctionId(self.definitions.functions.len() as u32);
        let in_scope = self.definitions.names.scope(scope);
        self.definitions.functions.push(Function {
            scope,
            name: def.name.as_str(),
            head,
            shift: self.shift,
            parameters: Some(&def.parameters),
            body: Body::Statements(&def.body),
            class,
            receiver: None,
            role: if class.is_some() { decorators.role.unwrap_or(implicit) } else { Role::Plain },
            known_decorators: decorators.known,
            conditional: self.conditional,
            is_generator: in_scope.is_generator,
            is_async: def.is_async,
            cached: decorators.cached,
        });
        match class {
            Some(class) => {
                let name = def.name.as_str();
                let is_property =
                    matches!(decorators.role, Some(Role::Getter | Role::Setter | Role::Deleter));
                let is_special = name.starts_with("__") && name.ends_with("__") && name != "__init__";
                let class = &mut self.definitions.classes[class.0 as usize];
                class.has_protocols |= is_property || is_special;
                let members = &mut class.members;
                members.entry(def.name.as_str()).or_default().push(id);
                self.definitions.methods.insert(def.name.as_str());
            }
            None => {
                self.definitions.spelled.insert(def.name.as_str());
            }
        }
        let outer = std::mem::take(&mut self.conditional);
        self.body(&def.body, None);
        self.conditional = outer;
    }

    fn class(&mut self, def: &'a StmtClassDef) {
        let head = self.shift.range(def.name.range());
        let Some(scope) = self.scopes.get(&(head.start, false)).copied() else { return };
        let id = ClassId(self.definitions.classes.len() as u32);
        let bases = def.arguments.as_ref().map_or(&[][..], |arguments| &arguments.args);
        let keywords = def.arguments.as_ref().map_or(&[][..], |arguments| &arguments.keywords);
        let is_object = |base: &Expr| matches!(base, Expr::Name(name) if name.id.as_str() == "object");
        let decorated = |name: &str| def.decorator_list.iter().any(|d| decorator_name(d) == Some(name));
        let known = ["dataclass", "total_ordering", "final", "unique", "runtime_checkable"];
        let odd_base =
            |base: &Expr| heads::base_name(base).is_none_or(|name| self.made_oddly.contains(&name));
        let made_oddly = bases.iter().any(odd_base) || keywords.iter().any(is_odd_metaclass);
        if made_oddly {
            self.made_oddly.push(def.name.as_str());
        }
        self.definitions.spelled.insert(def.name.as_str());
        self.definitions.classes.push(Class {
            scope,
            plain_bases: bases.iter().all(is_object) && keywords.is_empty(),
            bases: bases.iter().collect(),
            shift: self.shift,
            known_decorators: !made_oddly
                && def
                    .decorator_list
                    .iter()
                    .all(|decorator| decorator_name(decorator).is_some_and(|name| known.contains(&name))),
            dataclass: decorated("dataclass"),
            has_protocols: false,
            members: FxHashMap::default(),
        });
        self.body(&def.body, Some(id));
    }
}
