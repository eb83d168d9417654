//! Abstract values: what a name can hold. A finite lattice: bottom (no execution), sets of
//! possibilities, unknown.

use indexmap::IndexSet;
use rustc_hash::{FxBuildHasher, FxHashMap};
use smallvec::SmallVec;

use crate::memory::types;

/// Index into [`Types::names`]: what `type(v).__name__` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Type(pub u16);

/// Index into `Facts::constants`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConstantId(pub u32);

/// Index into `Facts::objects`: an allocation site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId(pub u32);

/// Index into `Facts::externals`: a thing that Python or a library provides, by its path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExternalId(pub u32);

/// One thing a value can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Atom {
    /// A value type, with its value where that is known.
    Scalar(Type, Option<ConstantId>),
    /// An object made at a place of this file.
    Object(ObjectId),
    /// A module, function or class from elsewhere, by its path (`math.sqrt`).
    External(ExternalId),
    /// An object of a known type made somewhere.
    Heap(Type),
    /// Some object: not a value type, the type not known.
    AnyHeap,
    /// Some value type, which one not known.
    AnyScalar,
}

/// A set of possibilities. No atom and not unknown: no execution gets here.
#[derive(Debug, PartialEq, Eq, Hash, Default)]
pub struct Value {
    /// Sorted, without duplicates.
    pub atoms: SmallVec<[Atom; 2]>,
    /// It can also be something the machine knows nothing of.
    pub unknown: bool,
    /// Rests on an annotation, a habit, or calls that need not be all calls.
    pub assumed: bool,
    /// Rests on the calls in this file, or on what the file knows of a class: other code may pass
    /// other types and objects, so only the storage is claimed.
    pub open: bool,
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

impl Atom {
    pub fn is_scalar(self) -> bool {
        matches!(self, Atom::Scalar(..) | Atom::AnyScalar)
    }
}

impl Clone for Value {
    /// As bytes; item by item it costs several times as much.
    fn clone(&self) -> Value {
        Value { atoms: SmallVec::from_slice(&self.atoms), ..*self }
    }
}

impl Value {
    pub fn unknown() -> Value {
        Value { unknown: true, ..Value::default() }
    }

    pub fn of(atom: Atom) -> Value {
        Value { atoms: SmallVec::from_slice(&[atom]), ..Value::default() }
    }

    /// No execution gets here.
    pub fn is_bottom(&self) -> bool {
        self.atoms.is_empty() && !self.unknown
    }

    /// An object or one of several, and nothing that is not known.
    pub fn is_reference(&self) -> bool {
        !self.unknown && self.atoms.iter().any(|atom| !atom.is_scalar())
    }

    /// The one possibility, if there is exactly one.
    pub fn single(&self) -> Option<Atom> {
        match (self.unknown, self.atoms.as_slice()) {
            (false, [atom]) => Some(*atom),
            _ => None,
        }
    }

    /// Where the value is, in the teaching model.
    pub fn storage(&self) -> Storage {
        if self.unknown || self.atoms.is_empty() {
            return Storage::Unknown;
        }
        let scalars = self.atoms.iter().filter(|atom| atom.is_scalar()).count();
        match scalars {
            0 => Storage::Heap,
            all if all == self.atoms.len() => Storage::Stack,
            _ => Storage::Either,
        }
    }

    /// The least value that covers both.
    pub fn join(&self, other: &Value) -> Value {
        let mut atoms: SmallVec<[Atom; 2]> = SmallVec::with_capacity(self.atoms.len() + other.atoms.len());
        let (mut a, mut b) = (self.atoms.iter().peekable(), other.atoms.iter().peekable());
        loop {
            let next = match (a.peek(), b.peek()) {
                (Some(x), Some(y)) => match x.cmp(y) {
                    std::cmp::Ordering::Less => a.next(),
                    std::cmp::Ordering::Greater => b.next(),
                    std::cmp::Ordering::Equal => {
                        b.next();
                        a.next()
                    }
                },
                (Some(_), None) => a.next(),
                (None, _) => b.next(),
            };
            match next {
                Some(atom) => atoms.push(*atom),
                None => break,
            }
        }
        Value {
            atoms,
            unknown: self.unknown || other.unknown,
            assumed: self.assumed || other.assumed,
            open: self.open || other.open,
        }
        .normal()
    }

    /// Two constants of one type are that type; many possibilities are fewer, wider ones.
    fn normal(mut self) -> Value {
        self.merge_constants();
        if self.atoms.len() > MOST_ATOMS {
            self.atoms.clear();
            self.unknown = true;
        }
        self
    }

    fn merge_constants(&mut self) {
        let mut at = 0;
        while at + 1 < self.atoms.len() {
            match (self.atoms[at], self.atoms[at + 1]) {
                (Atom::Scalar(a, first), Atom::Scalar(b, _)) if a == b => {
                    self.atoms[at] = Atom::Scalar(a, first.filter(|_| a == types::NONE));
                    self.atoms.remove(at + 1);
                }
                _ => at += 1,
            }
        }
    }

    /// The same without the values of constants: what a loop can make of it.
    #[must_use]
    pub fn without_constants(&self) -> Value {
        let mut value = self.clone();
        for atom in &mut value.atoms {
            if let Atom::Scalar(type_, constant) = atom
                && *type_ != types::NONE
            {
                *constant = None;
            }
        }
        value
    }

    /// Only the possibilities that `keep` admits.
    #[must_use]
    pub fn filter(&self, keep: impl Fn(Atom) -> bool) -> Value {
        let atoms = self.atoms.iter().copied().filter(|atom| keep(*atom)).collect();
        Value { atoms, ..*self }
    }
}

/// More possibilities than this are "unknown".
const MOST_ATOMS: usize = 16;

/// A value by its number: equal values have equal numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct V(pub u32);

/// No execution.
pub const BOTTOM: V = V(0);
pub const UNKNOWN: V = V(1);

/// Every value the machine met, once each; joins are remembered.
#[derive(Debug)]
pub struct Values {
    table: IndexSet<Value, FxBuildHasher>,
    joins: FxHashMap<(V, V), V>,
    atoms: FxHashMap<Atom, V>,
    /// The values of single objects and constants, at their numbers; `BOTTOM` where not met yet.
    objects: Vec<V>,
    constants: Vec<(Type, V)>,
    scalars: Vec<V>,
    /// Each value as less certain ones; see [`Values::marked`].
    marked: Vec<[V; 3]>,
}

impl Default for Values {
    fn default() -> Values {
        let mut values = Values {
            table: IndexSet::default(),
            joins: FxHashMap::default(),
            atoms: FxHashMap::default(),
            objects: Vec::new(),
            constants: Vec::new(),
            scalars: Vec::new(),
            marked: Vec::new(),
        };
        values.add(Value::default());
        values.add(Value::unknown());
        for type_ in 0..=types::NONE.0 {
            // `None` has but one value: constant 0.
            let constant = (type_ == types::NONE.0).then_some(ConstantId(0));
            let scalar = values.add(Value::of(Atom::Scalar(Type(type_), constant)));
            values.scalars.push(scalar);
        }
        values
    }
}

impl Values {
    /// With room for what a file with so many names needs.
    pub fn for_occurrences(count: usize) -> Values {
        let mut values = Values::default();
        values.table.reserve(count / 4);
        values.joins.reserve(count / 4);
        values.marked.reserve(count / 4);
        values
    }

    pub fn add(&mut self, mut value: Value) -> V {
        if value.unknown && self.table.len() > UNKNOWN.0 as usize {
            // It can be anything: what still matters is which objects a change of it may reach.
            value.atoms.retain(|atom| matches!(atom, Atom::Object(_) | Atom::External(_) | Atom::Heap(_)));
            if value.atoms.is_empty() {
                return UNKNOWN;
            }
        }
        V(self.table.insert_full(value).0 as u32)
    }

    /// Every value, at its number.
    pub fn into_table(self) -> Vec<Value> {
        self.table.into_iter().collect()
    }

    pub fn atom(&mut self, atom: Atom) -> V {
        let known = match atom {
            Atom::Object(id) => self.objects.get(id.0 as usize).copied().filter(|v| *v != BOTTOM),
            Atom::Scalar(type_, None) if type_ != types::NONE => self.scalars.get(type_.0 as usize).copied(),
            Atom::Scalar(type_, Some(id)) => {
                let constant = self.constants.get(id.0 as usize).filter(|known| known.0 == type_);
                constant.map(|known| known.1).filter(|v| *v != BOTTOM)
            }
            _ => self.atoms.get(&atom).copied(),
        };
        if let Some(number) = known {
            return number;
        }
        let number = self.add(Value::of(atom));
        match atom {
            Atom::Object(id) => *grown(&mut self.objects, id.0, BOTTOM) = number,
            Atom::Scalar(type_, Some(id)) => {
                *grown(&mut self.constants, id.0, (type_, BOTTOM)) = (type_, number);
            }
            _ => _ = self.atoms.insert(atom, number),
        }
        number
    }

    /// A value type of unknown value.
    pub fn scalar(&self, type_: Type) -> V {
        self.scalars[type_.0 as usize]
    }

    pub fn get(&self, number: V) -> &Value {
        &self.table[number.0 as usize]
    }

    pub fn join(&mut self, a: V, b: V) -> V {
        if a == b || b == BOTTOM {
            return a;
        }
        if a == BOTTOM {
            return b;
        }
        let key = if a < b { (a, b) } else { (b, a) };
        if let Some(found) = self.joins.get(&key) {
            return *found;
        }
        let joined = self.get(a).join(self.get(b));
        let joined = self.add(joined);
        self.joins.insert(key, joined);
        joined
    }

    pub fn without_constants(&mut self, number: V) -> V {
        let value = self.get(number);
        if !value
            .atoms
            .iter()
            .any(|atom| matches!(atom, Atom::Scalar(type_, Some(_)) if *type_ != types::NONE))
        {
            return number;
        }
        let value = value.without_constants();
        self.add(value)
    }

    pub fn assumed(&mut self, number: V) -> V {
        self.marked(number, true, false)
    }

    /// The same, as far as this file tells.
    pub fn open(&mut self, number: V) -> V {
        self.marked(number, true, true)
    }

    /// A value of which the storage alone is told, by a habit.
    pub fn open_any(&mut self, atom: Atom) -> V {
        let any = self.atom(atom);
        self.open(any)
    }

    /// A value that rests on another one is no more certain than that.
    pub fn marked(&mut self, number: V, assumed: bool, open: bool) -> V {
        let value = self.get(number);
        if value.is_bottom() || (value.assumed || !assumed) && (value.open || !open) {
            return number;
        }
        let at = usize::from(assumed) + 2 * usize::from(open) - 1;
        if let Some(known) = self.marked.get(number.0 as usize)
            && known[at] != BOTTOM
        {
            return known[at];
        }
        let value = self.get(number);
        let value = Value { assumed: value.assumed || assumed, open: value.open || open, ..value.clone() };
        let marked = self.add(value);
        grown(&mut self.marked, number.0, [BOTTOM; 3])[at] = marked;
        marked
    }

    /// Contents are joined over the whole run: that both kinds occur at this very place is not sure.
    pub fn unsure_either(&mut self, number: V) -> V {
        match self.get(number).storage() {
            Storage::Either => self.assumed(number),
            _ => number,
        }
    }

    pub fn filter(&mut self, number: V, keep: impl Fn(Atom) -> bool) -> V {
        if self.get(number).atoms.iter().all(|atom| keep(*atom)) {
            return number;
        }
        let value = self.get(number).filter(keep);
        self.add(value)
    }
}

/// The place in a list that is made long enough for it.
fn grown<T: Copy>(list: &mut Vec<T>, at: u32, empty: T) -> &mut T {
    let at = at as usize;
    if list.len() <= at {
        list.resize(at + 1, empty);
    }
    &mut list[at]
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

    pub fn type_(&self) -> Type {
        match self {
            Constant::None => types::NONE,
            Constant::Bool(_) => types::BOOL,
            Constant::Int(_) => types::INT,
            Constant::Float(_) => types::FLOAT,
            Constant::Str(_) => types::STR,
            Constant::Bytes(_) => types::BYTES,
        }
    }

    /// As `bool(constant)`.
    pub fn truth(&self) -> bool {
        match self {
            Constant::None => false,
            Constant::Bool(value) => *value,
            Constant::Int(value) => *value != 0,
            Constant::Float(value) => *value != 0.0,
            Constant::Str(value) => !value.is_empty(),
            Constant::Bytes(value) => !value.is_empty(),
        }
    }
}
