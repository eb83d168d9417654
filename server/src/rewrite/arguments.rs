//! A call of the function by itself, as an assignment to its parameters.

use rustpython_ast::{Expr, ExprCall, Number};

use crate::rewrite::function::Function;
use crate::rewrite::source::Line;
use crate::rewrite::{Refusal, refuse};

/// What a call gives a parameter, in the order in which Python evaluates it.
pub(super) struct Given<'a> {
    pub parameter: usize,
    pub value: &'a Expr,
}

/// Parameters with what they are given; the receiver is not among them.
pub(super) fn bind<'a>(function: &Function<'a>, call: &'a ExprCall) -> Result<Vec<Given<'a>>, Refusal> {
    let span = function.span(call);
    let parameters = &function.parameters;
    let first = usize::from(function.receiver);
    let mut given: Vec<Given> = Vec::new();
    let misfit = || refuse(span, "the arguments of this call do not fit its parameters");
    for (index, value) in call.arguments.args.iter().enumerate() {
        if value.is_starred_expr() {
            return refuse(span, "this call unpacks its arguments");
        }
        match parameters.get(first + index) {
            Some(parameter) if !parameter.keyword_only => {
                given.push(Given { parameter: first + index, value })
            }
            _ => return misfit(),
        }
    }
    for keyword in &call.arguments.keywords {
        let Some(name) = &keyword.arg else { return refuse(span, "this call unpacks its arguments") };
        let index = parameters.iter().position(|parameter| parameter.name == name.as_str());
        match index {
            Some(index)
                if !parameters[index].positional_only
                    && index >= first
                    && given.iter().all(|other| other.parameter != index) =>
            {
                given.push(Given { parameter: index, value: &keyword.value });
            }
            _ => return misfit(),
        }
    }
    for (index, parameter) in parameters.iter().enumerate().skip(first) {
        if given.iter().any(|given| given.parameter == index) {
            continue;
        }
        match parameter.default {
            None => return misfit(),
            Some(default) if is_one_object(function, default) => {
                given.push(Given { parameter: index, value: default });
            }
            Some(_) => {
                let why = format!(
                    "this call leaves `{}` to its default, an object that was made with the function",
                    parameter.name
                );
                return refuse(span, why);
            }
        }
    }
    Ok(given)
}

/// The arguments of a call with their parameters, as far as that is plain.
pub(super) fn positions<'a>(
    function: &Function<'_>,
    call: &'a ExprCall,
    first: usize,
) -> Vec<(usize, &'a Expr)> {
    let positional = call.arguments.args.iter().take_while(|value| !value.is_starred_expr()).enumerate();
    let mut given: Vec<(usize, &Expr)> = positional.map(|(index, value)| (first + index, value)).collect();
    for keyword in &call.arguments.keywords {
        let name = keyword.arg.as_ref().map(|name| name.as_str());
        let index = function.parameters.iter().position(|parameter| Some(parameter.name) == name);
        given.extend(index.map(|index| (index, &keyword.value)));
    }
    given.retain(|(index, _)| *index < function.parameters.len());
    given
}

/// True for a constant that is the very same object wherever it is written: `None`, small numbers, names as text.
fn is_one_object(function: &Function<'_>, default: &Expr) -> bool {
    match default {
        Expr::NoneLiteral(_) | Expr::BooleanLiteral(_) | Expr::EllipsisLiteral(_) => true,
        Expr::NumberLiteral(number) => match &number.value {
            Number::Int(value) => value.as_i64().is_some_and(|value| value <= 256),
            _ => false,
        },
        Expr::UnaryOp(minus) if minus.op == rustpython_ast::UnaryOp::USub => {
            matches!(function.code(&*minus.operand), "1" | "2" | "3" | "4" | "5")
        }
        Expr::StringLiteral(text) => {
            let text = text.value.to_str();
            text.len() < 2 && text.is_ascii() || text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        }
        Expr::Tuple(tuple) => tuple.elts.is_empty() && function.code(tuple) == "()",
        _ => false,
    }
}

/// True where the call gives the parameter what it has already.
pub(super) fn passes_on(function: &Function<'_>, call: &ExprCall, parameter: usize) -> bool {
    if function.receiver && parameter == 0 {
        return true;
    }
    let first = usize::from(function.receiver);
    let by_position = parameter.checked_sub(first).and_then(|index| call.arguments.args.get(index));
    let name = function.parameters[parameter].name;
    let by_name = || {
        let keyword = call
            .arguments
            .keywords
            .iter()
            .find(|keyword| keyword.arg.as_ref().is_some_and(|other| other.as_str() == name));
        keyword.map(|keyword| &keyword.value)
    };
    let value = by_position.or_else(by_name);
    value.is_some_and(|value| function.parameter(value) == Some(parameter))
}

/// `a, b = b, a % b`; nothing where every parameter keeps its value.
pub(super) fn rebind<'a>(function: &Function<'a>, call: &'a ExprCall) -> Result<Vec<Line>, Refusal> {
    let given = bind(function, call)?;
    if given.iter().any(|given| function.recurs(given.value)) {
        return refuse(function.span(call), "an argument of the call calls it as well");
    }
    let changed: Vec<&Given> =
        given.iter().filter(|given| function.parameter(given.value) != Some(given.parameter)).collect();
    if changed.is_empty() {
        return Ok(Vec::new());
    }
    let list = |parts: Vec<String>| parts.join(", ");
    let targets = changed.iter().map(|given| function.parameters[given.parameter].name.to_owned());
    let values = changed.iter().map(|given| function.value(given.value));
    Ok(vec![Line::new(format!("{} = {}", list(targets.collect()), list(values.collect())))])
}
