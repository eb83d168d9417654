"""Comprehensions: scopes of their own, the walrus reaching out."""

x = "outer"
squares = [x * x for x in range(4)]
assert x == "outer"
evens = {n for n in squares if n % 2 == 0}
lengths = {word: len(word) for word in ("a", "bb")}
pairs = [(a, b) for a in "xy" for b in (1, 2.5)]
lazily = (p[0] for p in pairs)
firsts = list(lazily)
assert firsts == ["x", "x", "y", "y"]

found = [last := n for n in squares if n > 1]
assert last == 9
if (count := len(found)) > 1:
    note = f"{count} found"
while (item := found.pop()) > 4:
    seen = item
assert seen == 9 and item == 4 and note == "2 found"


class Table:
    size = 3
    cells = [0] * size
    rows = [n for n in range(3)]


nested = [[i * j for j in range(i)] for i in range(4)]
flat = [cell for row in nested for cell in row]
assert flat == [0, 0, 2, 0, 3, 6]


def flatten(rows):
    kept = [item for row in rows if (size := len(row)) > 1 for item in row]
    return kept, size


kept, size = flatten([[1], [2, 3]])
shared = [[] for _ in range(2)]
aliases = [part for part in shared]
aliases[0].append(1)
first = shared[0]
assert first == [1] and aliases[0] is first
total = sum(n for n in kept)
longest = max((len(w), w) for w in ["a", "abc", "ab"])
is_any = any(n > 2 for n in kept)
inverse = {value: key for key, value in lengths.items()}
mixed = [n if n % 2 else str(n) for n in range(3)]
functions = [lambda n: n + k for k in range(3)]
answers = [f(0) for f in functions]
assert total == 5 and longest == (3, "abc") and is_any and answers == [2, 2, 2] and mixed == ["0", 1, "2"]
