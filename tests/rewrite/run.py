"""Runs recursive functions before and after their rewrite and compares: results with their types, exceptions,
effects in their order, what became of the arguments.

    run.py --loops target/debug/loops [--examples N] [--json FILE] FILE_OR_FOLDER...

Every function that memlens offers to rewrite in these files is run in worlds of scripted objects (`world.py`), which
Hypothesis draws. Then it is run once more in worlds that keep its recursion going, 50 times as deep as
the recursion limit in force: there the rewrite must end as the recursion does when it is given room.
Functions of `own.py` are run on the arguments of `own_inputs.py` as well.
"""

import argparse
import itertools
import json
import subprocess
import sys
import threading
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "oracle"))
import packages  # noqa: E402  (the oracle's: installs what is pinned into a folder outside the repository)

HYPOTHESIS = ["hypothesis==6.115.0", "sortedcontainers==2.4.0", "attrs==24.2.0"]
_tools = packages.CACHE / "hypothesis"
packages.install(_tools, {"needs": HYPOTHESIS}, [])
sys.path.insert(0, str(_tools / "site"))

from hypothesis import HealthCheck, Phase, given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

import own_inputs  # noqa: E402
from pair import drawn, load, pair, run  # noqa: E402
from world import World  # noqa: E402

# Frames that the rewrite may use when it is run deep, and how many times as deep that is.
LIMIT, TIMES = 150, 50
STEADY = list(itertools.product([True, False], repeat=3))
sys.setrecursionlimit(3000)


class Mismatch(AssertionError):
    pass


def depth_of(code_name, path, work):
    """The result of `work`, and how deep the function was in itself."""
    deepest = depth = 0

    def watch(frame, event, _):
        nonlocal deepest, depth
        if frame.f_code.co_name == code_name and frame.f_code.co_filename == path:
            if event == "call":
                depth += 1
                deepest = max(deepest, depth)
            elif event == "return":
                depth -= 1

    sys.setprofile(watch)
    try:
        return work(), deepest
    finally:
        sys.setprofile(None)


def same(pair, before, after, what):
    if before != after:
        log = next(
            (f"step {at}: {a} / {b}" for at, (a, b) in enumerate(itertools.zip_longest(before[1], after[1])) if a != b),
            "the same effects",
        )
        raise Mismatch(f"{pair}\n{what}\nbefore: {before[0]}\nafter:  {after[0]}\n{log}\n{pair.after}")


def random_worlds(pair, examples):
    """How deep the recursion went at most."""
    deepest = 0

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.integers(0, 2**40), st.sampled_from([40, 120, 300]))
    def compare(seed, budget):
        nonlocal deepest
        work = lambda: run(pair, pair.before, World(seed, budget), drawn)  # noqa: E731
        before, depth = depth_of(pair.name, pair.path, work)
        if before[0] == ("too deep",):
            return
        deepest = max(deepest, depth)
        same(pair, before, run(pair, pair.after, World(seed, budget), drawn), f"seed {seed}, budget {budget}")

    compare()
    return deepest


def steady_worlds(pair, operations):
    """How deep the recursion went that the rewrite did in `LIMIT` frames."""
    deepest = 0
    for steady in STEADY:
        world = lambda: World(1, 20 * operations, steady, operations)  # noqa: E731
        work = lambda: run(pair, pair.before, world(), drawn)  # noqa: E731
        before, depth = depth_of(pair.name, pair.path, work)
        if before[0] == ("too deep",):
            continue
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(LIMIT)
        try:
            after = run(pair, pair.after, world(), drawn)
        finally:
            sys.setrecursionlimit(limit)
        same(pair, before, after, f"steady {steady}")
        deepest = max(deepest, depth)
        if deepest >= TIMES * LIMIT:
            break
    return deepest


def own_arguments(pair, examples):
    """The arguments made for a function of ours; gives how deep the deepest of them is."""
    arguments, deep = own_inputs.of(pair.name)

    def outcome(source, build, *, fresh):
        world = World(0, 10**9, (True,) * 3)
        function, names = load(pair, source, world)
        log = []
        names.update(own_inputs.names(log))
        values = build(log)
        try:
            result = ("returned", own_inputs.canon(function(*values), values))
        except RecursionError:
            result = ("too deep",)
        except Exception as error:
            result = ("raised", type(error).__name__, str(error))
        return result, log, [own_inputs.canon(value, values) for value in values]

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(arguments)
    def compare(build):
        before = outcome(pair.before, build, fresh=True)
        if before[0] != ("too deep",):
            same(pair, before, outcome(pair.after, build, fresh=True), "own arguments")

    compare()
    if deep is None:
        return
    sys.setrecursionlimit(1000)
    try:
        result = outcome(pair.after, deep, fresh=True)[0]
    finally:
        sys.setrecursionlimit(3000)
    if result[0] != "returned":
        raise Mismatch(f"{pair}\ndeep: {result}\n{pair.after}")


def python_files(paths):
    for path in map(Path, paths):
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [path]


def rows(loops, paths):
    files = "\n".join(str(path) for path in python_files(paths))
    output = subprocess.run([loops], input=files, capture_output=True, text=True, check=True).stdout
    return [json.loads(line) for line in output.splitlines()]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--loops", required=True)
    parser.add_argument("--examples", type=int, default=60)
    parser.add_argument("--operations", type=int, default=40_000)
    parser.add_argument("--json")
    parser.add_argument("paths", nargs="+")
    options = parser.parse_args()
    report = {"recursive": 0, "offered": 0, "functions": [], "mismatches": []}
    seen = set()
    for row in rows(options.loops, options.paths):
        report["recursive"] += 1
        try:
            found = pair(row)
        except (SyntaxError, LookupError, UnicodeDecodeError) as error:
            if "title" in row:
                report["mismatches"].append(f"{row['path']}:{row['line']} cannot be read again: {error!r}")
            continue
        if found is None or (found.before, found.owner) in seen:
            continue
        seen.add((found.before, found.owner))
        report["offered"] += 1
        entry = {"function": str(found), "title": found.title}
        try:
            entry["depth"] = random_worlds(found, options.examples)
            sys.setrecursionlimit(10**6)
            entry["deep"] = steady_worlds(found, options.operations)
            sys.setrecursionlimit(3000)
            if Path(row["path"]).name == "own.py":
                own_arguments(found, options.examples)
                entry["own"] = True
        except Mismatch as mismatch:
            report["mismatches"].append(str(mismatch))
        finally:
            sys.setrecursionlimit(3000)
        report["functions"].append(entry)
    text = json.dumps(report, indent=1)
    if options.json:
        Path(options.json).write_text(text)
    driven = [entry for entry in report["functions"] if entry.get("depth", 0) > 1 or entry.get("deep", 0) > 1]
    deep = [entry for entry in report["functions"] if entry.get("deep", 0) >= TIMES * LIMIT]
    print(f"{report['recursive']} recursive, {report['offered']} offered, {len(driven)} driven into recursion, ", end="")
    print(f"{len(deep)} of them {TIMES} times as deep as the limit; {len(report['mismatches'])} mismatches")
    for mismatch in report["mismatches"]:
        print(mismatch)
    return 1 if report["mismatches"] else 0


if __name__ == "__main__":
    # Room for the recursions that are compared with.
    threading.stack_size(1 << 30)
    status = []
    thread = threading.Thread(target=lambda: status.append(main()))
    thread.start()
    thread.join()
    sys.exit(status[0] if status else 2)
