//! Binary operators, in place and not, and the arithmetic of constants.

use rustpython_ast::{CmpOp, Operator, UnaryOp};
use smallvec::SmallVec;

use crate::memory::facts::EscapeTo;
use crate::memory::frame::{Frame, Val};
use crate::memory::machine::Machine;
use crate::memory::types;
use crate::memory::value::{Atom, BOTTOM, Constant, ObjectId, Type, UNKNOWN, V, Value};
use crate::text::Span;

impl<'a> Machine<'a> {
    /// `a op b`.
    pub fn binary(&mut self, f: &mut Frame, op: Operator, a: V, b: V, span: Span) -> V {
        if let (Some(x), Some(y)) = (self.constant_of(a), self.constant_of(b))
            && let Some(result) = binary_constants(op, x, y)
        {
            return self.constant(result);
        }
        let (left, right) = (self.values.get(a).clone(), self.values.get(b).clone());
        if left.is_bottom() || right.is_bottom() {
            return BOTTOM;
        }
        let mut result = BOTTOM;
        let unknown_right = right.unknown.then_some(None);
        for x in left.atoms.iter().copied() {
            for y in right.atoms.iter().copied().map(Some).chain(unknown_right) {
                let one = self.binary_atoms(f, op, x, y, span);
                result = self.values.join(result, one);
            }
        }
        if left.unknown {
            result = self.values.join(result, UNKNOWN);
        }
        self.values.marked(result, left.assumed || right.assumed, left.open || right.open)
    }

    /// `x op y`; `None` stands for something unknown.
    fn binary_atoms(&mut self, f: &mut Frame, op: Operator, x: Atom, y: Option<Atom>, span: Span) -> V {
        use types::{BOOL, BYTES, DICT, FLOAT, INT, LIST, SET, STR, TUPLE};
        let of = |atom: Atom| match atom {
            Atom::Scalar(type_, _) => Some(type_),
            Atom::Object(id) if self.facts.objects[id.0 as usize].definition.is_none() => {
                Some(self.facts.objects[id.0 as usize].type_)
            }
            Atom::Heap(type_) if self.class_of(type_).is_none() => Some(type_),
            _ => None,
        };
        let (left, right) = (of(x), y.and_then(of));
        if op == Operator::Mod && matches!(left, Some(STR | BYTES)) {
            return self.values.scalar(left.unwrap_or(STR));
        }
        let right_is_count = matches!(y, Some(Atom::AnyScalar)) || matches!(right, Some(INT | BOOL));
        match (op, left, right) {
            (Operator::Add, Some(t @ (STR | BYTES)), Some(u)) if t == u => self.values.scalar(t),
            (Operator::Add, Some(STR), None) if y.is_none_or(|y| self.instance_class(y).is_none()) => {
                let text = self.values.scalar(STR);
                self.values.assumed(text)
            }
            (Operator::Mult, Some(t @ (STR | BYTES)), _) if right_is_count => self.values.scalar(t),
            (Operator::Mult, Some(INT | BOOL), Some(t @ (STR | BYTES))) => self.values.scalar(t),
            (Operator::Add, Some(LIST), Some(LIST)) => self.merged(f, LIST, [Some(x), y], span),
            (Operator::Add, Some(TUPLE), Some(TUPLE)) => {
                // Joined with an empty tuple, a tuple stays itself.
                let sum = self.merged(f, TUPLE, [Some(x), y], span);
                let sum = self.or_itself(sum, x, y);
                y.map_or(sum, |y| self.or_itself(sum, y, Some(x)))
            }
            (Operator::Mult, Some(t @ (LIST | TUPLE)), _) if right_is_count => {
                let id = self.merged(f, t, [Some(x), None], span);
                self.repeat(id);
                if t == TUPLE { self.or_itself(id, x, None) } else { id }
            }
            (Operator::Mult, Some(INT | BOOL), Some(t @ (LIST | TUPLE))) => {
                let id = self.merged(f, t, [y, None], span);
                self.repeat(id);
                id
            }
            (
                Operator::BitOr | Operator::BitAnd | Operator::BitXor | Operator::Sub,
                Some(SET | types::FROZENSET),
                Some(SET | types::FROZENSET | types::DICT_KEYS),
            ) => self.merged(f, left.unwrap_or(SET), [Some(x), y], span),
            (Operator::BitOr, Some(DICT), Some(DICT)) => self.merged(f, DICT, [Some(x), y], span),
            (_, Some(a), Some(b)) if a.0 <= BOOL.0 && b.0 <= BOOL.0 => self.arithmetic(op, a, b, y),
            (_, Some(a), None) if a.0 <= BOOL.0 && matches!(y, Some(Atom::AnyScalar)) => {
                let scalar = self.values.atom(Atom::AnyScalar);
                self.values.assumed(scalar)
            }
            (Operator::Div, Some(FLOAT | INT), None) => UNKNOWN,
            (_, None, _) if x == Atom::AnyScalar && y.is_some_and(Atom::is_scalar) => {
                let scalar = self.values.atom(Atom::AnyScalar);
                self.values.assumed(scalar)
            }
            _ => self.binary_by_method(f, op, x, y, span),
        }
    }

    fn binary_by_method(&mut self, f: &mut Frame, op: Operator, x: Atom, y: Option<Atom>, span: Span) -> V {
        let right = match y {
            Some(atom) => self.values.atom(atom),
            None => UNKNOWN,
        };
        let left = self.values.atom(x);
        if let Some(result) = self.call_method(f, Val::plain(left), op.dunder(), &[Val::plain(right)], span) {
            return result;
        }
        self.call_method(f, Val::plain(right), op.reflected_dunder(), &[Val::plain(left)], span)
            .or_else(|| self.stub_operator(op, x, y, span))
            .unwrap_or(UNKNOWN)
    }

    /// Numbers of two types, as CPython's numeric tower has it.
    fn arithmetic(&mut self, op: Operator, a: Type, b: Type, y: Option<Atom>) -> V {
        use types::{BOOL, COMPLEX, FLOAT, INT};
        let scalar = match op {
            Operator::BitAnd | Operator::BitOr | Operator::BitXor if a == BOOL && b == BOOL => BOOL,
            Operator::MatMult => return BOTTOM,
            _ if a == COMPLEX || b == COMPLEX => COMPLEX,
            _ if a == FLOAT || b == FLOAT => {
                let float = self.values.scalar(FLOAT);
                if op == Operator::Pow {
                    // A negative base with a fraction as exponent gives a complex number.
                    let complex = self.values.scalar(COMPLEX);
                    let both = self.values.join(float, complex);
                    return if b == FLOAT { both } else { float };
                }
                return float;
            }
            Operator::Div => FLOAT,
            Operator::Pow => {
                let int = self.values.scalar(INT);
                let exponent = match y {
                    Some(Atom::Scalar(_, Some(id))) => Some(&self.facts.constants[id.0 as usize]),
                    _ => None,
                };
                match exponent {
                    Some(Constant::Int(0..) | Constant::Bool(_)) => return int,
                    _ => {
                        let float = self.values.scalar(FLOAT);
                        return self.values.join(int, float);
                    }
                }
            }
            _ => INT,
        };
        self.values.scalar(scalar)
    }

    /// A new container with the items of others.
    fn merged(&mut self, f: &mut Frame, type_: Type, parts: [Option<Atom>; 2], span: Span) -> V {
        let object = self.allocate(f, span, type_);
        for part in parts.into_iter().flatten() {
            let v = self.values.atom(part);
            if types::is_dict(type_) {
                self.put_items_of(f, object, v);
            } else {
                let item = self.element(f, v, span, false);
                self.put(object, item);
            }
        }
        self.values.atom(Atom::Object(object))
    }

    /// The result, or the operand itself where the other one can be empty.
    fn or_itself(&mut self, result: V, operand: Atom, other: Option<Atom>) -> V {
        if let Some(Atom::Object(id)) = other
            && self.facts.objects[id.0 as usize].length.is_some_and(|length| length > 0)
        {
            return result;
        }
        let operand = self.values.atom(operand);
        self.values.join(result, operand)
    }

    fn repeat(&mut self, v: V) {
        for object in self.objects_of(v) {
            self.shuffle(object);
        }
    }

    /// `a op= b`: in place for lists, sets, dictionaries; a new value for the others.
    pub fn augmented(&mut self, f: &mut Frame, op: Operator, old: Val, value: Val, span: Span) -> Val {
        let parts = self.values.get(old.v).clone();
        if self.may_take_over(op, &parts, value.v) {
            self.mutate(f, old, span, "augmented assignment", false);
            self.escape(f, old.v, EscapeTo::Argument, span, "");
            self.call_method(f, value, op.reflected_dunder(), &[old], span);
            return Val::plain(self.values.join(old.v, UNKNOWN));
        }
        let mut in_place: SmallVec<[ObjectId; 2]> = SmallVec::new();
        let mut others = parts.clone();
        others.atoms.retain(|atom| {
            let Atom::Object(id) = *atom else { return true };
            let is_in_place = match self.facts.objects[id.0 as usize].type_ {
                types::LIST | types::DEQUE | types::BYTEARRAY => matches!(op, Operator::Add | Operator::Mult),
                types::SET => {
                    matches!(op, Operator::BitOr | Operator::BitAnd | Operator::Sub | Operator::BitXor)
                }
                type_ => types::is_dict(type_) && op == Operator::BitOr,
            };
            if is_in_place {
                in_place.push(id);
            }
            !is_in_place
        });
        for id in &in_place {
            if types::is_dict(self.facts.objects[id.0 as usize].type_) {
                self.put_items_of(f, *id, value.v);
            } else if op != Operator::Mult {
                let item = self.element(f, value.v, span, false);
                self.put(*id, item);
            } else {
                self.shuffle(*id);
            }
        }
        if !in_place.is_empty() {
            self.mutate(f, old, span, "augmented assignment", true);
            if others.atoms.is_empty() && !others.unknown {
                // A set takes sets only: of anything else it is the other operand that decides.
                let is_set = |id: &ObjectId| self.facts.objects[id.0 as usize].type_ == types::SET;
                if self.values.get(value.v).unknown && in_place.iter().any(is_set) {
                    return Val { v: self.values.assumed(old.v), ..old };
                }
                return old;
            }
        } else if parts.unknown && !self.is_number(value.v) {
            self.mutate(f, old, span, "augmented assignment", false);
        }
        let rest = self.values.add(others);
        let mut result =
            match self.call_method(f, Val { v: rest, ..old }, op.in_place_dunder(), &[value], span) {
                Some(result) => result,
                None => self.binary(f, op, rest, value.v, span),
            };
        for id in in_place {
            let kept = self.values.atom(Atom::Object(id));
            result = self.values.join(result, kept);
        }
        self.fresh(result)
    }

    /// `numbers += other`: a list is no number, so the method of the other operand is asked first, if it has one.
    fn may_take_over(&self, op: Operator, left: &Value, right: V) -> bool {
        let is_sequence = |atom: &Atom| {
            matches!(self.type_of_atom(*atom), Some(types::LIST | types::DEQUE | types::BYTEARRAY))
        };
        left.atoms.iter().any(is_sequence)
            && self.values.get(right).atoms.iter().any(|atom| {
                let type_ = self.type_of_atom(*atom);
                type_.is_some_and(|type_| self.find_method(type_, op.reflected_dunder()).is_some())
            })
    }

    fn is_number(&self, v: V) -> bool {
        let value = self.values.get(v);
        !value.unknown
            && value.atoms.iter().all(|atom| matches!(atom, Atom::Scalar(type_, _) if *type_ != types::STR && *type_ != types::BYTES))
    }
}

/// Constants longer than this are not computed.
const LONGEST_TEXT: usize = 200;

/// The result of an operation on constants, where it is exact and short.
pub fn binary_constants(op: Operator, a: &Constant, b: &Constant) -> Option<Constant> {
    match (a, b) {
        (Constant::Str(a), Constant::Str(b)) if op == Operator::Add && a.len() + b.len() <= LONGEST_TEXT => {
            Some(Constant::Str(format!("{a}{b}").into()))
        }
        (Constant::Str(text), Constant::Int(count)) if op == Operator::Mult => {
            let count = usize::try_from((*count).max(0)).ok()?;
            (text.len().checked_mul(count)? <= LONGEST_TEXT).then(|| Constant::Str(text.repeat(count).into()))
        }
        (Constant::Float(_), Constant::Float(_) | Constant::Int(_))
        | (Constant::Int(_), Constant::Float(_)) => {
            let (a, b) = (as_float(a)?, as_float(b)?);
            let result = match op {
                Operator::Add => a + b,
                Operator::Sub => a - b,
                Operator::Mult => a * b,
                Operator::Div if b != 0.0 => a / b,
                _ => return None,
            };
            Some(Constant::Float(result))
        }
        (Constant::Int(a), Constant::Int(b)) => {
            let (a, b) = (*a, *b);
            let result = match op {
                Operator::Add => a.checked_add(b)?,
                Operator::Sub => a.checked_sub(b)?,
                Operator::Mult => a.checked_mul(b)?,
                Operator::FloorDiv if b != 0 => floor_quotient(a, b)?,
                Operator::Mod if b != 0 => {
                    let rest = a.checked_rem(b)?;
                    if rest != 0 && (rest < 0) != (b < 0) { rest + b } else { rest }
                }
                Operator::Pow => a.checked_pow(u32::try_from(b).ok()?)?,
                Operator::BitAnd => a & b,
                Operator::BitOr => a | b,
                Operator::BitXor => a ^ b,
                Operator::LShift if (0..63).contains(&b) => a.checked_mul(1 << b)?,
                Operator::RShift if (0..64).contains(&b) => a >> b.min(63),
                // Exact in a double: the quotient is rounded once, as CPython rounds it.
                Operator::Div if b != 0 && a.abs() <= 1 << 53 && b.abs() <= 1 << 53 => {
                    return Some(Constant::Float(a as f64 / b as f64));
                }
                _ => return None,
            };
            Some(Constant::Int(result))
        }
        _ => None,
    }
}

fn floor_quotient(a: i64, b: i64) -> Option<i64> {
    let quotient = a.checked_div(b)?;
    Some(if a % b != 0 && (a < 0) != (b < 0) { quotient - 1 } else { quotient })
}

fn as_float(constant: &Constant) -> Option<f64> {
    match constant {
        Constant::Float(value) => Some(*value),
        Constant::Int(value) if value.abs() <= 1 << 53 => Some(*value as f64),
        _ => None,
    }
}

pub fn unary_constant(op: UnaryOp, constant: &Constant) -> Option<Constant> {
    match (op, constant) {
        (UnaryOp::USub, Constant::Int(value)) => value.checked_neg().map(Constant::Int),
        (UnaryOp::USub, Constant::Float(value)) => Some(Constant::Float(-value)),
        (UnaryOp::UAdd, Constant::Int(_) | Constant::Float(_)) => Some(constant.clone()),
        (UnaryOp::Invert, Constant::Int(value)) => Some(Constant::Int(!value)),
        _ => None,
    }
}

pub fn compare_constants(op: CmpOp, a: &Constant, b: &Constant) -> Option<bool> {
    let order = match (a, b) {
        (Constant::Int(a), Constant::Int(b)) => a.cmp(b),
        (Constant::Str(a), Constant::Str(b)) => a.cmp(b),
        _ => return None,
    };
    Some(match op {
        CmpOp::Eq => order.is_eq(),
        CmpOp::NotEq => order.is_ne(),
        CmpOp::Lt => order.is_lt(),
        CmpOp::LtE => order.is_le(),
        CmpOp::Gt => order.is_gt(),
        CmpOp::GtE => order.is_ge(),
        _ => return None,
    })
}
