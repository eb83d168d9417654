"""An expression as a tree, worked out by cases."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Number:
    value: int


@dataclass(frozen=True)
class Sum:
    left: object
    right: object


@dataclass(frozen=True)
class Product:
    left: object
    right: object


def value(tree, names):
    match tree:
        case Number(n):
            return n
        case str(name):
            return names[name]
        case Sum(left, right):
            return value(left, names) + value(right, names)
        case Product(left, right):
            return value(left, names) * value(right, names)
    raise TypeError("no tree")


def simpler(tree):
    match tree:
        case Sum(Number(0), other) | Sum(other, Number(0)):
            return simpler(other)
        case Product(Number(1), other) | Product(other, Number(1)):
            return simpler(other)
        case Product(Number(0), _) | Product(_, Number(0)):
            return Number(0)
        case Sum(left, right):
            return Sum(simpler(left), simpler(right))
        case leaf:
            return leaf


tree = Sum(Product(Number(1), "x"), Sum(Number(0), Product("y", Number(3))))
result = value(tree, {"x": 4, "y": 5})
short = simpler(tree)
zero = simpler(Product("x", Number(0)))
is_zero = zero == Number(0)
text = repr(short)
try:
    value(3, {})
except TypeError as error:
    why = str(error)
