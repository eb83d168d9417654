//! One shape for the scopes of both sides, so that they can be compared.

use std::collections::{BTreeMap, BTreeSet};

use memlens::names::{Binding, MODULE, Names, ScopeId, ScopeKind, Symbol};
use memlens::text::LineIndex;
use serde_json::Value;

/// What a name is in a scope, in the words of the trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub is: &'static str,
    /// Bound in the scope itself (`DEF_BOUND`). Ours only: [`super::inline`] needs it.
    pub bound: bool,
    /// Stands here only because an inner scope needs it. Ours only.
    pub passed: bool,
}

#[derive(Debug)]
pub struct Table {
    pub kind: &'static str,
    pub name: String,
    pub line: u32,
    pub parent: Option<usize>,
    pub children: Vec<usize>,
    pub names: BTreeMap<String, Entry>,
}

fn link(mut tables: Vec<Table>) -> Vec<Table> {
    for index in 0..tables.len() {
        if let Some(parent) = tables[index].parent {
            tables[parent].children.push(index);
        }
    }
    tables
}

pub fn ours(text: &str, names: &Names) -> Vec<Table> {
    let lines = LineIndex::new(text);
    let mut used: BTreeSet<(ScopeId, &str)> = BTreeSet::new();
    for occurrence in &names.occurrences {
        used.insert((occurrence.scope, &names.symbol_of(occurrence).name));
    }
    let tables = names.scopes.iter().zip(0..).map(|(scope, index)| {
        let id = ScopeId(index);
        let entry = |symbol: &Symbol| {
            let unused = !symbol.declared && !used.contains(&(id, symbol.name.as_str()));
            let made_up = symbol.name.starts_with('.') || symbol.name.starts_with("__class");
            Entry {
                is: word(symbol.binding),
                bound: symbol.bound_here
                    || matches!(symbol.binding, Binding::Local | Binding::Cell)
                    || scope.kind == ScopeKind::Class && symbol.binding == Binding::Class,
                passed: symbol.binding == Binding::Free && unused && !made_up,
            }
        };
        Table {
            kind: match scope.kind {
                ScopeKind::Module => "module",
                ScopeKind::Class => "class",
                ScopeKind::Function => "function",
                ScopeKind::Lambda => "lambda",
                ScopeKind::Comprehension => "comprehension",
                ScopeKind::TypeParameters => "type-parameters",
            },
            name: scope.name.to_string(),
            line: if id == MODULE { 0 } else { lines.line(scope.start) + 1 },
            parent: scope.parent.map(|parent| parent.0 as usize),
            children: Vec::new(),
            names: scope.symbols.iter().map(|symbol| (symbol.name.to_string(), entry(symbol))).collect(),
        }
    });
    link(tables.collect())
}

fn word(binding: Binding) -> &'static str {
    match binding {
        Binding::Local => "local",
        Binding::Cell => "cell",
        Binding::Free => "free",
        Binding::Global => "global",
        Binding::Builtin => "builtin",
        Binding::Class => "class",
        Binding::Unresolved => "unresolved",
    }
}

/// `leaked`: names that stand in the module's table only as targets of inlined comprehensions.
pub fn theirs(scopes: &[Value], builtins: &BTreeSet<String>, leaked: &BTreeSet<String>) -> Vec<Table> {
    let words = |scope: usize, kind: &str| scopes[scope][kind].as_str().unwrap_or("").split(' ');
    let mut module: BTreeSet<&str> =
        ["local", "cell", "explicit"].into_iter().flat_map(|kind| words(0, kind)).collect();
    module.retain(|name| !leaked.contains(*name));
    let implicit = |scope: usize, name: &str| {
        if in_class(scopes, scope, name) {
            "class"
        } else if module.contains(name) {
            "global"
        } else if builtins.contains(name) {
            "builtin"
        } else {
            "unresolved"
        }
    };
    let table = |(index, scope): (usize, &Value)| {
        let kind = match scope["kind"].as_str().expect("a scope has a kind") {
            "module" => "module",
            "class" => "class",
            "function" => "function",
            "lambda" => "lambda",
            "comprehension" => "comprehension",
            _ => "type-parameters",
        };
        let mut names = BTreeMap::new();
        for raw in ["local", "cell", "free", "explicit", "implicit"] {
            for name in words(index, raw).filter(|name| !name.is_empty()) {
                let is = match (kind, raw) {
                    ("module", "local" | "cell") => "global",
                    ("class", "local" | "cell") => "class",
                    (_, "local") => "local",
                    (_, "cell") => "cell",
                    (_, "free") => "free",
                    (_, "explicit") => "global",
                    _ => implicit(index, name),
                };
                names.insert(name.to_owned(), Entry { is, bound: false, passed: false });
            }
        }
        Table {
            kind,
            name: scope["name"].as_str().expect("a scope has a name").to_owned(),
            line: scope["line"].as_u64().expect("a scope has a line") as u32,
            parent: scope["parent"].as_u64().map(|parent| parent as usize),
            children: Vec::new(),
            names,
        }
    };
    link(scopes.iter().enumerate().map(table).collect())
}

/// Type parameters in a class read its namespace through the hidden `__classdict__`, which
/// `symtable` does not tell from a global name: it is the class's where the class binds it.
fn in_class(scopes: &[Value], scope: usize, name: &str) -> bool {
    let has = |at: usize, group: &str, name: &str| {
        scopes[at][group].as_str().is_some_and(|names| names.split(' ').any(|found| found == name))
    };
    let mut at = scope;
    while scopes[at]["kind"] == "type-parameters" && has(at, "free", "__classdict__") {
        let Some(parent) = scopes[at]["parent"].as_u64() else { return false };
        at = parent as usize;
        if scopes[at]["kind"] == "class" {
            return has(at, "local", name);
        }
    }
    false
}

/// Where two sets of scopes differ, in words. Siblings of one kind, name and line are compared
/// in their order; the order of others is not.
pub fn differences(ours: &[Table], theirs: &[Table]) -> Vec<String> {
    let mut found = Vec::new();
    let mut pairs = vec![(0, 0, String::new())];
    while let Some((own, their, path)) = pairs.pop() {
        let path = format!("{path}/{} {}:{}", ours[own].kind, ours[own].name, ours[own].line);
        let (a, b) = (&ours[own].names, &theirs[their].names);
        for name in a.keys().chain(b.keys().filter(|name| !a.contains_key(*name))) {
            let (a, b) = (a.get(name).map(|entry| entry.is), b.get(name).map(|entry| entry.is));
            if a != b {
                found.push(format!("{path}: {name}: we say {a:?}, CPython {b:?}"));
            }
        }
        let mut children = grouped(theirs, their);
        for (key, own_children) in grouped(ours, own) {
            let their_children = children.remove(&key).unwrap_or_default();
            if own_children.len() != their_children.len() {
                let (a, b) = (own_children.len(), their_children.len());
                found.push(format!("{path}: {key:?}: we have {a} of these scopes, CPython {b}"));
            }
            pairs.extend(own_children.into_iter().zip(their_children).map(|(a, b)| (a, b, path.clone())));
        }
        found.extend(children.keys().map(|key| format!("{path}: only CPython has a scope {key:?}")));
    }
    found
}

fn grouped(tables: &[Table], parent: usize) -> BTreeMap<(&str, &str, u32), Vec<usize>> {
    let mut groups: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for &child in &tables[parent].children {
        let table = &tables[child];
        groups.entry((table.kind, table.name.as_str(), table.line)).or_default().push(child);
    }
    groups
}
