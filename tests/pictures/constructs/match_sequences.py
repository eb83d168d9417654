"""Cases that take sequences apart."""


def run(command):
    match command.split():
        case []:
            return "nothing"
        case ["go", direction]:
            return "going " + direction
        case ["take", thing, *others]:
            return [thing, others]
        case [first, *_, last] if first == last:
            return (first, last)
        case [_]:
            return "one word"
        case _:
            return "what?"


def total(items):
    match items:
        case []:
            return 0
        case [first, *rest]:
            return first + total(rest)


def shape(point):
    match point:
        case (0, 0):
            return "origin"
        case (0, y):
            return f"on y at {y}"
        case (x, 0):
            return f"on x at {x}"
        case (x, y) | [x, y, _]:
            return x * y
        case [[a, b], [c, d]]:
            return a + b + c + d
        case _:
            return None


results = []
for text in ["", "go north", "take a b c", "x y x", "hm", "a b"]:
    results.append(run(text))
count = total([1, 2, 3])
places = [shape(p) for p in [(0, 0), (0, 3), (4, 0), (2, 5), [1, 2, 3], "ab", 7]]
match [1, [2, 3], (4,)]:
    case [one, [two, *more], [four] as tail]:
        inside = [one, two, more, four]
match range(3):
    case [0, second, *_]:
        from_range = second
