//! A temporary folder with files in it, and runs of the program there.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use memlens_tests::binary::memlens;

/// Removed when dropped.
pub struct Folder {
    pub path: PathBuf,
}

/// What a run left.
#[derive(Debug)]
pub struct Ran {
    pub status: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Folder {
    pub fn new() -> Folder {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("memlens-cli-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).expect("a temporary folder");
        Folder { path }
    }

    pub fn with(self, file: &str, content: impl AsRef<[u8]>) -> Folder {
        let path = self.path.join(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder in it");
        fs::write(path, content).expect("a file in it");
        self
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(memlens());
        command.args(arguments).current_dir(&self.path).stdin(Stdio::null());
        for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR"] {
            command.env_remove(variable);
        }
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        Ran::of(self.command(arguments).output().expect("the program starts"))
    }

    pub fn run_with_input(&self, arguments: &[&str], input: &[u8]) -> Ran {
        let mut command = self.command(arguments);
        let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = piped.spawn().expect("the program starts");
        child.stdin.take().expect("its input").write_all(input).expect("it reads");
        Ran::of(child.wait_with_output().expect("it ends"))
    }

    /// The paths that `check` reports, when every file has one syntax error.
    pub fn reported(&self, arguments: &[&str]) -> Vec<String> {
        let ran = self.run(&[&["check", "--format", "json"], arguments].concat());
        let rows = ran.json();
        let rows = rows.as_array().expect("a list");
        rows.iter().map(|row| row["path"].as_str().expect("a path").replace('\\', "/")).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that stays behind is no fault of the program.
        let _ = fs::remove_dir_all(&self.path);
    }
}

impl Ran {
    pub fn of(output: Output) -> Ran {
        Ran {
            status: output.status.code(),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// A file of this repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}
