//! The machine: objects, variables, frames, and the record of steps.

use std::rc::Rc;

use rustpython_ast::name::Name;
use rustpython_text_size::{Ranged, TextRange};

use crate::cancel;
use crate::memory::moment::{Moment, When};
use crate::names::{Access, MODULE, Names, OccurrenceId, ScopeId, SymbolId};
use crate::replay::shot::Before;
use crate::replay::value::{Halt, Id, Kind, Object, R, Value};
use crate::replay::{Entered, Step};
use crate::syntax::{Shift, Tree};
use crate::text::Span;

/// Expressions and statements that are looked at.
const MOST_WORK: u32 = 600_000;

/// Steps that are recorded.
const MOST_STEPS: usize = 120_000;

/// Nested calls that are followed, whatever the limit in force.
const MOST_DEPTH: usize = 3400;

/// Levels of nested expressions and statements in one frame.
const MOST_NESTED: u32 = 150;

/// Variables of one scope that is or was open.
#[derive(Debug)]
pub struct Env {
    pub scope: ScopeId,
    pub variables: Vec<Option<Value>>,
    pub parent: Option<u32>,
}

/// A frame on the stack.
#[derive(Debug, Clone, Copy)]
pub struct Activation {
    pub scope: ScopeId,
    pub env: u32,
    /// Index into [`Machine::entered`].
    pub number: u32,
}

/// What takes the items of a generator, one by one.
pub type Consumer<'y, 'a> = dyn FnMut(&mut Machine<'a>, Value) -> R<()> + 'y;

/// Where the code that runs belongs.
pub struct Context<'y, 'a> {
    pub env: u32,
    pub shift: Shift,
    pub class_name: Option<Name>,
    /// Levels of the tree above.
    pub nested: u32,
    pub consumer: Option<&'y mut Consumer<'y, 'a>>,
    /// The exception that is being handled.
    pub handled: Option<Value>,
    /// The function, for `super()`.
    pub function: Option<Id>,
    pub first: Option<Value>,
}

pub struct Machine<'a> {
    pub names: &'a Names,
    pub text: &'a str,
    pub objects: Vec<Object<'a>>,
    pub envs: Vec<Env>,
    pub frames: Vec<Activation>,
    pub entered: Vec<Entered>,
    pub steps: Vec<Step>,
    /// The step that is asked for.
    pub target: Option<usize>,
    pub shot: Option<Moment>,
    /// What there was at the step before it.
    pub before: Option<Before>,
    count: usize,
    work: u32,
    /// `except` clauses around that may catch what code from elsewhere raises.
    pub tries: u32,
    pub limit: usize,
    /// The statement that runs: calls that no expression spells out (`len(x)` of `__len__`) are said to be there.
    pub at: Span,
    last: OccurrenceId,
}

impl<'a> Machine<'a> {
    pub fn new(names: &'a Names, text: &'a str) -> Machine<'a> {
        let module =
            Env { scope: MODULE, variables: vec![None; names.scope(MODULE).symbols.len()], parent: None };
        Machine {
            names,
            text,
            objects: Vec::new(),
            envs: vec![module],
            frames: vec![Activation { scope: MODULE, env: 0, number: 0 }],
            entered: vec![Entered { scope: MODULE, call: None, caller: 0 }],
            steps: Vec::new(),
            target: None,
            shot: None,
            before: None,
            count: 0,
            work: 0,
            tries: 0,
            limit: 1000,
            at: Span::default(),
            last: OccurrenceId(0),
        }
    }

    /// Follows the file; true if to its end.
    pub fn run(&mut self, tree: &'a Tree) -> bool {
        if self.names.star_import {
            return false;
        }
        for statement in &tree.statements {
            if statement.has_errors() {
                return false;
            }
            let mut f = self.context(0, statement.shift());
            match self.exec(&mut f, statement.node()) {
                Ok(()) => {}
                Err(Halt::Raise(_)) => return true,
                Err(_) => return false,
            }
        }
        true
    }

    pub fn context<'y>(&self, env: u32, shift: Shift) -> Context<'y, 'a> {
        Context {
            env,
            shift,
            class_name: None,
            nested: 0,
            consumer: None,
            handled: None,
            function: None,
            first: None,
        }
    }

    /// Counts a piece of work; stops where there was too much of it.
    pub fn spend(&mut self, f: &Context) -> R<()> {
        self.work += 1;
        if self.work.is_multiple_of(4096) {
            cancel::poll();
        }
        if self.work > MOST_WORK || f.nested > MOST_NESTED { Err(Halt::Stop) } else { Ok(()) }
    }

    /// The same for work that takes as much as so many.
    pub fn spend_more(&mut self, count: usize) -> R<()> {
        self.work = self.work.saturating_add(u32::try_from(count).unwrap_or(u32::MAX));
        if self.work > MOST_WORK { Err(Halt::Stop) } else { Ok(()) }
    }

    /// A moment of the run: recorded, or the one that is asked for.
    pub fn step(&mut self, at: u32, when: When, place: u32, end: u32) -> R<()> {
        let number = self.count;
        self.count += 1;
        let frame = self.frames.last().map_or(0, |frame| frame.number);
        match self.target {
            None if self.steps.len() < MOST_STEPS => {
                self.steps.push(Step { at, when, place, frame });
                Ok(())
            }
            None => Err(Halt::Stop),
            Some(target) if number + 1 == target => {
                self.before = Some(self.remember());
                Ok(())
            }
            Some(target) if number == target => {
                self.shot = Some(self.shoot(Span::new(at, end), when));
                Err(Halt::Reached)
            }
            Some(_) => Ok(()),
        }
    }

    /// The names of a scope in the order of the places that bind them first.
    pub fn in_order(&self, scope: ScopeId) -> Vec<SymbolId> {
        let names = self.names;
        let mut found = Vec::new();
        let mut seen = vec![false; names.scope(scope).symbols.len()];
        let bindings =
            names.occurrences.iter().filter(|at| matches!(at.access, Access::Bind | Access::Parameter));
        for at in bindings {
            if let Some((home, symbol)) = names.symbol_of(at).home
                && home == scope
                && !std::mem::replace(&mut seen[symbol.0 as usize], true)
            {
                found.push(symbol);
            }
        }
        found
    }

    pub fn make(&mut self, kind: Kind<'a>, span: Option<Span>) -> Value {
        self.objects.push(Object { kind, span, tainted: false });
        Value::Object(self.objects.len() as Id - 1)
    }

    pub fn object(&self, id: Id) -> &Object<'a> {
        &self.objects[id as usize]
    }

    pub fn object_mut(&mut self, id: Id) -> &mut Object<'a> {
        &mut self.objects[id as usize]
    }

    pub fn kind(&self, value: &Value) -> Option<&Kind<'a>> {
        match value {
            Value::Object(id) => Some(&self.object(*id).kind),
            _ => None,
        }
    }

    pub fn is_tainted(&self, value: &Value) -> bool {
        matches!(value, Value::Object(id) if self.object(*id).tainted)
    }

    /// A builtin exception with a message.
    pub fn raise<T>(&mut self, class: &str, message: impl AsRef<str>) -> R<T> {
        let args = vec![Value::text(message)];
        let made = self.make(Kind::Exception { class: class.into(), args }, None);
        Err(Halt::Raise(made))
    }

    /// The same where the words differ between versions, or are not made here.
    pub fn raise_unworded<T>(&mut self, class: &str) -> R<T> {
        let args = vec![Value::Some("str")];
        let made = self.make(Kind::Exception { class: class.into(), args }, None);
        Err(Halt::Raise(made))
    }

    pub fn open(&mut self, scope: ScopeId, parent: Option<u32>) -> u32 {
        let variables = vec![None; self.names.scope(scope).symbols.len()];
        self.envs.push(Env { scope, variables, parent });
        self.envs.len() as u32 - 1
    }

    pub fn enter(&mut self, scope: ScopeId, env: u32, call: Option<Span>) -> R<()> {
        if self.frames.len() + 40 > self.limit || self.frames.len() > MOST_DEPTH {
            return Err(Halt::Stop);
        }
        let call = call.map(|span| if span == Span::default() { self.at } else { span });
        let caller = self.frames.last().map_or(0, |frame| frame.number);
        let number = self.entered.len() as u32;
        self.entered.push(Entered { scope, call, caller });
        self.frames.push(Activation { scope, env, number });
        Ok(())
    }

    fn symbol(&mut self, f: &Context, name: TextRange) -> R<(ScopeId, SymbolId)> {
        let start = f.shift.range(name).start;
        let found = self.names.occurrence_near(start, self.last).or_else(|| self.names.occurrence_at(start));
        let id = found.ok_or(Halt::Stop)?;
        self.last = id;
        let occurrence = self.names.occurrence(id);
        Ok((occurrence.scope, occurrence.symbol))
    }

    /// The variables of a scope, as seen from here.
    pub fn env_of(&self, mut env: u32, scope: ScopeId) -> Option<u32> {
        loop {
            if self.envs[env as usize].scope == scope {
                return Some(env);
            }
            env = self.envs[env as usize].parent?;
        }
    }

    pub fn load(&mut self, f: &Context, name: &impl Ranged, id: &str) -> R<Value> {
        let (scope, symbol) = self.symbol(f, name.range())?;
        let names = self.names;
        let found = &names.scope(scope).symbols[symbol.0 as usize];
        let Some((home, at)) = found.home else { return self.builtin(id) };
        let env = self.env_of(f.env, home).or((home == MODULE).then_some(0)).ok_or(Halt::Stop)?;
        if let Some(value) = &self.envs[env as usize].variables[at.0 as usize] {
            return Ok(value.clone());
        }
        // A class body looks on in the module; a module in the builtins.
        let is_class = names.scope(home).kind == crate::names::ScopeKind::Class;
        if is_class
            && let Some(at) = names.scope(MODULE).symbol(id)
            && let Some(value) = &self.envs[0].variables[at.0 as usize]
        {
            return Ok(value.clone());
        }
        if (is_class || home == MODULE) && crate::names::builtins::is_builtin(id) {
            return self.builtin(id);
        }
        match home == MODULE || is_class {
            true => self.raise("NameError", format!("name '{id}' is not defined")),
            false if home == scope => self.raise_unworded("UnboundLocalError"),
            // Which error it is depends on the version, in a comprehension.
            false => Err(Halt::Stop),
        }
    }

    fn builtin(&mut self, id: &str) -> R<Value> {
        match id {
            "__name__" => Ok(Value::text("__main__")),
            "__file__" => Ok(Value::Some("str")),
            _ if crate::names::builtins::is_builtin(id) => Ok(Value::Outside(id.into())),
            _ if id.starts_with("__") => Err(Halt::Stop),
            _ => self.raise("NameError", format!("name '{id}' is not defined")),
        }
    }

    pub fn store(&mut self, f: &Context, name: &impl Ranged, value: Option<Value>) -> R<()> {
        let (scope, symbol) = self.symbol(f, name.range())?;
        let home = self.names.scope(scope).symbols[symbol.0 as usize].home;
        let (home, at) = home.ok_or(Halt::Stop)?;
        let env = self.env_of(f.env, home).or((home == MODULE).then_some(0)).ok_or(Halt::Stop)?;
        self.envs[env as usize].variables[at.0 as usize] = value;
        Ok(())
    }

    /// The private name of an attribute, in the body of a class.
    pub fn attribute_name(&self, f: &Context, name: &Name) -> Name {
        match &f.class_name {
            Some(class) if name.starts_with("__") && !name.ends_with("__") => {
                Name::new(format!("_{}{name}", class.trim_start_matches('_')))
            }
            _ => name.clone(),
        }
    }

    /// Code from elsewhere gets hold of a value: from then on nothing is known of what is inside.
    pub fn leak(&mut self, value: &Value) -> R<()> {
        let mut todo = vec![value.clone()];
        while let Some(value) = todo.pop() {
            let Value::Object(id) = value else { continue };
            let object = self.object_mut(id);
            if std::mem::replace(&mut object.tainted, true) {
                continue;
            }
            match &object.kind {
                Kind::List(items) | Kind::Tuple(items) => todo.extend(items.iter().cloned()),
                Kind::Dict(items) => {
                    todo.extend(items.values().flat_map(|(key, value)| [key.clone(), value.clone()]));
                }
                Kind::Set(items) => todo.extend(items.values().cloned()),
                Kind::View { dict, .. } => todo.push(Value::Object(*dict)),
                Kind::Range(..) | Kind::Closed(_) | Kind::Exception { .. } | Kind::Slice(..) => {}
                // It may run code of the file.
                _ => return Err(Halt::Stop),
            }
            if matches!(self.object(id).kind, Kind::Tuple(_) | Kind::Range(..)) {
                self.object_mut(id).tainted = false;
            }
        }
        Ok(())
    }

    /// Something runs that may raise an error nobody here knows of.
    pub fn may_raise(&self) -> R<()> {
        if self.tries > 0 { Err(Halt::Stop) } else { Ok(()) }
    }

    pub fn type_name(&self, value: &Value) -> Option<Rc<str>> {
        Some(match value {
            Value::Object(id) => match &self.object(*id).kind {
                Kind::List(_) => "list".into(),
                Kind::Tuple(_) => "tuple".into(),
                Kind::Dict(_) => "dict".into(),
                Kind::Set(_) => "set".into(),
                Kind::Function(_) => "function".into(),
                // `EnumMeta` before Python 3.11, `EnumType` since.
                Kind::Class(class) if class.members.is_some() => return None,
                Kind::Class(class) if class.is_abc => "ABCMeta".into(),
                Kind::Class(_) => "type".into(),
                Kind::Instance { class, .. } => match &self.object(*class).kind {
                    Kind::Class(class) => class.name.as_str().into(),
                    _ => return None,
                },
                Kind::Exception { class, .. } => class.clone(),
                Kind::Method { .. } => "method".into(),
                Kind::BuiltinMethod { .. } => "builtin_function_or_method".into(),
                Kind::Range(..) => "range".into(),
                Kind::Iterator(source) => source.type_name()?.into(),
                Kind::Generator { .. } | Kind::Lazy { .. } | Kind::Suspended(_) => "generator".into(),
                Kind::View { which, .. } => format!("dict_{which}").into(),
                Kind::Wrapped { kind, .. } => (*kind).into(),
                Kind::Super { .. } => "super".into(),
                Kind::Slice(..) => "slice".into(),
                Kind::Field(_) => "Field".into(),
                Kind::Wraps(_) => "partial".into(),
                Kind::Closed(name) => (*name).into(),
            },
            Value::Outside(_) | Value::Unknown => return None,
            scalar => scalar.scalar_type()?.into(),
        })
    }
}
