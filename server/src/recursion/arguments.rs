//! Which argument of a call each parameter gets.

use rustpython_ast::{Expr, ExprCall};

use crate::recursion::definitions::Function;

#[derive(Debug, Clone, Copy)]
pub(super) enum Given<'a> {
    Argument(&'a Expr),
    /// The receiver of a method call.
    Receiver,
    Default,
}

/// One entry for each parameter that is not variadic, in order: positional, then keyword-only.
/// `None` where the call does not fit (a `TypeError`), or where `*` or `**` hide what is passed.
pub(super) fn bind<'a>(
    function: &Function<'_>,
    call: Option<&'a ExprCall>,
    receiver: bool,
) -> Option<Vec<Given<'a>>> {
    let (positional, keywords) = match call {
        Some(call) => (&*call.arguments.args, &*call.arguments.keywords),
        None => (&[][..], &[][..]),
    };
    let hidden = positional.iter().any(Expr::is_starred_expr) || keywords.iter().any(|k| k.arg.is_none());
    let Some(parameters) = function.parameters else {
        return (positional.is_empty() && keywords.is_empty() && !receiver).then(Vec::new);
    };
    if hidden {
        return None;
    }
    let total = parameters.iter_non_variadic_params().count();
    let positional_total = total - parameters.kwonlyargs.len();
    let mut given: Vec<Option<Given<'a>>> = vec![None; total];
    let supplied = receiver.then_some(Given::Receiver).into_iter();
    for (index, value) in supplied.chain(positional.iter().map(Given::Argument)).enumerate() {
        if index >= positional_total {
            parameters.vararg.as_ref()?;
            break;
        }
        given[index] = Some(value);
    }
    for keyword in keywords {
        let name = keyword.arg.as_ref()?.as_str();
        match parameters.index(name) {
            Some(index) if index >= parameters.posonlyargs.len() => {
                if given[index].is_some() {
                    return None;
                }
                given[index] = Some(Given::Argument(&keyword.value));
            }
            _ if parameters.kwarg.is_some() => {}
            _ => return None,
        }
    }
    let defaults = parameters.iter_non_variadic_params().map(|parameter| parameter.default.is_some());
    given
        .into_iter()
        .zip(defaults)
        .map(|(given, default)| given.or(default.then_some(Given::Default)))
        .collect()
}
