# Small recursive programs. Whether each ends is found by running it; the head line says what
# memlens is expected to say: `unbounded`, `bounded` (with the depth where it is known) or
# `unproven`. In each the function of interest is `f`, or stands in class `C`.

#% negative start steps over the base case: unproven
def f(n):
    if n == 0:
        return
    f(n - 1)
try:
    f(-1)
except ValueError:
    pass

#% even and odd: bounded n + 1
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

#% test of a list that shrinks: bounded
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

#% short circuit: bounded
def f(x):
    return x and f(False)
f(True)

#% leaves the program: unproven
import sys
def f():
    sys.exit(0)
    f()
f()

#% a loop that never comes to the call: bounded
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

#% a pattern without a guard: unproven
def f(x):
    match x:
        case [a, *r]:
            return f([1, *r])
        case _:
            return 0
f([1, 2])

#% patterns in turn: unproven
def f(x):
    match x:
        case 1:
            return f(2)
        case 2:
            return f(1)
f(1)

#% a class pattern takes the text itself: unproven
def f(x):
    match x:
        case str(y):
            return f(y)
f("a")

#% attributes assigned in turn: unproven
class C:
    def __setattr__(self, name, value):
        if name == "x":
            self.y = value
        elif name == "y":
            self.x = value
C().x = 1

#% a slice that grows again in its local: unproven
def f(xs):
    if not xs:
        return
    ys = xs[1:]
    ys.append(1)
    f(ys)
f([1])

#% a slice that a helper makes longer: unproven
def more(ys):
    ys.append(1)
def f(xs):
    if not xs:
        return
    ys = xs[1:]
    more(ys)
    f(ys)
f([1])

#% a helper of a helper puts back: unproven
def back(xs):
    put(xs)
def put(xs):
    xs.append(1)
def f(xs):
    if not xs:
        return
    xs.pop()
    back(xs)
    f(xs)
f([1])

#% a helper makes the counted list longer: unproven
def more(xs):
    xs.append(1)
def f(i, xs):
    if i >= len(xs):
        return
    more(xs)
    f(i + 1, xs)
f(0, [1])

#% a fresh visited set: unproven
def f(graph, node, seen):
    if node in seen:
        return
    seen.add(node)
    for other in graph[node]:
        f(graph, other, set())
f({0: [0]}, 0, set())

#% visited and taken out again: unproven
def f(graph, node, seen):
    if node in seen:
        return
    seen.add(node)
    seen.discard(node)
    for other in graph[node]:
        f(graph, other, seen)
f({0: [0]}, 0, set())

#% visited and cleared by a helper: unproven
def clear(seen):
    seen.clear()
def f(graph, node, seen):
    if node in seen:
        return
    seen.add(node)
    clear(seen)
    for other in graph[node]:
        f(graph, other, seen)
f({0: [0]}, 0, set())

#% a dict made anew of its items: unproven
def f(d):
    for key, value in d.items():
        f({key: value})
f({1: 2})

#% a default that earlier calls filled: unproven
def f(n, found=[]):
    found.append(1)
    if found:
        f(n)
f(1)

#% emptied before the test: unproven
def f(xs):
    xs.clear()
    if not xs:
        f([1])
f([])

#% the default of an inner function: unbounded
def f(n):
    def g(x=f(n)):
        return x
    return g() if n else 0
f(1)

#% the base of an inner class: unproven
def f(n):
    class A(f(n) if n else object):
        pass
f(1)

#% a list that is filled before the test: unproven
def f(n):
    found = []
    for i in range(3):
        found.append(i)
    if not found:
        return
    f(n)
f(1)

#% a dict that is filled before the test: unproven
def f(n):
    found = {}
    found[n] = 1
    if found:
        f(n)
f(1)
