# Small recursive programs. Whether each ends is found by running it; the head line says what
# memlens is expected to say: `unbounded`, `bounded` (with the depth where it is known) or
# `unproven`. In each the function of interest is `f`, or stands in class `C`.

#% no base case: unbounded
def f():
    f()
f()

#% counts without end: unbounded
def f(n):
    print(n, end=" ")
    f(n + 1)
f(0)

#% returns its own result: unbounded
def f(n):
    return n * f(n - 1)
f(5)

#% unreachable base case: unbounded
def f(n):
    f(n - 1)
    if n == 0:
        return
f(3)

#% argument not changed: unbounded
def f(n):
    if n == 0:
        return 1
    return f(n)
f(3)

#% both ways call: unbounded
def f(n):
    if n > 0:
        f(n - 1)
    else:
        f(n + 1)
f(3)

#% moves up from a lower bound: unbounded
def f(n):
    if n < 0:
        return
    f(n + 1)
f(0)

#% moves down from an upper bound: unbounded
def f(n):
    if n > 10:
        return
    f(n - 1)
f(3)

#% moves away from another argument: unbounded
def f(lo, hi):
    if lo > hi:
        return
    f(lo, hi + 1)
f(0, 4)

#% slice of everything: unbounded
def f(xs):
    if len(xs) > 100:
        return
    f(xs)
f([1])

#% ping and pong: unbounded
def f(n):
    return g(n - 1)
def g(n):
    return f(n - 1)
f(2)

#% three in a ring: unbounded
def f():
    g()
def g():
    h()
def h():
    f()
f()

#% property: unbounded
class C:
    @property
    def x(self):
        return self.x
C().x

#% setter: unbounded
class C:
    @property
    def x(self):
        return self._x
    @x.setter
    def x(self, value):
        self.x = value
C().x = 1

#% repr in an f-string: unbounded
class C:
    def __repr__(self):
        return f"C({self!r})"
repr(C())

#% str of itself: unbounded
class C:
    def __str__(self):
        return "C " + str(self)
str(C())

#% repr through str: unbounded
class C:
    def __repr__(self):
        return f"<{self}>"
repr(C())

#% equality: unbounded
class C:
    def __eq__(self, other):
        return self == other
C() == 1

#% length: unbounded
class C:
    def __len__(self):
        return len(self)
len(C())

#% every attribute: unbounded
class C:
    def __getattribute__(self, name):
        return self.__dict__[name]
C().x

#% missing attribute: unbounded
class C:
    def __getattr__(self, name):
        return self.values[name]
C().x

#% setting an attribute sets an attribute: unbounded
class C:
    def __setattr__(self, name, value):
        self.last = name
C().x = 1

#% item: unbounded
class C:
    def __getitem__(self, key):
        return self[key]
C()[0]

#% membership: unbounded
class C:
    def __contains__(self, item):
        return item in self
1 in C()

#% hash: unbounded
class C:
    def __hash__(self):
        return hash(self)
hash(C())

#% truth: unbounded
class C:
    def __bool__(self):
        return bool(self)
bool(C())

#% addition: unbounded
class C:
    def __add__(self, other):
        return self + other
C() + 1

#% an instance makes an instance: unbounded
class C:
    def __init__(self):
        self.next = C()
C()

#% a method calls itself: unbounded
class C:
    def f(self, n):
        return self.f(n - 1)
C().f(1)

#% two methods call each other: unbounded
class C:
    def f(self):
        return self.g()
    def g(self):
        return self.f()
C().f()

#% class method: unbounded
class C:
    @classmethod
    def f(cls):
        return cls.f()
C.f()

#% static method through the class: unbounded
class C:
    @staticmethod
    def f(n):
        return C.f(n)
C.f(1)

#% inner function: unbounded
def outer():
    def f(n):
        return f(n + 1)
    return f(0)
outer()

#% drained generator: unbounded
def f():
    yield from f()
list(f())

#% awaited: unbounded
import asyncio
async def f():
    await f()
asyncio.run(f())

#% a handler for something else: unbounded
def f(n):
    try:
        return f(n + 1)
    except ValueError:
        return 0
f(0)

#% in a finally: unbounded
def f():
    try:
        print("x", end="")
    finally:
        f()
f()

#% loop that certainly runs: unbounded
def f():
    for _ in range(3):
        f()
f()

#% while true: unbounded
def f():
    while True:
        f()
f()

#% conditional expression on both sides: unbounded
def f(n):
    return f(n - 1) if n else f(n + 1)
f(2)

#% match with every case: unbounded
def f(n):
    match n:
        case 0:
            f(1)
        case _:
            f(0)
f(0)

#% lambda without end: unbounded
f = lambda n: f(n + 1)
f(0)

#% a quiet helper before: unbounded
def show(n):
    print("at", n, end=" ")
def f(n):
    show(n)
    f(n + 1)
f(0)

#% cached without end: unbounded
from functools import lru_cache
@lru_cache(maxsize=None)
def f(n):
    return f(n + 1)
f(0)

#% the default is passed on: unbounded
def f(n, stop=0):
    if n == stop:
        return
    f(n, stop)
f(1)

#% type decides and stays: unbounded
def f(x):
    if isinstance(x, list):
        return x
    return f(x)
f(1)

#% keyword arguments: unbounded
def f(a, b):
    if a > b:
        return
    f(b=b, a=a)
f(1, 2)

#% setattr sees properties first: unbounded
class C:
    @property
    def x(self):
        return 1
    @x.setter
    def x(self, value):
        pass
    def __setattr__(self, name, value):
        self.x = value
C().y = 1

#% the bound moves away: unbounded
def f(lo, hi):
    if lo >= hi:
        return
    f(lo - 1, hi)
f(0, 4)

#% comprehension that certainly runs: unbounded
def f():
    return [f() for _ in range(2)]
f()

#% not equal without a method of its own: unbounded
class C:
    def __eq__(self, other):
        return not self != other
C() == 1

#% a flag that nobody sets: unbounded
done = False
def f():
    if done:
        return
    f()
f()
