//! Expressions: what each needs of the names in it.

use rustpython_ast::{self as ast, CmpOp, Comprehension, Expr, ExprCall, FStringPart, Operator, UnaryOp};
use rustpython_ast::{InterpolatedStringElement, InterpolatedStringElements};
use smallvec::SmallVec;

use super::Walker;
use crate::memory::habits::evidence::{
    ASKED_HEAP, ASKED_NONE, ASKED_STACK, Bits, HANDED_ON, HEAP, ITEMS, STACK, State, Tested, attribute,
    handed_on, plain,
};
use crate::memory::import::names_class;
use crate::memory::unit::{Kind, signature};

/// Name, kind and evidence of each parameter.
type Told<'a> = SmallVec<[(&'a str, Kind, Bits); 4]>;

impl<'a> Walker<'a> {
    pub(super) fn optional(&mut self, state: &mut State, expression: Option<&'a Expr>) {
        if let Some(expression) = expression {
            self.needs(state, expression, 0);
        }
    }

    /// An expression of whose value `bits` is told.
    pub(super) fn needs(&mut self, state: &mut State, expression: &'a Expr, bits: Bits) {
        match expression {
            Expr::Name(e) => {
                if bits != 0
                    && let Some((variable, _)) = self.place(e.range)
                {
                    self.add(state, variable, bits);
                }
            }
            Expr::Attribute(e) => {
                self.needs_attribute(state, e, bits);
                // Only a call tells that it is the text's method: `interval.lower`.
                let own = attribute(e.attr.as_str());
                let own = if own == STACK && plain(bits) != HEAP { 0 } else { own };
                self.needs(state, &e.value, own);
            }
            Expr::Call(e) => self.call(state, e, bits),
            Expr::Subscript(e) => {
                self.needs(state, &e.slice, 0);
                // `sys.modules[__name__]`
                self.habits.rewrites_functions |= is_own_name(&e.slice);
                let is_key = matches!(&*e.slice, Expr::StringLiteral(_) | Expr::Tuple(_));
                let own = if is_key || plain(bits) == HEAP { HEAP } else { ITEMS };
                self.needs(state, &e.value, own);
            }
            Expr::BoolOp(e) => self.bool_op(state, e),
            Expr::If(e) => {
                let (mut yes, mut no) = (state.clone(), std::mem::take(state));
                self.needs(&mut yes, &e.body, bits);
                self.needs(&mut no, &e.orelse, bits);
                let tested = self.tested(&e.test);
                *state = yes.either(no, &tested);
                self.needs(state, &e.test, 0);
            }
            Expr::Named(e) => {
                let told = self.target(state, &e.target);
                self.note_none(&e.target, &e.value);
                self.needs(state, &e.value, bits | told);
            }
            Expr::BinOp(e) => self.operator(state, e, bits),
            Expr::UnaryOp(e) => {
                let own = if e.op == UnaryOp::Not || plain(bits) != STACK { 0 } else { STACK };
                self.needs(state, &e.operand, own);
            }
            Expr::Compare(e) => self.compare(state, e),
            Expr::List(e) => self.all(state, &e.elts),
            Expr::Tuple(e) => self.all(state, &e.elts),
            Expr::Set(e) => self.all(state, &e.elts),
            Expr::Dict(e) => {
                for item in e.items.iter().rev() {
                    let own = if item.key.is_none() { HEAP } else { 0 };
                    self.needs(state, &item.value, own);
                    self.optional(state, item.key.as_ref());
                }
            }
            Expr::ListComp(e) => self.comprehension(state, &e.generators, [Some(&e.elt), None]),
            Expr::SetComp(e) => self.comprehension(state, &e.generators, [Some(&e.elt), None]),
            Expr::Generator(e) => self.comprehension(state, &e.generators, [Some(&e.elt), None]),
            Expr::DictComp(e) => {
                self.comprehension(state, &e.generators, [Some(&e.value), Some(&e.key)]);
            }
            Expr::Lambda(e) => match e.parameters.as_deref() {
                Some(parameters) => {
                    let (inner, _) = self.body(parameters, |walker, state| walker.needs(state, &e.body, 0));
                    inner.entries().for_each(|(variable, bits)| state.add(variable, bits));
                    for (_, default, _) in signature(parameters) {
                        self.optional(state, default);
                    }
                }
                None => self.needs(state, &e.body, 0),
            },
            Expr::Await(e) => self.needs(state, &e.value, HEAP),
            Expr::Yield(e) => self.optional(state, e.value.as_deref()),
            Expr::YieldFrom(e) => self.needs(state, &e.value, ITEMS),
            Expr::Starred(e) => self.needs(state, &e.value, ITEMS),
            Expr::Slice(e) => {
                for part in [&e.lower, &e.upper, &e.step].into_iter().flatten() {
                    self.needs(state, part, STACK);
                }
            }
            Expr::FString(e) => {
                for part in e.value.iter() {
                    if let FStringPart::FString(part) = part {
                        self.interpolations(state, &part.elements);
                    }
                }
            }
            Expr::TString(e) => {
                for part in e.value.iter() {
                    self.interpolations(state, &part.elements);
                }
            }
            Expr::StringLiteral(_)
            | Expr::BytesLiteral(_)
            | Expr::NumberLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::EllipsisLiteral(_)
            | Expr::IpyEscapeCommand(_) => {}
        }
    }

    fn all(&mut self, state: &mut State, expressions: &'a [Expr]) {
        for expression in expressions.iter().rev() {
            self.needs(state, expression, 0);
        }
    }

    fn interpolations(&mut self, state: &mut State, elements: &'a InterpolatedStringElements) {
        for element in elements {
            if let InterpolatedStringElement::Interpolation(element) = element {
                self.needs(state, &element.expression, 0);
                if let Some(spec) = &element.format_spec {
                    self.interpolations(state, &spec.elements);
                }
            }
        }
    }

    fn bool_op(&mut self, state: &mut State, e: &'a ast::ExprBoolOp) {
        let mut tested: SmallVec<[Tested; 4]> = SmallVec::new();
        let tests: Vec<SmallVec<[Tested; 4]>> = e.values.iter().map(|value| self.tested(value)).collect();
        for test in &tests {
            tested.extend_from_slice(test);
        }
        for (index, value) in e.values.iter().enumerate().rev() {
            if index == 0 {
                self.needs(state, value, 0);
                break;
            }
            for _ in 0..tests[index].len() {
                tested.pop();
            }
            let mut way = state.clone();
            self.needs(&mut way, value, 0);
            let before = std::mem::take(state);
            *state = way.either(before, &tested);
        }
    }

    fn operator(&mut self, state: &mut State, e: &'a ast::ExprBinOp, bits: Bits) {
        let is_sum = e.op == Operator::Add;
        let own = |other: &Expr| match other {
            _ if e.op == Operator::MatMult => HEAP,
            other if is_number(other) && !matches!(e.op, Operator::Mult | Operator::Mod | Operator::Div) => {
                STACK
            }
            Expr::StringLiteral(_) | Expr::FString(_) | Expr::BytesLiteral(_) if is_sum => STACK,
            Expr::List(_) | Expr::ListComp(_) | Expr::Tuple(_) if is_sum => HEAP,
            _ if plain(bits) == STACK && !matches!(e.op, Operator::Mod | Operator::Mult) => STACK,
            _ => 0,
        };
        let (left, right) = (own(&e.right), own(&e.left));
        // `x % 2` is a number's, or a text's with one place to fill.
        let left = if e.op == Operator::Mod && is_number(&e.right) { STACK } else { left };
        self.needs(state, &e.right, right);
        self.needs(state, &e.left, left);
    }

    fn compare(&mut self, state: &mut State, e: &'a ast::ExprCompare) {
        let operands: SmallVec<[&'a Expr; 3]> = std::iter::once(&*e.left).chain(&*e.comparators).collect();
        for index in (0..operands.len()).rev() {
            let is_order = |op: &CmpOp| matches!(op, CmpOp::Lt | CmpOp::LtE | CmpOp::Gt | CmpOp::GtE);
            let before = index > 0 && is_order(&e.ops[index - 1]) && is_number(operands[index - 1]);
            let after = index < e.ops.len() && is_order(&e.ops[index]) && is_number(operands[index + 1]);
            let is_searched = index > 0 && matches!(e.ops[index - 1], CmpOp::In | CmpOp::NotIn);
            let is_text = |at: usize, op: &CmpOp| match op {
                CmpOp::Eq | CmpOp::NotEq => is_text(operands[at]),
                _ => false,
            };
            let beside_text = index > 0 && is_text(index - 1, &e.ops[index - 1])
                || index < e.ops.len()
                    && (is_text(index + 1, &e.ops[index])
                        || matches!(e.ops[index], CmpOp::In | CmpOp::NotIn)
                            && holds_text(operands[index + 1]));
            let own = match (before || after || beside_text, is_searched) {
                (true, _) => STACK,
                (_, true) => ITEMS,
                _ => 0,
            };
            self.needs(state, operands[index], own);
            // Beside `True` and `False` other values come too.
            if let (Expr::Name(name), Some(Expr::BooleanLiteral(_))) =
                (operands[index], operands.get(index + 1).copied())
                && let Some((variable, _)) = self.place(name.range)
            {
                state.set_mixed(variable);
            }
        }
    }

    fn comprehension(
        &mut self,
        state: &mut State,
        generators: &'a [Comprehension],
        parts: [Option<&'a Expr>; 2],
    ) {
        for part in parts.into_iter().flatten() {
            self.needs(state, part, 0);
        }
        for generator in generators.iter().rev() {
            for test in generator.ifs.iter().rev() {
                for Tested { variable, for_none } in self.tested(test) {
                    state.set_tested(variable);
                    state.add(variable, if for_none { ASKED_NONE } else { 0 });
                }
                self.needs(state, test, 0);
            }
            let item = self.target(state, &generator.target);
            self.iterated(state, &generator.iter, item);
        }
    }

    fn call(&mut self, state: &mut State, e: &'a ExprCall, bits: Bits) {
        let arguments = &e.arguments;
        let name = match &*e.func {
            Expr::Name(name) => name,
            func => {
                self.keywords(state, arguments, &[]);
                for arg in arguments.args.iter().rev() {
                    self.needs(state, arg, HANDED_ON);
                }
                return self.needs(state, func, HEAP);
            }
        };
        if self.is_builtin(name.range) {
            self.keywords(state, arguments, &[]);
            return self.builtin(state, name.id.as_str(), &arguments.args, bits);
        }
        let variable = self.place(name.range).map(|(variable, _)| variable);
        let told = variable.map_or_else(Told::new, |variable| self.told_by_call(variable));
        self.keywords(state, arguments, &told);
        let is_positional =
            |(_, kind, _): &&(&str, Kind, Bits)| matches!(kind, Kind::Positional | Kind::Either);
        let star = arguments.args.iter().position(|arg| arg.is_starred_expr()).unwrap_or(usize::MAX);
        for (index, arg) in arguments.args.iter().enumerate().rev() {
            let parameter = told.iter().take_while(is_positional).nth(index).filter(|_| index < star);
            self.needs(state, arg, parameter.map_or(HANDED_ON, |(_, _, bits)| *bits));
        }
        if let Some(variable) = variable {
            self.add(state, variable, HEAP);
        }
    }

    /// What a function of the file tells of the arguments of a call.
    fn told_by_call(&mut self, variable: u32) -> Told<'a> {
        let Some((function, _)) = self.functions.get(&variable).copied() else { return Told::new() };
        let Some(told) = self.told_by(variable) else { return Told::new() };
        signature(&function.parameters)
            .zip(told)
            .map(|((parameter, _, kind), bits)| (parameter.name.as_str(), kind, handed_on(*bits)))
            .collect()
    }

    fn keywords(&mut self, state: &mut State, arguments: &'a ast::Arguments, told: &[(&str, Kind, Bits)]) {
        for keyword in arguments.keywords.iter().rev() {
            let own = match &keyword.arg {
                Some(name) => {
                    let parameter = told.iter().find(|(known, _, _)| *known == name.as_str());
                    parameter.map_or(HANDED_ON, |(_, _, bits)| *bits)
                }
                None => HEAP,
            };
            self.needs(state, &keyword.value, own);
        }
    }

    /// A builtin function: what it needs of its arguments.
    fn builtin(&mut self, state: &mut State, name: &str, args: &'a [Expr], bits: Bits) {
        for (index, arg) in args.iter().enumerate().rev() {
            let own = match (name, index) {
                ("range" | "chr" | "ord" | "bin" | "oct" | "hex", _) => STACK,
                ("getattr" | "setattr" | "hasattr" | "delattr", 1) => STACK,
                ("enumerate" | "round" | "int", 1) => STACK,
                ("isinstance" | "issubclass", 1) => HEAP,
                ("next" | "map" | "setattr" | "delattr" | "issubclass" | "vars" | "sum", 0) => HEAP,
                ("staticmethod" | "classmethod" | "property", 0) => HEAP,
                (
                    "len" | "iter" | "enumerate" | "zip" | "sorted" | "list" | "tuple" | "set" | "reversed",
                    _,
                ) => ITEMS,
                ("abs" | "min" | "max" | "divmod" | "pow", _) if plain(bits) == STACK && args.len() > 1 => {
                    STACK
                }
                _ => 0,
            };
            // Whatever can be asked for its class has more than one.
            if index == 0
                && matches!(name, "isinstance" | "issubclass" | "hasattr" | "callable" | "type" | "getattr")
                && let Some(variable) = self.tested_operand(arg)
            {
                state.set_mixed(variable);
                if name == "isinstance" {
                    state.add(variable, args.get(1).map_or(0, asked_for));
                }
                continue;
            }
            self.needs(state, arg, own);
        }
    }

    /// What is told of the value that a target takes.
    pub(super) fn target(&mut self, state: &mut State, target: &'a Expr) -> Bits {
        match target {
            Expr::Name(name) => self.bind(state, name.range),
            Expr::Tuple(tuple) => self.unpacked(state, &tuple.elts),
            Expr::List(list) => self.unpacked(state, &list.elts),
            Expr::Starred(starred) => self.target(state, &starred.value),
            Expr::Attribute(attribute) => {
                match attribute.attr.as_str() {
                    "__code__" | "__defaults__" | "__kwdefaults__" | "cell_contents" => {
                        self.habits.rewrites_functions = true;
                    }
                    "__class__" => self.habits.rewrites_classes = true,
                    _ => {}
                }
                self.needs(state, &attribute.value, HEAP);
                self.bind_attribute(state, attribute)
            }
            Expr::Subscript(item) => {
                self.needs(state, &item.slice, 0);
                self.needs(state, &item.value, HEAP);
                0
            }
            _ => 0,
        }
    }

    fn unpacked(&mut self, state: &mut State, targets: &'a [Expr]) -> Bits {
        for target in targets.iter().rev() {
            self.target(state, target);
        }
        HEAP
    }

    /// `for target in iterable`, where `item` is told of each item.
    pub(super) fn iterated(&mut self, state: &mut State, iterable: &'a Expr, item: Bits) {
        // The items of text are text.
        let own = if plain(item) == HEAP { HEAP } else { ITEMS };
        if let Expr::Call(call) = iterable
            && let Expr::Name(name) = &*call.func
            && let [inner] = &*call.arguments.args
            && matches!(name.id.as_str(), "sorted" | "reversed" | "list" | "tuple" | "set" | "iter")
            && self.is_builtin(name.range)
        {
            call.arguments.keywords.iter().for_each(|keyword| self.needs(state, &keyword.value, 0));
            return self.iterated(state, inner, item);
        }
        self.needs(state, iterable, own);
    }

    /// The names whose kind or truth a test asks for.
    pub(super) fn tested(&mut self, test: &'a Expr) -> SmallVec<[Tested; 4]> {
        let mut found = SmallVec::new();
        self.find_tested(test, &mut found);
        found
    }

    fn find_tested(&mut self, test: &'a Expr, found: &mut SmallVec<[Tested; 4]>) {
        match test {
            Expr::Name(_) | Expr::Attribute(_) => self.add_tested(test, true, found),
            Expr::Named(e) => {
                self.add_tested(&e.target, true, found);
                self.find_tested(&e.value, found);
            }
            Expr::UnaryOp(e) => self.find_tested(&e.operand, found),
            Expr::BoolOp(e) => e.values.iter().for_each(|value| self.find_tested(value, found)),
            Expr::Compare(e) => {
                let is_order = e.ops.iter().all(|op| {
                    !matches!(
                        op,
                        CmpOp::Is | CmpOp::IsNot | CmpOp::Eq | CmpOp::NotEq | CmpOp::In | CmpOp::NotIn
                    )
                });
                if is_order {
                    return;
                }
                let for_none = matches!(e.comparators[..], [Expr::NoneLiteral(_)]);
                for operand in std::iter::once(&*e.left).chain(&*e.comparators) {
                    self.add_tested(operand, for_none, found);
                    if let Expr::Call(call) = operand {
                        self.find_tested_call(call, found);
                    }
                }
            }
            Expr::Call(e) => self.find_tested_call(e, found),
            _ => {}
        }
    }

    fn add_tested(&mut self, operand: &'a Expr, for_none: bool, found: &mut SmallVec<[Tested; 4]>) {
        found.extend(self.tested_operand(operand).map(|variable| Tested { variable, for_none }));
    }

    fn find_tested_call(&mut self, e: &'a ExprCall, found: &mut SmallVec<[Tested; 4]>) {
        if let Expr::Name(name) = &*e.func
            && matches!(
                name.id.as_str(),
                "len" | "min" | "max" | "sum" | "abs" | "any" | "all" | "set" | "sorted"
            )
        {
            return;
        }
        for arg in &e.arguments.args {
            self.add_tested(arg, false, found);
        }
    }

    pub(super) fn tested_operand(&mut self, operand: &'a Expr) -> Option<u32> {
        match operand {
            Expr::Name(name) => self.place(name.range).map(|(variable, _)| variable),
            Expr::Attribute(e) => self.attribute(e),
            _ => None,
        }
    }
}

fn is_own_name(e: &Expr) -> bool {
    matches!(e, Expr::Name(name) if name.id.as_str() == "__name__")
}

fn is_text(e: &Expr) -> bool {
    matches!(e, Expr::StringLiteral(_) | Expr::BytesLiteral(_))
}

fn holds_text(e: &Expr) -> bool {
    match e {
        Expr::Tuple(e) => !e.elts.is_empty() && e.elts.iter().all(is_text),
        Expr::List(e) => !e.elts.is_empty() && e.elts.iter().all(is_text),
        Expr::Set(e) => e.elts.iter().all(is_text),
        e => is_text(e),
    }
}

pub(super) fn is_number(e: &Expr) -> bool {
    match e {
        Expr::NumberLiteral(_) => true,
        Expr::UnaryOp(e) => e.op == UnaryOp::USub && is_number(&e.operand),
        _ => false,
    }
}

/// What `isinstance(x, classes)` tells of the values that `x` can be.
fn asked_for(classes: &Expr) -> Bits {
    let name = match classes {
        Expr::Tuple(e) => return e.elts.iter().map(asked_for).fold(0, |all, one| all | one),
        Expr::BinOp(e) if e.op == Operator::BitOr => return asked_for(&e.left) | asked_for(&e.right),
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(e) => e.attr.as_str(),
        _ => return 0,
    };
    match name {
        "str" | "bytes" | "int" | "float" | "bool" | "complex" => ASKED_STACK,
        "list" | "dict" | "set" | "frozenset" | "tuple" | "bytearray" | "type" | "slice" => ASKED_HEAP,
        "Number" | "Integral" | "Real" | "Iterable" | "Sequence" | "Collection" | "Hashable" | "Sized"
        | "Container" => 0,
        name if names_class(name) => ASKED_HEAP,
        _ => 0,
    }
}

/// Does a test choose by the kind of another value: `kind is START`, `op == "+"`, `kind in (A, B)`?
pub(super) fn selects(test: &Expr) -> bool {
    match test {
        Expr::BoolOp(e) => e.values.iter().any(selects),
        Expr::Compare(e) => {
            e.left.is_name_expr()
                && matches!(e.ops[..], [CmpOp::Is | CmpOp::Eq | CmpOp::In])
                && matches!(e.comparators[0], Expr::Name(_) | Expr::Tuple(_) | Expr::Attribute(_))
        }
        _ => false,
    }
}

/// A call that gives `None` where there is nothing.
pub(super) fn gives_none(value: &Expr) -> bool {
    let Expr::Call(call) = value else { return false };
    let args = &*call.arguments.args;
    if !call.arguments.keywords.is_empty() {
        return false;
    }
    match &*call.func {
        Expr::Attribute(e) => match (e.attr.as_str(), args) {
            ("get", [_]) | ("match" | "fullmatch" | "search", [_] | [_, _]) => true,
            ("get" | "pop", [_, default]) => default.is_none_literal_expr(),
            _ => false,
        },
        Expr::Name(name) => match (name.id.as_str(), args) {
            ("getattr", [_, _, default]) | ("next", [_, default]) => default.is_none_literal_expr(),
            _ => false,
        },
        _ => false,
    }
}

/// An `except` clause that catches what a wrong kind of value raises.
pub(super) fn catches_misuse(type_: &Expr) -> bool {
    match type_ {
        Expr::Name(name) => {
            matches!(name.id.as_str(), "AttributeError" | "TypeError" | "Exception" | "BaseException")
        }
        Expr::Tuple(tuple) => tuple.elts.iter().any(catches_misuse),
        Expr::Attribute(_) => false,
        _ => true,
    }
}
