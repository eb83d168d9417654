# Small recursive programs. Whether each ends is found by running it; the head line says what
# memlens is expected to say. Cycles of several functions, calls that Python makes by itself,
# and measures that take more than one argument.

#% ackermann: bounded
def f(m, n):
    if m <= 0:
        return n + 1
    if n <= 0:
        return f(m - 1, 1)
    return f(m - 1, f(m, n - 1))
f(2, 2)

#% the second argument starts again without end: unbounded
def f(m, n):
    if n <= 0:
        return f(m, 5)
    return f(m, n - 1)
f(1, 1)

#% binary search: bounded
def f(xs, x, low, high):
    if low > high:
        return -1
    middle = (low + high) // 2
    if xs[middle] == x:
        return middle
    if xs[middle] < x:
        return f(xs, x, middle + 1, high)
    return f(xs, x, low, middle - 1)
f([1, 3, 5, 7], 5, 0, 3)

#% binary search that keeps the middle: unproven
def f(xs, x, low, high):
    if low >= high:
        return low
    middle = (low + high) // 2
    if xs[middle] < x:
        return f(xs, x, middle, high)
    return f(xs, x, low, middle)
f([1, 3, 5, 7], 6, 0, 3)

#% half open bisection: bounded
def f(xs, x, low, high):
    if low >= high:
        return low
    middle = low + (high - low) // 2
    if xs[middle] < x:
        return f(xs, x, middle + 1, high)
    return f(xs, x, low, middle)
f([1, 3, 5, 7], 6, 0, 4)

#% three functions in turn: bounded
def f(n):
    if n <= 0:
        return
    g(n - 1)
def g(n):
    h(n)
def h(n):
    f(n)
f(7)

#% three functions that never get anywhere: unbounded
def f(n):
    g(n - 1)
def g(n):
    h(n + 1)
def h(n):
    f(n)
f(7)

#% one goes down, the other up again: unproven
def f(n):
    if n <= 0:
        return
    g(n - 1)
def g(n):
    f(n + 1)
f(7)

#% a list and its tail by turns: bounded
def f(xs):
    if not xs:
        return 0
    return g(xs[1:])
def g(xs):
    return 1 + f(xs)
f([1, 2, 3])

#% nested lists: bounded
def f(x):
    if not isinstance(x, list):
        return [x]
    out = []
    for item in x:
        out += f(item)
    return out
f([1, [2, [3]]])

#% flattening a text: unproven
def f(x):
    out = []
    for item in x:
        if hasattr(item, "__iter__"):
            out += f(item)
        else:
            out.append(item)
    return out
f(["ab"])

#% flattening but texts: bounded
def f(x):
    if isinstance(x, str):
        return [x]
    out = []
    for item in x:
        if hasattr(item, "__iter__"):
            out += f(item)
        else:
            out.append(item)
    return out
f(["ab", ["c"]])

#% a tree of objects: bounded
class Node:
    def __init__(self, value, left=None, right=None):
        self.value, self.left, self.right = value, left, right
def f(node):
    if node is None:
        return 0
    return f(node.left) + node.value + f(node.right)
f(Node(1, Node(2), Node(3)))

#% the same node again: unbounded
class Node:
    def __init__(self, next=None):
        self.next = next
def f(node):
    if node is None:
        return 0
    return 1 + f(node)
f(Node())

#% a tree that grows under the walk: unproven
class Node:
    def __init__(self):
        self.next = None
def f(node):
    if node is None:
        return
    node.next = Node()
    f(node.next)
f(Node())

#% nested dictionaries: bounded
def f(d):
    for key, value in d.items():
        if isinstance(value, dict):
            f(value)
f({"a": {"b": {}}})

#% head and tail of nested lists: bounded
def f(xs):
    if not xs:
        return 0
    first = xs[0]
    if isinstance(first, list):
        return f(first) + f(xs[1:])
    return 1 + f(xs[1:])
f([1, [2, 3], []])

#% quicksort: bounded
def f(xs):
    if len(xs) < 2:
        return xs
    pivot = xs[0]
    less = [x for x in xs[1:] if x < pivot]
    more = [x for x in xs[1:] if x >= pivot]
    return f(less) + [pivot] + f(more)
f([3, 1, 2])

#% quicksort that keeps the pivot: unproven
def f(xs):
    if len(xs) < 2:
        return xs
    pivot = xs[0]
    less = [x for x in xs if x < pivot]
    more = [x for x in xs if x >= pivot]
    return f(less) + f(more)
f([3, 3, 3])

#% permutations: bounded
def f(xs):
    if len(xs) <= 1:
        return [xs]
    out = []
    for i in range(len(xs)):
        for rest in f(xs[:i] + xs[i + 1:]):
            out.append([xs[i]] + rest)
    return out
f([1, 2, 3])

#% a graph with a set of visited nodes: bounded
graph = {1: [2, 3], 2: [1], 3: [3]}
def f(node, seen):
    if node in seen:
        return
    seen.add(node)
    for other in graph[node]:
        f(other, seen)
f(1, set())

#% a graph with a fresh set each time: unproven
graph = {1: [2], 2: [1]}
def f(node, seen=None):
    seen = set()
    if node in seen:
        return
    seen.add(node)
    for other in graph[node]:
        f(other, seen)
f(1)

#% a graph with no set at all: unproven
graph = {1: [2], 2: [1]}
def f(node):
    for other in graph[node]:
        f(other)
f(1)

#% visited before the call: bounded
graph = {1: [2, 3], 2: [1], 3: [3]}
seen = set()
def f(node):
    seen.add(node)
    for other in graph[node]:
        if other not in seen:
            f(other)
f(1)

#% visited, but forgotten at once: unproven
graph = {1: [2], 2: [1]}
seen = set()
def f(node):
    if node in seen:
        return
    seen.add(node)
    seen.clear()
    for other in graph[node]:
        f(other)
f(1)

#% numbers are never all visited: unproven
seen = set()
def f(n):
    if n in seen:
        return
    seen.add(n)
    f(n + 1)
f(1)

#% a flag that is given away: bounded
def f(x, again=True):
    if again:
        return f(x, False)
    return x
f(1)

#% a flag that comes back: unproven
def f(x, again=True):
    if again:
        return f(x, again=bool(x))
    return x
f(1)

#% wraps what is no list: bounded
def f(x):
    if not isinstance(x, list):
        return f([x])
    return len(x)
f(1)

#% wraps for ever: unbounded
def f(x):
    return f([x])
f(1)

#% a parameter rebound on the way: bounded
def f(n):
    if n <= 0:
        return
    n -= 1
    f(n)
f(4)

#% progress lost by rebinding: unproven
def f(n):
    if n <= 0:
        return
    n -= 1
    n += 1
    f(n)
f(4)

#% a depth that is limited: bounded 7 - depth
def f(x, depth=0):
    if depth > 5:
        return x
    return f([x, x], depth + 1)
f(1)

#% a depth that is not handed on: unproven
def f(x, depth=0):
    if depth > 5:
        return x
    return f([x])
f(1)

#% pops until empty: bounded
def f(xs):
    if len(xs) == 0:
        return
    xs.pop()
    f(xs)
f([1, 2, 3])

#% pops and puts back: unproven
def f(xs):
    if not xs:
        return
    xs.append(xs.pop())
    f(xs)
f([1, 2, 3])

#% catalan numbers: bounded
def f(n):
    if n == 0:
        return 1
    total = 0
    for i in range(n):
        total += f(i) * f(n - 1 - i)
    return total
f(5)

#% smaller numbers by a loop: bounded
def f(n):
    return 1 + sum(f(i) for i in range(n))
f(5)

#% a linked list in a match: bounded
def f(xs):
    match xs:
        case []:
            return 0
        case [first, *rest]:
            return 1 + f(rest)
f([1, 2, 3])

#% a method on a child: bounded
class C:
    def __init__(self, children):
        self.children = children
    def f(self):
        return 1 + sum(C.f(child) for child in self.children)
C([C([]), C([])]).f()

#% a wrapper that calls itself: unbounded
def wrap(function):
    def f(*args):
        return f(*args)
    return f
@wrap
def g(x):
    return x
g(1)

#% a wrapper that calls what it wraps: bounded
def wrap(function):
    def inner(*args):
        return function(*args)
    return inner
@wrap
def f(n):
    if n <= 0:
        return 0
    return f(n - 1)
f(3)

#% a callback to map: bounded
def f(tree):
    return 1 + sum(map(f, tree.values()))
f({"a": {}})

#% sorted by itself: unproven
def f(x):
    return sorted([1, 2], key=f)
f(1)

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

#% iterates over itself in a loop: unproven
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
