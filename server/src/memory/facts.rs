//! What the machine found, as plain data for `recursion/` and `ide/`.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use rustpython_ast::name::Name;
use smallvec::SmallVec;

use crate::memory::value::{Constant, ConstantId, ObjectId, Storage, Type, Types, V, Value};
use crate::names::{OccurrenceId, ScopeId, SymbolId};
use crate::text::Span;

#[derive(Debug, Default)]
pub struct Facts {
    /// The value each name has right after its occurrence; index: [`OccurrenceId`].
    pub(super) values: Vec<V>,
    /// Every value, by number.
    pub(super) table: Vec<Value>,
    /// Occurrences that no execution reaches, or that the machine did not trace, have no value: `false` here.
    pub reached: Vec<bool>,
    /// Symbols of the occurrence's own scope that refer to the very same object right after it,
    /// on every execution.
    pub same_as: FxHashMap<OccurrenceId, SmallVec<[SymbolId; 2]>>,
    /// Why a value is unknown, where there is more to say than "not known".
    pub why_unknown: FxHashMap<OccurrenceId, Why>,
    /// Bindings of which only a habit tells where the value is; index: [`OccurrenceId`].
    pub judged: Vec<Judged>,
    pub objects: Vec<Object>,
    /// In order of position.
    pub calls: Vec<Call>,
    /// Every `a.b`, loaded, stored or deleted, in order of position.
    pub attributes: Vec<Attribute>,
    /// Function and lambda scopes, by scope.
    pub functions: FxHashMap<ScopeId, Function>,
    pub types: Types,
    pub constants: Vec<Constant>,
    pub externals: Vec<External>,
    /// Classes that may have a metaclass.
    pub unsure_types: FxHashSet<ObjectId>,
    /// Types of a library's class *or of one that inherits from it*: their name is not claimed.
    pub open_types: FxHashSet<Type>,
}

/// A module, function or class that Python or a library provides.
#[derive(Debug, Clone)]
pub struct External {
    /// `math`, `math.sqrt`, `builtins.len`.
    pub path: Arc<str>,
    pub type_: Type,
}

/// The reason for an unknown value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    /// A parameter without a call in the file, an annotation or a default that tells.
    NoCallSeen,
    /// The result of code outside this file.
    OutsideCode,
    /// An imported name.
    Imported,
    /// An element or attribute of something unknown.
    PartOfUnknown,
    /// More possibilities than the machine follows.
    TooMany,
}

/// The habit by which a binding is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Judged {
    #[default]
    No,
    /// What is done with the name.
    Uses,
    /// What examples in docstrings pass.
    Examples,
    /// How an imported name is written.
    Name,
}

/// An allocation site.
#[derive(Debug, Clone)]
pub struct Object {
    /// The expression or `def`/`class` statement that makes it.
    pub span: Span,
    /// The scope whose code makes it.
    pub scope: ScopeId,
    pub type_: Type,
    /// The class of this file it is an instance of, or the function or class it is.
    pub definition: Option<ScopeId>,
    /// The site makes more than one object in one run of its frame (a loop).
    pub many: bool,
    /// A constant of the compiled code: it is there before and after every run of the place.
    pub is_constant: bool,
    /// No site of the text: any of the instances of its class that methods with unseen callers were called on.
    pub stands_in: bool,
    pub size: Option<Size>,
    /// The number of items, where every execution has that number right after creation.
    pub length: Option<u32>,
    /// In order of position.
    pub mutations: Vec<Mutation>,
    pub escapes: Vec<Escape>,
    /// Names known to refer to it at some point: scope and symbol.
    pub names: SmallVec<[(ScopeId, SymbolId); 2]>,
}

impl Object {
    /// An object of which no more is known yet.
    pub fn new(span: Span, scope: ScopeId, type_: Type, definition: Option<ScopeId>) -> Object {
        Object {
            span,
            scope,
            type_,
            definition,
            many: false,
            is_constant: false,
            stands_in: false,
            size: None,
            length: None,
            mutations: Vec::new(),
            escapes: Vec::new(),
            names: SmallVec::new(),
        }
    }
}

/// `sys.getsizeof` right after creation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub bytes: u64,
    pub exact: bool,
}

/// A place where an object is changed, through whatever name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mutation {
    pub span: Span,
    /// How, as text: `append`, `item assignment`, `attribute name`, …
    pub how: &'static str,
    /// The object may be another one on some execution.
    pub possible: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Escape {
    pub to: EscapeTo,
    pub span: Span,
    /// Through what: the name, attribute or callee.
    pub through: Box<str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EscapeTo {
    Return,
    Yield,
    Global,
    Closure,
    Argument,
    Attribute,
    Container,
    Raise,
}

/// A call expression.
#[derive(Debug, Clone)]
pub struct Call {
    pub span: Span,
    pub scope: ScopeId,
    /// Functions of this file it can enter; `__init__` for a class of this file.
    pub callees: SmallVec<[ScopeId; 2]>,
    /// Nothing but `callees` can be entered.
    pub complete: bool,
    /// The receiver of a method call, then the arguments in order of the text.
    pub arguments: SmallVec<[Argument; 4]>,
    /// What the callee's parameters hold in *this* call, for a single callee: name → constant.
    pub constants: SmallVec<[(SymbolId, ConstantId); 2]>,
}

#[derive(Debug, Clone)]
pub struct Argument {
    pub span: Span,
    /// The argument is this bare name.
    pub name: Option<OccurrenceId>,
    pub receiver: bool,
    /// The call changes the object of the argument: on every run, on some, or never as far as known.
    pub changed: Change,
    /// Where in the callee, if in this file.
    pub change_at: Option<Span>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Change {
    #[default]
    No,
    Possible,
    Certain,
}

/// `value.name`.
#[derive(Debug, Clone)]
pub struct Attribute {
    /// The attribute's name.
    pub span: Span,
    /// The whole expression.
    pub whole: Span,
    pub scope: ScopeId,
    pub name: Name,
    pub value: Value,
    pub store: bool,
    /// The class of this file whose instance carries it, where there is exactly one.
    pub class: Option<ScopeId>,
}

/// What a function of the file does to memory.
#[derive(Debug, Clone, Default)]
pub struct Function {
    pub returns: Value,
    /// Parameters whose object it changes.
    pub changes: Vec<(SymbolId, Change, Span)>,
    /// Calls of it in the file.
    pub calls: Vec<Span>,
    /// It is used other than by calling it by its name: not all its calls need be seen.
    pub escapes: bool,
}

impl Facts {
    pub fn value(&self, occurrence: OccurrenceId) -> Option<&Value> {
        let index = occurrence.0 as usize;
        let reached = self.reached.get(index).filter(|reached| **reached);
        reached.and(self.values.get(index)).map(|v| &self.table[v.0 as usize])
    }

    pub fn object(&self, id: ObjectId) -> &Object {
        &self.objects[id.0 as usize]
    }

    pub fn constant(&self, id: ConstantId) -> &Constant {
        &self.constants[id.0 as usize]
    }

    /// Where a value is, in the teaching model.
    pub fn storage(&self, value: &Value) -> Storage {
        value.storage()
    }

    /// Every type the value can have; empty if not known.
    pub fn types_of(&self, value: &Value) -> Vec<&str> {
        use crate::memory::value::Atom;
        let mut found = Vec::new();
        if value.unknown || value.open {
            return found;
        }
        for atom in &value.atoms {
            let type_ = match atom {
                Atom::Scalar(type_, _) | Atom::Heap(type_) => *type_,
                Atom::Object(id) if self.unsure_types.contains(id) => return Vec::new(),
                Atom::Object(id) => self.object(*id).type_,
                Atom::External(id) => self.externals[id.0 as usize].type_,
                Atom::AnyHeap | Atom::AnyScalar => return Vec::new(),
            };
            let name = self.types.name(type_);
            if name.is_empty() || self.open_types.contains(&type_) {
                return Vec::new();
            }
            if !found.contains(&name) {
                found.push(name);
            }
        }
        found
    }

    /// The value, where it is the same constant on every execution.
    pub fn constant_of(&self, value: &Value) -> Option<&Constant> {
        use crate::memory::value::Atom;
        match (value.unknown || value.open, value.atoms.as_slice()) {
            (false, [Atom::Scalar(_, Some(id))]) => Some(self.constant(*id)),
            _ => None,
        }
    }

    /// There is one empty tuple: one that may be empty may be another place's object.
    pub fn may_be_empty_tuple(&self, value: &Value) -> bool {
        self.objects_of(value).any(|id| {
            let object = self.object(id);
            self.types.name(object.type_) == "tuple" && object.length.is_none() && !object.is_constant
        })
    }

    /// The objects of this file it can refer to.
    pub fn objects_of(&self, value: &Value) -> impl Iterator<Item = ObjectId> {
        use crate::memory::value::Atom;
        value.atoms.clone().into_iter().filter_map(|atom| match atom {
            Atom::Object(id) if !self.object(id).stands_in => Some(id),
            _ => None,
        })
    }

    /// The allocation sites of the file.
    pub fn sites(&self) -> impl Iterator<Item = (ObjectId, &Object)> {
        let all = self.objects.iter().enumerate();
        all.filter(|(_, object)| !object.stands_in).map(|(id, object)| (ObjectId(id as u32), object))
    }
}
