"""Asks this CPython about memlens' table of the standard library.

    judge.py TABLE SAMPLES

What the table says of constants, classes and their bases is compared with what is there; each sample
(`path | expression`: one call of the path, or for a class one instance) is run. Of an instance every
attribute is read, and every method that can be called without an argument is called. The answer is JSON:
`findings`, and how many claims were compared.
"""

import collections.abc
import contextlib
import enum
import importlib
import inspect
import io
import itertools
import json
import os
import signal
import sys
import tempfile
import warnings

SCALARS = {"int": int, "str": str, "bytes": bytes, "bool": bool, "complex": complex, "float": float}
MOST_ITEMS = 20
SECONDS = 3
# Importing them opens a window or a browser, or starts something.
NOT_IMPORTED = {"antigravity", "this", "idlelib", "turtledemo"}
# Methods that wait, end something that others use, or ask a person.
NOT_CALLED = {
    "acquire", "wait", "get", "put", "join", "recv", "accept", "close", "read", "serve_forever", "run", "start",
    "cmdloop", "interact", "mainloop", "input", "result", "exception", "handle_request", "communicate",
    "run_forever", "debug", "get_nowait", "listen", "wait_closed", "wakeup", "unlink", "rmdir", "touch", "mkdir",
}


# What is iterated over, item by item.
ITERATORS = {"typing.Iterator", "typing.Generator"}


class Table:
    def __init__(self, path):
        self.lines = {}
        with open(path, encoding="utf-8") as file:
            for line in file:
                if not line.startswith("#"):
                    path, kind, *rest = line.split()
                    self.lines[path] = kind.strip("!~"), rest

    def resolve(self, path):
        while path in self.lines and self.lines[path][0] == "=":
            path = self.lines[path][1][0]
        return path

    def class_(self, path):
        """Flags, bases and name of a class."""
        kind, rest = self.lines[path]
        name = path.rpartition(".")[2]
        if rest and rest[-1].startswith("="):
            *rest, name = rest
            name = name[1:]
        return kind[1:], rest, name


def split(text, at):
    parts, depth, start = [], 0, 0
    for index, char in enumerate(text):
        depth += (char == "[") - (char == "]")
        if char == at and not depth:
            parts.append(text[start:index])
            start = index + 1
    return [*parts, text[start:]]


def find(path):
    """The object at a path, or None where this version has none."""
    parts = path.split(".")
    if parts[0] in NOT_IMPORTED:
        return None
    for count in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:count]))
        except Exception:
            continue
        return inner(found, parts[count:])
    return inner(importlib.import_module("builtins"), parts)


def inner(found, parts):
    for part in parts:
        try:
            found = getattr(found, part)
        except AttributeError:
            return None
    return found


class Judge:
    def __init__(self, table):
        self.table = table
        self.findings = []
        self.claims = 0
        self.kinds = {}
        self.called = set()

    def fits(self, value, text, own=None, params=()):
        """The value is what the type says; of `?` and of what the arguments decide everything is."""
        return any(self.fits_term(value, term, own, params) for term in split(text, "|"))

    def fits_term(self, value, term, own, params):
        if "/" in term:
            return any(self.fits_term(value, part, own, params) for part in split(term, "/"))
        if term in ("?", "") or term[0] in "#%&":
            return True
        if term == "None":
            return value is None
        if term == "*":
            return not isinstance(value, tuple(SCALARS.values())) or type(value) not in SCALARS.values()
        if term == "@":
            return type(value) in (str, bytes)
        if term == "self":
            return own is None or isinstance(value, own)
        if term[0] == "$":
            index = int(term[1:])
            return index >= len(params) or self.fits(value, params[index], own)
        if term == "float":
            return type(value) in (int, float)
        if term in SCALARS:
            return type(value) is SCALARS[term]
        head, _, args = term.partition("[")
        return self.fits_class(value, head, split(args[:-1], ",") if args else [], own, params)

    def fits_class(self, value, head, args, own, params):
        path = self.table.resolve(head)
        class_ = find(path)
        if not isinstance(class_, type):
            return type(value) not in SCALARS.values() and value is not None
        if not path.startswith(("typing.", "contextlib.Abstract")) and not is_instance(value, class_):
            return False
        flags, _, name = self.table.class_(path)
        if "x" in flags and name and type(value).__name__ != name:
            return False
        if type(value) in SCALARS.values() or value is None:
            return False
        if path == "tuple" and args:
            if args[-1] == "...":
                return all(self.fits(item, args[0], own, params) for item in value[:MOST_ITEMS])
            return len(value) == len(args) and all(
                self.fits(item, arg, own, params) for item, arg in zip(value, args)
            )
        if path in ITERATORS and args and isinstance(value, collections.abc.Iterator):
            items = itertools.islice(value, MOST_ITEMS)
            return all(self.fits(item, args[0], own, params) for item in items)
        if isinstance(value, dict) and len(args) == 2:
            items = list(value.items())[:MOST_ITEMS]
            return all(self.fits(key, args[0], own, params) and self.fits(item, args[1], own, params) for key, item in items)
        if isinstance(value, (list, set, frozenset)) and len(args) == 1:
            return all(self.fits(item, args[0], own, params) for item in list(value)[:MOST_ITEMS])
        return True

    def claim(self, path, value, text, own=None, params=()):
        if text == "?":
            return
        self.claims += 1
        kind = self.table.lines[path][0][0]
        self.kinds[kind] = self.kinds.get(kind, 0) + 1
        if kind in "fktp":
            self.called.add(path)
        if not self.fits(value, text, own, params):
            self.findings.append(f"{path}: {text}, and it is {type(value).__name__} {short(value)}")

    def constants(self):
        for path, (kind, rest) in self.table.lines.items():
            owner = self.table.lines.get(path.rpartition(".")[0])
            if kind in "ve" and rest and owner and owner[0] == "m":
                value = find(path)
                if value is not None or inner_exists(path):
                    self.claim(path, value, rest[0])
            elif kind == "e":
                value, class_ = find(path), find(path.rpartition(".")[0])
                if value is not None and isinstance(class_, enum.EnumMeta):
                    self.claim(path, value, rest[0], class_)

    def classes(self):
        below = {}
        for path, (kind, _) in self.table.lines.items():
            if kind[0] != "c":
                continue
            class_ = find(path)
            if class_ is None or not isinstance(class_, type):
                continue
            flags, bases, name = self.table.class_(path)
            self.claims += 1
            self.kinds["c"] = self.kinds.get("c", 0) + 1
            if name and class_.__name__ != name and ("x" in flags or "n" not in flags):
                self.findings.append(f"{path}: its name is {class_.__name__}")
            if "x" in flags:
                below[path] = [one for one in type.__subclasses__(class_) if one.__module__.split(".")[0] in STANDARD]
            for base in bases:
                head = base.split("[")[0]
                above = find(head) if head != "?" else None
                if isinstance(above, type) and not head.startswith(("typing.", "_typeshed.")):
                    if not is_below(class_, above):
                        self.findings.append(f"{path}: no subclass of {head}")
        for path, subclasses in below.items():
            if subclasses:
                self.findings.append(f"{path}: no leaf: {subclasses[:3]}")

    def members(self, path, params=()):
        """Name, line and type of everything a class has, bases after it."""
        seen, todo = set(), [(path, params)]
        while todo:
            path, params = todo.pop(0)
            if path not in self.table.lines or self.table.lines[path][0][0] != "c":
                continue
            prefix = path + "."
            for line in MEMBERS.get(path, ()):
                name = line[len(prefix):]
                if name not in seen:
                    seen.add(name)
                    yield name, line, params
            for base in self.table.class_(path)[1]:
                head, _, args = base.partition("[")
                args = split(args[:-1], ",") if args else []
                todo.append((self.table.resolve(head), [self.put(arg, params) for arg in args]))

    def put(self, text, params):
        for index, param in enumerate(params):
            text = text.replace(f"${index}", param)
        return "?" if "$" in text else text

    def sample(self, path, make):
        line = self.table.lines.get(self.table.resolve(path))
        if line is None:
            owner, _, name = path.rpartition(".")
            found = [one for one in self.members(self.table.resolve(owner)) if one[0] == name]
            if not found:
                self.findings.append(f"{path}: not in the table")
                return
            path, line = found[0][1], self.table.lines[found[0][1]]
        value = make()
        if line[0][0] != "c":
            self.claim(self.table.resolve(path), value, line[1][0] if line[1] else "?")
            return
        path = self.table.resolve(path)
        flags, _, name = self.table.class_(path)
        self.claims += 1
        if name and ("x" in flags or "n" not in flags) and type(value).__name__ != name:
            self.findings.append(f"{path}: an instance is of {type(value).__name__}")
        for name, member, params in self.members(path):
            self.member(name, member, params, make)

    def member(self, name, path, params, make):
        kind, rest = self.table.lines[path]
        if not rest or rest[0] == "?":
            return
        value = make()
        own = type(value)
        try:
            found = getattr(value, name)
        except Exception:
            return
        if kind[0] in "vp":
            # Attributes that the object itself holds depend on its life: memlens is never certain of them.
            if kind == "v" and found is None:
                return
            self.claim(path, found, rest[0], own, params)
        elif kind[0] in "fkt" and name not in NOT_CALLED and callable(found) and needs_nothing(found):
            try:
                result = found()
            except (Exception, SystemExit):
                return
            if not inspect.iscoroutine(result):
                self.claim(path, result, rest[0], own, params)
            else:
                result.close()


def is_instance(value, class_):
    try:
        return isinstance(value, class_)
    except TypeError:
        return True


def is_below(class_, above):
    try:
        return issubclass(class_, above)
    except TypeError:
        # A protocol with attributes cannot be asked.
        return True


def inner_exists(path):
    owner, _, name = path.rpartition(".")
    return hasattr(find(owner), name)


def needs_nothing(function):
    try:
        inspect.signature(function).bind()
    except (TypeError, ValueError):
        return False
    return True


def short(value):
    with contextlib.suppress(Exception):
        return repr(value)[:60]
    return ""


class TooLong(Exception):
    pass


def too_long(*_):
    raise TooLong


def main():
    global MEMBERS, STANDARD
    warnings.simplefilter("ignore")
    # A copy is judged: some modules change `sys.argv`, some close it.
    out = os.fdopen(os.dup(1), "w")
    sys.stdout, sys.stderr, sys.stdin = io.StringIO(), io.StringIO(), io.StringIO()
    table = Table(sys.argv[1])
    samples_path = sys.argv[2]
    del sys.argv[1:]
    MEMBERS = {}
    for path in table.lines:
        MEMBERS.setdefault(path.rpartition(".")[0], []).append(path)
    modules = [path for path, (kind, _) in table.lines.items() if kind == "m"]
    STANDARD = {path.split(".")[0] for path in modules}
    samples = []
    with open(samples_path, encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                path, _, code = line.partition(" | ")
                samples.append((path.strip(), code.strip()))
    for path in modules:
        find(path)
    sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
    judge = Judge(table)
    judge.constants()
    judge.classes()
    ran = []
    signal.signal(signal.SIGALRM, too_long)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for path, code in samples:
            os.chdir(folder)
            with open("text.txt", "w", encoding="utf-8") as file:
                file.write("a b\nc\n")
            *before, last = code.split("; ")
            program = compile("\n".join(before), path, "exec"), compile(last, path, "eval")

            def make():
                names = {}
                exec(program[0], names)
                return eval(program[1], names)

            signal.alarm(SECONDS)
            try:
                with contextlib.redirect_stdout(io.StringIO()):
                    judge.sample(path, make)
                ran.append(path)
            except TooLong:
                judge.findings.append(f"{path}: too long")
            except Exception as error:
                if not isinstance(error, (AttributeError, ImportError)):
                    judge.findings.append(f"{path}: {error!r}")
            finally:
                signal.alarm(0)
        os.chdir("/")
    json.dump({"findings": judge.findings, "claims": judge.claims, "kinds": judge.kinds, "called": sorted(judge.called), "ran": ran}, out)
    out.flush()
    os._exit(0)


main()
