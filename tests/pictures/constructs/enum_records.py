"""Members inside dataclasses."""

import copy
from dataclasses import dataclass, field
from enum import Enum


class Level(Enum):
    LOW = 1
    HIGH = 2


@dataclass
class Task:
    title: str
    level: Level = Level.LOW
    history: list = field(default_factory=list)

    def raise_level(self):
        self.history.append(self.level)
        self.level = Level(self.level.value + 1)


def pick(tasks, level):
    return [task for task in tasks if task.level is level]


tasks = [Task("sweep"), Task("cook", Level.HIGH)]
tasks[0].raise_level()
high = pick(tasks, Level.HIGH)
text = repr(tasks[1])
twin = copy.deepcopy(tasks[0])
one = twin.level is tasks[0].level
equal = twin == tasks[0]
apart = twin.history is not tasks[0].history
try:
    tasks[0].raise_level()
except ValueError:
    top = tasks[0].level
