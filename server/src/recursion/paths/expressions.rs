//! Expressions in order of evaluation, with short circuits.

use rustpython_ast::{
    BoolOp, CmpOp, Comprehension, Expr, ExprCall, ExprCompare, InterpolatedStringElement, Number, UnaryOp,
};
use rustpython_text_size::{Ranged, TextRange};

use super::Walk;
use crate::names::{Access, Binding};
use crate::recursion::guards::{Known, Operand, Relation, TestId, join};
use crate::recursion::special::TRUTH;

/// What is known where a condition holds, and where it does not; `None` where it cannot be.
type Outcomes = (Option<Known>, Option<Known>);

impl<'a> Walk<'_, '_, 'a> {
    /// What is known after the expression; `None` where no way goes on behind it.
    pub(super) fn eval(&mut self, expression: &'a Expr, known: Known) -> Option<Known> {
        if let Expr::Name(name) = expression {
            let bound = self.is_bound(name.range().start().to_u32(), &known);
            return Some(if bound { known } else { self.may_raise(known, None) });
        }
        let known = self.parts(expression, known)?;
        match self.enter(expression, known.clone()) {
            Some(after) => after,
            None if self.runs_file_code(expression) => Some(self.file_code(known)),
            None if !self.quiet(expression) => Some(self.may_raise(known, Some(expression))),
            None => Some(self.stored(expression, known)),
        }
    }

    fn all(&mut self, expressions: impl IntoIterator<Item = &'a Expr>, known: Known) -> Option<Known> {
        let mut known = known;
        for expression in expressions {
            known = self.eval(expression, known)?;
        }
        Some(known)
    }

    /// Evaluates what an expression is made of.
    fn parts(&mut self, expression: &'a Expr, known: Known) -> Option<Known> {
        match expression {
            Expr::BoolOp(_) => {
                let (yes, no) = self.condition(expression, known);
                join(yes, no)
            }
            Expr::UnaryOp(operation) => self.eval(&operation.operand, known),
            Expr::If(choice) => {
                let (yes, no) = self.condition(&choice.test, known);
                let yes = yes.and_then(|known| self.eval(&choice.body, known));
                let no = no.and_then(|known| self.eval(&choice.orelse, known));
                join(yes, no)
            }
            Expr::Named(named) => {
                let mut known = self.eval(&named.value, known)?;
                self.bind(named.target.range(), &mut known);
                Some(known)
            }
            Expr::BinOp(operation) => {
                let known = self.eval(&operation.left, known)?;
                self.eval(&operation.right, known)
            }
            Expr::Compare(compare) => {
                let known = self.eval(&compare.left, known)?;
                let known = self.eval(&compare.comparators[0], known)?;
                // The later parts of a chain may be skipped.
                let mut longer = Some(known.clone());
                for part in &compare.comparators[1..] {
                    longer = longer.and_then(|known| self.eval(part, known));
                }
                if compare.comparators.len() == 1 { Some(known) } else { join(longer, Some(known)) }
            }
            Expr::Call(call) => self.call(call, known),
            Expr::Attribute(attribute) => self.eval(&attribute.value, known),
            Expr::Subscript(subscript) => {
                let known = self.eval(&subscript.value, known)?;
                self.eval(&subscript.slice, known)
            }
            Expr::Slice(slice) => {
                let parts = [&slice.lower, &slice.upper, &slice.step];
                self.all(parts.into_iter().flatten().map(AsRef::as_ref), known)
            }
            Expr::Starred(starred) => self.eval(&starred.value, known),
            Expr::Tuple(tuple) => self.all(&tuple.elts, known),
            Expr::List(list) => self.all(&list.elts, known),
            Expr::Set(set) => self.all(&set.elts, known),
            Expr::Dict(dict) => {
                let mut known = known;
                for item in &dict.items {
                    if let Some(key) = &item.key {
                        known = self.eval(key, known)?;
                    }
                    known = self.eval(&item.value, known)?;
                }
                Some(known)
            }
            Expr::FString(f_string) => {
                let mut known = known;
                for element in f_string.value.elements() {
                    let InterpolatedStringElement::Interpolation(part) = element else { continue };
                    known = self.eval(&part.expression, known)?;
                    for element in part.format_spec.iter().flat_map(|spec| spec.elements.iter()) {
                        let InterpolatedStringElement::Interpolation(part) = element else { continue };
                        known = self.eval(&part.expression, known)?;
                    }
                }
                Some(known)
            }
            Expr::TString(t_string) => {
                let mut known = known;
                for element in t_string.value.elements() {
                    let InterpolatedStringElement::Interpolation(part) = element else { continue };
                    known = self.eval(&part.expression, known)?;
                }
                Some(known)
            }
            Expr::ListComp(comp) => self.comprehension(&comp.generators, &[&comp.elt], known),
            Expr::SetComp(comp) => self.comprehension(&comp.generators, &[&comp.elt], known),
            Expr::DictComp(comp) => self.comprehension(&comp.generators, &[&comp.key, &comp.value], known),
            // Only the first iterable is evaluated where a generator expression stands; the rest may run later.
            Expr::Generator(comp) => {
                let known = self.eval(&comp.generators.first()?.iter, known)?;
                let run = self.comprehension(&comp.generators, &[&comp.elt], known.clone());
                join(run, Some(known))
            }
            Expr::Lambda(lambda) => {
                let parameters = lambda.parameters.iter().flat_map(|p| p.iter_non_variadic_params());
                let defaults = parameters.filter_map(|parameter| parameter.default.as_deref());
                self.all(defaults.collect::<Vec<_>>(), known)
            }
            Expr::Await(await_) => self.eval(&await_.value, known),
            Expr::YieldFrom(yield_from) => {
                let known = self.eval(&yield_from.value, known)?;
                self.leave();
                Some(known)
            }
            Expr::Yield(yield_) => {
                let known = match &yield_.value {
                    Some(value) => self.eval(value, known)?,
                    None => known,
                };
                // Whoever iterates need not come back.
                self.leave();
                Some(known)
            }
            Expr::Name(_)
            | Expr::StringLiteral(_)
            | Expr::BytesLiteral(_)
            | Expr::NumberLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::EllipsisLiteral(_)
            | Expr::IpyEscapeCommand(_) => Some(known),
        }
    }

    fn call(&mut self, call: &'a ExprCall, known: Known) -> Option<Known> {
        let known = match call.func.as_ref() {
            Expr::Name(_) => known,
            // The method itself is looked up by the call; a property that gives a function is not.
            Expr::Attribute(attribute) if self.calls.at.contains_key(&(self.id, call.range())) => {
                self.eval(&attribute.value, known)?
            }
            func => self.eval(func, known)?,
        };
        let known = self.all(&*call.arguments.args, known)?;
        let known = self.all(call.arguments.keywords.iter().map(|keyword| &keyword.value), known)?;
        if self.ends_program(call) {
            self.ways.unquiet = true;
            self.leave();
            return None;
        }
        Some(known)
    }

    fn comprehension(
        &mut self,
        generators: &'a [Comprehension],
        elements: &[&'a Expr],
        known: Known,
    ) -> Option<Known> {
        let (first, rest) = generators.split_first()?;
        let mut known = self.eval(&first.iter, known)?;
        if first.iter.is_name_expr()
            && let Some(after) = self.enter(&first.iter, known.clone())
        {
            known = after?;
        }
        known = self.iterates(&first.iter, known);
        let inside = self.filters(first, Some(known.clone()));
        let mut inside = inside;
        let mut certain = self.has_items(&first.iter) && first.ifs.is_empty();
        for generator in rest {
            inside = inside.and_then(|known| self.eval(&generator.iter, known));
            inside = self.filters(generator, inside);
            certain &= self.has_items(&generator.iter) && generator.ifs.is_empty();
        }
        for element in elements {
            inside = inside.and_then(|known| self.eval(element, known));
        }
        let never = (!certain).then_some(known);
        join(inside, never)
    }

    fn filters(&mut self, generator: &'a Comprehension, known: Option<Known>) -> Option<Known> {
        let mut known = known;
        for test in &generator.ifs {
            known = known.and_then(|known| self.condition(test, known).0);
        }
        known
    }

    /// An assignment's target: the parts of it that are evaluated.
    pub(super) fn store(&mut self, target: &'a Expr, known: Known) -> Option<Known> {
        match target {
            Expr::Tuple(tuple) => {
                let mut known = known;
                for target in &tuple.elts {
                    known = self.store(target, known)?;
                }
                Some(known)
            }
            Expr::List(list) => {
                let mut known = known;
                for target in &list.elts {
                    known = self.store(target, known)?;
                }
                Some(known)
            }
            Expr::Starred(starred) => self.store(&starred.value, known),
            Expr::Name(name) => {
                let mut known = known;
                self.bind(target.range(), &mut known);
                let start = self.function.shift.at(name.range().start().to_u32());
                let own = self.definitions.home(start).is_none_or(|home| home.0 == self.function.scope);
                Some(if own { known } else { self.changes(known, false) })
            }
            _ => self.eval(target, known),
        }
    }

    /// Every name of the function bound inside a range is bound from here on.
    pub(super) fn bind(&self, range: TextRange, known: &mut Known) {
        let names = self.definitions.names;
        let span = self.function.shift.range(range);
        let first = names.occurrences.partition_point(|occurrence| occurrence.span.start < span.start);
        for occurrence in &names.occurrences[first..] {
            if occurrence.span.start >= span.end {
                break;
            }
            let here = occurrence.scope == self.function.scope && occurrence.access == Access::Bind;
            if here && !known.bound.contains(&occurrence.symbol) {
                known.bound.push(occurrence.symbol);
            }
        }
    }

    /// False for a local of the function that some way here has not bound.
    fn is_bound(&self, offset: u32, known: &Known) -> bool {
        let names = self.definitions.names;
        let Some(id) = names.occurrence_at(self.function.shift.at(offset)) else { return true };
        let occurrence = names.occurrence(id);
        if occurrence.scope != self.function.scope {
            return true;
        }
        let symbol = names.symbol_of(occurrence);
        let local = matches!(symbol.binding, Binding::Local | Binding::Cell) && !symbol.is_parameter;
        !local || known.bound.contains(&occurrence.symbol)
    }

    /// Evaluates a condition and splits on its outcome.
    pub(super) fn condition(&mut self, test: &'a Expr, known: Known) -> Outcomes {
        match test {
            Expr::UnaryOp(operation) if operation.op == UnaryOp::Not && !self.is_site(test) => {
                let (yes, no) = self.condition(&operation.operand, known);
                (no, yes)
            }
            Expr::BoolOp(operation) if !self.is_site(test) => {
                let mut going = Some(known);
                let mut short = None;
                for value in &operation.values {
                    let Some(known) = going else { break };
                    let (yes, no) = self.condition(value, known);
                    let (next, out) = if operation.op == BoolOp::And { (yes, no) } else { (no, yes) };
                    going = next;
                    short = join(short, out);
                }
                if operation.op == BoolOp::And { (going, short) } else { (short, going) }
            }
            Expr::Named(named) if !self.is_site(test) => self.condition(&named.value, known),
            _ => {
                let Some(known) = self.eval(test, known) else { return (None, None) };
                match test {
                    Expr::Compare(compare) => self.comparison(compare, known),
                    _ => self.truth(test, known),
                }
            }
        }
    }

    fn is_site(&self, expression: &Expr) -> bool {
        self.calls.at.contains_key(&(self.id, expression.range()))
    }

    fn truth(&mut self, test: &Expr, known: Known) -> Outcomes {
        if let Some(value) = constant_truth(test) {
            return if value { (Some(known), None) } else { (None, Some(known)) };
        }
        let asks = !matches!(test, Expr::Compare(_) | Expr::UnaryOp(_));
        let known =
            if asks && self.definitions.special().unquiet(TRUTH) { self.file_code(known) } else { known };
        match self.guards.operand(test) {
            Some(operand) => self.decide(operand, None, None, known),
            None => (Some(known.clone()), Some(known)),
        }
    }

    fn comparison(&mut self, compare: &ExprCompare, known: Known) -> Outcomes {
        let mut going = Some(known);
        let mut short = None;
        let mut left = compare.left.as_ref();
        for (op, right) in compare.ops.iter().zip(&*compare.comparators) {
            let Some(known) = going else { break };
            let (yes, no) = self.link(left, *op, right, known);
            going = yes;
            short = join(short, no);
            left = right;
        }
        (going, short)
    }

    fn link(&mut self, left: &Expr, op: CmpOp, right: &Expr, known: Known) -> Outcomes {
        let unknown = (Some(known.clone()), Some(known.clone()));
        let Some(left_operand) = self.guards.operand(left) else { return unknown };
        // `n in (0, 1)` is `n == 0 or n == 1`.
        if let (CmpOp::In | CmpOp::NotIn, Some(items)) = (op, items(right)) {
            let operands = items.iter().map(|item| self.guards.operand(item)).collect::<Option<Vec<_>>>();
            let Some(operands) = operands else { return unknown };
            let mut no = Some(known);
            let mut yes = None;
            for operand in operands {
                let Some(known) = no else { break };
                let (equal, different) =
                    self.decide(left_operand.clone(), Some(CmpOp::Eq), Some(operand), known);
                yes = join(yes, equal);
                no = different;
            }
            return if op == CmpOp::In { (yes, no) } else { (no, yes) };
        }
        let Some(right_operand) = self.guards.operand(right) else { return unknown };
        self.decide(left_operand, Some(op), Some(right_operand), known)
    }

    /// Splits on a steady test, unless its outcome is known already.
    pub(super) fn decide(
        &mut self,
        left: Operand,
        op: Option<CmpOp>,
        right: Option<Operand>,
        known: Known,
    ) -> Outcomes {
        let (id, negated) = self.guards.test(left, op, right);
        if self.question.strict && self.guards.turns(id) {
            return (Some(known.clone()), Some(known));
        }
        let outcome = known.get(id).or_else(|| self.implied(id, &known));
        let (yes, no) = match outcome {
            Some(true) => (Some(known), None),
            Some(false) => (None, Some(known)),
            None => (Some(known.with(id, true)), Some(known.with(id, false))),
        };
        if negated { (no, yes) } else { (yes, no) }
    }

    /// The outcome that follows from earlier tests of the same operand against other integers.
    /// Only orderings imply anything: they hold of numbers alone.
    fn implied(&self, id: TestId, known: &Known) -> Option<bool> {
        let test = self.guards.get(id);
        let value = test.right.integer?;
        for (other, outcome) in &known.facts {
            let other = self.guards.get(*other);
            let Some(bound) = other.right.integer else { continue };
            if other.left != test.left {
                continue;
            }
            let decided = match (other.relation, outcome) {
                (Relation::Lt, true) | (Relation::LtE, true) => {
                    let strict = other.relation == Relation::Lt;
                    match test.relation {
                        Relation::Eq if value > bound || (strict && value == bound) => Some(false),
                        Relation::Lt if value > bound || (strict && value == bound) => Some(true),
                        Relation::LtE if value >= bound => Some(true),
                        Relation::GtE if value > bound || (strict && value == bound) => Some(false),
                        Relation::Gt if value >= bound => Some(false),
                        _ => None,
                    }
                }
                (Relation::Gt, true) | (Relation::GtE, true) => {
                    let strict = other.relation == Relation::Gt;
                    match test.relation {
                        Relation::Eq if value < bound || (strict && value == bound) => Some(false),
                        Relation::Gt if value < bound || (strict && value == bound) => Some(true),
                        Relation::GtE if value <= bound => Some(true),
                        Relation::LtE if value < bound || (strict && value == bound) => Some(false),
                        Relation::Lt if value <= bound => Some(false),
                        _ => None,
                    }
                }
                _ => None,
            };
            if decided.is_some() {
                return decided;
            }
        }
        None
    }

    /// A loop over it runs at least once.
    pub(super) fn has_items(&self, iterable: &Expr) -> bool {
        match iterable {
            Expr::List(list) => list.elts.iter().any(|item| !item.is_starred_expr()),
            Expr::Tuple(tuple) => tuple.elts.iter().any(|item| !item.is_starred_expr()),
            Expr::StringLiteral(text) => !text.value.is_empty(),
            Expr::Call(call) => {
                let Expr::Name(name) = call.func.as_ref() else { return false };
                let start = self.function.shift.at(name.range().start().to_u32());
                if name.id.as_str() != "range" || !self.definitions.is_builtin(start) {
                    return false;
                }
                let integer = |e: &Expr| self.guards.integer(e, 4);
                match &*call.arguments.args {
                    [end] => integer(end).is_some_and(|end| end > 0),
                    [start, end] => integer(start).zip(integer(end)).is_some_and(|(start, end)| start < end),
                    _ => false,
                }
            }
            _ => false,
        }
    }
}

fn items(expression: &Expr) -> Option<&[Expr]> {
    match expression {
        Expr::Tuple(tuple) => Some(&tuple.elts),
        Expr::List(list) => Some(&list.elts),
        Expr::Set(set) => Some(&set.elts),
        _ => None,
    }
}

fn constant_truth(expression: &Expr) -> Option<bool> {
    match expression {
        Expr::BooleanLiteral(literal) => Some(literal.value),
        Expr::NoneLiteral(_) => Some(false),
        Expr::NumberLiteral(number) => match &number.value {
            Number::Int(value) => Some(value.as_i64() != Some(0)),
            Number::Float(value) => Some(*value != 0.0),
            Number::Complex { .. } => None,
        },
        Expr::StringLiteral(text) => Some(!text.value.is_empty()),
        Expr::List(list) if list.elts.is_empty() => Some(false),
        Expr::Dict(dict) if dict.items.is_empty() => Some(false),
        Expr::Tuple(tuple) if tuple.elts.is_empty() => Some(false),
        _ => None,
    }
}
