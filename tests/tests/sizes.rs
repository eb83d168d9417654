//! Sizes in the trace are those of `sys.getsizeof`, on every CPython to be found.
//!
//! `sizes/generate.py` prints a program that makes objects in every way their size depends on;
//! `sizes/measure.py` runs it. Only sizes that memlens claims are compared, and enough must be.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use memlens_tests::{binary, python};
use serde_json::Value;

/// The size, and the code that makes the object, by `line:column`.
type Measured = BTreeMap<String, (u64, String)>;

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sizes").join(name)
}

fn run(program: &Path, arguments: &[&Path]) -> Vec<u8> {
    let output = Command::new(program).arg("-B").args(arguments).output().expect("the interpreter starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {errors}", program.display());
    output.stdout
}

/// The sizes that memlens claims to be exact, where one object alone is at that place.
fn claimed(program: &Path, minor: u8) -> BTreeMap<String, u64> {
    let output = Command::new(binary::memlens())
        .args(["trace", "--format", "json", "--python", &format!("3.{minor}")])
        .arg(program)
        .output()
        .expect("memlens starts");
    let trace: Value = serde_json::from_slice(&output.stdout).expect("the trace is JSON");
    let mut found: BTreeMap<String, Vec<Option<u64>>> = BTreeMap::new();
    for object in trace["objects"].as_array().expect("objects") {
        let bytes = object["size"]["bytes"].as_u64().filter(|_| object["size"]["exact"] == true);
        found.entry(format!("{}:{}", object["line"], object["column"])).or_default().push(bytes);
    }
    let alone = found.into_iter().filter_map(|(place, sizes)| match sizes.as_slice() {
        [Some(bytes)] => Some((place, *bytes)),
        _ => None,
    });
    alone.collect()
}

#[test]
fn exact_sizes_are_those_of_getsizeof() {
    let interpreters = python::interpreters();
    let (_, any) = interpreters.first().expect("this test needs CPython 3.8 to 3.13");
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sizes.py");
    fs::write(&program, run(any, &[&script("generate.py")])).expect("the program is written");
    for (minor, interpreter) in &interpreters {
        let answer = run(interpreter, &[&script("measure.py"), &program]);
        let measured: Measured = serde_json::from_slice(&answer).expect("sizes as JSON");
        let claimed = claimed(&program, *minor);
        let mut compared = 0;
        let mut wrong = Vec::new();
        for (place, (bytes, code)) in &measured {
            let Some(claim) = claimed.get(place) else { continue };
            compared += 1;
            if claim != bytes {
                wrong.push(format!("{place} {code}: {bytes} bytes, claimed {claim}"));
            }
        }
        println!("3.{minor}: {compared} sizes compared, {} without a claim", measured.len() - compared);
        assert!(wrong.is_empty(), "Python 3.{minor}, program {}:\n{}", program.display(), wrong.join("\n"));
        assert!(compared >= 500, "only {compared} sizes on Python 3.{minor}");
    }
}
