#!/usr/bin/env python3.11
"""Runs Python programs under CPython 3.11 and compares memlens' claims with what they did.

    run.py FILE...              scripts, each run to its end
    run.py --stdlib             the standard library's doctests, module by module
    run.py --unittests          the same modules under the library's own tests
    run.py --module NAME...     only these modules

Prints a table; `--json FILE` writes everything. Exit status 1 if a certain claim is contradicted
that `--known FILE` does not list, or if a listed one no longer occurs in the files that were run.
"""

import argparse
import json
import marshal
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import corpus
import known
import lies
import report
from compare import File
from places import Places

HERE = Path(__file__).resolve().parent
MEMORY = 1 << 30


def ask(memlens, path):
    command = [memlens, "trace", path, "--format", "json", "--python", "3.11"]
    done = subprocess.run(command, capture_output=True, timeout=120)
    if done.returncode != 0 or not done.stdout:
        raise RuntimeError(f"memlens trace {path}: {done.stderr.decode(errors='replace')[:300]}")
    return json.loads(done.stdout)


def plan_for(file):
    returns = [o for o in file.trace["objects"] if o["freed"]["when"] == "return"]
    lines = file.places.bytes
    freed = set()
    for site in returns:
        text = lines[site["line"] - 1].decode(errors="replace")
        freed.add((site["line"], len(text[: site["column"] - 1].encode())))
    return {"calls": file.places.calls, "freed": freed}


def run(job, options):
    """One process; gives (description of the run, compared files)."""
    action, paths = job
    name = action[1] if action[0] != "script" else relative(action[1])
    files = {}
    try:
        for path in paths:
            source = Path(path).read_bytes()
            trace = ask(options.memlens, path)
            if options.lie:
                lies.tell(options.lie, trace)
            files[path] = File(relative(path), trace, Places(source))
    except (SyntaxError, ValueError, RuntimeError, OSError, subprocess.TimeoutExpired) as error:
        return {"name": name, "end": f"not run: {error}"}, []
    plan = {
        "files": {path: plan_for(file) for path, file in files.items()},
        "action": action, "seconds": float(options.seconds), "memory": MEMORY,
    }
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "plan").write_bytes(marshal.dumps(plan))
        command = [sys.executable, "-X", "utf8", HERE / "tracer.py", f"{folder}/plan", f"{folder}/result"]
        environment = {**os.environ, "PYTHONHASHSEED": "0", "TMPDIR": folder, "PYTHONDONTWRITEBYTECODE": "1"}
        work = Path(folder) / "work"
        work.mkdir()
        process = subprocess.Popen(
            command, cwd=work, env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )
        try:
            _, errors = process.communicate(timeout=options.seconds + 20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return {"name": name, "end": "not ended in time"}, []
        try:
            answer = marshal.loads((Path(folder) / "result").read_bytes())
        except OSError:
            text = errors.decode(errors="replace").strip().splitlines()
            return {"name": name, "end": f"no result, status {process.returncode}: {text[-1:]}"}, []
    take(answer, files)
    return {"name": name, "end": answer["end"], "tracer_errors": answer["errors"]}, list(files.values())


def take(answer, files):
    for key, seen in answer["seen"]:
        files[key[1]].add(key, seen)
    for path, file in files.items():
        file.compare()
        file.changes([row for row in answer["changes"] if row[0][0] == path])
        file.lives([row for row in answer["freed"] if row[0][0] == path])


def relative(path):
    for root, name in ((corpus.ROOT, ""), (corpus.LIBRARY, "Lib/")):
        if Path(path).is_relative_to(root):
            return name + str(Path(path).relative_to(root))
    return str(path)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", metavar="FILE")
    parser.add_argument("--stdlib", action="store_true")
    parser.add_argument("--unittests", action="store_true")
    parser.add_argument("--module", nargs="+", default=[], metavar="NAME")
    parser.add_argument("--limit", type=int, help="at most so many runs")
    parser.add_argument("--seconds", type=float, default=60, help="for each run")
    parser.add_argument("--most", type=int, default=10, help="lines for each kind of finding")
    parser.add_argument("--memlens", default=str(corpus.ROOT / "target/debug/memlens"))
    parser.add_argument("--json", metavar="FILE")
    parser.add_argument("--lie", choices=lies.LIES, help="falsify memlens' claims first")
    parser.add_argument("--known", metavar="FILE")
    return parser.parse_args()


def main():
    if sys.version_info[:2] != (3, 11):
        sys.exit("the oracle needs CPython 3.11")
    options = arguments()
    jobs = corpus.jobs(options)[: options.limit]
    if not jobs:
        sys.exit("nothing to run: give files, --stdlib, --unittests or --module")
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda job: run(job, options), jobs))
    files = [file for _, found in done for file in found]
    result = {
        "runs": [description for description, _ in done],
        "figures": [{"file": file.path, **file.figures()} for file in files],
        "findings": [finding for file in files for finding in file.findings],
        "unknown": [row for file in files for row in file.unknown()],
        "unmapped": [[file.path, *row] for file in files for row in file.unmapped],
    }
    print(report.table(result, options.most))
    if options.json:
        Path(options.json).write_text(json.dumps(result, indent=1))
    wrong = known.judge(result, options.known)
    print("\n".join(wrong))
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
