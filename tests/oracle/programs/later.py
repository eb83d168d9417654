"""Calls that come later: `functools.partial`, and what `yield from` gives when it is over."""

import functools
from functools import partial


def add(a, b=2, *rest, c=3):
    both = [a, b]
    return both


def first(items, default=None):
    for item in items:
        return item
    return default


def grow(items, item):
    items.append(item)
    return items


add_one = partial(add, 1)
two = add_one()
three = add_one("b")
four = add_one(2.5, c=4)
named = functools.partial(add, b="named")
five = named(1)
six = named(1, b=None)
nested = partial(add_one, 5)
seven = nested()
numbers = []
keep = partial(grow, numbers)
eight = keep(1)
nine = keep("x")
size = len(numbers)
parse = partial(int, base=2)
ten = parse("101")
mapped = list(map(partial(add, 1), [1, 2]))
ordered = sorted(["b", "a"], key=partial(first, default=""))
spread = partial(add, *[1, 2])
eleven = spread()
loop = [partial(add, n) for n in range(2)]
twelve = loop[0](1)
if size:
    either = partial(add, "one")
else:
    either = partial(first, [1])
thirteen = either()


class Task:
    def __init__(self, run):
        self.run = run


task = Task(partial(first, ["a"]))
fourteen = task.run()


def inner(flag):
    yield 1
    if flag:
        return [flag]
    return "text"


def silent():
    yield 2


def gives(value):
    yield value
    return value


def outer(flag):
    result = yield from inner(flag)
    nothing = yield from silent()
    from_list = yield from [1, 2]
    from_range = yield from range(2)
    lazy = yield from (n for n in [1])
    given = yield from gives({flag})
    either = yield from (inner(1) if flag else silent())
    bound = silent()
    last = yield from bound
    yield result
    return nothing, from_list, from_range, lazy, given, either, last


def unknown(source):
    end = yield from source
    return end


out = list(outer(1))
more = list(outer(0))
chained = list(unknown(inner(1)))
mapped_end = list(unknown(map(str, [1])))
assert two == [1, 2] and nine is numbers and ten == 5 and eleven == [1, 2] and fourteen == "a"
