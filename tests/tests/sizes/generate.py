"""Prints a program that makes some hundred objects, in every way a size depends on.

A comment `#: EXPRESSION` names the object that the line makes, after `=`, `return`, `def` or the
indentation. Only syntax of Python 3.8, so that every version makes the same objects.
"""

LENGTHS = [*range(41), 45, 64, 65, 100]
lines = []
count = 0


def add(expression):
    """`name = expression`, at module level."""
    global count
    lines.append(f"v{count} = {expression}  #: v{count}")
    count += 1


def add_local(expression):
    """The same in a function, as a local and as what it returns."""
    global count
    lines.append(f"def made{count}(a, b):")
    lines.append(f"    local = {expression}  #: v{count}")
    lines.append("    return local")
    lines.append(f"v{count} = made{count}('x', 2)")
    lines.append(f"def given{count}(a, b):")
    lines.append(f"    return {expression}  #: w{count}")
    lines.append(f"w{count} = given{count}('x', 2)")
    count += 1


def joined(items):
    return ", ".join(items)


def tuple_of(items):
    return f"({joined(items)},)" if len(items) == 1 else f"({joined(items)})"


lines.append("import sys")
lines.append("a = 'x'")
lines.append("b = 2")
lines.append("xs = [1, 2, 3]")
for length in LENGTHS:
    numbers = [str(n) for n in range(length)]
    texts = [repr("k%d" % n) for n in range(length)]
    mixed = [("a", "b", str(n), "None")[n % 4] for n in range(length)]
    add(f"[{joined(numbers)}]")
    add(f"[{joined(texts)}]")
    add(f"[{joined(mixed)}]")
    add(tuple_of(numbers))
    add(tuple_of(mixed))
    if length:
        add(f"{{{joined(numbers)}}}")
        add(f"{{{joined(texts)}}}")
    add("{%s}" % joined(f"{text}: {n}" for n, text in enumerate(texts)))
    add("{%s}" % joined(f"{text}: a" for text in texts))
    add("{%s}" % joined(f"{n}: b" for n in numbers))
    add("{%s}" % joined(f"{text}: [{n}]" for n, text in enumerate(texts)))
    if length % 3 == 1:
        add_local(f"[{joined(numbers)}]")
        add_local(f"[{joined(mixed)}]")
        add_local(tuple_of(mixed))
        add_local("{%s}" % joined(f"{text}: a" for text in texts))

for length in [*LENGTHS, 127, 200, 1000, 5000]:
    for text in [
        f"[n for n in range({length})]", f"[[] for n in range(1, {length} + 1)]", f"{{n for n in range({length})}}",
        f"{{n: a for n in range({length})}}", f"list(range({length}))", f"[0] * {length}", f"{length} * [None]",
        f"[a, b] * {length}", f"[n for n in range({length}) if n]", f"{{n % 7 for n in range({length})}}",
        f"[n for n in range(10, 10 - {length}, -1)]", f"[n for n in range(0, {length}, 3)]",
    ]:
        add(text)
        if length == 16:
            add_local(text)

for expression in [
    # Numbers, text and more of every size, alone and together.
    *(f"[{2 ** power + offset}]" for power in (0, 1, 8, 15, 29, 30, 31, 59, 60, 61, 62) for offset in (-1, 0, 1)),
    *(f"[-{2 ** power}]" for power in (0, 8, 30, 60, 62)),
    "['']", "['a']", "['abc', 'de']", "['abc', 'abc']", "['é']", "['éa']", "['Ā']", "['😀']", "[b'abc']", "[1.5]",
    "[None, True, False]", "[1000, 1000, 1000]", "[0, 0]", "[1, 1.0, True]", "(1000, 'a', None)", "((1, 2), (3, 4), 5)",
    "((1, 2), (1, 2))", "[[1, 2], [1, 2]]", "[[1, 2], [3, 4], [1, 'x']]", "{'a': 1, 'b': [1, 2]}", "{'a': 'a'}",
    "{1: 1, 2: 2}", "{1, 2, 3}", "{'a', 'b'}", "{1, 2, 3, 4, 5, 6, 7, 8}", "[a, b, a]", "[b, b]", "[xs]", "[[]]", "[{}]",
    "[(), ()]", "[[[[1]]]]", "{'k': {'k': {'k': 'k'}}}", "[1, [1, [1]]]", "(a, b)", "[-5, -6, 256, 257]", "[len(xs)]",
    "[1 + 1000, 1001]", "[1001, 1001.0]", "['x' * 3]", "[0.0, -0.0]", "[1e300, 1e300]", "[10 ** 20]", "[9223372036854775807]",
]:
    add(expression)
    if "xs" not in expression:
        add_local(expression)

for expression in [
    "[True, False, None]", "[-1, -2, -3]", "[1.5, 2.5, 3.5]", "[1 + 2, 3, 4]", "[1, 2, 3 * a]", "3 * [...]",
    "[b'x', b'y', b'z']", "[(1, 2), (3, 4), (5, 6)]", "[(1, a), (3, 4), (5, 6)]", "[1, 2, -b]", "[[], [], []]",
    "[[1, 2, 3], [4, 5, 6], [7, 8, 9]]", "[{}, {}, {}]", "[1, 2, not b]", "[f'{a}', 'b', 'c']", "[f'a', 'b', 'c']",
    "[1j, 2j, 3j]", "['a' 'b', 'c', 'd']", "[(), (), ()]", "[a if b else b, 1, 2]", "[1 if b else 2, 1, 2]",
    "[1, 2, 'abc'[0]]", "[xs[0], 1, 2]", "[len(xs), 1, 2]", "[*xs]", "[*xs, 1, 2, 3]", "[*'ab', *xs]", "[1, 2, 3, *xs]",
    "[lambda: 1, 2, 3]", "[__debug__, 1, 2]", "[x for x in xs]", "[x for x in xs if x > 1]", "[x for x in range(10)]",
    "[1, (2, (3, 4)), 5]", "[1, (2, (3, a)), 5]", "[~1, 2, 3]", "[+1, 2, 3]", "[2 ** 3, 4, 5]", "[1, 2 < 3, 4]",
    "[None, a is None, 3]", "[1, b and a, 3]", "[-1.5, -2j, 0]", "[1, 2, (b := 2)]",
    "(1, 2, 3 + 4)", "(*xs,)", "(a, *xs)", "((1, 2), (3, 4))", "([], [])", "((a, b), (b, a))", "()",
    "{1, 1}", "{1, True}", "{a}", "{a, b}", "{1, 2, a}", "{'a', 'a', 'a'}", "{*xs}", "{*xs, 1}", "{x for x in xs}",
    "{1, 2, 3, 4, 4}", "{a, a, a, a, a, a}", "{'x', a}", "{(1, 2), (3, 4)}", "{None, True, 2}", "{0, 0.0, False}",
    "{'a': 1, 'a': 2}", "{'a': 1, a: 2}", "{a: b}", "{1: 1, True: 2}", "{(1, 2): 3}", "{None: 1}", "{1.5: 1}",
    "{b'x': 1}", "{**{'a': 1}}", "{'a': 1, **{'b': 2}}", "{x: x for x in xs}", "{'a': {'b': {}}}", "{-1: 1}",
    "{'a' 'b': 1}", "{f'a': 1}", "{f'{a}': 1}", "{'a': 1, 2: 3}", "{1: 'a', 2: 'b'}", "{True: 1, False: 2}", "{}",
    "{'x': 1, 'y': 2, 'x': 3, 'z': 4, 'w': 5, 'u': 6}", "{1: 1, 1: 2, 1: 3, 1: 4, 1: 5, 1: 6}",
    "list()", "dict()", "set()", "tuple()", "frozenset()", "bytearray()", "object()",
    "list(xs)", "list((1, 2, 3))", "list('abc')", "list(range(10))", "list([])", "list({})", "tuple(xs)", "tuple([])",
    "tuple(())", "set(xs)", "set([])", "frozenset(xs)", "frozenset([])", "dict(a=1)", "dict(a=1, b=2)", "dict({})",
    "dict([])", "dict([(1, 2)])", "dict({'a': 1})", "dict(**{'a': 1})", "bytearray(b'abc')", "bytearray(10)",
    "range(3)", "range(0)", "range(10 ** 6)", "range(1, 10, 2)", "range(b)", "range(2 ** 70)",
    "xs.copy()", "xs[:]", "xs[1:]", "xs + xs", "xs * 2", "[] + []", "10 * [0]", "b * [a]", "0 * [None]",
    "sorted(xs)", "sorted([])", "sorted('cab')", "list(reversed(xs))", "list(map(str, xs))", "list(zip(xs, xs))",
    "'a b c'.split()", "'abc'.partition('b')", "divmod(7, 2)", "{'a': 1}.copy()", "{1, 2}.copy()", "{1} | {2}",
    "{1, 2, 3} - {1}", "{1}.union([2])", "{'a': 1}.items()", "{'a': 1}.keys()", "dict.fromkeys('ab')",
    "dict(zip('ab', xs))", "enumerate(xs)", "zip(xs, xs)", "map(str, xs)", "iter(xs)", "reversed(xs)",
    "(x for x in xs)", "slice(1, 2)", "Exception('a')", "ValueError()", "super",
]:
    if ":=" in expression:
        expression = f"({expression})"
    add(expression)
    if "xs" not in expression:
        add_local(expression)

CLASSES = {
    "Empty": "    pass",
    "Plain": "    def __init__(self):\n        self.x = 1",
    "Many": "    def __init__(self):\n" + "\n".join(f"        self.f{n} = {n}" for n in range(40)),
    "Slots": "    __slots__ = ('x', 'y')\n    def __init__(self):\n        self.x = 1",
    "NoSlots": "    __slots__ = ()",
    "Derived(Plain)": "    def __init__(self):\n        super().__init__()\n        self.y = 2",
    "DerivedSlots(Slots)": "    pass",
    "SlotsOfPlain(Plain)": "    __slots__ = ('z',)",
    "Listed(list)": "    pass",
    "Mapped(dict)": "    pass",
    "Number(int)": "    pass",
    "Text(str)": "    pass",
    "Pair(tuple)": "    pass",
    "Failure(Exception)": "    pass",
    "Sized": "    def __sizeof__(self):\n        return 1000",
    "Called": "    def __call__(self):\n        return 1",
    "Compared": "    def __eq__(self, other):\n        return True",
    "New": "    def __new__(cls):\n        return object.__new__(cls)",
    "Other": "    def __new__(cls):\n        return [1, 2, 3]",
    "Both(Empty, Plain)": "    pass",
    "FromObject(object)": "    value = 3",
    "Meta(type)": "    pass",
    "WithMeta(metaclass=Meta)": "    pass",
    "Getattr": "    def __getattr__(self, name):\n        return 1",
    "Weak": "    __slots__ = ('__weakref__',)",
    "Dicted": "    __slots__ = ('__dict__',)",
    "One": "    __slots__ = 'x'",
    "Listed2": "    __slots__ = ['x', 'y', 'z']",
    "More(One)": "    __slots__ = ('p', 'q')",
    "MostOf(More)": "    __slots__ = ()\n    def m(self):\n        return 1",
    "Again(One)": "    __slots__ = ('x',)",
    "PlainOfMore(More)": "    z = 1",
    "SlotsOfPlainOfMore(PlainOfMore)": "    __slots__ = ('u',)",
    "Computed": "    __slots__ = tuple('ab')",
    "Annotated": "    __slots__: tuple = ('x', 'y')",
    "Twice": "    __slots__ = ('x',)\n    __slots__ = ('x', 'y')",
    "Added": "    __slots__ = ('x',)\n    __slots__ += ('y',)",
    "OfList(list)": "    __slots__ = ('x',)",
    "OfException(Exception)": "    __slots__ = ('x',)",
    "OfTwo(NoSlots, One)": "    __slots__ = ('y',)",
    "OfObject(object)": "    __slots__ = ('y',)",
    "Private": "    __slots__ = ('__x', '_y')",
    "InIf": "    if True:\n        __slots__ = ('x', 'y')",
}
for head, body in CLASSES.items():
    name = head.split("(")[0]
    lines.append(f"class {head}:\n{body}")
    if name != "Meta":
        add(f"{name}()")
        add(f"[{name}(), {name}(), {name}()]")
        add_local(f"{name}()")

# Dataclasses have slots since 3.10; before, nothing is made.
lines.append("from dataclasses import dataclass, field\nfrom collections import namedtuple\nimport typing, enum")
DATACLASSES = {
    "Point": ("", "    x: int = 0\n    y: int = 1"),
    "SlotPoint": ("(slots=True)", "    x: int = 0\n    y: int = 1"),
    "FrozenPoint": ("(frozen=True, slots=True)", "    x: int = 0"),
    "EmptyPoint": ("(slots=True)", "    pass"),
    "VarPoint": ("(slots=True)", "    x: int = 0\n    c: typing.ClassVar[int] = 0"),
    "ListPoint": ("(slots=True)", "    x: list = field(default_factory=list)\n    n: int = 3\n    def m(self):\n        return 1"),
    "PlainSlotPoint": ("(slots=False)", "    x: int = 0"),
}
for name, (options, body) in DATACLASSES.items():
    if options:
        lines.append(f"if sys.version_info >= (3, 10):\n  @dataclass{options}\n  class {name}:\n{body}")
        lines.append(f"  v{count} = {name}()  #: v{count}\nelse:\n  v{count} = None")
    else:
        lines.append(f"@dataclass\nclass {name}:\n{body}\nv{count} = {name}()  #: v{count}")
    count += 1
lines.append("class OfSlotPoint(Point):\n    pass")
lines.append("if sys.version_info >= (3, 10):\n  class OfSlots(SlotPoint):\n    pass\n  v_of = OfSlots()  #: v_of\nelse:\n  v_of = None")
lines.append("Pair2 = namedtuple('Pair2', 'x y')\nclass Pair3(typing.NamedTuple):\n    x: int\n    y: int\n    z: int = 0")
lines.append("class Colour(enum.Enum):\n    RED = 1\nclass Level(enum.IntEnum):\n    LOW = 1")
for expression in ["Pair2(1, 2)", "Pair3(1, 2)", "Pair3(1, 2, 3)", "Colour.RED", "Colour(1)", "Level.LOW", "Colour['RED']"]:
    add(expression)

FUNCTIONS = ["x", "x, y=1", "*args, **kwargs", "x: int = 3, *, y: str = 'a'", "", "x, y=[1, 2, 3]"]
for parameters in FUNCTIONS:
    lines.append(f"def function{count}({parameters}):  #: function{count}\n    return 1")
    add(f"lambda {parameters.split(':')[0]}: 1")
lines.append("def outer(x):\n    def inner():  #: inner\n        return x\n    return inner\ninner = outer(1)")
lines.append("def generator():\n    yield [1, 2, 3]  #: item\nitem = next(generator())")
lines.append("async def coroutine():  #: coroutine\n    return 1")

lines.append("def defaults(x=[1, 2, 3]):\n    return x\n")
lines.append("nested = [\n    [1, 2, 3],  #: nested[0]\n    [a, b, 3],  #: nested[1]\n    (1, a),  #: nested[2]")
lines.append("    {'a': 1},  #: nested[3]\n    {1, 2},  #: nested[4]\n    [],  #: nested[5]\n    {},  #: nested[6]\n]")
lines.append("grid = [[0] * 3 for _ in range(3)]")
lines.append("for turn in range(3):\n    row = [turn, 1, 2]  #: row\n    pair = (turn, 1)  #: pair")
lines.append("if b:\n    either = [1, 2, 3, 4, 5]  #: either\nelse:\n    either = []")
lines.append("first, second = [1, 2, 3], a")
lines.append("grown = [1, 2, 3]\ngrown.append(4)")
print("\n".join(lines))
