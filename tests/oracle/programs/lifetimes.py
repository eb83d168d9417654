"""What dies with its frame and what gets away."""

kept = []
table = {}


def local_only(n):
    numbers = [n, n + 1]
    pairs = {n: numbers}
    text = str(pairs)
    return len(text)


def returned(n):
    numbers = [n]
    return numbers


def stored(n):
    item = {"n": n}
    kept.append(item)
    return n


def in_attribute(owner):
    part = [1]
    owner.part = part


def in_closure():
    hidden = [1, 2]
    loose = [3]

    def reveal():
        return hidden

    size = len(loose)
    return reveal, size


def in_container():
    inner = [1]
    outer = [inner, 2]
    lost = [inner]
    return outer


def through_argument(target):
    made = {1, 2}
    target.append(made)
    other = set(made)
    return len(other)


def cyclic():
    left = []
    right = [left]
    left.append(right)
    return None


def rebound():
    data = [1]
    first = data
    data = [2]
    data = first + data
    return data[0]


def raised(flag):
    problem = ValueError(flag)
    details = [flag]
    if flag:
        raise problem
    return details


def yielding():
    box = []
    spare = [0]
    yield box
    spare.append(1)
    yield len(spare)


def sliced(values):
    part = values[1:]
    copy = list(values)
    ordered = sorted(part)
    return ordered[0] + len(copy)


class Owner:
    part = None

    def build(self):
        pieces = []
        for n in range(3):
            piece = [n]
            pieces.append(piece)
        self.pieces = pieces
        count = {"n": len(pieces)}
        return count["n"]


length = local_only(5)
numbers = returned(1)
stored(1)
stored(2)
owner = Owner()
in_attribute(owner)
reveal, size = in_closure()
hidden = reveal()
same = reveal()
outer = in_container()
count = through_argument(kept)
cyclic()
one = rebound()
try:
    raised(True)
except ValueError as error:
    argument = error.args[0]
fine = raised(False)
box, spare = yielding()
smallest = sliced([3, 2, 1])
built = owner.build()
pieces = owner.pieces
table["x"] = numbers
again = table["x"]
assert hidden is same and again is numbers and count == 2 and one == 1 and built == 3 and smallest == 4
