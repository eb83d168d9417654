"""A machine whose states are members of an enumeration."""

from enum import Enum


class Light(Enum):
    RED = "red"
    GREEN = "green"
    YELLOW = "yellow"


AFTER = {Light.RED: Light.GREEN, Light.GREEN: Light.YELLOW, Light.YELLOW: Light.RED}


class Crossing:
    def __init__(self):
        self.light = Light.RED
        self.passed = []

    def tick(self):
        self.light = AFTER[self.light]
        match self.light:
            case Light.GREEN:
                self.passed.append("car")
            case Light.YELLOW | Light.RED:
                self.passed.append(None)
        return self.light


crossing = Crossing()
lights = []
for _ in range(4):
    lights.append(crossing.tick())
is_green = crossing.light is Light.GREEN
seen = set(lights)
count = len(seen)
