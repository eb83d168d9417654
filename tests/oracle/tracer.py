"""Runs a program under opcode tracing and writes what every executed name held.

This is the child process: `tracer.py PLAN RESULT`. PLAN is a marshalled dictionary:

`files`    {path: {"calls": {span: [name, ...]}, "freed": [span start, ...]}}, the files to look into
`action`   (kind, targets), what `actions.py` runs
`path`     what `sys.path` begins with
`seconds`  of processor time: what was seen until then is written and the process ends
`memory`   bytes of address space

What runs often is looked at less often, so that the test suites of large packages end. The first
`FULL_FRAMES` frames of a function are watched instruction by instruction, of the later ones ever
fewer: about `FULL_FRAMES` for each doubling. In the others only the lines are followed that bind
a name less often than `OPEN` times until then; there nothing but the value is noted. So each place
is seen at least `OPEN` times if it runs that often, except in functions called over `MANY_FRAMES`
times, of which every sixteenth frame is followed.

Spans are those of `co_positions`: (line, end line, column, end column), columns in bytes from 0.
Only modules that every interpreter has loaded at start are imported here, so that all others can
be watched from their first line. Needs CPython 3.11: one opcode event before each instruction.
"""

import _signal
import gc
import marshal
import posix
import resource
import sys

import actions
from contents import FUNCTION, VALUES, constant, contents, is_changed, type_of
from watched import Watched

MOST_REPRS = 4
MOST_PAIRS = 200
FULL_FRAMES = 30
MANY_FRAMES = 3000
OPEN = 20
MOST_STORES = 500
MOST_USES = 100
MOST_CALLS = 200
# Instructions watched one by one in one frame, in all frames of a function.
LONGEST_FRAME = 20_000
MOST_STEPS = 400_000
MOST_HELD = 64
NEVER = 1 << 62

type_name = type.__dict__["__name__"].__get__


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


class Tracer:
    def __init__(self, files):
        self.files = files
        self.codes = {}
        self.seen = {}
        self.changes = {}
        self.freed = {}
        # By the identity of the frame that goes on: (the instruction it has to leave, the frame that ended, rows).
        self.held = {}
        self.errors = 0

    def start(self, frame, event, argument):
        """The global trace function: once for each frame, and at each resumption of a generator."""
        code = frame.f_code
        # By identity: equal code objects can come from different files.
        known = self.codes.get(id(code))
        if known is None:
            plan = self.files.get(code.co_filename)
            known = self.codes[id(code)] = (Watched(code, plan) if plan is not None else False, code)
        known = known[0]
        if self.held and id(frame.f_back) in self.held:
            self.release_outside(frame.f_back)
        if not known:
            return None
        if frame.f_trace is not None:
            return frame.f_trace
        if frame.f_lasti not in known.begins:
            # A generator goes on that was not looked at when it began.
            return None
        known.frames += 1
        if known.frames >= known.next:
            known.next = known.frames + 1 + known.frames // FULL_FRAMES
            watch = Watch(self, frame, known)
            frame.f_trace_opcodes = True
            frame.f_trace_lines = False
            return watch.event
        if not known.open or known.frames > MANY_FRAMES and known.frames % 16:
            return None
        watch = Watch(self, frame, known, False)
        frame.f_trace_opcodes = False
        frame.f_trace_lines = True
        return watch.glance

    def release_outside(self, back):
        """The caller that is not watched goes on if it has left the instruction that made the call."""
        if all(entry[0] is not None and entry[0] != back.f_lasti for entry in self.held[id(back)]):
            self.release(id(back))

    def release(self, back):
        """Objects that were claimed to die with a frame: does anything but us still hold them?"""
        waiting = self.held.pop(back)
        frames = {entry[1] for entry in waiting}
        rows = {}
        for _, _, keys in waiting:
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
                self.note_freed(row[0], 0)
                row[1].clear()
            progress = len(left) < len(rows)
            rows = left
            row = None
        for keys, value in rows:
            self.note_freed(keys, 2 if is_in_frame(value, frames) else 1)

    def note_freed(self, keys, outcome):
        """0: it died; 1: something else holds it; 2: its frame lives on, in a traceback."""
        for key in keys:
            self.freed.setdefault(key, [0, 0, 0])[outcome] += 1


def is_in_frame(held, frames):
    """True where one of the frames, by identity, still is an object that refers to the one in `held`."""
    referrers = gc.get_referrers(held[0])
    return any(type_of(other) is FRAME and id(other) in frames for other in referrers)


FRAME = type(sys._getframe())


class Watch:
    """One frame under way."""

    __slots__ = ("tracer", "code", "pending", "call", "last", "previous", "module", "raised", "steps")

    def __init__(self, tracer, frame, code, whole=True):
        self.tracer = tracer
        self.code = code
        self.call = self.previous = None
        self.pending = []
        self.raised = False
        self.steps = 0
        self.last = {}
        self.module = frame.f_locals is frame.f_globals
        if whole and code.parameters:
            held = frame.f_locals
            for key, name in code.parameters:
                if name in held:
                    self.see(key, name, held[name], held, None)

    def event(self, frame, event, argument):
        """Every instruction is looked at."""
        try:
            if event == "opcode":
                self.opcode(frame)
                self.steps += 1
                if self.steps > LONGEST_FRAME:
                    return self.go_on_with_less(frame)
            elif event == "exception":
                self.raised = True
                self.pending, self.call = [], None
            elif event == "return":
                self.code.steps += self.steps
                if self.code.steps > MOST_STEPS:
                    self.code.next = NEVER
                if not self.raised and frame.f_lasti in self.code.returns:
                    self.returns(frame)
        except RecursionError:
            self.tracer.errors += 1
        return self.event

    def go_on_with_less(self, frame):
        if self.pending or self.call is not None:
            return self.event
        self.last = {}
        frame.f_trace_opcodes = False
        frame.f_trace_lines = True
        return self.glance

    def glance(self, frame, event, argument):
        """Only lines are looked at that bind a name whose place was seen a few times at most."""
        try:
            if event == "opcode":
                self.settle(frame)
                # Which place bound another name last is not known here: no pairs of places.
                self.last.clear()
                offset = frame.f_lasti
                if offset in self.code.stores:
                    self.pending.append((self.code.stores[offset], None))
            elif event == "line":
                self.settle(frame)
                self.last.clear()
                frame.f_trace_opcodes = frame.f_lineno in self.code.open
            elif event == "exception":
                self.pending = []
        except RecursionError:
            self.tracer.errors += 1
        return self.glance

    def settle(self, frame):
        """The names that the instructions before have bound; what the text binds together, together."""
        if not self.pending or self.pending[-1][0][3] in self.code.early:
            return
        pending, self.pending = self.pending, []
        for store, made in pending:
            self.bound(frame, store, made)

    def bound(self, frame, store, made):
        key, name, in_globals, offset = store
        held = frame.f_globals if in_globals else frame.f_locals
        try:
            value = held[name]
        except KeyError:
            return
        count = self.see(key, name, value, frame.f_locals if in_globals else held, made)
        if count >= OPEN:
            self.code.close(key[2][0], offset)
        if count > MOST_STORES:
            self.code.full.add(offset)

    def opcode(self, frame):
        self.raised = False
        code, offset = self.code, frame.f_lasti
        if self.tracer.held and id(frame) in self.tracer.held:
            self.tracer.release(id(frame))
        self.settle(frame)
        if self.call is not None:
            self.after_call(frame)
        if offset in code.stores:
            store = code.stores[offset]
            if offset in code.full:
                self.last.pop(store[1], None)
            else:
                self.pending.append((store, code.made.get(self.previous)))
        elif offset in code.loads:
            key, name = code.loads[offset]
            held = frame.f_locals
            if name not in held:
                held = frame.f_globals
            if name in held and self.use(key, name, held[name], frame.f_locals) > MOST_USES:
                del code.loads[offset]
        elif offset in code.calls:
            self.before_call(frame, offset, *code.calls[offset])
        self.previous = offset

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
        names = self.code.names
        if names is None:
            names = list(held)
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
        return seen.count

    def use(self, key, name, value, held):
        seen = self.record(key, value)
        self.same(seen, name, value, held)
        return seen.count

    def before_call(self, frame, offset, span, names):
        held, outer = frame.f_locals, frame.f_globals
        objects = {}
        for name in names:
            value = held.get(name) if name in held else outer.get(name)
            content = contents(value)
            if content is not None:
                objects[name] = (value, content)
        self.call = (offset, span, objects)

    def after_call(self, frame):
        offset, span, objects = self.call
        self.call = None
        for name, (value, content) in objects.items():
            counts = self.tracer.changes.setdefault((self.code.file, span, name), [0, 0])
            counts[0] += 1
            counts[1] += is_changed(content, contents(value))
            if counts[0] >= MOST_CALLS:
                self.code.calls.pop(offset, None)

    def returns(self, frame):
        freed = self.tracer.files[self.code.file]["freed"]
        if not freed or self.module:
            return
        rows = []
        held = frame.f_locals
        for name, (key, identity, made) in self.last.items():
            if made in freed and name in held and id(held[name]) == identity:
                rows.append(((self.code.file, made, key), held[name]))
        if not rows or len(self.tracer.held) >= MOST_HELD:
            return
        back, leaves = frame.f_back, None
        while back is not None and not is_watched(back):
            back = back.f_back
        if back is None and frame.f_back is not None:
            back, leaves = frame.f_back, frame.f_back.f_lasti
        if back is not None:
            self.tracer.held.setdefault(id(back), []).append((leaves, id(frame), rows))


def is_watched(frame):
    """Instruction by instruction: it will tell when it goes on."""
    return getattr(frame.f_trace, "__func__", None) is Watch.event


def main():
    with open(sys.argv[1], "rb") as source:
        plan = marshal.load(source)
    result = sys.argv[2]
    for limit, size in ((resource.RLIMIT_AS, plan["memory"]), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(limit, (size, size))
    tracer = Tracer(plan["files"])
    owner = posix.getpid()

    def finish(end):
        sys.settrace(None)
        if posix.getpid() != owner:
            posix._exit(0)
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

    # By its own work, and by the clock where it waits: a busy machine is no reason to see less.
    for timer, signal, times in ((_signal.ITIMER_PROF, _signal.SIGPROF, 1), (_signal.ITIMER_REAL, _signal.SIGALRM, 4)):
        _signal.signal(signal, too_late)
        _signal.setitimer(timer, times * plan["seconds"])
    kind, targets = plan["action"]
    act = getattr(actions, kind)
    for name in ("actions", "contents", "watched"):
        del sys.modules[name]
    # This folder is no place of the program's.
    sys.path[:1] = plan["path"]
    sys._getframe().f_trace_opcodes = True
    sys.settrace(tracer.start)
    try:
        end = act(targets)
    except BaseException as error:
        sys.settrace(None)
        end = "ended by " + type(error).__name__
        text = str(error) if type(error) is not SystemExit else str(error.code)
        end += f": {text}"[:200]
    finish(end)


if __name__ == "__main__":
    main()
