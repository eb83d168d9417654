"""Methods of dict, set, list: what they return, what they share."""

d = {"a": [1], "b": [2]}
got = d.get("a")
none = d.get("z")
fallback = d.get("z", 0)
made = d.setdefault("c", [])
made.append(3)
again = d["c"]
popped = d.pop("b")
missing = d.pop("b", None)
keys = d.keys()
values = list(d.values())
items = sorted(d.items())
for key, value in d.items():
    last = value
assert got is d["a"] and again is made and popped == [2] and missing is None and last is made
d.update(x=[9], y=None)
key, value = d.popitem()
assert (key, value) == ("y", None)
inverted = {len(v): k for k, v in d.items()}
present = "a" in d
merged = d | {"q": 1}
d.clear()
size = len(d)
assert present and size == 0 and keys == d.keys() and inverted == {1: "x"}

s = {1, 2, 3}
t = s
s.add(4)
s.discard(9)
s.update([5], (6,))
union = s | {7}
common = s & {1, 2}
only = s - {1}
either = s ^ {1}
small = {1} <= s
one = {42}.pop()
frozen = frozenset(s)
assert t is s and 7 in union and common == {1, 2} and small and one == 42 and 1 not in either

xs = [3, 1, 2]
ys = xs
nothing = xs.sort()
ordered = sorted(xs, reverse=True)
xs.reverse()
xs.insert(0, 9)
xs.extend((7, 8))
first = xs.pop(0)
end = xs.pop()
where = xs.index(2)
how_many = xs.count(1)
xs.remove(7)
assert nothing is None and ys is xs and xs == [3, 2, 1] and (first, end, where, how_many) == (9, 8, 1, 1)
xs[1:2] = ["new", "er"]
xs[-1] = [0]
deep = xs[-1]
backwards = xs[::-1]
joined = xs + ["!"]
doubled = [1] * 2
is_in = "new" in xs
copy = xs[:]
flipped = reversed(xs)
top = next(flipped)
assert deep is top and backwards[0] is deep and is_in and joined[-1] == "!"

pair = (1, [2])
n = pair.count(1)
longer = pair + (3,)
at = pair.index([2])
inner = pair[1]
inner.append(5)
low = min(4, 2.0, 3)
high = max([1, 5])
total = sum([1.5, 2])
texts = list(map(str, [1, 2]))
odd = list(filter(None, [0, 1, 2]))
zipped = list(zip("ab", [1, 2]))
numbered = dict(enumerate("xy", 1))
flags = all([1, 1]), any([0])
rounded = round(2.567, 1)
whole = round(2.5)
absolute = abs(-3)
power = pow(2, 10)
text = repr([1])
number = int("12")
real = float("1e3")
letter = chr(97)
code = ord("a")
kind = type(xs)
answer = isinstance(xs, list)
hashed = hash("a") == hash("a")
ident = id(xs)
spread = range(1, 10, 3)
second = spread[1]
rest = spread[1:]
made = object()
callback = len
called = callback("four")
assert (low, high, total, whole, second, called) == (2.0, 5, 3.5, 2, 4, 4) and numbered == {1: "x", 2: "y"}
