//! The built program on texts that were made to break it: an answer from every verb and from
//! the server, in bounded time and memory.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use memlens_tests::binary::memlens;
use memlens_tests::wire::Wire;
use serde_json::{Value, json};

/// Bytes of memory that no text may cost.
const MEMORY: u64 = 1 << 30;
/// In a release build on an idle machine nothing takes more than a few seconds.
const PATIENCE: Duration = Duration::from_secs(if cfg!(debug_assertions) { 120 } else { 20 });

/// Named texts; each is followed by a function that must be found.
fn texts() -> Vec<(&'static str, String)> {
    let n = 100_000;
    let staircase: String = (0..3000).map(|level| format!("{}if x:\n", " ".repeat(level))).collect();
    let elif: String = (0..20_000).map(|i| format!("elif x == {i}:\n    y = {i}\n")).collect();
    vec![
        ("brackets", "x = ".to_string() + &"(".repeat(n) + &")".repeat(n)),
        ("open", "x = ".to_string() + &"[".repeat(n)),
        ("minus", "x = ".to_string() + &"-".repeat(n) + "1"),
        ("not", "x = ".to_string() + &"not ".repeat(n) + "y"),
        ("dots", "x = a".to_string() + &".b".repeat(n / 2)),
        ("plus", "x = 1".to_string() + &"+1".repeat(n / 2)),
        ("calls", "x = f".to_string() + &"()".repeat(n / 2)),
        ("fields", "x = ".to_string() + &"f'{".repeat(n) + "1" + &"}'".repeat(n)),
        ("lambdas", "x = ".to_string() + &"lambda: ".repeat(n) + "y"),
        ("most-plus", "x = 1".to_string() + &" + 1".repeat(3990)),
        ("most-dots", "x = a".to_string() + &".b".repeat(3990)),
        ("most-calls", "def f(): return f\nx = f".to_string() + &"()".repeat(3990)),
        ("most-not", "x = ".to_string() + &"not ".repeat(3990) + "1"),
        ("most-lambdas", "x = ".to_string() + &"lambda: ".repeat(3990) + "1"),
        ("most-brackets", "x = ".to_string() + &"[".repeat(200) + &"]".repeat(200)),
        ("long-list", format!("x = [{}]", "1, ".repeat(1_000_000))),
        ("long-string", format!("x = '{}'", "y".repeat(3_000_000))),
        ("long-sum", "x = 1".to_string() + &" + 1".repeat(750_000)),
        ("nul", "a\0b\nx = 2\n\0".into()),
        ("elif", format!("x = 1\nif x:\n    y = 1\n{elif}")),
        ("lines", "x = 1\n".repeat(n)),
        ("staircase", staircase),
        ("unclosed", format!("x = 1\n'''\n{}", "y = 1\n".repeat(n))),
    ]
}

/// Writes a text and the function behind it.
fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name).with_extension("py");
    fs::write(&path, format!("{text}\ndef found(a):\n    return a\n")).expect("a temporary file");
    path
}

fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("robust");
    fs::create_dir_all(&folder).expect("a temporary folder");
    folder
}

/// Runs the program to its end, with its output in a file. Gives the exit code and the output.
fn run(arguments: &[&str], output: &Path) -> (i32, String) {
    let start = Instant::now();
    let mut child = Command::new(memlens())
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(fs::File::create(output).expect("a temporary file"))
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let status = loop {
        if let Some(status) = child.try_wait().expect("its status") {
            break status;
        }
        let memory = memory(child.id());
        if start.elapsed() > PATIENCE || memory > MEMORY {
            child.kill().expect("it ends");
            panic!("{arguments:?}: {:?}, {} MB", start.elapsed(), memory >> 20);
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let code = status.code().unwrap_or_else(|| panic!("{arguments:?}: {status}"));
    (code, fs::read_to_string(output).expect("its output"))
}

/// The most that a process ever held, in bytes; 0 where the system does not tell.
fn memory(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|peak| peak.trim().strip_suffix(" kB")?.parse::<u64>().ok()).map_or(0, |kib| kib << 10)
}

#[test]
fn command_line() {
    let folder = folder();
    let output = folder.join("output");
    for (name, text) in texts() {
        let path = write(&folder, name, &text);
        let path = path.to_str().expect("a plain path");
        let (code, _) = run(&["check", path], &output);
        assert!((0..=2).contains(&code), "check {name}: {code}");
        let (code, found) = run(&["trace", path, "--format", "json"], &output);
        if name == "nul" {
            assert_eq!(code, 2, "a binary file cannot be traced");
            continue;
        }
        assert!(code < 2, "trace {name}: {code}");
        let trace: Value = serde_json::from_str(&found).unwrap_or_else(|error| panic!("{name}: {error}"));
        let found =
            trace["occurrences"].as_array().expect("occurrences").iter().any(|one| one["name"] == "found");
        assert_eq!(found, name != "unclosed", "the function behind {name}");
    }
}

#[test]
fn server() {
    let mut wire = Wire::initialized(json!({}), json!({}));
    for (name, text) in texts() {
        let uri = format!("file:///{name}.py");
        wire.open(&uri, &format!("{text}\ndef found(a):\n    return a\n"));
        // Hints at the end, then after an edit at the start.
        for version in 2..4 {
            let range =
                json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 3, "character": 0 } });
            let hints =
                wire.ask("textDocument/inlayHint", json!({ "textDocument": { "uri": uri }, "range": range }));
            assert!(hints.is_array() || hints.is_null(), "{name}: {hints}");
            let start = json!({ "line": 0, "character": 0 });
            let change = json!([{ "range": { "start": start, "end": start }, "text": "z = []\n" }]);
            wire.change(&uri, version, change);
        }
        wire.close(&uri);
    }
}
