//! The built `memlens` program, for tests that run it for real.

use std::env;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

/// The path of the program, built once in the profile of the running test.
///
/// # Panics
///
/// Where it cannot be built.
pub fn memlens() -> PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(build).clone()
}

fn build() -> PathBuf {
    // target/<profile>/deps/<test>
    let test = env::current_exe().expect("the test's own path");
    let folder = test.ancestors().nth(2).expect("the profile's folder").to_owned();
    let target = folder.parent().expect("the target folder");
    let profile = match folder.file_name().and_then(|name| name.to_str()) {
        Some("debug") | None => "dev",
        Some(name) => name,
    };
    let status = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["build", "--quiet", "--package", "memlens", "--bin", "memlens", "--profile", profile])
        .arg("--manifest-path")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml"))
        .arg("--target-dir")
        .arg(target)
        .status()
        .expect("cargo starts");
    assert!(status.success(), "the program does not build");
    folder.join(format!("memlens{}", env::consts::EXE_SUFFIX))
}
