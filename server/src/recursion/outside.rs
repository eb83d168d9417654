//! Bindings that the names of the file do not show: `globals()["f"] = …`, `self.__dict__["m"] = …`,
//! `setattr(x, "m", …)`, `exec(…)`. Found in the text, and so in comments and strings too: that errs towards
//! `unproven`. A dictionary of attributes is followed to the variable that it is bound to and into functions of the
//! file by name, no further.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use memchr::memmem;
use rustc_hash::FxHashSet;

#[derive(Debug, Default)]
pub(super) struct Outside<'a> {
    /// Names that a `setattr(x, "name", …)` or `x.__dict__["name"]` spells.
    pub named: FxHashSet<&'a str>,
    /// Words of code that is executed: `exec("def f(): …")`.
    executed: FxHashSet<&'a str>,
    /// Any name of the module may be bound.
    pub any_global: bool,
    /// The module is at hand as an object: an attribute that is stored may be a name of the module.
    pub module_object: bool,
    /// Any attribute of an instance may be bound, by way of its dictionary.
    any_attribute: bool,
    /// `setattr` with a name that varies: how it begins, and whether the object may be a class.
    varying: Vec<(&'a str, bool)>,
    /// What stands there for the name.
    unspelled: Vec<&'a str>,
}

/// Characters in which the arguments of one call are looked for.
const MOST_ARGUMENTS: usize = 400;

impl<'a> Outside<'a> {
    /// `has_commands`: IPython's, which may do anything.
    pub fn new(text: &'a str, has_commands: bool) -> Outside<'a> {
        let mut found =
            Outside { any_attribute: has_commands, any_global: has_commands, ..Outside::default() };
        let places = Places::of(text);
        for (at, rest) in places.after("setattr(").chain(places.after("__setattr__(")) {
            if !text[..at].ends_with("def ") {
                found.set(arguments(rest));
            }
        }
        let dictionary = |(_, rest): (usize, &'a str)| rest.starts_with(['[', '.']);
        for (at, rest) in places.after("exec(") {
            let before = &text[..at];
            // Code in a namespace of its own binds nothing here; `globals()` is looked for besides.
            if !before.ends_with(|c: char| is_word(c) || c == '.')
                && !before.ends_with("def ")
                && let [code] = arguments(rest).as_slice()
            {
                found.executed.extend(code.split(|c: char| !is_word(c)));
                // What is not spelled out binds names of the module only where it stands among its statements.
                found.any_global |=
                    !code.contains(['"', '\'']) && (before.is_empty() || before.ends_with('\n'));
            }
        }
        found.any_global |= places.after("globals()").next().is_some()
            || places.after("locals()").any(dictionary)
            || places.after("vars(").any(|(_, rest)| rest.starts_with(")[") || rest.starts_with(")."));
        found.module_object = ["modules[__name__]", "import __main__", "modules['__main__']"]
            .iter()
            .any(|word| places.after(word).next().is_some());
        for (at, rest) in places.after("__dict__") {
            found.dictionary(text, at, rest);
        }
        for (at, rest) in places.after("vars(") {
            if let Some(end) = rest.lines().next().and_then(|line| line.find(')')).filter(|end| *end > 0) {
                found.dictionary(text, at, &rest[end + 1..]);
            }
        }
        found
    }

    /// Another function may be under this name of a class, special methods included.
    pub fn replaces(&self, name: &str) -> bool {
        let of_class = |(start, of_class): &(&str, bool)| *of_class && name.starts_with(start);
        self.named.contains(name) || self.executes(name) || self.varying.iter().any(of_class)
    }

    /// Something else may be under this name in an instance.
    pub fn shadows(&self, name: &str) -> bool {
        self.any_attribute || self.varying.iter().any(|(start, _)| name.starts_with(start))
    }

    /// Where a name varies, it is written like this.
    pub fn varies_only(&self, name: &str) -> bool {
        self.executed.is_empty() && self.unspelled.iter().all(|other| *other == name)
    }

    /// Code that is executed has the word.
    pub fn executes(&self, name: &str) -> bool {
        self.executed.contains(name)
    }

    /// `setattr(object, name, value)`, or `__setattr__` with or without the object.
    fn set(&mut self, arguments: Vec<&'a str>) {
        let Some(name) = arguments.iter().rev().nth(1) else { return };
        match spelled(name) {
            Some(name) => _ = self.named.insert(name),
            None => {
                let start = name.strip_prefix('f').and_then(quoted).unwrap_or_default();
                let start = start.split('{').next().unwrap_or_default();
                self.unspelled.push(name);
                self.varying.push((start, arguments.len() == 3 && arguments[0] != "self"));
            }
        }
    }

    /// What is done with a dictionary of attributes that stands before `rest`.
    fn dictionary(&mut self, text: &'a str, at: usize, rest: &'a str) {
        let line = rest.lines().next().unwrap_or_default();
        if let Some(name) = line.strip_prefix('[').and_then(quoted) {
            self.named.insert(name);
            return;
        }
        let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
        self.any_attribute |=
            changed(line) || kept(&text[start..at], line).is_some_and(|name| changes(text, name));
    }
}

/// What is looked for in the text; no word is part of another one.
const WORDS: [&str; 10] = [
    "setattr(",
    "__setattr__(",
    "exec(",
    "globals()",
    "vars(",
    "locals()",
    "modules[__name__]",
    "modules['__main__']",
    "import __main__",
    "__dict__",
];

/// Where the words stand, found in one pass.
struct Places<'a> {
    text: &'a str,
    /// The word and where it starts.
    found: Vec<(usize, usize)>,
}

impl<'a> Places<'a> {
    fn of(text: &'a str) -> Places<'a> {
        static SEARCH: LazyLock<Option<AhoCorasick>> =
            LazyLock::new(|| AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(WORDS).ok());
        let search = SEARCH.iter().flat_map(|search| search.find_iter(text));
        Places { text, found: search.map(|at| (at.pattern().as_usize(), at.start())).collect() }
    }

    /// Where the word starts, and what follows it, for each place.
    fn after<'s>(&'s self, word: &'s str) -> impl Iterator<Item = (usize, &'a str)> + 's {
        let text = self.text;
        let places = self.found.iter().filter(move |(index, _)| WORDS[*index] == word);
        places.map(move |(_, at)| (*at, &text[at + word.len()..]))
    }
}

fn is_word(char: char) -> bool {
    char.is_alphanumeric() || char == '_'
}

/// The line, behind a dictionary, changes it.
fn changed(line: &str) -> bool {
    let item_is_bound = line.starts_with('[') && line.contains('=');
    let method_binds = [".update(", ".setdefault(", ".__setitem__("];
    item_is_bound
        || method_binds.iter().any(|method| line.starts_with(method))
        || line.starts_with(" |=")
        || (line.starts_with(" =") && !line.starts_with(" =="))
}

/// The variable that the dictionary is bound to, or the function that it is passed to.
fn kept<'a>(before: &'a str, behind: &str) -> Option<&'a str> {
    let before = before.trim_end_matches(|c: char| is_word(c) || c == '.');
    let word = |text: &'a str| {
        let start = text.rfind(|c: char| !is_word(c)).map_or(0, |at| at + 1);
        Some(&text[start..]).filter(|word| !word.is_empty())
    };
    if let Some(function) = before.strip_suffix('(') {
        return word(function);
    }
    let is_whole = behind.is_empty() || behind.starts_with([' ', ';', '#', ')']);
    let target = before.trim_end().strip_suffix('=')?.trim_end_matches([' ', ':']);
    is_whole.then(|| word(target))?
}

/// A variable of this name is changed as a dictionary is, or a function of this name is defined.
fn changes(text: &str, name: &str) -> bool {
    memmem::find_iter(text.as_bytes(), name.as_bytes()).any(|at| {
        let (before, behind) = (&text[..at], &text[at + name.len()..]);
        let line = behind.lines().next().unwrap_or_default();
        let is_name = !before.ends_with(is_word) && !behind.starts_with(is_word);
        let defined = before.ends_with("def ");
        is_name && (defined || changed(line) && !line.starts_with(" ="))
    })
}

/// The arguments at the start of the text, up to the bracket that closes the call; of a long call the first ones.
fn arguments(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut depth, mut start) = (0, 0);
    let mut quote = None;
    let mut chars = text.char_indices().take(MOST_ARGUMENTS);
    loop {
        let Some((at, char)) = chars.next() else {
            found.push("…");
            break;
        };
        match (quote, char) {
            (Some(open), _) if char == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(char),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') if depth > 0 => depth -= 1,
            (None, ')') => {
                found.push(text[start..at].trim());
                break;
            }
            (None, ',') if depth == 0 => {
                found.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    found.retain(|argument| !argument.is_empty());
    found
}

/// The name in an argument that is a text and nothing else.
fn spelled(argument: &str) -> Option<&str> {
    let name = quoted(argument)?;
    (name.len() + 2 == argument.len()).then_some(name)
}

/// The text in quotes at the start.
fn quoted(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let inside = &text[1..];
    inside.find(quote).map(|end| &inside[..end])
}
