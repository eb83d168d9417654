# What a function gets, changes and gives back.
def increment(number):
    number += 1
    return number


def append_to(items, item):
    items.append(item)


def replace(items):
    items = [0]
    items.append(1)
    return items


def both(items, count=2, *rest, **options):
    for index in range(count):
        append_to(items, index)
    return items, rest, options


count = 10
more = increment(count)
names = ["Ada"]
append_to(names, "Alan")
new = replace(names)
answer = both(names, 3, "x", "y", key=1)
answer = both([])


def remember(item, seen=[]):
    seen.append(item)
    return seen


one = remember("a")
two = remember("b")
fresh = remember("c", [])
