//! The picture of each line that runs equals the frames and objects of a real run, wherever it makes a
//! definite statement: `oracle/picture.py` looks, under CPython 3.11.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use memlens::ide::Analysis;
use memlens::ide::picture::Choice;
use memlens::options::{Model, Options, Python};
use memlens_tests::page::Page;
use memlens_tests::programs::folder;
use memlens_tests::python;
use serde_json::{Map, Value};

/// Programs of the kind that a lecture shows stand in the first three.
const GROUPS: [&str; 5] = ["examples", "pictures", "pictures/constructs", "pictures/hard", "oracle/programs"];

/// Folder, name and text of each program: the oracle's, the examples, those of the pages about memory.
fn programs() -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    let is_all = std::env::var("ALL").is_ok();
    let more = if is_all { &["fixes", "rewrite", "tests/recursion/programs"][..] } else { &[] };
    for folder in GROUPS.iter().chain(more).map(|name| folder(name)) {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.extension().is_some_and(|extension| extension == "py") {
                let name = entry.file_name().to_string_lossy().into_owned();
                let text = std::fs::read_to_string(&path).expect("a program");
                let group = path.parent().and_then(Path::file_name).unwrap_or_default();
                found.push((group.to_string_lossy().into_owned(), name, text));
            }
        }
    }
    for entry in std::fs::read_dir(folder("suite")).expect("the suite").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !(name.starts_with("memory-") || name == "picture.md" || is_all) {
            continue;
        }
        let text = std::fs::read_to_string(entry.path()).expect("a page");
        for case in Page::parse(&text).expect("a page").cases.into_iter().filter(|case| !case.broken) {
            found.push(("suite".into(), format!("{name}:{}", case.line), case.source));
        }
    }
    found.sort();
    if let Ok(only) = std::env::var("ONLY") {
        found.retain(|(group, name, _)| name.starts_with(&only) || *group == only);
    }
    found
}

/// Pictures of every line, as `memlens draw --format json` has them: of its first and last call, of the first and last
/// time in each.
fn pictures(source: &str, model: Model) -> Value {
    memlens::stack::run(|| drawn(source, model))
}

fn drawn(source: &str, model: Model) -> Value {
    let analysis = Analysis::of(source, Options { python: Python { minor: 11 }, model });
    let mut found = Map::new();
    const LAST: Option<usize> = Some(usize::MAX);
    for line in 0..analysis.lines.lines() {
        let mut some: Vec<Value> = Vec::new();
        let times = [(None, None), (None, LAST), (LAST, None), (LAST, LAST)];
        let few = if model == Model::Teaching { 4 } else { 1 };
        for (call, round) in times.into_iter().take(few) {
            let Some(picture) = analysis.picture(line, Choice { model: None, call, round }) else { continue };
            let picture = serde_json::to_value(picture).expect("JSON");
            if !some.contains(&picture) {
                some.push(picture);
            }
        }
        found.insert((line + 1).to_string(), Value::Array(some));
    }
    Value::Object(found)
}

fn judge(interpreter: &Path, source: &str, pictures: &Value) -> Value {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("pictures-{}.json", source.len()));
    std::fs::write(&file, pictures.to_string()).expect("written");
    let mut child = Command::new("timeout")
        .arg(if std::env::var("ALL").is_ok() { "10" } else { "60" })
        .arg(interpreter)
        .arg("-B")
        .arg(folder("oracle/picture.py"))
        .arg(&file)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the interpreter starts");
    child.stdin.take().expect("a pipe").write_all(source.as_bytes()).expect("written");
    let output = child.wait_with_output().expect("an end");
    // Some of all the programs there are run for ever.
    if output.stdout.is_empty() && std::env::var("ALL").is_ok() {
        return serde_json::json!({ "wrong": [], "end": "not in time" });
    }
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// Sums over the programs of a group.
#[derive(Default)]
struct Sums {
    ran: u64,
    lines: u64,
    definite: u64,
    cells: u64,
    unknown: u64,
}

impl Sums {
    fn add(&mut self, found: &Value) {
        let number = |key: &str| found[key].as_u64().unwrap_or_default();
        self.ran += u64::from(found["end"] == "ran");
        self.lines += number("lines");
        self.definite += number("definite");
        self.cells += number("cells");
        self.unknown += number("unknown");
    }
}

#[test]
fn every_definite_statement_holds() {
    let interpreter = python::cpython_3_11();
    let mut wrong = Vec::new();
    let mut groups: BTreeMap<String, Sums> = BTreeMap::new();
    for (group, name, source) in programs() {
        // The two differ in how values are drawn alone.
        let models = [Model::Teaching, Model::Cpython];
        for model in models.into_iter().take(if name.ends_with(".py") { 2 } else { 1 }) {
            let found = judge(&interpreter, &source, &pictures(&source, model));
            let texts = found["wrong"].as_array().expect("a list").iter();
            wrong.extend(
                texts.map(|text| format!("{name}, {model:?}: {}", text.as_str().unwrap_or_default())),
            );
            if model == Model::Teaching {
                groups.entry(group.clone()).or_default().add(&found);
                if std::env::var("EACH").is_ok() {
                    println!("{name}: {} of {} unknown; {}", found["unknown"], found["cells"], found["end"]);
                }
            }
        }
    }
    for (group, sums) in &groups {
        let Sums { ran, lines, definite, cells, unknown } = sums;
        let share = 100.0 * *unknown as f64 / (*cells).max(1) as f64;
        println!(
            "{group}: {ran} programs, {lines} lines, {definite} statements; {unknown} of {cells} cells ({share:.1} %) unknown or maybe"
        );
    }
    assert!(wrong.is_empty(), "{} contradicted:\n{}", wrong.len(), wrong.join("\n"));
    if std::env::var("ONLY").is_ok() {
        return;
    }
    let sum = |of: fn(&Sums) -> u64| groups.values().map(of).sum::<u64>();
    let enough =
        sum(|sums| sums.ran) >= 40 && sum(|sums| sums.lines) > 500 && sum(|sums| sums.definite) > 20_000;
    assert!(enough, "too little was looked at");
    for like_the_lecture in ["examples", "pictures", "constructs"] {
        let Sums { cells, unknown, .. } = &groups[like_the_lecture];
        assert!(unknown * 20 <= *cells, "{like_the_lecture}: {unknown} of {cells} cells unknown");
    }
}

/// Pictures that lie are found: the judge can fail.
#[test]
fn lies_are_found() {
    let source = "a = [1, 2]\nb = a\nc = [3]\nd = {'k': a}\ne = 5\n\n\nclass K:\n    size = 41\n\n    def go(self):\n        pass\n\n\n\
                  def outer(n):\n    def inner():\n        return n\n\n    return inner\n\n\nf = outer(77)\n";
    let honest = pictures(source, Model::Teaching);
    let interpreter = python::cpython_3_11();
    let lies = |text: &str, by: &str| {
        let lying = honest.to_string().replace(text, by);
        assert_ne!(lying, honest.to_string(), "{text} is not in the picture");
        let lying = serde_json::from_str(&lying).expect("JSON");
        judge(&interpreter, source, &lying)["wrong"].as_array().expect("a list").len()
    };
    assert_eq!(judge(&interpreter, source, &honest)["wrong"], serde_json::json!([]));
    for (text, by) in [
        (r#""value":"5""#, r#""value":"6""#),
        (r#""type":"list""#, r#""type":"set""#),
        (r#""length":2"#, r#""length":3"#),
        (r#""object":0"#, r#""object":1"#),
        (r#""name":"b""#, r#""name":"z""#),
        (r#""key":"'k'""#, r#""key":"'l'""#),
        (r#""bases":[]"#, r#""bases":["L"]"#),
        (r#""methods":["go"]"#, r#""methods":["come"]"#),
        (r#""methods":["go"]"#, r#""methods":[]"#),
        (
            r#""slots":[{"cell":{"kind":"value","type":"int","value":"41""#,
            r#""slots":[{"cell":{"kind":"value","type":"int","value":"42""#,
        ),
        (
            r#""captured":[{"cell":{"kind":"value","type":"int","value":"77""#,
            r#""captured":[{"cell":{"kind":"value","type":"int","value":"78""#,
        ),
    ] {
        assert!(lies(text, by) > 0, "{by} was not found");
    }
}
