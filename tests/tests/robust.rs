//! Whatever the text, there is an answer: no crash, no hang, no memory without bound.

use std::time::{Duration, Instant};

use memlens::document::Document;
use memlens::stack;
use memlens::syntax::{Shift, Tree};
use memlens::text::Span;
use memlens_tests::python;
use rustpython_ast::AnyNodeRef;
use rustpython_ast::visitor::source_order::{SourceOrderVisitor, TraversalSignal};

/// Goes through a tree as every walker does: one call a level.
struct Walk {
    nodes: usize,
    level: u32,
    depth: u32,
}

impl<'a> SourceOrderVisitor<'a> for Walk {
    fn enter_node(&mut self, _: AnyNodeRef<'a>) -> TraversalSignal {
        self.nodes += 1;
        self.level += 1;
        self.depth = self.depth.max(self.level);
        TraversalSignal::Traverse
    }

    fn leave_node(&mut self, _: AnyNodeRef<'a>) {
        self.level -= 1;
    }
}

/// Parses, checks what every tree keeps, walks and drops. Gives the tree's nodes and depth.
fn read(text: &str) -> Walk {
    stack::run(|| {
        let tree = Tree::parse(text);
        let mut walk = Walk { nodes: 0, level: 0, depth: 0 };
        let mut end = 0;
        for statement in &tree.statements {
            let span = statement.span();
            assert!(end <= span.start && span.start <= span.end && span.end as usize <= text.len());
            end = span.end;
            walk.visit_stmt(statement.node());
        }
        for error in &tree.errors {
            assert!(text.get(error.span.range()).is_some(), "{error:?}");
        }
        walk
    })
}

fn errors(text: &str) -> Vec<String> {
    stack::run(|| Tree::parse(text).errors.into_iter().map(|error| error.message).collect())
}

/// The text, then a function that must be found whatever stands before it.
fn and_function(text: &str) -> String {
    format!("{text}\ndef found():\n    return 1\n")
}

const TOO_MANY_BRACKETS: &str = "too many nested brackets (more than 200)";
const TOO_DEEP: &str = "expression too deep to be analysed (more than 4000 levels)";
const TOO_INDENTED: &str = "too many levels of indentation (more than 100)";

#[test]
fn what_nests_too_deep_is_reported_and_the_rest_is_read() {
    let n = 100_000;
    let indented: String = (0..3000).map(|level| format!("{}if x:\n", " ".repeat(level))).collect();
    let cases = [
        ("x = ".to_string() + &"(".repeat(n) + &")".repeat(n), TOO_MANY_BRACKETS),
        ("x = ".to_string() + &"[".repeat(n), TOO_MANY_BRACKETS),
        ("x = ".to_string() + &"{1:".repeat(n), TOO_MANY_BRACKETS),
        ("x = ".to_string() + &"f(".repeat(n), TOO_MANY_BRACKETS),
        ("x = ".to_string() + &"f'{".repeat(n) + "1" + &"}'".repeat(n), TOO_MANY_BRACKETS),
        ("x = f'".to_string() + &"{x:".repeat(n), TOO_MANY_BRACKETS),
        ("def f(x".to_string() + &"=(lambda x".repeat(n), TOO_MANY_BRACKETS),
        ("x = ".to_string() + &"-".repeat(n) + "1", TOO_DEEP),
        ("x = ".to_string() + &"not ".repeat(n) + "y", TOO_DEEP),
        ("x = ".to_string() + &"await ".repeat(n) + "y", TOO_DEEP),
        ("x = ".to_string() + &"lambda: ".repeat(n) + "y", TOO_DEEP),
        ("x = ".to_string() + &"lambda a, b: ".repeat(n) + "y", TOO_DEEP),
        ("x = ".to_string() + &"1 if y else ".repeat(n) + "2", TOO_DEEP),
        ("x = a".to_string() + &".b".repeat(50_000), TOO_DEEP),
        ("x = f".to_string() + &"()".repeat(50_000), TOO_DEEP),
        ("x = f".to_string() + &"[0]".repeat(50_000), TOO_DEEP),
        ("x = 1".to_string() + &"+1".repeat(50_000), TOO_DEEP),
        ("x = 1".to_string() + &"**1".repeat(50_000), TOO_DEEP),
        ("x = 1".to_string() + &" + f(-x.y)".repeat(300_000), TOO_DEEP),
        ("x = [".to_string() + &"1, ".repeat(9) + &"1+".repeat(5000) + "1]", TOO_DEEP),
        (indented, TOO_INDENTED),
    ];
    for (text, message) in cases {
        let start = Instant::now();
        let name = text[..20].escape_debug().to_string();
        let text = and_function(&text);
        assert_eq!(errors(&text).first().map(String::as_str), Some(message), "{name}");
        let tree = stack::run(|| Tree::parse(&text));
        let last = tree.statements.last().expect("the function").span();
        assert!(text[last.range()].starts_with("def found()"), "{name}");
        read(&text);
        assert!(start.elapsed() < Duration::from_secs(5), "{name}: {:?}", start.elapsed());
    }
}

/// Nothing here nests, or no deeper than CPython allows.
#[test]
fn what_is_long_or_within_bounds_is_read() {
    let n = 100_000;
    let elif: String = (0..20_000).map(|i| format!("elif x == {i}:\n    y = {i}\n")).collect();
    let indented: String = (0..=100).map(|level| format!("{}if x:\n", " ".repeat(level))).collect();
    let cases = [
        format!("x = [{}]", "1, -2.5, 'abc', a.b(c), ".repeat(130_000)),
        format!("x = {{{}}}", "'k': -1, ".repeat(n)),
        format!("x = '{}'", "y".repeat(3 << 20)),
        format!("x = f'{}'", "{y!r:>{w}} ".repeat(n)),
        format!("x = {}z", "a.b == -1 and ".repeat(n)),
        format!("x = {}z", "not a or b in c and ".repeat(n)),
        format!("x = 1{}", " < 2".repeat(n)),
        format!("x = ({})", "'abc'\n".repeat(n)),
        format!("x = [{}]", "lambda a, b: a if b else c, ".repeat(n)),
        format!("x = [{}]", "y if z else -w + v.u,\n".repeat(n)),
        format!("f({})", (0..n).map(|i| format!("a{i}=-1, ")).collect::<String>()),
        format!("{}1", "x = ".repeat(n)),
        format!("x = {}", "+".repeat(3000) + "1"),
        format!("x = 1{}", " + a.b.c(d)".repeat(3000)),
        format!("x = {}1{}", "(".repeat(200), ")".repeat(200)),
        format!("if x:\n    y = 1\n{elif}"),
        format!("{indented}{}pass", " ".repeat(101)).replacen("if x:\n if x:\n", "if x:\n", 1),
        "x = 1\n".repeat(n),
        "def f(x):\n    return x\n".repeat(n / 2),
        format!("{}def f(): pass", "@d\n".repeat(n)),
        format!("x = 1{}", "; y = -2".repeat(n)),
        format!("match x:\n    case {}1: pass", "1 | -2 | ".repeat(1000)),
        format!("import {}z", "a.b as c, ".repeat(n)),
        format!("with {}z: pass", "a as b, ".repeat(n)),
        format!("# {}\n'''{}'''", "(".repeat(n), "[".repeat(n)),
    ];
    for text in cases {
        let start = Instant::now();
        let name = text.chars().take(20).collect::<String>();
        assert_eq!(errors(&text), Vec::<String>::new(), "{name}");
        assert!(read(&text).nodes > 2, "{name}");
        assert!(start.elapsed() < Duration::from_secs(10), "{name}: {:?}", start.elapsed());
    }
}

/// What follows an unclosed bracket is read once more, not once more for every bracket.
#[test]
fn unclosed_brackets_cost_no_more_than_their_text() {
    let n = 100_000;
    let cases = [
        ("y = a[\n".to_string() + &"x = 1\n".repeat(n), n + 1),
        ("y = a[\n".to_string() + &"print(1)\n".repeat(n), n + 1),
        ("y = a[\n".to_string() + &"1,\n".repeat(n) + "x = 1\n", 2),
        ("y = a[\n".to_string() + &"(b, c,\n".repeat(n / 10) + "x = 1\n", 1),
        ("y = a[\n".repeat(n / 10), n / 10),
        ("print(\n".repeat(n / 10) + "def f(): pass\n", n / 10 + 1),
        ("x = f\"{a\n".repeat(n / 10), 1),
        ("x = f(a,\n    b = [1,\n".repeat(n / 10), n / 10),
        ("x = (\n".to_string() + &"@d\n".repeat(n / 10), 1),
        ("x = (\n".to_string() + &"a, b, \n".repeat(n), 1),
        ("if x:\n    y = [\nelif f(\nz = (1,\n".repeat(n / 20), n / 20),
    ];
    for (text, least) in cases {
        let start = Instant::now();
        let name = text[..12].escape_debug().to_string();
        stack::run(|| {
            let mut document = Document::new(text.as_str());
            assert!(document.tree.statements.len() >= least, "{name} {}", document.tree.statements.len());
            let middle = text[..text.len() / 2].rfind('\n').map_or(0, |at| at as u32 + 1);
            document.edit(Span::new(middle, middle), "k = 1\n");
            document.edit(Span::new(0, 0), "k = 1\n");
        });
        println!("{name}: {:?}", start.elapsed());
        assert!(start.elapsed() < Duration::from_secs(5), "{name}: {:?}", start.elapsed());
    }
}

/// A repeated pair of tokens, tens of thousands long: whatever the parser makes of it, the
/// tree must stay within the stack.
#[test]
fn repeated_tokens() {
    const REPEATS: usize = 12_000;
    const TOKENS: &[&str] = &[
        "x ",
        "1 ",
        "'s' ",
        "f'",
        "f'{",
        "\"",
        "'''",
        "( ",
        ") ",
        "[ ",
        "] ",
        "{ ",
        "} ",
        ", ",
        ": ",
        "; ",
        ". ",
        "- ",
        "+ ",
        "* ",
        "** ",
        "~ ",
        "@ ",
        "= ",
        ":= ",
        "== ",
        "< ",
        "-> ",
        "! ",
        "... ",
        "not ",
        "and ",
        "or ",
        "in ",
        "is ",
        "if ",
        "else ",
        "elif ",
        "lambda ",
        "lambda: ",
        "await ",
        "async ",
        "yield ",
        "yield from ",
        "for ",
        "def ",
        "def f():",
        "class ",
        "class C:",
        "return ",
        "raise ",
        "del ",
        "with ",
        "while ",
        "try:",
        "except ",
        "finally:",
        "match ",
        "match x:",
        "case ",
        "case _:",
        "type X = ",
        "import ",
        "from ",
        "as ",
        "global ",
        "assert ",
        "print ",
        "\n",
        "\n ",
        "\\\n",
        "# ",
        "\0",
        "é",
        "\u{feff}",
        "$ ",
        "?",
    ];
    let (step, longer) = if cfg!(debug_assertions) { (13, 300) } else { (1, 3000) };
    let pairs = (0..TOKENS.len() * TOKENS.len()).step_by(step);
    let mut units: Vec<String> =
        pairs.map(|pair| TOKENS[pair / TOKENS.len()].to_string() + TOKENS[pair % TOKENS.len()]).collect();
    let mut rng = fastrand::Rng::with_seed(5);
    for _ in 0..longer {
        units.push((0..rng.u8(3..7)).map(|_| *rng.choice(TOKENS).expect("one of them")).collect());
    }
    let mut slowest = (Duration::ZERO, String::new());
    let mut deepest = (0, String::new());
    for (index, unit) in units.iter().enumerate() {
        let prefix = ["", "x = ", "if x:\n  "][index % 3];
        let name = format!("{prefix:?} {unit:?}");
        let text = prefix.to_string() + &unit.repeat(REPEATS);
        let start = Instant::now();
        let depth = read(&text).depth;
        deepest = deepest.max((depth, name.clone()));
        slowest = slowest.max((start.elapsed(), name));
    }
    println!("slowest {slowest:?}, deepest {deepest:?}");
    assert!(slowest.0 < Duration::from_secs(5), "{slowest:?}");
    // Twice the bound: the estimate is out by a small factor at most, not by the length of the text.
    assert!(deepest.0 < 9_000, "{deepest:?}");
}

/// Every prefix, on character boundaries, as if the file were being typed.
#[test]
fn every_prefix() {
    let mut texts: Vec<String> = python::library()
        .into_iter()
        .filter_map(|path| std::fs::read_to_string(path).ok())
        .filter(|text| (1500..2500).contains(&text.len()))
        .take(if cfg!(debug_assertions) { 4 } else { 20 })
        .collect();
    let examples = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");
    for example in std::fs::read_dir(examples).into_iter().flatten().flatten() {
        texts.extend(std::fs::read_to_string(example.path()));
    }
    let mut prefixes = 0;
    for text in &texts {
        stack::run(|| {
            let mut typed = Document::new("");
            for (at, key) in text.char_indices() {
                typed.edit(Span::new(at as u32, at as u32), &text[at..at + key.len_utf8()]);
                let errors = &typed.tree.errors;
                assert!(errors.iter().all(|error| typed.text.get(error.span.range()).is_some()));
                prefixes += 1;
            }
            assert_eq!(typed.tree.errors, Tree::parse(text).errors);
        });
    }
    println!("{prefixes} prefixes of {} files", texts.len());
    assert!(prefixes > 4000);
}

#[test]
fn every_library_file() {
    let start = Instant::now();
    let (mut files, mut bytes, mut nodes, mut deepest) = (0, 0, 0, 0);
    for path in python::library() {
        let text = String::from_utf8_lossy(&std::fs::read(&path).expect("readable")).into_owned();
        let walk = read(&text);
        files += 1;
        bytes += text.len();
        nodes += walk.nodes;
        deepest = deepest.max(walk.depth);
    }
    println!("{files} files, {bytes} bytes, {nodes} nodes, depth {deepest}, {:?}", start.elapsed());
    assert!(files > 200);
}

/// An edit in a deep or long text costs no more than the text's parse, and tears down safely anywhere.
#[test]
fn deep_trees_are_dropped_on_any_thread() {
    for text in [
        format!("x = 1{}", " + 1".repeat(3900)),
        format!("x = a{}", ".b".repeat(3900)),
        format!("x = f{}", "()".repeat(3900)),
        format!("x = {}y", "not ".repeat(3900)),
        format!("x = {}y", "lambda: ".repeat(3900)),
        format!("x = {}1{}", "(".repeat(200), ")".repeat(200)),
        "if x:\n".to_string()
            + &(1..100).map(|level| format!("{}if x:\n", " ".repeat(level))).collect::<String>(),
    ] {
        let tree = stack::run(|| Tree::parse(&text));
        let small = std::thread::Builder::new().stack_size(512 << 10);
        small.spawn(move || drop(tree)).expect("a thread").join().expect("a dropped tree");
    }
}

#[test]
fn absolute_ranges_start_at_the_piece() {
    let tree = Tree::parse("a = 1\nb = 2\n");
    let shifts: Vec<Shift> = tree.statements.iter().map(|statement| statement.shift()).collect();
    assert_eq!(shifts, [Shift(0), Shift(6)]);
}
