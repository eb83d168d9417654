"""Frozen instances: no attribute changes, equal ones are one key."""

from dataclasses import FrozenInstanceError, dataclass


@dataclass(frozen=True)
class Place:
    row: int
    column: int

    def right(self):
        return Place(self.row, self.column + 1)


@dataclass(frozen=True, order=True)
class Card:
    rank: int
    suit: str


start = Place(0, 0)
try:
    start.row = 5
except FrozenInstanceError as error:
    message = str(error)
    kind = type(error).__name__
try:
    del start.column
except AttributeError:
    kept = start.column
visited = {start, Place(0, 0), start.right()}
count = len(visited)
names = {start: "home"}
names[Place(0, 0)] = "again"
what = names[Place(0, 0)]
cards = [Card(3, "b"), Card(1, "z"), Card(3, "a")]
cards.sort()
low = min(cards)
less = Card(2, "a") < Card(2, "b")
best = sorted(cards, reverse=True)[0]
fits = Card(1, "z") == low
