"""What can be run: scripts given by name, modules of the standard library by their own tests."""

import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = Path(sysconfig.get_path("stdlib"))
# Windows of their own, another program's output, the network, or no end.
NOT_RUN = {
    "turtle", "pdb", "doctest", "antigravity", "this", "idlelib",
    "ftplib", "nntplib", "poplib", "smtplib", "socket", "telnetlib",
}


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


def jobs(options):
    """Each job: (action for the tracer, paths it watches)."""
    found = [(("script", str(Path(file).resolve())), [str(Path(file).resolve())]) for file in options.files]
    chosen = set(options.module)
    modules = modules_with_doctests() if options.stdlib else options.module if not options.unittests else []
    found += [(("doctest", name), [path_of(name)]) for name in modules if not chosen or name in chosen]
    if options.unittests:
        for name in tests_of_the_library():
            if not chosen or name in chosen:
                test = str(LIBRARY / "test" / f"test_{name}.py")
                found.append((("unittest", f"test.test_{name}"), [path_of(name), test]))
    return found
