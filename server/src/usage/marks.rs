//! What an expression makes of the containers it is given: tables of builtins and methods.

use rustpython_ast::{CmpOp, Expr, ExprCall, ExprCompare, ExprContext, ExprSubscript, Stmt};
use rustpython_text_size::Ranged;

use crate::names::{Binding, Names};
use crate::syntax::Shift;
use crate::text::Span;

/// What is done with a name.
#[derive(Debug, Clone, Copy)]
pub(super) enum Use {
    Bind,
    /// It is one item longer, or more, after every run.
    Grow(Grow),
    /// It may be longer: a key can be there already.
    Add,
    Shrink,
    /// Whether it is empty, how long it is compared with something, whether something is in it.
    Checked,
    Read,
    /// Something iterates over it once, now.
    Iterated(Consumer),
    /// Something may iterate over it later.
    Lazy,
    Return,
    /// Index into `Found::calls`.
    Call(u32),
    Decorator,
    Other,
}

impl Use {
    /// The name, or what it holds, is another one afterwards.
    pub fn changes(self) -> bool {
        matches!(self, Use::Bind | Use::Grow(_) | Use::Add | Use::Shrink)
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Grow {
    pub how: &'static str,
    /// The expression or statement.
    pub span: Span,
    /// Where the name starts that is put in as it is.
    pub item: Option<u32>,
    /// Behind what is there already.
    pub at_end: bool,
}

/// What iterates over something, once, from its first item.
#[derive(Debug, Clone, Copy)]
pub(super) struct Consumer {
    /// The builtin that is called, or `for`, or `in`.
    pub by: &'static str,
    /// The call, without anything around it; empty for the others.
    pub call: Span,
    /// It asks for every item and runs no code of the file between them.
    pub eager: bool,
    /// The argument stands alone between the call's parentheses.
    pub alone: bool,
}

impl Consumer {
    pub fn loop_over() -> Consumer {
        Consumer { by: "for", call: Span::default(), eager: false, alone: false }
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Mark {
    Use(Use),
    Consumed(Consumer),
    /// Bound to the name that starts there.
    Bound(u32),
    /// A statement of its own.
    Statement,
}

impl From<Use> for Mark {
    fn from(used: Use) -> Mark {
        Mark::Use(used)
    }
}

impl From<Consumer> for Mark {
    fn from(consumer: Consumer) -> Mark {
        Mark::Consumed(consumer)
    }
}

impl Mark {
    pub fn consumer(self) -> Option<Consumer> {
        match self {
            Mark::Consumed(consumer) => Some(consumer),
            _ => None,
        }
    }

    pub fn bound_to(self) -> Option<u32> {
        match self {
            Mark::Bound(name) => Some(name),
            _ => None,
        }
    }

    pub fn on_name(self) -> Use {
        match self {
            Mark::Use(used) => used,
            Mark::Consumed(consumer) => Use::Iterated(consumer),
            Mark::Bound(_) | Mark::Statement => Use::Other,
        }
    }
}

/// Builtins that go through their first argument once, to its end, with no code of the file between
/// the items as long as those are numbers or text.
const EAGER: [&str; 6] = ["sum", "max", "min", "sorted", "set", "frozenset"];

/// The same, but they may stop early.
const STOPPING: [&str; 2] = ["any", "all"];

/// Builtins that look at their arguments, and neither change nor keep them.
const READERS: [&str; 12] =
    ["print", "list", "tuple", "dict", "str", "repr", "bool", "isinstance", "type", "id", "hash", "format"];

/// Builtins whose result goes through the arguments later.
const LAZY: [&str; 6] = ["enumerate", "zip", "reversed", "map", "filter", "iter"];

/// Classes of the library that copy what they are given, if the name is theirs.
pub(super) const CONTAINERS: [&str; 4] = ["deque", "Counter", "OrderedDict", "array"];

/// Methods of whatever object that do not change their arguments, by the habits of the standard
/// library; some may look at them later.
pub(super) const READING_METHODS: [&str; 27] = [
    "join",
    "writelines",
    "write",
    "writerow",
    "writerows",
    "dump",
    "dumps",
    "format",
    "extend",
    "update",
    "union",
    "intersection",
    "difference",
    "issubset",
    "issuperset",
    "isdisjoint",
    "pprint",
    "debug",
    "info",
    "warning",
    "error",
    "mean",
    "median",
    "fsum",
    "choice",
    "sample",
    "stdev",
];

/// True where the name at `offset` is a builtin that the file does not bind.
pub(super) fn is_builtin(names: &Names, offset: u32) -> bool {
    let found = names.occurrence_at(offset).map(|id| names.occurrence(id));
    found.is_some_and(|found| names.symbol_of(found).binding == Binding::Builtin) && !names.star_import
}

/// What a call of a builtin makes of its arguments, where its own result may be gone through at once.
pub(super) fn builtin_call<'a>(
    name: &str,
    call: &'a ExprCall,
    shift: Shift,
    is_consumed: bool,
) -> Vec<(&'a Expr, Mark)> {
    let arguments = &call.arguments;
    let others = arguments.args.iter().skip(1).map(|child| (child, Mark::Use(Use::Read)));
    let Some(first) = arguments.args.first() else { return Vec::new() };
    let plain = |keyword: &str| keyword == "default" || keyword == "reverse" && name == "sorted";
    let constant = |value: &Expr| value.is_literal_expr();
    let is_simple = arguments.args.iter().skip(1).all(constant)
        && arguments.keywords.iter().all(|keyword| {
            keyword.arg.as_ref().is_some_and(|name| plain(name.as_str())) && constant(&keyword.value)
        });
    let iterates = match name {
        "sum" => arguments.args.len() <= 2,
        _ => arguments.args.len() == 1,
    };
    let consumer = |by: &'static str, eager: bool| {
        let alone = arguments.args.len() == 1 && arguments.keywords.is_empty();
        Mark::Consumed(Consumer { by, call: shift.span(call), eager: eager && is_simple, alone })
    };
    let first_mark = if let Some(by) = EAGER.iter().find(|known| **known == name).filter(|_| iterates) {
        consumer(by, true)
    } else if let Some(by) = STOPPING.iter().find(|known| **known == name).filter(|_| iterates) {
        consumer(by, false)
    } else if name == "len" {
        Mark::Use(Use::Read)
    } else if READERS.contains(&name) || EAGER.contains(&name) {
        return arguments.args.iter().map(|child| (child, Mark::Use(Use::Read))).collect();
    } else if LAZY.contains(&name) {
        let used = if is_consumed { Use::Read } else { Use::Lazy };
        return arguments.args.iter().map(|child| (child, Mark::Use(used))).collect();
    } else {
        return Vec::new();
    };
    std::iter::once((first, first_mark)).chain(others).collect()
}

/// What a method call makes of its receiver, if that is a container.
pub(super) fn method(name: &str, call: &ExprCall, shift: Shift) -> Use {
    let span = shift.span(call);
    let item = call.arguments.args.last().filter(|item| item.is_name_expr());
    let item = item.map(|item| shift.range(item.range()).start);
    let grow = |how, at_end| Use::Grow(Grow { how, span, item, at_end });
    match name {
        "append" => grow("`append`", true),
        "appendleft" => grow("`appendleft`", false),
        "insert" => grow("`insert`", false),
        "extend" => grow("`extend`", true),
        "extendleft" => grow("`extendleft`", false),
        "add" if call.arguments.args.iter().any(is_fresh) => grow("`add`", false),
        "add" | "update" | "setdefault" | "subtract" => Use::Add,
        "index" | "count" | "copy" | "get" | "items" | "keys" | "values" | "sort" | "reverse" | "union"
        | "issubset" | "issuperset" | "isdisjoint" | "intersection" | "difference" | "most_common"
        | "rotate" | "format" | "join" | "startswith" => Use::Read,
        "pop"
        | "popitem"
        | "popleft"
        | "remove"
        | "discard"
        | "clear"
        | "difference_update"
        | "intersection_update"
        | "symmetric_difference_update"
        | "move_to_end" => Use::Shrink,
        _ => Use::Other,
    }
}

pub(super) fn subscript(item: &ExprSubscript, span: Span) -> Use {
    match item.ctx {
        ExprContext::Load => Use::Read,
        ExprContext::Store if item.slice.is_slice_expr() => Use::Shrink,
        ExprContext::Store if is_fresh(&item.slice) => {
            Use::Grow(Grow { how: "item assignment with a new key", span, item: None, at_end: false })
        }
        ExprContext::Store => Use::Add,
        _ => Use::Shrink,
    }
}

/// Every operand of a comparison is only looked at; `in` and comparisons of the length may be what
/// bounds a container.
pub(super) fn compare(compare: &ExprCompare) -> Vec<(&Expr, Mark)> {
    let mut found = vec![(&*compare.left, Mark::Use(Use::Read))];
    for (op, right) in compare.ops.iter().zip(&compare.comparators) {
        let is_in = matches!(op, CmpOp::In | CmpOp::NotIn);
        let consumer = Consumer { by: "in", ..Consumer::loop_over() };
        found.push((
            right,
            if is_in && !right.is_name_expr() {
                Mark::Consumed(consumer)
            } else {
                Mark::Use(if is_in { Use::Checked } else { Use::Read })
            },
        ));
    }
    for side in std::iter::once(&*compare.left).chain(&compare.comparators) {
        if let Expr::Call(call) = side
            && let Expr::Name(name) = call.func.as_ref()
            && let ("len", [measured]) = (name.id.as_str(), &*call.arguments.args)
        {
            found.push((measured, Mark::Use(Use::Checked)));
        }
    }
    found
}

/// A key that no earlier run has used: a count, a time, a number made for the purpose.
fn is_fresh(key: &Expr) -> bool {
    match key {
        Expr::Tuple(items) => items.elts.iter().any(is_fresh),
        Expr::Call(call) => {
            let name = match call.func.as_ref() {
                Expr::Name(name) => name.id.as_str(),
                Expr::Attribute(attribute) => attribute.attr.as_str(),
                _ => return false,
            };
            match name {
                "next" => call.arguments.args.len() == 1,
                "uuid1" | "uuid4" | "time" | "time_ns" | "monotonic" | "perf_counter" => {
                    call.arguments.is_empty()
                }
                "str" | "int" => call.arguments.args.iter().any(is_fresh),
                _ => false,
            }
        }
        _ => false,
    }
}

/// `list(range(…))`, if the names are the builtins.
pub(super) fn is_list_of_range(call: &ExprCall) -> bool {
    let (Expr::Name(list), [Expr::Call(range)]) = (call.func.as_ref(), &*call.arguments.args) else {
        return false;
    };
    let is_range = matches!(range.func.as_ref(), Expr::Name(name) if name.id.as_str() == "range");
    is_range && list.id.as_str() == "list" && call.arguments.keywords.is_empty()
}

/// `__name__ == "__main__"`, either way round.
pub(super) fn is_main_guard(test: &Expr) -> bool {
    let Expr::Compare(compare) = test else { return false };
    let ([CmpOp::Eq], [right]) = (&*compare.ops, &*compare.comparators) else { return false };
    let is_name = |e: &Expr| matches!(e, Expr::Name(name) if name.id.as_str() == "__name__");
    let is_main = |e: &Expr| matches!(e, Expr::StringLiteral(text) if text.value.to_str() == "__main__");
    (is_name(&compare.left) && is_main(right)) || (is_main(&compare.left) && is_name(right))
}

/// False for definitions, imports and what only names something.
pub(super) fn does_something(statement: &Stmt) -> bool {
    match statement {
        Stmt::Expr(stmt) => stmt.value.is_call_expr() || stmt.value.is_await_expr(),
        Stmt::Assign(stmt) => stmt.value.is_call_expr(),
        Stmt::If(stmt) => !is_main_guard(&stmt.test),
        Stmt::For(_) | Stmt::While(_) | Stmt::With(_) | Stmt::Try(_) | Stmt::Match(_) => true,
        _ => false,
    }
}

/// True where nothing but the argument stands between the parentheses of its call.
pub(super) fn stands_alone(text: &str, call: Span, argument: Span) -> bool {
    let before = text[call.start as usize..argument.start as usize].rsplit('(').next();
    let after = &text[argument.end as usize..call.end as usize];
    before.is_some_and(|gap| gap.trim().is_empty()) && after.trim() == ")"
}
