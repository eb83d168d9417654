//! Objects are freed where memlens says, on every CPython to be found.
//!
//! `oracle/lives.py` runs programs with a watcher put in that keeps one more reference to each object:
//! it must live until right before its claimed end, and nothing else may hold it right after.

use std::path::{Path, PathBuf};
use std::process::Command;

use memlens_tests::programs::{self, folder};
use memlens_tests::{binary, python};
use serde_json::Value;

/// So many random programs.
const RANDOM: u32 = 24;

fn programs() -> Vec<PathBuf> {
    let pages = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lives-pages");
    let mut files = programs::of_folders();
    files.extend(programs::of_pages_in(&pages));
    files
}

/// Functions that make, share, keep and drop lists at random.
fn random(interpreter: &Path) -> Vec<PathBuf> {
    let write = |seed: u32| {
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("random-frames-{seed}.py"));
        let mut command = Command::new(interpreter);
        let output = command.arg("-B").arg(folder("oracle/random_frames.py")).arg(seed.to_string()).output();
        std::fs::write(&file, output.expect("the interpreter starts").stdout).expect("written");
        file
    };
    (1..=RANDOM).map(write).collect()
}

/// What one interpreter says; the claims asked for each kind of end, and the contradictions.
fn judge(interpreter: &Path, minor: u8, files: &[PathBuf], lie: bool) -> (Value, Vec<String>) {
    let report = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("lives-{minor}-{lie}.json"));
    let mut command = Command::new(interpreter);
    command.arg("-B").arg(folder("oracle/lives.py")).arg("--memlens").arg(binary::memlens());
    command.arg("--json").arg(&report).args(files).args(lie.then_some("--lie"));
    let output = command.output().expect("the interpreter starts");
    println!("{}", String::from_utf8_lossy(&output.stdout));
    let text = std::fs::read(&report)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    let found: Value = serde_json::from_slice(&text).expect("JSON");
    let programs = found["programs"].as_array().expect("programs");
    let wrong = programs.iter().flat_map(|program| program["wrong"].as_array().into_iter().flatten());
    let wrong = wrong.map(|text| text.as_str().unwrap_or_default().to_owned()).collect();
    (found, wrong)
}

#[test]
fn no_object_outlives_its_end_or_dies_before() {
    let interpreters = python::interpreters();
    let mut files = programs();
    files.extend(random(&python::cpython_3_11()));
    for (minor, interpreter) in &interpreters {
        let (found, wrong) = judge(interpreter, *minor, &files, false);
        assert!(wrong.is_empty(), "3.{minor}:\n{}", wrong.join("\n"));
        for (when, least) in
            [("rebind", 90), ("delete", 40), ("return", 90), ("statement", 400), ("exit", 200), ("cycle", 10)]
        {
            let asked = found["asked"][when].as_u64().unwrap_or_default();
            assert!(asked >= least, "3.{minor}: only {asked} claims of the kind {when} were asked");
        }
        let ran = found["programs"].as_array().expect("programs");
        let ran = ran.iter().filter(|program| program["end"] == "ran").count();
        // Syntax and builtins of later versions.
        assert!(ran * 10 > files.len() * 7, "3.{minor}: only {ran} of {} programs ran", files.len());
    }
}

/// Claims moved elsewhere are found: the judge can fail.
#[test]
fn lies_about_ends_are_found() {
    let interpreters = python::interpreters();
    let files = ["freed.py", "lifetimes.py"].map(|name| folder("oracle/programs").join(name));
    for (minor, interpreter) in &interpreters {
        let (_, wrong) = judge(interpreter, *minor, &files, true);
        assert!(wrong.len() > 25, "3.{minor}: only {} lies were found", wrong.len());
    }
}
