"""What can be run: scripts given by name, modules of the standard library by their own tests, packages."""

import sysconfig
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = Path(sysconfig.get_path("stdlib"))
# Windows of their own, another program's output, the network, or no end.
NOT_RUN = {
    "turtle", "pdb", "doctest", "antigravity", "this", "idlelib",
    "ftplib", "nntplib", "poplib", "smtplib", "socket", "telnetlib",
}


@dataclass
class Job:
    """One process."""

    name: str
    # For the tracer: kind and targets.
    action: tuple
    # What `sys.path` begins with.
    path: list
    # Where it runs, if not in a folder of its own.
    folder: str | None = None
    seconds: float | None = None


@dataclass
class Unit:
    """Files and the processes in which they are watched: their figures are taken together."""

    group: str
    root: Path
    files: list
    jobs: list
    # Why nothing of it runs.
    broken: str | None = None

    def relative(self, path):
        """Scripts by their place in the repository, all else below the name of the group."""
        if not Path(path).is_relative_to(self.root):
            return str(path)
        below = str(Path(path).relative_to(self.root))
        return below if self.group == "files" else f"{self.group}/{below}"


def path_of(module):
    base = LIBRARY.joinpath(*module.split("."))
    package = base / "__init__.py"
    return str(package if package.is_file() else base.with_suffix(".py"))


def modules_with_doctests():
    found = []
    for path in sorted(LIBRARY.rglob("*.py")):
        parts = path.relative_to(LIBRARY).with_suffix("").parts
        if parts[0] in ("test", "site-packages", "lib2to3", *NOT_RUN) or "tests" in parts:
            continue
        if b">>> " in path.read_bytes():
            found.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return found


def tests_of_the_library():
    """Modules that have a test of their own name."""
    found = []
    for path in sorted((LIBRARY / "test").glob("test_*.py")):
        module = path.stem.removeprefix("test_")
        if module not in NOT_RUN and Path(path_of(module)).is_file():
            found.append(module)
    return found


def script(file):
    path = str(Path(file).resolve())
    unit = Unit("files", ROOT, [path], [])
    unit.jobs.append(Job(unit.relative(path), ("script", path), []))
    return unit


def units(options):
    """Modules of the library under their doctests, their unittests or both, each a unit of its own."""
    found = [script(file) for file in options.files]
    chosen = set(options.module)
    with_doctests = modules_with_doctests() if options.stdlib else []
    with_tests = tests_of_the_library() if options.unittests else []
    if not options.stdlib and not options.unittests:
        with_doctests = options.module
    for name in sorted({*with_doctests, *with_tests}):
        if chosen and name not in chosen:
            continue
        unit = Unit("Lib", LIBRARY, [path_of(name)], [])
        if name in with_doctests:
            unit.jobs.append(Job(name, ("doctest", [name]), []))
        if name in with_tests:
            unit.files.append(str(LIBRARY / "test" / f"test_{name}.py"))
            unit.jobs.append(Job(f"test.test_{name}", ("unittest", [f"test.test_{name}"]), []))
        found.append(unit)
    return found
