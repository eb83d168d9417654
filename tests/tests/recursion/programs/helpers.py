# Arguments that other functions of the file give.

#% children by a helper: bounded
class N:
    def __init__(self, *kids): self.kids = list(kids)
def kids(node): return node.kids
def f(node):
    for kid in kids(node): f(kid)
f(N(N(), N(N())))

#% children by a generator: bounded
class N:
    def __init__(self, *kids): self.kids = list(kids)
def kids(node):
    for kid in node.kids: yield kid
def f(node):
    for kid in kids(node): f(kid)
f(N(N(), N(N())))

#% children by a generator that delegates: bounded
class N:
    def __init__(self, *kids): self.kids = list(kids)
def kids(node):
    yield from node.kids
def f(node):
    for kid in kids(node): f(kid)
f(N(N(), N(N())))

#% a helper that gives itself: unproven
class N:
    def __init__(self, *kids): self.kids = list(kids)
def kids(node): return [node]
def f(node):
    for kid in kids(node): f(kid)
f(N())

#% a helper that gives itself now and then: unproven
class N:
    def __init__(self, *kids): self.kids = list(kids)
def first(node):
    if node.kids: return node.kids[0]
    return node
def f(node): f(first(node)) if node else None
f(N())

#% a generator that yields itself: unproven
class N:
    def __init__(self, *kids): self.kids = list(kids)
def kids(node):
    yield from node.kids
    yield node
def f(node):
    for kid in kids(node): f(kid)
f(N())

#% a helper that makes new ones: unproven
class N:
    def __init__(self, *kids): self.kids = list(kids)
def kids(node): return [N()]
def f(node):
    for kid in kids(node): f(kid)
f(N())

#% a helper that gives a shorter list: bounded
def rest(xs): return xs[1:]
def f(xs):
    if not xs: return 0
    return 1 + f(rest(xs))
f([1, 2, 3])

#% a helper that gives the same list: unproven
def rest(xs): return xs[0:]
def f(xs):
    if not xs: return 0
    return 1 + f(rest(xs))
f([1, 2, 3])

#% a helper that counts down: bounded
def less(n): return n - 1
def f(n):
    if n <= 0: return 0
    return f(less(n))
f(4)

#% a helper that counts up: unproven
def less(n): return n + 1
def f(n):
    if n <= 0: return 0
    return f(less(n))
f(4)

#% a helper with a branch: unproven
def less(n, far):
    if far: return n - 10
    return n - 1
def f(n):
    if n <= 0: return 0
    return f(less(n, n > 20))
f(40)

#% a helper that grows the list first: unproven
def rest(xs):
    xs.append(1)
    xs.append(1)
    return xs[1:]
def f(xs):
    if not xs: return 0
    return 1 + f(rest(xs))
f([1, 2, 3])

#% a helper that hangs itself in: unproven
class N:
    def __init__(self): self.kids = []
def kid(node):
    node.kid = node
    return node.kid
def f(node):
    if node is None: return
    f(kid(node))
f(N())

#% a helper that makes a child: unproven
class N:
    def __init__(self): self.kid = None
def kid(node):
    if node.kid is None: node.kid = N()
    return node.kid
def f(node):
    if node is None: return
    f(kid(node))
f(N())

#% a helper that rebinds its parameter: unproven
def rest(xs):
    xs = [1] + xs
    return xs
def f(xs):
    if not xs: return 0
    return 1 + f(rest(xs))
f([1, 2, 3])

#% a helper two calls deep: bounded
class N:
    def __init__(self, *kids): self.kids = list(kids)
def raw(node): return node.kids
def kids(node): return list(raw(node))
def f(node):
    for kid in kids(node): f(kid)
f(N(N(), N(N())))

#% a method helper: unproven
class N:
    def __init__(self, *kids): self.kids = list(kids)
    def all(self): return self.kids
def f(node):
    for kid in node.all(): f(kid)
f(N(N(), N(N())))

#% a method of the class as helper: bounded
class N:
    def __init__(self, *kids): self.kids = [N(*k) for k in kids]
    def all(self): return [k for k in self.kids if k]
    def f(self):
        for kid in self.all(): kid.f()
N([[]], []).f()

#% a method of the class that gives itself: unproven
class N:
    def __init__(self, *kids): self.kids = [N(*k) for k in kids]
    def all(self): return [self]
    def f(self):
        for kid in self.all(): kid.f()
N([[]], []).f()

#% a helper for the other argument: bounded
def pick(a, b): return b[1:]
def f(xs, ys):
    if not xs: return 0
    return f(pick(ys, xs), ys)
f([1, 2], [3])

#% a helper for the wrong argument: unproven
def pick(a, b): return a[1:]
def f(xs, ys):
    if not xs: return 0
    return f(pick(ys, xs), ys)
f([1, 2], [3, 4])

#% a decorated helper: unproven
def twice(g): return lambda xs: g(xs) + [1, 1]
@twice
def rest(xs): return xs[1:]
def f(xs):
    if not xs: return 0
    return f(rest(xs))
f([1, 2])

#% a helper with a default: unproven
def rest(xs, by=0): return xs[by:]
def f(xs):
    if not xs: return 0
    return f(rest(xs))
f([1, 2])

#% a helper that returns nothing at times: unproven
class N:
    def __init__(self, kid=None): self.kid = kid
def kid(node):
    if node: return node.kid
def f(node):
    return f(kid(node))
try:
    f(N(N()))
except ValueError:
    pass

#% parent by a helper and down again: unproven
class N:
    def __init__(self, parent=None):
        self.parent = parent
        self.kid = None
def up(node): return node.parent
def f(node):
    if node.parent: f(up(node))
    if node.kid: f(node.kid)
a = N()
a.kid = N(a)
f(a)

#% characters by a helper: unproven
def items(xs): return list(xs)
def f(xs):
    for x in items(xs): f(x)
f("a")

#% a helper in a try: unproven
def rest(xs):
    try:
        return xs[1:]
    finally:
        return [1]
def f(xs):
    if not xs: return 0
    return f(rest(xs))
f([1, 2])

#% a class that is a text: unproven
class T(str):
    def f(self):
        for x in self: T(x).f()
T("a").f()

#% a class of texts that goes on to its items: unproven
class T(str):
    def __iter__(self): return iter([self])
    def f(self):
        for x in self: x.f()
T("a").f()
