//! Which names of a frame hold which object, at one point of its code.

use smallvec::SmallVec;

use crate::memory::value::ObjectId;

/// What one name can hold, of the objects that are followed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Slot {
    /// Sorted.
    pub may: SmallVec<[ObjectId; 2]>,
    /// What it holds on every execution that gets here.
    pub must: Option<ObjectId>,
}

impl Slot {
    pub fn add(&mut self, object: ObjectId) {
        if let Err(at) = self.may.binary_search(&object) {
            self.may.insert(at, object);
        }
    }
}

/// The names of the frame, by symbol, then what the statements around hold on to themselves: the
/// iterable of a `for`, the manager of a `with`, the subject of a `match`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    pub slots: Vec<Slot>,
    pub live: bool,
}

impl State {
    pub fn new(count: usize) -> State {
        State { slots: vec![Slot::default(); count], live: true }
    }

    pub fn dead() -> State {
        State { slots: Vec::new(), live: false }
    }

    /// Some name holds it on every execution.
    pub fn is_held(&self, object: ObjectId) -> bool {
        self.slots.iter().any(|slot| slot.must == Some(object))
    }

    /// Paths meet. One of them may have left statements of which the other is still inside.
    pub fn join(&mut self, other: &State) {
        if !other.live {
            return;
        }
        if !self.live {
            *self = other.clone();
            return;
        }
        for (slot, other) in self.slots.iter_mut().zip(&other.slots) {
            if slot != other {
                other.may.iter().for_each(|object| slot.add(*object));
                if slot.must != other.must {
                    slot.must = None;
                }
            }
        }
    }
}
