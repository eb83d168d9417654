"""What a dataclass does after its fields are set."""

from dataclasses import dataclass, field


@dataclass
class Rectangle:
    width: float
    height: float
    area: float = field(init=False)
    log: list = field(default_factory=list, repr=False)

    def __post_init__(self):
        self.area = self.width * self.height
        self.log.append("made")

    def grow(self, by):
        self.width += by
        self.__post_init__()


@dataclass
class Account:
    owner: str
    balance: int = 0

    def __post_init__(self):
        if self.balance < 0:
            raise ValueError("balance below zero")

    @property
    def rich(self):
        return self.balance > 100

    def __repr__(self):
        return f"<{self.owner}>"

    def __eq__(self, other):
        return self.owner == other.owner


r = Rectangle(2, 3)
s = Rectangle(2.0, 3.0)
r.grow(1)
text = repr(s)
ann = Account("Ann", 500)
rich = ann.rich
shown = str(ann)
twin = ann == Account("Ann", 1)
try:
    Account("Bob", -1)
except ValueError as error:
    why = str(error)
