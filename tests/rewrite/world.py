"""Objects that answer every operation by a script and write it down.

A function that is given such objects, and whose globals are such objects, shows all that it does: each
attribute, call, operator, test of truth and step of an iteration is a line of the log. Two functions that do
the same have the same log. The script is drawn from a seed, so it is the same for both as long as they ask
for the same things in the same order. Nothing real is reached: imports and files are such objects too.
"""

import builtins
import random

SCRIPTED = [ValueError, KeyError, TypeError, AttributeError, StopIteration, ZeroDivisionError]
# Builtins that a function may use as they are.
HARMLESS = """
    abs all any ascii bin bool bytes bytearray callable chr complex dict divmod enumerate filter float format
    frozenset getattr hasattr hash hex int iter len list map max min next object oct ord pow property range repr
    reversed round set slice sorted staticmethod str sum super tuple type zip classmethod NotImplemented Ellipsis
    __build_class__ __debug__
""".split()


class Exhausted(BaseException):
    """More was done than the world allows."""


# How often the loops of a spoiled function may turn: more than any recursion that is compared with is deep.
TURNS = 500_000


class World:
    """`steady` fixes every answer, so that a recursion goes on until `turn` operations are done, then turns it round."""

    def __init__(self, seed, budget, steady=None, turn=0):
        self.random = random.Random(seed)
        self.budget, self.steady, self.turn = budget, steady, turn
        self.log = []
        # Nothing happens while a function is only defined.
        self.quiet = True
        self.made = 0
        self.named = {}
        self.turns = 0

    def turned(self):
        """Called at each turn of a spoiled function's loops: one that does nothing that is written down ends as well."""
        self.turns += 1
        if self.turns > TURNS:
            raise Exhausted

    def note(self, kind, *operands):
        if self.quiet:
            return
        self.log.append((kind, *[self.canon(operand) for operand in operands]))
        if len(self.log) > self.budget:
            raise Exhausted
        if self.steady is None and self.random.random() < 0.01:
            raise self.random.choice(SCRIPTED)(f"scripted {len(self.log)}")

    def truth(self, which=0):
        if self.steady is None:
            return self.random.random() < 0.5
        return self.steady[which] == (len(self.log) < self.turn)

    def more(self):
        """True while an iteration goes on."""
        if self.steady is None:
            return self.random.random() < 0.6
        return len(self.log) < self.turn

    def thing(self):
        self.made += 1
        return Thing(self, self.made)

    def value(self):
        if self.steady is not None:
            return self.thing()
        draw = self.random.random()
        if draw < 0.62:
            return self.thing()
        if draw < 0.74:
            return self.random.randint(-2, 5)
        if draw < 0.80:
            return None
        if draw < 0.86:
            return self.random.random() < 0.5
        if draw < 0.91:
            return self.random.choice(["", "a", "bc", "def"])
        items = [self.value() for _ in range(self.random.randint(0, 3))]
        return tuple(items) if draw < 0.94 else items

    def canon(self, value, depth=3):
        """A value as something that can be compared: types, contents, whose object it is; no addresses."""
        kind = type(value)
        if isinstance(value, Thing):
            return f"<{object.__getattribute__(value, 'serial')}>"
        if kind in (int, float, str, bytes, bool, type(None), complex, range, slice):
            return f"{kind.__name__} {value!r}" if kind is not slice else "slice"
        if depth == 0:
            return kind.__name__
        if kind in (list, tuple):
            return (kind.__name__, *[self.canon(item, depth - 1) for item in value])
        if kind is dict:
            return ("dict", *[(self.canon(k, depth - 1), self.canon(v, depth - 1)) for k, v in value.items()])
        if kind in (set, frozenset):
            return (kind.__name__, *sorted(str(self.canon(item, depth - 1)) for item in value))
        if isinstance(value, BaseException):
            return (kind.__name__, *[self.canon(item, depth - 1) for item in value.args])
        return kind.__name__

    def globals(self):
        return Globals(self)


class Globals(dict):
    """A module of which every unknown name is a thing."""

    def __init__(self, world):
        super().__init__()
        harmless = {name: getattr(builtins, name) for name in HARMLESS}
        errors = {
            name: value
            for name, value in vars(builtins).items()
            if isinstance(value, type) and issubclass(value, BaseException)
        }

        def scripted(kind, which):
            def answer(*operands):
                world.note(kind, *operands)
                return world.truth(which)

            return answer

        def imported(name, *_):
            world.note("import", name)
            return self[name]

        self["__builtins__"] = {
            **harmless,
            **errors,
            "isinstance": scripted("isinstance", 1),
            "issubclass": scripted("issubclass", 1),
            "id": lambda value: hash(value.serial) if isinstance(value, Thing) else 0,
            "print": lambda *values, **_: world.note("print", *values),
            "__import__": imported,
            "__turned__": world.turned,
        }
        self["__name__"] = "world"
        self.world = world

    def __missing__(self, name):
        if name in super().__getitem__("__builtins__"):
            raise KeyError(name)
        thing = self[name] = Thing(self.world, name)
        return thing


class Steps:
    """An iterator, no more: `iter` of it is written down as well."""

    def __init__(self, world, serial):
        self.world, self.serial = world, serial

    def __iter__(self):
        self.world.note("iter of an iterator", self.serial)
        return self

    def __next__(self):
        self.world.note("next", self.serial)
        if not self.world.more():
            raise StopIteration
        return self.world.value()


class Thing:
    def __init__(self, world, serial):
        object.__setattr__(self, "world", world)
        object.__setattr__(self, "serial", serial)

    def __getattr__(self, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        self.world.note("attribute", self, name)
        return self.world.value()

    def __setattr__(self, name, value):
        self.world.note("set attribute", self, name, value)

    def __delattr__(self, name):
        self.world.note("delete attribute", self, name)

    def __call__(self, *positional, **named):
        self.world.note("call", self, positional, named)
        return self.world.value()

    def __iter__(self):
        self.world.note("iter", self)
        return Steps(self.world, self.serial)

    def __reversed__(self):
        self.world.note("reversed", self)
        return Steps(self.world, self.serial)

    def __bool__(self):
        self.world.note("truth", self)
        return self.world.truth()

    def __len__(self):
        self.world.note("len", self)
        return 2 if self.world.truth() else 0

    def __index__(self):
        self.world.note("index", self)
        return 2 if self.world.truth() else 0

    __int__ = __index__

    def __contains__(self, item):
        self.world.note("contains", self, item)
        return self.world.truth()

    def __getitem__(self, key):
        self.world.note("item", self, key)
        return self.world.value()

    def __setitem__(self, key, value):
        self.world.note("set item", self, key, value)

    def __delitem__(self, key):
        self.world.note("delete item", self, key)

    def __hash__(self):
        return hash(self.serial)

    def __enter__(self):
        self.world.note("enter", self)
        return self.world.value()

    def __exit__(self, kind, *_):
        self.world.note("exit", self, kind and kind.__name__)
        return False

    def __repr__(self):
        self.world.note("repr", self)
        return f"<{self.serial}>"

    def __str__(self):
        self.world.note("str", self)
        return f"<{self.serial}>"

    def __format__(self, spec):
        self.world.note("format", self, spec)
        return f"<{self.serial}>"


def _operator(name):
    def method(self, *others):
        self.world.note(name, self, *others)
        return self.world.value()

    return method


def _comparison(name):
    def method(self, other):
        self.world.note(name, self, other)
        if self.world.steady is None and self.world.random.random() < 0.3:
            return self.world.thing()
        return self.world.truth(2)

    return method


for _name in "add sub mul truediv floordiv mod pow and or xor lshift rshift matmul divmod".split():
    setattr(Thing, f"__{_name}__", _operator(_name))
    setattr(Thing, f"__r{_name}__", _operator(f"r{_name}"))
    if _name != "divmod":
        setattr(Thing, f"__i{_name}__", _operator(f"i{_name}"))
for _name in "neg pos invert abs".split():
    setattr(Thing, f"__{_name}__", _operator(_name))
for _name in "eq ne lt le gt ge".split():
    setattr(Thing, f"__{_name}__", _comparison(_name))
