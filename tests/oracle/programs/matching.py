"""match: captures, stars, classes, guards."""

from dataclasses import dataclass


@dataclass
class Point:
    x: int
    y: int


def describe(thing):
    match thing:
        case None:
            kind = "nothing"
        case 0 | 1 as bit:
            kind = f"bit {bit}"
        case int(number) if number < 0:
            kind = f"negative {number}"
        case str() as text:
            kind = text.upper()
        case [first, *others]:
            kind = (first, others)
        case {"name": name, **rest}:
            kind = [name, rest]
        case Point(x=0, y=height):
            kind = height
        case Point(across, up):
            kind = across + up
        case _:
            kind = type(thing)
    return kind


nothing = describe(None)
bit = describe(1)
negative = describe(-4)
text = describe("abc")
parts = describe([1, 2, 3])
named = describe({"name": "Ada", "age": 36})
height = describe(Point(0, 5))
total = describe(Point(2, 3))
other = describe(2.5)
assert parts == (1, [2, 3]) and named == ["Ada", {"age": 36}] and total == 5 and other is float

command = "go north fast"
match command.split():
    case ["go", direction, *modifiers]:
        how = modifiers[0]
    case [single]:
        direction = single
assert direction == "north" and how == "fast"

pair = ([1], {"k": (2, 3)})
match pair:
    case [inner, {"k": (left, right)}]:
        same = inner is pair[0]
assert same and left + right == 5


def evaluate(tree):
    match tree:
        case ("+", left, right):
            return evaluate(left) + evaluate(right)
        case ("*", left, right):
            return evaluate(left) * evaluate(right)
        case ("-", operand):
            return -evaluate(operand)
        case leaf:
            return leaf


value = evaluate(("+", 1, ("*", 2, ("-", 3.5))))
assert value == -6.0
