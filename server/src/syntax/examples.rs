//! The examples in docstrings (`>>> f(1)`), as `doctest` finds them: their statements, without output.

use rustpython_ast::{Expr, Stmt};

use super::Tree;

/// The examples in the docstrings of a statement: of a function, of a class and its methods, or a bare
/// string, the module's. One tree for each docstring, in order; most have none.
pub(super) fn examples(statement: &Stmt) -> Vec<Tree> {
    let mut texts = Vec::new();
    match statement {
        Stmt::Expr(_) => texts.extend(source(std::slice::from_ref(statement))),
        Stmt::FunctionDef(function) => texts.extend(source(&function.body)),
        Stmt::ClassDef(class) => {
            texts.extend(source(&class.body));
            for member in &class.body {
                if let Stmt::FunctionDef(method) = member {
                    texts.extend(source(&method.body));
                }
            }
        }
        _ => {}
    }
    texts.iter().map(|text| Tree::parse(text)).collect()
}

/// The statements of the examples in the docstring of a body, if it has any.
fn source(body: &[Stmt]) -> Option<String> {
    let Some(Stmt::Expr(first)) = body.first() else { return None };
    let Expr::StringLiteral(text) = &*first.value else { return None };
    let text = text.value.to_str();
    if !text.contains(">>> ") {
        return None;
    }
    let mut source = String::new();
    for line in text.lines() {
        let line = line.trim_start();
        if let Some(code) = line.strip_prefix(">>> ").or_else(|| line.strip_prefix("... ")) {
            source.push_str(code);
            source.push('\n');
        }
    }
    Some(source)
}
