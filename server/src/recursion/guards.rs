//! The tests of a function that say the same for the same arguments.
//!
//! A test is *steady* where it is built of parameters that are never rebound, locals bound once
//! to steady expressions, literals, names bound once in the file, and calls of `len`,
//! `isinstance` and the like. Steady tests with the same text have the same outcome within one
//! activation; in the next one too, where the parameters are passed on unchanged.

use rustc_hash::FxHashMap;
use rustpython_ast::{CmpOp, Expr, Number, Operator, Stmt, UnaryOp};
use rustpython_text_size::Ranged;
use smallvec::SmallVec;

use crate::names::{ScopeId, SymbolId};
use crate::recursion::definitions::{Body, Definitions, Function};
use crate::recursion::measure;
use crate::recursion::special::{CONTAINED, EQUAL, ORDER, SIGNED, TRUTH, of_builtin, of_operator};

/// Index into [`Guards::tests`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct TestId(pub u32);

/// A steady expression in normal form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Operand {
    /// With locals replaced by what they are bound to, and constants by their values.
    pub text: String,
    /// Its value, where it is an integer constant.
    pub integer: Option<i64>,
    /// Parameters it reads, by index.
    pub parameters: SmallVec<[usize; 2]>,
    /// Its value can change when an object it reads is changed.
    pub mutable: bool,
    /// Its value may be another one the next time: it runs a method of the file that changes something.
    pub turns: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    Eq,
    Is,
    Lt,
    LtE,
    Gt,
    GtE,
    In,
    /// Of the left operand alone.
    Truth,
}

#[derive(Debug, Clone)]
pub(super) struct Test {
    pub left: Operand,
    pub relation: Relation,
    /// Meaningless for [`Relation::Truth`].
    pub right: Operand,
}

impl Test {
    pub fn reads(&self) -> impl Iterator<Item = usize> {
        self.left.parameters.iter().chain(&self.right.parameters).copied()
    }

    /// A change of some object can turn its outcome.
    pub fn mutable(&self) -> bool {
        let numeric = self.left.integer.is_some() || self.right.integer.is_some();
        let by_number = numeric && self.relation != Relation::In && self.relation != Relation::Truth;
        self.relation != Relation::Is && (!by_number || self.left.mutable || self.right.mutable)
    }
}

/// What holds at a place on every way there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Known {
    /// Outcomes of steady tests, sorted by test.
    pub facts: SmallVec<[(TestId, bool); 4]>,
    /// Locals that are bound, parameters aside.
    pub bound: SmallVec<[SymbolId; 4]>,
}

impl Known {
    pub fn get(&self, test: TestId) -> Option<bool> {
        let index = self.facts.binary_search_by_key(&test, |fact| fact.0).ok()?;
        Some(self.facts[index].1)
    }

    pub fn with(&self, test: TestId, outcome: bool) -> Known {
        let mut known = self.clone();
        match known.facts.binary_search_by_key(&test, |fact| fact.0) {
            Ok(index) => known.facts[index].1 = outcome,
            Err(_) if known.facts.len() >= MOST_FACTS => {}
            Err(index) => known.facts.insert(index, (test, outcome)),
        }
        known
    }

    /// What holds on both ways.
    pub fn meet(mut self, other: &Known) -> Known {
        self.facts.retain(|fact| other.get(fact.0) == Some(fact.1));
        self.bound.retain(|symbol| other.bound.contains(symbol));
        self
    }
}

/// Where two ways come together; `None` is a way that no execution takes.
pub(super) fn join(a: Option<Known>, b: Option<Known>) -> Option<Known> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.meet(&b)),
        (a, b) => a.or(b),
    }
}

/// The steady tests of one function.
pub(super) struct Guards<'d, 'a> {
    definitions: &'d Definitions<'a>,
    function: &'d Function<'a>,
    parameters: FxHashMap<SymbolId, usize>,
    /// Locals bound once, by a plain assignment.
    locals: FxHashMap<SymbolId, &'a Expr>,
    pub tests: Vec<Test>,
    by_text: FxHashMap<String, TestId>,
}

/// How often locals are replaced inside locals.
const SUBSTITUTIONS: u32 = 8;
/// Longer tests are not worth knowing.
const LONGEST: usize = 200;
/// More outcomes are not kept: a chain of twenty thousand `elif`s must not cost its square.
const MOST_FACTS: usize = 32;

impl<'d, 'a> Guards<'d, 'a> {
    pub fn new(definitions: &'d Definitions<'a>, function: &'d Function<'a>) -> Guards<'d, 'a> {
        let mut guards = Guards {
            definitions,
            function,
            parameters: FxHashMap::default(),
            locals: FxHashMap::default(),
            tests: Vec::new(),
            by_text: FxHashMap::default(),
        };
        for (index, parameter) in
            function.parameters.into_iter().flat_map(|p| p.iter_non_variadic_params()).enumerate()
        {
            let start = function.shift.at(parameter.parameter.name.range().start().to_u32());
            match definitions.home(start) {
                Some(home) if home.0 == function.scope && definitions.bound_once(home) => {
                    guards.parameters.insert(home.1, index);
                }
                _ => {}
            }
        }
        if let Body::Statements(body) = function.body {
            guards.find_locals(body);
        }
        guards
    }

    /// The object that a local holds may be changed before the local is used.
    pub fn may_change(&self, local: &Expr) -> bool {
        measure::local::may_change(local, self.function, self.definitions)
    }

    fn find_locals(&mut self, body: &'a [Stmt]) {
        for statement in body {
            match statement {
                Stmt::Assign(assign) => {
                    let [Expr::Name(name)] = assign.targets.as_slice() else { continue };
                    let start = self.function.shift.at(name.range().start().to_u32());
                    let Some((scope, symbol)) = self.definitions.home(start) else { continue };
                    if scope == self.function.scope && self.definitions.bound_once((scope, symbol)) {
                        self.locals.insert(symbol, &assign.value);
                    }
                }
                Stmt::If(stmt) => {
                    self.find_locals(&stmt.body);
                    stmt.elif_else_clauses.iter().for_each(|clause| self.find_locals(&clause.body));
                }
                _ => {}
            }
        }
    }

    /// Asking may run a method of the file that changes something, or an iterator on: the next answer may be another.
    pub fn turns(&self, id: TestId) -> bool {
        let test = self.get(id);
        if test.left.turns || test.right.turns {
            return true;
        }
        let objects = |operand: &Operand| operand.mutable || !operand.parameters.is_empty();
        let asked = match test.relation {
            Relation::Is => return false,
            Relation::In if !test.right.parameters.is_empty() => return true,
            Relation::In => CONTAINED,
            Relation::Eq => EQUAL,
            Relation::Truth => TRUTH,
            _ => ORDER,
        };
        (objects(&test.left) || objects(&test.right)) && self.definitions.special().unquiet(asked)
    }

    /// The index of the parameter, never rebound, that the expression names.
    pub fn parameter(&self, expression: &Expr) -> Option<usize> {
        let Expr::Name(name) = expression else { return None };
        let start = self.function.shift.at(name.range().start().to_u32());
        let (scope, symbol) = self.definitions.home(start)?;
        if scope != self.function.scope {
            return None;
        }
        self.parameters.get(&symbol).copied()
    }

    /// The names of the parameters, by index.
    pub fn parameter_name(&self, index: usize) -> &'a str {
        let mut parameters = self.function.parameters.into_iter().flat_map(|p| p.iter_non_variadic_params());
        parameters.nth(index).map_or("", |parameter| parameter.parameter.name.as_str())
    }

    /// The test with its normal form; the flag says that the expression is its negation.
    pub fn test(&mut self, left: Operand, op: Option<CmpOp>, right: Option<Operand>) -> (TestId, bool) {
        let (relation, negated) = match op {
            None => (Relation::Truth, false),
            Some(CmpOp::Eq) => (Relation::Eq, false),
            Some(CmpOp::NotEq) => (Relation::Eq, true),
            Some(CmpOp::Is) => (Relation::Is, false),
            Some(CmpOp::IsNot) => (Relation::Is, true),
            Some(CmpOp::Lt) => (Relation::Lt, false),
            Some(CmpOp::LtE) => (Relation::LtE, false),
            Some(CmpOp::Gt) => (Relation::Gt, false),
            Some(CmpOp::GtE) => (Relation::GtE, false),
            Some(CmpOp::In) => (Relation::In, false),
            Some(CmpOp::NotIn) => (Relation::In, true),
        };
        let right = right.unwrap_or_else(|| left.clone());
        // A constant stands on the right: `0 == n` is `n == 0`.
        let (left, relation, right) = match relation {
            Relation::Truth | Relation::In | Relation::Is => (left, relation, right),
            _ if left.integer.is_some() && right.integer.is_none() => {
                let turned = match relation {
                    Relation::Lt => Relation::Gt,
                    Relation::LtE => Relation::GtE,
                    Relation::Gt => Relation::Lt,
                    Relation::GtE => Relation::LtE,
                    other => other,
                };
                (right, turned, left)
            }
            _ => (left, relation, right),
        };
        (self.intern(Test { left, relation, right }), negated)
    }

    /// The test as it stands.
    pub fn intern(&mut self, test: Test) -> TestId {
        let key = format!("{}\u{0}{:?}\u{0}{}", test.left.text, test.relation, test.right.text);
        if let Some(id) = self.by_text.get(&key) {
            return *id;
        }
        let id = TestId(self.tests.len() as u32);
        self.tests.push(test);
        self.by_text.insert(key, id);
        id
    }

    pub fn get(&self, id: TestId) -> &Test {
        &self.tests[id.0 as usize]
    }

    /// The normal form of a steady expression.
    pub fn operand(&self, expression: &Expr) -> Option<Operand> {
        let mut operand = Operand {
            text: String::new(),
            integer: None,
            parameters: SmallVec::new(),
            mutable: false,
            turns: false,
        };
        self.write(expression, &mut operand, SUBSTITUTIONS)?;
        operand.integer = self.integer(expression, SUBSTITUTIONS);
        if let Some(value) = operand.integer {
            operand.text = value.to_string();
            operand.parameters.clear();
            operand.mutable = false;
            operand.turns = false;
        }
        operand.parameters.sort_unstable();
        operand.parameters.dedup();
        Some(operand)
    }

    /// What a local that is bound once stands for, or the expression itself.
    pub fn meaning<'e>(&'e self, expression: &'e Expr) -> &'e Expr {
        let mut expression = expression;
        for _ in 0..SUBSTITUTIONS {
            let Expr::Name(name) = expression else { break };
            let start = self.function.shift.at(name.range().start().to_u32());
            let Some((scope, symbol)) = self.definitions.home(start) else { break };
            if scope != self.function.scope {
                break;
            }
            let Some(value) = self.locals.get(&symbol) else { break };
            expression = value;
        }
        expression
    }

    /// The value of an integer constant.
    pub fn integer(&self, expression: &Expr, depth: u32) -> Option<i64> {
        integer(expression, self.function.shift, self.definitions, depth)
    }

    fn write(&self, expression: &Expr, out: &mut Operand, depth: u32) -> Option<()> {
        if out.text.len() > LONGEST {
            return None;
        }
        match expression {
            Expr::NumberLiteral(number) => match &number.value {
                Number::Int(value) => out.text.push_str(&value.to_string()),
                Number::Float(value) => out.text.push_str(&format!("{value:?}")),
                Number::Complex { real, imag } => out.text.push_str(&format!("({real:?}+{imag:?}j)")),
            },
            Expr::StringLiteral(text) => out.text.push_str(&format!("{:?}", text.value.to_str())),
            Expr::NoneLiteral(_) => out.text.push_str("None"),
            Expr::BooleanLiteral(literal) => out.text.push_str(if literal.value { "True" } else { "False" }),
            Expr::Name(name) => {
                let start = self.function.shift.at(name.range().start().to_u32());
                let Some((scope, symbol)) = self.definitions.home(start) else {
                    // A builtin.
                    self.definitions.is_builtin(start).then_some(())?;
                    out.text.push_str(name.id.as_str());
                    return Some(());
                };
                if scope == self.function.scope {
                    if let Some(index) = self.parameters.get(&symbol) {
                        out.parameters.push(*index);
                        out.text.push_str(name.id.as_str());
                        return Some(());
                    }
                    let value = self.locals.get(&symbol)?;
                    if depth == 0 {
                        return None;
                    }
                    return self.write(value, out, depth - 1);
                }
                if !self.definitions.bound_once((scope, symbol)) || self.is_inner(scope) {
                    return None;
                }
                match self.definitions.constants.get(&(scope, symbol)) {
                    Some(value) if depth > 0 && !value.is_name_expr() => {
                        if let Some(value) = self.integer(value, depth - 1) {
                            out.text.push_str(&value.to_string());
                            return Some(());
                        }
                    }
                    _ => {}
                }
                out.mutable = true;
                out.text.push_str(name.id.as_str());
            }
            Expr::UnaryOp(operation) => {
                let asked = if operation.op == UnaryOp::Not { TRUTH } else { SIGNED };
                out.turns |= self.definitions.special().unquiet(asked);
                out.text.push_str(match operation.op {
                    UnaryOp::Not => "not ",
                    UnaryOp::USub => "-",
                    UnaryOp::UAdd => "+",
                    UnaryOp::Invert => "~",
                });
                self.write(&operation.operand, out, depth)?;
            }
            Expr::BinOp(operation) => {
                out.turns |= self.definitions.special().unquiet(&of_operator(operation.op));
                out.text.push('(');
                self.write(&operation.left, out, depth)?;
                out.text.push_str(&format!(" {} ", operation.op.as_str()));
                self.write(&operation.right, out, depth)?;
                out.text.push(')');
            }
            Expr::Tuple(tuple) => self.sequence(&tuple.elts, "(", ",)", out, depth)?,
            Expr::List(list) => self.sequence(&list.elts, "[", "]", out, depth)?,
            Expr::Set(set) => self.sequence(&set.elts, "{", "}", out, depth)?,
            Expr::Call(call) => {
                let Expr::Name(name) = call.func.as_ref() else { return None };
                let start = self.function.shift.at(name.range().start().to_u32());
                let known = matches!(
                    name.id.as_str(),
                    "len" | "isinstance" | "issubclass" | "type" | "abs" | "callable"
                );
                if !known || !self.definitions.is_builtin(start) || !call.arguments.keywords.is_empty() {
                    return None;
                }
                let special = self.definitions.special();
                out.turns |= of_builtin(name.id.as_str()).iter().any(|asked| special.unquiet(asked));
                out.mutable |= name.id.as_str() == "len";
                out.text.push_str(name.id.as_str());
                self.sequence(&call.arguments.args, "(", ")", out, depth)?;
            }
            _ => return None,
        }
        Some(())
    }

    fn sequence(&self, items: &[Expr], open: &str, close: &str, out: &mut Operand, depth: u32) -> Option<()> {
        out.text.push_str(open);
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                out.text.push_str(", ");
            }
            self.write(item, out, depth)?;
        }
        out.text.push_str(close);
        Some(())
    }

    /// The scope is inside the function: a name of a comprehension.
    fn is_inner(&self, scope: ScopeId) -> bool {
        let names = self.definitions.names;
        let mut at = names.scope(scope).parent;
        while let Some(parent) = at {
            if parent == self.function.scope {
                return true;
            }
            at = names.scope(parent).parent;
        }
        false
    }
}

/// The value of an integer expression over literals and names bound once to such.
pub(super) fn integer(
    expression: &Expr,
    shift: crate::syntax::Shift,
    definitions: &Definitions<'_>,
    depth: u32,
) -> Option<i64> {
    match expression {
        Expr::NumberLiteral(number) => match &number.value {
            Number::Int(value) => value.as_i64(),
            _ => None,
        },
        Expr::UnaryOp(operation) => {
            let value = integer(&operation.operand, shift, definitions, depth)?;
            match operation.op {
                UnaryOp::USub => value.checked_neg(),
                UnaryOp::UAdd => Some(value),
                _ => None,
            }
        }
        Expr::BinOp(operation) => {
            let left = integer(&operation.left, shift, definitions, depth)?;
            let right = integer(&operation.right, shift, definitions, depth)?;
            match operation.op {
                Operator::Add => left.checked_add(right),
                Operator::Sub => left.checked_sub(right),
                Operator::Mult => left.checked_mul(right),
                Operator::Pow => left.checked_pow(u32::try_from(right).ok()?),
                _ => None,
            }
        }
        Expr::Name(name) if depth > 0 => {
            let home = definitions.home(shift.at(name.range().start().to_u32()))?;
            let value = definitions.constants.get(&home)?;
            // A constant's own names would stand under another statement's shift.
            match value {
                Expr::NumberLiteral(_) => integer(value, shift, definitions, 0),
                Expr::UnaryOp(_) | Expr::BinOp(_) => integer(value, shift, definitions, 0),
                _ => None,
            }
        }
        _ => None,
    }
}
