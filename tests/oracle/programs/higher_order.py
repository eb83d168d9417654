"""Functions as values: map, filter, sorted by key, partial, reduce, callbacks."""

import functools
import itertools
import operator

people = [("Ada", 36), ("Alan", 41), ("Grace", 85)]
by_age = sorted(people, key=lambda person: person[1], reverse=True)
oldest = by_age[0]
name, age = oldest
names = list(map(lambda person: person[0], people))
adults = [*filter(lambda person: person[1] > 40, people)]
youngest = min(people, key=operator.itemgetter(1))
total = functools.reduce(lambda sum_, person: sum_ + person[1], people, 0)
add = functools.partial(operator.add, 10)
eleven = add(1)
assert oldest is people[2] and youngest is people[0] and total == 162 and eleven == 11


def apply(function, value, times=1):
    for _ in range(times):
        value = function(value)
    return value


doubled = apply(lambda n: n * 2, 1, times=5)
shouted = apply(str.upper, "hi")
listed = apply(list, (1, 2))
assert doubled == 32 and shouted == "HI" and listed == [1, 2]

operations = {"+": operator.add, "-": lambda a, b: a - b, "max": max}
results = {sign: operation(7, 3) for sign, operation in operations.items()}
chosen = operations["-"]
difference = chosen(1, 2)
assert results == {"+": 10, "-": 4, "max": 7} and difference == -1


class Button:
    def __init__(self):
        self.handlers = []

    def on(self, handler):
        self.handlers.append(handler)
        return handler

    def press(self, event):
        answers = [handler(event) for handler in self.handlers]
        return answers


class Window:
    def __init__(self):
        self.events = []
        self.button = Button()
        self.button.on(self.note)

    def note(self, event):
        self.events.append(event)
        return len(self.events)


window = Window()
button = window.button
answers = button.press("click")
events = window.events
method = window.note
again = method("tap")
assert answers == [1] and events == ["click", "tap"] and again == 2

pairs = list(itertools.product("ab", [1, 2]))
running = list(itertools.accumulate([1, 2, 3]))
chunks = [list(group) for key, group in itertools.groupby("aabb")]
endless = itertools.count(5)
five = next(endless)
six = next(endless)
sliced = list(itertools.islice(endless, 2))
joined = list(itertools.chain([1], (2,), {3}))
assert running == [1, 3, 6] and five + six == 11 and sliced == [7, 8] and joined == [1, 2, 3]


def tally(words):
    counts = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ranked


ranked = tally("the cat the dog".split())
top, times = ranked[0]
assert (top, times) == ("the", 2)


def pipeline(values, *stages):
    for stage in stages:
        values = stage(values)
    return values


evens = pipeline(range(6), lambda v: (n for n in v if n % 2 == 0), list)
largest = pipeline(evens, max)
assert evens == [0, 2, 4] and largest == 4
