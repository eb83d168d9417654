"""Each instance gets a list of its own from a factory; a shared one is refused."""

import dataclasses
from dataclasses import dataclass, field
from typing import ClassVar

made = 0


def number():
    global made
    made += 1
    return made


@dataclass
class Cart:
    owner: str
    items: list = field(default_factory=list)
    number: int = field(default_factory=number)
    prices: dict = dataclasses.field(default_factory=dict)
    secret: str = field(default="s", repr=False)
    stamp: int = field(default=3, compare=False)
    count: ClassVar[int] = 0

    def add(self, item, price):
        self.items.append(item)
        self.prices[item] = price
        Cart.count += 1
        return self


ann = Cart("Ann")
bob = Cart("Bob", ["pen"])
ann.add("book", 5.5).add("cup", 2.0)
apart = ann.items is not bob.items
text = repr(bob)
again = Cart("Bob", ["pen"], 2, stamp=99)
equal = bob == again
total = Cart.count
try:

    @dataclass
    class Wrong:
        items: list = []

except ValueError:
    refused = True
