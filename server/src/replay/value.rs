//! What a variable of the replay holds, and the objects behind references.

use std::rc::Rc;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;
use rustpython_ast::name::Name;
use rustpython_ast::{Expr, Parameters, Stmt};

use crate::memory::{definition, repr};
use crate::names::ScopeId;
use crate::replay::suspended::Suspended;
use crate::syntax::Shift;
use crate::text::Span;

/// Index into the objects of a replay.
pub type Id = u32;

#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    None,
    Bool(bool),
    Int(i64),
    Float(f64),
    Str(Rc<str>),
    /// A value type whose value is not known: `int`, `float`, `str`, `bool`, `bytes`, `complex`.
    Some(&'static str),
    Object(Id),
    /// What Python or a library provides, by its path: `math.sqrt`; of builtins the bare name.
    Outside(Rc<str>),
    /// Nothing is known; never a function or an instance of the file.
    Unknown,
}

impl Value {
    pub fn text(text: impl AsRef<str>) -> Value {
        Value::Str(text.as_ref().into())
    }

    /// Of a value type: its type's name.
    pub fn scalar_type(&self) -> Option<&'static str> {
        match self {
            Value::None => Some("NoneType"),
            Value::Bool(_) => Some("bool"),
            Value::Int(_) => Some("int"),
            Value::Float(_) => Some("float"),
            Value::Str(_) => Some("str"),
            Value::Some(name) => Some(name),
            Value::Object(_) | Value::Outside(_) | Value::Unknown => None,
        }
    }

    /// As `repr` writes it, of a value type.
    pub fn repr(&self) -> Option<String> {
        Some(match self {
            Value::None => "None".into(),
            Value::Bool(true) => "True".into(),
            Value::Bool(false) => "False".into(),
            Value::Int(value) => value.to_string(),
            Value::Float(value) => repr::float(*value),
            Value::Str(value) => repr::string(value),
            _ => return None,
        })
    }

    /// The number, of an int or bool.
    pub fn int(&self) -> Option<i64> {
        match self {
            Value::Int(value) => Some(*value),
            Value::Bool(value) => Some(i64::from(*value)),
            _ => None,
        }
    }

    pub fn float(&self) -> Option<f64> {
        match self {
            Value::Float(value) => Some(*value),
            _ => self.int().filter(|value| value.unsigned_abs() < 1 << 53).map(|value| value as f64),
        }
    }
}

/// A key of a dictionary or a member of a set: equal keys are equal here.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Key {
    None,
    Int(i64),
    /// The bits of a float that is no integer.
    Float(u64),
    Str(Rc<str>),
    Tuple(Vec<Key>),
    /// An instance of a frozen dataclass, by its class and fields.
    Record(Id, Vec<Key>),
    /// Compared by identity.
    Object(Id),
    Outside(Rc<str>),
}

pub type Fast<K, V> = IndexMap<K, V, FxBuildHasher>;
pub type Dict = Fast<Key, (Value, Value)>;
pub type Attributes = Fast<Name, Value>;

/// A function of the file.
#[derive(Debug)]
pub struct Function<'a> {
    pub scope: ScopeId,
    pub body: Code<'a>,
    pub parameters: Option<&'a Parameters>,
    pub shift: Shift,
    /// The variables around it.
    pub env: u32,
    /// By the parameter's name.
    pub defaults: Attributes,
    /// The class whose body it stands in: names with two underscores, `super()`.
    pub class_name: Option<Name>,
    pub owner: Option<Id>,
    pub is_generator: bool,
    /// Marked by `abc.abstractmethod`.
    pub is_abstract: bool,
    /// The name that `functools.wraps` has given it.
    pub called: Option<Rc<str>>,
}

#[derive(Debug, Clone, Copy)]
pub enum Code<'a> {
    Block(&'a [Stmt]),
    Expression(&'a Expr),
}

#[derive(Debug)]
pub struct Class {
    pub name: Name,
    pub scope: ScopeId,
    /// Names of the bases, as they are; `object` alone is none.
    pub bases: Vec<Rc<str>>,
    /// Itself first, in the order in which attributes are looked up; classes of the file alone.
    pub order: Vec<Id>,
    /// The exception class that it comes from at the end.
    pub exception: Option<Rc<str>>,
    pub attributes: Attributes,
    pub record: Option<Rc<Record>>,
    /// Made by `abc.ABCMeta`.
    pub is_abc: bool,
    /// Has an abstract method, so there are no instances.
    pub is_abstract: bool,
    /// Of an enumeration, in order; other names for one member too.
    pub members: Option<Vec<(Name, Value)>>,
}

/// What `@dataclass` makes of a class.
#[derive(Debug)]
pub struct Record {
    /// Those of the bases first.
    pub fields: Vec<Field>,
    pub is_frozen: bool,
    pub has_eq: bool,
    pub has_order: bool,
    pub has_repr: bool,
}

#[derive(Debug, Clone)]
pub struct Field {
    pub name: Name,
    pub default: Option<Value>,
    /// What is called for a default.
    pub factory: Option<Value>,
    pub init: bool,
    pub repr: bool,
    pub compare: bool,
}

impl Field {
    pub fn new(name: Name) -> Field {
        Field { name, default: None, factory: None, init: true, repr: true, compare: true }
    }
}

/// What is iterated over, one at a time.
#[derive(Debug, Clone)]
pub enum Source {
    /// A list or tuple, and the next index.
    Items(Id, usize),
    Range(i64, i64, i64),
    Entries(Rc<Entries>, usize),
    Fixed(Rc<[Value]>, usize),
    Enumerate(Id, i64),
    Zip(Vec<Id>),
    Map(Value, Vec<Id>),
    Filter(Value, Id),
    Reversed(Id, usize),
    /// An iterator of the file.
    Own(Value),
}

/// A dictionary or set that is iterated over, and its keys when that began.
#[derive(Debug)]
pub struct Entries {
    pub container: Id,
    /// `keys`, `values` or `items`.
    pub which: &'static str,
    pub keys: Vec<Key>,
}

#[derive(Debug)]
pub enum Kind<'a> {
    List(Vec<Value>),
    Tuple(Vec<Value>),
    Dict(Dict),
    Set(Fast<Key, Value>),
    Function(Function<'a>),
    Class(Class),
    Instance {
        class: Id,
        attributes: Attributes,
    },
    /// Of a builtin class; also `args` of it.
    Exception {
        class: Rc<str>,
        args: Vec<Value>,
    },
    /// A bound method of the file.
    Method {
        function: Id,
        receiver: Value,
    },
    /// A method of a builtin type, not yet called.
    BuiltinMethod {
        receiver: Value,
        name: Name,
    },
    Range(i64, i64, i64),
    Iterator(Source),
    /// Not started; what it will run.
    Generator {
        function: Id,
        env: u32,
    },
    /// A generator expression, not started: its env, the first iterable.
    Lazy {
        node: &'a rustpython_ast::ExprGenerator,
        shift: Shift,
        env: u32,
        first: Value,
    },
    /// A generator that was asked for single items, or has ended.
    Suspended(Box<Suspended<'a>>),
    /// `keys`, `values`, `items` of a dictionary.
    View {
        dict: Id,
        which: &'static str,
    },
    /// `property`, `staticmethod`, `classmethod` around functions.
    Wrapped {
        kind: &'static str,
        get: Value,
        set: Value,
    },
    Super {
        after: Id,
        receiver: Value,
    },
    Slice(Value, Value, Value),
    /// Of a dataclass, before the class is made.
    Field(Field),
    /// `functools.wraps` of a function of this name.
    Wraps(Rc<str>),
    /// Of this type; what is inside is not followed.
    Closed(&'static str),
}

#[derive(Debug)]
pub struct Object<'a> {
    pub kind: Kind<'a>,
    /// What makes it.
    pub span: Option<Span>,
    /// Code from elsewhere has it, or may have: nothing is known of what is inside any more.
    pub tainted: bool,
}

/// Why the replay goes on elsewhere, or not at all.
#[derive(Debug)]
pub enum Halt {
    /// What comes next is not known.
    Stop,
    /// The point that was asked for is reached.
    Reached,
    Raise(Value),
    Break,
    Continue,
    Return(Value),
    /// From the code that a generator hands its items to.
    Through(Box<Halt>),
}

pub type R<T> = Result<T, Halt>;

/// A function, class or module, never a value type.
pub fn is_definition(path: &str) -> bool {
    let is_own = !path.contains('.') && !matches!(path, "Ellipsis" | "NotImplemented");
    is_own || definition(path).is_some() || path.starts_with("typing.") && path != "typing.TYPE_CHECKING"
}
