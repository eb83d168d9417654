"""What to look at in one code object of CPython 3.11, by offset."""

import sys

STORES = ("STORE_FAST", "STORE_NAME", "STORE_GLOBAL", "STORE_DEREF")
LOADS = ("LOAD_FAST", "LOAD_NAME", "LOAD_GLOBAL", "LOAD_DEREF", "LOAD_CLASSDEREF")
CALLS = ("CALL", "CALL_FUNCTION_EX")
# Instructions that push what another place has already.
BORROWS = ("LOAD_", "COPY", "SWAP", "UNPACK_", "FOR_ITER", "STORE_", "GET_", "POP_", "SEND", "NOP")
COMPREHENSIONS = ("<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>")


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


class Watched:
    """What to look at in one code object, by offset."""

    def __init__(self, code, plan):
        self.file = code.co_filename
        self.frames, self.next, self.steps = 0, 1, 0
        # Lines with the offsets on them that bind a name seen a few times at most; what was seen often.
        self.open, self.full = {}, set()
        # Where a name is an entry of a dictionary, not a slot of the frame, none are known beforehand.
        is_function = code.co_flags & 1
        self.names = [name for name in fast_names(code) if not name.startswith(".")] if is_function else None
        # Stores the compiler has put in front of one that stands to their left: `a, b = x, y`.
        self.early = set()
        self.stores, self.loads, self.calls, self.made = {}, {}, {}, {}
        found = list(instructions(code))
        spans = list(code.co_positions())
        fast = fast_names(code)
        self.returns, self.begins = set(), set()
        starts, ends = [], []
        for index, (offset, name, argument) in enumerate(found):
            span = spans[offset // 2]
            if name == "RETURN_VALUE":
                self.returns.add(offset)
            elif name == "RESUME" and not argument:
                self.begins.add(offset)
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
                    if self.is_early(found[index + 1], spans, span):
                        self.early.add(offset)
                    key = ("bind", self.file, span, bound)
                    self.stores[offset] = (key, bound, name == "STORE_GLOBAL", offset)
                    self.open.setdefault(span[0], set()).add(offset)
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

    def close(self, line, offset):
        """This place was seen often enough."""
        rest = self.open.get(line)
        if rest is not None:
            rest.discard(offset)
            if not rest:
                del self.open[line]

    @staticmethod
    def bound(code, fast, opname, argument):
        if opname.endswith(("_NAME", "_GLOBAL")):
            return code.co_names[argument >> 1 if opname == "LOAD_GLOBAL" else argument]
        return fast[argument]

    @staticmethod
    def is_early(after, spans, span):
        """A store before one that stands to the left of it."""
        line, _, column, _ = spans[after[0] // 2]
        return after[1] in STORES and line is not None and column is not None and (line, column) < (span[0], span[2])

    @staticmethod
    def is_cleanup(found, index):
        """The `name = None; del name` at the end of an except clause."""
        if index == 0 or index + 1 == len(found):
            return False
        (_, before, _), (_, name, argument), (_, after, deleted) = found[index - 1 : index + 2]
        return before == "LOAD_CONST" and after == name.replace("STORE", "DELETE") and argument == deleted
