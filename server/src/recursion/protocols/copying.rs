//! What copying and pickling ask an object for: `copy.copy`, `copy.deepcopy`, `pickle.dumps`.
//!
//! Certain where the class derives from nothing else and nothing is registered for it (`copyreg`).

use rustpython_ast::{Expr, ExprCall};
use rustpython_text_size::Ranged;

use super::{Invoked, has};
use crate::recursion::definitions::{ClassId, Definitions, FunctionId};
use crate::syntax::Shift;

/// The special methods that a call asks its first argument for, the first that it has.
pub(super) fn asked(
    call: &ExprCall,
    definitions: &Definitions<'_>,
    shift: Shift,
) -> Option<&'static [&'static str]> {
    let (module, name) = match call.func.as_ref() {
        Expr::Attribute(attribute) => match attribute.value.as_ref() {
            Expr::Name(module) => (Some(module), attribute.attr.as_str()),
            _ => return None,
        },
        Expr::Name(name) => (None, name.id.as_str()),
        _ => return None,
    };
    let (home_module, methods): (&str, &[&str]) = match name {
        "copy" => ("copy", &["__copy__", "__reduce_ex__", "__reduce__", "__getstate__"]),
        "deepcopy" => ("copy", &["__deepcopy__", "__reduce_ex__", "__reduce__", "__getstate__"]),
        "dumps" => ("pickle", &["__reduce_ex__", "__reduce__", "__getstate__"]),
        _ => return None,
    };
    let (start, imported) = match module {
        Some(module) if module.id.as_str() == home_module => (module.range().start(), true),
        Some(_) => return None,
        None => {
            let text = definitions.whole_text();
            (call.func.range().start(), text.contains(&format!("from {home_module} import")))
        }
    };
    let home = definitions.home(shift.at(start.to_u32()))?;
    (imported && home.0.0 == 0 && definitions.bound_once(home)).then_some(methods)
}

/// The method of the class that is run.
pub(super) fn invoked(
    asked: &[&str],
    definitions: &Definitions<'_>,
    class: ClassId,
    special: &dyn Fn(&str) -> Option<FunctionId>,
) -> Option<Invoked> {
    let at = asked.iter().position(|name| has(definitions, class, name))?;
    let function = special(asked[at])?;
    let own = matches!(asked[at], "__copy__" | "__deepcopy__");
    let plain = definitions.class(class).plain_bases && !definitions.whole_text().contains("copyreg");
    Some(Invoked { function, certain: own || plain, by_absence: !own, draws: false })
}
