//! The state of one frame while it is traced: a slot for each name, joined where paths meet.

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::memory::known::Known;
use crate::memory::unit::UnitId;
use crate::memory::value::{BOTTOM, V, Values};
use crate::names::{ScopeId, SymbolId};
use crate::syntax::Shift;

/// Which parameters' objects a value can be, as bits, for up to 63 parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Origin(u64);

impl Origin {
    const ONLY: u64 = 1 << 63;

    /// The object that came in as the parameter, and nothing else.
    pub fn parameter(index: usize) -> Origin {
        if index < 63 { Origin(1 << index | Origin::ONLY) } else { Origin::default() }
    }

    /// The parameter it is on every execution.
    pub fn only(self) -> Option<usize> {
        let bits = self.0 & !Origin::ONLY;
        (self.0 & Origin::ONLY != 0 && bits.count_ones() == 1).then(|| bits.trailing_zeros() as usize)
    }

    /// It is a parameter's object on every execution, whichever.
    pub fn is_parameter(self) -> bool {
        self.0 & Origin::ONLY != 0
    }

    pub fn bits(self) -> u64 {
        self.0 & !Origin::ONLY
    }

    pub fn join(self, other: Origin) -> Origin {
        Origin((self.0 | other.0) & !Origin::ONLY | self.0 & other.0 & Origin::ONLY)
    }
}

/// A value with its identity: two names with equal, non-zero `id` hold the very same object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Val {
    pub v: V,
    pub id: u32,
    pub origin: Origin,
}

impl Val {
    /// A value whose identity is not followed.
    pub fn plain(v: V) -> Val {
        Val { v, id: 0, origin: Origin::default() }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    No,
    Maybe,
    Yes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    pub val: Val,
    pub bound: Bound,
}

pub const UNBOUND: Slot = Slot { val: Val { v: BOTTOM, id: 0, origin: Origin(0) }, bound: Bound::No };

/// The frame at a point of the program, over every execution that gets there.
#[derive(Debug, Clone)]
pub struct State {
    pub slots: Vec<Slot>,
    /// Parameters whose object was changed on every path to here, as bits.
    pub changed: u64,
    /// What is inside the objects here.
    pub known: Known,
    /// Some execution gets here.
    pub live: bool,
}

impl State {
    pub fn new(slots: usize) -> State {
        State { slots: vec![UNBOUND; slots], changed: 0, known: Known::default(), live: true }
    }

    pub fn dead() -> State {
        State { slots: Vec::new(), changed: 0, known: Known::default(), live: false }
    }

    /// Paths meet.
    pub fn join(mut self, other: State, values: &mut Values, identities: &mut Identities) -> State {
        if !self.live {
            return other;
        }
        if !other.live {
            return self;
        }
        let mut ids = Ids::default();
        for (slot, other) in self.slots.iter_mut().zip(&other.slots) {
            if slot != other {
                *slot = join_slots(*slot, *other, values, &mut ids, identities);
            }
        }
        self.changed &= other.changed;
        self.known = self.known.join(&other.known, values, &mut ids, identities);
        self
    }

    /// The same claims: values, and which names share an object.
    pub fn same(&self, other: &State) -> bool {
        if self.live != other.live || self.changed != other.changed || self.slots.len() != other.slots.len() {
            return false;
        }
        let pairs = || self.slots.iter().zip(&other.slots);
        let claims =
            pairs().all(|(a, b)| a.val.v == b.val.v && a.bound == b.bound && a.val.origin == b.val.origin);
        if !claims {
            return false;
        }
        if pairs().all(|(a, b)| a.val.id == b.val.id) {
            return self.known.same(&other.known, |id| id);
        }
        let (mut there, mut back) = (FxHashMap::default(), FxHashMap::default());
        there.reserve(self.slots.len());
        back.reserve(self.slots.len());
        pairs().all(|(a, b)| {
            (a.val.id == 0) == (b.val.id == 0)
                && *there.entry(a.val.id).or_insert(b.val.id) == b.val.id
                && *back.entry(b.val.id).or_insert(a.val.id) == a.val.id
        }) && self.known.same(&other.known, |id| there.get(&id).copied().unwrap_or(id))
    }
}

/// The numbers that tell objects apart, and which of them more than one name ever held.
#[derive(Debug, Default)]
pub struct Identities {
    last: u32,
    bound: Vec<u64>,
    shared: Vec<u64>,
}

impl Identities {
    pub fn fresh(&mut self) -> u32 {
        self.last += 1;
        self.last
    }

    /// A name holds it, perhaps one more.
    pub fn bind(&mut self, id: u32) {
        let (word, bit) = (id as usize / 64, 1 << (id % 64));
        if self.bound.len() <= word {
            self.bound.resize(word + 64, 0);
            self.shared.resize(word + 64, 0);
        }
        self.shared[word] |= self.bound[word] & bit;
        self.bound[word] |= bit;
    }

    pub fn is_shared(&self, id: u32) -> bool {
        self.shared.get(id as usize / 64).is_some_and(|word| word >> (id % 64) & 1 != 0)
    }
}

/// The identity of what was one object here and another there.
#[derive(Default)]
pub struct Ids(SmallVec<[(u32, u32, u32); 8]>);

impl Ids {
    /// The identity of what is `x` on one path and `y` on the other.
    pub fn join(&mut self, x: u32, y: u32, identities: &mut Identities) -> u32 {
        if x == y || x == 0 || y == 0 {
            return if x == y { x } else { 0 };
        }
        let known = self.0.iter().find(|(p, q, _)| (*p, *q) == (x, y)).map(|(_, _, id)| *id);
        let id = known.unwrap_or_else(|| identities.fresh());
        identities.bind(id);
        if known.is_none() {
            self.0.push((x, y, id));
        }
        id
    }

    /// What `x` of one path is joined with: the identity on the other path, and that of both.
    pub fn partners(&self, x: u32) -> impl Iterator<Item = (u32, u32)> {
        self.0.iter().filter(move |(p, ..)| *p == x).map(|(_, q, id)| (*q, *id))
    }
}

pub fn join_slots(a: Slot, b: Slot, values: &mut Values, ids: &mut Ids, identities: &mut Identities) -> Slot {
    let bound = if a.bound == b.bound { a.bound } else { Bound::Maybe };
    if a.bound == Bound::No {
        return Slot { bound, ..b };
    }
    if b.bound == Bound::No {
        return Slot { bound, ..a };
    }
    let id = ids.join(a.val.id, b.val.id, identities);
    let origin = a.val.origin.join(b.val.origin);
    Slot { val: Val { v: values.join(a.val.v, b.val.v), id, origin }, bound }
}

/// Where the paths that leave a loop's body early go.
#[derive(Debug)]
pub struct Loop {
    pub breaks: State,
    pub continues: State,
    /// [`Frame::reads_unbound`] around the loop.
    pub carries: bool,
}

/// The frame that is being traced: that of a function, with the class bodies and
/// comprehensions in it, or the global frame.
#[derive(Debug)]
pub struct Frame {
    pub unit: UnitId,
    /// The scopes that are open, each with its first slot.
    pub scopes: SmallVec<[(ScopeId, u32); 4]>,
    pub state: State,
    pub loops: Vec<Loop>,
    /// For each `try` that is open, every slot that was bound in it.
    pub tries: Vec<Vec<(u32, Slot)>>,
    /// Loops and comprehensions around.
    pub repeats: u32,
    /// The generator expression that comes next is used up where it stands: `sum(… for …)`.
    pub eager: bool,
    /// In the body of a generator expression, which runs later: the scopes around it, whose names may have
    /// been bound again by then.
    pub later: usize,
    /// Functions of the file that it has called, in the order of the calls.
    pub called: SmallVec<[UnitId; 4]>,
    /// A name was read that not every path had bound.
    pub reads_unbound: bool,
    pub shift: Shift,
    /// The identity that each parameter's object came in with.
    pub parameters: SmallVec<[u32; 4]>,
    /// Facts are noted down; false on second looks at a `finally`.
    pub notes: bool,
    /// Where the paths that return end.
    pub returned: State,
}

impl Frame {
    pub fn new(unit: UnitId, scope: ScopeId, slots: usize, shift: Shift) -> Frame {
        Frame {
            unit,
            scopes: SmallVec::from_slice(&[(scope, 0)]),
            state: State::new(slots),
            loops: Vec::new(),
            tries: Vec::new(),
            repeats: 0,
            eager: false,
            later: 0,
            called: SmallVec::new(),
            reads_unbound: false,
            shift,
            parameters: SmallVec::new(),
            notes: true,
            returned: State::dead(),
        }
    }

    /// The innermost scope that is open.
    pub fn scope(&self) -> ScopeId {
        self.scopes.last().map_or(crate::names::MODULE, |(scope, _)| *scope)
    }

    /// The slot of a variable, if its scope is open.
    pub fn slot(&self, scope: ScopeId, symbol: SymbolId) -> Option<u32> {
        self.scopes.iter().rev().find(|(open, _)| *open == scope).map(|(_, base)| base + symbol.0)
    }

    pub fn open(&mut self, scope: ScopeId, slots: usize) {
        self.scopes.push((scope, self.state.slots.len() as u32));
        self.state.slots.resize(self.state.slots.len() + slots, UNBOUND);
    }

    pub fn close(&mut self) {
        if let Some((_, base)) = self.scopes.pop() {
            self.state.slots.truncate(base as usize);
            for binds in &mut self.tries {
                binds.retain(|(slot, _)| *slot < base);
            }
        }
    }
}
