//! Sizes that need a look at the expression that makes the object, and those of values: what the memory
//! machine does not note down while it traces. `sys.getsizeof` right after creation, in bytes, by
//! CPython version (64-bit builds).
//!
//! Measured on 3.8 to 3.13; `tests/tests/sizes.rs` measures again. What no rule covers has no size.

mod classes;
mod growth;
mod lengths;
mod made;
mod parts;
mod scalar;

use rustc_hash::FxHashMap;

use crate::memory::facts::{Facts, Size};
use crate::memory::value::ObjectId;
use crate::names::Names;
use crate::options::Python;
use crate::syntax::Tree;

pub use scalar::scalar;

/// An object together with all it refers to, each counted once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deep {
    pub bytes: u64,
    /// Something in it is referred to more than once.
    pub shares: bool,
}

#[derive(Debug, Default)]
pub struct Sizes {
    /// `None`: what the machine says of it is not to be trusted.
    own: FxHashMap<ObjectId, Option<Size>>,
    deep: FxHashMap<ObjectId, Deep>,
}

impl Sizes {
    /// Of the object itself, right after it was made.
    pub fn own(&self, facts: &Facts, object: ObjectId) -> Option<Size> {
        self.own.get(&object).copied().unwrap_or(facts.object(object).size)
    }

    /// With all its items, right after it was made; `None` where not all of them are known.
    pub fn deep(&self, object: ObjectId) -> Option<Deep> {
        self.deep.get(&object).copied()
    }
}

/// Looks at every place of a file that makes an object.
pub fn analyse(tree: &Tree, names: &Names, facts: &Facts, python: Python) -> Sizes {
    let mut sizes = Sizes::default();
    let classes = classes::classes(tree, names, facts, python);
    for (id, object) in facts.sites() {
        let class = object.definition.and_then(|scope| classes.get(&scope));
        // Of the class object itself nothing is said.
        if let Some(bytes) = class.filter(|_| facts.types.name(object.type_) != "type") {
            sizes.own.insert(id, bytes.map(|bytes| Size { bytes, exact: true }));
        }
    }
    made::sizes(tree, names, facts, python, &mut sizes.own);
    parts::deep(tree, names, facts, python, &mut sizes);
    sizes
}
