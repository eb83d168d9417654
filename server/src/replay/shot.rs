//! From the machine's state to the plain data of `memory/moment.rs`.

use rustc_hash::FxHashMap;
use rustpython_ast::name::Name;

use crate::memory::definition;
use crate::memory::moment::{Bound, FrameAt, Inside, MOST_SHOWN, Moment, Part, SlotAt, Thing, When};
use crate::names::Binding;
use crate::replay::machine::{Activation, Machine};
use crate::replay::value::{Id, Kind, Value, is_definition};
use crate::text::Span;

/// More objects are not looked at.
const MOST_THINGS: usize = 400;

/// Of a deep stack the global frame and the innermost ones are drawn.
const MOST_FRAMES: usize = 14;

/// Items of one container that are looked at.
const MOST_ITEMS: usize = 64;

/// What there was at the step before: the variables of each frame, by its number; the inside of each object.
#[derive(Debug)]
pub struct Before {
    frames: FxHashMap<u32, Vec<Option<Value>>>,
    objects: FxHashMap<Id, Vec<(Option<Value>, Value)>>,
}

/// What stands for one object of the picture.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Node {
    Object(Id),
    Outside(Box<str>),
}

struct Shot<'m, 'a> {
    machine: &'m Machine<'a>,
    index: FxHashMap<Node, usize>,
    nodes: Vec<Node>,
}

impl<'a> Machine<'a> {
    /// The state, for the comparison with the next step.
    pub fn remember(&self) -> Before {
        let frames = self.frames.iter();
        let frames = frames.map(|frame| (frame.number, self.envs[frame.env as usize].variables.clone()));
        let ids = 0..self.objects.len() as Id;
        let objects = ids.filter_map(|id| Some((id, self.inside(id)?)));
        Before { frames: frames.collect(), objects: objects.collect() }
    }

    /// Keys and values inside an object that can change.
    fn inside(&self, id: Id) -> Option<Vec<(Option<Value>, Value)>> {
        Some(match &self.object(id).kind {
            Kind::List(items) => items.iter().take(MOST_ITEMS).map(|item| (None, item.clone())).collect(),
            Kind::Dict(items) => {
                items.values().take(MOST_ITEMS).map(|(key, item)| (Some(key.clone()), item.clone())).collect()
            }
            Kind::Instance { attributes, .. } => {
                attributes.iter().map(|(name, item)| (Some(Value::text(name)), item.clone())).collect()
            }
            Kind::Class(_) => {
                let data = self.class_data(id).into_iter();
                data.map(|(name, item)| (Some(Value::text(name)), item.clone())).collect()
            }
            Kind::Function(_) => {
                let captured = self.captured(id).into_iter();
                captured.map(|(name, item)| (Some(Value::text(name)), item.clone())).collect()
            }
            _ => return None,
        })
    }

    /// Attributes of a class that are no methods.
    fn class_data(&self, id: Id) -> Vec<(&Name, &Value)> {
        let Kind::Class(class) = &self.object(id).kind else { return Vec::new() };
        let attributes = class.attributes.iter();
        attributes.filter(|(name, value)| !is_dunder(name) && !self.is_method(id, value)).collect()
    }

    fn methods(&self, id: Id) -> Vec<String> {
        let Kind::Class(class) = &self.object(id).kind else { return Vec::new() };
        let methods = class.attributes.iter().filter(|(_, value)| self.is_method(id, value));
        methods.map(|(name, _)| name.to_string()).collect()
    }

    /// A function of the class's body, or what a decorator has made of one.
    fn is_method(&self, class: Id, value: &Value) -> bool {
        match self.kind(value) {
            Some(Kind::Function(function)) => function.owner == Some(class),
            Some(Kind::Wrapped { .. }) => true,
            _ => false,
        }
    }

    /// The cells of a function that hold something.
    fn captured(&self, id: Id) -> Vec<(&Name, &Value)> {
        let Kind::Function(function) = &self.object(id).kind else { return Vec::new() };
        let symbols = self.names.scope(function.scope).symbols.iter();
        let free = symbols.filter(|symbol| symbol.binding == Binding::Free && !is_dunder(&symbol.name));
        free.filter_map(|symbol| {
            let (home, at) = symbol.home?;
            let env = self.env_of(function.env, home)?;
            let value = self.envs[env as usize].variables.get(at.0 as usize)?.as_ref()?;
            Some((&symbol.name, value))
        })
        .collect()
    }

    pub fn shoot(&self, at: Span, when: When) -> Moment {
        let mut shot = Shot { machine: self, index: FxHashMap::default(), nodes: Vec::new() };
        let left_out = self.frames.len().saturating_sub(MOST_FRAMES);
        let mut frames = Vec::new();
        for (position, frame) in self.frames.iter().enumerate() {
            if position > 0 && position <= left_out {
                continue;
            }
            let mut found = shot.frame(*frame);
            found.left_out = if position == left_out + 1 { left_out } else { 0 };
            frames.push(found);
        }
        let things = shot.things();
        Moment { at, when, frames, things }
    }
}

impl Shot<'_, '_> {
    fn frame(&mut self, frame: Activation) -> FrameAt {
        let machine = self.machine;
        let variables = &machine.envs[frame.env as usize].variables;
        let before = machine.before.as_ref().map(|before| before.frames.get(&frame.number));
        let mut slots = Vec::new();
        for symbol in machine.in_order(frame.scope) {
            let index = symbol.0 as usize;
            let Some(value) = variables.get(index).and_then(Option::as_ref) else { continue };
            let name = machine.names.scope(frame.scope).symbols[index].name.to_string();
            let old = before.map(|found| found.and_then(|variables| variables.get(index)?.as_ref()));
            let is_new = old.is_some_and(|old| old != Some(value));
            let part = self.part(value);
            slots.push(SlotAt { name, bound: Bound::Yes, part, is_new });
        }
        FrameAt {
            scope: frame.scope,
            slots,
            calls: machine.entered[frame.number as usize].call.into_iter().collect(),
            has_other_calls: false,
            has_other_names: false,
            left_out: 0,
        }
    }

    fn part(&mut self, value: &Value) -> Part {
        if let Some(type_) = value.scalar_type() {
            return Part::Scalar { type_: type_.to_owned(), value: value.repr() };
        }
        let node = match value {
            Value::Object(id) => Node::Object(*id),
            // A dotted one may be any value, a number too.
            Value::Outside(path) if !path.contains('.') || is_definition(path) => {
                Node::Outside((&**path).into())
            }
            _ => return Part::Unknown,
        };
        if let Some(index) = self.index.get(&node) {
            return Part::Object(*index);
        }
        if self.nodes.len() >= MOST_THINGS {
            return Part::Unknown;
        }
        self.index.insert(node.clone(), self.nodes.len());
        self.nodes.push(node);
        Part::Object(self.nodes.len() - 1)
    }

    fn things(&mut self) -> Vec<Thing> {
        let mut things = Vec::new();
        while let Some(node) = self.nodes.get(things.len()).cloned() {
            things.push(self.thing(&node));
        }
        for a in 0..self.nodes.len() {
            for b in 0..a {
                if self.may_be_one(&self.nodes[a], &self.nodes[b]) {
                    things[a].twins.push(b);
                    things[b].twins.push(a);
                }
            }
        }
        things
    }

    /// Equal tuples may be one object; of things from elsewhere two names may lead to one.
    fn may_be_one(&self, a: &Node, b: &Node) -> bool {
        match (a, b) {
            (Node::Object(a), Node::Object(b)) => {
                matches!(
                    (&self.machine.object(*a).kind, &self.machine.object(*b).kind),
                    (Kind::Tuple(x), Kind::Tuple(y)) if x.len() == y.len()
                )
            }
            (Node::Outside(_), Node::Outside(_)) => true,
            _ => false,
        }
    }

    fn thing(&mut self, node: &Node) -> Thing {
        let machine = self.machine;
        let id = match node {
            Node::Object(id) => *id,
            Node::Outside(path) => {
                // A module, or a function or class of Python itself.
                let is_builtin = crate::names::builtins::is_builtin(path);
                let type_ = match definition(path) {
                    _ if is_builtin => None,
                    Some(found) => found,
                    None => (!path.contains('.')).then_some("module"),
                };
                let type_ = type_.map(str::to_owned);
                let name = Some(path.to_string());
                return Thing { type_, name, span: None, inside: Inside::Closed, twins: Vec::new() };
            }
        };
        let object = machine.object(id);
        let type_ = machine.type_name(&Value::Object(id)).map(|name| name.to_string());
        let name = match &object.kind {
            Kind::Function(function) => Some(machine.names.scope(function.scope).qualname.clone()),
            Kind::Class(class) => Some(machine.names.scope(class.scope).qualname.clone()),
            _ => None,
        };
        let inside = if object.tainted { self.tainted(id) } else { self.contents(id) };
        Thing { type_, name, span: object.span, inside, twins: Vec::new() }
    }

    fn tainted(&self, id: Id) -> Inside {
        match &self.machine.object(id).kind {
            Kind::List(_) => {
                Inside::Items { items: Vec::new(), length: None, rest: Vec::new(), new: Vec::new() }
            }
            Kind::Dict(_) => {
                Inside::Pairs { pairs: Vec::new(), length: None, rest: Vec::new(), new: Vec::new() }
            }
            _ => Inside::Closed,
        }
    }

    /// Which of the cells are others than at the step before, by their position.
    fn new_cells(&self, id: Id) -> Vec<usize> {
        let Some(before) = &self.machine.before else { return Vec::new() };
        let Some(now) = self.machine.inside(id) else { return Vec::new() };
        // An object that was not there is new as a whole.
        let Some(old) = before.objects.get(&id) else { return Vec::new() };
        let is_new = |(position, (key, value)): (usize, &(Option<Value>, Value))| {
            let was = match key {
                None => old.get(position).map(|(_, value)| value),
                Some(key) => {
                    old.iter().find(|(other, _)| other.as_ref() == Some(key)).map(|(_, value)| value)
                }
            };
            (was != Some(value)).then_some(position)
        };
        now.iter().enumerate().filter_map(is_new).collect()
    }

    fn contents(&mut self, id: Id) -> Inside {
        let new = self.new_cells(id);
        let machine = self.machine;
        match &machine.object(id).kind {
            Kind::List(items) | Kind::Tuple(items) => {
                let shown = items.iter().take(MOST_SHOWN).enumerate();
                let shown = shown.map(|(index, item)| (index, self.part(item))).collect();
                Inside::Items { items: shown, length: Some(items.len()), rest: Vec::new(), new }
            }
            Kind::Dict(items) => {
                let (mut pairs, mut changed) = (Vec::new(), Vec::new());
                for (position, (key, value)) in items.values().take(MOST_SHOWN).enumerate() {
                    // A key that is an object of the file cannot be written: it is left out, and counted.
                    let Some(key) = self.key_text(key) else { continue };
                    if new.contains(&position) {
                        changed.push(pairs.len());
                    }
                    let part = self.part(value);
                    pairs.push((key, part));
                }
                Inside::Pairs { pairs, length: Some(items.len()), rest: Vec::new(), new: changed }
            }
            Kind::Set(items) => {
                let shown = items.values().take(MOST_SHOWN);
                let shown = shown.map(|item| self.part(item)).collect();
                Inside::Members { members: shown, length: items.len() }
            }
            Kind::Instance { attributes, .. } => {
                let slots = attributes.iter();
                let slots = slots.map(|(name, value)| (name.to_string(), Bound::Yes, self.part(value)));
                Inside::Attributes { slots: slots.collect(), new }
            }
            Kind::Class(class) => Inside::Class {
                bases: class.bases.iter().map(|base| base.to_string()).collect(),
                slots: self.slots(machine.class_data(id)),
                methods: machine.methods(id),
                new,
            },
            Kind::Function(_) => Inside::Function { captured: self.slots(machine.captured(id)), new },
            _ => Inside::Closed,
        }
    }

    fn slots(&mut self, found: Vec<(&Name, &Value)>) -> Vec<(String, Bound, Part)> {
        found.into_iter().map(|(name, value)| (name.to_string(), Bound::Yes, self.part(value))).collect()
    }

    /// A key as `repr` writes it, where that is known.
    fn key_text(&self, key: &Value) -> Option<String> {
        if let Some(Kind::Tuple(items)) = self.machine.kind(key) {
            let parts: Vec<String> = items.iter().map(|item| self.key_text(item)).collect::<Option<_>>()?;
            return Some(match parts.as_slice() {
                [one] => format!("({one},)"),
                parts => format!("({})", parts.join(", ")),
            });
        }
        key.repr()
    }
}

fn is_dunder(name: &str) -> bool {
    name.len() > 4 && name.starts_with("__") && name.ends_with("__")
}
