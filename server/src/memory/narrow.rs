//! What a test tells about the names in it, on the path where it holds.

use rustpython_ast::{BoolOp, CmpOp, Expr, ExprCall, ExprCompare, Number, Pattern, Singleton, UnaryOp};

use crate::memory::frame::{Bound, Frame, State, Val};
use crate::memory::machine::Machine;
use crate::memory::types;
use crate::memory::value::{Atom, Type, UNKNOWN, V, Value};

impl<'a> Machine<'a> {
    /// Continues on the path where `test` is true (or false).
    pub fn assume(&mut self, f: &mut Frame, test: &'a Expr, truth: bool) {
        match test {
            Expr::BooleanLiteral(e) if e.value != truth => f.state = State::dead(),
            Expr::NumberLiteral(e) => {
                if let Number::Int(value) = &e.value
                    && (value.as_i64() != Some(0)) != truth
                {
                    f.state = State::dead();
                }
            }
            Expr::UnaryOp(e) if e.op == UnaryOp::Not => self.assume(f, &e.operand, !truth),
            Expr::BoolOp(e) if (e.op == BoolOp::And) == truth => {
                for part in &e.values {
                    self.assume(f, part, truth);
                }
            }
            Expr::Name(_) | Expr::Named(_) => self.narrow(f, test, |machine, v| machine.with_truth(v, truth)),
            Expr::Compare(e) => self.assume_compare(f, e, truth),
            Expr::Call(e) => self.assume_isinstance(f, e, truth),
            _ => {}
        }
    }

    fn narrow(&mut self, f: &mut Frame, place: &Expr, change: impl FnOnce(&mut Self, V) -> V) {
        let name = match place {
            Expr::Name(name) => name,
            Expr::Named(named) => match &*named.target {
                Expr::Name(name) => name,
                _ => return,
            },
            _ => return,
        };
        if !f.state.live {
            return;
        }
        let Some(occurrence) = self.occurrence(f, name.range) else { return };
        let at = self.names.occurrence(occurrence);
        let Some((home, symbol)) = self.names.symbol_of(at).home else { return };
        if self.is_shared(home, symbol) {
            return;
        }
        let Some(slot) = f.slot(home, symbol) else { return };
        let old = f.state.slots[slot as usize];
        if old.bound == Bound::No {
            return;
        }
        let v = change(self, old.val.v);
        // What can never be is left as it was not known: the other path may come from outside.
        let v = if self.values.get(v).is_bottom() && old.val.v != crate::memory::value::BOTTOM {
            UNKNOWN
        } else {
            v
        };
        f.state.slots[slot as usize].val.v = v;
    }

    fn with_truth(&mut self, v: V, truth: bool) -> V {
        let constants = &self.facts.constants;
        self.values.filter(v, |atom| match atom {
            Atom::Scalar(_, Some(id)) => constants[id.0 as usize].truth() == truth,
            Atom::External(_) => truth,
            _ => true,
        })
    }

    fn assume_compare(&mut self, f: &mut Frame, e: &'a ExprCompare, truth: bool) {
        let ([op], [right]) = (&*e.ops, &*e.comparators) else { return };
        if !matches!(right, Expr::NoneLiteral(_)) {
            return;
        }
        let is_none = match op {
            CmpOp::Is | CmpOp::Eq => truth,
            CmpOp::IsNot | CmpOp::NotEq => !truth,
            _ => return,
        };
        self.narrow(f, &e.left, |machine, v| {
            let value = machine.values.get(v);
            if is_none && value.unknown {
                return machine.none();
            }
            let kept = value.filter(|atom| {
                matches!(atom, Atom::Scalar(types::NONE, _) | Atom::AnyScalar) == is_none
                    || atom == Atom::AnyScalar
            });
            machine.values.add(kept)
        });
    }

    fn assume_isinstance(&mut self, f: &mut Frame, e: &'a ExprCall, truth: bool) {
        let Expr::Name(function) = &*e.func else { return };
        let [place, class] = &*e.arguments.args else { return };
        if function.id.as_str() != "isinstance" {
            return;
        }
        let Expr::Name(class) = class else { return };
        let class = self.load_name(f, class).v;
        if truth {
            self.narrow(f, place, |machine, v| machine.narrow_to_class(Val::plain(v), class).v);
        } else {
            self.narrow(f, place, |machine, v| machine.without_class(v, class));
        }
    }

    /// The part of a subject that a pattern lets by; all of it where that is not told by types alone.
    pub fn not_matched(&mut self, f: &mut Frame, pattern: &'a Pattern, subject: V) -> V {
        let left = match pattern {
            Pattern::MatchSingleton(p) if p.value == Singleton::None => {
                self.values.filter(subject, |atom| !matches!(atom, Atom::Scalar(types::NONE, _)))
            }
            Pattern::MatchClass(p) => {
                let Expr::Name(name) = &*p.cls else { return subject };
                let class = self.load_name(f, name).v;
                let takes_all = match (&*p.arguments.patterns, &*p.arguments.keywords) {
                    ([], []) => true,
                    // `int(n)` captures the subject itself.
                    ([only], []) => only.is_irrefutable() && self.builtin_class(class).is_some(),
                    _ => false,
                };
                if !takes_all {
                    return subject;
                }
                self.without_class(subject, class)
            }
            Pattern::MatchAs(p) => match &p.pattern {
                Some(inner) => self.not_matched(f, inner, subject),
                None => return subject,
            },
            Pattern::MatchOr(p) => {
                p.patterns.iter().fold(subject, |left, pattern| self.not_matched(f, pattern, left))
            }
            _ => return subject,
        };
        // What can never be is left as it was not known: it may come from outside.
        if self.values.get(left).is_bottom() { UNKNOWN } else { left }
    }

    /// A value without the part that is certainly an instance of a class.
    fn without_class(&mut self, v: V, class: V) -> V {
        let builtin = self.builtin_class(class);
        let own = match self.values.get(class).single() {
            Some(Atom::Object(id)) => self.class_of_object(id),
            _ => None,
        };
        let kept = self.values.get(v).filter(|atom| {
            if let Some(class) = own {
                return self.instance_class(atom).is_none_or(|found| !self.mro(found).contains(&class));
            }
            let (Some(type_), Some(found)) = (builtin, self.type_of_atom(atom)) else { return true };
            found != type_ && !(type_ == types::INT && found == types::BOOL)
        });
        self.values.add(kept)
    }

    /// The builtin class a value is, by its type.
    pub fn builtin_class(&self, class: V) -> Option<Type> {
        let Some(Atom::External(id)) = self.values.get(class).single() else { return None };
        let external = &self.facts.externals[id.0 as usize];
        let name = external.path.strip_prefix("builtins.")?;
        if external.type_ != types::TYPE {
            return None;
        }
        self.facts.types.by_name.get(name).copied().filter(|type_| type_.0 <= types::BYTEARRAY.0)
    }

    /// The part of a value that is an instance of a class.
    pub fn narrow_to_class(&mut self, val: Val, class: V) -> Val {
        let value = self.values.get(val.v).clone();
        let v = if let Some(type_) = self.builtin_class(class) {
            self.narrow_to_builtin(&value, type_)
        } else if let Some(Atom::Object(id)) = self.values.get(class).single()
            && let Some(class) = self.class_of_object(id)
        {
            let kept = value.filter(|atom| match self.instance_class(atom) {
                Some(own) => self.mro(own).contains(&class),
                None => matches!(atom, Atom::AnyHeap),
            });
            let kept = Value { unknown: false, ..kept };
            let kept = self.values.add(kept);
            if value.unknown {
                let own = self.instance_of(class);
                let both = self.values.join(kept, own);
                self.values.assumed(both)
            } else {
                kept
            }
        } else if let Some(v) = self.narrow_to_stub(&value, class) {
            v
        } else {
            return val;
        };
        Val { v, ..val }
    }

    /// The part of a value that is nothing known that is an instance of a library's class.
    fn narrow_to_stub(&mut self, value: &Value, class: V) -> Option<V> {
        let Some(Atom::External(id)) = self.values.get(class).single() else { return None };
        if !value.unknown || !value.atoms.is_empty() {
            return None;
        }
        let path = self.facts.externals[id.0 as usize].path.clone();
        let v = self.annotated_instance(&path)?;
        Some(self.values.assumed(v))
    }

    fn narrow_to_builtin(&mut self, value: &Value, type_: Type) -> V {
        let fits = |found: Type| found == type_ || type_ == types::INT && found == types::BOOL;
        let kept = value.filter(|atom| match atom {
            Atom::Scalar(found, _) => fits(found),
            Atom::Object(id) => {
                let object = &self.facts.objects[id.0 as usize];
                fits(object.type_) || object.definition.is_some() && !matches!(object.type_, types::FUNCTION)
            }
            Atom::Heap(found) => fits(found) || self.class_of(found).is_some(),
            Atom::AnyHeap | Atom::AnyScalar => false,
            Atom::External(_) => false,
        });
        let is_open =
            value.unknown || value.atoms.iter().any(|atom| matches!(atom, Atom::AnyHeap | Atom::AnyScalar));
        let kept = Value { unknown: false, ..kept };
        let kept = self.values.add(kept);
        if !is_open {
            return kept;
        }
        let one = if types::is_scalar(type_) {
            self.values.scalar(type_)
        } else {
            self.values.atom(Atom::Heap(type_))
        };
        let both = self.values.join(kept, one);
        // An instance of a subclass passes the test too.
        self.values.assumed(both)
    }
}
