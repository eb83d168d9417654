//! What the methods of a class tell of the attributes of its instances: `self.x.append(…)` in one of them
//! tells of the value that another one binds `self.x` to.
//!
//! An attribute is followed like a variable. Between methods only what is bound in one place of the class is
//! told of, by the methods below that place. Subclasses and other functions are not looked at.

use rustc_hash::{FxHashMap, FxHashSet};
use rustpython_ast::{Expr, ExprAttribute, StmtClassDef, StmtFunctionDef};
use rustpython_text_size::Ranged;

use super::Walker;
use crate::memory::habits::evidence::{Bits, State};
use crate::memory::unit::signature;

/// Where the walk is.
#[derive(Default)]
pub(super) struct Around {
    /// The class, by the place of its name, whose body is walked; none in a method of it.
    class: Option<u32>,
    /// In a method: the variable that holds the instance, and the class.
    receiver: Option<(u32, u32)>,
}

pub(super) struct Attributes<'a> {
    /// The number of the first attribute: those below are variables.
    first: u32,
    numbers: FxHashMap<(u32, &'a str), u32>,
    /// What methods tell, and in how many places it is bound.
    told: Vec<(Bits, u32)>,
    /// Names of attributes that methods assign.
    stored: FxHashSet<&'a str>,
    pub around: Around,
}

impl<'a> Attributes<'a> {
    pub fn numbered_from(first: u32) -> Attributes<'a> {
        Attributes {
            first,
            numbers: FxHashMap::default(),
            told: Vec::new(),
            stored: FxHashSet::default(),
            around: Around::default(),
        }
    }

    fn number(&mut self, class: u32, name: &'a str) -> u32 {
        let next = self.first + self.told.len() as u32;
        let number = *self.numbers.entry((class, name)).or_insert(next);
        if number == next {
            self.told.push((0, 0));
        }
        number
    }

    pub fn is_stored(&self, name: &str) -> bool {
        self.stored.contains(name)
    }

    /// At the start of a method: what it tells of an attribute. `false` for a variable.
    pub fn tell(&mut self, variable: u32, bits: Bits) -> bool {
        let Some(index) = variable.checked_sub(self.first) else { return false };
        self.told[index as usize].0 |= bits;
        true
    }
}

impl<'a> Walker<'a> {
    pub(super) fn class_body(&mut self, state: &mut State, s: &'a StmtClassDef) {
        let class = self.shift.at(s.name.range().start().to_u32());
        let here = Around { class: Some(class), receiver: None };
        let outer = std::mem::replace(&mut self.attributes.around, here);
        self.block(state, &s.body);
        self.attributes.around = outer;
    }

    /// Where the walk is in the body of a function. One inside a method sees the method's instance.
    pub(super) fn in_function(&mut self, s: &'a StmtFunctionDef) -> Around {
        let Some(class) = self.attributes.around.class else {
            return Around { class: None, receiver: self.attributes.around.receiver };
        };
        let is_other = s.decorator_list.iter().any(|decorator| {
            matches!(&decorator.expression, Expr::Name(name)
                if matches!(name.id.as_str(), "staticmethod" | "classmethod"))
        });
        let first = signature(&s.parameters).next().filter(|_| !is_other);
        let place = first.and_then(|(parameter, _, _)| self.place(parameter.name.range()));
        Around { class: None, receiver: place.map(|(variable, _)| (variable, class)) }
    }

    /// The number of `self.name`.
    pub(super) fn attribute(&mut self, e: &'a ExprAttribute) -> Option<u32> {
        let Expr::Name(name) = &*e.value else { return None };
        let (receiver, class) = self.attributes.around.receiver?;
        let (variable, _) = self.place(name.range)?;
        (variable == receiver).then(|| self.attributes.number(class, e.attr.as_str()))
    }

    pub(super) fn needs_attribute(&mut self, state: &mut State, e: &'a ExprAttribute, bits: Bits) {
        if bits != 0
            && let Some(attribute) = self.attribute(e)
        {
            self.add(state, attribute, bits);
        }
    }

    /// `self.x = value`: what the uses from here on, and the methods below, tell of the value.
    pub(super) fn bind_attribute(&mut self, state: &mut State, e: &'a ExprAttribute) -> Bits {
        let Some(attribute) = self.attribute(e) else { return 0 };
        self.attributes.stored.insert(e.attr.as_str());
        let (told, bound) = &mut self.attributes.told[(attribute - self.attributes.first) as usize];
        *bound += 1;
        let elsewhere = if *bound == 1 { *told } else { 0 };
        state.take(attribute) | elsewhere
    }
}
