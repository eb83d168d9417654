"""A default is made once, when `def` runs."""

start = 10


def collect(item, into=[]):
    into.append(item)
    return into


def fresh(item, into=None):
    if into is None:
        into = []
    into.append(item)
    return into


def early(n=start):
    return n


def options(a, /, b=2, *, c=(), d={}):
    merged = {**d, "a": a, "b": b}
    parts = (*c, a)
    return merged, parts


one = collect(1)
two = collect(2)
mine = collect(3, [])
assert one is two and one == [1, 2] and mine == [3]
start = 20
ten = early()
assert ten == 10
x = fresh(1)
y = fresh(2)
z = fresh(3, x)
assert x is not y and z is x
first, parts = options(1)
second, more = options("q", b=None, c=(1.5,), d={"z": 0})
assert first == {"a": 1, "b": 2} and more == (1.5, "q")


def stamp(at=len("abc"), *, by=str(3)):
    return at, by


when, who = stamp()
assert when == 3 and who == "3"


def cached(n, memo={0: 0, 1: 1}):
    if n not in memo:
        memo[n] = cached(n - 1) + cached(n - 2)
    value = memo[n]
    return value


big = cached(30)
assert big == 832040
