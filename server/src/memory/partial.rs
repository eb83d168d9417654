//! Calls of `functools.partial` objects.

use smallvec::SmallVec;

use crate::memory::call::{Arg, ArgKind, Entered};
use crate::memory::frame::{Frame, Val};
use crate::memory::heap::CellId;
use crate::memory::machine::Machine;
use crate::memory::value::{Atom, BOTTOM, ObjectId, UNKNOWN};
use crate::text::Span;

impl<'a> Machine<'a> {
    /// Calls what a `functools.partial` holds, with its arguments before the call's own.
    ///
    /// After `f = partial(f, 1)` the site may hold itself: calls through it come round, with more arguments each time.
    pub fn call_partial(
        &mut self,
        f: &mut Frame,
        id: ObjectId,
        args: &mut [Arg<'a>],
        span: Span,
        entered: &mut Entered,
    ) -> Val {
        if self.partials.contains(&id) {
            let held = self.values.atom(Atom::Object(id));
            self.taint(held);
            return self.call_other(f, args, span, entered);
        }
        let contents = self.contents(id);
        let (function, named) = (contents.keys, contents.rest);
        let cells: SmallVec<[CellId; 4]> = contents.entries.iter().map(|(_, cell)| *cell).collect();
        let function = self.read(function, f.unit);
        let mut all: Vec<Arg<'a>> = Vec::with_capacity(cells.len() + args.len() + 1);
        for cell in cells {
            let bound = self.read(cell, f.unit);
            all.push(Arg::new(Val::plain(bound), ArgKind::Positional));
        }
        all.extend_from_slice(args);
        if self.read(named, f.unit) != BOTTOM {
            // Arguments by name are not told apart.
            all.push(Arg::new(Val::plain(UNKNOWN), ArgKind::DoubleStar));
        }
        self.partials.push(id);
        let result = self.call_value(f, Val::plain(function), &mut all, span, entered);
        self.partials.pop();
        result
    }
}
