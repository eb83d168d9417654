//! Arguments to parameters: which argument of a call each parameter takes.

use smallvec::SmallVec;

use crate::memory::call::{Arg, ArgKind};
use crate::memory::facts::EscapeTo;
use crate::memory::frame::{Frame, Val};
use crate::memory::heap::CellId;
use crate::memory::machine::Machine;
use crate::memory::types;
use crate::memory::unit::{ParameterKind, UnitId};
use crate::memory::value::{Constant, UNKNOWN, V};
use crate::text::Span;

impl<'a> Machine<'a> {
    /// Passes arguments to parameters; gives which parameter holds which argument's very object.
    pub fn pass(
        &mut self,
        f: &mut Frame,
        id: UnitId,
        args: &[Arg<'a>],
        span: Span,
    ) -> SmallVec<[(usize, usize); 4]> {
        let mut bound: SmallVec<[(usize, usize); 4]> = SmallVec::new();
        let parameters: SmallVec<[(ParameterKind, CellId); 8]> = self.units[id.0 as usize]
            .parameters
            .iter()
            .map(|parameter| (parameter.kind, parameter.passed))
            .collect();
        let is_positional =
            |kind: ParameterKind| matches!(kind, ParameterKind::Positional | ParameterKind::Either);
        let star = parameters.iter().find_map(|(kind, _)| match kind {
            ParameterKind::Star(object) => Some(*object),
            _ => None,
        });
        let double_star = parameters.iter().find_map(|(kind, _)| match kind {
            ParameterKind::DoubleStar(object) => Some(*object),
            _ => None,
        });
        let mut sure: u64 = 0;
        let mut next = 0;
        let mut spread = false;
        for (index, arg) in args.iter().enumerate() {
            match arg.kind {
                ArgKind::Receiver | ArgKind::Positional if !spread => {
                    while next < parameters.len() && !is_positional(parameters[next].0) {
                        next += 1;
                    }
                    match parameters.get(next) {
                        Some((_, cell)) => {
                            self.pass_one(f, id, *cell, arg.val);
                            bound.push((next, index));
                            sure |= 1 << next.min(63);
                            next += 1;
                        }
                        None => {
                            if let Some(star) = star {
                                self.put(star, arg.val.v);
                                self.collected(f, id, arg.val.v, span, "*");
                            }
                        }
                    }
                }
                ArgKind::Receiver | ArgKind::Positional | ArgKind::Star => {
                    let item = match arg.kind {
                        ArgKind::Star => self.element(f, arg.val.v, span, false),
                        _ => arg.val.v,
                    };
                    let is_first = !spread && arg.kind == ArgKind::Star;
                    spread = true;
                    for (at, (kind, cell)) in parameters.iter().skip(next).enumerate() {
                        if is_positional(*kind) {
                            let index = self.constant(Constant::Int(at as i64));
                            let key = if is_first { self.item_key(arg.val.v, index) } else { None };
                            let known = key.and_then(|key| self.known(f, arg.val, key));
                            self.pass_one(f, id, *cell, known.unwrap_or(Val::plain(item)));
                        }
                    }
                    if let Some(star) = star {
                        self.put(star, item);
                    }
                }
                ArgKind::Keyword(name) => {
                    let at = self.units[id.0 as usize].parameters.iter().position(|parameter| {
                        &*parameter.name == name
                            && matches!(parameter.kind, ParameterKind::Either | ParameterKind::Keyword)
                    });
                    match at {
                        Some(at) => {
                            self.pass_one(f, id, parameters[at].1, arg.val);
                            bound.push((at, index));
                            sure |= 1 << at.min(63);
                        }
                        None => {
                            if let Some(object) = double_star {
                                let key = self.constant(Constant::Str(name.into()));
                                self.put_key(object, key);
                                self.collected(f, id, arg.val.v, span, "**");
                                if let Some(key) = self.constant_id(key) {
                                    self.put_entry(object, key, arg.val.v);
                                }
                            }
                        }
                    }
                }
                ArgKind::DoubleStar => {
                    let item = self.any_item(f, arg.val.v);
                    for (at, (kind, cell)) in parameters.iter().enumerate() {
                        if matches!(kind, ParameterKind::Either | ParameterKind::Keyword)
                            && sure >> at.min(63) & 1 == 0
                        {
                            self.pass_one(f, id, *cell, Val::plain(item));
                        }
                    }
                    if let Some(object) = double_star {
                        self.put(object, item);
                        let key = self.values.scalar(types::STR);
                        self.put_key(object, key);
                    }
                }
            }
        }
        for (at, (_, cell)) in parameters.iter().enumerate() {
            if sure >> at.min(63) & 1 == 0
                && let Some(default) = self.units[id.0 as usize].parameters[at].default
            {
                let default = self.read(default, f.unit);
                self.pass_value(id, *cell, default);
            }
        }
        bound
    }

    /// Goes into the tuple or the dictionary that takes further arguments.
    fn collected(&mut self, f: &mut Frame, id: UnitId, v: V, span: Span, stars: &str) {
        let takes = |kind: ParameterKind| match kind {
            ParameterKind::Star(_) => stars == "*",
            ParameterKind::DoubleStar(_) => stars == "**",
            _ => false,
        };
        let parameter = self.units[id.0 as usize].parameters.iter().find(|parameter| takes(parameter.kind));
        let name = parameter.map(|parameter| format!("{stars}{}", parameter.name)).unwrap_or_default();
        self.escape(f, v, EscapeTo::Argument, span, &name);
    }

    fn pass_one(&mut self, f: &mut Frame, id: UnitId, cell: CellId, val: Val) {
        // A call from the function itself tells nothing of what it was first given.
        let is_open = !self.units[id.0 as usize].closed;
        let v = if is_open || f.unit == id { self.values.without_constants(val.v) } else { val.v };
        if is_open && self.values.get(self.peek(cell)).unknown {
            // Nothing is claimed of it any more: what else it may be does not matter.
            return;
        }
        let v = match is_open {
            true if self.values.get(v).unknown => UNKNOWN,
            true => self.without_instances(v),
            false => v,
        };
        self.pass_value(id, cell, v);
    }

    /// The result of `super()`, `getattr`, … is decided by the call's own place.
    pub fn argument(&self, args: &[Arg<'a>], index: usize) -> Option<Val> {
        args.iter().filter(|arg| arg.is_plain()).nth(index).map(|arg| arg.val)
    }

    pub fn keyword(&self, args: &[Arg<'a>], name: &str) -> Option<Val> {
        args.iter().find(|arg| arg.kind == ArgKind::Keyword(name)).map(|arg| arg.val)
    }
}
