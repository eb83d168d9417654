class A:
    kind = "a"
    items = []

    def __init__(self, v):
        self.v = v

    def __eq__(self, other):
        return isinstance(other, A) and self.v == other.v

    def __lt__(self, other):
        return self.v < other.v

    def __add__(self, other):
        return A(self.v + other.v)

    def __len__(self):
        return self.v

    def __getitem__(self, i):
        if i >= self.v:
            raise IndexError(i)
        return i * 10

    def __contains__(self, x):
        return x == self.v

    def __repr__(self):
        return f"A({self.v})"

    @classmethod
    def make(cls, n):
        return cls(n)

    @staticmethod
    def twice(n):
        return n * 2

    @property
    def double(self):
        return self.v * 2

    @double.setter
    def double(self, value):
        self.v = value // 2


class B(A):
    def __init__(self, v, w=0):
        super().__init__(v)
        self.w = w
        self.__secret = [v]

    def __call__(self, x):
        self.__secret.append(x)
        return x

    def make_more(self):
        return [type(self)(i) for i in range(2)]


class It:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return self.n


class Manager:
    def __init__(self, name):
        self.name = name
        self.events = []

    def __enter__(self):
        self.events.append("in")
        return self

    def __exit__(self, kind, value, trace):
        self.events.append("out")
        return True


a = A(2)
b = B(3)
same = a == A(2)
other = a != b
less = a < b
c = a + b
n = len(c)
t = 2 in a, 3 in a
m = A.make(4)
m2 = B.make(5)
tw = a.twice(3)
dbl = m.double
m.double = 20
b(7)
b.items.append(1)
b.kind = "own"
A.kind = "changed"
kinds = [a.kind, b.kind, m.kind]
more = b.make_more()
order = sorted([b, a, m])
rep = f"{a} {order!r}"
left = list(It(3))
tot = 0
for k in It(4):
    tot += k
with Manager("x") as man:
    man.events.append("body")
    1 / 0
with Manager("y") as man2, Manager("z"):
    got = man2.name


def outer():
    x = 1

    def inner():
        nonlocal x
        x += 1
        raise ValueError("bad", x)

    try:
        inner()
    except (TypeError, ValueError) as e:
        args = e.args
        return args, x
    finally:
        x = 100


res = outer()


def rec(n, acc=None):
    acc = [] if acc is None else acc
    if n:
        acc.append(n)
        rec(n - 1, acc)
    return acc


lst = rec(3)
g = 0


def bump():
    global g, fresh
    g += 1
    fresh = g


bump()
bump()


def kw(a, /, b, *, c=3, **k):
    return a, b, c, k


kws = kw(1, b=2, z=5)
kws2 = kw(*[1, 2], **{"c": 4})
try:
    try:
        [][0]
    except IndexError:
        raise KeyError("k")
    finally:
        fin = 1
except LookupError as err:
    name = type(err).__name__
try:
    undefined
except NameError:
    un = True
try:
    a.nothing
except AttributeError as q:
    text = str(q)
try:
    int("x y")
except ValueError:
    pass
del b.kind
back = b.kind
mat = [[i * j for j in range(3) if j != 1] for i in range(3)]
flat = [x for row in mat for x in row if x]
dd = {k: [v] for k, v in zip("ab", range(2))}
dd["a"] += [9]
import copy
deep = copy.deepcopy(dd)
shallow = copy.copy(dd)
dd["b"].append(deep)
