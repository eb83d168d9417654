"""Members of an enumeration: one object each, by name, by value, in order."""

from enum import Enum


class Colour(Enum):
    RED = 1
    GREEN = 2
    BLUE = 3
    CRIMSON = 1


favourite = Colour.RED
same = favourite is Colour.RED
alias = Colour.CRIMSON is Colour.RED
name = favourite.name
value = Colour.BLUE.value
by_value = Colour(2)
by_name = Colour["BLUE"]
everyone = list(Colour)
names = [c.name for c in Colour]
count = len(Colour)
text = f"{favourite} {favourite!r}"
equal = Colour.RED == 1
differs = Colour.RED != Colour.GREEN
inside = by_value in Colour
try:
    Colour(9)
except ValueError as error:
    kind = type(error).__name__
try:
    Colour["PINK"]
except KeyError as error:
    missing = error.args[0]
