"""Numbers that Python gives, texts, and unique members."""

import enum
from enum import Enum, auto, unique


class State(Enum):
    NEW = auto()
    OPEN = auto()
    HELD = 10
    DONE = auto()

    def label(self):
        return self.name.lower()


@unique
class Suit(enum.Enum):
    HEARTS = "h"
    SPADES = "s"


states = [s.value for s in State]
labels = {s: s.label() for s in State}
first = labels[State.NEW]
suits = {suit.value: suit for suit in Suit}
heart = suits["h"] is Suit.HEARTS
kin = isinstance(heart, bool) and isinstance(Suit.SPADES, Suit)
try:

    @unique
    class Wrong(Enum):
        A = 1
        B = 1

except ValueError:
    refused = True
