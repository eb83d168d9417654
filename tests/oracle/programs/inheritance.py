"""Classes: super(), the MRO, abstract methods, attributes made late."""

from abc import ABC, abstractmethod


class Shape(ABC):
    made = 0

    def __init__(self, name):
        self.name = name
        self.tags = []
        Shape.made += 1

    @abstractmethod
    def area(self):
        ...

    def describe(self):
        size = self.area()
        text = f"{self.name} {size}"
        return text

    def tag(self, *words):
        self.tags.extend(words)
        return self


class Square(Shape):
    def __init__(self, side):
        super().__init__("square")
        self.side = side

    def area(self):
        result = self.side ** 2
        return result


class Circle(Shape):
    def __init__(self, r):
        super().__init__("circle")
        self.r = r

    def area(self):
        result = 3.0 * self.r * self.r
        return result


class Log:
    def save(self):
        saved = ["log"]
        return saved


class Disk(Log):
    def save(self):
        before = super().save()
        before.append("disk")
        return before


class Net(Log):
    def save(self):
        before = super().save()
        before.append("net")
        return before


class Both(Disk, Net):
    def save(self):
        before = super().save()
        return before + ["both"]


shapes = [Square(2), Circle(1)]
texts = [shape.describe() for shape in shapes]
for shape in shapes:
    size = shape.area()
square = Square(3).tag("a").tag("b", "c")
tags = square.tags
made = Shape.made
path = Both().save()
order = [cls.__name__ for cls in Both.__mro__]
assert texts == ["square 4", "circle 3.0"] and tags == ["a", "b", "c"] and made == 3
assert path == ["log", "net", "disk", "both"] and order[1] == "Disk" and size == 3.0


class Number(int):
    def __add__(self, other):
        value = int(self) + other
        return Number(value)


class Title(str):
    pass


class Stack(list):
    def push(self, item):
        self.append(item)

    @property
    def top(self):
        last = self[-1]
        return last


five = Number(5)
six = five + 1
plain = five * 2
title = Title("x")
upper = title.upper()
stack = Stack()
stack.push(1)
stack.push([2])
top = stack.top
copied = stack[:]
assert type(six) is Number and type(plain) is int and type(upper) is str and top == [2]
assert type(copied) is list


class Lazy:
    def __getattr__(self, name):
        made = [name]
        setattr(self, name, made)
        return made


lazy = Lazy()
first = lazy.anything
second = lazy.anything
assert first is second


class Vector:
    def __init__(self, *parts):
        self.parts = parts

    def __getitem__(self, index):
        return self.parts[index]

    def __len__(self):
        return len(self.parts)

    def __iter__(self):
        return iter(self.parts)

    def __eq__(self, other):
        return self.parts == other.parts

    def __mul__(self, scale):
        return Vector(*(p * scale for p in self))

    def __bool__(self):
        return any(self.parts)


v = Vector(1, 2.5)
w = v * 2
x, y = w
n = len(w)
head = v[0]
equal = v == Vector(1, 2.5)
chosen = Vector(0, 0) or v
assert (x, y, n, head, equal) == (2, 5.0, 2, 1, True) and chosen is v
