//! What a value can be, and what becomes of an object: its other names, its changes, its end.

use super::name::{About, is_global};
use crate::ide::escapes::{self, Leads};
use crate::ide::{Analysis, words};
use crate::life::End;
use crate::memory::facts::{Mutation, Object};
use crate::memory::value::{Atom, Constant, ObjectId, Storage, Value};
use crate::names::{ScopeId, ScopeKind, SymbolId};
use crate::options::Model;

/// More places than this are counted instead of listed.
const MOST_PLACES: usize = 4;

/// Every possibility: the `int` `3` or a `str`.
pub(super) fn all(analysis: &Analysis, value: &Value) -> String {
    or(value.atoms.iter().map(|atom| possibility(analysis, *atom)).collect())
}

/// The same, objects by reference.
pub(super) fn all_referred(analysis: &Analysis, value: &Value) -> String {
    let refer = |atom: &Atom| {
        let what = possibility(analysis, *atom);
        if matches!(atom, Atom::Scalar(..) | Atom::AnyScalar) {
            what
        } else {
            format!("a reference to {what}")
        }
    };
    or(value.atoms.iter().map(refer).collect())
}

fn or(mut items: Vec<String>) -> String {
    items.dedup();
    if items.len() > MOST_PLACES {
        return format!("one of {} things", items.len());
    }
    words::or(&items)
}

fn possibility(analysis: &Analysis, atom: Atom) -> String {
    let facts = analysis.facts();
    match atom {
        Atom::Scalar(type_, Some(constant)) => match facts.constant(constant) {
            Constant::None => "`None`".into(),
            constant => {
                format!("the {} {}", words::code(facts.types.name(type_)), words::code(&shortened(constant)))
            }
        },
        Atom::Scalar(type_, None) => words::a(facts.types.name(type_)),
        Atom::Object(id) => described(analysis, id),
        Atom::Heap(type_) => words::a(facts.types.name(type_)),
        Atom::External(id) => {
            let external = &facts.externals[id.0 as usize];
            let noun = match facts.types.name(external.type_) {
                "module" => "module",
                "type" => "class",
                _ => "function",
            };
            let path = external.path.strip_prefix("builtins.").unwrap_or(&external.path);
            format!("the {noun} {}", words::code(path))
        }
        Atom::AnyHeap => "some object".into(),
        Atom::AnyScalar => "some number, text or other value type".into(),
    }
}

fn shortened(constant: &Constant) -> String {
    const MOST: usize = 60;
    let repr = constant.repr();
    match repr.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", &repr[..at]),
        None => repr,
    }
}

/// The `list` made on line 3 with 3 items (88 bytes): as it was right after it was made.
pub(super) fn described(analysis: &Analysis, id: ObjectId) -> String {
    let object = analysis.facts().object(id);
    if object.stands_in {
        return words::a(analysis.facts().types.name(object.type_));
    }
    let line = words::line(analysis, object.span);
    let on_line = words::on(&line);
    let type_ = analysis.facts().types.name(object.type_);
    if let Some(scope) = object.definition {
        let kind = analysis.names().scope(scope).kind;
        let noun = match (kind, type_) {
            (ScopeKind::Function, "function") => Some("function"),
            (ScopeKind::Lambda, "function") => return format!("the lambda {on_line}"),
            (ScopeKind::Class, "type") => Some("class"),
            _ => None,
        };
        if let Some(noun) = noun {
            return format!("the {noun} {} of {line}", words::qualname(analysis, scope));
        }
    }
    let each = if object.many { ", a new one each time," } else { "" };
    let made = match object.length {
        Some(0) => format!("made empty {on_line}{each}"),
        Some(length) => format!("made {on_line}{each} with {}", words::plural(length.into(), "item")),
        None => format!("made {on_line}{}", each.trim_end_matches(',')),
    };
    let size = analysis.sizes().own(analysis.facts(), id).map(|size| {
        let about = if size.exact { "" } else { "about " };
        let deep = analysis.sizes().deep(id).map(|deep| {
            let once = if deep.shares { ", shared ones counted once" } else { "" };
            format!(", {} with its items{once}", deep.bytes)
        });
        format!(" ({about}{}{})", words::plural(size.bytes, "byte"), deep.unwrap_or_default())
    });
    let noun = if object.many { words::a(type_) } else { format!("the {}", words::code(type_)) };
    format!("{noun} {made}{}", size.unwrap_or_default())
}

/// What else there is to say about the one object a name refers to.
pub(super) fn sentences(about: &About, value: &Value) -> Vec<String> {
    let mut out = Vec::new();
    out.extend(same(about));
    let Some(id) = words::only_object_id(about.analysis, value) else { return out };
    let object = about.analysis.facts().object(id);
    if object.definition.is_some_and(|scope| about.analysis.names().scope(scope).head == object.span) {
        return out;
    }
    out.extend(other_names(about, object));
    out.extend(changes(about.analysis, object));
    out.extend(life(about, id, object));
    out
}

/// Names of this frame that refer to the very same object.
fn same(about: &About) -> Option<String> {
    let same = words::same_as(about.analysis, about.id);
    let name = |symbol: &SymbolId| words::code(words::symbol(about.analysis, about.home, *symbol));
    let names: Vec<String> = same.iter().map(name).collect();
    if about.storage == Storage::Stack {
        // Nothing ever changes a number or text.
        let verb = if names.len() == 1 { "refers" } else { "refer" };
        let is_told = about.analysis.options.model == Model::Cpython && !names.is_empty();
        return is_told.then(|| format!("{} {verb} to the very same object.", words::and(&names)));
    }
    match names.as_slice() {
        [] => None,
        [only] => {
            Some(format!("{only} refers to the very same object: a change through one shows through both."))
        }
        _ => Some(format!(
            "{} refer to the very same object: a change through one shows through all.",
            words::and(&names)
        )),
    }
}

/// Names elsewhere, or of another time, for the same object.
fn other_names(about: &About, object: &Object) -> Option<String> {
    let analysis = about.analysis;
    let own =
        analysis.names().symbol_of(about.occurrence).home.unwrap_or((about.home, about.occurrence.symbol));
    let same = analysis.facts().same_as.get(&about.id);
    let is_new = |scope: ScopeId, symbol: SymbolId| {
        (scope, symbol) != own && !(scope == about.home && same.is_some_and(|same| same.contains(&symbol)))
    };
    let names: Vec<String> = object
        .names
        .iter()
        .filter(|(scope, symbol)| is_new(*scope, *symbol))
        // Every method's frame has its own name for the object; that it is `self` says nothing new.
        .filter(|(scope, symbol)| !matches!(words::symbol(analysis, *scope, *symbol), "self" | "cls"))
        .map(|(scope, symbol)| {
            let name = words::code(words::symbol(analysis, *scope, *symbol));
            if *scope == about.home { name } else { format!("{name} in {}", words::frame(analysis, *scope)) }
        })
        .collect();
    if names.is_empty() {
        return None;
    }
    let also = if object.many { "Objects of this line are also called" } else { "Also called" };
    Some(format!("{also} {}.", words::and(&names)))
}

/// Where the object is changed, through whatever name.
fn changes(analysis: &Analysis, object: &Object) -> Option<String> {
    let place = |mutation: &Mutation| {
        let around = analysis.names().scope_around(mutation.span.start);
        let inside = if around == object.scope {
            String::new()
        } else {
            format!(" in {}", words::qualname(analysis, around))
        };
        format!("{}{inside} ({})", words::line(analysis, mutation.span), mutation.how)
    };
    let listed = |mutations: Vec<&Mutation>| {
        let mut places: Vec<String> = mutations.into_iter().map(place).collect();
        places.dedup();
        let more = places.len().saturating_sub(MOST_PLACES);
        places.truncate(MOST_PLACES);
        if more > 0 {
            places.push(format!("{more} more"));
        }
        words::and(&places)
    };
    let (possible, certain): (Vec<_>, Vec<_>) =
        object.mutations.iter().partition(|mutation| mutation.possible);
    match (certain.is_empty(), possible.is_empty()) {
        (true, true) => None,
        (false, true) => Some(format!("Changed {}.", words::on(&listed(certain)))),
        (true, false) => Some(format!("May be changed {}.", words::on(&listed(possible)))),
        (false, false) => {
            let (certain, possible) = (words::on(&listed(certain)), words::on(&listed(possible)));
            Some(format!("Changed {certain}; may be changed {possible}."))
        }
    }
}

/// How long it lives: the way it leaves its function, or what ends it.
fn life(about: &About, id: ObjectId, object: &Object) -> Option<String> {
    let analysis = about.analysis;
    let ends = analysis.life().ends(id);
    if ends == [End::Exit] && is_global(about) {
        return Some("Lives until the program ends.".into());
    }
    let maker = words::qualname(analysis, object.scope);
    let Some(way) = escapes::way(analysis, id) else { return freed(about, object, ends) };
    let steps = way.steps.join(", ");
    Some(match (object.scope == crate::names::MODULE, way.leads) {
        (true, _) => format!("Also {steps}."),
        (_, Leads::Out) => format!("Outlives {maker}: {steps}."),
        // Code that is not seen can drop what it was given: only the caller's own frame is sure.
        (_, Leads::Perhaps) => format!("Can outlive {maker}: {steps}."),
        (_, Leads::Nowhere) => format!("Kept by another object of {maker}: {steps}."),
    })
}

/// More ends than this are not listed.
const MOST_ENDS: usize = 3;

fn freed(about: &About, object: &Object, ends: &[End]) -> Option<String> {
    let analysis = about.analysis;
    let maker = words::qualname(analysis, object.scope);
    let line = |span| words::on_line(analysis, span);
    match ends {
        [] => None,
        [End::Return] => Some(format!("Freed when {maker} returns: nothing outside refers to it.")),
        [End::Rebind(span)] => Some(format!("Freed {}, where its last name is bound anew.", line(*span))),
        [End::Delete(span)] => Some(format!("Freed by `del` {}.", line(*span))),
        [End::Statement(_)] => Some("Freed at the end of its statement: no name keeps it.".into()),
        [End::Exit | End::Elsewhere] => None,
        // A loop makes them, and each takes its predecessor's name.
        [End::Rebind(span), last @ (End::Return | End::Exit)]
            if object.many && line(*span) == line(object.span) =>
        {
            let last =
                if *last == End::Exit { "the program ends".into() } else { format!("{maker} returns") };
            Some(format!("Each is freed when the next one takes its name, the last one when {last}."))
        }
        _ if ends.len() > MOST_ENDS => None,
        _ => {
            let place = |end: &End| match end {
                End::Rebind(span) => format!("{} by another binding", line(*span)),
                End::Delete(span) => format!("by `del` {}", line(*span)),
                End::Statement(_) => "at the end of its statement".into(),
                End::Return => format!("when {maker} returns"),
                End::Exit | End::Elsewhere => "when the program ends".into(),
            };
            let places: Vec<String> = ends.iter().map(place).collect();
            Some(format!("Freed {}, whichever comes first.", words::or(&places)))
        }
    }
}
