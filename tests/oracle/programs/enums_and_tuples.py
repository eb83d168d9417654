"""Enumerations, named tuples, typed dictionaries."""

from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from enum import Enum, Flag, IntEnum, auto
from typing import NamedTuple, TypedDict


class Color(Enum):
    RED = 1
    GREEN = "g"
    CRIMSON = 1

    @property
    def short(self):
        letter = self.name[0]
        return letter


class Level(IntEnum):
    LOW = 1
    HIGH = 10


class Rights(Flag):
    READ = auto()
    WRITE = auto()


red = Color.RED
also = Color.CRIMSON
value = red.value
name = red.name
letter = red.short
looked_up = Color("g")
by_name = Color["RED"]
members = list(Color)
level = Level.HIGH
raised = level + 1
both = Rights.READ | Rights.WRITE
can = Rights.READ in both
assert red is also is by_name and value == 1 and raised == 11 and can and len(members) == 2
for color in Color:
    last = color
assert last is looked_up and letter == "R" and name == "RED"

Point = namedtuple("Point", "x y")
p = Point(1, y=2.5)
x, y = p
q = p._replace(x=[0])
inner = q.x
as_dict = p._asdict()
assert (x, y) == (1, 2.5) and inner == [0] and as_dict == {"x": 1, "y": 2.5}


class Person(NamedTuple):
    name: str
    age: int = 0

    def older(self, years=1):
        grown = self._replace(age=self.age + years)
        return grown


ada = Person("Ada", 36)
grown = ada.older()
who, age = grown
assert (who, age) == ("Ada", 37)


class Movie(TypedDict):
    title: str
    year: int


movie: Movie = {"title": "M", "year": 1931}
title = movie["title"]
counts = Counter("banana")
most = counts.most_common(1)
letter, times = most[0]
counts["z"] += 2
groups = defaultdict(list)
groups["a"].append(1)
group = groups["a"]
empty = groups["b"]
queue = deque([1, 2], maxlen=2)
queue.append(3)
left = queue.popleft()
ordered = OrderedDict(b=1, a=2)
ordered.move_to_end("b")
end = next(reversed(ordered))
assert (letter, times, group, empty, left, end) == ("a", 3, [1], [], 2, "b")
