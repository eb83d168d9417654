"""Calls that change their argument, directly and through other calls."""


class Stack:
    def __init__(self, items=()):
        self.items = list(items)
        self.size = 0

    def push(self, item):
        self.items.append(item)
        self.size += 1
        return self

    def peek(self):
        return self.items[-1]


def fill(target, count):
    for n in range(count):
        target.append(n)


def deep(target):
    middle(target)


def middle(target):
    alias = target
    fill(alias, 2)


def set_item(table, key):
    table[key] = len(table)


def remove(values, unwanted):
    values.discard(unwanted)


def swap(values, i, j):
    values[i], values[j] = values[j], values[i]


def bubble(values):
    for end in range(len(values) - 1, 0, -1):
        for i in range(end):
            if values[i] > values[i + 1]:
                swap(values, i, i + 1)


def maybe(values, flag):
    if flag:
        values.append(flag)
    return values


def copy_then_change(values):
    values = list(values)
    values.append(0)
    return values


def rename(thing, name):
    thing.name = name


def drop(table):
    del table["a"]


def push_on(stack, item):
    stack.push(item)


def extend_in_place(values):
    values += [1, 2]


def rebind(values):
    values = [1]
    values.append(2)


def both(left, right):
    left.append(right)
    right.append(1)


items = []
deep(items)
table = {"a": 1}
set_item(table, "b")
drop(table)
numbers = {1, 2, 3}
remove(numbers, 2)
order = [3, 1, 2]
bubble(order)
same = maybe(items, True)
other = maybe([], False)
copied = copy_then_change(items)
stack = Stack([1])
push_on(stack, 2)
top = stack.peek()
rename(stack, "pile")
extend_in_place(items)
rebind(items)
left, right = [], []
both(left, right)
chained = stack.push(3).push(4)
assert same is items and copied is not items and order == [1, 2, 3] and top == 2
assert items == [0, 1, True, 1, 2] and table == {"b": 1} and numbers == {1, 3} and chained is stack
assert left[0] is right and stack.name == "pile" and other == []
buffer = bytearray(b"abc")


def upper(data):
    data[0] -= 32


upper(buffer)
order.sort(key=lambda n: -n)
shuffled = order.reverse()
assert buffer == b"Abc" and order == [1, 2, 3] and shuffled is None
