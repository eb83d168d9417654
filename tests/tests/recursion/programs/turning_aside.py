# Programs in which a test of an unchanged argument turns because something else is changed, or called, on the way.

#% o of self store: unproven
class O:
    def __init__(self, c): self.c = c
    def __bool__(self): return self.c.n > 0
class C:
    def __init__(self): self.n = 3
    def f(self, o):
        if not o: return
        self.n -= 1
        self.f(o)
c = C()
c.f(O(c))

#% o is self: unproven
class C:
    def __init__(self): self.n = 3
    def __len__(self): return self.n
    def f(self, o):
        if not o: return
        self.n -= 1
        self.f(o)
c = C()
c.f(c)

#% global store and bool: unproven
G = 3
class O:
    def __bool__(self): return G > 0
def f(o):
    global G
    if not o: return
    G -= 1
    f(o)
f(O())

#% global rebind: unproven
class O:
    def __bool__(self): return G > 0
G = 3
def f(o):
    global G
    if not o: return
    G = G - 1
    f(o)
f(O())

#% closure nonlocal: unproven
def main():
    n = 3
    class O:
        def __bool__(self): return n > 0
    def f(o):
        nonlocal n
        if not o: return
        n = n - 1
        f(o)
    f(O())
main()

#% foreign base class len: unproven
class C(list):
    def f(self):
        if not self: return
        self[:] = self[1:]
        self.f()
C([1, 2]).f()

#% foreign base bool: unproven
import collections
class C(collections.UserList):
    def f(self):
        if not self: return
        self.data = self.data[1:]
        self.f()
C([1, 2]).f()

#% function attribute store: unproven
def f(o):
    if f.n == 0: return
    f.n -= 1
    f(o)
f.n = 3
f(1)

#% generator expr changes: unproven
xs = [1, 2]
def f(o):
    any(xs.pop() for _ in [1])
    f(o)
f(1)

#% generator expr changes test: unproven
def f(xs):
    if not xs: return
    any(xs.pop() for _ in [1])
    f(xs)
f([1, 2])

#% sum of gen: unproven
def f(xs):
    if not xs: return
    s = sum(xs.pop() for _ in range(1))
    f(xs)
f([1, 2])

#% list comp changes: unproven
def f(xs):
    if not xs: return
    [xs.pop() for _ in range(1)]
    f(xs)
f([1, 2])

#% lambda called: unproven
def f(xs):
    if not xs: return
    (lambda: xs.pop())()
    f(xs)
f([1, 2])

#% lambda bound called: unproven
def f(xs):
    if not xs: return
    g = lambda: xs.pop()
    g()
    f(xs)
f([1, 2])

#% nested def called: unproven
def f(xs):
    if not xs: return
    def g(): xs.pop()
    g()
    f(xs)
f([1, 2])

#% nested def by map: unproven
def f(xs):
    if not xs: return
    def g(_): return xs.pop()
    list(map(g, [1]))
    f(xs)
f([1, 2])

#% sorted key nested: unproven
def f(xs):
    if not xs: return
    sorted([1], key=lambda _: xs.pop())
    f(xs)
f([1, 2])

#% sorted key bound method: unproven
def f(xs):
    if not xs: return
    sorted([0], key=xs.pop)
    f(xs)
f([1, 2])

#% map bound method: unproven
def f(xs):
    if not xs: return
    list(map(xs.pop, [0]))
    f(xs)
f([1, 2])

#% filter bound: unproven
def f(xs):
    if not xs: return
    list(filter(xs.remove, [xs[0]]))
    f(xs)
f([1, 2])

#% max key: unproven
def f(xs):
    if not xs: return
    max(0, 0, key=lambda _: xs.pop())
    f(xs)
f([1, 2])

#% print file: unproven
class W:
    n = 3
    def write(self, s):
        W.n -= 1
        if W.n < 0: raise ValueError
w = W()
def f(o):
    print("x", file=w)
    f(o)
f(1)

#% print sep: unproven
class W:
    n = 3
    def flush(self):
        W.n -= 1
        if W.n < 0: raise ValueError
    def write(self, s): pass
w = W()
def f(o):
    print("x", file=w, flush=True)
    f(o)
f(1)

#% dict of self: unproven
class K:
    n = 3
    def __hash__(self):
        K.n -= 1
        if K.n < 0: raise ValueError
        return 1
def f(o):
    d = {o: 1}
    f(o)
f(K())

#% set display: unproven
class K:
    n = 3
    def __hash__(self):
        K.n -= 1
        if K.n < 0: raise ValueError
        return 1
def f(o):
    d = {o}
    f(o)
f(K())

#% tuple contains: unproven
class K:
    n = 3
    def __eq__(self, o):
        K.n -= 1
        return K.n <= 0
def f(o):
    if o in (1, 2): return
    f(o)
f(K())

#% match value: unproven
class K:
    n = 3
    def __eq__(self, o):
        K.n -= 1
        return K.n <= 0
def f(o):
    match o:
        case 1: return
    f(o)
f(K())

#% match class with property: unproven
class K:
    n = 3
    @property
    def x(self):
        K.n -= 1
        return K.n
def f(o):
    match o:
        case K(x=0): return
    f(o)
f(K())

#% while test: unproven
class K:
    n = 3
    def __bool__(self):
        K.n -= 1
        return K.n > 0
def f(o):
    while not o: return
    f(o)
f(K())

#% ternary: unproven
class K:
    n = 3
    def __bool__(self):
        K.n -= 1
        return K.n > 0
def f(o):
    return f(o) if o else 0
f(K())

#% and: unproven
class K:
    n = 3
    def __bool__(self):
        K.n -= 1
        return K.n > 0
def f(o):
    return o and f(o)
f(K())

#% comprehension filter: unproven
class K:
    n = 3
    def __bool__(self):
        K.n -= 1
        return K.n > 0
def f(o):
    [f(o) for _ in (1,) if o]
f(K())

#% assert: unproven
class K:
    n = 3
    def __bool__(self):
        K.n -= 1
        return K.n > 0
def f(o):
    assert o
    f(o)
f(K())

#% metaclass eq through global class: unproven
class M(type):
    n = 3
    def __eq__(cls, o):
        M.n -= 1
        return M.n <= 0
    __hash__ = type.__hash__
class A(metaclass=M): pass
def f(o):
    if A == 0: return
    f(o)
f(1)
