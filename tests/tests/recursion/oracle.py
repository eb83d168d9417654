"""Runs recursive programs and says whether they end, and how deep each call of `f` went.

Reads JSON lines `{"name", "source", "depth", "bound", "cycle"}` and writes `{"name", "endless", "depths", "bounds"}`:
`endless` where a RecursionError comes out at two different limits, or is caught by nobody at the
smaller one and the larger; `depths` pairs what the formula predicts with the frames counted of all
functions of the cycle, one pair for each call of `f` from outside; `bounds` does so for the bound.
"""

import contextlib
import io
import json
import math
import sys

LIMITS = 400, 1200
WORDS = {"len": len, "floor": math.floor, "ceil": math.ceil, "log": math.log, "log2": math.log2, "log10": math.log10}


class Overflow(Exception):
    pass


def ends(code, limit):
    """True where the program ends, by whatever exception, without running into the limit."""
    base = len(frames())
    sys.setrecursionlimit(limit + base)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(code, {"__name__": "__main__"})
    except RecursionError:
        return False
    except (Exception, SystemExit):
        return True
    finally:
        sys.setrecursionlimit(10_000)
    return True


def frames():
    found = []
    frame = sys._getframe()
    while frame is not None:
        found.append(frame)
        frame = frame.f_back
    return found


def depths(code, formula, cycle):
    """What the formula says and what was counted, for each outermost call of `f`."""
    pairs = []
    active = deepest = 0
    expected = None

    def trace(frame, event, _):
        nonlocal active, deepest, expected
        name = frame.f_code.co_name
        of_cycle = name in cycle or (name == "<lambda>" and frame.f_code.co_varnames[:1] == ("n",))
        if not of_cycle or (active == 0 and name not in ("f", "<lambda>")):
            return
        if event == "call":
            if active == 0:
                deepest = 0
                expected = eval(formula, dict(WORDS), dict(frame.f_locals))
            active += 1
            deepest = max(deepest, active)
        elif event == "return":
            active -= 1
            if active == 0:
                pairs.append((expected, deepest))

    sys.setprofile(trace)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(code, {"__name__": "__main__"})
    finally:
        sys.setprofile(None)
    return pairs


def main():
    for line in sys.stdin:
        program = json.loads(line)
        code = compile(program["source"], program["name"], "exec")
        endless = not ends(code, LIMITS[0]) and not ends(code, LIMITS[1])
        cycle = program["cycle"]
        counted = depths(code, program["depth"], cycle) if program["depth"] and not endless else []
        bounded = depths(code, program["bound"], cycle) if program["bound"] and not endless else []
        found = {"name": program["name"], "endless": endless, "depths": counted, "bounds": bounded}
        print(json.dumps(found), flush=True)


main()
