//! Results of methods that only value types have, called on what is not known: a habit, never certain.

use crate::memory::class::Class;
use crate::memory::frame::Frame;
use crate::memory::habits::evidence::{self, STACK};
use crate::memory::machine::Machine;
use crate::memory::types;
use crate::memory::value::{Atom, V};
use crate::text::Span;

impl Machine<'_> {
    /// What the method of that name gives where its object is text, or, if it `is_value`, a value of whatever
    /// kind. `None` where other objects have such a method as well.
    pub fn text_result(&mut self, f: &Frame, name: &str, is_value: bool, span: Span) -> Option<V> {
        let is_known = evidence::attribute(name) == STACK || is_value && evidence::is_shared(name);
        let is_own = |class: &Class| self.names.scope(class.scope).symbol(name).is_some();
        if !is_known || self.classes.iter().any(is_own) {
            return None;
        }
        let text = self.values.open_any(Atom::AnyScalar);
        let type_ = match name {
            "partition" | "rpartition" | "as_integer_ratio" => types::TUPLE,
            "split" | "rsplit" | "splitlines" => types::LIST,
            "maketrans" => return None,
            _ => return Some(text),
        };
        let object = self.allocate(f, span, type_);
        self.put(object, text);
        let v = self.values.atom(Atom::Object(object));
        Some(self.values.open(v))
    }
}
