"""*args, **kwargs, keyword-only, forwarding: what a call passes and changes."""


def everything(a, /, b, *rest, flag=False, **named):
    rest_count = len(rest)
    named["seen"] = True
    keys = list(named)
    return rest_count, keys, flag


options = {"x": 1}
count, keys, flag = everything(1, 2, 3, 4, flag=True, **options)
assert count == 2 and keys == ["x", "seen"] and "seen" not in options


def forward(*args, **kwargs):
    result = everything(*args, **kwargs)
    return result


forwarded = forward(1, "b", None, y=[1])
assert forwarded[0] == 1


def append_to(target, value):
    target.append(value)


def append_twice(target, value):
    append_to(target, value)
    append_to(value=value, target=target)


def no_change(target):
    target = target + ["x"]
    return target


def clear(*lists):
    for each in lists:
        each.clear()


def put(table, **values):
    table.update(values)
    return table


items = []
append_twice(items, 1)
longer = no_change(items)
assert items == [1, 1] and longer == [1, 1, "x"]
one, two = [1], [2]
clear(one, two)
assert one == two == []
table = {}
same = put(table, a=1, b="two")
assert same is table and table["b"] == "two"


def rename(person, name):
    person.name = name
    person.names.append(name)


class Person:
    def __init__(self, name):
        self.name = name
        self.names = [name]


ada = Person("Ada")
rename(ada, "Augusta")
names = ada.names
assert names == ["Ada", "Augusta"]


def maximum(first, *others, key=None):
    best = first
    for other in others:
        if (other if key is None else key(other)) > (best if key is None else key(best)):
            best = other
    return best


largest = maximum(3, 9, 2)
longest = maximum("a", "ccc", "bb", key=len)
assert largest == 9 and longest == "ccc"


def remember(item, seen=None, *, log=[]):
    seen = set() if seen is None else seen
    seen.add(item)
    log.append(item)
    return seen, log


first, log = remember(1)
second, same_log = remember(2, first)
assert second is first and same_log is log and log == [1, 2]


def sort_both(left, right):
    left.sort()
    ordered = sorted(right)
    return ordered


left, right = [2, 1], [4, 3]
ordered = sort_both(left, right)
assert left == [1, 2] and right == [4, 3] and ordered == [3, 4]
