//! Where the occurrences are.

use std::collections::BTreeMap;

use memlens::names::{Access, Names, ScopeKind};
use memlens::syntax::Tree;
use memlens::text::{Encoding, LineIndex, Span};

/// Occurrences stand in order, one at a place, on the text of their name.
pub fn span_differences(text: &str, names: &Names) -> Vec<String> {
    let mut found = Vec::new();
    for pair in names.occurrences.windows(2).filter(|pair| pair[0].span.end > pair[1].span.start) {
        found.push(format!(": occurrences overlap: {pair:?}"));
    }
    for occurrence in &names.occurrences {
        let (name, spelt) = (&names.symbol_of(occurrence).name, &text[occurrence.span.range()]);
        let mangled = name.starts_with('_') && spelt.starts_with("__") && name.ends_with(spelt);
        // What is not ASCII is normalised (NFKC) in the name.
        if name != spelt && !mangled && spelt.is_ascii() {
            found.push(format!(": {spelt} is the text of {name}"));
        }
    }
    found
}

/// Places as `line:column` in bytes and `b`, `p`, `u` or `d`. We have every one of them with the
/// same access; and what we have beyond them follows a word that `ast` gives no place for.
pub fn place_differences(places: &str, text: &str, names: &Names) -> (usize, Vec<String>) {
    let lines = LineIndex::new(text);
    let mut ours = BTreeMap::new();
    for occurrence in &names.occurrences {
        let at = lines.position(text, occurrence.span.start, Encoding::Utf8);
        let access = match occurrence.access {
            Access::Bind => 'b',
            Access::Parameter => 'p',
            Access::Use => 'u',
            Access::Delete => 'd',
        };
        ours.insert(format!("{}:{}{access}", at.line + 1, at.column), occurrence);
    }
    let mut found = Vec::new();
    let mut count = 0;
    for place in places.split(' ').filter(|place| !place.is_empty()) {
        count += 1;
        if ours.remove(place).is_none() {
            found.push(format!(": no occurrence at {place}"));
        }
    }
    for (place, occurrence) in ours {
        let before = text[..occurrence.span.start as usize].trim_end_matches([' ', '\t', '\\', '\n', '\r']);
        let announced = ["def", "class", "as", "*"].iter().any(|word| before.ends_with(word));
        if !announced || occurrence.access != Access::Bind {
            found.push(format!(": an occurrence that CPython does not have at {place}"));
        }
    }
    (count, found)
}

#[test]
fn occurrences_span_their_names() {
    let text = "import os.path, a . b as c\nclass K[T]:\n    def __m(self, *, __k=1, **kw): return __k\n\
                try: pass\nexcept E as e: del e\nmatch e:\n    case [A(x, k=y), *rest] | {'k': 1, **more} as whole: pass\n";
    let names = Names::new(text, &Tree::parse(text));
    let found: Vec<&str> = names.occurrences.iter().map(|found| &text[found.span.range()]).collect();
    let expected = "os c K T __m self __k kw __k E e e e A x y rest more whole";
    assert_eq!(found.join(" "), expected);
    let mangled = names.occurrences.iter().map(|found| names.symbol_of(found).name.as_str());
    assert!(mangled.clone().any(|name| name == "_K__m") && mangled.clone().any(|name| name == "_K__k"));
    let start = text.find("class").expect("a class") as u32;
    let class = names.scope_at(start, ScopeKind::Class).expect("its scope");
    assert_eq!(names.scope(class).name.as_str(), "K");
}

#[test]
fn comprehensions_that_start_at_one_place() {
    let text = "f([a for a in b] for b in c)";
    let names = Names::new(text, &Tree::parse(text));
    let at = |span| names.scope_of(span, ScopeKind::Comprehension).map(|id| names.scope(id).name.as_str());
    let outer = Span::new(2, text.len() as u32 - 1);
    assert_eq!(at(outer), Some("genexpr"));
    assert_eq!(at(Span::new(2, 16)), Some("listcomp"));
    assert_eq!(at(Span::new(2, 17)), None);
}

/// What is half typed has scopes and occurrences too, each name once and in order.
#[test]
fn every_prefix_of_the_cases() {
    let mut checked = 0;
    for (text, step) in [(include_str!("cases/any.py"), 7), (include_str!("cases/type_parameters.py"), 2)] {
        for end in (0..text.len()).step_by(step).filter(|end| text.is_char_boundary(*end)) {
            let text = &text[..end];
            let names = Names::new(text, &Tree::parse(text));
            assert_eq!(span_differences(text, &names), Vec::<String>::new(), "in the text up to {end}");
            checked += names.occurrences.len();
        }
    }
    assert!(checked > 100_000, "only {checked} occurrences");
}

#[test]
fn deep_chains() {
    let deep = || {
        let chains = [
            // As deep as the parser is given anything (`syntax/depth.rs`).
            ("a", ".b", "", 3_900, 1),
            ("a", "(c)", "", 3_900, 3_901),
            ("a", " + c[c]", "", 1_900, 3_801),
            ("", "not ", "a", 3_000, 1),
            ("", "a ** ", "a", 3_000, 3_001),
            ("", "lambda b: ", "b", 3_000, 3_001),
            ("", "a if b else ", "c", 1_900, 3_801),
        ];
        for (first, link, last, times, expected) in chains {
            let text = format!("{first}{}{last}", link.repeat(times));
            let names = Names::new(&text, &Tree::parse(&text));
            assert_eq!(names.occurrences.len(), expected, "{link}");
        }
    };
    let thread = std::thread::Builder::new().stack_size(64 << 20).spawn(deep);
    thread.expect("a thread").join().expect("no overflow");
}
