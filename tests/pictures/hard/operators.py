def note(x, log=[]):
    log.append(x)
    return x


xs = [1, 2, 3]
for x in xs:
    if x < 3:
        xs.append(x + 2)
for x in xs[:]:
    if x % 2 == 0:
        xs.remove(x)
a = b = [0]
b += [1]
a, b = b, a[:]
a[1:1] = [7, 8]
a[::2]
c = a[::-1]
del a[0], c[1:]
q = [-7 // 2, -7 % 3, 7 // -2, 7 % -3, 2 ** 10, 1 / 4, 7 // 2.0, 1e16, 0.1 + 0.2]
s = "Hello, World"
t = [s.upper(), s.lower(), s[::-1], s.find("o"), s.split(", "), s.replace("l", "L"), s.count("l"), s[-3:], s.title()]
u = 1 < 2 < 3 > 0
v = not [] or note(5) and note(6)
w = [] or {} or 0 or None
for i in range(3):
    if i == 5:
        break
else:
    done = "else"
while True:
    i += 1
    if i > 5:
        break
else:
    done = "never"


def f():
    try:
        return "try"
    finally:
        note("finally")


def g():
    for i in range(3):
        try:
            if i == 1:
                continue
            if i == 2:
                return i
        finally:
            note(i)


r = [f(), g()]


def gen(n):
    try:
        for i in range(n):
            note(("yield", i))
            yield i
    finally:
        note("closed")


got = []
for v in gen(3):
    got.append(v)
fs = [lambda: i for i in range(3)]
gs = [lambda i=i: i for i in range(3)]
vals = [k() for k in fs] + [k() for k in gs]
d = {"a": 1, "b": 2}
d["c"] = 3
d.pop("a")
d["a"] = 9
d.update({"b": 5}, z=1)
keys = list(d)
e = {1: "int", True: "bool", 1.0: "float"}
pairs = sorted([("b", 2), ("a", 2), ("c", 1)], key=lambda p: p[1], reverse=True)
z = list(zip([1, 2, 3], "ab"))
m = list(map(lambda x, y: x + y, [1, 2], [3, 4]))
it = iter([1, 2, 3])
first = next(it)
rest = list(it)
nothing = next(it, "none")
flag = any(note(x) > 1 for x in [1, 2, 3])
(p, (o, *l)) = (1, (2, 3, 4))
tup = (1, [2])
try:
    tup[1] += [3]
except TypeError as err:
    msg = "t"
k = [1, 2] < [1, 3], "a" < "b", (1, "x") == (1, "x")
n = 0
n -= -3
line = "ab" * 2 + f"{n:>3}{n!r}{s[0]}{1.5}{True}{None}{[1, 'x']}"
x = y = z = 0
if (y := 5) > 3:
    z = y
st = {1, 2} | {3} - {1}
st.add(2)
big = 2 ** 70
neg = -2 ** 2
big2 = 10 ** 18 * 10
tern = 1 if big else 2
isit = [xs is xs, None is None, [] is []]
