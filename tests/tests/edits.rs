//! After any edit the tree is the tree of a parse from scratch, and where the text is valid
//! Python, that of one call of the parser for the whole text.

use fastrand::Rng;
use memlens::document::Document;
use memlens::names::Names;
use memlens::stack;
use memlens::syntax::{Shift, Tree};
use memlens::text::{LineIndex, Span};
use memlens_tests::python;
use rustpython_ast::comparable::ComparableStmt;
use rustpython_ast::visitor::source_order::{SourceOrderVisitor, TraversalSignal};
use rustpython_ast::{AnyNodeRef, NodeKind, PySourceType, Stmt};

const EDITS: u32 = 12_000;

/// Short texts with what makes cutting hard.
const NASTY: &[&str] = &[
    "x = 1\r\nif x:\r\n    y = 2\r\nelse:\r\n    y = 3\r\n\r\nprint(y)\r\n",
    "a = 1\rb = 2\rdef f():\r    return a\rc = f()\r",
    "\u{feff}import os\nprint('é', '🙂')\ndef f(é): return é\n",
    "def f():\n    return '🙂' + \"𝒳\"\n\n\x0c\nclass A:\n\tx = 1\n\ty = 2\n\n\x0cdef g(): pass\n",
    "s = '''\ndef not_code():\n    pass\n'''\nt = \"\"\"a\\\"\"\"\" + 'b'\nu = 1\n",
    "x = 1 + \\\n    2\ny = \\\n3\nif x and \\\ny: pass\n\\\nz = 4\n",
    "try:\n    f()\nexcept A:\n    pass\nexcept B as b:\n    g(b)\nelse:\n    h()\nfinally:\n    i()\nfor x in y:\n  pass\nelse:\n  z()\n",
    "@a\n@b(1,\n   2)\n# why\n\ndef f(): pass\n@c\nclass D: pass\n@e\nasync def g():\n    await f()\n",
    "match x:\n    case [1, *r] if r: pass\n    case {'a': a, **k}: pass\n    case _: pass\nmatch = 1\nmatch[0]\ncase = 2\ntype X = int\ntype = 3\n",
    "f'{x!r:>{w}}' f\"{d['a']}\" f'''{\n  y\n}''' rf'\\{z}' f'{{}}' f'\\N{BULLET}{q:%H:%M}'\ng = f\"{f'{1}'}\"\nh = f\"{a[\"b\"]}#\"  # c\n",
    "f = open('x')  # type: ignore\nx = [] # type: list[int]\ndef g(a, # type: int\n      b):\n    # type: (...) -> None\n    pass\n",
    "xs = [\n1,\n# two\n2,\n]\nd = {\n'a': 1,\n}\nf(\n)\nx = (y\nif z\nelse w)\ns = (a\n@ b)\n",
    "def g():\n    x = yield\n    y = (yield\nfrom x)\n    return [i\nfor i in x\nif i]\nz = 1\n",
    "class A:\n    def f(self):\n        return self\n\n    def g(self): return 1\n  # odd comment\n\n    x = 3\nclass B(A): pass\nif A: pass\nelif B: pass\nelse: pass\n",
    "x = 1; y = 2; z = 3\nif x: y; z\nwith a as b, c as d: pass\nlambda x, y=lambda: 1: x\nprint(x if y else z); del x\n",
    "foo(1,\ndef bar():\n    pass\n@dec\ndef baz(): pass\nx = [\n@dec(1)\nclass C: pass\nimport a\ny = {\nfrom a import b\nz\n",
    "if x:\ny = 1\nelse:\n    z\n  w = 1\n    v = 2\ndef\nclass\nfor\n)\n]\nx = 'abc\ny = f'{a'\nz = f'{a\n b = 1\n",
    "def f(:\n    x = (1,\n    y = [2\n    return x\n\ndef g():\n    pass\n\nawait x\nasync for x in y: pass\nlazy import z\n",
    "x = 0xfor y\n1if 1else 2\n'a'if'b'else'c'\nrb'x' Rb'y' BR'z' u'w' t'{v}'\nx = 1_000j\nnot x\n~x\n*a, b = c\n",
    "a = 1\ny = a[\nb = a\nprint(b)\nb.c = a, b\na, b = b, a\nfor i in a:\n    print(i,\n    b = i\nd = {\nk: a,\n}\nif d:\n    b = d\nelse:\n    b = a\nx = b\n",
    "x = (1,\nfrom x import (a\nb: int = 2\nprint(\nclass A(\n    b = 1\nc = b\ndef f(:\n    return c\n@d(\n@e\ndef g(): pass\nh = g(\ni += 1\n",
    "xs = [\nf(a,\nb=1),\ng[1],\n]\ny = f(\nx=1,\ny=2,\n) + [\nz = f'{a\nw = f\"{b\"\nif x:\n    v = 1\nu = f'''{[\nt = 1\n}'''\ns = t\n",
    "'''unclosed\ndef f(): pass\n",
    "x = (\n\n# comment at the end",
    "\\",
    "",
    "\n\n\n",
    "# only a comment\r\n\r\n",
    "x = 1\\\n",
    "a\0b\nx = 2\n\0\n",
];

const FRAGMENTS: &[&str] = &[
    "\n",
    "\r\n",
    "\r",
    " ",
    "    ",
    "\t",
    "\x0c",
    "\\\n",
    "\\",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "'",
    "\"",
    "'''",
    "\"\"\"",
    "f'",
    "f\"{",
    "rf'''{",
    "#",
    ":",
    ";",
    ",",
    "=",
    ":=",
    "@",
    "@d\n",
    "else:",
    "\nelse:\n",
    "elif x:",
    "except E:",
    "\nfinally:\n",
    "def ",
    "class C:\n",
    "async ",
    "await ",
    "import os\n",
    "from a import b\n",
    "from ",
    "if x:",
    "for x in y:",
    "while x:\n",
    "with a:\n",
    "try:\n",
    "return",
    "pass\n",
    "lambda",
    "lambda x: ",
    "match ",
    "case ",
    "yield ",
    "x",
    "é",
    "🙂",
    "\u{feff}",
    "\0",
    "1",
    "0x",
    ".",
    "...",
    "-",
    "not ",
    "*",
    "**",
    "->",
    "\n    ",
    "\n\n\n",
    "    pass\n",
    "# type: int",
    "\nx = 1\n",
    "\ndef f():\n    return 1\n",
    "$",
    "?",
    "!",
    "!r",
    "{{",
    "}}",
    "\ny = a[\n",
    "print(",
    "\nb = a\nprint(b)\n",
    "\n)\n",
];

/// What is typed key by key.
const LINES: &[&str] = &[
    "\nprint(f\"{x!r:>{w}}\")\n",
    "\n@cache\ndef fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\n",
    "\nxs = [(a, b) for a in range(3)\n      for b in 'xyz']\n",
    "\nif x:\n    y = {'a': 1}\nelse:\n    y = None\n",
    "\"\"\"doc\"\"\"",
    "\ny = a[b(0)]\n",
    "\nx = (1, {2: f(3)})\nfrom x import (a)\n",
];

/// What is typed, left open for a while and closed again.
const OPENED: &[(&str, &str)] = &[
    ("y = a[", "0]"),
    ("print(", ")"),
    ("x = (1,", "\n)"),
    ("xs = [f(1, {2: g(", "3)}), 4]"),
    ("s = f\"{d[", "1]}\""),
    ("from x import (a", ",)"),
    ("class A(", "): pass"),
    ("def f(", "a): pass"),
    ("@d(", ")\ndef f(): pass"),
    ("if f(", "1):\n    y = (2"),
];

struct Nodes(Vec<(NodeKind, Span)>, Shift);

impl<'a> SourceOrderVisitor<'a> for Nodes {
    fn enter_node(&mut self, node: AnyNodeRef<'a>) -> TraversalSignal {
        self.0.push((node.kind(), self.1.span(&node)));
        TraversalSignal::Traverse
    }
}

fn nodes(statement: &Stmt, shift: Shift) -> Vec<(NodeKind, Span)> {
    let mut nodes = Nodes(Vec::new(), shift);
    nodes.visit_stmt(statement);
    nodes.0
}

fn assert_same(found: &Tree, expected: &Tree, context: &str) {
    assert_eq!(found.errors, expected.errors, "{context}");
    assert_eq!(found.statements.len(), expected.statements.len(), "{context}");
    for (found, expected) in found.statements.iter().zip(&expected.statements) {
        assert_eq!(found.shift(), expected.shift(), "{context}");
        assert_eq!(found.node(), expected.node(), "{context}");
    }
}

/// Compares with one call of the parser. `true` if that finds the text valid.
fn assert_as_parser(tree: &Tree, text: &str) -> bool {
    let parsed = rustpython_parser::parse_unchecked_source(text, PySourceType::Python);
    assert_eq!(
        tree.errors.is_empty(),
        parsed.errors().is_empty(),
        "{text:?}\n{:?}\n{:?}",
        tree.errors,
        parsed.errors()
    );
    if !parsed.errors().is_empty() {
        return false;
    }
    assert_eq!(tree.statements.len(), parsed.suite().len(), "{text:?}");
    for (found, expected) in tree.statements.iter().zip(parsed.suite()) {
        assert!(ComparableStmt::from(found.node()) == ComparableStmt::from(expected), "{text:?}");
        assert_eq!(nodes(found.node(), found.shift()), nodes(expected, Shift(0)), "{text:?}");
    }
    true
}

fn random_edit(rng: &mut Rng, text: &str) -> (Span, String) {
    let boundary = |mut at: usize| {
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at as u32
    };
    let start = boundary(rng.usize(..=text.len()));
    match rng.u8(..10) {
        0..=4 => (Span::new(start, start), rng.choice(FRAGMENTS).expect("one of them").to_string()),
        5..=6 => {
            let end = boundary((start as usize + rng.usize(1..4)).min(text.len()));
            (Span::new(start, end.max(start)), String::new())
        }
        7 => {
            let end = boundary((start as usize + rng.usize(1..120)).min(text.len()));
            (Span::new(start, end.max(start)), rng.choice(FRAGMENTS).expect("one of them").to_string())
        }
        8 => {
            let line = text[..start as usize].rfind('\n').map_or(0, |at| at + 1);
            let end = text[line..].find('\n').map_or(text.len(), |at| line + at + 1);
            (Span::new(start, start), text[line..end].to_string())
        }
        _ => {
            let line = text[..start as usize].rfind('\n').map_or(0, |at| at + 1) as u32;
            (Span::new(line, line), rng.choice(FRAGMENTS).expect("one of them").to_string())
        }
    }
}

#[derive(Default)]
struct Count {
    edits: u32,
    valid: u32,
    in_valid: Share,
    in_broken: Share,
}

/// How many edits of so many stayed local.
#[derive(Debug, Default)]
struct Share {
    local: u32,
    of: u32,
}

impl Count {
    fn edit(&mut self, document: &mut Document, span: Span, inserted: &str) {
        let old = document.clone();
        let parsed = document.edit(span, inserted);
        self.edits += 1;
        if old.tree.statements.len() > 9 {
            let (share, local) = if old.tree.errors.is_empty() {
                (&mut self.in_valid, is_local(&old, span, inserted, parsed))
            } else {
                // A bracket or quote left open reaches to the next keyword or the end.
                (&mut self.in_broken, parsed.range().len() * 2 < document.text.len())
            };
            share.of += 1;
            share.local += u32::from(local);
        }
        let context = format!("after replacing {span:?} by {inserted:?} in {:?}", old.text);
        assert_same(&document.tree, &Tree::parse(&document.text), &context);
        assert_eq!(*document.lines, LineIndex::new(&document.text), "{context}");
        self.valid += u32::from(assert_as_parser(&document.tree, &document.text));
    }
}

/// True where nothing was parsed but the statements that an edit touches and their neighbours.
fn is_local(old: &Document, span: Span, inserted: &str, parsed: Span) -> bool {
    let spans: Vec<Span> = old.tree.statements.iter().map(|statement| statement.span()).collect();
    let before = spans.partition_point(|other| other.end < span.start);
    let after = spans.partition_point(|other| other.start <= span.end);
    let start = before.checked_sub(1).map_or(0, |index| spans[index].start);
    let end = spans.get(after + 1).map_or(old.text.len() as u32, |next| next.start);
    parsed.start >= start && parsed.end <= end + inserted.len() as u32
}

#[test]
fn random_edits_give_the_tree_of_a_full_parse() {
    let mut texts: Vec<String> = NASTY.iter().map(ToString::to_string).collect();
    texts.extend(python::library().into_iter().filter_map(|path| {
        let text = std::fs::read_to_string(path).ok()?;
        (200..9000).contains(&text.len()).then_some(text)
    }));
    let mut rng = Rng::with_seed(7);
    rng.shuffle(&mut texts[NASTY.len()..]);
    texts.truncate(NASTY.len() + 120);
    let mut count = Count::default();
    stack::run(|| {
        while count.edits < EDITS {
            for text in &texts {
                edit_at_random(&mut rng, &mut count, text);
                type_a_line(&mut rng, &mut count, text);
            }
        }
    });
    println!("{} edits, {} to valid texts", count.edits, count.valid);
    println!("stayed local: {:?}, {:?}", count.in_valid, count.in_broken);
    assert!(count.valid * 4 > count.edits, "too few edits led to valid text");
    for (share, least) in [(count.in_valid, 95), (count.in_broken, 60)] {
        assert!(share.of * 10 > count.edits, "too few edits of this kind");
        assert!(share.local * 100 > share.of * least, "{share:?} of the edits stayed local");
    }
}

/// Random edits, most of them undone at once, as typing mostly starts from valid text.
fn edit_at_random(rng: &mut Rng, count: &mut Count, text: &str) {
    let mut document = Document::new(text);
    for _ in 0..rng.u8(1..12) {
        let (span, inserted) = random_edit(rng, &document.text);
        let removed = document.text[span.range()].to_string();
        count.edit(&mut document, span, &inserted);
        if rng.u8(..12) > 0 {
            count.edit(&mut document, Span::new(span.start, span.start + inserted.len() as u32), &removed);
        }
    }
    document.replace(text);
    assert_same(&document.tree, &Tree::parse(text), text);
    assert_eq!(*document.lines, LineIndex::new(text), "{text:?}");
}

/// Types a line key by key before a statement.
fn type_a_line(rng: &mut Rng, count: &mut Count, text: &str) {
    let mut document = Document::new(text);
    let starts: Vec<u32> = document.tree.statements.iter().map(|statement| statement.span().start).collect();
    let mut at = rng.choice(&starts).copied().unwrap_or_default();
    for key in rng.choice(LINES).expect("one of them").chars().take(rng.usize(..40)) {
        count.edit(&mut document, Span::new(at, at), &key.to_string());
        at += key.len_utf8() as u32;
    }
}

/// Simple statements, some over several lines, some that could stand in brackets as well.
fn simple_statements(rng: &mut Rng) -> String {
    const STATEMENTS: &[&str] = &[
        "a = 1\n",
        "b: int = a\n",
        "print(a, b)\n",
        "a.b = c\n",
        "a, b = b, a\n",
        "d = {\n'k': a,\nb: 2,\n}\n",
        "e = f(\nx=1,\ny=[2],\n)\n",
        "if a:\n    b = f(c)\nelse:\n    c = 1\n",
        "for i in a:\n    print(i)\n",
        "s = f\"{a!r:>{b}}\"\n",
        "t = '''(\nb = [\n'''\n",
        "c += a[0]\n",
        "# a comment (\n\n",
        "\"text\"\n",
        "def g(a):\n    return [a]\n",
    ];
    (0..40).map(|_| *rng.choice(STATEMENTS).expect("one of them")).collect()
}

/// A bracket is typed, the file is edited elsewhere, then it is closed, all key by key.
#[test]
fn brackets_left_open_while_typing() {
    let mut rng = Rng::with_seed(11);
    let mut count = Count::default();
    let type_at = |count: &mut Count, document: &mut Document, at: &mut u32, keys: &str| {
        for key in keys.chars() {
            count.edit(document, Span::new(*at, *at), &key.to_string());
            *at += key.len_utf8() as u32;
        }
    };
    stack::run(|| {
        for _ in 0..12 {
            for (open, close) in OPENED {
                let mut document = Document::new(simple_statements(&mut rng));
                let lines: Vec<u32> = document.tree.statements.iter().map(|one| one.span().start).collect();
                let (first, second) = (rng.usize(..lines.len()), rng.usize(..lines.len()));
                let mut at = lines[first.min(second)];
                count.edit(&mut document, Span::new(at, at), "\n");
                let before = document.text.len() as u32;
                type_at(&mut count, &mut document, &mut at, open);
                let mut below = lines[first.max(second)] + 1 + document.text.len() as u32 - before;
                type_at(&mut count, &mut document, &mut below, rng.choice(LINES).expect("one of them"));
                if rng.bool() {
                    let (again, end) = rng.choice(OPENED).expect("one of them");
                    type_at(&mut count, &mut document, &mut below, again);
                    type_at(&mut count, &mut document, &mut at, close);
                    type_at(&mut count, &mut document, &mut below, end);
                } else {
                    // Closed from below: every statement between was read by itself, and no longer is.
                    type_at(&mut count, &mut document, &mut below, &format!("\n{close}\n"));
                    type_at(&mut count, &mut document, &mut at, close);
                }
            }
        }
    });
    println!("{} edits, {} to valid texts", count.edits, count.valid);
    println!("stayed local: {:?}, {:?}", count.in_valid, count.in_broken);
    assert!(count.edits > 4000 && count.valid > 100);
    assert!(count.in_broken.local * 100 > count.in_broken.of * 90, "{:?}", count.in_broken);
}

/// `y = a[` among simple statements costs its own line: every other name keeps its place.
#[test]
fn an_unclosed_bracket_costs_its_own_line() {
    let line = |i: u32| match i % 6 {
        0 => format!("a{i} = {i}\n"),
        1 => format!("print(a{})\n", i - 1),
        2 => format!("b{i}: int = a{}\n", i - 2),
        3 => format!("a{}.x = b{}\n", i - 3, i - 1),
        4 => format!("if a{}:\n    c{i} = [b{}]\n", i - 4, i - 2),
        _ => format!("d{i}, e{i} = c{}, (1,\n2)\n", i - 1),
    };
    let whole: String = (0..50).map(line).collect();
    let before: usize = (0..25).map(|i| line(i).len()).sum();
    for (broken, _) in OPENED {
        let broken = format!("{broken}\n");
        let text = whole[..before].to_string() + &broken + &whole[before..];
        let expected = stack::run(|| occurrences(&whole));
        assert!(expected.len() > 100);
        let inside = before as u32..(before + broken.len()) as u32;
        let found: Vec<_> = stack::run(|| occurrences(&text))
            .into_iter()
            .filter(|(span, _)| !inside.contains(&span.start))
            .map(|(span, name)| {
                let back = if span.start < inside.start { 0 } else { broken.len() as u32 };
                (Span::new(span.start - back, span.end - back), name)
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    }
}

fn occurrences(text: &str) -> Vec<(Span, String)> {
    let names = Names::new(text, &Tree::parse(text));
    let spans = names.occurrences.iter().map(|one| one.span);
    spans.map(|span| (span, text[span.range()].to_string())).collect()
}

/// Inside an f-string's field the rest of the file is read otherwise than behind it.
#[test]
fn a_field_left_open_is_closed() {
    let mut document = Document::new("x = f'''{\ny = 1\nz: int = [\nw = 1\nv = {\nt = 1\n");
    Count::default().edit(&mut document, Span::new(9, 9), "y}'''");
    assert_eq!(document.tree.statements.len(), 6);
}

/// In brackets that close, nothing is a statement of its own.
#[test]
fn brackets_that_close_are_not_cut() {
    for (text, statements) in [
        ("x = f(\na=1,\nb=g(\nc=2),\nd)\ny = 1\n", 2),
        ("x = {\na: 1,\nb: c(2),\n}\n", 1),
        ("x = [i\nfor i in y\nif i\n]\n", 1),
        ("x = f(\na=1,\nb=g(\nc=2\n).h(\nd=[\ny(1)]\n)) + [\nz = 1\n", 2),
        ("x = [\nf(a=[\nb[0],\n]),\nz = 1\n", 3),
    ] {
        let tree = Tree::parse(text);
        let found: Vec<&str> = tree.statements.iter().map(|one| &text[one.span().range()]).collect();
        assert_eq!(found.len(), statements, "{found:#?}");
    }
}

#[test]
fn whole_library_as_the_parser_reads_it() {
    let mut valid = 0;
    stack::run(|| {
        for path in python::library() {
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            valid += u32::from(assert_as_parser(&Tree::parse(&text), &text));
        }
    });
    println!("{valid} files");
    assert!(valid > 200);
}
