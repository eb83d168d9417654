//! What a use tells of a value's storage, and how evidence meets where paths do.

use smallvec::SmallVec;

use crate::names::builtins::{Shared, text_method};

/// What uses tell, as bits.
pub type Bits = u16;

/// Some use needs an object.
pub const HEAP: Bits = 1;
/// Some use needs a value type.
pub const STACK: Bits = 2;
const PLAIN: Bits = HEAP | STACK;
/// The same bits, for uses behind a test of the very name: other kinds of values take another way.
const TESTED: u32 = 2;
/// Its kind is asked for (`isinstance`, a `try` that catches misuse): there is more than one.
pub const MIXED: Bits = 16;
/// It is iterated or indexed: an object or a text, no number.
pub const ITEMS: Bits = 32;
/// It is handed on to code that is not looked at.
pub const HANDED_ON: Bits = 64;
/// Asked whether it is an instance of a value type: some are.
pub const ASKED_STACK: Bits = 128;
/// Asked whether it is an instance of a class of objects: some are.
pub const ASKED_HEAP: Bits = 256;
/// What it is bound to gives `None` where there is nothing (`m.get(k)`, `p.match(s)`).
pub const OR_NONE: Bits = 512;
/// Its truth is asked for, or whether it is `None`, and both answers go on.
pub const ASKED_NONE: Bits = 1024;
/// What a test does not change.
const LASTING: Bits = MIXED | ITEMS | HANDED_ON | ASKED_STACK | ASKED_HEAP | ASKED_NONE;

/// The evidence of uses behind a test.
pub fn behind_test(bits: Bits) -> Bits {
    (bits & PLAIN) << TESTED | bits & (PLAIN << TESTED | LASTING)
}

/// What an argument is told by a parameter.
pub fn handed_on(bits: Bits) -> Bits {
    plain(bits) | bits & LASTING
}

/// Its kind is asked for, and the text shows values of both kinds.
pub fn shows_both(bits: Bits) -> bool {
    let asked =
        (if bits & ASKED_STACK == 0 { 0 } else { STACK }) | (if bits & ASKED_HEAP == 0 { 0 } else { HEAP });
    asked != 0 && asked | (bits | bits >> TESTED) & PLAIN == PLAIN
}

/// What plain uses tell; those behind a test left out.
pub fn plain(bits: Bits) -> Bits {
    if bits & MIXED == 0 { bits & PLAIN } else { 0 }
}

/// What every use tells, those behind a test of its truth as well.
pub fn every(bits: Bits) -> Bits {
    if bits & MIXED == 0 { (bits | bits >> TESTED) & PLAIN } else { 0 }
}

/// A name whose kind or truth a test asks for.
#[derive(Debug, Clone, Copy)]
pub struct Tested {
    pub variable: u32,
    /// For its truth, or whether it is `None`.
    pub for_none: bool,
}

/// What the uses from a point of the program on tell of the values that names hold there.
#[derive(Debug, Clone, Default)]
pub struct State {
    known: SmallVec<[(u32, Bits); 8]>,
    /// Every path from here raises.
    pub raises: bool,
}

impl State {
    pub fn raising() -> State {
        State { raises: true, ..State::default() }
    }

    pub fn add(&mut self, variable: u32, bits: Bits) {
        if bits == 0 {
            return;
        }
        match self.known.iter_mut().find(|(known, _)| *known == variable) {
            Some((_, old)) => *old |= bits,
            None => self.known.push((variable, bits)),
        }
    }

    /// What is told of a name up to where it is bound: the uses before tell of another value.
    pub fn take(&mut self, variable: u32) -> Bits {
        match self.known.iter().position(|(known, _)| *known == variable) {
            Some(index) => self.known.swap_remove(index).1,
            None => 0,
        }
    }

    pub fn get(&self, variable: u32) -> Bits {
        self.known.iter().find(|(known, _)| *known == variable).map_or(0, |(_, bits)| *bits)
    }

    pub fn set_tested(&mut self, variable: u32) {
        if let Some((_, bits)) = self.known.iter_mut().find(|(known, _)| *known == variable) {
            *bits = behind_test(*bits);
        }
    }

    pub fn set_mixed(&mut self, variable: u32) {
        self.set_tested(variable);
        self.add(variable, MIXED);
    }

    /// What only this way tells is told of the values that take it.
    pub fn weaken_beside(&mut self, other: &State) {
        for (variable, bits) in &mut self.known {
            if plain(*bits) != plain(other.get(*variable)) {
                *bits = behind_test(*bits);
            }
        }
    }

    pub fn entries(&self) -> impl Iterator<Item = (u32, Bits)> {
        self.known.iter().copied()
    }

    /// One of two ways is taken, by a test of the names in `tested`. What both ways agree on holds;
    /// else a way tells of the names it does not test only.
    pub fn either(mut self, other: State, tested: &[Tested]) -> State {
        if self.raises {
            return other;
        }
        if other.raises {
            return self;
        }
        for Tested { variable, .. } in tested {
            let (ours, theirs) = (self.get(*variable), other.get(*variable));
            if ours | theirs == 0 || plain(ours) == plain(theirs) && plain(ours) != 0 {
                continue;
            }
            self.take(*variable);
            self.add(*variable, behind_test(ours | theirs));
        }
        for (variable, bits) in other.known {
            if !tested.iter().any(|known| known.variable == variable) {
                self.add(variable, bits);
            } else if plain(bits) != plain(self.get(variable)) {
                self.add(variable, behind_test(bits));
            }
        }
        for Tested { variable, .. } in tested.iter().filter(|tested| tested.for_none) {
            self.add(*variable, ASKED_NONE);
        }
        self
    }
}

/// What it tells that an attribute is asked for: value types have few.
pub fn attribute(name: &str) -> Bits {
    match text_method(name) {
        Some(Shared::No) => STACK,
        Some(Shared::Yes) => 0,
        // Numbers have it alone.
        None if name == "bit_length" => STACK,
        None if name.starts_with("__") && name.ends_with("__") || is_of_numbers(name) => 0,
        None => HEAP,
    }
}

/// Attributes that value types and objects have.
pub fn is_shared(name: &str) -> bool {
    is_of_numbers(name) || text_method(name) == Some(Shared::Yes)
}

/// Attributes of numbers that other objects have too.
fn is_of_numbers(name: &str) -> bool {
    matches!(
        name,
        "as_integer_ratio"
            | "bit_count"
            | "conjugate"
            | "denominator"
            | "from_bytes"
            | "imag"
            | "is_integer"
            | "numerator"
            | "real"
            | "to_bytes"
    )
}
