//! The table of the standard library: one line an item, sorted by path, as `server/typeshed/generate.py`
//! writes it. It is searched where it stands: nothing is built at the start.

use std::cell::RefCell;

use rustc_hash::FxHashMap;

static TABLE: &str = include_str!("../../../typeshed/table.txt");

/// An item of the library.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    pub path: &'static str,
    pub kind: Kind,
    /// A run of CPython has borne it out.
    pub is_proven: bool,
    /// Runs have shown that it may be something else.
    pub is_unsure: bool,
    /// The type of a value or result; of a class its bases.
    pub rest: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Module,
    /// Another name for the path in `rest`.
    Alias,
    Class(Flags),
    Function,
    ClassMethod,
    StaticMethod,
    Property,
    Value,
    /// A member of an enumeration.
    Member,
}

/// What is said of a class besides its bases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flags {
    /// No class of the library inherits from it: its instances have its name.
    pub is_leaf: bool,
    /// A call of it may give something else than a plain instance.
    pub makes_other: bool,
    /// Its type parameter is str or bytes.
    pub is_of_text: bool,
    /// And the arguments of its call decide which.
    pub takes_text: bool,
    /// `type(v).__name__` where the path says otherwise; empty where it is not known.
    pub name: Option<&'static str>,
}

thread_local! {
    /// What was looked for lately: the same few paths, again and again.
    static FOUND: RefCell<FxHashMap<Box<str>, Option<Line>>> = RefCell::default();
}

/// More paths than a file uses: then it begins anew.
const MOST_FOUND: usize = 4096;

/// The line of a path.
pub fn find(path: &str) -> Option<Line> {
    FOUND.with_borrow_mut(|found| {
        if let Some(line) = found.get(path) {
            return *line;
        }
        if found.len() >= MOST_FOUND {
            found.clear();
        }
        let line = search(path);
        found.insert(path.into(), line);
        line
    })
}

fn search(path: &str) -> Option<Line> {
    let bytes = TABLE.as_bytes();
    let (mut low, mut high) = (0, bytes.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start = memchr::memrchr(b'\n', &bytes[low..middle]).map_or(low, |at| low + at + 1);
        let end = memchr::memchr(b'\n', &bytes[start..high]).map_or(high, |at| start + at);
        let line = &TABLE[start..end];
        let (own, rest) = line.split_once(' ').unwrap_or((line, ""));
        match own.cmp(path) {
            std::cmp::Ordering::Less => low = end + 1,
            std::cmp::Ordering::Greater => high = start,
            std::cmp::Ordering::Equal => return parse(own, rest),
        }
    }
    None
}

/// The same through other names for it.
pub fn resolve(path: &str) -> Option<Line> {
    const MOST_STEPS: usize = 8;
    let mut line = find(path)?;
    for _ in 0..MOST_STEPS {
        if line.kind != Kind::Alias {
            return Some(line);
        }
        line = find(line.rest)?;
    }
    None
}

fn parse(path: &'static str, rest: &'static str) -> Option<Line> {
    let (kind, mut rest) = rest.split_once(' ').unwrap_or((rest, ""));
    // What `typing` says of its abstract classes is what they are.
    let is_unsure = kind.ends_with('~');
    let is_proven = kind.ends_with('!') || path.starts_with("typing.");
    let kind = match kind.as_bytes().first()? {
        b'm' => Kind::Module,
        b'=' => Kind::Alias,
        b'f' => Kind::Function,
        b'k' => Kind::ClassMethod,
        b't' => Kind::StaticMethod,
        b'p' => Kind::Property,
        b'v' => Kind::Value,
        b'e' => Kind::Member,
        b'c' => {
            let (bases, name) = match rest.rsplit_once('=') {
                Some((bases, name)) => (bases.trim_end(), Some(name)),
                None => (rest, None),
            };
            rest = bases;
            Kind::Class(Flags {
                is_leaf: kind.contains('x'),
                makes_other: kind.contains(['n', 'e']),
                is_of_text: kind.contains(['s', 'S']),
                takes_text: kind.contains('S'),
                name,
            })
        }
        _ => return None,
    };
    Some(Line { path, kind, is_proven, is_unsure, rest })
}

/// The parts of a type written out, at one sign outside of brackets.
pub fn split(text: &'static str, at: u8) -> impl Iterator<Item = &'static str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let mut depth = 0i32;
        for (index, byte) in text.bytes().enumerate() {
            match byte {
                b'[' => depth += 1,
                b']' => depth -= 1,
                _ if byte == at && depth == 0 => {
                    rest = Some(&text[index + 1..]);
                    return Some(&text[..index]);
                }
                _ => {}
            }
        }
        rest = None;
        Some(text)
    })
}

/// `dict[str,int]` as its head and its arguments; no arguments where it has no brackets.
pub fn head(term: &'static str) -> (&'static str, Option<&'static str>) {
    match term.split_once('[') {
        Some((head, args)) => (head, Some(args.strip_suffix(']').unwrap_or(args))),
        None => (term, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_found() {
        let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
        let mut before = "";
        let mut count = 0;
        for line in lines {
            let path = line.split(' ').next().unwrap_or_default();
            assert!(before < path, "{before} before {path}");
            assert_eq!(find(path).map(|line| line.path), Some(path));
            before = path;
            count += 1;
        }
        assert!(count > 10_000, "{count} lines");
        assert!(find("os.no_such_thing").is_none());
        assert!(find("").is_none());
    }
}
