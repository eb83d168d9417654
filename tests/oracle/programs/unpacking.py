"""Unpacking: stars, nesting, swaps, strings, dictionaries."""

a, b = 1, "two"
a, b = b, a
assert a == "two" and b == 1

first, *middle, last = [1, 2, 3, 4]
*init, end = (1, 2)
head, *nothing = "x"
assert middle == [2, 3] and init == [1] and nothing == [] and head == "x"

(p, (q, *r)), s = [1, [2, 3, 4]], {5}
assert q == 2 and r == [3, 4] and s == {5}

xs = [3, 1, 2]
i = 0
i, xs[i] = 2, 9
assert xs == [3, 1, 9] and i == 2

one = other = []
one.append(1)
assert other == [1]

key, value = next(iter({"k": [1]}.items()))
k1, k2 = {"a": 1, "b": 2}
assert key == "k" and value == [1] and (k1, k2) == ("a", "b")

for number, (name, *tags) in enumerate([("x", 1), ("y", 2, 3)]):
    count = len(tags)
assert number == 1 and name == "y" and count == 2

merged = [*xs, *range(2)]
table = {**{"a": 1}, "b": 2}
both = (*xs,)
assert merged == [3, 1, 9, 0, 1] and both == (3, 1, 9)


def swap(pair):
    x, y = pair
    return y, x


left, right = swap(("l", 2.5))
low, high = divmod(17, 5)
text, sep, tail = "key=value".partition("=")
assert left == 2.5 and (low, high) == (3, 2) and tail == "value"
lo, *_, hi = sorted([5, 1, 9])
year, month = map(int, "2024-05".split("-"))
assert (lo, hi, year, month) == (1, 9, 2024, 5)

n, m = 10, 0
while n:
    n, m = n - 1, m + n
assert m == 55
