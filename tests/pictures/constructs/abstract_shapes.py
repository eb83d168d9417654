"""Abstract classes: no instances until every abstract method has a body."""

import abc
from abc import ABC, abstractmethod


class Shape(ABC):
    sides = 0

    @abstractmethod
    def area(self):
        """How much it covers."""

    @property
    @abstractmethod
    def name(self):
        ...

    def describe(self):
        return f"{self.name}: {self.area()}"


class Flat(Shape):
    name = "flat"


class Square(Flat):
    sides = 4

    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side * self.side


class Plain(metaclass=abc.ABCMeta):
    pass


try:
    Shape()
except TypeError:
    refused = 1
try:
    Flat()
except TypeError:
    refused += 1
square = Square(3)
text = square.describe()
kin = isinstance(square, Shape)
plain = Plain()
shapes = [Square(n) for n in range(2)]
areas = [shape.area() for shape in shapes]
