"""Members that do something; values that are tuples."""

from enum import Enum


class Planet(Enum):
    MERCURY = (3.3, 2.4)
    EARTH = (5.9, 6.3)

    @property
    def mass(self):
        return self.value[0]

    def heavier(self, other):
        return self.mass > other.mass

    @classmethod
    def heaviest(cls):
        best = None
        for planet in cls:
            if best is None or planet.heavier(best):
                best = planet
        return best

    def __str__(self):
        return "planet " + self.name


class Shape(Enum):
    def sides(self):
        return self.value


class Polygon(Shape):
    TRIANGLE = 3
    SQUARE = 4


best = Planet.heaviest()
text = str(best)
shown = f"{Planet.MERCURY}"
sides = Polygon.SQUARE.sides()
total = sum(p.value for p in Polygon)
mass = Planet.EARTH.mass
