//! Loops: their bodies are looked at until nothing new comes back to the head.

use rustpython_ast::{StmtFor, StmtWhile};

use crate::memory::frame::{Bound, Frame, Loop, Slot, State, Val};
use crate::memory::machine::Machine;
use crate::memory::value::UNKNOWN;
use crate::names::Access;
use crate::text::Span;

/// A loop's body is looked at so often at most; what still changes is then unknown.
const MOST_ROUNDS: u32 = 5;

/// Loops inside so many others are looked at once: rounds multiply from level to level.
const MOST_NESTED: u32 = 5;

/// One look at a loop's body.
struct Round {
    /// The states at its end.
    back: State,
    /// Those of the paths that broke out.
    breaks: State,
    /// The body read a name that it had not bound on every path: a later round may find more there.
    carries: bool,
}

enum Next {
    Again(State),
    /// `grown`: the head has names that the body bound first.
    Done {
        head: State,
        breaks: State,
        grown: bool,
    },
}

impl<'a> Machine<'a> {
    pub fn leave_loop(&mut self, f: &mut Frame, is_break: bool) {
        self.see_leaving(f);
        // Outside a loop it is an error that the reader is about to mend.
        let Some(around) = f.loops.last_mut() else { return };
        let state = std::mem::replace(&mut f.state, State::dead());
        let exit = if is_break { &mut around.breaks } else { &mut around.continues };
        let other = std::mem::replace(exit, State::dead());
        *exit = other.join(state, &mut self.values, &mut self.identities);
    }

    /// A loop body can run again: what it binds is no constant at its head.
    fn widen(&mut self, f: &mut Frame, span: Span) {
        let deep = f.repeats >= MOST_NESTED;
        if !self.is_script {
            // Little is claimed of a library's objects: it is not worth another round.
            f.state.known.clear();
        }
        let first = self.names.occurrences.partition_point(|at| at.span.start < span.start);
        for occurrence in &self.names.occurrences[first..] {
            if occurrence.span.start >= span.end {
                break;
            }
            if occurrence.access == Access::Use {
                continue;
            }
            let Some((home, symbol)) = self.names.symbol_of(occurrence).home else { continue };
            let Some(slot) = f.slot(home, symbol) else { continue };
            let Some(slot) = f.state.slots.get_mut(slot as usize) else { continue };
            if deep {
                f.state.known.clear();
                // Looked at once only: what the body binds may be anything at its head.
                *slot = Slot { val: Val::plain(UNKNOWN), bound: Bound::Maybe };
            }
            slot.val.v = self.values.without_constants(slot.val.v);
        }
    }

    fn open_loop(&mut self, f: &mut Frame) {
        f.repeats += 1;
        let carries = std::mem::replace(&mut f.reads_unbound, false);
        f.loops.push(Loop { breaks: State::dead(), continues: State::dead(), carries });
    }

    fn close_loop(&mut self, f: &mut Frame) -> Round {
        f.repeats -= 1;
        let end = std::mem::replace(&mut f.state, State::dead());
        let carries = f.reads_unbound;
        match f.loops.pop() {
            Some(around) => {
                f.reads_unbound |= around.carries;
                Round { back: self.join_states(end, around.continues), breaks: around.breaks, carries }
            }
            None => Round { back: end, breaks: State::dead(), carries },
        }
    }

    /// Joins the end of a round into the loop's head, and says whether the body must be looked at again.
    fn next_head(&mut self, f: &Frame, head: State, round: Round, count: u32) -> Next {
        let Round { back, mut breaks, carries } = round;
        self.rely_on_known(f, &head);
        if f.repeats >= MOST_NESTED {
            return Next::Done { head, breaks, grown: false };
        }
        // What is seen inside has to hold in every round.
        let is_short = !carries && self.probe.is_none();
        if is_short && let Some(next) = self.add_first_bound(&head, &back, &mut breaks) {
            return Next::Done { head: next, breaks, grown: true };
        }
        let mut next = self.join_states(head.clone(), back);
        if next.same(&head) {
            return Next::Done { head, breaks, grown: false };
        }
        if count + 1 >= MOST_ROUNDS {
            next.known.clear();
            for (slot, old) in next.slots.iter_mut().zip(&head.slots) {
                if slot.val.v != old.val.v {
                    slot.val.v = UNKNOWN;
                }
                slot.val.id = 0;
            }
            if count + 1 > MOST_ROUNDS {
                return Next::Done { head, breaks, grown: false };
            }
        }
        Next::Again(next)
    }

    /// The head with the names that the body binds first: where nothing else is new and the body read
    /// none of them before it bound them, one more round would find nothing.
    fn add_first_bound(&mut self, head: &State, back: &State, breaks: &mut State) -> Option<State> {
        if !head.live || !back.live {
            return None;
        }
        let mut rest = back.clone();
        for (slot, before) in rest.slots.iter_mut().zip(&head.slots) {
            if before.bound == Bound::No {
                *slot = *before;
            }
        }
        let mut next = self.join_states(head.clone(), rest);
        if !next.same(head) {
            return None;
        }
        for index in 0..next.slots.len() {
            let mut slot = back.slots[index];
            if head.slots[index].bound != Bound::No || slot.bound == Bound::No {
                continue;
            }
            // Bound in some rounds only: what it holds may be another round's than what its neighbours hold.
            if slot.bound == Bound::Maybe {
                slot.val.id = self.fresh_id();
            }
            slot.bound = Bound::Maybe;
            next.slots[index] = slot;
            if breaks.live && breaks.slots[index].bound != Bound::Yes {
                let before = std::mem::replace(&mut breaks.slots[index], slot);
                if before.bound == Bound::Maybe {
                    let v = self.values.join(before.val.v, slot.val.v);
                    let origin = before.val.origin.join(slot.val.origin);
                    breaks.slots[index].val = Val { origin, ..self.fresh(v) };
                }
            }
        }
        Some(next)
    }

    pub fn exec_for(&mut self, f: &mut Frame, s: &'a StmtFor) {
        let iterable = self.eval(f, &s.iter);
        let item = self.element(f, iterable.v, f.shift.span(&*s.iter), s.is_async);
        let runs_code = s.is_async || self.runs_code(iterable.v);
        self.widen(f, f.shift.span(s));
        let mut head = f.state.clone();
        let mut count = 0;
        let breaks = loop {
            f.state = head.clone();
            self.open_loop(f);
            if runs_code {
                self.forget_all(f);
            }
            let val = self.fresh(item);
            self.assign(f, &s.target, val);
            self.exec_block(f, &s.body);
            let round = self.close_loop(f);
            match self.next_head(f, head, round, count) {
                Next::Again(next) => head = next,
                Next::Done { head, breaks, .. } => {
                    f.state = head;
                    if runs_code {
                        self.forget_all(f);
                    }
                    break breaks;
                }
            }
            count += 1;
        };
        self.exec_block(f, &s.orelse);
        let end = std::mem::replace(&mut f.state, State::dead());
        f.state = self.join_states(end, breaks);
    }

    pub fn exec_while(&mut self, f: &mut Frame, s: &'a StmtWhile) {
        self.widen(f, f.shift.span(s));
        let mut head = f.state.clone();
        let mut count = 0;
        let breaks = loop {
            f.state = head.clone();
            self.open_loop(f);
            self.eval(f, &s.test);
            let mut out = f.state.clone();
            self.assume(f, &s.test, true);
            self.exec_block(f, &s.body);
            let round = self.close_loop(f);
            match self.next_head(f, head, round, count) {
                Next::Again(next) => head = next,
                Next::Done { head, breaks, grown } => {
                    std::mem::swap(&mut f.state, &mut out);
                    if grown {
                        f.state = head;
                        let notes = std::mem::replace(&mut f.notes, false);
                        self.eval(f, &s.test);
                        f.notes = notes;
                    }
                    self.assume(f, &s.test, false);
                    break breaks;
                }
            }
            count += 1;
        };
        self.exec_block(f, &s.orelse);
        let end = std::mem::replace(&mut f.state, State::dead());
        f.state = self.join_states(end, breaks);
    }
}
