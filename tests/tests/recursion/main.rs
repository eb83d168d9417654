//! What memlens says of recursion is what CPython does.
//!
//! `programs/` holds small programs; each is run under two recursion limits. A verdict
//! `unbounded` on a program that ends fails, and so does `bounded` on one that does not; the
//! depths that memlens gives are compared with the frames counted. Deep calls are compared at
//! their exact edge, with every CPython found, by running scripts.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use memlens::ide::{Analysis, Code};
use memlens::names::Names;
use memlens::names::builtins::TEXT_METHODS;
use memlens::options::{Options, Python};
use memlens::recursion::{self, Recursion, Verdict};
use memlens::syntax::Tree;
use serde_json::{Value, json};

struct Program {
    name: String,
    /// As the head line says: `unbounded`, `unproven`, `bounded` and the depth, if any.
    expected: String,
    source: String,
}

fn programs() -> Vec<Program> {
    let texts = [
        include_str!("programs/bounded.py"),
        include_str!("programs/cycles.py"),
        include_str!("programs/helpers.py"),
        include_str!("programs/numbers.py"),
        include_str!("programs/classics.py"),
        include_str!("programs/classics_more.py"),
        include_str!("programs/places.py"),
        include_str!("programs/depths.py"),
        include_str!("programs/around.py"),
        include_str!("programs/pairs.py"),
        include_str!("programs/protocols.py"),
        include_str!("programs/rows.py"),
        include_str!("programs/turning.py"),
        include_str!("programs/turning_aside.py"),
        include_str!("programs/turning_methods.py"),
        include_str!("programs/overridden.py"),
        include_str!("programs/variadic.py"),
        include_str!("programs/handed.py"),
        include_str!("programs/unproven.py"),
        include_str!("programs/unbounded.py"),
    ];
    let parts = texts.iter().flat_map(|text| text.split("\n#% ").skip(1));
    parts
        .map(|part| {
            let (head, source) = part.split_once('\n').expect("a head line and a program");
            let (name, expected) = head.split_once(": ").expect("`name: verdict` in the head line");
            Program { name: name.into(), expected: expected.into(), source: source.into() }
        })
        .collect()
}

fn analyse(source: &str) -> (Recursion, Names) {
    let tree = Tree::parse(source);
    assert!(tree.errors.is_empty(), "{:?} in {source}", tree.errors);
    let names = Names::new(source, &tree);
    (recursion::analyse(source, &tree, &names, &Options::default()), names)
}

/// The verdict over the whole program, and the depth of its only recursive function.
fn verdict(found: &Recursion) -> (&'static str, Option<&str>) {
    let has = |verdict| found.functions.iter().any(|recursive| recursive.verdict == verdict);
    let depth = found.functions.first().and_then(|recursive| recursive.depth.as_deref());
    match () {
        () if has(Verdict::Unbounded) => ("unbounded", None),
        () if has(Verdict::Bounded) => ("bounded", depth),
        () => ("unproven", None),
    }
}

fn interpreter(minor: u8) -> Option<PathBuf> {
    let pyenv = std::env::home_dir().unwrap_or_default().join(".pyenv/versions");
    let installed =
        std::fs::read_dir(pyenv).into_iter().flatten().flatten().map(|entry| entry.path().join("bin"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(installed).collect::<Vec<_>>();
    let answers = |program: &Path| {
        let output = Command::new(program).arg("--version").output();
        program.is_file() && output.is_ok_and(|output| output.status.success())
    };
    folders.into_iter().map(|folder| folder.join(format!("python3.{minor}"))).find(|program| answers(program))
}

#[test]
fn verdicts_hold_when_the_programs_run() {
    let python = interpreter(11).or_else(|| interpreter(12)).expect("CPython 3.11 or 3.12 is needed");
    let oracle = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/recursion/oracle.py");
    let mut child = Command::new(python)
        .arg(oracle)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Python starts");
    let programs = programs();
    let mut lines = String::new();
    let mut found = Vec::new();
    for program in &programs {
        let (recursion, names) = analyse(&program.source);
        let (verdict, depth) = verdict(&recursion);
        let first = recursion.functions.first();
        let cycle = first.into_iter().flat_map(|first| &first.cycle);
        let cycle = cycle.map(|scope| names.scope(*scope).name.as_str()).collect::<Vec<_>>();
        let said = [Some(verdict), depth].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let bound = first.and_then(|first| first.bound.as_deref());
        let line = json!({
            "name": program.name, "source": program.source, "depth": depth, "bound": bound, "cycle": cycle,
        });
        lines += &line.to_string();
        lines.push('\n');
        let missed = recursion.skipped.iter().any(|skipped| skipped.start.is_some());
        found.push((said, missed));
    }
    child.stdin.take().expect("a pipe").write_all(lines.as_bytes()).expect("Python reads");
    let output = child.wait_with_output().expect("Python ends");
    assert!(output.status.success());
    let answers: BTreeMap<String, Value> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON"))
        .map(|answer| (answer["name"].as_str().unwrap_or_default().to_owned(), answer))
        .collect();
    assert_eq!(answers.len(), programs.len(), "two programs of one name?");

    let mut wrong = Vec::new();
    let (mut endless, mut ending, mut depths) = (0, 0, 0);
    let mut misses = 0;
    for (program, (said, missed)) in programs.iter().zip(&found) {
        let answer = &answers[&program.name];
        let is_endless = answer["endless"].as_bool().expect("a verdict");
        *(if is_endless { &mut endless } else { &mut ending }) += 1;
        if *said != program.expected {
            wrong.push(format!("{}: expected `{}`, memlens says `{said}`", program.name, program.expected));
        }
        misses += u32::from(*missed);
        if *missed && !is_endless {
            wrong.push(format!("{}: a start is said to miss the base case, but it ends", program.name));
        }
        if said == "unbounded" && !is_endless {
            wrong.push(format!("{}: called unbounded, but it ends", program.name));
        }
        if said.starts_with("bounded") && is_endless {
            wrong.push(format!("{}: called bounded, but it does not end", program.name));
        }
        for pair in answer["bounds"].as_array().expect("a list") {
            depths += 1;
            if pair[0].as_f64() < pair[1].as_f64() {
                wrong.push(format!("{}: at most {} frames, counted {}", program.name, pair[0], pair[1]));
            }
        }
        for pair in answer["depths"].as_array().expect("a list") {
            depths += 1;
            if pair[0].as_f64() != pair[1].as_f64() {
                wrong.push(format!(
                    "{}: `{said}` gives {} frames, counted {}",
                    program.name, pair[0], pair[1]
                ));
            }
        }
    }
    println!("{} programs: {endless} endless, {ending} ending; {depths} depths compared", programs.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(endless >= 100 && ending >= 100, "{endless} endless and {ending} ending programs");
    assert!(misses >= 5, "only {misses} starts that miss the base case");
    assert!(depths >= 70, "only {depths} depths compared");
}

/// Scripts around a call with a number, and the largest number that memlens admits.
const EDGES: &[(&str, &str)] = &[
    ("from the module", "def f(n):\n    if n == 0:\n        return\n    f(n - 1)\nf(N)\n"),
    ("at most one", "def f(n):\n    if n <= 1:\n        return 1\n    return n + f(n - 1)\nf(N)\n"),
    ("two steps", "def f(n):\n    if n <= 0:\n        return\n    f(n - 2)\nf(N)\n"),
    ("upwards", "def f(i, n):\n    if i >= n:\n        return\n    f(i + 1, n)\nf(0, N)\n"),
    ("a list", "def f(xs):\n    if not xs:\n        return 0\n    return xs[0] + f(xs[1:])\nf([1] * N)\n"),
    (
        "in a function",
        "def f(n):\n    if n == 0:\n        return\n    f(n - 1)\ndef main():\n    f(N)\nmain()\n",
    ),
    (
        "under the main guard",
        "def f(n):\n    if n == 0:\n        return\n    f(n - 1)\nif __name__ == '__main__':\n    f(N)\n",
    ),
    (
        "with the limit raised",
        "import sys\nsys.setrecursionlimit(3000)\ndef f(n):\n    if n == 0:\n        return\n    f(n - 1)\nf(N)\n",
    ),
    (
        "with the limit lowered, then raised",
        "import sys\nsys.setrecursionlimit(500)\nsys.setrecursionlimit(700)\ndef f(n):\n    if n == 0:\n        return\n    f(n - 1)\nf(N)\n",
    ),
    (
        "a method",
        "class C:\n    def f(self, n):\n        if n == 0:\n            return\n        self.f(n - 1)\ndef f(n):\n    if n > 0:\n        f(n - 1)\nf(N)\n",
    ),
    (
        "two functions in turn",
        "def f(n):\n    if n <= 0:\n        return 0\n    return g(n - 1)\ndef g(n):\n    if n <= 0:\n        return 1\n    return f(n - 1)\nf(N)\n",
    ),
    (
        "one tests, the other hands on",
        "def f(n):\n    if n <= 0:\n        return 0\n    return g(n)\ndef g(n):\n    return f(n - 1)\nf(N)\n",
    ),
    (
        "lists by turns",
        "def f(xs):\n    if len(xs) <= 0:\n        return 0\n    return 1 + g(xs[1:])\ndef g(xs):\n    if len(xs) <= 0:\n        return 0\n    return 1 + f(xs[1:])\nf([0] * N)\n",
    ),
    (
        "three callers deep",
        "def f(n):\n    if n <= 0:\n        return\n    f(n - 1)\ndef inner():\n    f(N)\ndef outer():\n    inner()\ndef main():\n    outer()\nif __name__ == '__main__':\n    main()\n",
    ),
    (
        "a static method",
        "class C:\n    @staticmethod\n    def f(n):\n        if n <= 0:\n            return\n        C.f(n - 1)\nC.f(N)\n",
    ),
    (
        "a method of an instance made on the spot",
        "class C:\n    def f(self, n):\n        if n <= 0:\n            return\n        self.f(n - 1)\nC().f(N)\n",
    ),
    (
        "a method of an instance in a variable",
        "class C:\n    def f(self, n):\n        if n <= 0:\n            return\n        self.f(n - 1)\nc = C()\nc.f(N)\n",
    ),
    (
        "a class method by an instance",
        "class C:\n    @classmethod\n    def f(cls, n):\n        if n <= 0:\n            return\n        cls.f(n - 1)\ndef main():\n    c = C()\n    c.f(N)\nmain()\n",
    ),
    (
        "equal steps that meet their base case",
        "def f(n):\n    if n == 0:\n        return\n    f(n - 1)\nf(N)\n",
    ),
];

/// Programs that nobody wrote: `random_programs.py SEED COUNT` runs more of them.
#[test]
fn verdicts_hold_on_random_programs() {
    let python = interpreter(11).or_else(|| interpreter(12)).expect("CPython 3.11 or 3.12 is needed");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/recursion/random_programs.py");
    let output = Command::new(python)
        .args(["-B", script, "7", "3000", "--recursive", env!("CARGO_BIN_EXE_recursive")])
        .output()
        .expect("Python runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let held = said.lines().last().and_then(|line| line.split(' ').next()?.parse::<usize>().ok());
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(held.is_some_and(|held| held >= 150), "{said}");
    println!("{said}");
}

#[test]
fn the_methods_of_texts_are_those_of_python() {
    let program = "print(*sorted({n for t in (str, bytes) for n in dir(t) if n[0] != '_'}))";
    let known = TEXT_METHODS.iter().map(|(name, _)| *name).collect::<Vec<_>>();
    let mut versions = 0;
    for minor in Python::OLDEST.minor..=Python::NEWEST.minor {
        let Some(python) = interpreter(minor) else { continue };
        versions += 1;
        let output = Command::new(python).args(["-c", program]).output().expect("Python runs");
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        let told = told.split_whitespace().collect::<Vec<_>>();
        assert!(told.iter().all(|name| known.contains(name)), "3.{minor}: {told:?}");
        if minor == Python::NEWEST.minor {
            assert_eq!(told, known);
        }
    }
    assert!(versions > 0, "no CPython 3.8 to 3.13 found");
}

#[test]
fn deep_calls_are_told_at_their_exact_edge() {
    let mut versions = 0;
    let mut runs = 0;
    for minor in Python::OLDEST.minor..=Python::NEWEST.minor {
        let Some(python) = interpreter(minor) else { continue };
        versions += 1;
        for (name, script) in EDGES {
            let reported = |n: u32| {
                let options = Options { python: Python { minor }, ..Options::default() };
                let analysis = Analysis::of(&script.replace('N', &n.to_string()), options);
                analysis.diagnostics().iter().any(|found| found.code == Code::DeepRecursion)
            };
            let edge = (1..8000).collect::<Vec<_>>().partition_point(|n| !reported(*n)) as u32;
            assert!(edge < 7999, "{name}: never reported");
            for n in [edge, edge + 1] {
                let output = Command::new(&python)
                    .args(["-c", &script.replace('N', &n.to_string())])
                    .output()
                    .expect("Python runs");
                let overflows = String::from_utf8_lossy(&output.stderr).contains("RecursionError");
                runs += 1;
                assert_eq!(
                    overflows,
                    reported(n),
                    "{name} with {n} on 3.{minor}: memlens says {}, Python {overflows}",
                    reported(n)
                );
            }
        }
    }
    println!("{runs} scripts run on {versions} versions of CPython");
    assert!(versions > 0, "no CPython 3.8 to 3.13 found");
}
