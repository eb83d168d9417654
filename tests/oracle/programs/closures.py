"""Closures: cells shared by functions, late binding in loops."""


def counter():
    count = 0
    log = []

    def up(step=1):
        nonlocal count
        count += step
        log.append(count)
        return count

    def reset():
        nonlocal count, log
        before = log
        count = 0
        log = []
        return before

    return up, reset, lambda: log


up, reset, history = counter()
up()
latest = up(4)
entries = history()
same = history()
assert entries is same and entries == [1, 5]
old = reset()
assert old is entries and history() == []

makers = []
for factor in range(3):
    makers.append(lambda n: n * factor)
results = [make(10) for make in makers]
assert results == [20, 20, 20]

bound = [lambda n, k=k: n * k for k in range(3)]
assert [make(10) for make in bound] == [0, 10, 20]


def compose(*functions):
    def composed(value):
        for function in functions:
            value = function(value)
        return value

    return composed


double_then_text = compose(lambda n: n * 2, str)
text = double_then_text(21)
assert text == "42"


def outer():
    shared = {"n": 1}

    class Inner:
        table = shared

        def get(self):
            return shared

    return Inner, shared


inner_class, table = outer()
assert inner_class().get() is table
