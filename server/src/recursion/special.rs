//! Special methods of the file's classes that may change something, or raise: operators, tests and
//! builtins that could run them are not taken to do at every level what they did a level above.
//!
//! Told by the text of a method and of what it calls. Classes of other files are taken to be
//! ordinary: asking an object whether it is true does not change it.

use rustc_hash::FxHashSet;
use rustpython_ast::visitor::{self, Visitor};
use rustpython_ast::{CmpOp, Comprehension, Expr, ExprCall, ExprContext, Operator, Stmt};
use rustpython_text_size::Ranged;

use crate::recursion::definitions::{Body, Definitions, Function, FunctionId, Role, Target};

/// Names of special methods, by what runs them.
pub(super) const TRUTH: &[&str] = &["__bool__", "__len__"];
pub(super) const EQUAL: &[&str] = &["__eq__", "__ne__"];
pub(super) const ORDER: &[&str] = &["__lt__", "__le__", "__gt__", "__ge__"];
pub(super) const ITERATED: &[&str] = &["__iter__", "__next__", "__len__", "__getitem__"];
pub(super) const CONTAINED: &[&str] =
    &["__contains__", "__iter__", "__next__", "__getitem__", "__eq__", "__hash__"];
pub(super) const HASHED: &[&str] = &["__hash__", "__eq__"];
pub(super) const WRITTEN: &[&str] = &["__str__", "__repr__", "__format__"];
pub(super) const INSTANCE: &[&str] =
    &["__instancecheck__", "__subclasscheck__", "__subclasshook__", "__class__"];
pub(super) const READ: &[&str] = &["__getattr__", "__getattribute__", "__get__"];
pub(super) const STORED: &[&str] = &["__setattr__", "__set__"];
pub(super) const SIGNED: &[&str] = &["__neg__", "__pos__", "__invert__"];

/// The special methods that a binary operator runs.
pub(super) fn of_operator(op: Operator) -> [&'static str; 3] {
    [op.dunder(), op.reflected_dunder(), op.in_place_dunder()]
}

/// The special methods that a builtin function runs on its arguments.
pub(super) fn of_builtin(name: &str) -> &'static [&'static [&'static str]] {
    match name {
        "abs" => &[&["__abs__"]],
        "bool" => &[TRUTH],
        "callable" => &[INSTANCE, &["__call__"]],
        "len" => &[&["__len__"]],
        "hash" => &[HASHED],
        "print" | "str" | "repr" | "ascii" | "format" => &[WRITTEN],
        "isinstance" | "issubclass" => &[INSTANCE],
        "hasattr" | "getattr" => &[READ],
        "dir" => &[READ, &["__dir__"]],
        "round" => &[&["__round__"]],
        "int" | "float" => &[&["__int__", "__float__", "__index__", "__trunc__"]],
        "range" | "slice" => &[&["__index__"]],
        "all" | "any" => &[ITERATED, TRUTH],
        "enumerate" | "filter" | "list" | "map" | "tuple" | "zip" => &[ITERATED],
        "reversed" => &[ITERATED, &["__reversed__"]],
        "dict" | "frozenset" | "set" => &[ITERATED, HASHED, &["keys"]],
        "max" | "min" | "sorted" => &[ITERATED, ORDER],
        "sum" => &[ITERATED, &["__add__", "__radd__"]],
        _ => &[],
    }
}

/// What the special methods of a file do, as far as it matters.
#[derive(Debug, Default)]
pub(super) struct Special {
    /// Some class of the file has one that could tell objects apart, or change them.
    pub any: bool,
    unquiet: FxHashSet<String>,
    /// Properties that may change something, or raise.
    properties: FxHashSet<String>,
}

/// Attributes of classes that no operation runs, or that stand for another special method by convention.
const PASSIVE: &[&str] = &[
    "__all__",
    "__annotations__",
    "__doc__",
    "__hash__",
    "__match_args__",
    "__module__",
    "__ne__",
    "__qualname__",
    "__repr__",
    "__slots__",
    "__str__",
    "__test__",
    "__version__",
    "__weakref__",
];

/// Special methods that no operation, test or builtin of this list runs.
const ELSEWHERE: &[&str] = &[
    "__call__",
    "__class_getitem__",
    "__copy__",
    "__deepcopy__",
    "__del__",
    "__delete__",
    "__enter__",
    "__exit__",
    "__getstate__",
    "__init__",
    "__init_subclass__",
    "__new__",
    "__post_init__",
    "__reduce__",
    "__reduce_ex__",
    "__set_name__",
    "__setstate__",
];

impl Special {
    pub fn new(definitions: &Definitions<'_>) -> Special {
        let mut found = Special::default();
        let is_special =
            |name: &str| name.starts_with("__") && name.ends_with("__") && !ELSEWHERE.contains(&name);
        for (index, function) in definitions.functions.iter().enumerate() {
            let property = matches!(function.role, Role::Getter | Role::Setter | Role::Deleter);
            if function.class.is_none() || !(property || is_special(function.name)) {
                continue;
            }
            found.any |= !property;
            let mut seen = Vec::new();
            if !harmful(FunctionId(index as u32), definitions, &mut seen) {
                continue;
            }
            if property {
                found.properties.insert(function.name.to_owned());
            }
            if is_special(function.name) {
                found.unquiet.insert(function.name.to_owned());
            }
        }
        let assigned = definitions.stored_attributes.iter().chain(&definitions.outside.named).copied();
        for name in assigned.chain(quoted(definitions.whole_text())) {
            if name.starts_with("__") && name.ends_with("__") && !PASSIVE.contains(&name) {
                found.any = true;
                found.unquiet.insert(name.to_owned());
            }
        }
        for class in &definitions.classes {
            for symbol in &definitions.names.scope(class.scope).symbols {
                let name = symbol.name.as_str();
                if symbol.bound_here
                    && is_special(name)
                    && !PASSIVE.contains(&name)
                    && !class.members.contains_key(name)
                {
                    found.any = true;
                    found.unquiet.insert(name.to_owned());
                }
            }
        }
        found
    }

    /// One of these may change something, or raise.
    pub fn unquiet(&self, names: &[&str]) -> bool {
        !self.unquiet.is_empty() && names.iter().any(|name| self.unquiet.contains(*name))
    }

    /// Getting or setting the attribute may.
    pub fn attribute(&self, name: &str, context: ExprContext) -> bool {
        let store = context != ExprContext::Load;
        self.properties.contains(name) || self.unquiet(if store { STORED } else { READ })
    }
}

/// Special names that stand in quotes, perhaps to make a class of them.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    let starts = memchr::memmem::find_iter(text.as_bytes(), b"__");
    starts.filter_map(move |at| {
        let quote = *text.as_bytes().get(at.checked_sub(1)?)?;
        let rest = text.get(at..)?;
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_'))?;
        (matches!(quote, b'"' | b'\'') && rest.as_bytes()[end] == quote).then(|| &rest[..end])
    })
}

/// How many functions are looked through for one method; what calls more is taken to change something.
const MOST_FUNCTIONS: usize = 12;

/// The function may change something that outlives it, or raise.
fn harmful(id: FunctionId, definitions: &Definitions<'_>, seen: &mut Vec<FunctionId>) -> bool {
    if seen.contains(&id) {
        return false;
    }
    if seen.len() >= MOST_FUNCTIONS {
        return true;
    }
    seen.push(id);
    let function = definitions.function(id);
    if !function.known_decorators || function.is_async {
        return true;
    }
    let mut search = Search { definitions, function, found: false, seen };
    match function.body {
        Body::Statements(body) => search.visit_body(body),
        Body::Expression(body) => search.visit_expr(body),
    }
    search.found
}

struct Search<'s, 'd, 'a> {
    definitions: &'s Definitions<'a>,
    function: &'d Function<'a>,
    found: bool,
    seen: &'s mut Vec<FunctionId>,
}

/// Builtins that neither change what they are given nor raise for some objects of a kind only.
const HARMLESS: &[&str] = &[
    "abs",
    "all",
    "any",
    "bool",
    "bytes",
    "callable",
    "dict",
    "enumerate",
    "filter",
    "float",
    "format",
    "frozenset",
    "getattr",
    "hasattr",
    "hash",
    "hex",
    "id",
    "int",
    "isinstance",
    "issubclass",
    "iter",
    "len",
    "list",
    "map",
    "max",
    "min",
    "object",
    "range",
    "repr",
    "reversed",
    "round",
    "set",
    "slice",
    "sorted",
    "str",
    "sum",
    "super",
    "tuple",
    "type",
    "vars",
    "zip",
];

/// Methods that change nothing, on whatever builtin object.
const READING: &[&str] = &[
    "bit_length",
    "casefold",
    "copy",
    "count",
    "difference",
    "encode",
    "endswith",
    "find",
    "format",
    "get",
    "intersection",
    "isdisjoint",
    "issubset",
    "issuperset",
    "items",
    "join",
    "keys",
    "ljust",
    "lower",
    "lstrip",
    "replace",
    "rfind",
    "rjust",
    "rstrip",
    "split",
    "startswith",
    "strip",
    "title",
    "union",
    "upper",
    "values",
    "zfill",
];

impl Search<'_, '_, '_> {
    fn call(&mut self, call: &ExprCall) -> bool {
        let definitions = self.definitions;
        match call.func.as_ref() {
            Expr::Name(name) => match definitions.target(&call.func, self.function.shift) {
                Some(Target::Function(callee)) => harmful(callee, definitions, self.seen),
                Some(Target::Class(class)) => {
                    let members = &definitions.class(class).members;
                    let made = ["__new__", "__init__", "__post_init__"];
                    let mut made = made.iter().filter_map(|name| members.get(name)).flatten();
                    made.any(|method| harmful(*method, definitions, self.seen))
                }
                None => {
                    let start = self.function.shift.at(name.range().start().to_u32());
                    let builtin = name.id.as_str();
                    let iterates = of_builtin(builtin).contains(&ITERATED) && builtin != "isinstance";
                    !definitions.is_builtin(start)
                        || !HARMLESS.contains(&builtin)
                        || builtin == "iter"
                        || iterates && call.arguments.args.iter().any(|given| self.may_use_up(given))
                }
            },
            Expr::Attribute(attribute) => {
                let name = attribute.attr.as_str();
                let own = definitions.functions.iter().enumerate();
                let mut own =
                    own.filter(|(_, function)| function.class.is_some() && function.name == name).peekable();
                if own.peek().is_none() {
                    let asks = [TRUTH, EQUAL, ORDER, CONTAINED, WRITTEN, &["__init__"]];
                    return !READING.contains(&name) && !asks.iter().any(|asks| asks.contains(&name));
                }
                let own = own.map(|(index, _)| FunctionId(index as u32)).collect::<Vec<_>>();
                own.into_iter().any(|method| harmful(method, definitions, self.seen))
            }
            // `type(self)(…)`
            Expr::Call(_) => {
                let members = self.function.class.map(|class| &definitions.class(class).members);
                let made = members.and_then(|members| members.get("__init__"));
                made.is_none_or(|made| made.iter().any(|method| harmful(*method, definitions, self.seen)))
            }
            _ => true,
        }
    }

    /// What is iterated over may be an iterator, of which little is left the next time.
    fn may_use_up(&self, iterable: &Expr) -> bool {
        let once = HASHED.iter().chain(WRITTEN).all(|name| *name != self.function.name);
        once && (iterable.is_name_expr() || iterable.is_attribute_expr())
    }

    /// Getting the attribute runs a property of the file that may change something.
    fn property(&mut self, name: &str) -> bool {
        let definitions = self.definitions;
        if !definitions.methods.contains(name) {
            return false;
        }
        let functions = definitions.functions.iter().enumerate();
        let of_name =
            functions.filter(|(_, function)| function.name == name && function.role == Role::Getter);
        let of_name = of_name.map(|(index, _)| FunctionId(index as u32)).collect::<Vec<_>>();
        of_name.into_iter().any(|getter| harmful(getter, definitions, self.seen))
    }

    /// Storing there changes something that outlives the call: all but the attributes of a new object.
    fn lasting(&self, target: &Expr) -> bool {
        let Expr::Attribute(attribute) = target else { return target.is_subscript_expr() };
        let at = self.function.shift.at(attribute.value.range().start().to_u32());
        let receiver = self.function.receiver;
        let new = self.function.name == "__init__" && attribute.value.is_name_expr();
        !(new && receiver.is_some() && receiver == self.definitions.home(at))
    }
}

impl<'a> Visitor<'a> for Search<'_, '_, 'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        if self.found {
            return;
        }
        self.found = match statement {
            Stmt::Raise(_)
            | Stmt::Assert(_)
            | Stmt::Global(_)
            | Stmt::Nonlocal(_)
            | Stmt::With(_)
            | Stmt::Delete(_) => true,
            Stmt::For(stmt) => self.may_use_up(&stmt.iter),
            Stmt::AugAssign(stmt) => !stmt.value.is_number_literal_expr() || !stmt.target.is_name_expr(),
            // A function or class inside runs only where it is called, under a name that is not followed.
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => return,
            _ => false,
        };
        if !self.found {
            visitor::walk_stmt(self, statement);
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        if self.found {
            return;
        }
        self.found = match expression {
            Expr::Call(call) => self.call(call),
            Expr::Await(_) => true,
            Expr::Attribute(attribute) if attribute.ctx == ExprContext::Load => {
                self.property(attribute.attr.as_str())
            }
            Expr::Attribute(_) => self.lasting(expression),
            Expr::Compare(compare) => {
                let mut asked = compare.ops.iter().zip(&*compare.comparators);
                asked.any(|(op, right)| matches!(op, CmpOp::In | CmpOp::NotIn) && self.may_use_up(right))
            }
            Expr::Subscript(subscript) => {
                // Of the operators' methods some are run on another object at each level: it may lack the item.
                let reads =
                    TRUTH.iter().chain(EQUAL).chain(ORDER).chain(ITERATED).chain(CONTAINED).chain(WRITTEN);
                let same = self.function.role == Role::Getter
                    || reads.clone().any(|name| *name == self.function.name);
                subscript.ctx != ExprContext::Load || !(same || subscript.slice.is_slice_expr())
            }
            Expr::BinOp(operation) => {
                let divides = matches!(operation.op, Operator::Div | Operator::FloorDiv | Operator::Mod);
                divides
                    && !operation.right.is_number_literal_expr()
                    && !operation.left.is_string_literal_expr()
            }
            _ => false,
        };
        if !self.found {
            visitor::walk_expr(self, expression);
        }
    }

    fn visit_comprehension(&mut self, comprehension: &'a Comprehension) {
        self.found |= self.may_use_up(&comprehension.iter);
        if !self.found {
            visitor::walk_comprehension(self, comprehension);
        }
    }
}
