"""Runs recursive functions before and after their rewrite and compares: results with their types, exceptions,
effects in their order, what became of the arguments.

    run.py --loops target/debug/loops [--examples N] [--operations N] [--json FILE] [--lie] [--library] [FILE_OR_FOLDER...]

Every function that memlens offers to rewrite in these files is run in worlds of scripted objects (`world.py`), which
Hypothesis draws. Then it is run once more in worlds that keep its recursion going, 50 times as deep as
the recursion limit in force: there the rewrite must end as the recursion does when it is given room.
Functions of `own.py` are run on the arguments of `own_inputs.py` as well. `--library` takes the standard library,
`--packages` some of the oracle's (`all` of them); `--lie` spoils every rewrite, to see that it is found out,
also where the loop never ends.
"""

import argparse
import ast
import itertools
import json
import os
import subprocess
import sys
import sysconfig
import threading
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "oracle"))
import packages  # noqa: E402  (the oracle's: installs what is pinned into a folder outside the repository)

HYPOTHESIS = ["hypothesis==6.115.0", "sortedcontainers==2.4.0", "attrs==24.2.0"]
_tools = packages.CACHE / "hypothesis"
packages.install(_tools, {"needs": HYPOTHESIS}, [])
sys.path.insert(0, str(_tools / "site"))
os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(_tools / "storage")

from hypothesis import HealthCheck, Phase, given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

import own_inputs  # noqa: E402
from pair import drawn, load, pair, run  # noqa: E402
from world import Exhausted, World  # noqa: E402

# Frames that the rewrite may use when it is run deep, and how many times as deep that is.
LIMIT, TIMES = 40, 50
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


def calls_itself(pair):
    """No rewrite may: one frame is all it takes, however deep the recursion was."""
    tree = ast.parse(f"if 1:\n{pair.after}" if pair.after[:1] in " \t" else pair.after)
    owners = {"method": {pair.receiver}, "classmethod": {pair.receiver}}.get(pair.role, {pair.owner})
    return any(
        isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Name) and not pair.owner and node.func.id == pair.name)
            or (
                isinstance(node.func, ast.Attribute)
                and node.func.attr == pair.name
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id in owners
            )
        )
        for node in ast.walk(tree)
    )


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
        world = lambda: World(1, 4 * operations, steady, operations)  # noqa: E731
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
    """The arguments made for a function of ours; true where there is one for 50 times the usual limit."""
    arguments, deep = own_inputs.of(pair.name)

    def outcome(source, build):
        world = World(0, 10**9, (True,) * 3)
        function, names = load(pair, source, world)
        log = []
        names.update(own_inputs.names(log))
        values = build(log)
        try:
            result = ("returned", own_inputs.canon(function(*values), values))
        except RecursionError:
            result = ("too deep",)
        except Exhausted:
            result = ("exhausted",)
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
        before = outcome(pair.before, build)
        if before[0] != ("too deep",):
            same(pair, before, outcome(pair.after, build), "own arguments")

    compare()
    if deep is None:
        return False
    sys.setrecursionlimit(1000)
    try:
        result = outcome(pair.after, deep)[0]
    finally:
        sys.setrecursionlimit(3000)
    if result[0] != "returned":
        raise Mismatch(f"{pair}\ndeep: {result}\n{pair.after}")
    return True


class Spoiler(ast.NodeTransformer):
    """Swaps operands and the order of what is put on a stack; drops statements that stand alone.

    A loop that is spoiled may never end: each turn is counted (`World.turned`).
    """

    def visit_BinOp(self, node):
        return ast.BinOp(node.right, node.op, node.left)

    def visit_Expr(self, node):
        return node if isinstance(node.value, ast.Constant) else ast.Pass()

    def visit_List(self, node):
        return ast.List(node.elts[::-1], node.ctx)

    def visit_While(self, node):
        self.generic_visit(node)
        node.body.insert(0, ast.parse("__turned__()").body[0])
        return node


def spoiled(source):
    """The function with lies in it, indented as before."""
    blanks = source[: len(source) - len(source.lstrip(" \t"))]
    tree = ast.parse(f"if 1:\n{source}" if blanks else source)
    function = tree.body[0].body[0] if blanks else tree.body[0]
    lied = ast.unparse(ast.fix_missing_locations(Spoiler().visit(function)))
    return "".join(f"{blanks}{line}\n" for line in lied.splitlines())


def python_files(options):
    paths = [Path(path) for path in options.paths]
    if options.library:
        paths.append(Path(sysconfig.get_path("stdlib")))
    _, table = packages.listed(False)
    for name in table if options.packages == ["all"] else options.packages:
        base = packages.CACHE / f"{name}-{table[name]['version']}"
        packages.install(base, table[name], [f"{name}=={table[name]['version']}"])
        paths.append(base / "site")
    for path in paths:
        found = sorted(path.rglob("*.py")) if path.is_dir() else [path]
        skip = {"site-packages", "test", "tests", "hypothesis", "_pytest"}
        yield from (file for file in found if not skip & set(file.relative_to(path).parts[:-1]))


def rows(options):
    files = "\n".join(str(path) for path in python_files(options))
    output = subprocess.run([options.loops], input=files, capture_output=True, text=True, check=True).stdout
    return [json.loads(line) for line in output.splitlines()]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--loops", required=True)
    parser.add_argument("--examples", type=int, default=60)
    parser.add_argument("--operations", type=int, default=40_000)
    parser.add_argument("--json")
    parser.add_argument("--lie", action="store_true")
    parser.add_argument("--library", action="store_true")
    parser.add_argument("--packages", nargs="*", default=[])
    parser.add_argument("paths", nargs="*")
    options = parser.parse_args()
    report = {"recursive": 0, "offered": 0, "functions": [], "mismatches": []}
    seen = set()
    for row in rows(options):
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
        if options.lie:
            found.after = spoiled(found.after)
        entry = {"function": str(found), "title": found.title}
        if calls_itself(found) and not options.lie:
            report["mismatches"].append(f"{found} still calls itself\n{found.after}")
        try:
            entry["depth"] = random_worlds(found, options.examples)
            sys.setrecursionlimit(10**6)
            entry["deep"] = steady_worlds(found, options.operations)
            sys.setrecursionlimit(3000)
            if Path(row["path"]).name == "own.py":
                entry["own"] = own_arguments(found, options.examples)
        except Mismatch as mismatch:
            report["mismatches"].append(str(mismatch))
        except Exception as error:
            if not options.lie:
                raise
            report["mismatches"].append(f"{found}: {error!r}")
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
