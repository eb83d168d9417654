//! The effects table: what Python's own functions and methods return, change and keep.
//!
//! One row for each function, in the file of its module or type. A path without a row is unknown.

mod collections;
mod containers;
mod custom;
mod dates;
mod functions;
mod library;
mod listing;
mod numbers;
mod regex;
mod strings;

pub use listing::{Listed, effects};

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::memory::call::{Arg, Entered};
use crate::memory::facts::EscapeTo;
use crate::memory::frame::{Frame, Val};
use crate::memory::machine::Machine;
use crate::memory::types;
use crate::memory::value::{Atom, ObjectId, Type, UNKNOWN, V};
use crate::text::Span;

/// Computes a result that no plain row can describe.
pub type Custom = for<'m, 'a, 'x> fn(&'m mut Machine<'a>, &'m mut Frame, &'m mut [Arg<'a>], Span) -> Val;

/// What a call returns. Numbers count positional arguments from 0; for a method, 0 is the receiver.
#[derive(Clone, Copy)]
pub enum Returns {
    Unknown,
    /// A value type.
    Scalar(Type),
    /// A new object, with what is inside.
    New(Type, Inside),
    /// The argument itself.
    Same(usize),
    /// An item of the argument; of a dictionary, a value.
    Item(usize),
    /// A heap object that was there before.
    Heap(Type),
    /// An instance of the class that the row names.
    Instance,
    Custom(Custom),
}

/// What is inside a new object.
#[derive(Clone, Copy)]
pub enum Inside {
    Nothing,
    /// What iterating over the argument gives.
    ItemsOf(usize),
    /// The receiver's items and keys alike: a copy.
    CopyOf(usize),
    Scalar(Type),
    Unknown,
    /// The keys, the values, pairs of both.
    Keys,
    Values,
    Pairs,
}

/// What is put where.
#[derive(Clone, Copy)]
pub enum Keeps {
    /// Argument n is kept as an item of the receiver.
    Item(usize),
    /// The items of argument n are.
    ItemsOf(usize),
}

/// What a path names.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A C function.
    Builtin,
    /// A function written in Python.
    Function,
    /// A method of an object (`random.randint`).
    Method,
    /// A method of a class of C, taken from the class (`object.__setattr__`).
    Wrapper,
    /// Something to call whose type differs between versions.
    Callable,
    Class,
    Module,
    /// A plain value, of the row's result.
    Value,
}

#[derive(Clone, Copy)]
pub struct Row {
    pub path: &'static str,
    pub what: What,
    pub returns: Returns,
    /// Changes argument n: on every call, or only on some.
    pub changes: Option<(usize, bool)>,
    pub keeps: &'static [Keeps],
    /// Items of the receiver move: their index says nothing any more.
    pub shuffles: bool,
    /// Keeps or calls its arguments in ways the row does not tell.
    pub opaque: bool,
}

pub const fn row(path: &'static str, returns: Returns) -> Row {
    Row { path, what: What::Builtin, returns, changes: None, keeps: &[], shuffles: false, opaque: false }
}

impl Row {
    pub const fn what(self, what: What) -> Row {
        Row { what, ..self }
    }

    /// Changes its argument `n` on every call.
    pub const fn changes(self, n: usize) -> Row {
        Row { changes: Some((n, true)), ..self }
    }

    /// May change its argument `n`.
    pub const fn may_change(self, n: usize) -> Row {
        Row { changes: Some((n, false)), ..self }
    }

    pub const fn keeps(self, keeps: &'static [Keeps]) -> Row {
        Row { keeps, ..self }
    }

    pub const fn shuffles(self) -> Row {
        Row { shuffles: true, ..self }
    }

    pub const fn opaque(self) -> Row {
        Row { opaque: true, ..self }
    }
}

/// Every table: functions by their path, methods by `type.name`.
const FUNCTIONS: &[&[Row]] = &[
    functions::ROWS,
    functions::EXCEPTIONS,
    numbers::ROWS,
    library::ROWS,
    regex::ROWS,
    dates::ROWS,
    collections::ROWS,
];
const METHODS: &[&[Row]] =
    &[strings::ROWS, containers::ROWS, collections::METHODS, regex::METHODS, dates::METHODS];

fn index(tables: &'static [&'static [Row]]) -> FxHashMap<&'static str, &'static Row> {
    tables.iter().flat_map(|rows| rows.iter()).map(|row| (row.path, row)).collect()
}

/// The row of a function, class, module or value, by its path.
pub fn find(path: &str) -> Option<&'static Row> {
    static INDEX: OnceLock<FxHashMap<&'static str, &'static Row>> = OnceLock::new();
    INDEX.get_or_init(|| index(FUNCTIONS)).get(path).copied()
}

/// The row of a method, by `type.name`.
pub fn find_method(path: &str) -> Option<&'static Row> {
    static INDEX: OnceLock<FxHashMap<&'static str, &'static Row>> = OnceLock::new();
    INDEX.get_or_init(|| index(METHODS)).get(path).copied()
}

/// A base class that adds no instance attributes and makes plain instances.
pub fn is_plain_base(path: &str) -> bool {
    let exceptions = || functions::EXCEPTIONS.iter().any(|row| row.path == path);
    matches!(
        path,
        "builtins.object"
            | "builtins.list"
            | "builtins.dict"
            | "builtins.set"
            | "builtins.str"
            | "builtins.int"
            | "builtins.float"
            | "builtins.tuple"
            | "abc.ABC"
            | "typing.Generic"
            | "typing.Protocol"
    ) || exceptions()
}

/// A base whose subclasses, when called, may give something else than an instance.
pub fn makes_other(path: &str) -> bool {
    path.starts_with("enum.") || matches!(path, "builtins.type" | "typing.NamedTuple" | "typing.TypedDict")
}

/// What a decorator makes of a function.
pub enum Decorator {
    /// The function (or class) itself.
    Keeps,
    /// An object of a type that calls it.
    Wraps(Type),
    ContextManager,
    Unknown,
}

pub fn decorator(path: &str) -> Decorator {
    match path {
        "builtins.property" => Decorator::Wraps(types::PROPERTY),
        "builtins.staticmethod" => Decorator::Wraps(types::STATICMETHOD),
        "builtins.classmethod" => Decorator::Wraps(types::CLASSMETHOD),
        "functools.cached_property" => Decorator::Wraps(types::CACHED_PROPERTY),
        "functools.lru_cache" | "functools.cache" => Decorator::Wraps(types::LRU_CACHE),
        "functools.wraps"
        | "functools.total_ordering"
        | "abc.abstractmethod"
        | "typing.overload"
        | "typing.override"
        | "typing.final"
        | "typing.no_type_check"
        | "typing.runtime_checkable"
        | "atexit.register"
        | "dataclasses.dataclass"
        | "enum.unique" => Decorator::Keeps,
        "contextlib.contextmanager" => Decorator::ContextManager,
        _ => Decorator::Unknown,
    }
}

/// Whether a path names a function, class or module, whatever the version: with `type(x).__name__` where that is known.
pub fn definition(path: &str) -> Option<Option<&'static str>> {
    Some(match find(path)?.what {
        What::Builtin => Some("builtin_function_or_method"),
        What::Function => Some("function"),
        What::Method => Some("method"),
        What::Module => Some("module"),
        What::Wrapper | What::Callable | What::Class => None,
        What::Value => return None,
    })
}

impl<'a> Machine<'a> {
    /// The thing a row names, as a value.
    pub fn external_of(&mut self, row: &'static Row) -> V {
        let type_ = match row.what {
            What::Builtin => types::BUILTIN,
            What::Function => types::FUNCTION,
            What::Method => types::METHOD,
            What::Wrapper => types::WRAPPER,
            What::Callable => types::UNNAMED,
            What::Class if row.path.starts_with("builtins.") => types::TYPE,
            // A class of a library may have a metaclass.
            What::Class => types::UNNAMED,
            What::Module => types::MODULE,
            What::Value => return UNKNOWN,
        };
        self.external(row.path, type_)
    }

    /// The same, also for plain values (`math.pi`).
    pub fn external_value(&mut self, f: &mut Frame, row: &'static Row) -> V {
        if row.what != What::Value {
            return self.external_of(row);
        }
        self.apply(f, row, &mut [], Span::default(), &mut Entered::default()).v
    }

    /// Calls what a row describes.
    pub fn apply(
        &mut self,
        f: &mut Frame,
        row: &'static Row,
        args: &mut [Arg<'a>],
        span: Span,
        entered: &mut Entered,
    ) -> Val {
        if row.opaque {
            self.call_unknown(f, args, span);
            entered.incomplete = true;
        }
        if args.iter().any(|arg| self.runs_code(arg.val.v)) {
            self.forget_all(f);
        }
        for keep in row.keeps {
            self.keep(f, *keep, args, span);
        }
        if row.shuffles
            && let Some(receiver) = self.argument(args, 0)
        {
            for object in self.objects_of(receiver.v) {
                self.shuffle(object);
            }
        }
        let items = self.items_after(f, row.path, args);
        let result = self.returned(f, row, args, span);
        if self.is_lazy(result.v) {
            for arg in args.iter() {
                self.escape(f, arg.val.v, EscapeTo::Container, span, row.path);
            }
        }
        if let Some((index, certain)) = row.changes
            && let Some(at) = args.iter().position(|arg| arg.is_plain()).map(|first| first + index)
            && at < args.len()
        {
            let certain = certain || self.is_certain(row, args);
            let arg = &mut args[at];
            let how = row.path.rsplit('.').next().unwrap_or(row.path);
            let val = arg.val;
            arg.change = if certain {
                crate::memory::facts::Change::Certain
            } else {
                crate::memory::facts::Change::Possible
            };
            arg.change_at = Some(span);
            self.mutate(f, val, span, how, certain);
        }
        if let Some((object, items)) = items {
            self.learn_items(f, object.unwrap_or(result), items);
        }
        result
    }

    /// A change that a row calls possible, and these arguments make certain.
    fn is_certain(&self, row: &Row, args: &[Arg<'a>]) -> bool {
        match row.path.rsplit('.').next() {
            // Without a default a missing key raises.
            Some("pop") => args.len() == 2,
            Some("update") => {
                args.iter().any(|arg| matches!(arg.kind, crate::memory::call::ArgKind::Keyword(_)))
            }
            Some("extend") => self.argument(args, 1).is_some_and(|items| {
                let objects = self.objects_of(items.v);
                let holds =
                    |id: &ObjectId| self.facts.objects[id.0 as usize].length.is_some_and(|count| count > 0);
                !objects.is_empty() && objects.iter().all(holds) && !self.values.get(items.v).unknown
            }),
            _ => false,
        }
    }

    /// Iterators and views hold on to what they were made of.
    fn is_lazy(&self, v: V) -> bool {
        self.values.get(v).atoms.iter().any(|atom| match atom {
            Atom::Object(id) => types::is_lazy(self.facts.objects[id.0 as usize].type_),
            Atom::Heap(type_) => types::is_lazy(*type_),
            _ => false,
        })
    }

    fn keep(&mut self, f: &mut Frame, keep: Keeps, args: &[Arg<'a>], span: Span) {
        let Some(receiver) = self.argument(args, 0) else { return };
        let objects = self.objects_of(receiver.v);
        let (Keeps::Item(index) | Keeps::ItemsOf(index)) = keep;
        let Some(kept) = self.argument(args, index) else {
            if args.iter().any(|arg| !arg.is_plain()) {
                for object in objects {
                    self.put(object, UNKNOWN);
                }
            }
            return;
        };
        let v = match keep {
            Keeps::ItemsOf(_) => self.element(f, kept.v, span, false),
            _ => kept.v,
        };
        for object in objects {
            if types::is_dict(self.facts.objects[object.0 as usize].type_) {
                self.put_items_of(f, object, kept.v);
            } else {
                self.put(object, v);
            }
        }
        self.escape(f, v, EscapeTo::Container, span, "");
    }

    fn returned(&mut self, f: &mut Frame, row: &'static Row, args: &mut [Arg<'a>], span: Span) -> Val {
        match row.returns {
            Returns::Unknown => Val::plain(UNKNOWN),
            Returns::Scalar(type_) => Val::plain(self.values.scalar(type_)),
            Returns::Heap(type_) => {
                let v = self.values.atom(Atom::Heap(type_));
                self.fresh(v)
            }
            Returns::Same(index) => self.argument(args, index).unwrap_or(Val::plain(UNKNOWN)),
            Returns::Item(index) => {
                let v = match self.argument(args, index) {
                    Some(container) => self.any_item_of(f, container.v, span),
                    None => UNKNOWN,
                };
                self.fresh(v)
            }
            Returns::Instance => self.new_exception(f, row.path, args, span),
            Returns::New(type_, Inside::Unknown) => {
                let val = self.new_object(f, type_, Inside::Nothing, args, span);
                self.fill_by_stub(f, val, row.path, args, span);
                val
            }
            Returns::New(type_, inside) => self.new_object(f, type_, inside, args, span),
            Returns::Custom(custom) => custom(self, f, args, span),
        }
    }

    /// `OSError(2, …)` makes one of its subclasses, and some names are others' aliases.
    fn new_exception(&mut self, f: &mut Frame, path: &str, args: &[Arg<'a>], span: Span) -> Val {
        let name = path.rsplit('.').next().unwrap_or(path);
        if matches!(name, "OSError" | "IOError" | "EnvironmentError" | "BaseExceptionGroup") {
            let v = self.values.atom(Atom::AnyHeap);
            return self.fresh(v);
        }
        let type_ = self.facts.types.named(name);
        let exception = self.new_object(f, type_, Inside::Nothing, args, span);
        for arg in args {
            self.escape(f, arg.val.v, EscapeTo::Argument, span, name);
        }
        exception
    }

    /// An item of a container: a dictionary's values, else what iterating gives.
    fn any_item_of(&mut self, f: &Frame, v: V, span: Span) -> V {
        let is_dict = |machine: &Self, atom: &Atom| machine.type_of_atom(*atom).is_some_and(types::is_dict);
        let value = self.values.get(v);
        if !value.unknown && value.atoms.iter().all(|atom| is_dict(self, atom)) {
            self.any_item(f, v)
        } else {
            self.element(f, v, span, false)
        }
    }

    pub fn new_object(
        &mut self,
        f: &mut Frame,
        type_: Type,
        inside: Inside,
        args: &[Arg<'a>],
        span: Span,
    ) -> Val {
        let object = self.allocate(f, span, type_);
        if type_ == types::RANGE {
            self.size_range(object);
        } else if args.is_empty() && matches!(inside, Inside::Nothing | Inside::ItemsOf(_)) {
            self.size_empty(object, type_);
        }
        match inside {
            Inside::Nothing => {}
            Inside::Unknown => {
                self.put(object, UNKNOWN);
                self.put_key(object, UNKNOWN);
            }
            Inside::Scalar(type_) => {
                let v = self.values.scalar(type_);
                self.put(object, v);
            }
            Inside::ItemsOf(index) => {
                if let Some(arg) = self.argument(args, index) {
                    let v = self.element(f, arg.v, span, false);
                    let v = self.values.without_constants(v);
                    self.put(object, v);
                }
            }
            Inside::CopyOf(index) => {
                if let Some(arg) = self.argument(args, index) {
                    if types::is_dict(type_) {
                        self.put_items_of(f, object, arg.v);
                    } else {
                        let v = self.element(f, arg.v, span, false);
                        self.put(object, v);
                    }
                }
            }
            Inside::Keys | Inside::Values | Inside::Pairs => {
                let Some(receiver) = self.argument(args, 0) else { return Val::plain(UNKNOWN) };
                let keys = self.element(f, receiver.v, span, false);
                let values = self.any_item(f, receiver.v);
                let v = match inside {
                    Inside::Keys => keys,
                    Inside::Values => values,
                    _ => {
                        let pair = self.pair(f, keys, values, span);
                        self.values.atom(Atom::Object(pair))
                    }
                };
                self.put(object, v);
            }
        }
        self.object(object)
    }

    /// A new tuple of two.
    pub fn pair(&mut self, f: &mut Frame, first: V, second: V, span: Span) -> ObjectId {
        f.repeats += 1;
        let pair = self.allocate(f, span, types::TUPLE);
        f.repeats -= 1;
        for (index, v) in [first, second].into_iter().enumerate() {
            let key = self.constant(crate::memory::value::Constant::Int(index as i64));
            let v = self.values.without_constants(v);
            if let Some(key) = self.constant_id(key) {
                self.put_entry(pair, key, v);
            }
        }
        pair
    }
}
