//! What the uses of a name tell of the storage of the value it was bound to: a habit, no fact.
//!
//! The text is walked backwards, from the uses to the bindings. A use tells where the value types have
//! no such operation (`x.append(…)`, `x()`, `x[k] = …`: an object) or where next to only they have it
//! (`x + 1`, `range(x)`, `x.startswith(…)`: on the stack). A use behind a test of the very name (`is None`,
//! `isinstance`, its truth) or in a `try` that catches its failure tells less: see [`Bits`].
//!
//! Not claimed: any type, and that no run differs. A subclass of `str`, a number class or an array
//! can do what is told to need a value type; a name bound in a loop is followed to the end of its body.

mod attributes;
pub mod evidence;
mod expressions;

use rustc_hash::{FxHashMap, FxHashSet};
use rustpython_ast::{self as ast, ExceptHandler, Expr, Stmt, StmtFunctionDef};
use rustpython_text_size::{Ranged, TextRange};
use smallvec::SmallVec;

use crate::memory::habits::attributes::Attributes;
use crate::memory::habits::evidence::{Bits, HEAP, MIXED, OR_NONE, STACK, State, Tested, plain};
use crate::memory::unit::signature;
use crate::names::{Binding, MODULE, Names, OccurrenceId, ScopeKind};
use crate::syntax::{Shift, Tree};

/// What uses tell, for each binding.
#[derive(Debug, Default)]
pub struct Habits {
    /// By occurrence, for names of functions.
    bound: Vec<Bits>,
    /// By symbol, for names of the module: functions use them at any time.
    globals: Vec<Bits>,
    /// Names of the module and of classes that the file binds to `None` and to nothing else: others set them.
    placeholders: FxHashSet<u32>,
    /// The code, defaults or cells of functions are assigned, or the module's names through `sys.modules`.
    pub rewrites_functions: bool,
    /// The class of an object is assigned.
    pub rewrites_classes: bool,
}

impl Habits {
    pub fn new(tree: &Tree, names: &Names) -> Habits {
        let mut walker = Walker::new(names);
        for statement in &tree.statements {
            if let Stmt::FunctionDef(function) = statement.node()
                && function.decorator_list.is_empty()
            {
                walker.shift = statement.shift();
                if let Some((variable, _)) = walker.place(function.name.range()) {
                    walker.functions.insert(variable, (function, statement.shift()));
                }
            }
        }
        for statement in &tree.statements {
            walker.shift = statement.shift();
            let mut state = State::default();
            walker.statement(&mut state, statement.node());
            walker.flush(&state);
        }
        walker.find_placeholders();
        walker.habits
    }

    /// Is this variable, by its cell, only ever bound to `None` here?
    pub fn is_placeholder(&self, variable: u32) -> bool {
        self.placeholders.contains(&variable)
    }

    /// What uses tell of the value that an occurrence binds.
    pub fn of(&self, names: &Names, occurrence: OccurrenceId) -> Bits {
        let symbol = names.symbol_of(names.occurrence(occurrence));
        match symbol.home {
            Some((MODULE, symbol)) => self.globals.get(symbol.0 as usize).copied().unwrap_or(0),
            _ => self.bound.get(occurrence.0 as usize).copied().unwrap_or(0),
        }
    }
}

/// Functions of the file are looked at from their calls down to this depth.
const MOST_DEPTH: u32 = 12;

struct Walker<'a> {
    names: &'a Names,
    habits: Habits,
    shift: Shift,
    /// The first number of each scope's variables.
    variables: Vec<u32>,
    last: OccurrenceId,
    /// Functions of the top level.
    functions: FxHashMap<u32, (&'a StmtFunctionDef, Shift)>,
    /// What their bodies tell of their parameters, in the order of the signature.
    parameters: FxHashMap<u32, Vec<Bits>>,
    depth: u32,
    /// `try` blocks around that catch the failure of a use.
    forgiving: u32,
    /// What holds after the loops around.
    loops: Vec<State>,
    attributes: Attributes<'a>,
    /// How often each variable is bound.
    bindings: Vec<u8>,
    /// `name = None` in the module or a class.
    nones: Vec<(u32, &'a str)>,
}

impl<'a> Walker<'a> {
    fn new(names: &'a Names) -> Walker<'a> {
        let mut count = 0;
        let first = |scope: &crate::names::Scope| {
            let first = count;
            count += scope.symbols.len() as u32;
            first
        };
        let variables = names.scopes.iter().map(first).collect();
        let attributes = Attributes::numbered_from(count);
        let globals = names.scope(MODULE).symbols.len();
        Walker {
            names,
            habits: Habits {
                bound: vec![0; names.occurrences.len()],
                globals: vec![0; globals],
                ..Habits::default()
            },
            shift: Shift(0),
            variables,
            last: OccurrenceId(0),
            functions: FxHashMap::default(),
            parameters: FxHashMap::default(),
            depth: 0,
            forgiving: 0,
            loops: Vec::new(),
            attributes,
            bindings: vec![0; count as usize],
            nones: Vec::new(),
        }
    }

    fn find_placeholders(&mut self) {
        for (variable, name) in &self.nones {
            if self.bindings[*variable as usize] == 1 && !self.attributes.is_stored(name) {
                self.habits.placeholders.insert(*variable);
            }
        }
    }

    fn count_binding(&mut self, variable: u32) {
        let count = &mut self.bindings[variable as usize];
        *count = count.saturating_add(1);
    }

    /// `name = None` in the module or a class: perhaps a place that others fill.
    fn note_placeholder(&mut self, s: &'a ast::StmtAssign) {
        if let ([Expr::Name(name)], Expr::NoneLiteral(_)) = (s.targets.as_slice(), &*s.value)
            && let Some((variable, occurrence)) = self.place(name.range)
        {
            let scope = self.names.occurrence(occurrence).scope;
            if scope == MODULE || self.names.scope(scope).kind == ScopeKind::Class {
                self.nones.push((variable, name.id.as_str()));
            }
        }
    }

    /// The variable and the occurrence of a name in the tree; no variable for builtin names.
    fn occurrence(&mut self, range: TextRange) -> Option<OccurrenceId> {
        let offset = self.shift.at(range.start().to_u32());
        self.last = self.names.occurrence_near(offset, self.last)?;
        Some(self.last)
    }

    fn place(&mut self, range: TextRange) -> Option<(u32, OccurrenceId)> {
        let occurrence = self.occurrence(range)?;
        let symbol = self.names.symbol_of(self.names.occurrence(occurrence));
        let (home, symbol) = symbol.home?;
        Some((self.variables[home.0 as usize] + symbol.0, occurrence))
    }

    fn is_builtin(&mut self, range: TextRange) -> bool {
        self.occurrence(range)
            .is_some_and(|at| self.names.symbol_of(self.names.occurrence(at)).binding == Binding::Builtin)
    }

    fn add(&self, state: &mut State, variable: u32, bits: Bits) {
        state.add(variable, if self.forgiving > 0 && bits != 0 { bits | MIXED } else { bits });
    }

    /// A name is bound: gives what the uses from here on tell of the value.
    fn bind(&mut self, state: &mut State, range: TextRange) -> Bits {
        let Some((variable, occurrence)) = self.place(range) else { return 0 };
        let bits = state.take(variable);
        self.count_binding(variable);
        if variable < self.habits.globals.len() as u32 {
            self.habits.globals[variable as usize] |= bits;
        }
        self.habits.bound[occurrence.0 as usize] |= bits;
        bits
    }

    /// The value that a name is bound to can be `None`.
    fn note_none(&mut self, target: &'a Expr, value: &'a Expr) {
        if let Expr::Name(name) = target
            && expressions::gives_none(value)
            && let Some((variable, occurrence)) = self.place(name.range)
        {
            self.habits.bound[occurrence.0 as usize] |= OR_NONE;
            if let Some(global) = self.habits.globals.get_mut(variable as usize) {
                *global |= OR_NONE;
            }
        }
    }

    /// Where a function or the module begins: what is still told is told of names from outside.
    fn flush(&mut self, state: &State) {
        for (variable, bits) in state.entries() {
            if let Some(global) = self.habits.globals.get_mut(variable as usize) {
                *global |= bits;
            }
        }
    }

    fn block(&mut self, state: &mut State, body: &'a [Stmt]) {
        for statement in body.iter().rev() {
            self.statement(state, statement);
        }
    }

    fn statement(&mut self, state: &mut State, statement: &'a Stmt) {
        match statement {
            Stmt::Expr(s) => self.needs(state, &s.value, 0),
            Stmt::Assign(s) => {
                if let ([Expr::Tuple(targets)], Expr::Tuple(values)) = (s.targets.as_slice(), &*s.value)
                    && targets.len() == values.len()
                {
                    let told: SmallVec<[Bits; 4]> =
                        targets.elts.iter().map(|target| self.target(state, target)).collect();
                    for (value, bits) in values.elts.iter().zip(told) {
                        self.needs(state, value, bits);
                    }
                    return;
                }
                let bits = s.targets.iter().map(|target| self.target(state, target)).fold(0, |a, b| a | b);
                s.targets.iter().for_each(|target| self.note_none(target, &s.value));
                self.note_placeholder(s);
                self.needs(state, &s.value, bits);
            }
            Stmt::AnnAssign(s) => {
                let bits = if s.value.is_some() { self.target(state, &s.target) } else { 0 };
                if let Some(value) = &s.value {
                    self.needs(state, value, bits);
                }
            }
            Stmt::AugAssign(s) => self.augmented(state, s),
            Stmt::Return(s) => {
                *state = State::default();
                self.optional(state, s.value.as_deref());
            }
            Stmt::Raise(s) => {
                *state = State::raising();
                self.optional(state, s.exc.as_deref());
                self.optional(state, s.cause.as_deref());
            }
            Stmt::If(s) => self.branch(state, s),
            Stmt::For(s) => self.for_loop(state, s),
            Stmt::While(s) => {
                let after = state.clone();
                self.block(state, &s.orelse);
                let end = state.clone();
                self.loops.push(after);
                let mut body = end.clone();
                self.block(&mut body, &s.body);
                self.loops.pop();
                *state = body.either(end, &self.tested(&s.test));
                self.needs(state, &s.test, 0);
            }
            Stmt::Break(_) | Stmt::Continue(_) => {
                *state = self.loops.last().cloned().unwrap_or_default();
            }
            Stmt::With(s) => {
                self.block(state, &s.body);
                for item in s.items.iter().rev() {
                    if let Some(target) = &item.optional_vars {
                        self.target(state, target);
                    }
                    self.needs(state, &item.context_expr, HEAP);
                }
            }
            Stmt::Try(s) => self.guarded(state, s),
            Stmt::Match(s) => {
                let end = std::mem::take(state);
                let tested =
                    self.tested_operand(&s.subject).map(|variable| Tested { variable, for_none: false });
                *state = end.clone();
                for case in s.cases.iter().rev() {
                    let mut way = end.clone();
                    self.block(&mut way, &case.body);
                    self.optional(&mut way, case.guard.as_deref());
                    *state = std::mem::take(state).either(way, tested.as_slice());
                }
                self.needs(state, &s.subject, 0);
            }
            Stmt::FunctionDef(s) => {
                self.bind(state, s.name.range());
                self.function(state, s);
                for decorator in &s.decorator_list {
                    self.needs(state, &decorator.expression, HEAP);
                }
            }
            Stmt::ClassDef(s) => {
                self.bind(state, s.name.range());
                self.class_body(state, s);
                if let Some(arguments) = &s.arguments {
                    arguments.args.iter().for_each(|base| self.needs(state, base, HEAP));
                    arguments.keywords.iter().for_each(|keyword| self.needs(state, &keyword.value, 0));
                }
                for decorator in &s.decorator_list {
                    self.needs(state, &decorator.expression, HEAP);
                }
            }
            Stmt::Delete(s) => {
                for target in &s.targets {
                    if let Expr::Subscript(item) = target {
                        self.needs(state, &item.slice, 0);
                        self.needs(state, &item.value, HEAP);
                    } else if let Expr::Attribute(attribute) = target {
                        self.needs(state, &attribute.value, HEAP);
                    }
                }
            }
            Stmt::Assert(s) => {
                // What does not pass raises.
                let tested = self.tested(&s.test);
                let before: SmallVec<[(u32, Bits); 4]> =
                    tested.iter().map(|at| (at.variable, state.get(at.variable))).collect();
                self.needs(state, &s.test, 0);
                for (variable, bits) in before {
                    state.take(variable);
                    state.add(variable, bits);
                }
            }
            Stmt::Import(ast::StmtImport { names, .. })
            | Stmt::ImportFrom(ast::StmtImportFrom { names, .. }) => {
                for alias in names {
                    let range = alias.asname.as_ref().map_or(alias.name.range(), |asname| asname.range());
                    if let Some((variable, _)) = self.place(range) {
                        self.count_binding(variable);
                    }
                }
            }
            Stmt::TypeAlias(_)
            | Stmt::Global(_)
            | Stmt::Nonlocal(_)
            | Stmt::Pass(_)
            | Stmt::IpyEscapeCommand(_) => {}
        }
    }

    fn augmented(&mut self, state: &mut State, s: &'a ast::StmtAugAssign) {
        let literal = expressions::is_number(&s.value);
        match &*s.target {
            Expr::Name(name) => {
                let after = self.bind(state, name.range);
                let own = if literal && s.op != ast::Operator::Mult { STACK } else { plain(after) };
                if let Some((variable, _)) = self.place(name.range) {
                    self.add(state, variable, own);
                }
            }
            Expr::Subscript(item) => {
                self.needs(state, &item.slice, 0);
                self.needs(state, &item.value, HEAP);
            }
            Expr::Attribute(attribute) => {
                let own = if literal && s.op != ast::Operator::Mult { STACK } else { 0 };
                self.needs_attribute(state, attribute, own);
                self.needs(state, &attribute.value, HEAP);
            }
            _ => {}
        }
        self.needs(state, &s.value, 0);
    }

    fn branch(&mut self, state: &mut State, s: &'a ast::StmtIf) {
        let end = std::mem::take(state);
        // From the last clause to the first: `rest` is the way on when a test fails.
        let mut rest = end.clone();
        for clause in s.elif_else_clauses.iter().rev() {
            let mut way = end.clone();
            self.block(&mut way, &clause.body);
            match &clause.test {
                Some(test) => rest = self.choice(test, way, rest),
                None => rest = way,
            }
        }
        let mut way = end;
        self.block(&mut way, &s.body);
        *state = self.choice(&s.test, way, rest);
    }

    fn choice(&mut self, test: &'a Expr, mut yes: State, mut no: State) -> State {
        let tested = self.tested(test);
        let decided = yes.raises != no.raises;
        if expressions::selects(test) && !decided {
            yes.weaken_beside(&no);
            no.weaken_beside(&yes);
        }
        let mut state = yes.either(no, &tested);
        let before: SmallVec<[(u32, Bits); 4]> = match decided {
            true => tested.iter().map(|at| (at.variable, state.get(at.variable))).collect(),
            false => SmallVec::new(),
        };
        self.needs(&mut state, test, 0);
        // The other way raises: what goes on has passed the test.
        for (variable, bits) in before {
            state.take(variable);
            state.add(variable, bits);
        }
        state
    }

    fn for_loop(&mut self, state: &mut State, s: &'a ast::StmtFor) {
        let after = state.clone();
        self.block(state, &s.orelse);
        self.loops.push(after);
        let mut body = state.clone();
        self.block(&mut body, &s.body);
        self.loops.pop();
        let item = self.target(&mut body, &s.target);
        *state = body.either(std::mem::take(state), &[]);
        self.iterated(state, &s.iter, item);
    }

    fn guarded(&mut self, state: &mut State, s: &'a ast::StmtTry) {
        self.block(state, &s.finalbody);
        let mut handled = State::raising();
        for handler in &s.handlers {
            let ExceptHandler::ExceptHandler(handler) = handler;
            let mut way = state.clone();
            let forgives = handler.type_.as_deref().is_none_or(expressions::catches_misuse);
            self.forgiving += u32::from(forgives);
            self.block(&mut way, &handler.body);
            self.forgiving -= u32::from(forgives);
            if let Some(name) = &handler.name {
                self.bind(&mut way, name.range());
            }
            self.optional(&mut way, handler.type_.as_deref());
            handled = handled.either(way, &[]);
        }
        self.block(state, &s.orelse);
        let end = std::mem::take(state);
        *state = end.either(handled, &[]);
        let forgives = s.handlers.iter().any(|handler| {
            let ExceptHandler::ExceptHandler(handler) = handler;
            handler.type_.as_deref().is_none_or(expressions::catches_misuse)
        });
        self.forgiving += u32::from(forgives);
        self.block(state, &s.body);
        self.forgiving -= u32::from(forgives);
    }

    /// The body of a function, with a state of its own; what it tells of the names around goes to `outer`.
    fn function(&mut self, outer: &mut State, s: &'a StmtFunctionDef) {
        let is_known = self
            .place(s.name.range())
            .is_some_and(|(variable, _)| self.parameters.contains_key(&variable) && self.is_top(variable, s));
        if !is_known {
            let inside = self.in_function(s);
            let around = std::mem::replace(&mut self.attributes.around, inside);
            let (inner, told) = self.body(&s.parameters, |walker, state| walker.block(state, &s.body));
            self.attributes.around = around;
            if let Some((variable, _)) = self.place(s.name.range())
                && self.is_top(variable, s)
            {
                self.parameters.insert(variable, told);
            }
            for (variable, bits) in inner.entries() {
                if !self.attributes.tell(variable, bits) {
                    outer.add(variable, bits);
                }
            }
        }
        for (_, default, _) in signature(&s.parameters) {
            self.optional(outer, default);
        }
    }

    fn is_top(&self, variable: u32, s: &StmtFunctionDef) -> bool {
        self.functions.get(&variable).is_some_and(|(known, _)| std::ptr::eq(*known, s))
    }

    /// Walks a body; gives what it tells of names around it, and of its parameters.
    fn body(
        &mut self,
        parameters: &'a ast::Parameters,
        walk: impl FnOnce(&mut Self, &mut State),
    ) -> (State, Vec<Bits>) {
        let forgiving = std::mem::take(&mut self.forgiving);
        let loops = std::mem::take(&mut self.loops);
        let mut state = State::default();
        walk(self, &mut state);
        self.forgiving = forgiving;
        self.loops = loops;
        let told = signature(parameters)
            .map(|(parameter, _, _)| self.bind(&mut state, parameter.name.range()))
            .collect();
        (state, told)
    }

    /// What a function of the top level tells of its parameters.
    fn told_by(&mut self, variable: u32) -> Option<&[Bits]> {
        if !self.parameters.contains_key(&variable) {
            let (function, shift) = *self.functions.get(&variable)?;
            if self.depth >= MOST_DEPTH {
                return None;
            }
            self.depth += 1;
            // In its own cycle of calls it tells nothing.
            self.parameters.insert(variable, Vec::new());
            let around =
                (std::mem::replace(&mut self.shift, shift), std::mem::take(&mut self.attributes.around));
            let (state, told) =
                self.body(&function.parameters, |walker, state| walker.block(state, &function.body));
            self.flush(&state);
            (self.shift, self.attributes.around) = around;
            self.parameters.insert(variable, told);
            self.depth -= 1;
        }
        self.parameters.get(&variable).map(Vec::as_slice)
    }
}
