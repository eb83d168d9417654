//! Terminals, pipes, full disks, wrong arguments.

use std::io::Read;
use std::process::{Command, Stdio};

use crate::folder::{Folder, Ran};

#[test]
fn a_reader_that_leaves_is_no_error() {
    let folder =
        Folder::new().with("a.py", "x = [1, 2]\n".repeat(50_000)).with("b.py", "x = = 1\n".repeat(5_000));
    for (arguments, status) in [
        (&["trace", "a.py"][..], 0),
        (&["trace", "--format", "json", "a.py"], 0),
        (&["check", "b.py"], 1),
        (&["check", "--format", "json", "b.py"], 1),
    ] {
        let mut command = folder.command(arguments);
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        let mut out = child.stdout.take().expect("its output");
        out.read_exact(&mut [0; 100]).expect("its first bytes");
        drop(out);
        let ran = Ran::of(child.wait_with_output().expect("it ends"));
        assert_eq!((ran.status, ran.err.as_str()), (Some(status), ""), "{arguments:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let folder = Folder::new().with("a.py", "x = 1\n");
    for arguments in
        [&["trace", "a.py"][..], &["trace", "--format", "json", "a.py"], &["check"], &["explain"]]
    {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("/dev/full");
        let output = folder.command(arguments).stdout(full).output().expect("the program starts");
        let ran = Ran::of(output);
        assert_eq!(ran.status, Some(2), "{arguments:?}");
        assert_eq!(ran.err, "error: cannot write the output: no space left on device\n");
    }
}

#[test]
fn wrong_arguments_are_told_with_the_usage() {
    let folder = Folder::new().with("a.py", "x = 1\n");
    for (arguments, message) in [
        (&["trase", "a.py"][..], "unrecognized subcommand 'trase'"),
        (&["trace"], "required arguments were not provided"),
        (&["trace", "a.py", "--python", "3.7"], "`3.7` is not a Python version memlens knows: 3.8 to 3.13"),
        (&["trace", "a.py", "--model", "real"], "invalid value 'real' for '--model"),
        (&["check", "--format", "xml"], "invalid value 'xml' for '--format"),
    ] {
        let ran = folder.run(arguments);
        assert_eq!((ran.status, ran.out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(ran.err.starts_with("error: ") && ran.err.contains(message), "{ran:?}");
    }
    let ran = folder.run(&["--version"]);
    assert_eq!((ran.status, ran.out), (Some(0), format!("memlens {}\n", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn colours_can_be_forced_and_forbidden() {
    let folder = Folder::new().with("a.py", "x = = [1]\n");
    for verb in ["trace", "check"] {
        assert!(!folder.run(&[verb, "a.py"]).out.contains('\x1b'));
        assert!(folder.run(&[verb, "a.py", "--color", "always"]).out.contains('\x1b'));
        assert!(folder.run(&["--color=always", verb, "a.py"]).out.contains('\x1b'));
    }
}

/// Runs the program at a terminal of its own.
#[cfg(target_os = "linux")]
fn at_a_terminal(folder: &Folder, arguments: &str) -> Ran {
    let command = format!("{} {arguments}", memlens_tests::binary::memlens().display());
    let mut script = Command::new("script");
    script.args(["--quiet", "--return", "--command", &command, "/dev/null"]).current_dir(&folder.path);
    script.env("TERM", "xterm").env_remove("NO_COLOR").stdin(Stdio::null());
    Ran::of(script.output().expect("script, of bsdutils, starts"))
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_gets_help_colours_and_progress() {
    let folder = Folder::new().with("a.py", "x = = [1]\n").with("b.py", "y = 1\n");
    let ran = at_a_terminal(&folder, "");
    assert_eq!(ran.status, Some(0));
    assert!(ran.out.contains("Usage:") && ran.out.contains("language server"), "{ran:?}");
    assert!(at_a_terminal(&folder, "trace a.py").out.contains("\x1b["));
    assert!(!at_a_terminal(&folder, "trace a.py --color never").out.contains("\x1b["));
    let ran = at_a_terminal(&folder, "check");
    assert_eq!(ran.status, Some(1));
    assert!(ran.out.contains("checking ") && ran.out.contains("/2 files"), "{ran:?}");
    assert!(!folder.run(&["check"]).err.contains("checking"));
}

/// `cargo run -- …` is what the README says, whatever other programs the workspace has.
#[test]
fn cargo_runs_memlens_from_the_root() {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["run", "--quiet", "--", "--version"]).current_dir(crate::folder::repository(""));
    let ran = Ran::of(command.stdin(Stdio::null()).output().expect("cargo starts"));
    assert_eq!(
        (ran.status, ran.out),
        (Some(0), format!("memlens {}\n", env!("CARGO_PKG_VERSION"))),
        "{}",
        ran.err
    );
}
