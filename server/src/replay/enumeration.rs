//! `enum.Enum`: members, by name, by value and in order; `auto()`.
//!
//! A member is drawn with its `name` and `value`. Enumerations with names that begin with an underscore, with `__init__`, or that mix
//! in another type are not followed.

use rustpython_ast::name::Name;

use crate::replay::machine::Machine;
use crate::replay::value::{Attributes, Halt, Id, Kind, R, Value};
use crate::text::Span;

impl<'a> Machine<'a> {
    pub fn is_enum(&self, class: Id) -> bool {
        matches!(&self.object(class).kind, Kind::Class(class) if class.members.is_some())
    }

    fn members_of(&self, class: Id) -> &[(Name, Value)] {
        match &self.object(class).kind {
            Kind::Class(class) => class.members.as_deref().unwrap_or_default(),
            _ => &[],
        }
    }

    /// Makes members of the values in the class's dictionary.
    pub fn make_members(&mut self, class: Id, is_unique: bool, at: Span) -> R<()> {
        if self.look_up(class, None, "__init__").is_some() {
            return Err(Halt::Stop);
        }
        let Kind::Class(found) = &self.object(class).kind else { return Err(Halt::Stop) };
        let inherits = found.order.iter().skip(1).any(|base| !self.members_of(*base).is_empty());
        let values: Vec<(Name, Value)> =
            found.attributes.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        let mut members: Vec<(Name, Value)> = Vec::new();
        let mut known: Vec<(Value, Value)> = Vec::new();
        for (name, value) in values {
            match self.kind(&value) {
                Some(Kind::Function(_) | Kind::Wrapped { .. }) => continue,
                Some(Kind::List(_) | Kind::Tuple(_) | Kind::Dict(_)) => {}
                Some(_) => return Err(Halt::Stop),
                None if value.scalar_type().is_none() => return Err(Halt::Stop),
                None => {}
            }
            // A docstring is no binding, so `__doc__` is not here.
            if name.starts_with('_') || inherits {
                return Err(Halt::Stop);
            }
            let mut same = None;
            for (other, member) in &known {
                if self.equal(other, &value)?.ok_or(Halt::Stop)? {
                    same = Some(member.clone());
                    break;
                }
            }
            let member = match same {
                Some(_) if is_unique => return self.raise_unworded("ValueError"),
                Some(member) => member,
                None => {
                    let mut attributes = Attributes::default();
                    attributes.insert(Name::new_static("name"), Value::text(&name));
                    attributes.insert(Name::new_static("value"), value.clone());
                    let member = self.make(Kind::Instance { class, attributes }, Some(at));
                    known.push((value, member.clone()));
                    member
                }
            };
            members.push((name, member));
        }
        let Kind::Class(found) = &mut self.object_mut(class).kind else { return Err(Halt::Stop) };
        for (name, member) in &members {
            found.attributes.insert(name.clone(), member.clone());
        }
        found.members = Some(members);
        Ok(())
    }

    /// In order, each once.
    pub fn each_member(&self, class: Id) -> Vec<Value> {
        let mut found: Vec<Value> = Vec::new();
        for (_, member) in self.members_of(class) {
            if !found.contains(member) {
                found.push(member.clone());
            }
        }
        found
    }

    /// `Colour(1)`.
    pub fn member_of_value(&mut self, class: Id, args: &[Value]) -> R<Value> {
        let [wanted] = args else { return Err(Halt::Stop) };
        for member in self.each_member(class) {
            if *wanted == member {
                return Ok(member);
            }
            let value = match self.kind(&member) {
                Some(Kind::Instance { attributes, .. }) => attributes.get("value").cloned(),
                _ => None,
            };
            if self.equal(&value.ok_or(Halt::Stop)?, wanted)?.ok_or(Halt::Stop)? {
                return Ok(member);
            }
        }
        self.raise_unworded("ValueError")
    }

    /// `Colour["RED"]`.
    pub fn member_of_name(&mut self, class: Id, name: &Value) -> R<Value> {
        let Value::Str(wanted) = name else { return Err(Halt::Stop) };
        let found = self.members_of(class).iter().find(|(known, _)| known.as_str() == &**wanted);
        match found.map(|(_, member)| member.clone()) {
            Some(member) => Ok(member),
            None => {
                let made = Kind::Exception { class: "KeyError".into(), args: vec![name.clone()] };
                Err(Halt::Raise(self.make(made, None)))
            }
        }
    }

    /// Of a member: the names of its class and of itself, its value.
    pub fn member_parts(&self, value: &Value) -> Option<(String, String, Value)> {
        let Some(Kind::Instance { class, attributes }) = self.kind(value) else { return None };
        let Kind::Class(found) = &self.object(*class).kind else { return None };
        found.members.as_ref()?;
        let Value::Str(name) = attributes.get("name")? else { return None };
        Some((found.name.to_string(), name.to_string(), attributes.get("value")?.clone()))
    }

    /// `auto()`: one more than the last, where the last is the greatest.
    pub fn auto(&mut self) -> R<Value> {
        let frame = self.frames.last().copied().ok_or(Halt::Stop)?;
        if self.names.scope(frame.scope).kind != crate::names::ScopeKind::Class {
            return Err(Halt::Stop);
        }
        let variables = &self.envs[frame.env as usize].variables;
        let mut greatest: Option<i64> = None;
        for symbol in self.in_order(frame.scope) {
            match variables.get(symbol.0 as usize).and_then(Option::as_ref) {
                None => {}
                Some(Value::Int(value)) if greatest.is_none_or(|before| before < *value) => {
                    greatest = Some(*value);
                }
                Some(value) if matches!(self.kind(value), Some(Kind::Function(_) | Kind::Wrapped { .. })) => {
                }
                Some(_) => return Err(Halt::Stop),
            }
        }
        greatest.map_or(Some(1), |value| value.checked_add(1)).map(Value::Int).ok_or(Halt::Stop)
    }
}
