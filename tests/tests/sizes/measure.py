"""Runs a program of `generate.py` and prints, for each marked line, what `sys.getsizeof` says."""

import json
import sys


def deep(value, seen):
    """The object and all that its containers refer to, each once."""
    if id(value) in seen:
        return 0
    seen[id(value)] = value
    inside = []
    if type(value) in (list, tuple, set):
        inside = list(value)
    elif type(value) is dict:
        inside = [*value.keys(), *value.values()]
    return sys.getsizeof(value) + sum(deep(part, seen) for part in inside)


path = sys.argv[1]
with open(path) as file:
    source = file.read()
names = {"__name__": "__main__"}
exec(compile(source, path, "exec"), names)
sizes = {}
for number, line in enumerate(source.splitlines(), 1):
    code, mark, expression = line.partition("  #: ")
    if not mark:
        continue
    start = len(code) - len(code.lstrip())
    for word in ("async def ", "def ", "return ", "yield "):
        if code[start:].startswith(word):
            start += len(word)
            break
    else:
        if code[start:].split(" = ")[0].isidentifier() and " = " in code:
            start = code.index(" = ") + 3
    value = eval(expression, names)
    sizes["%d:%d" % (number, start + 1)] = [sys.getsizeof(value), deep(value, {}), code.strip()]
json.dump(sizes, sys.stdout)
