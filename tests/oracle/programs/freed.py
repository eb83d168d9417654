"""Where the last reference goes: by another binding, by `del`, with its frame, at once."""

kept = []
calls = 0


class Node:
    def __init__(self, value, parent=None):
        self.value = value
        self.parent = parent
        self.children = []
        if parent is not None:
            parent.children.append(self)

    def total(self):
        return self.value + sum(child.total() for child in self.children)


class Manager:
    def __init__(self, items):
        self.items = items

    def __enter__(self):
        return self.items

    def __exit__(self, *details):
        return True


def rebound(n):
    first = [n]
    second = first
    first = None
    size = len(second)
    second = 0
    return size + second


def swapped(n):
    left, right = [n], [n, n]
    left, right = right, left
    left = n
    return left + len(right)


def deleted(n):
    data = {"n": n}
    copy = dict(data)
    del data
    size = len(copy)
    del copy
    return size


def temporaries(n):
    size = len([n, n + 1])
    [n].append(n)
    total = sum([size, n]) + sum((size, n))
    {n: size}
    return len({total, n})


def branches(n):
    one = [n]
    two = [n]
    three = [n]
    if n > 1:
        one = None
        two = [n, n]
        del three
    elif n:
        two = None
        three = 3
    else:
        one = two = three = 0
    return one is two


def loops(n):
    before = [n]
    row = None
    for index in range(n):
        row = [index]
        cell = [index]
        del cell
        if index == 2:
            before = None
            continue
        pair = (index, n)
        pair = None
    while n:
        n -= 1
        last = [n]
        if n == 1:
            break
        last = 0
    return row


def held_by_loop(n):
    items = [n, n + 1]
    for item in items:
        items = None
        other = [item]
    for item in [n, n]:
        n += item
    else:
        item = [n]
    return n, other


def held_by_with(n):
    box = [n]
    with Manager(box) as inside:
        box = None
        n += len(inside)
    spare = [n]
    with Manager(0) as nothing:
        spare = None
        raise KeyError
    return n, nothing


def held_by_match_subject(n):
    pair = [n, n]
    a, b = pair
    pair = a
    return pair + b


def fails(items):
    raise ValueError(len(items))


def caught(n):
    data = [n]
    try:
        fails(data)
    except ValueError as error:
        data = None
        text = str(error)
    alone = [n]
    try:
        alone = n // 0
    except ZeroDivisionError:
        alone = [n, n]
    finally:
        done = [n]
        del done
    return text, alone


def keeps_exception(n):
    data = [n]
    saved = None
    try:
        raise ValueError(n)
    except ValueError as error:
        saved = error
    return len(data)


def gives_exception(n):
    data = [n]
    try:
        raise ValueError(n)
    except ValueError as error:
        kept.append(error)
    return len(data)


def returned_in_try(n):
    data = [n]
    more = [n]
    try:
        return len(data)
    finally:
        data = None
        n = more


def left_in_try(n):
    for index in range(3):
        data = [index]
        try:
            if index == 1:
                break
            if index == 0:
                continue
        finally:
            data = 0
    return index


def passed(items, again):
    own = items
    items = None
    return own if again else 0


def passes(n):
    data = [n]
    same = passed(data, True)
    data = None
    other = [n]
    passed(other, False)
    other = None
    passed([n], False)
    mine = passed([n], True)
    return same, mine


def collected(*items, **named):
    global calls
    calls += 1
    kept.append(named)
    return items


def collects(n):
    one = [n]
    two = [n]
    collected(one, two=two)
    one = None
    two = None
    return n


def recursive(n, given=None):
    mine = [n]
    if n:
        recursive(n - 1, mine)
    mine = None
    given = None
    return n


def iterated(n):
    data = [n, n]
    walker = iter(data)
    data = None
    first = next(walker)
    rows = [n]
    add = rows.append
    rows = None
    add(first)
    views = {"n": n}
    keys = views.keys()
    views = None
    lazy = [n]
    doubled = (item * 2 for item in lazy)
    lazy = None
    return len(keys) + sum(doubled)


def generator(n):
    data = [n]
    yield n
    data = None
    box = [n]
    yield n
    del box
    rest = [n]
    yield len(rest)


def captured(n):
    data = [n]
    loose = [n]

    def reads():
        return data

    loose = None
    data = None
    return reads


def defaults(n):
    def inner(data=[1, 2]):
        return data

    data = [n]
    data = inner()
    return len(data)


def chosen(n):
    data = n and [n]
    data = [n] if n else [n, n]
    other = data or [n]
    data = None
    return len(other)


def grown(n):
    data = [n]
    data += [n]
    data = data + [n]
    pair = (n,)
    pair += (n,)
    pair = pair * 2
    return len(data) + len(pair)


def walrus(n):
    if (data := [n]) and n:
        n += len(data)
    data = None
    return n


def instances(n):
    root = Node(n)
    leaf = Node(n, root)
    alone = Node(n)
    size = alone.total() + root.total()
    alone = None
    leaf = None
    lone = Node(size)
    lone.value = 2
    del lone
    return Node(n).total()


def parts(n):
    inner = [n]
    outer = [inner]
    outer = None
    inner = None
    nested = [[n], [n]]
    nested = nested[0]
    return nested


def looked_at(n):
    data = [n]
    names = locals()
    data = None
    return len(names)


def in_comprehensions(n):
    data = [n, n]
    sizes = [len([item, n]) for item in data]
    data = sizes
    table = {item: (item, n) for item in data}
    data = [item for item in table.values()]
    return data


rebound(1)
swapped(1)
deleted(2)
temporaries(3)
for number in range(3):
    branches(number)
loops(4)
held_by_loop(2)
held_by_with(1)
held_by_match_subject(1)
caught(1)
keeps_exception(1)
gives_exception(1)
returned_in_try(1)
left_in_try(1)
passes(1)
collects(1)
recursive(3)
iterated(2)
steps = list(generator(1))
reader = captured(1)
size = defaults(1)
chosen(0)
chosen(1)
grown(1)
walrus(1)
instances(1)
parts(1)
looked_at(1)
in_comprehensions(2)
data = [1]
alias = data
data = None
alias = [2]
del alias
total = len([1, 2]) + sum([size, 2])
for number in range(2):
    row = [number]
    del row
    if number:
        other = [number]
        other = None
if size:
    final = [size]
assert final and kept and reader() is None
