"""Writes files of random recursive functions, for `run.py`: `random_functions.py SEED COUNT > FILE`.

No function is meant to make sense; each ends soon or runs on until the world of `run.py` has enough. What is drawn:
statements of every kind around calls of itself in every place of an expression, defaults, keywords, rebound
parameters, loops with `else`, nested functions that capture, methods.
"""

import random
import sys

NAMES = ["a", "b", "c"]
LOCALS = ["x", "y", "z"]


class Writer:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lines = []

    def pick(self, *choices):
        return self.random.choice(choices)

    def chance(self, share):
        return self.random.random() < share

    def function(self, name, method):
        self.call_name = f"self.{name}" if method else name
        self.parameters = NAMES[: self.random.randint(1, 3)]
        self.defaults = self.random.randint(0, len(self.parameters) - 1)
        self.calls = self.pick(1, 1, 1, 2, 2, 3)
        self.bound = list(self.parameters)
        self.in_loop = 0
        at = len(self.parameters) - self.defaults
        parts = [p if i < at else f"{p}={self.pick('0', 'None', '()', '1')}" for i, p in enumerate(self.parameters)]
        head = ", ".join(["self", *parts] if method else parts)
        depth = 1 if method else 0
        self.line(depth, f"def {name}({head}):")
        if self.chance(0.7):
            self.line(depth + 1, f"if {self.test(1)}:")
            self.line(depth + 2, self.pick(f"return {self.plain(2)}", "return", f"return {self.pick(*self.bound)}"))
        self.block(depth + 1, self.random.randint(1, 4), 2)
        kind = self.random.random()
        if kind < 0.75:
            self.line(depth + 1, f"return {self.with_call(2)}" if self.chance(0.75) else f"return {self.plain(2)}")

    def line(self, depth, text):
        self.lines.append("    " * depth + text)

    def name(self):
        return self.pick(*self.bound)

    def plain(self, depth):
        """An expression without a call of the function."""
        if depth <= 0 or self.chance(0.3):
            return self.pick(self.name(), self.name(), str(self.random.randint(0, 3)), "log", "'t'")
        less = depth - 1
        return self.random.choice(
            [
                lambda: f"{self.name()}.{self.pick('left', 'right', 'key')}",
                lambda: f"{self.name()}[{self.plain(0)}]",
                lambda: f"{self.name()}[1:]",
                lambda: f"({self.plain(less)} {self.pick('+', '-', '*', '//', '%', '|')} {self.plain(less)})",
                lambda: f"log({self.plain(less)})",
                lambda: f"[{self.plain(less)}, {self.plain(less)}]",
                lambda: f"({self.plain(less)},)",
                lambda: f"(-{self.plain(less)})",
                lambda: f"{self.name()}.go({self.plain(less)})",
                lambda: f"({self.plain(less)} if {self.test(less)} else {self.plain(less)})",
                lambda: f"[{self.pick('v', 'v.key')} for v in {self.name()}]",
                lambda: "{" + f"{self.plain(0)!s}: {self.plain(less)}" + "}" if self.chance(0.3) else self.name(),
                lambda: f"f'{{{self.name()}}}'",
            ]
        )()

    def test(self, depth):
        return self.random.choice(
            [
                lambda: self.name(),
                lambda: f"not {self.name()}",
                lambda: f"{self.name()} {self.pick('<', '==', '>=', 'is', 'is not')} {self.pick('0', 'None', self.name())}",
                lambda: f"{self.plain(depth)}",
                lambda: f"{self.name()} and {self.plain(depth)}",
                lambda: f"isinstance({self.name()}, list)",
            ]
        )()

    def call(self, depth):
        """A call of the function itself."""
        count = self.random.randint(len(self.parameters) - self.defaults, len(self.parameters))
        arguments = [self.plain(depth) for _ in range(count)]
        named = self.random.randint(0, count) if self.chance(0.25) else 0
        order = list(range(count - named, count))
        self.random.shuffle(order)
        parts = arguments[: count - named] + [f"{self.parameters[at]}={arguments[at]}" for at in order]
        return f"{self.call_name}({', '.join(parts)})"

    def with_call(self, depth):
        """An expression with a call of the function somewhere in it."""
        if depth <= 0 or self.chance(0.35):
            return self.call(1)
        less = depth - 1
        return self.random.choice(
            [
                lambda: f"{self.plain(1)} {self.pick('+', '*', '-', '|')} {self.with_call(less)}",
                lambda: f"{self.with_call(less)} {self.pick('+', '*', '-')} {self.plain(1)}",
                lambda: f"{self.call(1)} + {self.call(1)}",
                lambda: f"[{self.plain(1)}] + {self.with_call(less)}",
                lambda: f"({self.plain(1)}, {self.with_call(less)})",
                lambda: f"[{self.with_call(less)}, {self.plain(1)}]",
                lambda: f"{self.test(1)} {self.pick('and', 'or')} {self.call(1)}",
                lambda: f"{self.call(1)} {self.pick('and', 'or')} {self.plain(1)}",
                lambda: f"({self.with_call(less)} if {self.test(1)} else {self.pick(self.plain(1), self.call(1))})",
                lambda: f"{self.pick('log', 'max', 'min', 'len', 'list')}({self.with_call(less)})",
                lambda: f"log({self.plain(1)}, {self.with_call(less)})",
                lambda: f"not {self.call(1)}",
                lambda: f"{self.call(1)}.key",
                lambda: f"{self.call(1)}[{self.plain(0)}]",
                lambda: f'f"{{{self.call(0)}}} {{{self.name()}}}"',
                lambda: f"{self.plain(1)} {self.pick('<', '==', 'in')} {self.call(1)}",
                lambda: f"[{self.call_name}({self.arguments('v')}) for v in {self.plain(1)}]",
                lambda: f"{self.pick('sum', 'any', 'all', 'max', 'list', 'sorted')}({self.call_name}({self.arguments('v')}) for v in {self.name()})",
                lambda: f"{self.call_name}({self.arguments(self.call(0))})",
                lambda: "{" + f"{self.name()}: {self.call(1)}" + "}",
                lambda: f"(w := {self.call(1)})" if self.chance(0.3) else self.call(1),
                lambda: f"[*{self.call(1)}, {self.name()}]",
                lambda: f"max({self.call(1)}, {self.call(1)}, key={self.pick('log', 'len')})",
            ]
        )()

    def arguments(self, first):
        return ", ".join([first, *[self.plain(1) for _ in self.parameters[1 : len(self.parameters) - self.defaults]]])

    def block(self, depth, count, budget):
        before = list(self.bound)
        for _ in range(count):
            self.statement(depth, budget)
        return before

    def inner(self, depth, budget):
        before = list(self.bound)
        self.block(depth, self.random.randint(1, 2), budget)
        self.bound = before

    def statement(self, depth, budget):
        draw = self.random.random()
        if self.calls > 0 and draw < 0.4:
            self.calls -= 1
            self.call_statement(depth)
            return
        if budget > 0 and draw < 0.62:
            kind = self.random.randint(0, 5)
            if kind <= 2:
                self.line(depth, f"if {self.test(1)}:")
                self.inner(depth + 1, budget - 1)
                if self.chance(0.5):
                    self.line(depth, "else:" if self.chance(0.7) else f"elif {self.test(1)}:")
                    self.inner(depth + 1, budget - 1)
            elif kind <= 4:
                target = self.pick(*LOCALS, *self.parameters[-1:])
                self.line(depth, f"for {target} in {self.plain(1)}:")
                outer = list(self.bound)
                self.bound = [*outer, target]
                self.in_loop += 1
                self.inner(depth + 1, budget - 1)
                self.in_loop -= 1
                self.bound = outer
                if self.chance(0.2):
                    self.line(depth, "else:")
                    self.inner(depth + 1, budget - 1)
            else:
                self.line(depth, f"while {self.test(1)}:")
                self.in_loop += 1
                self.inner(depth + 1, budget - 1)
                self.in_loop -= 1
            return
        self.random.choice(
            [
                lambda: self.assign(depth, self.plain(2)),
                lambda: self.assign(depth, self.plain(2)),
                lambda: self.line(depth, f"{self.name()} {self.pick('+', '-', '*', '|')}= {self.plain(1)}"),
                lambda: self.line(depth, f"log({self.plain(1)})"),
                lambda: self.line(depth, f"{self.name()}.key = {self.plain(1)}"),
                lambda: self.line(depth, f"{self.name()}[0] = {self.plain(1)}"),
                lambda: self.line(depth, f"{self.parameters[0]}, {self.parameters[-1]} = {self.plain(1)}, {self.plain(1)}"),
                lambda: self.line(depth, f"return {self.plain(2)}") if self.chance(0.4) else self.line(depth, "pass"),
                lambda: self.line(depth, self.pick("break", "continue") if self.in_loop else f"assert {self.test(1)}"),
                lambda: self.line(depth, f"raise ValueError({self.plain(1)})") if self.chance(0.2) else self.line(depth, "pass"),
                lambda: self.line(depth, f"keep = lambda: {self.name()}") if self.chance(0.3) else self.line(depth, "log()"),
            ]
        )()

    def assign(self, depth, value):
        target = self.pick(*LOCALS, *self.parameters)
        self.line(depth, f"{target} = {value}")
        if target not in self.bound:
            self.bound.append(target)

    def call_statement(self, depth):
        kind = self.random.randint(0, 7)
        if kind <= 1:
            self.line(depth, f"return {self.with_call(2)}")
        elif kind <= 3:
            self.line(depth, self.with_call(1))
        elif kind <= 5:
            self.assign(depth, self.with_call(2))
        elif kind == 6:
            self.line(depth, f"{self.name()} {self.pick('+', '-', '*')}= {self.with_call(1)}")
        else:
            target = self.pick("log.it", f"{self.name()}.key", f"{self.name()}[{self.plain(0)}]", "x, y")
            self.line(depth, f"{target} = {self.with_call(1)}")


def main():
    seed, count = int(sys.argv[1]), int(sys.argv[2])
    for at in range(seed, seed + count):
        writer = Writer(at)
        method = at % 5 == 0
        if method:
            writer.line(0, f"class C{at}:")
        writer.function(f"f{at}", method)
        text = "\n".join(writer.lines)
        try:
            compile(text, "random", "exec")
        except SyntaxError:
            continue
        print(text, end="\n\n\n")


main()
