# Small recursive programs. Whether each ends is found by running it; the head line says what
# memlens is expected to say. Calls that Python makes by itself, generators, handlers, starts.

#% a lambda under a name: unbounded
f = lambda n: f(n - 1)
f(3)

#% recursion through super: unbounded
class B:
    def f(self):
        return self.f()
class C(B):
    def f(self):
        return super().f()
C().f()

#% a property by way of another: unbounded
class C:
    @property
    def f(self):
        return self.g
    @property
    def g(self):
        return self.f
C().f

#% text in a percent format: unbounded
class C:
    def __str__(self):
        return "%s" % self
str(C())

#% representation in a tuple format: unbounded
class C:
    def __repr__(self):
        return "%r and more" % (self,)
repr(C())

#% text by str.format: unbounded
class C:
    def __str__(self):
        return "{}".format(self)
str(C())

#% hash of itself: unbounded
class C:
    def __hash__(self):
        return hash(self)
hash(C())

#% membership of itself: unbounded
class C:
    def __contains__(self, x):
        return x in self
1 in C()

#% iterates over itself: unbounded
class C:
    def __iter__(self):
        return iter(self)
list(C())

#% iterates over itself in a loop: unbounded
class C:
    def __iter__(self):
        for x in self:
            yield x
list(C())

#% calls itself: unbounded
class C:
    def __call__(self):
        return self()
C()()

#% adds itself: unbounded
class C:
    def __add__(self, other):
        return self + other
C() + 1

#% adds from the right: unproven
class C:
    def __radd__(self, other):
        return other + self
1 + C()

#% new calls new: unbounded
class C:
    def __new__(cls):
        return C()
C()

#% deepcopy of itself: unbounded
import copy
class C:
    def __deepcopy__(self, memo):
        return copy.deepcopy(self, memo)
copy.deepcopy(C())

#% a missing attribute that is looked up: unbounded
class C:
    def __getattr__(self, name):
        return getattr(self, name)
C().x

#% an attribute set by setattr: unbounded
class C:
    def __setattr__(self, name, value):
        setattr(self, name, value)
C().x = 1

#% an attribute set through its dict: unproven
class C:
    def __setattr__(self, name, value):
        self.__dict__[name] = value
C().x = 1

#% attributes by object: unproven
class C:
    def __getattribute__(self, name):
        return object.__getattribute__(self, name)
C().__class__

#% a descriptor that asks the instance: unproven
class D:
    def __get__(self, obj, kind):
        return obj.x
class C:
    x = D()
try:
    C().x
except AttributeError:
    pass

#% compares its parts: unproven
class C:
    def __init__(self, part):
        self.part = part
    def __eq__(self, other):
        return self.part == other.part
C(C(1)) == C(C(1))

#% forwards to what it holds: unproven
class C:
    def __init__(self, inner):
        self.inner = inner
    def f(self):
        return self.inner.f()
class D:
    def f(self):
        return 1
C(D()).f()

#% a tree of its own kind: bounded
class C:
    def __init__(self, value):
        self.value = value
        self.left = None
    def f(self, value):
        if self.left is None:
            self.left = C(value)
        else:
            self.left.f(value)
c = C(1)
c.f(2)
c.f(3)

#% a coroutine that awaits itself: unbounded
import asyncio
async def f():
    await f()
asyncio.run(f())

#% a generator that drains itself: unbounded
def f():
    for x in f():
        yield x
list(f())

#% draws from itself first: unbounded
def f():
    yield from f()
list(f())

#% yields before it goes on: unproven
def f(n):
    yield n
    yield from f(n + 1)
g = f(0)
next(g)

#% try and finally: unbounded
def f():
    try:
        f()
    finally:
        print("done", end="")
f()

#% else of a loop: unbounded
def f(xs):
    for x in xs:
        pass
    else:
        f(xs)
f([1])

#% assert is no base case: unbounded
def f(n):
    assert n is not None
    f(n)
f(1)

#% assert that fails in the end: bounded n + 1
def f(n):
    assert n > 0
    f(n - 1)
try:
    f(3)
except AssertionError:
    pass

#% the base case stands after the call: unbounded
def f(n):
    result = f(n - 1)
    if n == 0:
        return 1
    return n * result
f(3)

#% the base case calls again: unbounded
def f(n):
    if n == 0:
        return f(0)
    return f(n - 1)
f(3)

#% keyword arguments handed on: unbounded
def f(*args, **kw):
    return f(*args, **kw)
f(1, x=2)

#% a partial of itself: unproven
import functools
def f(n):
    if n <= 0:
        return 0
    g = functools.partial(f, n - 1)
    return g()
f(3)

#% starts on the wrong side: unproven
def f(n):
    if n == 0:
        return
    f(n + 1)
f(1)

#% steps over the base case: unproven
def f(n):
    if n == 0:
        return
    f(n - 2)
f(3)

#% a fraction that never hits: unproven
def f(x):
    if x == 0:
        return
    f(x - 1)
f(0.5)

#% division that never reaches zero: unproven
def f(x):
    if x == 0:
        return 0
    return 1 + f(x / 2)
f(1.0)

#% greatest common divisor by subtraction: unproven
def f(a, b):
    if a == b:
        return a
    if a > b:
        return f(a - b, b)
    return f(a, b - a)
f(12, 18)

#% greatest common divisor: bounded
def f(a, b):
    if b == 0:
        return a
    return f(b, a % b)
f(12, 18)

#% towers of hanoi: bounded n
def f(n, a, b, c):
    if n == 1:
        return
    f(n - 1, a, c, b)
    f(n - 1, c, b, a)
f(1, 1, 2, 3); f(4, 1, 2, 3)

#% two counters that trade places: bounded
def f(a, b):
    if a <= 0 or b <= 0:
        return 0
    return f(b - 1, a)
f(3, 4)

#% arguments swapped without loss: unproven
def f(a, b):
    if a <= 0 or b <= 0:
        return 0
    return f(b, a)
f(3, 4)

#% power by squaring: bounded
def f(x, n):
    if n == 0:
        return 1
    if n % 2 == 0:
        return f(x * x, n // 2)
    return x * f(x, n - 1)
f(2, 10)

#% collatz: unproven
def f(n):
    if n == 1:
        return 0
    if n % 2:
        return 1 + f(3 * n + 1)
    return 1 + f(n // 2)
f(6)

#% continues a while loop: bounded
def f(node):
    while node:
        f(node.get("left"))
        node = node.get("right")
f({"left": {}, "right": {"left": None}})

#% two functions that hand the same number on: unbounded
def f(n):
    if n == 0:
        return
    g(n)
def g(n):
    f(n)
f(3)

#% two functions that ask the same question: unbounded
def f(x, strict):
    if x is None:
        return
    g(x, strict)
def g(y, strict):
    if y is None and strict:
        return
    f(y, strict)
f(1, True)

#% two functions that ask different questions: unproven
def f(x):
    if x is None:
        return
    g(x)
def g(y):
    if not y:
        return
    f(y)
f(0)

#% the length by way of a list: unbounded
class C:
    def __iter__(self):
        yield 1
    def __len__(self):
        return len(list(self))
len(C())

#% the length by way of a sum: unproven
class C:
    def __iter__(self):
        yield 1
    def __len__(self):
        return sum(1 for _ in self)
len(C())

#% a comprehension over itself: unbounded
class C:
    def __iter__(self):
        return iter([x for x in self])
list(C())

#% a generator over itself that nobody drains: unproven
class C:
    def __iter__(self):
        return (x for x in [1])
    def f(self):
        return (y for y in self)
C().f()

#% sums itself: unbounded
class C:
    def __iter__(self):
        return iter([sum(self)])
list(C())

#% a negative start upwards past it: unproven
def f(n):
    if n == -3:
        return
    f(n + 2)
f(-4)

#% the default starts on the wrong side: unproven
def f(n=-1):
    if n == 0:
        return
    f(n - 1)
f()

#% a whole float meets it: unproven
def f(n):
    if n == 0:
        return
    f(n - 1)
f(3.0)

#% equal steps that meet the base case: bounded (n + 1) // 2 + 1
def f(n):
    if n == 0:
        return
    f(n - 2)
f(8)
