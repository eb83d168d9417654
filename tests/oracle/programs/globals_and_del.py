"""global, nonlocal, del: which frame a name lives in."""

total = 0
log = []
name = "module"
config = None


def add(n):
    global total
    total += n
    log.append(n)


def configure(values):
    global config, created
    config = values
    created = len(values)


def shadow():
    name = "local"
    total = [1]
    return name, total


add(3)
add(4.5)
here, shadowed = shadow()
configure({"a": 1})
current = config
size = created
kept = config
assert total == 7.5 and log == [3, 4.5] and current is kept and size == 1 and name == "module"

data = [1, 2, 3]
view = data
del data
assert view == [1, 2, 3]
data = "again"
del view[0], view[-1]
assert view == [2]
table = {"a": [1], "b": 2}
inner = table["a"]
del table["a"]
assert inner == [1] and table == {"b": 2}


class Thing:
    pass


thing = Thing()
thing.part = [1]
part = thing.part
del thing.part
has = hasattr(thing, "part")
assert part == [1] and not has


def scoped(flag):
    if flag:
        value = [flag]
    else:
        value = None
    if value is not None:
        value.append(0)
    held = value
    del value
    value = "text"
    return held, value


one, text = scoped(True)
none, _ = scoped(False)
assert one == [True, 0] and none is None and text == "text"


def stack():
    depth = 0

    def deeper():
        nonlocal depth
        depth += 1
        if depth < 3:
            deeper()
        return depth

    result = deeper()
    return depth, result


depth, result = stack()
for i in range(3):
    pass
last = i
assert (depth, result, last) == (3, 3, 2)
x = 1
x = [x]
x = (x, x)
same = x[0] is x[1]
assert same
