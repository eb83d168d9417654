"""Runs a program of `generate.py` and prints, for each marked line, what `sys.getsizeof` says."""

import json
import sys

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
    sizes["%d:%d" % (number, start + 1)] = [sys.getsizeof(eval(expression, names)), code.strip()]
json.dump(sizes, sys.stdout)
