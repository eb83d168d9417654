"""Prints a program of random functions that make, share, keep and drop lists: for `lives.py`.

    random_frames.py SEED

Only syntax of Python 3.8. Each function is called a few times, and what it raises is caught.
"""

import random
import sys

NAMES = ["a", "b", "c", "d", "e"]
DEPTH = 3


class Program:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lines = []
        self.functions = []

    def pick(self, *choices):
        return self.random.choice(choices)

    def name(self):
        return self.random.choice(NAMES)

    def value(self):
        """An expression that gives a list, a tuple or nothing."""
        name, other = self.name(), self.name()
        choices = [
            "[n]", "[n, n]", "[n]", "(n, n)", "{n: n}", "{n}", "None", name, name, f"[{name}]", f"{name} or [n]",
            f"[n] if n % 2 else {name}", f"list({name} or ())", f"({name}, {other})", f"[item for item in ({name} or ())]",
            f"len([n])", f"[[n]][0]", f"({name} or [n])[:1]", f"identity({name})", f"identity([n])", f"keep({name})",
            f"size({name})", f"size([n, n])", f"first([{name}])", f"({name} or []) + [n]", f"sorted([n, n])",
            f"iter({name} or ())", f"(lambda: {name})", f"Box(n)", f"Box({name})", f"Box(n).item", f"raises([n])",
            f"raises({name})", f"dict(n={name})", f"n and [n]", f"gather({name}, n)", f"gather(n, k={name})", f"fresh()",
            f"Slotted(n)", f"wrap({name})()", f"again(n - 1, {name})", f"again(n - 1, [n])",
        ]
        if self.functions:
            choices.append(f"{self.random.choice(self.functions)}(n - 1, {name})")
        return self.random.choice(choices)

    def block(self, indent, depth, loop, final):
        for _ in range(self.random.randint(1, 4)):
            self.statement(indent, depth, loop, final)

    def add(self, indent, text):
        self.lines.append("    " * indent + text)

    def statement(self, indent, depth, loop, final):
        kind = self.random.random()
        name, other = self.name(), self.name()
        if kind < 0.4 or depth == 0 and kind < 0.8:
            return self.add(indent, f"{name} = {self.value()}")
        if kind < 0.45:
            return self.add(indent, f"{name}, {other} = {other}, {name}")
        if kind < 0.5:
            return self.add(indent, f"{name}, {other} = {self.value()}, {self.value()}")
        if kind < 0.54:
            return self.add(indent, f"{name} = {other} = {self.value()}")
        if kind < 0.6:
            self.add(indent, f"{name} = {self.value()}")
            self.add(indent, f"del {name}")
            return self.add(indent, f"{name} = {self.pick('0', 'None', '[n]')}")
        if kind < 0.64 and loop:
            return self.add(indent, f"if n % {self.random.randint(2, 3)}: {self.pick('break', 'continue')}")
        if kind < 0.67 and not final:
            return self.add(indent, f"if n == {self.random.randint(0, 3)}: return {self.pick('0', name, 'len([n])')}")
        if kind < 0.69:
            return self.add(indent, f"if n == {self.random.randint(0, 3)}: raise ValueError({self.pick('n', name)})")
        if kind < 0.72:
            return self.add(indent, self.value())
        if kind < 0.74:
            return self.add(indent, f"kept.append({name})")
        if kind < 0.76:
            return self.add(indent, f"if ({name} := {self.value()}): n += 1")
        if depth == 0:
            return self.add(indent, f"n += size({name})")
        self.nested(indent, depth - 1, loop, final, self.random.random())

    def nested(self, indent, depth, loop, final, kind):
        name = self.name()
        if kind < 0.35:
            self.add(indent, f"if {self.pick('n', 'n > 1', 'n % 2', name)}:")
            self.block(indent + 1, depth, loop, final)
            if self.random.random() < 0.5:
                self.add(indent, self.pick("else:", "elif n == 2:"))
                self.block(indent + 1, depth, loop, final)
        elif kind < 0.55:
            over = self.pick("range(2)", f"{name} or ()", "[n, n]", "[[n], [n]]", f"list({name} or ())")
            self.add(indent, f"for {self.pick('item', self.name())} in {over}:")
            self.block(indent + 1, depth, True, final)
        elif kind < 0.65:
            count = f"count{len(self.lines)}"
            self.add(indent, f"{count} = 0")
            self.add(indent, f"while {count} < {self.random.randint(0, 3)}:")
            self.add(indent + 1, f"{count} += 1")
            self.block(indent + 1, depth, True, final)
        elif kind < 0.9:
            self.add(indent, "try:")
            self.block(indent + 1, depth, loop, final)
            if kind < 0.8:
                self.add(indent, self.pick("except Exception:", "except ValueError as error:", "except TypeError as error:"))
                self.add(indent + 1, "pass")
                if "as error" in self.lines[-2]:
                    self.add(indent + 1, self.pick("text = str(error)", f"{name} = error", "kept.append(error)", "pass"))
                self.block(indent + 1, depth, loop, final)
            if kind > 0.72:
                self.add(indent, "finally:")
                self.block(indent + 1, depth, False, True)
        else:
            self.add(indent, f"with Swallows({self.value()}) as {self.pick('inside', name)}:")
            self.block(indent + 1, depth, loop, final)

    def function(self, index):
        self.add(0, f"def function{index}(n, a=None):")
        self.add(1, "if n < 0: return a")
        self.add(1, "b = c = d = e = None")
        for _ in range(self.random.randint(3, 8)):
            self.statement(1, DEPTH, False, False)
        if self.random.random() < 0.2:
            self.add(1, f"yield {self.name()}")
            self.add(1, f"{self.name()} = {self.value()}")
        elif self.random.random() < 0.3:
            self.add(1, f"return {self.name()}")
        self.add(0, "")
        self.functions.append(f"function{index}")


PRELUDE = '''
kept = []

class Box:
    def __init__(self, item):
        self.item = item

class Slotted:
    __slots__ = ("item",)
    def __init__(self, item):
        self.item = item

class Swallows:
    def __init__(self, item):
        self.item = item
    def __enter__(self):
        return self.item
    def __exit__(self, *details):
        return True

def identity(x):
    return x

def keep(x):
    kept.append(x)
    return x

def size(x):
    own = x
    x = None
    return len(own) if hasattr(own, "__len__") else 0

def first(x):
    return x[0]

def raises(x):
    if not hasattr(x, "__len__") or len(x) > 1:
        raise ValueError(x)
    return 1

def gather(*x, **y):
    return x and y

def fresh():
    return [1]

def wrap(x):
    def inner():
        return x
    return inner

def again(n, x):
    own = [n]
    if n > 0:
        again(n - 1, own)
    x = None
    own = None
    return x
'''


def main():
    program = Program(int(sys.argv[1]))
    for index in range(12):
        program.function(index)
    print(PRELUDE)
    print("\n".join(program.lines))
    for name in program.functions:
        print(f"for number in range(4):\n    try:\n        result = {name}(number)")
        print("        if hasattr(result, '__next__'): list(result)\n    except Exception:\n        pass")


main()
