"""A dataclass with defaults, called in every way."""

from dataclasses import dataclass


@dataclass
class Point:
    x: int
    y: int = 0
    label: str = "p"


a = Point(1)
b = Point(1, 2)
c = Point(y=5, x=3, label="c")
d = b
same = a == Point(1)
other = a == b
one = b is d
text = repr(c)
shown = f"{a} and {b!r}"
d.x = 7
moved = b.x
listed = [Point(i, i * i) for i in range(3)]
found = Point(2, 4) in listed
where = listed.index(Point(1, 1))
default = Point.y
Point.y = 9
late = Point(4)
try:
    Point()
except TypeError as error:
    kind = "missing"
try:
    Point(1, 2, "x", 4)
except TypeError:
    kind = "many"
try:
    {a: 1}
except TypeError:
    kind = "unhashable"
