"""try, except, else, finally: what each name holds on each path."""

import sys


class Problem(Exception):
    def __init__(self, code, *details):
        super().__init__(code, *details)
        self.code = code
        self.details = details


def parse(text):
    try:
        number = int(text)
    except ValueError as error:
        number = None
        reason = str(error)
    except (TypeError, OverflowError) as error:
        number = -1
        reason = repr(error)
    else:
        reason = ""
    finally:
        done = True
    return number, reason, done


good, empty, _ = parse("12")
bad, why, _ = parse("x")
odd, _, flag = parse(None)
assert (good, bad, odd) == (12, None, -1) and empty == "" and flag


def nested(level):
    if level == 0:
        raise Problem(7, "deep", [1])
    try:
        nested(level - 1)
    except Problem as problem:
        raise RuntimeError("wrapped") from problem
    finally:
        trail.append(level)


trail = []
try:
    nested(2)
except RuntimeError as error:
    cause = error.__cause__
    arguments = error.args
assert trail == [1, 2] and type(cause) is RuntimeError or type(cause) is Problem

try:
    raise Problem(3)
except Problem as problem:
    code = problem.code
    details = problem.details
    kept = problem
assert code == 3 and details == () and kept.args == (3,)


def first_of(values, default="none"):
    try:
        found = values[0]
    except (IndexError, KeyError):
        return default
    return found


a = first_of([5])
b = first_of([])
c = first_of({0: []})
d = first_of("")
assert (a, b, c, d) == (5, "none", [], "none")


def always():
    try:
        return "body"
    finally:
        note = "finally"
        notes.append(note)


notes = []
result = always()
for attempt in range(5):
    try:
        value = 10 // (2 - attempt)
    except ZeroDivisionError:
        value = float("inf")
        continue
    if value < 0:
        break
else:
    value = 0
assert attempt == 3 and value == -10
try:
    [].missing
except AttributeError:
    kind, instance, trace = sys.exc_info()
    trace = None
assert kind is AttributeError and isinstance(instance, AttributeError)
try:
    raise ExceptionGroup("many", [ValueError(1), KeyError(2)])
except* ValueError as group:
    inner = group.exceptions
except* KeyError as group:
    other = group.exceptions
assert len(inner) == len(other) == 1
