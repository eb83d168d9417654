"""Cases that ask for a class and its attributes."""

from dataclasses import dataclass


@dataclass
class Point:
    x: int
    y: int


@dataclass
class Circle:
    centre: Point
    radius: int = 1


class Box:
    __match_args__ = ("width", "height")

    def __init__(self, width, height):
        self.width = width
        self.height = height

    @property
    def area(self):
        return self.width * self.height


class Cube(Box):
    pass


def describe(thing):
    match thing:
        case Point(0, 0):
            return "origin"
        case Point(x, y) if x == y:
            return "diagonal"
        case Point(x=0, y=height):
            return height
        case Circle(Point(x, y), radius=r):
            return (x, y, r)
        case Cube(side, _):
            return "cube " + str(side)
        case Box(area=12):
            return "twelve"
        case Box(depth=_):
            return "deep"
        case Box():
            return "box"
        case list([Point(), *others]):
            return others
        case _:
            return None


seen = []
for thing in [
    Point(0, 0),
    Point(2, 2),
    Point(0, 9),
    Circle(Point(1, 2)),
    Cube(5, 5),
    Box(3, 4),
    Box(1, 1),
    [Point(1, 1), 5],
    "text",
]:
    answer = describe(thing)
    seen.append(answer)
