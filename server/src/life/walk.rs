//! Runs the code of each frame on what its names hold, and notes where the last reference goes.

use rustc_hash::{FxHashMap, FxHashSet};
use rustpython_ast::{ExceptHandler, Expr, Stmt};
use smallvec::SmallVec;

use super::followed::Followed;
use super::holders::{Slot, State};
use super::{End, frames};
use crate::memory::facts::Facts;
use crate::memory::value::{Atom, ObjectId};
use crate::names::{Access, MODULE, Names, Occurrence, OccurrenceId, ScopeId, ScopeKind};
use crate::syntax::{Shift, Tree};
use crate::text::Span;

/// So many statements are looked at for one frame, each time they are come to; then nothing is said of it.
pub const MOST_STEPS: u32 = 50_000;

pub type Ends = FxHashMap<ObjectId, SmallVec<[End; 2]>>;

pub struct Walk<'a> {
    pub text: &'a str,
    pub names: &'a Names,
    facts: &'a Facts,
    followed: &'a Followed,
    pub scope: ScopeId,
    sites: &'a [(Span, ObjectId)],
    /// The objects of these sites: those of other frames end there.
    own: FxHashSet<ObjectId>,
    pub shift: Shift,
    pub state: State,
    pub loops: Vec<Loop>,
    /// For each `try` that is open, what may hold at any point of it.
    pub tries: Vec<State>,
    /// `return` was met in a `try` with a `finally`.
    pub returns: u32,
    /// How many `finally` are open.
    pub finals: u32,
    /// A traceback may still reach the frames of calls that have ended.
    pub catches: bool,
    /// An exception that is kept may keep this very frame.
    is_kept: bool,
    ends: Ends,
    pub steps: u32,
}

pub struct Loop {
    pub breaks: State,
    pub continues: State,
    /// What the statements inside hold on to is dropped on the way out.
    pub depth: usize,
}

/// Follows the objects of every frame.
pub fn walk(text: &str, tree: &Tree, names: &Names, facts: &Facts, followed: &Followed, ends: &mut Ends) {
    let kept = frames::kept(text, tree, names, facts);
    let make = |scope: ScopeId, shift: Shift| -> Option<Walk> {
        let sites = followed.sites.get(&scope)?;
        Some(Walk {
            text,
            names,
            facts,
            followed,
            scope,
            sites,
            own: sites.iter().map(|(_, id)| *id).collect(),
            shift,
            state: State::new(names.scope(scope).symbols.len()),
            loops: Vec::new(),
            tries: Vec::new(),
            returns: 0,
            finals: 0,
            catches: false,
            is_kept: kept[scope.0 as usize],
            ends: Ends::default(),
            steps: 0,
        })
    };
    if let Some(mut module) = make(MODULE, Shift(0)) {
        for statement in &tree.statements {
            module.shift = statement.shift();
            module.exec(statement.node());
        }
        module.finish(End::Exit, ends);
    }
    for statement in &tree.statements {
        let shift = statement.shift();
        functions(std::slice::from_ref(statement.node()), &mut |function| {
            let span = shift.span(function);
            let Stmt::FunctionDef(def) = function else { return };
            let Some(scope) = names.scope_of(span, ScopeKind::Function) else { return };
            let Some(mut frame) = make(scope, shift) else { return };
            frame.parameters(span);
            frame.block(&def.body);
            let lasts = names.scope(scope).is_generator || names.scope(scope).is_async;
            frame.finish(if lasts { End::Elsewhere } else { End::Return }, ends);
        });
    }
}

/// Every `def` in the statements, at any depth. The nesting of statements is bounded by the parser.
fn functions<'a>(body: &'a [Stmt], found: &mut impl FnMut(&'a Stmt)) {
    for statement in body {
        match statement {
            Stmt::FunctionDef(s) => {
                found(statement);
                functions(&s.body, found);
            }
            Stmt::ClassDef(s) => functions(&s.body, found),
            Stmt::If(s) => {
                functions(&s.body, found);
                s.elif_else_clauses.iter().for_each(|clause| functions(&clause.body, found));
            }
            Stmt::For(s) => [&s.body, &s.orelse].into_iter().for_each(|body| functions(body, found)),
            Stmt::While(s) => [&s.body, &s.orelse].into_iter().for_each(|body| functions(body, found)),
            Stmt::With(s) => functions(&s.body, found),
            Stmt::Match(s) => s.cases.iter().for_each(|case| functions(&case.body, found)),
            Stmt::Try(s) => {
                [&s.body, &s.orelse, &s.finalbody].into_iter().for_each(|body| functions(body, found));
                for ExceptHandler::ExceptHandler(handler) in &s.handlers {
                    functions(&handler.body, found);
                }
            }
            _ => {}
        }
    }
}

impl<'a> Walk<'a> {
    /// The frame is over: all its names go.
    fn finish(mut self, end: End, ends: &mut Ends) {
        self.leave(if end == End::Exit { End::Exit } else { End::Return });
        if self.steps > MOST_STEPS {
            return;
        }
        for (object, mut own) in self.ends {
            if self.catches && self.followed.passed.contains(&object) {
                continue;
            }
            for one in &mut own {
                if *one == End::Return && (self.is_kept || end == End::Elsewhere) {
                    *one = End::Elsewhere;
                }
            }
            own.sort_unstable();
            own.dedup();
            ends.insert(object, own);
        }
    }

    fn parameters(&mut self, function: Span) {
        for (id, at) in self.occurrences(function) {
            if at.access == Access::Parameter && at.scope == self.scope {
                self.state.slots[at.symbol.0 as usize] = self.slot(id, &[]);
            }
        }
    }

    fn occurrences(&self, span: Span) -> impl Iterator<Item = (OccurrenceId, &'a Occurrence)> + use<'a> {
        let all = &self.names.occurrences;
        let first = all.partition_point(|at| at.span.start < span.start);
        let inside = all[first..].iter().take_while(move |at| at.span.start < span.end);
        inside.enumerate().map(move |(index, at)| (OccurrenceId((first + index) as u32), at))
    }

    pub fn note(&mut self, object: ObjectId, end: End) {
        let ends = self.ends.entry(object).or_default();
        if !ends.contains(&end) {
            ends.push(end);
        }
    }

    /// What a name holds after an occurrence that binds it.
    fn slot(&self, id: OccurrenceId, mentioned: &[ObjectId]) -> Slot {
        let mut slot = Slot::default();
        let Some(value) = self.facts.value(id) else { return slot };
        for object in self.facts.objects_of(value).filter(|id| self.own.contains(id)) {
            slot.add(object);
        }
        // What is not known can be whatever the statement had in its hands.
        if value.unknown {
            mentioned.iter().for_each(|object| slot.add(*object));
        }
        let is_sure = !value.assumed && !value.open;
        slot.must = match value.single() {
            Some(Atom::Object(id)) if is_sure && !self.facts.object(id).many => Some(id),
            _ => None,
        };
        slot
    }

    /// Objects that an expression makes or names.
    fn touched(&self, span: Span) -> SmallVec<[ObjectId; 4]> {
        let first = self.sites.partition_point(|(site, _)| site.start < span.start);
        let sites = self.sites[first..].iter().take_while(|(site, _)| site.start < span.end);
        let mut found: SmallVec<[ObjectId; 4]> = sites.map(|(_, id)| *id).collect();
        for (_, at) in self.occurrences(span) {
            if let Some((home, symbol)) = self.names.symbol_of(at).home
                && home == self.scope
                && let Some(slot) = self.state.slots.get(symbol.0 as usize)
            {
                found.extend(slot.may.iter().copied());
            }
        }
        found
    }

    /// A part of the code that runs as a whole: its names are used, then bound or deleted.
    pub fn run(&mut self, span: Span, in_place: bool) {
        self.steps += 1;
        if !self.state.live || self.steps > MOST_STEPS {
            return;
        }
        let touched = self.touched(span);
        let mut lost: SmallVec<[(ObjectId, End); 4]> = SmallVec::new();
        for (id, at) in self.occurrences(span) {
            let end = match at.access {
                Access::Bind => End::Rebind(at.span),
                Access::Delete => End::Delete(at.span),
                Access::Use | Access::Parameter => continue,
            };
            let Some((home, symbol)) = self.names.symbol_of(at).home else { continue };
            let is_own =
                at.scope == self.scope || self.names.scope(at.scope).kind == ScopeKind::Comprehension;
            if home != self.scope || !is_own {
                continue;
            }
            let new = if at.access == Access::Bind { self.slot(id, &touched) } else { Slot::default() };
            let Some(slot) = self.state.slots.get_mut(symbol.0 as usize) else { continue };
            let old = std::mem::replace(slot, new);
            let stays = |object: &ObjectId| in_place && slot.may.contains(object);
            lost.extend(old.may.iter().filter(|object| !stays(object)).map(|object| (*object, end)));
        }
        let names = self.names.scope(self.scope).symbols.len();
        for (object, end) in lost {
            if self.state.is_held(object) {
                continue;
            }
            self.note(object, end);
            // A statement around may hold it on: `for x in xs: xs = None`.
            let around = self.state.slots.iter().skip(names);
            if around.into_iter().any(|slot| slot.may.contains(&object)) {
                self.note(object, End::Elsewhere);
            }
        }
    }

    /// What the part has made and no name holds goes when it is over.
    fn drop_temporaries(&mut self, span: Span, is_bound_at_once: bool) {
        if !self.state.live {
            return;
        }
        let first = self.sites.partition_point(|(site, _)| site.start < span.start);
        let sites = self.sites[first..].iter().take_while(|(site, _)| site.start < span.end);
        for (_, object) in sites {
            let is_bound = self.is_bound_by(*object, span) || self.state.is_held(*object);
            // In a `try` the statement may also stop half-way.
            if !is_bound || !self.tries.is_empty() && !is_bound_at_once {
                self.note(*object, End::Statement(span));
            }
        }
    }

    /// Every run of the part binds the object that it makes: `xs = [n]` in a loop.
    fn is_bound_by(&self, object: ObjectId, span: Span) -> bool {
        let mut binds =
            self.occurrences(span).filter(|(_, at)| at.access == Access::Bind && at.scope == self.scope);
        binds.any(|(id, _)| {
            self.facts.value(id).is_some_and(|value| {
                value.single() == Some(Atom::Object(object)) && !value.assumed && !value.open
            })
        })
    }

    pub fn simple(&mut self, span: Span, in_place: bool) {
        self.run(span, in_place);
        self.drop_temporaries(span, false);
        self.note_any();
    }

    /// `name = [1]`: nothing can go wrong between making the object and binding it.
    fn is_bound_at_once(&self, statement: &Stmt) -> bool {
        let Stmt::Assign(s) = statement else { return false };
        let value = self.shift.span(&*s.value);
        s.targets.iter().all(Expr::is_name_expr) && self.sites.iter().any(|(site, _)| *site == value)
    }

    /// Any statement of a `try` can be the last one that ran.
    pub fn note_any(&mut self) {
        if let Some(any) = self.tries.last_mut() {
            any.join(&self.state);
        }
    }

    pub fn block(&mut self, body: &'a [Stmt]) {
        for statement in body {
            self.exec(statement);
        }
    }

    fn exec(&mut self, statement: &'a Stmt) {
        if !self.state.live || self.steps > MOST_STEPS {
            return;
        }
        let span = self.shift.span(statement);
        match statement {
            Stmt::If(s) => self.exec_if(s),
            Stmt::For(s) => self.exec_for(s),
            Stmt::While(s) => self.exec_while(s),
            Stmt::With(s) => self.exec_with(s),
            Stmt::Match(s) => self.exec_match(s),
            Stmt::Try(s) => self.exec_try(s),
            Stmt::AugAssign(_) => self.simple(span, true),
            Stmt::Return(_) => {
                self.simple(span, false);
                if self.finals == 0 {
                    self.leave(End::Return);
                } else {
                    self.returns += 1;
                }
                self.state = State::dead();
            }
            Stmt::Raise(_) => {
                self.run(span, false);
                self.state = State::dead();
            }
            Stmt::Break(_) | Stmt::Continue(_) => {
                if let Some(around) = self.loops.last_mut() {
                    let mut state = std::mem::replace(&mut self.state, State::dead());
                    state.slots.truncate(around.depth);
                    let exit =
                        if statement.is_break_stmt() { &mut around.breaks } else { &mut around.continues };
                    exit.join(&state);
                }
            }
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {
                self.run(span, false);
                self.note_any();
            }
            _ => {
                self.run(span, false);
                self.drop_temporaries(span, self.is_bound_at_once(statement));
                self.note_any();
            }
        }
    }

    /// All names go.
    pub fn leave(&mut self, end: End) {
        if !self.state.live {
            return;
        }
        let state = std::mem::replace(&mut self.state, State::dead());
        for slot in &state.slots {
            slot.may.iter().for_each(|object| self.note(*object, end));
        }
    }

    /// A statement holds on to what its head makes or names, as long as it runs.
    pub fn hold(&mut self, span: Span) {
        let mut slot = Slot::default();
        self.touched(span).iter().for_each(|object| slot.add(*object));
        self.run(span, false);
        if self.state.live {
            self.state.slots.push(slot);
        }
        self.note_any();
    }

    pub fn let_go(&mut self, depth: usize) {
        while self.state.live && self.state.slots.len() > depth {
            let Some(slot) = self.state.slots.pop() else { return };
            for object in slot.may {
                if !self.state.is_held(object) {
                    self.note(object, End::Elsewhere);
                }
            }
        }
    }
}
