"""Runs a program under opcode tracing and writes what every executed name held.

This is the child process: `tracer.py PLAN RESULT`. PLAN is a marshalled dictionary:

`files`    {path: {"calls": {span: [name, ...]}, "freed": [span start, ...]}}, the files to look into
`action`   ("script", path), ("doctest", module) or ("unittest", module)
`seconds`  what was seen until then is written and the process ends
`memory`   bytes of address space

Spans are those of `co_positions`: (line, end line, column, end column), columns in bytes from 0.
Only modules that every interpreter has loaded at start are imported here, so that all others can
be watched from their first line. Needs CPython 3.11: one opcode event before each instruction.
"""

import _signal
import marshal
import posix
import resource
import sys

VALUES = frozenset({int, float, complex, bool, str, bytes, type(None)})
OPNAMES = {}
STORES = ("STORE_FAST", "STORE_NAME", "STORE_GLOBAL", "STORE_DEREF")
LOADS = ("LOAD_FAST", "LOAD_NAME", "LOAD_GLOBAL", "LOAD_DEREF", "LOAD_CLASSDEREF")
CALLS = ("CALL", "CALL_FUNCTION_EX")
# Instructions that push what another place has already.
BORROWS = ("LOAD_", "COPY", "SWAP", "UNPACK_", "FOR_ITER", "STORE_", "GET_", "POP_", "SEND", "NOP")
MOST_REPRS = 4
MOST_PAIRS = 200
LONGEST_REPR = 2000
MOST_ITEMS = 2000

type_name = type.__dict__["__name__"].__get__
type_of = type


def opcode_names():
    # `opcode` is in the standard library and may be watched itself.
    before = set(sys.modules)
    import opcode

    names = list(opcode.opname)
    have_argument, cell_names = opcode.HAVE_ARGUMENT, opcode.opmap["EXTENDED_ARG"]
    for name in set(sys.modules) - before:
        del sys.modules[name]
    return names, have_argument, cell_names


OPNAMES, HAVE_ARGUMENT, EXTENDED_ARG = opcode_names()


def instructions(code):
    """Each instruction without caches and prefixes: offset, name, argument."""
    bytecode = code.co_code
    extended = 0
    for offset in range(0, len(bytecode), 2):
        opcode, argument = bytecode[offset], bytecode[offset + 1] | extended
        extended = argument << 8 if opcode == EXTENDED_ARG else 0
        if opcode not in (0, EXTENDED_ARG):
            yield offset, OPNAMES[opcode], argument


def fast_names(code):
    """Names of `co_localsplus`: locals, cells that are no locals, free variables."""
    cells = [name for name in code.co_cellvars if name not in code.co_varnames]
    return [*code.co_varnames, *cells, *code.co_freevars]


class Seen:
    """All executions of one place."""

    __slots__ = ("count", "types", "stack", "heap", "reprs", "always", "pairs", "sizes", "missing")

    def __init__(self):
        self.count = self.stack = self.heap = self.missing = 0
        self.types = {}
        self.reprs = set()
        self.always = None
        self.pairs = {}
        self.sizes = {}

    def plain(self):
        always = sorted(self.always or ())
        return {
            "count": self.count, "types": self.types, "stack": self.stack, "heap": self.heap,
            "reprs": sorted(self.reprs), "always": always, "missing": self.missing,
            "pairs": list(self.pairs), "sizes": [list(item) for item in self.sizes.items()],
        }


class Code:
    """What to look at in one code object, by offset."""

    def __init__(self, code, plan):
        self.file = code.co_filename
        self.names = [name for name in fast_names(code) if not name.startswith(".")]
        self.stores, self.loads, self.calls, self.made = {}, {}, {}, {}
        found = list(instructions(code))
        spans = list(code.co_positions())
        fast = fast_names(code)
        self.returns = set()
        starts, ends = [], []
        for index, (offset, name, argument) in enumerate(found):
            span = spans[offset // 2]
            if name == "RETURN_VALUE":
                self.returns.add(offset)
            if span[0] is None or span[2] is None:
                continue
            if span[3]:
                starts.append((span[0], span[2]))
                ends.append((span[1], span[3]))
            if name in STORES:
                bound = self.bound(code, fast, name, argument)
                # The compiler stores the class cell itself, at the place of the body's last name.
                is_cell = bound == "__classcell__" and found[index - 1][1] == "COPY"
                if not is_cell and not self.is_cleanup(found, index):
                    self.stores[offset] = (("bind", self.file, span, bound), bound, name == "STORE_GLOBAL")
            elif name in LOADS:
                used = self.bound(code, fast, name, argument)
                if not used.startswith("."):
                    self.loads[offset] = (("use", self.file, span, used), used)
            elif name in CALLS and span in plan["calls"]:
                self.calls[offset] = (span, plan["calls"][span])
            if not name.startswith(BORROWS):
                self.made[offset] = (span[0], span[2])
        arguments = code.co_argcount + code.co_kwonlyargcount
        arguments += bool(code.co_flags & 4) + bool(code.co_flags & 8)
        self.parameters = []
        if code.co_flags & 2 and code.co_name not in COMPREHENSIONS:
            # Several lambdas can begin on one line: what their instructions cover tells which it is.
            body = None
            if code.co_name == "<lambda>" and starts:
                (line, column), (end_line, end_column) = min(starts), max(ends)
                body = (line, end_line, column, end_column)
            owner = (code.co_firstlineno, code.co_name, body)
            for name in code.co_varnames[:arguments]:
                self.parameters.append((("parameter", self.file, owner, name), name))

    @staticmethod
    def bound(code, fast, opname, argument):
        if opname.endswith(("_NAME", "_GLOBAL")):
            return code.co_names[argument >> 1 if opname == "LOAD_GLOBAL" else argument]
        return fast[argument]

    @staticmethod
    def is_cleanup(found, index):
        """The `name = None; del name` at the end of an except clause."""
        if index == 0 or index + 1 == len(found):
            return False
        (_, before, _), (_, name, argument), (_, after, deleted) = found[index - 1 : index + 2]
        return before == "LOAD_CONST" and after == name.replace("STORE", "DELETE") and argument == deleted


COMPREHENSIONS = ("<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>")


class Tracer:
    def __init__(self, files):
        self.files = files
        self.codes = {}
        self.seen = {}
        self.changes = {}
        self.freed = {}
        self.held = []
        self.errors = 0

    def start(self, frame, event, argument):
        """The global trace function: once for each frame, and at each resumption of a generator."""
        code = frame.f_code
        known = self.codes.get(code)
        if known is None:
            plan = self.files.get(code.co_filename)
            known = self.codes[code] = Code(code, plan) if plan is not None else False
        if not known:
            return None
        if frame.f_trace is not None:
            return frame.f_trace
        watch = Watch(self, frame, known)
        frame.f_trace_opcodes = True
        frame.f_trace_lines = False
        return watch.event

    def release(self, back):
        """Objects that were claimed to die with a frame: does anything but us still hold them?"""
        waiting, later = [], []
        for entry in self.held:
            (waiting if entry[0] == back else later).append(entry)
        self.held = later
        if not waiting:
            return
        rows = {}
        for _, keys in waiting:
            for key, value in keys:
                rows.setdefault(id(value), ([], [value]))[0].append(key)
        rows = list(rows.values())
        waiting = entry = keys = key = value = None
        progress = True
        while progress and rows:
            left = []
            for row in rows:
                # The list of the row, and the argument of getrefcount.
                if sys.getrefcount(row[1][0]) > 2:
                    left.append(row)
                    continue
                self.note_freed(row[0], True)
                row[1].clear()
            progress = len(left) < len(rows)
            rows = left
            row = None
        for keys, _ in rows:
            self.note_freed(keys, False)

    def note_freed(self, keys, is_dead):
        for key in keys:
            counts = self.freed.setdefault(key, [0, 0])
            counts[0 if is_dead else 1] += 1


class Watch:
    """One frame under way."""

    __slots__ = ("tracer", "code", "pending", "call", "last", "before", "module", "raised")

    def __init__(self, tracer, frame, code):
        self.tracer = tracer
        self.code = code
        self.pending = self.call = self.before = None
        self.raised = False
        self.last = {}
        self.module = frame.f_locals is frame.f_globals
        if code.parameters:
            held = frame.f_locals
            for key, name in code.parameters:
                if name in held:
                    self.see(key, name, held[name], held, None)

    def event(self, frame, event, argument):
        try:
            if event == "opcode":
                self.opcode(frame)
            elif event == "exception":
                self.raised = True
                self.pending = self.call = None
            elif event == "return" and not self.raised and frame.f_lasti in self.code.returns:
                self.returns(frame)
        except RecursionError:
            self.tracer.errors += 1
        return self.event

    def opcode(self, frame):
        self.raised = False
        code, offset = self.code, frame.f_lasti
        if self.tracer.held:
            self.tracer.release(id(frame))
        if self.pending is not None:
            (key, name, in_globals), made = self.pending
            self.pending = None
            held = frame.f_globals if in_globals else frame.f_locals
            try:
                value = held[name]
            except KeyError:
                pass
            else:
                self.see(key, name, value, frame.f_locals if in_globals else held, made)
                value = None
        if self.call is not None:
            self.after_call(frame)
        if offset in code.stores:
            self.pending = (code.stores[offset], self.before)
        elif offset in code.loads:
            key, name = code.loads[offset]
            held = frame.f_locals
            if name not in held:
                held = frame.f_globals
            if name in held:
                self.use(key, name, held[name], frame.f_locals)
        elif offset in code.calls:
            self.before_call(frame, *code.calls[offset])
        self.before = code.made.get(offset)

    def record(self, key, value):
        seen = self.tracer.seen.get(key)
        if seen is None:
            seen = self.tracer.seen[key] = Seen()
        seen.count += 1
        kind = type_of(value)
        name = type_name(kind)
        seen.types[name] = seen.types.get(name, 0) + 1
        if kind in VALUES:
            seen.stack += 1
        else:
            seen.heap += 1
        if len(seen.reprs) < MOST_REPRS:
            text = constant(value)
            seen.reprs.add(text if text is not None else "<" + name + ">")
        return seen

    def same(self, seen, name, value, held):
        """Names of the frame that hold this very object now."""
        names = self.code.names if not self.module and self.code.names else list(held)
        same = {other for other in names if other != name and other in held and held[other] is value}
        seen.always = same if seen.always is None else seen.always & same
        return same

    def see(self, key, name, value, held, made):
        seen = self.record(key, value)
        same = self.same(seen, name, value, held)
        if type_of(value) not in VALUES:
            for other in same:
                where = self.last.get(other)
                if where is not None and where[1] == id(value) and len(seen.pairs) < MOST_PAIRS:
                    seen.pairs[other, where[0]] = True
            if made is not None and type_of(type_of(value).__sizeof__) is not FUNCTION:
                size = sys.getsizeof(value)
                sizes = seen.sizes.setdefault(made, [size, size])
                sizes[:] = min(size, sizes[0]), max(size, sizes[1])
        self.last[name] = (key, id(value), made)

    def use(self, key, name, value, held):
        self.same(self.record(key, value), name, value, held)

    def before_call(self, frame, span, names):
        held, outer = frame.f_locals, frame.f_globals
        objects = {}
        for name in names:
            value = held.get(name) if name in held else outer.get(name)
            content = contents(value)
            if content is not None:
                objects[name] = (value, content)
        self.call = (span, objects)

    def after_call(self, frame):
        span, objects = self.call
        self.call = None
        for name, (value, content) in objects.items():
            counts = self.tracer.changes.setdefault((self.code.file, span, name), [0, 0])
            counts[0] += 1
            counts[1] += is_changed(content, contents(value))

    def returns(self, frame):
        freed = self.tracer.files[self.code.file]["freed"]
        if not freed or self.module:
            return
        rows = []
        held = frame.f_locals
        for name, (key, identity, made) in self.last.items():
            if made in freed and name in held and id(held[name]) == identity:
                rows.append(((self.code.file, made, key), held[name]))
        back = frame.f_back
        while back is not None and not self.tracer.codes.get(back.f_code):
            back = back.f_back
        if rows and back is not None:
            self.tracer.held.append((id(back), rows))


FUNCTION = type(lambda: None)


def constant(value, depth=0):
    """`repr` of a value type, or of a tuple of them; None for everything else."""
    kind = type_of(value)
    if kind in VALUES:
        return repr(value) if kind not in (str, bytes) or len(value) <= LONGEST_REPR else "<long>"
    if kind is tuple and depth < 3 and len(value) < 20:
        items = [constant(item, depth + 1) for item in value]
        if None not in items:
            return repr(value)
    return None


def contents(value):
    """The shallow content of an object that can be changed, holding its items."""
    kind = type_of(value)
    if kind in VALUES or kind is tuple:
        return None
    if kind is list or kind is set:
        return (kind, len(value), list(value) if len(value) <= MOST_ITEMS else None)
    if kind is bytearray:
        return (kind, len(value), bytes(value))
    if kind is dict:
        return items_of(kind, value)
    if isinstance_exact(value):
        try:
            return items_of(kind, object.__getattribute__(value, "__dict__"))
        except AttributeError:
            return None
    return None


def isinstance_exact(value):
    """An instance of a class written in Python, no class or module itself."""
    kind = type_of(value)
    return bool(kind.__flags__ & (1 << 9)) and type_of(kind) is type and kind is not type(sys)


def items_of(kind, table):
    if len(table) > MOST_ITEMS:
        return (kind, len(table), None)
    return (kind, len(table), [part for item in list(table.items()) for part in item])


def is_changed(before, after):
    if after is None or before[1] != after[1]:
        return True
    if isinstance(before[2], bytes) or before[2] is None or after[2] is None:
        return before[2] != after[2]
    return any(old is not new for old, new in zip(before[2], after[2]))


def run(kind, target):
    """Gives the program's own end as text."""
    sys.argv = [target]
    if kind == "script":
        sys.path[0] = target.rpartition("/")[0]
        main = type(sys)("__main__")
        main.__file__ = target
        main.__builtins__ = __builtins__
        sys.modules["__main__"] = main
        with open(target, "rb") as source:
            code = compile(source.read(), target, "exec", dont_inherit=True)
        exec(code, main.__dict__)
        return "ran"
    sys.path.pop(0)
    if kind == "doctest":
        module = __import__(target, fromlist=["*"])
        import doctest

        failed, tried = doctest.testmod(module, report=False)
        return f"{tried} examples, {failed} failed"
    import unittest

    suite = unittest.defaultTestLoader.loadTestsFromName(target)
    result = unittest.TextTestRunner(stream=open("/dev/null", "w"), verbosity=0).run(suite)
    return f"{result.testsRun} tests, {len(result.failures) + len(result.errors)} failed"


def main():
    with open(sys.argv[1], "rb") as source:
        plan = marshal.load(source)
    result = sys.argv[2]
    for limit, size in ((resource.RLIMIT_AS, plan["memory"]), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(limit, (size, size))
    tracer = Tracer(plan["files"])

    def finish(end):
        sys.settrace(None)
        answer = {
            "end": end,
            "errors": tracer.errors,
            "seen": [(key, seen.plain()) for key, seen in tracer.seen.items()],
            "changes": list(tracer.changes.items()),
            "freed": list(tracer.freed.items()),
        }
        with open(result, "wb") as out:
            marshal.dump(answer, out)
        posix._exit(0)

    def too_late(*_):
        finish("time over")

    _signal.signal(_signal.SIGALRM, too_late)
    _signal.setitimer(_signal.ITIMER_REAL, plan["seconds"])
    sys._getframe().f_trace_opcodes = True
    sys.settrace(tracer.start)
    try:
        end = run(*plan["action"])
    except BaseException as error:
        sys.settrace(None)
        end = "ended by " + type(error).__name__
        text = str(error) if type(error) is not SystemExit else str(error.code)
        end += f": {text}"[:200]
    finish(end)


if __name__ == "__main__":
    main()
