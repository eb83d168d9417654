#!/usr/bin/env python3.11
"""Runs Python programs under CPython 3.11 and compares memlens' claims with what they did.

    run.py FILE...              scripts, each run to its end
    run.py --stdlib             the standard library's doctests, module by module
    run.py --unittests          the same modules under the library's own tests
    run.py --module NAME...     only these modules
    run.py --packages [NAME...] the packages of `packages.toml` (installed once, from PyPI), or these
    run.py --all                --stdlib --unittests --packages
    run.py --held-out           the packages nobody looks at while working

Prints a table; `--json FILE` writes everything. Exit status 1 if a certain claim is contradicted
that `--known FILE` does not list, or if a listed one no longer occurs in the files that were run.
"""

import argparse
import json
import marshal
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import corpus
import known
import lies
import packages
import reasons
import report
from compare import File
from places import Places

HERE = Path(__file__).resolve().parent
MEMORY = 2 << 30


def ask(memlens, path):
    # The answers about storage are the same in both models; `cpython` tells of shared constants too.
    command = [memlens, "trace", path, "--format", "json", "--python", "3.11", "--model", "cpython"]
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


def run(unit, options):
    """All processes of a unit, one after the other; gives the part of the result that is its own."""
    files, runs = {}, []
    if unit.broken:
        runs.append({"name": unit.group, "end": unit.broken})
    for path in unit.files:
        try:
            source = Path(path).read_bytes()
            trace = ask(options.memlens, path)
            if options.lie:
                lies.tell(options.lie, trace)
            files[path] = File(unit.relative(path), trace, Places(source))
        except (SyntaxError, ValueError, RuntimeError, OSError, subprocess.TimeoutExpired) as error:
            runs.append({"name": unit.relative(path), "end": f"not run: {error}"})
    plans = {path: plan_for(file) for path, file in files.items()}
    for job in unit.jobs if files else []:
        start = time.monotonic()
        description = run_job(job, plans, files, options)
        runs.append({"name": job.name, **description, "seconds": round(time.monotonic() - start, 1)})
        if options.progress:
            print(f"{runs[-1]['seconds']:6} s  {job.name}: {description['end']}", file=sys.stderr, flush=True)
    for file in files.values():
        file.compare()
    return {
        "runs": [{"group": unit.group, **row} for row in runs],
        "figures": [{"file": f.path, "group": group_of(unit, f), **f.figures()} for f in files.values() if f.seen],
        "findings": [{"group": group_of(unit, f), **row} for f in files.values() for row in f.findings],
        "unknown": [{"group": group_of(unit, f), **row} for f in files.values() for row in reasons.unknown(f)],
        "unmapped": [[file.path, *row] for file in files.values() for row in file.unmapped],
    }


def group_of(unit, file):
    """The library's own tests are other code than the library."""
    return "Lib/test" if file.path.startswith("Lib/test/") else unit.group


def run_job(job, plans, files, options):
    seconds = float(job.seconds or options.seconds)
    plan = {"files": plans, "action": job.action, "path": job.path, "seconds": seconds, "memory": MEMORY}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        (Path(folder) / "plan").write_bytes(marshal.dumps(plan))
        command = [sys.executable, "-X", "utf8", HERE / "tracer.py", f"{folder}/plan", f"{folder}/result"]
        environment = {**os.environ, "PYTHONHASHSEED": "0", "TMPDIR": folder, "PYTHONDONTWRITEBYTECODE": "1"}
        work = Path(folder) / "work"
        work.mkdir()
        # Output to a file: a program the tests have started could hold a pipe open.
        with open(Path(folder) / "errors", "wb") as errors:
            process = subprocess.Popen(
                command, cwd=job.folder or work, env=environment, stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=errors, start_new_session=True,
            )
            try:
                process.wait(timeout=4 * seconds + 20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                return {"end": "not ended in time"}
            finally:
                end_group(process.pid)
        try:
            answer = marshal.loads((Path(folder) / "result").read_bytes())
        except (OSError, EOFError, ValueError):
            text = (Path(folder) / "errors").read_text(errors="replace").strip().splitlines()
            return {"end": f"no result, status {process.returncode}: {text[-1:]}"}
    take(answer, files)
    return {"end": answer["end"], "tracer_errors": answer["errors"]}


def end_group(pid):
    """What the program has started and left."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass


def take(answer, files):
    rows = {path: ([], [], []) for path in files}
    for key, seen in answer["seen"]:
        rows[key[1]][0].append((key, seen))
    for row in answer["changes"]:
        rows[row[0][0]][1].append(row)
    for row in answer["freed"]:
        rows[row[0][0]][2].append(row)
    for path, parts in rows.items():
        files[path].take(*parts)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", metavar="FILE")
    parser.add_argument("--stdlib", action="store_true")
    parser.add_argument("--unittests", action="store_true")
    parser.add_argument("--module", nargs="+", default=[], metavar="NAME")
    parser.add_argument("--packages", nargs="*", metavar="NAME")
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--limit", type=int, help="at most so many units (module, package or part of one)")
    parser.add_argument("--seconds", type=float, default=60, help="of processor time, for each run")
    parser.add_argument("--most", type=int, default=10, help="lines for each kind of finding")
    parser.add_argument("--memlens", default=str(corpus.ROOT / "target/debug/memlens"))
    parser.add_argument("--json", metavar="FILE")
    parser.add_argument("--lie", choices=lies.LIES, help="falsify memlens' claims first")
    parser.add_argument("--known", metavar="FILE")
    parser.add_argument("--progress", action="store_true", help="a line on standard error for each run")
    options = parser.parse_args()
    if options.all:
        options.stdlib = options.unittests = True
        options.packages = options.packages or []
    return options


def main():
    if sys.version_info[:2] != (3, 11):
        sys.exit("the oracle needs CPython 3.11")
    options = arguments()
    units = corpus.units(options)
    if options.packages is not None:
        units += packages.units(options.packages, held_out=False)
    if options.held_out:
        units += packages.units([], held_out=True)
    # What takes longest first.
    units.sort(key=lambda unit: -len(unit.jobs))
    units = units[: options.limit]
    if not units:
        sys.exit("nothing to run: give files, --stdlib, --unittests, --module or --packages")
    with ThreadPoolExecutor(2) as pool:
        parts = list(pool.map(lambda unit: run(unit, options), units))
    result = {key: [row for part in parts for row in part[key]] for key in parts[0]}
    times = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    result["processor_seconds"] = round(sum(time.ru_utime + time.ru_stime for time in times))
    print(report.table(result, options.most))
    if options.json:
        Path(options.json).write_text(json.dumps(result, indent=1))
    wrong = known.judge(result, options.known)
    print("\n".join(wrong))
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
