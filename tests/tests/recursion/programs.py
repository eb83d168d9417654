# Small recursive programs. Whether each ends is found by running it; the head line says what
# memlens is expected to say: `unbounded`, `bounded` (with the depth where it is known) or
# `unproven`. In each the function of interest is `f`, or stands in class `C`.

#% factorial: bounded n + 1
def f(n):
    if n == 0:
        return 1
    return n * f(n - 1)
f(0); f(1); f(20)

#% factorial of one: bounded n
def f(n):
    if n <= 1:
        return 1
    return n * f(n - 1)
f(1); f(2); f(30)

#% fibonacci: bounded n
def f(n):
    if n < 2:
        return n
    return f(n - 1) + f(n - 2)
f(1); f(2); f(9)

#% fibonacci with two base cases: bounded n
def f(n):
    if n == 0 or n == 1:
        return n
    return f(n - 1) + f(n - 2)
f(1); f(7)

#% fibonacci in a tuple: bounded n
def f(n):
    if n in (0, 1):
        return n
    return f(n - 1) + f(n - 2)
f(1); f(7)

#% two steps down: bounded (n + 1) // 2 + 1
def f(n):
    if n <= 0:
        return
    f(n - 2)
f(0); f(7); f(8)

#% counting up to a constant: bounded 11 - i
def f(i):
    if i >= 10:
        return
    f(i + 1)
f(0); f(4); f(10)

#% counting up to a parameter: bounded n - i + 1
def f(i, n):
    if i >= n:
        return
    f(i + 1, n)
f(0, 5); f(3, 4); f(2, 2)

#% counting down to a parameter: bounded n - low + 1
def f(n, low):
    if n <= low:
        return
    f(n - 1, low)
f(9, 2); f(2, 2)

#% index to the length: bounded len(xs) - i + 1
def f(xs, i=0):
    if i == len(xs):
        return 0
    return xs[i] + f(xs, i + 1)
f([1, 2, 3]); f([])

#% sum of a list: bounded len(xs) + 1
def f(xs):
    if not xs:
        return 0
    return xs[0] + f(xs[1:])
f([]); f([1]); f([1, 2, 3, 4])

#% reversed text: bounded len(s) + 1
def f(s):
    if s == "":
        return ""
    return f(s[1:]) + s[0]
f(""); f("hello")

#% length at most one: bounded len(xs)
def f(xs):
    if len(xs) <= 1:
        return xs
    return f(xs[:-1])
f([1]); f([1, 2, 3])

#% pairs: bounded (len(xs) + 1) // 2 + 1
def f(xs):
    if len(xs) == 0:
        return
    f(xs[2:])
f([]); f([1]); f([1, 2, 3, 4, 5])

#% palindrome: bounded
def f(s):
    if len(s) < 2:
        return True
    return s[0] == s[-1] and f(s[1:-1])
f("abcba"); f("ab")

#% merge sort: bounded ceil(log2(len(xs))) + 1
def f(xs):
    if len(xs) <= 1:
        return xs
    middle = len(xs) // 2
    left = f(xs[:middle])
    right = f(xs[middle:])
    return sorted(left + right)
f([3]); f([3, 1]); f([5, 2, 8, 1, 9]); f(list(range(17)))

#% binary digits: bounded floor(log2(n)) + 2
def f(n):
    if n == 0:
        return ""
    return f(n // 2) + str(n % 2)
f(1); f(2); f(10); f(255); f(256)

#% digits: bounded floor(log10(n)) + 1
def f(n):
    if n < 10:
        return n
    return n % 10 + f(n // 10)
f(7); f(10); f(999); f(1000)

#% euclid: bounded
def f(a, b):
    if b == 0:
        return a
    return f(b, a % b)
f(48, 36); f(-7, 3)

#% hanoi: bounded n + 1
def f(n, a, b, c):
    if n == 0:
        return
    f(n - 1, a, c, b)
    f(n - 1, c, b, a)
f(5, "a", "b", "c")

#% guard that raises: bounded n + 1
def f(n):
    if n < 0:
        raise ValueError(n)
    if n == 0:
        return 0
    return f(n - 1)
f(0); f(6)

#% lambda: bounded n
f = lambda n: 1 if n <= 1 else n * f(n - 1)
f(1); f(6)

#% greater than: bounded n + 1
def f(n):
    if n > 0:
        f(n - 1)
f(0); f(5)

#% match statement: bounded n + 1
def f(n):
    match n:
        case 0:
            return
        case _:
            f(n - 1)
f(0); f(4)

#% names for numbers: bounded n
STOP = 1
STEP = 1
def f(n):
    if n <= STOP:
        return
    f(n - STEP)
f(1); f(8)

#% while instead of if: bounded n + 1
def f(n):
    while n > 0:
        f(n - 1)
        break
f(3)

#% search that may stop early: bounded
def f(xs, x):
    if not xs:
        return False
    if xs[0] == x:
        return True
    return f(xs[1:], x)
f([1, 2, 3], 2); f([1, 2], 5)

#% negative start steps over the base case: unproven
def f(n):
    if n == 0:
        return
    f(n - 1)
try:
    f(-1)
except ValueError:
    pass

#% even and odd: unproven
def f(n):
    return True if n == 0 else g(n - 1)
def g(n):
    return False if n == 0 else f(n - 1)
f(10)

#% consumes an iterator: unproven
def f(it):
    print(next(it), end="")
    f(it)
try:
    f(iter([1, 2, 3]))
except StopIteration:
    pass

#% pops a list: unproven
def f(xs):
    xs.pop()
    f(xs)
try:
    f([1, 2, 3])
except IndexError:
    pass

#% test of a list that shrinks: unproven
def f(xs):
    if not xs:
        return
    xs.pop()
    f(xs)
f([1, 2, 3])

#% walks off a linked list: unproven
class Node:
    def __init__(self, next):
        self.next = next
def f(node):
    f(node.next)
try:
    f(Node(Node(None)))
except AttributeError:
    pass

#% divides by zero in the end: unproven
def f(n):
    1 / n
    f(n - 1)
try:
    f(5)
except ZeroDivisionError:
    pass

#% indexes past the end: unproven
def f(xs, i):
    xs[i]
    f(xs, i + 1)
try:
    f([1, 2], 0)
except IndexError:
    pass

#% catches its own overflow: unproven
def f():
    try:
        return f() + 1
    except RecursionError:
        return 0
f()

#% a broad handler: unproven
def f():
    try:
        f()
    except Exception:
        pass
f()

#% suppressed: unproven
import contextlib
def f():
    with contextlib.suppress(RecursionError):
        f()
f()

#% finally that returns: unproven
def f():
    try:
        f()
    finally:
        return 1
f()

#% a global that changes: unproven
left = 3
def f():
    global left
    left -= 1
    if left == 0:
        return
    f()
f()

#% a counter in an attribute: unproven
class C:
    def __init__(self):
        self.n = 3
    def f(self):
        self.n -= 1
        if self.n > 0:
            self.f()
C().f()

#% rebound while it runs: unproven
def f():
    global f
    f = lambda: None
    f()
f()

#% a second definition: unproven
def f():
    f2()
def f2():
    f()
def f():
    pass
f2()

#% children: unproven
def f(tree):
    for child in tree:
        f(child)
f([[], [[]]])

#% comprehension: unproven
def f(tree):
    return [f(child) for child in tree]
f([[], [[]]])

#% a generator that nobody drains: unproven
def f(n):
    yield n
    yield from f(n + 1)
g = f(0)
next(g), next(g)

#% makes a generator and leaves it: unproven
def f():
    f()
    yield 1
next(f())

#% makes a coroutine and leaves it: unproven
async def f():
    f().close()
import asyncio
asyncio.run(f())

#% only in a lambda: unproven
def f():
    return lambda: f()
f()

#% only in an inner function: unproven
def f():
    def g():
        f()
    return g
f()

#% up to a base case from below: unproven
def f(n):
    if n == 0:
        return
    f(n + 1)
f(-4)

#% a decorator that replaces it: unproven
def once(function):
    return lambda: None
@once
def f():
    f()
f()

#% overridden in the subclass: unproven
class B:
    def f(self):
        self.g()
    def g(self):
        self.f()
class D(B):
    def g(self):
        pass
D().f()

#% replaced on the instance: unproven
class C:
    def f(self):
        self.f = lambda: 1
        return self.f()
C().f()

#% a wrong number of arguments: unproven
def f(x):
    f()
try:
    f(1)
except TypeError:
    pass

#% a mixin's missing attribute: unproven
class M:
    def __getattr__(self, name):
        return self.values[name]
class C(M):
    values = {"a": 1}
C().a

#% changes its class first: unproven
class Other:
    def __getattribute__(self, name):
        return 1
class C:
    def __getattribute__(self, name):
        self.__class__ = Other
        return self.x
C().x

#% short circuit: unproven
def f(x):
    return x and f(False)
f(True)

#% leaves the program: unproven
import sys
def f():
    sys.exit(0)
    f()
f()

#% a loop that never comes to the call: unproven
def f():
    n = 0
    while True:
        n += 1
        if n > 3:
            return
    f()
f()

#% a helper that ends it: unproven
def check(n):
    if n > 3:
        raise ValueError
def f(n):
    check(n)
    f(n + 1)
try:
    f(0)
except ValueError:
    pass

#% the class decides: bounded depth + 1
class C:
    def __init__(self, depth=3):
        self.inner = C(depth - 1) if depth else None
C()

#% division by a changing number: unproven
def f(n):
    if 10 // n > 100:
        return
    f(n - 1)
try:
    f(3)
except ZeroDivisionError:
    pass

#% list that grows under the index: unproven
def f(xs, i):
    if i >= len(xs):
        return
    if i < 3:
        xs.append(0)
    f(xs, i + 1)
f([1], 0)

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

#% slice past nothing, known by one length only: unproven
def f(xs):
    if len(xs) == 1:
        return xs[0]
    return f(xs[1:])
f([])

#% halves towards minus one: unproven
def f(n):
    if n == 0:
        return
    f(n // 2)
f(-5)

#% replaced by setattr: unproven
class C:
    def f(self):
        return self.f()
setattr(C, "f", lambda self: 1)
C().f()

#% applied by map: unproven
def f(n):
    if n == 0:
        return 0
    return sum(map(f, [n - 1]))
f(3)

#% handed on as a value: unproven
def apply(function, value):
    return function(value)
def f(n):
    if n == 0:
        return 0
    return f(n - 1)
apply(f, 3)

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

#% a flag that somebody sets: unproven
done = False
def stop():
    global done
    done = True
def f():
    if done:
        return
    stop()
    f()
f()

#% a global list that shrinks: unproven
work = [1, 2, 3]
def f():
    if not work:
        return
    work.pop()
    f()
f()

#% remainder of something else: unproven
def f(a, n):
    if n == 0:
        return
    f(a, n % 7 - 1)
f(1, 3)

#% a default that stands in: unproven
def f(n, stop=3):
    if n == stop:
        return
    f(n)
f(1, 1)

#% unbound local ends it: unproven
def f(n):
    if n > 0:
        x = 1
    print(x, end="")
    f(n - 1)
try:
    f(2)
except UnboundLocalError:
    pass
