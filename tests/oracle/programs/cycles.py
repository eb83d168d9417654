"""Objects that refer to each other in a circle, and some that do not."""

import weakref


class Parent:
    def __init__(self):
        self.children = []

    def adopt(self, child):
        child.parent = self
        self.children.append(child)


class Child:
    parent = None


class Loose:
    def __init__(self, owner):
        self.owner = weakref.ref(owner)

    @property
    def back(self):
        return self.owner()

    @back.setter
    def back(self, value):
        self.owner = weakref.ref(value)


class Linked:
    def __init__(self, value, following=None):
        self.value = value
        self.following = following


def own():
    loop = []
    loop.append(loop)
    table = {}
    table["self"] = table
    return len(loop)


def pair():
    left, right = [], []
    left.append(right)
    right.append(left)
    first = {}
    second = [first]
    first["second"] = (second, 1)
    second.append((first,))
    return len(left)


def not_a_pair():
    left, right = [], []
    left.append(right)
    left = []
    right.append(left)
    return right


def family():
    parent = Parent()
    child = Child()
    parent.adopt(child)
    other = Child()
    other.parent = parent
    parent.children.append(other)
    return len(parent.children)


def weak():
    owner = Parent()
    loose = Loose(owner)
    owner.children.append(loose)
    loose.back = owner
    return loose.back is owner


def chain(n):
    node = None
    for value in range(n):
        node = Linked(value, node)
    first = Linked(1)
    second = Linked(2)
    first.following = second
    second.following = first
    return node


def countdown():
    def step(n):
        return step(n - 1) if n else 0

    return step(3)


def saved():
    problem = None
    try:
        raise ValueError(1)
    except ValueError as error:
        problem = error
    return problem.args


loop = []
loop.append(loop)
own()
pair()
rest = not_a_pair()
family()
weak()
last = chain(3)
countdown()
arguments = saved()
assert loop[0] is loop and last.value == 2 and rest
