#!/usr/bin/env python3
"""Where objects are freed, asked of the interpreter that runs this: any CPython from 3.8 on.

    lives.py --memlens BINARY [--lie] [--json FILE] FILE...

Each program is run with its own syntax tree, changed: every expression that makes an object memlens
claims the end of hands it to a watcher first, which keeps one reference; a call of the watcher
stands before and after the statement said to free it, and where functions return. An object is dead
when the watcher's is the only reference left. A claim is contradicted by an object that is dead before
its end, or alive after it. With `--forgive-frames` it may live on in a frame that has ended: code of other
files can keep exceptions, and their tracebacks frames. `--lie` moves each claim elsewhere, to see that this is found.
"""

import argparse
import ast
import contextlib
import gc
import io
import json
import subprocess
import sys
import types

VERSION = "3.%d" % sys.version_info[1]
WATCHER, FRAME = "_watcher_", "_frame_"


class Watcher:
    """Keeps what was made, by the place that made it and the frame it was made in."""

    def __init__(self, claims, forgives):
        self.claims, self.forgives = claims, forgives
        self.rows = {}
        self.frames = 0
        self.leaving = {}
        self.asked = {}
        self.wrong = {}
        probe = [[]]
        self.alone = sys.getrefcount(probe[0])

    def enter(self):
        self.settle(None)
        self.frames += 1
        return self.frames

    def made(self, key, frame, value):
        self.settle(frame)
        self.rows.setdefault((key, frame), []).append([value])
        return value

    def is_dead(self, row):
        return sys.getrefcount(row[0]) <= self.alone

    def judge(self, key, is_right, what):
        when = self.claims[key]["when"]
        self.asked[key, what] = self.asked.get((key, what), 0) + 1
        if not is_right:
            self.wrong[key, what] = "said to be freed at %s, but it is %s" % (when, what)

    def before(self, frame, *keys):
        """Right before the statement that frees them: they live."""
        self.settle(frame)
        for key in keys:
            for row in self.rows.get((key, frame), ()):
                self.judge(key, not self.is_dead(row), "dead before")

    def after(self, frame, *keys):
        self.settle(frame)
        for key in keys:
            for row in self.rows.pop((key, frame), ()):
                self.judge(key, self.is_dead(row), "alive after")

    def cycle(self, *keys):
        """Some object of each place is part of a cycle now."""
        for key in keys:
            rows = [row for (other, _), rows in self.rows.items() if other == key for row in rows]
            if rows:
                self.judge(key, any(is_in_cycle(row[0]) for row in rows), "in no cycle")

    def leave(self, frame, value=None):
        """The frame returns: what dies with it lives until now, and is dead when anything else runs."""
        self.settle(frame)
        mine = [at for at in self.rows if at[1] == frame and self.claims[at[0]]["when"] == "return"]
        for at in mine:
            rows = self.rows.pop(at)
            for row in rows:
                self.judge(at[0], not self.is_dead(row), "dead before")
            self.leaving.setdefault(frame, []).append((at, rows))
        return value

    def settle(self, frame):
        """Something runs: the frames that were about to end have ended, unless it is one of them."""
        for left in list(self.leaving):
            waiting = self.leaving.pop(left)
            for at, rows in waiting:
                if left == frame:
                    self.rows[at] = rows
                    continue
                for row in rows:
                    is_kept = self.forgives and not self.is_dead(row) and is_in_frame(row)
                    self.judge(at[0], is_kept or self.is_dead(row), "alive after")

    def end(self):
        self.settle(None)
        for (key, frame), rows in self.rows.items():
            if self.claims[key]["when"] == "exit":
                for row in rows:
                    self.judge(key, not self.is_dead(row), "dead before")


def is_in_frame(row):
    """A frame holds it that has ended: other code keeps an exception, that its traceback, that the frame."""
    return any(isinstance(other, type(sys._getframe())) for other in gc.get_referrers(row[0]))


def is_in_cycle(start):
    """It can be reached from itself, through objects that hold data."""
    skipped = (type, type(ast), type(sys._getframe()), type(is_in_cycle), Watcher)
    seen, todo = set(), [start]
    while todo:
        for other in gc.get_referents(todo.pop()):
            if other is start:
                return True
            if id(other) not in seen and gc.is_tracked(other) and not isinstance(other, skipped):
                seen.add(id(other))
                todo.append(other)
    return False


def call(method, *arguments):
    function = ast.Attribute(ast.Name(WATCHER, ast.Load()), method, ast.Load())
    return ast.Call(function, list(arguments), [])


def constant(value):
    return ast.Constant(value, kind=None)


def frame():
    return ast.Name(FRAME, ast.Load())


class Changed(ast.NodeTransformer):
    """Puts the calls of the watcher in."""

    def __init__(self, source, claims, keys):
        self.lines = source.splitlines(keepends=True)
        self.claims, self.keys = claims, keys
        # For each function under way: the places it makes objects at.
        self.made = [set()]
        self.functions = [None]
        # Code of the statements around runs between `return` and the end of the frame.
        self.guards = [0]

    def place(self, line, column):
        return line, len(self.lines[line - 1].encode()[:column].decode(errors="replace")) + 1

    def expression(self, node):
        if not hasattr(node, "end_lineno") or not isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
            return node
        span = self.place(node.lineno, node.col_offset) + self.place(node.end_lineno, node.end_col_offset)
        key = self.keys.get(span)
        if key is None or isinstance(node, ast.Starred):
            return node
        self.made[-1].add(key)
        return ast.copy_location(call("made", constant(key), frame(), node), node)

    def visit(self, node):
        if isinstance(node, ast.Lambda):
            return node
        if isinstance(node, ast.ClassDef):
            # A class body's names are no frame's; only the functions in it are looked at.
            node.body = [self.visit(item) if is_function(item) else item for item in node.body]
            return node
        if is_function(node):
            return self.function(node)
        if isinstance(node, ast.AnnAssign):
            node.value = node.value and self.visit(node.value)
            return node
        is_guard = isinstance(node, (ast.With, ast.Try))
        self.guards[-1] += is_guard
        node = self.generic_visit(node)
        self.guards[-1] -= is_guard
        if isinstance(node, ast.Return) and self.functions[-1] is not None and not self.guards[-1]:
            node.value = call("leave", frame(), node.value or constant(None))
        return self.expression(node) if isinstance(node, ast.expr) else node

    def function(self, node):
        self.made.append(set())
        self.functions.append(node)
        self.guards.append(0)
        has_text = isinstance(node.body[0], ast.Expr) and isinstance(node.body[0].value, (ast.Constant,))
        self.body(node, "body")
        enter = ast.Assign([ast.Name(FRAME, ast.Store())], call("enter"), lineno=node.lineno)
        # A docstring is one as long as it comes first.
        at = 1 if has_text else 0
        node.body.insert(at, enter)
        node.body.append(ast.Expr(call("leave", frame())))
        self.made.pop()
        self.functions.pop()
        self.guards.pop()
        return node

    def body(self, owner, field):
        """The statements of a block, with the calls around those that free something."""
        found = []
        for statement in getattr(owner, field):
            changed = self.visit(statement)
            if is_compound(statement):
                found.append(changed)
                continue
            start = self.place(statement.lineno, statement.col_offset)
            circles = [key for key, claim in self.claims.items() if claim["when"] == "cycle" and claim["place"] == start]
            lines = range(statement.lineno, statement.end_lineno + 1)
            here = [key for key in self.made[-1] if self.claims[key]["line"] in lines]
            targets = [part for part in ast.walk(statement) if is_target(part)]
            names = {self.place(part.lineno, part.col_offset) for part in targets}
            drops = [key for key in here if (self.claims[key]["line"], self.claims[key].get("column")) in names]
            temporary = [key for key in here if self.claims[key]["when"] == "statement"]
            if drops:
                found.append(ast.Expr(call("before", frame(), *map(constant, drops))))
            found.append(changed)
            if circles:
                found.append(ast.Expr(call("cycle", *map(constant, circles))))
            if (drops or temporary) and not isinstance(statement, (ast.Return, ast.Raise, ast.Break, ast.Continue)):
                found.append(ast.Expr(call("after", frame(), *map(constant, drops + temporary))))
        setattr(owner, field, found)

    def generic_visit(self, node):
        for field, old in ast.iter_fields(node):
            if field in ("annotation", "returns", "type_params", "decorator_list", "pattern"):
                continue
            if isinstance(old, list) and old and isinstance(old[0], ast.stmt):
                self.body(node, field)
            elif isinstance(old, list):
                setattr(node, field, [self.visit(item) if isinstance(item, ast.AST) else item for item in old])
            elif isinstance(old, ast.AST):
                setattr(node, field, self.visit(old))
        return node


def is_target(node):
    """A name that is bound or deleted."""
    return isinstance(node, ast.Name) and isinstance(node.ctx, (ast.Store, ast.Del))


def is_function(node):
    return isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))


def is_compound(statement):
    return hasattr(statement, "body") or isinstance(statement, getattr(ast, "Match", ()))


def ask(memlens, path):
    command = [memlens, "trace", path, "--format", "json", "--python", VERSION]
    done = subprocess.run(command, stdout=subprocess.PIPE, timeout=120, check=True)
    return json.loads(done.stdout)["objects"]


def lie(claim, line):
    """Another end than the one claimed."""
    when = claim["when"]
    if when == "statement":
        return {"when": "return", "line": None}
    return {"when": "statement", "line": line}


def run(memlens, path, is_lie, forgives):
    with open(path, encoding="utf-8") as file:
        source = file.read()
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return {"file": path, "end": "syntax of another version", "asked": {}, "wrong": []}
    claims, keys, sites = {}, {}, 0
    for site in ask(memlens, path):
        sites += 1
        if site["cycle"]:
            place = site["cycle"]["line"], site["cycle"]["column"]
            claims[site["id"]] = {"when": "cycle", "line": None, "place": place}
        elif site["freed"]["when"] == "unknown":
            continue
        else:
            claims[site["id"]] = lie(site["freed"], site["end_line"]) if is_lie else site["freed"]
        claims[site["id"]]["at"] = "%s:%s %s" % (site["line"], site["column"], site["type"])
        keys[site["line"], site["column"], site["end_line"], site["end_column"]] = site["id"]
    watcher = Watcher(claims, forgives)
    changed = Changed(source, claims, keys)
    changed.body(tree, "body")
    code = compile(ast.fix_missing_locations(tree), path, "exec", dont_inherit=True)
    # As a script is run, for those that look themselves up, as tests do.
    module = types.ModuleType("__main__")
    module.__dict__.update({"__file__": path, WATCHER: watcher, FRAME: 0})
    before = sys.modules["__main__"], sys.argv
    sys.modules["__main__"], sys.argv = module, [path]
    end = "ran"
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            exec(code, module.__dict__)
        except SystemExit as error:
            end = "exit with %s" % error.code
        except BaseException as error:
            end = "ended by %r" % error
    sys.modules["__main__"], sys.argv = before
    if end == "ran":
        watcher.end()
    asked = {}
    for key in {key for key, _ in watcher.asked}:
        when = claims[key]["when"]
        asked[when] = asked.get(when, 0) + 1
    wrong = ["%s:%s %s" % (path, claims[key]["at"], text) for (key, _), text in sorted(watcher.wrong.items())]
    return {"file": path, "end": end, "asked": asked, "wrong": wrong, "sites": sites, "claims": len(claims)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--memlens", required=True)
    parser.add_argument("--lie", action="store_true")
    parser.add_argument("--forgive-frames", action="store_true", help="objects of frames that exceptions keep")
    parser.add_argument("--json", metavar="FILE")
    options = parser.parse_args()
    sys.setrecursionlimit(3000)
    rows = [run(options.memlens, path, options.lie, options.forgive_frames) for path in options.files]
    asked = {}
    for row in rows:
        for when, count in row["asked"].items():
            asked[when] = asked.get(when, 0) + count
        if row["end"] != "ran":
            print("%s: %s" % (row["file"], row["end"]))
        for text in row["wrong"]:
            print(text)
    print("%s: %s" % (VERSION, ", ".join("%s %d" % item for item in sorted(asked.items()))))
    if options.json:
        with open(options.json, "w") as out:
            json.dump({"asked": asked, "programs": rows}, out)
    sys.exit(any(row["wrong"] for row in rows))


if __name__ == "__main__":
    main()
