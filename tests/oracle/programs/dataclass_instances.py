"""Dataclasses: fields, factories, comparison, frozen instances."""

from dataclasses import asdict, astuple, dataclass, field, replace


@dataclass
class Point:
    x: int
    y: int = 0
    tags: list = field(default_factory=list)

    def moved(self, dx):
        new = Point(self.x + dx, self.y, self.tags)
        return new


@dataclass(frozen=True, order=True)
class Version:
    major: int
    minor: int = 0

    @property
    def text(self):
        return f"{self.major}.{self.minor}"


@dataclass
class Box(Point):
    width: float = 1.0
    height: float = 1.0
    area: float = field(init=False)

    def __post_init__(self):
        self.area = self.width * self.height


p = Point(1)
q = p.moved(3)
r = replace(p, x=9)
shared = q.tags is p.tags
q.tags.append("new")
tags = p.tags
assert shared and tags == ["new"] and Point(2).tags is not Point(2).tags

as_dict = asdict(p)
as_tuple = astuple(p)
copied = as_dict["tags"]
assert copied is not p.tags and as_tuple == (1, 0, ["new"])

old, new = Version(3, 8), Version(3, 11)
newest = max(old, new)
label = newest.text
assert newest is new and label == "3.11"
try:
    new.major = 4
except AttributeError as error:
    reason = str(error)
assert "major" in reason

box = Box(0, 0, width=2.0, height=3.5)
area = box.area
assert area == 7.0
is_equal = Point(1) == Point(1)
is_same = Point(1) is Point(1)
assert is_equal and not is_same
