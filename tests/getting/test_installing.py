"""memlens as people get it: each way is gone in a fresh environment, and the program is run."""

import json
import os
import shutil
import subprocess
import tarfile
import zipfile

import yaml
from helpers import ENDLESS, ROOT, TARGET, VERSION, run, tool


def test_the_wheel_carries_the_program_alone(wheel):
    assert wheel.name.startswith(f"memlens-{VERSION}-py3-none-"), wheel.name
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    scripts = [name for name in names if ".dist-info/" not in name]
    assert scripts == [f"memlens-{VERSION}.data/scripts/memlens"]


def test_an_installed_wheel_checks_files(installed, tmp_path):
    assert run(installed / "memlens", "--version") == f"memlens {VERSION}\n"
    (tmp_path / "a.py").write_text(ENDLESS)
    rows = json.loads(run(installed / "memlens", "check", "--format", "json", cwd=tmp_path, status=1))
    assert [(row["path"], row["code"]) for row in rows] == [("a.py", "unbounded-recursion")]


def test_an_installed_wheel_serves_an_editor(installed):
    server = subprocess.Popen([installed / "memlens"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def say(message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        server.stdin.flush()

    def hear(identity):
        while True:
            length = int(server.stdout.readline().split(b":")[1])
            server.stdout.readline()
            message = json.loads(server.stdout.read(length))
            if message.get("id") == identity:
                return message["result"]

    say({"id": 1, "method": "initialize", "params": {"capabilities": {}}})
    assert "inlayHintProvider" in hear(1)["capabilities"]
    say({"method": "initialized", "params": {}})
    say({"id": 2, "method": "shutdown"})
    assert hear(2) is None
    say({"method": "exit"})
    assert server.wait(timeout=60) == 0


def test_removing_the_wheel_leaves_nothing(wheel, tmp_path):
    run(tool("python"), "-m", "venv", tmp_path)
    files = lambda: {path for path in tmp_path.rglob("*") if "__pycache__" not in path.parts}
    before = files()
    run(tmp_path / "bin" / "pip", "install", "--no-index", wheel)
    assert tmp_path / "bin" / "memlens" in files()
    run(tmp_path / "bin" / "pip", "uninstall", "--yes", "memlens")
    assert files() == before


def test_the_source_distribution_holds_what_a_build_needs(tmp_path):
    run(tool("maturin"), "sdist", "--out", tmp_path, cwd=ROOT)
    (archive,) = tmp_path.iterdir()
    # Always the same place: cargo keeps what it made of each.
    place = TARGET / "getting" / "sdist"
    shutil.rmtree(place, ignore_errors=True)
    with tarfile.open(archive) as packed:
        packed.extractall(place, filter="data")
    folder = place / f"memlens-{VERSION}"
    assert (folder / "LICENSE").is_file()
    run("cargo", "check", "--quiet", "--package", "memlens", "--target-dir", TARGET, cwd=folder)


def test_cargo_installs_it(tmp_path):
    run("cargo", "install", "--quiet", "--path", "server", "--locked", "--root", tmp_path, cwd=ROOT)
    assert [path.name for path in (tmp_path / "bin").iterdir()] == ["memlens"]
    assert run(tmp_path / "bin" / "memlens", "--version") == f"memlens {VERSION}\n"


# --- pre-commit -------------------------------------------------------------------------------


def project(folder):
    """A repository with two staged files: one has a problem, the other is excluded."""
    (folder / "a.py").write_text(ENDLESS)
    (folder / "generated.py").write_text("x = = 1\n")
    (folder / "notes.txt").write_text("x = = 1\n")
    (folder / "pyproject.toml").write_text("[tool.memlens]\nexclude = ['generated.py']\n")
    run("git", "init", "--quiet", cwd=folder)
    run("git", "add", "--all", cwd=folder)


def hooks(folder, environment):
    """The repository that pre-commit clones: the files git knows, as they are now."""
    folder.mkdir()
    for name in run("git", "ls-files", "-z", cwd=ROOT).split("\0"):
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    run("git", "init", "--quiet", cwd=folder)
    run("git", "add", "--all", cwd=folder)
    run("git", "commit", "--quiet", "--message", "all", cwd=folder, env=environment)
    return folder


def try_hook(name, tmp_path, **more):
    work = tmp_path / "work"
    work.mkdir()
    project(work)
    someone = {f"GIT_{who}_{what}": "test@example.org" for who in ["AUTHOR", "COMMITTER"] for what in ["NAME", "EMAIL"]}
    environment = {**os.environ, **someone, "PRE_COMMIT_HOME": str(tmp_path / "home"), **more}
    source = hooks(tmp_path / "hooks", environment)
    command = [tool("pre-commit"), "try-repo", source, name, "--all-files", "--color", "never"]
    said = run(*command, cwd=work, env=environment, status=1)
    assert "Failed" in said and "exit code: 1" in said, said
    assert "warning[unbounded-recursion]" in said and "a.py:2:12" in said, said
    assert "Found 1 problem in 1 file: 1 warning." in said, said
    (work / "a.py").write_text("x = [1]\n")
    run("git", "add", "--all", cwd=work)
    said = run(*command, cwd=work, env=environment)
    assert "Passed" in said, said


def test_the_hooks_are_valid():
    manifest = ROOT / ".pre-commit-hooks.yaml"
    run(tool("pre-commit"), "validate-manifest", manifest)
    assert [hook["id"] for hook in yaml.safe_load(manifest.read_text())] == ["memlens", "memlens-system"]


def test_the_hook_with_the_program_on_path(installed, tmp_path):
    try_hook("memlens-system", tmp_path, PATH=f"{installed}{os.pathsep}{os.environ['PATH']}")


def test_the_hook_that_builds_it(tmp_path):
    # Where and how it is built is all that differs from what a user's pre-commit does.
    built = TARGET / "getting" / "hook"
    quick = {"MATURIN_PEP517_ARGS": "--profile dev", "CARGO_PROFILE_DEV_DEBUG": "0", "CARGO_INCREMENTAL": "0"}
    try:
        try_hook("memlens", tmp_path, CARGO_TARGET_DIR=str(built), **quick)
    finally:
        # pre-commit clones to another place each time: only what others wrote is of use again.
        for path in [*built.glob("*/deps/*memlens*"), *built.glob("*/*memlens*")]:
            path.unlink(missing_ok=True)
