"""Generators: values in and out, delegation, laziness."""


def count(limit):
    current = 0
    while current < limit:
        step = yield current
        current += step if step is not None else 1
    return "done"


def chain(*parts):
    for part in parts:
        result = yield from part
        if result is not None:
            note = result
            yield note


def walk(tree):
    if tree is None:
        return
    left, value, right = tree
    yield from walk(left)
    yield value
    yield from walk(right)


numbers = count(10)
first = next(numbers)
jumped = numbers.send(5)
rest = list(numbers)
assert (first, jumped, rest) == (0, 5, [6, 7, 8, 9])

joined = list(chain([1, 2], count(2), "ab"))
assert joined == [1, 2, 0, 1, "done", "a", "b"]

tree = ((None, 1, None), 2, (None, 3, None))
order = [value for value in walk(tree)]
assert order == [1, 2, 3]


def shared_buffer():
    buffer = []
    for n in range(3):
        buffer.append(n)
        yield buffer


snapshots = list(shared_buffer())
assert snapshots[0] is snapshots[2]

squares = (n * n for n in range(4))
total = sum(squares)
left_over = list(squares)
assert total == 14 and left_over == []


def closing():
    log = []
    try:
        while True:
            item = yield len(log)
            log.append(item)
    finally:
        size = len(log)
        sizes.append(size)


sizes = []
running = closing()
next(running)
for letter in "abc":
    length = running.send(letter)
running.close()
assert sizes == [3] and length == 3

pairs = enumerate(["x", "y"])
for index, name in pairs:
    last = (index, name)
default = next(pairs, None)
assert last == (1, "y") and default is None
