//! Lists of known length that are built to be iterated over once: handed to `sum`, looped over, or
//! bound to a name whose only use is that.
//!
//! A list whose length the text does not tell is passed over. So is one whose items could change, or
//! fail, between the steps of what iterates over it: there the list may be meant.

use rustpython_ast::visitor::{self, Visitor};
use rustpython_ast::{Expr, ExprListComp};
use rustpython_text_size::Ranged;

use crate::names::MODULE;
use crate::options::Python;
use crate::syntax::Shift;
use crate::usage::callers::{self, Callers, Home};
use crate::usage::count::{self, Numbers};
use crate::usage::element::{Item, Items, Kind};
use crate::usage::generator;
use crate::usage::marks::{self, Consumer, Use};
use crate::usage::walk::{ListSite, Place, Site};
use crate::usage::{Temporary, WayOut};

/// A smaller list is nobody's trouble: 64 KiB, some 8000 items.
const LARGE: u64 = 1 << 16;

pub(super) fn temporaries(callers: &Callers, python: Python) -> Vec<Temporary> {
    let mut found: Vec<Temporary> =
        callers.found.lists.iter().filter_map(|list| judge(list, callers, python)).collect();
    found.extend(generator::builders(callers, python).into_iter().filter(|found| found.bytes >= LARGE));
    found.sort_by_key(|temporary| temporary.span);
    found
}

fn judge(list: &ListSite, callers: &Callers, python: Python) -> Option<Temporary> {
    let span = list.shift.range(list.list.range());
    let (consumption, name) = match list.bound_to {
        Some(name) => {
            let (consumption, home) = only_iteration(callers, name, list.place)?;
            let name = &callers.names.scope(home.0).symbols[home.1.0 as usize].name;
            (consumption, Some((home.0, name.to_string())))
        }
        None => (Consumption { consumer: list.consumer?, span, at_once: true }, None),
    };
    let function = list.place.function;
    let (items, bytes, length_at, way_out) = match list.list {
        Expr::ListComp(comp) => {
            let length = |numbers: &Numbers| numbers.items(&comp.generators, list.shift);
            let (items, call) = count::longest(callers, function, length)?;
            let way_out = way_out(comp, list.shift, &consumption, name.is_some(), callers)?;
            (items, count::appended_list(items, python), call, way_out)
        }
        Expr::Call(call) => {
            let range = call.arguments.args.first()?;
            let length = |numbers: &Numbers| u64::try_from(numbers.range(range, list.shift)?).ok();
            let (items, call) = count::longest(callers, function, length)?;
            let way_out = WayOut::Range { range: list.shift.range(range.range()) };
            (items, count::list_of_range(items, python), call, way_out)
        }
        _ => return None,
    };
    (bytes >= LARGE).then(|| Temporary {
        span,
        items,
        bytes,
        name,
        consumer: consumption.consumer.by,
        consumed_at: consumption.span,
        way_out,
        length_at: length_at.map(|call| call.shift.span(call.call)),
    })
}

/// How a list is used up.
pub(super) struct Consumption {
    pub consumer: Consumer,
    /// Of the call, or of what is looped over.
    pub span: crate::text::Span,
    /// Nothing runs between the building of the list and its use.
    pub at_once: bool,
}

/// The one use of the name that starts at `name`, if it goes through the list once.
pub(super) fn only_iteration(callers: &Callers, name: u32, bound: Place) -> Option<(Consumption, Home)> {
    let home = callers::home(callers.names, name)?;
    let is_own = match bound.function {
        Some(function) => home.0 == function,
        None => home.0 == MODULE && callers.found.is_script,
    };
    let [first, second] = callers.sites(home) else { return None };
    let (Use::Bind, Use::Iterated(consumer)) = (first.used, second.used) else { return None };
    let place = second.place;
    let is_next = place.block == bound.block && place.index > bound.index;
    let alike = place.repeated == bound.repeated && place.deferred == bound.deferred;
    if callers.binds(home) != 1 || !is_own || !is_next || !alike || place.function != bound.function {
        return None;
    }
    let span = if consumer.call.end > 0 { consumer.call } else { second.span };
    // `total = sum(xs)` right below: nothing else is evaluated in between.
    let at_once = place.index == bound.index + 1 && is_first(callers, second, consumer);
    Some((Consumption { consumer, span, at_once }, home))
}

/// The call that uses the list up is all that its statement evaluates, but for the `print` around it.
fn is_first(callers: &Callers, site: &Site, consumer: Consumer) -> bool {
    if consumer.call.end == 0 {
        return consumer.by == "for";
    }
    let statement = &callers.text[site.place.statement.start as usize..consumer.call.start as usize];
    let before = statement.trim();
    let is_target = |text: &str| text.trim().chars().all(|c| c.is_alphanumeric() || c == '_');
    before.is_empty()
        || matches!(before, "return" | "print(")
        || before.strip_suffix('=').is_some_and(is_target)
}

/// The generator expression in place of the comprehension. `None` where even saying so would mislead.
fn way_out(
    comp: &ExprListComp,
    shift: Shift,
    consumption: &Consumption,
    is_named: bool,
    callers: &Callers,
) -> Option<WayOut> {
    let mut waits = Suspends(false);
    waits.visit_expr(&comp.elt);
    comp.generators.iter().for_each(|generator| waits.visit_expr(&generator.iter));
    if waits.0 {
        return None;
    }
    let mut items = Items { callers, known: Vec::new() };
    for generator in &comp.generators {
        let Expr::Name(target) = &generator.target else { continue };
        items
            .known
            .push((callers::home(callers.names, shift.at(target.range().start().to_u32()))?, Kind::Int));
    }
    let item = items.item(&comp.elt, shift);
    let consumer = consumption.consumer;
    let safe = is_safe(item, consumption);
    let is_meant = !(consumer.eager && consumption.at_once);
    if !safe && is_meant {
        return None;
    }
    let span = shift.range(comp.range);
    let bare = !is_named && consumer.alone && marks::stands_alone(callers.text, consumer.call, span);
    Some(WayOut::Expression { safe, bare })
}

/// Items made one by one, as they are asked for, make no difference that can be seen.
pub(super) fn is_safe(item: Option<Item>, consumption: &Consumption) -> bool {
    let Some(item) = item else { return false };
    let consumer = consumption.consumer;
    let is_known = match consumer.by {
        "sum" => matches!(item.kind, Kind::Int | Kind::Float),
        _ => item.kind != Kind::Plain,
    };
    item.total || is_known && consumer.eager && consumption.at_once
}

/// `yield`, `await` and `:=` mean something else in a generator expression.
struct Suspends(bool);

impl Visitor<'_> for Suspends {
    fn visit_expr(&mut self, e: &Expr) {
        self.0 |= matches!(e, Expr::Yield(_) | Expr::YieldFrom(_) | Expr::Await(_) | Expr::Named(_));
        visitor::walk_expr(self, e);
    }
}
