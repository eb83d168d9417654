"""Methods from one side, data from the other."""

from dataclasses import dataclass, field


class Printed:
    def show(self):
        return repr(self)


class Ordered:
    def __lt__(self, other):
        return self.rank() < other.rank()


@dataclass
class Task:
    title: str
    urgency: int = 1
    tags: list = field(default_factory=list)


class Job(Printed, Ordered, Task):
    def rank(self):
        return -self.urgency


jobs = [Job("sweep"), Job("fire", 9, ["now"]), Job("mail", 3)]
first = jobs[1]
text = first.show()
less = jobs[0] < jobs[1]
equal = Job("sweep") == jobs[2]
