//! Annotations: what they promise about a value. A promise, not a fact: every value that rests on
//! one is marked as assumed.
//!
//! Names are followed through imports, aliases of the module and the library's table; a text is read as the
//! expression in it. What also a number or a text can be (`Iterable`, `object`, a protocol) promises nothing.

mod named;

use rustpython_ast::{Expr, ExprSubscript, Operator};
use smallvec::SmallVec;

use crate::memory::frame::{Frame, Val};
use crate::memory::machine::Machine;
use crate::memory::types;
use crate::memory::value::{Atom, BOTTOM, UNKNOWN, V, Value};
use crate::syntax;
use crate::text::Span;
use named::Named;

/// An annotation in an alias in a text in … deeper than this promises nothing.
const MOST_DEPTH: u32 = 16;

impl<'a> Machine<'a> {
    /// Evaluates an annotation as Python does where it is not postponed: its names are uses.
    pub fn look_at_annotation(&mut self, f: &mut Frame, annotation: &'a Expr) {
        self.eval(f, annotation);
    }

    /// A value of nothing known takes what the annotation promises.
    pub fn refine_by_annotation(&mut self, f: &mut Frame, val: Val, annotation: &'a Expr) -> Val {
        if !self.values.get(val.v).unknown {
            return val;
        }
        match self.annotation(f, annotation) {
            BOTTOM => val,
            promised => Val { v: self.as_promised(val.v, promised), ..val },
        }
    }

    /// What is not known of a value is what was promised. The objects that it can be, it can still be.
    pub fn as_promised(&mut self, v: V, promised: V) -> V {
        let known = Value { unknown: false, ..self.values.get(v).clone() };
        let known = self.values.add(known);
        let both = self.values.join(known, promised);
        self.values.assumed(both)
    }

    /// The values an annotation admits; bottom where it does not tell.
    pub fn annotation(&mut self, f: &Frame, annotation: &Expr) -> V {
        self.promise(f, annotation, 0)
    }

    fn promise(&mut self, f: &Frame, annotation: &Expr, depth: u32) -> V {
        if depth > MOST_DEPTH {
            return BOTTOM;
        }
        match annotation {
            Expr::NoneLiteral(_) => self.none(),
            Expr::Name(_) | Expr::Attribute(_) => {
                let named = self.named(f, annotation);
                self.promise_of(f, named, None, depth)
            }
            Expr::StringLiteral(text) => match syntax::expression(text.value.to_str()) {
                Some(inner) => self.promise(f, &inner, depth + 1),
                None => BOTTOM,
            },
            Expr::BinOp(e) if e.op == Operator::BitOr => {
                let left = self.promise(f, &e.left, depth + 1);
                let right = self.promise(f, &e.right, depth + 1);
                self.both(left, right)
            }
            Expr::Subscript(e) => {
                let named = self.named(f, &e.value);
                self.promise_of(f, named, Some(e), depth)
            }
            _ => BOTTOM,
        }
    }

    fn both(&mut self, a: V, b: V) -> V {
        if a == BOTTOM || b == BOTTOM { BOTTOM } else { self.values.join(a, b) }
    }

    fn promise_of(&mut self, f: &Frame, named: Named<'a>, args: Option<&ExprSubscript>, depth: u32) -> V {
        match named {
            Named::Nothing => BOTTOM,
            Named::Elsewhere => self.values.open_any(Atom::AnyHeap),
            Named::Class(class) => self.instance_of(class),
            Named::Alias(other) => self.promise(f, other, depth + 1),
            Named::Library(path) => {
                let (module, name) = path.rsplit_once('.').unwrap_or(("", &path));
                if matches!(module, "typing" | "typing_extensions")
                    && let Some(v) = self.special_form(f, name, args, depth)
                {
                    return v;
                }
                self.library_instance(f, &path, args, depth)
            }
        }
    }

    /// What `typing` gives a meaning of its own.
    fn special_form(&mut self, f: &Frame, name: &str, args: Option<&ExprSubscript>, depth: u32) -> Option<V> {
        let items = args.map_or(&[][..], |args| elements(&args.slice));
        Some(match name {
            "Optional" => {
                let none = self.none();
                let inner = items.first().map_or(BOTTOM, |item| self.promise(f, item, depth + 1));
                self.both(inner, none)
            }
            "Union" => {
                let mut parts = items.iter();
                let first = parts.next().map_or(BOTTOM, |item| self.promise(f, item, depth + 1));
                parts.fold(first, |all, item| {
                    let one = self.promise(f, item, depth + 1);
                    self.both(all, one)
                })
            }
            "Annotated" | "Final" | "ClassVar" | "Required" | "NotRequired" | "ReadOnly" => {
                items.first().map_or(BOTTOM, |item| self.promise(f, item, depth + 1))
            }
            "Literal" => {
                let mut parts = items.iter();
                let first = parts.next().map_or(BOTTOM, |item| self.literal(f, item, depth));
                parts.fold(first, |all, item| {
                    let one = self.literal(f, item, depth);
                    self.both(all, one)
                })
            }
            "TypeGuard" | "TypeIs" => self.values.scalar(types::BOOL),
            "LiteralString" => self.values.scalar(types::STR),
            "AnyStr" => self.any_text(),
            "Tuple" => self.class_instance(f, "builtins.tuple", args, depth),
            "Callable" | "Type" => self.values.atom(Atom::AnyHeap),
            "Self" => match self.open_class(f) {
                Some(class) => self.instance_of(class),
                None => BOTTOM,
            },
            "Any" | "NoReturn" | "Never" | "Protocol" | "Generic" | "TypeVar" => BOTTOM,
            _ => return None,
        })
    }

    fn literal(&mut self, f: &Frame, item: &Expr, depth: u32) -> V {
        let type_ = match item {
            Expr::NoneLiteral(_) => return self.none(),
            Expr::StringLiteral(_) => types::STR,
            Expr::BytesLiteral(_) => types::BYTES,
            Expr::BooleanLiteral(_) => types::BOOL,
            Expr::NumberLiteral(_) | Expr::UnaryOp(_) => types::INT,
            // A member of an enumeration.
            Expr::Attribute(member) => return self.promise(f, &member.value, depth + 1),
            Expr::Subscript(_) => return self.promise(f, item, depth + 1),
            _ => return BOTTOM,
        };
        self.values.scalar(type_)
    }

    /// An instance of a class that Python or the library provides.
    fn library_instance(&mut self, f: &Frame, path: &str, args: Option<&ExprSubscript>, depth: u32) -> V {
        let scalar = match path {
            "builtins.int" => types::INT,
            "builtins.complex" => types::COMPLEX,
            "builtins.bool" => types::BOOL,
            "builtins.str" | "typing.Text" => types::STR,
            "builtins.bytes" => types::BYTES,
            "builtins.float" => {
                // PEP 484: an int is accepted where a float is expected.
                let (int, float) = (self.values.scalar(types::INT), self.values.scalar(types::FLOAT));
                return self.values.join(int, float);
            }
            "builtins.object" => return BOTTOM,
            "builtins.type" => return self.values.atom(Atom::AnyHeap),
            _ => return self.class_instance(f, path, args, depth),
        };
        self.values.scalar(scalar)
    }

    fn class_instance(&mut self, f: &Frame, path: &str, args: Option<&ExprSubscript>, depth: u32) -> V {
        let Some(class) = self.stub_class(path) else { return BOTTOM };
        if may_be_scalar(class) {
            return BOTTOM;
        }
        let type_ = self.stub_type(class, false);
        let Some(args) = args else { return self.values.atom(Atom::Heap(type_)) };
        let (items, is_fixed): (&[Expr], bool) = match elements(&args.slice) {
            [item, Expr::EllipsisLiteral(_)] => (std::slice::from_ref(item), false),
            [Expr::Tuple(empty)] if empty.elts.is_empty() => (&[], true),
            items => (items, type_ == types::TUPLE),
        };
        let values: SmallVec<[V; 2]> = items
            .iter()
            .map(|item| match self.promise(f, item, depth + 1) {
                BOTTOM => UNKNOWN,
                v => v,
            })
            .collect();
        let site = if depth == 0 { f.shift.span(args) } else { Span::default() };
        self.shape(class, type_, values, is_fixed, site)
    }

    /// An instance of a class of the library, whatever its type arguments.
    pub fn annotated_instance(&mut self, path: &str) -> Option<V> {
        let class = self.stub_class(path).filter(|class| !may_be_scalar(class))?;
        let type_ = self.stub_type(class, false);
        Some(self.values.atom(Atom::Heap(type_)))
    }

    /// An instance of the class or of one of its subclasses in the file.
    pub fn instance_of(&mut self, class: usize) -> V {
        let mut v = self.values.atom(Atom::Heap(self.classes[class].type_));
        for other in 0..self.classes.len() {
            if other != class && self.mro(other).contains(&class) {
                let sub = self.values.atom(Atom::Heap(self.classes[other].type_));
                v = self.values.join(v, sub);
            }
        }
        if self.is_script { v } else { self.values.open(v) }
    }
}

/// `X[a, b]` as its parts.
fn elements(slice: &Expr) -> &[Expr] {
    match slice {
        Expr::Tuple(tuple) if !tuple.parenthesized => &tuple.elts,
        Expr::Tuple(tuple) if !tuple.elts.is_empty() => &tuple.elts,
        other => std::slice::from_ref(other),
    }
}

/// Numbers or text are instances too.
fn may_be_scalar(class: &str) -> bool {
    let name = class.rsplit('.').next().unwrap_or(class);
    class.starts_with("numbers.")
        || name.starts_with("Supports")
        || matches!(
            class,
            "typing.Sequence"
                | "typing.Iterable"
                | "typing.Collection"
                | "typing.Container"
                | "typing.Reversible"
                | "typing.Hashable"
                | "typing.Sized"
                | "typing.Protocol"
                | "typing.ByteString"
                | "typing_extensions.Buffer"
                | "collections.abc.Buffer"
        )
}
