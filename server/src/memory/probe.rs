//! A probe: the state of a frame at one statement, taken while the machine runs.
//!
//! What is seen is the state of the last look at the statement, in the last trace of its unit: by then
//! the heads of the loops around have stopped to grow, so it holds in every round. Where a probe is set, the
//! machine also follows how many items a list, tuple or dictionary has, and more items of each.

use rustc_hash::{FxHashMap, FxHashSet};
use rustpython_ast::Stmt;
use rustpython_ast::name::Name;
use smallvec::SmallVec;

use crate::memory::call::Arg;
use crate::memory::frame::{Bound, Frame, State, Val};
use crate::memory::known::Key;
use crate::memory::machine::Machine;
use crate::memory::moment::When;
use crate::memory::types;
use crate::memory::unit::UnitId;
use crate::memory::value::{Atom, Constant, Type, V};
use crate::names::{ScopeId, SymbolId};

/// Items of one object that are followed.
pub const MOST_FOLLOWED: usize = 64;

#[derive(Debug)]
pub struct Probe {
    /// Where the statement starts.
    at: u32,
    when: When,
    /// The statement is running: it may leave its block.
    running: bool,
    /// Methods that something unknown is asked for: it may be an instance of any class that has them.
    pub asked: FxHashSet<Name>,
    pub seen: Option<Seen>,
    /// Names that the body of a class has bound, whatever happens, when it ends.
    pub class_bound: FxHashMap<ScopeId, Vec<SymbolId>>,
    /// Attributes that are deleted somewhere.
    pub deleted: FxHashSet<Name>,
}

#[derive(Debug)]
pub struct Seen {
    pub unit: UnitId,
    pub scopes: SmallVec<[(ScopeId, u32); 4]>,
    pub state: State,
    /// The identity of the first parameter.
    pub receiver: u32,
    /// Those of all parameters.
    pub parameters: SmallVec<[u32; 4]>,
}

impl Probe {
    pub fn new(at: u32, when: When) -> Probe {
        Probe {
            at,
            when,
            running: false,
            asked: FxHashSet::default(),
            seen: None,
            class_bound: FxHashMap::default(),
            deleted: FxHashSet::default(),
        }
    }
}

impl<'a> Machine<'a> {
    pub fn is_probed(&self, f: &Frame, statement: &Stmt) -> bool {
        // On second looks at a `finally` only some of its executions are looked at.
        f.notes && self.probe.as_ref().is_some_and(|probe| probe.at == f.shift.span(statement).start)
    }

    pub fn exec_probed(&mut self, f: &mut Frame, statement: &'a Stmt) {
        let Some(probe) = &mut self.probe else { return };
        if probe.when == When::Entered {
            self.see(f);
            return self.step(f, statement);
        }
        probe.running = true;
        probe.seen = None;
        self.step(f, statement);
        if let Some(probe) = &mut self.probe {
            probe.running = false;
        }
        if f.state.live {
            self.see(f);
        }
    }

    fn see(&mut self, f: &Frame) {
        self.rely_on_state(f);
        if let Some(probe) = &mut self.probe {
            let receiver = f.parameters.first().copied().unwrap_or_default();
            let (scopes, state) = (f.scopes.clone(), f.state.clone());
            let parameters = f.parameters.clone();
            probe.seen = Some(Seen { unit: f.unit, scopes, state, receiver, parameters });
        }
    }

    /// The body of a class without decorators ends.
    pub fn note_class_body(&mut self, f: &Frame, scope: ScopeId) {
        let Some(probe) = &mut self.probe else { return };
        let count = self.names.scope(scope).symbols.len();
        let slots = f.state.slots.iter().rev().take(count).rev().enumerate();
        let bound = slots.filter(|(_, slot)| f.state.live && slot.bound == Bound::Yes);
        let bound = bound.map(|(index, _)| SymbolId(index as u32)).collect();
        probe.class_bound.insert(scope, bound);
    }

    /// A method is called on a value.
    pub fn note_asked(&mut self, method: &Name, receiver: V) {
        let value = self.values.get(receiver);
        let is_open = |atom: &Atom| matches!(atom, Atom::AnyHeap | Atom::Heap(_));
        if (value.unknown || value.atoms.iter().any(is_open))
            && let Some(probe) = &mut self.probe
        {
            probe.asked.insert(method.clone());
        }
    }

    /// The statement is about to leave its block: `return`, `break`, `raise`.
    pub fn see_leaving(&mut self, f: &Frame) {
        if self.probe.as_ref().is_some_and(|probe| probe.running) && f.state.live && f.notes {
            self.see(f);
        }
    }

    /// The unit is traced anew.
    pub fn forget_seen(&mut self, unit: UnitId) {
        if let Some(probe) = &mut self.probe
            && probe.seen.as_ref().is_some_and(|seen| seen.unit == unit)
        {
            probe.seen = None;
        }
    }

    /// The object has as many items from here on.
    pub fn learn_length(&mut self, f: &mut Frame, object: Val, length: usize) {
        if self.probe.is_some() && length <= MOST_FOLLOWED {
            let length = self.constant(Constant::Int(length as i64));
            self.learn(f, object, Key::Length, Val::plain(length));
        }
    }

    pub fn forget_length(&mut self, f: &mut Frame, object: Val) {
        if self.probe.is_some() {
            self.forget(f, object, |key| key == Key::Length);
        }
    }

    /// A dictionary from a display of `count` keys: so many items where all are known and none is there twice.
    pub fn learn_dict_length(&mut self, f: &mut Frame, made: Val, count: Option<usize>) {
        let known = f.state.known.about(made.id).filter(|(_, key, _)| key.is_item()).count();
        if self.probe.is_some() && count == Some(known) {
            self.learn_length(f, made, count.unwrap_or_default());
        }
    }

    fn length(&mut self, f: &Frame, object: Val) -> Option<usize> {
        // Of a receiver that can be several, each is looked at apart: they must not be counted twice.
        let mut about = f.state.known.about(object.id);
        let (v, ..) = about.find(|(_, key, _)| *key == Key::Length)?;
        self.values.get(v).single()?;
        let length = self.known(f, object, Key::Length)?;
        match self.constant_of(length.v) {
            Some(Constant::Int(length)) => usize::try_from(*length).ok(),
            _ => None,
        }
    }

    /// How many items the object has once one is put at `index`.
    pub fn length_with(&mut self, f: &Frame, object: Val, index: Val) -> Option<usize> {
        self.probe.as_ref()?;
        let length = self.length(f, object)?;
        let key = self.item_key(object.v, index.v)?;
        let known: SmallVec<[Key; 8]> =
            f.state.known.about(object.id).map(|(_, key, _)| key).filter(|key| key.is_item()).collect();
        if self.is_only(object.v, types::LIST) || known.contains(&key) {
            return Some(length);
        }
        (self.is_only(object.v, types::DICT) && known.len() == length).then_some(length + 1)
    }

    fn is_only(&self, v: V, type_: Type) -> bool {
        let value = self.values.get(v);
        let is_it = |atom: &Atom| matches!(atom, Atom::Object(id) if self.facts.objects[id.0 as usize].type_ == type_);
        !value.unknown && !value.atoms.is_empty() && value.atoms.iter().all(is_it)
    }

    /// Every item of a list or tuple, in order.
    fn items(&mut self, f: &Frame, object: Val) -> Option<Vec<Val>> {
        if !self.is_only(object.v, types::LIST) && !self.is_only(object.v, types::TUPLE) {
            return None;
        }
        let length = self.length(f, object)?;
        (0..length)
            .map(|index| {
                let key = self.index_key(index)?;
                self.known(f, object, key)
            })
            .collect()
    }

    fn index_key(&mut self, index: usize) -> Option<Key> {
        let index = self.constant(Constant::Int(index as i64));
        self.constant_id(index).map(Key::Item)
    }

    /// The items that a list has after a call, or that a new one gets; `None` for the object: it is the result.
    pub fn items_after(
        &mut self,
        f: &Frame,
        path: &'static str,
        args: &[Arg<'a>],
    ) -> Option<(Option<Val>, Vec<Val>)> {
        self.probe.as_ref()?;
        if !args.iter().all(Arg::is_plain) {
            return None;
        }
        let vals: SmallVec<[Val; 3]> = args.iter().map(|arg| arg.val).collect();
        match (path, vals.as_slice()) {
            ("builtins.list" | "builtins.tuple", []) => return Some((None, Vec::new())),
            ("builtins.list", [from]) | ("list.copy", [from]) => {
                return self.items(f, *from).map(|items| (None, items));
            }
            _ => {}
        }
        let (list, rest) = vals.split_first()?;
        if !path.starts_with("list.") || !self.is_only(list.v, types::LIST) {
            return None;
        }
        let mut items = self.items(f, *list)?;
        match (path, rest) {
            ("list.append", [item]) => items.push(*item),
            ("list.pop", []) => _ = items.pop()?,
            ("list.clear", []) => items.clear(),
            ("list.reverse", []) => items.reverse(),
            ("list.extend", [more]) => {
                let more = self.items(f, *more)?;
                items.extend(more);
            }
            _ => return None,
        }
        Some((Some(*list), items))
    }

    pub fn learn_items(&mut self, f: &mut Frame, object: Val, items: Vec<Val>) {
        if items.len() > MOST_FOLLOWED {
            return;
        }
        let length = items.len();
        for (index, item) in items.into_iter().enumerate() {
            if let Some(key) = self.index_key(index) {
                self.learn(f, object, key, item);
            }
        }
        self.learn_length(f, object, length);
    }
}
