"""Packages whose own tests run: pinned in `packages.toml`, installed into a folder outside the repository.

Of each package the wheel is installed without its dependencies, those that are listed beside it,
and its tests from the source distribution where the wheel has none. Compiled twins of Python files
are deleted, so that the Python code runs. Only files of the package itself are watched, no tests.
"""

import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from corpus import Job, Unit

LIST = Path(__file__).resolve().parent / "packages.toml"
CACHE = Path(os.environ.get("MEMLENS_CORPORA") or Path.home() / ".cache/memlens/corpora").resolve()
PIP = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
# Files for one process.
MODULES, TESTS = 20, 12
MOST_SECONDS = 600


def listed(held_out):
    with open(LIST, "rb") as source:
        table = tomllib.load(source)
    return table["tools"]["needs"], table["held-out" if held_out else "packages"]


def units(names, held_out):
    """The packages of the list, or those named, installed where they are not."""
    needs, table = listed(held_out)
    unlisted = set(names) - set(table)
    if unlisted:
        sys.exit(f"not in {LIST.name}: {', '.join(sorted(unlisted))}")
    tools = CACHE / "tools"
    install(tools, {"needs": needs}, [])
    chosen = [name for name in table if not names or name in names]
    with ThreadPoolExecutor(2) as pool:
        found = pool.map(lambda name: safe_units_of(name, table[name], tools), chosen)
    return [unit for units in found for unit in units]


def safe_units_of(name, entry, tools):
    """A package that cannot be had is a run that failed, and no reason not to run the others."""
    try:
        return units_of(name, entry, tools)
    except (RuntimeError, OSError, subprocess.TimeoutExpired) as error:
        return [Unit(f"{name}-{entry['version']}", CACHE, [], [], f"not installed: {error}")]


def units_of(name, entry, tools):
    base = CACHE / f"{name}-{entry['version']}"
    install(base, entry, [f"{name}=={entry['version']}"])
    site, source = base / "site", base / "source"
    own = [path for path in files_of(name, site) if not is_left_out(path, entry)]
    units = []
    for part in entry.get("parts", [""]):
        files = [path for path in own if path.startswith(part)]
        jobs = []
        if entry.get("doctest"):
            jobs += doctests(name, part, site, files, entry, [str(site), str(tools / "site")])
        for folder in entry.get("pytest", ()):
            root = source if (source / folder).exists() else site
            path = [str(root), str(site), str(tools / "site")]
            jobs += tests(name, part, root, folder, entry, path)
        units.append(Unit(f"{name}-{entry['version']}", site, [str(site / path) for path in files], jobs))
    return units


def doctests(name, part, site, files, entry, path):
    modules = []
    for file in files:
        if b">>> " in (site / file).read_bytes():
            parts = Path(file).with_suffix("").parts
            modules.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    seconds = entry.get("seconds", 60)
    for start in range(0, len(modules), MODULES):
        chunk = modules[start : start + MODULES]
        yield Job(f"{name} {part} doctests of {chunk[0]} ...", ("doctest", chunk), path, None, seconds)


def tests(name, part, root, folder, entry, path):
    place = root / folder
    found = [place] if place.is_file() else sorted({*place.rglob("test_*.py"), *place.rglob("*_test.py")})
    found = [str(test) for test in found if not any(word in str(test) for word in entry.get("skip-tests", ()))]
    if not found:
        raise RuntimeError(f"{name}: no tests in {folder}")
    seconds = entry.get("seconds", 60)
    for start in range(0, len(found), TESTS):
        chunk = found[start : start + TESTS]
        title = f"{name} {part} {Path(chunk[0]).relative_to(root)} ..."
        yield Job(title, ("pytest", chunk), path, str(root), seconds)


def files_of(name, site):
    """The Python files of the wheel, below `site`."""
    found = next(importlib.metadata.Distribution.discover(name=name, path=[str(site)]))
    paths = sorted(str(path) for path in found.files if path.suffix == ".py")
    return [path for path in paths if not path.startswith("..") and (site / path).is_file()]


def is_left_out(path, entry):
    *folders, last = Path(path).parts
    is_test = last.startswith("test_") or last.endswith("_test.py") or last in ("conftest.py", "tests.py")
    return is_test or {"tests", "test"} & set(folders) or any(word in path for word in entry.get("skip", ()))


def install(base, entry, own):
    """Does nothing where the folder was made by the same entry."""
    wanted = {"own": own, "needs": entry.get("needs", []), "source": entry.get("source", [])}
    stamp = base / "installed.json"
    if stamp.is_file() and json.loads(stamp.read_text()) == wanted:
        return
    shutil.rmtree(base, ignore_errors=True)
    site, source = base / "site", base / "source"
    site.mkdir(parents=True)
    source.mkdir()
    pip("install", "--no-deps", "--no-compile", "--prefer-binary", "--target", site, *own, *wanted["needs"])
    for compiled in site.rglob("*.so"):
        compiled.unlink()
    if wanted["source"]:
        sdist(base, own[0], source, wanted["source"])
    stamp.write_text(json.dumps(wanted))


def sdist(base, requirement, source, wanted):
    """The listed folders and files of the source distribution, and its `conftest.py`."""
    name = requirement.split("==")[0]
    archives = base / "sdist"
    pip("download", "--no-deps", "--no-binary", name, "--dest", archives, requirement)
    archive = next(archives.iterdir())
    if archive.suffix == ".zip":
        zipfile.ZipFile(archive).extractall(archives)
    else:
        with tarfile.open(archive) as packed:
            packed.extractall(archives, filter="data")
    unpacked = next(path for path in archives.iterdir() if path.is_dir())
    for part in [*wanted, "conftest.py"]:
        place = source / part
        if (unpacked / part).is_dir():
            shutil.copytree(unpacked / part, place)
        elif (unpacked / part).is_file():
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(unpacked / part, place)
        elif part in wanted:
            raise RuntimeError(f"{requirement}: its source distribution has no {part}")
    shutil.rmtree(archives)


def pip(*arguments):
    done = subprocess.run([*PIP, *map(str, arguments)], capture_output=True, timeout=MOST_SECONDS)
    if done.returncode != 0:
        raise RuntimeError(f"pip {' '.join(map(str, arguments))}: {done.stderr.decode(errors='replace')[-400:]}")
