//! Functions that build a list by `append` and return it, where every call in the file iterates over
//! the result once: they could `yield` instead.
//!
//! Only functions of a simple shape are looked at: `items = []`, statements over numbers and text, loops
//! over ranges, `items.append(x)`, `return items` at the end. A generator runs such a body bit
//! by bit, later; nothing but the caller's own memory can tell.

use rustpython_ast::{Expr, Stmt};
use rustpython_text_size::Ranged;

use crate::names::{MODULE, ScopeId};
use crate::options::Python;
use crate::syntax::Shift;
use crate::text::Span;
use crate::usage::callers::{self, Callers, Home};
use crate::usage::count::{self, Numbers};
use crate::usage::element::{Item, Items, Kind};
use crate::usage::temporary::{self, Consumption};
use crate::usage::walk::{CallSite, Function};
use crate::usage::{Builder, Temporary, WayOut};

pub(super) fn builders(callers: &Callers, python: Python) -> Vec<Temporary> {
    callers.found.functions.iter().filter_map(|function| builder(function, callers, python)).collect()
}

fn builder(function: &Function, callers: &Callers, python: Python) -> Option<Temporary> {
    let inside = callers.names.scope(function.scope);
    let is_private = function.def.name.starts_with('_') || inside.parent != Some(MODULE);
    let is_plain = !inside.is_generator && !inside.is_async && !function.is_method;
    if !is_plain || !(is_private || callers.found.is_script) {
        return None;
    }
    let body = function.def.body.as_slice();
    let body = match body {
        [Stmt::Expr(stmt), rest @ ..] if stmt.value.is_string_literal_expr() => rest,
        _ => body,
    };
    let [Stmt::Assign(binding), steps @ .., Stmt::Return(result)] = body else { return None };
    let ([Expr::Name(items)], Some(returned)) = (binding.targets.as_slice(), &result.value) else {
        return None;
    };
    if !matches!(&*binding.value, Expr::List(list) if list.elts.is_empty()) {
        return None;
    }
    let shift = function.shift;
    let home_of = |e: &Expr| callers::home(callers.names, shift.at(e.range().start().to_u32()));
    let home = home_of(&binding.targets[0])?;
    if home.0 != function.scope
        || callers.binds(home) != 1
        || home_of(returned) != Some(home)
        || !returned.is_name_expr()
    {
        return None;
    }
    let calls = callers.only_calls(function.scope)?;
    let used = calls.iter().map(|call| consumption(call, callers)).collect::<Option<Vec<Consumption>>>()?;
    let consumed = used.first()?;

    let mut reader = Reader {
        home,
        scope: function.scope,
        shift,
        appends: Vec::new(),
        item: None,
        is_known: true,
        items: Items { callers, known: parameters(function, &calls, callers) },
    };
    reader.block(steps)?;
    // Besides its binding, its appends and its return the list has no use.
    if reader.appends.is_empty() || callers.sites(home).len() != reader.appends.len() + 2 {
        return None;
    }
    let (count, call) =
        count::longest(callers, Some(function.scope), |numbers| appended(steps, shift, numbers))?;
    let item = reader.item.filter(|_| reader.is_known);
    // A return annotation would no longer be true.
    let is_bare = function.def.returns.is_none();
    let safe = is_bare && used.iter().all(|consumption| temporary::is_safe(item, consumption));
    if !safe && !used.iter().all(|consumption| consumption.consumer.eager && consumption.at_once) {
        return None;
    }
    Some(Temporary {
        span: shift.range(binding.range),
        items: count,
        bytes: count::appended_list(count, python),
        name: Some((function.scope, items.id.to_string())),
        consumer: consumed.consumer.by,
        consumed_at: consumed.span,
        length_at: call.map(|call| call.shift.span(call.call)),
        way_out: WayOut::Function(Builder {
            function: function.scope,
            binding: shift.range(binding.range),
            result: shift.range(result.range),
            appends: reader.appends,
            calls: calls.iter().map(|call| call.shift.span(call.call)).collect(),
            safe,
        }),
    })
}

/// What iterates over the result of a call, once.
fn consumption(call: &CallSite, callers: &Callers) -> Option<Consumption> {
    if let Some(name) = call.bound_to {
        return Some(temporary::only_iteration(callers, name, call.place)?.0);
    }
    let consumer = call.consumer?;
    let span = if consumer.call.end > 0 { consumer.call } else { call.shift.span(call.call) };
    Some(Consumption { consumer, span, at_once: true })
}

/// The parameters that hold a number or a text at every call.
fn parameters(function: &Function, calls: &[&CallSite], callers: &Callers) -> Vec<(Home, Kind)> {
    let outside = Items { callers, known: Vec::new() };
    let mut known = Vec::new();
    for parameter in function.def.parameters.iter_non_variadic_params() {
        let start = function.shift.at(parameter.name().range().start().to_u32());
        let Some(home) = callers::home(callers.names, start) else { continue };
        let kinds = calls.iter().map(|call| {
            let numbers = Numbers { callers, call: Some((function, *call)) };
            let (argument, shift) = numbers.argument(home)?;
            outside
                .item(argument, shift)
                .filter(|item| item.total && item.kind != Kind::Plain)
                .map(|item| item.kind)
        });
        let Some(kinds) = kinds.collect::<Option<Vec<Kind>>>() else { continue };
        if let [first, rest @ ..] = kinds.as_slice()
            && rest.iter().all(|kind| kind == first)
        {
            known.push((home, *first));
        }
    }
    known
}

/// Goes through the statements between `items = []` and `return items`.
struct Reader<'c, 'f, 'a> {
    home: Home,
    scope: ScopeId,
    shift: Shift,
    appends: Vec<(Span, Span)>,
    /// What is appended: of one kind, or it is not known.
    item: Option<Item>,
    is_known: bool,
    items: Items<'c, 'f, 'a>,
}

impl Reader<'_, '_, '_> {
    /// `None` for a statement of another kind.
    fn block(&mut self, statements: &[Stmt]) -> Option<()> {
        statements.iter().try_for_each(|statement| self.statement(statement))
    }

    fn statement(&mut self, statement: &Stmt) -> Option<()> {
        match statement {
            Stmt::Expr(stmt) => {
                let (append, item) = append(&stmt.value)?;
                if self.home_of(append) != Some(self.home) {
                    return None;
                }
                self.appends.push((self.shift.span(stmt), self.shift.range(item.range())));
                let found = self.items.item(item, self.shift);
                self.item = match (self.item, found) {
                    (None, found) => found,
                    (Some(a), Some(b)) if a.kind == b.kind => Some(Item { total: a.total && b.total, ..a }),
                    _ => None,
                };
                self.is_known &= found.is_some() && self.item.is_some();
            }
            Stmt::For(stmt) if stmt.orelse.is_empty() && !stmt.is_async => {
                let numbers = Numbers { callers: self.items.callers, call: None };
                let range = numbers.range_call(&stmt.iter, self.shift)?;
                let bounds = range.arguments.args.iter().map(|bound| self.items.item(bound, self.shift));
                self.is_known &= bounds
                    .into_iter()
                    .all(|bound| bound.is_some_and(|bound| bound.total && bound.kind == Kind::Int))
                    && range.arguments.args.len() < 3;
                let outside = self.items.known.len();
                self.learn(&stmt.target, Some(Kind::Int))?;
                self.block(&stmt.body)?;
                // A loop that does not run binds nothing.
                self.items.known.truncate(outside);
            }
            Stmt::Assign(assign) => match (assign.targets.as_slice(), &*assign.value) {
                ([Expr::Tuple(targets)], Expr::Tuple(values)) if targets.len() == values.len() => {
                    let found: Vec<_> = values.elts.iter().map(|value| self.evaluate(value)).collect();
                    for (target, kind) in targets.elts.iter().zip(found) {
                        self.learn(target, kind)?;
                    }
                }
                ([target], value) => {
                    let kind = self.evaluate(value);
                    self.learn(target, kind)?;
                }
                _ => return None,
            },
            Stmt::Pass(_) => {}
            _ => return None,
        }
        Some(())
    }

    /// A local's value: what cannot be evaluated without a trace makes the body unknown.
    fn evaluate(&mut self, value: &Expr) -> Option<Kind> {
        let item = self.items.item(value, self.shift);
        self.is_known &= item.is_some_and(|item| item.total);
        item.map(|item| item.kind)
    }

    /// `None` for a target that is no local name.
    fn learn(&mut self, target: &Expr, kind: Option<Kind>) -> Option<()> {
        let home = self.home_of(target).filter(|home| home.0 == self.scope && *home != self.home)?;
        if !target.is_name_expr() {
            return None;
        }
        let known = self.items.known.iter().find(|(known, _)| *known == home).map(|(_, kind)| *kind);
        match (known, kind) {
            (None, Some(kind)) => self.items.known.push((home, kind)),
            (Some(known), Some(kind)) if known == kind => {}
            _ => self.is_known = false,
        }
        Some(())
    }

    fn home_of(&self, name: &Expr) -> Option<Home> {
        callers::home(self.items.callers.names, self.shift.at(name.range().start().to_u32()))
    }
}

/// The name and the item of `name.append(item)`.
fn append(e: &Expr) -> Option<(&Expr, &Expr)> {
    let Expr::Call(call) = e else { return None };
    let Expr::Attribute(attribute) = call.func.as_ref() else { return None };
    let ("append", [item], []) = (attribute.attr.as_str(), &*call.arguments.args, &*call.arguments.keywords)
    else {
        return None;
    };
    (attribute.value.is_name_expr() && !item.is_starred_expr()).then_some((&attribute.value, item))
}

/// How many items the statements append.
fn appended(statements: &[Stmt], shift: Shift, numbers: &Numbers) -> Option<u64> {
    let mut count: u64 = 0;
    for statement in statements {
        let more = match statement {
            Stmt::Expr(_) => 1,
            Stmt::For(stmt) => {
                let rounds = u64::try_from(numbers.range(&stmt.iter, shift)?).ok()?;
                rounds.checked_mul(appended(&stmt.body, shift, numbers)?)?
            }
            _ => 0,
        };
        count = count.checked_add(more)?;
    }
    Some(count)
}
