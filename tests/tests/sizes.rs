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

/// The size, that with all it refers to, and the code that makes the object, by `line:column`.
type Measured = BTreeMap<String, (u64, u64, String)>;

/// A claimed size, and that with all it refers to.
type Claim = (u64, Option<u64>);

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sizes").join(name)
}

fn run(program: &Path, arguments: &[&Path]) -> Vec<u8> {
    let output = Command::new(program).arg("-B").args(arguments).output().expect("the interpreter starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {errors}", program.display());
    output.stdout
}

/// The sizes that memlens claims to be exact, where one object alone is at that place; with those of all the parts.
fn claimed(program: &Path, minor: u8) -> BTreeMap<String, Claim> {
    let output = Command::new(binary::memlens())
        .args(["trace", "--format", "json", "--python", &format!("3.{minor}")])
        .arg(program)
        .output()
        .expect("memlens starts");
    let trace: Value = serde_json::from_slice(&output.stdout).expect("the trace is JSON");
    let mut found: BTreeMap<String, Vec<Option<Claim>>> = BTreeMap::new();
    for object in trace["objects"].as_array().expect("objects") {
        let bytes = object["size"]["bytes"].as_u64().filter(|_| object["size"]["exact"] == true);
        let bytes = bytes.map(|bytes| (bytes, object["size"]["deep"].as_u64()));
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
        let (mut compared, mut deep) = (0, 0);
        let mut wrong = Vec::new();
        for (place, (bytes, whole, code)) in &measured {
            let Some((claim, claimed_whole)) = claimed.get(place) else { continue };
            // Made by a later version only.
            let is_later = code.contains("Point()") || code.contains("OfSlots()");
            if is_later && *minor < 10 && !code.contains("= Point()") {
                continue;
            }
            compared += 1;
            if claim != bytes {
                wrong.push(format!("{place} {code}: {bytes} bytes, claimed {claim}"));
            }
            let Some(claim) = claimed_whole else { continue };
            deep += 1;
            if claim != whole {
                wrong.push(format!("{place} {code}: {whole} bytes with all its items, claimed {claim}"));
            }
        }
        println!("3.{minor}: {compared} sizes and {deep} with all items compared; {} places", measured.len());
        assert!(wrong.is_empty(), "Python 3.{minor}, program {}:\n{}", program.display(), wrong.join("\n"));
        assert!(compared >= 1300, "only {compared} sizes on Python 3.{minor}");
        assert!(deep >= 300, "only {deep} sizes with all items on Python 3.{minor}");
    }
}
