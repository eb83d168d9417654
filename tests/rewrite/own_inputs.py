"""Arguments for the functions of `own.py`: a Hypothesis strategy that draws how to build them, and a deep case."""

import itertools

from hypothesis import strategies as st

DEEP = 50_000


class Cell:
    def __init__(self, key, next=None):
        self.key, self.next = key, next


class Node:
    def __init__(self, key, left=None, right=None):
        self.key, self.left, self.right = key, left, right


class Leaf:
    def __init__(self, key, children=()):
        self.key, self.children = key, list(children)


def names(log):
    """What the functions find among their globals."""

    def note(*values):
        log.append(canon(values, ()))
        return values[-1]

    return {"log": note, "Leaf": Leaf, "isinstance": isinstance, "issubclass": issubclass}


def canon(value, arguments, depth=6):
    """A value by type and contents, and which argument it is: arguments must come back as themselves."""
    for index, argument in enumerate(arguments):
        if value is argument and isinstance(value, (list, dict, set, Leaf, Node, Cell)):
            return f"argument {index}", canon(value, (), depth)
    if isinstance(value, float):
        return "float", value.hex()
    if isinstance(value, (list, tuple)) and depth:
        return type(value).__name__, [canon(item, (), depth - 1) for item in itertools.islice(value, 200)], len(value)
    if isinstance(value, dict) and depth:
        return "dict", [(key, canon(item, (), depth - 1)) for key, item in value.items()]
    if isinstance(value, (Leaf, Node, Cell)) and depth:
        return type(value).__name__, {key: canon(item, (), depth - 1) for key, item in vars(value).items()}
    if isinstance(value, int) and abs(value) > 10**100:
        return type(value).__name__, value.bit_length(), value % 10**9
    return type(value).__name__, repr(value) if isinstance(value, (int, str, set, bool, type(None))) else ""


def build_tree(plan):
    key, plans = plan
    return Leaf(key, [build_tree(inner) for inner in plans])


def build_node(plan):
    return plan and Node(plan[0], build_node(plan[1]), build_node(plan[2]))


def chain(kind, n):
    """A tree or list that is one long path."""
    found = None
    for key in range(n):
        if kind is Leaf:
            found = Leaf(key, [found] if found else [])
        else:
            found = kind(key, found)
    return found


small = st.integers(-3, 12)
number = st.one_of(small, st.floats(allow_nan=True), st.booleans())
numbers = st.lists(number, max_size=8)
integers = st.lists(st.integers(-5, 5), max_size=8)
tree_plan = st.recursive(
    st.tuples(st.integers(0, 20), st.just([])),
    lambda inner: st.tuples(st.integers(0, 20), st.lists(inner, max_size=3)),
    max_leaves=8,
)
node_plan = st.recursive(
    st.none(), lambda inner: st.tuples(st.integers(0, 9), inner, inner), max_leaves=10
)
nested = st.recursive(
    st.one_of(small, st.text("ab", max_size=2)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text("xy", max_size=1), inner, max_size=3)),
    max_leaves=10,
)
cells = st.lists(small, max_size=6)


def build_cells(keys):
    found = None
    for key in keys:
        found = Cell(key, found)
    return found


def plain(*strategies):
    """Each drawn value is built anew for either run."""
    import copy

    return st.tuples(*strategies).map(lambda drawn: lambda log: copy.deepcopy(drawn))


def of_tree(*others):
    import copy

    return st.tuples(tree_plan, *others).map(
        lambda drawn: lambda log: (build_tree(drawn[0]), *copy.deepcopy(drawn[1:]))
    )


def of_node(*others):
    import copy

    return st.tuples(node_plan, *others).map(
        lambda drawn: lambda log: (build_node(drawn[0]), *copy.deepcopy(drawn[1:]))
    )


def deep(*values):
    return lambda log: tuple(value() if callable(value) else value for value in values)


def nested_list():
    found = []
    for _ in range(DEEP):
        found = [found]
    return found


def path_graph():
    return {at: [at + 1] if at < DEEP else [] for at in range(DEEP + 1)}


CASES = {
    "leftmost": (of_tree(), deep(lambda: chain(Leaf, DEEP))),
    "total": (of_tree(), deep(lambda: chain(Leaf, DEEP))),
    "height": (of_tree(), deep(lambda: chain(Leaf, DEEP))),
    "node_height": (of_node(), deep(lambda: chain(Node, DEEP))),
    "mirrored": (plain(integers, st.just([])), deep(lambda: list(range(3000)), list)),
    "gcd": (plain(st.integers(-500, 500), st.integers(-500, 500)), None),
    "count_down": (plain(number), deep(DEEP)),
    "tallied": (plain(number), deep(DEEP)),
    "both_ways": (plain(st.integers(-9, 9)), deep(-DEEP)),
    "swapped": (plain(nested, nested, small), deep(1, 2, DEEP)),
    "search": (plain(integers.map(sorted), small), None),
    "all_equal": (plain(numbers), deep(lambda: [1] * DEEP)),
    "any_zero": (plain(numbers), deep(lambda: [1] * 3000)),
    "collatz": (plain(st.integers(0, 500)), None),
    "last": (cells.filter(bool).map(lambda keys: lambda log: (build_cells(keys),)), deep(lambda: chain(Cell, DEEP))),
    "digits_sum": (plain(st.integers(0, 10**12)), deep(7 * 10**4000)),
    "drop_while": (plain(integers, st.one_of(st.none(), small)), deep(lambda: [1] * 3000)),
    "fallible": (plain(integers, small), deep(lambda: [1] * (DEEP + 1), DEEP)),
    "match_bits": (plain(st.lists(st.booleans(), max_size=12)), deep(lambda: [True] * 3000)),
    "aliased": (plain(st.just([]), st.just([]), st.integers(0, 6)), deep(list, list, DEEP)),
    "factorial": (plain(st.integers(0, 40)), deep(20_000)),
    "power": (plain(number, st.integers(0, 40)), None),
    "float_sum": (plain(numbers), deep(lambda: [0.1] * 3000)),
    "length": (cells.map(lambda keys: lambda log: (build_cells(keys),)), deep(lambda: chain(Cell, DEEP))),
    "copied": (plain(st.one_of(numbers, st.text(max_size=5))), deep(lambda: [1] * 3000)),
    "evens": (plain(numbers), deep(lambda: [1, 2] * 1500)),
    "backwards": (plain(st.one_of(st.text(max_size=6), numbers, st.binary(max_size=4))), deep("ab" * 3000)),
    "digits": (plain(st.integers(0, 10**12)), deep(7 * 10**4000)),
    "binary": (plain(number), deep(1 << 20_000)),
    "largest": (plain(numbers), deep(lambda: list(range(3000)))),
    "alternating": (plain(numbers), deep(lambda: list(range(3000)))),
    "quotients": (plain(numbers), deep(lambda: [2.0] * 3000)),
    "bracketed": (plain(number), deep(DEEP)),
    "doubled": (plain(number), deep(DEEP)),
    "negated": (plain(number), deep(DEEP)),
    "logged": (plain(numbers), deep(lambda: [1] * 3000)),
    "nothing_at_the_end": (plain(small), None),
    "zipped": (plain(numbers, numbers), deep(lambda: [1] * 3000, lambda: [2] * 3000)),
    "in_and_out": (plain(number), deep(DEEP)),
    "popped": (plain(numbers), deep(lambda: [1] * DEEP)),
    "outline": (of_tree(), deep(lambda: chain(Leaf, 3000))),
    "keys_below": (of_tree(st.just([])), deep(lambda: chain(Leaf, DEEP), list)),
    "inorder": (of_node(st.just([])), deep(lambda: chain(Node, DEEP), list)),
    "inorder_tested": (of_node(st.just([])), deep(lambda: chain(Node, DEEP), list)),
    "contains": (of_node(small), deep(lambda: chain(Node, DEEP), -1)),
    "path_to": (of_tree(st.integers(0, 20), st.just([])), deep(lambda: chain(Leaf, DEEP), -1, list)),
    "pruned": (of_tree(st.integers(0, 20)), deep(lambda: chain(Leaf, DEEP), 0)),
    "flattened": (plain(nested, st.just([])), deep(nested_list, list)),
    "deep_copy": (plain(nested), deep(nested_list)),
    "growing": (of_tree(), deep(lambda: chain(Leaf, DEEP))),
    "fibonacci": (plain(number.filter(lambda n: n < 13)), None),
    "hanoi": (plain(st.integers(0, 6), st.just("a"), st.just("b"), st.just("c")), None),
    "ackermann": (plain(st.integers(0, 2), st.integers(0, 4)), deep(1, DEEP)),
    "merge_sort": (plain(numbers), None),
    "quick_sort": (
        integers.map(lambda items: lambda log: (items[:], 0, len(items) - 1)),
        deep(lambda: list(range(2000)), 0, 1999),
    ),
    "permutations": (plain(st.just([]), st.lists(small, max_size=4), st.just([])), None),
    "subsets": (plain(st.lists(small, max_size=5), st.just(0), st.just([]), st.just([])), None),
    "queens": (plain(st.integers(0, 5), st.just(0), st.just([]), st.just([])), None),
    "change": (plain(st.integers(-1, 15), st.lists(st.integers(1, 6), max_size=3)), deep(DEEP, lambda: [1])),
    "binomial": (st.integers(0, 8).flatmap(lambda n: plain(st.just(n), st.integers(0, n))), deep(DEEP, DEEP - 1)),
    "walks": (
        st.lists(st.lists(st.integers(0, 4), max_size=4), min_size=5, max_size=5).map(
            lambda rows: lambda log: (dict(enumerate(rows)), 0, set())
        ),
        deep(path_graph, 0, set),
    ),
    "flood": (
        st.lists(st.lists(st.integers(0, 1), min_size=4, max_size=4), min_size=3, max_size=3).map(
            lambda grid: lambda log: ([row[:] for row in grid], 0, 0)
        ),
        deep(lambda: [[0] * 200 for _ in range(200)], 0, 0),
    ),
    "remembered": (plain(st.integers(-2, 30), st.just({})), deep(DEEP, dict)),
    "partitions": (plain(st.integers(-1, 12), st.integers(0, 6), st.just({})), deep(DEEP, 1, dict)),
    "longest_common": (
        plain(st.text("abc", max_size=6), st.text("abc", max_size=6), st.just(0), st.just(0), st.just({})),
        deep("a" * DEEP, "a" * DEEP, 0, 0, dict),
    ),
    "nested_loops": (of_tree(st.integers(0, 2)), None),
    "ordered": (of_tree(st.integers(0, 2)), deep(lambda: chain(Leaf, 12), 12)),
    "counted": (plain(st.integers(-2, 14)), None),
}


def of(name):
    return CASES[name]
