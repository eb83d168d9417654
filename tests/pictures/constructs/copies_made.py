"""What is copied, and what is shared, by each way of copying."""

import copy
from dataclasses import asdict, dataclass, field, replace


@dataclass
class Pen:
    colour: str
    tip: tuple = (1, [2])


@dataclass
class Box:
    name: str
    pens: list = field(default_factory=list)
    best: Pen = None


pen = Pen("red")
box = Box("b", [pen, Pen("blue")], pen)
other = replace(box, name="c")
shared = other.pens is box.pens
deep = copy.deepcopy(box)
apart = deep.pens[0] is not pen
inner = deep.best is deep.pens[0]
as_dict = asdict(box)
pen.colour = "green"
colour = as_dict["best"]["colour"]
pair = (1, [2])
same = copy.copy(pair) is pair
full = copy.deepcopy(pair)
full[1].append(3)
flat = (1, "a")
one = copy.deepcopy(flat) is flat
before, by, after = "key=value=more".partition("=")
tail = "a.b.c".rpartition(".")
none = "abc".partition(":")
try:
    replace(box, size=3)
except TypeError:
    wrong = True
try:
    number = int(None)
except TypeError:
    number = 0
