//! What `"…" % self` and `"…".format(self)` ask of the object.

use rustpython_ast::{Expr, ExprCall};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Conversion {
    Repr,
    Text,
    Format,
}

/// The conversions of a percent format, in order; `None` where it has keys or stars.
fn conversions(format: &str) -> Option<Vec<char>> {
    let mut found = Vec::new();
    let mut chars = format.chars();
    while let Some(char) = chars.next() {
        if char != '%' {
            continue;
        }
        let kind = chars.find(|char| !"-+ #.0123456789hlL".contains(*char))?;
        match kind {
            '%' => {}
            '(' | '*' => return None,
            kind => found.push(kind),
        }
    }
    Some(found)
}

/// What a percent format does with the object, given alone or in a tuple.
pub(super) fn by_percent(format: &Expr, right: &Expr, is_self: &dyn Fn(&Expr) -> bool) -> Option<Conversion> {
    let Expr::StringLiteral(format) = format else { return None };
    let conversions = conversions(format.value.to_str())?;
    let items = match right {
        Expr::Tuple(tuple) => tuple.elts.as_slice(),
        other => std::slice::from_ref(other),
    };
    if items.len() != conversions.len() || items.iter().any(Expr::is_starred_expr) {
        return None;
    }
    let asked = conversions.iter().zip(items).find_map(|(kind, item)| is_self(item).then_some(*kind));
    match asked? {
        's' => Some(Conversion::Text),
        'r' | 'a' => Some(Conversion::Repr),
        _ => None,
    }
}

/// What `"…".format(…)` does with the object, where its fields stand in order or are numbered.
pub(super) fn by_method(call: &ExprCall, is_self: &dyn Fn(&Expr) -> bool) -> Option<Conversion> {
    let Expr::Attribute(attribute) = call.func.as_ref() else { return None };
    let Expr::StringLiteral(format) = attribute.value.as_ref() else { return None };
    if attribute.attr.as_str() != "format" || call.arguments.args.iter().any(Expr::is_starred_expr) {
        return None;
    }
    let text = format.value.to_str().replace("{{", "").replace("}}", "");
    for (index, field) in text.split('{').skip(1).enumerate() {
        let (field, _) = field.split_once('}')?;
        let head = field.split(':').next().unwrap_or_default();
        let (name, conversion) = head.split_once('!').unwrap_or((head, ""));
        let position = if name.is_empty() { index } else { name.parse().ok()? };
        if !is_self(call.arguments.args.get(position)?) {
            continue;
        }
        return match conversion {
            "" => Some(Conversion::Format),
            "s" => Some(Conversion::Text),
            _ => Some(Conversion::Repr),
        };
    }
    None
}
