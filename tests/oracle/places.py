"""Where the names stand that an instruction binds or uses, from CPython's own tree.

An instruction's span is that of the name for most targets, but of the whole statement for
`import`, `def`, `class`, `except ... as` and some patterns. Columns come in bytes from 0 and
leave in characters from 1, as in the JSON trace.
"""

import ast
import re

# Bound by the compiler, not by a name in the text.
UNWRITTEN = {"__module__", "__qualname__", "__doc__", "__classcell__", "__class__", "__annotations__"}


class Places:
    def __init__(self, source):
        """`source` are the bytes of the file. Raises SyntaxError and ValueError as `ast.parse` does."""
        self.tree = tree = ast.parse(source)
        self.lines = decoded(source).splitlines(keepends=True)
        self.bytes = [line.encode() for line in self.lines]
        self.names = {}
        self.constructs = {}
        self.owners = {}
        self.lambdas = {}
        self.captures = {}
        self.calls = {}
        for node in ast.walk(tree):
            self.look(node)

    def place(self, line, column):
        text = self.bytes[line - 1][:column].decode(errors="replace") if line <= len(self.bytes) else ""
        return line, len(text) + 1

    def look(self, node):
        match node:
            case ast.Name():
                # `x += 1` both loads and stores `x` at one place: the tree knows which one it is.
                is_store = isinstance(node.ctx, ast.Store)
                self.names[span(node)] = ("bind" if is_store else "use", self.start(node))
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                start = self.find(rb"(?:def|class)[ \t]+", node.lineno, node.col_offset)
                self.construct(node, node.name, start)
                if not isinstance(node, ast.ClassDef):
                    first = node.decorator_list[0].lineno if node.decorator_list else node.lineno
                    self.owners[first, node.name, None] = self.parameters(node)
            case ast.Lambda():
                self.lambdas.setdefault(node.lineno, []).append((span(node.body), self.parameters(node)))
            case ast.Import() | ast.ImportFrom():
                for alias in node.names:
                    name = alias.asname or alias.name.split(".")[0]
                    column = alias.col_offset
                    if alias.asname:
                        column = alias.end_col_offset - len(name.encode())
                    line = alias.end_lineno if alias.asname else alias.lineno
                    self.construct(node, name, self.place(line, column))
            case ast.ExceptHandler(name=str()):
                after = node.type
                start = self.find(rb"\bas\s+", after.end_lineno, after.end_col_offset)
                self.construct(node, node.name, start)
            case ast.match_case():
                for inner in ast.walk(node.pattern):
                    self.capture(inner, span(node.pattern))
            case ast.Call():
                self.call(node)

    def capture(self, node, pattern):
        """Captures are bound together once the pattern has matched, at the place of its last part."""
        name = getattr(node, "name", None) or getattr(node, "rest", None)
        match node:
            case ast.MatchAs(name=str()) | ast.MatchStar(name=str()):
                column = node.end_col_offset - len(name.encode())
                place = self.place(node.end_lineno, column)
            case ast.MatchMapping(rest=str()):
                last = node.patterns[-1] if node.patterns else node
                line, column = last.end_lineno, last.end_col_offset
                if not node.patterns:
                    line, column = node.lineno, node.col_offset
                place = self.find(rb"\*\*\s*", line, column)
            case _:
                return
        self.captures.setdefault(name, []).append((pattern, place))

    def start(self, node):
        return self.place(node.lineno, node.col_offset)

    def construct(self, node, name, place):
        if place is not None:
            self.constructs.setdefault(name, []).append((span(node), place))

    def find(self, pattern, line, column):
        """Where the first match from there on ends."""
        while line <= len(self.bytes):
            found = re.compile(pattern).search(self.bytes[line - 1], column)
            if found:
                return self.place(line, found.end())
            line, column = line + 1, 0
        return None

    def parameters(self, node):
        arguments = node.args
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        every += [argument for argument in (arguments.vararg, arguments.kwarg) if argument]
        return {argument.arg: self.start(argument) for argument in every}

    def call(self, node):
        arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
        if isinstance(node.func, ast.Attribute):
            arguments.append(node.func.value)
        arguments = [a.value if isinstance(a, ast.Starred) else a for a in arguments]
        names = sorted({argument.id for argument in arguments if isinstance(argument, ast.Name)})
        if names:
            self.calls[span(node)] = names

    def of(self, key):
        """(access, (line, column)) of an observed key; the place is None where it is not known."""
        access, _, where, name = key
        if access == "parameter":
            found = self.owner(where)
            return access, found.get(name) or found.get(unmangled(name))
        known = self.names.get(where)
        if known:
            return known if known[0] == access else (access, None)
        if access == "use":
            return access, None
        if name in UNWRITTEN:
            return "unwritten", None
        return access, self.in_construct(where, name)

    def owner(self, where):
        line, name, body = where
        if name != "<lambda>":
            return self.owners.get(where, {})
        bodies = self.lambdas.get(line, [])
        around = [found for found in bodies if body is None or contains(found[0], body)]
        if body is None and len(around) > 1:
            return {}
        # Of lambdas around each other the innermost.
        return max(around, key=lambda found: (found[0][0], found[0][2]), default=(None, {}))[1]

    def in_construct(self, where, name):
        captured = {place for pattern, place in self.captures.get(name, ()) if contains(pattern, where)}
        if len(captured) == 1:
            return captured.pop()
        candidates = self.constructs.get(name) or self.constructs.get(unmangled(name)) or []
        exact = [place for inside, place in candidates if inside == where]
        if len(exact) == 1:
            return exact[0]
        inside = {place for other, place in candidates if contains(where, other)}
        # A decorated definition starts with its decorator.
        outside = {place for other, place in candidates if other[1::2] == where[1::2]}
        for found in (inside, outside):
            if len(found) == 1:
                return found.pop()
        return None


def span(node):
    return node.lineno, node.end_lineno, node.col_offset, node.end_col_offset


def contains(outer, inner):
    starts = (outer[0], outer[2]) <= (inner[0], inner[2])
    return starts and (inner[1], inner[3]) <= (outer[1], outer[3])


def unmangled(name):
    found = re.match(r"_[^_].*?(__.*)", name)
    return found[1] if found else name


def decoded(source):
    import io
    import tokenize

    encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
    text = source.decode(encoding)
    # Only what Python takes for the end of a line: not form feed or U+2028, as str.splitlines does.
    return Lines(text.replace("\r\n", "\n").replace("\r", "\n"))


class Lines(str):
    def splitlines(self, keepends=True):
        return [line + "\n" for line in self.split("\n")]
