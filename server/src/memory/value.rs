//! Abstract values: what a name can hold.

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

/// Index into [`Types::names`]: what `type(v).__name__` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Type(pub u16);

/// Index into [`Constants`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConstantId(pub u32);

/// Index into `Facts::objects`: an allocation site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId(pub u32);

/// One thing a value can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Atom {
    /// A value type, with its value where that is known.
    Scalar(Type, Option<ConstantId>),
    /// An object made at a place of this file.
    Object(ObjectId),
    /// An object of a known type made elsewhere (a builtin function, an imported module, …).
    Heap(Type),
    /// Some object: not a value type, the type not known.
    AnyHeap,
    /// Some value type, which one not known.
    AnyScalar,
}

/// A set of possibilities. No atom and not unknown: no execution gets here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Value {
    /// Sorted, without duplicates.
    pub atoms: SmallVec<[Atom; 2]>,
    /// It can also be something the machine knows nothing of.
    pub unknown: bool,
    /// Rests on an annotation, a habit, or calls that need not be all calls.
    pub assumed: bool,
}

/// Where a value is, in the teaching model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Storage {
    Stack,
    Heap,
    Either,
    #[default]
    Unknown,
}

/// A constant.
#[derive(Debug, Clone, PartialEq)]
pub enum Constant {
    None,
    Bool(bool),
    Int(i64),
    Float(f64),
    Str(Box<str>),
    Bytes(Box<[u8]>),
}

/// Every type name the file's values have.
#[derive(Debug, Default)]
pub struct Types {
    pub names: Vec<Box<str>>,
    pub(super) by_name: FxHashMap<Box<str>, Type>,
}

impl Types {
    pub fn name(&self, type_: Type) -> &str {
        &self.names[type_.0 as usize]
    }
}

impl Value {
    pub fn unknown() -> Value {
        Value { unknown: true, ..Value::default() }
    }

    /// No execution gets here.
    pub fn is_bottom(&self) -> bool {
        self.atoms.is_empty() && !self.unknown
    }

    /// Where the value is, in the teaching model.
    pub fn storage(&self) -> Storage {
        if self.unknown || self.atoms.is_empty() {
            return Storage::Unknown;
        }
        let is_scalar = |atom: &Atom| matches!(atom, Atom::Scalar(..) | Atom::AnyScalar);
        match (self.atoms.iter().any(is_scalar), self.atoms.iter().all(is_scalar)) {
            (_, true) => Storage::Stack,
            (false, false) => Storage::Heap,
            (true, false) => Storage::Either,
        }
    }
}

impl Constant {
    /// As Python's `repr` writes it.
    pub fn repr(&self) -> String {
        match self {
            Constant::None => "None".into(),
            Constant::Bool(true) => "True".into(),
            Constant::Bool(false) => "False".into(),
            Constant::Int(value) => value.to_string(),
            Constant::Float(value) => super::repr::float(*value),
            Constant::Str(value) => super::repr::string(value),
            Constant::Bytes(value) => super::repr::bytes(value),
        }
    }
}
