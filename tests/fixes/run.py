"""Runs programs and measures their memory.

Reads a JSON list of sources from standard input; writes for each what it printed, the
peak of its memory while it ran, and what is left when it is over and its names still live.
"""

import collections  # noqa: F401, imported here so that no program pays for it
import contextlib
import gc
import io
import itertools  # noqa: F401
import json
import math  # noqa: F401
import random  # noqa: F401
import sys
import tracemalloc


def run(source):
    code = compile(source, "program.py", "exec")
    names = {"__name__": "__main__"}
    out = io.StringIO()
    gc.collect()
    tracemalloc.start()
    with contextlib.redirect_stdout(out):
        try:
            exec(code, names)
        except Exception as error:
            print(type(error).__name__, error)
    gc.collect()
    left, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return {"out": out.getvalue(), "peak": peak, "left": left}


sys.setrecursionlimit(5000)
run("print(1)")
json.dump([run(program) for program in json.load(sys.stdin)], sys.stdout)
