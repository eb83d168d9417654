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

/// One entry for each parameter that is not variadic: what is surely passed, where `*` and `**` hide the rest.
pub(super) fn known<'a>(
    function: &Function<'_>,
    call: &'a ExprCall,
    receiver: bool,
) -> Vec<Option<Given<'a>>> {
    if let Some(given) = bind(function, Some(call), receiver) {
        return given.into_iter().map(Some).collect();
    }
    let total = function.plain_count();
    let mut given: Vec<Option<Given<'a>>> = vec![None; total];
    let Some(parameters) = function.parameters else { return given };
    let positional_total = total - parameters.kwonlyargs.len();
    let open = call.arguments.args.iter().take_while(|argument| !argument.is_starred_expr());
    let supplied = receiver.then_some(Given::Receiver).into_iter().chain(open.map(Given::Argument));
    for (place, value) in given[..positional_total].iter_mut().zip(supplied) {
        *place = Some(value);
    }
    for keyword in &*call.arguments.keywords {
        let index = keyword.arg.as_ref().and_then(|name| parameters.index(name.as_str()));
        if let Some(place) = index.and_then(|index| given.get_mut(index)) {
            *place = Some(Given::Argument(&keyword.value));
        }
    }
    given
}

/// The call certainly fits the function's parameters, hidden arguments included.
pub(super) fn fits(function: &Function<'_>, call: &ExprCall, receiver: bool) -> bool {
    if bind(function, Some(call), receiver).is_some() {
        return true;
    }
    let Some(parameters) = function.parameters else { return false };
    let arguments = &call.arguments;
    let plain = arguments.args.iter().take_while(|argument| !argument.is_starred_expr()).count();
    let starred = plain < arguments.args.len();
    let hidden = arguments.keywords.iter().any(|keyword| keyword.arg.is_none());
    let required = |parameter: &&rustpython_ast::ParameterWithDefault| parameter.default.is_none();
    let positional = parameters.posonlyargs.iter().chain(&parameters.args);
    (starred || hidden)
        && (!starred || parameters.vararg.is_some())
        && (!hidden || parameters.kwarg.is_some())
        && parameters.kwonlyargs.iter().all(|parameter| parameter.default.is_some())
        && arguments.keywords.iter().all(|keyword| keyword.arg.is_none())
        && positional.clone().filter(required).count() <= plain + usize::from(receiver)
        // Hidden keywords could name a parameter a second time.
        && (!hidden || positional.count() == usize::from(receiver))
}
