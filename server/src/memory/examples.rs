//! Examples in docstrings: `>>> f([1, 2], key=3)` is a call of `f`, and shows where its arguments are.
//!
//! An example is read with the names it binds itself, not run: literals, displays, what builtin functions
//! give and instances of classes of the file have a known storage, the rest tells nothing.
//! Claimed is what some call passes; other calls need not pass the same, so nothing certain follows.

use rustc_hash::FxHashMap;
use rustpython_ast::visitor::{Visitor, walk_expr, walk_stmt};
use rustpython_ast::{Expr, ExprCall, Parameters, Stmt, StmtFunctionDef, UnaryOp};

use crate::memory::unit::{Kind, signature};
use crate::names::{Names, OccurrenceId, builtins};
use crate::syntax::{Shift, Tree};

/// Where arguments are, as bits.
pub type Passed = u8;
pub const HEAP: Passed = 1;
pub const STACK: Passed = 2;
pub const NONE: Passed = 4;
/// More than one example passes something.
pub const MANY: Passed = 8;

/// What the examples of a file pass, by the parameter.
pub fn passed(tree: &Tree, names: &Names) -> FxHashMap<OccurrenceId, Passed> {
    let is_module = |index: usize, node: &Stmt| index == 0 && matches!(node, Stmt::Expr(_));
    let examples: Vec<&Tree> = tree
        .statements
        .iter()
        .enumerate()
        .filter(|(index, statement)| {
            let node = statement.node();
            matches!(node, Stmt::FunctionDef(_) | Stmt::ClassDef(_)) || is_module(*index, node)
        })
        .flat_map(|(_, statement)| statement.examples())
        .collect();
    if examples.is_empty() {
        return FxHashMap::default();
    }
    let mut definitions = FxHashMap::default();
    for statement in &tree.statements {
        match statement.node() {
            Stmt::FunctionDef(function) => {
                definitions.insert(function.name.as_str(), Definition::Function(function, statement.shift()));
            }
            Stmt::ClassDef(class) => {
                definitions.insert(class.name.as_str(), Definition::Class(&class.body, statement.shift()));
            }
            _ => {}
        }
    }
    let mut found = FxHashMap::default();
    for example in examples {
        let mut reader =
            Reader { names, definitions: &definitions, bound: FxHashMap::default(), found: &mut found };
        for statement in &example.statements {
            reader.visit_stmt(statement.node());
        }
    }
    found
}

#[derive(Clone, Copy)]
enum Definition<'t> {
    Function(&'t StmtFunctionDef, Shift),
    Class(&'t [Stmt], Shift),
}

/// What is known of a name that an example binds.
#[derive(Clone, Copy)]
enum Known<'t> {
    Passed(Passed),
    Instance(&'t [Stmt], Shift),
}

struct Reader<'r, 't, 'e> {
    names: &'r Names,
    definitions: &'r FxHashMap<&'t str, Definition<'t>>,
    bound: FxHashMap<&'e str, Known<'t>>,
    found: &'r mut FxHashMap<OccurrenceId, Passed>,
}

impl<'t, 'e> Visitor<'e> for Reader<'_, 't, 'e> {
    fn visit_stmt(&mut self, statement: &'e Stmt) {
        walk_stmt(self, statement);
        match statement {
            Stmt::Assign(assign) => {
                let known = self.known(&assign.value);
                for target in &assign.targets {
                    self.bind(target, known);
                }
            }
            Stmt::For(s) => self.bind(&s.target, Known::Passed(0)),
            Stmt::FunctionDef(s) => _ = self.bound.insert(s.name.as_str(), Known::Passed(HEAP)),
            Stmt::ClassDef(s) => _ = self.bound.insert(s.name.as_str(), Known::Passed(HEAP)),
            _ => {}
        }
    }

    fn visit_expr(&mut self, expression: &'e Expr) {
        if let Expr::Call(call) = expression {
            self.call(call);
        }
        walk_expr(self, expression);
    }
}

impl<'t, 'e> Reader<'_, 't, 'e> {
    fn bind(&mut self, target: &'e Expr, known: Known<'t>) {
        match target {
            Expr::Name(name) => _ = self.bound.insert(name.id.as_str(), known),
            Expr::Tuple(tuple) => tuple.elts.iter().for_each(|elt| self.bind(elt, Known::Passed(0))),
            _ => {}
        }
    }

    fn definition(&self, name: &str) -> Option<Definition<'t>> {
        if self.bound.contains_key(name) { None } else { self.definitions.get(name).copied() }
    }

    fn call(&mut self, call: &'e ExprCall) {
        match &*call.func {
            Expr::Name(name) => match self.definition(name.id.as_str()) {
                Some(Definition::Function(function, shift)) => {
                    self.pass(&function.parameters, shift, 0, call);
                }
                Some(Definition::Class(body, shift)) => self.pass_method(body, shift, "__init__", call),
                None => {}
            },
            Expr::Attribute(attribute) => {
                let name = attribute.attr.as_str();
                if let Known::Instance(body, shift) = self.known(&attribute.value) {
                    self.pass_method(body, shift, name, call);
                }
            }
            _ => {}
        }
    }

    fn pass_method(&mut self, body: &'t [Stmt], shift: Shift, name: &str, call: &'e ExprCall) {
        let methods = body.iter().filter_map(|member| match member {
            Stmt::FunctionDef(method) if method.name.as_str() == name => Some(method),
            _ => None,
        });
        for method in methods {
            let is = |decorator: &rustpython_ast::Decorator, wanted: &str| matches!(&decorator.expression, Expr::Name(name) if name.id.as_str() == wanted);
            let is_static = method.decorator_list.iter().any(|decorator| is(decorator, "staticmethod"));
            self.pass(&method.parameters, shift, usize::from(!is_static), call);
        }
    }

    /// Notes what a call passes to the parameters from the `skip`th on.
    fn pass(&mut self, parameters: &'t Parameters, shift: Shift, skip: usize, call: &'e ExprCall) {
        let mut positional = signature(parameters)
            .filter(|(_, _, kind)| matches!(kind, Kind::Positional | Kind::Either))
            .map(|(parameter, _, _)| parameter)
            .skip(skip);
        for arg in &call.arguments.args {
            if arg.is_starred_expr() {
                break;
            }
            let Some(parameter) = positional.next() else { break };
            self.note(parameter, shift, arg);
        }
        for keyword in &call.arguments.keywords {
            let Some(name) = &keyword.arg else { continue };
            let named = signature(parameters)
                .find(|(parameter, _, kind)| {
                    matches!(kind, Kind::Either | Kind::Keyword) && parameter.name.as_str() == name.as_str()
                })
                .map(|(parameter, _, _)| parameter);
            if let Some(parameter) = named {
                self.note(parameter, shift, &keyword.value);
            }
        }
    }

    fn note(&mut self, parameter: &'t rustpython_ast::Parameter, shift: Shift, value: &'e Expr) {
        let bits = self.storage(value);
        let start = shift.range(parameter.name.range).start;
        if bits != 0
            && let Some(occurrence) = self.names.occurrence_at(start)
        {
            let passed = self.found.entry(occurrence).or_default();
            *passed |= if *passed & bits != 0 { bits | MANY } else { bits };
        }
    }

    fn known(&self, e: &'e Expr) -> Known<'t> {
        match e {
            Expr::Name(name) => match self.bound.get(name.id.as_str()) {
                Some(known) => *known,
                None => Known::Passed(self.storage(e)),
            },
            Expr::Call(call) => match &*call.func {
                Expr::Name(name) => match self.definition(name.id.as_str()) {
                    Some(Definition::Class(body, shift)) => Known::Instance(body, shift),
                    _ => Known::Passed(self.storage(e)),
                },
                _ => Known::Passed(self.storage(e)),
            },
            _ => Known::Passed(self.storage(e)),
        }
    }

    /// Where the value of an expression is; 0 where that is not plain to see.
    fn storage(&self, e: &'e Expr) -> Passed {
        match e {
            Expr::NoneLiteral(_) => NONE,
            Expr::NumberLiteral(_)
            | Expr::StringLiteral(_)
            | Expr::BytesLiteral(_)
            | Expr::FString(_)
            | Expr::BooleanLiteral(_) => STACK,
            Expr::List(_)
            | Expr::Tuple(_)
            | Expr::Set(_)
            | Expr::Dict(_)
            | Expr::ListComp(_)
            | Expr::SetComp(_)
            | Expr::DictComp(_)
            | Expr::Generator(_)
            | Expr::Lambda(_) => HEAP,
            Expr::UnaryOp(e) if e.op == UnaryOp::Not => STACK,
            Expr::UnaryOp(e) => self.storage(&e.operand) & STACK,
            Expr::BinOp(e) => match (self.storage(&e.left), self.storage(&e.right)) {
                (STACK, STACK) => STACK,
                (HEAP, HEAP | STACK) | (STACK, HEAP) => HEAP,
                _ => 0,
            },
            Expr::Name(name) => match self.bound.get(name.id.as_str()) {
                Some(Known::Passed(bits)) => *bits,
                Some(Known::Instance(..)) => HEAP,
                None if self.definitions.contains_key(name.id.as_str()) => HEAP,
                None if builtins::is_builtin(name.id.as_str()) => HEAP,
                None => 0,
            },
            Expr::Call(call) => self.result(call),
            _ => 0,
        }
    }

    fn result(&self, call: &'e ExprCall) -> Passed {
        let Expr::Name(name) = &*call.func else { return 0 };
        match name.id.as_str() {
            name if self.bound.contains_key(name) => 0,
            "len" | "int" | "float" | "str" | "bool" | "bytes" | "complex" | "ord" | "chr" | "repr"
            | "hex" | "hash" | "id" => STACK,
            "list" | "dict" | "set" | "tuple" | "frozenset" | "range" | "iter" | "enumerate" | "zip"
            | "map" | "filter" | "sorted" | "reversed" | "object" | "bytearray" | "open" | "slice" => HEAP,
            name if matches!(self.definitions.get(name), Some(Definition::Class(..))) => HEAP,
            _ => 0,
        }
    }
}
