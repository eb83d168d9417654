//! How a file uses its containers: which global ones only ever grow, and which lists are built to
//! be iterated over once.
//!
//! Works from the text and its names alone, and speaks of this file: what another file does with a
//! name of this one is not seen. A container that is handed to code which may change or keep it,
//! and a list whose length is not known, are passed over in silence.

mod callers;
mod count;
mod element;
mod generator;
mod growing;
mod keeping;
mod marks;
mod temporary;
mod walk;

use crate::names::{Names, ScopeId, ScopeKind};
use crate::options::Options;
use crate::syntax::Tree;
use crate::text::Span;

#[derive(Debug, Default)]
pub struct Usage {
    /// In order of position.
    pub growing: Vec<Growing>,
    /// In order of position.
    pub temporaries: Vec<Temporary>,
}

/// A container of the module that functions make longer, and nothing in the file shorter.
#[derive(Debug, Clone)]
pub struct Growing {
    pub name: String,
    /// The name where it is bound.
    pub span: Span,
    /// `list`, `deque`, `dict`, `set`.
    pub kind: &'static str,
    pub growths: Vec<Growth>,
    /// From the first growing line outwards: who calls its function, who calls that one, and so on.
    pub callers: Vec<Caller>,
    pub make_local: Option<MakeLocal>,
    pub clear: Option<Clear>,
}

/// A place that makes a container longer.
#[derive(Debug, Clone)]
pub struct Growth {
    pub span: Span,
    /// As text: `` `append` ``.
    pub how: &'static str,
    pub function: ScopeId,
}

#[derive(Debug, Clone)]
pub struct Caller {
    pub span: Span,
    /// `None` for the module.
    pub caller: Option<ScopeId>,
    pub callee: ScopeId,
    /// In a loop, or by way of a recursion.
    pub repeated: bool,
}

/// What it takes to give a growing container to its function, which returns it.
#[derive(Debug, Clone)]
pub struct MakeLocal {
    pub function: ScopeId,
    /// `results = []`, which goes.
    pub binding: Span,
    /// `[]`.
    pub initial: Span,
    /// `global` statements of this one name, which go.
    pub declarations: Vec<Span>,
    /// The first statement of the function behind its docstring, and its last one.
    pub first: Span,
    pub last: Span,
    /// `return` without a value.
    pub returns: Vec<Span>,
    /// The function that keeps the results: its first statement, and the calls in it.
    pub keeper: Option<(Span, Vec<Span>)>,
}

/// Where a growing container can be cleared: nothing that runs later looks at it.
#[derive(Debug, Clone)]
pub struct Clear {
    /// The last statement that looks at it.
    pub after: Span,
}

/// A list of known length that is built to be iterated over once.
#[derive(Debug, Clone)]
pub struct Temporary {
    /// The list's expression.
    pub span: Span,
    pub items: u64,
    /// `sys.getsizeof` of the list once it is built.
    pub bytes: u64,
    /// The variable it is bound to in between.
    pub name: Option<(ScopeId, String)>,
    /// `sum`, `for`, …, and where.
    pub consumer: &'static str,
    pub consumed_at: Span,
    pub way_out: WayOut,
    /// Where the length comes from, if that is elsewhere.
    pub length_at: Option<Span>,
}

/// How a list need not be built.
#[derive(Debug, Clone)]
pub enum WayOut {
    /// `[… for …]` → `(… for …)`; with the reason for which the edit is not offered.
    Expression { safe: bool, bare: bool },
    /// `list(range(…))` → `range(…)`.
    Range { range: Span },
    /// A function that builds the list.
    Function(Builder),
}

/// A function that builds a list by `append` and returns it.
#[derive(Debug, Clone)]
pub struct Builder {
    pub function: ScopeId,
    /// `items = []` and `return items`.
    pub binding: Span,
    pub result: Span,
    /// `items.append(x)` and its `x`.
    pub appends: Vec<(Span, Span)>,
    pub calls: Vec<Span>,
    /// The edit changes nothing that can be seen.
    pub safe: bool,
}

/// Finds both in a whole file.
pub fn analyse(text: &str, tree: &Tree, names: &Names, options: &Options) -> Usage {
    let globals = growing::candidates(text, tree, names);
    let may_have_lists = may_have_large_lists(text, names);
    if globals.is_empty() && !may_have_lists {
        return Usage::default();
    }
    let found = walk::walk(tree, names);
    if found.has_errors || found.is_dynamic {
        return Usage::default();
    }
    let callers = callers::Callers::new(text, &found, names);
    Usage {
        growing: growing::growing(&globals, &callers),
        temporaries: match may_have_lists {
            true => temporary::temporaries(&callers, options.python),
            false => Vec::new(),
        },
    }
}

/// A look at the text, before anything is walked.
fn may_have_large_lists(text: &str, names: &Names) -> bool {
    let has = |span: Span, word: &str| {
        memchr::memmem::find(text[span.range()].as_bytes(), word.as_bytes()).is_some()
    };
    let whole = Span::new(0, text.len() as u32);
    if !has(whole, "range(") {
        return false;
    }
    let of_range = |at: usize| {
        let before = text[..at].trim_end().strip_suffix('(');
        before.is_some_and(|before| before.trim_end().ends_with("list"))
    };
    memchr::memmem::find_iter(text.as_bytes(), "range(").any(of_range)
        || names.scopes.iter().any(|scope| match scope.kind {
            ScopeKind::Comprehension => &*scope.name == "listcomp" && has(scope.span, "range("),
            ScopeKind::Function => has(scope.span, "range(") && has(scope.span, ".append("),
            _ => false,
        })
}
