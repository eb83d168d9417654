"""Random recursive programs, run to hold `bounded` and `unbounded` against what happens.

    random_programs.py SEED COUNT --recursive target/debug/recursive

Functions that test, take apart and put together what they are given are called with texts, lists, mappings and
numbers, none of which is inside itself, under two recursion limits. A verdict `bounded` without a condition on
the start is false where a call does not end; `every way calls it again` is false where one returns.
"""

import argparse
import random
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

LIMITS = 300, 900
VALUES = """
    {v} {v} list({v}) tuple({v}) [{v}] {v}[0] {v}[-1] {v}[1:] [*{v}] {v}["k"] {v}.copy() {v}.strip() abs({v}) 1 "a" [1]
""".split() + [
    "sorted({v}, key=str)", "[y for y in {v}]", "[y for y in {v} if y]", "({v}, 1)", "list(reversed({v}))",
    "{v} % 10", "{v} // 2", "{v} - 1", "{v} + 1",
]  # fmt: skip
TESTS = [
    "isinstance({v}, list)", "isinstance({v}, (list, tuple))", "isinstance({v}, str)", "not isinstance({v}, str)",
    "isinstance({v}, dict)", "type({v}) is list", "hasattr({v}, 'foo')", "{v}", "not {v}", "len({v}) > 1",
    "{v}.startswith('a')", "'a' in {v}", "{v} > 3", "{v} >= 10", "{v} < 0", "{v} == 1",
]  # fmt: skip
ITERABLES = [
    "{v}", "list({v})", "{v}.values()", "{v}.items()", "sorted({v}, key=str)", "reversed({v})", "{v}[1:]",
]  # fmt: skip
STEPS = ["return", "{v}.pop()", "del {v}[0]", "a, b = divmod({v}, 10)", "a, {v} = {v}.split('a', 1)"]
INPUTS = [
    '"a"', '"ab"', '"aab"', '["a"]', '[["a"], "b"]', '[[[]], ["ab"]]', "{}", '{"k": "a"}', '{"k": ["a", {}]}',
    "5", "12", "-3", '("a", ("b",))', "[]", "[1]", '["a", "a"]', '{"k": 1}',
]  # fmt: skip


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def one(self, choices, variable):
        return self.random.choice(choices).replace("{v}", variable)

    def call(self, heads, variable):
        name = self.random.choice(list(heads))
        value = self.one(VALUES, variable)
        if heads[name] == "*x":
            return f"{name}(*{value})" if self.random.random() < 0.6 else f"{name}({value})"
        if heads[name] == "x, **o" and self.random.random() < 0.4:
            return f"{name}({value}, k={variable})"
        return f"{name}({value})"

    def block(self, heads, variable, indent, out):
        blanks = "    " * indent
        for _ in range(self.random.randint(1, 2)):
            draw = self.random.random()
            if draw < 0.25 and indent < 4:
                out.append(f"{blanks}if {self.one(TESTS, variable)}:")
                self.block(heads, variable, indent + 1, out)
                if self.random.random() < 0.4:
                    out.append(f"{blanks}else:")
                    self.block(heads, variable, indent + 1, out)
            elif draw < 0.45 and indent < 4:
                target = self.random.choice("yz")
                out.append(f"{blanks}for {target} in {self.one(ITERABLES, variable)}:")
                self.block(heads, target, indent + 1, out)
            elif draw < 0.65:
                out.append(blanks + self.one(STEPS, variable))
            elif draw < 0.70:
                out.append(f"{blanks}{variable} = {self.one(VALUES, variable)}")
            else:
                out.append(blanks + self.call(heads, variable))

    def program(self):
        names = ["f", "g"][: self.random.randint(1, 2)]
        heads = {name: self.random.choice(["x", "x", "x", "*x", "x, **o"]) for name in names}
        out = []
        for name, parameters in heads.items():
            out.append(f"def {name}({parameters}):")
            out.append(f"    if {self.one(TESTS, 'x')}:")
            self.block(heads, "x", 2, out)
            if self.random.random() < 0.5:
                self.block(heads, "x", 1, out)
        return "\n".join(out) + "\n"


def outcome(source, name, value, limit):
    """`returned`, `raised`, `too deep`, or `too long`."""

    def stop(*_):
        raise TimeoutError

    names = {}
    exec(source, names)
    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, 2)
    sys.setrecursionlimit(limit)
    try:
        names[name](eval(value))
    except RecursionError:
        return "too deep"
    except TimeoutError:
        return "too long"
    except Exception:
        return "raised"
    finally:
        sys.setrecursionlimit(3000)
        signal.setitimer(signal.ITIMER_REAL, 0)
    return "returned"


def verdicts(recursive, folder):
    """For each program its functions, each with verdict and reason."""
    found = {}
    for line in subprocess.run([recursive, folder], capture_output=True, text=True, check=True).stdout.splitlines():
        if line.startswith("="):
            continue
        place, rest = line.split(": ", 1)
        said, reason = rest.split(" | ", 1)
        name, verdict = said.split()[:2]
        found.setdefault(Path(place.rsplit(":", 1)[0]), {})[name] = verdict, reason
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("seed", type=int)
    parser.add_argument("count", type=int)
    parser.add_argument("--recursive", required=True)
    options = parser.parse_args()
    maker = Maker(options.seed)
    held, false = {"bounded": 0, "unbounded": 0}, 0
    with tempfile.TemporaryDirectory() as folder:
        for index in range(options.count):
            (Path(folder) / f"p{index}.py").write_text(maker.program())
        for path, functions in sorted(verdicts(options.recursive, folder).items()):
            source = path.read_text()
            # What is bounded itself may call what is not.
            bounded = all(verdict == "bounded" for verdict, _ in functions.values())
            for name, (verdict, reason) in functions.items():
                if verdict == "bounded" and bounded and ", from " not in reason:
                    wrong = lambda value: all(outcome(source, name, value, n) == "too deep" for n in LIMITS)  # noqa: E731
                elif verdict == "unbounded" and "every way" in reason:
                    wrong = lambda value: outcome(source, name, value, LIMITS[0]) == "returned"  # noqa: E731
                else:
                    continue
                held[verdict] += 1
                if found := next(filter(wrong, INPUTS), None):
                    false += 1
                    print(f"`{name}({found})` is not {verdict}: {reason}\n{source}")
    print(f"{held['bounded']} bounded and {held['unbounded']} unbounded functions run, {false} of them false")
    return 1 if false else 0


if __name__ == "__main__":
    sys.exit(main())
