//! Annotations: what they promise about a value. A promise, not a fact: every value that rests on
//! one is marked as assumed.

use rustpython_ast::{Expr, ExprSubscript, Operator};

use crate::memory::frame::{Frame, Val};
use crate::memory::machine::Machine;
use crate::memory::types;
use crate::memory::value::{Atom, BOTTOM, V};
use crate::names::MODULE;

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
            v => Val { v: self.values.assumed(v), ..val },
        }
    }

    /// The values an annotation admits; bottom where it does not tell.
    pub fn annotation(&mut self, f: &Frame, annotation: &Expr) -> V {
        match annotation {
            Expr::NoneLiteral(_) => self.none(),
            Expr::Name(name) => self.annotated_name(f, name.id.as_str()),
            Expr::Attribute(attribute) => self.well_known(attribute.attr.as_str()),
            Expr::StringLiteral(text) => {
                let text = text.value.to_str().trim();
                let is_name = text.chars().all(|c| c.is_alphanumeric() || c == '_');
                if is_name { self.annotated_name(f, text) } else { BOTTOM }
            }
            Expr::BinOp(e) if e.op == Operator::BitOr => {
                let (left, right) = (self.annotation(f, &e.left), self.annotation(f, &e.right));
                self.both(left, right)
            }
            Expr::Subscript(e) => self.annotated_generic(f, e),
            _ => BOTTOM,
        }
    }

    fn both(&mut self, a: V, b: V) -> V {
        if a == BOTTOM || b == BOTTOM { BOTTOM } else { self.values.join(a, b) }
    }

    fn annotated_generic(&mut self, f: &Frame, e: &ExprSubscript) -> V {
        let name = match &*e.value {
            Expr::Name(name) => name.id.as_str(),
            Expr::Attribute(attribute) => attribute.attr.as_str(),
            _ => return BOTTOM,
        };
        match name {
            "Optional" => {
                let inner = self.annotation(f, &e.slice);
                let none = self.none();
                self.both(inner, none)
            }
            "Union" => match &*e.slice {
                Expr::Tuple(tuple) => {
                    let mut parts =
                        tuple.elts.iter().map(|part| self.annotation(f, part)).collect::<Vec<V>>();
                    let Some(first) = parts.pop() else { return BOTTOM };
                    parts.into_iter().fold(first, |all, part| self.both(all, part))
                }
                other => self.annotation(f, other),
            },
            "Annotated" | "Final" | "ClassVar" | "Required" | "NotRequired" => match &*e.slice {
                Expr::Tuple(tuple) => tuple.elts.first().map_or(BOTTOM, |part| self.annotation(f, part)),
                other => self.annotation(f, other),
            },
            "Literal" => self.values.atom(Atom::AnyScalar),
            name => self.annotated_name(f, name),
        }
    }

    fn annotated_name(&mut self, f: &Frame, name: &str) -> V {
        let Some(symbol) = self.names.scope(MODULE).symbol(name) else { return self.well_known(name) };
        let is_bound = self.names.scope(MODULE).symbols[symbol.0 as usize].home == Some((MODULE, symbol))
            && self.names.scope(MODULE).symbols[symbol.0 as usize].bound_here;
        if !is_bound {
            return self.well_known(name);
        }
        let value = self.read(self.variable(MODULE, symbol), f.unit);
        match self.values.get(value).single() {
            Some(Atom::Object(object)) => match self.class_of_object(object) {
                Some(class) => self.instance_of(class),
                None => BOTTOM,
            },
            Some(Atom::External(id)) => {
                let path = self.facts.externals[id.0 as usize].path.clone();
                match path.rsplit_once('.') {
                    Some((
                        "typing" | "typing_extensions" | "collections.abc" | "builtins" | "collections",
                        name,
                    )) => self.well_known(name),
                    _ => BOTTOM,
                }
            }
            // A name from `typing` and the like that the effects table does not list.
            None if self.values.get(value).unknown => self.well_known_typing(name),
            _ => BOTTOM,
        }
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

    fn well_known(&mut self, name: &str) -> V {
        let scalar = match name {
            "int" => types::INT,
            "complex" => types::COMPLEX,
            "bool" => types::BOOL,
            "str" => types::STR,
            "bytes" => types::BYTES,
            "float" => {
                // PEP 484: an int is accepted where a float is expected.
                let (int, float) = (self.values.scalar(types::INT), self.values.scalar(types::FLOAT));
                return self.values.join(int, float);
            }
            "None" => return self.none(),
            _ => return self.well_known_heap(name),
        };
        self.values.scalar(scalar)
    }

    fn well_known_heap(&mut self, name: &str) -> V {
        let type_ = match name {
            "list" => types::LIST,
            "dict" => types::DICT,
            "set" => types::SET,
            "frozenset" => types::FROZENSET,
            "tuple" => types::TUPLE,
            "bytearray" => types::BYTEARRAY,
            "range" => types::RANGE,
            _ => return self.well_known_typing(name),
        };
        self.values.atom(Atom::Heap(type_))
    }

    fn well_known_typing(&mut self, name: &str) -> V {
        let atom = match name {
            "List" => Atom::Heap(types::LIST),
            "Dict" => Atom::Heap(types::DICT),
            "Set" => Atom::Heap(types::SET),
            "FrozenSet" => Atom::Heap(types::FROZENSET),
            "Tuple" => Atom::Heap(types::TUPLE),
            "Text" | "LiteralString" => return self.values.scalar(types::STR),
            "AnyStr" => Atom::AnyScalar,
            "Callable" | "Type" | "type" | "Mapping" | "MutableMapping" | "MutableSequence"
            | "MutableSet" | "Iterator" | "AsyncIterator" | "Generator" | "AsyncGenerator" | "Coroutine"
            | "Awaitable" | "AsyncIterable" | "IO" | "TextIO" | "BinaryIO" | "ModuleType" | "Deque"
            | "DefaultDict" | "Counter" | "OrderedDict" | "deque" | "defaultdict" => Atom::AnyHeap,
            _ => return BOTTOM,
        };
        self.values.atom(atom)
    }
}
