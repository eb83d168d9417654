//! Ways out of recursion: a function that calls itself as a loop that does the same.
//!
//! A rewrite keeps results with their types, exceptions, and effects in their order; what it takes
//! away is the limit on the depth. Not kept: how many frames a traceback shows, and how long the
//! objects of earlier rounds live. Where anything else could differ there is no rewrite, but a [`Refusal`].
//!
//! Claimed for calls through the name that the `def` binds. Another module that rebinds the name
//! (`module.f = …`), or overrides a method in a subclass of its own, is not seen.

mod arguments;
mod body;
mod flow;
mod function;
mod guard;
mod hoist;
mod linear;
mod machine;
mod method;
mod safe;
mod source;
mod tail;
mod work;

pub use guard::{Guard, base_case};

use crate::names::Names;
use crate::recursion::Recursive;
use crate::rewrite::flow::Flow;
use crate::rewrite::function::Function;
use crate::syntax::Tree;
use crate::text::Span;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewrite {
    pub kind: Kind,
    /// Whole lines of the body, and what takes their place.
    pub span: Span,
    pub code: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A loop alone: one frame, no memory that grows.
    Loop,
    /// A loop with a stack of its own: a list that grows instead of the frames.
    Stack,
}

/// Why there is no rewrite: the place, and half a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub span: Span,
    pub why: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Offered(Rewrite),
    Refused(Refusal),
}

fn refuse<T>(span: Span, why: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal { span, why: why.into() })
}

/// A recursive function as a loop.
pub fn rewrite(text: &str, tree: &Tree, names: &Names, recursive: &Recursive) -> Outcome {
    match attempt(text, tree, names, recursive) {
        Ok(rewrite) => Outcome::Offered(rewrite),
        Err(refusal) => Outcome::Refused(refusal),
    }
}

fn attempt(text: &str, tree: &Tree, names: &Names, recursive: &Recursive) -> Result<Rewrite, Refusal> {
    let head = names.scope(recursive.function).head;
    let Some(found) = function::find(tree, head.start) else {
        return refuse(head, "it is a lambda");
    };
    let mut function = Function::new(text, tree, names, recursive.function, &found)?;
    safe::check(&mut function, tree, recursive)?;
    let flow = Flow::of(&function);
    if let Some((symbol, at)) = flow.unbound {
        return refuse(at, format!("`{}` may not be bound here", function.name_of(symbol)));
    }
    // From the plainest result to the one that takes most apart.
    tail::rewrite(&function)
        .or_else(|_| linear::rewrite(&function))
        .or_else(|_| machine::rewrite(&function, &flow))
}
