//! What kind of file is it: a program, run from its top, or a library that others import? Is it whole?
//!
//! Of a program every call of its functions is in the file, so what they are passed is known for
//! certain. Of a library it is not.

use rustpython_ast::visitor::{Visitor, walk_expr, walk_stmt};
use rustpython_ast::{Expr, IpyEscapeKind, Stmt};

use crate::names::{MODULE, Names};
use crate::syntax::Tree;

/// True where the top level prints, asks, or uses the functions and objects of the file, and
/// nothing says that the file is meant to be imported (`__all__`, a test of `__name__` or `TYPE_CHECKING`).
pub fn is_script(tree: &Tree, names: &Names) -> bool {
    // A notebook is run. Its commands may call anything.
    if tree.is_notebook() {
        return !tree.has_commands;
    }
    let mut statements = tree.statements.iter().map(|statement| statement.node());
    if is_in_package(tree) || statements.clone().any(is_export) {
        return false;
    }
    let mut finder = Finder { names, own: Vec::new(), found: false };
    for statement in statements.clone() {
        if let Stmt::FunctionDef(function) = statement
            && !function.name.starts_with('_')
        {
            finder.own.push(function.name.as_str());
        }
    }
    statements.any(|statement| {
        finder.visit_stmt(statement);
        finder.found
    })
}

/// Where the syntax errors are, each inside the statement that it breaks: the parser puts what is
/// missing at the end of a statement where the next one starts.
pub fn broken_places(tree: &Tree) -> Vec<u32> {
    let place = |error: u32| {
        let before = tree.statements.partition_point(|statement| statement.span().start <= error);
        let around = tree.statements[..before].last()?;
        if around.has_errors() && error <= around.span().end {
            return Some(error.max(around.span().start + 1));
        }
        tree.statements[..before]
            .iter()
            .rev()
            .find(|statement| statement.has_errors())
            .map(|broken| broken.span().end)
    };
    tree.errors.iter().filter_map(|error| place(error.span.start)).collect()
}

/// True where code may bind names of the module unseen: `exec(text)`, `globals()[name] = …`, in a function a
/// command of IPython's.
pub fn writes_globals(tree: &Tree, names: &Names) -> bool {
    let is_suspect = |name: &str| names.scopes.iter().any(|scope| scope.symbol(name).is_some());
    if !tree.has_commands && !is_suspect("exec") && !is_suspect("globals") {
        return false;
    }
    let mut finder = Writes { found: false, in_function: false };
    tree.statements.iter().any(|statement| {
        finder.visit_stmt(statement.node());
        finder.found
    })
}

struct Writes {
    found: bool,
    in_function: bool,
}

impl<'a> Visitor<'a> for Writes {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        self.found |= self.in_function && statement.is_ipy_escape_command_stmt();
        let outside = self.in_function;
        self.in_function |= statement.is_function_def_stmt();
        walk_stmt(self, statement);
        self.in_function = outside;
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        let is_globals = |expression: &Expr| matches!(expression, Expr::Call(call) if matches!(&*call.func, Expr::Name(name) if name.id.as_str() == "globals"));
        self.found |= match expression {
            Expr::Call(call) => match &*call.func {
                Expr::Name(name) => name.id.as_str() == "exec" && call.arguments.len() == 1,
                Expr::Attribute(method) => is_globals(&method.value),
                _ => false,
            },
            Expr::Subscript(item) => !item.ctx.is_load() && is_globals(&item.value),
            Expr::IpyEscapeCommand(command) => self.in_function && command.kind == IpyEscapeKind::Magic,
            _ => false,
        };
        if !self.found {
            walk_expr(self, expression);
        }
    }
}

fn is_export(statement: &Stmt) -> bool {
    let is_named = |expression: &Expr, wanted: &str| matches!(expression, Expr::Name(name) if name.id.as_str() == wanted);
    match statement {
        Stmt::Assign(assign) => assign.targets.iter().any(|target| is_named(target, "__all__")),
        Stmt::If(branch) => match &*branch.test {
            Expr::Compare(compare) => is_named(&compare.left, "__name__"),
            Expr::Name(name) => name.id.as_str() == "TYPE_CHECKING",
            Expr::Attribute(attribute) => attribute.attr.as_str() == "TYPE_CHECKING",
            _ => false,
        },
        _ => false,
    }
}

/// Only a module of a package has one.
fn is_relative_import(statement: &Stmt) -> bool {
    matches!(statement, Stmt::ImportFrom(import) if import.level > 0)
}

/// A file of a package: its private functions may be called from the other files of it.
pub fn is_in_package(tree: &Tree) -> bool {
    tree.statements.iter().any(|statement| is_relative_import(statement.node()))
}

fn is_constant_name(target: &Expr) -> bool {
    matches!(target, Expr::Name(name) if is_constant(name.id.as_str()))
}

/// `DEFAULTS`, `_UNSET`: what a library calls its own constants.
fn is_constant(name: &str) -> bool {
    name.len() > 1 && !name.chars().any(char::is_lowercase)
}

/// Looks for work among the statements that run when the file does.
struct Finder<'a> {
    names: &'a Names,
    /// Public functions of the file.
    own: Vec<&'a str>,
    found: bool,
}

/// How a library sets up its logger.
const LOGGER: [&str; 3] = ["addHandler", "addFilter", "setLevel"];

impl Finder<'_> {
    /// A variable of the file that holds an object, not an import.
    fn is_variable(&self, name: &str) -> bool {
        let module = self.names.scope(MODULE);
        let Some(symbol) = module.symbol(name) else { return false };
        let mut binds = self.names.occurrences.iter().filter(|at| {
            at.scope == MODULE && at.symbol == symbol && at.access == crate::names::Access::Bind
        });
        binds.next().is_some_and(|first| !first.is_declaration)
    }
}

impl<'a> Visitor<'a> for Finder<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            _ if self.found => {}
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {}
            // `DEFAULT = parse("")`: a library has its constants made by its own functions.
            Stmt::Assign(assign) if assign.targets.iter().all(is_constant_name) => {}
            Stmt::Expr(expression) => {
                // `stack.push(1)`: a library seldom does that on its top level.
                if let Expr::Call(call) = &*expression.value
                    && let Expr::Attribute(method) = &*call.func
                    && let Expr::Name(receiver) = &*method.value
                    && self.is_variable(receiver.id.as_str())
                    && !is_constant(receiver.id.as_str())
                    && !LOGGER.contains(&method.attr.as_str())
                {
                    self.found = true;
                }
                walk_stmt(self, statement);
            }
            statement => walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            _ if self.found => {}
            Expr::Lambda(_) => {}
            Expr::Call(call) => {
                if let Expr::Name(name) = &*call.func {
                    let name = name.id.as_str();
                    self.found |= matches!(name, "print" | "input") || self.own.contains(&name);
                }
                walk_expr(self, expression);
            }
            expression => walk_expr(self, expression),
        }
    }

    fn visit_annotation(&mut self, _: &'a Expr) {}
}
