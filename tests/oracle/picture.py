"""Runs a program under sys.settrace and holds the pictures of its lines against what is there.

    python3.11 -B picture.py PICTURES.json < PROGRAM

PICTURES.json maps each line to a list of what `memlens draw FILE:LINE --format json` prints for some of its times.
Every definite statement of a picture (a name, a type, a value, a number of items, which references lead to one object and
which do not) must hold at the time that its `run` names; without one, each time its line has run. Prints one JSON object.
"""

import ast
import contextlib
import enum
import io
import json
import sys
import types

MOST_CHECKS = 100
COMPOUND = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.Match)
if sys.version_info >= (3, 11):
    COMPOUND += (ast.TryStar,)
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
LAZY = 0x20 | 0x80 | 0x200  # generators, coroutines, asynchronous generators


def statements(tree):
    """The statement that a line belongs to: (scope, line) → (first line, last line)."""
    found = {}

    def visit(body, scope, prefix):
        for node in body:
            first = min([node.lineno] + [d.lineno for d in getattr(node, "decorator_list", [])])
            if isinstance(node, COMPOUND):
                for name in ("body", "orelse", "finalbody"):
                    visit(getattr(node, name, []), scope, prefix)
                for part in getattr(node, "handlers", []) + getattr(node, "cases", []):
                    visit(part.body, scope, prefix)
                continue
            last = node.body[0].lineno - 1 if isinstance(node, SCOPES) else node.end_lineno
            for line in range(first, max(first, last) + 1):
                found.setdefault((scope, line), (first, node.end_lineno))
            if isinstance(node, SCOPES):
                name = prefix + node.name
                local = "." if isinstance(node, ast.ClassDef) else ".<locals>."
                visit(node.body, name, name + local)

    visit(tree.body, "<module>", "")
    return found


def caught(tree):
    """The name of an `except … as name`, for each line inside: it is unbound right after the last one."""
    handlers = [node for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler) and node.name]
    return {(line, node.name) for node in handlers for line in range(node.lineno, node.end_lineno + 1)}


def crowded(tree):
    """Lines where a block and a statement inside it stand together: which of them has run is not told apart here."""
    blocks = [node for node in ast.walk(tree) if isinstance(node, COMPOUND)]
    inside = [part for node in blocks for part in ast.walk(node) if isinstance(part, ast.stmt) and part is not node]
    heads = {node.lineno for node in blocks}
    return {part.lineno for part in inside if part.lineno in heads}


def stack(frame, path):
    """Frames of the program, the outermost first; comprehensions are no frames of a picture."""
    found = []
    while frame is not None:
        code = frame.f_code
        if code.co_filename == path and (not code.co_name.startswith("<") or code.co_name in ("<module>", "<lambda>")):
            found.append(frame)
        frame = frame.f_back
    return found[::-1]


# Entries of a class's dictionary that stand for slots of its instances.
MADE_BY_PYTHON = (types.MemberDescriptorType, types.GetSetDescriptorType)


def is_dunder(name):
    return name.startswith("__") and name.endswith("__")


def is_method(value):
    return isinstance(value, (types.FunctionType, staticmethod, classmethod, property))


class Comparison:
    """One picture against one moment of the run."""

    def __init__(self, picture, unbound):
        self.unbound = unbound
        self.objects = {thing["id"]: thing for thing in picture["objects"]}
        self.real = {}
        self.wrong = []
        self.definite = 0

    def says(self, holds, path, what):
        self.definite += 1
        if not holds:
            self.wrong.append(f"{path}: {what}")

    def cell(self, cell, real, path):
        if cell["kind"] == "value":
            name = type(real).__name__
            self.says(name == cell["type"], path, f"is a {cell['type']}, not a {name}")
            if cell["value"] is not None and name == cell["type"]:
                self.says(repr(real) == cell["value"], path, f"is {cell['value']}, not {real!r}")
        elif cell["kind"] == "reference":
            self.reference(self.objects[cell["object"]], real, path)

    def reference(self, thing, real, path):
        if thing["id"] in self.real:
            before = self.real[thing["id"]]
            self.says(before is real, path, "is an object drawn before, and it is another")
            return
        self.real[thing["id"]] = real
        name = type(real).__name__
        if thing["type"] is not None:
            self.says(name == thing["type"], path, f"is a {thing['type']}, not a {name}")
        if thing["name"] is not None and hasattr(real, "__name__"):
            # `functools.wraps` gives another name.
            own = {real.__name__, getattr(getattr(real, "__code__", real), "co_name", real.__name__)}
            same = thing["name"].rsplit(".")[-1] in {name.rsplit(".")[-1] for name in own}
            self.says(same, path, f"is called {thing['name']}, not {own}")
        shape = thing["shape"]
        look = {"class": self.class_}.get(shape["kind"]) or getattr(self, shape["kind"])
        look(shape, real, path)

    def closed(self, shape, real, path):
        pass

    def value(self, shape, real, path):
        if shape["value"] is not None:
            self.says(repr(real) == shape["value"], path, f"is {shape['value']}, not {real!r}")

    def items(self, shape, real, path):
        if not isinstance(real, (list, tuple)):
            return self.says(False, path, "has no items")
        if shape["length"] is not None:
            self.says(len(real) == shape["length"], path, f"has {shape['length']} items, not {len(real)}")
        for item in shape["cells"]:
            at = f"{path}[{item['index']}]"
            if item["index"] < len(real):
                self.cell(item["cell"], real[item["index"]], at)
            else:
                self.says(False, at, "is not there")

    def pairs(self, shape, real, path):
        if not isinstance(real, dict):
            return self.says(False, path, "is no dictionary")
        if shape["length"] is not None:
            self.says(len(real) == shape["length"], path, f"has {shape['length']} items, not {len(real)}")
        by_key = {repr(key): item for key, item in real.items()}
        for pair in shape["cells"]:
            at = f"{path}[{pair['key']}]"
            self.says(pair["key"] in by_key, at, "is not there")
            if pair["key"] in by_key:
                self.cell(pair["cell"], by_key[pair["key"]], at)

    def members(self, shape, real, path):
        if not isinstance(real, (set, frozenset)):
            return self.says(False, path, "is no set")
        self.says(len(real) == shape["length"], path, f"has {shape['length']} items, not {len(real)}")
        known = {repr(item) for item in real}
        for item in shape["cells"]:
            if item["cell"]["kind"] == "value" and item["cell"]["value"] is not None:
                value = item["cell"]["value"]
                self.says(value in known, path, f"does not have {value}")

    def attributes(self, shape, real, path):
        missing = object()
        own = getattr(real, "__dict__", {})
        if isinstance(real, enum.Enum):
            own = {"name": real.name, "value": real.value}
        for slot in shape["slots"]:
            at = f"{path}.{slot['name']}"
            found = own.get(slot["name"], missing)
            if found is missing and hasattr(type(real), "__slots__"):
                found = getattr(real, slot["name"], missing)
            if not slot["maybe"]:
                self.says(found is not missing, at, "is not there")
            if found is not missing:
                self.cell(slot["cell"], found, at)

    def captured_by(self, real):
        """The cells of a function that hold something, by name."""
        found = {}
        code = getattr(real, "__code__", None)
        for name, cell in zip(getattr(code, "co_freevars", ()), real.__closure__ or ()):
            with contextlib.suppress(ValueError):  # an empty cell
                found[name] = cell.cell_contents
        return found

    def slots(self, slots, own, path):
        """Slots of which all that there is must be drawn."""
        for slot in slots:
            at = f"{path}.{slot['name']}"
            if not slot["maybe"]:
                self.says(slot["name"] in own, at, "is not there")
            if slot["name"] in own:
                self.cell(slot["cell"], own[slot["name"]], at)
        drawn = {slot["name"] for slot in slots}
        for name in own:
            if not is_dunder(name):
                self.says(name in drawn, f"{path}.{name}", "is there and not drawn")

    def function(self, shape, real, path):
        if not isinstance(real, types.FunctionType):
            # A decorator may have put something else around it, which has its name.
            return self.says(not shape["captured"] and hasattr(real, "__wrapped__"), path, "is no function")
        self.slots(shape["captured"], self.captured_by(real), path)

    def class_(self, shape, real, path):
        if not isinstance(real, type):
            return self.says(False, path, "is no class")
        bases = [base.__name__ for base in real.__bases__ if base is not object]
        self.says(bases == shape["bases"], path, f"has the bases {shape['bases']}, not {bases}")
        own = {name: value for name, value in vars(real).items() if not isinstance(value, MADE_BY_PYTHON)}
        own.pop("_abc_impl", None)
        if isinstance(real, enum.EnumMeta):
            # How members are kept differs between versions.
            in_file = lambda value: getattr(getattr(value, "__code__", None), "co_filename", "") == "program.py"
            own = {name: value for name, value in own.items() if is_method(value) and (name[0] != "_" or in_file(value))}
            own |= real.__members__
        methods = {name for name, value in own.items() if is_method(value)}
        for name in shape["methods"]:
            self.says(name in methods, f"{path}.{name}", "is no method")
        for name in methods:
            in_file = not is_dunder(name) or getattr(getattr(own[name], "__code__", None), "co_filename", "") == "program.py"
            drawn = name in shape["methods"] or any(slot["name"] == name for slot in shape["slots"])
            self.says(drawn or not in_file, f"{path}.{name}", "is a method and not named")
        self.slots(shape["slots"], {name: own[name] for name in own if name not in shape["methods"]}, path)

    def frame(self, frame, names):
        drawn = {slot["name"]: slot for slot in frame["slots"]}
        for name, slot in drawn.items():
            path = f"{frame['name']}: {name}"
            if not slot["maybe"] and name not in self.unbound:
                self.says(name in names, path, "is not bound")
            if name in names:
                self.cell(slot["cell"], names[name], path)
        for name in names:
            if frame["other_names"]:
                break
            # What Python itself puts into the body of a class.
            is_python = is_dunder(name) or name.startswith(".") or name == "_generate_next_value_"
            if not is_python:
                self.says(name in drawn, f"{frame['name']}: {name}", "is bound and not drawn")

    def distinct(self):
        numbers = sorted(self.real)
        for at, one in enumerate(numbers):
            for other in numbers[:at]:
                if other not in self.objects[one]["may_be"]:
                    same = self.real[one] is self.real[other]
                    self.says(not same, f"objects {other} and {one}", f"are one: {type(self.real[one]).__name__}")


class Judge:
    def __init__(self, path, pictures, tree):
        self.path = path
        self.after = {}
        self.entered = {}
        pictures = [picture for some in pictures.values() for picture in some]
        for picture in pictures:
            known = {"after": self.after, "entered": self.entered}.get(picture["when"])
            if known is not None:
                known.setdefault(picture["line"], []).append(picture)
        # A line that memlens says nothing gets to.
        self.unreached = {p["line"] for p in pictures if p["when"] == "unreached"}
        self.stops = statements(tree)
        self.crowded = crowded(tree)
        self.seen = {}
        self.caught = caught(tree)
        self.current = {}
        self.checks = {}
        self.lazy = set()
        self.definite = 0
        self.wrong = []

    def check(self, pictures, frame, where):
        if not pictures:
            return
        count = self.checks[where] = self.checks.get(where, 0) + 1
        for picture in pictures:
            if picture["run"] is None:
                if count > MOST_CHECKS:
                    continue
            # The end of a statement with a `yield` is not told apart here.
            elif picture["run"]["time"]["number"] != count or frame.f_code.co_flags & LAZY or where[1] in self.crowded:
                continue
            self.seen[id(picture)] = picture
            try:
                self.compare(picture, frame, where)
            except Exception as error:  # in here; it must not end the tracing unseen
                self.wrong.append(f"{where[0]} line {where[1]}: cannot be looked at: {error!r}")

    def compare(self, picture, frame, where):
        comparison = Comparison(picture, {name for line, name in self.caught if line == where[1]})
        frames = picture["frames"]
        comparison.frame(frames[0], dict(frame.f_globals))
        if picture["run"] is not None:
            real = stack(frame, self.path)
            skipped = sum(drawn["left_out"] for drawn in frames)
            comparison.says(len(real) == len(frames) + skipped, "stack", f"{len(real)} frames, not {len(frames)}")
            pairs = list(zip(frames[:0:-1], real[:0:-1]))
        else:
            pairs = [(frames[-1], frame)] if frames[-1]["kind"] != "global" else []
        for drawn, found in pairs:
            code = found.f_code
            names = dict(found.f_locals)
            for name in code.co_freevars:
                names.pop(name, None)
            comparison.says(drawn["name"].rsplit(".")[-1] == code.co_name, "frame", f"is of {drawn['name']}")
            comparison.frame(drawn, names)
        comparison.distinct()
        self.definite += comparison.definite
        self.wrong += [f"{where[0]} line {where[1]}: {text}" for text in comparison.wrong]

    def count(self, end):
        """How often the run gets there, where the picture says it."""
        for kind, found in (("after", self.after), ("entered", self.entered)):
            for line, pictures in found.items():
                run = pictures[0]["run"]
                if run is None or run["time"]["or_more"] or line in self.crowded or (kind, line) not in self.checks:
                    continue
                lazy = any(name in self.lazy for name in [pictures[0]["frames"][-1]["name"]])
                if end == "ran" and not lazy and run["time"]["of"] != self.checks[kind, line]:
                    self.wrong.append(f"{kind} line {line}: runs {self.checks[kind, line]} times, not {run['time']['of']}")

    def __call__(self, frame, event, arg):
        code = frame.f_code
        if code.co_filename != self.path or code.co_name.startswith("<") and code.co_name != "<module>":
            return None
        if code.co_flags & LAZY:
            self.lazy.add(code.co_qualname)
        if event == "exception":
            self.current.pop(frame, None)
        elif event == "line":
            stop = self.stops.get((code.co_qualname, frame.f_lineno))
            before = self.current.get(frame)
            if stop is None or stop != before or frame.f_lineno == stop[0] == stop[1]:
                self.finish(frame)
                if stop is not None and frame.f_lineno == stop[0]:
                    self.check(self.entered.get(stop[0]), frame, ("entered", stop[0]))
            if stop is not None:
                self.current[frame] = stop
        elif event == "return":
            if not code.co_flags & LAZY:
                self.finish(frame)
            self.current.pop(frame, None)
        return self

    def finish(self, frame):
        stop = self.current.pop(frame, None)
        if stop is not None:
            if stop[0] in self.unreached:
                self.wrong.append(f"line {stop[0]}: runs, and the picture says that nothing gets there")
            self.check(self.after.get(stop[0]), frame, ("after", stop[0]))


def shares(judge):
    """Of the pictures that were checked: slots and cells, and those that claim nothing."""
    cells = unknown = 0
    for picture in judge.seen.values():
        found = [(slot["cell"], slot["maybe"]) for frame in picture["frames"] for slot in frame["slots"]]
        for thing in picture["objects"]:
            shape = thing["shape"]
            slots = shape.get("slots", []) + shape.get("captured", [])
            found += [(slot["cell"], slot["maybe"]) for slot in slots]
            found += [(cell["cell"], False) for cell in shape.get("cells", [])]
            if shape["kind"] in ("items", "pairs") and shape["length"] is None:
                found.append(({"kind": "unknown"}, False))
        cells += len(found)
        unknown += sum(maybe or cell["kind"] in ("unknown", "one-of") for cell, maybe in found)
    return cells, unknown


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        pictures = json.load(file)
    source = sys.stdin.read()
    path = "program.py"
    judge = Judge(path, pictures, ast.parse(source))
    module = types.ModuleType("__main__")
    own = sys.modules["__main__"]
    code = compile(source, path, "exec")
    end = "ran"
    sys.modules["__main__"] = module
    sys.argv[1:] = []
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        sys.settrace(judge)
        try:
            exec(code, module.__dict__)
        except BaseException as error:  # whatever the program does
            end = f"{type(error).__name__}: {error}"
        finally:
            sys.settrace(None)
            sys.modules["__main__"] = own
    judge.count(end)
    cells, unknown = shares(judge)
    result = {
        "end": end,
        "lines": len({(p["when"], p["line"]) for p in judge.seen.values()}),
        "definite": judge.definite,
        "cells": cells,
        "unknown": unknown,
        "wrong": sorted(set(judge.wrong)),
    }
    json.dump(result, sys.stdout)


main()
