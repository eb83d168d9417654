"""Asks this CPython about every row of memlens' effects table.

    judge.py exist ROWS                    every path is there, and of the kind the row says
    judge.py generate SAMPLES              prints a program with one function for each sample
    judge.py compare SAMPLES PROGRAM TRACE what the calls did against what memlens says of them

ROWS and TRACE are JSON. The answer is JSON: `findings`, and figures. A sample is a line of SAMPLES,
`path | statements; the call`. What this version of Python does not have is left out and counted.
"""

import ast
import collections
import collections.abc
import contextlib
import importlib
import io
import itertools
import json
import os
import sys
import tempfile
import types

SCALARS = (bool, int, float, complex, str, bytes, type(None))
CONTAINERS = (list, tuple, dict, set, frozenset, collections.deque, bytearray)
MOST_ITEMS = 20
KINDS = {
    "builtin": types.BuiltinFunctionType, "function": types.FunctionType, "method": types.MethodType,
    "wrapper": types.WrapperDescriptorType,
    "callable": collections.abc.Callable, "class": type, "module": types.ModuleType, "value": object,
}


def resolve(path):
    """The object at a dotted path; `LookupError` where this version has none."""
    parts = path.split(".")
    for count in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:count]))
        except ImportError:
            continue
        for part in parts[count:]:
            if not hasattr(found, part):
                raise LookupError(path)
            found = getattr(found, part)
        return found
    raise LookupError(path)


def exist(rows):
    findings, seen = [], []
    for row in rows:
        if row["is_method"]:
            continue
        try:
            found = resolve(row["path"])
        except LookupError:
            continue
        seen.append(row["path"])
        # Of a library's class nothing is claimed but that it can be called: it may become a function.
        is_library = row["what"] == "class" and not row["path"].startswith("builtins.")
        kind = collections.abc.Callable if is_library else KINDS[row["what"]]
        if not isinstance(found, kind) or row["what"] == "builtin" and isinstance(found, type):
            findings.append("%s: a %s, not a %s" % (row["path"], type(found).__name__, row["what"]))
        if row["what"] == "value" and row["result"] not in (None, type(found).__name__):
            findings.append("%s: of type %s, not %s" % (row["path"], type(found).__name__, row["result"]))
        if row["what"] == "class" and row["path"].startswith("builtins.") and type(found) is not type:
            findings.append("%s: its metaclass is %s" % (row["path"], type(found).__name__))
    return {"findings": findings, "seen": seen}


def read_samples(path):
    with open(path, encoding="utf-8") as file:
        lines = [line.strip() for line in file]
    lines = [line for line in lines if line and not line.startswith("#")]
    samples = []
    for line in lines:
        path, code = line.split(" | ", 1)
        *setup, call = code.split("; ")
        samples.append((path.strip(), setup, call))
    return samples


def modules(samples):
    """The modules whose names the samples use."""
    known = {"os.path", "collections.abc"}
    for path, _, _ in samples:
        first = path.split(".")[0]
        try:
            importlib.import_module(first)
        except ImportError:
            continue
        if first != "builtins":
            known.add(first)
    return sorted(known)


def begin(samples):
    """The names that every sample sees."""
    names = {"input": lambda *prompt: "line"}
    for module in modules(samples):
        try:
            exec("import " + module, names)
        except ImportError:
            pass
    names["Thing"] = type("Thing", (), {})
    return names


def targets(statement):
    """Names that a statement binds."""
    return [node.id for node in ast.walk(ast.parse(statement))
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]


def execute(names, setup, call):
    """Runs a sample: its names, a picture of each before and after the call, and the result."""
    names = dict(names)
    for statement in setup:
        exec(statement, names)
    bound = [name for statement in setup for name in targets(statement) if name in names]
    before = {name: picture(names[name]) for name in bound}
    result = eval(call, names)
    names["result"] = result
    after = {name: picture(names[name]) for name in bound}
    changed = {name for name in bound if before[name] != after[name]}
    return names, bound, changed, result


def method_of(path, call):
    """The code of the method itself, where taking it from its object calls nothing."""
    function = getattr(ast.parse(call, mode="eval").body, "func", None)
    if not isinstance(function, ast.Attribute) or not path.endswith("." + function.attr):
        return None
    if any(isinstance(node, ast.Call) for node in ast.walk(function)):
        return None
    code = call.encode()[: function.end_col_offset].decode()
    return code if ast.dump(ast.parse(code, mode="eval").body) == ast.dump(function) else None


def picture(value):
    """What `==` cannot see: which objects are where."""
    if isinstance(value, dict):
        return [type(value), [(id(key), id(item)) for key, item in value.items()]]
    if isinstance(value, bytearray):
        return [type(value), bytes(value)]
    if isinstance(value, CONTAINERS):
        return [type(value), [id(item) for item in value]]
    if type(value).__name__ == "Thing":
        return [type(value), sorted(vars(value))]
    return None


def items_of(value):
    """Its items, or `None`; infinite ones are cut short."""
    if isinstance(value, (str, bytes, type, io.IOBase)):
        return None
    try:
        return list(itertools.islice(iter(value), MOST_ITEMS))
    except TypeError:
        return None


def generate(samples):
    lines = ["import " + module for module in modules(samples)]
    lines += ["class Thing:", "    pass"]
    names = begin(samples)
    for number, (path, setup, call) in enumerate(samples):
        lines.append("def sample_%d():  # %s" % (number, path))
        lines += ["    " + statement for statement in setup]
        lines.append("    result = " + call)
        try:
            _, bound, _, result = execute(names, setup, call)
        except Exception as error:
            raise SystemExit("%s: %r: %r" % (path, call, error))
        if method_of(path, call):
            lines.append("    method = " + method_of(path, call))
        if items_of(result) is not None:
            lines.append("    for item in result:\n        pass")
        for name in bound:
            value = names.get(name)
            local = execute(names, setup, call)[0][name]
            if isinstance(local, CONTAINERS) and not isinstance(local, bytearray):
                lines.append("    for item_%s in %s:\n        pass" % (name, name))
            if isinstance(local, dict):
                lines.append("    for value_%s in %s.values():\n        pass" % (name, name))
        lines.append("sample_%d()" % number)
    return "\n".join(lines) + "\n"


def compare(samples, program, trace):
    judge = Judge(trace)
    with open(program, encoding="utf-8") as file:
        lines = file.read().split("\n")
    starts = {}
    for number, line in enumerate(lines, 1):
        if line.startswith("def sample_"):
            starts[int(line[len("def sample_"):line.index("(")])] = number
    names = begin(samples)
    absent, ran = [], []
    for number, (path, setup, call) in enumerate(samples):
        try:
            found, bound, changed, result = execute(names, setup, call)
        except (AttributeError, NameError, ImportError, TypeError) as error:
            absent.append("%s | %s: %s" % (path, call, error))
            continue
        ran.append(path)
        line = starts[number] + len(setup) + 1
        judge.where = "%s | %s" % (path, call)
        judge.sample(line, found, bound, changed, result, setup)
    return {"findings": judge.findings, "claims": judge.claims, "absent": absent, "ran": ran,
            "typed": judge.typed, "changes": judge.changes}


class Judge:
    def __init__(self, trace):
        self.findings, self.claims, self.where = [], 0, ""
        self.typed, self.changes = {}, {}
        self.binds, self.objects = {}, {row["id"]: row for row in trace["objects"]}
        for row in trace["occurrences"]:
            if row["access"] == "bind":
                self.binds[row["line"], row["name"]] = row

    def wrong(self, text):
        self.findings.append("%s: %s" % (self.where, text))

    def value(self, row, value, what):
        """One value that really was there, against the claim about its name."""
        name = type(value).__name__
        if row["types"]:
            self.claims += 1
            if name not in row["types"]:
                self.wrong("%s is a %s, claimed %s" % (what, name, row["types"]))
        storage = "stack" if type(value) in SCALARS else "heap"
        if row["storage"] in ("stack", "heap"):
            self.claims += 1
            if row["storage"] != storage:
                self.wrong("%s is on the %s, claimed %s" % (what, storage, row["storage"]))

    def sample(self, line, names, bound, changed, result, setup):
        row = self.binds.get((line, "result"))
        if row is None:
            return self.wrong("the trace has no such binding")
        self.value(row, result, "the result")
        path = self.where.split(" | ")[0]
        self.typed.setdefault(path, []).append(row["types"])
        first = line - len(setup)
        sites = {}
        for at, statement in enumerate(setup):
            for name in targets(statement):
                if (first + at, name) in self.binds:
                    sites[name] = self.binds[first + at, name]
        self.identity(row, result, "the result", names, sites)
        self.mutations(line, bound, changed, sites, path)
        self.size(line, row, result, sites)
        after = line
        code = method_of(path, self.where.split(" | ")[1])
        if code:
            after += 1
            self.value(self.binds[after, "method"], eval(code, names), "the method")
        items = items_of(result)
        if items is not None:
            after += 1
            self.items(after, "item", items, names, sites)
            after += 1
        for name in bound:
            value = names[name]
            if isinstance(value, CONTAINERS) and not isinstance(value, bytearray):
                self.items(after + 1, "item_" + name, list(value), names, sites)
                after += 2
            if isinstance(value, dict):
                self.items(after + 1, "value_" + name, list(value.values()), names, sites)
                after += 2

    def size(self, line, row, result, sites):
        """A new object's size, as nothing happened to it yet."""
        if type(result) in SCALARS:
            return
        given = {object for site in sites.values() for object in site["objects"]}
        for object in row["objects"]:
            size = self.objects[object]["size"]
            if len(row["objects"]) == 1 and object not in given and size and size["exact"]:
                self.claims += 1
                if size["bytes"] != sys.getsizeof(result):
                    self.wrong("%d bytes, claimed %d" % (sys.getsizeof(result), size["bytes"]))

    def items(self, line, name, items, names, sites):
        row = self.binds.get((line, name))
        if row is None:
            return self.wrong("the trace has no %s at line %d" % (name, line))
        for value in items:
            self.value(row, value, name)
            self.identity(row, value, name, names, sites)

    def identity(self, row, value, what, names, sites):
        """The very object that a name of the sample has may not be claimed to be another."""
        if type(value) in SCALARS:
            return
        for name, site in sites.items():
            if not site["objects"] or not row["objects"]:
                continue
            is_same = names[name] is value
            self.claims += 1
            if is_same and not set(site["objects"]) & set(row["objects"]):
                self.wrong("%s is %s, claimed another object" % (what, name))
            if not is_same and name in row["same_as"]:
                self.wrong("%s is not %s, claimed the same" % (what, name))

    def mutations(self, line, bound, changed, sites, path):
        for name in bound:
            if name not in sites or len(sites[name]["objects"]) != 1:
                continue
            object = self.objects[sites[name]["objects"][0]]
            notes = [note for note in object["mutated_at"] if note["line"] == line]
            self.claims += 1
            if name in changed and not notes:
                self.wrong("changes %s, not said" % name)
            if name not in changed and any(note["certain"] for note in notes):
                self.wrong("does not change %s, claimed to" % name)
            if notes:
                self.changes.setdefault(path, []).append(name in changed)


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def main():
    action, *paths = sys.argv[1:]
    paths = [os.path.abspath(path) for path in paths]
    answer, out = None, sys.stdout
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        here = os.getcwd()
        os.chdir(folder)
        if action == "exist":
            answer = exist(load(paths[0]))
        elif action == "generate":
            answer = generate(read_samples(paths[0]))
        else:
            answer = compare(read_samples(paths[0]), paths[1], load(paths[2]))
        os.chdir(here)
    print(answer if isinstance(answer, str) else json.dumps(answer), file=out)


main()
